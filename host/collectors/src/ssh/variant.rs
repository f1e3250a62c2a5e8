//! The configuration of sshd as one way of starting it makes it, and the facts that it gives.

use muster_facts::{Fact, FactError, Source, sshd};

use super::accounts::Accounts;
use super::configuration::{self, Configuration};
use super::criteria::Criterion;
use super::crosscheck::{self, Comparison, Question};
use super::evaluate::{self, Effective};
use super::invocation::{Invocation, When};
use super::probe::{self, Probe};
use super::server::CONFIG;
use super::version::{Build, NEWEST, OLDEST};
use super::{confidential, place};
use crate::Context;

/// All that is known about sshd, started in one way.
pub(super) struct Variant {
    pub(super) when: When,
    /// The configuration file, as it is shown.
    pub(super) config: String,
    pub(super) comparison: Comparison,
    configuration: Configuration,
    global: Effective,
    local_port: u16,
}

impl Variant {
    /// Reads and evaluates the configuration, and has sshd check it.
    ///
    /// # Errors
    /// A file that could change the result could not be read.
    pub(super) fn read(
        context: Context<'_>,
        invocation: &Invocation,
        build: &Build,
    ) -> Result<Self, FactError> {
        let system = context.system;
        let mut configuration = configuration::read(system, invocation, build, context.secrets)?;
        let config = match &invocation.config {
            Some(path) => path.display().to_string(),
            None => "none".to_owned(),
        };
        let global = evaluate::global(&configuration, build);
        note_contradictions(&mut configuration, &global);
        if build.defaults > NEWEST {
            let message = format!(
                "this OpenSSH is newer than Muster knows; defaults are those of {}.{}",
                NEWEST.0, NEWEST.1
            );
            configuration.note(Source::file(&config), false, message);
        }
        let local_port = unnamed_port(&configuration, &ports(&global));
        let comparison = if build.defaults < OLDEST {
            Comparison {
                not_run: Some("this release is not evaluated".to_owned()),
                ..Comparison::default()
            }
        } else {
            crosscheck::run(Question {
                system,
                invocation,
                configuration: &configuration,
                build,
                local_port,
            })
        };
        Ok(Self {
            when: invocation.when,
            config,
            comparison,
            configuration,
            global,
            local_port,
        })
    }

    /// The ports that sshd opens itself.
    pub(super) fn ports(&self) -> Vec<u16> {
        ports(&self.global)
    }

    /// Whether the evaluation says what the server does. A server that refuses its configuration
    /// still runs with the one that it was started with, which nobody can read.
    pub(super) fn trust(&self, build: &Build) -> Result<(), FactError> {
        if build.defaults < OLDEST {
            let version = build.text.as_deref().unwrap_or_default();
            return Err(FactError::Failed(format!(
                "Muster evaluates the configuration of OpenSSH {}.{} and newer, and this is \
                 {version}; update OpenSSH",
                OLDEST.0, OLDEST.1
            )));
        }
        let refusals = &self.comparison.refusals;
        let refused = || refusals.iter().find(|problem| problem.fatal);
        match self.configuration.fatal().or_else(refused) {
            Some(problem) => Err(FactError::Failed(format!(
                "sshd would refuse this configuration: {}: {}; correct it and check it with \
                 `sshd -t`",
                place(&problem.source),
                problem.message
            ))),
            None => Ok(()),
        }
    }

    pub(super) fn settings(&self) -> Vec<sshd::Setting> {
        self.global
            .iter()
            .map(|(keyword, decided)| evaluate::setting(keyword, decided))
            .collect()
    }

    /// Whether a keyword has the same values here.
    pub(super) fn agrees_with(&self, other: &Self, keyword: &str) -> bool {
        evaluate::values(&self.global, keyword) == evaluate::values(&other.global, keyword)
    }

    pub(super) fn shadowed(&self) -> Vec<sshd::ShadowedLine> {
        evaluate::shadowed(&self.configuration)
    }

