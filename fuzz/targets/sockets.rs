//! The socket tables of procfs: `tcp`, `tcp6`, `udp`, `udp6`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let tables: [&[u8]; 4] = muster_fuzz::files(input);
    let host = ["tcp", "tcp6", "udp", "udp6"]
        .into_iter()
        .zip(tables)
        .fold(Recorded::new(), |host, (name, table)| {
            host.file(format!("/proc/net/{name}"), table)
        });
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Sockets);
});
