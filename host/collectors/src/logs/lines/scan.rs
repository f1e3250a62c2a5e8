//! One log: its file and those that it was rotated to, as far as the budget goes.

use std::path::Path;

use muster_facts::Source;
use muster_facts::lines::{Gap, Log, Spot};
use muster_target::{ReadError, System};

use super::blocks::{Extent, Unread, blocks};
use super::count::Counts;
use super::decode::Text;
use super::named::NamedLog;
use super::search::{Hit, Search};
use super::time::Time;

/// How logs are looked through.
pub(super) struct Scan<'a> {
    pub(super) system: &'a dyn System,
    pub(super) search: &'a Search<'a>,
    /// Bytes of text of one log.
    pub(super) budget: u64,
    /// The time of the host's clock.
    pub(super) now: Option<i64>,
}

/// What was found in a log.
pub(super) struct Scanned {
    pub(super) facts: Log,
    pub(super) counts: Counts,
}

/// What was found in a file.
struct Part {
    counts: Counts,
    lines: u64,
    first: Option<Spot>,
    extent: Extent,
}

impl Scan<'_> {
    /// Looks through a log. Where its own file cannot be read, nothing of it is known.
    pub(super) fn log(&self, log: &NamedLog) -> Result<Scanned, Box<Gap>> {
        let mut scanned = Scanned {
            facts: Log {
                name: log.name.clone(),
                named_by: log.named_by.to_owned(),
                container: log.container.clone(),
                service: log.service.clone(),
                files: Vec::new(),
                lines: 0,
                since: None,
                left_out: None,
                source: log.source.clone(),
            },
            counts: Counts::default(),
        };
        let mut budget = self.budget;
        for (place, path) in std::iter::once(&log.path).chain(&log.older).enumerate() {
            let file = path.display().to_string();
            if budget == 0 {
                scanned.facts.left_out = Some(self.too_much(log));
                return Ok(scanned);
            }
            let part = match self.part(log, path, budget) {
                Ok(part) => part,
                Err(unread) if place == 0 => return Err(Box::new(gap(log, unread))),
                // It was rotated on, or removed.
                Err(Unread::File(ReadError::NotFound { .. })) => continue,
                Err(unread) => {
                    let (_, reason) = cause(unread);
                    scanned.facts.left_out = Some(reason);
                    return Ok(scanned);
                }
            };
            let Extent {
                bytes,
                from_start,
                to_end,
            } = part.extent;
            budget = budget.saturating_sub(bytes);
            scanned.facts.files.push(file);
            scanned.facts.lines += part.lines;
            scanned.counts.add_older(part.counts);
            // Where the end of a file is missing, its lines are not those that come before the newer ones.
            if to_end && part.first.is_some() {
                scanned.facts.since = part.first;
            }
            if !from_start || !to_end {
                scanned.facts.left_out = Some(self.too_much(log));
                return Ok(scanned);
            }
        }
        scanned.facts.left_out.clone_from(&log.unlisted);
        Ok(scanned)
    }

    fn too_much(&self, log: &NamedLog) -> String {
        format!(
            "{} has more than the {} MiB that Muster reads of one log",
            log.path.display(),
            self.budget >> 20
        )
    }

    fn part(&self, log: &NamedLog, path: &Path, budget: u64) -> Result<Part, Unread> {
        let file = path.display().to_string();
        let mut counts = Counts::default();
        let mut lines = 0;
        let mut first = None;
        let extent = blocks(self.system, (path, log.form), budget, &mut |block| {
            let text = Text::of(&block, log.form);
            lines += u64::try_from(text.line_count()).unwrap_or(u64::MAX);
            if first.is_none() {
                first = Some(spot(&file, text.number(0), text.first_time(self.now)));
            }
            self.search.hits(&text, &mut |line, hit| {
                let spot = spot(&file, text.number(line), text.time(line, self.now));
                match hit {
                    Hit::Failure(pattern) => counts.add_failure(pattern, spot),
                    Hit::Secret(kind) => counts.add_secret(kind, spot),
                }
            });
        })?;
        Ok(Part {
            counts,
            lines,
            first,
            extent,
        })
    }
}

fn spot(file: &str, line: Option<u64>, time: Option<Time>) -> Spot {
    // A file with so many lines is larger than what is read of it.
    let line = line.and_then(|line| u32::try_from(line).ok());
    Spot {
        source: match line {
            Some(line) => Source::line(file, line),
            None => Source::file(file),
        },
        time: time.map(|time| time.seconds),
        offset_known: time.is_none_or(|time| time.offset_known),
    }
}

fn gap(log: &NamedLog, unread: Unread) -> Gap {
    let (cause, reason) = cause(unread);
    Gap {
        part: Gap::PART_LOG.to_owned(),
        name: log.name.clone(),
        cause: cause.to_owned(),
        reason,
        source: log.source.clone(),
    }
}

/// The word of `gap.cause`, and the reason.
fn cause(unread: Unread) -> (&'static str, String) {
    match unread {
        Unread::File(error @ ReadError::NotFound { .. }) => (Gap::CAUSE_MISSING, error.to_string()),
        Unread::File(error) => (Gap::CAUSE_UNREADABLE, error.to_string()),
        Unread::Form(reason) => (Gap::CAUSE_UNREADABLE, reason),
    }
}
