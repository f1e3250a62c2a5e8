//! Mounts of services.

use super::*;

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
