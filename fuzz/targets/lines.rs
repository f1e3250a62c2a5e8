//! Logs: one of a container, as Docker keeps it, and one of a program, which is compressed besides.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{EnvFile, Logs, Targets};
use muster_target::{Command, Recorded};

const INSPECTED: &str = r#"[{"Name": "/shop-api-1", "State": {"Status": "running"}, "Config": {},
    "LogPath": "/srv/api.log", "HostConfig": {"LogConfig": {"Type": "json-file"}}}]"#;

fuzz_target!(|input: &[u8]| {
    let [container, program] = muster_fuzz::files(input);
    let host = Recorded::new()
        .at(1_780_315_200)
        .file("/usr/bin/docker", "")
        .command(
            Command::new("docker", ["ps", "--all", "--no-trunc", "--quiet"]),
            "a1\n",
        )
        .command(
            Command::new("docker", ["inspect", "--type", "container", "a1"]),
            INSPECTED,
        )
        .file("/etc/shop.env", "API_TOKEN=k4Qz7r5Qeb9tWz2xv8Lm\n")
        .file("/srv/api.log", container)
        .file("/var/log/shop.log", program)
        .file("/var/log/shop.log.1.gz", program);
    let texts = ["cache unreachable", "mail*failed"].into_iter();
    let targets = Targets {
        env_files: Some(vec![EnvFile {
            path: "/etc/shop.env".into(),
            dialects: vec!["compose".to_owned()],
        }]),
        logs: Logs {
            failures: texts.filter_map(|text| text.parse().ok()).collect(),
            files: vec!["/var/log/*.log".into()],
        },
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Lines);
});
