//! Turns what the dialects read into the `key` records of the contract.

use std::collections::BTreeSet;

use muster_facts::{FactError, REDACTED, Secrets, Source, env, strength};

use super::confidential::exposed;
use super::dialect::{Definition, Dialect, FlawCode, Parsed, Value};
use super::text::Text;
use super::value::{self, Named};
use super::{components, known, line};

/// A file of which the keys are wanted.
pub(super) struct KeyFile<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a Text<'a>,
    /// The dialects that read the file, the first one foremost.
    pub(super) bound: &'a [Dialect],
    /// Names that the application's reference file makes public.
    pub(super) reference: &'a BTreeSet<String>,
    pub(super) secrets: &'a Secrets,
}

impl KeyFile<'_> {
    /// All keys, in the order of their winning definitions.
    pub(super) fn keys(&self) -> Result<Vec<env::Key>, FactError> {
        let mut winners: Vec<&Definition> = Vec::new();
        let mut seen = BTreeSet::new();
        for dialect in self.sources() {
            for definition in &self.parsed(dialect).definitions {
                if self.is_key(definition) && seen.insert(definition.name.as_str()) {
                    winners.extend(self.winner(&definition.name));
                }
            }
        }
        winners.sort_by_key(|definition| definition.line);
        let users: Vec<&str> = winners
            .iter()
            .filter(|definition| known::is_identity_name(&definition.name))
            .map(|definition| text_of(definition))
            .collect();
        winners
            .iter()
            .enumerate()
            .map(|(index, winner)| self.key(winner, index + 1, &users))
            .collect()
    }

    /// The dialects whose definitions count: those that read the file; and where one of them
    /// refuses it, the others too, so that a broken line does not make all keys vanish.
    fn sources(&self) -> Vec<Dialect> {
        let refused = self
            .bound
            .iter()
            .any(|dialect| self.parsed(*dialect).refused);
        let others = Dialect::ALL
            .into_iter()
            .rev()
            .filter(|dialect| refused && !self.bound.contains(dialect));
        let (sound, broken): (Vec<_>, Vec<_>) = self
            .bound
            .iter()
            .copied()
            .chain(others)
            .partition(|dialect| !self.parsed(*dialect).refused);
        [sound, broken].concat()
    }

    fn parsed(&self, dialect: Dialect) -> &Parsed {
        static NOTHING: Parsed = Parsed {
            definitions: Vec::new(),
            flaws: Vec::new(),
            refused: true,
        };
        self.text.parsed(dialect).unwrap_or(&NOTHING)
    }

    /// Whether the definition is one of the file's keys: it gives a value, or it is written as an
    /// assignment that the dialect passes over. A byte order mark makes a name that is no key.
    fn is_key(&self, definition: &Definition) -> bool {
        let written = self
            .text
            .assignment(definition.line)
            .is_some_and(|found| found.name == definition.name);
        (definition.value != Value::Absent || written) && !definition.name.starts_with('\u{feff}')
    }

    /// The definition that describes the key: that of the first dialect which gives it a value.
    fn winner(&self, name: &str) -> Option<&Definition> {
        let all: Vec<&Definition> = self
            .sources()
            .into_iter()
            .filter_map(|dialect| self.last(dialect, name))
            .collect();
        all.iter()
            .find(|definition| definition.value != Value::Absent)
            .or(all.first())
            .copied()
    }

    /// The definition that counts in a dialect. In python-dotenv a bare name removes the variable,
    /// in the others it leaves it.
    fn last(&self, dialect: Dialect, name: &str) -> Option<&Definition> {
        let mut all = self
            .parsed(dialect)
            .definitions
            .iter()
            .filter(|definition| definition.name == name);
        let absent_counts = dialect == Dialect::PythonDotenv;
        let first = all.clone().next();
        all.rfind(|definition| absent_counts || definition.value != Value::Absent)
            .or(first)
    }

    fn may_show_name(&self, definition: &Definition) -> bool {
        let name = definition.name.as_str();
        let written = self
            .text
            .assignment(definition.line)
            .is_some_and(|found| found.name == name);
        known::is_known_name(name)
            || self.reference.contains(name)
            || (written && !self.text.is_torn(definition.line, self.bound))
    }

    fn source(&self, line: u32, text: Option<String>) -> Source {
        let source = Source::line(self.path, line);
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
        users: &[&str],
    ) -> Result<env::Key, FactError> {
        let text = text_of(winner);
        let named = Named {
            name: &winner.name,
            value: text,
        };
        let named_openly = self.may_show_name(winner);
        let shown = (named_openly && named.is_shown()).then(|| text.to_owned());
        let source_text = named_openly
            .then(|| format!("{}={}", winner.name, shown.as_deref().unwrap_or(REDACTED)));
        let written = self
            .text
            .assignment(winner.line)
            .filter(|found| found.name == winner.name);
        let secret = named.is_secret();
        let strength = (secret && !text.is_empty()).then(|| judge(named, users));
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
            status: named.status().to_owned(),
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
            equality: if certain { self.class(named)? } else { None },
            value: shown,
            components: self.components(named, shape)?,
            readings: self
                .bound
                .iter()
                .map(|dialect| self.reading(*dialect, &winner.name, winner.line))
                .collect::<Result<_, _>>()?,
        })
    }

    fn duplicates(&self, winner: &Definition, named_openly: bool) -> Vec<Source> {
        let lines: BTreeSet<u32> = self
            .sources()
            .into_iter()
            .flat_map(|dialect| &self.parsed(dialect).definitions)
            .filter(|definition| definition.name == winner.name && definition.line < winner.line)
            .map(|definition| definition.line)
            .collect();
        let text = named_openly.then(|| format!("{}={REDACTED}", winner.name));
        lines
            .into_iter()
            .map(|line| self.source(line, text.clone()))
            .collect()
    }

    fn remarks(&self, winner: &Definition) -> Vec<String> {
        let mut remarks = self
            .text
            .assignment(winner.line)
            .filter(|found| found.name == winner.name)
            .map(|found| line::remarks(&found))
            .unwrap_or_default();
        let shell = self.parsed(Dialect::Shell);
        let executes = shell.definitions.iter().any(|definition| {
            definition.line == winner.line && definition.remarks.contains("executes")
        });
        let command = shell.flaws.iter().any(|flaw| {
            flaw.line == winner.line
                && matches!(
                    flaw.code,
                    FlawCode::NotAnAssignment | FlawCode::NotEvaluated
                )
        });
        if executes || command {
            remarks.insert("executes-when-sourced");
        }
        remarks.into_iter().map(str::to_owned).collect()
    }

    fn reading(&self, dialect: Dialect, name: &str, line: u32) -> Result<env::Reading, FactError> {
        let parsed = self.parsed(dialect);
        let last = self.last(dialect, name);
        let mut remarks = last.map(|last| last.remarks.clone()).unwrap_or_default();
        let undecided = last.is_some_and(|last| {
            parsed
                .flaws
                .iter()
                .any(|flaw| flaw.line == last.line && flaw.code == FlawCode::ReleasesDiffer)
        });
        let (status, equality) = match last.map(|last| &last.value) {
            _ if parsed.refused || undecided => ("error", None),
            None | Some(Value::Absent) => ("unset", None),
            Some(Value::Unknown(_)) => ("set", None),
            Some(Value::Known(value)) => match exposed(value) {
                "" => ("empty", None),
                value => ("set", self.class(Named { name, value })?),
            },
        };
        let breaks_off = |flaw: &super::dialect::Flaw| {
            flaw.line == line && flaw.code == FlawCode::TextAfterQuote
        };
        if parsed.flaws.iter().any(breaks_off) {
            remarks.insert("inner-quotes");
        }
        Ok(env::Reading {
            dialect: dialect.as_str().to_owned(),
            status: status.to_owned(),
            equality,
            remarks: remarks.into_iter().map(str::to_owned).collect(),
        })
    }

    /// The class of equal values; none for values that say nothing.
    pub(super) fn class(&self, named: Named<'_>) -> Result<Option<u32>, FactError> {
        if named.status() != "set" {
            return Ok(None);
        }
        match self.secrets.class(self.path, named.value.as_bytes()) {
            Ok(class) => Ok(Some(class)),
            Err(error) => Err(FactError::Failed(format!("{}: {error}", self.path))),
        }
    }

    pub(super) fn components(
        &self,
        named: Named<'_>,
        shape: &str,
    ) -> Result<Vec<env::Component>, FactError> {
        let public_host = known::has_public_host(named.name);
        let parts = if named.name.to_ascii_uppercase().ends_with("ORIGINS") {
            components::of_origins(named.value, public_host).unwrap_or_default()
        } else if let Some(url) = components::url(named.value) {
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

fn text_of(definition: &Definition) -> &str {
    match &definition.value {
        Value::Known(value) | Value::Unknown(value) => exposed(value),
        Value::Absent => "",
    }
}

/// Strength class and weakness of a secret; of a URL, those of its password.
pub(super) fn judge(named: Named<'_>, users: &[&str]) -> (&'static str, Option<&'static str>) {
    let secret = components::url(named.value)
        .and_then(|url| url.password)
        .unwrap_or(named.value);
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    if known::is_default(secret) || known::dummy(secret).is_some() {
        ("very-weak", Some("known-default"))
    } else if letters(secret) == letters(named.name) {
        ("very-weak", Some("equals-key-name"))
    } else if users.contains(&secret) {
        ("very-weak", Some("equals-user-name"))
    } else {
        let strength = strength::estimate(secret);
        (strength.class(), strength.weakness)
    }
}
