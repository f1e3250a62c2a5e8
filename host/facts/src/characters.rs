//! Characters that a reader does not see. They steer a terminal, reorder or hide the text around
//! them, or pass one name off as another. Reports and messages show a mark in their place, and
//! JSON documents write them as escapes.

/// Whether a character cannot be seen, or does something else than be seen.
///
/// These are, in Unicode 16: the control characters (general category `Cc`), the format characters
/// (`Cf`), the separators of lines and paragraphs (`Zl`, `Zp`), all of
/// `Default_Ignorable_Code_Point`, and the few other characters that are drawn as an empty space.
/// The ordinary spaces (`Zs`) are seen as what they are.
///
/// Joiners and variation selectors are among them, although an emoji may contain one: the emoji
/// stays, with a mark beside it. If they were let through, two subjects that look the same could be
/// two, and a text could carry another.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    // Nearly every character that is asked about is one of these.
    !matches!(c, ' '..='~') && (is_control(c) || is_format(c) || is_ignorable(c) || is_blank(c))
}

/// Whether a text is of visible ASCII and spaces alone, as nearly every one is: nothing in it has to be
/// looked at character by character.
#[must_use]
pub fn is_visible_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// `Cc`, `Zl` and `Zp`.
const fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\x1F' | '\x7F'..='\u{9F}' | '\u{2028}'..='\u{2029}')
}

/// `Cf`.
const fn is_format(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{600}'..='\u{605}'
            | '\u{61C}'
            | '\u{6DD}'
            | '\u{70F}'
            | '\u{890}'..='\u{891}'
            | '\u{8E2}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{110BD}'
            | '\u{110CD}'
            | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0001}'
            | '\u{E0020}'..='\u{E007F}'
    )
}

/// `Default_Ignorable_Code_Point`: what a font that does not know it shows as nothing. Some of them
/// are not assigned yet.
const fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Letters and symbols that are drawn as nothing: the empty Braille pattern, the two blank
/// hieroglyphs, the filler of the Khitan small script, and the musical note without a head.
const fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{2800}' | '\u{13441}'..='\u{13442}' | '\u{16FE4}' | '\u{1D159}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables that were made from the Unicode Character Database by somebody else.
    fn unicode(class: &str) -> Vec<(char, char)> {
        let parsed = regex_syntax::parse(class).expect("the class is known");
        match parsed.into_kind() {
            regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => class
                .ranges()
                .iter()
                .map(|range| (range.start(), range.end()))
                .collect(),
            other => panic!("{class} is not a class: {other:?}"),
        }
    }

    #[track_caller]
    fn assert_same(class: &str, ours: impl Fn(char) -> bool) {
        let theirs = unicode(class);
        let different: Vec<String> = ('\0'..=char::MAX)
            .filter(|c| {
                theirs
                    .iter()
                    .any(|(first, last)| (first..=last).contains(&c))
                    != ours(*c)
            })
            .map(|c| format!("U+{:04X}", c as u32))
            .collect();
        assert!(different.is_empty(), "{class} differs in {different:?}");
    }

    #[test]
    fn the_lists_are_those_of_unicode() {
        assert_same(r"[\p{Cc}\p{Zl}\p{Zp}]", is_control);
        assert_same(r"\p{Cf}", is_format);
        assert_same(r"\p{Default_Ignorable_Code_Point}", is_ignorable);
    }

    #[test]
    fn what_looks_blank_is_none_of_those_and_invisible() {
        for c in [
            '\u{2800}',
            '\u{13441}',
            '\u{13442}',
            '\u{16FE4}',
            '\u{1D159}',
        ] {
            assert!(is_blank(c) && is_invisible(c), "{c:?}");
            assert!(!is_control(c) && !is_format(c) && !is_ignorable(c), "{c:?}");
        }
    }

    #[test]
    fn writing_stays_as_it_is() {
        let text = "Größe \u{a0}naïve Ελλάδα Россия עברית العربية हिन्दी 日本語 한국어 🙂 e\u{301}";
        assert!(!text.chars().any(is_invisible));
    }
}
