//! Values of environment files as far as the facts show them: the text of a key that is not secret, or its
//! truth.

use crate::env;

/// How a key's value compares with a text from the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It is that text, or has that truth.
    Same,
    /// It is another.
    Different,
    /// The facts do not show the value of this key.
    NotShown,
}

/// Compares a key that has a value. Two booleans compare by their truth, whatever their words;
/// `same` compares any other texts.
#[must_use]
pub fn compare(key: &env::Key, expected: &str, same: impl Fn(&str, &str) -> bool) -> Comparison {
    let is_same = match (truth(expected), key.boolean, &key.value) {
        (Some(expected), Some(actual), _) => expected == actual,
        // A part of it is the value of a secret, and was taken out.
        (_, _, Some(actual)) if actual.contains(REDACTED) => return Comparison::NotShown,
        (_, _, Some(actual)) => same(actual.trim(), expected.trim()),
        // The policy asks for a boolean, and this value is not one.
        (Some(_), None, None) => false,
        (None, _, None) => return Comparison::NotShown,
    };
    if is_same {
        Comparison::Same
    } else {
        Comparison::Different
    }
}

/// The truth of a word, if it is one of those that the facts count as boolean.
#[must_use]
pub fn truth(word: &str) -> Option<bool> {
    const TRUE: [&str; 4] = ["true", "1", "yes", "on"];
    const FALSE: [&str; 4] = ["false", "0", "no", "off"];
    let is_among = |words: [&str; 4]| words.iter().any(|w| w.eq_ignore_ascii_case(word.trim()));
    match (is_among(TRUE), is_among(FALSE)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        (false, false) => None,
    }
}

/// How what stands in place of a secret begins.
const REDACTED: &str = "[redacted";

/// What to do about a key whose value is not shown, as the end of a sentence.
#[must_use]
pub fn way_to_show(key: &env::Key) -> String {
    if key.secret {
        "it counts as a secret, and no policy can show one".to_owned()
    } else {
        format!(
            "unless it is a secret, add `{}` to `shown-keys` under `[targets]`; if it is there, a secret has the same \
             value and needs another",
            key.name
        )
    }
}

/// The value as a finding may show it, if it may.
#[must_use]
pub fn describe(key: &env::Key) -> Option<String> {
    let truth = || key.boolean.map(|truth| truth.to_string());
    key.value.clone().or_else(truth)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::sample;

    /// A key with a value that the facts do not show.
    pub(crate) fn key(name: &str) -> env::Key {
        env::Key {
            name: name.to_owned(),
            status: env::Key::STATUS_SET.to_owned(),
            ..sample()
        }
    }

    /// A key with a value that the facts show.
    pub(crate) fn shown(name: &str, value: &str) -> env::Key {
        env::Key {
            boolean: truth(value),
            value: Some(value.to_owned()),
            ..key(name)
        }
    }

    fn exactly(key: &env::Key, expected: &str) -> Comparison {
        compare(key, expected, |actual, expected| actual == expected)
    }

    #[test]
    fn booleans_compare_by_truth() {
        assert_eq!(exactly(&shown("A", "Yes"), "true"), Comparison::Same);
        assert_eq!(exactly(&shown("A", "0"), "true"), Comparison::Different);
        assert_eq!(exactly(&shown("A", "maybe"), "true"), Comparison::Different);
    }

    #[test]
    fn a_hidden_value_is_neither_same_nor_different() {
        assert_eq!(exactly(&key("A"), "prod"), Comparison::NotShown);
        assert_eq!(exactly(&shown("A", "prod"), "prod"), Comparison::Same);
        assert_eq!(exactly(&shown("A", "Prod"), "prod"), Comparison::Different);
    }

    #[test]
    fn a_value_without_the_secret_in_it_is_not_shown() {
        let key = shown("A", "prod-[redacted 2]");
        assert_eq!(exactly(&key, "prod"), Comparison::NotShown);
    }

    #[test]
    fn a_hidden_value_that_is_no_boolean_is_not_the_boolean_asked_for() {
        assert_eq!(exactly(&key("A"), "true"), Comparison::Different);
    }
}
