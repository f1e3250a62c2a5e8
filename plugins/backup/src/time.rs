//! Ages and times in words.

use muster_sdk::backups::SuccessMarker;
use muster_sdk::{NotEvaluated, backups};

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Local time is at most so far behind UTC, and so far ahead of it (tz database).
pub(crate) const FARTHEST_WEST: i64 = 12 * HOUR;
pub(crate) const FARTHEST_EAST: i64 = 14 * HOUR;

/// More than two clocks that are set over the network may differ.
const FUTURE: i64 = 5 * MINUTE;

/// When the facts were collected.
pub(crate) fn now() -> Result<i64, NotEvaluated> {
    muster_sdk::applicable("backup", backups::asked_at())
}

/// How far a time is in the future, if it is.
pub(crate) fn ahead(time: i64) -> Result<Option<i64>, NotEvaluated> {
    let ahead = time.saturating_sub(now()?);
    Ok((ahead > FUTURE).then_some(ahead))
}

/// The earliest and the latest time that a marker can mean; none where it says none.
pub(crate) fn meant(marker: &SuccessMarker) -> Result<Option<(i64, i64)>, NotEvaluated> {
    let Some(time) = marker.time else {
        return Ok(None);
    };
    match marker.content.as_str() {
        SuccessMarker::CONTENT_TIME
        | SuccessMarker::CONTENT_EPOCH
        | SuccessMarker::CONTENT_OTHER => Ok(Some((time, time))),
        SuccessMarker::CONTENT_LOCAL_TIME => Ok(Some((
            time.saturating_sub(FARTHEST_EAST),
            time.saturating_add(FARTHEST_WEST),
        ))),
        SuccessMarker::CONTENT_NOTHING => Ok(None),
        other => Err(NotEvaluated::because(format!(
            "'{other}' is not a known content of {}",
            marker.path
        ))),
    }
}

/// How long something took or is ago, in the largest unit of which there are at least two.
pub(crate) fn in_words(seconds: i64) -> String {
    let (number, unit) = match seconds {
        ..120 => (seconds, "second"),
        120..7_200 => (seconds / MINUTE, "minute"),
        7_200..172_800 => (seconds / HOUR, "hour"),
        _ => (seconds / DAY, "day"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_a_unit_that_fits() {
        for (seconds, words) in [
            (1, "1 second"),
            (119, "119 seconds"),
            (7_199, "119 minutes"),
            (26 * HOUR, "26 hours"),
            (49 * HOUR, "2 days"),
        ] {
            assert_eq!(in_words(seconds), words);
        }
    }

    #[test]
    fn a_time_without_an_offset_means_one_of_a_day_s_worth() {
        let marker = |content: &str, time| SuccessMarker {
            content: content.to_owned(),
            time,
            ..muster_sdk::testing::sample()
        };
        assert_eq!(meant(&marker("time", Some(0))), Ok(Some((0, 0))));
        assert_eq!(meant(&marker("other", None)), Ok(None));
        let local = meant(&marker("local-time", Some(0)));
        assert_eq!(local, Ok(Some((-14 * HOUR, 12 * HOUR))));
        assert!(meant(&marker("lunar", Some(0))).is_err());
    }
}
