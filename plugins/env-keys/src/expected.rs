//! What files give to a service as its environment: of each variable the definition that counts.

use std::collections::{BTreeSet, HashMap};

use muster_sdk::containers::Variable;
use muster_sdk::env::{self, Key, Reading};
use muster_sdk::services::{self, EnvFileEntry};
use muster_sdk::{FactError, NotEvaluated, Source};

/// Parts of a project that decide which environment files a service gets.
const FILES: [&str; 3] = ["env_file", "include", "extends"];

/// A variable as a file has it.
pub(crate) struct Expected {
    pub(crate) name: String,
    /// The file that defines it.
    pub(crate) file: String,
    pub(crate) source: Source,
    status: &'static str,
    equality: Option<u32>,
}

impl Expected {
    /// Whether a container has another value than the file. Two placeholders cannot be told apart.
    pub(crate) fn is_otherwise(&self, variable: &Variable) -> bool {
        variable.status != self.status
            || (self.status == Variable::STATUS_SET && variable.equality != self.equality)
    }
}

/// What is known of all services.
pub(crate) struct Files {
    entries: Vec<EnvFileEntry>,
    environments: Vec<env::Environment>,
    unknowns: Vec<services::Unknown>,
    /// The keys of the bound files.
    keys: HashMap<String, Result<Vec<Key>, FactError>>,
    /// The file that a variable of the shell stands for.
    by_shell: Option<String>,
}

impl Files {
    pub(crate) fn read(by_shell: &str) -> Result<Self, NotEvaluated> {
        let mut keys = HashMap::new();
        for file in env::files()? {
            let read = env::keys(&file.path);
            keys.insert(file.path, read);
        }
        Ok(Self {
            entries: services::env_file_entries()?,
            environments: env::environments()?,
            unknowns: services::unknowns()?,
            keys,
            by_shell: Some(by_shell.to_owned()).filter(|file| !file.is_empty()),
        })
    }

    /// The variables of a service, or why it is not known which it gets.
    pub(crate) fn expected(&self, service: &str) -> Result<Vec<Expected>, String> {
        let mut found: HashMap<String, Option<Expected>> = HashMap::new();
        for entry in self.entries.iter().filter(|entry| entry.service == service) {
            let Some((file, keys)) = self.keys_of(entry)? else {
                continue;
            };
            for key in keys {
                // A later file counts over an earlier one, even where its value is not known.
                if let Some(expected) = of_file(file, key) {
                    found.insert(key.name.clone(), expected);
                }
            }
        }
        if let Some(unknown) = self.unknowns.iter().find(|unknown| {
            unknown
                .service
                .as_deref()
                .is_none_or(|name| name == service)
                && FILES.contains(&unknown.key.as_str())
        }) {
            return Err(format!(
                "`{}` is not known: {}.",
                unknown.key, unknown.reason
            ));
        }
        for unknown in &self.unknowns {
            if unknown.service.as_deref() == Some(service)
                && let Some(name) = unknown.key.strip_prefix("environment.")
            {
                found.insert(name.to_owned(), None);
            }
        }
        let own = self
            .environments
            .iter()
            .filter(|one| one.service == service);
        for key in own.flat_map(|one| &one.keys) {
            found.insert(key.name.clone(), of_compose(key));
        }
        let mut expected: Vec<Expected> = found.into_values().flatten().collect();
        expected.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(expected)
    }

    /// The files that give variables to a service, as far as they are known.
    pub(crate) fn given_to(&self, service: &str) -> BTreeSet<&str> {
        let entries = self.entries.iter().filter(|entry| entry.service == service);
        let bound = entries.filter_map(|entry| self.bound(entry));
        let own = self
            .environments
            .iter()
            .filter(|one| one.service == service);
        let own = own
            .flat_map(|one| &one.keys)
            .map(|key| key.source.name.as_str());
        bound.map(|(file, _)| file.as_str()).chain(own).collect()
    }

    /// Whether an environment file of a service could not be read, so that nobody knows what it gives.
    pub(crate) fn has_unread(&self, service: &str) -> bool {
        self.entries
            .iter()
            .filter(|entry| entry.service == service)
            .any(|entry| matches!(self.bound(entry), Some((_, Err(_)))))
    }

    /// Why the keys of a bound file are not known, where they are not.
    pub(crate) fn why_unread(&self, file: &str) -> Option<String> {
        let error = self.keys.get(file)?.as_ref().err()?;
        Some(format!("{file} is not known: {}.", error.reason()))
    }

    /// The bound file that an entry leads to.
    fn bound(&self, entry: &EnvFileEntry) -> Option<(&String, &Result<Vec<Key>, FactError>)> {
        let named = entry.path.iter().chain(&entry.same_file_as);
        let by_shell = self.by_shell.as_ref().filter(|_| entry.by_default);
        by_shell
            .into_iter()
            .chain(named)
            .find_map(|path| self.keys.get_key_value(path))
    }

    /// The file of an entry with its keys; none where there is no such file.
    fn keys_of(&self, entry: &EnvFileEntry) -> Result<Option<(&str, &[Key])>, String> {
        let written = &entry.written;
        match self.bound(entry) {
            Some((file, Ok(keys))) => Ok(Some((file, keys))),
            Some((file, Err(error))) => Err(format!("{file} is not known: {}.", error.reason())),
            None if entry.by_default => Err(format!(
                "It is not known which environment file `{written}` was when the container was created; name \
                 it in the parameter `file`, and as `env-files` under `[targets]`."
            )),
            None if entry.state == EnvFileEntry::STATE_MISSING => Ok(None),
            None => Err(format!(
                "The environment file `{written}` is not one that the policy names, so its values are not known."
            )),
        }
    }
}

/// A key as Compose reads it from a file: none where it does not define it, and nothing in it where the value
/// is not known.
fn of_file(file: &str, key: &Key) -> Option<Option<Expected>> {
    let by_compose = |one: &&Reading| {
        matches!(
            one.dialect.as_str(),
            Reading::DIALECT_COMPOSE | Reading::DIALECT_DOCKER_RUN
        )
    };
    let mut readings = key.readings.iter().filter(by_compose);
    let reading = readings.next()?;
    let differ =
        readings.any(|other| other.status != reading.status || other.equality != reading.equality);
    let status = match reading.status.as_str() {
        Reading::STATUS_UNSET => return None,
        Reading::STATUS_EMPTY => Variable::STATUS_EMPTY,
        Reading::STATUS_SET if reading.equality.is_some() => Variable::STATUS_SET,
        _ => return Some(None),
    };
    Some((!differ).then(|| Expected {
        name: key.name.clone(),
        file: file.to_owned(),
        source: key.source.clone(),
        status,
        equality: reading.equality,
    }))
}

/// A key of `environment`.
fn of_compose(key: &Key) -> Option<Expected> {
    let status = match key.status.as_str() {
        Key::STATUS_EMPTY => Variable::STATUS_EMPTY,
        Key::STATUS_PLACEHOLDER => Variable::STATUS_PLACEHOLDER,
        Key::STATUS_SET if key.equality.is_some() => Variable::STATUS_SET,
        _ => return None,
    };
    Some(Expected {
        name: key.name.clone(),
        file: key.source.name.clone(),
        source: key.source.clone(),
        status,
        equality: key.equality,
    })
}
