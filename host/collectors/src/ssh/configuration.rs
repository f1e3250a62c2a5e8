//! Reads the configuration with all its `Include`s into one sequence of directives, each in its
//! `Match` scope, and notes what sshd would refuse. Decides nothing about which line wins.

use std::path::Path;
use std::sync::Arc;

use muster_facts::{FactError, Secrets, Source, sshd};

use super::confidential;
use super::criteria::{self, Criterion};
use super::include;
use super::invocation::{Given, Invocation};
use super::keyword::{self, Keyword, Kind};
use super::token::{self, Content, Line};
use super::value;
use super::version::{Build, NEWEST};
use crate::system::{FileType, LARGEST_FILE, ReadError, System};

/// sshd's own limit on nested `Include`s.
const DEEPEST: usize = 16;

/// Limits that sshd does not have. Real configurations stay far below; together they bound the
/// time and the memory that the worst one can take.
const MOST_FILES: usize = 1024;
const MOST_BYTES: usize = 1 << 20;
const MOST_LINES: usize = 20_000;
const LONGEST_LINE: usize = 8 << 10;
const MOST_BLOCKS: usize = 500;
const MOST_CRITERIA_BYTES: usize = 64 << 10;

/// The blocks around a directive, by their index, outermost first. All must match.
pub(super) type Scope = Arc<[usize]>;

/// What all the files say.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    pub(super) directives: Vec<Directive>,
    pub(super) blocks: Vec<Block>,
    pub(super) problems: Vec<sshd::Problem>,
}

/// A line that sets a keyword.
#[derive(Debug)]
pub(super) struct Directive {
    pub(super) keyword: &'static Keyword,
    pub(super) values: Vec<String>,
    pub(super) source: Source,
    pub(super) scope: Scope,
}

/// A `Match` line.
#[derive(Debug)]
pub(super) struct Block {
    /// As they are written.
    pub(super) text: String,
    /// As they may be shown.
    pub(super) shown: String,
    pub(super) criteria: Vec<Criterion>,
    pub(super) source: Source,
    /// The blocks around it, and itself.
    pub(super) scope: Scope,
}

impl Configuration {
    /// Whether the scope holds for every connection: it is global, or all its blocks are
    /// `Match all`.
    pub(super) fn always(&self, scope: &[usize]) -> bool {
        self.criteria(scope)
            .all(|criterion| *criterion == Criterion::All)
    }

    /// All criteria of a scope.
    pub(super) fn criteria(&self, scope: &[usize]) -> impl Iterator<Item = &Criterion> {
        scope
            .iter()
            .filter_map(|index| self.blocks.get(*index))
            .flat_map(|block| &block.criteria)
    }

    /// The first line that makes sshd refuse to start.
    pub(super) fn fatal(&self) -> Option<&sshd::Problem> {
        self.problems.iter().find(|problem| problem.fatal)
    }

    pub(super) fn note(&mut self, source: Source, fatal: bool, message: String) {
        self.problems.push(sshd::Problem {
            message,
            fatal,
            source,
        });
    }
}

/// Reads the options that sshd is started with, the main file and everything that it includes.
///
/// # Errors
/// A file that could change the result could not be read.
pub(super) fn read(
    system: &dyn System,
    invocation: &Invocation,
    build: &Build,
    secrets: &Secrets,
) -> Result<Configuration, FactError> {
    let mut reader = Reader {
        system,
        build,
        secrets,
        found: Configuration::default(),
        ports_given: false,
        files: 0,
        bytes: 0,
        lines: 0,
        criteria_bytes: 0,
    };
    match reader.all(invocation) {
        Ok(()) | Err(Stop::Refused) => Ok(reader.found),
        Err(Stop::Unreadable(error)) => Err(error),
    }
}

/// Why reading ended early.
enum Stop {
    /// sshd would end here too; the problem is noted.
    Refused,
    Unreadable(FactError),
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Self {
        Self::Unreadable(error.into())
    }
}

struct Reader<'a> {
    system: &'a dyn System,
    build: &'a Build,
    secrets: &'a Secrets,
    found: Configuration,
    /// Whether sshd got ports by `-p`: it then ignores every `Port` line.
    ports_given: bool,
    files: usize,
    bytes: usize,
    lines: usize,
    criteria_bytes: usize,
}

