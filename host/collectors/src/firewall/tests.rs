use muster_facts::targets::Targets;
use muster_facts::{Secrets, Source, packet_filter::Decision};
use muster_target::{Command, Output, Recorded, RunError, System, with_collection};
use proptest::prelude::*;

mod boot_changes;
mod large;
mod packets;

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
fn ufw_files_of_an_image_are_evaluated_with_file_and_line() {
    let facts = facts(&ufw_image());
    let overview = facts.overview.unwrap();
    assert_eq!(overview.basis, ["ufw-files"]);
    assert!(overview.filters_ipv4 && overview.filters_ipv6);
    let ufw = &overview.managers[0];
    assert_eq!(
        (ufw.name.as_str(), ufw.active, ufw.enabled_on_boot),
        ("ufw", true, Some(true))
    );
    let ranges = facts.reachability.unwrap();
    let ssh = at(&ranges, "ipv4", "tcp", 22);
    assert_eq!(ssh.verdict, "open");
    assert_eq!(ssh.decided_by[0].source.name, "/etc/ufw/user.rules");
    assert_eq!(ssh.decided_by[0].source.line, Some(4));
    let limited = at(&ranges, "ipv4", "tcp", 8080);
    assert_eq!(
        (limited.verdict.as_str(), limited.sources.as_slice()),
        ("limited", &["198.51.100.0/24".to_owned()][..])
    );
    assert_eq!(at(&ranges, "ipv6", "tcp", 8080).sources, ["2001:db8::/48"]);
    assert_eq!(at(&ranges, "ipv6", "udp", 22).verdict, "filtered");
}

#[test]
fn ufw_without_ipv6_drops_all_of_it() {
    let image = ufw_image().file("/etc/default/ufw", "IPV6=no\nDEFAULT_INPUT_POLICY=DROP\n");
    let ranges = facts(&image).reachability.unwrap();
    assert_eq!(at(&ranges, "ipv6", "tcp", 22).verdict, "filtered");
    assert_eq!(at(&ranges, "ipv4", "tcp", 22).verdict, "open");
}

#[test]
fn a_policy_alone_is_a_firewall_of_iptables() {
    let dropping = |input: &str, forward: &str| {
        format!("*filter\n:INPUT {input} [0:0]\n:FORWARD {forward} [0:0]\nCOMMIT\n")
    };
    let active = |v4: &str, v6: &str| {
        let system = Recorded::new()
            .command(Command::new("iptables-save", []), v4)
            .command(Command::new("ip6tables-save", []), v6);
        let overview = facts(&system).overview.unwrap();
        let names = overview.managers.iter().filter(|manager| manager.active);
        names
            .map(|manager| manager.name.clone())
            .collect::<Vec<_>>()
    };
    let (open, closed) = (dropping("ACCEPT", "ACCEPT"), dropping("DROP", "ACCEPT"));
    assert_eq!(active(&closed, &closed), ["iptables"]);
    assert_eq!(active(&closed, &open), ["iptables"]);
    assert_eq!(active(&open, &closed), ["iptables"]);
    assert!(active(&open, &open).is_empty());
    // Docker's own policy.
    assert!(active(&dropping("ACCEPT", "DROP"), &open).is_empty());
    let ufw = closed.replace("COMMIT", ":ufw-user-input - [0:0]\nCOMMIT");
    assert_eq!(active(&ufw, &closed), ["ufw"]);
}

#[test]
fn a_ufw_that_is_switched_off_filters_nothing() {
    let image = ufw_image().file("/etc/ufw/ufw.conf", "ENABLED=no\n");
    let facts = facts(&image);
    let overview = facts.overview.unwrap();
    assert!(overview.basis.is_empty() && !overview.filters_ipv4);
    assert_eq!(overview.managers[0].enabled_on_boot, Some(false));
    assert_eq!(
        at(&facts.reachability.unwrap(), "ipv4", "tcp", 5432).verdict,
        "open"
    );
}

