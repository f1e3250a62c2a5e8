//! The head of an HTTP answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_edge::tls::web::head;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(Some(head)) = head(bytes) {
        let answer = head.over_http("www.example.com");
        let location = answer.location.unwrap_or_default();
        assert!(!location.contains(char::is_control) && !location.contains('@'));
    }
});
