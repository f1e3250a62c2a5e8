//! The profiles of AppArmor that are loaded, and the configuration of SELinux.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [enabled, profiles, enforce, configuration] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/sys/module/apparmor/parameters/enabled", enabled)
        .file("/sys/kernel/security/apparmor/profiles", profiles)
        .file("/sys/fs/selinux/enforce", enforce)
        .file("/etc/selinux/config", configuration);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::AccessControl);
});
