//! The form in which Docker's log driver `local` keeps lines: messages of Protocol Buffers, each between two numbers
//! that say how long it is (`daemon/logger/local` of Moby). Pure.

use chrono::{DateTime, Datelike as _, Timelike as _};

/// Bytes of a number before and behind a message.
const NUMBER: usize = 4;

/// The longest message; Docker reads no longer one.
const LONGEST: usize = 1_000_000;

/// The fields of a message, and of what it says of a part of a long line.
const TIME: u64 = 2;
const LINE: u64 = 3;
const IS_PART: u64 = 4;
const PART: u64 = 5;
const IS_LAST: u64 = 1;

/// What was read is something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken;

/// Takes messages out of what is read.
#[derive(Default)]
pub(super) struct Messages {
    pending: Vec<u8>,
    /// Whether the line that was written last has no end yet.
    is_open: bool,
}

impl Messages {
    /// Adds each message that is whole to the lines, behind its time.
    pub(super) fn feed(&mut self, chunk: &[u8], lines: &mut Vec<u8>) -> Result<(), Broken> {
        self.pending.extend_from_slice(chunk);
        let mut at = 0;
        while let Some(length) = length_at(&self.pending, at) {
            if length > LONGEST {
                return Err(Broken);
            }
            let start = at + NUMBER;
            let Some(behind) = length_at(&self.pending, start + length) else {
                break;
            };
            let message = self.pending.get(start..start + length).ok_or(Broken)?;
            if behind != length {
                return Err(Broken);
            }
            self.is_open = add_line(message, self.is_open, lines)?;
            at = start + length + NUMBER;
        }
        self.pending.drain(..at);
        Ok(())
    }
}

/// Where the first whole message begins in the end of a file.
pub(super) fn start_of_messages(tail: &[u8]) -> Result<usize, Broken> {
    let mut at = tail.len();
    while let Some(length) = at.checked_sub(NUMBER).and_then(|end| length_at(tail, end)) {
        if length > LONGEST {
            return Err(Broken);
        }
        let Some(start) = at.checked_sub(length + 2 * NUMBER) else {
            break;
        };
        if length_at(tail, start) != Some(length) {
            return Err(Broken);
        }
        at = start;
    }
    Ok(at)
}

fn length_at(bytes: &[u8], at: usize) -> Option<usize> {
    let number = bytes.get(at..)?.first_chunk::<NUMBER>()?;
    usize::try_from(u32::from_be_bytes(*number)).ok()
}

/// The value of a field.
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message; ends early where it makes no sense.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Field<'a>), Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let mut field = || {
            let key = self.number()?;
            let value = match key & 7 {
                0 => Field::Number(self.number()?),
                1 => Field::Bytes(self.bytes(8)?),
                2 => {
                    let length = usize::try_from(self.number()?).ok()?;
                    Field::Bytes(self.bytes(length)?)
                }
                5 => Field::Bytes(self.bytes(4)?),
                _ => return None,
            };
            Some((key >> 3, value))
        };
        let found = field().ok_or(Broken);
        if found.is_err() {
            self.0 = &[];
        }
        Some(found)
    }
}

/// Adds a message, and says whether its line goes on in the next one.
fn add_line(message: &[u8], is_open: bool, lines: &mut Vec<u8>) -> Result<bool, Broken> {
    let mut text: &[u8] = &[];
    let (mut time, mut is_part, mut is_last) = (0, false, false);
    for field in Fields(message) {
        match field? {
            (TIME, Field::Number(number)) => time = number,
            (LINE, Field::Bytes(bytes)) => text = bytes,
            (IS_PART, Field::Number(number)) => is_part = number != 0,
            (PART, Field::Bytes(part)) => {
                for field in Fields(part) {
                    if let (IS_LAST, Field::Number(number)) = field? {
                        is_last = number != 0;
                    }
                }
            }
            _ => {}
        }
    }
    if !is_open {
        add_time(time, lines);
    }
    lines.extend_from_slice(text);
    let goes_on = is_part && !is_last;
    if !goes_on {
        lines.push(b'\n');
    }
    Ok(goes_on)
}

