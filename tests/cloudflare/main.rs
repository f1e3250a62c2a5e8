//! A scan of a zone as a new user would run it: a `muster.toml` that names a domain, a zone and a
//! token, against a stand-in for Cloudflare's API on this machine.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what is wrong by failing, and looks at real files and programs"
)]

mod listener;
#[path = "../program/mod.rs"]
mod program;
mod stand_in;
mod tls_front;

use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::sync::LazyLock;

use program::{Run, command, finish, formats, write};
use serde_json::{Value, json};
use stand_in::{Reply, StandIn, record};
use tempfile::TempDir;
use tls_front::TlsFront;

const TOKEN: &str = "v1.0-Canary7fQx-9aLmT2_kR5";

/// As much of the token as helps to guess the rest.
const TELLING: usize = 8;

/// A name server that knows no name.
static NAMES: LazyLock<SocketAddr> = LazyLock::new(|| {
    let server = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    let address = server.local_addr().expect("an address");
    std::thread::spawn(move || {
        let mut query = [0; 512];
        while let Ok((length, client)) = server.recv_from(&mut query) {
            // The question as it was asked, in an answer from a resolver: NXDOMAIN (RFC 1035, 4.1.1).
            let name = query[12..length].iter().position(|byte| *byte == 0);
            let question = &query[12..12 + name.expect("a name ends") + 5];
            let head = [query[0], query[1], 0x81, 0x83, 0, 1, 0, 0, 0, 0, 0, 0];
            server.send_to(&[&head, question].concat(), client).ok();
        }
    });
    address
});

/// A project on this machine, which asks nobody but the stand-in and that name server.
struct Project {
    folder: TempDir,
    /// The address of the API in its policy.
    api: String,
}

impl Project {
    fn new(api: &StandIn, rules: &[&str]) -> Self {
        Self::at(&api.api(), rules)
    }

