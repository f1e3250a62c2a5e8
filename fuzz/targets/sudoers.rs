//! The rules of sudo and doas.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [sudoers, included, doas] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/usr/bin/sudo", "")
        .file("/usr/bin/doas", "")
        .file("/etc/hostname", "web\n")
        .file(
            "/etc/passwd",
            "root:x:0:0::/root:/bin/sh\nshop:x:1000:1000::/home/shop:/bin/sh\n",
        )
        .file("/etc/group", "root:x:0:\nops:x:100:shop\n")
        .file("/etc/sudoers", sudoers)
        .file("/etc/sudoers.d/shop", included)
        .file("/etc/doas.conf", doas);
    let (facts, _) = muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Sudoers);
    let found = facts.sudoers.as_ref().expect("it was collected");
    // What runs as root by its path has been looked at.
    let (Ok(rules), Ok(files)) = (&found.rules, &found.command_files) else {
        return;
    };
    for rule in rules
        .iter()
        .filter(|rule| rule.as_root && rule.permits && !rule.wildcard)
    {
        if let Some(path) = &rule.command {
            assert!(files.iter().any(|file| file.path == *path));
        }
    }
});
