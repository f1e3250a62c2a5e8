//! The alerts of one host over a month, as GitHub would keep them: each that opens or closes does so for
//! a reason that a person would give.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what is wrong by failing, and looks at real files"
)]

#[path = "../program/mod.rs"]
mod program;

mod code_scanning;
mod server;

use code_scanning::Document;
use server::{ENV, Server};

const DROP_IN: &str = "/etc/ssh/sshd_config.d/50-cloud-init.conf";
const CONFIG: &str = "/etc/ssh/sshd_config";
const COMPOSE: &str = "/opt/cleaning/docker-compose.yml";

/// What opens when something cannot be looked at.
fn unread(path: &str) -> String {
    format!("opened muster/not-evaluated {path}")
}

fn read_again(path: &str) -> String {
    format!("closed muster/not-evaluated {path}")
}

#[test]
fn a_month_of_alerts() {
    let mut server = Server::new("web-1");
    let opened = server.day().changes;
    assert!(opened.len() > 10, "{opened:?}");
    assert!(opened.iter().all(|change| change.starts_with("opened ")));

    // Nothing changes, and then only where things stand.
    server.day().changes_nothing();
    for path in [ENV, CONFIG, DROP_IN, COMPOSE] {
        server.edit(path, |text| format!("# A comment\n\n{text}"));
    }
    server.day().changes_nothing();

    // What cannot be read is one alert, and takes none away.
    server.deny(ENV);
    server.day().changes_to(&[unread(ENV)]);
    server.day().changes_nothing();
    server.allow(ENV);
    server.day().changes_to(&[read_again(ENV)]);
    for path in [DROP_IN, COMPOSE] {
        server.deny(path);
        let denied = server.day();
        assert!(
            denied.changes.iter().all(|change| *change == unread(path)),
            "{denied:?}"
        );
        server.allow(path);
        let allowed = server.day();
        assert!(
            allowed
                .changes
                .iter()
                .all(|change| *change == read_again(path)),
            "{allowed:?}"
        );
    }
    server.time_out("iptables-save");
    let timed_out = server.day();
    assert!(timed_out.none_closes(), "{timed_out:?}");
    server.answer("iptables-save");
    let answered = server.day();
    assert!(answered.none_opens(), "{answered:?}");
    assert!(
        answered
            .changes
            .iter()
            .all(|change| change.contains("muster/not-evaluated")),
        "{answered:?}"
    );

    // One thing is fixed while another cannot be read.
    server.deny(DROP_IN);
    server.edit(ENV, |text| {
        text.replace("change-me-please", "nGyR4tWQvYb8mTfZkXc6PdHs2LaJ9eUo")
    });
    let mended = server.day();
    assert_eq!(
        mended.closed(),
        [format!(
            "closed env/placeholder-value {ENV}#WORKER_PORTAL_SECRET"
        )]
    );
    server.allow(DROP_IN);
    server.day();

    // A part of the scan, and another policy, say nothing about the rest.
    server.scan(&["--only", "ssh/*"]);
    server.scan(&["--skip", "env/*"]);
    server.scan(&["--min-severity", "critical"]);
    server.policy("edge.toml", "name = \"edge\"\nextends = [\"vps-production\"]\ndisable = [\"env/*\"]\n\n[targets]\nname = \"web-1\"\n");
    server.scan(&["--policy", "edge.toml"]);
    server.day().changes_nothing();

    // A setting moves to another file.
    server.edit(DROP_IN, |text| {
        text.replace("PasswordAuthentication yes", "# moved")
    });
    server.edit(CONFIG, |text| {
        text.replace("PasswordAuthentication no", "PasswordAuthentication yes")
    });
    let moved = server.day();
    assert_eq!(moved.changes, Vec::<String>::new());

    // A second environment file, and then the two in another order.
    let second = "/etc/cleaning/second.env";
    server.create(second, "APP_ENV=prod\nOTHER_SECRET=change-me-please\n");
    server.list_env_files(&[second, ENV]);
    let added = server.day();
    assert!(
        added
            .changes
            .iter()
            .all(|change| change.starts_with("opened ") && change.contains(second)),
        "{added:?}"
    );
    server.list_env_files(&[ENV, second]);
    server.day().changes_nothing();
    server.deny(second);
    server.day().changes_to(&[unread(second)]);
    server.allow(second);
    server.day().changes_to(&[read_again(second)]);
    server.list_env_files(&[ENV]);
    let removed = server.day();
    assert!(removed.none_opens());
    assert_eq!(removed.changes.len(), added.changes.len());

    // What the policy says moves to a file that it extends.
    server.split_policy();
    server.day().changes_nothing();

    // The machine gets another name; the policy's stays.
    server.create("/etc/hostname", "web-1-new\n");
    server.day().changes_nothing();

    // A rule is switched off, with its consequences, and on again.
    server.disable(&[
        "env/unquoted-special",
        "env/dialect-divergence",
        "env/executes-when-sourced",
    ]);
    let switched = "env/unquoted-special /etc/cleaning/cleaning.env#EMAIL_FROM_NAME";
    server.day().changes_to(&[format!("closed {switched}")]);
    server.disable(&[]);
    server.day().changes_to(&[format!("opened {switched}")]);

    // The state is lost while a file cannot be read: GitHub refuses the file and keeps everything.
    server.lose_state();
    server.deny(ENV);
    assert!(server.day().refused);
    assert!(server.day().refused);
    server.allow(ENV);
    server.day().changes_nothing();

    // One thing is fixed: one alert closes.
    server.edit(ENV, |text| text.replace("Cleaning Team", "'Cleaning Team'"));
    let mended = server.day();
    assert!(mended.none_opens(), "{mended:?}");
    assert!(
        mended
            .changes
            .iter()
            .all(|change| change.ends_with("#EMAIL_FROM_NAME")),
        "{mended:?}"
    );

    // The host is switched off.
    let open = server.open();
    assert_eq!(server.retire().changes.len(), open);
    assert_eq!(server.open(), 0);
    assert!(server.days() >= 30, "{} days", server.days());
}

