//! Which packets may come from the internet, and what is the same in each of them.

use super::*;

/// The address of an interface and the default route over it, as procfs has them.
fn with_addresses(system: Recorded) -> Recorded {
    system
        .file(
            "/proc/net/fib_trie",
            "Main:\n  |-- 127.0.0.1\n     /32 host LOCAL\n  |-- 10.9.0.1\n     /32 host LOCAL\n  \
             |-- 203.0.113.5\n     /32 host LOCAL\n",
        )
        .file(
            "/proc/net/route",
            "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n\
             eth0 00000000 017100CB 0003 0 0 0 00000000 0 0 0\n\
             br-app 0000090A 00000000 0001 0 0 0 0000FFFF 0 0 0\n\
             eth0 007100CB 00000000 0001 0 0 0 00FFFFFF 0 0 0\n",
        )
        .file(
            "/proc/net/if_inet6",
            "fe800000000000000000000000000005 02 40 20 80 eth0\n\
             20010db8000000000000000000000005 02 40 00 80 eth0\n",
        )
        .file(
            "/proc/net/ipv6_route",
            format!(
                "{zero} 00 {zero} 00 {zero} 00000400 1 0 3 eth0\n",
                zero = "0".repeat(32)
            ),
        )
}

fn iptables(rules: &str) -> Recorded {
    Recorded::new().command(Command::new("iptables-save", []), rules)
}

fn filter(policy: &str, rules: &[&str]) -> String {
    let rules: String = rules
        .iter()
        .map(|rule| format!("-A INPUT {rule}\n"))
        .collect();
    format!("*filter\n:INPUT {policy} [0:0]\n{rules}COMMIT\n")
}

fn verdict(system: &Recorded, family: &str, protocol: &str, port: u16) -> String {
    let ranges = facts(system).reachability.unwrap();
    at(&ranges, family, protocol, port).verdict.clone()
}

#[test]
fn whoever_may_choose_the_source_port_gets_in_by_it() {
    let open = |rule: &str, protocol: &str, port: u16| {
        verdict(&iptables(&filter("DROP", &[rule])), "ipv4", protocol, port)
    };
    for rule in [
        "-p udp -m udp --sport 123 -j ACCEPT",
        "-p udp -m multiport --sports 53,67:68 -j ACCEPT",
        "-p udp -m udp --sport 0:1023 -j ACCEPT",
        "-p udp -m udp ! --sport 1024:65535 -j ACCEPT",
        // At either end.
        "-p udp -m multiport --ports 53,123 -j ACCEPT",
        "-p udp -m multiport ! --ports 53,123 -j ACCEPT",
    ] {
        assert_eq!(open(rule, "udp", 5353), "open", "{rule}");
        assert_eq!(open(rule, "tcp", 5353), "filtered", "{rule}");
    }
    let reply = "-p tcp -m tcp --sport 443 -m conntrack --ctstate ESTABLISHED -j ACCEPT";
    assert_eq!(open(reply, "tcp", 22), "filtered");
    assert_eq!(open("-p icmp -j ACCEPT", "udp", 53), "filtered");
    assert_eq!(open("-i lo -j ACCEPT", "tcp", 53), "filtered");
    // The answer of a DHCP server, which ufw lets in everywhere, but no more than that.
    let answer = "-p udp -m udp --sport 67 --dport 68 -j ACCEPT";
    assert_eq!(open(answer, "udp", 68), "filtered");
    assert_eq!(
        open("-p udp --sport 67 --dport 53 -j ACCEPT", "udp", 53),
        "open"
    );
    assert_eq!(open("-p udp --sport 67 -j ACCEPT", "udp", 68), "open");
    // One that is refused is not chosen.
    let refused = filter("ACCEPT", &["-p udp -m udp --sport 123 -j DROP"]);
    assert_eq!(verdict(&iptables(&refused), "ipv4", "udp", 7), "open");
}

#[test]
fn a_source_port_in_a_set_or_map_of_nft_is_chosen_too() {
    let sport = r#"{"payload":{"protocol":"udp","field":"sport"}}"#;
    let ranges = |rule: &str| {
        facts(&nft(&input_chain("drop", &[rule])))
            .reachability
            .unwrap()
    };
    let set = format!(
        r#"{{"match":{{"op":"==","left":{sport},"right":{{"set":[53,{{"range":[500,600]}}]}}}}}},{{"accept":null}}"#
    );
    assert_eq!(at(&ranges(&set), "ipv6", "udp", 5353).verdict, "open");
    let map = format!(
        r#"{{"vmap":{{"key":{sport},"data":{{"set":[[53,{{"accept":null}}],[54,{{"drop":null}}]]}}}}}}"#
    );
    assert_eq!(at(&ranges(&map), "ipv4", "udp", 5353).verdict, "open");
    assert_eq!(at(&ranges(&map), "ipv4", "tcp", 5353).verdict, "filtered");
}

