//! Chains of every kind, as nginx sends them.

use std::fmt::Write as _;

use muster_facts::targets::WebPorts;

use super::servers::{Certificates, free_ports, nginx, now};
use super::{HOST, look};

/// Chain, verdict, whether it is in order, whether a name covers the host.
const CHAINS: &[(&str, &str, bool, bool)] = &[
    ("valid", "trusted", true, true),
    ("with-root", "trusted", true, true),
    ("wrong-order", "trusted", false, true),
    ("incomplete", "missing-intermediate", true, true),
    ("expired", "expired", true, true),
    ("expiring", "trusted", true, true),
    ("not-yet-valid", "not-yet-valid", true, true),
    ("expired-intermediate", "expired", true, true),
    ("mismatch", "trusted", true, false),
    ("wildcard", "trusted", true, true),
    ("wildcard-too-deep", "trusted", true, false),
    ("sha1", "weak", true, true),
    ("rsa1024", "weak", true, true),
    ("rsa2048", "trusted", true, true),
    ("unknown", "unknown-issuer", true, true),
    ("by-leaf", "not-a-ca", true, true),
    ("self-signed", "self-signed", true, true),
    ("pretended", "missing-intermediate", true, true),
];

#[test]
fn each_chain_of_a_real_server_gets_its_verdict() {
    if !muster_real::runs("nginx", &["-v"]) || !muster_real::runs("openssl", &["version"]) {
        return;
    }
    let certificates = Certificates::shared();
    let ports = free_ports(CHAINS.len() + 1);
    let (http, https) = ports.split_last().unwrap();
    let mut servers =
        format!("server {{ listen 127.0.0.1:{http}; return 301 https://www.example.com/x?y; }}\n");
    for ((name, ..), port) in CHAINS.iter().zip(https) {
        let (chain, key) = (
            certificates.path(&format!("{name}.pem")),
            certificates.path(&format!("{name}.key")),
        );
        writeln!(
            servers,
            "server {{ listen 127.0.0.1:{port} ssl http2; ssl_certificate {}; ssl_certificate_key {}; \
             ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers DEFAULT@SECLEVEL=0; \
             add_header Strict-Transport-Security max-age=31536000 always; return 204; }}",
            chain.display(),
            key.display(),
        )
        .unwrap();
    }
    let _nginx = nginx(&servers, *http);
    for ((name, verdict, in_order, matches), port) in CHAINS.iter().zip(https) {
        let ports = WebPorts {
            https: *port,
            http: *http,
        };
        let seen = look(HOST, ports, &certificates.read("root.pem"), now()).unwrap();
        assert_eq!(seen.trust.verdict, *verdict, "{name}: {:?}", seen.trust);
        assert_eq!(seen.chain_in_order, *in_order, "{name}");
        assert_eq!(seen.name_matches, *matches, "{name}: {:?}", seen.chain);
        assert_eq!(seen.negotiated_version, "1.3", "{name}");
        assert_eq!(seen.alpn.as_deref(), Some("h2"), "{name}");
        let versions: Vec<bool> = seen
            .versions
            .iter()
            .map(|version| version.accepted.clone().unwrap())
            .collect();
        assert_eq!(versions, [false, false, true, true], "{name}");
        let https = seen.https.unwrap();
        assert_eq!(
            (https.status, https.hsts.as_deref()),
            (204, Some("max-age=31536000"))
        );
        let http = seen.http.unwrap();
        assert_eq!(http.location.as_deref(), Some("https://www.example.com"));
    }
}

#[test]
fn the_default_certificate_answers_for_a_name_that_the_server_does_not_know() {
    if !muster_real::runs("nginx", &["-v"]) || !muster_real::runs("openssl", &["version"]) {
        return;
    }
    let certificates = Certificates::shared();
    let ports = free_ports(2);
    let server = |port: u16, name: &str, options: &str| {
        format!(
            "server {{ listen 127.0.0.1:{port} ssl{options}; server_name {name}.example.com; \
             ssl_certificate {chain}; ssl_certificate_key {key}; }}\n",
            chain = certificates.path(&format!("{name}.pem")).display(),
            key = certificates.path(&format!("{name}.key")).display(),
        )
    };
    let rejecting = format!(
        "server {{ listen 127.0.0.1:{} ssl default_server; ssl_reject_handshake on; }}\n",
        ports[1]
    );
    let servers = [
        server(ports[0], "mismatch", " default_server"),
        server(ports[0], "valid", ""),
        rejecting,
    ];
    let _nginx = nginx(&servers.concat(), ports[0]);
    let root = certificates.read("root.pem");
    let ports_at = |https| WebPorts { https, http: https };
    let known = look("valid.example.com", ports_at(ports[0]), &root, now()).unwrap();
    assert_eq!(known.chain[0].names, ["example.com", "www.example.com"]);
    let unknown = look("nobody.example.com", ports_at(ports[0]), &root, now()).unwrap();
    assert_eq!(unknown.chain[0].names, ["other.example"]);
    assert!(!unknown.name_matches);
    let refused = look(HOST, ports_at(ports[1]), &root, now()).unwrap_err();
    assert!(
        format!("{refused:?}").contains("UnrecognisedName"),
        "{refused:?}"
    );
}
