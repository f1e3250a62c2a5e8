//! Splits `sshd_config` text into lines, keywords and arguments the way sshd does. Knows nothing
//! about what a keyword means.
//!
//! sshd has two splitters: the older one takes the keyword off the line (and reads `Match`
//! criteria before 9.9), the newer one reads everything after the keyword like a shell would.

/// Blanks between words, as sshd counts them.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// A line that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ssh) struct Line {
    /// Counted from 1.
    pub(in crate::ssh) number: u32,
    /// The whole line without the blanks around it and without control characters.
    pub(in crate::ssh) text: String,
    /// First column of the text, counted from 1 in UTF-16 code units.
    pub(in crate::ssh) column: u32,
    /// Column after the last one.
    pub(in crate::ssh) end_column: u32,
    /// What the line holds.
    pub(in crate::ssh) content: Content,
}

/// What a line holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ssh) enum Content {
    /// A keyword and its arguments.
    Directive {
        /// As it is written, without its quotes.
        keyword: String,
        /// Everything after the keyword and its one `=`, still quoted.
        rest: String,
    },
    /// The keyword opens a quote that nothing closes: sshd silently skips the line.
    Unclosed,
}

/// A quote that is never closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid quotes")]
pub(in crate::ssh) struct InvalidQuotes;

/// The lines of one file that are neither empty nor comments. Never fails.
#[must_use]
pub(in crate::ssh) fn lines(text: &str) -> Vec<Line> {
    (1..)
        .zip(text.split('\n'))
        .filter_map(|(number, raw)| line(number, raw))
        .collect()
}

fn line(number: u32, raw: &str) -> Option<Line> {
    let inner = raw.trim_start_matches([' ', '\t', '\r']);
    let indent = raw.strip_suffix(inner).unwrap_or_default();
    // A form feed is a blank at the end of a line only.
    let inner = inner.trim_end_matches([' ', '\t', '\r', '\u{c}']);
    if inner.is_empty() || inner.starts_with('#') {
        return None;
    }
    // A line that begins with `=` has its keyword behind it.
    let first = match delimited(inner) {
        Some((word, rest)) if word.is_empty() => delimited(&rest),
        first => first,
    };
    let content = match first {
        Some((keyword, _)) if keyword.is_empty() || keyword.starts_with('#') => return None,
        Some((keyword, rest)) => Content::Directive { keyword, rest },
        None => Content::Unclosed,
    };
    let column = 1 + utf16_length(indent);
    Some(Line {
        number,
        text: printable(inner),
        column,
        end_column: column + utf16_length(inner),
        content,
    })
}

/// Takes the first word off: up to a blank, one `=` or a quoted part. `None` where a quote is
/// never closed.
#[must_use]
pub(in crate::ssh) fn delimited(text: &str) -> Option<(String, String)> {
    let Some((word, end)) = text
        .find(|c| BLANKS.contains(&c) || matches!(c, '"' | '='))
        .and_then(|at| text.get(..at).zip(text.get(at..)))
    else {
        return Some((text.to_owned(), String::new()));
    };
    let (word, after) = if let Some(quoted) = end.strip_prefix('"') {
        let (inside, after) = quoted.split_once('"')?;
        (format!("{word}{inside}"), after.trim_start_matches(BLANKS))
    } else if let Some(after) = end.strip_prefix('=') {
        (word.to_owned(), after.trim_start_matches(BLANKS))
    } else {
        let after = end.trim_start_matches(BLANKS);
        let after = after.strip_prefix('=').unwrap_or(after);
        (word.to_owned(), after.trim_start_matches(BLANKS))
    };
    Some((word, after.to_owned()))
}

/// Splits what follows a keyword: single and double quotes, `\` before a quote, a backslash or
/// (unquoted) a blank, and a comment where a word would begin with `#`.
///
/// # Errors
/// When a quote is not closed.
pub(in crate::ssh) fn arguments(rest: &str) -> Result<Vec<String>, InvalidQuotes> {
    let mut arguments = Vec::new();
    let mut characters = rest.chars().peekable();
    loop {
        while characters
            .next_if(|next| matches!(next, ' ' | '\t'))
            .is_some()
        {}
        match characters.peek() {
            None | Some('#') => return Ok(arguments),
            Some(_) => {}
        }
        let mut word = String::new();
        let mut quote = None;
        while let Some(next) = characters.next() {
            match (next, quote) {
                ('\\', _) => {
                    let escaped = characters.next_if(|after| {
                        matches!(after, '\'' | '"' | '\\') || (quote.is_none() && *after == ' ')
                    });
                    word.push(escaped.unwrap_or('\\'));
                }
                (' ' | '\t', None) => break,
                ('\'' | '"', None) => quote = Some(next),
                (_, Some(open)) if open == next => quote = None,
                _ => word.push(next),
            }
        }
        if quote.is_some() {
            return Err(InvalidQuotes);
        }
        arguments.push(word);
    }
}

