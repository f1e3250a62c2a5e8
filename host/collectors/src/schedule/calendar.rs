//! What `OnCalendar=` says, see systemd.time(7), "Calendar Events", and how long a span of time is.

use super::elements::{number, stepped, steps};
use super::moments::{Days, Moments, Times};

/// A calendar event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) moments: Moments,
    /// Whether it is so in certain years only.
    pub(super) is_limited: bool,
    /// The time zone, where it is not the host's.
    pub(super) zone: Option<String>,
}

/// The names that stand for an event.
const NAMED: [(&str, &str); 13] = [
    ("minutely", "*-*-* *:*:00"),
    ("hourly", "*-*-* *:00:00"),
    ("daily", "*-*-* 00:00:00"),
    ("weekly", "Mon *-*-* 00:00:00"),
    ("monthly", "*-*-01 00:00:00"),
    ("quarterly", "*-01,04,07,10-01 00:00:00"),
    ("semiannually", "*-01,07-01 00:00:00"),
    ("semi-annually", "*-01,07-01 00:00:00"),
    ("biannually", "*-01,07-01 00:00:00"),
    ("bi-annually", "*-01,07-01 00:00:00"),
    ("biannual", "*-01,07-01 00:00:00"),
    ("yearly", "*-01-01 00:00:00"),
    ("annually", "*-01-01 00:00:00"),
];

const WEEKDAYS: [(&str, &str); 7] = [
    ("sun", "sunday"),
    ("mon", "monday"),
    ("tue", "tuesday"),
    ("wed", "wednesday"),
    ("thu", "thursday"),
    ("fri", "friday"),
    ("sat", "saturday"),
];

/// Parts of the world after which time zones are named (tz database).
const REGIONS: [&str; 11] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Etc",
    "Europe",
    "Indian",
    "Pacific",
];

/// Reads an event; none where it is not one, or not one that is understood here.
pub(super) fn event(text: &str) -> Option<Event> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let zone = words.pop_if(|word| is_zone(word)).map(str::to_owned);
    if let [word] = words.as_slice()
        && let Some((_, stands_for)) = NAMED
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(word))
    {
        words = stands_for.split(' ').collect();
    }
    if words.is_empty() {
        return None;
    }
    let mut words = words.into_iter().peekable();
    let mut days = Days::EVERY;
    if let Some(weekdays) =
        words.next_if(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
    {
        days.weekdays = self::weekdays(weekdays)?;
    }
    let mut is_limited = false;
    if let Some(date) = words.next_if(|word| !word.contains(':')) {
        is_limited = self::date(date, &mut days)?;
    }
    let times = match words.next() {
        Some(time) => times(time)?,
        None => Times::of(1, 1, 1),
    };
    words.next().is_none().then_some(Event {
        moments: Moments { days, times },
        is_limited,
        zone,
    })
}

fn is_zone(word: &str) -> bool {
    let known = word.split_once('/');
    word == "UTC"
        || known.is_some_and(|(region, place)| {
            let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '-' | '+');
            REGIONS.contains(&region) && !place.is_empty() && place.chars().all(letters)
        })
}

fn weekdays(text: &str) -> Option<u64> {
    let number = |name: &str| {
        let name = name.to_ascii_lowercase();
        let mut known = (0..).zip(WEEKDAYS);
        known.find_map(|(number, (short, long))| (name == short || name == long).then_some(number))
    };
    let mut days = 0;
    let text = text.strip_suffix(',').unwrap_or(text);
    for element in text.split(',') {
        let (from, to) = match element.split_once("..").or_else(|| element.split_once('-')) {
            Some((from, to)) => (number(from)?, number(to)?),
            None => (number(element)?, number(element)?),
        };
        // The week begins on Monday: `Sat..Sun` is a range, and `Sun..Sat` is not.
        let monday_first = |day: u64| (day + 6) % 7;
        if monday_first(from) > monday_first(to) {
            return None;
        }
        for day in monday_first(from)..=monday_first(to) {
            days |= 1 << ((day + 1) % 7);
        }
    }
    Some(days)
}

