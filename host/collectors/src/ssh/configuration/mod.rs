//! Reads the configuration with all its `Include`s into one sequence of directives, each in its
//! `Match` scope, and notes what sshd would refuse. Decides nothing about which line wins.

pub(in crate::ssh) mod address;
pub(in crate::ssh) mod algorithms;
pub(in crate::ssh) mod criteria;
pub(in crate::ssh) mod endpoint;
pub(in crate::ssh) mod include;
pub(in crate::ssh) mod keyword;
pub(in crate::ssh) mod number;
pub(in crate::ssh) mod pattern;
pub(in crate::ssh) mod problem;
mod reader;
pub(in crate::ssh) mod token;
pub(in crate::ssh) mod value;
pub(in crate::ssh) mod variables;

use std::path::PathBuf;
use std::sync::Arc;

use muster_facts::Source;

pub(in crate::ssh) use self::reader::read_configuration;

use self::criteria::Criterion;
use self::keyword::Keyword;
use self::problem::{Effect, Problem};
use crate::ssh::server::version::Release;

/// From this release on a second `Subsystem` of a name is ignored; before, sshd refuses it.
pub(in crate::ssh) const FIRST_SUBSYSTEM_WINS: Release = Release(9, 5);

/// The blocks around a directive, by their index, outermost first. All must match.
pub(in crate::ssh) type Scope = Arc<[usize]>;

/// What all the files say.
#[derive(Debug, Default)]
pub(in crate::ssh) struct Configuration {
    pub(in crate::ssh) directives: Vec<Directive>,
    pub(in crate::ssh) blocks: Vec<Block>,
    pub(in crate::ssh) problems: Vec<Problem>,
    /// A file that does not exist, and that would be read before all directives if it did.
    pub(in crate::ssh) drop_in: Option<PathBuf>,
}

/// A line that sets a keyword.
#[derive(Debug)]
pub(in crate::ssh) struct Directive {
    pub(in crate::ssh) keyword: &'static Keyword,
    pub(in crate::ssh) values: Vec<String>,
    pub(in crate::ssh) source: Source,
    pub(in crate::ssh) scope: Scope,
    /// Whether it is in a block, indented like the `Match` line and unlike the lines before it.
    pub(in crate::ssh) stray: bool,
}

/// A `Match` line.
#[derive(Debug)]
pub(in crate::ssh) struct Block {
    /// As they are written.
    pub(in crate::ssh) text: String,
    /// As they can be shown.
    pub(in crate::ssh) shown: String,
    pub(in crate::ssh) criteria: Vec<Criterion>,
    pub(in crate::ssh) source: Source,
    /// The blocks around it, and itself.
    pub(in crate::ssh) scope: Scope,
}

impl Directive {
    /// Whether it is an option of the command line.
    fn is_option(&self) -> bool {
        let text = self.source.text.as_deref();
        text.is_some_and(|text| text.starts_with('-'))
    }
}

impl Configuration {
    /// Whether the scope holds for every connection: it is global, or all its blocks are
    /// `Match all`.
    pub(in crate::ssh) fn always(&self, scope: &[usize]) -> bool {
        self.criteria(scope)
            .all(|criterion| *criterion == Criterion::All)
    }

    /// All criteria of a scope.
    pub(in crate::ssh) fn criteria(&self, scope: &[usize]) -> impl Iterator<Item = &Criterion> {
        scope
            .iter()
            .filter_map(|index| self.blocks.get(*index))
            .flat_map(|block| &block.criteria)
    }

    /// The first line that makes sshd refuse to start.
    pub(in crate::ssh) fn refused(&self) -> Option<&Problem> {
        self.problems
            .iter()
            .find(|problem| problem.effect == Effect::Refused)
    }

    pub(in crate::ssh) fn note(&mut self, source: Source, effect: Effect, message: String) {
        self.problems.push(Problem {
            message,
            effect,
            source,
        });
    }
}

/// The first word of a `Subsystem`.
pub(in crate::ssh) fn subsystem_name(value: &str) -> Option<&str> {
    value.split(' ').next()
}
