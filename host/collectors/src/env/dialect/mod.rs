//! How each program that reads environment files takes one. A dialect gets the text of a file and
//! returns what that program would end up with; it knows nothing of secrets' names, facts or files.
//!
//! Each `parse` is pure, total and bounded: no input makes it panic, hang or grow without limit.

pub mod compose;
pub mod docker_run;
pub mod node_dotenv;
#[cfg(test)]
mod oracle;
pub mod python_dotenv;
pub mod shell;
pub mod systemd;

use std::collections::BTreeSet;

use muster_facts::Secret;

/// The most text that the values of one file may grow to by interpolation: a file of a few lines
/// can otherwise double itself into gigabytes. Linux hands a program at most 6 MiB of arguments
/// and environment together (`execve(2)`, three quarters of the 8 MiB stack limit).
const LARGEST_ENVIRONMENT: usize = 6 << 20;

/// The deepest nesting of `${A:-${B:-…}}` that is followed.
const DEEPEST_NESTING: usize = 50;

/// A program that reads environment files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// Docker Compose, for `env_file:` and `--env-file`.
    Compose,
    /// A shell script with `set -a; . file`.
    Shell,
    /// The Python package python-dotenv.
    PythonDotenv,
    /// `docker run --env-file`, and Compose for an `env_file:` with `format: raw`.
    DockerRun,
    /// systemd, for the `EnvironmentFile=` of a unit.
    Systemd,
    /// The npm package dotenv.
    NodeDotenv,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 6] = [
        Self::Compose,
        Self::Shell,
        Self::PythonDotenv,
        Self::DockerRun,
        Self::Systemd,
        Self::NodeDotenv,
    ];

    /// Who is taken to read a file about which nothing says who does.
    pub const COMMON: [Self; 3] = [Self::Compose, Self::Shell, Self::PythonDotenv];

    /// The name in targets and facts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Compose => "compose",
            Self::Shell => "shell",
            Self::PythonDotenv => "python-dotenv",
            Self::DockerRun => "docker-run",
            Self::Systemd => "systemd",
            Self::NodeDotenv => "node-dotenv",
        }
    }

    /// The dialect of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|dialect| dialect.as_str() == name)
    }

    /// Reads a whole file as this program does.
    #[must_use]
    pub fn parse(self, text: &str) -> Parsed {
        match self {
            Self::Compose => compose::parse(text),
            Self::Shell => shell::parse(text),
            Self::PythonDotenv => python_dotenv::parse(text),
            Self::DockerRun => docker_run::parse(text),
            Self::Systemd => systemd::parse(text),
            Self::NodeDotenv => node_dotenv::parse(text),
        }
    }
}

/// What a program makes of a file.
#[derive(Default)]
#[cfg_attr(test, derive(Debug))]
pub struct Parsed {
    /// In the order of the file. A later one replaces an earlier one of the same name.
    pub definitions: Vec<Definition>,
    /// Lines that the program refuses or misreads.
    pub flaws: Vec<Flaw>,
    /// The program takes nothing from the file, or what it takes cannot be told without running
    /// it. Definitions are then only good for keeping secrets out of the output.
    pub refused: bool,
    /// The line at which the program gives up, having taken what comes before it.
    pub stopped: Option<u32>,
}

impl Parsed {
    fn flaw(&mut self, line: u32, code: FlawCode) {
        self.flaws.push(Flaw { line, code });
    }

    fn refuse(&mut self, line: u32, code: FlawCode) {
        self.flaw(line, code);
        self.refused = true;
    }
}

/// One assignment. Not `Debug` outside tests: in a torn line the name is part of a value.
#[cfg_attr(test, derive(Debug))]
pub struct Definition {
    /// The variable.
    pub name: String,
    /// Where the statement begins.
    pub line: u32,
    /// Where its value ends.
    pub end_line: u32,
    /// What the variable gets.
    pub value: Value,
    /// What is surprising about it, in the vocabulary of `reading.remarks`.
    pub remarks: BTreeSet<&'static str>,
}

/// What a variable gets.
#[derive(Debug, PartialEq, Eq)]
pub enum Value {
    /// Exactly this.
    Known(Secret),
    /// Something that depends on the machine or on a command. The text has nothing in its place.
    Unknown(Secret),
    /// Nothing: the program sees the name and leaves the variable as it is.
    Absent,
}

