//! Where packages come from: lines and stanzas of apt, repositories of dnf and zypper, and what they check.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [lines, stanzas, settings, repositories, main, apk] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/etc/apt/sources.list", lines)
        .file("/etc/apt/sources.list.d/a.sources", stanzas)
        .file("/etc/apt/apt.conf.d/50local", settings)
        .file("/etc/yum.repos.d/a.repo", repositories)
        .file("/etc/dnf/dnf.conf", main)
        .file("/etc/apk/repositories", apk);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::PackageSources);
});
