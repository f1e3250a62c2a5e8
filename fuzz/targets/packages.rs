//! The databases of dpkg and apk.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [dpkg, apk, piece] = muster_fuzz::files(input);
    for (path, content) in [
        ("/var/lib/dpkg/status", dpkg),
        ("/lib/apk/db/installed", apk),
        ("/var/lib/dpkg/status.d/one", piece),
    ] {
        let host = Recorded::new().file(path, content);
        muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Packages);
    }
});