impl Reader<'_> {
    fn all(&mut self, invocation: &Invocation) -> Result<(), Stop> {
        // sshd reads its options before the file, so that they come first.
        for given in &invocation.given {
            self.option(given)?;
        }
        match &invocation.config {
            Some(path) => self.file(path, &Scope::default(), 0, None),
            None => Ok(()),
        }
    }

    /// Reads an option as the line that does the same.
    fn option(&mut self, given: &Given) -> Result<(), Stop> {
        let Some(text) = given.line() else {
            return Ok(());
        };
        let source = given
            .source
            .clone()
            .with_text(confidential::option(given, self.build));
        let failed = |message: &str| {
            Stop::Unreadable(FactError::Failed(format!("{}: {message}", source.name)))
        };
        if text.contains(['\n', '\0']) || text.len() > LONGEST_LINE {
            return Err(failed("Muster does not understand an option of sshd"));
        }
        let before = std::mem::take(&mut self.ports_given);
        for line in token::lines(&text) {
            if let Content::Directive { keyword, rest } = &line.content {
                let known = keyword::find(keyword, self.build).map(|(known, _)| known);
                confidential::register(known, keyword, rest, self.secrets);
            }
            if let Content::Directive { keyword, .. } = &line.content
                && ["match", "include"].contains(&keyword.to_ascii_lowercase().as_str())
            {
                return Err(failed(
                    "Muster does not read `Match` and `Include` in an option",
                ));
            }
            let outer = Scope::default();
            let mut scope = Scope::default();
            self.content(source.clone(), &line.content, &outer, &mut scope, 0)?;
        }
        self.ports_given = before || given.letter == 'p';
        Ok(())
    }

    /// Reads one file. A `Match` in it ends with it.
    fn file(
        &mut self,
        path: &Path,
        outer: &Scope,
        depth: usize,
        included_by: Option<&Source>,
    ) -> Result<(), Stop> {
        let name = path.display().to_string();
        let blame = || included_by.cloned().unwrap_or_else(|| Source::file(&name));
        if depth > DEEPEST {
            let message = format!("includes are nested more than {DEEPEST} deep");
            self.found.note(blame(), true, message);
            return Err(Stop::Refused);
        }
        let bytes = match self.system.read(path, LARGEST_FILE) {
            Ok(bytes) => bytes,
            // sshd reads a directory as an empty file.
            Err(ReadError::NotRegular { .. }) if self.is_directory(path) => return Ok(()),
            Err(error @ ReadError::NotFound { .. }) => {
                self.found.note(
                    blame(),
                    true,
                    format!("{error}, and sshd cannot start without it"),
                );
                return Err(Stop::Refused);
            }
            Err(error) => return Err(error.into()),
        };
        self.files += 1;
        self.bytes += bytes.len();
        if self.files > MOST_FILES || self.bytes > MOST_BYTES {
            return Err(too_large(&name));
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Some(at) = text.find('\0') {
            // sshd would join the line with the next one.
            let line = 1 + text.chars().take(at).filter(|c| *c == '\n').count();
            return Err(Stop::Unreadable(FactError::Failed(format!(
                "{name} line {line} holds a NUL byte; remove it"
            ))));
        }
        let mut scope = Arc::clone(outer);
        for line in token::lines(&text) {
            self.lines += 1;
            if self.lines > MOST_LINES
                || line.text.len() > LONGEST_LINE
                || self.found.blocks.len() > MOST_BLOCKS
                || self.criteria_bytes > MOST_CRITERIA_BYTES
            {
                return Err(too_large(&name));
            }
            self.line(&name, &line, outer, &mut scope, depth)?;
        }
        Ok(())
    }

    fn line(
        &mut self,
        file: &str,
        line: &Line,
        outer: &Scope,
        scope: &mut Scope,
        depth: usize,
    ) -> Result<(), Stop> {
        let source = self.source(file, line);
        self.content(source, &line.content, outer, scope, depth)
    }

    /// Where a line stands, with its text as it may be shown. What is said in it is registered.
    fn source(&self, file: &str, line: &Line) -> Source {
        let source = Source::line(file, line.number);
        let Content::Directive { keyword, rest } = &line.content else {
            // Who knows what it sets.
            return source;
        };
        let known = keyword::find(keyword, self.build).map(|(known, _)| known);
        confidential::register(known, keyword, rest, self.secrets);
        let shown = confidential::line(known, keyword, rest, &line.text);
        if shown == confidential::uncommented(&line.text, rest) {
            let end = line.column + token::utf16_length(&shown);
            source.with_columns(line.column, end).with_text(shown)
        } else {
            // The columns are those of another text.
            source.with_text(shown)
        }
    }

    fn content(
        &mut self,
        source: Source,
        content: &Content,
        outer: &Scope,
        scope: &mut Scope,
        depth: usize,
    ) -> Result<(), Stop> {
        let (written, rest) = match content {
            Content::Directive { keyword, rest } => (keyword.as_str(), rest.as_str()),
            Content::Unclosed => {
                let message = "sshd skips this line: its keyword has a quote that is not closed";
                self.found.note(source, false, message.to_owned());
                return Ok(());
            }
        };
        if rest.is_empty() {
            let message = format!(
                "{} has no argument",
                token::printable(&confidential::keyword(written))
            );
            self.found
                .note(source, true, confidential::message(&message));
        } else if written.eq_ignore_ascii_case("match") {
            self.match_line(source, rest, outer, scope);
        } else if written.eq_ignore_ascii_case("include") {
            self.include(&source, rest, scope, depth)?;
        } else if self.build.keywords > NEWEST && keyword::find(written, self.build).is_none() {
            return Err(Stop::Unreadable(FactError::Failed(format!(
                "{}: Muster knows the keywords up to OpenSSH {}.{}, and not this one: {}; \
                 update Muster",
                super::place(&source),
                NEWEST.0,
                NEWEST.1,
                confidential::keyword(&token::printable(written))
            ))));
        } else if let Err(message) = self.directive(&source, written, rest, scope) {
            let message = format!(
                "{}: {}",
                token::printable(&confidential::keyword(written)),
                token::printable(&message)
            );
            self.found
                .note(source, true, confidential::message(&message));
        }
        Ok(())
    }

    fn match_line(&mut self, source: Source, rest: &str, outer: &Scope, scope: &mut Scope) {
        let criteria = match criteria::parse(rest, self.build) {
            Ok(criteria) => criteria,
            Err(message) => {
                let message = format!("Match: {}", token::printable(&message));
                let message = confidential::message(&message);
                self.found.note(source.clone(), true, message);
                // What follows belongs to a block that matches nothing.
                vec![Criterion::Version(false)]
            }
        };
        self.criteria_bytes += rest.len();
        let index = self.found.blocks.len();
        *scope = outer.iter().copied().chain([index]).collect();
        self.found.blocks.push(Block {
            text: token::printable(rest),
            shown: confidential::criteria(rest),
            criteria,
            source,
            scope: Arc::clone(scope),
        });
    }

    fn include(
        &mut self,
        source: &Source,
        rest: &str,
        scope: &Scope,
        depth: usize,
    ) -> Result<(), Stop> {
        let arguments = match token::arguments(rest) {
            Ok(arguments) if !arguments.is_empty() && !arguments.iter().any(String::is_empty) => {
                arguments
            }
            Ok(_) => {
                let message = "Include: its argument is missing or empty".to_owned();
                self.found.note(source.clone(), true, message);
                return Ok(());
            }
            Err(error) => {
                self.found
                    .note(source.clone(), true, format!("Include: {error}"));
                return Ok(());
            }
        };
        for argument in arguments {
            for path in include::expand(self.system, &argument)? {
                self.file(&path, scope, depth + 1, Some(source))?;
            }
        }
        Ok(())
    }

    fn directive(
        &mut self,
        source: &Source,
        written: &str,
        rest: &str,
        scope: &Scope,
    ) -> Result<(), String> {
        let (keyword, in_match) =
            keyword::find(written, self.build).ok_or("it is not a keyword of this OpenSSH")?;
        if !in_match && !self.found.always(scope) {
            return Err("it is not allowed within a Match block".to_owned());
        }
        let values = value::parse(keyword, rest, self.build)?;
        if keyword.kind == Kind::Port && self.ports_given {
            return Ok(());
        }
        self.check_against_earlier(keyword, &values)?;
        if matches!(keyword.kind, Kind::Ignored { warns: true }) {
            let message = format!("{written} has no effect: it is deprecated or unsupported");
            self.found.note(source.clone(), false, message);
        }
        if keyword.is_setting() {
            self.found.directives.push(Directive {
                keyword,
                values: values.iter().map(|value| token::printable(value)).collect(),
                source: source.clone(),
                scope: Arc::clone(scope),
            });
        }
        Ok(())
    }

    /// The two keywords that may be refused for what an earlier line says.
    fn check_against_earlier(&self, keyword: &Keyword, values: &[String]) -> Result<(), String> {
        let earlier = || {
            self.found
                .directives
                .iter()
                .filter(|earlier| earlier.keyword.name == keyword.name)
                .filter(|earlier| self.found.always(&earlier.scope))
                .flat_map(|earlier| &earlier.values)
        };
        if keyword.kind == Kind::AuthenticationMethods
            && values.iter().any(|value| value == "any")
            && earlier().next().is_some()
        {
            return Err("`any` must stand alone, and an earlier line names methods".to_owned());
        }
        let name = |value: &String| value.split(' ').next().map(str::to_owned);
        let own = values.first().and_then(name);
        if keyword.kind == Kind::Subsystem && earlier().any(|value| name(value) == own) {
            return Err("a subsystem of this name is already defined".to_owned());
        }
        Ok(())
    }

    fn is_directory(&self, path: &Path) -> bool {
        self.system
            .metadata(path)
            .is_ok_and(|metadata| metadata.file_type == FileType::Directory)
    }
}

fn too_large(file: &str) -> Stop {
    Stop::Unreadable(FactError::Failed(format!(
        "{file}: Muster reads no further than {MOST_FILES} files, {} KiB, {MOST_LINES} lines of \
         {LONGEST_LINE} bytes and {MOST_BLOCKS} Match blocks; make the configuration smaller",
        MOST_BYTES >> 10
    )))
}
