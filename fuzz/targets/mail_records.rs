//! One record of SPF, DKIM and DMARC.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_edge::mail::{dkim, dmarc, spf};

fuzz_target!(|text: &str| {
    let _ = text.parse::<spf::Record>();
    let _ = dmarc::Record::parse(text);
    let key = dkim::parse_key_record(text);
    assert_eq!(key.bits.is_some(), key.status == "present");
});