/// A line that a program refuses or misreads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flaw {
    /// Counted from 1.
    pub line: u32,
    /// What is wrong.
    pub code: FlawCode,
}

/// What can be wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum FlawCode {
    ByteOrderMark,
    BadKey,
    NotAnAssignment,
    UnterminatedQuote,
    TextAfterQuote,
    BadSubstitution,
    SyntaxError,
    NotEvaluated,
    ReleasesDiffer,
    LineTooLong,
    TooLarge,
}

impl FlawCode {
    /// Whether the program takes no value from the line. A shell that takes a line for a command goes on
    /// behind it.
    pub(super) fn is_refusal(self) -> bool {
        match self {
            Self::NotAnAssignment | Self::ReleasesDiffer => false,
            Self::ByteOrderMark
            | Self::BadKey
            | Self::UnterminatedQuote
            | Self::TextAfterQuote
            | Self::BadSubstitution
            | Self::SyntaxError
            | Self::NotEvaluated
            | Self::LineTooLong
            | Self::TooLarge => true,
        }
    }

    /// The code in the facts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByteOrderMark => "byte-order-mark",
            Self::BadKey => "bad-key",
            Self::NotAnAssignment => "not-an-assignment",
            Self::UnterminatedQuote => "unterminated-quote",
            Self::TextAfterQuote => "text-after-quote",
            Self::BadSubstitution => "bad-substitution",
            Self::SyntaxError => "syntax-error",
            Self::NotEvaluated => "not-evaluated",
            Self::ReleasesDiffer => "releases-differ",
            Self::LineTooLong => "line-too-long",
            Self::TooLarge => "too-large",
        }
    }

    /// What is wrong and how to put it right, without any part of the line.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::ByteOrderMark => {
                "the file begins with a byte order mark, which becomes part of the first key; save it as UTF-8 without BOM"
            }
            Self::BadKey => {
                "the name before `=` is not one that this program accepts; use letters, digits and \
                 underscores"
            }
            Self::NotAnAssignment => {
                "the line is not a plain KEY=value; quote values that hold spaces"
            }
            Self::UnterminatedQuote => "a quotation mark is never closed",
            Self::TextAfterQuote => {
                "text follows where the value or the name should end, as behind a closing quotation mark; write KEY='value'"
            }
            Self::BadSubstitution => {
                "a `${…}` cannot be resolved; write `$` as `$$` for Compose, or use single quotes"
            }
            Self::SyntaxError => {
                "the shell stops reading here with a syntax error; put the value into single quotes"
            }
            Self::NotEvaluated => {
                "the line is a shell command whose effect Muster does not evaluate; keep to KEY=value"
            }
            Self::ReleasesDiffer => {
                "releases of the program read the line differently; put the value into single quotes, without a backslash and with no comment behind `=`"
            }
            Self::LineTooLong => {
                "the line is longer than the 64 KiB that this program accepts; keep such data in a \
                 file of its own"
            }
            Self::TooLarge => "interpolation makes the values too large or nests too deeply",
        }
    }
}

/// What is left of [`LARGEST_ENVIRONMENT`].
struct Budget(usize);

impl Budget {
    const fn new() -> Self {
        Self(LARGEST_ENVIRONMENT)
    }

    fn spend(&mut self, bytes: usize) -> Result<(), FlawCode> {
        self.0 = self.0.checked_sub(bytes).ok_or(FlawCode::TooLarge)?;
        Ok(())
    }
}

/// Finds the line of a byte offset.
struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    fn new(text: &str) -> Self {
        let after_newline = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            starts: std::iter::once(0).chain(after_newline).collect(),
        }
    }

    /// The text with every kind of line end as `\n`, and the lines of the file as it was.
    fn with_unix_line_ends(text: &str) -> (String, Self) {
        let mut unix = String::with_capacity(text.len());
        let mut starts = vec![0];
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            match c {
                '\r' if characters.peek() == Some(&'\n') => {}
                '\r' => unix.push('\n'),
                c => unix.push(c),
            }
            if c == '\n' {
                starts.push(unix.len());
            }
        }
        (unix, Self { starts })
    }

    /// Counted from 1.
    fn line(&self, offset: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }
}
