//! The text of a crontab, as crontab(5) has it: lines that say when, as whom and what. Knows no file.

use super::elements::{number, stepped, steps};
use super::moments::{Days, Moments, Times};

/// Which program reads it: their readings differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    /// Debian's cron: Paul Vixie's, with a good many patches.
    Debian,
    /// Red Hat's, which most others have too.
    Cronie,
    Busybox,
}

/// When a line says that its command runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Timing {
    AtBoot,
    Moments(Moments),
    /// At a time that is drawn, or in a way that this flavour alone knows.
    Unclear,
}

/// A line with a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) line: u32,
    /// The words that say when: digits, names of days and months, and signs between them.
    pub(super) schedule: String,
    pub(super) timing: Timing,
    /// None in the crontab of one user.
    pub(super) user: Option<String>,
    pub(super) command: String,
}

/// What a crontab says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Crontab {
    pub(super) entries: Vec<Entry>,
    /// Lines that are none of what a crontab may hold.
    pub(super) wrong: Vec<u32>,
    /// Whether the last line has no end.
    pub(super) is_torn: bool,
}

/// Reads a crontab; `named` says whether its lines name the user.
pub(super) fn parse(text: &str, flavour: Flavour, named: bool) -> Crontab {
    let mut crontab = Crontab {
        is_torn: !text.is_empty() && !text.ends_with('\n'),
        ..Crontab::default()
    };
    for (number, line) in (1..).zip(text.split('\n')) {
        let line = line.trim_start_matches([' ', '\t']);
        if line.is_empty() || line.starts_with('#') || is_variable(line) {
            continue;
        }
        match entry(line, number, flavour, named) {
            Some(entry) => crontab.entries.push(entry),
            None if line.trim().is_empty() => {}
            None => crontab.wrong.push(number),
        }
    }
    crontab
}

/// Whether a line sets a variable: a name, which may be in quotes, and `=`.
fn is_variable(line: &str) -> bool {
    let Some((name, _)) = line.split_once('=') else {
        return false;
    };
    let name = name.trim_end();
    let quoted = |quote| {
        let inner = name.strip_prefix(quote);
        inner.is_some_and(|inner: &str| inner.ends_with(quote))
    };
    quoted('"')
        || quoted('\'')
        || (!name.is_empty()
            && !name.contains(char::is_whitespace)
            && !name.starts_with(['@', '*']))
}

fn entry(line: &str, number: u32, flavour: Flavour, named: bool) -> Option<Entry> {
    // Which keeps cronie and SUSE's from writing the run down.
    let line = match flavour {
        Flavour::Cronie => line.strip_prefix('-').unwrap_or(line),
        Flavour::Debian | Flavour::Busybox => line,
    };
    let (schedule, timing, rest) = if line.starts_with('@') {
        let (word, rest) = first_word(line);
        (word.to_owned(), special(word)?, rest)
    } else {
        let mut fields = [""; 5];
        let mut rest = line;
        for field in &mut fields {
            (*field, rest) = first_word(rest);
        }
        (fields.join(" "), timing(fields, flavour)?, rest)
    };
    let (user, rest) = match first_word(rest) {
        (user, rest) if named => (Some(user).filter(|user| !user.is_empty())?, rest),
        _ => ("", rest),
    };
    Some(Entry {
        line: number,
        schedule,
        timing,
        user: named.then(|| user.to_owned()),
        command: command(rest),
    })
}

fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches([' ', '\t']);
    let end = text.find([' ', '\t']).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    (word, rest.trim_start_matches([' ', '\t']))
}

/// What is run: up to the first `%`, behind which is what the command reads.
fn command(text: &str) -> String {
    let mut command = String::new();
    let mut characters = text.trim_end().chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&'%') => command.extend(characters.next()),
            '%' => break,
            _ => command.push(character),
        }
    }
    command
}

fn special(word: &str) -> Option<Timing> {
    let (hours, days) = match word {
        "@reboot" => return Some(Timing::AtBoot),
        "@yearly" | "@annually" => (
            1,
            Days {
                months: 2,
                days: 2,
                ..Days::EVERY
            },
        ),
        "@monthly" => (
            1,
            Days {
                days: 2,
                ..Days::EVERY
            },
        ),
        "@weekly" => (
            1,
            Days {
                weekdays: 1,
                ..Days::EVERY
            },
        ),
        "@daily" | "@midnight" => (1, Days::EVERY),
        "@hourly" => (0xff_ffff, Days::EVERY),
        _ => return None,
    };
    Some(Timing::Moments(Moments {
        days,
        times: Times::of(hours, 1, 1),
    }))
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// What a field may hold.
struct Range {
    low: u64,
    high: u64,
    /// Names of its values, from `low` on.
    names: &'static [&'static str],
}

/// A field's values.
#[derive(Clone, Copy, Debug)]
struct Field {
    values: u64,
    /// Whether it begins with `*`, by which cron tells whether one of two fields is enough.
    star: bool,
    /// Whether one of the values is drawn.
    drawn: bool,
}

