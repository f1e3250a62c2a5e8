//! What a value of a parameter looks like, beyond its type.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// What a value of a parameter looks like, so that a policy is refused where it has another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// One of these words.
    Words(Vec<String>),
    /// One of these words, in capitals or not.
    Names(Vec<String>),
    /// A text that is a whole number.
    Number,
    /// A text of octal digits.
    Octal,
    /// An absolute path, in which `*` may stand for any part of a name where the parameter requests paths.
    Path,
    /// A port with its protocol.
    Port,
    /// The same, or several in a row.
    Ports,
    /// Numbers with dots between them.
    Version,
    /// An IP address.
    Address,
    /// An IP address or a network.
    Network,
    /// What a number has to be.
    Comparison,
    /// A switch in an environment file, or one with the values that count.
    Condition,
    /// Permissions, owner and group.
    Access,
    /// An integer from the first to the second.
    Range(i64, i64),
    /// A text in which `#` stands for a whole number and `*` for any text.
    Pattern(String),
}

/// The largest value of octal digits: permissions with the bits of set-user-ID, set-group-ID and sticky.
const LARGEST_MODE: u32 = 0o7777;

impl Form {
    /// Whether a text looks so.
    #[must_use]
    pub fn fits_text(&self, text: &str) -> bool {
        match self {
            Self::Words(words) => words.iter().any(|word| word == text),
            Self::Names(words) => words.iter().any(|word| word.eq_ignore_ascii_case(text)),
            Self::Number => text.parse::<i64>().is_ok(),
            Self::Octal => is_octal(text),
            Self::Path => is_path(text),
            Self::Port => is_port(text),
            Self::Ports => is_ports(text),
            Self::Version => text.split('.').all(is_digits),
            Self::Address => text.parse::<IpAddr>().is_ok(),
            Self::Network => is_network(text),
            Self::Comparison => is_comparison(text),
            Self::Condition => is_condition(text),
            Self::Access => is_access(text),
            Self::Range(..) => false,
            Self::Pattern(pattern) => fits(pattern, text),
        }
    }

    /// Whether an integer is one of these.
    #[must_use]
    pub const fn fits_number(&self, number: i64) -> bool {
        match self {
            Self::Range(first, last) => *first <= number && number <= *last,
            _ => false,
        }
    }

    /// Whether it is a form of integers, and not of texts.
    #[must_use]
    pub const fn is_of_integers(&self) -> bool {
        matches!(self, Self::Range(..))
    }
}

impl fmt::Display for Form {
    /// As it follows "write".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Words(words) | Self::Names(words) => {
                let shown = |word: &String| match word.as_str() {
                    "" => "`\"\"`".to_owned(),
                    word => format!("`{word}`"),
                };
                let words: Vec<String> = words.iter().map(shown).collect();
                return match words.split_last() {
                    Some((last, rest)) if !rest.is_empty() => {
                        write!(f, "{} or {last}", rest.join(", "))
                    }
                    _ => f.write_str(&words.concat()),
                };
            }
            Self::Range(first, i64::MAX) => return write!(f, "{first} or more"),
            Self::Range(first, last) => return write!(f, "an integer from {first} to {last}"),
            Self::Pattern(pattern) => {
                return write!(
                    f,
                    "a text of the form `{pattern}` (`*` is any text, `#` a number)"
                );
            }
            Self::Number => "a whole number in quotes, such as `\"10\"`",
            Self::Octal => "octal digits, such as `0640`",
            Self::Path => "an absolute path without a slash at its end",
            Self::Port => "a port with its protocol, such as `443/tcp`",
            Self::Ports => {
                "a port or a range with its protocol, such as `443/tcp` or `6000-6010/udp`"
            }
            Self::Version => "a version, such as `28.0`",
            Self::Address => "an IP address",
            Self::Network => "an IP address or a network, such as `192.0.2.0/24`",
            Self::Comparison => "`=1`, `>=1`, `<=2` or `0|2`",
            Self::Condition => "a switch, as `KEY`, or with its values, as `KEY=value|other`",
            Self::Access => "permissions, owner and group, such as `0640 root:docker`",
        };
        f.write_str(text)
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_octal(text: &str) -> bool {
    is_digits(text) && u32::from_str_radix(text, 8).is_ok_and(|mode| mode <= LARGEST_MODE)
}

