//! Turns what the dialects read into the `key` records of the contract.

use std::collections::{BTreeSet, HashMap, HashSet};

use muster_facts::targets::Shown;
use muster_facts::{FactError, REDACTED, Secrets, Source, env};

use super::confidential::exposed;
use super::dialect::{Definition, Dialect, FlawCode, Parsed, Value};
use super::origin;
use super::text::{Text, Torn};
use super::value::{self, Named};
use super::{components, known, line, secret_name, shown, url, weakness};

/// The class that a value of this status has in a file; none for values that say nothing.
pub(super) fn class_of(
    secrets: &Secrets,
    path: &str,
    named: Named<'_>,
    status: &str,
) -> Result<Option<u32>, FactError> {
    if status != env::Key::STATUS_SET {
        return Ok(None);
    }
    match secrets.class(path, named.value.as_bytes()) {
        Ok(class) => Ok(Some(class)),
        Err(error) => Err(FactError::Failed(format!("{path}: {error}"))),
    }
}

/// A file of which the keys are wanted.
pub(super) struct KeyFile<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a Text<'a>,
    /// The dialects that read the file, the first one foremost.
    pub(super) bound: &'a [Dialect],
    /// Names that the application's reference file makes public.
    pub(super) reference: &'a BTreeSet<String>,
    /// The keys that the project shows.
    pub(super) shown: Shown<'a>,
    pub(super) secrets: &'a Secrets,
}

impl<'a> KeyFile<'a> {
    /// All keys, in the order of their winning definitions.
    pub(super) fn keys(&self) -> Result<Vec<env::Key>, FactError> {
        Keys {
            file: self,
            readings: self
                .text
                .parsed
                .iter()
                .map(|(dialect, parsed)| Reading::of(*dialect, parsed))
                .collect(),
            sources: self.sources(),
            torn: self.text.torn(self.bound),
        }
        .all()
    }

    /// The dialects whose definitions count: those that read the file; and where one of them
    /// refuses it, the others too, so that a broken line does not make all keys vanish.
    fn sources(&self) -> Vec<Dialect> {
        let is_refused = |dialect: &Dialect| {
            self.text
                .parsed(*dialect)
                .is_none_or(|parsed| parsed.refused)
        };
        let refused = self.bound.iter().any(is_refused);
        let others = Dialect::COMMON
            .into_iter()
            .rev()
            .filter(|dialect| refused && !self.bound.contains(dialect));
        let (broken, sound): (Vec<_>, Vec<_>) = self
            .bound
            .iter()
            .copied()
            .chain(others)
            .partition(is_refused);
        [sound, broken].concat()
    }

    /// The class of equal values; none for values that say nothing.
    pub(super) fn class(&self, named: Named<'_>) -> Result<Option<u32>, FactError> {
        class_of(self.secrets, self.path, named, named.status())
    }

    pub(super) fn components(
        &self,
        named: Named<'_>,
        shape: &str,
    ) -> Result<Vec<env::Component>, FactError> {
        let public_host = shown::shows_host(self.shown, named.name);
        let parts = if named.name.to_ascii_uppercase().ends_with("ORIGINS") {
            components::of_origins(named.value, public_host).unwrap_or_default()
        } else if let Some(url) = url::split_url(named.value).map(url::Url::with_parameters) {
            let public_host = public_host && shown::is_certain_host(named.name, &url);
            components::of_url(&url, public_host)
        } else if shape == "email" {
            components::of_email(named.value, public_host)
        } else {
            Vec::new()
        };
        parts.into_iter().map(|part| self.component(part)).collect()
    }

    fn component(&self, part: components::Part) -> Result<env::Component, FactError> {
        // A password that is a known default is one in a URL as well.
        let name = if part.name == "password" {
            "PASSWORD"
        } else {
            ""
        };
        let named = |value| Named { name, value };
        let (status, equality) = match part.text.as_deref() {
            None => ("missing", None),
            Some(text) => (named(text).status(), self.class(named(text))?),
        };
        let decoded = part.text.as_deref().and_then(components::decoded);
        Ok(env::Component {
            status: status.to_owned(),
            equality,
            decoded_equality: match decoded.as_deref() {
                Some(decoded) => self.class(named(decoded))?,
                None => None,
            },
            name: part.name,
            value: part.shown,
            properties: part.properties.into_iter().map(str::to_owned).collect(),
        })
    }
}

