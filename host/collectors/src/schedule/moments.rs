//! When something comes round: times of day on certain days, and the longest time between two of them.
//! Knows no syntax. That clocks are set, as for summer time, is left out.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

const DAY: u64 = 86_400;
const WORDS: usize = (DAY / 64) as usize;

/// The calendar repeats itself after 28 years as long as no leap year is left out: what comes round at all
/// does so twice in these.
const YEARS: i32 = 57;
/// No year from here on is left out before 2100.
const FIRST_YEAR: i32 = 2001;

/// More than anybody writes: a day of each is put together.
const MOST_TOGETHER: usize = 16;

/// Days of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    /// Bits 1 to 12.
    pub(super) months: u64,
    /// Bits 1 to 31.
    pub(super) days: u64,
    /// Days counted from the end of the month: bit 1 is the last one.
    pub(super) from_end: u64,
    /// Bits 0, which is Sunday, to 6.
    pub(super) weekdays: u64,
    /// Whether the day of the month or that of the week is enough.
    pub(super) either: bool,
}

impl Days {
    pub(super) const EVERY: Self = Self {
        months: 0x1ffe,
        days: 0xffff_fffe,
        from_end: 0,
        weekdays: 0x7f,
        either: false,
    };

    /// Whether a date is one of them.
    pub(super) fn hold(&self, date: NaiveDate) -> bool {
        let has = |bits: u64, bit: u32| bits >> bit & 1 == 1;
        let from_end = u32::from(date.num_days_in_month()) - date.day() + 1;
        let day = has(self.days, date.day()) || has(self.from_end, from_end);
        let weekday = has(self.weekdays, date.weekday().num_days_from_sunday());
        has(self.months, date.month())
            && if self.either {
                day || weekday
            } else {
                day && weekday
            }
    }

    fn are_all(&self) -> bool {
        let every = |bits: u64, all: u64| bits & all == all;
        let days = every(self.days, Self::EVERY.days);
        let weekdays = every(self.weekdays, Self::EVERY.weekdays);
        every(self.months, Self::EVERY.months)
            && if self.either {
                days || weekdays
            } else {
                days && weekdays
            }
    }
}

/// Seconds of a day, as a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Times(Vec<u64>);

impl Times {
    /// Each of these hours, with each of these minutes, with each of these seconds; all as bits.
    pub(super) fn of(hours: u64, minutes: u64, seconds: u64) -> Self {
        let mut times = Self(vec![0; WORDS]);
        for hour in bits(hours) {
            for minute in bits(minutes) {
                for second in bits(seconds) {
                    times.add((hour * 60 + minute) * 60 + second);
                }
            }
        }
        times
    }

    fn add(&mut self, second: u64) {
        let word = usize::try_from(second / 64).unwrap_or(usize::MAX);
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << (second % 64);
        }
    }

    fn join(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    pub(super) fn seconds(&self) -> impl Iterator<Item = u64> {
        let words = (0..).zip(&self.0);
        words.flat_map(|(at, word)| bits(*word).map(move |bit| at * 64 + bit))
    }

    /// The first, the last, and the longest time between two of them; none of none.
    fn shape(&self) -> Option<Shape> {
        let mut seconds = self.seconds();
        let first = seconds.next()?;
        let mut shape = Shape {
            first,
            last: first,
            widest: 0,
        };
        for second in seconds {
            shape.widest = shape.widest.max(second - shape.last);
            shape.last = second;
        }
        Some(shape)
    }
}

fn bits(mut word: u64) -> impl Iterator<Item = u64> {
    std::iter::from_fn(move || {
        let bit = u64::from(word.trailing_zeros());
        // Without the lowest one that is set.
        word &= word.wrapping_sub(1);
        (bit < 64).then_some(bit)
    })
}

/// What is needed to know of the times of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    first: u64,
    last: u64,
    widest: u64,
}

/// Days, each with the same times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moments {
    pub(super) days: Days,
    pub(super) times: Times,
}

/// How often something comes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Round {
    /// With this many seconds at most between two times.
    Every(u64),
    Never,
    /// There is too much to put together.
    Unclear,
}

