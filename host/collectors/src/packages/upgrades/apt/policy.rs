//! apt's preferences: which priority a version has, by the repository that offers it and by what is pinned, see
//! apt_preferences(5).

use std::path::Path;

use muster_facts::{Fact, FactError};
use muster_target::{System, present};

use super::candidate::{Offer, Package};
use super::expression::Expression;
use super::lists::{List, Repository};
use crate::packages::updates::preferences::{DIRECTORY, FILE, is_taken};

/// What a repository has unless something is said, and what one has of which nothing is installed by itself.
const USUAL: i32 = 500;
const UPDATED: i32 = 100;
const MANUAL: i32 = 1;

/// What the release has that is preferred.
const PREFERRED: i32 = 990;

/// `Pin-Priority: never`.
pub(super) const NEVER: i32 = i32::MIN;

/// All that is said, the strongest first.
#[derive(Debug, Default)]
pub(super) struct Policy {
    pins: Vec<Pin>,
}

#[derive(Debug)]
struct Pin {
    /// None is all packages.
    names: Option<Vec<Name>>,
    what: What,
    priority: i32,
}

#[derive(Debug)]
struct Name {
    expression: Expression,
    /// None is that of the host.
    architecture: Option<String>,
    is_source: bool,
}

#[derive(Debug)]
enum What {
    Version(Expression),
    All,
    /// What a repository has to say of itself; nothing is no repository.
    Release(Vec<(Field, Expression)>),
    /// None is this host.
    Site(Option<Expression>),
}

#[derive(Clone, Copy, Debug)]
enum Field {
    Suite,
    Codename,
    Version,
    Origin,
    Label,
    Component,
    Architecture,
    SuiteOrCodename,
}

impl Policy {
    /// Reads all preferences.
    ///
    /// # Errors
    /// One cannot be read, or is not understood.
    pub(super) fn read(system: &dyn System, default_release: &str) -> Fact<Self> {
        let mut policy = Self::default();
        if !default_release.is_empty() {
            let what = release(default_release).ok_or_else(|| {
                FactError::Failed("APT::Default-Release is not understood".to_owned())
            })?;
            policy.pins.push(Pin {
                names: None,
                what,
                priority: PREFERRED,
            });
        }
        let directory = Path::new(DIRECTORY);
        let mut files = vec![Path::new(FILE).to_owned()];
        for name in present(system.list(directory))?.unwrap_or_default() {
            if is_taken(&name) {
                files.push(directory.join(name));
            }
        }
        for file in files {
            if let Some(text) = present(system.read_text(&file))? {
                policy.add(&text).map_err(|line| {
                    FactError::Failed(format!(
                        "{}:{line} has a pin that is not understood",
                        file.display()
                    ))
                })?;
            }
        }
        Ok(policy)
    }

    /// Adds what a file says, or names the line of a stanza that is not understood.
    fn add(&mut self, text: &str) -> Result<(), usize> {
        let mut stanza = Stanza::default();
        let lines = text.lines().chain([""]);
        for (number, line) in (1..).zip(lines) {
            if line.starts_with('#') {
                continue;
            }
            if line.trim().is_empty() {
                let first = stanza.first;
                let pin = std::mem::take(&mut stanza).pin().ok_or(first)?;
                self.pins.extend(pin);
            } else {
                stanza.add(line, number);
            }
        }
        Ok(())
    }

