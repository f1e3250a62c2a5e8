//! SPF of random zones: for each of some senders, Muster says pass where pyspf does, and a permerror
//! where pyspf meets one; and Muster's counts are those of checkdmarc.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::mail::oracle::{Comparison, Row, ask, made_up};
use crate::mail::tests::asked;

/// Whose record is evaluated.
const DOMAIN: &str = "d.test";

/// Senders; the last two of each family are strangers to all but the largest networks.
const ADDRESSES: [&str; 7] = [
    "192.0.2.7",
    "10.1.2.3",
    "198.51.100.66",
    "130.1.1.1",
    "2001:db8::7",
    "2a02::1",
    "fd00::1",
];

/// What the records may refer to, besides each other.
const REST: &[(&str, &str, &str)] = &[
    ("host.test", "A", "192.0.2.7"),
    ("host.test", "AAAA", "2001:db8::7"),
    ("host.test", "MX", "10 mail.test."),
    ("other.test", "A", "198.51.100.1"),
    ("other.test", "AAAA", "2001:db8:ffff::1"),
    ("other.test", "MX", "10 mail.test."),
    ("other.test", "MX", "20 second.test."),
    ("d.test", "A", "203.0.113.1"),
    ("d.test", "AAAA", "2001:db8:1::1"),
    // Muster asks for the addresses of servers only where their networks are large, so that no sender
    // lies near them.
    ("mail.test", "A", "203.0.113.25"),
    ("mail.test", "AAAA", "2a0e:1::25"),
    ("second.test", "A", "203.0.113.26"),
    ("second.test", "AAAA", "2a0e:1::26"),
    ("plain.test", "TXT", "hello"),
    ("two.test", "TXT", "v=spf1 -all"),
    ("two.test", "TXT", "v=spf1 ~all"),
    ("back.test", "TXT", "v=spf1 include:d.test ~all"),
];

#[derive(Debug)]
struct Case {
    /// The records of `d.test`, then those that may be included.
    records: Vec<(&'static str, Vec<String>)>,
}

impl Case {
    fn zone(&self) -> BTreeMap<&str, BTreeMap<&str, Vec<&str>>> {
        let mut zone: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
        let rest = REST.iter().copied();
        let records = self
            .records
            .iter()
            .flat_map(|(name, texts)| texts.iter().map(|text| (*name, "TXT", text.as_str())));
        for (name, kind, value) in rest.chain(records) {
            zone.entry(name)
                .or_default()
                .entry(kind)
                .or_default()
                .push(value);
        }
        // What `ptr` asks about is there, and names somebody else.
        let client = zone.entry("client.test").or_default();
        for address in ADDRESSES {
            let kind = if address.contains(':') { "AAAA" } else { "A" };
            client.entry(kind).or_default().push(address);
        }
        let many = zone
            .entry("many.test")
            .or_default()
            .entry("MX")
            .or_default();
        many.extend(["10 mail.test."; 11]);
        zone
    }

    fn ours(&self) -> (SpfPolicy, Senders) {
        let mut lines = "$ZONE test.\n".to_owned();
        for (name, kinds) in self.zone() {
            for (kind, values) in kinds {
                for value in values {
                    let quote = if kind == "TXT" { "\"" } else { "" };
                    lines.push_str(&format!("{name}. {kind} {quote}{value}{quote}\n"));
                }
            }
        }
        asked(lines, async |resolver| evaluate(resolver, DOMAIN).await)
            .unwrap_or_else(|error| panic!("{self:?}: {error:?}"))
    }