#[test]
fn an_evaluation_elsewhere_goes_by_the_one_that_it_is_given() {
    let mut server = Server::new("web-1");
    let before = ["--previous", "last.json"];
    server.evaluate(&["--previous", "none"]);
    server.deny(ENV);
    server.evaluate(&before).changes_to(&[unread(ENV)]);
    server.evaluate(&before).changes_nothing();
    // Without it nobody knows, and nor does the next that goes by this one.
    assert!(server.evaluate(&[]).refused);
    assert!(server.evaluate(&before).refused);
    server.allow(ENV);
    server.evaluate(&before).changes_to(&[read_again(ENV)]);
}

#[test]
fn an_evaluation_of_another_host_is_refused() {
    let mut server = Server::new("web-1");
    server.evaluate(&["--previous", "none"]);
    let other = Server::new("web-2");
    let run = program::finish(
        other
            .muster(&["scan", "--recording", "host", "--previous"])
            .arg(server.path().join("last.json")),
    );
    run.exits(2)
        .says(&["names an evaluation of 'web-1'", "this is one of 'web-2'"]);
}

#[test]
fn the_policy_that_judges_names_a_host_that_none_named_before() {
    let server = Server::new("web-1");
    server.create("/etc/machine-id", &format!("{}\n", "c".repeat(32)));
    server.policy("collect.toml", "extends = [\"vps-production\"]\n");
    let run = |arguments: &[&str], code| program::finish(&mut server.muster(arguments)).exits(code);
    let collect = ["collect", "--recording", "host", "--policy", "collect.toml"];
    run(&[&collect[..], &["--output", "host.json"]].concat(), 0);
    let evaluate = ["evaluate", "host.json", "--output", "sarif-github=a.sarif"];
    let made = ["--output", "evaluation=made.json"];
    run(&[&evaluate[..], &made].concat(), 1);
    let document = |path: &str| Document::parse(&program::read(&server.path().join(path)));
    assert_eq!(document("a.sarif").category, "muster/web-1/policy=p");
    // One that is named already keeps its name, and that is said.
    server.policy(
        "other.toml",
        "name = \"p\"\nextends = [\"vps-production\"]\n\n[targets]\nname = \"web-2\"\n",
    );
    server.policy(
        "named.toml",
        "extends = [\"vps-production\"]\n\n[targets]\nname = \"shop-1\"\n",
    );
    let collect = ["collect", "--recording", "host", "--policy", "named.toml"];
    run(&[&collect[..], &["--output", "named.json"]].concat(), 0);
    let other = ["evaluate", "named.json", "--policy", "other.toml"];
    run(&other, 1).says(&["the snapshot is one of 'shop-1', but the policy is about 'web-2'"]);

    // A report of a part is one of that part, and says by which policy it goes.
    let part = [
        "report",
        "made.json",
        "--only",
        "ssh/*",
        "--output",
        "sarif-github=b.sarif",
    ];
    run(&part, 1);
    let part = document("b.sarif");
    assert!(
        part.category
            .starts_with("muster/web-1/policy=p/only=ssh/*-")
    );
    assert!(
        part.alerts
            .keys()
            .all(|(rule, ..)| rule.starts_with("ssh/"))
    );
    let elsewhere = ["report", "made.json", "--policy", "vps-production"];
    run(&elsewhere, 1).says(&["the evaluation was made with the policy 'p'"]);
}

