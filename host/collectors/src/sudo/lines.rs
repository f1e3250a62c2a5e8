//! The lines of sudoers(5): comments are taken off, and what a backslash continues is joined. Pure.

/// A line as sudo reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins, counted from 1.
    pub(super) number: u32,
    pub(super) text: String,
}

/// The lines that are not empty.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut number = 1;
    let mut line = Line {
        number,
        text: String::new(),
    };
    let mut is_quoted = false;
    let mut characters = text.chars().peekable();
    loop {
        let character = characters.next();
        match character {
            Some('\\') => match characters.next() {
                Some('\n') => number += 1,
                Some('\r') if characters.peek() == Some(&'\n') => {
                    characters.next();
                    number += 1;
                }
                other => {
                    line.text.push('\\');
                    line.text.extend(other);
                }
            },
            Some('"') => {
                is_quoted = !is_quoted;
                line.text.push('"');
            }
            Some('#') if !is_quoted && is_comment(&line.text, characters.clone()) => {
                while characters.next_if(|next| *next != '\n').is_some() {}
            }
            // A quote ends with its line.
            Some('\n') | None => {
                number += 1;
                is_quoted = false;
                let next = Line {
                    number,
                    text: String::new(),
                };
                let done = std::mem::replace(&mut line, next);
                if !done.text.trim().is_empty() {
                    found.push(Line {
                        text: done.text.trim().to_owned(),
                        ..done
                    });
                }
                if character.is_none() {
                    return found;
                }
            }
            Some(other) => line.text.push(other),
        }
    }
}

/// Whether `#` begins a comment: it does not where a number follows, or one of the words that include a file.
fn is_comment(before: &str, mut after: impl Iterator<Item = char>) -> bool {
    let mut rest: String = after.by_ref().take("includedir".len() + 1).collect();
    let is_number = {
        let digits = rest.strip_prefix('-').unwrap_or(&rest);
        digits.starts_with(|first: char| first.is_ascii_digit())
    };
    if before.trim().is_empty() {
        rest = rest.replacen("includedir", "include", 1);
        let behind = rest.strip_prefix("include");
        if behind.is_some_and(|behind| behind.starts_with([' ', '\t', '"', '/'])) {
            return false;
        }
    }
    !is_number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_joined_and_comments_taken_off() {
        let text = "# a comment \\\nDefaults use_pty # another\n\n#1000 ALL = \\\n  /bin/ls, \\\n/bin/cat\\, #x\n\
                    #include /a\n#includedir /b\n#included in this file\nDefaults p=\"a # b\"\r\n";
        let found = lines(text);
        let told: Vec<(u32, &str)> = found
            .iter()
            .map(|line| (line.number, line.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (2, "Defaults use_pty"),
                (4, "#1000 ALL =   /bin/ls, /bin/cat\\,"),
                (7, "#include /a"),
                (8, "#includedir /b"),
                (10, "Defaults p=\"a # b\""),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_has_lines(text in "[a#\"\\\\ \n\r1-]{0,60}") {
            let ends = u32::try_from(text.matches('\n').count()).unwrap();
            for line in lines(&text) {
                prop_assert!(line.number <= ends + 1);
                prop_assert!(!line.text.is_empty());
            }
        }
    }
}
