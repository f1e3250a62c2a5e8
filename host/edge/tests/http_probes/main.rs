//! The application's endpoints, asked of real servers on this machine: what is collected, who gets the
//! credentials, and that nothing that a server does makes the collector hang, follow, forget the rest or
//! show what it was told.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what is wrong by failing, and asks real servers"
)]

mod application;
#[path = "../../../../tests/cloudflare/listener.rs"]
mod listener;
#[path = "../../../../tests/cloudflare/tls_front.rs"]
mod tls_front;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use application::Application;
use muster_edge::probes;
use muster_facts::probes::Probe;
use muster_facts::targets::{EnvFile, Granted, Http, Targets};
use muster_facts::{FactError, Secret, Secrets};
use muster_target::{Context, NetworkAccess, Recorded, with_collection};
use tls_front::TlsFront;

const TOKEN: &str = "Canary7fQx-9aLmT2_kR5";
const PASSWORD: &str = "Canary4zWp+1bNdV8/hS3";

/// Where the target has the project's roots.
const ROOTS: &str = "/etc/ssl/shop.pem";

/// A target whose endpoints are asked.
struct Asking {
    system: Recorded,
    targets: Targets,
    network: NetworkAccess,
}

impl Asking {
    fn new(http: Http) -> Self {
        let mut targets = Targets {
            domain: Some("shop.example".to_owned()),
            env_files: Some(vec![EnvFile {
                path: "/etc/shop/shop.env".into(),
                dialects: vec!["compose".to_owned()],
            }]),
            http,
            ..Targets::default()
        };
        targets.complete();
        let environment = format!("METRICS_TOKEN={TOKEN}\nADMIN_PASSWORD={PASSWORD}\n");
        Self {
            system: Recorded::new().file("/etc/shop/shop.env", environment),
            targets,
            network: NetworkAccess::Live,
        }
    }

    fn with_roots(mut self) -> Self {
        self.system = self.system.file(ROOTS, tls_front::file("root.pem"));
        self.targets.edge.tls_roots = Some(PathBuf::from(ROOTS));
        self
    }

    /// Lets the credentials go to this machine.
    fn granted(mut self) -> Self {
        let user = ("ADMIN_USER".to_owned(), Ok(Secret::new("admin")));
        self.targets.http.granted = Granted {
            hosts: ["127.0.0.1".to_owned()].into(),
            variables: [user].into(),
        };
        self
    }

    /// The probes, which show none of the credentials.
    fn probes(&self) -> Vec<Probe> {
        let secrets = Secrets::default();
        let context = Context {
            system: &self.system,
            targets: &self.targets,
            network: &self.network,
            secrets: &secrets,
        };
        let collectors = [muster_collectors::COLLECTORS, muster_edge::COLLECTORS];
        let facts = with_collection(context, &collectors, probes::collect);
        let shown = format!("{facts:?}");
        for part in ["canary", "q2fuyxj5", "token=", "session", "s3cret"] {
            assert!(!shown.to_lowercase().contains(part), "{part}: {shown}");
        }
        facts.probes.expect("there are probes")
    }
}

/// The endpoints of an application at an address, with every credential named.
fn endpoints(base: &str) -> Http {
    let at = |path: &str| vec![format!("{base}{path}").parse().expect("an endpoint")];
    Http {
        health: at("/healthz"),
        readiness: at("/readyz"),
        backup_health: at("/healthz/backup"),
        metrics: at("/metrics"),
        admin: at("/admin/whoami"),
        webhooks: at("/hook"),
        pages: at("/"),
        metrics_token: "key:METRICS_TOKEN".parse().ok(),
        admin_user: "env:ADMIN_USER".parse().ok(),
        admin_password: "key:ADMIN_PASSWORD".parse().ok(),
        ..Http::default()
    }
}

