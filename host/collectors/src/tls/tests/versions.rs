//! Protocol versions and stapled answers, as `openssl s_server` gives them.

use std::process::Command;

use muster_facts::tls::Observation;

use super::servers::{Certificates, is_here, now, openssl};
use super::{HOST, look};
use crate::network::WebPorts;

/// What `openssl s_server` looks like with these arguments.
pub(super) fn seen(certificates: &Certificates, name: &str, arguments: &[&str]) -> Observation {
    let file = |extension: &str| {
        let path = certificates.path(&format!("{name}.{extension}"));
        path.to_str().unwrap().to_owned()
    };
    let (chain, key) = (file("pem"), file("key"));
    let identity = ["-cert", &chain, "-cert_chain", &chain, "-key", &key];
    let server = openssl(&[&identity[..], arguments].concat());
    let ports = WebPorts {
        https: server.port,
        http: server.port,
    };
    look(HOST, ports, &certificates.read("root.pem"), now()).unwrap()
}

fn accepted(seen: &Observation) -> Vec<&str> {
    let versions = seen.versions.iter();
    versions
        .filter(|version| version.accepted.clone().unwrap())
        .map(|version| version.name.as_str())
        .collect()
}

#[test]
fn the_versions_are_those_that_the_server_accepts() {
    if !is_here("openssl", "version") {
        return;
    }
    let certificates = Certificates::shared();
    let old = ["-cipher", "DEFAULT@SECLEVEL=0"];
    for (arguments, versions, negotiated) in [
        (&["-tls1"][..], &["1.0"][..], "1.0"),
        (&["-tls1_1"], &["1.1"], "1.1"),
        (&["-no_tls1_2", "-no_tls1_3"], &["1.0", "1.1"], "1.1"),
        (&["-tls1_2"], &["1.2"], "1.2"),
        (&["-tls1_3"], &["1.3"], "1.3"),
        (&[], &["1.0", "1.1", "1.2", "1.3"], "1.3"),
    ] {
        let seen = seen(&certificates, "rsa2048", &[&old, arguments].concat());
        assert_eq!(accepted(&seen), versions, "{arguments:?}");
        assert_eq!(seen.negotiated_version, negotiated, "{arguments:?}");
        assert_eq!(seen.trust.verdict, "trusted", "{arguments:?}");
        assert_eq!(seen.https.is_ok(), negotiated >= "1.2", "{arguments:?}");
    }
}

#[test]
fn a_version_counts_even_where_its_only_suites_are_old() {
    if !is_here("openssl", "version") {
        return;
    }
    let certificates = Certificates::shared();
    let seen = seen(
        &certificates,
        "rsa2048",
        &["-tls1_2", "-cipher", "AES256-SHA:@SECLEVEL=0"],
    );
    assert_eq!(accepted(&seen), ["1.2"]);
    assert_eq!(seen.negotiated_suite, "TLS_RSA_WITH_AES_256_CBC_SHA");
    assert_eq!(seen.trust.verdict, "trusted");
    assert!(seen.https.is_err());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "openssl makes the OCSP answer")]
fn a_stapled_answer_is_seen() {
    if !is_here("openssl", "version") {
        return;
    }
    let certificates = Certificates::shared();
    let folder = tempfile::tempdir().unwrap();
    let answer = folder.path().join("answer.der");
    let index = folder.path().join("index.txt");
    std::fs::write(&index, "").unwrap();
    let path = |file: &str| certificates.path(file).to_str().unwrap().to_owned();
    let intermediate = path("intermediate.crt");
    let made = Command::new("openssl")
        .args([
            "ocsp",
            "-index",
            index.to_str().unwrap(),
            "-CA",
            &intermediate,
        ])
        .args([
            "-rsigner",
            &intermediate,
            "-rkey",
            &path("intermediate.key"),
        ])
        .args([
            "-issuer",
            &intermediate,
            "-cert",
            &path("rsa2048.crt"),
            "-ndays",
            "1",
        ])
        .args(["-respout", answer.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let staple = ["-status_file", answer.to_str().unwrap()];
    assert!(seen(&certificates, "rsa2048", &staple).ocsp_stapled);
    assert!(!seen(&certificates, "rsa2048", &[]).ocsp_stapled);
    // In clear, too.
    let old = ["-tls1", "-cipher", "DEFAULT@SECLEVEL=0"];
    assert!(seen(&certificates, "rsa2048", &[&staple[..], &old].concat()).ocsp_stapled);
}
