use muster_facts::targets::Targets;
use muster_facts::{BootFacts, FactError, Secrets};
use muster_target::{Context, Recorded, System, with_collection};

use super::*;

const GRUB: &str = "\
set superusers=\"admin\"
password_pbkdf2 admin grub.pbkdf2.sha512.10000.AB.CD
if [ x = y ]; then set vt_handoff=vt.handoff=7; else set vt_handoff=; fi
menuentry 'Debian' --unrestricted {
	linux	/vmlinuz-6.1.0-42-amd64 root=UUID=1 ro audit=1 $vt_handoff
}
menuentry 'recovery' {
	linux	/vmlinuz-6.1.0-42-amd64 root=UUID=${u} ro single
}
menuentry 'Memory test' {
	linux16 /memtest86+x64.bin
}
";

fn facts(system: &dyn System) -> BootFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

/// `KERNEL: ARGUMENTS` of each entry, `?` for those that are not known.
fn entries(system: &dyn System) -> Vec<String> {
    let show = |one: Entry| {
        let mut words: Vec<String> = one
            .arguments
            .into_iter()
            .map(|one| format!("{}={}", one.name, one.value.unwrap_or_default()))
            .collect();
        if one.has_unknown_arguments {
            words.push("?".to_owned());
        }
        format!("{}: {}", one.kernel, words.join(" "))
    };
    facts(system)
        .entries
        .unwrap()
        .into_iter()
        .map(show)
        .collect()
}

fn asks_for(system: &dyn System) -> Vec<(String, String, Option<u32>)> {
    let show = |one: Loader| (one.asks_for, one.source.name, one.source.line);
    let loaders = facts(system).loaders.unwrap();
    loaders.into_iter().map(show).collect()
}

#[test]
fn grub_offers_kernels_with_arguments() {
    let system = Recorded::new().file("/boot/grub/grub.cfg", GRUB);
    assert_eq!(
        entries(&system),
        [
            "vmlinuz-6.1.0-42-amd64: audit=1",
            "vmlinuz-6.1.0-42-amd64: "
        ]
    );
    assert_eq!(
        asks_for(&system),
        [(
            "password".to_owned(),
            "/boot/grub/grub.cfg".to_owned(),
            Some(2)
        )]
    );
}

#[test]
fn a_stub_leads_to_the_configuration() {
    let stub = "search.fs_uuid 1 root\nset prefix=($root)'/grub2'\nconfigfile $prefix/grub.cfg\n";
    let main = "set default_kernelopts=\"root=UUID=1\"\nif [ -n \"${GRUB2_PASSWORD}\" ]; then\n  set superusers=\"root\"\n  password_pbkdf2 root ${GRUB2_PASSWORD}\nfi\nset tuned_params=\"\"\nblscfg\n";
    let system = Recorded::new()
        .file("/boot/efi/EFI/rocky/grub.cfg", stub)
        .file("/boot/grub2/grub.cfg", main)
        .file(
            "/boot/grub2/grubenv",
            "# GRUB Environment Block\nkernelopts=root=UUID=1 ro selinux=0\n####\n",
        )
        .file(
            "/boot/loader/entries/a.conf",
            "title Rocky\nlinux /vmlinuz-5.14.0\noptions $kernelopts $tuned_params audit=1\n",
        );
    assert_eq!(entries(&system), ["vmlinuz-5.14.0: selinux=0 audit=1"]);
    let asked = |system: &Recorded| asks_for(system).remove(0).0;
    assert_eq!(asked(&system), "nothing");
    let with = system.clone().file(
        "/boot/grub2/user.cfg",
        "GRUB2_PASSWORD=grub.pbkdf2.sha512.10000.AB.CD\n",
    );
    assert_eq!(asked(&with), "password");
    let alone = Recorded::new().file("/boot/efi/EFI/rocky/grub.cfg", stub);
    assert!(matches!(facts(&alone).loaders, Err(FactError::Failed(_))));
}

