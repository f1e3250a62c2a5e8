//! Variables that are filled in, and values that stay here.

use super::*;

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
