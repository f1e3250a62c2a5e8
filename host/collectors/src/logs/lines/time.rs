//! When a line was written, in the forms that programs write: RFC 3339 and what is like it, that of access logs,
//! that of syslog (RFC 3164), and the fields of JSON. Pure.

use chrono::NaiveDate;
use serde_json::Value;

/// A time. Where no offset from UTC is written, it is as if it were UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) seconds: i64,
    pub(super) offset_known: bool,
}

/// Before the time of a line stand a level, a name or an address.
const LATEST_START: usize = 120;

/// The longest object of JSON that is looked into.
const LONGEST_OBJECT: usize = 64 << 10;

/// Fields of JSON that hold a time, in the order in which they are looked at.
const FIELDS: [&str; 6] = ["ts", "time", "timestamp", "@timestamp", "asctime", "date"];

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

const DAY: i64 = 24 * 60 * 60;

/// From here on a number is of milliseconds, microseconds or nanoseconds: the year 5138.
const TOO_MANY_SECONDS: f64 = 1e11;

/// The time of a line. `now` tells the year of those that say none.
pub(super) fn of_line(line: &[u8], now: Option<i64>) -> Option<Time> {
    let start = line.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let line = line.get(start..)?;
    if line.first() == Some(&b'{') {
        return of_object(line);
    }
    let head = line.get(..line.len().min(LATEST_START + 40))?;
    let is_start = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| head.get(before));
        before.is_none_or(|byte| !byte.is_ascii_alphanumeric())
    };
    (0..head.len().min(LATEST_START))
        .filter(|at| is_start(*at))
        .find_map(|at| {
            let rest = head.get(at..)?;
            match rest.first()? {
                b'0'..=b'9' => dated(rest).or_else(|| of_access_log(rest)),
                b'A'..=b'Z' if at == 0 || head.first() == Some(&b'<') => of_syslog(rest, now),
                _ => None,
            }
        })
}

/// A time that stands alone.
pub(super) fn of_stamp(text: &str) -> Option<Time> {
    dated(text.as_bytes())
}

fn of_object(line: &[u8]) -> Option<Time> {
    if line.len() > LONGEST_OBJECT {
        return None;
    }
    let object: serde_json::Map<String, Value> = serde_json::from_slice(line).ok()?;
    FIELDS.iter().find_map(|field| match object.get(*field)? {
        Value::String(text) => of_stamp(text),
        Value::Number(number) => of_number(number.as_f64()?),
        _ => None,
    })
}

/// Seconds since 1970, or a finer unit.
fn of_number(number: f64) -> Option<Time> {
    let mut seconds = number;
    for _ in 0..3 {
        if seconds >= TOO_MANY_SECONDS {
            seconds /= 1000.0;
        }
    }
    (0.0..TOO_MANY_SECONDS).contains(&seconds).then_some(Time {
        seconds: seconds as i64,
        offset_known: true,
    })
}

