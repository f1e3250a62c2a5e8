//! rpm's database in SQLite, with the log behind it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

/// What a log begins with, but for the order of its numbers.
const LOG: &[u8] = b"\x37\x7f\x06";

fuzz_target!(|input: &[u8]| {
    let at = input.windows(LOG.len()).position(|window| window == LOG);
    let (database, log) = input.split_at(at.unwrap_or(input.len()));
    let host = Recorded::new()
        .file("/var/lib/rpm/rpmdb.sqlite", database)
        .file("/var/lib/rpm/rpmdb.sqlite-wal", log);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Packages);
});
