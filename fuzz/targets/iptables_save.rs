//! The output of `iptables-save` (first text), with the sets of `ipset save` (second text): parsed,
//! and evaluated.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_collectors::firewall::ipset;
use muster_collectors::firewall::iptables_save::{Origin, parse};
use muster_collectors::firewall::ruleset::{Backend, Ruleset, TableFamily};

fuzz_target!(|input: &[u8]| {
    let Some([rules, sets]) = muster_fuzz::texts(input) else {
        return;
    };
    let Ok(sets) = ipset::parse(sets) else {
        return;
    };
    for family in [TableFamily::Ip, TableFamily::Ip6] {
        let origin = Origin {
            family,
            backend: Backend::IptablesLegacy,
            is_file: false,
            name: "iptables-save",
            sets: &sets,
        };
        if let Ok(tables) = parse(rules, &origin) {
            muster_fuzz::evaluate(&Ruleset { tables });
        }
    }
});
