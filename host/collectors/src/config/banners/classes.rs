//! What is told of a text in place of the text. Pure.

/// What agetty(8) replaces by something of the system.
const ESCAPES: &str = "4678bdeEgHlmnoOrsSutUv";

/// The escapes of a text, sorted, each once: a backslash and a letter.
pub(super) fn escapes(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            continue;
        }
        if let Some(letter) = characters.next().filter(|letter| ESCAPES.contains(*letter)) {
            found.push(format!("\\{letter}"));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a text has the name of the distribution as words of their own, in capitals or not: its short name, or its
/// long one without what comes after a number or a bracket.
pub(super) fn names_system(text: &str, id: &str, name: &str) -> bool {
    let text = words(text);
    let is_number = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    let long: Vec<String> = words(name)
        .into_iter()
        .take_while(|word| !is_number(word))
        .collect();
    // Of `Debian GNU/Linux` the first word is enough, as `debian` is its id. Of a long name two are, where the first
    // alone may be any word, such as the `Red` of Red Hat.
    let (one, two) = (words(id), long.get(..2).unwrap_or(&long));
    [one.as_slice(), two]
        .into_iter()
        .filter(|name| !name.is_empty())
        .any(|name| text.windows(name.len()).any(|part| part == name))
}

/// Runs of letters and digits, in small letters.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_are_those_of_agetty() {
        assert_eq!(
            escapes("\\S\nKernel \\r on an \\m (\\l) \\r\n\\\\x \\q"),
            ["\\S", "\\l", "\\m", "\\r"]
        );
        assert!(escapes("no \\").is_empty());
    }

    #[test]
    fn the_name_of_the_system_is_a_word_of_its_own() {
        for (text, id, name) in [
            (
                "The Debian GNU/Linux system",
                "debian",
                "Debian GNU/Linux 12 (bookworm)",
            ),
            (
                "Welcome to Ubuntu 24.04.1 LTS",
                "ubuntu",
                "Ubuntu 24.04.1 LTS",
            ),
            (
                "RED HAT things",
                "rhel",
                "Red Hat Enterprise Linux 9.4 (Plow)",
            ),
            ("Rocky", "rocky", "Rocky Linux 9.4 (Blue Onyx)"),
            ("openSUSE Leap", "opensuse-leap", "openSUSE Leap 16.0"),
        ] {
            assert!(names_system(text, id, name), "{text}");
        }
        for (text, id, name) in [
            ("Authorised use only", "debian", "Debian GNU/Linux"),
            ("Debianised, but red", "debian", "Debian GNU/Linux"),
            ("A red letter day", "rhel", "Red Hat Enterprise Linux"),
            ("anything", "", ""),
        ] {
            assert!(!names_system(text, id, name), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_classes(text in "(?s).{0,80}", id in ".{0,8}", name in ".{0,20}") {
            let _ = names_system(&text, &id, &name);
            prop_assert!(escapes(&text).len() <= text.matches('\\').count());
        }
    }
}
