//! Random rulesets of iptables and nft, small and full of what a model may get wrong.

use proptest::prelude::*;

use crate::firewall::model::ruleset::{Backend, Ruleset, TableFamily};
use crate::firewall::sources::iptables::ipset::{self, Ipsets};
use crate::firewall::sources::iptables::save::{self as iptables_save, Origin};

fn pick(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    proptest::sample::select(words)
}

/// The conditions of an iptables rule: mostly few.
fn conditions() -> impl Strategy<Value = String> {
    let one = pick(&[
        "-p tcp",
        "-p udp",
        "-p tcp --dport 22",
        "-p tcp --dport 80:443",
        "-p tcp ! --dport 22",
        "-p udp --sport 53",
        "-p udp --sport 53 --dport 1024:65535",
        "-p udp ! --sport 1024:65535",
        "-p tcp -m multiport --dports 22,80,8080:8090",
        "-p tcp -m multiport --sports 20,53",
        "-s 198.51.100.0/24",
        "-s 198.51.100.7",
        "! -s 198.51.100.0/24",
        "-s 203.0.113.0/24",
        "-s 0.0.0.0/1",
        "-s 10.0.0.0/8",
        "-d 192.0.2.1",
        "! -d 192.0.2.1",
        "-d 192.0.2.0/24",
        "-d 127.0.0.1",
        "-i eth0",
        "! -i eth0",
        "-i lo",
        "-m limit --limit 3/min",
        "-m mark --mark 1",
        "-m conntrack --ctstate NEW",
        "-m conntrack --ctstate ESTABLISHED",
        "-m conntrack --ctstate DNAT",
        "-m conntrack --ctstate UNTRACKED",
        "-m conntrack --ctorigdstport 80 -p tcp",
        "-m addrtype --dst-type LOCAL",
        "-m set --match-set pairs src,dst",
        "-m set --match-set many src,dst",
        "-m set ! --match-set pairs src,dst",
        "-m set --match-set bans src",
        "-m set --match-set lost src",
        "",
    ]);
    proptest::collection::vec(one, 0..3).prop_map(|all| all.join(" "))
}

fn rules(
    chains: &'static [&'static str],
    targets: &'static [&'static str],
    most: usize,
) -> impl Strategy<Value = String> {
    let rule = (pick(chains), conditions(), pick(targets))
        .prop_map(|(chain, conditions, target)| format!("-A {chain} {conditions} {target}\n"));
    proptest::collection::vec(rule, 0..most).prop_map(|all| all.concat())
}

/// Chains lead to later ones only, as the kernel asks.
pub(super) fn iptables() -> impl Strategy<Value = String> {
    const VERDICTS: &[&str] = &[
        "-j ACCEPT",
        "-j ACCEPT",
        "-j DROP",
        "-j DROP",
        "-j REJECT",
        "-j RETURN",
        "-j LOG",
        "-j A",
        "-j B",
        "-j C",
        "-g C",
        "-g B",
        "-j NFQUEUE",
    ];
    const LATER: &[&str] = &[
        "-j ACCEPT",
        "-j DROP",
        "-j RETURN",
        "-j B",
        "-j C",
        "-g C",
        "-j LOG",
    ];
    const LAST: &[&str] = &["-j ACCEPT", "-j DROP", "-j RETURN", "-j REJECT", "-j LOG"];
    const NAT: &[&str] = &[
        "-j DNAT --to-destination 172.17.0.2:80",
        "-j DNAT --to-destination 172.17.0.3",
        "-j REDIRECT --to-ports 22",
        "-j RETURN",
        "-j ACCEPT",
        "-j N",
    ];
    (
        any::<bool>(),
        any::<bool>(),
        rules(&["INPUT", "INPUT", "FORWARD"], VERDICTS, 7),
        rules(&["A"], LATER, 4),
        rules(&["B"], &["-j ACCEPT", "-j DROP", "-j RETURN", "-j C", "-g C", "-j LOG"], 4),
        rules(&["C"], LAST, 4),
        rules(&["PREROUTING", "N"], NAT, 4),
        rules(&["PREROUTING"], &["-j DROP", "-j ACCEPT", "-j NOTRACK", "-j CT --notrack"], 3),
    )
        .prop_map(|(input, forward, base, a, b, c, nat, raw)| {
            let policy = |drops| if drops { "DROP" } else { "ACCEPT" };
            let nat: String = nat.replace("-A N -j N\n", "");
            let nat: String = nat.lines().filter(|line| !(line.starts_with("-A N") && line.ends_with("-j N"))).map(|line| format!("{line}\n")).collect();
            format!(
                "*raw\n:PREROUTING ACCEPT\n{raw}COMMIT\n*nat\n:PREROUTING ACCEPT\n:N -\n{nat}COMMIT\n\
                 *filter\n:INPUT {}\n:FORWARD {}\n:A -\n:B -\n:C -\n{base}{a}{b}{c}COMMIT\n",
                policy(input),
                policy(forward)
            )
        })
}