/// How often any of these comes round.
pub(super) fn round(moments: &[&Moments]) -> Round {
    if moments.len() > MOST_TOGETHER {
        return Round::Unclear;
    }
    let mut shapes: BTreeMap<u32, Option<Shape>> = BTreeMap::new();
    let mut last: Option<u64> = None;
    let mut longest = 0;
    // Where all days are the same, three tell it all.
    let are_same = moments.iter().all(|one| one.days.are_all());
    let days = if are_same { 3 } else { usize::MAX };
    for (number, date) in (0..).zip(dates().take(days)) {
        let mut held = 0;
        for (bit, one) in (0..).zip(moments) {
            held |= u32::from(one.days.hold(date)) << bit;
        }
        let shape = shapes
            .entry(held)
            .or_insert_with(|| together(moments, held));
        let Some(shape) = shape else {
            continue;
        };
        let begin = number * DAY;
        if let Some(last) = last {
            longest = longest.max(begin + shape.first - last);
        }
        longest = longest.max(shape.widest);
        last = Some(begin + shape.last);
    }
    match last {
        Some(_) => Round::Every(longest),
        None => Round::Never,
    }
}

/// The times of a day on which these are held.
fn together(moments: &[&Moments], held: u32) -> Option<Shape> {
    let mut times = Times(vec![0; WORDS]);
    for (bit, one) in (0..).zip(moments) {
        if held >> bit & 1_u32 == 1 {
            times.join(&one.times);
        }
    }
    times.shape()
}

fn dates() -> impl Iterator<Item = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1);
    std::iter::successors(first, NaiveDate::succ_opt)
        .take_while(|date| date.year() < FIRST_YEAR + YEARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600;

    fn at(hours: u64, days: Days) -> Moments {
        Moments {
            days,
            times: Times::of(hours, 1, 1),
        }
    }

    fn gap(moments: &[&Moments]) -> Round {
        round(moments)
    }

    #[test]
    fn the_longest_time_between_two_is_found() {
        let daily = at(1 << 3, Days::EVERY);
        assert_eq!(gap(&[&daily]), Round::Every(DAY));
        let evening = at(1 << 21, Days::EVERY);
        assert_eq!(gap(&[&daily, &evening]), Round::Every(18 * HOUR));
        let workdays = at(
            1 << 3,
            Days {
                weekdays: 0x3e,
                ..Days::EVERY
            },
        );
        assert_eq!(gap(&[&workdays]), Round::Every(3 * DAY));
        let first = at(
            1 << 3,
            Days {
                days: 2,
                ..Days::EVERY
            },
        );
        assert_eq!(gap(&[&first]), Round::Every(31 * DAY));
        let last = at(
            1 << 3,
            Days {
                days: 0,
                from_end: 2,
                ..Days::EVERY
            },
        );
        assert_eq!(gap(&[&last]), Round::Every(31 * DAY));
    }

    #[test]
    fn what_is_rare_comes_round_and_what_cannot_be_does_not() {
        let leap = Days {
            months: 1 << 2,
            days: 1 << 29,
            ..Days::EVERY
        };
        assert_eq!(gap(&[&at(1, leap)]), Round::Every(1_461 * DAY));
        let leap_monday = Days {
            weekdays: 2,
            ..leap
        };
        assert_eq!(
            gap(&[&at(1, leap_monday)]),
            Round::Every(28 * 1_461 * DAY / 4)
        );
        let none = Days {
            months: 1 << 2,
            days: 1 << 30,
            ..Days::EVERY
        };
        assert_eq!(gap(&[&at(1, none)]), Round::Never);
        assert_eq!(gap(&[&at(0, Days::EVERY)]), Round::Never);
        assert_eq!(gap(&[]), Round::Never);
    }

    #[test]
    fn either_day_is_enough_where_that_is_said() {
        let either = Days {
            days: 2,
            weekdays: 1 << 1,
            either: true,
            ..Days::EVERY
        };
        assert_eq!(gap(&[&at(1, either)]), Round::Every(7 * DAY));
        let both = Days {
            either: false,
            ..either
        };
        let Round::Every(gap) = gap(&[&at(1, both)]) else {
            panic!("the first of a month is a Monday now and then");
        };
        assert!(gap > 60 * DAY, "{gap}");
    }
}