/// Reads a date, and says whether it is in certain years only.
fn date(text: &str, days: &mut Days) -> Option<bool> {
    let (text, day, is_from_end) = match text.rsplit_once('~') {
        Some((text, day)) => (text, day, true),
        None => {
            let (text, day) = text.rsplit_once('-')?;
            (text, day, false)
        }
    };
    let (year, month) = text.rsplit_once('-').unwrap_or(("*", text));
    days.months = component(month, 1, 12)?;
    if is_from_end && day != "*" {
        days.days = 0;
        days.from_end = from_end(day)?;
    } else {
        days.days = component(day, 1, 31)?;
    }
    let is_year = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '/' | '*');
    let is_some_year = !year.is_empty() && year.chars().all(is_year);
    (year == "*" || is_some_year).then_some(year != "*")
}

fn times(text: &str) -> Option<Times> {
    let mut parts = text.split(':');
    let (hours, minutes) = (parts.next()?, parts.next()?);
    let seconds = parts.next().unwrap_or("0");
    if parts.next().is_some() {
        return None;
    }
    Some(Times::of(
        component(hours, 0, 23)?,
        component(minutes, 0, 59)?,
        component(&whole(seconds), 0, 59)?,
    ))
}

/// Seconds without their fractions: a range has dots as well, and they stand together.
fn whole(seconds: &str) -> String {
    let mut whole = String::new();
    for (index, piece) in seconds.split("..").enumerate() {
        if index > 0 {
            whole.push_str("..");
        }
        let mut fraction = false;
        for character in piece.chars() {
            fraction = match character {
                '.' => true,
                _ => fraction && character.is_ascii_digit(),
            };
            if !fraction {
                whole.push(character);
            }
        }
    }
    whole
}

/// The values of a part of an event: `*`, `5`, `1..5`, `0/15`, `8..18/2`, and several of them.
fn component(text: &str, low: u64, high: u64) -> Option<u64> {
    let mut values = 0;
    for element in text.split(',') {
        let (span, step) = stepped(element)?;
        let (from, to) = if span == "*" && step.is_none() {
            (low, high)
        } else if let Some((from, to)) = span.split_once("..") {
            (number(from)?, number(to)?)
        } else {
            let from = number(span)?;
            // A step goes on to the end, and has to lead somewhere.
            match step {
                Some(step) if from.checked_add(step)? > high => return None,
                Some(_) => (from, high),
                None => (from, from),
            }
        };
        if from < low || to > high || from > to {
            return None;
        }
        values |= steps(from, to, step);
    }
    Some(values)
}

/// No month is sure to have more days.
const SHORTEST_MONTH: u64 = 28;

/// Days from the end of a month; steps go forward, towards it.
fn from_end(text: &str) -> Option<u64> {
    let mut values = 0;
    for element in text.split(',') {
        let (span, step) = stepped(element)?;
        let (from, to) = match span.split_once("..") {
            Some((from, to)) if step.is_none() => (number(from)?, number(to)?),
            Some(_) => return None,
            None => (number(span)?, number(span)?),
        };
        if from < 1 || to > SHORTEST_MONTH || from > to {
            return None;
        }
        for day in from..=to {
            values |= 1 << day;
        }
        let Some(step) = step else {
            continue;
        };
        let mut at = from.checked_sub(step).filter(|at| *at >= 1)?;
        loop {
            values |= 1 << at;
            match at.checked_sub(step) {
                Some(next) if next >= 1 => at = next,
                _ => break,
            }
        }
    }
    Some(values)
}

