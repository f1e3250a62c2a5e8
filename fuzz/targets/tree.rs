//! Who owns files, and which files packages brought: lent numbers, Docker's settings, lists of dpkg, and apk's database.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [lent, docker, list, told, apk, mounts] = muster_fuzz::files(input);
    let host = Recorded::new()
        .walked()
        .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
        .file("/etc/group", "root:x:0:\n")
        .file("/etc/subuid", lent)
        .file("/etc/docker/daemon.json", docker)
        .file("/var/lib/dpkg/info/x.list", list)
        .file("/var/lib/dpkg/diversions", told)
        .file("/var/lib/dpkg/statoverride", told)
        .file("/lib/apk/db/installed", apk)
        .file("/proc/1/mountinfo", mounts)
        .file("/usr/bin/su", "")
        .owned("/usr/bin/su", 0o4755, 0, 7);
    // Without any package of dpkg, apk's database counts.
    let host = if apk.is_empty() {
        let status = "Package: x\nStatus: install ok installed\nVersion: 1\n";
        host.file("/var/lib/dpkg/status", status)
    } else {
        host
    };
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Tree);
});