#[test]
fn a_published_port_passes_ufw_unless_docker_user_drops_it() {
    let ruleset = |after: &str| {
        let settings = ufw::settings(
            "ENABLED=yes",
            "IPV6=yes\nDEFAULT_INPUT_POLICY=DROP\nDEFAULT_FORWARD_POLICY=DROP",
        );
        let files = ufw::RuleFiles {
            before: UFW_BEFORE,
            after,
            user: UFW_USER,
        };
        let tables =
            ufw::tables(TableFamily::Ip, &settings, Some(files), &Ipsets::default()).unwrap();
        let publication = Publication {
            address: "0.0.0.0".parse().unwrap(),
            way: Way::Translated,
            protocol: model::packet::Protocol::Tcp,
            port: Some(5432),
            door: 5432,
            container_port: 5432,
            source: Source::line("/srv/compose.yaml", 7),
        };
        let site = Site {
            engine: &Engine::DOCKER,
            legacy: false,
        };
        docker::publish(Ruleset { tables }, &[publication], site)
    };
    let verdict = |after: &str| {
        let ranges = reachability(&ruleset(after)).unwrap();
        let range = at(&ranges, "ipv4", "tcp", 5432).clone();
        (
            range.verdict,
            range.path,
            range.decided_by[0].source.name.clone(),
        )
    };
    assert_eq!(
        verdict(UFW_AFTER),
        ("open".into(), "forward".into(), "/srv/compose.yaml".into())
    );
    let closed = "*filter\n:ufw-user-forward - [0:0]\n:DOCKER-USER - [0:0]\n-A DOCKER-USER -j ufw-user-forward\n\
        -A DOCKER-USER -j RETURN -s 10.0.0.0/8\n\
        -A DOCKER-USER -j DROP -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -d 172.16.0.0/12\n\
        -A DOCKER-USER -j RETURN\nCOMMIT\n";
    assert_eq!(
        verdict(closed),
        (
            "filtered".into(),
            "forward".into(),
            "/etc/ufw/after.rules".into()
        )
    );
}

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

#[test]
fn rules_for_iptables_at_boot_are_read_from_its_files() {
    let image = Recorded::new()
        .link(
            "/etc/systemd/system/multi-user.target.wants/netfilter-persistent.service",
            "/x",
        )
        .file(
            "/etc/iptables/rules.v4",
            "*filter\n:INPUT DROP\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n",
        );
    let facts = facts(&image);
    assert_eq!(facts.overview.unwrap().basis, ["rules-v4"]);
    let ranges = facts.reachability.unwrap();
    assert_eq!(at(&ranges, "ipv4", "tcp", 80).verdict, "filtered");
    assert_eq!(at(&ranges, "ipv6", "tcp", 80).verdict, "open");
}

