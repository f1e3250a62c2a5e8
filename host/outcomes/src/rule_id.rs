//! The name of a rule.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// `family/name`, such as `ssh/permit-root-login`: lower-case words joined by hyphens, one slash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RuleId(String);

/// GitHub shows rule names of up to 255 characters; a family and a name fit well within this.
const LONGEST: usize = 100;

impl RuleId {
    /// The rule that stands for what could not be looked at, in reports that show each failure as an
    /// alert. No plugin has it.
    #[must_use]
    pub fn not_evaluated() -> Self {
        Self("muster/not-evaluated".to_owned())
    }

    /// The whole name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the slash.
    #[must_use]
    pub fn family(&self) -> &str {
        self.0.split_once('/').map_or("", |(family, _)| family)
    }

    /// The part after the slash.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, name)| name)
    }
}

/// A text that is not the name of a rule.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a rule id: it must be `family/name` in lower-case letters, digits and hyphens"
)]
pub struct InvalidRuleId(String);

impl FromStr for RuleId {
    type Err = InvalidRuleId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_word = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        match text.split_once('/') {
            Some((family, name)) if is_word(family) && is_word(name) && text.len() <= LONGEST => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(InvalidRuleId(text.chars().take(LONGEST).collect())),
        }
    }
}

impl TryFrom<String> for RuleId {
    type Error = InvalidRuleId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RuleId> for String {
    fn from(id: RuleId) -> Self {
        id.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_family_and_name_only() {
        let id: RuleId = "ssh/permit-root-login".parse().unwrap();
        assert_eq!((id.family(), id.name()), ("ssh", "permit-root-login"));
        for wrong in [
            "", "ssh", "ssh/", "/x", "ssh/A", "a/b/c", "ssh/../x", "1a/b", "ssh/é",
        ] {
            assert!(wrong.parse::<RuleId>().is_err(), "{wrong}");
        }
    }
}
