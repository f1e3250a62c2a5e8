//! A text that may not become longer than it may be.

/// A text and the bytes that are left for it.
#[derive(Debug)]
pub(super) struct Room {
    text: String,
    left: usize,
}

impl Room {
    /// So many bytes.
    pub(super) const fn new(bytes: usize) -> Self {
        Self {
            text: String::new(),
            left: bytes,
        }
    }

    /// A part of what is left, as room of its own; what it takes, this one does not have.
    pub(super) const fn part(&mut self, (parts, of): (usize, usize)) -> Self {
        let bytes = self.left / of * parts;
        self.left -= bytes;
        Self::new(bytes)
    }

    /// Takes what a part did not need.
    pub(super) const fn give_back(&mut self, part: &Self) {
        self.left += part.left;
    }

    /// Writes a text if all of it fits.
    pub(super) fn write(&mut self, text: &str) -> bool {
        let Some(left) = self.left.checked_sub(text.len()) else {
            return false;
        };
        self.left = left;
        self.text.push_str(text);
        true
    }

    /// Writes texts up to the first that does not fit, and says how many there are.
    pub(super) fn fill(&mut self, texts: impl Iterator<Item = String>) -> usize {
        texts.take_while(|text| self.write(text)).count()
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}
