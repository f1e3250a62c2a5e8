//! The packs that follow a benchmark, on the recorded hosts of their system: what each section finds there is true,
//! and nothing is left unjudged that the recording has. `MUSTER_UPDATE=1` writes what must come out again.

use crate::program::{host, read};
use crate::{HOSTS, assert_has_fix, lines, scan_by};

/// Each pack, with the line of os-release(5) that says which hosts it is for.
const PACKS: [(&str, &str); 3] = [
    ("cis-debian-12", "(bookworm)"),
    ("cis-debian-13", "(trixie)"),
    ("cis-ubuntu-24-04", "Ubuntu 24.04"),
];

/// The hosts whose findings are held to a file: one as its distribution installs it for each system that there is
/// one of, and one on which much is set up with care.
/// With the exit code.
const HELD: [(&str, &str, i32); 3] = [
    ("checklist-1", "cis-debian-12", 1),
    // It is recorded without what the kernel says of its mounts.
    ("rocky-9", "cis-rhel-9", 3),
    ("ubuntu-24.04", "cis-ubuntu-24-04", 1),
];

#[test]
fn every_host_of_the_system_is_judged_in_full() {
    let mut judged = 0;
    for (pack, system) in PACKS {
        for (name, _) in HOSTS {
            let folder = host(name);
            // The others are recorded without what the kernel says of its mounts and its network.
            if !folder.join("root/proc/1/mountinfo").exists()
                || !folder.join("root/proc/sys/net/ipv4/conf/default").exists()
                || !read(&folder.join("root/etc/os-release")).contains(system)
            {
                continue;
            }
            let run = scan_by(&folder, pack).exits(1);
            for finding in run.findings() {
                assert_has_fix(name, &finding);
                assert_ne!(finding["status"], "error", "{name}: {finding}");
            }
            judged += 1;
        }
    }
    assert!(judged >= PACKS.len(), "only {judged} hosts");
}

#[test]
fn what_a_benchmark_finds_is_as_expected() {
    for (name, pack, code) in HELD {
        let folder = host(name);
        let found = lines(&scan_by(&folder, pack).exits(code));
        let expected = folder.join(format!("{pack}.txt"));
        if std::env::var_os("MUSTER_UPDATE").is_some() {
            std::fs::write(&expected, found).expect("the repository can be written to");
            continue;
        }
        assert_eq!(found, read(&expected), "{name} differs from its {pack}.txt");
    }
}
