//! rpm's database in its own format.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let host = Recorded::new().file("/var/lib/rpm/Packages.db", input);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Packages);
});
