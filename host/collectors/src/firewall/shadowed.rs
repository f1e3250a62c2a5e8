//! Rules that block and never meet a packet, because an earlier one of the same chain has let all of theirs
//! go: somebody believes in them. Told by what the rules ask for, without sending packets.
//!
//! Only what is certain is told. The model leaves out of a rule what holds for the first packet of every
//! connection, so that a rule counts as an earlier one only where its text shows that it asks for nothing
//! else. So that a chain of tens of thousands of rules takes no time, each is compared with few: those that
//! ask for no port or for a range, up to a limit, and those that are filed under its port.

use std::collections::HashMap;

use muster_facts::packet_filter::ShadowedRule;

use crate::firewall::model::ruleset::{
    Action, Bits, Chain, Field, Force, Hook, Rule, Ruleset, Table, Test, Values,
};
use crate::firewall::owners::programs;
use crate::intervals::Intervals;

/// Earlier rules of one kind with which a rule is compared.
const MOST_COMPARED: usize = 64;

/// Ports for which an earlier rule is filed one by one.
const FEW_PORTS: u128 = 16;

/// The most that is told of one target. A ruleset that is made by a program has either none or very many.
const MOST_TOLD: usize = 500;

/// Where packets of any kind come by.
const HOOKS: [Hook; 5] = [
    Hook::Ingress,
    Hook::Prerouting,
    Hook::Input,
    Hook::Forward,
    Hook::Outbound,
];

/// Docker leaves this chain to administrators.
const DOCKER_USER: &str = "DOCKER-USER";

/// The rules of a ruleset that come too late.
#[must_use]
pub(in crate::firewall) fn shadowed_rules(ruleset: &Ruleset) -> Vec<ShadowedRule> {
    let mut found = Vec::new();
    let tables = ruleset.tables.iter();
    for table in tables.filter(|table| table.force != Force::Dormant) {
        for name in table.reached_from(&HOOKS) {
            let Some(chain) = table.chains.get(name) else {
                continue;
            };
            if is_somebodys(table, name) {
                let title = format!("{} {} {name}", table.family.as_str(), table.name);
                found.extend(of_chain(chain).map(|(rule, by)| {
                    ShadowedRule {
                        chain: title.clone(),
                        rule: rule.decision(),
                        by: by.decision(),
                        verdict: match by.action {
                            Action::Return => ShadowedRule::VERDICT_RETURN,
                            _ => ShadowedRule::VERDICT_ACCEPT,
                        }
                        .to_owned(),
                    }
                }));
            }
            if found.len() >= MOST_TOLD {
                found.truncate(MOST_TOLD);
                return found;
            }
        }
    }
    found
}

/// Whether people write the rules of a chain, themselves or with ufw.
fn is_somebodys(table: &Table, chain: &str) -> bool {
    chain == DOCKER_USER
        || programs::owner_of_chain(table, chain).is_none_or(|program| program.name == "ufw")
}

/// The rules that block and come too late, with the first one that takes their packets.
fn of_chain(chain: &Chain) -> impl Iterator<Item = (&Rule, &Rule)> {
    let mut earlier = Earlier::default();
    let rules = chain.rules.iter().enumerate();
    rules.filter_map(move |(at, rule)| match rule.action {
        Action::Drop | Action::Reject => {
            let by = earlier.covering(rule, &chain.rules)?;
            Some((rule, by))
        }
        Action::Accept | Action::Return => {
            if rule.tests.iter().all(is_kept) && is_plain(&rule.text) {
                earlier.add(at, rule);
            }
            None
        }
        _ => None,
    })
}

/// The rules so far that let packets go, by place in the chain.
#[derive(Default)]
struct Earlier {
    /// Those that ask for nothing, or for no port and no sender.
    wide: Vec<usize>,
    /// Those that ask for many ports.
    ranges: Vec<usize>,
    /// Those that ask for a sender.
    senders: Vec<usize>,
    /// The others by port.
    ports: HashMap<u128, Vec<usize>>,
}

impl Earlier {
    fn add(&mut self, at: usize, rule: &Rule) {
        let asks = |field| rule.tests.iter().find_map(|test| numbers(test, field));
        let put = |list: &mut Vec<usize>| {
            if list.len() < MOST_COMPARED {
                list.push(at);
            }
        };
        if asks(Field::SourceAddress).is_some() {
            return put(&mut self.senders);
        }
        match asks(Field::DestinationPort) {
            None => put(&mut self.wide),
            Some(ports) if ports.size() > FEW_PORTS => put(&mut self.ranges),
            Some(ports) => {
                for port in ports.iter().flat_map(|(first, last)| first..=last) {
                    put(self.ports.entry(port).or_default());
                }
            }
        }
    }

    /// The first that takes all packets of a rule.
    fn covering<'r>(&self, rule: &Rule, rules: &'r [Rule]) -> Option<&'r Rule> {
        let first_port = rule
            .tests
            .iter()
            .find_map(|test| numbers(test, Field::DestinationPort))
            .and_then(|ports| Some(ports.iter().next()?.0));
        let filed = first_port.and_then(|port| self.ports.get(&port));
        let candidates = [&self.wide, &self.ranges, &self.senders]
            .into_iter()
            .chain(filed)
            .flatten();
        let covers = |at: &&usize| {
            rules.get(**at).is_some_and(|by| {
                let implied = |test| rule.tests.iter().any(|own| implies(own, test));
                // The text is looked at last: there may be tens of thousands.
                by.tests.is_empty() || (by.tests.iter().all(implied) && is_exact(&rule.text))
            })
        };
        rules.get(*candidates.filter(covers).min()?)
    }
}

