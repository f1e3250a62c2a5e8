//! Certificates as servers really get them: Caddy orders one from pebble, Let's Encrypt's small
//! ACME authority (RFC 8555), and Muster looks at what Caddy then serves.
//!
//! Needs `pebble`, `caddy`, `named`, `openssl` and `curl`. Where they are missing a test says that
//! it is skipped; with `MUSTER_REQUIRE_REAL=1` it fails. All traffic stays on 127.0.0.1.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test says what is wrong by failing, and runs the real programs"
)]

mod caddy;
mod client;
#[allow(dead_code, reason = "signing zones is for the tests of the resolver")]
#[path = "../../host/collectors/tests/dns_named/named.rs"]
mod named;
mod pebble;
#[path = "../program/mod.rs"]
mod program;

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use caddy::Caddy;
use client::{Client, Trusted};
use named::{Named, Zone};
use pebble::Pebble;
use program::{command, finish, write};
use serde_json::Value;
use tempfile::TempDir;

const HOST: &str = "www.example.com";

/// The zone that pebble and Muster both ask for.
const ZONE: &str = "\
$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
@ A 127.0.0.1
ns A 127.0.0.1
www A 127.0.0.1
";

const HOUR: u64 = 3600;

/// What Let's Encrypt issues by default, and in its profile `shortlived`.
const NINETY_DAYS: u64 = 90 * 24 * HOUR;
const SHORT_LIVED: u64 = 160 * HOUR;

/// How long a program may take to do its part on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// An authority, a name server that it asks, and a server with a certificate of that authority.
struct Site {
    folder: TempDir,
    names: Named,
    authority: Pebble,
    caddy: Caddy,
}

impl Site {
    /// None, with a note, where the programs cannot be had.
    fn with_certificates_for(seconds: u64) -> Option<Self> {
        if !named::is_here() || !all_here(&["pebble", "caddy", "openssl", "curl"]) {
            return None;
        }
        let folder = TempDir::new().expect("a temporary folder");
        let names = Named::start(
            "recursion no;",
            "",
            &[Zone {
                name: "example.com",
                text: ZONE.to_owned(),
            }],
        );
        let ports = Ports::free();
        let authority = Pebble::start(folder.path(), names.address, ports, seconds);
        let caddy = Caddy::with_authority(&folder.path().join("caddy"), ports, &authority);
        let site = Self {
            folder,
            names,
            authority,
            caddy,
        };
        wait_for("Caddy gets no certificate", || {
            site.curl(ports) == Trusted::Yes
        });
        Some(site)
    }

    /// What curl, which trusts the authority's root, makes of a server.
    fn curl(&self, ports: Ports) -> Trusted {
        Client::trusting(&self.authority.root).ask(HOST, ports.https)
    }

    /// A policy about this server, and the authority's root where it is to be trusted.
    fn policy(&self, ports: Ports, root: Option<&Path>) -> PathBuf {
        let roots = root.map_or_else(String::new, |root| {
            format!("tls-roots = {:?}\n", root.display().to_string())
        });
        let text = format!(
            "name = \"acme\"\nenable = [\"tls/*\"]\n\n[targets]\ndomain = \"example.com\"\n\n\
             [targets.edge]\nweb-names = [\"www\"]\nname-servers = [\"{}\"]\nhttps-port = {}\n\
             http-port = {}\n{roots}",
            self.names.address, ports.https, ports.http
        );
        let path = self.folder.path().join("muster.toml");
        write(&path, text);
        path
    }

    /// The finding of each rule, after a scan that ends with this code.
    fn scan(&self, ports: Ports, root: Option<&Path>, code: i32) -> BTreeMap<String, Value> {
        let policy = self.policy(ports, root);
        let mut scan = command(self.folder.path());
        scan.args(["scan", "--output", "json", "--policy"])
            .arg(policy);
        let findings = finish(&mut scan).exits(code).findings();
        findings
            .into_iter()
            .map(|finding| {
                (
                    finding["rule"].as_str().expect("a rule").to_owned(),
                    finding,
                )
            })
            .collect()
    }

    /// What the collector sees of this server.
    fn observation(&self, ports: Ports) -> Value {
        let policy = self.policy(ports, Some(&self.authority.root));
        let mut collect = command(self.folder.path());
        collect
            .args(["collect", "--only", "tls/*", "--policy"])
            .arg(policy);
        let snapshot = finish(&mut collect).exits(0).json();
        let endpoints = snapshot["facts"]["tls"]["endpoints"]["Ok"].clone();
        assert_eq!(endpoints.as_array().map(Vec::len), Some(1), "{endpoints}");
        endpoints[0]["outcome"]["Ok"].clone()
    }
}

fn status<'a>(findings: &'a BTreeMap<String, Value>, rule: &str) -> &'a str {
    let found = findings
        .get(rule)
        .and_then(|finding| finding["status"].as_str());
    found.unwrap_or_else(|| panic!("{rule} is not reported: {findings:#?}"))
}

