//! What a policy asks of a value.

use muster_sdk::{NotEvaluated, fits_pattern};

/// What stands for no limit.
const ENDLESS: &str = "infinity";

/// The conditions of a rule, of which each that is there has to hold.
pub(crate) struct Wanted<'a> {
    allowed: &'a [String],
    none_of: &'a [String],
    least: Option<i64>,
    most: Option<i64>,
}

impl<'a> Wanted<'a> {
    /// # Errors
    /// A limit is not a number.
    pub(crate) fn of(
        allowed: &'a [String],
        none_of: &'a [String],
        at_least: &str,
        at_most: &str,
    ) -> Result<Self, NotEvaluated> {
        let limit = |name: &str, text: &str| match text {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| {
                NotEvaluated::because(format!("parameter `{name}`: `{text}` is not a number"))
            }),
        };
        Ok(Self {
            allowed,
            none_of,
            least: limit("at-least", at_least)?,
            most: limit("at-most", at_most)?,
        })
    }

    /// Whether a value is as it has to be.
    ///
    /// # Errors
    /// It has to be compared with a number, and is not one.
    pub(crate) fn holds(&self, value: &str) -> Result<bool, NotEvaluated> {
        let fits = |patterns: &[String]| {
            let mut words = value.split_whitespace();
            let is_one = |text: &str, pattern: &String| {
                fits_pattern(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase())
            };
            patterns.iter().any(|pattern| is_one(value, pattern))
                || words.any(|word| patterns.iter().any(|pattern| is_one(word, pattern)))
        };
        let is_allowed = self.allowed.is_empty()
            || self.allowed.iter().any(|pattern| {
                fits_pattern(&pattern.to_ascii_lowercase(), &value.to_ascii_lowercase())
            });
        if !is_allowed || fits(self.none_of) {
            return Ok(false);
        }
        if self.least.is_none() && self.most.is_none() {
            return Ok(true);
        }
        let number = match value {
            ENDLESS => i64::MAX,
            value => value.parse().map_err(|_| {
                NotEvaluated::because(format!(
                    "it is `{value}`, which cannot be compared with a number"
                ))
            })?,
        };
        Ok(self.least.is_none_or(|least| number >= least)
            && self.most.is_none_or(|most| number <= most))
    }

    /// The value to write in place of another, as far as that is one.
    pub(crate) fn remedy(&self) -> Option<String> {
        let allowed = self.allowed.iter().find(|one| !one.contains('*')).cloned();
        let limit = || self.most.or(self.least).map(|limit| limit.to_string());
        allowed.or_else(limit)
    }

    /// In words; empty where any value will do.
    pub(crate) fn in_words(&self) -> String {
        let parts = [
            (!self.allowed.is_empty()).then(|| self.allowed.join(" or ")),
            self.least.map(|least| format!("at least {least}")),
            self.most.map(|most| format!("at most {most}")),
            (!self.none_of.is_empty()).then(|| format!("none of {}", self.none_of.join(", "))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[&str]) -> Vec<String> {
        items.iter().map(|item| (*item).to_owned()).collect()
    }

    #[test]
    fn each_condition_has_to_hold() {
        let (allowed, none) = (list(&["sha512", "yes*"]), list(&["yesno"]));
        let wanted = Wanted::of(&allowed, &none, "", "").unwrap();
        assert_eq!(wanted.holds("SHA512"), Ok(true));
        assert_eq!(wanted.holds("yescrypt"), Ok(true));
        assert_eq!(wanted.holds("yesno"), Ok(false));
        assert_eq!(wanted.holds("des"), Ok(false));
        assert_eq!(wanted.remedy().as_deref(), Some("sha512"));
        assert_eq!(wanted.in_words(), "sha512 or yes*, none of yesno");
    }

    #[test]
    fn no_limit_is_more_than_any_number() {
        let wanted = Wanted::of(&[], &[], "1", "5").unwrap();
        assert_eq!(wanted.holds("5"), Ok(true));
        assert_eq!(wanted.holds("0"), Ok(false));
        assert_eq!(wanted.holds("infinity"), Ok(false));
        assert!(wanted.holds("25%").is_err());
        assert!(Wanted::of(&[], &[], "x", "").is_err());
    }
}
