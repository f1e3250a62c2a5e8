//! Rulesets as large as those of real hosts: what a finite list of senders meets does not decide for
//! everybody, and no port is given up.

use super::*;

fn saved(text: &str) -> Vec<Reach> {
    let system = Recorded::new().command(Command::new("iptables-save", []), text);
    facts(&system).reachability.unwrap()
}

/// The open ports of TCP over IPv4; nothing is unknown.
fn open(ranges: &[Reach]) -> Vec<(u16, u16)> {
    assert!(ranges.iter().all(|range| range.verdict != "unknown"));
    ranges
        .iter()
        .filter(|range| {
            range.verdict == "open" && range.family == "ipv4" && range.protocol == "tcp"
        })
        .map(|range| (range.first_port, range.last_port))
        .collect()
}

/// Addresses all over the internet, in no order.
fn somewhere(number: u32) -> std::net::Ipv4Addr {
    (number.wrapping_mul(2_654_435_761) | 0x0b00_0000).into()
}

#[test]
fn ten_thousand_bans_do_not_close_the_port_that_they_are_about() {
    let bans: String = (0..10_000)
        .map(|number| format!("-A f2b-sshd -s {}/32 -j REJECT\n", somewhere(number)))
        .collect();
    let ranges = saved(&format!(
        "*filter\n:INPUT DROP\n:f2b-sshd -\n-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd\n\
         -A INPUT -p tcp --dport 22 -j ACCEPT\n{bans}-A f2b-sshd -j RETURN\nCOMMIT\n"
    ));
    assert_eq!(open(&ranges), [(22, 22)]);
}

#[test]
fn services_of_a_cluster_behind_many_chains_open_nothing_of_the_host() {
    let mut text =
        String::from("*nat\n:PREROUTING ACCEPT\n:SERVICES -\n-A PREROUTING -j SERVICES\n");
    for number in 0..2_000_u32 {
        let (high, low) = (number / 256, number % 256);
        text.push_str(&format!(
            "-A SERVICES -d 10.96.{high}.{low}/32 -p tcp --dport {} -j SVC{number}\n\
             -A SVC{number} -j DNAT --to-destination 10.244.0.{low}:8080\n",
            80 + number
        ));
    }
    text.push_str("COMMIT\n*filter\n:INPUT DROP\n:FORWARD ACCEPT\n");
    for number in 0..5_000_u32 {
        text.push_str(&format!(
            "-A INPUT -s {}/24 -p tcp --dport {} -j DROP\n",
            somewhere(number),
            1 + number * 13
        ));
    }
    text.push_str("-A INPUT -p tcp --dport 443 -j ACCEPT\nCOMMIT\n");
    let system = Recorded::new().command(Command::new("iptables-save", []), text.as_str());
    let facts = facts(&system);
    assert_eq!(open(&facts.reachability.unwrap()), [(443, 443)]);
    assert!(facts.published_ports.unwrap().is_empty());
}

#[test]
fn a_long_list_of_partners_is_told_port_by_port() {
    let mut text = String::from("*filter\n:INPUT DROP\n");
    for number in 0..3_000_u32 {
        text.push_str(&format!(
            "-A INPUT -s {} -p tcp --dport {} -j ACCEPT\n",
            somewhere(number),
            1_000 + 2 * number
        ));
    }
    let ranges = saved(&format!("{text}COMMIT\n"));
    assert!(open(&ranges).is_empty());
    let limited = at(&ranges, "ipv4", "tcp", 1_200);
    assert_eq!(
        (limited.verdict.as_str(), limited.sources.len()),
        ("limited", 1)
    );
    assert_eq!(limited.sources[0], somewhere(100).to_string());
}

