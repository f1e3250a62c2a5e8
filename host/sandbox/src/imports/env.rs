//! `muster:env/env`

use muster_facts::env::{EnvFile, Environment, Host, Key};
use muster_facts::{EnvFacts, Fact, FactError};
use wasmtime::Result;

use super::State;

impl Host for State {
    fn files(&mut self) -> Result<Fact<Vec<EnvFile>>> {
        self.answer(|facts| facts.env.as_ref(), |facts| facts.files.clone())
    }

    fn keys(&mut self, path: String) -> Result<Fact<Vec<Key>>> {
        self.answer(
            |facts| facts.env.as_ref(),
            |facts| keys_of(facts, &path).map(<[Key]>::to_vec),
        )
    }

    fn find_key(&mut self, path: String, name: String) -> Result<Fact<Option<Key>>> {
        self.answer(
            |facts| facts.env.as_ref(),
            |facts| {
                let keys = keys_of(facts, &path)?;
                Ok(keys.iter().find(|key| key.name == name).cloned())
            },
        )
    }

    fn reference_keys(&mut self) -> Result<Fact<Option<Vec<String>>>> {
        self.answer(
            |facts| facts.env.as_ref(),
            |facts| facts.reference_keys.clone(),
        )
    }

    fn environments(&mut self) -> Result<Fact<Vec<Environment>>> {
        self.answer(
            |facts| facts.env.as_ref(),
            |facts| facts.environments.clone(),
        )
    }
}

fn keys_of<'a>(facts: &'a EnvFacts, path: &str) -> Fact<&'a [Key]> {
    match facts.keys.get(path) {
        Some(Ok(keys)) => Ok(keys),
        Some(Err(error)) => Err(error.clone()),
        None => Err(FactError::Failed(format!(
            "{path} is not one of the environment files that the project binds"
        ))),
    }
}
