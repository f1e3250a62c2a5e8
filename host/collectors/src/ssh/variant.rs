//! The configuration of sshd as one way of starting it makes it, and the facts that it gives.

use muster_facts::{FactError, Source, sshd};
use muster_target::Context;

use super::invocation::{Invocation, When};
use super::{confidential, place};
use crate::readers::accounts::Accounts;
use crate::ssh::answer::{self, Question, SshdOutput};
use crate::ssh::configuration::criteria::Criterion;
use crate::ssh::configuration::problem::{Effect, Problem};
use crate::ssh::configuration::{self, Configuration};
use crate::ssh::evaluate::probe::{self, Probe};
use crate::ssh::evaluate::{self, Effective};
use crate::ssh::server::CONFIG;
use crate::ssh::server::version::{Build, NEWEST, OLDEST};

/// All that is known about sshd, started in one way.
pub(super) struct Variant {
    pub(super) when: When,
    /// The configuration file, as it is shown.
    pub(super) config: String,
    pub(super) answer: SshdOutput,
    configuration: Configuration,
    /// Why the files were not read, though sshd printed what they come to.
    unread: Option<FactError>,
    global: Effective,
    local_port: u16,
}

impl Variant {
    /// Reads and evaluates the configuration, and has sshd say what it makes of it.
    ///
    /// # Errors
    /// A file that could change the result could not be read, and sshd could not be asked.
    pub(super) fn read(
        context: Context<'_>,
        invocation: &Invocation,
        build: &Build,
        accounts: &Accounts,
    ) -> Result<Self, FactError> {
        let system = context.system;
        let question = Question {
            system,
            invocation,
            build,
            accounts,
        };
        let (mut configuration, unread) =
            match configuration::read_configuration(system, invocation, build, context.secrets) {
                Ok(configuration) => (configuration, None),
                Err(error) => (Configuration::default(), Some(error)),
            };
        let config = match &invocation.config {
            Some(path) => path.display().to_string(),
            None => "none".to_owned(),
        };
        let read = evaluate::global(&configuration, build);
        note_contradictions(&mut configuration, &read);
        let local_port = unnamed_port(&configuration, &ports(&read));
        let answer = match &unread {
            None => answer::ask(question, &configuration, local_port),
            Some(error) => {
                let answer = answer::ask_global(question, None);
                if answer.global.is_none() && answer.refusals.is_empty() {
                    return Err(error.clone());
                }
                let message = format!("only what `sshd -T` prints is known: {}", error.reason());
                configuration.note(Source::file(&config), Effect::Note, message);
                answer
            }
        };
        let everybodys = everybodys(&configuration, &read, build);
        let mut global = match &answer.global {
            Some(printed) => printed.correct(read, build).0,
            None => read,
        };
        global.extend(everybodys);
        if build.defaults > NEWEST {
            let message = format!(
                "this OpenSSH is newer than Muster knows; what is not asked of it is that of {}.{}",
                NEWEST.0, NEWEST.1
            );
            configuration.note(Source::file(&config), Effect::Note, message);
        }
        Ok(Self {
            when: invocation.when,
            config,
            answer,
            configuration,
            unread,
            global,
            local_port,
        })
    }

    /// The ports that sshd opens itself.
    pub(super) fn ports(&self) -> Vec<u16> {
        ports(&self.global)
    }

    /// A file that sshd reads before all others once it exists.
    pub(super) fn drop_in(&self) -> Option<String> {
        let path = self.configuration.drop_in.as_ref()?;
        Some(path.display().to_string())
    }

    /// Whether the settings are what the server does. A server that refuses its configuration still
    /// runs with the one that it was started with, which nobody can read.
    pub(super) fn trust(&self, build: &Build) -> Result<(), FactError> {
        if build.defaults < OLDEST && self.answer.global.is_none() {
            let version = build.text.as_deref().unwrap_or_default();
            return Err(FactError::Failed(format!(
                "Muster evaluates the configuration of OpenSSH {}.{} and newer, and this is \
                 {version}; update OpenSSH",
                OLDEST.0, OLDEST.1
            )));
        }
        match self.refusal() {
            Some(problem) => Err(FactError::Failed(format!(
                "sshd would refuse this configuration: {}: {}; correct it and check it with \
                 `sshd -t`",
                place(&problem.source),
                problem.message
            ))),
            None => Ok(()),
        }
    }

