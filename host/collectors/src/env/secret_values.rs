//! The secrets of the environment files, for a collector that looks for them elsewhere. They are not facts.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use muster_facts::{Fact, Secret, env, is_guessable};
use muster_target::Collection;

use super::bound::{self, BoundFile};
use super::confidential::{self, exposed};
use super::dialect::{Dialect, Value};
use super::secret_name::is_secret_name;
use super::text::Text;
use super::value::{Named, has_certain_form};
use super::{components, line};
use crate::compose::{Loaded, Place};

/// The longest value that is looked for. A longer one is a file of its own, and no program prints it.
const LONGEST: usize = 4096;

/// A secret that an environment file holds.
pub(crate) struct SecretValue {
    pub(crate) file: PathBuf,
    /// Its key, or the one in whose address it is a password; none where the name could be a part of a value.
    pub(crate) key: Option<String>,
    pub(crate) value: Secret,
}

/// The secrets, and why some are not among them.
#[derive(Default)]
pub(crate) struct SecretValues {
    pub(crate) values: Vec<SecretValue>,
    /// A file that could not be read, with the reason.
    pub(crate) unknown: Vec<(PathBuf, String)>,
}

/// The secrets of all environment files, each once. What could be guessed is not among them: to say where it
/// stands would tell whoever writes down guesses which of them is right, and it stands in places that have
/// nothing to do with it.
///
/// # Errors
/// When it cannot be found out which environment files there are.
pub(crate) fn secret_values(collection: &Collection<'_>) -> Fact<SecretValues> {
    let context = collection.context;
    let projects = collection.shared::<Loaded>()?;
    let places: Vec<&Place> = projects.places().collect();
    let facts = collection.env()?;
    let mut found = SecretValues::default();
    let mut seen = HashSet::new();
    for file in bound::files(context, &projects)? {
        let dialects = file.dialects(context, &places);
        let keys = facts.keys.get(&*file.path.to_string_lossy());
        let shown = keys.into_iter().flatten().flatten().collect::<Vec<_>>();
        if let Err(reason) = of_file(
            collection,
            (&file, &dialects),
            &shown_names(&shown),
            &mut |value| {
                if seen.insert(value.value.clone()) {
                    found.values.push(value);
                }
            },
        ) {
            found.unknown.push((file.path.clone(), reason));
        }
    }
    Ok(found)
}

/// Names that the facts show, too.
fn shown_names<'a>(keys: &[&'a env::Key]) -> BTreeSet<&'a str> {
    let names = keys.iter().map(|key| key.name.as_str());
    names.filter(|name| !name.starts_with('<')).collect()
}

fn of_file(
    collection: &Collection<'_>,
    (file, dialects): (&BoundFile, &[Dialect]),
    names: &BTreeSet<&str>,
    add: &mut impl FnMut(SecretValue),
) -> Result<(), String> {
    let context = collection.context;
    let read = file.read(context.system);
    let Some(bytes) = read.map_err(|error| error.to_string())? else {
        return Ok(());
    };
    let text = Text::read(&bytes, dialects).map_err(|unreadable| {
        confidential::register_bytes(bytes.expose(), context.secrets);
        unreadable
            .error(&file.path.to_string_lossy())
            .reason()
            .to_owned()
    })?;
    confidential::register(&text, context.secrets);
    for (_, parsed) in &text.parsed {
        for definition in &parsed.definitions {
            let (Value::Known(value) | Value::Unknown(value)) = &definition.value else {
                continue;
            };
            let name = definition.name.as_str();
            let key = (names.contains(name) && line::shows_name(name, exposed(value)))
                .then(|| name.to_owned());
            for value in secrets_in(name, exposed(value)) {
                add(SecretValue {
                    file: file.path.clone(),
                    key: key.clone(),
                    value,
                });
            }
        }
    }
    Ok(())
}

/// The value of a key where it is a secret, or the password in it.
fn secrets_in(name: &str, value: &str) -> Vec<Secret> {
    // What only looks random may be the name of something, which logs are full of.
    let is_secret = |name: &str, value: &str| {
        (is_secret_name(name) || has_certain_form(value))
            && Named { name, value }.is_confidential()
            && !is_guessable(value)
            && value.len() <= LONGEST
            && !value.contains('\n')
    };
    let url = super::url::split_url(value);
    let mut found = Vec::new();
    // A program that logs an address leaves out its scheme, or adds a path: the password is what counts.
    if let Some(password) = url.and_then(|url| url.password) {
        let decoded = components::decoded(password);
        let forms = [Some(password), decoded.as_deref()].into_iter().flatten();
        found.extend(
            forms
                .filter(|form| is_secret("PASSWORD", form))
                .map(Secret::new),
        );
    }
    if found.is_empty() && is_secret(name, value) {
        found.push(Secret::new(value));
    }
    found
}