#[test]
fn no_router_forwards_to_a_link_local_or_loopback_or_multicast_address() {
    let rules = [
        "127.0.0.0/8",
        "169.254.0.0/16",
        "224.0.0.251",
        "255.255.255.255",
        "10.9.0.1",
    ]
    .map(|address| format!("-d {address} -p tcp --dport 5432 -j ACCEPT"));
    let text = filter("DROP", &rules.each_ref().map(String::as_str));
    let system = with_addresses(iptables(&text));
    assert_eq!(verdict(&system, "ipv4", "tcp", 5432), "filtered");
    let public = filter("DROP", &["-d 203.0.113.5 -p tcp --dport 5432 -j ACCEPT"]);
    assert_eq!(
        verdict(&with_addresses(iptables(&public)), "ipv4", "tcp", 5432),
        "open"
    );
    let rule = |prefix: &str| {
        format!(
            r#"{{"match":{{"op":"==","left":{{"payload":{{"protocol":"ip6","field":"daddr"}}}},"right":{{"prefix":{{"addr":"{prefix}","len":64}}}}}}}},{{"accept":null}}"#
        )
    };
    for prefix in ["fe80::", "ff02::"] {
        let system = nft(&input_chain("drop", &[&rule(prefix)]));
        assert_eq!(verdict(&system, "ipv6", "udp", 546), "filtered");
        assert_eq!(
            verdict(&with_addresses(system), "ipv6", "udp", 546),
            "filtered"
        );
    }
    let system = with_addresses(nft(&input_chain("drop", &[&rule("2001:db8::")])));
    assert_eq!(verdict(&system, "ipv6", "udp", 546), "open");
}

#[test]
fn what_is_translated_for_the_loopback_address_is_local_without_a_raw_rule() {
    let nat = "*nat\n:PREROUTING ACCEPT\n:DOCKER -\n-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n\
        -A DOCKER -d 127.0.0.1/32 ! -i docker0 -p tcp -m tcp --dport 6379 -j DNAT --to-destination 172.17.0.3:6379\n\
        COMMIT\n*filter\n:INPUT DROP\n:FORWARD ACCEPT\nCOMMIT\n";
    let raw = "*raw\n:PREROUTING ACCEPT\n-A PREROUTING -d 127.0.0.1/32 ! -i lo -p tcp -m tcp --dport 6379 -j DROP\nCOMMIT\n";
    for text in [nat.to_owned(), format!("{raw}{nat}")] {
        let system = with_addresses(iptables(&text));
        assert_eq!(verdict(&system, "ipv4", "tcp", 6379), "filtered");
        let published = facts(&system).published_ports.unwrap();
        assert_eq!(published[0].verdict, "local");
    }
}

#[test]
fn a_ban_list_where_all_else_is_accepted_is_no_firewall() {
    let filters = |text: &str| facts(&iptables(text)).overview.unwrap().filters_ipv4;
    let bans = filter(
        "ACCEPT",
        &["-s 198.51.100.9/32 -p tcp --dport 22 -j REJECT"],
    );
    assert!(!filters(&bans));
    let list = "*filter\n:INPUT ACCEPT [0:0]\n:f2b-sshd - [0:0]\n-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd\n\
        -A f2b-sshd -s 192.0.2.77/32 -j DROP\n-A f2b-sshd -j RETURN\nCOMMIT\n";
    assert!(!filters(list));
    assert!(filters(&filter("DROP", &[])));
    assert!(filters(&filter("ACCEPT", &["-p tcp --dport 5432 -j DROP"])));
    // Nobody but these.
    let only = filter("ACCEPT", &["! -s 192.0.2.0/24 -p tcp --dport 22 -j DROP"]);
    assert!(filters(&only));
}

/// Verdict for 22/tcp over IPv4 of a chain that accepts, after one rule.
fn after(expression: &str, verdict: &str) -> String {
    let rule = format!("{expression},{{\"{verdict}\":null}}");
    let policy = if verdict == "accept" {
        "drop"
    } else {
        "accept"
    };
    let ranges = facts(&nft(&input_chain(policy, &[&rule])))
        .reachability
        .unwrap();
    let range = at(&ranges, "ipv4", "tcp", 22);
    let condition = if range.conditional {
        " on condition"
    } else {
        ""
    };
    format!("{}{condition}", range.verdict)
}

