//! Whatever stands in the files of a host, its survey is a policy that loads, with and without what is off.

use std::sync::Arc;

use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_outcomes::{RuleDescriptor, Status};
use muster_policy::{PackSource, Policy};
use muster_target::{NetworkAccess, Recorded};

use super::{Survey, counted};
use crate::plugins;
use crate::progress::Progress;
use crate::project::{DEFAULT_PACK, Packs, builtin};
use crate::random_hosts::{Bench, Host, Random};
use crate::session::Session;
use crate::trust::Trust;

const SEED: u64 = 0x696E_6974;

const HOSTS: u64 = 150;

fn policy(text: &str, rules: &[Arc<RuleDescriptor>]) -> Policy {
    let source = PackSource::file("muster.toml", text.to_owned());
    muster_policy::load(source, &Packs(Trust::Named))
        .and_then(|pack| pack.validate(rules, &[]))
        .unwrap_or_else(|problems| panic!("{}\n{text}", problems[0]))
}

/// The policy with everything on that is off.
fn turned_on(text: &str) -> String {
    let on = |line: &str| {
        let (space, rest) = line.split_at(line.len() - line.trim_start().len());
        match rest.strip_prefix('#') {
            Some(setting) if !setting.is_empty() && !setting.starts_with([' ', ':']) => {
                format!("{space}{setting}\n")
            }
            _ => format!("{line}\n"),
        }
    };
    text.lines().map(on).collect()
}

fn server() -> Targets {
    let source = builtin(DEFAULT_PACK).expect("it comes with Muster");
    let pack = muster_policy::load(source, &Packs(Trust::Named));
    pack.expect("it is sound").targets().clone()
}

fn survey(system: &Recorded, targets: &Targets) -> String {
    Survey::of(system, targets, &Secrets::default()).to_policy()
}

/// Rules that end in an error, each once.
fn errors(bench: &Bench, text: &str, system: &Recorded) -> Vec<String> {
    let rules = plugins::rules(&bench.plugins, &[]);
    let policy = policy(text, &rules);
    let session = Session::new(
        Arc::clone(&bench.sandbox),
        policy,
        bench.plugins.clone(),
        &[],
    );
    let secrets = Secrets::default();
    let snapshot = session.collect(
        system,
        &NetworkAccess::Recorded,
        &Progress::hidden(),
        &secrets,
    );
    let outcomes = session.evaluate(&snapshot, &secrets).outcomes;
    let errors = outcomes
        .iter()
        .filter(|outcome| matches!(outcome.status, Status::Error(_)));
    let mut rules: Vec<String> = errors.map(|outcome| outcome.rule.to_string()).collect();
    rules.dedup();
    rules
}

#[test]
fn any_host_gets_a_policy_that_loads_and_costs_no_verdict() {
    let bench = Bench::new();
    let words = bench.vocabulary();
    let rules = plugins::rules(&bench.plugins, &[]);
    let server = server();
    let default = "extends = [\"server\"]\n";
    for number in 0..HOSTS {
        let mut random = Random(SEED.wrapping_add(number));
        let host = Host::draw(&mut random, &words);
        let text = survey(&host.system, &server);
        assert_eq!(text, survey(&host.system, &server), "host {number}");
        policy(&turned_on(&text), &rules);
        let before = errors(&bench, default, &host.system);
        for rule in errors(&bench, &text, &host.system) {
            assert!(before.contains(&rule), "host {number}: {rule}\n{text}");
        }
    }
}

#[test]
fn no_secret_of_an_environment_file_is_in_a_policy() {
    let bench = Bench::new();
    let words = bench.vocabulary();
    let text = "extends = [\"server\"]\n[targets]\nenv-files = [\"/etc/app/app.env\"]\n\
                compose-file = \"/srv/app/docker-compose.yml\"\n";
    let named = PackSource::file("muster.toml", text.to_owned());
    let pack = muster_policy::load(named, &Packs(Trust::Named)).expect("it is sound");
    for number in 0..HOSTS {
        let mut random = Random(SEED.wrapping_add(number));
        let host = Host::draw(&mut random, &words);
        let text = survey(&host.system, pack.targets());
        for planted in &host.planted {
            assert!(!text.contains(planted), "host {number}: {planted}\n{text}");
        }
    }
}

/// A host with something of everything, in a policy that is read as a person reads it.
#[test]
fn what_is_off_is_a_policy_once_it_is_on() {
    let system = Recorded::new()
        .named("web-1")
        .file("/etc/hostname", "web-1\n")
        .file("/etc/os-release", "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n")
        .file("/usr/sbin/sshd", "")
        .file("/etc/ssh/sshd_config", "Port 2222\n")
        .file("/usr/bin/docker", "")
        .file(
            "/srv/shop/compose.yaml",
            "services:\n  api:\n    image: shop\n    env_file: shop.env\n    ports: [\"8080:80\", \"5432:5432\"]\n",
        )
        .file("/srv/shop/shop.env", "APP_ENV=production\nCLOUDFLARE_API_TOKEN=x\n")
        .file("/srv/shop/.git/HEAD", "ref: refs/heads/main\n")
        .file("/opt/tool/.git/HEAD", "ref: refs/heads/main\n")
        .file("/srv/shop/backups/db/shop.dump", "")
        .file("/srv/shop/backups/db/LAST_SUCCESS.txt", "2026-06-01T03:00:00Z\n")
        .file("/etc/cron.d/shop", "0 3 * * * root /usr/bin/pg_dump shop\n")
        .file("/etc/systemd/system/jobs.service", "[Service]\nEnvironmentFile=/etc/shop/jobs.env\n")
        .file("/etc/shop/jobs.env", "QUEUE=mail\n")
        .file("/etc/nginx/nginx.conf", "")
        .file("/etc/nginx/sites-enabled/shop", "server {\n  server_name shop.example.com www.shop.example.com;\n}\n");
    let text = survey(&system, &server());
    for line in [
        "    \"/srv/shop/shop.env\",  # read by compose; /srv/shop/compose.yaml:4 names it",
        "    #\"/etc/shop/jobs.env\",  # read by systemd; /etc/systemd/system/jobs.service:2 names it",
        "#compose-file = \"/srv/shop/compose.yaml\"",
        "    \"ssh\",  # sshd is configured for 2222, by /etc/ssh/sshd_config",
        "#repositories = [\"/srv/shop\", \"/opt/tool\"]",
        "#domain = \"shop.example.com\"",
        "#web-names = [\"@\", \"www\"]",
        "#[targets.edge.cloudflare]",
        "#directory = \"/srv/shop/backups/db\"",
        "#artefacts = [\"*.dump\"]",
        "#enable = [\"backup/*\", \"dns/*\", \"tls/*\", \"cloudflare/*\"]",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    // The port of a database is not even proposed.
    assert!(text.contains("#\"8080/tcp\",  # "), "{text}");
    assert!(!text.contains("\"5432/tcp\""), "{text}");
    let bench = Bench::new();
    let on = policy(&turned_on(&text), &plugins::rules(&bench.plugins, &[]));
    assert_eq!(on.targets.domain.as_deref(), Some("shop.example.com"));
    assert_eq!(on.targets.env_files.map(|files| files.len()), Some(2));
}

#[test]
fn numbers_are_words_that_people_write() {
    for (number, what, expected) in [
        (0, "Compose project", None),
        (1, "Compose project", Some("1 Compose project")),
        (2, "environment file", Some("2 environment files")),
        (2, "directory of backups", Some("2 directories of backups")),
    ] {
        assert_eq!(counted(number, what).as_deref(), expected);
    }
}
