//! Reads the file in which people answer for what no program can check, and holds each entry to the
//! policy that it belongs to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use muster_facts::is_guessable;
use muster_outcomes::{RuleDescriptor, RuleId};

use crate::Day;
use crate::diagnostic::quoted;
use crate::document::{DocumentedKey, Entry, Fields, NAME, Node, Value, wrong_type};
use crate::pattern::unknown_rule;
use crate::source::{Problems, Span, Spanned};

/// The tag of the rules that may ask for a person.
pub const MANUAL: &str = "manual";

/// How long an attestation holds at most where no pack says otherwise: a year.
pub(crate) const DEFAULT_DAYS: u32 = 365;

/// The most that a pack may say. What nobody has looked at for ten years, nobody has looked at.
pub(crate) const MOST_DAYS: u32 = 3650;

/// Characters of evidence, which is a sentence and a place to look, not the document itself.
const LONGEST_EVIDENCE: usize = 2_000;

/// A random word from this length on may be a key or a token. A commit can be cut to twelve digits.
const SHORTEST_TOKEN: usize = 20;

/// The key of the file, whose entries are the attestations.
pub(crate) const ENTRIES: &str = "attestation";

/// The keys of one entry.
pub(crate) const KEYS: [DocumentedKey; 7] = [
    DocumentedKey {
        name: "rule",
        r#type: "string",
        meaning: "the rule that asks a person to check something; required",
        default: "",
    },
    DocumentedKey {
        name: "subject",
        r#type: "string",
        meaning: "the subject that was checked, as reports name it; when not set, every subject that the rule asks a person to check",
        default: "",
    },
    DocumentedKey {
        name: "host",
        r#type: "string",
        meaning: "the host that was checked, as reports name it; when not set, every host with this policy",
        default: "",
    },
    DocumentedKey {
        name: "by",
        r#type: "string",
        meaning: "who checked; required",
        default: "",
    },
    DocumentedKey {
        name: "on",
        r#type: "date",
        meaning: "the day on which they checked, such as `2026-11-02`; required",
        default: "",
    },
    DocumentedKey {
        name: "valid-until",
        r#type: "date",
        meaning: "the last day on which it counts; required",
        default: "",
    },
    DocumentedKey {
        name: "evidence",
        r#type: "string",
        meaning: "what they found, and where that is written down; required, and not a secret",
        default: "",
    },
];

/// What somebody answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// The rule that asked.
    pub rule: RuleId,
    /// The one subject that it is about.
    pub subject: Option<String>,
    /// The one host that it is about.
    pub host: Option<String>,
    /// Who looked.
    pub by: String,
    /// When they did.
    pub on: Day,
    /// The last day on which it counts.
    pub valid_until: Day,
    /// What they found.
    pub evidence: String,
}

/// An attestation and where it is written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) attestation: Attestation,
    rule: Span,
    valid_until: Span,
}

/// What the policy asks of attestations.
pub(crate) struct Horizon<'a> {
    /// Days that one holds at most.
    pub(crate) days: u32,
    /// The same of single rules.
    pub(crate) of_rules: BTreeMap<&'a RuleId, u32>,
}

impl Horizon<'_> {
    /// For how many days an attestation of a rule holds at most.
    pub(crate) fn of(&self, rule: &RuleId) -> u32 {
        self.of_rules.get(rule).copied().unwrap_or(self.days)
    }
}

/// Reads a file of attestations, as far as that needs no policy.
pub(crate) fn read(entries: Vec<Entry>, problems: &mut Problems) -> Vec<Written> {
    let mut fields = Fields::new(entries);
    let list = fields.array(ENTRIES, problems);
    fields.finish(problems);
    let nodes = list.into_iter().flat_map(|list| list.value);
    nodes.filter_map(|node| entry(node, problems)).collect()
}

fn entry(node: Node, problems: &mut Problems) -> Option<Written> {
    let Node { value, at } = node;
    let Value::Table(entries) = value else {
        wrong_type(at, "an attestation", "a table", &value, problems);
        return None;
    };
    let mut fields = Fields::new(entries);
    let rule = fields.required_text("rule", at, "write the id of the rule that asks", problems);
    let subject = fields.text("subject", problems);
    let host = fields.text("host", problems);
    let by = fields.required_text("by", at, "write who checked", problems);
    let on = date(&mut fields, "on", at, problems);
    let until = date(&mut fields, "valid-until", at, problems);
    let help = "write what was found, and where that is written down";
    let evidence = fields.required_text("evidence", at, help, problems);
    fields.finish(problems);
    let id = rule.as_ref().and_then(|rule| {
        let id = rule.value.parse::<RuleId>().ok();
        if id.is_none() {
            let message = format!("{} is not a rule id", quoted(&rule.value));
            problems.report(rule.at, message);
        }
        id
    });
    let by = by.and_then(|by| NAME.check(by, problems));
    let evidence = evidence.and_then(|evidence| checked_evidence(evidence, problems));
    if let (Some(on), Some(until)) = (&on, &until)
        && until.value < on.value
    {
        problems.report(
            until.at,
            format!("it would end before it begins, on {}", on.value),
        );
    }
    let until = until?;
    Some(Written {
        rule: rule?.at,
        valid_until: until.at,
        attestation: Attestation {
            rule: id?,
            subject: subject.map(|subject| subject.value),
            host: host.map(|host| host.value),
            by: by?,
            on: on?.value,
            valid_until: until.value,
            evidence: evidence?,
        },
    })
}

