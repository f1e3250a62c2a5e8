//! One `-A` line of iptables-save as tests and an action (iptables(8), iptables-extensions(8)).
//! A match or an option that is not known becomes an opaque test, never nothing.

use std::borrow::Cow;
use std::sync::Arc;

use crate::firewall::model::headers::Header;
use crate::firewall::model::marks;
use crate::firewall::model::packet::{state, status};
use crate::firewall::model::ruleset::{Action, Field, Test, Values};
use crate::firewall::sources::iptables::ipset::Ipsets;
use crate::firewall::sources::iptables::targets as iptables_targets;
use crate::firewall::sources::nft::values::{address_type_number, protocol_number, tcp_flag};
use crate::intervals::{Intervals, parse_prefix};

/// Reads the words after `-A CHAIN`.
///
/// # Errors
/// A message for people when the words are not a rule: an option without its value.
pub(in crate::firewall) fn parse(
    words: &[Cow<'_, str>],
    sets: &Ipsets,
) -> Result<(Vec<Test>, Action), String> {
    let mut parser = Parser {
        words,
        at: 0,
        tests: Vec::new(),
        sets,
    };
    let action = parser.run()?;
    // Most rules have two or three of four.
    parser.tests.shrink_to_fit();
    Ok((parser.tests, action))
}

struct Parser<'w> {
    words: &'w [Cow<'w, str>],
    at: usize,
    tests: Vec<Test>,
    sets: &'w Ipsets,
}

