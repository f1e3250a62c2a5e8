//! ufw's files: `ufw.conf`, `/etc/default/ufw`, and the rules before, after and of the user.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_collectors::firewall::ipset::Ipsets;
use muster_collectors::firewall::ruleset::{Ruleset, TableFamily};
use muster_collectors::firewall::ufw::{RuleFiles, settings, tables};

fuzz_target!(|input: &[u8]| {
    let Some([conf, defaults, before, after, user]) = muster_fuzz::texts(input) else {
        return;
    };
    let settings = settings(conf, defaults);
    let files = RuleFiles {
        before,
        after,
        user,
    };
    for family in [TableFamily::Ip, TableFamily::Ip6] {
        if let Ok(tables) = tables(family, &settings, Some(files), &Ipsets::default()) {
            muster_fuzz::evaluate(&Ruleset { tables });
        }
    }
});
