use muster_facts::targets::{ComposeFile, EnvFile, Targets};
use muster_facts::{Secrets, VariablesFacts};
use muster_target::{Context, Recorded, with_collection};

use super::collect;

const FILE: &str = "/opt/shop/docker-compose.yml";

fn facts_of(system: &Recorded, bound: &[&str]) -> VariablesFacts {
    let files = bound.iter().map(|path| EnvFile {
        path: path.into(),
        dialects: Vec::new(),
    });
    let targets = Targets {
        compose_file: ComposeFile::At(FILE.into()),
        env_files: (!bound.is_empty()).then(|| files.collect()),
        ..Targets::default()
    };
    let secrets = Secrets::default();
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

fn facts(files: &[(&str, &str)]) -> VariablesFacts {
    let mut system = Recorded::new().file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    for (path, text) in files {
        system = system.file(*path, *text);
    }
    facts_of(&system, &[])
}

fn references(facts: &VariablesFacts) -> Vec<String> {
    facts
        .references
        .as_ref()
        .unwrap()
        .iter()
        .map(|one| format!("{} {} {} {}", one.service, one.key, one.name, one.origin))
        .collect()
}

fn variables(facts: &VariablesFacts) -> Vec<String> {
    facts
        .variables
        .as_ref()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{} {} {} {} {}",
                one.service, one.name, one.origin, one.status, one.filled
            )
        })
        .collect()
}

fn literals(text: &str) -> Vec<String> {
    let facts = facts(&[(FILE, text)]);
    facts
        .literals
        .unwrap()
        .iter()
        .map(|one| {
            let by_default = if one.by_default { " by default" } else { "" };
            format!("{} {}{by_default}", one.key, one.reason)
        })
        .collect()
}