    /// Whether the lines are known, of which the blocks and what is shadowed are made.
    pub(super) fn trust_lines(&self, build: &Build) -> Result<(), FactError> {
        self.trust(build)?;
        if let Some(error) = &self.unread {
            return Err(error.clone());
        }
        if build.defaults < OLDEST {
            let version = build.text.as_deref().unwrap_or_default();
            return Err(FactError::Failed(format!(
                "Muster does not read the `Match` blocks of OpenSSH {version}; update OpenSSH"
            )));
        }
        Ok(())
    }

    /// What keeps sshd from starting: as it says itself, else as Muster reads it.
    fn refusal(&self) -> Option<&Problem> {
        match self.answer.refusals.first() {
            None if self.answer.accepts => None,
            None => self.configuration.refused(),
            said => self.configuration.refused().or(said),
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

    pub(super) fn shadowed(&self, build: &Build) -> Vec<sshd::ShadowedLine> {
        evaluate::shadowed(&self.configuration, build)
    }

    /// The problems that Muster sees, and those that sshd names and Muster does not see.
    pub(super) fn problems(&self) -> Vec<sshd::Problem> {
        let answer = &self.answer;
        let own = &self.configuration.problems;
        if answer.accepts && answer.refusals.is_empty() {
            return own.iter().map(|one| one.accepted().fact()).collect();
        }
        let mut problems: Vec<&Problem> = own.iter().collect();
        if self.configuration.refused().is_none() {
            problems.extend(&answer.refusals);
        }
        problems.into_iter().map(Problem::fact).collect()
    }

    pub(super) fn disagreements(&self) -> Vec<sshd::Disagreement> {
        let found = self.answer.disagreements.iter().cloned();
        found.map(confidential::disagreement).collect()
    }

    pub(super) fn match_blocks(&self, build: &Build, accounts: &Accounts) -> Vec<sshd::MatchBlock> {
        let configuration = &self.configuration;
        let fact = |(index, block): (usize, &configuration::Block)| {
            let criteria: Vec<Criterion> = configuration.criteria(&block.scope).cloned().collect();
            let connection = match probe::find(&criteria, accounts, self.local_port) {
                Probe::Impossible => None,
                Probe::Found(connection) | Probe::Near(connection) => Some(connection),
            };
            let effective = connection.as_ref().map(|connection| {
                let read = evaluate::for_connection(configuration, build, connection, &block.scope);
                match self.answer.blocks.get(&index) {
                    Some(printed) => printed.correct(read, build).0,
                    None => read,
                }
            });
            let overrides = effective.iter().flatten().filter(|(keyword, decided)| {
                self.global
                    .get(*keyword)
                    .is_none_or(|global| global.values != decided.values)
            });
            let stray = configuration
                .directives
                .iter()
                .filter(|directive| directive.stray && directive.scope.last() == Some(&index));
            sshd::MatchBlock {
                criteria: block.shown.clone(),
                source: block.source.clone(),
                satisfiable: connection.is_some(),
                overrides: overrides
                    .map(|(keyword, decided)| evaluate::setting(keyword, decided))
                    .collect(),
                stray: stray.map(evaluate::line).collect(),
            }
        };
        configuration.blocks.iter().enumerate().map(fact).collect()
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

/// What blocks that nobody escapes set to something else than `global` has.
fn everybodys(configuration: &Configuration, global: &Effective, build: &Build) -> Effective {
    let mut found = evaluate::for_everybody(configuration, build);
    found.retain(|keyword, decided| {
        global
            .get(keyword)
            .is_none_or(|global| global.values != decided.values)
    });
    found
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
    if configuration.refused().is_some() {
        return;
    }
    for (message, source) in evaluate::contradictions(global) {
        let source = source.unwrap_or_else(|| Source::file(CONFIG));
        configuration.note(source, Effect::Refused, message);
    }
}
