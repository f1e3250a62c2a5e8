//! What says which machine it is: `os-release`, `hostname`, and `fib_trie`, `route` and `if_inet6`
//! of procfs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [os_release, hostname, fib_trie, route, if_inet6] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/etc/os-release", os_release)
        .file("/etc/hostname", hostname)
        .file("/proc/net/fib_trie", fib_trie)
        .file("/proc/net/route", route)
        .file("/proc/net/if_inet6", if_inet6);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Host);
});
