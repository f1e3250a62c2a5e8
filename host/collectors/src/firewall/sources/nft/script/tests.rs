use muster_target::Recorded;

use super::read_nft_script;
use crate::firewall::model::ruleset::Ruleset;
use crate::firewall::reachability;

const PATH: &str = "/etc/nftables.conf";

fn ruleset(text: &str) -> Ruleset {
    read_nft_script(&Recorded::new().file(PATH, text), PATH).unwrap()
}

fn verdict(text: &str, family: &str, protocol: &str, port: u16) -> String {
    let ranges = reachability(&ruleset(text)).unwrap();
    let range = ranges.into_iter().find(|range| {
        range.family == family
            && range.protocol == protocol
            && (range.first_port..=range.last_port).contains(&port)
    });
    range.unwrap().verdict
}

fn input(rules: &str) -> String {
    format!(
        "#!/usr/sbin/nft -f\nflush ruleset\ntable inet filter {{\n  chain input {{\n    type filter hook \
         input priority filter; policy drop;\n{rules}\n  }}\n}}\n"
    )
}

#[test]
fn a_chain_with_a_policy_lets_in_what_its_rules_accept() {
    let text = input(
        "iif lo accept\nct state vmap { established : accept, related : accept, invalid : drop }\n\
         tcp dport { 22, 80-90, https } ct state new counter accept comment \"web\"\n\
         udp dport 51820 limit rate over 10/second burst 5 packets drop\nudp dport 51820 accept\n\
         ip6 nexthdr icmpv6 accept\nmeta l4proto { icmp, ipv6-icmp } accept",
    );
    for port in [22, 85, 443] {
        assert_eq!(verdict(&text, "ipv4", "tcp", port), "open", "{port}");
    }
    assert_eq!(verdict(&text, "ipv6", "tcp", 91), "filtered");
    assert_eq!(verdict(&text, "ipv6", "udp", 51820), "open");
    assert_eq!(verdict(&text, "ipv4", "udp", 443), "filtered");
}

#[test]
fn variables_includes_and_single_commands_are_followed() {
    let system = Recorded::new()
        .file(
            PATH,
            "flush ruleset\ndefine web = { 80, 443 }\ninclude \"/etc/nftables.d/*.nft\"\n",
        )
        .file(
            "/etc/nftables.d/10-base.nft",
            "add table inet filter\nadd chain inet filter input { type filter hook input priority 0; policy drop; }\n\
             add rule inet filter input tcp dport $web accept\n",
        )
        .file(
            "/etc/nftables.d/20-more.nft",
            "table inet filter {\n  chain input {\n    jump ours\n  }\n  chain ours {\n    tcp dport 2222 accept\n  }\n}\n",
        )
        .file("/etc/nftables.d/README", "rubbish");
    let ranges = reachability(&read_nft_script(&system, PATH).unwrap()).unwrap();
    let open: Vec<u16> = ranges
        .iter()
        .filter(|range| range.family == "ipv4" && range.verdict == "open")
        .map(|range| range.first_port)
        .collect();
    assert_eq!(open, [80, 443, 2222]);
    let place = &ranges
        .iter()
        .find(|range| range.first_port == 2222)
        .unwrap()
        .decided_by[0]
        .source;
    assert_eq!(
        (place.name.as_str(), place.line),
        ("/etc/nftables.d/20-more.nft", Some(6))
    );
}

#[test]
fn sets_and_maps_are_read_with_their_elements() {
    let text = "table inet filter {\n  set banned {\n    type ipv4_addr\n    flags interval\n    elements = { 198.51.100.0/24,\n      203.0.113.7 }\n  }\n\
        set doors { type inet_service; elements = { 22, 25 } }\n\
        map doing { type inet_service : verdict; elements = { 8080 : accept, 9090 : goto no } }\n\
        chain no { drop }\n\
        chain input {\n    type filter hook input priority 0; policy drop;\n    ip saddr @banned drop\n    tcp dport @doors accept\n    tcp dport vmap @doing\n  }\n}\n\
        add element inet filter doors { 26 }\n";
    for (port, expected) in [
        (22, "open"),
        (25, "open"),
        (26, "open"),
        (8080, "open"),
        (9090, "filtered"),
    ] {
        assert_eq!(verdict(text, "ipv4", "tcp", port), expected, "{port}");
    }
}

#[test]
fn what_is_not_known_is_unknown_where_it_decides() {
    let text = input(
        "osf name \"Linux\" tcp dport 22 accept\ntcp dport 443 accept\nct mark set 7\nmeta mark set 1 counter",
    );
    assert_eq!(verdict(&text, "ipv4", "tcp", 22), "unknown");
    assert_eq!(verdict(&text, "ipv4", "tcp", 443), "open");
    let bits = input("tcp flags & (fin | syn) == syn drop\ntcp dport 443 accept");
    assert_ne!(verdict(&bits, "ipv4", "tcp", 80), "open");
}

#[test]
fn what_was_flushed_is_gone_and_what_is_dormant_does_not_count() {
    let first = "table ip old { chain c { type filter hook input priority 0; policy drop; } }\n";
    assert_eq!(verdict(first, "ipv4", "tcp", 22), "filtered");
    let flushed = format!("{first}flush ruleset\n");
    assert_eq!(verdict(&flushed, "ipv4", "tcp", 22), "open");
    let dormant = first.replace("old {", "old { flags dormant;");
    assert_eq!(verdict(&dormant, "ipv4", "tcp", 22), "open");
}

#[test]
fn a_redirection_leads_to_another_port() {
    let text = "table ip nat { chain pre { type nat hook prerouting priority dstnat; tcp dport 80 redirect to :8080 } }\n\
        table ip filter { chain in { type filter hook input priority 0; policy drop; tcp dport 8080 accept } }\n";
    assert_eq!(verdict(text, "ipv4", "tcp", 80), "open");
    assert_eq!(verdict(text, "ipv4", "tcp", 81), "filtered");
}

#[test]
fn a_file_that_is_not_understood_is_an_error() {
    let system = Recorded::new()
        .file(PATH, "table inet filter { chain input {\n")
        .file("/etc/other", "frobnicate everything\n")
        .file("/etc/circle", "include \"/etc/circle\"\n");
    for path in [PATH, "/etc/other", "/etc/circle", "/etc/missing"] {
        assert!(read_nft_script(&system, path).is_err(), "{path}");
    }
}
