use std::path::{Path, PathBuf};

use muster_facts::Secrets;
use muster_facts::targets::{ComposeFile, Targets};
use muster_target::{Recorded, with_collection};

use super::*;
use crate::compose::Loaded;

fn found(system: &Recorded, file: &str, compose_file: Option<&str>) -> Vec<&'static str> {
    let targets = Targets {
        compose_file: compose_file.map_or(ComposeFile::None, |file| {
            ComposeFile::At(PathBuf::from(file))
        }),
        ..Targets::default()
    };
    let secrets = Secrets::default();
    let context = Context::recorded(system, &targets, &secrets);
    with_collection(context, &[crate::COLLECTORS], |collection| {
        let projects = collection.shared::<Loaded>().unwrap();
        let places: Vec<&Place> = projects.places().collect();
        find(context, &places, Path::new(file))
    })
    .into_iter()
    .map(Dialect::as_str)
    .collect()
}

#[test]
fn compose_reads_what_lies_beside_it_or_is_named() {
    let compose = "services:\n  a:\n    env_file: [app.env, {path: raw.env, format: raw}]\n";
    let system = Recorded::new().file("/srv/app/docker-compose.yml", compose);
    assert_eq!(found(&system, "/srv/app/.env", None), ["compose"]);
    assert_eq!(found(&system, "/srv/app/app.env", None), ["compose"]);
    assert_eq!(found(&system, "/srv/app/raw.env", None), ["docker-run"]);
    assert!(found(&system, "/srv/app/other.env", None).is_empty());
    let elsewhere = Recorded::new().file(
        "/srv/app/stack.yml",
        "services: {a: {env_file: ../conf/x.env}}",
    );
    assert_eq!(
        found(&elsewhere, "/srv/conf/x.env", Some("/srv/app/stack.yml")),
        ["compose"]
    );
}

#[test]
fn a_unit_reads_it_or_starts_what_does() {
    let system = Recorded::new()
        .file(
            "/etc/systemd/system/app.service",
            "[Service]\nEnvironmentFile=-/etc/app.env\nExecStart=/usr/bin/docker run --env-file /etc/box.env x\n",
        )
        .file(
            "/etc/systemd/system/web.service.d/local.conf",
            "[Service]\nEnvironmentFile=/etc/web.env\n",
        );
    assert_eq!(found(&system, "/etc/app.env", None), ["systemd"]);
    assert_eq!(found(&system, "/etc/box.env", None), ["docker-run"]);
    assert_eq!(found(&system, "/etc/web.env", None), ["systemd"]);
    assert!(found(&system, "/etc/none.env", None).is_empty());
}

#[test]
fn scripts_and_packages_are_readers_beside_compose() {
    let system = Recorded::new()
        .file("/srv/app/compose.yaml", "services: {}")
        .file("/srv/app/scripts/backup.sh", "set -a\n. ../.env\n")
        .file(
            "/srv/app/package.json",
            r#"{"dependencies":{"dotenv":"^17"}}"#,
        )
        .file("/srv/app/requirements.txt", "python-dotenv==1.2\n");
    assert_eq!(
        found(&system, "/srv/app/.env", None),
        ["compose", "shell", "python-dotenv", "node-dotenv"]
    );
    let cron = Recorded::new().file("/etc/cron.d/app", "* * * * * root . /opt/app.env; run\n");
    assert_eq!(found(&cron, "/opt/app.env", None), ["shell"]);
}
