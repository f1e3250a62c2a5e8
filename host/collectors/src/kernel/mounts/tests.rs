use muster_facts::targets::Targets;
use muster_facts::{FactError, MountsFacts, Secrets};
use muster_target::{Context, Recorded, System, with_collection};

use super::*;

fn facts(system: &dyn System) -> MountsFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

/// What boot mounts at a path, and by whose word.
fn boot(system: &Recorded, path: &str) -> Option<(String, String)> {
    let mount = facts(system).find_boot_mount(path).unwrap()?;
    Some((mount.decided_by, mount.options.join(",")))
}

fn told(by: &str, options: &str) -> Option<(String, String)> {
    Some((by.to_owned(), options.to_owned()))
}

const TMP: &str = "[Mount]\nWhat=tmpfs\nWhere=/tmp\nType=tmpfs\nOptions=mode=1777,strictatime,nosuid,nodev,size=50%%\n";

#[test]
fn systemd_mounts_some_unasked() {
    let system = Recorded::new().directory("/run/systemd/system");
    assert_eq!(
        boot(&system, "/dev/shm"),
        told("systemd", "nodev,nosuid,strictatime")
    );
    assert_eq!(boot(&system, "/tmp"), None);
    assert_eq!(boot(&Recorded::new(), "/dev/shm"), None);
    let fstab = system.file("/etc/fstab", "tmpfs /dev/shm tmpfs nodev,nosuid,noexec\n");
    assert_eq!(
        boot(&fstab, "/dev/shm"),
        told("fstab", "nodev,noexec,nosuid")
    );
}

#[test]
fn a_unit_counts_where_something_pulls_it_in() {
    let vendor = "/usr/lib/systemd/system/tmp.mount";
    let installed = Recorded::new()
        .directory("/run/systemd/system")
        .file(vendor, TMP);
    assert_eq!(boot(&installed, "/tmp"), None);
    let pulled = installed.link(
        "/usr/lib/systemd/system/local-fs.target.wants/tmp.mount",
        "../tmp.mount",
    );
    assert_eq!(
        boot(&pulled, "/tmp"),
        told("unit", "nodev,nosuid,strictatime")
    );
    let changed = pulled.clone().file(
        "/etc/systemd/system/tmp.mount.d/o.conf",
        "[Mount]\nOptions=nodev,noexec\n",
    );
    assert_eq!(boot(&changed, "/tmp"), told("unit", "nodev,noexec"));
    let masked = pulled
        .clone()
        .link("/etc/systemd/system/tmp.mount", "/dev/null");
    assert_eq!(boot(&masked, "/tmp"), None);
    // What is generated from fstab is stronger than the vendor's unit, and weaker than the administrator's.
    let fstab = pulled.file("/etc/fstab", "tmpfs /tmp tmpfs nosuid\n");
    assert_eq!(boot(&fstab, "/tmp"), told("fstab", "nosuid"));
    let off = fstab
        .clone()
        .link("/etc/systemd/system/tmp.mount", "/dev/null");
    assert_eq!(boot(&off, "/tmp"), None);
    let own = fstab.file("/etc/systemd/system/tmp.mount", TMP);
    assert_eq!(boot(&own, "/tmp"), told("unit", "nodev,nosuid,strictatime"));
}

#[test]
fn what_is_not_mounted_at_boot_is_left_out() {
    let system = Recorded::new().file(
        "/etc/fstab",
        "/dev/sdb1 /mnt ext4 noauto\n/dev/sdb2 /home ext4 defaults\n",
    );
    assert_eq!(boot(&system, "/mnt"), None);
    assert_eq!(boot(&system, "/home"), told("fstab", "rw"));
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let closed = Recorded::new()
        .file("/etc/fstab", "")
        .denied("/etc/fstab")
        .file("/proc/1/mountinfo", "?")
        .denied("/proc/1/mountinfo");
    let found = facts(&closed);
    assert!(matches!(found.boot_mounts, Err(FactError::Denied(_))));
    assert!(matches!(found.mounts, Err(FactError::Denied(_))));
    let own = closed.file(
        "/proc/self/mountinfo",
        "30 1 8:1 / / rw - ext4 /dev/sda1 rw\n",
    );
    assert_eq!(facts(&own).find_mount("/").unwrap().unwrap().kind, "ext4");
    assert!(facts(&Recorded::new()).mounts.is_err());
}
