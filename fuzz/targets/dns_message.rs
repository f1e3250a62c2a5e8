//! A message of the DNS, as a server may send it.
#![no_main]

use hickory_resolver::proto::op::Message;
use hickory_resolver::proto::rr::Name;
use libfuzzer_sys::fuzz_target;
use muster_edge::network::resolver::{RecordType, message};

fuzz_target!(|bytes: &[u8]| {
    let Ok(answer) = Message::from_vec(bytes) else {
        return;
    };
    let name = answer
        .queries
        .first()
        .map_or_else(Name::root, |query| query.name().clone());
    let inert = |text: &str| text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    for kind in RecordType::ALL {
        let response = message::interpret_response(&answer, &name, kind);
        assert!(response.values().all(inert));
        assert!(response.aliases.iter().all(|alias| inert(alias)));
    }
    let servers = message::referral(&answer, &name).unwrap_or_default();
    assert!(servers.iter().all(|server| inert(server)));
});