fn timing(fields: [&str; 5], flavour: Flavour) -> Option<Timing> {
    let [minutes, hours, days, months, weekdays] = fields;
    let range = |low, high, names| Range { low, high, names };
    let minutes = field(minutes, &range(0, 59, &[]), flavour)?;
    let hours = field(hours, &range(0, 23, &[]), flavour)?;
    let days = field(days, &range(1, 31, &[]), flavour)?;
    let months = field(months, &range(1, 12, &MONTHS), flavour)?;
    let mut weekdays = field(weekdays, &range(0, 7, &WEEKDAYS), flavour)?;
    weekdays.values = (weekdays.values | weekdays.values >> 7) & 0x7f;
    if [minutes, hours, days, months, weekdays]
        .iter()
        .any(|field| field.drawn)
    {
        return Some(Timing::Unclear);
    }
    let any_day = |values: u64| values == Days::EVERY.days;
    let any_weekday = |values: u64| values == Days::EVERY.weekdays;
    let either = match flavour {
        Flavour::Debian | Flavour::Cronie => !days.star && !weekdays.star,
        // It looks at what the fields hold, and not at how that is written.
        Flavour::Busybox => !any_day(days.values) && !any_weekday(weekdays.values),
    };
    let days = Days {
        months: months.values,
        days: days.values,
        from_end: 0,
        weekdays: weekdays.values,
        either,
    };
    Some(Timing::Moments(Moments {
        days,
        times: Times::of(hours.values, minutes.values, 1),
    }))
}

fn field(text: &str, range: &Range, flavour: Flavour) -> Option<Field> {
    let mut field = Field {
        values: 0,
        star: text.starts_with('*'),
        drawn: false,
    };
    for element in text.split(',') {
        let (span, step) = stepped(element)?;
        let (from, to) = if span == "*" {
            (range.low, range.high)
        } else if let Some((from, to)) = span.split_once('-') {
            (value(from, range)?, value(to, range)?)
        } else if span.contains('~') && flavour == Flavour::Cronie {
            field.drawn = true;
            continue;
        } else {
            let from = value(span, range)?;
            // What `5/10` means, the programs do not agree about.
            if step.is_some() {
                if flavour == Flavour::Debian {
                    return None;
                }
                field.drawn = true;
            }
            (from, from)
        };
        if from > to && flavour != Flavour::Debian {
            field.drawn = true;
        }
        field.values |= steps(from, to, step);
    }
    Some(field)
}

fn value(text: &str, range: &Range) -> Option<u64> {
    let named = || {
        let names = (range.low..).zip(range.names);
        let mut known = names.filter(|(_, name)| name.eq_ignore_ascii_case(text));
        known.next().map(|(value, _)| value)
    };
    let value = number(text).or_else(named)?;
    (range.low..=range.high).contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::moments::{Round, round};

    const HOUR: u64 = 3_600;
    const DAY: u64 = 24 * HOUR;

    fn gap(line: &str) -> Option<Round> {
        let crontab = parse(&format!("{line} x\n"), Flavour::Debian, false);
        match &crontab.entries.first()?.timing {
            Timing::Moments(moments) => Some(round(&[moments])),
            Timing::AtBoot | Timing::Unclear => None,
        }
    }

    #[test]
    fn schedules_come_round_as_often_as_they_say() {
        for (line, seconds) in [
            ("* * * * *", 60),
            ("*/7 * * * *", 420),
            ("0 3 * * *", DAY),
            ("@daily", DAY),
            ("0 */6 * * *", 6 * HOUR),
            ("0 9-17 * * mon-fri", 3 * DAY - 8 * HOUR),
            ("0 0 * * 7", 7 * DAY),
            ("0 0 1 * *", 31 * DAY),
            ("0 0 1,15 * *", 17 * DAY),
            // Either is enough.
            ("0 0 1 * 0", 7 * DAY),
            ("0 0 */2 * *", 2 * DAY),
            ("0 0 1 JAN *", 366 * DAY),
        ] {
            assert_eq!(gap(line), Some(Round::Every(seconds)), "{line}");
        }
        assert_eq!(gap("0 0 31 2 *"), Some(Round::Never));
        assert_eq!(gap("5-1 * * * *"), Some(Round::Never));
    }

    #[test]
    fn a_crontab_has_variables_comments_and_commands() {
        let text = "SHELL=/bin/sh\nMAILTO = \"\"\n# 1 2 3 4 5 x\n\n17 *\t* * *\troot  cd / && date +\\%F%in\n\
                    @reboot app run\n61 * * * * root x\n@often root x\nroot\n0 0 * * *\n";
        let crontab = parse(text, Flavour::Debian, true);
        let lines: Vec<_> = crontab
            .entries
            .iter()
            .map(|entry| (entry.line, entry.user.as_deref(), entry.command.as_str()))
            .collect();
        assert_eq!(
            lines,
            [
                (5, Some("root"), "cd / && date +%F"),
                (6, Some("app"), "run")
            ]
        );
        assert_eq!(crontab.wrong, [7, 8, 9, 10]);
        assert!(!crontab.is_torn);
        assert!(parse("@daily x", Flavour::Debian, false).is_torn);
    }

    #[test]
    fn a_time_that_is_drawn_is_not_known() {
        let drawn = parse("0~59 3 * * * x\n", Flavour::Cronie, false);
        assert_eq!(drawn.entries[0].timing, Timing::Unclear);
        let quiet = parse("-*/15 * * * * x\n", Flavour::Cronie, false);
        assert_eq!(quiet.entries[0].schedule, "*/15 * * * *");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "(?s)([0-9*@/,~ \t\n=-]|[a-z]){0,60}") {
            for flavour in [Flavour::Debian, Flavour::Cronie, Flavour::Busybox] {
                for named in [false, true] {
                    for entry in parse(&text, flavour, named).entries {
                        if let Timing::Moments(moments) = &entry.timing {
                            prop_assert!(round(&[moments]) != Round::Unclear);
                        }
                    }
                }
            }
        }
    }
}
