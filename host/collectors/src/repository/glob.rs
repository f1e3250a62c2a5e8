//! Patterns of paths as git has them (gitignore(5), "PATTERN FORMAT"). Pure.
//!
//! A pattern is a small machine whose states are all followed at once, so that no pattern takes longer
//! than its length times that of the path.

/// How a pattern is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Options {
    /// Whether only `**` stands for a slash.
    pub(super) is_path: bool,
    pub(super) ignore_case: bool,
}

/// A pattern.
#[derive(Clone, Debug)]
pub(super) struct Glob {
    steps: Vec<Step>,
    options: Options,
}

#[derive(Clone, Debug)]
enum Step {
    Byte(u8),
    /// `?`
    Any,
    Set(Box<[bool; 256]>),
    /// `*`: any bytes but slashes.
    Star,
    /// `**`: any bytes.
    Stars,
    /// The next two may be left out: those of `**/`.
    MaySkip,
}

impl Glob {
    /// Reads a pattern; none for one that fits nothing, as where a bracket is never closed.
    pub(super) fn parse(pattern: &[u8], options: Options) -> Option<Self> {
        let mut steps = Vec::new();
        let mut at = 0;
        while let Some(byte) = pattern.get(at).copied() {
            at += 1;
            match byte {
                b'\\' => {
                    steps.push(Step::Byte(*pattern.get(at)?));
                    at += 1;
                }
                b'?' => steps.push(Step::Any),
                b'[' => steps.push(Step::Set(Box::new(set(pattern, &mut at)?))),
                b'*' => {
                    let first = at - 1;
                    while pattern.get(at) == Some(&b'*') {
                        at += 1;
                    }
                    let before = pattern.get(..first).unwrap_or_default();
                    // Git compares what is before the first sign by itself: `api**/x` is `api` and `**/x`.
                    let begins = before.last().is_none_or(|byte| *byte == b'/')
                        || !before.iter().any(|byte| b"*?[\\".contains(byte));
                    let next = pattern.get(at);
                    let ends = next.is_none_or(|next| *next == b'/');
                    if !options.is_path {
                        steps.push(Step::Stars);
                    } else if at - first > 1 && begins && ends {
                        if next.is_some() {
                            steps.extend([Step::MaySkip, Step::Stars, Step::Byte(b'/')]);
                            at += 1;
                        } else {
                            steps.push(Step::Stars);
                        }
                    } else {
                        steps.push(Step::Star);
                    }
                }
                byte => steps.push(Step::Byte(byte)),
            }
        }
        Some(Self { steps, options })
    }

    /// Whether the whole text is one that the pattern stands for.
    pub(super) fn matches(&self, text: &[u8]) -> bool {
        let mut states = vec![false; self.steps.len() + 1];
        self.enter(&mut states, 0);
        for byte in text {
            let mut next = vec![false; states.len()];
            for (at, step) in self.steps.iter().enumerate() {
                if states.get(at) != Some(&true) {
                    continue;
                }
                match step {
                    Step::Star if *byte != b'/' => self.enter(&mut next, at),
                    Step::Stars => self.enter(&mut next, at),
                    Step::Byte(_) | Step::Any | Step::Set(_) if self.fits(step, *byte) => {
                        self.enter(&mut next, at + 1);
                    }
                    Step::Byte(_) | Step::Any | Step::Set(_) | Step::Star | Step::MaySkip => {}
                }
            }
            if !next.contains(&true) {
                return false;
            }
            states = next;
        }
        states.last() == Some(&true)
    }

    /// Enters a state, and those that are reached from it without a byte.
    fn enter(&self, states: &mut [bool], at: usize) {
        let mut pending = vec![at];
        while let Some(at) = pending.pop() {
            let Some(state) = states.get_mut(at) else {
                continue;
            };
            if std::mem::replace(state, true) {
                continue;
            }
            match self.steps.get(at) {
                Some(Step::Star | Step::Stars) => pending.push(at + 1),
                Some(Step::MaySkip) => pending.extend([at + 1, at + 3]),
                Some(Step::Byte(_) | Step::Any | Step::Set(_)) | None => {}
            }
        }
    }

    fn fits(&self, step: &Step, byte: u8) -> bool {
        let set_has = |set: &[bool; 256], byte: u8| set.get(usize::from(byte)) == Some(&true);
        let ignore_case = self.options.ignore_case;
        match step {
            Step::Byte(wanted) if ignore_case => wanted.eq_ignore_ascii_case(&byte),
            Step::Byte(wanted) => *wanted == byte,
            Step::Any => !(self.options.is_path && byte == b'/'),
            Step::Set(set) => {
                let other = if byte.is_ascii_lowercase() {
                    byte.to_ascii_uppercase()
                } else {
                    byte.to_ascii_lowercase()
                };
                !(self.options.is_path && byte == b'/')
                    && (set_has(set, byte) || (ignore_case && set_has(set, other)))
            }
            Step::Star | Step::Stars | Step::MaySkip => false,
        }
    }
}

