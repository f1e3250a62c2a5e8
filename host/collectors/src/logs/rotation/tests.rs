//! The collector on recorded hosts.

use muster_facts::Secrets;
use muster_facts::targets::Targets;
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
