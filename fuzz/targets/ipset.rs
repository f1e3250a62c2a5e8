//! The output of `ipset save`, and a match against each set that it names.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_collectors::firewall::ipset;

fuzz_target!(|text: &str| {
    let Ok(sets) = ipset::parse(text) else {
        return;
    };
    for name in text.split_whitespace() {
        for directions in ["src", "dst,dst", "src,dst,src", "nowhere"] {
            let _ = sets.test(name, directions, false);
        }
    }
});