/// What one dialect makes of a file, by the names that it defines.
struct Reading<'a> {
    dialect: Dialect,
    parsed: &'a Parsed,
    names: HashMap<&'a str, Definitions<'a>>,
    /// Lines with a flaw that costs their key, and with others that say something about it.
    refused: HashSet<u32>,
    disputed: HashSet<u32>,
    breaking_off: HashSet<u32>,
    /// Lines that run something when a shell reads them.
    executing: HashSet<u32>,
}

/// The definitions of one name in a dialect.
struct Definitions<'a> {
    /// The one that counts.
    counting: &'a Definition,
    lines: Vec<u32>,
}

impl<'a> Reading<'a> {
    fn of(dialect: Dialect, parsed: &'a Parsed) -> Self {
        let mut names: HashMap<&str, Definitions<'_>> = HashMap::new();
        // In python-dotenv a bare name removes the variable, in the others it leaves it.
        let absent_counts = dialect == Dialect::PythonDotenv;
        let mut executing = HashSet::new();
        for definition in &parsed.definitions {
            if definition.remarks.contains("executes") {
                executing.insert(definition.line);
            }
            let known = names
                .entry(&definition.name)
                .or_insert_with(|| Definitions {
                    counting: definition,
                    lines: Vec::new(),
                });
            known.lines.push(definition.line);
            if absent_counts || definition.value != Value::Absent {
                known.counting = definition;
            }
        }
        let lines = |wanted: fn(FlawCode) -> bool| -> HashSet<u32> {
            let flaws = parsed.flaws.iter().filter(|flaw| wanted(flaw.code));
            flaws.map(|flaw| flaw.line).collect()
        };
        executing.extend(lines(|code| {
            matches!(code, FlawCode::NotAnAssignment | FlawCode::NotEvaluated)
        }));
        Self {
            dialect,
            parsed,
            names,
            refused: lines(FlawCode::is_refusal),
            disputed: lines(|code| code == FlawCode::ReleasesDiffer),
            breaking_off: lines(|code| code == FlawCode::TextAfterQuote),
            executing,
        }
    }

    fn counting(&self, name: &str) -> Option<&'a Definition> {
        self.names.get(name).map(|found| found.counting)
    }

    /// Whether the reader does not get as far as a line, or drops it, for a reason that the problems of
    /// the file say.
    fn loses(&self, line: u32, defined: bool) -> bool {
        self.parsed.refused
            || self.parsed.stopped.is_some_and(|stopped| line >= stopped)
            || (!defined && self.refused.contains(&line))
    }
}

/// The keys of a file, while they are made out.
struct Keys<'a> {
    file: &'a KeyFile<'a>,
    readings: Vec<Reading<'a>>,
    sources: Vec<Dialect>,
    torn: Torn,
}