#[test]
fn each_variable_has_its_origin() {
    let facts = facts(&[
        (
            FILE,
            "services:
  db:
    image: postgres:${TAG:-16}
    environment:
      POSTGRES_PASSWORD: ${DB_PASSWORD}
      HIDDEN_PASSWORD: pa$word
      OTHER: ${UNSET}${NEEDED:?set it}${ALONE}${TAG:+x}
    command: [\"$PWD\", \"${OUTER:-${INNER}}\", \"$$NONE\"]
",
        ),
        ("/opt/shop/.env", "DB_PASSWORD=x\nALONE\n"),
    ]);
    assert_eq!(
        references(&facts),
        [
            "db image TAG default",
            "db environment.POSTGRES_PASSWORD DB_PASSWORD file",
            "db environment.HIDDEN_PASSWORD … unset",
            "db environment.OTHER UNSET unset",
            "db environment.OTHER NEEDED refused",
            "db environment.OTHER ALONE unknown",
            "db environment.OTHER TAG alternative",
            "db command PWD shell",
            "db command OUTER default",
            "db command INNER unset",
        ]
    );
    let file = facts.references.unwrap().remove(1).file;
    assert_eq!(file.as_deref(), Some("/opt/shop/.env"));
}

#[test]
fn values_of_both_ways_are_compared() {
    let facts = facts(&[
        (
            FILE,
            "services:
  db:
    environment:
      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}
      POSTGRES_USER: ${POSTGRES_USER:-shop}
      POSTGRES_DB: ${POSTGRES_DB}
      POSTGRES_HOST_AUTH_METHOD: ${METHOD}
    ports: [\"${PORT:-80}:80\"]
  api:
    env_file: [base.env, api.env]
    environment:
      LEVEL: info
",
        ),
        (
            "/opt/shop/.env",
            "POSTGRES_PASSWORD=one\nPOSTGRES_DB=shop\n",
        ),
        (
            "/opt/shop/base.env",
            "POSTGRES_PASSWORD=two\nPOSTGRES_DB=other\nLEVEL=debug\nPORT=1\nMETHOD=x\n",
        ),
        (
            "/opt/shop/api.env",
            "POSTGRES_DB=shop\nPOSTGRES_USER=app\nNO_VALUE=\nURL=//${POSTGRES_USER}:${NOWHERE}\n",
        ),
    ]);
    let of_api: Vec<String> = variables(&facts)
        .into_iter()
        .filter(|line| line.starts_with("api"))
        .collect();
    assert_eq!(
        of_api,
        [
            "api POSTGRES_PASSWORD env-file set different",
            "api POSTGRES_DB env-file set same",
            "api LEVEL environment set unused",
            "api PORT env-file set unused",
            "api METHOD env-file set unset",
            "api POSTGRES_USER env-file set different",
            "api NO_VALUE env-file empty unused",
            "api URL env-file unknown unused",
        ]
    );
    assert_eq!(facts.unknowns.unwrap(), []);
}

#[test]
fn a_project_is_filled_in_from_the_files_that_compose_is_called_with() {
    let text = "services: {db: {environment: {A: \"${A}\", B: \"${B}\"}}}";
    let called_with = |files: &[&str]| {
        let system = Recorded::new()
            .file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
            .file(FILE, text)
            .file("/opt/shop/.env", "A=beside\nB=beside\n")
            .file("/etc/shop/base.env", "A=base\n")
            .file("/etc/shop/shop.env", "A=shop\n");
        let targets = Targets {
            compose_file: ComposeFile::At(FILE.into()),
            compose_env_files: files.iter().map(Into::into).collect(),
            ..Targets::default()
        };
        let secrets = Secrets::default();
        let context = Context::recorded(&system, &targets, &secrets);
        with_collection(context, &[crate::COLLECTORS], collect)
    };
    let origins = |files: &[&str]| -> Vec<(String, Option<String>)> {
        let references = called_with(files).references.unwrap();
        references
            .into_iter()
            .map(|one| (one.origin, one.file))
            .collect()
    };
    let file = |path: &str| ("file".to_owned(), Some(path.to_owned()));
    assert_eq!(
        origins(&[]),
        [file("/opt/shop/.env"), file("/opt/shop/.env")]
    );
    assert_eq!(
        origins(&["/etc/shop/base.env", "/etc/shop/shop.env"]),
        [file("/etc/shop/shop.env"), ("unset".to_owned(), None)]
    );
    let missing = called_with(&["/etc/shop/none.env"]);
    assert!(
        missing
            .references
            .unwrap_err()
            .reason()
            .contains("none.env")
    );
}

#[test]
fn equal_values_are_of_one_class_over_all_files_of_a_project() {
    let facts = facts(&[
        (
            FILE,
            "services: {a: {env_file: a.env}, b: {env_file: [b.env], environment: {C: '12'}}}",
        ),
        ("/opt/shop/a.env", "A=12\n"),
        ("/opt/shop/b.env", "A='12'\nB=13\n"),
    ]);
    let classes: Vec<_> = facts
        .variables
        .unwrap()
        .iter()
        .map(|one| one.equality.unwrap())
        .collect();
    assert_eq!(classes.first(), classes.get(1));
    assert_eq!(classes.first(), classes.get(3));
    assert_ne!(classes.first(), classes.get(2));
}

#[test]
fn what_can_be_guessed_is_not_compared_for_those_who_cannot_read_it() {
    let text = "services:
  db: {environment: {A: \"${A}\", B: \"${B}\"}}
  api: {env_file: /etc/shop/shop.env}
";
    let long = "kX9vQ2mL7pR4tY8wA1bC5dE6";
    let system = Recorded::new()
        .file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        .file(FILE, text)
        .owned(FILE, 0o644, 1000, 1000)
        .file("/opt/shop/.env", format!("A=shop\nB={long}\n"))
        .owned("/opt/shop/.env", 0o600, 1000, 1000)
        .file("/etc/shop/shop.env", format!("A=shop\nB={long}\n"))
        .owned("/etc/shop/shop.env", 0o600, 0, 0);
    let bound = facts_of(&system, &["/etc/shop/shop.env"]);
    let lines = variables(&bound);
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.starts_with("api"))
            .collect::<Vec<_>>(),
        ["api A env-file set unknown", "api B env-file set same"]
    );
    // Nobody but the Compose file names it.
    let named = facts_of(&system, &[]);
    let unknowns = named.unknowns.unwrap();
    assert_eq!(unknowns.len(), 1);
    assert!(
        unknowns[0].reason.contains("/etc/shop/shop.env"),
        "{unknowns:?}"
    );
}

#[test]
fn secrets_that_are_written_are_found() {
    assert_eq!(
        literals(
            "services:
  api:
    build:
      args: {NPM_TOKEN: hunter-42, VERSION: 1.2.3}
    environment:
      API_PASSWORD: hunter-42
      DEFAULT_PASSWORD: ${X:-hunter-42}
      FILLED_PASSWORD: ${PWD}
      DATABASE_URL: postgres://app:hunter-42@db/app
      MIXED_URL: postgres://app:${PWD}@db/app
      PASSWORD_FILE: /run/secrets/db
      PLACEHOLDER_PASSWORD: changeme
      NAME: sk_live_0123456789abcdefABCDEF01
      LEVEL: info
    labels:
      - traefik.http.routers.api.rule=Host(`shop.test`)
      - app.api-token=hunter-42
    command: [\"serve\", \"--token\", \"hunter-42\"]
    healthcheck: {test: \"redis-cli -a $$REDIS_PASSWORD ping\"}
"
        ),
        [
            "environment.API_PASSWORD name",
            "environment.DEFAULT_PASSWORD name by default",
            "environment.DATABASE_URL form",
            "environment.NAME form",
            "build.args.NPM_TOKEN name",
            "labels.app.api-token name",
            "command name",
        ]
    );
}

#[test]
fn a_file_that_is_broken_or_has_no_name_is_not_known() {
    let facts = facts(&[
        (
            FILE,
            "services:
  a: {env_file: none.env}
  b: {env_file: [{path: none.env, required: false}]}
  c: {env_file: broken.env}
  d: {env_file: \"${NOWHERE}.env\"}
",
        ),
        ("/opt/shop/broken.env", "A='\n"),
    ]);
    let unknowns = facts.unknowns.unwrap();
    let services: Vec<_> = unknowns.iter().map(|one| one.service.as_deref()).collect();
    assert_eq!(services, [Some("c"), Some("d")]);
    assert_eq!(facts.variables.unwrap(), []);
}

proptest::proptest! {
    #[test]
    fn no_project_makes_it_stop(text in "\\PC*", given in "\\PC*") {
        let text = format!("services: {{a: {{env_file: a.env, environment: {{X: {text:?}}}}}}}");
        facts(&[(FILE, &text), ("/opt/shop/a.env", &given)]);
    }
}