fn date(
    fields: &mut Fields,
    key: &'static str,
    owner: Span,
    problems: &mut Problems,
) -> Option<Spanned<Day>> {
    const HELP: &str = "write a day such as 2026-11-02, without quotes and without a time";
    let Some(Node { value, at }) = fields.take(key) else {
        let message = format!("the key `{key}` is missing here");
        problems.report_with(owner, message, Some(HELP.to_owned()));
        return None;
    };
    let day = match &value {
        Value::Date(text) => Day::parse(text),
        _ => None,
    };
    if day.is_none() {
        problems.report_with(at, format!("{key} is not a date"), Some(HELP.to_owned()));
    }
    Some(Spanned { value: day?, at })
}

/// The evidence, unless it is empty, a document, or the secret itself.
fn checked_evidence(evidence: Spanned<String>, problems: &mut Problems) -> Option<String> {
    let Spanned { value: text, at } = evidence;
    if text.trim().is_empty() {
        problems.report(at, "evidence is empty");
        return None;
    }
    let count = text.chars().count();
    if count > LONGEST_EVIDENCE {
        problems.report_with(
            at,
            format!("evidence has {count} characters, but at most {LONGEST_EVIDENCE} are allowed"),
            Some("name the ticket or document that has the rest".to_owned()),
        );
        return None;
    }
    if holds_token(&text) {
        problems.conceal(at);
        problems.report_with(
            at,
            "something in evidence looks like a key or a token, which would be in every report",
            Some(
                "name the ticket or document instead, and cut a commit to twelve digits".to_owned(),
            ),
        );
        return None;
    }
    Some(text)
}

/// Whether a word of the text could be a secret: it is long, and nobody would guess it.
fn holds_token(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || "/?&=,;:()<>\"'`#".contains(c))
        .any(|word| word.len() >= SHORTEST_TOKEN && !is_guessable(word))
}

/// Holds attestations to the rules: each must be about one that is enabled and may ask, no longer than
/// the policy allows, and not twice.
pub(crate) fn check(
    written: &[Written],
    horizon: &Horizon<'_>,
    rules: &[Arc<RuleDescriptor>],
    selected: &BTreeSet<&RuleId>,
    unread: &[&str],
    problems: &mut Problems,
) {
    let known: BTreeMap<&RuleId, &Arc<RuleDescriptor>> =
        rules.iter().map(|rule| (&rule.id, rule)).collect();
    let mut seen = BTreeSet::new();
    for one in written {
        let Attestation {
            rule,
            subject,
            host,
            on,
            valid_until,
            ..
        } = &one.attestation;
        match known.get(rule) {
            // Whose rules nobody knows.
            None if unread.contains(&rule.family()) => {}
            None => {
                let (message, help) = unknown_rule(rule, rules);
                problems.report_with(one.rule, message, help);
            }
            Some(known) if !known.tags.iter().any(|tag| tag == MANUAL) => problems.report_with(
                one.rule,
                format!("`{rule}` never asks a person to check anything"),
                Some(format!(
                    "`muster rules --only tag:{MANUAL}` lists the rules that do"
                )),
            ),
            Some(_) if !selected.contains(rule) => problems.report_with(
                one.rule,
                format!("this policy does not enable `{rule}`"),
                Some("enable it in the policy, or remove the attestation".to_owned()),
            ),
            Some(_) => {}
        }
        let days = horizon.of(rule);
        if on.days_until(*valid_until) > i64::from(days) {
            let last = on.plus(days).map(|last| format!("write {last} or earlier"));
            problems.report_with(
                one.valid_until,
                format!("an attestation of `{rule}` is valid for at most {days} days"),
                last,
            );
        }
        if !seen.insert((rule, subject, host)) {
            problems.report_with(
                one.rule,
                "there is another attestation of this rule, subject and host",
                Some("remove the older one".to_owned()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_nobody_would_guess_is_taken_for_a_token() {
        for text in [
            "OPS-412: restored to staging in 22 minutes, row counts compared",
            "https://wiki.example.com/operations/restore-drill-2026-11-02",
            "commit 4b6472266afd of ops/restore.sh, see restore-2026-11-02T08:00:00Z.log",
            "Authentication-Results: dkim=pass spf=pass dmarc=pass",
        ] {
            assert!(!holds_token(text), "{text}");
        }
        for text in [
            "curl -H 'Authorization: Bearer k4Qz7r5Qeb9tWz2xv8LmNc3hT6'",
            "https://x.example/?token=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
            "SG.x7Qz4r5Qeb9tWz2xv8LmNc3.hT6pL9sDfGhJkLqWeRtYuIoPzXcVbNm",
        ] {
            assert!(holds_token(text), "{text}");
        }
    }
}
