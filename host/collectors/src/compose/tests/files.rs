//! Files that a project is made of besides the bound one: what they include, extend and are filled from.

use super::{FILE, facts, gaps, mounts, ports, project, service};

const INCLUDED: &str = "services:
  db:
    image: postgres
    ports: ['${DB_PORT:-5432}:5432']
    volumes: ['./data:/data', 'kept:/kept']
volumes:
  kept:
";

#[test]
fn an_included_file_begins_in_its_own_directory_with_its_own_variables() {
    let system = project("include: [db/compose.yaml]\nservices: {web: {ports: ['80:80']}}\n")
        .file("/srv/app/db/compose.yaml", INCLUDED)
        .file("/srv/app/db/.env", "DB_PORT=15432\n");
    assert_eq!(
        ports(&system),
        ["web *:80->80/tcp @2", "db *:15432->5432/tcp @4"]
    );
    assert_eq!(
        mounts(&system),
        [
            "bind /srv/app/db/data->/data rw @5",
            "volume kept->/kept rw @5"
        ]
    );
    assert!(gaps(&system).is_empty());
    let names: Vec<_> = facts(&system).ports.unwrap();
    assert_eq!(names[1].source.name, "/srv/app/db/compose.yaml");
}

#[test]
fn the_variables_of_the_project_win_over_those_of_an_included_file() {
    let system = project("include: [db/compose.yaml]\n")
        .file("/srv/app/.env", "DB_PORT=1\nBASE=/base\n")
        .file("/srv/app/db/compose.yaml", INCLUDED)
        .file("/srv/app/db/.env", "DB_PORT=2\nMORE=${BASE}/more\n");
    assert_eq!(ports(&system), ["db *:1->5432/tcp @4"]);
    let filled = system.file(
        "/srv/app/db/compose.yaml",
        "services: {db: {volumes: ['${MORE}:/x']}}\n",
    );
    assert_eq!(mounts(&filled), ["bind /base/more->/x rw @1"]);
}

#[test]
fn the_long_form_of_include_names_files_directory_and_variables() {
    let include = "include:
  - path: [db/compose.yaml, db/override.yaml]
    project_directory: elsewhere
    env_file: [one.env, two.env]
";
    let system = project(include)
        .file("/srv/app/db/compose.yaml", INCLUDED)
        .file(
            "/srv/app/db/override.yaml",
            "services: {db: {ports: ['9000:9000']}}\n",
        )
        .file("/srv/app/elsewhere/.env", "DB_PORT=4\n")
        .file("/srv/app/one.env", "DB_PORT=5\n")
        .file("/srv/app/two.env", "DB_PORT=6\n");
    assert_eq!(
        ports(&system),
        ["db *:6->5432/tcp @4", "db *:9000->9000/tcp @1"]
    );
    assert_eq!(
        mounts(&system)[0],
        "bind /srv/app/elsewhere/data->/data rw @5"
    );
}

#[test]
fn included_files_include_others_and_a_service_of_the_same_name_is_a_gap() {
    let system = project("include: [a/a.yaml]\nservices: {web: {ports: ['80:80']}}\n")
        .file("/srv/app/a/a.yaml", "include: [../b/b.yaml]\n")
        .file(
            "/srv/app/b/b.yaml",
            "services: {web: {ports: ['81:81']}, b: {ports: ['82:82']}}\n",
        );
    assert_eq!(ports(&system), ["web *:80->80/tcp @2", "b *:82->82/tcp @1"]);
    assert!(gaps(&system)[0].starts_with("web include: /srv/app/compose.yaml line 1: "));
    // Twice the same is once.
    let twice = project("include: [b/b.yaml, b/b.yaml]\n")
        .file("/srv/app/b/b.yaml", "services: {b: {ports: ['82:82']}}\n");
    assert_eq!(ports(&twice), ["b *:82->82/tcp @1"]);
    assert!(gaps(&twice).is_empty());
}

