//! The host side of the fact interfaces: each function answers from the snapshot, and does nothing
//! else.

#[rustfmt::skip]
mod generated;

use std::collections::BTreeMap;
use std::sync::Arc;

use muster_facts::{Domain, DomainFacts, Fact, FactError, Facts};
use wasmtime::Result;

use crate::limits::{CHECK_FUEL, MOST_HOST_CALLS, MOST_RECORDS, RECORD_FUEL, Usage};

pub(crate) use self::generated::link;

/// What a store holds: the facts, and what the guest has used.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) facts: Arc<Facts>,
    /// What the plugin that is called imports. A component with many plugins imports more.
    granted: Vec<Domain>,
    pub(crate) usage: Usage,
    host_calls: u32,
}

impl State {
    pub(crate) fn new(facts: Arc<Facts>) -> Self {
        Self {
            facts,
            ..Self::default()
        }
    }

    /// The fuel for one call: more on a host about which there is more to judge.
    pub(crate) fn fuel(&self) -> u64 {
        let records = u64::try_from(self.facts.records()).unwrap_or(u64::MAX);
        CHECK_FUEL + RECORD_FUEL * records.min(MOST_RECORDS)
    }

    /// Answers for one plugin from here on.
    pub(crate) fn grant(&mut self, domains: &[Domain]) {
        domains.clone_into(&mut self.granted);
    }

    /// Begins to count the host calls of one call into the guest.
    pub(crate) const fn begin_call(&mut self) {
        self.host_calls = 0;
    }
}

/// Answers one host call from one domain's facts.
fn answer<D: DomainFacts, T>(
    state: &mut State,
    answer: impl FnOnce(&D) -> Fact<T>,
) -> Result<(Fact<T>,)> {
    state.host_calls += 1;
    if state.host_calls > MOST_HOST_CALLS {
        wasmtime::bail!("it called the host more than {MOST_HOST_CALLS} times");
    }
    if !state.granted.contains(&D::DOMAIN) {
        wasmtime::bail!(
            "it called `{}`, which it does not import",
            D::DOMAIN.interface()
        );
    }
    let answered = match D::of(&state.facts) {
        Some(facts) => answer(facts),
        None => Err(FactError::Failed(
            "these facts were not collected; collect the snapshot again with the policy that judges it".to_owned(),
        )),
    };
    Ok((answered,))
}

/// Answers from facts that are kept by a name.
fn of_map<T: Clone>(
    facts: &BTreeMap<String, Fact<T>>,
    function: &str,
    parameter: &str,
    name: &str,
) -> Fact<T> {
    facts.get(name).cloned().unwrap_or_else(|| {
        Err(FactError::Failed(format!(
            "nothing was collected for the {parameter} `{name}` ({function}); collect the snapshot again with the \
             policy that judges it"
        )))
    })
}

#[cfg(test)]
mod tests {
    use muster_facts::{EnvFacts, Source, SshdFacts, env};

    use super::*;

    #[test]
    fn a_plugin_is_answered_within_what_it_imports() {
        let mut state = State::default();
        state.grant(&[Domain::Sshd]);
        let mut asked = |domain: Domain| match domain {
            Domain::Sshd => answer::<SshdFacts, ()>(&mut state, |_| Ok(())).map(|_| ()),
            _ => answer::<EnvFacts, ()>(&mut state, |_| Ok(())).map(|_| ()),
        };
        assert!(asked(Domain::Sshd).is_ok());
        let refused = asked(Domain::Env).unwrap_err();
        assert!(refused.to_string().contains("muster:env/env"), "{refused}");
    }

    #[test]
    fn a_larger_host_gets_more_fuel_and_no_host_gets_any_amount() {
        let fuel = |keys: usize| {
            let key = env::Key {
                name: "A".to_owned(),
                source: Source::file("/a"),
                status: "set".to_owned(),
                secret: false,
                quoting: "none".to_owned(),
                duplicates: Vec::new(),
                length: "1-7".to_owned(),
                strength: None,
                weakness: None,
                shape: "opaque".to_owned(),
                boolean: None,
                remarks: Vec::new(),
                vendor: None,
                known_dummy: None,
                equality: None,
                value: None,
                components: Vec::new(),
                derived_from: Vec::new(),
                readings: Vec::new(),
            };
            let facts = EnvFacts {
                files: Ok(Vec::new()),
                keys: [("/a".to_owned(), Ok(vec![key; keys]))].into(),
                reference_keys: Ok(None),
                environments: Ok(Vec::new()),
            };
            State::new(Arc::new(Facts {
                env: Some(facts),
                ..Facts::default()
            }))
            .fuel()
        };
        assert_eq!(State::default().fuel(), CHECK_FUEL);
        assert_eq!(fuel(1_900) - CHECK_FUEL, 1_900 * RECORD_FUEL);
        assert_eq!(fuel(30_000) - CHECK_FUEL, MOST_RECORDS * RECORD_FUEL);
    }
}