impl<'w> Parser<'w> {
    fn next(&mut self) -> Option<&'w str> {
        let word = self.words.get(self.at)?;
        self.at += 1;
        Some(word)
    }

    fn value(&mut self, option: &str) -> Result<&'w str, String> {
        self.next()
            .ok_or_else(|| format!("option {option} has no value"))
    }

    /// The words up to the next option, which belong to an option that is not known.
    fn rest(&mut self) -> &'w [Cow<'w, str>] {
        let start = self.at;
        while self
            .words
            .get(self.at)
            .is_some_and(|word| !word.starts_with('-') && word != "!")
        {
            self.at += 1;
        }
        self.words.get(start..self.at).unwrap_or_default()
    }

    fn run(&mut self) -> Result<Action, String> {
        let mut action = Action::Continue;
        let mut negated = false;
        while let Some(word) = self.next() {
            match word {
                "!" => {
                    negated = true;
                    continue;
                }
                "-j" | "--jump" => {
                    let target = self.value(word)?;
                    action = iptables_targets::action(target, self.target_options());
                }
                "-g" | "--goto" => action = Action::Goto(self.value(word)?.to_owned()),
                "-m" | "--match" => self.module(negated)?,
                // Counters of the rule.
                "-c" | "--set-counters" => {
                    self.value(word)?;
                    self.value(word)?;
                }
                option => self.option(option, negated)?,
            }
            negated = false;
        }
        Ok(action)
    }

    /// The options of a target. A match may follow them, as in ufw's files, so that only options
    /// which no match has are taken.
    fn target_options(&mut self) -> &'w [Cow<'w, str>] {
        const PREFIXES: [&str; 18] = [
            "--reject-with",
            "--to-",
            "--random",
            "--persistent",
            "--log-",
            "--nflog-",
            "--notrack",
            "--queue-",
            "--set-mark",
            "--set-xmark",
            "--or-mark",
            "--and-mark",
            "--xor-mark",
            "--save-mark",
            "--restore-mark",
            "--nfmask",
            "--ctmask",
            "--hmark-",
        ];
        let start = self.at;
        while self
            .words
            .get(self.at)
            .is_some_and(|word| PREFIXES.iter().any(|prefix| word.starts_with(prefix)))
        {
            self.at += 1;
            self.rest();
        }
        self.words.get(start..self.at).unwrap_or_default()
    }

    /// `-m NAME`: modules that matter by being named. The rest acts through its options.
    fn module(&mut self, negated: bool) -> Result<(), String> {
        match self.value("-m")? {
            "tcp" | "udp" | "conntrack" | "state" | "comment" | "multiport" | "addrtype"
            | "iprange" | "set" | "pkttype" | "policy" | "icmp" | "icmp6" | "ipv6-icmp"
            | "recent" | "mark" | "connmark" => {}
            "limit" | "hashlimit" | "connlimit" | "connbytes" | "quota" | "quota2"
            | "statistic" | "time" | "rateest" | "cluster" | "cpu" => {
                self.tests.push(Test::Sometimes);
                self.skip_options();
            }
            // What the sender may put into its packets as it likes.
            "string" | "dscp" | "tos" | "ecn" | "tcpmss" | "osf" => {
                self.tests.push(Test::Sometimes);
                self.skip_options();
            }
            "ttl" | "hl" => self.chosen(Header::TIME_TO_LIVE),
            "length" => self.chosen(Header::LENGTH),
            // Only an expected connection has a helper, and that is not new. A bridge is not passed.
            "helper" | "physdev" => {
                let start = self.at;
                self.skip_options();
                let options = self.words.get(start..self.at).unwrap_or_default();
                if !options.iter().any(|word| word == "!") {
                    self.tests.push(Test::Never);
                }
            }
            // Reverse path filter: the sender has a route back, unless the rule asks for those
            // that have none.
            "rpfilter" => {
                let start = self.at;
                self.skip_options();
                let options = self.words.get(start..self.at).unwrap_or_default();
                if options.iter().any(|word| word == "--invert") != negated {
                    self.tests.push(Test::Never);
                }
            }
            // Routing headers and fragments: a plain first packet has neither.
            "rt" | "frag" => {
                self.skip_options();
                self.tests.push(Test::Never);
            }
            name => {
                self.skip_options();
                self.tests.push(Test::Opaque(
                    format!("`-m {name}` cannot be known for a packet from the internet").into(),
                ));
            }
        }
        Ok(())
    }

    /// The options of a module that compares a field which the model does not vary.
    fn chosen(&mut self, header: Header) {
        let start = self.at;
        self.skip_options();
        let options = self.words.get(start..self.at).unwrap_or_default();
        let mut negated = false;
        let mut words = options.iter().map(AsRef::as_ref);
        while let Some(word) = words.next() {
            if word == "!" {
                negated = true;
                continue;
            }
            let numbers = words.next().and_then(|value| compared(word, value));
            self.tests
                .extend(header.test(u128::MAX, numbers.as_ref(), negated));
            negated = false;
        }
    }

    /// The long options of one module with their values.
    fn skip_options(&mut self) {
        while let Some(word) = self.words.get(self.at) {
            let belongs = if word == "!" {
                self.words
                    .get(self.at + 1)
                    .is_some_and(|next| next.starts_with("--"))
            } else {
                word.starts_with("--") && !matches!(word.as_ref(), "--jump" | "--goto" | "--match")
            };
            if !belongs {
                return;
            }
            self.at += 1;
            self.rest();
        }
    }

    fn option(&mut self, option: &str, negated: bool) -> Result<(), String> {
        let field = match option {
            "-s" | "--source" | "--src" | "--src-range" => Field::SourceAddress,
            "-d" | "--destination" | "--dst" | "--dst-range" => Field::DestinationAddress,
            "-i" | "--in-interface" => Field::IncomingInterface,
            "-o" | "--out-interface" => Field::OutgoingInterface,
            "-p" | "--protocol" | "--proto" => Field::Protocol,
            "--dport" | "--destination-port" | "--dports" | "--destination-ports" => {
                Field::DestinationPort
            }
            "--sport" | "--source-port" | "--sports" | "--source-ports" => Field::SourcePort,
            "--ctorigdstport" => Field::OriginalDestinationPort,
            "--ctorigdst" => Field::OriginalDestinationAddress,
            "--ctorigsrc" => Field::OriginalSourceAddress,
            "--ctproto" => Field::Protocol,
            "--dst-type" => Field::DestinationType,
            "--src-type" => Field::SourceType,
            "--pkt-type" => Field::PacketType,
            "--ctdir" => Field::ConnectionDirection,
            _ => return self.special(option, negated),
        };
        let text = self.value(option)?;
        let values = if matches!(field, Field::IncomingInterface | Field::OutgoingInterface) {
            Arc::new(Values::Names(vec![match text.strip_suffix('+') {
                Some(start) => format!("{start}*"),
                None => text.to_owned(),
            }]))
        } else {
            match ranges(field, text) {
                Some(ranges) => Values::numbers(ranges),
                None => Arc::new(Values::Opaque),
            }
        };
        self.tests.push(Test::Field {
            field,
            values,
            negated,
        });
        Ok(())
    }

    fn special(&mut self, option: &str, negated: bool) -> Result<(), String> {
        match option {
            "--state" | "--ctstate" => {
                let states = self.value(option)?;
                self.tests.push(state_test(states, negated));
            }
            "--ctstatus" => {
                let wanted = self.value(option)?.split(',').any(|word| word == "DNAT");
                let mask = if wanted { status::DNAT } else { 0 };
                let test = Test::masked(Field::ConnectionStatus, mask, None, negated);
                self.tests.push(test);
            }
            // Of `multiport`: either side has one of them.
            "--ports" => {
                let ports = ranges(Field::SourcePort, self.value(option)?);
                self.tests.push(either_port(ports, negated));
            }
            // Of `mark` and `connmark`.
            "--mark" => {
                let test = marks::test(self.value(option)?, negated);
                self.tests.push(test);
            }
            "--syn" => {
                let test = Test::masked(Field::TcpFlags, 0b1_0111, Some(0b10), negated);
                self.tests.push(test);
            }
            "--tcp-flags" => {
                let (mask, set) = (self.value(option)?, self.value(option)?);
                self.tests.push(match (flags(mask), flags(set)) {
                    (Some(mask), Some(set)) => {
                        Test::masked(Field::TcpFlags, mask, Some(set), negated)
                    }
                    _ => Test::Opaque("it names a TCP flag that Muster does not know".into()),
                });
            }
            "--match-set" => {
                let (name, directions) = (self.value(option)?, self.value(option)?);
                self.tests.push(self.sets.test(name, directions, negated));
            }
            // Packets from the internet arrive outside of IPsec.
            "--pol" => {
                if (self.value(option)? == "ipsec") != negated {
                    self.tests.push(Test::Never);
                }
            }
            "--dir"
                if matches!(
                    self.words.get(self.at).map(AsRef::as_ref),
                    Some("in" | "out")
                ) =>
            {
                self.at += 1;
            }
            // `recent` with --set always holds; every other use depends on earlier packets.
            "--set" => {
                if negated {
                    self.tests.push(Test::Never);
                }
            }
            "--update" | "--rcheck" | "--remove" => self.tests.push(Test::Sometimes),
            "--seconds" | "--hitcount" | "--name" | "--mask" | "--comment" => {
                self.value(option)?;
            }
            "--rsource" | "--rdest" | "--rttl" | "--reap" => {}
            "--icmp-type" | "--icmpv6-type" => {
                self.value(option)?;
                self.tests.push(Test::Never);
            }
            "-f" | "--fragment" => {
                if !negated {
                    self.tests.push(Test::Never);
                }
            }
            "-4" | "--ipv4" | "-6" | "--ipv6" => self.tests.push(Test::is(
                Field::IpVersion,
                if option.contains('4') { 4 } else { 6 },
            )),
            "--tcp-option" => {
                self.value(option)?;
                self.tests.push(Test::Sometimes);
            }
            name => {
                self.rest();
                self.tests.push(Test::Opaque(
                    format!("Muster does not know its option {name}").into(),
                ));
            }
        }
        Ok(())
    }
}

