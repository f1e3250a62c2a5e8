//! The words of a Caddyfile in the order in which Caddy gets to them, with the words of snippets and files in the
//! place of each `import` (<https://caddyserver.com/docs/caddyfile/directives/import>).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::Given;
use super::glob;
use super::stop::{Complaint, Place, Stop, refused, unknown};
use super::tokens::{Token, tokens};

/// Imports of all files together. Sites import a few snippets each.
const MOST_IMPORTS: usize = 2_000;

/// Words of all imports together, so that snippets that import snippets stay within memory.
const MOST_TOKENS: usize = 200_000;

/// The files that Caddy sees.
pub(super) trait Files {
    /// The name of a file on the host, and its text with the variables filled in. None where there is no such
    /// file; an error where that is not known.
    fn read(&self, path: &Path) -> Result<Option<(Arc<str>, String)>, String>;

    /// The names in a directory; none where there is no such directory.
    fn list(&self, path: &Path) -> Result<Option<Vec<String>>, String>;
}

/// What an import has brought.
struct Import {
    /// The import in whose words it stood.
    parent: usize,
    /// The snippet or the file.
    name: String,
}

/// The name of a snippet or a file, and its words.
type Brought = (String, Vec<Token>);

pub(super) struct Imports<'a> {
    files: &'a dyn Files,
    /// What is still to be read, the innermost last.
    pending: Vec<std::vec::IntoIter<Token>>,
    ahead: Option<Token>,
    last: Option<Token>,
    beginning: Place,
    imports: Vec<Import>,
    snippets: BTreeMap<String, Vec<Token>>,
    /// Where Caddy sees each file of the host.
    paths: BTreeMap<Arc<str>, PathBuf>,
    words: usize,
    /// Imports of which it is not known what they bring.
    pub(super) missing: Vec<Complaint>,
}

impl<'a> Imports<'a> {
    /// Begins with the file at a path, of which the name on the host and the text are known.
    pub(super) fn new(
        files: &'a dyn Files,
        path: &Path,
        file: &Arc<str>,
        text: &str,
    ) -> Result<Self, Stop> {
        let mut imports = Self {
            files,
            pending: vec![tokens(text, file)?.into_iter()],
            ahead: None,
            last: None,
            beginning: Place {
                file: Arc::clone(file),
                line: 1,
            },
            imports: vec![Import {
                parent: 0,
                name: path.display().to_string(),
            }],
            snippets: BTreeMap::new(),
            paths: BTreeMap::from([(Arc::clone(file), path.to_owned())]),
            words: 0,
            missing: Vec::new(),
        };
        imports.look_ahead();
        Ok(imports)
    }

    /// The next word.
    pub(super) const fn peek(&self) -> Option<&Token> {
        self.ahead.as_ref()
    }

    pub(super) fn next_token(&mut self) {
        self.last = self.ahead.take();
        self.look_ahead();
    }

    /// Whether the next word begins a line.
    pub(super) fn next_is_on_new_line(&self) -> bool {
        match (&self.last, &self.ahead) {
            (Some(last), Some(ahead)) => ahead.is_on_new_line(last),
            (None, _) | (_, None) => true,
        }
    }

    /// Where the last word stood.
    pub(super) fn last_place(&self) -> Place {
        let last = self.last.as_ref();
        last.map_or_else(|| self.beginning.clone(), |token| token.place.clone())
    }

    fn look_ahead(&mut self) {
        while let Some(words) = self.pending.last_mut() {
            if let Some(token) = words.next() {
                self.ahead = Some(token);
                return;
            }
            self.pending.pop();
        }
        self.ahead = None;
    }

    /// What stands between braces, the first of which is next.
    pub(super) fn raw_block(&mut self) -> Result<Vec<Token>, Stop> {
        let place = self
            .peek()
            .map_or_else(|| self.last_place(), |token| token.place.clone());
        self.next_token();
        let mut depth = 1_usize;
        let mut words = Vec::new();
        while let Some(token) = self.ahead.take() {
            if token.opens() {
                depth += 1;
            } else if token.closes() {
                depth -= 1;
            }
            self.last = Some(token.clone());
            self.look_ahead();
            if depth == 0 {
                return Ok(words);
            }
            words.push(token);
        }
        Err(refused(&place, "the brace that opens here is not closed"))
    }

