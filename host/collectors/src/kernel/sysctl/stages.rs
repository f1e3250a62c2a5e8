//! Which of all lines counts: the rules of systemd-sysctl, and after it those of ufw.

use std::collections::BTreeMap;

use muster_facts::sysctl::{BootValue, Occurrence};
use muster_facts::{Fact, FactError, Source};
use muster_target::{ReadError, System};

use super::files::{self, File, SYSCTL_CONF};
use super::forwarding::Forwarding;
use super::lines::Line;
use super::names::{is_confidential, is_pattern, stands_for};
use super::numbers::{is_bare, is_refused, numbers};
use super::procedure::{Applier, Procedure};

/// The files that one program applies.
#[derive(Debug)]
struct Stage {
    applied_by: &'static str,
    files: Vec<File>,
}

/// What boot applies, and what it does not.
#[derive(Debug)]
pub(super) struct Boot {
    /// In the order in which they are applied.
    stages: Vec<Stage>,
    /// Files that look as if they were.
    unread: Vec<File>,
}

impl Boot {
    /// Reads all files.
    ///
    /// # Errors
    /// It cannot be told which there are.
    pub(super) fn read(system: &dyn System, procedure: &Procedure) -> Fact<Self> {
        let applier = procedure.applier;
        let mut files = files::of_directories(system, applier.reads_hidden())?;
        let old = File::read(system, SYSCTL_CONF.into());
        let mut unread = Vec::new();
        if applier.reads_sysctl_conf() {
            // Once, where it is applied last.
            files.retain(|file| !files::is_sysctl_conf(system, &file.path));
            files.extend(old);
        } else if !files
            .iter()
            .any(|file| files::is_sysctl_conf(system, &file.path))
        {
            unread.extend(old);
        }
        let mut stages = Vec::new();
        if applier == Applier::Nobody {
            unread.extend(files);
        } else {
            stages.push(Stage {
                applied_by: applier.word(),
                files,
            });
        }
        stages.extend(files::of_ufw(system)?.map(|file| Stage {
            applied_by: "ufw",
            files: vec![file],
        }));
        Ok(Self { stages, unread })
    }

    /// What boot makes of one parameter, by its path below `/proc/sys`.
    ///
    /// # Errors
    /// A file that may decide it could not be read.
    pub(super) fn value(&self, path: &str) -> Fact<BootValue> {
        let mut value = self.own_value(path)?;
        let Some(forwarding) = Forwarding::of(path) else {
            return Ok(value);
        };
        let mut lines: Vec<(bool, Occurrence)> = value
            .effective
            .take()
            .map(|line| (true, line))
            .into_iter()
            .collect();
        for other in forwarding.others(path) {
            let other = self.own_value(other)?;
            lines.extend(other.effective.map(|line| (false, line)));
            value.unread.extend(other.unread);
        }
        lines.sort_by_key(|(_, line)| self.place(line));
        let values = lines
            .iter()
            .map(|(is_own, line)| (*is_own, line.value.as_deref()));
        if let Some(index) = forwarding.decided_by(values) {
            value.effective = Some(lines.remove(index).1);
        }
        value
            .shadowed
            .extend(lines.into_iter().map(|(_, line)| line));
        Ok(value)
    }

    /// Where a line is among those that are applied.
    fn place(&self, line: &Occurrence) -> (usize, usize, Option<u32>) {
        let is_of = |stage: &&Stage| stage.applied_by == line.applied_by;
        let stage = self.stages.iter().position(|stage| is_of(&stage));
        let files = self.stages.iter().find(is_of).map(|stage| &stage.files);
        let is_its = |file: &File| file.path.display().to_string() == line.source.name;
        let file = files.and_then(|files| files.iter().position(is_its));
        (
            stage.unwrap_or_default(),
            file.unwrap_or_default(),
            line.source.line,
        )
    }

