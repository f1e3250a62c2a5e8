//! Files that set parameters of the kernel, and a value that it runs with.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

const NAMES: [&str; 3] = [
    "kernel.kptr_restrict",
    "net.ipv4.conf.all.rp_filter",
    "net.ipv4.conf.default.rp_filter",
];

fuzz_target!(|input: &[u8]| {
    let [file, ufw, running] = muster_fuzz::files(input);
    let host = Recorded::new()
        .directory("/run/systemd/system")
        .file("/etc/sysctl.d/50.conf", file)
        .file("/etc/ufw/ufw.conf", "ENABLED=yes\n")
        .file("/etc/default/ufw", "IPT_SYSCTL=/etc/ufw/sysctl.conf\n")
        .file("/etc/ufw/sysctl.conf", ufw)
        .file("/proc/sys/kernel/kptr_restrict", running)
        .file("/proc/sys/net/ipv4/conf/eth0/rp_filter", running);
    let mut targets = Targets::default();
    targets.requests.sysctl = NAMES.map(str::to_owned).into();
    let (facts, _) = muster_fuzz::collect_domain(&host, &targets, Domain::Sysctl);
    let facts = facts.sysctl.as_ref().expect("it was collected");
    let is_number = |value: &str| value.split(' ').all(|word| word.parse::<i64>().is_ok());
    for boot in facts.at_boot.values().flatten() {
        let lines = boot.effective.iter().chain(&boot.of_interfaces);
        for line in lines.chain(&boot.shadowed).chain(&boot.unread) {
            assert!(line.value.as_deref().is_none_or(is_number));
        }
    }
    for running in facts.running.values().flatten() {
        let values = running.interfaces.iter().map(|one| &one.value);
        for value in values.chain([&running.value]) {
            assert!(value.as_deref().is_none_or(is_number));
        }
    }
});
