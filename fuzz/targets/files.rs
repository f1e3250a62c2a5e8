//! Paths, links and patterns: each line of the first part is a file, each of the second a link with
//! where it leads, each of the third a pattern.
#![no_main]

use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let Some([files, links, patterns]) = muster_fuzz::texts(input) else {
        return;
    };
    let absolute = |line: &&str| line.starts_with('/');
    let mut host = Recorded::new();
    for file in files.lines().filter(absolute) {
        host = host.file(file, "");
    }
    for link in links.lines().filter(absolute) {
        if let Some((path, target)) = link.split_once(' ') {
            host = host.link(path, target);
        }
    }
    let targets = Targets {
        files: patterns
            .lines()
            .filter(absolute)
            .map(PathBuf::from)
            .collect(),
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Paths);
});
