//! What the pages of one plugin have in common: hosts, and certificates by name.

use std::collections::{BTreeMap, BTreeSet};

/// The folder of the certificates, below that of the fixtures.
pub const CERTIFICATES: &str = "certificates";

/// The files of a plugin's `fixtures/` folder, by their path in it: `zone.md` is the fixture
/// `zone`, and `certificates/expired.pem` the certificate `expired`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixtures {
    files: BTreeMap<String, String>,
}

impl Fixtures {
    /// The names of files that are not fixtures, and so a mistake.
    pub fn strangers(&self) -> impl Iterator<Item = &str> {
        let known = |path: &&String| {
            let name = path
                .strip_prefix(CERTIFICATES)
                .and_then(|name| name.strip_prefix('/')?.strip_suffix(".pem"))
                .or_else(|| path.strip_suffix(".md"));
            name.is_some_and(is_name)
        };
        self.files
            .keys()
            .filter(move |path| !known(path))
            .map(String::as_str)
    }

    /// The files that are not among the used ones.
    #[must_use]
    pub fn unused(&self, used: &BTreeSet<String>) -> Vec<&str> {
        let files = self.files.keys();
        files
            .filter(|path| !used.contains(*path))
            .map(String::as_str)
            .collect()
    }

    /// The text of a host, and its file.
    pub(crate) fn host(&self, name: &str) -> Result<(String, &str), String> {
        self.find(name, format!("{name}.md"), "fixture")
    }

    /// A certificate or a chain of them in PEM, and its file.
    pub(crate) fn certificates(&self, name: &str) -> Result<(String, &str), String> {
        self.find(name, format!("{CERTIFICATES}/{name}.pem"), "certificate")
    }

    fn find(&self, name: &str, path: String, what: &str) -> Result<(String, &str), String> {
        match self.files.get(&path) {
            Some(text) => Ok((path, text)),
            None => Err(format!(
                "there is no {what} `{name}`; the plugin has no file fixtures/{path}"
            )),
        }
    }
}

impl FromIterator<(String, String)> for Fixtures {
    /// From paths below `fixtures/` and texts.
    fn from_iter<I: IntoIterator<Item = (String, String)>>(files: I) -> Self {
        Self {
            files: files.into_iter().collect(),
        }
    }
}

/// Whether this can name a host or a fixture: lower-case words and numbers, joined by hyphens.
pub(crate) fn is_name(name: &str) -> bool {
    let is_word = |word: &str| {
        let belongs = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !word.is_empty() && word.bytes().all(belongs)
    };
    name.split('-').all(is_word)
}