/// Reads a text from its beginning.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn number(&mut self, digits: usize) -> Option<u32> {
        let text = self.0.get(..digits)?;
        if !text.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = self.0.get(digits..)?;
        std::str::from_utf8(text).ok()?.parse().ok()
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        if !bytes.contains(first) {
            return None;
        }
        self.0 = rest;
        Some(*first)
    }

    fn month(&mut self) -> Option<u32> {
        let name = self.0.get(..3)?.to_ascii_lowercase();
        let month = MONTHS
            .iter()
            .zip(1..)
            .find_map(|(known, number)| (known.as_bytes() == name).then_some(number))?;
        self.0 = self.0.get(3..)?;
        Some(month)
    }

    /// `12:00:00`
    fn clock(&mut self) -> Option<(u32, u32, u32)> {
        let hour = self.number(2)?;
        self.one_of(b":")?;
        let minute = self.number(2)?;
        self.one_of(b":")?;
        Some((hour, minute, self.number(2)?))
    }

    fn skip_digits(&mut self) {
        while self.one_of(b"0123456789").is_some() {}
    }

    /// `Z`, `+02:00`, `+0200`, behind a blank or not; in seconds.
    fn offset(&self) -> Option<i64> {
        let mut rest = Cursor(self.0);
        let _ = rest.one_of(b" ");
        if rest.0.starts_with(b"UTC") || rest.0.starts_with(b"GMT") {
            return Some(0);
        }
        let sign = match rest.one_of(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let hours = rest.number(2)?;
        let _ = rest.one_of(b":");
        let minutes = rest.number(2)?;
        Some(sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
    }
}

fn at(
    date: NaiveDate,
    (hour, minute, second): (u32, u32, u32),
    offset: Option<i64>,
) -> Option<Time> {
    // Of a leap second.
    let moment = date.and_hms_opt(hour, minute, second.min(59))?;
    Some(Time {
        seconds: moment.and_utc().timestamp() - offset.unwrap_or_default(),
        offset_known: offset.is_some(),
    })
}

/// `2026-06-01T12:00:00.123Z`, `2026/06/01 12:00:00`, `2026-06-01 12:00:00,123 +0200`
fn dated(text: &[u8]) -> Option<Time> {
    let mut cursor = Cursor(text);
    let year = cursor.number(4)?;
    let mark = cursor.one_of(b"-/.")?;
    let month = cursor.number(2)?;
    cursor.one_of(&[mark])?;
    let day = cursor.number(2)?;
    cursor.one_of(b"Tt _")?;
    let clock = cursor.clock()?;
    if cursor.one_of(b".,").is_some() {
        cursor.skip_digits();
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    at(date, clock, cursor.offset())
}

/// `01/Jun/2026:12:00:00 +0000`
fn of_access_log(text: &[u8]) -> Option<Time> {
    let mut cursor = Cursor(text);
    let day = cursor.number(2)?;
    cursor.one_of(b"/")?;
    let month = cursor.month()?;
    cursor.one_of(b"/")?;
    let year = cursor.number(4)?;
    cursor.one_of(b":")?;
    let clock = cursor.clock()?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    at(date, clock, cursor.offset())
}

/// `Jun  1 12:00:00`, in the last year in which that is not to come.
fn of_syslog(text: &[u8], now: Option<i64>) -> Option<Time> {
    let mut cursor = Cursor(text);
    let month = cursor.month()?;
    cursor.one_of(b" ")?;
    let day = match cursor.one_of(b" ") {
        Some(_) => cursor.number(1)?,
        None => cursor.number(2)?,
    };
    cursor.one_of(b" ")?;
    let clock = cursor.clock()?;
    let now = now?;
    let year = chrono::DateTime::from_timestamp(now, 0)?.date_naive();
    let year = chrono::Datelike::year(&year);
    [year + 1, year, year - 1, year - 4]
        .into_iter()
        .filter_map(|year| at(NaiveDate::from_ymd_opt(year, month, day)?, clock, None))
        // The host may be ahead of UTC.
        .find(|time| time.seconds <= now.saturating_add(DAY))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 2026-06-01T12:00:00Z
    const NOON: i64 = 1_780_315_200;

    fn time(line: &str) -> Option<(i64, bool)> {
        let time = of_line(line.as_bytes(), Some(NOON))?;
        Some((time.seconds - NOON, time.offset_known))
    }

    #[test]
    fn times_are_read_in_the_forms_of_programs() {
        for (line, expected) in [
            ("2026-06-01T12:00:00Z x", (0, true)),
            ("2026-06-01T14:00:01.5+02:00 stdout F x", (1, true)),
            ("[2026-06-01 12:00:00,123] INFO x", (0, false)),
            ("INFO:     2026-06-01 12:00:00 - x", (0, false)),
            ("2026-06-01 12:00:00.123 UTC [1] LOG:  x", (0, true)),
            ("2026/06/01 12:00:00 [error] 1#1: x", (0, false)),
            (
                "203.0.113.7 - - [01/Jun/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 200",
                (0, true),
            ),
            ("Jun  1 12:00:00 web sshd[1]: x", (0, false)),
            ("Jun 01 11:59:59 web sshd[1]: x", (-1, false)),
            (
                "{\"level\":\"info\",\"ts\":1780315200.25,\"msg\":\"x\"}",
                (0, true),
            ),
            ("{\"time\":1780315200123,\"msg\":\"x\"}", (0, true)),
            ("{\"timestamp\":\"2026-06-01T12:00:00Z\"}", (0, true)),
        ] {
            assert_eq!(time(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn a_year_that_is_not_written_is_the_last_one() {
        assert_eq!(time("Jun  2 12:00:00 x"), Some((DAY, false)));
        assert_eq!(time("Jun  3 12:00:00 x"), Some((-363 * DAY, false)));
        assert_eq!(of_line(b"Jun  1 12:00:00 x", None), None);
    }

    #[test]
    fn what_is_not_a_time_is_none() {
        for line in [
            "",
            "Traceback (most recent call last):",
            "2026-13-01T12:00:00Z",
            "12026-06-01T12:00:00Z",
            "May be",
            "{\"ts\":-1}",
            "{\"ts\":",
        ] {
            assert_eq!(time(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_line_breaks_it(line: Vec<u8>, now: i64) {
            let _ = of_line(&line, Some(now));
        }

        #[test]
        fn no_line_that_is_like_one_breaks_it(line in "[ 0-9TZ:/.,+{}\"a-zA-Z-]{0,60}", now: Option<i64>) {
            let _ = of_line(line.as_bytes(), now);
        }
    }
}
