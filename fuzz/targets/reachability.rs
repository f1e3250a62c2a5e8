//! The evaluation of rulesets that are always valid, against a second evaluator that is too simple
//! to be wrong: it walks the chains for one packet.
#![no_main]

use std::fmt::Write as _;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use muster_collectors::firewall::ipset::Ipsets;
use muster_collectors::firewall::iptables_save::{Origin, parse};
use muster_collectors::firewall::reachability;
use muster_collectors::firewall::ruleset::{Backend, Ruleset, TableFamily};

/// More chains or longer ones take the same paths.
const LONGEST_CHAIN: usize = 12;

/// `INPUT` and the chains that it can jump to, in this order and never back: the kernel refuses
/// loops.
const CHAINS: [&str; 4] = ["INPUT", "a", "b", "c"];

#[derive(Arbitrary, Debug)]
struct Input {
    accepts: bool,
    chains: [Vec<Rule>; CHAINS.len()],
}

#[derive(Arbitrary, Debug)]
struct Rule {
    protocol: Option<Protocol>,
    ports: Option<(u16, u16)>,
    negated: bool,
    target: Target,
}

#[derive(Arbitrary, Clone, Copy, Debug, PartialEq)]
enum Protocol {
    Tcp,
    Udp,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Target {
    Accept,
    Drop,
    Reject,
    Return,
    Jump(u8),
    Goto(u8),
    Count,
}

#[derive(Clone, Copy)]
struct Packet {
    protocol: Protocol,
    port: u16,
}

impl Protocol {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

impl Rule {
    /// Ports belong to a protocol, and a range begins with its lower end.
    fn range(&self) -> Option<(u16, u16)> {
        let (one, other) = self.ports?;
        self.protocol.map(|_| (one.min(other), one.max(other)))
    }

    fn matches(&self, packet: Packet) -> bool {
        self.protocol
            .is_none_or(|protocol| protocol == packet.protocol)
            && self
                .range()
                .is_none_or(|(first, last)| (first..=last).contains(&packet.port) != self.negated)
    }

    fn write(&self, text: &mut String, chain: usize) {
        write!(text, "-A {}", CHAINS[chain]).expect("a string grows");
        if let Some(protocol) = self.protocol {
            let name = protocol.as_str();
            write!(text, " -p {name} -m {name}").expect("a string grows");
        }
        if let Some((first, last)) = self.range() {
            let not = if self.negated { " !" } else { "" };
            write!(text, "{not} --dport {first}:{last}").expect("a string grows");
        }
        match self.target {
            Target::Accept => text.push_str(" -j ACCEPT"),
            Target::Drop => text.push_str(" -j DROP"),
            Target::Reject => {
                text.push_str(" -j REJECT --reject-with icmp-port-unreachable");
            }
            Target::Return => text.push_str(" -j RETURN"),
            Target::Jump(to) => {
                if let Some(to) = later(chain, to) {
                    write!(text, " -j {}", CHAINS[to]).expect("a string grows");
                }
            }
            Target::Goto(to) => {
                if let Some(to) = later(chain, to) {
                    write!(text, " -g {}", CHAINS[to]).expect("a string grows");
                }
            }
            Target::Count => {}
        }
        text.push('\n');
    }
}

/// A chain after this one, if there is any.
fn later(chain: usize, to: u8) -> Option<usize> {
    let after = CHAINS.len() - chain - 1;
    (after > 0).then(|| chain + 1 + usize::from(to) % after)
}

impl Input {
    fn text(&self) -> String {
        let policy = if self.accepts { "ACCEPT" } else { "DROP" };
        let mut text = format!("*filter\n:INPUT {policy} [0:0]\n");
        for chain in &CHAINS[1..] {
            writeln!(text, ":{chain} - [0:0]").expect("a string grows");
        }
        for (chain, rules) in self.chains.iter().enumerate() {
            for rule in rules.iter().take(LONGEST_CHAIN) {
                rule.write(&mut text, chain);
            }
        }
        text.push_str("COMMIT\n");
        text
    }

    /// What becomes of a packet in a chain; `None` when it leaves the chain's end.
    fn walk(&self, chain: usize, packet: Packet) -> Option<&'static str> {
        for rule in self.chains[chain].iter().take(LONGEST_CHAIN) {
            if !rule.matches(packet) {
                continue;
            }
            match rule.target {
                Target::Accept => return Some("open"),
                Target::Drop => return Some("filtered"),
                Target::Reject => return Some("refused"),
                Target::Return => return None,
                Target::Jump(to) => {
                    let decided = later(chain, to).and_then(|to| self.walk(to, packet));
                    if decided.is_some() {
                        return decided;
                    }
                }
                Target::Goto(to) => {
                    if let Some(to) = later(chain, to) {
                        return self.walk(to, packet);
                    }
                }
                Target::Count => {}
            }
        }
        None
    }

    fn verdict(&self, packet: Packet) -> &'static str {
        let policy = if self.accepts { "open" } else { "filtered" };
        self.walk(0, packet).unwrap_or(policy)
    }
}

fuzz_target!(|input: Input| {
    let text = input.text();
    let sets = Ipsets::default();
    let origin = Origin {
        family: TableFamily::Ip,
        backend: Backend::IptablesLegacy,
        is_file: false,
        name: "iptables-save",
        sets: &sets,
    };
    let tables = parse(&text, &origin).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let ranges = reachability(&Ruleset { tables }).expect("the ruleset is small");
    for protocol in [Protocol::Tcp, Protocol::Udp] {
        for range in ranges
            .iter()
            .filter(|range| range.family == "ipv4" && range.protocol == protocol.as_str())
        {
            for port in [range.first_port, range.last_port] {
                let expected = input.verdict(Packet { protocol, port });
                assert_eq!(range.verdict, expected, "{range:?}\n{text}");
            }
        }
    }
});
