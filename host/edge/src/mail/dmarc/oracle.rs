//! Random DMARC records: what they ask receivers to do, and who gets reports.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::record::{Record, is_dmarc, is_policy};
use super::report_uri;
use crate::mail::oracle::{Comparison, Row, ask, made_up};

const DOMAIN: &str = "d.test";

type Case = String;

fn record() -> impl Strategy<Value = Case> {
    let version = prop_oneof![30 => Just("v=DMARC1"), 1 => Just("V=DMARC1"), 1 => Just("v=dmarc1"), 1 => Just(" v=DMARC1"), 1 => Just("v = DMARC1 "), 1 => Just("v=DMARC2"), 1 => Just("v=DMARC1 x=y")];
    let part = prop_oneof![8 => tag().boxed(), 1 => wrong().boxed()];
    let policy = prop_oneof![6 => "p ?= ?(none|quarantine|reject)", 1 => "[Pp]=(NONE|Reject|rejec|)", 1 => Just(String::new())];
    let rua = prop_oneof![2 => Just(String::new()), 3 => addresses().prop_map(|list| format!("rua={list}"))];
    (
        version,
        policy,
        rua,
        prop::collection::vec(part, 0..4),
        "; ?|;",
        "[;]?",
    )
        .prop_map(|(version, policy, rua, parts, separator, end)| {
            let mut all = vec![version.to_owned()];
            all.extend([policy, rua].into_iter().filter(|part| !part.is_empty()));
            all.extend(parts);
            all.join(&separator) + &end
        })
}

fn tag() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "(sp|np|SP)=(none|quarantine|reject)",
        1 => "(sp|np|p)=(None|rej|no|)",
        1 => "(adkim|aspf)=[rsx]",
        1 => "fo=[01ds](:[01ds])?",
        1 => "t=[ynYx]",
        1 => "psd=[nyux]",
        1 => "pct=(0|5|50|100|101|050|x|-1|)",
        1 => "(ri|rf)=(86400|afrf|x)",
        1 => "[xyz]=[a-z]{0,3}",
        1 => addresses().prop_map(|list| format!("ruf={list}")),
    ]
}

fn wrong() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "(fo:0|p|sp:none|x|=|=x)",
        "rua=mailto:c@d\\.test",
        "[a-z=: ]{1,6}",
    ]
}

fn addresses() -> impl Strategy<Value = String> {
    let right = "(mailto|MAILTO):[a-z]{1,2}@d\\.test(!10m|!5)?";
    let wrong = prop::sample::select(vec![
        "mailto:@d.test",
        "mailto:d.test",
        "a@d.test",
        "mailto:",
        "https://d.test/r",
        "mailto:a@d.test!x",
        "mailto:a b@d.test",
        "mailto:a@d.testfo=1",
        "mailto:a@d..test",
        "",
        "mailto:a@d.test fo=1",
    ])
    .prop_map(str::to_owned);
    let one = prop_oneof![4 => right.boxed(), 1 => wrong.boxed()];
    (prop::collection::vec(one, 1..3), ", ?").prop_map(|(list, comma)| list.join(&comma))
}

/// Tags after the version, names in lower case.
fn tags(case: &Case) -> Vec<(String, String)> {
    let mut tags = crate::mail::tags::lenient(case);
    tags.retain(|(name, _)| name != "v");
    tags
}

fn has(case: &Case, names: &[&str], wrong: fn(&str) -> bool) -> bool {
    tags(case)
        .iter()
        .any(|(name, value)| names.contains(&name.as_str()) && wrong(value))
}

fn has_unknown_policy(case: &Case) -> bool {
    has(case, &["p", "sp", "np"], |value| !is_policy(value))
}

fn has_no_policy(case: &Case) -> bool {
    !has(case, &["p"], |value| !value.is_empty())
}

/// A list in which something is not an address for reports.
fn is_wrong_list(value: &str) -> bool {
    value
        .split(',')
        .any(|uri| report_uri::mail_domain(uri.trim()).is_none())
}

/// Values of tags that are not among those that they have.
fn has_unknown_value(case: &Case) -> bool {
    has(case, &["adkim", "aspf"], |value| {
        !["r", "s"].contains(&value)
    }) || has(case, &["t", "psd"], |value| value.eq_ignore_ascii_case("x"))
        || has(case, &["pct"], |value| {
            value.parse::<u8>().is_ok_and(|n| n > 100) || value == "-1"
        })
        || has(case, &["rua", "ruf"], is_wrong_list)
        || has(case, &["rf"], |value| value != "afrf")
        || has(case, &["ri"], |value| value != "86400")
}