/// The bytes that a bracket stands for, from behind the bracket to behind its end.
fn set(pattern: &[u8], at: &mut usize) -> Option<[bool; 256]> {
    let mut set = [false; 256];
    let negated = matches!(pattern.get(*at), Some(b'!' | b'^'));
    *at += usize::from(negated);
    let first = *at;
    // The byte before, which may begin a range.
    let mut before: Option<u8> = None;
    loop {
        let mut byte = *pattern.get(*at)?;
        let is_first = *at == first;
        *at += 1;
        match byte {
            b']' if !is_first => break,
            b'-' if before.is_some() && !matches!(pattern.get(*at), None | Some(b']')) => {
                let mut last = *pattern.get(*at)?;
                *at += 1;
                if last == b'\\' {
                    last = *pattern.get(*at)?;
                    *at += 1;
                }
                for byte in before.take().into_iter().flat_map(|from| from..=last) {
                    include(&mut set, byte);
                }
                continue;
            }
            b'[' if pattern.get(*at) == Some(&b':') => {
                let start = *at + 1;
                let length = pattern
                    .get(start..)?
                    .iter()
                    .position(|byte| *byte == b']')?;
                let named = pattern.get(start..start + length)?;
                if let Some(name) = named.strip_suffix(b":") {
                    let class = class(name)?;
                    for byte in (0..=u8::MAX).filter(class) {
                        include(&mut set, byte);
                    }
                    *at = start + length + 1;
                    before = None;
                    continue;
                }
            }
            b'\\' => {
                byte = *pattern.get(*at)?;
                *at += 1;
            }
            _ => {}
        }
        include(&mut set, byte);
        before = Some(byte);
    }
    if negated {
        for has in &mut set {
            *has = !*has;
        }
    }
    Some(set)
}

fn include(set: &mut [bool; 256], byte: u8) {
    if let Some(has) = set.get_mut(usize::from(byte)) {
        *has = true;
    }
}

/// A class of POSIX.
fn class(name: &[u8]) -> Option<fn(&u8) -> bool> {
    Some(match name {
        b"alnum" => u8::is_ascii_alphanumeric,
        b"alpha" => u8::is_ascii_alphabetic,
        b"blank" => |byte| matches!(byte, b' ' | b'\t'),
        b"cntrl" => u8::is_ascii_control,
        b"digit" => u8::is_ascii_digit,
        b"graph" => u8::is_ascii_graphic,
        b"lower" => u8::is_ascii_lowercase,
        b"print" => |byte| byte.is_ascii_graphic() || *byte == b' ',
        b"punct" => u8::is_ascii_punctuation,
        b"space" => |byte| byte.is_ascii_whitespace() || *byte == 0x0b,
        b"upper" => u8::is_ascii_uppercase,
        b"xdigit" => u8::is_ascii_hexdigit,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATH: Options = Options {
        is_path: true,
        ignore_case: false,
    };

    fn matches(pattern: &str, text: &str) -> bool {
        Glob::parse(pattern.as_bytes(), PATH).is_some_and(|glob| glob.matches(text.as_bytes()))
    }

    #[test]
    fn stars_stand_for_names_and_directories() {
        for (pattern, text) in [
            ("*.env", "a.env"),
            ("a/**/b", "a/b"),
            ("a/**/b", "a/x/y/b"),
            ("**/b", "b"),
            ("**/b", "x/y/b"),
            ("a/**", "a/x/y"),
            ("a**b", "axb"),
            ("[!a-c]x", "dx"),
            ("[]a]", "]"),
            ("[[:digit:]_]", "7"),
            ("\\*", "*"),
            ("a?c", "abc"),
            ("api**/.env", "api/conf/.env"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("*.env", "x/a.env"),
            ("**/b", "ab"),
            ("a/**/b", "axb"),
            ("a/**", "a"),
            ("a**b", "a/b"),
            ("[!a-c]x", "bx"),
            ("a[!x]b", "a/b"),
            ("[a", "[a"),
            ("a\\", "a\\"),
            ("a?c", "a/c"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    proptest! {
        #[test]
        fn no_input_breaks_it(pattern in "[ab/*?\\[\\]!^:\\\\-]{0,40}", text in "[ab/]{0,40}") {
            let _ = matches(&pattern, &text);
        }
    }
}
