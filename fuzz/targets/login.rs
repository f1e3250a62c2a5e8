//! What a login shell reads.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [profile, one, own, pam, defs] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/etc/passwd", "root:x:0:0::/root:/bin/bash\n")
        .file("/etc/group", "root:x:0:\n")
        .file("/etc/profile", profile)
        .file("/etc/profile.d/one.sh", one)
        .file("/root/.profile", own)
        .file("/etc/pam.d/common-session", pam)
        .file("/etc/login.defs", defs);
    let (facts, _) = muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Login);
    let facts = facts.login.as_ref().expect("it was collected");
    for value in facts.values.iter().flatten() {
        assert!(value.may_be_unset || !value.values.is_empty());
        let possible = value.values.iter().chain(&value.shadowed);
        for value in possible.filter_map(|one| one.value.as_ref()) {
            assert!(value.bytes().all(|byte| byte.is_ascii_digit()));
        }
    }
});