fn find<'a>(probes: &'a [Probe], purpose: &str, manner: &str) -> &'a Probe {
    probes
        .iter()
        .find(|probe| probe.purpose == purpose && probe.manner == manner)
        .unwrap_or_else(|| panic!("no {purpose} {manner}: {probes:?}"))
}

#[track_caller]
fn status(probe: &Probe) -> u16 {
    let outcome = probe.outcome.as_ref();
    outcome
        .unwrap_or_else(|error| panic!("{}: {error:?}", probe.url))
        .status
}

/// A shop in which all is well.
fn shop() -> Application {
    let application = Application::start();
    for (request, answer) in [
        (
            "GET /healthz",
            "200 OK\r\ncontent-type: application/json\r\n\r\n{\"status\": \"ok\"}",
        ),
        (
            "GET /readyz",
            "503 Not Ready\r\n\r\n{\"ok\": false, \"checks\": [{\"name\": \"db\", \"ok\": false, \"detail\": {\"error\": \"password s3cret\"}}]}",
        ),
        (
            "GET /healthz/backup",
            "200 OK\r\n\r\n{\"backup_ok\": true, \"age_seconds\": 60}",
        ),
        ("POST /hook", "400 Bad Request\r\n\r\nno signature"),
        (
            "GET /",
            "200 OK\r\nset-cookie: session=s3cret; Secure\r\nx-frame-options: DENY\r\nx-secret: s3cret\r\n\r\n<html>",
        ),
    ] {
        application.answer(request, answer);
    }
    application
}

#[test]
fn every_endpoint_is_asked_over_tls() {
    if !tls_front::has_certificates() {
        return;
    }
    let application = shop();
    let front = TlsFront::start("loopback", application.address());
    let asking = Asking::new(endpoints(&front.host())).with_roots().granted();
    application.protect("/metrics", &format!("Bearer {TOKEN}"));
    let pair = data_encoding::BASE64.encode(format!("admin:{PASSWORD}").as_bytes());
    application.protect("/admin/whoami", &format!("Basic {pair}"));
    let probes = asking.probes();
    for (purpose, manner, expected) in [
        ("health", "anonymous", 200),
        ("readiness", "anonymous", 503),
        ("readiness", "cross-origin", 503),
        ("backup-health", "anonymous", 200),
        ("metrics", "anonymous", 401),
        ("metrics", "authenticated", 200),
        ("admin", "anonymous", 401),
        ("admin", "authenticated", 200),
        ("admin", "cross-origin", 401),
        ("webhook", "anonymous", 400),
        ("page", "anonymous", 200),
    ] {
        assert_eq!(
            status(find(&probes, purpose, manner)),
            expected,
            "{purpose} {manner}"
        );
    }
    let answer = find(&probes, "readiness", "anonymous").outcome.as_ref();
    let document = answer
        .expect("an answer")
        .document
        .as_ref()
        .expect("a document");
    assert_eq!(document.checks.first().expect("a check").ok, Some(false));
    let page = find(&probes, "page", "anonymous")
        .outcome
        .as_ref()
        .expect("a page");
    assert_eq!(
        (page.framing.as_str(), page.cookies.len()),
        ("x-frame-options", 1)
    );
    // A script's origin is sent where it is asked for, and credentials with it never.
    let asked = application.asked();
    let with_origin = asked
        .iter()
        .filter(|head| head.contains("muster-probe.invalid"));
    assert!(with_origin.clone().count() >= 3);
    for head in with_origin {
        assert!(
            !head.to_ascii_lowercase().contains("authorization"),
            "{head}"
        );
    }
    let hook = asked.iter().find(|head| head.starts_with("POST /hook"));
    assert!(hook.expect("it was sent").contains("application/json"));
}

