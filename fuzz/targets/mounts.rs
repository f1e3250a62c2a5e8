//! What is mounted, and what `fstab` and a unit say.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [mountinfo, fstab, unit] = muster_fuzz::files(input);
    let host = Recorded::new()
        .directory("/run/systemd/system")
        .file("/proc/1/mountinfo", mountinfo)
        .file("/etc/fstab", fstab)
        .file("/etc/systemd/system/tmp.mount", unit)
        .link(
            "/etc/systemd/system/local-fs.target.wants/tmp.mount",
            "../tmp.mount",
        );
    let (facts, _) = muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Mounts);
    let facts = facts.mounts.as_ref().expect("it was collected");
    for mount in facts.boot_mounts.iter().flatten() {
        assert!(mount.options.iter().all(|option| !option.contains('=')));
    }
});
