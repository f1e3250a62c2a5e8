//! A file in blocks of whole lines that fit into memory: the end of one as it is, and the beginning of one that gzip
//! has compressed.

use std::io::Read as _;
use std::path::Path;

use flate2::read::MultiGzDecoder;
use memchr::memmem;
use muster_target::{ReadError, System};

use super::decode::Form;
use super::local::{Messages, start_of_messages};

/// What is read at once.
const CHUNK: u64 = 1 << 20;

/// The largest compressed file. Text shrinks to a tenth.
const LARGEST_ARCHIVE: u64 = 32 << 20;

/// A longer line is taken apart.
const LONGEST_LINE: usize = 4 << 20;

/// How much of the end of a block may wait for the next one, so that no private key is taken apart.
const LONGEST_KEY: usize = 32 << 10;

/// The marks around a private key (RFC 7468).
const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// Whole lines, with the number of the first one, counted from 1, where that is known.
pub(super) struct Block<'a> {
    pub(super) text: &'a [u8],
    pub(super) first: Option<u64>,
}

/// How much of a file was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// Bytes of text.
    pub(super) bytes: u64,
    /// Whether its first lines were, and its last ones.
    pub(super) from_start: bool,
    pub(super) to_end: bool,
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    File(ReadError),
    /// It is compressed by another program than gzip, broken, or in another form than it should be.
    Form(String),
}

impl From<ReadError> for Unread {
    fn from(error: ReadError) -> Self {
        Self::File(error)
    }
}

/// Reads at most so many bytes of a file, and hands out its lines.
pub(super) fn blocks(
    system: &dyn System,
    (path, form): (&Path, Form),
    budget: u64,
    give: &mut dyn FnMut(Block<'_>),
) -> Result<Extent, Unread> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    match ending {
        Some("gz") => compressed(system, (path, form), budget, give),
        Some(ending @ ("bz2" | "xz" | "zst" | "lz4")) => Err(Unread::Form(format!(
            "{} is compressed in a form that Muster does not read (.{ending})",
            path.display()
        ))),
        Some(_) | None => plain(system, (path, form), budget, give),
    }
}

/// The last bytes of a file. What is written meanwhile is left out.
fn plain(
    system: &dyn System,
    (path, form): (&Path, Form),
    budget: u64,
    give: &mut dyn FnMut(Block<'_>),
) -> Result<Extent, Unread> {
    let size = system.metadata(path)?.size;
    let start = size.saturating_sub(budget);
    let is_whole = start == 0;
    let mut feeder = Feeder::new((path, form), is_whole, give);
    // The end of the line before tells where one begins; a message is found from the end of the file.
    let mut at = match form {
        Form::Local => start,
        Form::JsonFile | Form::Plain => start.saturating_sub(1),
    };
    let mut tail = Vec::new();
    // An empty file is read as well: whether that is allowed is part of what is known.
    loop {
        let chunk = system.read_part(path, at, CHUNK.min(size.saturating_sub(at)))?;
        if chunk.is_empty() {
            break;
        }
        at = at.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if form == Form::Local && !is_whole {
            tail.extend_from_slice(&chunk);
        } else {
            feeder.feed(&chunk)?;
        }
    }
    let first = start_of_messages(&tail).map_err(|_| feeder.broken())?;
    feeder.feed(tail.get(first..).unwrap_or_default())?;
    feeder.lines.finish();
    Ok(Extent {
        bytes: at.saturating_sub(start),
        from_start: is_whole,
        to_end: true,
    })
}

/// The first bytes of the text of a file: there is no other way into it.
fn compressed(
    system: &dyn System,
    (path, form): (&Path, Form),
    budget: u64,
    give: &mut dyn FnMut(Block<'_>),
) -> Result<Extent, Unread> {
    let archive = system.read(path, LARGEST_ARCHIVE)?;
    let mut feeder = Feeder::new((path, form), true, give);
    let mut text = MultiGzDecoder::new(archive.as_slice()).take(budget.saturating_add(1));
    let mut chunk = vec![0; usize::try_from(CHUNK).unwrap_or(1 << 20)];
    let mut bytes = 0_u64;
    loop {
        let read = text.read(&mut chunk).map_err(|_| {
            Unread::Form(format!("{} is not whole, or not of gzip", path.display()))
        })?;
        if read == 0 {
            break;
        }
        bytes = bytes.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        feeder.feed(chunk.get(..read).unwrap_or_default())?;
    }
    feeder.lines.finish();
    Ok(Extent {
        bytes,
        from_start: true,
        to_end: bytes <= budget,
    })
}

/// Takes what is read to lines.
struct Feeder<'a> {
    path: &'a Path,
    messages: Option<Messages>,
    lines: Lines<'a>,
}

impl<'a> Feeder<'a> {
    fn new(
        (path, form): (&'a Path, Form),
        from_start: bool,
        give: &'a mut dyn FnMut(Block<'_>),
    ) -> Self {
        let is_local = form == Form::Local;
        Self {
            path,
            messages: is_local.then(Messages::default),
            lines: Lines {
                pending: Vec::new(),
                // A message has no number.
                first: (from_start && !is_local).then_some(1),
                skips: !from_start && !is_local,
                give,
            },
        }
    }

    fn feed(&mut self, chunk: &[u8]) -> Result<(), Unread> {
        let mut text = Vec::new();
        match self.messages.as_mut().map(|all| all.feed(chunk, &mut text)) {
            None => self.lines.feed(chunk),
            Some(Ok(())) => self.lines.feed(&text),
            Some(Err(_)) => return Err(self.broken()),
        }
        Ok(())
    }

    fn broken(&self) -> Unread {
        Unread::Form(format!(
            "{} is not in the form of Docker's log driver `local`",
            self.path.display()
        ))
    }
}

/// Puts chunks together to lines.
struct Lines<'a> {
    pending: Vec<u8>,
    /// The number of the first line that is pending.
    first: Option<u64>,
    /// Whether what comes is the rest of a line that is not looked at.
    skips: bool,
    give: &'a mut dyn FnMut(Block<'_>),
}

