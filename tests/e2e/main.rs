//! The hosts of `tests/hosts/`, judged by the built program. Each has its policy in `muster.toml`,
//! and what must come out in `expected.txt`; of those that are as their distribution installs them, the
//! report in `report.txt` too. What README.md shows is judged as well, and what `muster init` writes for some of them
//! stands in `init.toml`. `MUSTER_UPDATE=1` writes all these again.
//!
//! A host with a `recording.toml` is a recording; one without is an unpacked image.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what is wrong by failing, and looks at real files and programs"
)]

mod benchmarks;
mod checklist;
#[path = "../../host/report/tests/report/lint/mod.rs"]
#[expect(clippy::unwrap_used, reason = "written for the tests of the formats")]
mod lint;
#[path = "../program/mod.rs"]
mod program;
#[path = "../repository/statements.rs"]
mod statements;
mod survey;

use std::path::Path;

use program::{Run, command, finish, host, muster_in, read, repository};
use serde_json::Value;

/// The hosts, and what the program says about each by its exit code.
const HOSTS: &[(&str, i32)] = &[
    ("alpine-3.22", 1),
    ("amazon-linux-2023", 1),
    ("checklist-1", 0),
    // Where its Caddy writes its logs, Muster does not look.
    ("checklist-broken", 3),
    ("debian-12", 1),
    ("debian-13", 1),
    ("debian-13-rootless", 1),
    ("docker-hardened", 1),
    ("image-1", 1),
    ("opensuse-16.0", 1),
    ("rocky-9", 1),
    ("rocky-9-cloud", 1),
    ("shop-1", 1),
    ("shop-2", 0),
    ("ubuntu-22.04", 1),
    ("ubuntu-24.04", 1),
    ("unprivileged", 3),
    ("web-1", 1),
    ("web-2", 0),
    ("wordpress-tunnel", 1),
];

/// Those that somebody else set up, and words of other distributions that no text about them may have.
const AS_INSTALLED: &[(&str, &[&str])] = &[
    ("alpine-3.22", &["systemctl", "apt-get", "dnf", "zypper"]),
    (
        "amazon-linux-2023",
        &["rc-", "apt-get", "zypper", "reload ssh`", "ufw "],
    ),
    ("debian-12", &["rc-", "dnf", "zypper", "reload sshd"]),
    ("debian-13", &["rc-", "dnf", "zypper", "reload sshd"]),
    (
        "debian-13-rootless",
        &["rc-", "dnf", "zypper", "DOCKER-USER"],
    ),
    ("docker-hardened", &["rc-", "dnf", "zypper", "reload sshd"]),
    ("opensuse-16.0", &["rc-", "apt-get", "dnf", "reload ssh`"]),
    (
        "rocky-9",
        &["rc-", "apt-get", "zypper", "reload ssh`", "ufw "],
    ),
    ("rocky-9-cloud", &["rc-", "apt-get", "zypper", "ufw "]),
    ("ubuntu-22.04", &["rc-", "dnf", "zypper", "reload sshd"]),
    ("ubuntu-24.04", &["rc-", "dnf", "zypper", "reload sshd"]),
];

/// How many failures a host may have that do not follow from others: what its administrator reads at most.
const MOST_CAUSES: [(&str, usize); 6] = [
    ("amazon-linux-2023", 8),
    ("debian-12", 12),
    ("debian-13", 12),
    ("docker-hardened", 10),
    ("ubuntu-22.04", 8),
    ("ubuntu-24.04", 8),
];

fn scan(host: &Path) -> Run {
    scan_as("json", host)
}

fn scan_as(format: &str, host: &Path) -> Run {
    scan_with(&["--output", format], host)
}

/// By a pack in place of the host's own policy.
fn scan_by(host: &Path, pack: &str) -> Run {
    scan_with(&["--output", "json", "--policy", pack], host)
}

