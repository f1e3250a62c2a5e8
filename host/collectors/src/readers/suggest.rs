//! The name that was probably meant, for one that a program does not know.

use muster_names::nearest;

/// Longer texts are not words.
const LONGEST: usize = 40;

/// Whether a text that stands where a key belongs, and is like none, can be shown: a file that is not as it should be
/// may have a secret anywhere, and keys are words.
fn is_word(text: &str) -> bool {
    let is_of_word = |c: char| c.is_ascii_alphabetic() || "_-.".contains(c);
    !text.is_empty()
        && text.len() <= LONGEST
        && text.chars().all(is_of_word)
        && muster_facts::is_guessable(text)
}

/// Says that a key is not one of `whose`, and which one was probably meant.
pub(crate) fn not_a_key<'a>(
    text: &str,
    whose: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> String {
    match nearest(text, known) {
        Some(name) => format!("`{text}` is not a key of {whose} (did you mean `{name}`?)"),
        None if is_word(text) => format!("`{text}` is not a key of {whose}"),
        None => format!("a key here is not one of {whose}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_names_the_one_that_was_meant() {
        let known = ["ports", "profiles", "image"];
        assert_eq!(
            not_a_key("prots", "a service", known),
            "`prots` is not a key of a service (did you mean `ports`?)"
        );
        assert_eq!(
            not_a_key("colour", "a service", known),
            "`colour` is not a key of a service"
        );
    }

    #[test]
    fn what_may_be_a_secret_is_not_shown() {
        for text in [
            "kX9vQ2mL7pR4tY8wA1bCd3",
            "PASSWORD=hunter2",
            "hunter2",
            "a b",
        ] {
            assert_eq!(
                not_a_key(text, "a service", ["ports"]),
                "a key here is not one of a service"
            );
        }
    }
}