#[test]
fn evidence_stays_below_its_directory_whatever_a_host_is_called() {
    let server = Server::new("web-1");
    let scan = [
        "scan",
        "--recording",
        "host",
        "--output",
        "evaluation=e.json",
    ];
    program::finish(&mut server.muster(&scan)).exits(1);
    let path = |name: &str| server.path().join(name);
    let named =
        program::read(&path("e.json")).replace("\"name\": \"web-1\"", "\"name\": \"../../up\"");
    program::write(&path("evil.json"), named);
    let report = ["report", "evil.json", "--evidence", "in/evidence"];
    program::finish(&mut server.muster(&report)).exits(1);
    assert!(path("in/evidence/hosts/dot-dot/dot-dot/up").is_dir());
    assert!(!path("up").exists() && !path("in/up").exists());

    // A link leads elsewhere, and a file that somebody else wrote is theirs.
    std::fs::create_dir_all(path("outside")).expect("the folder is ours");
    std::fs::create_dir_all(path("linked")).expect("the folder is ours");
    std::os::unix::fs::symlink(path("outside"), path("linked/hosts")).expect("the folder is ours");
    let linked = ["report", "e.json", "--evidence", "linked"];
    program::finish(&mut server.muster(&linked))
        .exits(2)
        .says(&["is a link"]);
    assert!(
        std::fs::read_dir(path("outside"))
            .expect("it is there")
            .next()
            .is_none()
    );
    let theirs = path("own/hosts/web-1").join(&DROP_IN[1..]);
    program::write(&theirs, "mine\n");
    let own = ["report", "e.json", "--evidence", "own"];
    program::finish(&mut server.muster(&own))
        .exits(2)
        .says(&["is not one that `--evidence` wrote"]);
    assert_eq!(program::read(&theirs), "mine\n");
}

#[test]
fn an_evaluation_of_a_part_says_nothing_of_the_rest() {
    let mut server = Server::new("web-1");
    server.evaluate(&["--previous", "none"]);
    server.evaluate(&["--previous", "none", "--only", "ssh/*"]);
    server.deny(ENV);
    assert!(server.evaluate(&["--previous", "last.json"]).refused);
}

#[test]
fn two_machines_of_one_name_share_no_alert() {
    let id = |digit: &str| format!("{}\n", digit.repeat(32));
    let run = |digit: &str| {
        let mut server = Server::new("web-1");
        server.policy(
            "muster.toml",
            "name = \"p\"\nextends = [\"vps-production\"]\n",
        );
        server.create("/etc/machine-id", &id(digit));
        server.create("/etc/hostname", "localhost\n");
        server.scan_document(&[])
    };
    let (one, two) = (run("a"), run("b"));
    assert_ne!(one.category, two.category);
    assert!(!one.alerts.is_empty());
    assert!(
        one.alerts
            .keys()
            .all(|alert| !two.alerts.contains_key(alert))
    );
    for document in [&one, &two] {
        assert!(!document.text.contains(id("a").trim()) && !document.text.contains(id("b").trim()));
    }
}

#[test]
fn evidence_is_what_is_quoted_under_the_paths_of_the_alerts() {
    let mut server = Server::new("web-1");
    let document = server.scan_document(&["--evidence", "evidence"]);
    let evidence = server.path().join("evidence");
    let shown = |path: &str| program::read(&evidence.join("hosts/web-1").join(path));
    let drop_in = shown("etc/ssh/sshd_config.d/50-cloud-init.conf");
    assert_eq!(drop_in, "\nPasswordAuthentication yes\n");
    let env = shown("etc/cleaning/cleaning.env");
    assert!(env.contains("WORKER_PORTAL_SECRET=[redacted]"));
    assert!(!env.contains("change-me-please") && !env.contains("APP_ENV"));
    // Every region with a text of its own shows that text.
    for (path, line, columns, snippet) in document.regions() {
        let file = evidence.join(&path);
        if snippet.is_empty() || !file.is_file() {
            continue;
        }
        let text = program::read(&file);
        let line = text.lines().nth(line - 1).expect("the line is there");
        let units: Vec<u16> = line.encode_utf16().collect();
        let part = String::from_utf16(&units[columns.0 - 1..columns.1 - 1]).expect("text");
        assert_eq!(part, snippet, "{path}");
    }
    // What is no longer quoted goes, and nothing else.
    program::write(&evidence.join("hosts/web-1/etc/mine.conf"), "mine\n");
    server.edit(DROP_IN, |text| {
        text.replace("PasswordAuthentication yes", "")
    });
    server.scan_document(&["--evidence", "evidence"]);
    assert!(!evidence.join("hosts/web-1").join(&DROP_IN[1..]).exists());
    assert!(evidence.join("hosts/web-1/etc/mine.conf").exists());
}
