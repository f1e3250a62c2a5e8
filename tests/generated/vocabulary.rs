//! The words that a text of the contract can be, read from its comment: `One of` or `Any of`,
//! then words in backticks, each with an explanation in parentheses if it needs one, up to the
//! full stop.

use wit_bindgen_core::wit_parser::Docs;

/// The words of a field.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Vocabulary {
    /// Words as they are.
    pub(crate) words: Vec<String>,
    /// What words begin with whose end depends on the host, such as `not-run: ` of `not-run: REASON`.
    pub(crate) beginnings: Vec<String>,
}

/// The vocabulary that a comment gives, if it gives one.
pub(crate) fn of(docs: &Docs) -> Option<Vocabulary> {
    let text = docs.contents.as_ref()?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, list) = text
        .split_once("One of `")
        .or(text.split_once("Any of `"))?;
    let mut vocabulary = Vocabulary {
        words: Vec::new(),
        beginnings: Vec::new(),
    };
    let (mut depth, mut quoted) = (0_u32, Some(String::new()));
    for c in list.chars() {
        match (&mut quoted, c) {
            (Some(word), '`') if depth == 0 => {
                add(&mut vocabulary, word);
                quoted = None;
            }
            (Some(_), '`') => quoted = None,
            (Some(word), c) => word.push(c),
            (None, '`') => quoted = Some(String::new()),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, '.') if depth == 0 => return Some(vocabulary),
            (None, _) => {}
        }
    }
    panic!("no full stop ends the words of: {text}")
}

fn add(vocabulary: &mut Vocabulary, word: &str) {
    match word.find(|c: char| c.is_ascii_uppercase()) {
        // A word that is written in capitals altogether, such as a type of a record.
        Some(0) => vocabulary.words.push(word.to_owned()),
        Some(at) => vocabulary.beginnings.push(word[..at].to_owned()),
        None => vocabulary.words.push(word.to_owned()),
    }
}

#[test]
fn words_are_those_outside_of_explanations() {
    let docs = |text: &str| Docs {
        contents: Some(text.to_owned()),
    };
    assert_eq!(of(&docs("Such as `ufw`.")), None);
    let vocabulary = of(&docs(
        "How. One of `set`, `http/1.1` (or `no`), `TXT` or `not-run: REASON` (a\n`reason`). Then `more`.",
    ));
    let expected = Vocabulary {
        words: ["set", "http/1.1", "TXT"].map(str::to_owned).to_vec(),
        beginnings: vec!["not-run: ".to_owned()],
    };
    assert_eq!(vocabulary, Some(expected));
}
