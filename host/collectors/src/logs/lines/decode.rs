//! The text of some lines, with the place and the time of each: as they are, or out of the objects of JSON in which
//! Docker keeps them (<https://docs.docker.com/engine/logging/drivers/json-file/>). Pure.

use std::borrow::Cow;

use serde::Deserialize;

use super::blocks::Block;
use super::time::{Time, of_line, of_stamp};

/// Lines that are looked at for the time of one that says none.
const MOST_BEFORE: usize = 200;

/// How the lines of a log are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Each is an object of JSON with the text and the time of it.
    JsonFile,
    /// Each is a message that the driver `local` of Docker writes.
    Local,
    Plain,
}

/// What Docker keeps of a line, or of a part of a long one.
#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    log: Cow<'a, str>,
    #[serde(borrow, default)]
    time: Option<Cow<'a, str>>,
}

/// A line of the text.
struct Line {
    /// Where it begins in the text.
    start: usize,
    /// Its number in the file, counted from 1.
    number: Option<u64>,
    /// What Docker says.
    time: Option<Time>,
}

/// The text of some lines. Not `Debug`: it may hold secrets.
pub(super) struct Text<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    lines: Vec<Line>,
}

impl<'a> Text<'a> {
    /// The text of a block.
    pub(super) fn of(block: &Block<'a>, form: Form) -> Self {
        match form {
            // Messages have become lines with their times before them.
            Form::Plain | Form::Local => Self::plain(block),
            Form::JsonFile => Self::of_json_file(block),
        }
    }

    fn plain(block: &Block<'a>) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for (line, number) in block.text.split_inclusive(|byte| *byte == b'\n').zip(0..) {
            lines.push(Line {
                start,
                number: block.first.map(|first| first.saturating_add(number)),
                time: None,
            });
            start += line.len();
        }
        Self {
            bytes: Cow::Borrowed(block.text),
            lines,
        }
    }

    /// What is not such an object is taken as it is: a file that was cut is no reason to look away.
    fn of_json_file(block: &Block<'a>) -> Self {
        let mut bytes: Vec<u8> = Vec::with_capacity(block.text.len());
        let mut lines = Vec::new();
        for (line, number) in block.text.split_inclusive(|byte| *byte == b'\n').zip(0..) {
            let number = block.first.map(|first| first.saturating_add(number));
            let entry: Option<Entry<'_>> = serde_json::from_slice(line).ok();
            let time = entry
                .as_ref()
                .and_then(|entry| of_stamp(entry.time.as_deref()?));
            let text = entry.as_ref().map_or(line, |entry| entry.log.as_bytes());
            for piece in text.split_inclusive(|byte| *byte == b'\n') {
                // A long line comes in parts, of which only the last one has an end.
                if bytes.last().is_none_or(|byte| *byte == b'\n') {
                    lines.push(Line {
                        start: bytes.len(),
                        number,
                        time,
                    });
                }
                bytes.extend_from_slice(piece);
            }
        }
        Self {
            bytes: Cow::Owned(bytes),
            lines,
        }
    }

    pub(super) fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The index of the line that a byte of the text is on.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        let after = self.lines.partition_point(|line| line.start <= offset);
        after.saturating_sub(1)
    }

    /// The number of a line in its file.
    pub(super) fn number(&self, index: usize) -> Option<u64> {
        self.lines.get(index)?.number
    }

    /// When a line was written, or the last one before it that says so.
    pub(super) fn time(&self, index: usize, now: Option<i64>) -> Option<Time> {
        (0..=index)
            .rev()
            .take(MOST_BEFORE)
            .find_map(|index| self.own_time(index, now))
    }

    /// When the first line was written that says so, among those at the beginning.
    pub(super) fn first_time(&self, now: Option<i64>) -> Option<Time> {
        (0..self.lines.len().min(MOST_BEFORE)).find_map(|index| self.own_time(index, now))
    }

    fn own_time(&self, index: usize, now: Option<i64>) -> Option<Time> {
        let line = self.lines.get(index)?;
        let end = self.lines.get(index + 1).map(|next| next.start);
        let end = end.unwrap_or(self.bytes.len());
        line.time
            .or_else(|| of_line(self.bytes.get(line.start..end)?, now))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(content: &str, form: Form) -> Text<'_> {
        let block = Block {
            text: content.as_bytes(),
            first: Some(1),
        };
        Text::of(&block, form)
    }

    #[test]
    fn lines_of_docker_are_taken_out_of_their_objects() {
        let content = "\
            {\"log\":\"say \\\"no\\\"\\n\",\"stream\":\"stderr\",\"time\":\"2026-06-01T10:00:00.5Z\"}\n\
            {\"log\":\"a long \",\"stream\":\"stdout\",\"time\":\"2026-06-01T10:00:01Z\"}\n\
            {\"log\":\"line\\n\",\"stream\":\"stdout\",\"time\":\"2026-06-01T10:00:02Z\"}\n\
            not an object\n";
        let text = text(content, Form::JsonFile);
        assert_eq!(
            text.bytes.as_ref(),
            b"say \"no\"\na long line\nnot an object\n"
        );
        let at = |what: &str| {
            let bytes = String::from_utf8_lossy(&text.bytes).into_owned();
            text.line_at(bytes.find(what).unwrap())
        };
        assert_eq!(text.number(at("no")), Some(1));
        assert_eq!(text.number(at("line")), Some(2));
        assert_eq!(text.number(at("object")), Some(4));
        let seconds = |index| text.time(index, None).map(|time| time.seconds);
        assert_eq!(seconds(0), Some(1_780_308_000));
        assert_eq!(seconds(1), Some(1_780_308_001));
        // The line before it says when.
        assert_eq!(seconds(2), Some(1_780_308_001));
    }

    #[test]
    fn a_line_without_a_time_has_that_of_the_line_before() {
        let text = text(
            "2026-06-01T10:00:00Z Traceback\n  in main\n  in send\n",
            Form::Plain,
        );
        assert_eq!(text.line_count(), 3);
        assert_eq!(
            text.time(2, None).map(|time| time.seconds),
            Some(1_780_308_000)
        );
        assert_eq!(text.first_time(None), text.time(0, None));
    }

    proptest! {
        #[test]
        fn no_block_breaks_it(content: Vec<u8>, offset in 0_usize..300) {
            for form in [Form::Plain, Form::JsonFile] {
                let block = Block { text: &content, first: Some(u64::MAX) };
                let text = Text::of(&block, form);
                let line = text.line_at(offset);
                let _ = (text.number(line), text.time(line, Some(0)), text.first_time(None));
            }
        }
    }
}