impl Lines<'_> {
    fn feed(&mut self, mut chunk: &[u8]) {
        if self.skips {
            let Some(end) = chunk.iter().position(|byte| *byte == b'\n') else {
                return;
            };
            self.skips = false;
            chunk = chunk.get(end + 1..).unwrap_or_default();
        }
        self.pending.extend_from_slice(chunk);
        let last = self.pending.iter().rposition(|byte| *byte == b'\n');
        match last {
            Some(end) => {
                let whole = self.pending.get(..=end).unwrap_or_default();
                self.give(before_open_key(whole));
            }
            None if self.pending.len() > LONGEST_LINE => self.give(self.pending.len()),
            None => {}
        }
    }

    fn finish(mut self) {
        self.give(self.pending.len());
    }

    fn give(&mut self, length: usize) {
        let text = self.pending.get(..length).unwrap_or_default();
        if text.is_empty() {
            return;
        }
        let ends = text.iter().filter(|byte| **byte == b'\n').count();
        (self.give)(Block {
            text,
            first: self.first,
        });
        self.first = self
            .first
            .map(|first| first.saturating_add(u64::try_from(ends).unwrap_or(u64::MAX)));
        self.pending.drain(..length);
    }
}

/// How much of some lines comes before a private key that goes on behind them.
fn before_open_key(lines: &[u8]) -> usize {
    let from = lines.len().saturating_sub(LONGEST_KEY);
    let tail = lines.get(from..).unwrap_or_default();
    let last = |mark: &[u8]| memmem::rfind(tail, mark);
    let Some(begin) = last(BEGIN) else {
        return lines.len();
    };
    if last(END).is_some_and(|end| end > begin) {
        return lines.len();
    }
    let before = lines.get(..from + begin).unwrap_or_default();
    let start = before.iter().rposition(|byte| *byte == b'\n');
    start.map_or(lines.len(), |end| end + 1)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use muster_target::Recorded;
    use proptest::prelude::*;

    use super::super::local::message;
    use super::*;

    const LOG: &str = "/var/log/app.log";

    fn read(system: &Recorded, path: &str, budget: u64) -> (Vec<(Option<u64>, String)>, Extent) {
        let mut found = Vec::new();
        let extent = blocks(
            system,
            (Path::new(path), Form::Plain),
            budget,
            &mut |block| {
                found.push((
                    block.first,
                    String::from_utf8_lossy(block.text).into_owned(),
                ));
            },
        )
        .unwrap();
        (found, extent)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_budget_leaves_the_last_whole_lines() {
        let system = Recorded::new().file(LOG, "one\ntwo\nthree\nfour");
        let (found, extent) = read(&system, LOG, 100);
        assert_eq!(found.concat_text(), "one\ntwo\nthree\nfour");
        assert_eq!(found[0].0, Some(1));
        assert!(extent.from_start && extent.to_end);
        // Eleven bytes from the end begin within `two`, ten at the end of it.
        for budget in [10, 11, 12, 13] {
            let (found, extent) = read(&system, LOG, budget);
            assert_eq!(found.concat_text(), "three\nfour", "{budget}");
            assert_eq!(found[0].0, None);
            assert!(!extent.from_start);
        }
        let (found, _) = read(&system, LOG, 14);
        assert_eq!(found.concat_text(), "two\nthree\nfour");
    }

    trait ConcatText {
        fn concat_text(&self) -> String;
    }

    impl ConcatText for Vec<(Option<u64>, String)> {
        fn concat_text(&self) -> String {
            self.iter().map(|(_, text)| text.as_str()).collect()
        }
    }

    #[test]
    fn what_gzip_compressed_is_read_from_its_start() {
        let path = "/var/log/app.log.2.gz";
        let text = b"one\ntwo\nthree\n";
        // As logrotate and cat leave it: one member after another.
        let archive = [gzip(b"one\n"), gzip(b"two\nthree\n")].concat();
        let system = Recorded::new().file(path, archive);
        let (found, extent) = read(&system, path, 100);
        assert_eq!(found.concat_text().as_bytes(), text);
        assert!(extent.from_start && extent.to_end);
        let (_, extent) = read(&system, path, 5);
        assert!(!extent.to_end);
        assert!(extent.bytes <= 6);
    }

    #[test]
    fn messages_of_docker_are_lines_without_numbers() {
        let log: Vec<u8> = (0..3)
            .flat_map(|n| message("x", 1_780_311_600 + n, None))
            .collect();
        let one = log.len() as u64 / 3;
        let system = Recorded::new()
            .file(LOG, log.clone())
            .file("/var/log/app.log.1.gz", gzip(&log));
        let read = |path: &str, budget| {
            let mut found = Vec::new();
            let extent = blocks(
                &system,
                (Path::new(path), Form::Local),
                budget,
                &mut |block| {
                    found.push((
                        block.first,
                        String::from_utf8_lossy(block.text).into_owned(),
                    ));
                },
            );
            (found, extent.unwrap().from_start)
        };
        for (path, budget, lines, from_start) in [
            (LOG, 3 * one, 3, true),
            (LOG, 3 * one - 1, 2, false),
            ("/var/log/app.log.1.gz", 3 * one, 3, true),
        ] {
            let (found, whole) = read(path, budget);
            assert_eq!(found.concat_text().lines().count(), lines, "{path}");
            assert_eq!((found[0].0, whole), (None, from_start), "{path}");
        }
    }

    #[test]
    fn what_is_not_gzip_is_told() {
        let give: &mut dyn FnMut(Block<'_>) = &mut |_| {};
        let cut = gzip(&[b'x'; 10_000]);
        for (path, content) in [
            ("/var/log/a.log.1.gz", b"not gzip".to_vec()),
            ("/var/log/a.log.1.gz", cut[..cut.len() - 9].to_vec()),
            ("/var/log/a.log.1.xz", Vec::new()),
        ] {
            let system = Recorded::new().file(path, content);
            let found = blocks(&system, (Path::new(path), Form::Plain), 100_000, give);
            assert!(matches!(found, Err(Unread::Form(_))), "{path}");
        }
    }

    #[test]
    fn a_key_is_not_taken_apart() {
        let open = b"one\nbefore -----BEGIN PRIVATE KEY-----\nMII\n";
        assert_eq!(before_open_key(open), 4);
        let closed = b"one\n-----BEGIN X-----\nMII\n-----END X-----\n";
        assert_eq!(before_open_key(closed), closed.len());
        // There is nothing before it.
        let first = b"-----BEGIN PRIVATE KEY-----\nMII\n";
        assert_eq!(before_open_key(first), first.len());
    }

    proptest! {
        #[test]
        fn lines_are_those_of_the_file(text in "[a\n]{0,60}", budget in 0_u64..70) {
            let system = Recorded::new().file(LOG, text.clone());
            let (found, extent) = read(&system, LOG, budget);
            let found = found.concat_text();
            prop_assert!(text.ends_with(&found));
            let rest = &text[..text.len() - found.len()];
            // The end of a line alone is not one.
            prop_assert!(found.is_empty() || rest.is_empty() || rest.ends_with('\n'));
            prop_assert!(found.is_empty() || extent.from_start == rest.is_empty());
        }
    }
}
