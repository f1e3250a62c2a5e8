//! Selects rules: the same words in a pack's `enable` and `disable` and on the command line.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use muster_outcomes::{RuleDescriptor, RuleId};

use crate::diagnostic::quoted;
use muster_names::nearest;

/// Which rules are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// `*`: every rule.
    All,
    /// `ssh/*`: every rule of a family.
    Family(String),
    /// `ssh/permit-root-login`: one rule.
    Rule(RuleId),
    /// `tag:hardening`: every rule with a tag.
    Tag(String),
}

/// A text that is not a pattern.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is not a rule pattern", quoted(.0))]
pub struct InvalidPattern(String);

impl InvalidPattern {
    /// How a pattern is written.
    pub const HELP: &str =
        "write `family/name`, `family/*`, `tag:word` or `*`, in lower-case letters";
}

impl FromStr for Pattern {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidPattern(text.to_owned());
        if text == "*" {
            return Ok(Self::All);
        }
        if let Some(tag) = text.strip_prefix("tag:") {
            let valid = !tag.is_empty() && tag.chars().all(|c| c.is_ascii_graphic());
            return valid.then(|| Self::Tag(tag.to_owned())).ok_or_else(invalid);
        }
        if let Some(family) = text.strip_suffix("/*") {
            // A family is what may stand before the slash of a rule id.
            let id: RuleId = format!("{family}/any").parse().map_err(|_| invalid())?;
            return Ok(Self::Family(id.family().to_owned()));
        }
        text.parse().map(Self::Rule).map_err(|_| invalid())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::Family(family) => write!(f, "{family}/*"),
            Self::Rule(id) => id.fmt(f),
            Self::Tag(tag) => write!(f, "tag:{tag}"),
        }
    }
}

impl Pattern {
    /// Whether the rule is one of those.
    #[must_use]
    pub fn matches(&self, rule: &RuleDescriptor) -> bool {
        match self {
            Self::All => true,
            Self::Family(family) => rule.id.family() == family,
            Self::Rule(id) => rule.id == *id,
            Self::Tag(tag) => rule.tags.contains(tag),
        }
    }

    /// Whether it may be meant for a rule of one of these plugins, of which nothing but the name is
    /// known. A plugin's rules are of the family of its name.
    pub(crate) fn may_match_one_of(&self, plugins: &[&str]) -> bool {
        match self {
            Self::All | Self::Tag(_) => !plugins.is_empty(),
            Self::Family(family) => plugins.contains(&family.as_str()),
            Self::Rule(id) => plugins.contains(&id.family()),
        }
    }

    /// What to say when no rule is one of those.
    pub(crate) fn unmatched(&self, rules: &[Arc<RuleDescriptor>]) -> (String, Option<String>) {
        let families = || rules.iter().map(|rule| rule.id.family());
        match self {
            Self::All => ("no plugin has any rules".to_owned(), None),
            Self::Family(family) => (
                format!("no rule belongs to the family {}", quoted(family)),
                nearest(family, families()).map(|near| format!("did you mean `{near}/*`?")),
            ),
            Self::Rule(id) => unknown_rule(id, rules),
            Self::Tag(tag) => (
                format!("no rule has the tag {}", quoted(tag)),
                nearest(
                    tag,
                    rules.iter().flat_map(|rule| &rule.tags).map(String::as_str),
                )
                .map(|near| format!("did you mean `tag:{near}`?")),
            ),
        }
    }
}

/// What to say of a rule that does not exist.
pub(crate) fn unknown_rule(id: &RuleId, rules: &[Arc<RuleDescriptor>]) -> (String, Option<String>) {
    (
        format!("no rule is named {}", quoted(id.as_str())),
        nearest_rule(id, rules).map(|near| format!("did you mean `{near}`?")),
    )
}

/// The rule that was probably meant: one that is spelt nearly so, or one of the same name in
/// another family.
fn nearest_rule<'a>(id: &RuleId, rules: &'a [Arc<RuleDescriptor>]) -> Option<&'a str> {
    nearest(id.as_str(), rules.iter().map(|rule| rule.id.as_str())).or_else(|| {
        rules
            .iter()
            .find(|rule| rule.id.name() == id.name())
            .map(|rule| rule.id.as_str())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tests::rule;

    #[test]
    fn a_pattern_selects_by_rule_family_tag_or_everything() {
        let rule = rule("ssh/permit-root-login", &["hardening"], &[]);
        for (pattern, selects) in [
            ("*", true),
            ("ssh/*", true),
            ("ssh/permit-root-login", true),
            ("tag:hardening", true),
            ("env/*", false),
            ("ssh/permit", false),
            ("tag:hard", false),
        ] {
            let pattern: Pattern = pattern.parse().unwrap();
            assert_eq!(pattern.matches(&rule), selects, "{pattern}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for wrong in [
            "",
            "ssh",
            "ssh/",
            "/*",
            "*/x",
            "ssh/perm*",
            "SSH/*",
            "tag:",
            "tag:a b",
            "ssh/*/x",
            "ssh/a/*",
            "**",
        ] {
            assert!(wrong.parse::<Pattern>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_rule_in_the_wrong_family_is_found_by_its_name() {
        let rules = [rule("firewall/active", &[], &[])];
        let pattern: Pattern = "fw/active".parse().unwrap();
        let (message, help) = pattern.unmatched(&rules);
        assert_eq!(message, "no rule is named `fw/active`");
        assert_eq!(help.as_deref(), Some("did you mean `firewall/active`?"));
    }

    proptest! {
        #[test]
        fn what_parses_is_shown_as_it_was_written(text in "(tag:)?[a-z*/:-]{0,12}") {
            if let Ok(pattern) = text.parse::<Pattern>() {
                prop_assert_eq!(pattern.to_string(), text);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = text.parse::<Pattern>();
        }
    }
}
