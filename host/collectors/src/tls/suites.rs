//! Cipher suites.

use rustls::CipherSuite;

/// The name that IANA gives to a number; rustls marks those of TLS 1.3.
pub(super) fn name(number: u16) -> String {
    match CipherSuite::from(number).as_str() {
        Some(name) => name.replacen("TLS13_", "TLS_", 1),
        None => format!("0x{number:04x}"),
    }
}
