//! The collector on recorded hosts.

use muster_facts::Secrets;
use muster_facts::targets::{ComposeFile, Targets};
use muster_target::{Context, Recorded, with_collection};

use super::*;

fn facts(system: &Recorded) -> RotationFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

const TEXT: &str = "weekly\nrotate 4\nmissingok\ninclude /etc/logrotate.d\n/var/log/wtmp {\n monthly\n rotate 1\n}\n";

fn host() -> Recorded {
    Recorded::new()
        .file("/usr/sbin/logrotate", "")
        .file("/etc/logrotate.conf", TEXT)
        .file(
            "/var/lib/dpkg/status",
            "Package: nginx\nStatus: install ok installed\nVersion: 1\nConffiles:\n /etc/logrotate.d/nginx aa\n",
        )
        .file("/etc/logrotate.d/nginx", "/var/log/nginx/*.log {\n daily\n nomissingok\n copytruncate\n}\n")
        .file("/etc/logrotate.d/shop", "/srv/shop/logs/*.log \"/srv/gone\" {\n size 10M\n}\n")
        .file("/etc/logrotate.d/old.dpkg-old", "/a {\n}\n")
        .file("/etc/logrotate.d/open", "/b {\n}\n")
        .owned("/etc/logrotate.d/open", 0o664, 0, 0)
        .file("/var/log/nginx/access.log", "")
        .file("/var/log/nginx/error.log", "")
        .directory("/var/log/nginx/x.log")
}

#[test]
fn stanzas_are_those_that_logrotate_reads() {
    let found = facts(&host());
    let overview = found.overview.unwrap();
    assert!(overview.installed);
    assert_eq!(
        overview.configuration.as_deref(),
        Some("/etc/logrotate.conf")
    );
    let stanzas = found.stanzas.unwrap();
    let short: Vec<_> = stanzas
        .iter()
        .map(|one| {
            let matches: Vec<_> = one.patterns.iter().map(|pattern| pattern.matches).collect();
            (
                one.source.name.as_str(),
                one.frequency.as_str(),
                one.rotate,
                matches,
            )
        })
        .collect();
    assert_eq!(
        short,
        [
            ("/etc/logrotate.d/nginx", "daily", Some(4), vec![Some(2)]),
            (
                "/etc/logrotate.d/shop",
                "size",
                Some(4),
                vec![Some(0), Some(0)]
            ),
            ("/etc/logrotate.conf", "monthly", Some(1), vec![Some(0)]),
        ]
    );
    let flags = |at: usize| {
        (
            stanzas[at].missing_ok,
            stanzas[at].copy_truncate,
            stanzas[at].packaged,
        )
    };
    assert_eq!(flags(0), (false, true, Some(true)));
    assert_eq!(flags(1), (true, false, Some(false)));
    let ignored = found.ignored_parts.unwrap();
    let reasons: Vec<(&str, &str)> = ignored
        .iter()
        .map(|one| (one.source.name.as_str(), one.reason.as_str()))
        .collect();
    assert_eq!(
        reasons,
        [
            ("/etc/logrotate.d/old.dpkg-old", IgnoredPart::REASON_TABOO),
            ("/etc/logrotate.d/open", IgnoredPart::REASON_UNSAFE_FILE),
        ]
    );
}

#[test]
fn logs_of_containers_are_told_by_their_path() {
    for (pattern, covered) in [
        ("/var/lib/docker/containers/*/*.log", true),
        ("/var/lib/docker/containers/*/*-json.log", true),
        ("/var/lib/docker/*/*/*", true),
        ("/var/lib/docker/containers/*.log", false),
        ("/var/log/*.log", false),
    ] {
        assert_eq!(covers_containers(pattern), covered, "{pattern}");
    }
}

#[test]
fn a_host_without_logrotate_has_no_stanzas() {
    let found = facts(&Recorded::new());
    assert!(!found.overview.unwrap().installed);
    assert_eq!(found.stanzas, Ok(Vec::new()));
}

#[test]
fn a_file_that_may_not_be_read_is_an_error_and_a_directory_is_not_known() {
    let system = host().denied("/etc/logrotate.d/shop");
    assert!(facts(&system).stanzas.is_err());
    let system = host().denied("/var/log/nginx");
    assert_eq!(facts(&system).stanzas.unwrap()[0].patterns[0].matches, None);
}

#[test]
fn a_circle_of_includes_ends() {
    let system = Recorded::new()
        .file("/etc/logrotate.conf", "include /etc/a\n")
        .file("/etc/a", "include /etc/logrotate.conf\n");
    assert!(facts(&system).stanzas.is_err());
}