    /// Takes note of a snippet.
    pub(super) fn define(
        &mut self,
        name: &str,
        words: Vec<Token>,
        place: &Place,
    ) -> Result<(), Stop> {
        if self.snippets.insert(name.to_owned(), words).is_some() {
            return Err(refused(place, "another snippet has the same name"));
        }
        Ok(())
    }

    /// Follows an import, whose first word was the last one.
    pub(super) fn import(&mut self, word: &Token) -> Result<(), Stop> {
        let mut given = Given::default();
        let mut pattern = None;
        while !self.next_is_on_new_line() {
            let Some(token) = self.peek().cloned() else {
                break;
            };
            if token.opens() {
                given.block = self.raw_block()?;
                break;
            }
            self.next_token();
            match pattern {
                None => pattern = Some(token),
                Some(_) => given.arguments.push(token.text),
            }
        }
        let Some(pattern) = pattern.filter(|pattern| !pattern.text.is_empty()) else {
            return Err(refused(&word.place, "`import` does not say what"));
        };
        if self.imports.len() > MOST_IMPORTS {
            return Err(unknown(
                &word.place,
                format!("there are more than {MOST_IMPORTS} imports"),
            ));
        }
        if pattern.is_unknown() {
            return self.miss(
                word,
                "it is not known which file the variable in it leads to",
            );
        }
        let brought = match self.snippets.get(&pattern.text) {
            Some(words) => vec![(pattern.text.clone(), words.clone())],
            None => match self.files_of(&pattern, word)? {
                Ok(files) => files,
                Err(why) => return self.miss(word, &why),
            },
        };
        let mut all = Vec::new();
        for (name, words) in brought {
            if self.is_within(word.import, &name) {
                return Err(refused(&word.place, "the import leads back to itself"));
            }
            self.imports.push(Import {
                parent: word.import,
                name,
            });
            let import = self.imports.len() - 1;
            all.extend(given.fill(words).into_iter().map(|mut token| {
                token.import = import;
                token
            }));
        }
        self.words += all.len();
        if self.words > MOST_TOKENS {
            return Err(unknown(
                &word.place,
                "the imports bring more than Muster reads",
            ));
        }
        let ahead = self.ahead.take();
        if let Some(ahead) = ahead {
            self.pending.push(vec![ahead].into_iter());
        }
        self.pending.push(all.into_iter());
        self.look_ahead();
        Ok(())
    }

    fn miss(&mut self, word: &Token, why: &str) -> Result<(), Stop> {
        self.missing.push(Complaint {
            reason: format!("what `import` brings is not known: {why}"),
            place: word.place.clone(),
        });
        Ok(())
    }

    /// Whether an import, or one that it stood in, has brought this.
    fn is_within(&self, import: usize, name: &str) -> bool {
        let mut at = import;
        while let Some(found) = self.imports.get(at) {
            if found.name == name {
                return true;
            }
            if at == 0 {
                break;
            }
            at = found.parent;
        }
        false
    }

    /// The words of the files that a pattern leads to, or why that is not known.
    fn files_of(
        &mut self,
        pattern: &Token,
        word: &Token,
    ) -> Result<Result<Vec<Brought>, String>, Stop> {
        let base = self.paths.get(&word.place.file);
        let directory = base
            .and_then(|path| path.parent())
            .unwrap_or(Path::new("/"));
        let whole = directory.join(&pattern.text);
        let Some(parts) = glob::parts(&whole) else {
            return Err(refused(
                &word.place,
                "the pattern of an import has more than one wildcard",
            ));
        };
        let matches = match glob::matches(self.files, &parts) {
            Ok(matches) => matches,
            Err(why) => return Ok(Err(why)),
        };
        let mut files = Vec::new();
        for path in matches {
            let (file, text) = match self.files.read(&path) {
                Ok(Some(found)) => found,
                Ok(None) if parts.is_pattern => continue,
                Ok(None) => {
                    return Err(refused(
                        &word.place,
                        "neither a snippet nor a file is there to import",
                    ));
                }
                Err(why) => return Ok(Err(why)),
            };
            files.push((path.display().to_string(), tokens(&text, &file)?));
            self.paths.insert(file, path);
        }
        Ok(Ok(files))
    }
}