fn sets() -> Ipsets {
    let many: String = (0..20)
        .map(|n| format!("add many 198.51.100.{n},tcp:{}\n", 20 + n))
        .collect();
    ipset::parse(&format!(
        "create pairs hash:ip,port family inet\nadd pairs 198.51.100.7,tcp:22\nadd pairs 203.0.113.5,udp:53\n\
         create many hash:ip,port family inet\n{many}create bans hash:net family inet\nadd bans 198.51.100.0/28\n\
         add bans 192.0.2.128/25\n"
    ))
    .unwrap()
}

pub(super) fn loaded(text: &str) -> Ruleset {
    let sets = sets();
    let origin = Origin {
        family: TableFamily::Ip,
        backend: Backend::Files,
        is_file: true,
        name: "rules",
        sets: &sets,
    };
    Ruleset {
        tables: iptables_save::parse(text, &origin).unwrap(),
    }
}

/// Matches and verdicts of an nft rule, as JSON.
fn nft_rule() -> impl Strategy<Value = String> {
    let matched = |left: &str, operator: &str, right: &str| {
        format!(r#"{{"match":{{"op":"{operator}","left":{left},"right":{right}}}}}"#)
    };
    let payload = |protocol: &str, field: &str| {
        format!(r#"{{"payload":{{"protocol":"{protocol}","field":"{field}"}}}}"#)
    };
    let (dport, sport) = (payload("tcp", "dport"), payload("udp", "sport"));
    let (source, source6) = (payload("ip", "saddr"), payload("ip6", "saddr"));
    let pair = format!(r#"{{"concat":[{source},{dport}]}}"#);
    let matches = vec![
        matched(&dport, "==", "22"),
        matched(&dport, "!=", r#"{"set":[22,80,{"range":[8000,8999]}]}"#),
        matched(&dport, "==", r#"{"set":[22,80,{"range":[8000,8999]}]}"#),
        matched(&payload("th", "dport"), "==", r#"{"range":[1,1023]}"#),
        matched(&sport, "==", r#"{"set":[53,123]}"#),
        matched(&sport, "<", "1024"),
        matched(&source, "==", r#""@few""#),
        matched(&source, "!=", r#""@few""#),
        matched(
            &source6,
            "==",
            r#"{"prefix":{"addr":"2001:db8::","len":32}}"#,
        ),
        matched(
            &format!(r#"{{"&":[{source6},"ffff:ffff::"]}}"#),
            "!=",
            r#""2001:db8::""#,
        ),
        matched(&pair, "==", r#""@pairs""#),
        matched(&pair, "!=", r#""@pairs""#),
        matched(r#"{"meta":{"key":"mark"}}"#, "==", "1"),
        matched(r#"{"meta":{"key":"iifname"}}"#, "==", r#""eth0""#),
        matched(
            r#"{"ct":{"key":"state"}}"#,
            "in",
            r#"["established","related"]"#,
        ),
        matched(r#"{"ct":{"key":"state"}}"#, "in", r#""new""#),
        matched(&payload("ip", "ttl"), "<", "10"),
        matched(&payload("ip", "daddr"), "==", r#""192.0.2.1""#),
        r#"{"limit":{"rate":3,"per":"minute"}}"#.to_owned(),
        format!(
            r#"{{"vmap":{{"key":{dport},"data":{{"set":[[22,{{"accept":null}}],[80,{{"jump":{{"target":"b"}}}}],[443,{{"drop":null}}],[{{"range":[8000,8010]}},{{"return":null}}]]}}}}}}"#
        ),
        format!(r#"{{"vmap":{{"key":{pair},"data":"@ways"}}}}"#),
        format!(
            r#"{{"vmap":{{"key":{source},"data":{{"set":[["198.51.100.7",{{"continue":null}}],["*",{{"drop":null}}]]}}}}}}"#
        ),
        format!(
            r#"{{"vmap":{{"key":{sport},"data":{{"set":[[53,{{"goto":{{"target":"b"}}}}],[123,{{"drop":null}}]]}}}}}}"#
        ),
    ];
    let verdicts = vec!["accept", "accept", "drop", "reject", "return", "continue"];
    let verdict = prop_oneof![
        proptest::sample::select(verdicts).prop_map(|word| format!(r#"{{"{word}":null}}"#)),
        Just(r#"{"jump":{"target":"b"}}"#.to_owned()),
        Just(r#"{"goto":{"target":"b"}}"#.to_owned()),
    ];
    (
        proptest::collection::vec(proptest::sample::select(matches), 0..3),
        verdict,
    )
        .prop_map(|(mut parts, verdict)| {
            // A map is a verdict of its own.
            if !parts.iter().any(|part| part.contains("vmap")) {
                parts.push(verdict);
            }
            parts.sort_by_key(|part| part.contains("vmap"));
            parts.truncate(
                parts
                    .iter()
                    .position(|part| part.contains("vmap"))
                    .map_or(usize::MAX, |at| at + 1),
            );
            parts.join(",")
        })
}

pub(super) fn nft() -> impl Strategy<Value = String> {
    let inside = nft_rule().prop_filter("chain b leads nowhere else", |rule| {
        !rule.contains(r#""target":"b""#)
    });
    (
        any::<bool>(),
        proptest::collection::vec(nft_rule(), 0..6),
        proptest::collection::vec(inside, 0..4),
        proptest::collection::vec(nft_rule(), 0..3),
    )
        .prop_map(|(drops, input, b, early)| {
            let rule = |chain: &str, expressions: &String| {
                format!(r#",{{"rule":{{"family":"inet","table":"f","chain":"{chain}","expr":[{expressions}]}}}}"#)
            };
            let all: String = early
                .iter()
                .map(|one| rule("early", one))
                .chain(input.iter().map(|one| rule("in", one)))
                .chain(b.iter().map(|one| rule("b", one)))
                .collect();
            let pairs: Vec<String> = (0..12).map(|n| format!(r#"{{"concat":["198.51.100.{n}",{}]}}"#, 20 + n)).collect();
            let ways: Vec<String> = (0..12)
                .map(|n| format!(r#"[{{"concat":["203.0.113.{n}",{}]}},{{"{}":null}}]"#, 20 + n, if n % 3 == 0 { "drop" } else { "accept" }))
                .collect();
            format!(
                r#"{{"nftables":[{{"table":{{"family":"inet","name":"f"}}}},
                {{"set":{{"family":"inet","table":"f","name":"few","elem":["198.51.100.7",{{"prefix":{{"addr":"203.0.113.0","len":28}}}}]}}}},
                {{"set":{{"family":"inet","table":"f","name":"pairs","elem":[{}]}}}},
                {{"map":{{"family":"inet","table":"f","name":"ways","elem":[{}]}}}},
                {{"chain":{{"family":"inet","table":"f","name":"early","type":"filter","hook":"prerouting","prio":-300,"policy":"accept"}}}},
                {{"chain":{{"family":"inet","table":"f","name":"in","type":"filter","hook":"input","prio":0,"policy":"{}"}}}},
                {{"chain":{{"family":"inet","table":"f","name":"b"}}}}{all}]}}"#,
                pairs.join(","),
                ways.join(","),
                if drops { "drop" } else { "accept" },
            )
        })
}
