//! Suites of TLS 1.2, as `openssl s_server` accepts them and `openssl ciphers` names them.

use std::collections::BTreeSet;
use std::process::Command;

use muster_facts::FactError;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::hostile::serve;
use super::servers::Certificates;
use super::versions::seen;
use super::{HERE, HOST};
use crate::network::SLOWEST_COLLECTION;
use crate::tls::suites::of_tls12;

fn accepted(certificates: &Certificates, arguments: &[&str]) -> Vec<String> {
    let seen = seen(certificates, "rsa2048", arguments);
    seen.tls12_suites.unwrap()
}

#[test]
fn the_suites_are_those_that_the_server_accepts_in_its_order() {
    if !muster_real::runs("openssl", &["version"]) {
        return;
    }
    let certificates = Certificates::shared();
    for (ciphers, suites) in [
        (
            "DHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA",
            &[
                "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_RSA_WITH_AES_128_CBC_SHA",
            ][..],
        ),
        // The key is of RSA, so that the first cannot be used.
        (
            "ECDHE-ECDSA-AES256-GCM-SHA384:AES256-GCM-SHA384",
            &["TLS_RSA_WITH_AES_256_GCM_SHA384"],
        ),
        // Without encryption, and without anybody's certificate.
        (
            "AECDH-NULL-SHA:NULL-SHA256:ADH-AES128-SHA:ECDHE-RSA-NULL-SHA:AES128-GCM-SHA256",
            &[
                "TLS_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDH_anon_WITH_NULL_SHA",
                "TLS_RSA_WITH_NULL_SHA256",
                "TLS_DH_anon_WITH_AES_128_CBC_SHA",
                "TLS_ECDHE_RSA_WITH_NULL_SHA",
            ],
        ),
    ] {
        let ciphers = format!("{ciphers}:@SECLEVEL=0");
        let arguments = ["-tls1_2", "-serverpref", "-cipher", &ciphers];
        assert_eq!(accepted(&certificates, &arguments), suites, "{ciphers}");
    }
}

#[test]
fn suites_that_hardly_anybody_has_are_found_where_they_are_the_only_ones() {
    if !muster_real::runs("openssl", &["version"]) {
        return;
    }
    let certificates = Certificates::shared();
    let arguments = ["-no_tls1_1", "-cipher", "AES256-CCM8:eNULL:@SECLEVEL=0"];
    let seen = seen(&certificates, "rsa2048", &arguments);
    assert_eq!(seen.negotiated_version, "1.3");
    assert_eq!(seen.tls12_suites.unwrap().len(), 6);
    let accepted = seen.versions.iter().find(|version| version.name == "1.2");
    assert_eq!(accepted.unwrap().accepted, Ok(true));
}

