//! From Markdown to cases.

use std::collections::{BTreeMap, BTreeSet};

use muster_target::Recorded;

use crate::block::{Block, Question};
use crate::expectation::Expectation;
use crate::fence::{Section, sections};
use crate::fixtures::{Fixtures, is_name};
use crate::stage::{EXPECTS, Origin, Placed, Shelf, Stage};
use crate::watched::Watched;

/// A mistake in a page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct SpecError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

/// The tests of one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// In the order of the page.
    pub cases: Vec<Case>,
    /// The files below `fixtures/` that it uses.
    pub fixtures: BTreeSet<String>,
}

/// One host and what the rule must say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The heading, without the hosts that it names.
    pub name: String,
    /// Line of the heading, counted from 1.
    pub line: usize,
    /// The host.
    pub system: Recorded,
    /// TOML that is laid over the default policy; empty when the case has none.
    pub policy: String,
    /// The line of the page in which the policy begins; none if it is joined from several blocks, or comes from a
    /// fixture.
    pub policy_line: Option<usize>,
    /// The complete set of outcomes.
    pub expected: Vec<Expectation>,
    /// The facts without which the rule judges, as `DOMAIN.FUNCTION`.
    pub optional: BTreeSet<String>,
    /// Line of its last block's end.
    pub(crate) end: usize,
    /// Line of the end of its last `expect` block.
    pub(crate) expect_end: Option<usize>,
    behind: BTreeMap<Question, Vec<Origin>>,
    origins: BTreeSet<Origin>,
}

/// A host with a name, declared in the page.
struct Host {
    name: String,
    line: usize,
    blocks: Vec<Placed>,
    stood_on: bool,
}

impl Page {
    /// Reads the tests of a page, whose blocks may be those of the plugin's `fixtures`.
    ///
    /// # Errors
    /// When a block is not understood, or a host or a fixture is not there.
    pub fn parse(markdown: &str, fixtures: &Fixtures) -> Result<Self, SpecError> {
        let mut shelf = Shelf {
            fixtures,
            used: BTreeSet::new(),
        };
        let mut hosts: Vec<Host> = Vec::new();
        let mut cases = Vec::new();
        let mut sections = sections(markdown)?.into_iter();
        let first = sections.next().unwrap_or_default();
        let prelude = host_blocks(&mut shelf, &first)?;
        for section in sections {
            let wrong = |message| SpecError {
                line: section.line,
                message,
            };
            let (heading, names) = stands_on(section.heading).map_err(wrong)?;
            let mut blocks = Vec::new();
            for name in names {
                blocks.extend(stand_on(name, &mut hosts, &mut shelf, section.line)?);
            }
            let Some(name) = heading.strip_prefix("Host ") else {
                let own = shelf.place(&section.blocks, false)?;
                let all = prelude.iter().cloned().chain(blocks).chain(own);
                cases.push(Case::new(heading, &section, all)?);
                continue;
            };
            if !is_name(name) {
                return Err(wrong(format!(
                    "`{name}` cannot name a host; write lower-case words joined by hyphens"
                )));
            }
            if hosts.iter().any(|host| host.name == name) {
                return Err(wrong(format!("there is another host `{name}` above")));
            }
            blocks.extend(host_blocks(&mut shelf, &section)?);
            hosts.push(Host {
                name: name.to_owned(),
                line: section.line,
                blocks,
                stood_on: false,
            });
        }
        match hosts.into_iter().find(|host| !host.stood_on) {
            Some(host) => Err(SpecError {
                line: host.line,
                message: format!(
                    "no case stands on the host `{0}`; add `(on {0})` to a heading below it, or take it out",
                    host.name
                ),
            }),
            None => Ok(Self {
                cases,
                fixtures: shelf.used,
            }),
        }
    }

