//! The file that says when a backup last succeeded. Only what kind of text it holds, and the time,
//! leave this module.

use std::path::Path;

use chrono::{DateTime, NaiveDateTime};
use muster_facts::backups::SuccessMarker;
use muster_facts::{Fact, Source};
use muster_target::{FileType, System, present};

/// A time takes 35 bytes; what follows it is not read further than this.
const LONGEST_MARKER: u64 = 4096;

/// The length of a count of seconds since 1970 from 2001 to 2286. A shorter or longer number is as well
/// a day, or a count of milliseconds.
const EPOCH_DIGITS: usize = 10;

/// Where the time begins in `2026-06-01T03:00:00Z`.
const BETWEEN_DAY_AND_TIME: usize = 10;

pub(super) fn success_marker(system: &dyn System, path: &Path) -> Fact<SuccessMarker> {
    let found = present(system.metadata(path))?;
    let name = path.display().to_string();
    let nothing = |state: &str| SuccessMarker {
        path: name.clone(),
        state: state.to_owned(),
        content: SuccessMarker::CONTENT_NOTHING.to_owned(),
        time: None,
        extra: false,
        mode: found.map(|found| found.mode),
        uid: found.map(|found| found.uid),
        source: Source::file(&name),
    };
    match found {
        None => return Ok(nothing(SuccessMarker::STATE_MISSING)),
        Some(found) if found.file_type != FileType::Regular => {
            return Ok(nothing(SuccessMarker::STATE_NOT_A_FILE));
        }
        Some(_) => {}
    }
    let text = system.read_start(path, LONGEST_MARKER)?;
    let said = said(&String::from_utf8_lossy(&text));
    if said.content == Content::Nothing {
        return Ok(nothing(SuccessMarker::STATE_EMPTY));
    }
    Ok(SuccessMarker {
        content: said.content.word().to_owned(),
        time: said.time,
        extra: said.extra,
        source: Source::line(&name, 1),
        ..nothing(SuccessMarker::STATE_PRESENT)
    })
}

/// What a marker says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) content: Content,
    pub(super) time: Option<i64>,
    pub(super) extra: bool,
}

/// The form of its first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Time,
    LocalTime,
    Epoch,
    Other,
    Nothing,
}

impl Content {
    const fn word(self) -> &'static str {
        match self {
            Self::Time => SuccessMarker::CONTENT_TIME,
            Self::LocalTime => SuccessMarker::CONTENT_LOCAL_TIME,
            Self::Epoch => SuccessMarker::CONTENT_EPOCH,
            Self::Other => SuccessMarker::CONTENT_OTHER,
            Self::Nothing => SuccessMarker::CONTENT_NOTHING,
        }
    }
}

/// Reads the text of a marker. A blank line before the time is more than the time: a program that reads
/// the first line finds nothing.
pub(super) fn said(text: &str) -> Said {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = first.trim();
    let (content, time) = match line {
        "" if rest.trim().is_empty() => (Content::Nothing, None),
        _ => time(line),
    };
    Said {
        content,
        time,
        extra: !rest.trim().is_empty(),
    }
}

/// The form and the time of a line.
fn time(line: &str) -> (Content, Option<i64>) {
    if let Some(time) = rfc3339(line) {
        return (Content::Time, Some(time));
    }
    if let Some(time) = local_time(line) {
        return (Content::LocalTime, Some(time));
    }
    if line.len() == EPOCH_DIGITS && line.bytes().all(|byte| byte.is_ascii_digit()) {
        return (Content::Epoch, line.parse().ok());
    }
    (Content::Other, other_time(line))
}

/// RFC 3339, 5.6, with the space that its note allows.
fn rfc3339(line: &str) -> Option<i64> {
    // Years of four digits, which the parser does not insist on.
    let is_whole = line.len() > BETWEEN_DAY_AND_TIME
        && line.as_bytes().get(4) == Some(&b'-')
        && line.is_ascii();
    let time = is_whole.then(|| DateTime::parse_from_rfc3339(line).ok())??;
    Some(time.timestamp())
}

fn local_time(line: &str) -> Option<i64> {
    let forms = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    let time = forms
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(line, form).ok())?;
    Some(time.and_utc().timestamp())
}

/// What `date` prints without a format where the clock runs in UTC, `date +%FT%T%z` and `date --rfc-email`:
/// the time is certain, although programs that read RFC 3339 do not take it.
fn other_time(line: &str) -> Option<i64> {
    let with_offset = ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f %z"];
    let of_date = ["%a %b %e %H:%M:%S UTC %Y", "%a %b %e %I:%M:%S %p UTC %Y"];
    if let Some(time) = with_offset
        .into_iter()
        .find_map(|form| DateTime::parse_from_str(line, form).ok())
    {
        return Some(time.timestamp());
    }
    if let Some(time) = of_date
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(line, form).ok())
    {
        return Some(time.and_utc().timestamp());
    }
    let time = DateTime::parse_from_rfc2822(line).ok()?;
    Some(time.timestamp())
}
