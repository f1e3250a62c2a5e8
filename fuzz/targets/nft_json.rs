//! The output of `nft -j list ruleset`: parsed, and evaluated.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_collectors::firewall::nft_json;

fuzz_target!(|json: &[u8]| {
    if let Ok(ruleset) = nft_json::parse(json) {
        muster_fuzz::evaluate(&ruleset);
    }
});
