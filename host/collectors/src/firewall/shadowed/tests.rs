use muster_facts::packet_filter::ShadowedRule;
use muster_target::{Command, Recorded};
use proptest::prelude::*;

use super::*;
use crate::firewall::model::ruleset::{Backend, TableFamily};
use crate::firewall::sources::iptables::ipset::Ipsets;
use crate::firewall::sources::iptables::save::{Origin, parse};

fn saved(text: &str) -> Vec<ShadowedRule> {
    let origin = Origin {
        family: TableFamily::Ip,
        backend: Backend::IptablesNft,
        is_file: false,
        name: "iptables-save",
        sets: &Ipsets::default(),
    };
    let tables = parse(text, &origin).unwrap();
    shadowed_rules(&Ruleset { tables })
}

/// The texts of the rules of `INPUT` that come too late, without their beginning.
fn late(rules: &[&str]) -> Vec<String> {
    let rules: String = rules
        .iter()
        .map(|rule| format!("-A INPUT {rule}\n"))
        .collect();
    let found = saved(&format!("*filter\n:INPUT DROP\n{rules}COMMIT\n")).into_iter();
    found
        .map(|one| {
            assert_eq!(one.chain, "ip filter INPUT");
            one.rule.text.replace("-A INPUT ", "")
        })
        .collect()
}

#[test]
fn what_an_earlier_rule_takes_is_never_blocked() {
    let drop = "-s 203.0.113.9/32 -p tcp -m tcp --dport 22 -j DROP";
    for earlier in [
        "-j ACCEPT",
        "-p tcp -j ACCEPT",
        "-p tcp -m tcp --dport 22 -j ACCEPT",
        "-p tcp -m tcp --dport 1:1024 -j ACCEPT",
        "-p tcp -m multiport --dports 22,80,443 -m comment --comment web -j ACCEPT",
        "-s 203.0.113.0/24 -j ACCEPT",
        "! -s 198.51.100.0/24 -j ACCEPT",
        "-j RETURN",
    ] {
        assert_eq!(late(&[earlier, drop]), [drop], "{earlier}");
        assert!(late(&[drop, earlier]).is_empty(), "{earlier}");
    }
    let reject = "-i eth0 -m state --state NEW -j REJECT --reject-with icmp-port-unreachable";
    let earlier = "-i eth+ -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT";
    assert_eq!(late(&[earlier, reject]), [reject]);
}

#[test]
fn what_may_meet_a_packet_is_not_told() {
    let drop = "-s 203.0.113.9/32 -p tcp -m tcp --dport 22 -j DROP";
    for earlier in [
        "-i lo -j ACCEPT",
        "-p udp -j ACCEPT",
        "-p tcp -m tcp --dport 80 -j ACCEPT",
        "-s 198.51.100.0/24 -j ACCEPT",
        "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "-m state --state NEW -j ACCEPT",
        "-p tcp -m tcp --dport 22 -m limit --limit 3/min -j ACCEPT",
        // The model takes these for rules without a condition.
        "-m policy --dir in --pol none -j ACCEPT",
        "-m ttl --ttl-gt 0 -j ACCEPT",
        "-m rpfilter -j ACCEPT",
        "-m set --match-set office src -j ACCEPT",
        "-p tcp -j LOG",
        "-p tcp -j DROP",
        "-p tcp -j OTHER",
    ] {
        assert!(late(&[earlier, drop]).is_empty(), "{earlier}");
    }
    // A packet in another state may be among those whose address was translated.
    let new = "-m conntrack --ctstate NEW -j ACCEPT";
    assert!(late(&[new, "-m conntrack --ctstate NEW,DNAT -j DROP"]).is_empty());
    assert!(
        late(&[
            "-s 10.0.0.0/8 -j ACCEPT",
            "-m set --match-set bad src -j DROP"
        ])
        .is_empty()
    );
}

#[test]
fn chains_of_programs_are_their_own_affair_except_the_one_that_docker_leaves_to_people() {
    let chain = |name: &str| {
        saved(&format!(
            "*filter\n:FORWARD DROP\n:{name} -\n-A FORWARD -j {name}\n-A {name} -j RETURN\n\
             -A {name} -p tcp --dport 5432 -j DROP\nCOMMIT\n"
        ))
    };
    assert_eq!(chain("DOCKER-USER").len(), 1);
    assert_eq!(chain("ufw-user-forward")[0].verdict, "return");
    assert_eq!(chain("mine")[0].chain, "ip filter mine");
    for program in ["DOCKER-FORWARD", "KUBE-FORWARD", "f2b-sshd"] {
        assert!(chain(program).is_empty(), "{program}");
    }
    // Nothing leads there.
    let unused = "*filter\n:INPUT DROP\n:mine -\n-A mine -j ACCEPT\n-A mine -j DROP\nCOMMIT\n";
    assert!(saved(unused).is_empty());
}

