//! The variables that a project is filled from, and Compose's `${VARIABLE}` templates. What the shell
//! of a deployment sets on top of `.env` is not known here; that it sets `PWD` and `HOME` is.
//!
//! A value may be a secret. It is returned to the caller, who may only look for a port or a path
//! in it, beside a text with `${NAME}` in place of each value that is one; no message contains any
//! part of a value or of a template.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_facts::Secret;

use crate::env::Named;
use crate::env::dialect::Value;
use crate::env::dialect::compose::parse_within;
use crate::env::dialect::compose::template::{Chosen, Piece, Reference, pieces};

/// Templates within the default of a template.
const DEEPEST: usize = 10;

/// Stands in a filled template for a value that is not known. Neither YAML nor an environment
/// variable can hold it.
pub(super) const UNKNOWN: &str = "\0";

/// What the shell sets, whatever `.env` says. `PWD` is not a password.
pub(super) const OF_SHELL: [&str; 2] = ["PWD", "HOME"];

/// What every login shell sets as well, to what is not known here.
const OF_LOGIN: [&str; 4] = ["LOGNAME", "PATH", "SHELL", "USER"];

pub(super) const UNSET: &str =
    "a variable is neither set in .env nor has a default; set it, or write `${NAME:-default}`";

const TOO_LONG: &str = "is too long once its variables are filled in";

/// A template with its variables filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    /// What Compose makes of it.
    pub(super) value: String,
    /// The same with `${NAME}` for every variable whose name or value is secret.
    pub(super) shown: String,
}

impl Filled {
    /// A text without variables.
    pub(super) fn plain(value: &str) -> Self {
        Self {
            value: value.to_owned(),
            shown: value.to_owned(),
        }
    }

    /// Whether every variable in it has a value that is known here.
    pub(super) fn is_known(&self) -> bool {
        !self.value.contains(UNKNOWN)
    }

    /// Hides a value that the variable's name or its own form makes secret.
    fn of_variable(name: &str, filled: Self) -> Self {
        let value = filled.value.as_str();
        let secret = !value.is_empty()
            && value != UNKNOWN
            && !OF_SHELL.contains(&name)
            && Named { name, value }.is_secret();
        Self {
            shown: if secret {
                format!("${{{name}}}")
            } else {
                filled.shown
            },
            value: filled.value,
        }
    }

    fn push(&mut self, more: &Self) {
        self.value.push_str(&more.value);
        self.shown.push_str(&more.shown);
    }
}

/// Where the text of a filled template is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// All of it in `.env` or the shell.
    Filled,
    /// In the Compose file, in part at least.
    Written,
    /// In the Compose file, as the default of a variable that is not set.
    Default,
}

/// What a filled template is made of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ingredients {
    /// The variables in it that files set, each with its file.
    pub(crate) variables: Vec<(PathBuf, String)>,
    /// The text between variables.
    pub(crate) own: String,
}

/// A variable that is looked up when a template is filled.
pub(super) struct Lookup<'t> {
    pub(super) name: &'t str,
    pub(super) provenance: Provenance,
    /// What stands in its place, where that is known.
    pub(super) value: Option<Secret>,
}

/// Where the text in place of a reference comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Provenance {
    /// This environment file sets the variable.
    File(PathBuf),
    /// Compose or the shell does.
    Shell,
    /// The default of the template.
    Default,
    /// The template never stands for the value.
    Alternative,
    /// Nothing sets it.
    Unset,
    /// Nothing sets it, and the template asks for it.
    Refused,
    /// A file has its name alone.
    Unknown,
}

/// Variables by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables(BTreeMap<String, Variable>);

#[derive(Clone, Debug)]
struct Variable {
    value: Secret,
    /// The file that sets it; none where the shell or Compose does.
    file: Option<Arc<Path>>,
}

