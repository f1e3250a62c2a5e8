//! Build contexts on recorded hosts.

use muster_facts::Secrets;
use muster_facts::targets::{ComposeFile, Targets};
use muster_target::{Context, Recorded, with_collection};

use super::*;

const FILE: &str = "/srv/app/compose.yaml";

fn facts(system: &Recorded) -> BuildsFacts {
    let targets = Targets {
        compose_file: ComposeFile::At(FILE.into()),
        ..Targets::default()
    };
    with_collection(
        Context::recorded(system, &targets, &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
}

fn built(build: &str) -> Recorded {
    Recorded::new().file(FILE, format!("services:\n  api:\n    build: {build}\n"))
}

/// `kind path ignored copied` of each file.
fn told(system: &Recorded) -> Vec<String> {
    let files = facts(system).files.unwrap().into_iter();
    files
        .map(|file| {
            let ignored = if file.ignored { "ignored" } else { "taken" };
            let by = file.copied_by.and_then(|by| by.line);
            let by = by.map_or_else(String::new, |line| format!("@{line}"));
            format!("{} {} {ignored} {}{by}", file.kind, file.path, file.copied)
        })
        .collect()
}

fn state(system: &Recorded) -> (String, Option<String>) {
    let context = facts(system).contexts.unwrap().remove(0);
    (context.state, context.reason)
}

#[test]
fn files_of_a_context_are_told_with_what_becomes_of_them() {
    let system = built("./api")
        .file(
            "/srv/app/api/Dockerfile",
            "FROM a\nCOPY src /src\nCOPY . /app\n",
        )
        .file(
            "/srv/app/api/.dockerignore",
            "**/.env*\n!conf/.env.prod\nnode_modules\n",
        )
        .file("/srv/app/api/.env", "A=b\n")
        .file("/srv/app/api/.env.example", "A=\n")
        .file("/srv/app/api/conf/.env.prod", "A=b\n")
        .file("/srv/app/api/node_modules/x/.env", "A=b\n")
        .file("/srv/app/api/src/app.py", "")
        .file(
            "/srv/app/api/tls.key",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n",
        )
        .file(
            "/srv/app/api/public.pem",
            "-----BEGIN CERTIFICATE-----\nAAAA\n",
        )
        .file("/srv/app/.env", "OUTSIDE=1\n")
        .link("/srv/app/api/linked.env", "/etc/shop.env");
    assert_eq!(
        told(&system),
        [
            "environment .env ignored yes@3",
            "environment conf/.env.prod taken yes@3",
            "private-key tls.key taken yes@3",
        ]
    );
    let context = facts(&system).contexts.unwrap().remove(0);
    assert_eq!(context.directory.as_deref(), Some("/srv/app/api"));
    assert_eq!(
        context.ignore_file.as_deref(),
        Some("/srv/app/api/.dockerignore")
    );
    assert_eq!(state(&system), ("read".to_owned(), None));
}

#[test]
fn the_ignore_file_of_a_dockerfile_comes_first() {
    let system = built("{context: ., dockerfile: ops/api.Dockerfile}")
        .file("/srv/app/ops/api.Dockerfile", "FROM a\nCOPY . .\n")
        .file("/srv/app/.dockerignore", "*.env\n.env\n")
        .file("/srv/app/.env", "A=b\n");
    assert_eq!(told(&system), ["environment .env ignored yes@2"]);
    let own = system.file("/srv/app/ops/api.Dockerfile.dockerignore", "node_modules\n");
    assert_eq!(told(&own), ["environment .env taken yes@2"]);
}

#[test]
fn what_the_dockerfile_does_not_copy_is_not_in_the_image() {
    let system = |dockerfile: &str| {
        built(".")
            .file("/srv/app/Dockerfile", dockerfile)
            .file("/srv/app/.env", "A=b\n")
    };
    for (dockerfile, copied) in [
        ("FROM a\nCOPY src /src\n", "no"),
        ("FROM a\nCOPY --from=b . .\n", "no"),
        ("FROM a\nCOPY $DIR .\n", "unknown@2"),
        ("FROM a\nADD . .\n", "yes@2"),
    ] {
        let expected = format!("environment .env taken {copied}");
        assert_eq!(told(&system(dockerfile)), [expected]);
    }
    let inline = Recorded::new()
        .file(
            FILE,
            "services:\n  api:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM a\n        COPY . .\n",
        )
        .file("/srv/app/.env", "A=b\n");
    assert_eq!(told(&inline), ["environment .env taken yes"]);
}

#[test]
fn a_context_that_is_not_here_or_not_known_is_said() {
    for (build, expected) in [
        ("https://example.org/a.git", "remote"),
        ("git@example.org:a/b.git", "remote"),
        ("./gone", "missing"),
        ("'${UNSET}'", "unknown"),
        ("{context: ., dockerfile: gone}", "unknown"),
    ] {
        assert_eq!(state(&built(build)).0, expected, "{build}");
    }
    let refused = built(".")
        .file("/srv/app/Dockerfile", "FROM a\n")
        .file("/srv/app/.dockerignore", "a\n[\n");
    let (state_of, reason) = state(&refused);
    assert_eq!(state_of, "unknown");
    assert!(reason.unwrap().contains(".dockerignore line 2"));
    let denied = built(".")
        .file("/srv/app/Dockerfile", "FROM a\n")
        .file("/srv/app/.dockerignore", ".env\n")
        .denied("/srv/app/.dockerignore");
    assert_eq!(state(&denied).0, "unknown");
    let none = Recorded::new().file(FILE, "services: {api: {image: a}}\n");
    assert!(facts(&none).contexts.unwrap().is_empty());
}

#[test]
fn later_files_say_more_of_a_build() {
    let system = built("./api")
        .file(
            "/srv/app/compose.override.yaml",
            "services:\n  api:\n    build: {dockerfile: Other}\n",
        )
        .file("/srv/app/api/Other", "COPY . .\n")
        .file("/srv/app/api/.env", "A=b\n");
    assert_eq!(told(&system), ["environment .env taken yes@1"]);
}
