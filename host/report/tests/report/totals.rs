//! Every format counts alike: nobody may think better of a host because of the format that they read.

use muster_outcomes::Totals;
use muster_policy::Verdict;
use muster_report::{Format, Options, render};
use serde_json::Value;

use crate::causes;
use crate::fixture::verdict;
use crate::junit::suite_of;

/// Fails unless each format has as many findings of each status as the verdict, as far as it shows them.
pub(crate) fn assert_counted_alike(verdict: &Verdict) {
    let expected = verdict.totals;
    for format in Format::ALL {
        let text = render(format, verdict, &Options::default()).unwrap();
        match format {
            Format::Terminal => assert_eq!(summary(&text), expected, "{text}"),
            Format::Json => {
                let report: Value = serde_json::from_str(&text).unwrap();
                let statuses = report["findings"].as_array().unwrap().iter();
                assert_eq!(by_status(statuses.map(|found| &found["status"])), expected);
            }
            Format::Sarif => {
                let log: Value = serde_json::from_str(&text).unwrap();
                let results = log["runs"][0]["results"].as_array().unwrap().iter();
                let statuses = results.map(|result| &result["properties"]["muster/status"]);
                assert_eq!(by_status(statuses), expected);
            }
            // What follows from another failure is told in its alert.
            Format::SarifGithub => {
                let log: Value = serde_json::from_str(&text).unwrap();
                let counted = |status: &str| {
                    let results = log["runs"][0]["results"].as_array().unwrap().iter();
                    results
                        .map(|result| {
                            let properties = &result["properties"];
                            if properties["muster/status"] != status {
                                return 0;
                            }
                            // What could not be evaluated is told by its cause.
                            match properties["muster/notEvaluated"].as_array() {
                                Some(waiting) => waiting.len(),
                                None => {
                                    let follow = properties["muster/consequences"].as_array();
                                    1 + follow.map_or(0, Vec::len)
                                }
                            }
                        })
                        .sum::<usize>()
                };
                assert_eq!(counted("fail"), expected.fail);
                assert_eq!(counted("error"), expected.error);
            }
            Format::Markdown => assert_eq!(counts(text.lines().nth(2).unwrap()), expected),
            Format::Junit => {
                let cases = suite_of(verdict);
                let counted = |result: Option<&str>, kind: &str| {
                    let same = |case: &&crate::junit::Case| {
                        case.result.as_deref() == result && (kind.is_empty() || case.kind == kind)
                    };
                    cases.iter().filter(same).count()
                };
                let totals = Totals {
                    pass: counted(None, ""),
                    fail: counted(Some("failure"), ""),
                    not_applicable: counted(Some("skipped"), "not-applicable"),
                    manual: counted(Some("skipped"), "manual"),
                    error: counted(Some("error"), ""),
                };
                assert_eq!(totals, expected);
            }
        }
    }
}

fn by_status<'a>(statuses: impl Iterator<Item = &'a Value>) -> Totals {
    let mut totals = Totals::default();
    for status in statuses {
        *match status.as_str().unwrap() {
            "pass" => &mut totals.pass,
            "fail" => &mut totals.fail,
            "not-applicable" => &mut totals.not_applicable,
            "manual" => &mut totals.manual,
            "error" => &mut totals.error,
            other => panic!("{other}"),
        } += 1;
    }
    totals
}

/// The counts in the last lines for people, such as `3 failed (2 high, 1 low) · 2 passed`.
fn summary(text: &str) -> Totals {
    let (_, last) = text.rsplit_once("──\n").unwrap();
    let words = last.split_whitespace().collect::<Vec<_>>().join(" ");
    counts(&words)
}

/// Each count with what it counts.
fn counts(line: &str) -> Totals {
    let mut totals = Totals::default();
    for part in line.split(" · ") {
        let (number, what) = part.split_once(' ').unwrap();
        let place = [
            ("failed", 0),
            ("follow", 0),
            ("not evaluated", 1),
            ("by hand", 2),
            ("not applicable", 3),
            ("passed", 4),
        ]
        .into_iter()
        .find(|(words, _)| what.starts_with(words));
        *match place.unwrap_or_else(|| panic!("{part}")).1 {
            0 => &mut totals.fail,
            1 => &mut totals.error,
            2 => &mut totals.manual,
            3 => &mut totals.not_applicable,
            _ => &mut totals.pass,
        } += number.parse::<usize>().unwrap();
    }
    totals
}

#[test]
fn the_totals_are_the_same_in_every_format() {
    assert_counted_alike(&verdict());
    // Failures that follow from another count, too.
    assert_counted_alike(&causes::failing(&[22, 80]));
}
