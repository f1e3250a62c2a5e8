//! Whatever the rules are, every port has one verdict, and nothing panics.

use super::*;

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