#[test]
fn a_first_packet_has_no_options_no_fragments_and_no_helper() {
    let compare = |left: &str, operator: &str, right: &str| {
        format!(r#"{{"match":{{"op":"{operator}","left":{left},"right":{right}}}}}"#)
    };
    let ip = |field: &str| format!(r#"{{"payload":{{"protocol":"ip","field":"{field}"}}}}"#);
    let drops =
        |left: &str, operator: &str, right: &str| after(&compare(left, operator, right), "drop");
    assert_eq!(drops(&ip("hdrlength"), "!=", "5"), "open");
    assert_eq!(drops(&ip("hdrlength"), "==", "5"), "filtered");
    assert_eq!(drops(&ip("hdrlength"), ">", "5"), "open");
    assert_eq!(drops(&ip("version"), "!=", "4"), "open");
    assert_eq!(drops(&ip("ttl"), "<", "5"), "open on condition");
    assert_eq!(drops(&ip("ttl"), "!=", "255"), "filtered");
    assert_eq!(
        after(&compare(&ip("ttl"), "==", "255"), "accept"),
        "filtered"
    );
    assert_eq!(
        after(&compare(&ip("ttl"), ">", "60"), "accept"),
        "open on condition"
    );
    assert_eq!(drops(&ip("length"), "<", "20"), "open");
    let offset = format!(r#"{{"&":[{},8191]}}"#, ip("frag-off"));
    assert_eq!(drops(&offset, "!=", "0"), "open");
    let header = r#"{"exthdr":{"name":"frag"}}"#;
    assert_eq!(drops(header, "==", "true"), "open");
    assert_eq!(
        drops(r#"{"ct":{"key":"helper"}}"#, "==", r#""ftp""#),
        "open"
    );
    assert_eq!(drops(r#"{"meta":{"key":"ipsec"}}"#, "==", "true"), "open");
    // Nothing has marked it.
    let mark = r#"{"meta":{"key":"mark"}}"#;
    assert_eq!(drops(mark, "==", "1"), "open");
    assert_eq!(drops(mark, "!=", "1"), "filtered");
    assert_eq!(drops(mark, ">", "0"), "open");
    assert_eq!(drops(r#"{"ct":{"key":"mark"}}"#, "==", "0"), "filtered");
    for rule in ["-m ttl --ttl-lt 5", "-m length --length 1500:65535"] {
        let system = iptables(&filter("ACCEPT", &[&format!("{rule} -j DROP")]));
        assert_eq!(verdict(&system, "ipv4", "tcp", 22), "open", "{rule}");
    }
}

#[test]
fn part_of_an_address_is_looked_up_in_a_set() {
    let masked = |mask: &str, operator: &str, right: &str| {
        format!(
            r#"{{"match":{{"op":"{operator}","left":{{"&":[{{"payload":{{"protocol":"ip6","field":"saddr"}}}},"{mask}"]}},"right":{right}}}}}"#
        )
    };
    let verdict = |rule: String, verdict: &str, policy: &str| {
        let rule = format!("{rule},{{\"{verdict}\":null}}");
        let ranges = facts(&nft(&input_chain(policy, &[&rule])))
            .reachability
            .unwrap();
        let range = at(&ranges, "ipv6", "tcp", 22);
        (range.verdict.clone(), range.sources.clone())
    };
    let network = "ffff:ffff:ffff:ffff::";
    let listed = r#"{"set":["2001:db8:bad::","2001:db8:1:2::5"]}"#;
    assert_eq!(
        verdict(masked(network, "==", listed), "drop", "accept").0,
        "open"
    );
    assert_eq!(
        verdict(masked(network, "!=", listed), "drop", "accept").0,
        "limited"
    );
    // An address with bits beside the mask is met by nobody.
    assert_eq!(
        verdict(masked(network, "==", listed), "accept", "drop"),
        ("limited".to_owned(), vec!["2001:db8:bad::/64".to_owned()])
    );
    assert_eq!(
        verdict(masked("e000::", "==", r#""2000::""#), "accept", "drop").0,
        "open"
    );
    // One bit of the end of the address: half of all senders.
    assert_eq!(
        verdict(masked("::1", "==", r#""::1""#), "accept", "drop").0,
        "open"
    );
}

#[test]
fn a_set_that_cannot_be_listed_costs_the_ports_that_depend_on_it() {
    let rules = filter(
        "DROP",
        &[
            "-p tcp --dport 22 -j ACCEPT",
            "-p tcp --dport 80 -m set --match-set partners src -j ACCEPT",
        ],
    );
    let failing = Ok(Output {
        status: 1,
        stdout: Vec::new(),
        stderr: b"ipset v7.17: Kernel error received: set type not supported\n".to_vec(),
    });
    let system = iptables(&rules).outcome(Command::new("ipset", ["save"]), failing);
    let ranges = facts(&system).reachability.unwrap();
    assert_eq!(at(&ranges, "ipv4", "tcp", 22).verdict, "open");
    assert_eq!(at(&ranges, "ipv4", "tcp", 443).verdict, "filtered");
    let unknown = at(&ranges, "ipv4", "tcp", 80);
    assert_eq!(unknown.verdict, "unknown");
    assert!(unknown.decided_by[0].text.contains("partners"));
}

#[test]
fn a_packet_that_is_not_tracked_stays_so_when_the_same_rule_accepts_it() {
    let rule = r#"{"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":53}},{"notrack":null},{"accept":null}"#;
    let json = format!(
        r#"{{"nftables":[{{"table":{{"family":"inet","name":"f"}}}},
        {{"chain":{{"family":"inet","table":"f","name":"raw","type":"filter","hook":"prerouting","prio":-300,"policy":"accept"}}}},
        {{"chain":{{"family":"inet","table":"f","name":"in","type":"filter","hook":"input","prio":0,"policy":"drop"}}}},
        {{"rule":{{"family":"inet","table":"f","chain":"raw","expr":[{rule}]}}}},
        {{"rule":{{"family":"inet","table":"f","chain":"in","expr":[{{"match":{{"op":"in","left":{{"ct":{{"key":"state"}}}},"right":"untracked"}}}},{{"accept":null}}]}}}}]}}"#
    );
    let ranges = facts(&nft(&json)).reachability.unwrap();
    assert_eq!(at(&ranges, "ipv4", "udp", 53).verdict, "open");
    assert_eq!(at(&ranges, "ipv4", "tcp", 53).verdict, "filtered");
}

#[test]
fn a_mark_is_what_the_rules_for_packets_from_the_internet_make_it() {
    let of = |mangle: &str, test: &str| {
        let text = format!(
            "*mangle\n:PREROUTING ACCEPT\n:INPUT ACCEPT\n:OUTPUT ACCEPT\n{mangle}COMMIT\n{}",
            filter("DROP", &[&format!("{test} -j ACCEPT")])
        );
        verdict(&with_addresses(iptables(&text)), "ipv4", "tcp", 22)
    };
    let set = "-j MARK --set-xmark 0x4000/0x4000\n";
    let asked = "-m mark --mark 0x4000/0x4000";
    assert_eq!(of("", asked), "filtered");
    assert_eq!(of("", "-m mark ! --mark 0x4000/0x4000"), "open");
    assert_eq!(of("", "-m connmark --mark 0x1"), "filtered");
    // Tailscale marks what comes out of its tunnel, and others what the host itself sends.
    for elsewhere in ["-A PREROUTING -i tailscale0", "-A OUTPUT"] {
        assert_eq!(of(&format!("{elsewhere} {set}"), asked), "filtered");
    }
    let marked = format!("-A PREROUTING -p tcp -m tcp --dport 80 {set}");
    assert_eq!(of(&marked, asked), "unknown");
    assert_eq!(of(&marked, "-m mark --mark 0x0"), "unknown");
    // It cannot be this one.
    assert_eq!(of(&marked, "-m mark --mark 0x8000/0x8000"), "filtered");
    let restored = "-A PREROUTING -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff\n";
    assert_eq!(of(restored, asked), "filtered");
    // Its driver marks packets where no rule sees it.
    let cilium = "-A PREROUTING -j CILIUM_PRE\n-A CILIUM_PRE -j RETURN\n";
    assert_eq!(of(&format!(":CILIUM_PRE -\n{cilium}"), asked), "unknown");
}

#[test]
fn a_zone_of_firewalld_is_that_of_the_connection() {
    let image = |connection: &str, text: &str| {
        let zone = |inside: &str, target: &str| format!("<zone{target}>{inside}</zone>");
        let enabled = "/etc/systemd/system/multi-user.target.wants/firewalld.service";
        let system = with_addresses(Recorded::new())
            .link(enabled, "/usr/lib/systemd/system/firewalld.service")
            .file("/usr/lib/firewalld/zones/public.xml", zone("", ""))
            .file(
                "/usr/lib/firewalld/zones/trusted.xml",
                zone("", " target=\"ACCEPT\""),
            )
            .file(connection, text);
        verdict(&system, "ipv4", "tcp", 5432)
    };
    let keyfile = "/etc/NetworkManager/system-connections/wan.nmconnection";
    let of = |text: &str| image(keyfile, &format!("[connection]\n{text}"));
    assert_eq!(of("interface-name=eth0\nzone=trusted\n"), "open");
    assert_eq!(of("interface-name=eth1\nzone=trusted\n"), "refused");
    assert_eq!(of("interface-name=eth0\nzone=\n"), "refused");
    assert_eq!(of("interface-name=eth0\n"), "refused");
    // It may be of any interface.
    assert_eq!(of("zone=trusted\n"), "unknown");
    let script = "/etc/sysconfig/network-scripts/ifcfg-eth0";
    assert_eq!(image(script, "DEVICE=\"eth0\"\nZONE=trusted\n"), "open");
}