impl Variables {
    /// Sets a variable that is not set yet.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        self.0.entry(name.to_owned()).or_insert_with(|| Variable {
            value: Secret::new(value),
            file: None,
        });
    }

    /// Adds what files set, read as Compose reads them: of several files the last one wins, but a
    /// variable that was set before keeps its value. An error names the file by its index.
    pub(super) fn add_files(&mut self, files: &[(PathBuf, String)]) -> Result<(), (usize, String)> {
        let mut added: BTreeMap<String, Variable> = BTreeMap::new();
        for (index, (path, text)) in files.iter().enumerate() {
            let path: Arc<Path> = path.as_path().into();
            let outer = |name: &str| {
                let known = self.0.get(name).or_else(|| added.get(name))?;
                std::str::from_utf8(known.value.expose()).ok()
            };
            let parsed = parse_within(text, &outer, UNKNOWN);
            if parsed.refused {
                let (line, why) = parsed
                    .flaws
                    .last()
                    .map_or((1, ""), |flaw| (flaw.line, flaw.code.message()));
                return Err((index, format!("line {line}: {why}")));
            }
            for definition in parsed.definitions {
                let value = match definition.value {
                    Value::Known(value) | Value::Unknown(value) => value,
                    // A name alone takes its value from the shell.
                    Value::Absent => Secret::new(UNKNOWN),
                };
                let file = Some(Arc::clone(&path));
                added.insert(definition.name, Variable { value, file });
            }
        }
        for (name, variable) in added {
            self.0.entry(name).or_insert(variable);
        }
        Ok(())
    }

    /// The value of a variable that is set, if not to anything that is known here.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.0.get(name)?.value.expose()).ok()
    }

    /// The value of a variable that is set; an error when it is not known here.
    pub(super) fn get(&self, name: &str) -> Result<Option<&str>, &'static str> {
        match self.value(name) {
            Some(value) if value.contains(UNKNOWN) => Err(UNSET),
            value => Ok(value),
        }
    }

    /// Fills a template; a result of more than `longest` bytes is an error.
    pub(super) fn fill(&self, template: &str, longest: usize) -> Result<Filled, &'static str> {
        self.fill_at(template, longest, 0)
    }

    /// Where the text of a template is once it is filled.
    pub(super) fn origin(&self, template: &str) -> Origin {
        let pieces = pieces(template).unwrap_or_default();
        let origin = |piece: &Piece<'_>| match piece {
            Piece::Text(_) | Piece::Dollar => Origin::Written,
            Piece::Reference(reference) => match reference.chosen(self.value(reference.name)) {
                Chosen::Word => Origin::Default,
                Chosen::Value | Chosen::Required => Origin::Filled,
            },
        };
        let strongest = pieces.iter().map(origin).max();
        // Nothing at all is what the file says.
        strongest.unwrap_or(Origin::Written)
    }

    /// What a template is made of once it is filled.
    pub(super) fn ingredients(&self, template: &str) -> Ingredients {
        let mut found = Ingredients::default();
        self.take_apart(template, &mut found, 0);
        found
    }

    fn take_apart(&self, template: &str, found: &mut Ingredients, depth: usize) {
        for piece in pieces(template).unwrap_or_default() {
            match piece {
                Piece::Text(text) => found.own.push_str(text),
                Piece::Dollar => found.own.push('$'),
                Piece::Reference(reference) => {
                    match reference.chosen(self.value(reference.name)) {
                        Chosen::Value => found.variables.extend(self.with_file(reference.name)),
                        // Deeper ones are not filled, either.
                        Chosen::Word if depth < DEEPEST => {
                            self.take_apart(reference.word, found, depth + 1);
                        }
                        Chosen::Word | Chosen::Required => {}
                    }
                }
            }
        }
    }

    /// The variables that are looked up when a template is filled; what is in a default only where that
    /// is used.
    pub(super) fn lookups<'t>(&self, template: &'t str, longest: usize) -> Vec<Lookup<'t>> {
        let mut found = Vec::new();
        self.look_up(template, longest, &mut found, 0);
        found
    }

    fn look_up<'t>(
        &self,
        template: &'t str,
        longest: usize,
        found: &mut Vec<Lookup<'t>>,
        depth: usize,
    ) {
        for piece in pieces(template).unwrap_or_default() {
            let Piece::Reference(reference) = piece else {
                continue;
            };
            let filled = self.resolve(reference, longest, depth).ok();
            found.push(Lookup {
                name: reference.name,
                provenance: self.provenance(reference),
                value: filled
                    .filter(Filled::is_known)
                    .map(|filled| Secret::new(filled.value)),
            });
            let chosen = reference.chosen(self.value(reference.name));
            if matches!(chosen, Chosen::Word) && depth < DEEPEST {
                self.look_up(reference.word, longest, found, depth + 1);
            }
        }
    }

    fn provenance(&self, reference: Reference<'_>) -> Provenance {
        if reference.is_alternative() {
            return Provenance::Alternative;
        }
        let name = reference.name;
        let set = self.0.get(name);
        let is_of_shell = OF_SHELL.contains(&name) || OF_LOGIN.contains(&name);
        match reference.chosen(self.value(name)) {
            _ if set.is_none() && is_of_shell => Provenance::Shell,
            Chosen::Word => Provenance::Default,
            Chosen::Required => Provenance::Refused,
            Chosen::Value => match set {
                None => Provenance::Unset,
                Some(_) if self.get(name).is_err() => Provenance::Unknown,
                Some(variable) => match &variable.file {
                    Some(file) => Provenance::File(file.to_path_buf()),
                    None => Provenance::Shell,
                },
            },
        }
    }

    /// A variable with the file that sets it, if one does.
    pub(super) fn with_file(&self, name: &str) -> Option<(PathBuf, String)> {
        let file = self.0.get(name)?.file.as_ref()?;
        Some((file.to_path_buf(), name.to_owned()))
    }

    fn fill_at(
        &self,
        template: &str,
        longest: usize,
        depth: usize,
    ) -> Result<Filled, &'static str> {
        if depth > DEEPEST {
            return Err("templates are nested too deeply");
        }
        let parts =
            pieces(template).map_err(|_| "has a `${` template that Compose does not have")?;
        let mut filled = Filled::default();
        for part in parts {
            match part {
                Piece::Text(text) => filled.push(&Filled::plain(text)),
                Piece::Dollar => filled.push(&Filled::plain("$")),
                Piece::Reference(reference) => {
                    filled.push(&self.resolve(reference, longest, depth)?);
                }
            }
            if filled.value.len() > longest {
                return Err(TOO_LONG);
            }
        }
        Ok(filled)
    }

    /// What stands for a reference.
    fn resolve(
        &self,
        reference: Reference<'_>,
        longest: usize,
        depth: usize,
    ) -> Result<Filled, &'static str> {
        let value = self.value(reference.name);
        let filled = match reference.chosen(value) {
            Chosen::Value => {
                Filled::plain(value.unwrap_or(if reference.is_plain() { UNKNOWN } else { "" }))
            }
            Chosen::Word => self.fill_at(reference.word, longest, depth + 1)?,
            Chosen::Required => Filled::plain(UNKNOWN),
        };
        Ok(Filled::of_variable(reference.name, filled))
    }
}