#[test]
fn what_caddy_got_from_the_authority_passes_every_rule() {
    let Some(site) = Site::with_certificates_for(NINETY_DAYS) else {
        return;
    };
    let findings = site.scan(site.caddy.ports, Some(&site.authority.root), 0);
    for rule in [
        "tls/cert-expired",
        "tls/cert-expiring",
        "tls/chain-incomplete",
        "tls/hostname-mismatch",
        "tls/min-version",
        "tls/tls13",
        "tls/untrusted",
        "tls/weak-cipher",
        "tls/weak-key-or-signature",
    ] {
        assert_eq!(status(&findings, rule), "pass", "{rule}: {findings:#?}");
    }
    // The limits of the CA/Browser Forum are for public authorities.
    assert_eq!(status(&findings, "tls/cert-lifetime"), "not-applicable");
    let seen = site.observation(site.caddy.ports);
    assert_eq!(seen["trust"]["verdict"], "trusted", "{seen}");
    assert_eq!(seen["trust"]["anchor"], "file");
    assert_eq!(seen["chain_in_order"], true);
    assert_eq!(seen["name_matches"], true);
    // The authority's own word on what it has issued, and with what.
    let chain: Vec<&Value> = seen["chain"].as_array().expect("a chain").iter().collect();
    assert_eq!(chain.len(), 2, "{seen}");
    assert_eq!(chain[0]["names"], serde_json::json!([HOST]));
    assert_eq!(
        chain[0]["sha256"],
        client::sha256(&site.caddy.certificate())
    );
    assert_eq!(
        chain[1]["sha256"],
        client::sha256(&site.authority.intermediate)
    );
    let seconds = |field: &str| chain[0][field].as_u64().expect("a time");
    // Both ends are part of the period (RFC 5280, 4.1.2.5).
    assert_eq!(
        seconds("not_after") - seconds("not_before") + 1,
        NINETY_DAYS
    );
    // Caddy leads visitors to HTTPS by itself.
    let location = seen["http"]["Ok"]["location"].as_str();
    assert_eq!(location, Some("https://www.example.com"), "{seen}");
}

#[test]
fn an_authority_that_nobody_has_heard_of_is_trusted_by_nobody() {
    let Some(site) = Site::with_certificates_for(NINETY_DAYS) else {
        return;
    };
    let findings = site.scan(site.caddy.ports, None, 1);
    assert_eq!(status(&findings, "tls/untrusted"), "fail");
    let said = findings["tls/untrusted"].to_string();
    assert!(said.contains("Pebble Root CA"), "{said}");
    for rule in [
        "tls/hostname-mismatch",
        "tls/cert-expired",
        "tls/cert-expiring",
    ] {
        assert_eq!(status(&findings, rule), "pass", "{rule}");
    }
    let client = Client::trusting_the_public();
    assert_eq!(client.ask(HOST, site.caddy.ports.https), Trusted::No);
}

#[test]
fn a_chain_without_its_intermediate_is_found_as_curl_finds_it() {
    let Some(site) = Site::with_certificates_for(NINETY_DAYS) else {
        return;
    };
    let folder = site.folder.path().join("leaf-only");
    let ports = Ports::free();
    let _broken = Caddy::with_files(&folder, ports, &site.caddy.leaf(), &site.caddy.key());
    assert_eq!(site.curl(ports), Trusted::No);
    let findings = site.scan(ports, Some(&site.authority.root), 1);
    // Pebble does not say where its intermediate is to be had, so that it could be a root as well.
    assert_eq!(status(&findings, "tls/untrusted"), "fail");
    let said = findings["tls/untrusted"].to_string();
    for part in ["was not sent", "Pebble Intermediate CA"] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(status(&findings, "tls/chain-incomplete"), "not-applicable");
    assert_eq!(status(&findings, "tls/hostname-mismatch"), "pass");
}

#[test]
fn a_new_certificate_is_expiring_only_where_nobody_could_renew_it_in_time() {
    for (seconds, expected) in [(SHORT_LIVED, "pass"), (48 * HOUR, "fail")] {
        let Some(site) = Site::with_certificates_for(seconds) else {
            return;
        };
        let code = if expected == "pass" { 0 } else { 1 };
        let findings = site.scan(site.caddy.ports, Some(&site.authority.root), code);
        assert_eq!(
            status(&findings, "tls/cert-expiring"),
            expected,
            "{seconds}"
        );
        assert_eq!(status(&findings, "tls/cert-expired"), "pass");
        assert_eq!(status(&findings, "tls/untrusted"), "pass");
    }
}

/// Where a server is asked.
#[derive(Clone, Copy, Debug)]
struct Ports {
    https: u16,
    http: u16,
}

impl Ports {
    fn free() -> Self {
        let [https, http] = free_ports();
        Self { https, http }
    }
}

/// Ports that were free a moment ago.
fn free_ports<const COUNT: usize>() -> [u16; COUNT] {
    let listeners = [(); COUNT].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port"));
    listeners.map(|listener| listener.local_addr().expect("its address").port())
}

/// A server that ends with its variable.
struct Server(Child);

impl Server {
    /// Starts it, with what it says in a file.
    fn start(command: &mut Command, log: &Path) -> Self {
        let log = std::fs::File::create(log).expect("the folder is ours");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        Self(command.spawn().expect("the program is here"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[track_caller]
fn wait_for(otherwise: &str, mut happens: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !happens() {
        assert!(begun.elapsed() < PATIENCE, "{otherwise}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn listens(port: u16) -> bool {
    std::net::TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port))).is_ok()
}

/// Whether the programs are here.
fn all_here(programs: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let missing: Vec<&&str> = programs
        .iter()
        .filter(|program| !folders.iter().any(|folder| folder.join(program).is_file()))
        .collect();
    let required = std::env::var("MUSTER_REQUIRE_REAL").is_ok_and(|value| value == "1");
    assert!(
        missing.is_empty() || !required,
        "not installed: {missing:?}"
    );
    if !missing.is_empty() {
        eprintln!("skipped: not installed: {missing:?}");
    }
    missing.is_empty()
}
