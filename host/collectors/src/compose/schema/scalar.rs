//! The type of a single value: that which it has in YAML as Compose's parser reads it, or the one into which Compose
//! turns a text. Pure.

use super::super::scope::Part;
use super::super::yaml::{Value, Written};
use super::kinds::Type;

/// A single value with its type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Actual {
    Null,
    Boolean,
    Number(f64),
    /// None where a variable is part of it whose value is not known.
    Text(Option<String>),
}

impl Actual {
    /// The value of a node; none for a list or a mapping, and where a tag says what it is.
    pub(super) fn of(part: &Part) -> Option<Self> {
        let text = match &part.node.value {
            Value::Null => return Some(Self::Null),
            Value::Scalar(text) => text,
            Value::List(_) | Value::Map(_) => return None,
        };
        match part.node.written() {
            Written::Tagged => None,
            Written::Plain if !text.contains('$') => Some(Self::of_plain(text)),
            Written::Plain | Written::Quoted => {
                Some(Self::Text(part.text().ok().map(|text| text.filled.value)))
            }
        }
    }

    /// What a text without quotes is. Neither `yes` nor `22:22` nor a date is anything but a text.
    pub(super) fn of_plain(text: &str) -> Self {
        match text {
            "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Self::Boolean,
            _ => match number(text) {
                Some(number) => Self::Number(number),
                None => Self::Text(Some(text.to_owned())),
            },
        }
    }

    /// Whether it is of a type.
    pub(super) fn is(&self, wanted: Type) -> bool {
        match self {
            Self::Null => wanted == Type::Null,
            Self::Boolean => wanted == Type::Boolean,
            Self::Number(number) => {
                wanted == Type::Number || (wanted == Type::Whole && number.fract() == 0.0)
            }
            Self::Text(_) => wanted == Type::Text,
        }
    }

    /// In words.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Boolean => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
        }
    }
}

/// What Compose makes of a text where it needs another type; none where it refuses the text.
pub(super) fn cast(text: &str, wanted: Type) -> Option<Actual> {
    match wanted {
        Type::Boolean => {
            let known = ["true", "false", "y", "yes", "on", "n", "no", "off"];
            known
                .iter()
                .any(|known| text.eq_ignore_ascii_case(known))
                .then_some(Actual::Boolean)
        }
        Type::Whole => {
            text.parse::<i64>().ok()?;
            text.parse::<f64>().ok().map(Actual::Number)
        }
        Type::Number => text.parse::<f64>().ok().map(Actual::Number),
        Type::Null | Type::Text => Some(Actual::Text(Some(text.to_owned()))),
    }
}

/// A number, as YAML has it: with `_` between digits, to base 2, 8, 10 or 16, or with a fraction and an exponent.
fn number(text: &str) -> Option<f64> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
        return None;
    }
    let text = text.replace('_', "");
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(&text)),
    };
    if let ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN" = digits {
        return Some(f64::NAN);
    }
    let lower = digits.to_ascii_lowercase();
    for (prefix, base) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = lower.strip_prefix(prefix) {
            let number = u64::from_str_radix(digits, base).ok();
            // How large it is matters only where it is small.
            let number = number.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
            return number
                .filter(|_| !digits.starts_with('+'))
                .map(|number| sign * f64::from(number));
        }
    }
    let is_decimal = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || ".eE+-".contains(c));
    is_decimal
        .then(|| digits.parse::<f64>().ok())
        .flatten()
        .map(|number| sign * number)
}
