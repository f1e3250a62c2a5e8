//! What the rules on lines of logs have in common: which logs there are, how far back they were looked through, and
//! when a line was written.

use chrono::{DateTime, Datelike as _, Timelike as _};
use muster_sdk::lines::{self, Gap, Log, Spot};
use muster_sdk::{Fact, FactError, Finding, NotEvaluated, Source, fits_pattern};

pub(crate) const HOUR: i64 = 60 * 60;

/// Local time is at most so far behind UTC (tz database): a line without an offset may be so much newer.
const FARTHEST_WEST: i64 = 12 * HOUR;

/// What the rules are about where no log is.
pub(crate) const LOGS: &str = "logs";

/// When the facts were collected; none for an image, which has no clock.
pub(crate) fn now() -> Fact<Option<i64>> {
    match lines::asked_at() {
        Ok(now) => Ok(Some(now)),
        Err(FactError::Unsupported(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A log in the middle of a sentence.
pub(crate) fn called(log: &Log) -> String {
    match &log.container {
        Some(container) => format!("the log of the container {container}"),
        None => log.name.clone(),
    }
}

/// The finding of a log, which is part of a file where the file has a name that lasts.
pub(crate) fn about(log: &Log, finding: Finding) -> Finding {
    match log.container {
        Some(_) => finding,
        None => finding.of_file(&log.name),
    }
}

/// Those that the policy does not want judged.
pub(crate) fn is_ignored(name: &str, ignored: &[String]) -> bool {
    ignored.iter().any(|pattern| fits_pattern(pattern, name))
}

/// When a line may have been written at the latest.
pub(crate) fn latest(spot: &Spot) -> Option<i64> {
    let slack = if spot.offset_known { 0 } else { FARTHEST_WEST };
    Some(spot.time?.saturating_add(slack))
}

/// Why it is not known what a log says since some time; none where all that is so new was looked at.
pub(crate) fn not_covered(log: &Log, since: Option<i64>) -> Option<String> {
    let why = log.left_out.as_ref()?;
    let oldest = log.since.as_ref().and_then(latest);
    match (oldest, since) {
        (Some(oldest), Some(since)) if oldest <= since => None,
        _ => Some(match log.since.as_ref().and_then(moment) {
            Some(moment) => format!(
                "Only lines of {} since {moment} were read: {why}.",
                called(log)
            ),
            None => format!("Not all of {} was read: {why}.", called(log)),
        }),
    }
}

/// The time of a line, as RFC 3339 has it where its offset from UTC is known.
pub(crate) fn moment(spot: &Spot) -> Option<String> {
    let time = DateTime::from_timestamp(spot.time?, 0)?;
    let zone = if spot.offset_known { "Z" } else { "" };
    Some(format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{zone}",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    ))
}

/// `2 lines, the last of which was written at …`
pub(crate) fn lines_in_words(number: u64, last: &Spot) -> String {
    let lines = if number == 1 {
        "1 line".to_owned()
    } else {
        format!("{number} lines")
    };
    match (moment(last), number) {
        (Some(moment), 1) => format!("{lines}, written at {moment}"),
        (Some(moment), _) => format!("{lines}, the last of which was written at {moment}"),
        (None, _) => lines,
    }
}

/// A finding for each thing that could not be looked at.
pub(crate) fn gaps(
    ignored: &[String],
    concerns: impl Fn(&Gap) -> bool,
) -> Result<Vec<Finding>, NotEvaluated> {
    let mut findings: Vec<Finding> = Vec::new();
    for gap in lines::gaps()? {
        if !concerns(&gap) || is_ignored(&gap.name, ignored) {
            continue;
        }
        let subject = match gap.part.as_str() {
            Gap::PART_LOGS => format!("{LOGS}/{}", gap.name),
            _ => gap.name.clone(),
        };
        if findings.iter().any(|known| known.subject() == subject) {
            continue;
        }
        let finding = Finding::error(subject, sentence(&gap.reason));
        findings.push(place(finding, gap.source));
    }
    Ok(findings)
}

fn place(finding: Finding, source: Source) -> Finding {
    if source.kind == Source::KIND_LOGICAL {
        finding
    } else {
        finding.at(source, "names it")
    }
}

/// A reason as a sentence of its own.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let end = if reason.ends_with('.') { "" } else { "." };
    format!("{}{}{end}", first.to_uppercase(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use muster_sdk::testing::sample;

    use super::*;

    fn spot(time: Option<i64>, offset_known: bool) -> Spot {
        Spot {
            time,
            offset_known,
            ..sample()
        }
    }

    #[test]
    fn a_line_without_an_offset_may_be_newer_than_it_says() {
        assert_eq!(latest(&spot(Some(0), true)), Some(0));
        assert_eq!(latest(&spot(Some(0), false)), Some(12 * HOUR));
        assert_eq!(latest(&spot(None, true)), None);
    }

    #[test]
    fn a_log_is_covered_from_its_oldest_line_on() {
        let log = |left_out: bool, time| Log {
            name: "/var/log/shop.log".to_owned(),
            container: None,
            since: Some(spot(time, true)),
            left_out: left_out.then(|| "it is too large".to_owned()),
            ..sample()
        };
        assert_eq!(not_covered(&log(false, None), Some(0)), None);
        assert_eq!(not_covered(&log(true, Some(5)), Some(5)), None);
        let why = not_covered(&log(true, Some(6)), Some(5)).unwrap();
        assert!(why.contains("since 1970-01-01T00:00:06Z"), "{why}");
        assert!(not_covered(&log(true, None), Some(5)).is_some());
        assert!(not_covered(&log(true, Some(5)), None).is_some());
    }

    #[test]
    fn lines_are_told_with_the_last_one() {
        let told = |number| lines_in_words(number, &spot(Some(0), true));
        assert_eq!(told(1), "1 line, written at 1970-01-01T00:00:00Z");
        assert_eq!(
            told(2),
            "2 lines, the last of which was written at 1970-01-01T00:00:00Z"
        );
        assert_eq!(lines_in_words(2, &spot(None, true)), "2 lines");
        assert_eq!(
            moment(&spot(Some(86_399), false)).as_deref(),
            Some("1970-01-01T23:59:59")
        );
    }
}