/// Whether the port at either end is one of these.
fn either_port(ports: Option<Intervals>, negated: bool) -> Test {
    let any = Values::Numbers(Intervals::new([(0, u128::MAX)]));
    let ports = ports.map_or(Values::Opaque, Values::Numbers);
    Test::Row {
        fields: Box::new([Field::SourcePort, Field::DestinationPort]),
        rows: Arc::new(vec![vec![ports.clone(), any.clone()], vec![any, ports]]),
        negated,
    }
}

/// What `--ttl-lt 5`, `--hl-eq 255` or `--length 100:200` asks for.
fn compared(option: &str, value: &str) -> Option<Intervals> {
    if option == "--length" {
        return Some(Intervals::new([port_range(value)?]));
    }
    let number: u128 = value.parse::<u8>().ok()?.into();
    let range = match option {
        "--ttl-eq" | "--ttl" | "--hl-eq" => (number, number),
        "--ttl-lt" | "--hl-lt" => (0, number.checked_sub(1)?),
        "--ttl-gt" | "--hl-gt" => (number + 1, u8::MAX.into()),
        _ => return None,
    };
    Some(Intervals::new([range]))
}

fn ranges(field: Field, text: &str) -> Option<Intervals> {
    if !text.contains(',') {
        return range(field, text).map(|(first, last)| Intervals::new([(first, last)]));
    }
    let all: Option<Vec<_>> = text.split(',').map(|one| range(field, one)).collect();
    all.map(Intervals::new)
}