#[test]
fn no_credential_is_sent_that_the_command_line_does_not_grant() {
    let application = shop();
    let base = format!("http://{}", application.address());
    let mut asking = Asking::new(endpoints(&base));
    let probes = asking.probes();
    assert!(probes.iter().all(|probe| probe.manner != "authenticated"));
    // Granted to somebody else.
    asking.targets.http.granted.hosts = ["api.shop.example".to_owned()].into();
    let probes = asking.probes();
    assert!(probes.iter().all(|probe| probe.manner != "authenticated"));
    for head in application.asked() {
        assert!(
            !head.to_ascii_lowercase().contains("authorization"),
            "{head}"
        );
    }
}

#[test]
fn what_this_machine_tells_itself_needs_no_tls() {
    let application = shop();
    application.protect("/metrics", &format!("Bearer {TOKEN}"));
    let base = format!("http://{}", application.address());
    let probes = Asking::new(endpoints(&base)).granted().probes();
    assert_eq!(status(find(&probes, "metrics", "authenticated")), 200);
    // Nothing else is asked of a port of its own.
    assert!(probes.iter().all(|probe| probe.manner != "unencrypted"));
}

#[test]
fn credentials_that_cannot_be_had_are_an_error_of_their_own() {
    let application = shop();
    let base = format!("http://{}", application.address());
    let mut http = endpoints(&base);
    http.metrics_token = "key:NO_SUCH_KEY".parse().ok();
    http.admin_user = None;
    let probes = Asking::new(http).granted().probes();
    for (purpose, reason) in [("metrics", "NO_SUCH_KEY"), ("admin", "belong together")] {
        let probe = find(&probes, purpose, "authenticated");
        assert_eq!(probe.failure.as_deref(), Some("credentials"));
        let error = probe.outcome.as_ref().expect_err("there are none");
        assert!(error.reason().contains(reason), "{error:?}");
    }
    assert_eq!(status(find(&probes, "health", "anonymous")), 200);
}

#[test]
fn a_server_that_does_not_prove_who_it_is_gets_nothing() {
    if !tls_front::has_certificates() {
        return;
    }
    for (certificate, roots) in [
        ("loopback", false),
        ("loopback-expired", true),
        ("mismatch", true),
    ] {
        let application = shop();
        let front = TlsFront::start(certificate, application.address());
        let mut asking = Asking::new(endpoints(&front.host())).granted();
        if roots {
            asking = asking.with_roots();
        }
        let probes = asking.probes();
        for probe in &probes {
            assert_eq!(probe.failure.as_deref(), Some("tls"), "{probe:?}");
        }
        assert!(front.was_greeted());
        assert_eq!(front.was_told(), "", "{certificate}");
        assert!(application.asked().is_empty());
    }
}

#[test]
fn a_redirect_is_shown_and_not_followed() {
    let elsewhere = shop();
    let application = shop();
    let location = format!(
        "302 Found\r\nlocation: http://me:s3cret@{}/metrics?token=1\r\n\r\n",
        elsewhere.address()
    );
    for path in ["/healthz", "/metrics", "/admin/whoami"] {
        application.answer(&format!("GET {path}"), &location);
    }
    let base = format!("http://{}", application.address());
    let probes = Asking::new(endpoints(&base)).granted().probes();
    for manner in ["anonymous", "authenticated"] {
        let answer = find(&probes, "metrics", manner)
            .outcome
            .as_ref()
            .expect("an answer");
        let redirect = answer.redirect.as_ref().expect("a redirect");
        assert_eq!(redirect.host, elsewhere.address().to_string());
        assert!(redirect.same_path);
    }
    assert!(elsewhere.asked().is_empty());
}

#[test]
fn a_server_that_repeats_what_it_was_told_betrays_nothing() {
    let application = shop();
    application.echo("/metrics");
    application.echo("/admin/whoami");
    let base = format!("http://{}", application.address());
    let probes = Asking::new(endpoints(&base)).granted().probes();
    // Broken or not, the answer is looked through by `probes`.
    assert!(find(&probes, "metrics", "authenticated").failure.is_none());
    // The name of a host is read in lower case.
    let elsewhere = format!("302 Found\r\nlocation: https://{TOKEN}.example/\r\n\r\n");
    application.answer("GET /metrics", &elsewhere);
    let probes = Asking::new(endpoints(&base)).granted().probes();
    assert_eq!(status(find(&probes, "metrics", "authenticated")), 302);
}