fn is_path(text: &str) -> bool {
    text == "/"
        || text.strip_prefix('/').is_some_and(|rest| {
            !rest.contains(char::is_control)
                && rest.split('/').all(|part| !matches!(part, "" | "." | ".."))
        })
}

fn is_port(text: &str) -> bool {
    text.split_once('/').is_some_and(|(port, protocol)| {
        is_digits(port)
            && port.parse::<u16>().is_ok_and(|port| port > 0)
            && matches!(protocol, "tcp" | "udp")
    })
}

/// `443/tcp`, or `6000-6010/udp`.
fn is_ports(text: &str) -> bool {
    let Some((range, protocol)) = text.split_once('/') else {
        return false;
    };
    let Some((first, last)) = range.split_once('-') else {
        return is_port(text);
    };
    let number = |text: &str| is_digits(text).then(|| text.parse::<u16>().ok()).flatten();
    let (Some(first), Some(last)) = (number(first), number(last)) else {
        return false;
    };
    0 < first && first <= last && matches!(protocol, "tcp" | "udp")
}

/// `KEY`, or `KEY=value|other`.
fn is_condition(text: &str) -> bool {
    let (switch, values) = text
        .split_once('=')
        .map_or((text, None), |(switch, values)| (switch, Some(values)));
    let switch = switch.trim();
    let is_of_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let is_value = |value: &str| !value.trim().is_empty();
    !switch.is_empty()
        && switch.chars().all(is_of_key)
        && values.is_none_or(|values| values.split('|').all(is_value))
}

/// `0640 root:docker`, or `0600 *:*`.
fn is_access(text: &str) -> bool {
    let parts = text.split_once(' ');
    let parts = parts.and_then(|(mode, owners)| Some((mode, owners.split_once(':')?)));
    parts.is_some_and(|(mode, (owner, group))| {
        let is_account = |name: &str| !name.is_empty() && !name.contains([' ', ':']);
        is_octal(mode) && is_account(owner) && is_account(group)
    })
}

fn is_network(text: &str) -> bool {
    let (address, length) = text
        .split_once('/')
        .map_or((text, None), |(address, length)| (address, Some(length)));
    address.parse::<IpAddr>().is_ok_and(|address| {
        let longest = if address.is_ipv4() { 32 } else { 128 };
        length.is_none_or(|length| {
            is_digits(length) && length.parse::<u8>().is_ok_and(|length| length <= longest)
        })
    })
}

/// `=1`, `>=1`, `<=2`, or several values between bars, each of one number or several.
fn is_comparison(text: &str) -> bool {
    let is_number = |text: &str| text.parse::<i64>().is_ok();
    let text = text.trim();
    if let Some(number) = text.strip_prefix(">=").or_else(|| text.strip_prefix("<=")) {
        return is_number(number.trim());
    }
    text.strip_prefix('=')
        .unwrap_or(text)
        .split('|')
        .all(|value| {
            let mut numbers = value.split_ascii_whitespace().peekable();
            numbers.peek().is_some() && numbers.all(is_number)
        })
}

