//! `muster explain RULE` with a host or an evaluation to look into: what the rule finds, and which of its
//! causes fail.

use crate::program::{Run, muster_in, write};
use crate::{folder, text};

const POLICY: &str = "extends = [\"vps-production\"]\n\n[targets]\ndomain = \"shop.example\"\n\
    env-files = [{ path = \"/etc/shop/shop.env\", dialects = [\"compose\"] }]\ncompose-file = false\n";

/// A host whose application does not reach its database, for a reason that the environment file shows.
fn host(at: &std::path::Path) {
    write(&at.join("recording.toml"), "name = \"shop\"\n");
    write(
        &at.join("root/etc/shop/shop.env"),
        "DATABASE_URL=postgresql://shop:one@db:5432/shop\nPOSTGRES_USER=shop\nPOSTGRES_PASSWORD=another\n\
         POSTGRES_DB=shop\n",
    );
    write(
        &at.join("network/http.txt"),
        "GET https://api.shop.example/readyz\nstatus: 503\n\
         body: {\"ok\": false, \"checks\": [{\"name\": \"db\", \"ok\": false}]}\n",
    );
}

fn explain(at: &std::path::Path, arguments: &[&str]) -> Run {
    let begin = ["explain", "http/readyz-db", "--policy", "./muster.toml"];
    muster_in(at, begin.iter().chain(arguments))
}

#[test]
fn the_causes_that_fail_are_shown_with_their_fix() {
    let folder = folder();
    let at = folder.path();
    host(&at.join("host"));
    write(&at.join("muster.toml"), POLICY);
    let page = explain(at, &[]).exits(0).stdout;
    assert!(!page.contains("What was found"), "{page}");
    let run = explain(at, &["--recording", "host"]).exits(1);
    for part in [
        // The page, what was found, and what it follows from.
        "docker compose logs",
        "What was found (1)",
        "the database check `db` fails",
        "What may explain it",
        "fails  The database URL contradicts",
        "env/database-url-mismatch",
        "compose/service-missing",
    ] {
        let flat = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&part), "{part}: {}", run.stdout);
    }
    assert!(!run.stdout.contains("another"), "{}", run.stdout);
    // The same of an evaluation that was saved.
    muster_in(
        at,
        [
            "scan",
            "--policy",
            "./muster.toml",
            "--recording",
            "host",
            "--output",
            "evaluation=saved.json",
        ],
    );
    let saved = explain(at, &["--evaluation", "saved.json"]).exits(1);
    assert!(
        saved.stdout.contains("What was found (1)"),
        "{}",
        saved.stdout
    );
    assert!(saved.stdout.contains("fails"), "{}", saved.stdout);
}

#[test]
fn what_could_not_be_judged_is_not_fine() {
    let folder = folder();
    let at = folder.path();
    host(&at.join("host"));
    write(&at.join("muster.toml"), POLICY);
    std::fs::remove_file(at.join("host/network/http.txt")).expect("it is there");
    explain(at, &["--recording", "host"])
        .exits(3)
        .stdout
        .find("not part of the recording")
        .expect("the reason is shown");
    explain(at, &["--scan", "--evaluation", text(&at.join("none.json"))]).exits(2);
}
