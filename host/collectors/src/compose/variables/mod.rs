//! Which variables the projects are filled in from, what their containers get, and which secrets stand in
//! the Compose files themselves. Of a value nothing leaves but its class, and how it compares.
//!
//! The environment files that services name are read here, each as those could read it who own what names
//! it, or because the policy binds it.

mod given;
mod literals;
#[cfg(test)]
mod oracle;
mod references;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::Path;

use muster_facts::variables::{Literal, Reference, Unknown, Variable};
use muster_facts::{
    DomainFacts as _, Fact, FactError, Secret, Source, VariablesFacts, is_guessable,
};
use muster_target::{Collection, Context};

use self::given::{Files, Given, Missing, given};
use self::references::{Found, HIDDEN, references};
use super::interpolate::Provenance;
use super::loaded::{Loaded, LoadedProject};
use super::project::Project;
use super::services::env_file_entries::Bound;
use crate::env;

/// References and variables of all projects, each. A project has some hundreds.
const MOST: usize = 20_000;

/// Bytes of all values together.
const MOST_BYTES: usize = 32 << 20;

/// Things that are not known and are told one by one.
const MOST_UNKNOWNS: usize = 1000;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> VariablesFacts {
    let loaded = match collection.shared::<Loaded>() {
        Ok(loaded) => loaded,
        Err(error) => return VariablesFacts::missing(&error),
    };
    let projects = match loaded.in_use() {
        Ok(projects) => projects,
        Err(error) => return VariablesFacts::missing(error),
    };
    let bound = Bound::read(collection.context);
    let mut facts = All::default();
    for one in projects {
        let added = match &one.project {
            Ok(project) => facts.add(collection.context, &bound, one, project),
            Err(error) => {
                facts.miss(Unknown {
                    service: None,
                    key: "include".to_owned(),
                    reason: error.reason().to_owned(),
                    source: Source::file(one.place.file.display().to_string()),
                });
                Ok(())
            }
        };
        if let Err(error) = added {
            return VariablesFacts::missing(&error);
        }
    }
    VariablesFacts {
        references: Ok(facts.references),
        variables: Ok(facts.variables),
        literals: Ok(facts.literals),
        unknowns: Ok(facts.unknowns),
    }
}

/// What is found, over all projects.
#[derive(Default)]
struct All {
    references: Vec<Reference>,
    variables: Vec<Variable>,
    literals: Vec<Literal>,
    unknowns: Vec<Unknown>,
    bytes: usize,
}

impl All {
    fn miss(&mut self, unknown: Unknown) {
        // Of very many only the first of each key of a service.
        let is_told =
            |known: &Unknown| known.service == unknown.service && known.key == unknown.key;
        if self.unknowns.len() < MOST_UNKNOWNS || !self.unknowns.iter().any(is_told) {
            self.unknowns.push(unknown);
        }
    }

    /// Adds one project.
    fn add(
        &mut self,
        context: Context<'_>,
        bound: &Bound,
        one: &LoadedProject,
        project: &Project,
    ) -> Result<(), FactError> {
        let file = one.place.file.display().to_string();
        for gap in &project.gaps {
            if matches!(gap.part.as_str(), "include" | "extends") {
                self.miss(Unknown {
                    service: gap.service.as_deref().map(|name| one.service(name)),
                    key: gap.part.clone(),
                    reason: gap.reason.clone(),
                    source: gap.source.clone(),
                });
            }
        }
        let mut filled: HashMap<String, Vec<Found>> = HashMap::new();
        for service in &project.services {
            let name = one.service(&service.name);
            let left = MOST.saturating_sub(self.references.len());
            // One more than is left shows that there are more.
            let found = references(service, left.saturating_add(1));
            if found.len() > left {
                return Err(too_many(&file));
            }
            for found in found {
                self.references.push(reference(&name, &found));
                if found.is_of_environment() && found.provenance != Provenance::Alternative {
                    filled.entry(found.name.clone()).or_default().push(found);
                }
            }
            let literals = literals::literals(service).into_iter();
            self.literals.extend(literals.map(|found| Literal {
                service: name.clone(),
                key: found.key,
                reason: found.reason.to_owned(),
                by_default: found.by_default,
                source: found.source,
            }));
        }
        let mut files = Files::new(context, bound, &project.namers);
        for service in &project.services {
            let name = one.service(&service.name);
            let mut missing = Vec::new();
            let given = given(service, &mut files, &mut missing);
            for Missing { reason, source } in missing {
                self.miss(Unknown {
                    service: Some(name.clone()),
                    key: "env_file".to_owned(),
                    reason,
                    source,
                });
            }
            let length = |given: &Given| given.value.as_ref().map_or(0, |one| one.expose().len());
            self.bytes += given.iter().map(length).sum::<usize>();
            if self.bytes > MOST_BYTES || self.variables.len() + given.len() > MOST {
                return Err(too_many(&file));
            }
            let project = Comparison {
                context,
                file: &file,
                filled: &filled,
                files: &files,
            };
            for given in given {
                self.variables.push(project.variable(&name, given)?);
            }
        }
        Ok(())
    }
}

