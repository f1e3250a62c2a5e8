//! The sources of apt, see sources.list(5): lines, and stanzas of fields.

use std::path::Path;

use muster_facts::package_sources::{Check, PackageSource};
use muster_facts::{Fact, FactError, Source};
use muster_target::{System, present};

use super::address::Address;
use super::{files, plain};
use crate::updates::apt_conf::AptConf;
use crate::updates::is_plain_name;

const MAIN: &str = "/etc/apt/sources.list";
const PARTS: &str = "/etc/apt/sources.list.d";

/// Settings that let in what is not signed, or not well.
const CHECKS: [&str; 4] = [
    "Acquire::AllowInsecureRepositories",
    "Acquire::AllowWeakRepositories",
    "Acquire::AllowDowngradeToInsecureRepositories",
    "APT::Get::AllowUnauthenticated",
];

/// What a source says of signatures.
#[derive(Clone, Copy, Default)]
struct Trust {
    is_trusted: bool,
    is_insecure: bool,
    names_keys: bool,
}

impl Trust {
    fn set(&mut self, option: &str, value: &str) {
        let is_on = is_on(value) == Some(true);
        match option.to_ascii_lowercase().as_str() {
            "trusted" => self.is_trusted = is_on,
            "allow-insecure" => self.is_insecure = is_on,
            "signed-by" => self.names_keys = true,
            _ => {}
        }
    }

    const fn signatures(self) -> &'static str {
        if self.is_trusted || self.is_insecure {
            PackageSource::SIGNATURES_NONE
        } else if self.names_keys {
            PackageSource::SIGNATURES_NAMED_KEYS
        } else {
            PackageSource::SIGNATURES_ANY_KEY
        }
    }
}

/// As apt understands a word that says yes or no.
fn is_on(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" | "with" | "on" | "enable" => Some(true),
        "no" | "false" | "without" | "off" | "disable" => Some(false),
        number => number.parse::<i64>().ok().map(|number| number != 0),
    }
}

/// A source of binary packages that is on. Its address may have a password in it, and its suite a token: neither
/// leaves this crate.
pub(crate) struct Entry {
    pub(crate) address: String,
    pub(crate) suite: String,
    /// None where the suite is the path of a directory.
    pub(crate) components: Vec<String>,
    /// Those that are named; none where it is for all of the host.
    pub(crate) architectures: Vec<String>,
    trust: Trust,
    pub(crate) source: Source,
}

impl Entry {
    fn described(self) -> PackageSource {
        let address = Address::of(&self.address);
        PackageSource {
            program: PackageSource::PROGRAM_APT.to_owned(),
            name: plain(&self.suite),
            address: address.shown,
            is_local: address.is_local,
            signatures: self.trust.signatures().to_owned(),
            source: self.source,
        }
    }
}

pub(super) fn sources(system: &dyn System) -> Fact<Vec<PackageSource>> {
    let entries = entries(system)?;
    Ok(entries.into_iter().map(Entry::described).collect())
}

/// The sources that are on, in the order of their files.
///
/// # Errors
/// A file cannot be read, or apt does not take it.
pub(crate) fn entries(system: &dyn System) -> Fact<Vec<Entry>> {
    let mut paths = vec![MAIN.to_owned()];
    paths.extend(files(system, PARTS, |name| {
        is_plain_name(name) && (name.ends_with(".list") || name.ends_with(".sources"))
    })?);
    let mut found = Vec::new();
    for path in paths {
        let Some(text) = present(system.read_text(Path::new(&path)))? else {
            continue;
        };
        let read = if path.ends_with(".sources") {
            stanzas(&path, &text)
        } else {
            lines(&path, &text)
        };
        found.extend(read.map_err(|line| {
            FactError::Failed(format!("{path} has line {line}, which apt does not take"))
        })?);
    }
    Ok(found)
}

pub(super) fn checks(conf: &AptConf) -> Vec<Check> {
    let set = CHECKS.into_iter().filter_map(|key| {
        let (value, source) = conf.value(&key.to_ascii_lowercase())?;
        Some(Check {
            program: Check::PROGRAM_APT.to_owned(),
            key: key.to_owned(),
            on: is_on(value).unwrap_or(false),
            source: source.clone(),
        })
    });
    set.collect()
}

