//! Builds the host of a case, and knows which block is behind what collectors can see of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use muster_target::Recorded;

use crate::SpecError;
use crate::block::{Block, Change, Question};
use crate::expectation::Expectation;
use crate::fence::{Fence, blocks};
use crate::fixtures::Fixtures;
use crate::policy::PolicyText;

/// Fixtures that include fixtures: more is a circle.
const DEEPEST: usize = 8;

/// Where a block is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Origin {
    /// Where it is not in the page itself, a file below the plugin's folder.
    file: Option<String>,
    /// Counted from 1.
    line: usize,
    /// The opening line.
    opening: String,
    /// Whether several cases may stand on it, of which one has to need it.
    shared: bool,
    /// Whether no collector may read it.
    left_alone: bool,
}

/// Before the opening line of a block that has to be left alone.
const UNREAD: &str = "unread ";

impl Origin {
    fn of(fence: &Fence<'_>, file: Option<String>, shared: bool) -> Self {
        let opening = fence.info.strip_prefix(UNREAD);
        Self {
            file,
            line: fence.opening,
            left_alone: opening.is_some(),
            opening: opening.unwrap_or(fence.info).to_owned(),
            shared,
        }
    }

    /// What is wrong with a block that no collector reads, or that one reads which has to be left
    /// alone.
    pub(crate) fn complaint(&self) -> String {
        let way_out = "correct its path or command, take it out, or write `unread` before it";
        if self.left_alone {
            format!("a collector reads {self}")
        } else if self.shared {
            format!("no case that stands on it makes a collector read {self}; {way_out}")
        } else {
            format!("no collector reads {self}; {way_out}")
        }
    }

    /// Whether one of several cases has to need it, and not this one.
    pub(crate) const fn is_shared(&self) -> bool {
        self.shared
    }

    pub(crate) const fn is_left_alone(&self) -> bool {
        self.left_alone
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "`{}` ({file}:{})", self.opening, self.line),
            None => write!(f, "`{}` (line {})", self.opening, self.line),
        }
    }
}

/// A block of the page or of a fixture, in its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Placed {
    pub(crate) block: Block,
    pub(crate) origin: Origin,
    /// The line of the page through which it comes.
    pub(crate) line: usize,
}

/// The fixtures of a plugin, and those that a page has used.
#[derive(Debug)]
pub(crate) struct Shelf<'a> {
    pub(crate) fixtures: &'a Fixtures,
    pub(crate) used: BTreeSet<String>,
}