#[test]
fn nat_rules_in_force_are_published_ports() {
    let save = "# Generated by iptables-save v1.8.9\n*nat\n:PREROUTING ACCEPT\n:DOCKER -\n-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n\
        -A DOCKER ! -i docker0 -p tcp -m tcp --dport 5432 -j DNAT --to-destination 172.17.0.2:5432\n\
        -A DOCKER -d 127.0.0.1/32 ! -i docker0 -p tcp -m tcp --dport 6379 -j DNAT --to-destination 172.17.0.3:6379\nCOMMIT\n\
        *filter\n:INPUT DROP\n:FORWARD DROP\n-A FORWARD -o docker0 -j ACCEPT\nCOMMIT\n";
    let ruleset = Ruleset {
        tables: iptables_save::parse(save, &origin(&Ipsets::default())).unwrap(),
    };
    let network = HostNetwork::default();
    let nothing = Decision {
        text: String::new(),
        source: Source::logical("none"),
    };
    let reach = Reachability::new(&ruleset, &network, nothing);
    let ports = published::from_nat(&ruleset, &reach, &[]).unwrap();
    let found: Vec<_> = ports
        .iter()
        .map(|p| {
            (
                p.address.as_str(),
                p.port,
                p.verdict.as_str(),
                p.input_verdict.as_str(),
                p.owner.as_str(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("0.0.0.0", 5432, "open", "filtered", "172.17.0.2"),
            ("127.0.0.1", 6379, "local", "filtered", "172.17.0.3"),
        ]
    );
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

fn covers_everything_once(ranges: &[Reach]) {
    let mut spaces = Vec::new();
    let mut next: u32 = 65_536;
    for range in ranges {
        if range.first_port == 1 {
            assert_eq!(next, 65_536);
            spaces.push((range.family.as_str(), range.protocol.as_str()));
            next = 1;
        }
        assert_eq!(u32::from(range.first_port), next);
        assert!(range.first_port <= range.last_port);
        next = u32::from(range.last_port) + 1;
    }
    assert_eq!(next, 65_536);
    assert_eq!(
        spaces,
        [
            ("ipv4", "tcp"),
            ("ipv4", "udp"),
            ("ipv6", "tcp"),
            ("ipv6", "udp")
        ]
    );
}

fn word() -> impl Strategy<Value = String> {
    proptest::sample::select(vec![
        "-A",
        "INPUT",
        "X",
        "-p",
        "tcp",
        "udp",
        "--dport",
        "--dports",
        "--sport",
        "22",
        "1000:2000",
        "65535",
        "0",
        "-s",
        "-d",
        "!",
        "198.51.100.0/24",
        "0.0.0.0/0",
        "-m",
        "multiport",
        "conntrack",
        "--ctstate",
        "NEW",
        "ESTABLISHED,DNAT",
        "limit",
        "--limit",
        "owner",
        "-i",
        "eth+",
        "lo",
        "-j",
        "-g",
        "ACCEPT",
        "DROP",
        "REJECT",
        "RETURN",
        "DNAT",
        "--to-destination",
        "10.0.0.1:80",
        "REDIRECT",
        "LOG",
        "\"",
        "\\",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn the_ranges_cover_every_port_once_whatever_the_rules(
        lines in proptest::collection::vec(proptest::collection::vec(word(), 0..9), 0..8),
        drops in any::<bool>(),
    ) {
        let sets = Ipsets::default();
        let policy = if drops { "DROP" } else { "ACCEPT" };
        let rules: String = lines.iter().map(|words| format!("-A INPUT {}\n", words.join(" "))).collect();
        let text = format!("*filter\n:INPUT {policy}\n:X -\n-A X -j X\n{rules}COMMIT\n");
        if let Ok(tables) = iptables_save::parse(&text, &origin(&sets)) {
            covers_everything_once(&reachability(&Ruleset { tables }).unwrap());
        }
    }

    #[test]
    fn iptables_text_never_panics(text in "([*:#-]?[A-Za-z !\"\\\\0-9:/.-]{0,30}\n){0,6}") {
        let _ = iptables_save::parse(&text, &origin(&Ipsets::default()));
        let _ = ufw::settings(&text, &text);
    }

    #[test]
    fn nft_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = nft_json::parse(&bytes);
    }

    #[test]
    fn a_damaged_nft_listing_is_an_error_or_evaluated_in_full(
        from in 0usize..2000, length in 0usize..12, by in "[\\[\\]{}\",:a-z0-9]{0,6}",
    ) {
        let rule = format!("{SSH},{{\"vmap\":{{\"key\":{{\"ct\":{{\"key\":\"state\"}}}},\"data\":{{\"set\":[[\"new\",{{\"accept\":null}}],[\"invalid\",{{\"drop\":null}}]]}}}}}}");
        let mut json = input_chain("drop", &[SSH, &rule]);
        let from = from % json.len();
        let to = (from + length).min(json.len());
        json.replace_range(from..to, &by);
        if let Ok(ruleset) = nft_json::parse(json.as_bytes()) {
            covers_everything_once(&reachability(&ruleset).unwrap());
        }
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
