//! Published ports.

use super::*;

fn port(entry: &str) -> Vec<String> {
    ports(&service(&format!("ports: [{entry}]")))
        .iter()
        .map(|line| line["web ".len()..line.len() - " @3".len()].to_owned())
        .collect()
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