fn scan_with(arguments: &[&str], host: &Path) -> Run {
    let mut command = command(host);
    command.arg("scan").args(arguments);
    let recording = host.join("recording.toml");
    if recording.exists() {
        command.args(["--recording", "."]);
        // What people attest counts on the day of the recording.
        if read(&recording).contains("\nrecorded-at = ") {
            command.env_remove("SOURCE_DATE_EPOCH");
        }
    } else {
        command.args(["--root", "root"]);
    }
    finish(&mut command)
}

/// What a person has to look at: a rule that passes, or that is not about the host, is in no list, so
/// that a new rule changes those of the hosts that it says something about.
const WORTH_READING: [&str; 3] = ["fail", "error", "manual"];

/// `STATUS RULE SUBJECT`, one line for each finding worth reading, sorted.
fn lines(run: &Run) -> String {
    let mut lines: Vec<String> = run
        .findings()
        .iter()
        .filter(|finding| WORTH_READING.contains(&finding["status"].as_str().expect("a text")))
        .map(|finding| {
            let text = |field: &str| finding[field].as_str().expect("a text").to_owned();
            [text("status"), text("rule"), text("subject")].join(" ")
        })
        .collect();
    lines.sort();
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn every_host_is_listed() {
    let mut found: Vec<String> = std::fs::read_dir(repository().join("tests/hosts"))
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").file_name().into_string())
        .map(|name| name.expect("a name is text"))
        .collect();
    found.sort();
    let listed: Vec<&str> = HOSTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(found, listed);
}

/// Programs and packages whose names stay in lower case at the beginning of a sentence.
const NAMES: [&str; 9] = [
    "at",
    "chrony",
    "cron",
    "cronie",
    "logrotate",
    "nftables",
    "rsyslog",
    "sshd",
    "sudo",
];

/// Whether a reason reads as a sentence. At its beginning, the name of a file, a host, a unit or something in
/// quotes stays as it is.
fn is_sentence(reason: &str) -> bool {
    let first = reason.split(' ').next().unwrap_or_default();
    let begins = first.starts_with(char::is_uppercase)
        || NAMES.contains(&first)
        || first.contains(|c: char| !c.is_ascii_lowercase());
    begins && reason.ends_with('.')
}

/// Whoever reads a failure is told what to do about it. Who issues a certificate, and who asks for it, the network does
/// not tell, so that of these only the page of the rule helps.
fn assert_has_fix(host: &str, finding: &Value) {
    let rule = finding["rule"].as_str().expect("a rule");
    if finding["status"] == "fail" && !rule.starts_with("tls/") {
        assert!(finding["fix"].is_string(), "{host}: no fix: {finding}");
    }
}

#[test]
fn every_host_is_judged_as_expected() {
    for (name, exit_code) in HOSTS {
        let folder = host(name);
        let run = scan(&folder).exits(*exit_code);
        for finding in run.findings() {
            if finding["status"] == "not-applicable" {
                let reason = finding["reason"].as_str().expect("a reason");
                assert!(is_sentence(reason), "{name}: {reason:?}");
            }
            assert_has_fix(name, &finding);
        }
        let expected = folder.join("expected.txt");
        let found = lines(&run);
        if std::env::var_os("MUSTER_UPDATE").is_some() {
            std::fs::write(&expected, found).expect("the repository can be written to");
            continue;
        }
        assert_eq!(
            found,
            read(&expected),
            "{name} differs from its expected.txt"
        );
    }
}

#[test]
fn a_host_as_it_is_installed_is_reported_as_expected() {
    for (name, _) in AS_INSTALLED {
        let folder = host(name);
        let run = scan_as("terminal", &folder);
        // Before the first rule stand the release and the time.
        let body = run.stdout.find('─').expect("a report has rules");
        let report = &run.stdout[body..];
        let expected = folder.join("report.txt");
        if std::env::var_os("MUSTER_UPDATE").is_some() {
            std::fs::write(&expected, report).expect("the repository can be written to");
            continue;
        }
        assert_eq!(
            report,
            read(&expected),
            "{name} differs from its report.txt"
        );
    }
}

#[test]
fn the_alerts_of_every_host_are_as_their_readers_need_them() {
    for (name, exit_code) in HOSTS {
        for format in ["sarif", "sarif-github"] {
            let run = scan_as(format, &host(name)).exits(*exit_code);
            let log: Value = serde_json::from_str(&run.stdout).expect("a report is JSON");
            let faults = lint::faults(&log, format == "sarif-github");
            assert!(faults.is_empty(), "{name} as {format}: {faults:#?}");
        }
    }
}

#[test]
fn the_readme_shows_what_the_program_says() {
    const RULES: [&str; 4] = [
        "env/secret-reused",
        "firewall/docker-bypass",
        "ssh/password-authentication",
        "ssh/permit-root-login",
    ];
    let mut arguments = vec!["scan", "--recording", "."];
    arguments.extend(RULES.iter().flat_map(|rule| ["--only", *rule]));
    let run = muster_in(&host("shop-1"), arguments).exits(1);
    // Before the first rule stand the release and the time.
    let body = |text: &str| text.find('─').expect("a report has rules");
    let report = &run.stdout[body(&run.stdout)..];
    let path = repository().join("README.md");
    let readme = read(&path);
    let (before, rest) = readme.split_at(body(&readme));
    let (sample, after) = rest.split_once("```\n").expect("a sample ends");
    if std::env::var_os("MUSTER_UPDATE").is_some() {
        let readme = [before, report, "```\n", after].concat();
        std::fs::write(&path, readme).expect("the repository can be written to");
        return;
    }
    assert_eq!(report, sample, "README.md shows another report");
}

#[test]
fn a_host_as_it_is_installed_is_judged_in_full_and_in_its_own_words() {
    for (name, foreign) in AS_INSTALLED {
        for finding in scan(&host(name)).findings() {
            assert_ne!(finding["status"], "error", "{name}: {finding}");
            let fix = finding["fix"].as_str().unwrap_or_default();
            for word in *foreign {
                assert!(!fix.contains(word), "{name}: `{word}` in {fix}");
            }
        }
    }
}

#[test]
fn a_host_as_it_is_installed_has_few_causes() {
    for (name, most) in MOST_CAUSES {
        let findings = scan(&host(name)).findings();
        let causes = findings.iter().filter(|finding| {
            finding["status"] == "fail" && finding.get("follows_from").is_none_or(Value::is_null)
        });
        let causes: Vec<&Value> = causes.map(|finding| &finding["subject"]).collect();
        assert!(causes.len() <= most, "{name}: {causes:?}");
    }
}

/// A project that extends `server` alone hears of its own keys and of nobody else's.
#[test]
fn a_server_of_which_nothing_is_said_is_judged_by_what_is_found_there() {
    let folder = host("shop-1");
    let findings = scan(&folder).findings();
    let of = |rule: &str| {
        let found = findings.iter().find(|finding| finding["rule"] == rule);
        found.unwrap_or_else(|| panic!("{rule} is missing"))
    };
    let message = of("env/placeholder-value")["message"]
        .as_str()
        .expect("a text");
    assert!(message.contains("WEBHOOK_SECRET"), "{message}");
    assert_eq!(
        places(of("env/secret-reused")),
        ["/srv/shop/shop.env:9", "/srv/shop/shop.env:8"]
    );
    let own = ["LOG_LEVEL", "SHOP_TITLE"];
    let text = Value::from(findings.clone()).to_string();
    let words = text.split(|c: char| !(c.is_ascii_uppercase() || c == '_'));
    let planted = read(&folder.join("root/srv/shop/shop.env"));
    for key in words.filter(|word| word.contains('_') && word.len() > 5) {
        // Chains and settings of programs are words in capitals, too.
        let is_key = [
            "_SECRET", "_KEY", "_URL", "_ENABLED", "_ROOT", "_ID", "_MODE", "_ORIGINS",
        ]
        .iter()
        .any(|end| key.ends_with(end));
        assert!(
            !is_key || planted.contains(key) || own.contains(&key),
            "{key} is no key of this server"
        );
    }
}

/// What is planted on web-1: the rule, the subject, and a place that the report must point at.
const PLANTED: &[(&str, &str, &str)] = &[
    // The provider's first-boot script turns passwords on again, and its file is read first.
    (
        "ssh/password-authentication",
        "sshd/PasswordAuthentication",
        "/etc/ssh/sshd_config.d/50-cloud-init.conf:2",
    ),
    (
        "ssh/dropin-shadowed",
        "sshd/PasswordAuthentication",
        "/etc/ssh/sshd_config:5",
    ),
    // The environment file is 0644.
    (
        "env/file-permissions",
        "/etc/cleaning/cleaning.env",
        "/etc/cleaning/cleaning.env",
    ),
    (
        "env/placeholder-value",
        "/etc/cleaning/cleaning.env#WORKER_PORTAL_SECRET",
        "/etc/cleaning/cleaning.env:8",
    ),
    (
        "env/secret-reused",
        "/etc/cleaning/cleaning.env#AUTH_SECRET_KEY+CLIENT_PORTAL_SECRET",
        "/etc/cleaning/cleaning.env:7",
    ),
    (
        "env/database-url-mismatch",
        "/etc/cleaning/cleaning.env#DATABASE_URL",
        "/etc/cleaning/cleaning.env:4",
    ),
    (
        "env/conditional-key-missing",
        "/etc/cleaning/cleaning.env#METRICS_ENABLED",
        "/etc/cleaning/cleaning.env:25",
    ),
    (
        "env/unquoted-special",
        "/etc/cleaning/cleaning.env#EMAIL_FROM_NAME",
        "/etc/cleaning/cleaning.env:16",
    ),
    (
        "env/turnstile-test-secret",
        "/etc/cleaning/cleaning.env#TURNSTILE_SECRET_KEY",
        "/etc/cleaning/cleaning.env:27",
    ),
    // The api has no mount for the uploads; jobs has.
    (
        "env/upload-root-persistent",
        "/etc/cleaning/cleaning.env#ORDER_UPLOAD_ROOT",
        "/etc/cleaning/cleaning.env:20",
    ),
    // ufw denies 5432, and Docker lets it in all the same.
    (
        "firewall/docker-bypass",
        "port/ipv4/tcp/5432",
        "/opt/cleaning/docker-compose.yml:6",
    ),
    (
        "firewall/internal-port-exposed",
        "port/tcp/5432",
        "/opt/cleaning/docker-compose.yml:6",
    ),
    // Caddy keeps tokens from the api, and writes them into its logs.
    (
        "caddy/authorization-passed",
        "caddy/api.example.com/reverse_proxy",
        "/opt/cleaning/Caddyfile:15",
    ),
    (
        "caddy/log-credentials",
        "caddy/servers/all/log_credentials",
        "/opt/cleaning/Caddyfile:3",
    ),
];

#[test]
fn every_planted_problem_is_found_at_its_place() {
    let findings = scan(&host("web-1")).findings();
    for (rule, subject, place) in PLANTED {
        let finding = findings
            .iter()
            .find(|found| {
                found["rule"] == *rule && found["status"] == "fail" && found["subject"] == *subject
            })
            .unwrap_or_else(|| panic!("{rule} does not fail for {subject}"));
        let places = places(finding);
        assert!(
            places.iter().any(|found| found == place),
            "{rule} points at {places:?}, not at {place}"
        );
    }
}

fn places(finding: &Value) -> Vec<String> {
    let places = finding["places"].as_array().expect("places");
    places
        .iter()
        .map(|place| {
            let name = place["name"].as_str().expect("a name");
            match place["line"].as_u64() {
                Some(line) => format!("{name}:{line}"),
                None => name.to_owned(),
            }
        })
        .collect()
}

#[test]
fn what_could_not_be_read_is_an_error_that_says_what() {
    for finding in scan(&host("unprivileged")).findings() {
        assert_ne!(finding["status"], "fail", "{finding}");
        if finding["status"] == "error" {
            let reason = finding["reason"].as_str().expect("an error has a reason");
            assert!(
                ["/etc/", "/opt/", "nft", "iptables"]
                    .iter()
                    .any(|what| reason.contains(what)),
                "the reason names no file and no command: {finding}"
            );
        }
    }
}
