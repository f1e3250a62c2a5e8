mod accepted;
mod environment;
mod files;
mod filled_in;
mod found;
mod hostile;
mod mounts;
mod oracle;
mod ports;

use super::*;
use muster_facts::Secrets;
use muster_facts::compose::PortRange;
use muster_facts::targets::{ComposeFile, Targets};
use muster_target::{Context, Recorded, with_collection};

const FILE: &str = "/srv/app/compose.yaml";

fn facts(system: &Recorded) -> ComposeFacts {
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

fn project(text: &str) -> Recorded {
    Recorded::new()
        .file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        .file(FILE, text)
}

fn service(body: &str) -> Recorded {
    project(&format!(
        "services:\n  web:\n    {body}\nvolumes:\n  data:\n"
    ))
}

/// `service address:published->target/protocol @line` of each entry.
fn ports(system: &Recorded) -> Vec<String> {
    let range = |range: PortRange| {
        if range.first == range.last {
            range.first.to_string()
        } else {
            format!("{}-{}", range.first, range.last)
        }
    };
    facts(system)
        .ports
        .unwrap()
        .iter()
        .map(|port| {
            format!(
                "{} {}:{}->{}/{} @{}",
                port.service,
                port.host_address.as_deref().unwrap_or("*"),
                port.published.map_or("?".to_owned(), range),
                range(port.target),
                port.protocol,
                port.source.line.unwrap()
            )
        })
        .collect()
}

/// `service part: reason` of each part that is not known.
fn gaps(system: &Recorded) -> Vec<String> {
    facts(system)
        .gaps
        .unwrap()
        .into_iter()
        .map(|gap| {
            let service = gap.service.as_deref().unwrap_or("-");
            format!("{service} {}: {}", gap.part, gap.reason)
        })
        .collect()
}

/// `kind origin->target ro @line` of each mount.
fn mounts(system: &Recorded) -> Vec<String> {
    facts(system)
        .mounts
        .unwrap()
        .iter()
        .map(|mount| {
            format!(
                "{} {}->{} {} @{}",
                mount.kind,
                mount.origin.as_deref().unwrap_or("-"),
                mount.target,
                if mount.read_only { "ro" } else { "rw" },
                mount.source.line.unwrap()
            )
        })
        .collect()
}

#[test]
fn a_policy_that_binds_no_file_has_no_project_and_misses_nothing() {
    let unbound = with_collection(
        Context::recorded(&Recorded::new(), &Targets::default(), &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    );
    assert_eq!((unbound.project, unbound.ports), (Ok(None), Ok(Vec::new())));
}

#[test]
fn a_bound_file_that_does_not_exist_is_an_error() {
    let beside = Recorded::new().file("/srv/app/docker-compose.yml", "services: {}");
    let dangling = Recorded::new().link(FILE, "/gone");
    for (system, hint) in [
        (&Recorded::new(), "the project uses, as"),
        (&dangling, "the project uses, as"),
        (&beside, "such as /srv/app/docker-compose.yml beside it"),
    ] {
        let found = facts(system);
        let reason = found.ports.unwrap_err().reason().to_owned();
        assert!(
            reason.contains(&format!("{FILE} does not exist")),
            "{reason}"
        );
        assert!(reason.contains(hint), "{reason}");
        assert!(found.project.is_err() && found.mounts.is_err());
    }
    let directory = facts(&Recorded::new().file(format!("{FILE}/x"), ""));
    assert!(directory.ports.is_err());
}

#[test]
fn a_file_that_a_built_in_pack_assumes_must_exist_where_containers_run() {
    let targets = Targets {
        compose_file: ComposeFile::Assumed(FILE.into()),
        ..Targets::default()
    };
    let project = |system: &Recorded| {
        with_collection(
            Context::recorded(system, &targets, &Secrets::default()),
            &[crate::COLLECTORS],
            collect,
        )
        .project
    };
    assert_eq!(project(&Recorded::new()), Ok(None));
    let docker = Recorded::new().file("/usr/bin/dockerd", "");
    assert!(project(&docker).is_err());
    let unknown = docker.denied("/usr/bin/dockerd");
    assert!(project(&unknown).is_err());
}

const VALUE: &str = "kX9vQ2mL7pR4tY8wA1bC5dE6";

#[test]
fn a_secret_variable_is_shown_by_its_name() {
    let env = format!("DB_PASSWORD={VALUE}\nDATA=/srv/data\nROOT_KEY=/srv/key\n");
    let shown = |entry: &str| {
        let system = service(&format!("volumes: [{entry}]")).file("/srv/app/.env", env.as_str());
        mounts(&system).remove(0)
    };
    assert_eq!(
        shown("'/srv/tenants/${DB_PASSWORD}/data:/data'"),
        "bind /srv/tenants/${DB_PASSWORD}/data->/data rw @3"
    );
    assert_eq!(
        shown("'./${DB_PASSWORD}:/app/${DB_PASSWORD}:ro'"),
        "bind /srv/app/${DB_PASSWORD}->/app/${DB_PASSWORD} ro @3"
    );
    // A path is not a secret, whatever its variable is called.
    assert_eq!(
        shown("'$ROOT_KEY/x:${DATA}'"),
        "bind /srv/key/x->/srv/data rw @3"
    );
    assert_eq!(
        shown("{type: bind, source: '${NONE_TOKEN:-/srv/abc}', target: /x}"),
        "bind /srv/abc->/x rw @3"
    );
    assert_eq!(
        shown(&format!(
            "{{type: bind, source: '/a/${{X:-{VALUE}}}', target: /x}}"
        )),
        "bind /a/${X}->/x rw @3"
    );
}

#[test]
fn the_run_knows_the_secrets_of_the_project() {
    for body in [
        "environment: {ANY_TOKEN: @}",
        "environment: [ANY_TOKEN=@]",
        "build: {args: {NPM_TOKEN: @}}",
        "build: {args: [NPM_TOKEN=@]}",
        "command: serve --password=@",
        "command: [serve, --token, '@']",
        "entrypoint: [sh, -c, 'PGPASSWORD=@ psql']",
        "healthcheck: {test: [CMD, curl, -u, 'admin:@', localhost]}",
        "labels: {traefik.http.middlewares.a.basicauth.users: 'admin:@'}",
        "labels: ['traefik.http.middlewares.a.basicauth.users=admin:@']",
        "x-deploy: {token: @}",
        "environment: {URL: 'postgres://app:@@db/app'}",
    ] {
        let secrets = Secrets::default();
        let targets = Targets {
            compose_file: ComposeFile::At(FILE.into()),
            ..Targets::default()
        };
        let body = body.replacen('@', VALUE, 1);
        let system = service(&body);
        let _ = with_collection(
            Context::recorded(&system, &targets, &secrets),
            &[crate::COLLECTORS],
            collect,
        );
        assert_ne!(secrets.scrub(VALUE), VALUE, "{body}");
    }
    let secrets = Secrets::default();
    let system = project(&format!(
        "configs: {{key: {{content: '{VALUE}'}}}}\n\
         services: {{db: {{environment: {{POSTGRES_DB: orchard}}, image: registry.test/orchard}}}}\n"
    ))
    .file("/srv/app/.env", "DB_PASSWORD=kX9vQ2mL7pR4tY8w\n");
    let targets = Targets {
        compose_file: ComposeFile::At(FILE.into()),
        ..Targets::default()
    };
    let _ = with_collection(
        Context::recorded(&system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    );
    assert_ne!(secrets.scrub(VALUE), VALUE);
    assert_ne!(secrets.scrub("kX9vQ2mL7pR4tY8w"), "kX9vQ2mL7pR4tY8w");
    assert_eq!(secrets.scrub("orchard"), "orchard");
}

#[test]
fn lists_services_with_the_file() {
    let found = facts(&project(
        "services:\n  web: {image: a}\n  db:\n    image: b\n",
    ));
    let project = found.project.unwrap().unwrap();
    assert_eq!(
        (
            project.file.as_str(),
            project
                .services
                .iter()
                .map(|service| service.name.as_str())
                .collect::<Vec<_>>()
        ),
        (FILE, vec!["web", "db"])
    );
}

#[test]
fn what_compose_refuses_is_told_with_its_line_and_without_its_text() {
    for entry in [
        "ports: '80:80'",
        "ports: [[80], '81:81']",
        "ports: [{published: 80}]",
        "ports: [{target: 80, hunter2: 1}]",
        "ports: [null]",
        "volumes: [{source: hunter2, target: /x}]",
        "volumes: [{type: bind, source: /hunter2, target: /x, read_only: maybe}]",
        "volumes: [{type: bind, source: /hunter2, target: /x, hunter2: 1}]",
        "volumes: [[/a]]",
        "hunter2: x",
        "user: 1000",
    ] {
        let found = facts(&service(entry));
        let error = found.ports.unwrap_err();
        let reason = error.reason();
        assert!(
            reason.starts_with(&format!("{FILE} line 3: ")),
            "{entry}: {reason}"
        );
        assert!(!reason.contains("hunter2"), "{entry}: {reason}");
        assert_eq!(found.mounts.unwrap_err().reason(), reason);
    }
}

#[test]
fn anchors_merge_keys_and_extends() {
    let system = project(
        "x-base: &base
  ports: ['1000:1000']
x-more: &more
  ports: ['2000:2000']
services:
  first:
    <<: [*base, *more]
  second:
    <<: *base
    ports: &list ['3000:3000']
  third:
    extends: {service: second}
    ports: ['4000:4000']
  fourth:
    extends: third
    ports: !reset []
  fifth:
    ports: *list
",
    );
    assert_eq!(
        ports(&system),
        [
            "first *:1000->1000/tcp @2",
            "second *:3000->3000/tcp @10",
            "third *:3000->3000/tcp @10",
            "third *:4000->4000/tcp @13",
            "fifth *:3000->3000/tcp @10",
        ]
    );
}

#[test]
fn the_override_adds_ports_and_replaces_mounts_by_target() {
    let system = service("ports: ['80:80', '443:443']\n    volumes: [./a:/a, ./b:/b]").file(
        "/srv/app/compose.override.yml",
        "services:
  web:
    ports: ['443:443', '127.0.0.1:80:80']
    volumes: ['./c:/a/:ro']
  dev:
    ports: ['9229:9229']
",
    );
    assert_eq!(
        ports(&system),
        [
            "web *:80->80/tcp @3",
            "web *:443->443/tcp @3",
            "web 127.0.0.1:80->80/tcp @3",
            "dev *:9229->9229/tcp @6",
        ]
    );
    assert_eq!(
        mounts(&system),
        ["bind /srv/app/c->/a ro @4", "bind /srv/app/b->/b rw @4"]
    );
    let files: Vec<_> = facts(&system)
        .ports
        .unwrap()
        .into_iter()
        .map(|port| port.source.name)
        .collect();
    assert!(files[1].ends_with("compose.override.yml"), "{files:?}");
}

#[test]
fn override_and_reset_tags_replace_what_earlier_files_say() {
    let with = |change: &str| {
        service("ports: ['80:80']").file(
            "/srv/app/docker-compose.override.yml",
            format!("services:\n  web: {change}\n"),
        )
    };
    assert_eq!(
        ports(&with("{ports: !override ['81:81']}")),
        ["web *:81->81/tcp @2"]
    );
    assert!(ports(&with("{ports: !reset null}")).is_empty());
    assert!(ports(&with("!reset null")).is_empty());
    assert_eq!(ports(&with("{ports: !other ['81:81']}")).len(), 2);
}

#[test]
fn an_override_beside_another_name_is_not_loaded_and_compose_file_is_followed() {
    let targets = Targets {
        compose_file: ComposeFile::At("/srv/app/prod.yml".into()),
        ..Targets::default()
    };
    let ports = |system: &Recorded| {
        with_collection(
            Context::recorded(system, &targets, &Secrets::default()),
            &[crate::COLLECTORS],
            collect,
        )
        .ports
    };
    let system = service("ports: ['80:80']")
        .file(
            "/srv/app/compose.override.yml",
            "services: {web: {ports: ['81:81']}}",
        )
        .file("/srv/app/prod.yml", "services: {web: {ports: ['82:82']}}");
    assert_eq!(ports(&system).unwrap().len(), 1);
    let both = system
        .clone()
        .file("/srv/app/.env", "COMPOSE_FILE=compose.yaml:./prod.yml");
    assert_eq!(ports(&both).unwrap().len(), 2);
    let other = system.file("/srv/app/.env", "COMPOSE_FILE=compose.yaml");
    assert!(ports(&other).unwrap_err().reason().contains("COMPOSE_FILE"));
}

#[test]
fn who_owns_the_environment_file_has_nobody_elses_file_shown() {
    let system = project("services:\n  web:\n    image: x\n")
        .file(
            "/root/other.yml",
            "services:\n  hidden:\n    ports: [\"4242:80\"]\n",
        )
        .owned("/root/other.yml", 0o600, 0, 0)
        .file(
            "/srv/app/.env",
            "COMPOSE_FILE=compose.yaml:../../root/other.yml",
        );
    assert_eq!(ports(&system), ["hidden *:4242->80/tcp @3"]);
    let foreign = system.owned("/srv/app/.env", 0o600, 1000, 1000);
    let reason = facts(&foreign).ports.unwrap_err().reason().to_owned();
    assert!(
        reason.contains("root/other.yml") && reason.contains("/srv/app/.env"),
        "{reason}"
    );
    assert!(!reason.contains("hidden"), "{reason}");
    // Its own file, and one for everybody.
    let own = foreign.clone().owned("/root/other.yml", 0o600, 1000, 1000);
    assert_eq!(ports(&own).len(), 1);
    let public = foreign.owned("/root/other.yml", 0o644, 0, 0);
    assert_eq!(ports(&public).len(), 1);
    let closed = public.owned("/root", 0o700, 0, 0);
    assert!(
        facts(&closed)
            .ports
            .unwrap_err()
            .reason()
            .contains("let root own")
    );
}