    /// What is wrong with the blocks that several cases may stand on: one of them has to need each.
    #[must_use]
    pub fn complaints(&self, reading: &[Reading<'_>]) -> Vec<String> {
        let shared = |origin: &&Origin| origin.is_shared() && !origin.is_left_alone();
        let all: BTreeSet<&Origin> = self
            .cases
            .iter()
            .flat_map(|case| &case.origins)
            .filter(shared)
            .collect();
        let read: BTreeSet<&Origin> = reading
            .iter()
            .flat_map(|reading| reading.read.iter().copied())
            .collect();
        all.difference(&read)
            .map(|origin| origin.complaint())
            .collect()
    }
}

/// The blocks of a section that is not a case.
fn host_blocks(shelf: &mut Shelf<'_>, section: &Section<'_>) -> Result<Vec<Placed>, SpecError> {
    let placed = shelf.place(&section.blocks, true)?;
    match placed
        .iter()
        .find(|placed| matches!(placed.block, Block::Expect(_)))
    {
        Some(placed) => Err(SpecError {
            line: placed.line,
            message: EXPECTS.to_owned(),
        }),
        None => Ok(placed),
    }
}

/// A heading without its `(on HOST, …)`, and the names in it.
fn stands_on(heading: &str) -> Result<(&str, Vec<&str>), String> {
    let split = heading
        .strip_suffix(')')
        .and_then(|heading| heading.rsplit_once(" (on "));
    let Some((heading, names)) = split else {
        return Ok((heading, Vec::new()));
    };
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    match names.iter().find(|name| !is_name(name)) {
        Some(name) => Err(format!(
            "`{name}` is not the name of a host; write lower-case words joined by hyphens"
        )),
        None => Ok((heading.trim_end(), names)),
    }
}

/// The blocks of a host of the page, or of a fixture.
fn stand_on(
    name: &str,
    hosts: &mut [Host],
    shelf: &mut Shelf<'_>,
    line: usize,
) -> Result<Vec<Placed>, SpecError> {
    let declared = hosts.iter_mut().find(|host| host.name == name);
    if let Some(host) = declared {
        host.stood_on = true;
        return Ok(host.blocks.clone());
    }
    shelf
        .fixture(name, line)
        .map_err(|message| match shelf.fixtures.host(name) {
            Ok(_) => message,
            Err(_) => format!(
                "there is no host `{name}`: no heading `### Host {name}` stands above, and the plugin has no file fixtures/{name}.md"
            ),
        })
        .map_err(|message| SpecError { line, message })
}

impl Case {
    fn new(
        name: &str,
        section: &Section<'_>,
        blocks: impl Iterator<Item = Placed>,
    ) -> Result<Self, SpecError> {
        let mut stage = Stage::default();
        // The files of a case are all that there are.
        stage.system = stage.system.walked();
        for placed in blocks {
            stage.apply(placed)?;
        }
        let (policy, policy_line) = stage.policy.into_text();
        let mut expects = section.blocks.iter().filter(|block| block.info == "expect");
        Ok(Self {
            name: name.to_owned(),
            line: section.line,
            system: stage.system,
            policy,
            policy_line,
            expected: stage.expected,
            optional: stage.optional,
            end: section
                .blocks
                .last()
                .map_or(section.line, |block| block.closing),
            expect_end: expects.next_back().map(|block| block.closing),
            behind: stage.behind,
            origins: stage.origins,
        })
    }

    /// The host, which remembers what is read of it.
    #[must_use]
    pub const fn watched(&self) -> Watched<'_> {
        Watched::new(&self.system)
    }

    /// Which blocks were read. One that another one replaces is not.
    #[must_use]
    pub fn reading(&self, watched: Watched<'_>) -> Reading<'_> {
        let seen = watched.into_seen();
        let read = self
            .behind
            .iter()
            .filter(|(key, _)| seen.contains(*key))
            .flat_map(|(_, origins)| origins)
            .collect();
        Reading { case: self, read }
    }
}

/// What collectors have read of a case.
#[derive(Debug)]
pub struct Reading<'a> {
    case: &'a Case,
    read: BTreeSet<&'a Origin>,
}

impl Reading<'_> {
    /// What is wrong with the blocks of the case alone, and with those that have to be left alone.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let wrong = |origin: &&Origin| {
            if origin.is_left_alone() {
                self.read.contains(*origin)
            } else {
                !origin.is_shared() && !self.read.contains(*origin)
            }
        };
        let origins = self.case.origins.iter().filter(wrong);
        origins.map(Origin::complaint).collect()
    }
}

#[cfg(test)]
mod tests;
