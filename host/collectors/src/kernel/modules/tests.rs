use muster_facts::targets::Targets;
use muster_facts::{FactError, ModulesFacts, Secrets};
use muster_target::{Context, Recorded, System, with_collection};
use proptest::prelude::*;

use super::*;

fn facts(system: &dyn System, names: &[&str]) -> ModulesFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        |collection| collect_modules(collection, names.iter().copied()),
    )
}

fn debian() -> Recorded {
    Recorded::new()
        .file(
            "/usr/lib/modules/6.1.0-42-amd64/modules.dep",
            "kernel/fs/cramfs/cramfs.ko: kernel/drivers/mtd/mtd.ko\nkernel/drivers/usb/storage/usb-storage.ko.xz: \n",
        )
        .file(
            "/usr/lib/modules/6.1.0-42-amd64/modules.builtin",
            "kernel/fs/squashfs/squashfs.ko\n",
        )
        .file("/usr/lib/modules/6.1.0-42-amd64/modules.order", "")
        // A module that dkms left behind.
        .file("/usr/lib/modules/6.1.0-10-amd64/updates/dkms/hfs.ko", "")
        .file(
            "/proc/modules",
            "usb_storage 81920 1 uas, Live 0x0000000000000000\nudf 114688 2 - Live 0x0000000000000000\n\
             dm_mod 184320 5 dm_crypt,[permanent], Live 0x0\n",
        )
}

#[test]
fn a_module_is_a_file_built_in_or_absent() {
    let names = [
        "cramfs",
        "usb-storage",
        "usb_storage",
        "squashfs",
        "mtd",
        "hfs",
    ];
    let found = facts(&debian(), &names).available;
    let state = |name: &str| found[name].as_ref().unwrap().state.as_str();
    assert_eq!(state("cramfs"), "file");
    assert_eq!(state("usb-storage"), "file");
    assert_eq!(state("usb_storage"), "file");
    assert_eq!(state("squashfs"), "built-in");
    assert_eq!(state("mtd"), "absent");
    assert_eq!(state("hfs"), "absent");
    let none = facts(&Recorded::new(), &["cramfs"]);
    assert!(matches!(
        none.available["cramfs"],
        Err(FactError::Unsupported(_))
    ));
    assert!(matches!(none.used["cramfs"], Err(FactError::Failed(_))));
}

#[test]
fn what_is_loaded_may_be_in_use() {
    let found = facts(&debian(), &["usb-storage", "udf", "dm-mod", "hfs"]).used;
    let usage = |name: &str| found[name].clone().unwrap();
    assert_eq!(usage("usb-storage").needed_by, ["uas"]);
    assert_eq!(
        (usage("udf").users, usage("udf").needed_by),
        (2, Vec::new())
    );
    assert_eq!(usage("dm-mod").needed_by, ["dm_crypt"]);
    assert!(!usage("hfs").loaded);
}

#[test]
fn of_install_lines_the_first_counts_and_of_files_the_stronger() {
    let system = debian()
        .file("/usr/lib/modprobe.d/dist.conf", "blacklist cramfs\ninstall usb_storage /bin/true\n")
        .file(
            "/etc/modprobe.d/10-ours.conf",
            "# install udf /bin/true\ninstall usb-storage /usr/bin/false\ninstall cram* \\\n  /sbin/modprobe --ignore-install cramfs\n\
             install udf /bin/true || /sbin/modprobe -i udf\n",
        );
    let found = facts(&system, &["usb-storage", "cramfs", "udf", "hfs"]).configured;
    let install = |name: &str| {
        let install = found[name].clone().unwrap().install?;
        Some((install.runs, install.source.line))
    };
    assert_eq!(
        install("usb-storage"),
        Some(("nothing".to_owned(), Some(2)))
    );
    assert_eq!(install("cramfs"), Some(("command".to_owned(), Some(3))));
    assert_eq!(install("udf"), Some(("command".to_owned(), Some(5))));
    assert_eq!(install("hfs"), None);
    assert!(found["cramfs"].clone().unwrap().blacklisted.is_some());
    let replaced = system.file("/etc/modprobe.d/dist.conf", "");
    let found = facts(&replaced, &["cramfs"]).configured;
    assert!(found["cramfs"].clone().unwrap().blacklisted.is_none());
}

#[test]
fn a_file_that_cannot_be_read_hides_what_comes_after_it() {
    let system = debian()
        .file("/etc/modprobe.d/a.conf", "install udf /bin/false\n")
        .file("/etc/modprobe.d/b.conf", "?")
        .denied("/etc/modprobe.d/b.conf")
        .file("/etc/modprobe.d/c.conf", "install hfs /bin/false\n");
    let found = facts(&system, &["udf", "hfs", "cramfs"]).configured;
    assert!(found["udf"].is_ok());
    assert!(found["hfs"].is_err());
    assert!(found["cramfs"].is_err());
}

#[test]
fn a_name_that_is_not_one_is_an_error() {
    let found = facts(&debian(), &["../x", ""]);
    assert!(found.configured["../x"].is_err());
    assert!(found.available[""].is_err());
}

proptest! {
    #[test]
    fn no_text_makes_a_parser_panic(text in "(?s).{0,200}", name in "[a-z*_\\[-]{0,8}") {
        let system = Recorded::new()
            .file("/lib/modules/6/modules.dep", text.clone())
            .file("/etc/modprobe.d/a.conf", format!("install {name} {text}"))
            .file("/proc/modules", text);
        let _ = facts(&system, &["udf", "x"]);
    }
}
