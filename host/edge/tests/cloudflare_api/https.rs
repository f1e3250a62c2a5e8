//! The API over TLS: a server that does not prove who it is gets no token.

use std::path::PathBuf;

use muster_target::Recorded;

use crate::stand_in::{Reply, StandIn, ZONE_ID};
use crate::tls_front::{self, TlsFront};
use crate::{Asking, TOKEN, fails, setting};

/// Where the target has the project's roots.
const ROOTS: &str = "/etc/ssl/proxy.pem";

/// Asks the API at an address, with what the file of roots holds.
fn asking(api: &str, roots: Option<Vec<u8>>) -> Asking {
    let mut asking = Asking::api(api);
    if let Some(roots) = roots {
        asking.system = Recorded::new().file(ROOTS, roots);
        asking.targets.edge.tls_roots = Some(PathBuf::from(ROOTS));
    }
    asking
}

#[track_caller]
fn holds_no_token(bytes: &[u8]) {
    let found = bytes
        .windows(TOKEN.len())
        .any(|window| window == TOKEN.as_bytes());
    assert!(!found, "the token was sent");
}

/// Nothing but the beginning of a handshake arrived.
#[track_caller]
fn was_told_nothing(front: &TlsFront, api: &StandIn) {
    assert!(front.was_greeted(), "nobody was asked");
    assert_eq!(front.was_told(), "");
    holds_no_token(&front.received());
    assert!(api.asked().is_empty());
}

#[test]
fn a_server_under_a_root_of_the_project_is_asked() {
    if !tls_front::has_certificates() {
        return;
    }
    let api = StandIn::start(TOKEN);
    let front = TlsFront::start("loopback", api.address());
    let asking = asking(&front.api(), Some(tls_front::file("root.pem")));
    let facts = asking.facts();
    assert_eq!(setting(&facts, "ssl").as_deref(), Ok("strict"));
    assert_eq!(facts.dns_records.as_ref().map(Vec::len), Ok(4));
    assert_eq!(facts.refusals, Ok(Vec::new()));
    assert!(front.was_told().contains(TOKEN));
    holds_no_token(&front.received());
}

#[test]
fn a_server_that_nobody_vouches_for_gets_no_token() {
    if !tls_front::has_certificates() {
        return;
    }
    let api = StandIn::start(TOKEN);
    let cases = [
        // No root of the project, and one that did not sign.
        (
            "loopback",
            None,
            "not signed by a trusted authority; if it belongs to a proxy",
        ),
        (
            "loopback",
            Some("stranger.crt"),
            "not signed by a trusted authority",
        ),
        ("loopback-expired", Some("root.pem"), "has expired; renew"),
        (
            "not-yet-valid",
            Some("root.pem"),
            "is not valid yet; set the clock",
        ),
        (
            "mismatch",
            Some("root.pem"),
            "is for other names; correct `api`",
        ),
    ];
    for (certificate, roots, reason) in cases {
        let front = TlsFront::start(certificate, api.address());
        let facts = asking(&front.api(), roots.map(tls_front::file)).facts();
        fails(&facts.overview, reason);
        fails(&facts.overview, "the token was not sent");
        fails(&facts.dns_records, "the token was not sent");
        fails(&facts.address_ranges, "the token was not sent");
        fails(&facts.token_permissions, "the token was not sent");
        was_told_nothing(&front, &api);
    }
}

#[test]
fn a_server_without_tls_gets_no_token() {
    let api = StandIn::start(TOKEN);
    let facts = asking(&format!("https://{}/client/v4", api.address()), None).facts();
    fails(&facts.overview, "cannot be asked");
    for asked in api.asked() {
        holds_no_token(asked.head.as_bytes());
    }
}

#[test]
fn a_redirect_to_another_server_carries_no_token() {
    if !tls_front::has_certificates() {
        return;
    }
    let elsewhere = StandIn::start(TOKEN);
    let trusted = TlsFront::start("loopback", elsewhere.address());
    let api = StandIn::start(TOKEN);
    let front = TlsFront::start("loopback", api.address());
    for target in [trusted.api(), elsewhere.api()] {
        let location = format!("{target}/zones/{ZONE_ID}/settings/ssl");
        let redirect = Reply::Whole(307, vec![("location", location)], String::new());
        api.about_zone("settings/ssl", [redirect]);
        let facts = asking(&front.api(), Some(tls_front::file("root.pem"))).facts();
        fails(&setting(&facts, "ssl"), "not sent to another address");
    }
    assert!(!trusted.was_greeted());
    assert!(elsewhere.asked().is_empty());
}

#[test]
fn without_the_roots_that_it_names_nobody_is_asked() {
    let api = StandIn::start(TOKEN);
    let mut asking = asking(&api.api(), None);
    asking.targets.edge.tls_roots = Some(PathBuf::from(ROOTS));
    fails(&asking.facts().overview, ROOTS);
    asking.system = Recorded::new().file(ROOTS, "no certificate");
    fails(&asking.facts().dns_records, "it holds no certificate");
    assert!(api.asked().is_empty());
}
