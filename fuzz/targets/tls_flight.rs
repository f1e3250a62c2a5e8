//! What a server answers to a ClientHello.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_edge::tls::flight::parse_flight;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(flight) = parse_flight(bytes) {
        let sent: usize = flight.chain.iter().map(Vec::len).sum();
        assert!(sent <= bytes.len());
    }
});
