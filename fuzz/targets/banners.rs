//! The texts before and after a login.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [motd, issue] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/etc/os-release", "ID=debian\nNAME=\"Debian GNU/Linux\"\n")
        .file("/etc/motd", motd)
        .file("/etc/issue.d/a.issue", issue);
    let (facts, _) = muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Banners);
    let facts = facts.banners.as_ref().expect("it was collected");
    for text in facts.banners.iter().flatten() {
        assert!(text.escapes.is_sorted());
        assert!(!text.empty || (text.escapes.is_empty() && !text.names_system));
    }
});
