//! What the value of a key may be, and how it is shown. What does not fit is not shown. Pure.

use crate::env::host_and_port;

/// A class of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// `yes` or `no`, in any of the ways in which programs write them.
    Switch,
    /// A switch, or a size that switches it on.
    SwitchOrSize,
    /// One of these, in small letters.
    Word(&'static [&'static str]),
    /// A method of hashing, which shadow's programs know in capitals alone: for any other they take DES.
    Capitals(&'static [&'static str]),
    Number,
    /// A number, or a share such as `25%`.
    NumberOrShare,
    /// Bits of a mode.
    Octal,
    /// Bytes, with units of 1024.
    Size,
    /// Seconds, see systemd.time(7).
    Time,
    /// A name, such as that of a group.
    Name,
    /// Names of hosts, with blanks between.
    Names,
    /// An absolute path.
    Path,
    /// An address, of which only scheme, host and port are shown.
    Address,
    /// A text, which is never shown: only whether there is one, `set` or `empty`.
    Text,
}

/// Longer than any value that is shown.
const LONGEST: usize = 256;

/// What stands for no limit.
const ENDLESS: &str = "infinity";

impl Class {
    /// The value as it is shown; none where the program does not take it.
    pub(super) fn shown(self, value: &str) -> Option<String> {
        if self == Self::Text {
            let is_empty = value.trim().is_empty();
            return Some(if is_empty { "empty" } else { "set" }.to_owned());
        }
        if value.len() > LONGEST {
            return None;
        }
        let lower = value.to_ascii_lowercase();
        match self {
            Self::Switch => switch(&lower),
            Self::SwitchOrSize => switch(&lower).or_else(|| size(value).map(|_| "yes".to_owned())),
            Self::Word(words) => words
                .contains(&lower.as_str())
                .then_some(lower)
                // `keep` and the like stand beside what is otherwise a switch.
                .or_else(|| switch(value).filter(|word| words.contains(&word.as_str()))),
            Self::Capitals(words) if words.contains(&lower.as_str()) => {
                let is_known = !value.bytes().any(|byte| byte.is_ascii_lowercase());
                Some(if is_known {
                    lower
                } else {
                    format!("des ({lower} is not in capitals)")
                })
            }
            Self::Capitals(_) => None,
            Self::Number => number(&lower),
            Self::NumberOrShare => {
                let digits = lower.strip_suffix('%').unwrap_or(&lower);
                is_digits(digits).then(|| lower.clone())
            }
            Self::Octal => {
                let is_octal = |byte: u8| (b'0'..=b'7').contains(&byte);
                (!value.is_empty() && value.len() <= 5 && value.bytes().all(is_octal))
                    .then(|| value.to_owned())
            }
            Self::Size => size(value),
            Self::Time => time(&lower),
            Self::Name => is_name(value).then(|| value.to_owned()),
            Self::Names => {
                let names: Vec<&str> = value.split_whitespace().collect();
                names
                    .iter()
                    .all(|name| is_name(name.trim_matches(['[', ']'])))
                    .then(|| names.join(" "))
            }
            Self::Path => {
                let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
                (value.starts_with('/') && value.bytes().all(is_plain)).then(|| value.to_owned())
            }
            Self::Address => address(value),
            // Told above, however long it is.
            Self::Text => None,
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.len() < 19 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_name(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
    !text.is_empty() && text.len() <= 128 && text.bytes().all(is_plain)
}

fn switch(lower: &str) -> Option<String> {
    let is_on = match lower {
        "1" | "yes" | "y" | "true" | "t" | "on" | "enable" | "enabled" | "with" => true,
        "0" | "no" | "n" | "false" | "f" | "off" | "disable" | "disabled" | "without" => false,
        _ => return None,
    };
    Some(if is_on { "yes" } else { "no" }.to_owned())
}

fn number(lower: &str) -> Option<String> {
    if matches!(lower, "unlimited" | "infinity") {
        return Some(ENDLESS.to_owned());
    }
    let (sign, digits) = match lower.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", lower),
    };
    let number: i64 = is_digits(digits).then(|| digits.parse().ok())??;
    Some(format!("{sign}{number}"))
}

/// `512M`, `1.5G` or a number of bytes.
fn size(value: &str) -> Option<String> {
    if value.eq_ignore_ascii_case(ENDLESS) {
        return Some(ENDLESS.to_owned());
    }
    let text = value.trim().strip_suffix('B').unwrap_or(value.trim());
    let (digits, shift) = match text.char_indices().last()? {
        (at, unit) if unit.is_ascii_alphabetic() => {
            let power = "KMGTPE".find(unit.to_ascii_uppercase())?;
            (
                text.get(..at)?.trim(),
                10 * (u32::try_from(power).ok()? + 1),
            )
        }
        _ => (text, 0),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    if !is_digits(whole) || !is_digits(part) || part.len() > 6 {
        return None;
    }
    let unit = 1_u128.checked_shl(shift)?;
    let whole = whole.parse::<u128>().ok()?.checked_mul(unit)?;
    let scale = 10_u128.checked_pow(u32::try_from(part.len()).ok()?)?;
    let part = part.parse::<u128>().ok()?.checked_mul(unit)? / scale;
    Some(whole.checked_add(part)?.to_string())
}

/// `30min`, `1h 30s` or a number of seconds.
fn time(lower: &str) -> Option<String> {
    if lower == ENDLESS {
        return Some(ENDLESS.to_owned());
    }
    let mut seconds = 0_u64;
    let mut rest = lower.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (digits, after) = rest.split_at_checked(end)?;
        let digits: u64 = is_digits(digits).then(|| digits.parse().ok())??;
        let after = after.trim_start();
        let end = after
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(end)?;
        let factor = match unit {
            "" | "s" | "sec" | "second" | "seconds" => 1,
            "m" | "min" | "minute" | "minutes" => 60,
            "h" | "hr" | "hour" | "hours" => 3_600,
            "d" | "day" | "days" => 86_400,
            "w" | "week" | "weeks" => 604_800,
            "month" | "months" => 2_629_800,
            "y" | "year" | "years" => 31_557_600,
            _ => return None,
        };
        seconds = seconds.checked_add(digits.checked_mul(factor)?)?;
        rest = after.trim_start();
    }
    Some(seconds.to_string())
}

/// Without user, password, path and query.
fn address(value: &str) -> Option<String> {
    let (scheme, rest) = match value.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), value),
    };
    let place = host_and_port(rest)?;
    // What stands behind the colon of a user is no port.
    let host = match place.rsplit_once(':') {
        Some((host, port)) if !place.ends_with(']') => is_digits(port).then_some(host)?,
        _ => place,
    };
    let is_scheme = matches!(scheme.as_str(), "" | "http://" | "https://");
    (is_scheme && is_name(host.trim_matches(['[', ']']))).then(|| format!("{scheme}{place}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(class: Class, value: &str) -> Option<String> {
        class.shown(value)
    }

    #[test]
    fn values_are_shown_in_one_form() {
        for (class, value, expected) in [
            (Class::Switch, "TRUE", "yes"),
            (Class::Switch, "off", "no"),
            (Class::SwitchOrSize, "512", "yes"),
            (Class::Word(&["sha512"]), "SHA512", "sha512"),
            (Class::Capitals(&["sha512"]), "SHA512", "sha512"),
            (
                Class::Capitals(&["sha512"]),
                "Sha512",
                "des (sha512 is not in capitals)",
            ),
            (Class::Word(&["yes", "no", "keep"]), "true", "yes"),
            (Class::Number, "007", "7"),
            (Class::Number, "-1", "-1"),
            (Class::Number, "unlimited", "infinity"),
            (Class::NumberOrShare, "25%", "25%"),
            (Class::Octal, "027", "027"),
            (Class::Size, "1.5K", "1536"),
            (Class::Size, "2G", "2147483648"),
            (Class::Size, "0", "0"),
            (Class::Time, "1h 30min", "5400"),
            (Class::Time, "90", "90"),
            (Class::Names, " a.example  b.example", "a.example b.example"),
            (Class::Path, "/home", "/home"),
            (Class::Text, "call hunter2", "set"),
            (Class::Text, " ", "empty"),
            (
                Class::Address,
                "https://user:secret@logs.example:19532/x?y",
                "https://logs.example:19532",
            ),
        ] {
            assert_eq!(shown(class, value).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_does_not_fit_is_not_shown() {
        for (class, value) in [
            (Class::Switch, "maybe"),
            (Class::Word(&["auto"]), "secret"),
            (Class::Number, "1x"),
            (Class::Octal, "089"),
            (Class::Size, "1Q"),
            (Class::Time, "soon"),
            (Class::Time, ""),
            (Class::Name, "a b"),
            (Class::Path, "relative"),
            (Class::Address, "ftp://host"),
            (Class::Address, "https://user:password"),
            (Class::Address, "https://user:pass/word@logs.example"),
            (Class::Address, "https://user:12/34@logs.example"),
        ] {
            assert_eq!(shown(class, value), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_value_is_taken_or_not(value in "(?s).{0,60}") {
            for class in [Class::Switch, Class::Number, Class::Size, Class::Time, Class::Names, Class::Address] {
                if let Some(shown) = class.shown(&value) {
                    prop_assert!(!shown.contains('@'));
                }
            }
        }
    }
}
