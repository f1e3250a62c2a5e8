//! What a policy asks of a parameter: `=1`, `>=1`, `<=2`, or one of several, as in `0|2`.

use std::fmt;

use muster_sdk::NotEvaluated;

/// What a value has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// One of these, each of one number or several.
    OneOf(Vec<Vec<i64>>),
    AtLeast(i64),
    AtMost(i64),
}

impl Condition {
    /// Reads what a policy says.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(number) = text.strip_prefix(">=") {
            return Some(Self::AtLeast(number.trim().parse().ok()?));
        }
        if let Some(number) = text.strip_prefix("<=") {
            return Some(Self::AtMost(number.trim().parse().ok()?));
        }
        let values = text.strip_prefix('=').unwrap_or(text).split('|');
        let values: Vec<Vec<i64>> = values.map(numbers).collect::<Option<_>>()?;
        Some(Self::OneOf(values))
    }

    /// Whether a value is as it has to be; none where it is several numbers and one has to be compared.
    pub(crate) fn holds(&self, value: &str) -> Option<bool> {
        let found = numbers(value)?;
        match (self, found.as_slice()) {
            (Self::OneOf(values), _) => Some(values.contains(&found)),
            (Self::AtLeast(least), [one]) => Some(one >= least),
            (Self::AtMost(most), [one]) => Some(one <= most),
            (Self::AtLeast(_) | Self::AtMost(_), _) => None,
        }
    }

    /// The value to set, where it does not hold.
    pub(crate) fn wanted(&self) -> String {
        match self {
            Self::OneOf(values) => values
                .first()
                .map(|value| joined(value))
                .unwrap_or_default(),
            Self::AtLeast(number) | Self::AtMost(number) => number.to_string(),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf(values) => {
                let values: Vec<String> = values.iter().map(|value| joined(value)).collect();
                f.write_str(&values.join(" or "))
            }
            Self::AtLeast(number) => write!(f, "at least {number}"),
            Self::AtMost(number) => write!(f, "at most {number}"),
        }
    }
}

/// The conditions of a rule's parameter, with the names that they are about.
pub(crate) fn conditions(
    values: &[(String, String)],
) -> Result<Vec<(&str, Condition)>, NotEvaluated> {
    let parse = |(name, text): &'_ (String, String)| {
        Condition::parse(text).ok_or_else(|| {
            NotEvaluated::because(format!(
                "`values` asks `{text}` of `{name}`; write `=1`, `>=1`, `<=2` or `0|2`"
            ))
        })
    };
    values
        .iter()
        .map(|one| Ok((one.0.as_str(), parse(one)?)))
        .collect()
}

fn numbers(text: &str) -> Option<Vec<i64>> {
    let words: Vec<i64> = text
        .split_ascii_whitespace()
        .map(|word| word.parse().ok())
        .collect::<Option<_>>()?;
    (!words.is_empty()).then_some(words)
}

fn joined(numbers: &[i64]) -> String {
    let words: Vec<String> = numbers.iter().map(i64::to_string).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(condition: &str, value: &str) -> Option<bool> {
        Condition::parse(condition).unwrap().holds(value)
    }

    #[test]
    fn a_stricter_value_holds_in_a_range() {
        assert_eq!(holds(">=1", "2"), Some(true));
        assert_eq!(holds(">=1", "0"), Some(false));
        assert_eq!(holds("<= -1", "-2"), Some(true));
        assert_eq!(holds("=1", "2"), Some(false));
        assert_eq!(holds("0|2", "2"), Some(true));
        assert_eq!(holds("4096 1 2", "4096 1 2"), Some(true));
        assert_eq!(holds(">=1", "1 2"), None);
        assert_eq!(holds("1", "x"), None);
    }

    #[test]
    fn what_is_not_a_condition_is_refused() {
        for text in ["", "=", "on", ">1", "1|", ">=x", "==1"] {
            assert_eq!(Condition::parse(text), None, "{text}");
        }
        let condition = |text: &str| Condition::parse(text).unwrap();
        assert_eq!(condition("0|2").to_string(), "0 or 2");
        assert_eq!(condition("0|2").wanted(), "0");
        assert_eq!(condition(">=2").to_string(), "at least 2");
    }
}