    /// Whether any record has such a term.
    fn has(&self, term: impl Fn(&str) -> bool) -> bool {
        let texts = self.records.iter().flat_map(|(_, texts)| texts);
        texts.flat_map(|text| text.split(' ')).any(term)
    }
}

fn case() -> impl Strategy<Value = Case> {
    let one = prop_oneof![12 => prop::collection::vec(record(), 1), 1 => prop::collection::vec(record(), 2), 1 => Just(vec![])];
    (one.clone(), one.clone(), one).prop_map(|(own, a, b)| Case {
        records: vec![(DOMAIN, own), ("a.test", a), ("b.test", b)],
    })
}

fn record() -> impl Strategy<Value = String> {
    let version = prop_oneof![40 => Just("v=spf1"), 1 => Just("V=SPF1"), 1 => Just("v=spf10"), 1 => Just(" v=spf1"), 1 => Just("v=spf2")];
    let terms = prop_oneof![
        8 => prop::collection::vec(term().boxed(), 0..5),
        1 => prop::collection::vec(asking().boxed(), 6..12),
    ];
    let wrong = prop_oneof![6 => Just(None), 1 => wrong().prop_map(Some)];
    let end = prop_oneof![
        4 => Just("-all"), 2 => Just("~all"), 1 => Just("?all"), 1 => Just("+all"), 1 => Just("all"),
        2 => Just("redirect=b.test"), 1 => Just("redirect=none.test"), 1 => Just("redirect=a.test -all"),
        2 => Just(""), 1 => Just("exp=host.test -ALL"), 1 => Just("x=%{d} -all"),
    ];
    (
        version,
        terms,
        wrong,
        any::<prop::sample::Index>(),
        end,
        " {1,2}",
    )
        .prop_map(|(version, mut terms, wrong, at, end, space)| {
            if let Some(wrong) = wrong {
                terms.insert(at.index(terms.len() + 1), wrong);
            }
            let mut words = vec![version.to_owned()];
            words.extend(terms);
            words.push(end.to_owned());
            words.join(&space)
        })
}

/// A term that is well-formed.
fn term() -> impl Strategy<Value = String> {
    let network = prop::sample::select(vec![
        "ip4:192.0.2.0/24",
        "ip4:10.1.2.3",
        "IP4:198.51.100.0/24",
        "ip4:0.0.0.0/0",
        "ip4:0.0.0.0/1",
        "ip4:128.0.0.0/1",
        "ip6:2001:db8::/32",
        "ip6:::/0",
        "ip6:2000::/3",
        "ip6:2A02::1",
        "ip4:130.0.0.0/8",
    ]);
    let network = network.prop_map(str::to_owned);
    ("[-+~?]?", prop_oneof![4 => network, 5 => asking()])
        .prop_map(|(qualifier, term)| format!("{qualifier}{term}"))
}

/// A term that is counted.
fn asking() -> impl Strategy<Value = String> {
    let prefix = prop::sample::select(vec![
        "", "", "", "/24", "/0", "/1", "//64", "//0", "/16//32",
    ]);
    let host = prop::sample::select(vec![
        "",
        ":host.test",
        ":other.test",
        ":none.test",
        ":HOST.test",
        ":%{d}",
    ]);
    let included = prop::sample::select(vec![
        "a.test",
        "a.test",
        "b.test",
        "b.test",
        "two.test",
        "plain.test",
        "none.test",
        "back.test",
        "%{o}",
    ]);
    let there = prop::sample::select(vec![
        "host.test",
        "none.test",
        "%{d}",
        "%{i}.none.test",
        "%{ir}.%{v}.none.test",
        "%{l}.none.test",
    ]);
    prop_oneof![
        3 => ("(a|mx|A)", host, prefix).prop_map(|(name, host, prefix)| format!("{name}{host}{prefix}")),
        3 => included.prop_map(|name| format!("include:{name}")),
        2 => there.prop_map(|name| format!("exists:{name}")),
        1 => Just("ptr".to_owned()),
        1 => Just("mx:many.test".to_owned()),
    ]
}

/// A term with a mistake.
fn wrong() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "ipv4:192.0.2.7",
        "ip4:192.0.2",
        "ip4:192.0.2.7/33",
        "ip4:192.0.2.0/024",
        "ip4:",
        "ip4",
        "ip6:192.0.2.7",
        "ip6:2001:db8::/129",
        "ip6:2001:db8::g",
        "a/33",
        "a//129",
        "a/",
        "a:",
        "mx:",
        "a:host.test,",
        "include",
        "include:",
        "include:host",
        "include:a.test/24",
        "exists",
        "exists:%{x}.test",
        "exists:%{d0}.test",
        "exists:%(d).test",
        "exists:%",
        "all:x",
        "all/8",
        "foo",
        "foo:bar",
        "-redirect=b.test",
        "redirect=",
        "redirect=b.test redirect=b.test",
        "exp=",
        "-x=y",
        "ptr:",
        "ptr/24",
        "a:192.0.2.7",
        "a:host.test:80",
        "a:-host.test",
        "a:host.test-",
        "192.0.2.7",
        "mx=host.test",
        "--all",
    ])
    .prop_map(str::to_owned);
    prop_oneof![4 => known, 1 => "[a-z0-9:/=%{}.+~?-]{1,8}"]
}