/// Whether a text fits a pattern, in time of the product of both lengths.
fn fits(pattern: &str, text: &str) -> bool {
    let parts: Vec<char> = pattern.chars().collect();
    // The places in the pattern up to which the text so far can have come. Within a part for many
    // characters, the place is that of the part, once one of them was there.
    let mut places = vec![false; parts.len() + 1];
    let mut inside = vec![false; parts.len()];
    if let Some(first) = places.first_mut() {
        *first = true;
    }
    for c in text.chars() {
        let mut next = vec![false; parts.len() + 1];
        let mut next_inside = vec![false; parts.len()];
        for (at, part) in parts.iter().enumerate() {
            let is_here = places.get(at) == Some(&true) || inside.get(at) == Some(&true);
            let takes = match part {
                '*' => true,
                '#' => c.is_ascii_digit(),
                literal => *literal == c,
            };
            if !is_here || !takes {
                continue;
            }
            if let Some(place) = next.get_mut(at + 1) {
                *place = true;
            }
            if matches!(part, '*' | '#')
                && let Some(place) = next_inside.get_mut(at)
            {
                *place = true;
            }
        }
        (places, inside) = (next, next_inside);
    }
    places.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits_all(form: &Form, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(form.fits_text(text), "{form:?}: {text}");
        }
        for text in bad {
            assert!(!form.fits_text(text), "{form:?}: {text}");
        }
    }

    #[test]
    fn a_form_knows_what_fits() {
        let words = Form::Words(vec!["any".to_owned(), "none".to_owned()]);
        fits_all(&words, &["any", "none"], &["", "Any", "any "]);
        fits_all(&Form::Number, &["0", "-1", "10"], &["", "ten", "1.5", "1 "]);
        fits_all(
            &Form::Octal,
            &["022", "0640", "7777"],
            &["", "0888", "u+x", "-22", "17777"],
        );
        fits_all(
            &Form::Path,
            &["/", "/etc/ssh/*.d", "/srv"],
            &["", "etc", "/etc/", "/a//b", "/a/../b", "//"],
        );
        fits_all(
            &Form::Port,
            &["443/tcp", "53/udp"],
            &[
                "443",
                "0/tcp",
                "65536/tcp",
                "+1/tcp",
                "443/sctp",
                "https/tcp",
            ],
        );
        let names = Form::Names(vec!["X11Forwarding".to_owned()]);
        fits_all(&names, &["X11Forwarding", "x11forwarding"], &["", "X11"]);
        fits_all(
            &Form::Ports,
            &["443/tcp", "6000-6010/udp"],
            &[
                "8000-70000/tcp",
                "2-1/tcp",
                "0-9/tcp",
                "1-2",
                "1-2/sctp",
                "-/tcp",
            ],
        );
        fits_all(
            &Form::Condition,
            &["METRICS", "STORAGE=r2|s3", "MODE = smtp"],
            &["", " ", "MODE is smtp", "=smtp", "MODE=", "STORAGE=r2|"],
        );
        fits_all(
            &Form::Access,
            &["0600 root:root", "0640 *:*"],
            &[
                "",
                "0600",
                "0999 root:root",
                "0600 root",
                "0600 root:",
                "0600 a:b:c",
            ],
        );
        fits_all(
            &Form::Version,
            &["28", "28.0", "9.6.1"],
            &["", "28.", "v28", "28.0-1"],
        );
        fits_all(
            &Form::Address,
            &["192.0.2.1", "::1"],
            &["192.0.2.0/24", "localhost"],
        );
        fits_all(
            &Form::Network,
            &["192.0.2.1", "192.0.2.0/24", "2001:db8::/32"],
            &["192.0.2.0/33", "::/129", "192.0.2.0/", "example.com"],
        );
        fits_all(
            &Form::Comparison,
            &["=1", "1", ">=1", "<= -1", "0|2", "=0|2", "4096 1 2"],
            &["", "=", "on", ">1", "1|", ">=x", "==1"],
        );
        assert!(Form::Range(1, 3).fits_number(3));
        assert!(!Form::Range(1, 3).fits_number(4));
    }

    #[test]
    fn a_pattern_is_fitted_without_guessing() {
        let pattern = |text: &str| Form::Pattern(text.to_owned());
        fits_all(
            &pattern("#-#/tcp"),
            &["6000-6010/tcp"],
            &["6000-/tcp", "a-b/tcp", "1-2/tcpx"],
        );
        fits_all(
            &pattern("*=*"),
            &["A=B", "A==", "a=b=c"],
            &["", "=", "=b", "a="],
        );
        fits_all(
            &pattern("*:/*"),
            &["web:/srv"],
            &["web", "web:srv", ":/srv"],
        );
        fits_all(&pattern(""), &[""], &["a"]);
        let many = pattern(&"*".repeat(60));
        assert!(!many.fits_text(&"a".repeat(59)));
        assert!(many.fits_text(&"a".repeat(5_000)));
    }
}
