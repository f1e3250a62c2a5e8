//! Protocol versions and stapled answers, as `openssl s_server` gives them.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::thread;

use muster_facts::targets::WebPorts;
use muster_facts::tls::Observation;

use super::servers::{Certificates, now, openssl};
use super::{HOST, look};

/// What `openssl s_server` looks like with these arguments.
pub(super) fn seen(certificates: &Certificates, name: &str, arguments: &[&str]) -> Observation {
    let file = |extension: &str| {
        let path = certificates.path(&format!("{name}.{extension}"));
        path.to_str().unwrap().to_owned()
    };
    let (chain, key) = (file("pem"), file("key"));
    let identity = ["-cert", &chain, "-cert_chain", &chain, "-key", &key];
    let server = openssl(&[&identity[..], arguments].concat());
    seen_at(certificates, server.port)
}

fn seen_at(certificates: &Certificates, port: u16) -> Observation {
    let ports = WebPorts {
        https: port,
        http: port,
    };
    look(HOST, ports, &certificates.read("root.pem"), now()).unwrap()
}

fn pass_on(mut from: TcpStream, mut to: TcpStream) {
    std::io::copy(&mut from, &mut to).ok();
    to.shutdown(Shutdown::Write).ok();
}

/// Closes the first connection on which a version is offered, as one too many, and passes on the
/// others.
fn limited(version: [u8; 2], behind: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let mut closed = false;
        for mut client in listener.incoming().flatten() {
            let mut hello = [0; 2048];
            let length = client.read(&mut hello).unwrap();
            // Past the heads of the record and of the message (RFC 5246, 6.2.1 and 7.4).
            if !closed && hello[9..11] == version {
                closed = true;
                continue;
            }
            let mut server = TcpStream::connect(("127.0.0.1", behind)).unwrap();
            server.write_all(&hello[..length]).unwrap();
            let (up, down) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || pass_on(up, server));
            thread::spawn(move || pass_on(down, client));
        }
    });
    port
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
    if !muster_real::runs("openssl", &["version"]) {
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
fn a_limit_on_connections_hides_no_version() {
    if !muster_real::runs("openssl", &["version"]) {
        return;
    }
    let certificates = Certificates::shared();
    let file = |name: &str| certificates.path(name).to_str().unwrap().to_owned();
    let (chain, key) = (file("rsa2048.pem"), file("rsa2048.key"));
    let identity = ["-cert", &chain, "-cert_chain", &chain, "-key", &key];
    let old = ["-cipher", "DEFAULT@SECLEVEL=0"];
    let server = openssl(&[&identity[..], &old].concat());
    let seen = seen_at(&certificates, limited([3, 1], server.port));
    assert_eq!(accepted(&seen), ["1.0", "1.1", "1.2", "1.3"]);
}

#[test]
fn a_version_counts_even_where_its_only_suites_are_old() {
    if !muster_real::runs("openssl", &["version"]) {
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
    if !muster_real::runs("openssl", &["version"]) {
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