/// The sources of `deb [OPTIONS] URI SUITE [COMPONENT …]`, or the line that is something else.
fn lines(file: &str, text: &str) -> Result<Vec<Entry>, u32> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let (kind, rest) = line
            .split_once(|c: char| c.is_ascii_whitespace())
            .ok_or(number)?;
        let mut rest = rest.trim_start();
        let mut trust = Trust::default();
        let mut architectures = Vec::new();
        if let Some(options) = rest.strip_prefix('[') {
            let (options, after) = options.split_once(']').ok_or(number)?;
            for option in options.split_ascii_whitespace() {
                if let Some((name, value)) = option.split_once('=') {
                    trust.set(name.trim_end_matches(['+', '-']), value);
                    if name.eq_ignore_ascii_case("arch") {
                        architectures.extend(value.split(',').map(str::to_owned));
                    }
                }
            }
            rest = after.trim_start();
        }
        let (address, rest) = address(rest).ok_or(number)?;
        let mut words = rest.split_ascii_whitespace().map(str::to_owned);
        let suite = words.next().ok_or(number)?;
        match kind {
            "deb" => found.push(Entry {
                address: address.to_owned(),
                suite,
                components: words.collect(),
                architectures,
                trust,
                source: Source::line(file, number),
            }),
            // Nothing is installed from source.
            "deb-src" => {}
            // What was commented out for good, or belongs to rpm.
            _ => return Err(number),
        }
    }
    Ok(found)
}

/// The address, of which a part in brackets may have spaces, and what follows it.
fn address(text: &str) -> Option<(&str, &str)> {
    let mut is_bracketed = false;
    let end = text.find(|c: char| {
        match c {
            '[' => is_bracketed = true,
            ']' => is_bracketed = false,
            _ => {}
        }
        c.is_ascii_whitespace() && !is_bracketed
    })?;
    text.split_at_checked(end)
}

/// The fields of a stanza that matter.
#[derive(Default)]
struct Stanza {
    types: String,
    addresses: Vec<String>,
    suites: Vec<String>,
    components: Vec<String>,
    architectures: Vec<String>,
    is_off: bool,
    trust: Trust,
    /// Of what is said of signatures, or else of the addresses.
    line: Option<u32>,
    first: u32,
}

/// The sources of stanzas, or the line that belongs to none.
fn stanzas(file: &str, text: &str) -> Result<Vec<Entry>, u32> {
    let mut found = Vec::new();
    let mut stanza = Stanza::default();
    let mut field = String::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.starts_with('#') {
            continue;
        }
        if line.trim().is_empty() {
            std::mem::take(&mut stanza).add_to(file, &mut found);
            field.clear();
            continue;
        }
        let value = if line.starts_with([' ', '\t']) {
            if field.is_empty() {
                return Err(number);
            }
            line
        } else {
            let (name, value) = line.split_once(':').ok_or(number)?;
            field = name.trim_end().to_ascii_lowercase();
            value
        };
        stanza.add(&field, value.trim(), number);
    }
    stanza.add_to(file, &mut found);
    Ok(found)
}

impl Stanza {
    fn add(&mut self, field: &str, value: &str, line: u32) {
        let words = || value.split_ascii_whitespace().map(str::to_owned);
        match field {
            "types" => {
                self.types.push(' ');
                self.types.push_str(value);
            }
            "uris" => {
                self.first = line;
                self.addresses.extend(words());
            }
            "suites" => self.suites.extend(words()),
            "components" => self.components.extend(words()),
            "architectures" => self.architectures.extend(words()),
            "enabled" => self.is_off = is_on(value) == Some(false),
            "trusted" | "allow-insecure" => {
                self.trust.set(field, value);
                self.line = Some(line);
            }
            "signed-by" => self.trust.names_keys = true,
            _ => {}
        }
    }

    fn add_to(self, file: &str, found: &mut Vec<Entry>) {
        let is_binary = self.types.split_ascii_whitespace().any(|one| one == "deb");
        if self.is_off || !is_binary {
            return;
        }
        let source = Source::line(file, self.line.unwrap_or(self.first));
        for address in &self.addresses {
            for suite in &self.suites {
                found.push(Entry {
                    address: address.clone(),
                    suite: suite.clone(),
                    components: self.components.clone(),
                    architectures: self.architectures.clone(),
                    trust: self.trust,
                    source: source.clone(),
                });
            }
        }
    }
}