/// The files that several rotate: the file, the kind, and the places.
fn shared(system: &Recorded, targets: &Targets) -> Vec<(String, String, Vec<String>)> {
    let secrets = Secrets::default();
    let found = with_collection(
        Context::recorded(system, targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    );
    assert_eq!(found.unknown_rotators, Ok(Vec::new()));
    let place = |source: &Source| format!("{}:{}", source.name, source.line.unwrap_or_default());
    found
        .shared_files
        .unwrap()
        .into_iter()
        .map(|one| {
            let places = one.rotators.iter().map(|rotator| place(&rotator.source));
            (one.file, one.kind, places.collect())
        })
        .collect()
}

#[test]
fn a_file_that_two_stanzas_name_is_told_once() {
    let system = Recorded::new()
        .file(
            "/etc/logrotate.conf",
            "/var/log/a.log /var/log/a.log {\n}\n/var/log/*.log {\n}\n/var/log/b.log /var/log/gone {\n}\n/var/log/gone {\n}\n",
        )
        .file("/var/log/a.log", "")
        .file("/var/log/b.log", "");
    let conf = |line: u32| format!("/etc/logrotate.conf:{line}");
    assert_eq!(
        shared(&system, &Targets::default()),
        [
            (
                "/var/log/a.log".to_owned(),
                "twice".to_owned(),
                vec![conf(1), conf(1), conf(3)]
            ),
            (
                "/var/log/b.log".to_owned(),
                "twice".to_owned(),
                vec![conf(3), conf(5)]
            ),
        ]
    );
    let ignored = Recorded::new()
        .file(
            "/etc/logrotate.conf",
            "/var/log/a.log {\n ignoreduplicates\n}\n/var/log/*.log {\n}\n",
        )
        .file("/var/log/a.log", "");
    assert_eq!(shared(&ignored, &Targets::default()), []);
}

#[test]
fn caddy_rolls_what_logrotate_finds_on_the_host() {
    let system = |options: &str| {
        Recorded::new()
            .file("/etc/logrotate.conf", "/srv/logs/*.log {\n}\n")
            .file(
                "/opt/shop/compose.yaml",
                "services:\n  web:\n    image: caddy:2\n    volumes:\n      - ./Caddyfile:/etc/caddy/Caddyfile\n      - /srv/logs:/var/log/caddy\n",
            )
            .file(
                "/opt/shop/Caddyfile",
                format!("a.test {{\n log {{\n  output file /var/log/caddy/a.log {options}\n }}\n}}\n"),
            )
            .file("/usr/bin/docker", "")
    };
    let targets = Targets {
        compose_file: ComposeFile::At("/opt/shop/compose.yaml".into()),
        ..Targets::default()
    };
    assert_eq!(
        shared(&system(""), &targets),
        [(
            "/srv/logs/a.log".to_owned(),
            "caddy".to_owned(),
            vec![
                "/etc/logrotate.conf:1".to_owned(),
                "/opt/shop/Caddyfile:3".to_owned()
            ]
        )]
    );
    assert_eq!(shared(&system("{\n roll_disabled\n}"), &targets), []);
}

#[test]
fn docker_bounds_what_logrotate_empties() {
    let inspect = |log: &str| {
        format!(
            "[{{\"Name\": \"/shop-api-1\", \"State\": {{\"Status\": \"running\"}}, \"Config\": {{}}, \
             \"HostConfig\": {{\"LogConfig\": {log}}}}}]"
        )
    };
    let system = |log: &str| {
        Recorded::new()
            .file(
                "/etc/logrotate.conf",
                "/var/lib/docker/containers/*/*.log {\n copytruncate\n}\n",
            )
            .file("/usr/bin/docker", "")
            .command(
                muster_target::Command::new("docker", ["ps", "--all", "--no-trunc", "--quiet"]),
                "a1\n",
            )
            .command(
                muster_target::Command::new("docker", ["inspect", "--type", "container", "a1"]),
                inspect(log),
            )
    };
    let targets = Targets {
        compose_file: ComposeFile::None,
        ..Targets::default()
    };
    let bounded = "{\"Type\": \"json-file\", \"Config\": {\"max-size\": \"10m\"}}";
    assert_eq!(
        shared(&system(bounded), &targets),
        [(
            "/var/lib/docker/containers/*/*.log".to_owned(),
            "docker".to_owned(),
            vec![
                "/etc/logrotate.conf:1".to_owned(),
                "docker inspect shop-api-1:0".to_owned()
            ]
        )]
    );
    let unbounded = "{\"Type\": \"json-file\", \"Config\": {}}";
    assert_eq!(shared(&system(unbounded), &targets), []);
}
