//! Seconds since 1970 as a person reads them.

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// `2026-06-01`, in UTC.
pub(crate) fn date(seconds: i64) -> String {
    /// Days from 1 March of the year 0 to 1 January 1970.
    const BEFORE_1970: i64 = 719_468;
    /// Days of 400 years.
    const ERA: i64 = 146_097;
    let days = seconds.div_euclid(DAY) + BEFORE_1970;
    let era = days.div_euclid(ERA);
    let day = days.rem_euclid(ERA);
    // Years that begin in March end with the leap day, if there is one.
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 {
        (year, month + 3)
    } else {
        (year + 1, month - 9)
    };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year)
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
    }
}
