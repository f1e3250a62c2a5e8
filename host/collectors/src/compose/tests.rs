mod accepted;
mod environment;
mod files;
mod found;
mod hostile;
mod oracle;

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

fn port(entry: &str) -> Vec<String> {
    ports(&service(&format!("ports: [{entry}]")))
        .iter()
        .map(|line| line["web ".len()..line.len() - " @3".len()].to_owned())
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
fn short_ports() {
    for (entry, expected) in [
        ("3000", vec!["*:?->3000/tcp"]),
        ("'8080:80'", vec!["*:8080->80/tcp"]),
        // Not 1342, which YAML 1.1 makes of it.
        ("22:22", vec!["*:22->22/tcp"]),
        ("'6060:6060/UDP'", vec!["*:6060->6060/udp"]),
        ("127.0.0.1:8001:8001", vec!["127.0.0.1:8001->8001/tcp"]),
        ("127.0.0.1::80", vec!["127.0.0.1:?->80/tcp"]),
        ("'[::1]:80:8080'", vec!["::1:80->8080/tcp"]),
        ("'::1:80:8080'", vec!["::1:80->8080/tcp"]),
        ("'3000-3001'", vec!["*:?->3000-3001/tcp"]),
        ("'90-91:80-81'", vec!["*:90-91->80-81/tcp"]),
        ("'8000-9000:80'", vec!["*:8000-9000->80/tcp"]),
        ("'5000:5000/sctp'", vec!["*:5000->5000/sctp"]),
        ("!whatever '8080:80'", vec!["*:8080->80/tcp"]),
        ("!reset '8080:80'", vec![]),
        ("'0:80'", vec!["*:?->80/tcp"]),
    ] {
        assert_eq!(port(entry), expected, "{entry}");
    }
}

#[test]
fn long_ports() {
    assert_eq!(
        port("{target: 80, published: '8080', host_ip: 127.0.0.1, protocol: udp, mode: host}"),
        ["127.0.0.1:8080->80/udp"]
    );
    assert_eq!(port("{target: 80, x-note: any}"), ["*:?->80/tcp"]);
    assert_eq!(
        port("{target: 80, published: 8000-8010}"),
        ["*:8000-8010->80/tcp"]
    );
}

#[test]
fn a_port_that_is_not_understood_is_a_gap_with_its_line_and_without_its_text() {
    for entry in [
        "hunter2",
        "'hunter2:80'",
        "'80:hunter2'",
        "'1.2.3:80:80'",
        "'80-70'",
        "'80-81:80-82'",
        "70000",
        "'80:'",
        "''",
        "0x50",
        "080",
        "{target: 80, host_ip: hunter2}",
    ] {
        let system = service(&format!("ports: [{entry}, '81:81']"));
        let found = gaps(&system);
        assert!(
            found[0].starts_with(&format!("web ports: {FILE} line 3: ")),
            "{entry}: {found:?}"
        );
        assert!(!found[0].contains("hunter2"), "{entry}: {found:?}");
        assert_eq!(ports(&system), ["web *:81->81/tcp @3"], "{entry}");
    }
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
fn the_ports_of_the_container_are_told_where_only_the_hosts_are_unknown() {
    for (entry, expected) in [
        ("'${UNSET}:8080'", Some((8080, 8080))),
        ("'${UNSET}:8000-8010/udp'", Some((8000, 8010))),
        ("{target: 8080, published: '${UNSET}'}", Some((8080, 8080))),
        ("'8080:${UNSET}'", None),
        ("'${UNSET}'", None),
    ] {
        let found = facts(&service(&format!("ports: [{entry}]"))).gaps.unwrap();
        let target = found[0]
            .container_ports
            .map(|range| (range.first, range.last));
        assert_eq!(target, expected, "{entry}");
    }
}

#[test]
fn short_and_long_mounts() {
    let system = service(
        "volumes:
      - ./logs:/var/log/caddy
      - ../shared/:/shared/:ro,z
      - /opt/backups:/opt/backups:ro
      - ~/keys:/keys
      - data:/data
      - /cache
      - {type: bind, source: conf, target: /conf, read_only: true, bind: {create_host_path: false}}
      - {type: volume, target: /anonymous}
      - {type: tmpfs, target: /scratch}
    tmpfs: /run:ro,size=1m",
    );
    assert_eq!(
        mounts(&system),
        [
            "bind /srv/app/logs->/var/log/caddy rw @4",
            "bind /srv/shared->/shared ro @5",
            "bind /opt/backups->/opt/backups ro @6",
            "bind /root/keys->/keys rw @7",
            "volume data->/data rw @8",
            "anonymous -->/cache rw @9",
            "bind /srv/app/conf->/conf ro @10",
            "anonymous -->/anonymous rw @11",
            "tmpfs -->/scratch rw @12",
            "tmpfs -->/run ro @13",
        ]
    );
}

#[test]
fn a_mount_that_is_not_understood_is_a_gap_with_its_line_and_without_its_text() {
    for entry in [
        "hunter2:/data",
        "'a:/b:ro:hunter2'",
        "':/b'",
        "./hunter2:relative",
        "~hunter2/x:/x",
        "{type: npipe, source: hunter2, target: /x}",
        "{type: bind, target: /x}",
    ] {
        let system = service(&format!("volumes: [{entry}, /kept]"));
        let found = gaps(&system);
        assert!(
            found[0].starts_with(&format!("web volumes: {FILE} line 3: ")),
            "{entry}: {found:?}"
        );
        assert!(!found[0].contains("hunter2"), "{entry}: {found:?}");
        assert_eq!(mounts(&system), ["anonymous -->/kept rw @3"], "{entry}");
    }
    let from = gaps(&service("volumes_from: [db]"));
    assert!(from[0].starts_with("web volumes_from: "), "{from:?}");
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

#[test]
fn variables_come_from_the_projects_env_file() {
    let env = "# ports\nPORT=8080\nexport DIR='/opt/data' # here\nEMPTY=\nPEM=\"a\nb\"\nLAST = 9 # nine\n";
    let filled = |entry: &str| {
        ports(&service(&format!("ports: ['{entry}']")).file("/srv/app/.env", env)).remove(0)
    };
    assert_eq!(filled("$PORT:80"), "web *:8080->80/tcp @3");
    assert_eq!(filled("${PORT}:80"), "web *:8080->80/tcp @3");
    assert_eq!(filled("${NONE:-81}:80"), "web *:81->80/tcp @3");
    assert_eq!(filled("${EMPTY:-81}:80"), "web *:81->80/tcp @3");
    assert_eq!(filled("${EMPTY-81}:80"), "web *:?->80/tcp @3");
    assert_eq!(filled("${NONE-${PORT}}:80"), "web *:8080->80/tcp @3");
    assert_eq!(filled("${PORT:+90}:80"), "web *:90->80/tcp @3");
    assert_eq!(filled("${PORT:?needed}:80"), "web *:8080->80/tcp @3");
    assert_eq!(filled("${LAST}:80"), "web *:9->80/tcp @3");
    let mount = service("volumes: ['${DIR}/x:/x']").file("/srv/app/.env", env);
    assert_eq!(mounts(&mount), ["bind /opt/data/x->/x rw @3"]);
}

#[test]
fn a_variable_that_cannot_be_filled_in_is_a_gap_without_its_value() {
    let env = "KEY=kX9vQ2mL7pR4tY8w\nPATHLIKE=/hunter2 hunter2\nNESTED=${KEY}\nLOST=${UNSET}\n";
    for body in [
        "ports: ['${KEY}:80']",
        "ports: ['${UNSET}:80']",
        "ports: ['${UNSET:?hunter2}:80']",
        "ports: ['${NESTED}:80']",
        "ports: ['${LOST}:80']",
        "ports: ['${KEY']",
        "ports: ['$-:80']",
        "ports: ['${KEY!hunter2}:80']",
        "ports: [{target: 80, host_ip: '${KEY}'}]",
        "volumes: ['${KEY}:/data']",
        "volumes: ['${UNSET}:/data']",
        "volumes: ['${PATHLIKE}:/data']",
        "volumes: ['data:${KEY}']",
    ] {
        let system = service(body).file("/srv/app/.env", env);
        let found = gaps(&system);
        assert!(
            found[0].contains(&format!(": {FILE} line 3: ")),
            "{body}: {found:?}"
        );
        assert!(
            !format!("{found:?}").contains("hunter2"),
            "{body}: {found:?}"
        );
        assert!(ports(&system).is_empty() && mounts(&system).is_empty());
    }
}

#[test]
fn only_the_entry_of_an_unset_variable_is_unknown() {
    let system =
        service("ports: ['5432:5432', '${UNSET}:80']\n    volumes: ['${UNSET}/a:/a', ./b:/b]");
    assert_eq!(ports(&system), ["web *:5432->5432/tcp @3"]);
    assert_eq!(mounts(&system), ["bind /srv/app/b->/b rw @4"]);
    assert_eq!(gaps(&system).len(), 2);
    // It takes the place of another one all the same.
    let system = service("volumes: [./a:/a, './b:/b', '${UNSET}:/a/']");
    assert_eq!(mounts(&system), ["bind /srv/app/b->/b rw @3"]);
}

#[test]
fn what_compose_and_the_shell_always_set_is_filled_in() {
    let filled = |entry: &str, env: &str| {
        mounts(&service(&format!("volumes: ['{entry}']")).file("/srv/app/.env", env)).remove(0)
    };
    assert_eq!(filled("$PWD/a:/a", ""), "bind /srv/app/a->/a rw @3");
    assert_eq!(filled("${HOME}/a:/a", ""), "bind /root/a->/a rw @3");
    assert_eq!(filled("${HOME:-/x}/a:/a", ""), "bind /root/a->/a rw @3");
    assert_eq!(
        filled("$D/a:/a", "D=${PWD}/d"),
        "bind /srv/app/d/a->/a rw @3"
    );
    assert_eq!(
        filled("/srv/${COMPOSE_PROJECT_NAME}:/a", ""),
        "bind /srv/app->/a rw @3"
    );
    assert_eq!(
        filled(
            "/srv/${COMPOSE_PROJECT_NAME}:/a",
            "COMPOSE_PROJECT_NAME=other"
        ),
        "bind /srv/other->/a rw @3"
    );
}

#[test]
fn a_variable_of_the_env_file_is_filled_from_those_above_it() {
    let env = "BASE=/srv/data\nA=${BASE}/a\nB=${C:-/late}/b\nC=/c\nD=\"${A}/d\"\nE='$BASE'\n";
    for (name, origin) in [
        ("A", "/srv/data/a"),
        ("B", "/late/b"),
        ("D", "/srv/data/a/d"),
    ] {
        let system = service(&format!("volumes: ['${{{name}}}:/x']")).file("/srv/app/.env", env);
        assert_eq!(mounts(&system), [format!("bind {origin}->/x rw @3")]);
    }
}

#[test]
fn an_env_file_that_cannot_be_read_leaves_everything_open() {
    let system = service("ports: ['80:80']");
    let denied = system
        .clone()
        .file("/srv/app/.env", "A=1")
        .denied("/srv/app/.env");
    assert!(matches!(facts(&denied).ports, Err(FactError::Denied(_))));
    let broken = system.file("/srv/app/.env", "A=\"1");
    let error = facts(&broken).ports.unwrap_err();
    assert!(error.reason().contains("/srv/app/.env line 1"), "{error:?}");
}

#[test]
fn nothing_of_environment_reaches_the_facts() {
    let system = service(
        "environment:\n      KEY: hunter2\n      OTHER: ${SECRET}\n    ports: ['${PORT:-80}:80']",
    )
    .file("/srv/app/.env", "SECRET=hunter2\n");
    assert!(!format!("{:?}", facts(&system)).contains("hunter2"));
}

#[test]
fn an_address_that_a_secret_stands_for_is_a_gap() {
    for entry in [
        "\"[${IP_TOKEN}]:80:80\"",
        "{target: 80, host_ip: \"${IP_TOKEN}\"}",
    ] {
        let system = service(&format!("ports: [{entry}]"))
            .file("/srv/app/.env", "IP_TOKEN=2001:db8:dead:beef::1");
        let reason = gaps(&system).remove(0);
        assert!(
            reason.contains("secret variable") && !reason.contains("dead"),
            "{reason}"
        );
    }
    let port = service("ports: [\"127.0.0.1:${PORT}:80\"]").file("/srv/app/.env", "PORT=8080");
    assert_eq!(ports(&port), ["web 127.0.0.1:8080->80/tcp @3"]);
}

#[test]
fn a_path_that_assigns_a_secret_loses_its_value() {
    for (entry, origin) in [
        ("/srv/API_TOKEN=S3cr3t:/d", "/srv/API_TOKEN=[redacted]"),
        ("/srv/data?token=S3cr3t:/d", "/srv/data?token=[redacted]"),
        (
            "/srv/API_TOKEN=S3cr3t/S3cr3t:/d",
            "/srv/API_TOKEN=[redacted]/[redacted]",
        ),
        ("/srv/stage=prod/x:/d", "/srv/stage=prod/x"),
    ] {
        let facts = facts(&service(&format!("volumes: [\"{entry}\"]")));
        let mounts = facts.mounts.unwrap();
        assert_eq!(mounts[0].origin.as_deref(), Some(origin));
        assert!(!format!("{mounts:?}").contains("S3cr3t"), "{mounts:?}");
    }
}