#[test]
fn an_override_changes_an_included_service() {
    let system = project("include: [db/compose.yaml]\n")
        .file("/srv/app/db/compose.yaml", INCLUDED)
        .file(
            "/srv/app/compose.override.yaml",
            "services: {db: {ports: !override ['127.0.0.1:5432:5432']}}\n",
        );
    assert_eq!(ports(&system), ["db 127.0.0.1:5432->5432/tcp @1"]);
}

#[test]
fn a_service_extends_one_of_another_file() {
    let system = service("extends: {file: base/base.yaml, service: base}\n    ports: ['81:81']")
        .file(
            "/srv/app/base/base.yaml",
            "services:
  base:
    extends: {file: deep/deep.yaml, service: deep}
    ports: ['80:80']
    volumes: ['./a:/a']
",
        )
        .file(
            "/srv/app/base/deep/deep.yaml",
            "services: {deep: {ports: ['79:79'], volumes: ['./b:/b']}}\n",
        );
    assert_eq!(
        ports(&system),
        [
            "web *:79->79/tcp @1",
            "web *:80->80/tcp @4",
            "web *:81->81/tcp @4"
        ]
    );
    assert_eq!(
        mounts(&system),
        [
            "bind /srv/app/base/deep/b->/b rw @1",
            "bind /srv/app/base/a->/a rw @5"
        ]
    );
}

#[test]
fn who_owns_a_file_has_nobody_elses_file_shown() {
    for text in [
        "include: [../../root/other.yml]\n",
        "services: {a: {extends: {file: ../../root/other.yml, service: hidden}}}\n",
    ] {
        let system = project(text)
            .file(
                "/root/other.yml",
                "services:\n  hidden:\n    ports: [\"4242:80\"]\n",
            )
            .owned("/root/other.yml", 0o600, 0, 0);
        assert_eq!(ports(&system).len(), 1, "{text}");
        let foreign = system.owned(FILE, 0o644, 1000, 1000);
        assert!(ports(&foreign).is_empty(), "{text}");
        let found = gaps(&foreign);
        assert!(
            found[0].contains("/root/other.yml is named in /srv/app/compose.yaml"),
            "{found:?}"
        );
        assert!(!found[0].contains("hidden"), "{found:?}");
    }
    // The name may come from `.env`, whoever owns the file that it is filled into.
    let named = project("include: ['${OTHER}']\n")
        .file("/srv/app/.env", "OTHER=/root/other.yml\n")
        .owned("/srv/app/.env", 0o600, 1000, 1000)
        .file("/root/other.yml", "services: {hidden: {}}\n")
        .owned("/root/other.yml", 0o600, 0, 0);
    assert!(gaps(&named)[0].contains("is named in /srv/app/.env"));
}

#[test]
fn a_file_of_several_documents_is_as_good_as_several_files() {
    let system =
        project("services: {web: {ports: ['80:80']}}\n---\nservices: {web: {ports: ['81:81']}}\n");
    assert_eq!(
        ports(&system),
        ["web *:80->80/tcp @1", "web *:81->81/tcp @3"]
    );
}

#[test]
fn a_service_waits_for_a_profile_that_nothing_enables() {
    let text = "services:
  web: {ports: ['80:80']}
  admin: {ports: ['81:81'], profiles: [debug, ops]}
";
    let waiting = |env: &str| {
        let facts = facts(&project(text).file("/srv/app/.env", env));
        let ports = facts.ports.unwrap();
        assert_eq!(
            facts.project.unwrap().unwrap().services[1].waits_for,
            ports[1].waits_for
        );
        assert!(ports[0].waits_for.is_empty());
        ports[1].waits_for.join(" ")
    };
    assert_eq!(waiting(""), "debug ops");
    assert_eq!(waiting("COMPOSE_PROFILES=other, ops"), "");
    assert_eq!(waiting("COMPOSE_PROFILES=*"), "");
    assert_eq!(waiting("COMPOSE_PROFILES=other"), "debug ops");
}

#[test]
fn a_bracket_may_close_in_the_column_of_its_key() {
    let system = project(
        "services:
  web:
    command: [
      \"serve\",
    ]
    ports: [
      \"80:80\"
    ]
",
    );
    assert_eq!(ports(&system), ["web *:80->80/tcp @7"]);
}
