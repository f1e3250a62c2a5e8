//! What says which kernel runs, and what the package manager knows of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [release, build, name, packages] = muster_fuzz::files(input);
    let name = String::from_utf8_lossy(name).replace('/', "");
    let host = Recorded::new()
        .file("/proc/sys/kernel/osrelease", release)
        .file("/proc/sys/kernel/version", build)
        .file(format!("/boot/vmlinuz-{name}"), "")
        .file("/run/reboot-required", "")
        .file("/run/reboot-required.pkgs", packages)
        .file("/var/lib/dpkg/status", packages);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Kernels);
});
