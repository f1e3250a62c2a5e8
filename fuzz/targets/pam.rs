//! The stacks of PAM, and the files that its modules read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [service, included, settings] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/etc/pam.d/sshd", service)
        .file("/etc/pam.d/common-auth", included)
        .file("/etc/security/faillock.conf", settings)
        .file("/etc/security/pwhistory.conf", settings)
        .file("/etc/security/pwquality.conf", settings);
    let (facts, _) = muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Pam);
    let found = facts.pam.as_ref().expect("it was collected");
    // What can be told of a module is of a service that is there.
    let (Ok(services), Ok(entries)) = (&found.services, &found.entries) else {
        return;
    };
    for entry in entries {
        assert!(services.iter().any(|service| service.name == entry.service));
    }
});
