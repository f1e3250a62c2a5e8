mod boot_changes;
mod iptables;
mod large;
mod packets;
mod random;

use muster_facts::targets::Targets;
use muster_facts::{Secrets, Source, packet_filter::Decision};
use muster_target::{Command, Output, Recorded, RunError, System, with_collection};
use proptest::prelude::*;

use super::*;
use crate::firewall::model::ruleset::{Backend, Ruleset, TableFamily};
use crate::firewall::sources::iptables::ipset::Ipsets;
use crate::firewall::sources::iptables::save::Origin;

const UFW_BEFORE: &str = "*filter\n:ufw-before-input - [0:0]\n:ufw-before-forward - [0:0]\n:ufw-not-local - [0:0]\n\
    -A ufw-before-input -i lo -j ACCEPT\n\
    -A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n\
    -A ufw-before-input -j ufw-not-local\n\
    -A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN\n\
    -A ufw-not-local -j DROP\nCOMMIT\n";

const UFW_AFTER: &str = "*filter\n:ufw-after-input - [0:0]\nCOMMIT\n";

const UFW_USER: &str = "*filter\n:ufw-user-input - [0:0]\n### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n\
    -A ufw-user-input -p tcp --dport 22 -j ACCEPT\n\
    -A ufw-user-input -p tcp --dport 8080 -s 198.51.100.0/24 -j ACCEPT\nCOMMIT\n";

fn ufw_image() -> Recorded {
    let v6 = |text: &str| {
        text.replace("ufw-", "ufw6-")
            .replace("0.0.0.0/0", "::/0")
            .replace("198.51.100.0/24", "2001:db8::/48")
    };
    Recorded::new()
        .file("/etc/ufw/ufw.conf", "ENABLED=yes\n")
        .file(
            "/etc/default/ufw",
            "IPV6=yes\nDEFAULT_INPUT_POLICY=\"DROP\"\nDEFAULT_FORWARD_POLICY=\"DROP\"\n",
        )
        .file("/etc/ufw/before.rules", UFW_BEFORE)
        .file("/etc/ufw/after.rules", UFW_AFTER)
        .file("/etc/ufw/user.rules", UFW_USER)
        .file("/etc/ufw/before6.rules", v6(UFW_BEFORE))
        .file("/etc/ufw/after6.rules", v6(UFW_AFTER))
        .file("/etc/ufw/user6.rules", v6(UFW_USER))
        .link(
            "/etc/systemd/system/multi-user.target.wants/ufw.service",
            "/lib/systemd/system/ufw.service",
        )
}

fn facts(system: &dyn System) -> PacketFilterFacts {
    with_collection(
        Context::recorded(system, &Targets::default(), &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
}

fn at<'r>(ranges: &'r [Reach], family: &str, protocol: &str, port: u16) -> &'r Reach {
    ranges
        .iter()
        .find(|range| {
            range.family == family
                && range.protocol == protocol
                && (range.first_port..=range.last_port).contains(&port)
        })
        .unwrap()
}

fn nft(json: &str) -> Recorded {
    Recorded::new().command(Command::new("nft", ["-j", "list", "ruleset"]), json)
}

