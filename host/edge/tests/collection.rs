//! Every domain of a host, collected alone: which others its collector asks for. Two that need each other
//! would each be an error, so nothing may lead back to who asked.

use std::collections::{BTreeMap, BTreeSet};

use muster_facts::targets::{ComposeFile, Edge, EnvFile, Targets};
use muster_facts::{Domain, Secrets};
use muster_target::{Context, Recorded, with_collection};

const COLLECTORS: [&[muster_target::Collector]; 2] =
    [muster_collectors::COLLECTORS, muster_edge::COLLECTORS];

/// One that has something of everything.
fn host() -> Recorded {
    Recorded::new()
        .file("/etc/os-release", "ID=debian\nVERSION_ID=13\n")
        .file("/proc/net/fib_trie", "")
        .file("/proc/net/tcp", "sl local_address\n")
        .file("/proc/net/udp", "sl local_address\n")
        .file("/usr/sbin/sshd", "")
        .file("/etc/ssh/sshd_config", "Port 22\n")
        .file(
            "/etc/systemd/system/second.service",
            "[Service]\nExecStart=/usr/sbin/sshd -D -p 2222\n",
        )
        .file("/etc/nftables.conf", "table inet filter {}\n")
        .file("/srv/shop/.env", "EMAIL_FROM=shop@shop.example\n")
        .file(
            "/srv/shop/compose.yaml",
            "services: {web: {image: web, ports: ['80:80'], env_file: .env}}\n",
        )
        .answers("dns", "$ZONE example.\n")
}

fn targets() -> Targets {
    Targets {
        env_files: Some(vec![EnvFile {
            path: "/srv/shop/.env".into(),
            dialects: Vec::new(),
        }]),
        compose_file: ComposeFile::At("/srv/shop/compose.yaml".into()),
        domain: Some("shop.example".to_owned()),
        edge: Edge {
            web_names: Some(vec!["shop.example".to_owned()]),
            ..Edge::default()
        },
        ..Targets::default()
    }
}

#[test]
fn nobody_asks_for_who_asks_for_it() {
    let host = host();
    let mut asked: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for domain in Domain::ALL {
        let (targets, secrets) = (targets(), Secrets::default());
        let context = Context::recorded(&host, &targets, &secrets);
        let questions = with_collection(context, &COLLECTORS, |collection| {
            collection.prepare(domain).unwrap();
            collection.asked()
        });
        for (asking, of) in questions {
            asked.entry(asking).or_default().insert(of);
        }
    }
    // The host has enough for collectors to ask each other.
    let all: usize = asked.values().map(BTreeSet::len).sum();
    assert!(all > 10, "{asked:#?}");
    // Takes away whoever asks for nothing that is left: only a circle stays.
    while let Some(free) = free(&asked) {
        asked.remove(free);
    }
    assert!(asked.is_empty(), "they ask in a circle: {asked:#?}");
}

/// Somebody who asks only for what asks for nothing.
fn free<'a>(asked: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Option<&'a str> {
    let mut all = asked.iter();
    all.find(|(_, of)| !of.iter().any(|of| asked.contains_key(of)))
        .map(|(asking, _)| *asking)
}

#[test]
fn a_circle_is_found() {
    let of = |names: &[&'static str]| names.iter().copied().collect::<BTreeSet<_>>();
    let mut asked = BTreeMap::from([("a", of(&["b"])), ("b", of(&["c"]))]);
    assert_eq!(free(&asked), Some("b"));
    asked.insert("c", of(&["a"]));
    assert_eq!(free(&asked), None);
}
