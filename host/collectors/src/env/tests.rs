use std::path::{Path, PathBuf};

use muster_facts::targets::{ComposeFile, EnvFile, Targets};
use muster_facts::{EnvFacts, FactError, REDACTED, Secrets, env};
use muster_target::{Context, LARGEST_FILE, Recorded, with_collection};

use super::collect;

const PATH: &str = "/etc/app/app.env";
const ALL: &[&str] = &["compose", "shell", "python-dotenv"];

fn collected(system: &Recorded, dialects: &[&str]) -> EnvFacts {
    let targets = Targets {
        env_files: Some(vec![EnvFile {
            path: PathBuf::from(PATH),
            dialects: dialects.iter().map(|name| (*name).to_owned()).collect(),
        }]),
        env_reference: Some(PathBuf::from("/opt/app/.env.example")),
        shown_keys: vec!["APP_ENV".parse().unwrap(), "EMAIL_*".parse().unwrap()],
        shown_hosts: vec![
            "CORS_ORIGINS".parse().unwrap(),
            "*_BASE_URL".parse().unwrap(),
        ],
        ..Targets::default()
    };
    with_collection(
        Context::recorded(system, &targets, &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
}

fn keys_for(file: &str, dialects: &[&str]) -> Vec<env::Key> {
    let system = Recorded::new().file(PATH, file);
    collected(&system, dialects)
        .keys
        .remove(PATH)
        .unwrap()
        .unwrap()
}

fn keys(file: &str) -> Vec<env::Key> {
    keys_for(file, ALL)
}

fn key(file: &str) -> env::Key {
    keys(file).remove(0)
}

fn file(system: &Recorded) -> env::EnvFile {
    collected(system, ALL).files.unwrap().remove(0)
}

#[test]
fn describes_the_file_that_a_reader_ends_at() {
    let system = Recorded::new()
        .file("/srv/real.env", "A=1\n")
        .owned("/srv/real.env", 0o640, 0, 42)
        .link(PATH, "/srv/real.env")
        .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
        .file("/etc/group", "root:x:0:\ndocker:x:42:deploy\n");
    let file = file(&system);
    assert_eq!((file.state.as_str(), file.mode), ("present", Some(0o640)));
    assert_eq!(file.link_target.as_deref(), Some("/srv/real.env"));
    assert_eq!(file.owner.as_deref(), Some("root"));
    assert_eq!(file.group.as_deref(), Some("docker"));
    assert_eq!(file.dialects, ALL);
}

#[test]
fn tells_every_state_of_a_path() {
    for (system, state, readable) in [
        (Recorded::new(), "missing", true),
        (Recorded::new().file(PATH, ""), "empty", true),
        (Recorded::new().directory(PATH), "directory", false),
        (Recorded::new().special(PATH), "special", false),
        (
            Recorded::new().link(PATH, "/nowhere"),
            "dangling-symlink",
            true,
        ),
        (Recorded::new().link(PATH, PATH), "dangling-symlink", false),
    ] {
        assert_eq!(file(&system).state, state);
        let keys = &collected(&system, ALL).keys[PATH];
        assert_eq!(keys.is_ok(), readable, "{state}");
    }
}

#[test]
fn an_unreadable_file_is_an_error_and_never_empty() {
    let system = Recorded::new().file(PATH, "A=1\n").denied(PATH);
    let facts = collected(&system, ALL);
    assert!(matches!(&facts.keys[PATH], Err(FactError::Denied(reason)) if reason.contains(PATH)));
    assert_eq!(facts.files.unwrap()[0].state, "present");
}

#[test]
fn what_is_too_large_is_an_error_with_its_place() {
    let long_line = format!("A=1\nB={}\n", "x".repeat(200_000));
    let many = "A=1\n".repeat(2001);
    let comments = "# x\n".repeat(20_001);
    let huge = "#".repeat(usize::try_from(LARGEST_FILE).unwrap() + 1);
    for (content, place, code) in [
        (long_line, "app.env line 2", Some("line-too-long")),
        (many, "app.env line 2001", Some("too-many-keys")),
        (comments, "app.env line 20001", Some("too-many-lines")),
        (huge, "app.env is larger than", None),
        ("A=1\nB=\0\n".to_owned(), "app.env line 2", Some("nul-byte")),
    ] {
        let facts = collected(&Recorded::new().file(PATH, content), &["compose"]);
        let error = facts.keys[PATH].as_ref().unwrap_err();
        assert!(error.reason().contains(place), "{error:?}");
        let problems = &facts.files.unwrap()[0].problems;
        assert_eq!(problems.first().map(|problem| problem.code.as_str()), code);
    }
}

#[test]
fn the_last_definition_wins() {
    let key = key("APP_ENV=dev\nB=1\nAPP_ENV=prod\n#APP_ENV=test\n");
    let keys = keys("APP_ENV=dev\nB=1\nAPP_ENV=prod\n");
    assert_eq!(key.name, "B");
    let winner = &keys[1];
    assert_eq!(winner.value.as_deref(), Some("prod"));
    assert_eq!(winner.source.line, Some(3));
    assert_eq!(winner.duplicates.len(), 1);
    assert_eq!(winner.duplicates[0].line, Some(1));
}

#[test]
fn shows_the_line_but_never_the_value() {
    let secret = key("  AUTH_SECRET_KEY='kX9vQ2mL7pR4tY8wA1bC5dE6'\n");
    assert_eq!(secret.value, None);
    let text = format!("AUTH_SECRET_KEY={REDACTED}");
    assert_eq!(
        secret.source.end_column,
        Some(1 + u32::try_from(text.len()).unwrap())
    );
    assert_eq!(secret.source.text, Some(text));
    assert_eq!(
        (secret.secret, secret.strength.as_deref()),
        (true, Some("strong"))
    );
    assert_eq!(
        (secret.quoting.as_str(), secret.length.as_str()),
        ("single", "16-31")
    );
    let open = key("EMAIL_MODE=smtp  # or sendgrid\n");
    assert_eq!(open.value.as_deref(), Some("smtp"));
    assert_eq!(open.source.text.as_deref(), Some("EMAIL_MODE=smtp"));
    assert_eq!(open.remarks, ["trailing-comment"]);
}

#[test]
fn equal_values_share_a_class_across_spellings() {
    let keys = keys(
        "A_SECRET='same-value-1'\nB_SECRET=\"same-value-1\"\nC_SECRET=other-value\nD_SECRET=\nE_SECRET=changeme\n",
    );
    assert_eq!(keys[0].equality, keys[1].equality);
    assert!(keys[0].equality.is_some());
    assert_ne!(keys[0].equality, keys[2].equality);
    assert_eq!((keys[3].status.as_str(), keys[3].equality), ("empty", None));
    assert_eq!(
        (keys[4].status.as_str(), keys[4].equality),
        ("placeholder", None)
    );
}

#[test]
fn a_database_url_can_be_compared_with_its_parts() {
    let keys = keys(
        "POSTGRES_USER=app\nPOSTGRES_DB=shop\nPOSTGRES_PASSWORD='p@ss/word'\nDATABASE_URL=postgresql://app:p%40ss%2Fword@db:5432/shop\n",
    );
    let part = |name| {
        let found = keys[3].components.iter().find(|part| part.name == name);
        found.unwrap()
    };
    assert_eq!(part("user").equality, keys[0].equality);
    assert_eq!(part("database").equality, keys[1].equality);
    assert_ne!(part("password").equality, keys[2].equality);
    assert_eq!(part("password").decoded_equality, keys[2].equality);
    assert_eq!(part("scheme").value.as_deref(), Some("postgresql"));
    assert_eq!(part("port").value.as_deref(), Some("5432"));
    assert_eq!(
        (part("host").value.clone(), part("host").properties.clone()),
        (None, vec!["single-label".to_owned()])
    );
}

#[test]
fn weak_secrets_are_named_as_such() {
    let found = |file: &str| {
        let key = keys(file).pop().unwrap();
        (key.strength.unwrap(), key.weakness)
    };
    let weak = |reason: &str| ("very-weak".to_owned(), Some(reason.to_owned()));
    assert_eq!(
        found("AUTH_SECRET_KEY=dev-auth-secret\n"),
        weak("known-default")
    );
    assert_eq!(
        found("AUTH_SECRET_KEY=auth_secret_key\n"),
        weak("equals-key-name")
    );
    assert_eq!(
        found("POSTGRES_USER=zanzibar\nPOSTGRES_PASSWORD=zanzibar\n"),
        weak("equals-user-name")
    );
    assert_eq!(found("SMTP_PASSWORD=Summer2025\n"), weak("dictionary"));
    assert_eq!(
        found("REDIS_URL=redis://:aaaaaaaaaa@cache\n"),
        weak("repeated")
    );
}

#[test]
fn documented_dummies_and_vendors_are_recognised() {
    let dummy = key("TURNSTILE_SECRET_KEY=1x0000000000000000000000000000000AA\n");
    assert_eq!(
        dummy.known_dummy.as_deref(),
        Some("turnstile-always-passes")
    );
    let stripe = key("STRIPE_SECRET_KEY=sk_test_4eC39HqLyjWDarjtT1zdp7dc\n");
    assert_eq!(stripe.vendor.as_deref(), Some("sk_test"));
}

#[test]
fn lists_of_origins_are_taken_apart() {
    let key = key("CORS_ORIGINS='[\"https://a.site.de\",\"*\"]'\n");
    assert_eq!(key.shape, "json-array");
    let names: Vec<_> = key
        .components
        .iter()
        .map(|part| part.name.as_str())
        .collect();
    assert_eq!(names, ["origin[1]", "origin[2]"]);
    assert_eq!(
        key.components[0].value.as_deref(),
        Some("https://a.site.de")
    );
    assert!(
        key.components[1]
            .properties
            .contains(&"wildcard".to_owned())
    );
    assert_eq!(key.value, None);
}

#[test]
fn json_that_the_quotes_break_is_said_to_be_broken() {
    for file in [
        "CORS_ORIGINS=\"[\"https://a.de\"]\"\n",
        "CORS_ORIGINS='[\\\"https://a.de\\\"]'\n",
    ] {
        let key = key(file);
        assert!(
            key.remarks.contains(&"json-broken-by-quotes".to_owned()),
            "{file}"
        );
    }
    let bare = key("CORS_ORIGINS=[\"https://a.de\"]\n");
    assert_eq!(bare.remarks, ["json-unquoted", "unquoted-special"]);
}

fn readings(key: &env::Key) -> Vec<(&str, bool)> {
    key.readings
        .iter()
        .map(|reading| (reading.status.as_str(), reading.equality == key.equality))
        .collect()
}

#[test]
fn each_reader_sees_its_own_value() {
    let same = key("NAME='John Smith'\n");
    assert_eq!(readings(&same), [("set", true); 3]);
    let spaces = key("NAME=John Smith\n");
    assert_eq!(
        readings(&spaces),
        [("set", true), ("unset", false), ("set", true)]
    );
    assert_eq!(spaces.readings[1].remarks, ["executes", "unquoted-space"]);
    assert_eq!(spaces.remarks, ["executes-when-sourced", "unquoted-space"]);
    let dollar = key("A_SECRET=ab$cd-1234567\n");
    assert_eq!(
        readings(&dollar),
        [("set", true), ("set", true), ("set", false)]
    );
    let command = key("A_SECRET=\"`id`\"\n");
    assert_eq!(command.readings[1].equality, None);
    assert!(
        command
            .remarks
            .contains(&"executes-when-sourced".to_owned())
    );
    let carriage = key("NAME=value\r\n");
    assert_eq!(
        readings(&carriage),
        [("set", true), ("set", false), ("set", true)]
    );
    assert_eq!(carriage.remarks, ["carriage-return"]);
}

#[test]
fn a_refused_file_still_has_its_keys() {
    let broken = "AUTH_SECRET_KEY=kX9vQ2mL7pR4tY8w\nMOTD=\"open\nPOSTGRES_DB=shop\nODD_NAME=1\n";
    let system = Recorded::new().file(PATH, broken);
    let facts = collected(&system, &["compose"]);
    let keys = facts.keys[PATH].as_ref().unwrap();
    let names: Vec<_> = keys.iter().map(|key| key.name.as_str()).collect();
    // Behind an open quotation mark only names that everybody knows are shown.
    assert_eq!(names, ["AUTH_SECRET_KEY", "POSTGRES_DB", "<key 3>"]);
    assert!(keys.iter().all(|key| key.readings[0].status == "lost"));
    let files = facts.files.unwrap();
    let problem = &files[0].problems[0];
    assert_eq!(
        (problem.code.as_str(), problem.source.line),
        ("unterminated-quote", Some(2))
    );
}

#[test]
fn names_of_the_reference_file_are_public() {
    let system = Recorded::new()
        .file(PATH, "MOTD=\"open\nODD_NAME=1\n")
        .file(
            "/opt/app/.env.example",
            "# Settings\nODD_NAME=x\n#OPTIONAL_ONE=\n# some text = no\nODD_NAME=y\n",
        );
    let facts = collected(&system, &["compose"]);
    assert_eq!(facts.keys[PATH].as_ref().unwrap()[0].name, "ODD_NAME");
    let names = facts.reference_keys.unwrap().unwrap();
    assert_eq!(names, ["ODD_NAME", "OPTIONAL_ONE"]);
}

#[test]
fn a_reference_that_is_missing_is_an_error() {
    let facts = collected(&Recorded::new().file(PATH, "A=1\n"), ALL);
    let error = facts.reference_keys.unwrap_err();
    assert!(error.reason().contains("/opt/app/.env.example"));
}

#[test]
fn a_file_that_is_bound_twice_is_one_file() {
    let bind = |dialect: &str| EnvFile {
        path: Path::new(PATH).to_owned(),
        dialects: vec![dialect.to_owned()],
    };
    let targets = Targets {
        env_files: Some(vec![bind("compose"), bind("shell"), bind("compose")]),
        ..Targets::default()
    };
    let facts = with_collection(
        Context::recorded(
            &Recorded::new().file(PATH, "A=1\n"),
            &targets,
            &Secrets::default(),
        ),
        &[crate::COLLECTORS],
        collect,
    );
    assert_eq!(facts.files.unwrap()[0].dialects, ["compose", "shell"]);
    assert_eq!(facts.keys[PATH].as_ref().unwrap()[0].readings.len(), 2);
    assert_eq!(facts.reference_keys, Ok(None));
}

#[test]
fn an_unknown_reader_is_an_error() {
    let facts = collected(&Recorded::new().file(PATH, "A=1\n"), &["cmd.exe"]);
    let error = facts.keys[PATH].as_ref().unwrap_err();
    assert!(error.reason().contains("cmd.exe"));
}

#[test]
fn a_link_shows_no_names_of_a_file_that_its_owner_may_not_read() {
    const FOREIGN: u32 = 54_321;
    let system = Recorded::new()
        .file("/root/other.env", "ROOTS_KEY=1\n")
        .owned("/root/other.env", 0o600, 0, 0)
        .link("/opt/app/.env.example", "/root/other.env")
        .link(PATH, "/root/other.env")
        .owned(PATH, 0o777, FOREIGN, FOREIGN);
    let facts = collected(&system, ALL);
    let reference = format!("{:?}", facts.reference_keys.unwrap_err());
    assert!(reference.contains("/opt/app/.env.example"), "{reference}");
    let keys = format!("{:?}", facts.keys[PATH].as_ref().unwrap_err());
    for part in [PATH, "name the file itself"] {
        assert!(keys.contains(part), "{keys}");
    }
    assert!(!keys.contains("ROOTS_KEY"), "{keys}");

    // Root's own link leads where root wants, but a reference is for everybody.
    let facts = collected(&system.owned(PATH, 0o777, 0, 0), ALL);
    assert_eq!(facts.keys[PATH].as_ref().unwrap()[0].name, "ROOTS_KEY");
    assert!(facts.reference_keys.is_err());
}

#[test]
fn what_a_compose_file_gives_to_a_service_is_judged_like_a_file() {
    let system = Recorded::new().file(
        "/srv/compose.yaml",
        "services:
  db:
    environment:
      POSTGRES_PASSWORD: ${DB_PASSWORD:-postgres}
      POSTGRES_DB: app
      DATABASE_URL: postgres://app:kX9vQ2mL7pR4tY8w@db/app
      LOST: ${UNSET}
  store:
    environment: [MINIO_ROOT_PASSWORD=changeme, APP_ENV=prod]
",
    );
    let targets = Targets {
        compose_file: ComposeFile::At("/srv/compose.yaml".into()),
        env_files: Some(Vec::new()),
        shown_keys: vec!["APP_ENV".parse().unwrap()],
        ..Targets::default()
    };
    let found = with_collection(
        Context::recorded(&system, &targets, &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
    .environments
    .unwrap();
    let names = |index: usize| -> Vec<&str> {
        found[index]
            .keys
            .iter()
            .map(|key| key.name.as_str())
            .collect()
    };
    assert_eq!(
        names(0),
        ["POSTGRES_PASSWORD", "POSTGRES_DB", "DATABASE_URL"]
    );
    let password = &found[0].keys[0];
    assert_eq!(
        (
            password.secret,
            password.weakness.as_deref(),
            password.source.line
        ),
        (true, Some("known-default"), Some(4))
    );
    assert_eq!(password.remarks, ["default"]);
    assert_eq!(found[0].keys[2].components.len(), 6);
    assert_eq!(found[1].keys[0].status, "placeholder");
    assert_eq!(found[1].keys[1].value.as_deref(), Some("prod"));
    assert!(!format!("{found:?}").contains("kX9vQ2mL7pR4tY8w"));
}