    /// The priority that preferences give a version of a package by name: the first that is about it.
    pub(super) fn pin(
        &self,
        package: &Package<'_>,
        version: &str,
        offers: &[&Offer<'_>],
    ) -> Option<i32> {
        let found = self.pins.iter().find(|pin| {
            let names = pin.names.as_deref().unwrap_or_default();
            names.iter().any(|name| name.is_of(package, offers)) && pin.is_about(version, offers)
        });
        found.map(|pin| pin.priority)
    }

    /// The priority of all that a list has.
    pub(super) fn of_list(&self, offer: &Offer<'_>) -> i32 {
        let pins = self.pins.iter().filter(|pin| pin.names.is_none());
        let mut about = pins.filter(|pin| pin.what.is_list(offer.repository, offer.list));
        // What is never to be taken is not, whatever is said before it.
        if about.clone().any(|pin| pin.priority == NEVER) {
            return NEVER;
        }
        match about.next() {
            Some(pin) => pin.priority,
            None if offer.repository.release.is_updated => UPDATED,
            None if offer.repository.release.is_manual => MANUAL,
            None => USUAL,
        }
    }
}

impl Pin {
    fn is_about(&self, version: &str, offers: &[&Offer<'_>]) -> bool {
        match &self.what {
            What::Version(expression) => expression.matches(version),
            What::All => true,
            what => {
                let mut lists = offers.iter();
                lists.any(|offer| what.is_list(offer.repository, offer.list))
            }
        }
    }
}

impl Name {
    fn is_of(&self, package: &Package<'_>, offers: &[&Offer<'_>]) -> bool {
        let is_of_architecture = match self.architecture.as_deref() {
            None | Some("native") => package.is_native,
            Some("any") => true,
            Some(named) => named == package.architecture,
        };
        let name = if self.is_source {
            offers
                .first()
                .map_or(package.instance.origin.as_str(), |offer| {
                    offer.version.origin.as_str()
                })
        } else {
            package.name
        };
        is_of_architecture && self.expression.matches(name)
    }
}

impl What {
    fn is_list(&self, repository: &Repository, list: &List) -> bool {
        let release = &repository.release;
        match self {
            Self::Version(_) => false,
            Self::All => true,
            Self::Site(None) => repository.site.is_empty(),
            Self::Site(Some(site)) => site.matches(&repository.site),
            Self::Release(fields) => {
                let has = |(field, wanted): &(Field, Expression)| match field {
                    Field::Suite => wanted.matches(&release.suite),
                    Field::Codename => wanted.matches(&release.codename),
                    Field::Version => wanted.matches(&release.version),
                    Field::Origin => wanted.matches(&release.origin),
                    Field::Label => wanted.matches(&release.label),
                    Field::Component => wanted.matches(list.component.as_deref().unwrap_or("")),
                    Field::Architecture => {
                        wanted.matches(list.architecture.as_deref().unwrap_or(""))
                    }
                    Field::SuiteOrCodename => {
                        wanted.matches(&release.suite) || wanted.matches(&release.codename)
                    }
                };
                !fields.is_empty() && fields.iter().all(has)
            }
        }
    }
}

/// The fields of a stanza.
#[derive(Default)]
struct Stanza {
    packages: String,
    pin: String,
    priority: String,
    field: String,
    first: usize,
}

impl Stanza {
    fn add(&mut self, line: &str, number: usize) {
        if self.first == 0 {
            self.first = number;
        }
        let value = match line.split_once(':') {
            Some((field, value)) if !line.starts_with([' ', '\t']) => {
                self.field = field.trim().to_ascii_lowercase();
                value
            }
            _ => line,
        };
        let known = match self.field.as_str() {
            "package" => &mut self.packages,
            "pin" => &mut self.pin,
            "pin-priority" => &mut self.priority,
            _ => return,
        };
        known.push(' ');
        known.push_str(value.trim());
    }

    /// What it pins, if anything; none where it is not understood.
    fn pin(self) -> Option<Vec<Pin>> {
        if self.first == 0 {
            return Some(Vec::new());
        }
        let priority = match self.priority.trim() {
            "never" => NEVER,
            number => number.parse().ok()?,
        };
        let pin = self.pin.trim();
        let (kind, rest) = pin.split_once(char::is_whitespace).unwrap_or((pin, ""));
        let rest = rest.trim();
        let what = match kind.to_ascii_lowercase().as_str() {
            "version" => What::Version(Expression::parse(rest)?),
            "release" => release(rest)?,
            "origin" => site(rest)?,
            _ => return None,
        };
        // apt warns that it is undefined, and passes over it.
        if priority == 0 {
            return Some(Vec::new());
        }
        let words: Vec<&str> = self.packages.split_whitespace().collect();
        let names = if words == ["*"] {
            None
        } else {
            let names: Option<Vec<Name>> = words.into_iter().map(name).collect();
            Some(names.filter(|names| !names.is_empty())?)
        };
        // apt takes this of all packages only.
        if priority == NEVER && names.is_some() {
            return None;
        }
        Some(vec![Pin {
            names,
            what,
            priority,
        }])
    }
}

fn name(text: &str) -> Option<Name> {
    let (is_source, text) = match text.strip_prefix("src:") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (text, architecture) = match text.rsplit_once(':') {
        Some((text, architecture)) => (text, Some(architecture.to_owned())),
        None => (text, None),
    };
    Some(Name {
        expression: Expression::parse(text)?,
        architecture,
        is_source,
    })
}

/// `a=stable,o=Debian`, or one word alone.
fn release(text: &str) -> Option<What> {
    if text == "*" {
        return Some(What::All);
    }
    if !text.contains('=') {
        let field = if text.starts_with(|c: char| c.is_ascii_digit()) {
            Field::Version
        } else {
            Field::SuiteOrCodename
        };
        return Some(What::Release(vec![(field, Expression::parse(text)?)]));
    }
    let mut fields = Vec::new();
    for part in text.split(',').map(str::trim) {
        let Some((field, value)) = part.split_once('=') else {
            continue;
        };
        let field = match field {
            "a" => Field::Suite,
            "n" => Field::Codename,
            "v" => Field::Version,
            "o" => Field::Origin,
            "l" => Field::Label,
            "c" => Field::Component,
            "b" => Field::Architecture,
            _ => continue,
        };
        if !value.is_empty() {
            fields.push((field, Expression::parse(value)?));
        }
    }
    Some(What::Release(fields))
}

fn site(text: &str) -> Option<What> {
    let inside = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text);
    if inside.is_empty() {
        return Some(What::Site(None));
    }
    Some(What::Site(Some(Expression::parse(inside)?)))
}
