//! The collector on recorded hosts.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use muster_facts::lines::Log;
use muster_facts::targets::{ComposeFile, EnvFile, Logs, Targets};
use muster_facts::{Secrets, to_json};
use muster_target::{Command, Context, Recorded, with_collection};

use super::*;

/// 2026-06-01T12:00:00Z
const NOON: i64 = 1_780_315_200;

const VALUE: &str = "k4Qz7r5Qeb9tWz2xv8Lm";
const PASSWORD: &str = "xv8LmNc3HkQz7r5Qeb9t";

fn targets() -> Targets {
    Targets {
        compose_file: ComposeFile::None,
        env_files: Some(vec![EnvFile {
            path: "/etc/shop/shop.env".into(),
            dialects: vec!["compose".to_owned()],
        }]),
        logs: Logs {
            failures: ["cache unreachable", "mail*failed"]
                .map(|text| text.parse().unwrap())
                .to_vec(),
            files: Vec::new(),
        },
        ..Targets::default()
    }
}

fn facts_for(system: &Recorded, targets: &Targets) -> LinesFacts {
    let secrets = Secrets::default();
    let facts = with_collection(
        Context::recorded(system, targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    );
    let shown = to_json(&facts).unwrap();
    for secret in [VALUE, PASSWORD, "unreachable, once more"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    facts
}

/// A host with containers: a name, a driver, and the log of each.
fn host(containers: &[(&str, &str, &str)]) -> Recorded {
    let mut ids = String::new();
    let mut inspected = Vec::new();
    let mut system = Recorded::new().at(NOON).file("/usr/bin/docker", "").file(
        "/etc/shop/shop.env",
        format!(
            "API_TOKEN={VALUE}\nDATABASE_URL=postgres://shop:{PASSWORD}@db/shop\nLOG_LEVEL=info\n"
        ),
    );
    for ((name, driver, log), id) in containers.iter().zip(1..) {
        let id = format!("{id:x}").repeat(12);
        ids.push_str(&format!("{id}\n"));
        let path = format!("/var/lib/docker/containers/{id}/{id}-json.log");
        inspected.push(format!(
            "{{\"Name\": \"/{name}\", \"State\": {{\"Status\": \"running\"}}, \"Config\": {{}}, \
             \"LogPath\": \"{path}\", \"HostConfig\": {{\"LogConfig\": {{\"Type\": \"{driver}\"}}}}}}"
        ));
        system = system.file(path, *log);
    }
    let words: Vec<&str> = ids.lines().collect();
    let inspect = ["inspect", "--type", "container"].into_iter().chain(words);
    system
        .command(
            Command::new("docker", ["ps", "--all", "--no-trunc", "--quiet"]),
            ids.clone(),
        )
        .command(
            Command::new("docker", inspect),
            format!("[{}]", inspected.join(", ")),
        )
}

/// A line as Docker keeps it.
fn line(text: &str, time: &str) -> String {
    let text = serde_json::to_string(&format!("{text}\n")).unwrap();
    format!("{{\"log\":{text},\"stream\":\"stderr\",\"time\":\"{time}\"}}\n")
}

#[test]
fn lines_of_containers_are_counted_over_all_files() {
    let old = line("Cache unreachable", "2026-05-30T08:00:00Z");
    let new = [
        line("ready", "2026-06-01T09:00:00Z"),
        line(
            "cache UNREACHABLE, once more",
            "2026-06-01T10:00:00.123456789Z",
        ),
        line("mail to a customer failed", "2026-06-01T11:00:00Z"),
    ]
    .concat();
    let system = host(&[("shop-api-1", "json-file", &new)]).file(
        "/var/lib/docker/containers/111111111111/111111111111-json.log.1",
        old,
    );
    let found = facts_for(&system, &targets());
    assert_eq!(found.gaps, Ok(Vec::new()));
    let logs = found.logs.unwrap();
    let [log] = logs.as_slice() else {
        panic!("{logs:?}");
    };
    assert_eq!(log.name, "container/shop-api-1");
    assert_eq!(log.named_by, Log::NAMED_BY_DOCKER);
    assert_eq!((log.files.len(), log.lines), (2, 4));
    assert_eq!(log.left_out, None);
    let since = log.since.as_ref().unwrap();
    assert_eq!(since.time, Some(1_780_128_000));
    let counts = found.failure_counts.unwrap();
    let short: Vec<_> = counts
        .iter()
        .map(|count| {
            (
                count.pattern.as_str(),
                count.lines,
                (count.first.source.line, count.first.time),
                (count.last.source.line, count.last.time),
            )
        })
        .collect();
    assert_eq!(
        short,
        [
            (
                "cache unreachable",
                2,
                (Some(1), Some(1_780_128_000)),
                (Some(2), Some(NOON - 7200))
            ),
            (
                "mail*failed",
                1,
                (Some(3), Some(NOON - 3600)),
                (Some(3), Some(NOON - 3600))
            ),
        ]
    );
    assert_eq!(found.secret_counts, Ok(Vec::new()));
}

#[test]
fn secrets_are_told_by_their_keys_and_by_their_forms() {
    let token = ["ghp", "_7r5Qeb9tWz2xv8LmNc3HkQzPqYtUwXaSdFgH"].concat();
    let log = [
        line(&format!("calling with {VALUE}"), "2026-06-01T10:00:00Z"),
        line(
            &format!("cannot connect: postgresql://shop:{PASSWORD}@db:5432"),
            "2026-06-01T10:00:01Z",
        ),
        line(&format!("token {token}"), "2026-06-01T10:00:02Z"),
        line("LOG_LEVEL=info", "2026-06-01T10:00:03Z"),
    ]
    .concat();
    let found = facts_for(&host(&[("shop-api-1", "json-file", &log)]), &targets());
    assert_eq!(found.gaps, Ok(Vec::new()));
    let counts = found.secret_counts.unwrap();
    let short: Vec<_> = counts
        .iter()
        .map(|count| {
            (
                count.kind.as_str(),
                count.key.as_deref(),
                count.first.source.line,
            )
        })
        .collect();
    assert_eq!(
        short,
        [
            ("environment", Some("API_TOKEN"), Some(1)),
            ("environment", Some("DATABASE_URL"), Some(2)),
            ("github", None, Some(3)),
        ]
    );
}

#[test]
fn the_messages_of_the_driver_local_are_read() {
    let directory = "/var/lib/docker/containers/a1";
    let system = Recorded::new()
        .at(NOON)
        .file("/usr/bin/docker", "")
        .command(
            Command::new("docker", ["ps", "--all", "--no-trunc", "--quiet"]),
            "a1\n",
        )
        .command(
            Command::new("docker", ["inspect", "--type", "container", "a1"]),
            format!(
                "[{{\"Name\": \"/shop-api-1\", \"State\": {{\"Status\": \"running\"}}, \"Config\": {{}}, \"LogPath\": \"\", \
                 \"HostsPath\": \"{directory}/hosts\", \"HostConfig\": {{\"LogConfig\": {{\"Type\": \"local\"}}}}}}]"
            ),
        )
        .file(
            format!("{directory}/local-logs/container.log"),
            local::message("cache unreachable", 1_780_311_600, None),
        );
    let mut targets = targets();
    targets.env_files = Some(Vec::new());
    let found = facts_for(&system, &targets);
    assert_eq!(found.gaps, Ok(Vec::new()));
    let counts = found.failure_counts.unwrap();
    assert_eq!(counts[0].log, "container/shop-api-1");
    assert_eq!(counts[0].last.time, Some(NOON - 3600));
    assert_eq!(counts[0].last.source.line, None);
}

#[test]
fn what_is_not_in_a_file_is_a_gap() {
    let system = host(&[
        ("shop-a-1", "gelf", ""),
        ("shop-b-1", "journald", ""),
        ("shop-c-1", "none", ""),
        ("shop-d-1", "json-file", ""),
    ])
    .denied("/var/lib/docker/containers/444444444444/444444444444-json.log");
    let found = facts_for(&system, &targets());
    assert_eq!(found.logs, Ok(Vec::new()));
    let gaps = found.gaps.unwrap();
    let short: Vec<_> = gaps
        .iter()
        .map(|gap| (gap.name.as_str(), gap.cause.as_str()))
        .collect();
    assert_eq!(
        short,
        [
            ("container/shop-a-1", Gap::CAUSE_ELSEWHERE),
            ("container/shop-b-1", Gap::CAUSE_ELSEWHERE),
            ("container/shop-c-1", Gap::CAUSE_NOT_KEPT),
            ("container/shop-d-1", Gap::CAUSE_UNREADABLE),
        ]
    );
}

#[test]
fn containers_that_nobody_lists_may_have_other_logs() {
    let system = Recorded::new().at(NOON).file("/usr/bin/docker", "");
    let found = facts_for(&system, &targets());
    let gaps = found.gaps.unwrap();
    assert!(
        gaps.iter()
            .any(|gap| gap.part == Gap::PART_LOGS && gap.name == Log::NAMED_BY_DOCKER),
        "{gaps:?}"
    );
}

#[test]
fn an_environment_file_that_cannot_be_read_leaves_its_values_out() {
    let system = host(&[]).denied("/etc/shop/shop.env");
    let gaps = facts_for(&system, &targets()).gaps.unwrap();
    assert!(
        gaps.iter()
            .any(|gap| gap.part == Gap::PART_VALUES && gap.name == "/etc/shop/shop.env"),
        "{gaps:?}"
    );
}

#[test]
fn logrotate_and_the_policy_name_logs_and_their_older_files_are_theirs() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder
        .write_all(b"2026-05-30 08:00:00 cache unreachable\n")
        .unwrap();
    let system = Recorded::new()
        .at(NOON)
        .file(
            "/etc/logrotate.conf",
            "/var/log/shop/* {\n}\n/var/log/wtmp {\n}\n",
        )
        .file("/var/log/wtmp", "")
        .file("/var/log/shop/app.log", "2026-06-01 09:00:00 ready\n")
        .file("/var/log/shop/app.log.1", "2026-05-31 09:00:00 ready\n")
        .file("/var/log/shop/app.log.2.gz", encoder.finish().unwrap())
        .file("/var/log/shop/app.log.3.xz", "")
        .file("/srv/other.log", "mail has failed\n");
    let mut targets = targets();
    targets.env_files = Some(Vec::new());
    targets.logs.files = vec![
        "/srv/*.log".into(),
        "/srv/gone.log".into(),
        "/srv/x*".into(),
    ];
    let found = facts_for(&system, &targets);
    let logs = found.logs.unwrap();
    let names: Vec<_> = logs
        .iter()
        .map(|log| (log.name.as_str(), log.named_by.as_str(), log.files.len()))
        .collect();
    assert_eq!(
        names,
        [
            ("/srv/other.log", Log::NAMED_BY_POLICY, 1),
            ("/var/log/shop/app.log", Log::NAMED_BY_LOGROTATE, 3),
        ]
    );
    // One of the older files is compressed in another form.
    assert!(logs[1].left_out.as_deref().unwrap().contains(".xz"));
    let since = logs[1].since.as_ref().unwrap();
    assert_eq!((since.source.line, since.offset_known), (Some(1), false));
    let counts = found.failure_counts.unwrap();
    assert_eq!(counts.len(), 2);
    assert_eq!(counts[0].last.time, None);
    assert_eq!(counts[1].first.source.name, "/var/log/shop/app.log.2.gz");
    let gaps = found.gaps.unwrap();
    let short: Vec<_> = gaps
        .iter()
        .map(|gap| (gap.name.as_str(), gap.cause.as_str()))
        .collect();
    assert_eq!(
        short,
        [
            ("/srv/x*", Gap::CAUSE_MISSING),
            ("/srv/gone.log", Gap::CAUSE_MISSING),
        ]
    );
}

#[test]
fn caddy_names_its_logs_as_its_container_sees_them() {
    let compose = "services:\n  web:\n    image: caddy:2\n    volumes:\n      - ./Caddyfile:/etc/caddy/Caddyfile\n      \
                   - ./logs:/var/log/caddy\n      - data:/data\nvolumes:\n  data: {}\n";
    let caddyfile = "a.test {\n log {\n  output file /var/log/caddy/a.log\n }\n}\nb.test {\n log {\n  output file /data/b.log\n }\n}\n\
                     c.test {\n log {\n  output file /c.log\n }\n}\nd.test {\n log {\n  output net 203.0.113.7:5000\n }\n}\n";
    let system = host(&[])
        .file("/opt/shop/compose.yaml", compose)
        .file("/opt/shop/Caddyfile", caddyfile)
        .file(
            "/opt/shop/logs/a.log",
            "{\"level\":\"error\",\"ts\":1780311600.5,\"msg\":\"cache unreachable\"}\n",
        );
    let mut targets = targets();
    targets.compose_file = ComposeFile::At("/opt/shop/compose.yaml".into());
    let found = facts_for(&system, &targets);
    let logs = found.logs.unwrap();
    assert_eq!(logs.len(), 1, "{logs:?}");
    assert_eq!(logs[0].name, "/opt/shop/logs/a.log");
    assert_eq!(logs[0].service.as_deref(), Some("web"));
    let counts = found.failure_counts.unwrap();
    assert_eq!(counts[0].last.time, Some(NOON - 3600));
    let gaps = found.gaps.unwrap();
    let names: Vec<_> = gaps.iter().map(|gap| gap.name.as_str()).collect();
    assert_eq!(names, ["/data/b.log", "/c.log", "caddy/d.test"]);
}

#[test]
fn without_docker_and_patterns_there_is_nothing() {
    let found = facts_for(&Recorded::new().at(NOON), &Targets::default());
    assert_eq!(found.logs, Ok(Vec::new()));
    assert_eq!(found.gaps, Ok(Vec::new()));
    assert_eq!(found.patterns, Ok(Vec::new()));
    assert_eq!(found.asked_at, Ok(NOON));
}