#[test]
fn a_user_who_may_do_nothing_protects_nothing() {
    for (script, expected) in [
        ("password_pbkdf2 a grub.pbkdf2.x\n", "nothing"),
        (
            "set superusers=\"b\"\npassword_pbkdf2 a grub.pbkdf2.x\n",
            "nothing",
        ),
        ("set superusers=\"a\"\n", "nothing"),
        (
            "set superusers=\"a\"\npassword a secret\n",
            "plain-password",
        ),
        (
            "superusers=\"b,a\"\npassword_pbkdf2 a grub.pbkdf2.x\n",
            "password",
        ),
    ] {
        let text = format!("{script}linux /vmlinuz-1\n");
        let system = Recorded::new().file("/boot/grub/grub.cfg", text);
        assert_eq!(asks_for(&system).remove(0).0, expected, "{script}");
    }
}

#[test]
fn a_variable_with_several_values_is_not_known() {
    let text = "set a=audit=1\nset a=audit=0\nlinux /vmlinuz-1 $a $b nokaslr\n";
    let system = Recorded::new().file("/boot/grub/grub.cfg", text);
    assert_eq!(entries(&system), ["vmlinuz-1: nokaslr= ?"]);
    let found = "probe --set=a -u hd0\nlinux /vmlinuz-1 root=$a $a\n";
    let system = Recorded::new().file("/boot/grub/grub.cfg", found);
    assert_eq!(entries(&system), ["vmlinuz-1: ?"]);
}

#[test]
fn of_two_configurations_the_firmware_reads_one() {
    let system = Recorded::new()
        .file("/boot/efi/EFI/redhat/grub.cfg", "linuxefi /vmlinuz-2\n")
        .file("/boot/grub2/grub.cfg", "linux16 /vmlinuz-1\n");
    assert_eq!(entries(&system), ["vmlinuz-1: "]);
    let uefi = system.directory("/sys/firmware/efi");
    assert_eq!(entries(&uefi), ["vmlinuz-2: "]);
}

#[test]
fn systemd_boot_has_an_editor() {
    let system = Recorded::new()
        .file("/efi/loader/loader.conf", "timeout 3\n")
        .file(
            "/efi/loader/entries/a.conf",
            "linux /1/linux\noptions audit=1\noptions lockdown=integrity\n",
        );
    assert_eq!(entries(&system), ["linux: audit=1 lockdown=integrity"]);
    assert_eq!(asks_for(&system).remove(0).0, "nothing");
    let off = system
        .clone()
        .file("/efi/loader/loader.conf", "timeout 3\neditor no\n");
    assert_eq!(
        asks_for(&off),
        [(
            "no-editor".to_owned(),
            "/efi/loader/loader.conf".to_owned(),
            Some(2)
        )]
    );
    let whole = system.file("/efi/EFI/Linux/a.efi", "MZ");
    assert!(matches!(facts(&whole).entries, Err(FactError::Failed(_))));
}

#[test]
fn extlinux_appends_arguments() {
    let text = "MENU TITLE Alpine\nLABEL lts\n  LINUX vmlinuz-lts\n  APPEND root=UUID=1 pti=on\n";
    let system = Recorded::new().file("/boot/extlinux.conf", text);
    assert_eq!(entries(&system), ["vmlinuz-lts: pti=on"]);
    assert_eq!(asks_for(&system).remove(0).0, "nothing");
    let locked = format!("MENU MASTER PASSWD $5$a$b\n{text}");
    let system = Recorded::new().file("/boot/extlinux.conf", locked);
    assert_eq!(asks_for(&system).remove(0).0, "password");
}

#[test]
fn without_a_boot_loader_nothing_is_known() {
    let nothing = Recorded::new().file("/proc/cmdline", "ro apparmor=0\n");
    assert!(matches!(
        facts(&nothing).entries,
        Err(FactError::Unsupported(_))
    ));
    assert_eq!(facts(&nothing).running_arguments.unwrap().len(), 1);
    let unmounted = Recorded::new().file("/etc/fstab", "UUID=1 /boot ext4 noauto 0 0\n");
    assert!(matches!(
        facts(&unmounted).loaders,
        Err(FactError::Failed(_))
    ));
    let container = Recorded::new()
        .file("/.dockerenv", "")
        .file("/proc/cmdline", "ro\n");
    assert!(matches!(
        facts(&container).running_arguments,
        Err(FactError::Unsupported(_))
    ));
    let denied = Recorded::new()
        .file("/boot/grub/grub.cfg", GRUB)
        .denied("/boot/grub/grub.cfg");
    assert!(matches!(facts(&denied).entries, Err(FactError::Denied(_))));
}