/// Units of a span with their seconds, see systemd.time(7). Those of less than a second count as nothing.
const UNITS: [(&[&str], u64); 9] = [
    (&["", "s", "sec", "second", "seconds"], 1),
    (&["m", "min", "minute", "minutes"], 60),
    (&["h", "hr", "hour", "hours"], 3_600),
    (&["d", "day", "days"], 86_400),
    (&["w", "week", "weeks"], 604_800),
    (&["M", "month", "months"], 2_629_800),
    (&["y", "year", "years"], 31_557_600),
    (&["ms", "msec", "us", "usec", "μs", "µs"], 0),
    (&["ns", "nsec"], 0),
];

/// The seconds of a span such as `1h 30min`.
pub(super) fn span(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit());
        let end = end.unwrap_or(rest.len());
        let (amount, after) = rest.split_at_checked(end)?;
        let amount = number(amount)?;
        // A fraction of a second and the like.
        let after = match after.strip_prefix('.') {
            Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => after,
        };
        let after = after.trim_start();
        let end = after
            .find(|c: char| c.is_ascii_digit() || c.is_whitespace())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(end)?;
        let (_, seconds) = UNITS.iter().find(|(names, _)| names.contains(&unit))?;
        total = total.checked_add(amount.checked_mul(*seconds)?)?;
        rest = after.trim_start();
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::moments::{Round, round};

    const HOUR: u64 = 3_600;
    const DAY: u64 = 24 * HOUR;

    #[test]
    fn events_come_round_as_often_as_they_say() {
        for (text, seconds) in [
            ("minutely", 60),
            ("hourly", HOUR),
            ("daily", DAY),
            ("Weekly", 7 * DAY),
            ("monthly", 31 * DAY),
            ("quarterly", 92 * DAY),
            ("yearly", 366 * DAY),
            ("03:00", DAY),
            ("*-*-* 03:00:00", DAY),
            ("*:0/15", 900),
            ("*:*:0/10", 10),
            ("*-*-* 00,12:00:00", 12 * HOUR),
            ("Mon..Fri 22:30", 3 * DAY),
            ("Sat,Sun", 6 * DAY),
            ("Mon, *-*-* 00:00", 7 * DAY),
            ("*-*-1/2", 2 * DAY),
            ("*-*~1 02:00", 31 * DAY),
            ("Sun *-*~07/1", 35 * DAY),
            ("Sun *-*-1..7 18:00 Europe/Berlin", 35 * DAY),
            ("daily UTC", DAY),
            ("02-29", 1_461 * DAY),
            ("*-*-* 00:00:12.5", DAY),
        ] {
            let event = event(text).unwrap_or_else(|| panic!("{text}"));
            assert!(!event.is_limited, "{text}");
            assert_eq!(round(&[&event.moments]), Round::Every(seconds), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_no_event() {
        for text in [
            "",
            "UTC",
            "sometimes",
            "25:00",
            "*:60",
            "*-13-*",
            "*-*-32",
            "Sun..Mon",
            "Mon Tue",
            "03:00 Mon",
            "*-*-* 00:00:00 Utopia/Nowhere",
            "*:0/0",
            "*:*/30",
            "*:50/10",
            "1:2:3:4",
            "Sab",
            "b83yQ0fLGbbtYrjWDmi1qSVYHHt",
        ] {
            assert_eq!(event(text), None, "{text}");
        }
        assert!(event("2026-06-01").unwrap().is_limited);
    }

    #[test]
    fn spans_are_added_up() {
        for (text, seconds) in [
            ("5", Some(5)),
            ("1h 30min", Some(5_400)),
            ("1d12h", Some(129_600)),
            ("15 min", Some(900)),
            ("0.5s", Some(0)),
            ("1week", Some(604_800)),
            ("", None),
            ("soon", None),
            ("5 bananas", None),
            ("infinity", None),
        ] {
            assert_eq!(span(text), seconds, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_readers_panic(text in "([0-9*.,/~: -]|Mon|Sun|UTC|[a-zµ]){0,24}") {
            let _ = span(&text);
            if let Some(event) = event(&text) {
                let _ = round(&[&event.moments]);
            }
        }
    }
}