const ROWS: &[Row<Case>] = &[
    Row {
        name: "the version in small letters, or space before it",
        program: "OpenDMARC",
        applies: |case, _| !is_dmarc(case),
    },
    Row {
        name: "a tag that appears twice",
        program: "OpenDMARC",
        applies: |case, _| {
            let tags = crate::mail::tags::lenient(case);
            let twice = |name: &String| tags.iter().filter(|(other, _)| other == name).count() > 1;
            tags.iter().any(|(name, _)| twice(name))
        },
    },
    Row {
        name: "a malformed report address",
        program: "checkdmarc",
        applies: |case, _| has(case, &["rua", "ruf"], is_wrong_list),
    },
    Row {
        name: "a part that is not a tag, or has no value",
        program: "checkdmarc",
        applies: |case, _| {
            // One semicolon may end a record.
            let ended = case.trim_end();
            let ended = ended.strip_suffix(';').unwrap_or(ended);
            ended.split(';').any(|part| match part.split_once('=') {
                Some((name, value)) => {
                    value.trim().is_empty()
                        || name.trim().is_empty()
                        || !name.trim().bytes().all(|byte| byte.is_ascii_alphabetic())
                }
                None => true,
            })
        },
    },
    Row {
        name: "an unknown policy",
        program: "checkdmarc",
        applies: |case, _| has_unknown_policy(case),
    },
    Row {
        name: "no `p`",
        program: "checkdmarc",
        applies: |case, _| has_no_policy(case),
    },
    Row {
        name: "no `p`",
        program: "OpenDMARC",
        applies: |case, _| has_no_policy(case),
    },
    Row {
        name: "a wrong `np`",
        program: "OpenDMARC",
        applies: |case, _| has(case, &["np"], |value| !is_policy(value)),
    },
    Row {
        name: "an unknown policy",
        program: "OpenDMARC",
        applies: |case, _| has_unknown_policy(case),
    },
    Row {
        name: "an unknown value",
        program: "checkdmarc",
        applies: |case, _| has_unknown_value(case),
    },
    Row {
        name: "an unknown value",
        program: "OpenDMARC",
        applies: |case, _| has_unknown_value(case),
    },
];

#[test]
fn made_up_records_say_what_others_read_in_them() {
    let cases = made_up(&record());
    let asked = cases
        .iter()
        .map(|record| json!({"record": record, "domain": DOMAIN}));
    let Some(answers) = ask("dmarc", asked) else {
        return;
    };
    let mut comparison = Comparison::new(ROWS);
    for (case, theirs) in cases.iter().zip(answers) {
        let read = is_dmarc(case).then(|| Record::parse(case));
        let usable = read.as_ref().and_then(|read| read.as_ref().ok());
        let ours = match usable {
            None => "no DMARC".to_owned(),
            Some(record) => format!(
                "{} {} {}",
                record.policy(),
                record.subdomain_policy(),
                record.nonexistent_policy()
            ),
        };
        let checkdmarc = &theirs["checkdmarc"];
        comparison.add(case, "checkdmarc", &ours, &policies(checkdmarc));
        if let (Some(record), true) = (usable, checkdmarc["valid"] == true) {
            let mailboxes: Vec<String> = record
                .report_uris()
                .filter_map(report_uri::mail_domain)
                .collect();
            let addresses = checkdmarc["addresses"].as_array().unwrap();
            comparison.add(
                case,
                "checkdmarc",
                &mailboxes.len().to_string(),
                &addresses.len().to_string(),
            );
        }
        let opendmarc = &theirs["opendmarc"];
        if !opendmarc.is_null() {
            let ours = match usable {
                None => "no DMARC".to_owned(),
                Some(record) => format!("{} {}", record.policy(), record.subdomain_policy()),
            };
            comparison.add(case, "OpenDMARC", &ours, &policies(opendmarc));
        }
    }
    comparison.finish();
}

/// `reject none none`, or `no DMARC`.
fn policies(theirs: &Value) -> String {
    if theirs["valid"] != true {
        return "no DMARC".to_owned();
    }
    let policies = theirs["policies"].as_array().unwrap().iter();
    let words: Vec<&str> = policies.filter_map(Value::as_str).collect();
    words.join(" ")
}
