//! Seconds since 1970 as a person reads them.

use chrono::DateTime;

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// `2026-06-01`, in UTC.
pub(crate) fn date(seconds: i64) -> String {
    DateTime::from_timestamp_secs(seconds).map_or_else(
        || format!("{seconds} seconds after 1970"),
        |time| time.date_naive().to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(951_825_601), "2000-02-29");
        assert_eq!(date(1_780_315_200), "2026-06-01");
        assert_eq!(date(-1), "1969-12-31");
        assert_eq!(date(253_402_300_799), "9999-12-31");
        assert_eq!(date(i64::MAX), "9223372036854775807 seconds after 1970");
    }
}