impl Shelf<'_> {
    /// The blocks of the page's section, with those of the fixtures that it names.
    pub(crate) fn place(
        &mut self,
        fences: &[Fence<'_>],
        shared: bool,
    ) -> Result<Vec<Placed>, SpecError> {
        let mut placed = Vec::new();
        for fence in fences {
            let line = fence.opening;
            let wrong = |message| SpecError { line, message };
            match fence.info.strip_prefix("fixture ") {
                Some(name) if fence.content.trim().is_empty() => {
                    placed.extend(self.fixture(name.trim(), line).map_err(wrong)?);
                }
                Some(_) => {
                    let message =
                        "a `fixture` block has no content: it takes the blocks of its file";
                    return Err(wrong(message.to_owned()));
                }
                None => {
                    let block = self.block(fence).map_err(wrong)?;
                    placed.push(Placed {
                        block,
                        origin: Origin::of(fence, None, shared),
                        line,
                    });
                }
            }
        }
        Ok(placed)
    }

    /// The blocks of a fixture, which the page takes in this line.
    pub(crate) fn fixture(&mut self, name: &str, line: usize) -> Result<Vec<Placed>, String> {
        let mut placed = Vec::new();
        self.unfold(name, line, 0, &mut placed)?;
        Ok(placed)
    }

    fn unfold(
        &mut self,
        name: &str,
        line: usize,
        depth: usize,
        placed: &mut Vec<Placed>,
    ) -> Result<(), String> {
        let (file, text) = self.fixtures.host(name)?;
        self.used.insert(file.clone());
        let file = format!("fixtures/{file}");
        let within = |line: usize, message: &str| format!("{file} line {line}: {message}");
        let fences = blocks(text).map_err(|error| within(error.line, &error.message))?;
        if fences.is_empty() {
            return Err(format!("{file} has no block"));
        }
        for fence in &fences {
            let wrong = |message: String| within(fence.opening, &message);
            if let Some(inner) = fence.info.strip_prefix("fixture ") {
                if depth == DEEPEST {
                    return Err(wrong(format!(
                        "the fixtures include each other more than {DEEPEST} deep"
                    )));
                }
                self.unfold(inner.trim(), line, depth + 1, placed)
                    .map_err(wrong)?;
                continue;
            }
            let block = self.block(fence).map_err(wrong)?;
            if matches!(block, Block::Expect(_)) {
                return Err(wrong(EXPECTS.to_owned()));
            }
            placed.push(Placed {
                block,
                origin: Origin::of(fence, Some(file.clone()), true),
                line,
            });
        }
        Ok(())
    }

    fn block(&mut self, fence: &Fence<'_>) -> Result<Block, String> {
        let content = self.with_certificates(fence)?;
        let info = fence.info.strip_prefix(UNREAD);
        match Block::parse(info.unwrap_or(fence.info), content, fence.opening)? {
            Block::Policy(_) | Block::Expect(_) | Block::Optional(..) if info.is_some() => {
                Err(format!(
                    "`{}` is not read by collectors anyway; take `unread` out",
                    fence.info
                ))
            }
            block => Ok(block),
        }
    }

    /// The block's content, in which lines `certificates: NAME…` of what servers show over TLS have
    /// become the certificates.
    fn with_certificates(&mut self, fence: &Fence<'_>) -> Result<String, String> {
        if fence.info != "answers tls" {
            return Ok(fence.content.clone());
        }
        let mut content = String::with_capacity(fence.content.len());
        for line in fence.content.lines() {
            let Some(names) = line.trim().strip_prefix("certificates:") else {
                content.push_str(line);
                content.push('\n');
                continue;
            };
            for name in names.split_whitespace() {
                let (file, text) = self.fixtures.certificates(name)?;
                content.push_str(text.trim_end());
                content.push('\n');
                self.used.insert(file);
            }
        }
        Ok(content)
    }
}

/// What is wrong with an `expect` block outside a case.
pub(crate) const EXPECTS: &str = "an `expect` block belongs below the heading of a case";

/// A host that is being built.
#[derive(Debug, Default)]
pub(crate) struct Stage {
    pub(crate) system: Recorded,
    pub(crate) policy: PolicyText,
    pub(crate) expected: Vec<Expectation>,
    pub(crate) optional: BTreeSet<String>,
    /// The blocks behind each thing that can be asked for. Those that a later one replaces are gone.
    pub(crate) behind: BTreeMap<Question, Vec<Origin>>,
    /// Every block that adds to the host, replaced or not.
    pub(crate) origins: BTreeSet<Origin>,
}

impl Stage {
    pub(crate) fn apply(&mut self, placed: Placed) -> Result<(), SpecError> {
        let Placed {
            block,
            origin,
            line,
        } = placed;
        let wrong = |message| SpecError { line, message };
        match block {
            Block::Host(change) => {
                self.note(&change, origin);
                let system = std::mem::take(&mut self.system);
                self.system = change.apply(system).map_err(wrong)?;
            }
            Block::Policy(text) => {
                let begins = origin.file.is_none().then_some(line + 1);
                self.policy
                    .add(&text, begins)
                    .map_err(|mistake| match begins {
                        Some(begins) => SpecError {
                            line: begins + mistake.line,
                            message: mistake.message,
                        },
                        None => wrong(format!("{origin}: {}", mistake.message)),
                    })?;
            }
            Block::Optional(fact, _) => {
                self.optional.insert(fact);
            }
            Block::Expect(expected) => self.expected.extend(expected),
        }
        Ok(())
    }

    fn note(&mut self, change: &Change, origin: Origin) {
        self.origins.insert(origin.clone());
        let key = change.question();
        let behind = self.behind.entry(key).or_default();
        if change.replaces() {
            behind.clear();
        }
        behind.push(origin);
    }
}