/// An nft ruleset with one input chain of the given policy and rules.
fn input_chain(policy: &str, rules: &[&str]) -> String {
    let rules: String = rules
        .iter()
        .map(|expr| format!(r#",{{"rule":{{"family":"inet","table":"f","chain":"in","handle":3,"expr":[{expr}]}}}}"#))
        .collect();
    format!(
        r#"{{"nftables":[{{"table":{{"family":"inet","name":"f"}}}},{{"chain":{{"family":"inet","table":"f","name":"in","type":"filter","hook":"input","prio":0,"policy":"{policy}"}}}}{rules}]}}"#
    )
}

const SSH: &str =
    r#"{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":22}}"#;

#[test]
fn a_match_that_cannot_be_evaluated_makes_a_verdict_unknown_only_where_it_matters() {
    let opaque = r#"{"match":{"op":"==","left":{"meta":{"key":"skuid"}},"right":1}}"#;
    let drop_marked = format!("{SSH},{opaque},{{\"drop\":null}}");
    let accept_ssh = format!("{SSH},{{\"accept\":null}}");
    let ranges = facts(&nft(&input_chain("drop", &[&drop_marked, &accept_ssh])))
        .reachability
        .unwrap();
    assert_eq!(at(&ranges, "ipv4", "tcp", 22).verdict, "unknown");
    assert_eq!(
        at(&ranges, "ipv4", "tcp", 22).decided_by[0].text,
        "tcp dport 22 meta skuid 1 drop"
    );
    assert_eq!(at(&ranges, "ipv4", "tcp", 23).verdict, "filtered");
    let ranges = facts(&nft(&input_chain("drop", &[&drop_marked])))
        .reachability
        .unwrap();
    assert_eq!(at(&ranges, "ipv4", "tcp", 22).verdict, "filtered");
}

#[test]
fn an_unknown_statement_is_not_dropped() {
    let rule = format!("{SSH},{{\"new-thing\":{{}}}},{{\"accept\":null}}");
    let ranges = facts(&nft(&input_chain("drop", &[&rule])))
        .reachability
        .unwrap();
    assert_eq!(at(&ranges, "ipv6", "tcp", 22).verdict, "unknown");
}

#[test]
fn a_rate_limit_is_open_on_condition() {
    let rule = format!("{SSH},{{\"limit\":{{\"rate\":3,\"per\":\"minute\"}}}},{{\"accept\":null}}");
    let ranges = facts(&nft(&input_chain("drop", &[&rule])))
        .reachability
        .unwrap();
    let ssh = at(&ranges, "ipv4", "tcp", 22);
    assert_eq!((ssh.verdict.as_str(), ssh.conditional), ("open", true));
}

#[test]
fn a_banned_address_does_not_close_a_port_and_a_private_one_does_not_open_it() {
    let from = |prefix: &str, verdict: &str| {
        format!(
            r#"{{"match":{{"op":"==","left":{{"payload":{{"protocol":"ip","field":"saddr"}}}},"right":{prefix}}}}},{SSH},{{"{verdict}":null}}"#
        )
    };
    let banned = from(r#""198.51.100.9""#, "drop");
    let ranges = facts(&nft(&input_chain("accept", &[&banned])))
        .reachability
        .unwrap();
    assert_eq!(at(&ranges, "ipv4", "tcp", 22).verdict, "open");
    let private = from(r#"{"prefix":{"addr":"10.0.0.0","len":8}}"#, "accept");
    let ranges = facts(&nft(&input_chain("drop", &[&private])))
        .reachability
        .unwrap();
    assert_eq!(at(&ranges, "ipv4", "tcp", 22).verdict, "filtered");
}

#[test]
fn nft_shows_a_table_with_extensions_only_through_iptables_save() {
    let json = r#"{"nftables":[{"table":{"family":"ip","name":"filter"}},{"chain":{"family":"ip","table":"filter","name":"INPUT","type":"filter","hook":"input","prio":0,"policy":"drop"}},{"rule":{"family":"ip","table":"filter","chain":"INPUT","expr":[{"xt":{"type":"match","name":"multiport"}},{"accept":null}]}}]}"#;
    let save = "# Generated by iptables-save v1.8.9 (nf_tables)\n*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m multiport --dports 22,80 -j ACCEPT\nCOMMIT\n";
    let alone = facts(&nft(json)).reachability.unwrap();
    assert_eq!(at(&alone, "ipv4", "tcp", 22).verdict, "unknown");
    let system = nft(json).command(Command::new("iptables-save", []), save);
    let both = facts(&system);
    assert_eq!(both.overview.unwrap().basis, ["nft", "iptables"]);
    let ranges = both.reachability.unwrap();
    assert_eq!(at(&ranges, "ipv4", "tcp", 80).verdict, "open");
    assert_eq!(at(&ranges, "ipv4", "tcp", 81).verdict, "filtered");
}

#[test]
fn what_cannot_be_read_is_an_error_and_never_an_open_or_closed_port() {
    let failing = |stderr: &str| {
        Recorded::new().outcome(
            Command::new("nft", ["-j", "list", "ruleset"]),
            Ok(Output {
                status: 1,
                stdout: Vec::new(),
                stderr: stderr.as_bytes().to_vec(),
            }),
        )
    };
    let error = |system: &Recorded| facts(system).reachability.unwrap_err();
    assert!(matches!(
        error(&failing("Operation not permitted (you must be root)")),
        FactError::Denied(_)
    ));
    assert!(matches!(
        error(&failing("netlink: boom")),
        FactError::Failed(_)
    ));
    assert!(matches!(error(&nft("{}")), FactError::Failed(_)));
    assert!(matches!(error(&Recorded::new()), FactError::Failed(_)));
    let slow = Recorded::new().outcome(
        Command::new("nft", ["-j", "list", "ruleset"]),
        Err(RunError::TimedOut {
            command: "nft".to_owned(),
        }),
    );
    assert!(matches!(error(&slow), FactError::Failed(_)));
    let nftables = Recorded::new().link(
        "/etc/systemd/system/sysinit.target.wants/nftables.service",
        "/x",
    );
    assert!(error(&nftables).reason().contains("nftables loads"));
    let broken = ufw_image().file("/etc/ufw/user.rules", "*filter\nrubbish\n");
    assert!(
        error(&broken)
            .reason()
            .contains("/etc/ufw/user.rules line 2")
    );
    let legacy = nft(&input_chain("drop", &[])).file("/proc/net/ip_tables_names", "filter\n");
    assert!(error(&legacy).reason().contains("iptables-legacy-save"));
}

fn origin(sets: &Ipsets) -> Origin<'_> {
    Origin {
        family: TableFamily::Ip,
        backend: Backend::Files,
        is_file: true,
        name: "rules",
        sets,
    }
}

/// An image that starts a firewall from files that nobody here reads is not one without a firewall.
#[test]
fn firewalls_whose_files_are_not_read_are_said_to_be_unknown() {
    let services: Vec<&str> = owners::programs::not_in_files()
        .chain(owners::loaders::not_in_files())
        .collect();
    for known in [
        "csf",
        "shorewall6-lite",
        "ferm",
        "arno-iptables-firewall",
        "apf",
    ] {
        assert!(services.contains(&known), "{known}");
    }
    assert!(!services.contains(&"firewalld"));
    for service in services {
        let image = Recorded::new().link(
            format!("/etc/systemd/system/multi-user.target.wants/{service}.service"),
            format!("/usr/lib/systemd/system/{service}.service"),
        );
        let error = facts(&image).reachability.unwrap_err();
        assert!(error.reason().starts_with(service), "{error:?}");
    }
}