/// Nanoseconds since 1970 as RFC 3339 has them, without a fraction.
fn add_time(nanoseconds: u64, lines: &mut Vec<u8>) {
    let seconds = i64::try_from(nanoseconds / 1_000_000_000).unwrap_or_default();
    let Some(time) = DateTime::from_timestamp(seconds, 0) else {
        return;
    };
    let text = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z ",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    );
    lines.extend_from_slice(text.as_bytes());
}

/// A message as Docker writes it, for tests of those who read it.
#[cfg(test)]
pub(super) fn message(text: &str, seconds: u64, part: Option<bool>) -> Vec<u8> {
    let number = |mut number: u64| {
        let mut bytes = Vec::new();
        loop {
            let low = (number & 0x7f) as u8;
            number >>= 7;
            if number == 0 {
                bytes.push(low);
                return bytes;
            }
            bytes.push(low | 0x80);
        }
    };
    let bytes = |field: u64, text: &[u8]| {
        [
            number(field << 3 | 2),
            number(text.len() as u64),
            text.to_vec(),
        ]
        .concat()
    };
    let mut message = [
        bytes(1, b"stdout"),
        number(TIME << 3),
        number(seconds * 1_000_000_000 + 5),
        bytes(LINE, text.as_bytes()),
    ]
    .concat();
    if let Some(is_last) = part {
        message.extend([number(IS_PART << 3), number(1)].concat());
        let mut about = Vec::new();
        if is_last {
            about.extend([number(IS_LAST << 3), number(1)].concat());
        }
        about.extend(bytes(2, b"id"));
        message.extend(bytes(PART, &about));
    }
    let length = (message.len() as u32).to_be_bytes();
    [&length[..], &message, &length].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(chunks: &[&[u8]]) -> Result<String, Broken> {
        let mut messages = Messages::default();
        let mut lines = Vec::new();
        for chunk in chunks {
            messages.feed(chunk, &mut lines)?;
        }
        Ok(String::from_utf8(lines).unwrap())
    }

    fn log() -> Vec<u8> {
        [
            message("one", 0, None),
            message("a long ", 60, Some(false)),
            message("line", 61, Some(true)),
        ]
        .concat()
    }

    const LINES: &str = "1970-01-01T00:00:00Z one\n1970-01-01T00:01:00Z a long line\n";

    #[test]
    fn messages_are_lines_with_their_times() {
        let log = log();
        assert_eq!(lines(&[&log]).as_deref(), Ok(LINES));
        let bytes: Vec<&[u8]> = log.chunks(1).collect();
        assert_eq!(lines(&bytes).as_deref(), Ok(LINES));
        // What is not whole yet is not there.
        assert_eq!(lines(&[&log[..log.len() - 1]]).unwrap().lines().count(), 2);
    }

    #[test]
    fn the_end_of_a_file_begins_with_its_first_whole_message() {
        let log = log();
        let first = message("one", 0, None).len();
        for cut in 1..=first {
            assert_eq!(start_of_messages(&log[cut..]), Ok(first - cut), "{cut}");
        }
        assert_eq!(start_of_messages(&log), Ok(0));
        assert_eq!(start_of_messages(&log[..log.len() - 1]), Err(Broken));
    }

    #[test]
    fn another_form_is_broken() {
        for other in [
            &b"{\"log\":\"x\\n\"}\n"[..],
            b"\0\0\0\x02\xff\xff\0\0\0\x02",
        ] {
            assert_eq!(lines(&[other]), Err(Broken), "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes: Vec<u8>) {
            let mut found = Vec::new();
            let _ = Messages::default().feed(&bytes, &mut found);
            let _ = start_of_messages(&bytes);
            let _ = add_line(&bytes, false, &mut found);
        }
    }
}
