//! The words of a command line as systemd parts them, see systemd.service(5), "Command lines". Pure.

/// What may come before the program.
pub(crate) const PREFIXES: [char; 6] = ['-', '@', ':', '+', '!', '|'];

/// Splits at blanks: quotes hold a word together, a backslash takes what follows it as it is. None
/// where a quote is not closed.
pub(crate) fn split(text: &str) -> Option<Vec<String>> {
    let (words, is_closed) = split_open(text);
    is_closed.then_some(words)
}

/// The same of any text: a quote that is not closed holds all that follows it together. And whether
/// there is none.
pub(crate) fn split_open(text: &str) -> (Vec<String>, bool) {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\\', None | Some('"')) => {
                word.get_or_insert_default().extend(characters.next());
            }
            ('"' | '\'', None) => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (_, Some(open)) if open == character => quote = None,
            (' ' | '\t', None) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    (words, quote.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_a_word_together() {
        assert_eq!(
            split("a  'b c' \"d\\\" e\"f ''").unwrap(),
            ["a", "b c", "d\" ef", ""]
        );
        assert_eq!(split("a 'b"), None);
    }
}