#[test]
fn a_server_that_refuses_the_version_has_none_of_its_suites() {
    if !muster_real::runs("openssl", &["version"]) {
        return;
    }
    let certificates = Certificates::shared();
    for version in [
        &["-tls1_3"][..],
        &["-no_tls1_2", "-cipher", "ALL:@SECLEVEL=0"],
    ] {
        assert!(accepted(&certificates, version).is_empty(), "{version:?}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "openssl is the oracle")]
fn all_that_openssl_has_is_found() {
    if !muster_real::runs("openssl", &["version"]) {
        return;
    }
    const ALL: &str = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
    let listed = Command::new("openssl")
        .args(["ciphers", "-s", "-tls1_2", "-stdname", ALL])
        .output()
        .unwrap();
    let expected: BTreeSet<String> = String::from_utf8(listed.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| line.split(' ').next())
        // The server has neither a shared key nor a key of DSA.
        .filter(|name| !["PSK", "SRP", "DSS"].iter().any(|kind| name.contains(kind)))
        .map(str::to_owned)
        .collect();
    assert!(expected.len() > 50, "{expected:?}");
    let certificates = Certificates::shared();
    let path = |file: &str| certificates.path(file).to_str().unwrap().to_owned();
    let (chain, key) = (path("valid.pem"), path("valid.key"));
    let both = ["-dcert", &chain, "-dcert_chain", &chain, "-dkey", &key];
    let arguments = [&["-tls1_2", "-cipher", ALL][..], &both].concat();
    let seen = accepted(&certificates, &arguments);
    let found: BTreeSet<String> = seen.iter().cloned().collect();
    assert_eq!(found, expected);
    assert_eq!(found.len(), seen.len());
}

/// Where the number of suites of a ClientHello is: after the headers of the record and of the
/// message, version, random, and an empty session.
const OFFER: usize = 5 + 4 + 2 + 32 + 1;

/// The suites that a client offers.
async fn offered(stream: &mut TcpStream) -> Vec<u16> {
    let mut hello = [0; 2048];
    let length = stream.read(&mut hello).await.unwrap();
    let number = |at: usize| u16::from_be_bytes([hello[at], hello[at + 1]]);
    let end = OFFER + 2 + usize::from(number(OFFER));
    assert!(end < length);
    (OFFER + 2..end).step_by(2).map(number).collect()
}

async fn choose(stream: &mut TcpStream, suite: u16) {
    let [high, low] = suite.to_be_bytes();
    let hello = [&[2, 0, 0, 38, 3, 3][..], &[7; 32], &[0, high, low, 0]].concat();
    // And a ServerHelloDone.
    let record = [&[22, 3, 3, 0, 46][..], &hello, &[14, 0, 0, 0]].concat();
    stream.write_all(&record).await.unwrap();
}

async fn refuse(stream: &mut TcpStream) {
    stream.write_all(&[21, 3, 3, 0, 2, 2, 40]).await.unwrap();
}

/// Why the suites are not known of a server that behaves in this way, and that it speaks TLS 1.2.
async fn error_of(port: u16) -> String {
    let (reply, suites) = of_tls12(HOST, (HERE, port).into()).await;
    assert!(reply.unwrap().accepts(crate::tls::hello::Version::Tls12));
    match suites {
        Err(FactError::Failed(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

/// The two that the servers below have in common.
const FIRST: u16 = 0xc02c;
const SECOND: u16 = 0xc030;

#[tokio::test]
async fn a_server_that_accepts_whatever_it_is_offered_is_given_up() {
    let port = serve(|mut stream| async move {
        let suites = offered(&mut stream).await;
        choose(&mut stream, suites[0]).await;
    })
    .await;
    assert!(error_of(port).await.contains("than were seen (100)"));
}

#[tokio::test]
async fn a_server_that_always_chooses_the_same_suite_is_not_believed() {
    let port = serve(|mut stream| async move {
        offered(&mut stream).await;
        choose(&mut stream, FIRST).await;
    })
    .await;
    let reason = error_of(port).await;
    assert!(reason.contains("which it was not offered"), "{reason}");
}

#[tokio::test]
async fn a_server_that_closes_instead_of_refusing_leaves_its_suites_unknown() {
    let port = serve(|mut stream| async move {
        if offered(&mut stream).await.contains(&FIRST) {
            choose(&mut stream, FIRST).await;
        }
    })
    .await;
    let reason = error_of(port).await;
    assert!(reason.contains("than were seen (1)"), "{reason}");
    assert!(reason.contains("closed the connection"), "{reason}");
}

#[tokio::test]
async fn a_server_that_says_nothing_about_the_first_offer_leaves_its_suites_unknown() {
    for alert in [None, Some(80)] {
        let port = serve(move |mut stream| async move {
            offered(&mut stream).await;
            if let Some(alert) = alert {
                stream.write_all(&[21, 3, 3, 0, 2, 2, alert]).await.unwrap();
            }
        })
        .await;
        let (_, suites) = of_tls12(HOST, (HERE, port).into()).await;
        assert!(suites.is_err(), "{suites:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_falls_silent_leaves_its_suites_unknown() {
    let port = serve(|mut stream| async move {
        let suites = offered(&mut stream).await;
        match [FIRST, SECOND].iter().find(|suite| suites.contains(suite)) {
            Some(suite) => choose(&mut stream, *suite).await,
            None => std::future::pending().await,
        }
    })
    .await;
    let reason = error_of(port).await;
    assert!(reason.contains("than were seen (2)"), "{reason}");
    assert!(
        reason.contains("did not answer within 5 seconds"),
        "{reason}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_server_is_given_up_before_the_collection_is() {
    let port = serve(|mut stream| async move {
        let suites = offered(&mut stream).await;
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        choose(&mut stream, suites[0]).await;
    })
    .await;
    let begun = tokio::time::Instant::now();
    let reason = error_of(port).await;
    assert!(reason.contains("longer than 9 seconds"), "{reason}");
    assert!(2 * begun.elapsed() < SLOWEST_COLLECTION);
}

#[tokio::test]
async fn a_refusal_ends_the_search() {
    let port = serve(|mut stream| async move {
        match offered(&mut stream).await.contains(&SECOND) {
            true => choose(&mut stream, SECOND).await,
            false => refuse(&mut stream).await,
        }
    })
    .await;
    let (_, suites) = of_tls12(HOST, (HERE, port).into()).await;
    assert_eq!(suites.unwrap(), ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"]);
}
