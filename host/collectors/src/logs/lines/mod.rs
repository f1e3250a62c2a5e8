//! What some lines of logs say: that something is wrong, or a secret. Sources: the files in which Docker keeps the
//! logs of containers, those that Caddy writes and logrotate rotates, those that the policy names, and the files
//! that each was rotated to, the newest first and no more of them than fits into a budget.
//!
//! A log holds what users and programs have written into it. Nothing of it is a fact: only how many lines there
//! are, where and when. The secrets that are searched for are not facts either.

mod blocks;
mod count;
mod decode;
mod local;
mod named;
mod rotated;
mod scan;
mod search;
mod time;

use muster_facts::lines::{FailureCount, Gap, SecretCount};
use muster_facts::{DomainFacts as _, Fact, FactError, LinesFacts, Source};
use muster_target::{Collection, Kind, System};

use self::count::Counts;
use self::named::NamedLog;
use self::scan::Scan;
use self::search::{Search, SecretKind};
use crate::env::{SecretValues, secret_values};

/// Bytes of one log and what it was rotated to. Docker's own advice is three files of 10 MB.
const MOST_OF_LOG: u64 = 32 << 20;

/// Bytes of all logs together: a second or two of work.
const MOST_OF_ALL: u64 = 256 << 20;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> LinesFacts {
    let context = collection.context;
    let mut gaps = Vec::new();
    let values = values(collection, &mut gaps);
    let failures = &context.targets.logs.failures;
    let search = match Search::new(failures, &values.values, context.secrets) {
        Ok(search) => search,
        Err(reason) => return LinesFacts::missing(&FactError::Failed(reason)),
    };
    let listed = named::logs(collection);
    gaps.extend(listed.gaps);
    let number = u64::try_from(listed.logs.len()).unwrap_or(u64::MAX).max(1);
    let scan = Scan {
        system: context.system,
        search: &search,
        budget: MOST_OF_LOG.min(MOST_OF_ALL / number),
        now: context.system.now(),
    };
    let mut facts = LinesFacts {
        asked_at: asked_at(context.system),
        patterns: Ok(failures.iter().map(ToString::to_string).collect()),
        logs: Ok(Vec::new()),
        failure_counts: Ok(Vec::new()),
        secret_counts: Ok(Vec::new()),
        gaps: Ok(Vec::new()),
    };
    for log in listed.logs {
        match scan.log(&log) {
            Ok(scanned) => {
                add(&mut facts, &log, &scanned.counts, &search, &values);
                push(&mut facts.logs, scanned.facts);
            }
            Err(gap) => gaps.push(*gap),
        }
    }
    facts.gaps = Ok(gaps);
    facts
}

fn push<T>(list: &mut Fact<Vec<T>>, one: T) {
    if let Ok(list) = list {
        list.push(one);
    }
}

/// What was counted in a log.
fn add(
    facts: &mut LinesFacts,
    log: &NamedLog,
    counts: &Counts,
    search: &Search<'_>,
    values: &SecretValues,
) {
    for (pattern, count) in counts.failures() {
        if let (Some(pattern), Some((first, last))) = (search.pattern(pattern), count.ends()) {
            push(
                &mut facts.failure_counts,
                FailureCount {
                    log: log.name.clone(),
                    pattern: pattern.to_string(),
                    lines: count.lines,
                    first,
                    last,
                },
            );
        }
    }
    for (kind, count) in counts.secrets() {
        let value = match kind {
            SecretKind::Value(index) => values.values.get(index),
            SecretKind::Form(_) => None,
        };
        if let Some((first, last)) = count.ends() {
            push(
                &mut facts.secret_counts,
                SecretCount {
                    log: log.name.clone(),
                    kind: match kind {
                        SecretKind::Value(_) => SecretCount::KIND_ENVIRONMENT,
                        SecretKind::Form(form) => form,
                    }
                    .to_owned(),
                    env_file: value.map(|value| value.file.display().to_string()),
                    key: value.and_then(|value| value.key.clone()),
                    lines: count.lines,
                    first,
                    last,
                },
            );
        }
    }
}

/// The secrets that are searched for. What cannot be read is a gap.
fn values(collection: &Collection<'_>, gaps: &mut Vec<Gap>) -> SecretValues {
    let gap = |name: String, reason: String, source: Source| Gap {
        part: Gap::PART_VALUES.to_owned(),
        name,
        cause: Gap::CAUSE_UNKNOWN.to_owned(),
        reason,
        source,
    };
    match secret_values(collection) {
        Ok(found) => {
            gaps.extend(found.unknown.iter().map(|(file, reason)| {
                let file = file.display().to_string();
                let source = Source::file(&file);
                gap(file, reason.clone(), source)
            }));
            found
        }
        Err(error) => {
            let name = "environment".to_owned();
            let source = Source::logical("environment");
            gaps.push(gap(name, error.reason().to_owned(), source));
            SecretValues::default()
        }
    }
}

fn asked_at(system: &dyn System) -> Fact<i64> {
    system.now().ok_or_else(|| match system.kind() {
        Kind::Root => FactError::Unsupported(
            "an image at rest has no clock, so no line of its logs has an age".to_owned(),
        ),
        Kind::Live | Kind::Recording => FactError::Failed(
            "it is not known when the host was recorded; add to recording.toml: `recorded-at = \"2026-06-01T12:00:00Z\"`"
                .to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests;
