use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, with_collection};

use super::*;

fn facts(system: &dyn System) -> KernelsFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

fn running(release: &str) -> Recorded {
    Recorded::new().file(RUNNING, format!("{release}\n"))
}

/// The later ones.
fn later(system: &Recorded) -> Vec<String> {
    let kernels = facts(system).installed_kernels.unwrap();
    let later = kernels.into_iter().filter(|kernel| kernel.later);
    later.map(|kernel| kernel.release).collect()
}

#[test]
fn a_later_kernel_of_the_same_flavour_waits() {
    let host = running("6.12.48+deb13-amd64")
        .file("/boot/vmlinuz-6.12.48+deb13-amd64", "")
        .file("/boot/vmlinuz-6.12.57+deb13-amd64", "")
        .file("/boot/vmlinuz-6.17.1+deb13-cloud-amd64", "")
        .file("/boot/vmlinuz-6.1.0-40-amd64", "");
    assert_eq!(later(&host), ["6.12.57+deb13-amd64"]);
    let host = running("5.14.0-570.el9.x86_64")
        .file("/boot/vmlinuz-5.14.0-570.el9.x86_64", "")
        .file("/boot/vmlinuz-5.14.0-570.12.1.el9_6.x86_64", "")
        .file("/boot/vmlinuz-0-rescue-0123456789abcdef", "");
    assert_eq!(later(&host), ["5.14.0-570.12.1.el9_6.x86_64"]);
}

#[test]
fn modules_tell_the_release_where_the_kernel_has_no_number() {
    let host = running("6.12.50-0-lts")
        .file("/boot/vmlinuz-lts", "")
        .file("/lib/modules/6.12.57-0-lts/kernel/fs/ext4.ko", "");
    assert_eq!(later(&host), ["6.12.57-0-lts"]);
    let fedora = running("6.17.7-300.fc43.x86_64")
        .file("/boot/vmlinuz-6.17.7-300.fc43.x86_64", "")
        .file("/lib/modules/6.17.8-300.fc43.x86_64/vmlinuz", "")
        // What a removed kernel leaves.
        .file("/lib/modules/6.17.9-300.fc43.x86_64/modules.dep", "");
    assert_eq!(later(&fedora), ["6.17.8-300.fc43.x86_64"]);
}

#[test]
fn a_build_of_the_same_release_waits_as_well() {
    let host = running("6.1.0-40-amd64")
        .file(
            BUILD,
            "#1 SMP PREEMPT_DYNAMIC Debian 6.1.153-1 (2025-09-20)\n",
        )
        .file("/boot/vmlinuz-6.1.0-40-amd64", "");
    let with = |version: &str| {
        let status = format!(
            "Package: linux-image-6.1.0-40-amd64\nStatus: install ok installed\nVersion: {version}\n"
        );
        later(&host.clone().file("/var/lib/dpkg/status", status))
    };
    assert_eq!(with("6.1.153-1"), [""; 0]);
    assert_eq!(with("6.1.158-1"), ["6.1.0-40-amd64"]);
}

#[test]
fn what_asked_for_a_restart_is_named() {
    let host = running("6.12.57+deb13-amd64")
        .file("/run/reboot-required", "*** System restart required ***\n")
        .file("/run/reboot-required.pkgs", "libc6\ndbus\nlibc6\n");
    let request = facts(&host).restart_request.unwrap().unwrap();
    assert_eq!(request.packages, ["dbus", "libc6"]);
    assert_eq!(facts(&running("6.12")).restart_request.unwrap(), None);
}

#[test]
fn a_container_has_no_kernel_of_its_own() {
    let host = running("6.12").file("/.dockerenv", "");
    assert!(matches!(
        facts(&host).running,
        Err(FactError::Unsupported(_))
    ));
    assert!(matches!(
        facts(&Recorded::new()).running,
        Err(FactError::Unsupported(_))
    ));
}
