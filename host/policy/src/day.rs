//! A day of the calendar, as attestations name one.

use std::fmt;

use chrono::{Days, NaiveDate};

/// A day, in UTC. Ordered by the calendar, and shown as `2026-11-02`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(NaiveDate);

impl Day {
    /// Reads `2026-11-02`, the full date of RFC 3339, and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // chrono takes `2026-11-2`, spaces and signs, too.
        let is_written_out = text.len() == "2026-11-02".len()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-');
        let date = is_written_out.then(|| text.parse().ok()).flatten()?;
        Some(Self(date))
    }

    /// The day of a time as RFC 3339 writes it in UTC: `2026-11-02T23:59:59Z`.
    #[must_use]
    pub fn of_time(time: &str) -> Option<Self> {
        Self::parse(time.split_once('T')?.0)
    }

    /// The day so many days later. The calendar ends in the year 262142.
    #[must_use]
    pub fn plus(self, days: u32) -> Option<Self> {
        self.0.checked_add_days(Days::new(days.into())).map(Self)
    }

    /// How many days the other is later; below zero where it is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i64 {
        other.0.signed_duration_since(self.0).num_days()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_date_is_a_day() {
        for text in ["2026-11-02", "2024-02-29", "0001-01-01"] {
            assert_eq!(Day::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "2026-11-2",
            "2026-02-29",
            "2026-13-01",
            "+026-11-02",
            " 2026-11-02",
            "2026/11/02",
            "2026-11-02T00:00:00Z",
            "20261102",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        let day = Day::of_time("2026-11-02T23:59:59Z");
        assert_eq!(day, Day::parse("2026-11-02"));
        assert_eq!(Day::of_time("2026-11-02"), None);
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(day("2024-02-28").plus(2), Day::parse("2024-03-01"));
        assert_eq!(day("2026-11-02").plus(90), Day::parse("2027-01-31"));
        assert_eq!(day("2026-11-02").days_until(day("2027-01-31")), 90);
        assert_eq!(day("2026-11-02").days_until(day("2026-11-01")), -1);
        assert_eq!(day("9999-12-31").plus(u32::MAX), None);
    }
}