#[test]
fn a_list_of_most_of_the_internet_decides_for_everybody() {
    let only = |addresses: &str| {
        let rules: String = addresses
            .split(' ')
            .map(|address| format!("-A INPUT -s {address} -p tcp --dport 22 -j ACCEPT\n"))
            .collect();
        let ranges = saved(&format!("*filter\n:INPUT DROP\n{rules}COMMIT\n"));
        at(&ranges, "ipv4", "tcp", 22).verdict.clone()
    };
    assert_eq!(only("0.0.0.0/1 128.0.0.0/1"), "open");
    assert_eq!(only("128.0.0.0/1"), "open");
    assert_eq!(only("11.0.0.0/8"), "open");
    assert_eq!(only("198.51.100.0/24 203.0.113.0/24"), "limited");
    let halves = "*filter\n:INPUT ACCEPT\n-A INPUT -s 0.0.0.0/1 -j DROP\n-A INPUT -s 128.0.0.0/1 -j DROP\nCOMMIT\n";
    assert!(open(&saved(halves)).is_empty());
}

#[test]
fn chains_that_lead_to_each_other_in_many_ways_are_walked_once() {
    let mut text = String::from("*filter\n:INPUT DROP\n-A INPUT -j C0\n-A INPUT -j C0\n");
    for level in 0..14_u16 {
        for port in 0..40 {
            text.push_str(&format!(
                "-A C{level} -p tcp --dport {} -j ACCEPT\n",
                1 + level * 100 + port * 2
            ));
        }
        let next = level + 1;
        text.push_str(&format!("-A C{level} -j C{next}\n-A C{level} -j C{next}\n"));
    }
    text.push_str("-A C14 -p tcp --dport 9000 -j ACCEPT\nCOMMIT\n");
    let open = open(&saved(&text));
    assert_eq!(open.len(), 14 * 40 + 1);
    assert_eq!(open.last(), Some(&(9_000, 9_000)));
}

#[test]
fn a_thousand_rules_that_depend_on_a_set_nobody_listed_cost_their_own_ports() {
    let rules: String = (0..1_000)
        .map(|number| {
            format!(
                "-A INPUT -p tcp --dport {} -m set --match-set lost src -j ACCEPT\n",
                10 + number * 3
            )
        })
        .collect();
    let ranges = saved(&format!(
        "*filter\n:INPUT DROP\n{rules}-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n"
    ));
    assert_eq!(at(&ranges, "ipv4", "tcp", 22).verdict, "open");
    assert_eq!(at(&ranges, "ipv4", "tcp", 23).verdict, "filtered");
    let unknown = at(&ranges, "ipv4", "tcp", 13);
    assert_eq!(unknown.verdict, "unknown");
    assert!(unknown.decided_by[0].text.contains("--dport 13 "));
    assert!(
        unknown
            .unknown_because
            .as_deref()
            .unwrap()
            .contains("set lost")
    );
}

#[test]
fn an_interface_that_may_lead_to_the_internet_makes_a_verdict_unknown_and_not_open() {
    let text = "*filter\n:INPUT DROP\n-A INPUT -i eth1 -p tcp --dport 5432 -j ACCEPT\n\
                -A INPUT -p tcp --dport 443 -j ACCEPT\nCOMMIT\n";
    let ranges = saved(text);
    let maybe = at(&ranges, "ipv4", "tcp", 5432);
    assert_eq!(maybe.verdict, "unknown");
    assert!(
        maybe
            .unknown_because
            .as_deref()
            .unwrap()
            .contains("default route")
    );
    assert!(maybe.decided_by[0].text.contains("eth1"));
    assert_eq!(at(&ranges, "ipv4", "tcp", 443).verdict, "open");
    assert_eq!(at(&ranges, "ipv4", "tcp", 22).verdict, "filtered");
    let routed = |interface: &str| {
        let system = Recorded::new()
            .command(Command::new("iptables-save", []), text)
            .file(
                "/proc/net/route",
                format!("Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n{interface} 00000000 017100CB 0003 0 0 0 00000000 0 0 0\n"),
            );
        let ranges = facts(&system).reachability.unwrap();
        at(&ranges, "ipv4", "tcp", 5432).verdict.clone()
    };
    assert_eq!(routed("eth0"), "filtered");
    assert_eq!(routed("eth1"), "open");
}