    /// What the lines of the parameter itself make of it.
    fn own_value(&self, path: &str) -> Fact<BootValue> {
        let mut refused = Vec::new();
        let mut effective: Option<Occurrence> = None;
        let mut shadowed = Vec::new();
        let mut gap: Option<&ReadError> = None;
        for stage in &self.stages {
            let decided = stage.decide(path);
            if let Some((winner, is_taken)) = decided.winner {
                if is_taken {
                    shadowed.extend(effective.replace(winner));
                } else {
                    refused.push(winner);
                }
                gap = None;
            }
            gap = decided.gap.or(gap);
            shadowed.extend(decided.others);
        }
        if let Some(error) = gap {
            return Err(FactError::from(error.clone()));
        }
        let unread = self.unread.iter().flat_map(|file| {
            let lines = file.lines.iter().flatten();
            let own = lines.filter(move |line| stands_for(&line.pattern, path));
            own.filter_map(move |line| occurrence(file, line, "nobody", path))
        });
        Ok(BootValue {
            effective,
            of_interfaces: None,
            shadowed,
            unread: unread.chain(refused).collect(),
            built_in: None,
        })
    }
}

/// What one program makes of a parameter.
struct Decided<'a> {
    /// With whether the kernel takes its value.
    winner: Option<(Occurrence, bool)>,
    others: Vec<Occurrence>,
    /// Why it may be another.
    gap: Option<&'a ReadError>,
}

/// A line with its file.
type Placed<'a> = (&'a File, &'a Line);

impl Stage {
    /// As `apply_all` of systemd's sysctl.c: the last line of a name counts, a name that is written out
    /// beats patterns, whichever comes last, and of patterns the last.
    fn decide(&self, path: &str) -> Decided<'_> {
        let mut own: Option<Placed<'_>> = None;
        // By pattern: when the value was first given that it has now, and the last line that gave it.
        let mut patterns: BTreeMap<&str, (usize, Placed<'_>)> = BTreeMap::new();
        let mut all = Vec::new();
        let mut gap = None;
        for file in &self.files {
            let lines = match &file.lines {
                Ok(lines) => lines,
                Err(error) => {
                    gap = Some(error);
                    continue;
                }
            };
            for line in lines.iter().filter(|line| stands_for(&line.pattern, path)) {
                let order = all.len();
                all.push((file, line));
                if !is_pattern(&line.pattern) {
                    own = Some((file, line));
                    // Whatever another file says of it comes before.
                    gap = None;
                    continue;
                }
                let known = patterns.get(line.pattern.as_str());
                let first = match known {
                    Some((first, (_, before))) if before.value == line.value => *first,
                    Some(_) | None => order,
                };
                patterns.insert(&line.pattern, (first, (file, line)));
            }
        }
        let by_pattern = || {
            let setting = patterns
                .values()
                .filter(|(_, (_, line))| line.value.is_some());
            setting
                .max_by_key(|(first, _)| *first)
                .map(|(_, placed)| *placed)
        };
        // A name that is written out without a value keeps patterns away.
        let winner = own.or_else(by_pattern);
        let placed = |(file, line): Placed<'_>| occurrence(file, line, self.applied_by, path);
        let is_winner = |line: &Line| winner.is_some_and(|(_, other)| std::ptr::eq(line, other));
        let others = all.iter().filter(|(_, line)| !is_winner(line));
        Decided {
            others: others.filter_map(|one| placed(*one)).collect(),
            winner: winner.and_then(|(file, line)| {
                let is_taken = !line.value.as_deref().is_some_and(is_refused);
                Some((placed((file, line))?, is_taken))
            }),
            gap,
        }
    }
}

/// A line as a fact; none for one that sets nothing.
fn occurrence(file: &File, line: &Line, applied_by: &str, path: &str) -> Option<Occurrence> {
    let text = line.value.as_ref()?;
    let value = numbers(text).filter(|_| !is_confidential(path));
    let source = Source::line(file.path.display().to_string(), line.number);
    let source = match &value {
        Some(_) if is_bare(text) => source.with_text(&line.text),
        Some(_) | None => source,
    };
    Some(Occurrence {
        value,
        applied_by: applied_by.to_owned(),
        source,
    })
}