    fn at(api: &str, rules: &[&str]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let policy = format!(
            r#"name = "edge"
enable = {rules:?}

[targets]
name = "web-1"
domain = "example.com"

[targets.edge]
addresses = ["203.0.113.7"]
name-servers = ["{names}"]

[targets.edge.cloudflare]
api = "{api}"
token-env = "EDGE_TOKEN"
"#,
            names = *NAMES
        );
        write(&folder.path().join("muster.toml"), policy);
        Self {
            folder,
            api: api.to_owned(),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a scan that confirms where the token goes.
    fn scan(&self, arguments: &[&str]) -> Run {
        self.scan_with(&[&["--cloudflare-api", &self.api], arguments].concat())
    }

    /// Runs a scan as talkative as it gets, and looks for the token in what it printed.
    fn scan_with(&self, arguments: &[&str]) -> Run {
        let run = finish(
            command(self.path())
                .arg("scan")
                .args(arguments)
                .arg("-vvv")
                .env("EDGE_TOKEN", TOKEN)
                .env("XDG_CACHE_HOME", self.path().join("cache"))
                .env("XDG_STATE_HOME", self.path().join("state")),
        );
        assert_silent("standard output", run.stdout.as_bytes());
        assert_silent("standard error", run.stderr.as_bytes());
        run
    }
}

fn assert_silent(place: &str, bytes: &[u8]) {
    for part in TOKEN.as_bytes().windows(TELLING) {
        assert!(
            !bytes.windows(TELLING).any(|window| window == part),
            "{place} holds a part of the token"
        );
    }
}

const PLANTED: [(&str, &str, &str, &str); 5] = [
    (
        "cloudflare/ssl-mode-strict",
        "cloudflare/example.com/settings/ssl",
        "without encryption",
        "Full (strict)",
    ),
    (
        "cloudflare/min-tls",
        "cloudflare/example.com/settings/min_tls_version",
        "The minimum TLS version is `1.0`",
        "Minimum TLS Version",
    ),
    (
        "cloudflare/record-proxied",
        "cloudflare/example.com/dns_records/www.example.com/A",
        "www.example.com is not proxied",
        "orange cloud",
    ),
    (
        "cloudflare/waf-admin-paths",
        "cloudflare/example.com/rulesets/http_request_firewall_custom",
        "No custom rule keeps strangers from",
        "Custom rules",
    ),
    (
        "cloudflare/rate-limit-public",
        "cloudflare/example.com/rulesets/http_ratelimit",
        "No enabled rule limits",
        "Rate limiting rules",
    ),
];

fn planted() -> (StandIn, Project) {
    let api = StandIn::start(TOKEN);
    api.setting("ssl", "flexible");
    api.setting("min_tls_version", "1.0");
    api.about_zone(
        "dns_records",
        [Reply::Pages(vec![
            record("example.com", "A", "203.0.113.7", true),
            record("www.example.com", "A", "203.0.113.7", false),
        ])],
    );
    let rules = PLANTED.map(|(rule, ..)| rule);
    let project = Project::new(&api, &rules);
    (api, project)
}

#[test]
fn planted_findings_are_reported_with_place_reason_and_fix() {
    let (_api, project) = planted();
    let terminal = project.scan(&[]).exits(1).stdout;
    // Lines are broken where the terminal ends.
    let terminal = terminal.split_whitespace().collect::<Vec<_>>().join(" ");
    for (rule, place, reason, fix) in PLANTED {
        for part in [rule, place, reason, fix] {
            assert!(
                terminal.contains(part),
                "{rule} without {part:?}: {terminal}"
            );
        }
    }
    for profile in ["sarif", "sarif-github"] {
        let report = project.scan(&["--output", profile]).exits(1).json();
        for (rule, place, reason, fix) in PLANTED {
            let result = failed(&report, rule);
            for part in [place, reason, fix] {
                // Messages are plain text, which has no backticks.
                let plain = part.replace('`', "'");
                assert!(
                    result.contains(part) || result.contains(&plain),
                    "{profile}: {rule} without {part:?}: {result}"
                );
            }
        }
    }
}

/// The results of a rule that failed, and what the report says about the rule.
fn failed(report: &Value, rule: &str) -> String {
    let results = report["runs"][0]["results"].as_array().expect("results");
    let results: Vec<&Value> = results
        .iter()
        .filter(|result| result["ruleId"] == rule)
        .filter(|result| result["kind"].is_null() || result["kind"] == "fail")
        .collect();
    assert!(!results.is_empty(), "{rule} is not reported");
    json!(results).to_string()
}

#[test]
fn a_missing_permission_is_named_and_the_scan_is_incomplete() {
    let api = StandIn::start(TOKEN);
    api.about_zone("settings/ssl", [Reply::denied()]);
    let project = Project::new(
        &api,
        &[
            "cloudflare/token-scope",
            "cloudflare/ssl-mode-strict",
            "cloudflare/min-tls",
        ],
    );
    let run = project.scan(&["--output", "json"]).exits(3);
    let findings = run.findings();
    let of = |rule: &str| {
        findings
            .iter()
            .find(|finding| finding["rule"] == rule)
            .unwrap_or_else(|| panic!("no {rule}"))
    };
    for rule in ["cloudflare/token-scope", "cloudflare/ssl-mode-strict"] {
        let finding = of(rule);
        assert!(
            finding.to_string().contains("Zone Settings:Read"),
            "{finding}"
        );
    }
    assert_eq!(of("cloudflare/ssl-mode-strict")["status"], "error");
    let terminal = project.scan(&[]).exits(3);
    assert!(
        terminal.stdout.contains("Zone Settings:Read"),
        "{}",
        terminal.stdout
    );
}

#[test]
fn a_policy_alone_sends_the_token_to_nobody_but_cloudflare() {
    let (api, project) = planted();
    for output in ["json", "terminal"] {
        let run = project.scan_with(&["--output", output]).exits(3);
        let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [&api.api(), "the token was not read", "--cloudflare-api"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    // Not read, so that a file with something else in it is not sent, either.
    let policy = project.path().join("muster.toml");
    let other = program::read(&policy);
    write(
        &policy,
        other.replace("token-env = \"EDGE_TOKEN\"", "token-file = \"/nowhere\""),
    );
    let findings = project.scan_with(&["--output", "json"]).exits(3).findings();
    assert!(!json!(findings).to_string().contains("/nowhere"));
    write(&policy, other);
    assert!(api.asked().is_empty());

    // The same address, written another way.
    let slash = format!("{}/", api.api());
    project
        .scan_with(&["--cloudflare-api", &slash, "--output", "json"])
        .exits(1);
    assert!(!api.asked().is_empty());
}

#[test]
fn rules_about_anything_else_are_judged_without_a_confirmation() {
    let api = StandIn::start(TOKEN);
    let project = Project::new(&api, &["cloudflare/min-tls", "dns/points-to-expected"]);
    let findings = project.scan_with(&["--output", "json"]).exits(3).findings();
    for finding in findings {
        let is_about_cloudflare = finding["rule"] == "cloudflare/min-tls";
        let says_so = finding.to_string().contains("--cloudflare-api");
        assert_eq!(says_so, is_about_cloudflare, "{finding}");
    }
}

#[test]
fn another_address_than_the_policys_is_a_mistake() {
    let (api, project) = planted();
    for other in ["https://api.cloudflare.com/client/v4", "http://127.0.0.1:9"] {
        let run = project
            .scan_with(&["--cloudflare-api", other])
            .exits(2)
            .says(&["--cloudflare-api", other, &api.api()]);
        assert_eq!(run.stdout, "");
    }
    for wrong in ["127.0.0.1", "ftp://127.0.0.1", "https://me:it@example.com"] {
        let run = project
            .scan_with(&["--cloudflare-api", wrong])
            .exits(2)
            .says(&["address of an API"]);
        assert!(!run.stderr.contains("me:it"), "{}", run.stderr);
    }
    assert!(api.asked().is_empty());
    // Nobody is asked here, so there is nothing to confirm.
    project
        .scan_with(&["--cloudflare-api", "http://127.0.0.1:9", "--offline"])
        .exits(3);
}

#[test]
fn without_network_nothing_is_asked_and_nothing_passes() {
    let (api, project) = planted();
    let findings = project
        .scan(&["--offline", "--output", "json"])
        .exits(3)
        .findings();
    assert_eq!(findings.len(), PLANTED.len());
    for finding in findings {
        assert_eq!(finding["status"], "error", "{finding}");
        assert!(finding.to_string().contains("--offline"), "{finding}");
    }
    assert!(api.asked().is_empty());
}

#[test]
fn a_server_that_is_not_trusted_is_an_error_until_its_root_is_named() {
    if !tls_front::has_certificates() {
        return;
    }
    let api = StandIn::start(TOKEN);
    let front = TlsFront::start("loopback", api.address());
    let project = Project::at(&front.api(), &["cloudflare/ssl-mode-strict"]);
    let terminal = project.scan(&[]).exits(3).stdout;
    let terminal = terminal.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["the token was not sent", "name its root with `tls-roots`"] {
        assert!(terminal.contains(part), "{terminal}");
    }
    assert_eq!(front.was_told(), "");
    let roots = project.path().join("roots.pem");
    write(&roots, tls_front::file("root.pem"));
    let policy = project.path().join("muster.toml");
    let named = program::read(&policy).replace(
        "[targets.edge]\n",
        &format!(
            "[targets.edge]\ntls-roots = {:?}\n",
            roots.display().to_string()
        ),
    );
    write(&policy, named);
    project.scan(&[]).exits(0);
    assert!(front.was_told().contains(TOKEN));
}

#[test]
fn the_token_is_in_nothing_that_is_written() {
    let api = StandIn::start(TOKEN);
    // A server that says all it knows.
    api.setting("ssl", TOKEN);
    api.about_zone("settings/min_tls_version", [Reply::error(400, 1, TOKEN)]);
    api.about_zone(
        "dns_records",
        [Reply::Pages(vec![record("example.com", "A", TOKEN, false)])],
    );
    let rules = PLANTED.map(|(rule, ..)| rule);
    let project = Project::new(&api, &rules);
    let formats = formats();
    for format in &formats {
        let file = format!("{format}=report.{format}");
        for output in [format, &file] {
            project.scan(&["--output", output]);
        }
    }
    assert!(api.asked().iter().any(|asked| asked.head.contains(TOKEN)));
    let mut folders = vec![project.path().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is ours") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("the file is ours");
            assert_silent(&path.display().to_string(), &bytes);
            files += 1;
        }
    }
    assert!(files > formats.len(), "nothing was written");
}

#[test]
fn an_export_made_as_documented_says_the_same_as_the_api() {
    let api = StandIn::start(TOKEN);
    api.setting("min_tls_version", "1.1");
    api.about_zone("bot_management", [Reply::denied()]);
    api.about_zone(
        "dns_records",
        [Reply::Pages(vec![
            record("example.com", "A", "203.0.113.7", true),
            record("www.example.com", "CNAME", "example.com", false),
        ])],
    );
    // Those that ask neither the token nor another domain.
    let rules = [
        "cloudflare/dnssec",
        "cloudflare/hsts",
        "cloudflare/min-tls",
        "cloudflare/rate-limit-public",
        "cloudflare/record-proxied",
        "cloudflare/ssl-mode-overridden",
        "cloudflare/token-scope",
        "cloudflare/waf-managed",
        "cloudflare/zone-active",
    ];
    let project = Project::new(&api, &rules);
    if !exported(&project, &api) {
        return;
    }
    let asked = judged(&project.scan(&["--output", "json"]));
    let policy = program::read(&project.path().join("muster.toml"));
    let export = project.path().join("cloudflare.json");
    write(
        &project.path().join("muster.toml"),
        format!("{policy}export = {:?}\n", export.display().to_string()),
    );
    let before = api.asked().len();
    let read = judged(&project.scan(&["--offline", "--output", "json"]));
    assert_eq!(api.asked().len(), before);
    assert!(asked.len() >= rules.len());
    assert_eq!(read, asked);
}

/// Runs the script in the documentation, where there is curl.
fn exported(project: &Project, api: &StandIn) -> bool {
    let page = program::read(&program::repository().join("docs/edge-cloudflare.md"));
    let script = page
        .split_once("```sh\n")
        .and_then(|(_, rest)| rest.split_once("```"))
        .map(|(script, _)| script)
        .expect("the page has a script");
    let mut shell = program::isolated("sh", project.path());
    shell
        .args(["-euc", script])
        .env("CLOUDFLARE_API_TOKEN", TOKEN)
        .env("api", api.api());
    let run = finish(&mut shell);
    let done = || match run.exit_code {
        0 => Ok(()),
        _ => Err(run.stderr.clone()),
    };
    muster_real::or_skip(done).is_some()
}

/// Rule, subject, status and message of every finding.
fn judged(run: &Run) -> Vec<[String; 4]> {
    run.findings()
        .iter()
        .map(|finding| {
            ["rule", "subject", "status", "message"].map(|field| finding[field].to_string())
        })
        .collect()
}
