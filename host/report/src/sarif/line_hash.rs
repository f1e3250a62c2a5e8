//! The hash of a line by which GitHub knows an alert in a file of the repository. Its upload action
//! computes it for each file that it finds, and complains of any other value.

use std::collections::HashMap;

/// Characters that a line's hash is made of, from its beginning on and over its end.
const WINDOW: usize = 100;

/// The multiplier of the rolling hash.
const MULTIPLIER: u64 = 37;

/// Stands for the end of the file.
const END: u16 = u16::MAX;

/// The hash of each line, the first first, as the action writes it: hexadecimal, and how many lines
/// up to this one have the same.
pub(super) fn line_hashes(text: &str) -> Vec<String> {
    let mut lines = Lines::default();
    let mut units = text.encode_utf16().peekable();
    while let Some(unit) = units.next() {
        match char::from_u32(u32::from(unit)) {
            // Blanks and tabs do not count.
            Some(' ' | '\t') => {}
            Some('\r') => {
                // As in `\r\n`, which is one end of a line.
                units.next_if_eq(&u16::from(b'\n'));
                lines.push(u16::from(b'\n'));
            }
            _ => lines.push(unit),
        }
    }
    lines.push(END);
    for _ in 0..WINDOW {
        lines.slide(0);
    }
    lines.hashes
}

struct Lines {
    /// The last characters, and for each whether a line begins with it.
    window: [(u16, bool); WINDOW],
    /// Where the oldest of them is.
    oldest: usize,
    hash: u64,
    /// What the oldest character counts for in the hash.
    weight: u64,
    at_start: bool,
    seen: HashMap<u64, usize>,
    hashes: Vec<String>,
}

impl Default for Lines {
    fn default() -> Self {
        let weight = (0..WINDOW).fold(1_u64, |weight, _| weight.wrapping_mul(MULTIPLIER));
        Self {
            window: [(0, false); WINDOW],
            oldest: 0,
            hash: 0,
            weight,
            at_start: true,
            seen: HashMap::new(),
            hashes: Vec::new(),
        }
    }
}

impl Lines {
    fn push(&mut self, unit: u16) {
        let starts = self.at_start;
        self.at_start = unit == u16::from(b'\n');
        self.slide_with(unit, starts);
    }

    fn slide(&mut self, unit: u16) {
        self.slide_with(unit, false);
    }

    /// Takes a character in and the oldest out. A line's hash is that of the window in which its first
    /// character is the oldest.
    fn slide_with(&mut self, unit: u16, starts: bool) {
        let Some(slot) = self.window.get_mut(self.oldest) else {
            return;
        };
        let (leaving, ends_window) = std::mem::replace(slot, (unit, starts));
        if ends_window {
            let times = self.seen.entry(self.hash).or_default();
            *times += 1;
            self.hashes.push(format!("{:x}:{times}", self.hash));
        }
        self.hash = self
            .hash
            .wrapping_mul(MULTIPLIER)
            .wrapping_add(u64::from(unit))
            .wrapping_sub(self.weight.wrapping_mul(u64::from(leaving)));
        self.oldest = (self.oldest + 1) % WINDOW;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values are those that the action's own tests expect.
    #[test]
    fn hashes_are_those_of_the_upload_action() {
        assert_eq!(line_hashes(""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(
            line_hashes(" a\nb\n  \t\tc\n d"),
            [
                "271789c17abda88f:1",
                "54703d4cd895b18:1",
                "180aee12dab6264:1",
                "a23a3dc5e078b07b:1"
            ]
        );
        assert_eq!(
            line_hashes(" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r"),
            [
                "e9496ae3ebfced30:1",
                "fb7c023a8b9ccb3f:1",
                "ce8ba1a563dcdaca:1",
                "e20e36e16fcb0cc8:1",
                "b3edc88f2938467e:1",
                "c8e28b0b4002a3a0:1",
                "c129715d7a2bc9a3:1"
            ]
        );
        let repeated = "Lorem ipsum dolor sit amet.\n".repeat(10);
        assert_eq!(
            line_hashes(&repeated).get(..2).unwrap(),
            ["a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2"]
        );
    }

    #[test]
    fn a_line_end_of_windows_is_one() {
        assert_eq!(line_hashes("a\r\nb"), line_hashes("a\nb"));
        assert_eq!(line_hashes("a \t\r\n b"), line_hashes("a\nb"));
    }
}