#[test]
fn what_no_server_should_do_is_an_error_of_one_endpoint() {
    let application = shop();
    application.answer_raw("GET /metrics", b"SSH-2.0-OpenSSH_9.9\r\n".to_vec());
    application.answer_raw("GET /healthz/backup", Vec::new());
    let endless = [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'['; 1 << 20]].concat();
    application.answer_raw("GET /readyz", endless);
    application.answer_raw(
        "GET /",
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort".to_vec(),
    );
    let base = format!("http://{}", application.address());
    let probes = Asking::new(endpoints(&base)).probes();
    for purpose in ["metrics", "backup-health", "page"] {
        let probe = find(&probes, purpose, "anonymous");
        assert_eq!(probe.failure.as_deref(), Some("http"), "{probe:?}");
    }
    let readiness = find(&probes, "readiness", "anonymous").outcome.as_ref();
    let answer = readiness.expect("an answer");
    assert_eq!(
        (answer.body_size, answer.document.is_none()),
        (256 << 10, true)
    );
    assert_eq!(status(find(&probes, "health", "anonymous")), 200);
}

#[test]
fn who_does_not_answer_keeps_nobody_up() {
    let application = shop();
    for path in ["/metrics", "/admin/whoami", "/healthz/backup", "/"] {
        application.hang(&format!("GET {path}"));
    }
    let base = format!("http://{}", application.address());
    let begun = Instant::now();
    let probes = Asking::new(endpoints(&base)).probes();
    // One limit, not one after the other.
    assert!(begun.elapsed() < Duration::from_secs(10));
    let probe = find(&probes, "metrics", "anonymous");
    assert_eq!(probe.failure.as_deref(), Some("timeout"));
    assert_eq!(status(find(&probes, "health", "anonymous")), 200);
}

#[test]
fn a_port_that_is_closed_is_told_from_a_name_that_does_not_exist() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("an address")
    };
    let mut http = Http {
        health: vec![
            format!("http://{closed}/healthz")
                .parse()
                .expect("an endpoint"),
        ],
        ..Http::default()
    };
    http.pages = vec!["@/".parse().expect("an endpoint")];
    let mut asking = Asking::new(http);
    // A name server that is not there either.
    asking.targets.edge.name_servers = vec![closed];
    let probes = asking.probes();
    assert_eq!(
        find(&probes, "health", "anonymous").failure.as_deref(),
        Some("tcp")
    );
    for manner in ["anonymous", "cross-origin", "unencrypted"] {
        assert_eq!(
            find(&probes, "page", manner).failure.as_deref(),
            Some("dns")
        );
    }
}

#[test]
fn nobody_is_asked_where_the_network_is_off() {
    let application = shop();
    let base = format!("http://{}", application.address());
    let mut asking = Asking::new(endpoints(&base)).granted();
    asking.network = NetworkAccess::Off(FactError::Failed("offline".to_owned()));
    let secrets = Secrets::default();
    let context = Context {
        system: &asking.system,
        targets: &asking.targets,
        network: &asking.network,
        secrets: &secrets,
    };
    let facts = with_collection(context, &[muster_collectors::COLLECTORS], probes::collect);
    assert_eq!(facts.probes, Err(FactError::Failed("offline".to_owned())));
    let targets = Targets::default();
    let context = Context {
        targets: &targets,
        ..context
    };
    let facts = with_collection(context, &[muster_collectors::COLLECTORS], probes::collect);
    assert_eq!(facts.probes, Ok(Vec::new()));
    assert!(application.asked().is_empty());
}
