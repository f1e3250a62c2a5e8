//! What services get as their environment.

use super::super::{Environment, Loaded};
use super::{FILE, project};
use muster_facts::Secrets;
use muster_facts::targets::{ComposeFile, Targets};
use muster_target::{Context, Recorded, with_collection};

fn all(system: &Recorded) -> Vec<Environment> {
    let targets = Targets {
        compose_file: ComposeFile::At(FILE.into()),
        ..Targets::default()
    };
    let secrets = Secrets::default();
    let context = Context::recorded(system, &targets, &secrets);
    with_collection(context, &[crate::COLLECTORS], |collection| {
        collection.shared::<Loaded>()?.environments()
    })
    .unwrap()
}

/// `service NAME=value Origin @line` of each variable; `?` for a value that is not known.
fn found(system: &Recorded) -> Vec<String> {
    all(system)
        .into_iter()
        .flat_map(|one| {
            let service = one.service;
            one.variables.into_iter().map(move |variable| {
                let value = variable.value.map_or("?".to_owned(), |value| {
                    String::from_utf8(value.expose().to_vec()).unwrap()
                });
                let line = variable.source.line.unwrap();
                format!(
                    "{service} {}={value} {:?} @{line}",
                    variable.name, variable.origin
                )
            })
        })
        .collect()
}

#[test]
fn mappings_and_lists_are_read_and_filled() {
    let system = project(
        "services:
  db:
    environment:
      PLAIN: word
      FILLED: ${SET}
      DEFAULT: ${UNSET:-postgres}
      URL: postgres://app:${UNSET:-word}@db/app
      MIXED: a-${SET}
      LOST: ${UNSET}
      PASSED:
      EMPTY: ''
  cache:
    environment:
      - PLAIN=a=b
      - SET
      - ${NAME}=x
",
    )
    .file("/srv/app/.env", "SET=value\nNAME=OTHER\n");
    assert_eq!(
        found(&system),
        [
            "db PLAIN=word Written @4",
            "db FILLED=value Filled @5",
            "db DEFAULT=postgres Default @6",
            "db URL=postgres://app:word@db/app Default @7",
            "db MIXED=a-value Written @8",
            "db LOST=? Filled @9",
            "db PASSED=? Filled @10",
            "db EMPTY= Written @11",
            "cache PLAIN=a=b Written @14",
            "cache SET=value Filled @15",
            "cache OTHER=x Written @16",
        ]
    );
}

#[test]
fn later_definitions_replace_variables_of_the_same_name() {
    let system = project(
        "services:
  base: {environment: {A: 1, B: 2}}
  web: {extends: base, environment: [B=3, C=4]}
",
    )
    .file(
        "/srv/app/compose.override.yaml",
        "services: {web: {environment: {A: 5}}, base: {environment: !override {D: 6}}}\n",
    );
    assert_eq!(
        found(&system),
        [
            "base D=6 Written @1",
            "web A=5 Written @1",
            "web B=3 Written @3",
            "web C=4 Written @3",
        ]
    );
}

#[test]
fn what_a_value_is_made_of_is_known_with_the_files() {
    let system = project(
        "include: [more/other.yaml]
services:
  web:
    environment:
      - URL=pg://${WHO:-me}:${PW}@${HOST-${NAME}}/$$x
      - PW
      - NONE=${UNSET}
      - HOME=${HOME}
",
    )
    .file("/srv/app/.env", "PW=word\nNAME=db\n")
    .file(
        "/srv/app/more/other.yaml",
        "services: {db: {environment: {A: '${PW}-${OWN:?}'}}}\n",
    )
    .file("/srv/app/more/.env", "PW=other\nOWN=x\n");
    let mut made_of: Vec<String> = all(&system)
        .into_iter()
        .flat_map(|one| one.variables)
        .map(|variable| {
            let from: Vec<String> = variable
                .ingredients
                .variables
                .iter()
                .map(|(file, name)| format!("{}#{name}", file.display()))
                .collect();
            let own = variable.ingredients.own;
            format!("{} {own:?} {}", variable.name, from.join(" "))
        })
        .collect();
    made_of.sort();
    assert_eq!(
        made_of,
        [
            "A \"-\" /srv/app/.env#PW /srv/app/more/.env#OWN",
            "HOME \"\" ",
            "NONE \"\" ",
            "PW \"\" /srv/app/.env#PW",
            "URL \"pg://me:@/$x\" /srv/app/.env#PW /srv/app/.env#NAME",
        ]
    );
}
