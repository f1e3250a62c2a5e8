//! The cryptographic policy of a distribution, and what sshd makes of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [configured, properties, sshd, options] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/etc/crypto-policies/config", configured)
        .file("/etc/crypto-policies/state/current", configured)
        .file("/etc/crypto-policies/state/CURRENT.pol", properties)
        .file("/etc/ssh/sshd_config", sshd)
        .file("/etc/sysconfig/sshd", options);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::CryptoPolicy);
});