/// Splits what follows a keyword as releases before 8.7 do: at blanks and double quotes, and at `=`
/// where `at_equals`. A quote that is not closed ends the line.
pub(in crate::ssh) fn old_arguments(rest: &str, at_equals: bool) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = rest.to_owned();
    while !rest.is_empty() {
        let taken = if at_equals {
            delimited(&rest)
        } else {
            // Nothing that is in a line; it hides the signs from the splitter.
            let hidden = rest.replace('=', "\u{0}");
            delimited(&hidden)
                .map(|(word, after)| (word.replace('\u{0}', "="), after.replace('\u{0}', "=")))
        };
        match taken {
            Some((word, after)) if !word.is_empty() => {
                words.push(word);
                rest = after;
            }
            Some(_) | None => break,
        }
    }
    words
}

/// Text for people: every control character becomes `?`.
#[must_use]
pub(in crate::ssh) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() && c != '\t' { '?' } else { c })
        .collect()
}

/// The length that columns count.
#[must_use]
pub(in crate::ssh) fn utf16_length(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn only(text: &str) -> (String, String) {
        match lines(text).remove(0).content {
            Content::Directive { keyword, rest } => (keyword, rest),
            Content::Unclosed => panic!("{text} is unclosed"),
        }
    }

    #[test]
    fn old_releases_know_no_comments_and_split_at_equals_signs() {
        assert_eq!(old_arguments("a b # c", true), ["a", "b", "#", "c"]);
        assert_eq!(old_arguments("a=b \"c d\" e", true), ["a", "b", "c d", "e"]);
        assert_eq!(old_arguments("A=1 B=2", false), ["A=1", "B=2"]);
        assert_eq!(old_arguments("a \"b c", true), ["a"]);
    }

    #[test]
    fn a_keyword_ends_at_a_blank_a_quote_or_one_equals_sign() {
        for text in [
            "Port 22",
            "Port=22",
            "Port = 22",
            "  Port\t=  22\r",
            "\"Port\" 22",
            "\"Port\"22",
        ] {
            assert_eq!(only(text), ("Port".into(), "22".into()), "{text}");
        }
        assert_eq!(only("Port==22").1, "=22");
        assert_eq!(only("Port"), ("Port".into(), String::new()));
    }

    #[test]
    fn an_unclosed_quote_in_the_keyword_is_reported_as_such() {
        assert_eq!(lines("\"Port 22")[0].content, Content::Unclosed);
    }

    #[test]
    fn empty_lines_and_comments_are_left_out_and_still_counted() {
        let found = lines("# one\n\n \t\r\n  Port 22");
        assert_eq!((found.len(), found[0].number, found[0].column), (1, 4, 3));
        assert_eq!(found[0].end_column, 10);
    }

    #[test]
    fn arguments_follow_the_rules_of_a_shell_without_expansion() {
        let split = |text| arguments(text).unwrap();
        assert_eq!(
            split("a  \"b c\" 'd \"e' f\\ g"),
            ["a", "b c", "d \"e", "f g"]
        );
        assert_eq!(split("a#b # c"), ["a#b"]);
        assert_eq!(split(r"a\b \'c"), ["a\\b", "'c"]);
        assert_eq!(split("\"\" x"), ["", "x"]);
        assert_eq!(arguments("'a"), Err(InvalidQuotes));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_splitters_panic_or_invent_lines(text in any::<String>()) {
            let found = lines(&text);
            prop_assert!(found.len() <= text.split('\n').count());
            for line in found {
                prop_assert!(!line.text.chars().any(|c| c.is_control() && c != '\t'));
                if let Content::Directive { rest, .. } = line.content {
                    let _ = arguments(&rest);
                }
            }
        }
    }
}
