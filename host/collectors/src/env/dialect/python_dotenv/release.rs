//! Where releases of python-dotenv differ, and what can be said without knowing which one reads.
//! The one release between the two, 1.2.3, reads each construct as one of them does.

use super::super::{Definition, FlawCode, Parsed, Value};

/// Releases that read a file in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Release {
    Before1_2_3,
    Since1_2_4,
}

impl Release {
    pub(super) fn skips_byte_order_mark(self) -> bool {
        self == Self::Since1_2_4
    }

    /// Whether `KEY= # note` is an empty value and a comment, rather than the value `# note`.
    pub(super) fn takes_spaced_comment_for_empty(self) -> bool {
        self == Self::Since1_2_4
    }

    /// The text between the quotation marks, and the length of it with them.
    pub(super) fn quoted(self, text: &str, quote: char) -> Option<(&str, usize)> {
        match self {
            Self::Since1_2_4 => quoted(text, quote),
            Self::Before1_2_3 => quoted_with_second_thoughts(text, quote),
        }
    }
}

/// A backslash protects whatever follows it.
fn quoted(text: &str, quote: char) -> Option<(&str, usize)> {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, c)) = characters.next() {
        if c == quote {
            return Some((text.get(1..at)?, at + 1));
        }
        if c == '\\' {
            characters.next();
        }
    }
    None
}

/// A backslash protects a quotation mark only, also where it is itself behind a backslash, and
/// where no other one follows, the last protected one closes after all.
fn quoted_with_second_thoughts(text: &str, quote: char) -> Option<(&str, usize)> {
    let mut last_protected = None;
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == quote {
            return Some((text.get(1..at)?, at + 1));
        }
        if c == '\\' && characters.peek().is_some_and(|(_, next)| *next == quote) {
            last_protected = characters.next();
        }
    }
    let (at, _) = last_protected?;
    Some((text.get(1..at)?, at + 1))
}

/// The current reading, in which everything that the former one does not share is unknown.
pub(super) fn agreed(mut current: Parsed, mut former: Parsed) -> Parsed {
    let mut disputed = Vec::new();
    for definition in &mut current.definitions {
        let same = |other: &Definition| {
            definition.name == other.name
                && definition.line == other.line
                && definition.end_line == other.end_line
                && definition.value == other.value
        };
        match former.definitions.iter().position(same) {
            Some(at) => drop(former.definitions.remove(at)),
            None => disputed.push(unknown(definition)),
        }
    }
    disputed.extend(former.definitions.iter_mut().map(unknown));
    // Stable: of two readings of one line the current one comes last and so describes the key.
    former.definitions.append(&mut current.definitions);
    former.definitions.sort_by_key(|definition| definition.line);
    for line in disputed {
        former.flaw(line, FlawCode::ReleasesDiffer);
    }
    former.flaws.append(&mut current.flaws);
    former.flaws.sort_unstable();
    former.flaws.dedup();
    former.refused |= current.refused;
    former
}

/// Makes a definition's value unknown and returns its line.
fn unknown(definition: &mut Definition) -> u32 {
    definition.value = match std::mem::replace(&mut definition.value, Value::Absent) {
        Value::Known(text) | Value::Unknown(text) => Value::Unknown(text),
        Value::Absent => Value::Unknown(muster_facts::Secret::new(String::new())),
    };
    definition.line
}