    /// The server's own problems, and those of sshd's that it did not find on the same line.
    pub(super) fn problems(&self) -> Vec<sshd::Problem> {
        let mut problems = self.configuration.problems.clone();
        if self.configuration.fatal().is_none() {
            problems.extend(self.comparison.refusals.iter().cloned());
        }
        problems
    }

    pub(super) fn disagreements(&self) -> Vec<sshd::Disagreement> {
        let found = self.comparison.disagreements.iter().cloned();
        found.map(confidential::disagreement).collect()
    }

    pub(super) fn match_blocks(&self, build: &Build, accounts: &Accounts) -> Vec<sshd::MatchBlock> {
        let configuration = &self.configuration;
        let fact = |block: &configuration::Block| {
            let criteria: Vec<Criterion> = configuration.criteria(&block.scope).cloned().collect();
            let connection = match probe::find(&criteria, accounts, self.local_port) {
                Probe::Impossible => None,
                Probe::Found(connection) | Probe::Near(connection) => Some(connection),
            };
            let effective = connection.as_ref().map(|connection| {
                evaluate::for_connection(configuration, build, connection, &block.scope)
            });
            let overrides = effective.iter().flatten().filter(|(keyword, decided)| {
                self.global
                    .get(*keyword)
                    .is_none_or(|global| global.values != decided.values)
            });
            sshd::MatchBlock {
                criteria: block.shown.clone(),
                source: block.source.clone(),
                satisfiable: connection.is_some(),
                overrides: overrides
                    .map(|(keyword, decided)| evaluate::setting(keyword, decided))
                    .collect(),
            }
        };
        configuration.blocks.iter().map(fact).collect()
    }
}

/// A fact of all variants: what each of them has and none before it.
pub(super) fn joined<T: Clone + PartialEq>(
    variants: &[Variant],
    of: impl Fn(&Variant) -> Vec<T>,
) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for (index, variant) in variants.iter().enumerate() {
        let found = of(variant);
        if index == 0 {
            // What one variant says twice stays so.
            all = found;
            continue;
        }
        for one in found {
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    all
}

/// The settings of all variants, sorted by keyword: of each keyword the first variant's, then those
/// of the others that differ.
pub(super) fn settings(variants: &[Variant]) -> Vec<sshd::Setting> {
    let mut all: Vec<sshd::Setting> = Vec::new();
    for (index, variant) in variants.iter().enumerate() {
        let earlier = variants.get(..index).unwrap_or_default();
        all.extend(variant.settings().into_iter().filter(|setting| {
            !earlier
                .iter()
                .any(|other| variant.agrees_with(other, &setting.keyword))
        }));
    }
    // Stable, so that the order of the variants stays.
    all.sort_by(|one, other| one.keyword.cmp(&other.keyword));
    all
}

/// Errors of any variant count for all: it is not known what that one lets in.
pub(super) fn trusted<T>(trust: &Result<(), FactError>, fact: impl FnOnce() -> T) -> Fact<T> {
    trust.clone().map(|()| fact())
}

fn ports(global: &Effective) -> Vec<u16> {
    let addresses = evaluate::values(global, "listenaddress");
    let mut ports: Vec<u16> = addresses
        .iter()
        .filter_map(|address| {
            let address = address.split(' ').next()?;
            address.rsplit_once(':')?.1.parse().ok()
        })
        .collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}

/// A local port that no `Match LocalPort` names, one of the server's own where there is one.
fn unnamed_port(configuration: &Configuration, own: &[u16]) -> u16 {
    let named = |port: &u16| {
        let criterion = Criterion::LocalPort(*port);
        configuration
            .blocks
            .iter()
            .any(|block| block.criteria.contains(&criterion))
    };
    own.iter()
        .copied()
        .chain(1..)
        .find(|port| !named(port))
        .unwrap_or(1)
}

fn note_contradictions(configuration: &mut Configuration, global: &Effective) {
    if configuration.fatal().is_some() {
        return;
    }
    for (message, source) in evaluate::contradictions(global) {
        let source = source.unwrap_or_else(|| Source::file(CONFIG));
        configuration.note(source, true, message);
    }
}