fn range(field: Field, one: &str) -> Option<(u128, u128)> {
    match field {
        Field::Protocol => match one {
            // iptables' words for every protocol.
            "all" | "0" => Some((0, u128::MAX)),
            name => protocol_number(name).map(|number| (number, number)),
        },
        Field::DestinationType | Field::SourceType => {
            address_type_number(one).map(|number| (number, number))
        }
        Field::PacketType => match one {
            "unicast" => Some((0, 0)),
            "broadcast" => Some((1, 1)),
            "multicast" => Some((2, 2)),
            _ => None,
        },
        Field::ConnectionDirection => match one {
            "ORIGINAL" => Some((0, 0)),
            "REPLY" => Some((1, 1)),
            _ => None,
        },
        Field::DestinationPort | Field::SourcePort | Field::OriginalDestinationPort => {
            port_range(one)
        }
        Field::SourceAddress
        | Field::DestinationAddress
        | Field::OriginalDestinationAddress
        | Field::OriginalSourceAddress => match one.split_once('-') {
            Some((first, last)) => Some((parse_prefix(first)?.0, parse_prefix(last)?.1)),
            None => parse_prefix(one),
        },
        Field::IpVersion
        | Field::ConnectionState
        | Field::ConnectionStatus
        | Field::TcpFlags
        | Field::ReturnRoute
        | Field::Mark
        | Field::IncomingInterface
        | Field::OutgoingInterface => None,
    }
}

/// `22`, `1024:`, `:1023`, `1000:2000`, or a service's name.
fn port_range(text: &str) -> Option<(u128, u128)> {
    let number = |text: &str, absent: u16| match text {
        "" => Some(absent),
        digits => digits.parse::<u16>().ok(),
    };
    let (first, last) = match text.split_once(':') {
        Some((first, last)) => (number(first, 0)?, number(last, u16::MAX)?),
        None => {
            let port = text.parse::<u16>().ok()?;
            (port, port)
        }
    };
    Some((first.into(), last.into()))
}

fn flags(names: &str) -> Option<u128> {
    match names {
        "NONE" => return Some(0),
        "ALL" => return Some(0b11_1111),
        _ => {}
    }
    names
        .split(',')
        .try_fold(0, |joined, name| Some(joined | tcp_flag(name)?))
}

fn state_test(states: &str, negated: bool) -> Test {
    let mut mask = 0;
    let mut translated = false;
    for name in states.split(',') {
        mask |= match name {
            "INVALID" => state::INVALID,
            "ESTABLISHED" => state::ESTABLISHED,
            "RELATED" => state::RELATED,
            "NEW" => state::NEW,
            "UNTRACKED" => state::UNTRACKED,
            "SNAT" => 0,
            "DNAT" => {
                translated = true;
                0
            }
            other => {
                return Test::Opaque(
                    format!("Muster does not know the connection state {other}").into(),
                );
            }
        };
    }
    // A first packet is new or untracked; among the others only DNAT can hold for it.
    if translated && mask & (state::NEW | state::UNTRACKED) == 0 {
        return Test::masked(Field::ConnectionStatus, status::DNAT, None, negated);
    }
    Test::masked(Field::ConnectionState, mask, None, negated)
}