#[test]
fn rules_of_nft_are_compared_too() {
    let chain = |rules: &str| {
        let json = format!(
            r#"{{"nftables":[{{"table":{{"family":"inet","name":"f"}}}},{{"chain":{{"family":"inet","table":"f","name":"in","type":"filter","hook":"input","prio":0,"policy":"drop"}}}}{rules}]}}"#
        );
        let system = Recorded::new().command(Command::new("nft", ["-j", "list", "ruleset"]), json);
        let facts = muster_target::with_collection(
            muster_target::Context::recorded(
                &system,
                &muster_facts::targets::Targets::default(),
                &muster_facts::Secrets::default(),
            ),
            &[crate::COLLECTORS],
            crate::firewall::collect,
        );
        facts.shadowed_rules.unwrap()
    };
    let rule = |expressions: &str| {
        format!(
            r#",{{"rule":{{"family":"inet","table":"f","chain":"in","expr":[{expressions}]}}}}"#
        )
    };
    let payload = |protocol: &str, field: &str, right: &str| {
        format!(
            r#"{{"match":{{"op":"==","left":{{"payload":{{"protocol":"{protocol}","field":"{field}"}}}},"right":{right}}}}}"#
        )
    };
    let accept = r#"{"counter":{"packets":0,"bytes":0}},{"accept":null}"#;
    let drop = r#"{"drop":null}"#;
    let ssh = payload("tcp", "dport", "22");
    let v4 = payload("ip", "saddr", r#""203.0.113.9""#);
    let v6 = payload("ip6", "saddr", r#""2001:db8::9""#);
    let blocked = format!("{v4},{ssh},{drop}");
    let found = chain(&(rule(&format!("{ssh},{accept}")) + &rule(&blocked)));
    assert_eq!(found[0].rule.text, "ip saddr 203.0.113.9 tcp dport 22 drop");
    assert_eq!(found[0].by.text, "tcp dport 22 accept");
    for earlier in [
        format!("{v6},{accept}"),
        format!("{},{accept}", payload("ip", "ttl", r#"{"range":[1,255]}"#)),
        format!("{},{accept}", payload("ip", "saddr", r#""@office""#)),
        format!("{},{accept}", payload("udp", "dport", "22")),
    ] {
        assert!(
            chain(&(rule(&earlier) + &rule(&blocked))).is_empty(),
            "{earlier}"
        );
    }
}

#[test]
fn a_long_chain_is_compared_in_part() {
    let mut text = String::from("*filter\n:INPUT DROP\n");
    for port in 1..10_000 {
        text.push_str(&format!(
            "-A INPUT -p tcp -m tcp --dport {port} -j ACCEPT\n"
        ));
    }
    for port in 1..10_000 {
        text.push_str(&format!(
            "-A INPUT -s 203.0.113.9/32 -p tcp -m tcp --dport {port} -j DROP\n"
        ));
    }
    assert_eq!(saved(&format!("{text}COMMIT\n")).len(), MOST_TOLD);
}

/// A rule of few words, and whether it takes a packet with these numbers.
#[derive(Clone, Debug)]
struct Simple {
    ports: Option<(bool, u16, u16)>,
    sender: Option<(bool, u8)>,
    udp: Option<bool>,
    action: &'static str,
}

impl Simple {
    fn text(&self) -> String {
        let mut text = String::from("-A INPUT");
        let not = |negated: bool| if negated { " !" } else { "" };
        if let Some((negated, last)) = self.sender {
            text.push_str(&format!("{} -s 10.0.0.{}/30", not(negated), last & !3));
        }
        match self.udp {
            Some(true) => text.push_str(" -p udp"),
            Some(false) => text.push_str(" -p tcp"),
            None => {}
        }
        if let Some((negated, first, last)) = self.ports {
            text.push_str(&format!("{} --dport {first}:{last}", not(negated)));
        }
        format!("{text} -j {}\n", self.action)
    }

    fn takes(&self, port: u16, sender: u8, udp: bool) -> bool {
        self.ports
            .is_none_or(|(negated, first, last)| (first..=last).contains(&port) != negated)
            && self
                .sender
                .is_none_or(|(negated, last)| (last & !3 == sender & !3) != negated)
            && self.udp.is_none_or(|wanted| wanted == udp)
    }
}

fn simple() -> impl Strategy<Value = Simple> {
    let ports = proptest::option::of((any::<bool>(), 1_u16..6, 0_u16..3));
    let sender = proptest::option::of((any::<bool>(), 0_u8..12));
    let action = prop_oneof![Just("ACCEPT"), Just("DROP"), Just("RETURN"), Just("LOG")];
    (ports, sender, proptest::option::of(any::<bool>()), action).prop_map(
        |(ports, sender, udp, action)| Simple {
            ports: ports.map(|(negated, first, more)| (negated, first, first + more)),
            sender,
            udp,
            action,
        },
    )
}

proptest! {
    #[test]
    fn no_packet_reaches_a_rule_that_is_told(rules in proptest::collection::vec(simple(), 1..8)) {
        let text: String = rules.iter().map(Simple::text).collect();
        let found = saved(&format!("*filter\n:INPUT DROP\n{text}COMMIT\n"));
        for one in found {
            // The source is a line of the text: `*filter` and the policy come first.
            let at = one.rule.source.line.unwrap() as usize - 3;
            let by = one.by.source.line.unwrap() as usize - 3;
            prop_assert!(by < at);
            for (port, sender, udp) in packets() {
                prop_assert!(!rules[at].takes(port, sender, udp) || rules[by].takes(port, sender, udp));
            }
        }
    }
}

fn packets() -> impl Iterator<Item = (u16, u8, bool)> {
    (0..10_u16).flat_map(|port| {
        (0..16_u8).flat_map(move |sender| [(port, sender, false), (port, sender, true)])
    })
}
