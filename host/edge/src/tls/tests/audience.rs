//! Servers with several certificates: each is seen, and it is the one that OpenSSL is shown.

use std::process::Command;

use muster_facts::tls::Observation;

use super::servers::{Certificates, Server, free_ports, nginx, now, openssl};
use super::{HERE, HOST, in_runtime};
use crate::tls::audience::Audience;
use crate::tls::observe::observe_all;
use crate::tls::probe::{Ports, probe};
use crate::tls::roots::Trust;
use muster_facts::targets::WebPorts;

/// Who is shown which certificate, by its SHA-256, and what is wrong with it.
fn shown(certificates: &Certificates, port: u16) -> Vec<(Option<Audience>, String, String)> {
    let ports = WebPorts {
        https: port,
        http: port,
    };
    let trust = Trust::new(Some(&certificates.read("root.pem"))).unwrap();
    let seen = in_runtime(probe(HOST, Ports::at(HERE, ports))).unwrap();
    let of_one = |(to, outcome): (_, Result<Observation, _>)| {
        let observation = outcome.unwrap();
        let sha256 = observation.chain[0].sha256.clone();
        (to, sha256, observation.trust.verdict)
    };
    observe_all(seen, HOST, now(), &trust)
        .into_iter()
        .map(of_one)
        .collect()
}

/// The same as OpenSSL's client is shown it with these options.
#[expect(clippy::disallowed_methods, reason = "the real client is the test")]
fn by_openssl(port: u16, options: &str) -> String {
    let script = format!(
        "openssl s_client -connect 127.0.0.1:{port} {options} </dev/null 2>/dev/null \
         | openssl x509 -noout -fingerprint -sha256"
    );
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (_, digits) = text.trim().split_once('=').expect("a fingerprint");
    digits.replace(':', "").to_ascii_lowercase()
}

/// nginx with these certificates, the first one foremost.
fn with(certificates: &Certificates, names: &[&str], protocols: &str) -> Server {
    let port = free_ports(1)[0];
    let lines: String = names
        .iter()
        .map(|name| {
            let chain = certificates.path(&format!("{name}.pem"));
            let key = certificates.path(&format!("{name}.key"));
            format!(
                "ssl_certificate {}; ssl_certificate_key {};\n",
                chain.display(),
                key.display()
            )
        })
        .collect();
    let server = format!(
        "server {{ listen 127.0.0.1:{port} ssl; {lines} ssl_protocols {protocols}; return 204; }}\n"
    );
    nginx(&server, port)
}

#[test]
fn each_certificate_of_a_server_with_two_is_seen() {
    if !muster_real::runs("nginx", &["-v"]) || !muster_real::runs("openssl", &["version"]) {
        return;
    }
    let certificates = Certificates::shared();
    for (protocols, rsa_client) in [
        (
            "TLSv1.2",
            "-servername www.example.com -tls1_2 -cipher aRSA",
        ),
        (
            "TLSv1.3",
            "-servername www.example.com -sigalgs RSA-PSS+SHA256",
        ),
        (
            "TLSv1.2 TLSv1.3",
            "-servername www.example.com -sigalgs RSA-PSS+SHA256",
        ),
    ] {
        let server = with(&certificates, &["valid", "rsa2048-expired"], protocols);
        let seen = shown(&certificates, server.port);
        let verdicts: Vec<_> = seen
            .iter()
            .map(|(to, _, verdict)| (*to, verdict.as_str()))
            .collect();
        assert_eq!(
            verdicts,
            [(None, "trusted"), (Some(Audience::Rsa), "expired")],
            "{protocols}"
        );
        assert_eq!(
            seen[1].1,
            by_openssl(server.port, rsa_client),
            "{protocols}"
        );
        let modern = "-servername www.example.com -sigalgs ECDSA+SHA256";
        assert_eq!(seen[0].1, by_openssl(server.port, modern), "{protocols}");
    }
}

#[test]
fn a_certificate_is_seen_once() {
    if !muster_real::runs("nginx", &["-v"]) || !muster_real::runs("openssl", &["version"]) {
        return;
    }
    let certificates = Certificates::shared();
    for name in ["valid", "rsa2048", "ed25519"] {
        let server = with(&certificates, &[name], "TLSv1.2 TLSv1.3");
        assert_eq!(shown(&certificates, server.port).len(), 1, "{name}");
    }
    let all = ["rsa2048", "valid", "ed25519"];
    let server = with(&certificates, &all, "TLSv1.2 TLSv1.3");
    assert_eq!(shown(&certificates, server.port).len(), all.len());
}

#[test]
fn a_client_that_names_nobody_counts_where_it_is_shown_the_same_name() {
    if !muster_real::runs("openssl", &["version"]) {
        return;
    }
    let certificates = Certificates::shared();
    let file = |name: &str| certificates.path(name).to_str().unwrap().to_owned();
    for (nameless, expected) in [
        ("expired", Some("expired")),
        ("wildcard", Some("trusted")),
        // Another site on the same server.
        ("mismatch", None),
    ] {
        let server = openssl(&[
            "-cert",
            &file(&format!("{nameless}.crt")),
            "-key",
            &file(&format!("{nameless}.key")),
            "-cert_chain",
            &file("intermediate.crt"),
            "-servername",
            HOST,
            "-cert2",
            &file("valid.crt"),
            "-key2",
            &file("valid.key"),
        ]);
        let seen = shown(&certificates, server.port);
        assert_eq!(
            seen[0].1,
            by_openssl(server.port, "-servername www.example.com")
        );
        let other = seen.get(1);
        assert_eq!(
            other.map(|(to, _, verdict)| (*to, verdict.as_str())),
            expected.map(|verdict| (Some(Audience::NoName), verdict)),
            "{nameless}"
        );
        if let Some((_, sha256, _)) = other {
            assert_eq!(*sha256, by_openssl(server.port, "-noservername"));
        }
    }
}