/// A term without its qualifier, in lower case.
fn bare(term: &str) -> String {
    term.trim_start_matches(['-', '+', '~', '?'])
        .to_ascii_lowercase()
}

const ROWS: &[Row<Case>] = &[
    Row {
        name: "a term before the mistake that matches every message",
        program: "pyspf",
        applies: |case, ours| {
            let everybody = |term: &str| {
                let term = bare(term);
                ["/0", "/1", "::/3"].iter().any(|end| term.ends_with(end))
                    || ["exists:host.test", "exists:%{d}"].contains(&term.as_str())
            };
            let (_, included) = case.records.split_at(1);
            let included = included.iter().flat_map(|(_, texts)| texts);
            ours == "permerror"
                && (case.has(everybody) || included.clone().any(|text| text.ends_with("all")))
        },
    },
    Row {
        name: "a macro that needs a message",
        program: "pyspf",
        applies: |case, _| case.has(|term| term.contains("%{l}") || term.contains("%{i")),
    },
    Row {
        name: "the version in capitals, `V=SPF1`",
        program: "checkdmarc",
        applies: |case, _| case.has(|term| term == "V=SPF1"),
    },
    Row {
        name: "a macro of the domain",
        program: "checkdmarc",
        applies: |case, _| case.has(|term| term.contains("%{d}") || term.contains("%{o}")),
    },
    Row {
        name: "`exists:` of a name that does not exist",
        program: "checkdmarc",
        applies: |case, _| case.has(|term| bare(term) == "exists:none.test"),
    },
    Row {
        name: "`ptr`",
        program: "checkdmarc",
        applies: |case, _| case.has(|term| bare(term).starts_with("ptr")),
    },
    Row {
        name: "a name that does not end in a label of a domain",
        program: "checkdmarc",
        applies: |case, _| {
            case.has(|term| {
                [
                    "a:host.test,",
                    "a:host.test-",
                    "a:host.test:80",
                    "a:192.0.2.7",
                ]
                .contains(&bare(term).as_str())
            })
        },
    },
];

#[test]
fn made_up_zones_let_pass_whom_pyspf_lets_pass() {
    let cases = made_up(&case());
    let asked = cases
        .iter()
        .map(|case| json!({"domain": DOMAIN, "addresses": ADDRESSES, "zone": case.zone()}));
    let Some(answers) = ask("spf", asked) else {
        return;
    };
    let mut comparison = Comparison::new(ROWS);
    for (case, theirs) in cases.iter().zip(answers) {
        let (policy, passing) = case.ours();
        let results = &theirs["pyspf"];
        match policy.verdict.as_str() {
            // Some message meets the mistake: not all do where an earlier term matches.
            "permerror" => {
                let met = ADDRESSES
                    .iter()
                    .any(|address| results[address] == "permerror");
                let theirs = if met {
                    "permerror".to_owned()
                } else {
                    format!("no permerror {results} {policy:?}")
                };
                comparison.add(case, "pyspf", "permerror", &theirs);
            }
            verdict => {
                for address in ADDRESSES {
                    let passes = passing.contains(address.parse().unwrap());
                    let ours = match verdict {
                        "none" => "none",
                        _ if passes => "pass",
                        _ => "not pass",
                    };
                    let theirs = match results[address].as_str().unwrap() {
                        "fail" | "softfail" | "neutral" => "not pass",
                        result => result,
                    };
                    comparison.add(case, "pyspf", ours, theirs);
                }
            }
        }
        comparison.add(
            case,
            "checkdmarc",
            &counts(&policy),
            &their_counts(&theirs["checkdmarc"]),
        );
    }
    comparison.finish();
}

/// `3 lookups, 1 void, -`, or `not ok`.
fn counts(policy: &SpfPolicy) -> String {
    match (policy.verdict.as_str(), &policy.all) {
        ("ok", all) => format!(
            "{} lookups, {} void, {}",
            policy.lookups,
            policy.void_lookups,
            all.as_deref().unwrap_or("?")
        ),
        _ => "not ok".to_owned(),
    }
}

fn their_counts(theirs: &Value) -> String {
    if theirs["valid"] != true {
        return "not ok".to_owned();
    }
    let all = match theirs["all"].as_str().unwrap_or_default() {
        "pass" => "+",
        "fail" => "-",
        "softfail" => "~",
        _ => "?",
    };
    format!(
        "{} lookups, {} void, {all}",
        theirs["lookups"], theirs["void"]
    )
}
