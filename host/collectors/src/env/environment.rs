//! `environment:` of a Compose file as the contract's `environment` records: the same judgement as that
//! of a file's keys.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use muster_facts::{Fact, FactError, REDACTED, Secret, env};
use muster_target::{Collection, Context};

use super::confidential::exposed;
use super::keys::KeyFile;
use super::text::Text;
use super::value::{self, Named};
use super::{known, line, origin, secret_name, weakness};
use crate::compose::{Environment, Loaded, Origin, Variable};

/// What each service of the Compose projects gets.
pub(super) fn collect(
    collection: &Collection<'_>,
    bound: &BTreeSet<&Path>,
) -> Fact<Vec<env::Environment>> {
    let environments = collection.shared::<Loaded>()?.environments()?;
    environments
        .iter()
        .map(|one| environment(collection.context, bound, one))
        .collect()
}

fn environment(
    context: Context<'_>,
    bound: &BTreeSet<&Path>,
    one: &Environment,
) -> Fact<env::Environment> {
    let known = |variable: &Variable| Some((variable.name.clone(), variable.value.clone()?));
    let users: Vec<(String, Secret)> = one
        .variables
        .iter()
        .filter_map(known)
        .filter(|(name, _)| secret_name::is_account_name(name))
        .collect();
    let users: HashSet<&str> = users.iter().map(|(_, value)| exposed(value)).collect();
    let mut keys = Vec::new();
    for variable in &one.variables {
        if let Some(value) = &variable.value {
            let mut key = key(context, variable, value, keys.len() + 1, &users)?;
            key.derived_from = derived_from(bound, variable);
            keys.push(key);
        }
    }
    Ok(env::Environment {
        service: one.service.clone(),
        waits_for: one.waits_for.clone(),
        keys,
    })
}

fn key(
    context: Context<'_>,
    variable: &Variable,
    value: &Secret,
    ordinal: usize,
    users: &HashSet<&str>,
) -> Fact<env::Key> {
    let text = exposed(value);
    let named = Named {
        name: &variable.name,
        value: text,
    };
    // A file without a line, for what is asked of a file's values.
    let nothing = Secret::new("");
    let empty = Text::read(&nothing, &[]).map_err(|_| FactError::Failed(String::new()))?;
    let judge = KeyFile {
        path: &variable.source.name,
        text: &empty,
        bound: &[],
        reference: &BTreeSet::new(),
        shown: context.targets.shown(),
        secrets: context.secrets,
    };
    let named_openly = line::shows_name(&variable.name, text);
    let shown = (named_openly && named.is_shown(context.targets.shown())).then(|| text.to_owned());
    let secret = named.is_secret();
    let strength = (secret && !text.is_empty())
        .then(|| weakness::weakness_of_secret(&variable.name, text, users));
    let shape = value::shape(text);
    let source = variable.source.clone();
    let remark = match variable.origin {
        Origin::Written => None,
        Origin::Default => Some("default"),
        Origin::Filled => Some("filled"),
    };
    Ok(env::Key {
        name: if named_openly {
            variable.name.clone()
        } else {
            format!("<key {ordinal}>")
        },
        source: if named_openly {
            let value = shown.as_deref().unwrap_or(REDACTED);
            source.with_text(format!("{}={value}", variable.name))
        } else {
            source
        },
        status: named.status().to_owned(),
        secret,
        quoting: "none".to_owned(),
        duplicates: Vec::new(),
        length: value::length(text).to_owned(),
        strength: strength.map(|(class, _)| class.to_owned()),
        weakness: strength
            .and_then(|(_, weakness)| weakness)
            .map(str::to_owned),
        shape: shape.to_owned(),
        boolean: value::boolean(text),
        remarks: remark.into_iter().map(str::to_owned).collect(),
        vendor: known::vendor(text).map(str::to_owned),
        known_dummy: known::dummy(text).map(str::to_owned),
        equality: judge.class(named)?,
        value: shown,
        components: judge.components(named, shape)?,
        derived_from: Vec::new(),
        readings: Vec::new(),
    })
}

/// The keys of bound files that the value is made of, where nothing of its own could be a secret or a
/// placeholder. What no bound file sets is judged here or nowhere.
fn derived_from(bound: &BTreeSet<&Path>, variable: &Variable) -> Vec<String> {
    let made_of = &variable.ingredients;
    if origin::is_something(&variable.name, &made_of.own)
        || !made_of
            .variables
            .iter()
            .all(|(file, _)| bound.contains(file.as_path()))
    {
        return Vec::new();
    }
    let mut keys = Vec::new();
    for (file, name) in &made_of.variables {
        let key = format!("{}#{name}", file.display());
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}
