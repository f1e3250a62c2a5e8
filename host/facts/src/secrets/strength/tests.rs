use super::*;

fn class(value: &str) -> (&'static str, Option<&'static str>) {
    let strength = estimate(value);
    (strength.class(), strength.weakness)
}

#[test]
fn what_a_person_makes_up_in_a_hurry_is_weak() {
    for value in [
        "hunter2",
        "P@ssw0rd!",
        "admin2024",
        "docker123",
        "Summer2025!",
        "trustno1",
    ] {
        assert_eq!(class(value), ("very-weak", Some("dictionary")), "{value}");
    }
    assert_eq!(class("aaaaaaaaaaaaaaaa"), ("very-weak", Some("repeated")));
    assert_eq!(class("abcabcabcabc"), ("very-weak", Some("repeated")));
    assert_eq!(class("qwertyuiop"), ("very-weak", Some("sequence")));
    assert_eq!(class("0123456789"), ("very-weak", Some("sequence")));
}

#[test]
fn what_a_generator_makes_is_strong() {
    for value in [
        "9f86d081884c7d659a2feaa0c55ad015",
        "kX9!vQ2#mL7$",
        "Zm9vYmFyYmF6cXV4cXV1eA==",
    ] {
        assert_eq!(class(value), ("strong", None), "{value}");
    }
}

#[test]
fn the_limit_fits_the_list() {
    assert_eq!(
        WORDS.iter().map(|word| word.len()).max(),
        Some(LONGEST_WORD)
    );
}

#[test]
fn length_alone_makes_nothing_weaker() {
    let mut value = String::new();
    let mut last = 0.0;
    for c in "kX9vN2mL7pD4hY8w".chars() {
        value.push(c);
        let magnitude = estimate(&value).magnitude;
        assert!(magnitude >= last);
        last = magnitude;
    }
}
