//! Places on the target.

use crate::Source;

impl Source {
    /// A whole file on the target.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self::new(Self::KIND_FILE, path)
    }

    /// One line of a file, counted from 1, without its text.
    #[must_use]
    pub fn line(path: impl Into<String>, line: u32) -> Self {
        Self {
            line: Some(line),
            ..Self::file(path)
        }
    }

    /// A place that is neither file nor command, such as `dns/example.com/CAA`.
    #[must_use]
    pub fn logical(name: impl Into<String>) -> Self {
        Self::new(Self::KIND_LOGICAL, name)
    }

    /// The same place with the line's text.
    #[must_use]
    pub fn with_text(self, text: impl Into<String>) -> Self {
        Self {
            text: Some(text.into()),
            ..self
        }
    }

    /// `FILE:LINE`, or what is known of it, for a sentence.
    #[must_use]
    pub fn location(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.name),
            None => self.name.clone(),
        }
    }

    fn new(kind: &str, name: impl Into<String>) -> Self {
        Self {
            kind: kind.to_owned(),
            name: name.into(),
            line: None,
            column: None,
            end_column: None,
            text: None,
        }
    }
}
