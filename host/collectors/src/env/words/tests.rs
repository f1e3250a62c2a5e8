use std::collections::BTreeSet;

use super::*;

fn words(value: &str) -> Vec<String> {
    Words::of(value).words
}

#[test]
fn words_that_stand_together_are_taken_apart() {
    assert_eq!(words("changeUser"), ["change", "user"]);
    assert_eq!(
        words("thisisasecretkey"),
        ["this", "is", "a", "secret", "key"]
    );
    assert_eq!(words("MY_SECRET-Key2"), ["my", "secret", "key"]);
}

#[test]
fn what_is_random_has_no_words() {
    for value in [
        "kX9vQ2mL7pR4tY8wA1bC5dE6",
        "9f86d081884c7d659a2feaa0c55ad015",
    ] {
        assert!(!Words::of(value).are_all_known(), "{value}");
    }
}

#[test]
fn the_limit_fits_the_lists() {
    let common: Vec<&str> = COMMON.split_whitespace().collect();
    for list in [common.as_slice(), VOCABULARY] {
        assert!(list.is_sorted_by(|one, next| one < next));
        assert!(list.iter().all(|word| word.len() <= LONGEST_WORD));
    }
}

#[test]
fn every_listed_word_is_known_and_no_other() {
    let all: BTreeSet<&str> = COMMON
        .split_whitespace()
        .chain(VOCABULARY.iter().copied())
        .collect();
    let is_known = |text: &str| words_at_start(text).any(|length| length == text.len());
    for word in &all {
        assert!(is_known(word), "{word}");
        for other in [format!("{word}q"), format!("q{word}"), word[1..].to_owned()] {
            assert_eq!(is_known(&other), all.contains(&*other), "{other}");
        }
    }
    for word in ABOUT_SECRETS {
        assert!(is_known(word), "{word}");
    }
    for word in ["", " ", "q", "zzz"] {
        assert!(!is_known(word), "{word:?}");
    }
    assert_eq!(words_at_start("another").collect::<Vec<_>>(), [1, 2, 7]);
}
