//! Every format counts alike: nobody may think better of a host because of the format that they read.

use muster_outcomes::Totals;
use muster_policy::Verdict;
use muster_report::Format;
use serde_json::Value;

use crate::fixture::verdict;
use crate::{causes, counted};

/// Fails unless each format has as many findings of each status as the verdict, as far as it shows them.
pub(crate) fn assert_counted_alike(verdict: &Verdict) {
    for format in Format::ALL {
        assert_eq!(counted(format, verdict), verdict.totals, "{format}");
    }
}

/// How many of these texts name each status.
pub(crate) fn by_status<'a>(statuses: impl Iterator<Item = &'a Value>) -> Totals {
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

/// The counts in a line for people, such as `3 failed (2 high, 1 low) · 2 passed`.
pub(crate) fn in_line(line: &str) -> Totals {
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
