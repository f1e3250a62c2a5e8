//! The words that texts of the contract can be. `wit/` lists them in the comments of its fields; the
//! types generated from it lead to each text that has such a list.

use std::collections::BTreeMap;

use crate::Fact;

/// What the texts of one field can be.
#[derive(Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// `interface.record.field`, as in `wit/`.
    pub field: &'static str,
    /// Every word.
    pub words: &'static [&'static str],
    /// What else a text can begin with, where its end depends on the host.
    pub beginnings: &'static [&'static str],
}

impl Vocabulary {
    /// Whether the text is one of the words.
    #[must_use]
    pub fn lists(&self, text: &str) -> bool {
        self.words.contains(&text)
            || (self.beginnings.iter()).any(|beginning| text.starts_with(beginning))
    }
}

/// What is done with each text that has a vocabulary.
pub type Visit<'a> = &'a mut dyn FnMut(&'static Vocabulary, &mut String);

/// A value that leads to its texts with a vocabulary.
pub trait Words {
    /// Calls `visit` with each of them.
    fn visit(&mut self, _visit: Visit<'_>) {}
}

/// The texts of a value that are not in the list of their field, as `FIELD: TEXT`.
pub fn unlisted(value: &mut impl Words) -> Vec<String> {
    let mut found = Vec::new();
    value.visit(&mut |vocabulary, text| {
        if !vocabulary.lists(text) {
            found.push(format!("{}: {text}", vocabulary.field));
        }
    });
    found
}

/// A field with a vocabulary: one text, perhaps, or several.
pub(crate) trait Texts {
    /// Calls `visit` with each text.
    fn each(&mut self, visit: &mut dyn FnMut(&mut String));
}

impl Texts for String {
    fn each(&mut self, visit: &mut dyn FnMut(&mut String)) {
        visit(self);
    }
}

impl Texts for Option<String> {
    fn each(&mut self, visit: &mut dyn FnMut(&mut String)) {
        self.iter_mut().for_each(visit);
    }
}

impl Texts for Vec<String> {
    fn each(&mut self, visit: &mut dyn FnMut(&mut String)) {
        self.iter_mut().for_each(visit);
    }
}

/// Visits the texts of one field.
pub(crate) fn visit_texts(
    vocabulary: &'static Vocabulary,
    texts: &mut impl Texts,
    visit: Visit<'_>,
) {
    texts.each(&mut |text| visit(vocabulary, text));
}

impl Words for String {}
impl Words for bool {}
impl Words for u16 {}
impl Words for u32 {}
impl Words for u64 {}
impl Words for i64 {}

impl<T: Words> Words for Vec<T> {
    fn visit(&mut self, visit: Visit<'_>) {
        for value in self {
            value.visit(visit);
        }
    }
}

impl<T: Words> Words for Option<T> {
    fn visit(&mut self, visit: Visit<'_>) {
        if let Some(value) = self {
            value.visit(visit);
        }
    }
}

impl<T: Words> Words for Fact<T> {
    fn visit(&mut self, visit: Visit<'_>) {
        if let Ok(value) = self {
            value.visit(visit);
        }
    }
}

impl<T: Words> Words for BTreeMap<String, T> {
    fn visit(&mut self, visit: Visit<'_>) {
        for value in self.values_mut() {
            value.visit(visit);
        }
    }
}

impl<A: Words, B: Words> Words for (A, B) {
    fn visit(&mut self, visit: Visit<'_>) {
        self.0.visit(visit);
        self.1.visit(visit);
    }
}