fn too_many(file: &str) -> FactError {
    FactError::Failed(format!(
        "{file}: the project has more variables than Muster reads"
    ))
}

fn reference(service: &str, found: &Found) -> Reference {
    let (origin, file) = match &found.provenance {
        Provenance::File(file) => ("file", Some(file.display().to_string())),
        Provenance::Shell => ("shell", None),
        Provenance::Default => ("default", None),
        Provenance::Alternative => ("alternative", None),
        Provenance::Unset => ("unset", None),
        Provenance::Refused => ("refused", None),
        Provenance::Unknown => ("unknown", None),
    };
    Reference {
        name: found.shown_name.clone(),
        service: service.to_owned(),
        key: found.key.clone(),
        origin: origin.to_owned(),
        file,
        source: found.source.clone(),
    }
}

/// What the variables of one project are compared with.
struct Comparison<'a> {
    context: Context<'a>,
    /// The file by which the project is called.
    file: &'a str,
    /// What is filled into environments, by name.
    filled: &'a HashMap<String, Vec<Found>>,
    files: &'a Files<'a>,
}

impl Comparison<'_> {
    fn variable(&self, service: &str, given: Given) -> Fact<Variable> {
        let text = given.value.as_ref().map(|value| exposed(value).to_owned());
        let shared = given
            .file
            .as_deref()
            .is_none_or(|file| self.files.is_shared(file));
        // What can be guessed is compared among those only who can read all of it.
        let label = match &given.file {
            Some(file) if !shared => file.display().to_string(),
            Some(_) | None => self.file.to_owned(),
        };
        let (status, equality) = match &text {
            None => ("unknown", None),
            Some(text) if text.is_empty() => ("empty", None),
            Some(text) => {
                let class = self.context.secrets.class(&label, text.as_bytes());
                let class = class.map_err(|error| FactError::Failed(error.to_string()))?;
                ("set", Some(class))
            }
        };
        // What a torn value could be part of is not shown.
        let behind = match &text {
            Some(text) => text.as_str(),
            None if given.is_assigned => "x",
            None => "",
        };
        let name_is_shown = env::shows_name(&given.name, behind);
        Ok(Variable {
            service: service.to_owned(),
            origin: if given.file.is_some() {
                "env-file"
            } else {
                "environment"
            }
            .to_owned(),
            filled: match &given.file {
                Some(_) => self.compare(&given.name, text.as_deref(), shared),
                None => "unused",
            }
            .to_owned(),
            file: given
                .file
                .as_deref()
                .map(Path::display)
                .map(|it| it.to_string()),
            status: status.to_owned(),
            equality,
            name: if name_is_shown {
                given.name
            } else {
                HIDDEN.to_owned()
            },
            source: given.source,
        })
    }

    /// How a value compares with what is filled in under the same name, see `variable.filled`: of several
    /// places the one that differs counts.
    fn compare(&self, name: &str, value: Option<&str>, shared: bool) -> &'static str {
        let compared = self.filled.get(name).into_iter().flatten().map(|found| {
            if matches!(found.provenance, Provenance::Unset | Provenance::Refused) {
                return "unset";
            }
            let (Some(value), Some(other)) = (value, &found.value) else {
                return "unknown";
            };
            let other = exposed(other);
            if !shared && (is_guessable(value) || is_guessable(other)) {
                "unknown"
            } else if value == other {
                "same"
            } else {
                "different"
            }
        });
        let rank = |found: &&str| {
            ["same", "unknown", "unset", "different"]
                .iter()
                .position(|known| known == found)
        };
        compared.max_by_key(rank).unwrap_or("unused")
    }
}

fn exposed(value: &Secret) -> &str {
    std::str::from_utf8(value.expose()).unwrap_or_default()
}
