//! The words of a line of sudoers(5). Pure.

/// What is left of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanner<'a>(&'a str);

/// Ends a word where it is not escaped.
const ENDS: &str = ",:=()! \t";

impl<'a> Scanner<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// What is left, without blanks before it.
    pub(super) fn rest(&mut self) -> &'a str {
        self.0 = self.0.trim_start_matches([' ', '\t']);
        self.0
    }

    pub(super) fn is_empty(&mut self) -> bool {
        self.rest().is_empty()
    }

    /// Whether a character is next.
    pub(super) fn is_next(&mut self, character: char) -> bool {
        self.rest().starts_with(character)
    }

    /// Passes a character, where it is next.
    pub(super) fn take(&mut self, character: char) -> bool {
        match self.rest().strip_prefix(character) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// Passes any number of `!`, and says whether they come to a negation.
    pub(super) fn negation(&mut self) -> bool {
        let mut negated = false;
        while self.take('!') {
            negated = !negated;
        }
        negated
    }

    /// A word without its quotes and backslashes; none where there is none, or a quote is not closed.
    pub(super) fn word(&mut self) -> Option<String> {
        self.word_until(ENDS)
    }

    /// A word that ends at a blank or a comma alone.
    pub(super) fn value(&mut self) -> Option<String> {
        self.word_until(", \t")
    }

    /// The word that is next, which stays where it is: letters, digits and `_`.
    pub(super) fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    /// Passes a word that was found to be next.
    pub(super) fn pass(&mut self, word: &str) {
        if let Some(rest) = self.rest().strip_prefix(word) {
            self.0 = rest;
        }
    }

    fn word_until(&mut self, ends: &str) -> Option<String> {
        let text = self.rest();
        let mut word = String::new();
        let mut is_quoted = false;
        let mut was_quoted = false;
        let mut characters = text.char_indices();
        let mut end = text.len();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    is_quoted = !is_quoted;
                    was_quoted = true;
                }
                '\\' => word.extend(characters.next().map(|(_, next)| next)),
                _ if is_quoted || !ends.contains(character) => word.push(character),
                _ => {
                    end = at;
                    break;
                }
            }
        }
        if is_quoted || (word.is_empty() && !was_quoted) {
            return None;
        }
        self.0 = text.get(end..).unwrap_or_default();
        Some(word)
    }

    /// The path of a command, with its backslashes: in a pattern they mean something.
    pub(super) fn path(&mut self) -> String {
        let text = self.rest();
        let mut end = text.len();
        let mut characters = text.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => {
                    characters.next();
                }
                ',' | ':' | '=' | ' ' | '\t' => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let (path, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        self.0 = rest;
        path.to_owned()
    }

    /// The arguments of a command, as they are written: they go nowhere but into a word for their kind.
    pub(super) fn arguments(&mut self) -> &'a str {
        let text = self.rest();
        let mut end = text.len();
        let mut is_quoted = false;
        // A regular expression ends with its `$`.
        let is_pattern = text.starts_with('^');
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => {
                    characters.next();
                }
                '"' => is_quoted = !is_quoted,
                '$' if is_pattern => {
                    let next = characters.peek().map(|(_, next)| *next);
                    if next.is_none_or(|next| ", :\t".contains(next)) {
                        end = at + 1;
                        break;
                    }
                }
                ',' | ':' if !is_quoted && !is_pattern => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let (arguments, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        self.0 = rest;
        arguments.trim_end()
    }
}