/// Whether another test may imply a test.
const fn is_kept(test: &Test) -> bool {
    matches!(test, Test::Field { .. } | Test::Masked { .. })
}

/// The numbers with which a test compares a field.
fn numbers(test: &Test, wanted: Field) -> Option<&Intervals> {
    match test {
        Test::Field {
            field,
            values,
            negated: false,
        } if *field == wanted => match values.as_ref() {
            Values::Numbers(numbers) => Some(numbers),
            Values::Names(_) | Values::Opaque => None,
        },
        _ => None,
    }
}

/// Whether every packet for which one test holds is one for which another holds.
fn implies(own: &Test, other: &Test) -> bool {
    match (own, other) {
        (
            Test::Field {
                field,
                values,
                negated,
            },
            Test::Field {
                field: other_field,
                values: other_values,
                negated: other_negated,
            },
        ) if field == other_field => match (values.as_ref(), other_values.as_ref()) {
            (Values::Numbers(own), Values::Numbers(other)) => {
                is_within((own, *negated), (other, *other_negated))
            }
            (Values::Names(own), Values::Names(other)) => match (negated, other_negated) {
                (false, false) => own.iter().all(|name| is_named(name, other)),
                (true, true) => other.iter().all(|name| is_named(name, own)),
                (false, true) | (true, false) => false,
            },
            _ => false,
        },
        // A packet has one state.
        (
            Test::Masked {
                field: Field::ConnectionState,
                bits: own,
                negated: false,
            },
            Test::Masked {
                field: Field::ConnectionState,
                bits: other,
                negated: false,
            },
        ) => match (own.as_ref(), other.as_ref()) {
            (
                Bits {
                    mask: own,
                    value: None,
                },
                Bits {
                    mask: other,
                    value: None,
                },
            ) => *own != 0 && own & !other == 0,
            _ => false,
        },
        _ => false,
    }
}

/// Whether all numbers that one test takes are taken by another.
fn is_within(own: (&Intervals, bool), other: (&Intervals, bool)) -> bool {
    let covered = |inner: &Intervals, outer: &Intervals| {
        inner.iter().all(|(first, last)| outer.covers(first, last))
    };
    match (own, other) {
        ((own, false), (other, false)) => covered(own, other),
        ((own, false), (other, true)) => own.iter().all(|(first, last)| !other.meets(first, last)),
        ((own, true), (other, true)) => covered(other, own),
        ((_, true), (other, false)) => other.covers(0, u128::MAX),
    }
}

/// Whether each interface of a name is one of some others.
fn is_named(name: &str, others: &[String]) -> bool {
    others.iter().any(|other| match other.strip_suffix('*') {
        Some(begin) => name.strip_suffix('*').unwrap_or(name).starts_with(begin),
        None => name == other,
    })
}

/// Options of iptables of which the model keeps everything.
const KEPT: [&str; 27] = [
    "-A",
    "-c",
    "-d",
    "-g",
    "-i",
    "-j",
    "-m",
    "-o",
    "-p",
    "-s",
    "--comment",
    "--ctstate",
    "--destination",
    "--destination-port",
    "--dport",
    "--dports",
    "--dst",
    "--in-interface",
    "--jump",
    "--match",
    "--out-interface",
    "--protocol",
    "--source",
    "--sport",
    "--sports",
    "--src",
    "--state",
];

/// Modules of iptables that ask for nothing by themselves.
const MODULES: [&str; 6] = ["comment", "conntrack", "multiport", "state", "tcp", "udp"];

/// Words of nft about what is the same, or missing, in the first packet of every connection, of which
/// the model keeps nothing.
const LEFT_OUT: [&str; 29] = [
    "ackseq",
    "avgpkt",
    "bytes",
    "checksum",
    "cpu",
    "day",
    "doff",
    "dscp",
    "ecn",
    "expiration",
    "flowlabel",
    "frag-off",
    "hdrlength",
    "helper",
    "hoplimit",
    "hour",
    "id",
    "ipsec",
    "length",
    "option",
    "packets",
    "random",
    "reserved",
    "secpath",
    "sequence",
    "time",
    "ttl",
    "urgptr",
    "window",
];

/// Whether a rule asks for nothing but what the model keeps of it, and for nothing that changes by itself.
fn is_plain(text: &str) -> bool {
    if !is_exact(text) {
        return false;
    }
    if text.starts_with('-') {
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_known = |pair: &[&str]| match pair {
            ["-m" | "--match", module] => MODULES.contains(module),
            [option, _] => !option.starts_with('-') || KEPT.contains(option),
            _ => false,
        };
        return words.windows(2).all(is_known);
    }
    let text = text.split(" comment \"").next().unwrap_or(text);
    // What else is quoted is not understood in full.
    let is_other =
        |word: &str| LEFT_OUT.contains(&word) || word.starts_with("ibr") || word.starts_with("obr");
    !text.contains('"') && !text.split_whitespace().any(is_other)
}

/// Whether what the model has of a rule is no narrower than the rule: no set, whose elements change, no
/// state beside others that are left out, and no text that is cut.
fn is_exact(text: &str) -> bool {
    let narrower = ["@", "--match-set", "NAT", "…"];
    !narrower.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests;
