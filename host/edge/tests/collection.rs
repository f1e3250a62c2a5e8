//! Every domain of a host, collected alone: which others its collector asks for. Two that
//! need each other would each be an error, so nobody but those written here may ask.

use std::collections::BTreeSet;

use muster_facts::targets::{ComposeFile, Edge, EnvFile, Targets};
use muster_facts::{Domain, Secrets};
use muster_target::{Context, Recorded, with_collection};

const COLLECTORS: [&[muster_target::Collector]; 2] =
    [muster_collectors::COLLECTORS, muster_edge::COLLECTORS];

/// Who asks for whom, by the last part of their names.
const ASKED: &[(&str, &str)] = &[
    ("Loaded", "Accounts"),
    ("compose", "Loaded"),
    ("dns", "host"),
    ("env", "Accounts"),
    ("env", "Loaded"),
    ("mail", "env"),
    ("packet-filter", "Accounts"),
    ("packet-filter", "Boot"),
    ("packet-filter", "Loaded"),
    ("packet-filter", "Packages"),
    ("packet-filter", "Tables"),
    ("packet-filter", "compose"),
    ("packet-filter", "host"),
    ("sockets", "Tables"),
    ("sshd", "Accounts"),
    ("sshd", "Boot"),
    ("sshd", "Packages"),
];

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
    let last = |name: &str| name.rsplit(['/', ':']).next().unwrap().to_owned();
    let mut asked = BTreeSet::new();
    for domain in Domain::ALL {
        let (targets, secrets) = (targets(), Secrets::default());
        let context = Context::recorded(&host, &targets, &secrets);
        let questions = with_collection(context, &COLLECTORS, |collection| {
            collection.prepare(domain).unwrap();
            collection.asked()
        });
        asked.extend(
            questions
                .into_iter()
                .map(|(asking, asked)| (last(asking), last(asked))),
        );
    }
    let expected: BTreeSet<(String, String)> = ASKED
        .iter()
        .map(|(asking, asked)| ((*asking).to_owned(), (*asked).to_owned()))
        .collect();
    assert_eq!(asked, expected);
}