impl Keys<'_> {
    fn all(&self) -> Result<Vec<env::Key>, FactError> {
        let mut winners: Vec<&Definition> = Vec::new();
        let mut seen = HashSet::new();
        for reading in self.of_sources() {
            for definition in &reading.parsed.definitions {
                if self.is_key(definition) && seen.insert(definition.name.as_str()) {
                    winners.extend(self.winner(&definition.name));
                }
            }
        }
        winners.sort_by_key(|definition| definition.line);
        let users: HashSet<&str> = winners
            .iter()
            .filter(|definition| secret_name::is_account_name(&definition.name))
            .map(|definition| text_of(definition))
            .collect();
        winners
            .iter()
            .enumerate()
            .map(|(index, winner)| self.key(winner, index + 1, &users))
            .collect()
    }

    fn reading_of(&self, dialect: Dialect) -> Option<&Reading<'_>> {
        self.readings
            .iter()
            .find(|reading| reading.dialect == dialect)
    }

    fn of_sources(&self) -> impl Iterator<Item = &Reading<'_>> {
        self.sources
            .iter()
            .filter_map(|dialect| self.reading_of(*dialect))
    }

    /// Whether the definition is one of the file's keys: it gives a value, or it is written as an
    /// assignment that the dialect passes over. A byte order mark makes a name that is not a key.
    fn is_key(&self, definition: &Definition) -> bool {
        (definition.value != Value::Absent || self.written(definition).is_some())
            && !definition.name.starts_with('\u{feff}')
    }

    /// The definition as an assignment on its line, if it is written as one.
    fn written(&self, definition: &Definition) -> Option<line::Assignment<'_>> {
        self.file
            .text
            .assignment(definition.line)
            .filter(|found| found.name == definition.name)
    }

    /// The definition that describes the key: that of the first dialect which gives it a value.
    fn winner(&self, name: &str) -> Option<&Definition> {
        let mut all = self
            .of_sources()
            .filter_map(|reading| reading.counting(name));
        let first = all.next()?;
        if first.value != Value::Absent {
            return Some(first);
        }
        Some(
            all.find(|definition| definition.value != Value::Absent)
                .unwrap_or(first),
        )
    }

    fn may_show_name(&self, definition: &Definition) -> bool {
        let name = definition.name.as_str();
        shown::is_public_name(self.file.shown, name)
            || self.file.reference.contains(name)
            || (self.written(definition).is_some()
                && !self.file.text.is_torn(definition.line, &self.torn))
    }

    fn source(&self, line: u32, text: Option<String>) -> Source {
        let source = Source::line(self.file.path, line);
        match text {
            None => source,
            Some(text) => {
                let width = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
                source
                    .with_text(text)
                    .with_columns(1, width.saturating_add(1))
            }
        }
    }

    fn key(
        &self,
        winner: &Definition,
        ordinal: usize,
        users: &HashSet<&str>,
    ) -> Result<env::Key, FactError> {
        let text = text_of(winner);
        let named = Named {
            name: &winner.name,
            value: text,
        };
        let named_openly = self.may_show_name(winner);
        let shown = (named_openly && named.is_shown(self.file.shown)).then(|| text.to_owned());
        let source_text = named_openly
            .then(|| format!("{}={}", winner.name, shown.as_deref().unwrap_or(REDACTED)));
        let written = self.written(winner);
        let secret = named.is_secret();
        let status = named.status();
        let class = class_of(self.file.secrets, self.file.path, named, status)?;
        let strength = (secret && !text.is_empty())
            .then(|| weakness::weakness_of_secret(&winner.name, text, users));
        let shape = value::shape(text);
        let vendor = known::vendor(text);
        let certain = matches!(winner.value, Value::Known(_));
        Ok(env::Key {
            name: if named_openly {
                winner.name.clone()
            } else {
                format!("<key {ordinal}>")
            },
            source: self.source(winner.line, source_text),
            status: status.to_owned(),
            secret,
            quoting: written
                .map_or("none", |found| line::quoting(found.written))
                .to_owned(),
            duplicates: self.duplicates(winner, named_openly),
            length: value::length(text).to_owned(),
            strength: strength.map(|(class, _)| class.to_owned()),
            weakness: strength
                .and_then(|(_, weakness)| weakness)
                .map(str::to_owned),
            shape: shape.to_owned(),
            boolean: value::boolean(text),
            remarks: self.remarks(winner),
            vendor: vendor.map(str::to_owned),
            known_dummy: known::dummy(text).map(str::to_owned),
            equality: class.filter(|_| certain),
            value: shown,
            components: self.file.components(named, shape)?,
            derived_from: self.derived_from(winner),
            readings: self
                .file
                .bound
                .iter()
                .map(|dialect| self.reading(*dialect, winner, (text, class)))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The keys that the value is made of, where nothing of its own could be a secret or a placeholder.
    fn derived_from(&self, winner: &Definition) -> Vec<String> {
        let Some(written) = self
            .written(winner)
            .filter(|_| winner.remarks.contains("interpolation"))
        else {
            return Vec::new();
        };
        let origin = origin::trace_origin(written.written, &|name| {
            name != winner.name && self.winner(name).is_some()
        });
        if origin.adds_something(&winner.name) {
            return Vec::new();
        }
        let is_shown = |name: &&str| {
            self.winner(name)
                .is_some_and(|definition| self.may_show_name(definition))
        };
        origin
            .references
            .into_iter()
            .filter(is_shown)
            .map(str::to_owned)
            .collect()
    }

    fn duplicates(&self, winner: &Definition, named_openly: bool) -> Vec<Source> {
        let lines: BTreeSet<u32> = self
            .of_sources()
            .filter_map(|reading| reading.names.get(winner.name.as_str()))
            .flat_map(|found| &found.lines)
            .copied()
            .filter(|line| *line < winner.line)
            .collect();
        let text = named_openly.then(|| format!("{}={REDACTED}", winner.name));
        lines
            .into_iter()
            .map(|line| self.source(line, text.clone()))
            .collect()
    }

    fn remarks(&self, winner: &Definition) -> Vec<String> {
        let mut remarks = self
            .written(winner)
            .map(|found| line::remarks(&found))
            .unwrap_or_default();
        if self
            .reading_of(Dialect::Shell)
            .is_some_and(|shell| shell.executing.contains(&winner.line))
        {
            remarks.insert("executes-when-sourced");
        }
        let interpolates = self
            .readings
            .iter()
            .filter(|reading| self.file.bound.contains(&reading.dialect))
            .filter_map(|reading| reading.counting(&winner.name))
            .any(|counting| counting.remarks.contains("interpolation"));
        let written = self.written(winner).filter(|_| interpolates);
        let is_key = |name: &str| self.winner(name).is_some();
        if written.is_some_and(|found| origin::has_unset_reference(found.written, &is_key)) {
            remarks.insert("unset-reference");
        }
        remarks.into_iter().map(str::to_owned).collect()
    }

    /// How a dialect reads the key that is described by its winning definition, of which the text and
    /// its class are known.
    fn reading(
        &self,
        dialect: Dialect,
        winner: &Definition,
        (text, class): (&str, Option<u32>),
    ) -> Result<env::Reading, FactError> {
        let (name, line) = (winner.name.as_str(), winner.line);
        let reading = self.reading_of(dialect);
        let counting = reading.and_then(|reading| reading.counting(name));
        let mut remarks = counting
            .map(|counting| counting.remarks.clone())
            .unwrap_or_default();
        let defined = counting.is_some_and(|counting| counting.value != Value::Absent);
        let (status, equality) = match (reading, counting.map(|counting| &counting.value)) {
            (None, _) => ("error", None),
            (Some(reading), _) if reading.loses(line, defined) => ("lost", None),
            (Some(reading), _)
                if counting.is_some_and(|found| reading.disputed.contains(&found.line)) =>
            {
                ("error", None)
            }
            (_, None | Some(Value::Absent)) => ("unset", None),
            (_, Some(Value::Unknown(_))) => ("set", None),
            (_, Some(Value::Known(value))) => match exposed(value) {
                "" => ("empty", None),
                value if value == text => ("set", class),
                value => ("set", self.file.class(Named { name, value })?),
            },
        };
        if reading.is_some_and(|reading| reading.breaking_off.contains(&line)) {
            remarks.insert("inner-quotes");
        }
        Ok(env::Reading {
            dialect: dialect.as_str().to_owned(),
            status: status.to_owned(),
            equality,
            remarks: remarks.into_iter().map(str::to_owned).collect(),
        })
    }
}

fn text_of(definition: &Definition) -> &str {
    match &definition.value {
        Value::Known(value) | Value::Unknown(value) => exposed(value),
        Value::Absent => "",
    }
}
