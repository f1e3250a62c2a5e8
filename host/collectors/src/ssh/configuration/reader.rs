//! Reads the lines of all files in the order in which sshd does, and notes what it would refuse.

use std::path::Path;
use std::sync::Arc;

use muster_facts::{FactError, Secrets, Source};
use muster_target::{FileType, LARGEST_FILE, ReadError, System};

use super::criteria::Criterion;
use super::keyword::{Keyword, Kind};
use super::problem::Effect;
use super::token::{Content, Line};
use super::{
    Block, Configuration, Directive, FIRST_SUBSYSTEM_WINS, Scope, criteria, include, keyword,
    subsystem_name, token, value,
};
use crate::ssh::confidential;
use crate::ssh::invocation::{Given, Invocation};
use crate::ssh::server::version::{Build, NEWEST, Release, SHELL_LIKE};

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

/// From this release on `AuthenticationMethods any` after a line with methods is ignored; before, sshd
/// refuses it.
const ANY_LOSES: Release = Release(9, 7);

/// Reads the options that sshd is started with, the main file and everything that it includes.
///
/// # Errors
/// A file that could change the result could not be read.
pub(in crate::ssh) fn read_configuration(
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

/// Where a line is.
#[derive(Clone, Debug, Default)]
struct Place {
    /// The blocks around the file.
    outer: Scope,
    /// The blocks around the line.
    scope: Scope,
    depth: usize,
    /// Whether a stray line includes the file.
    included_stray: bool,
    /// Column of the last `Match` line of the file, and of the first line in its block.
    block: Option<(u32, Option<u32>)>,
}

impl Place {
    /// Whether a line at this column strays from its block, as far as its own file tells.
    fn strays(&mut self, column: u32) -> bool {
        match &mut self.block {
            None => self.included_stray,
            Some((opened, first)) => {
                let first = *first.get_or_insert(column);
                first > *opened && column <= *opened
            }
        }
    }
}

impl Reader<'_> {
    fn all(&mut self, invocation: &Invocation) -> Result<(), Stop> {
        // sshd reads its options before the file, so that they come first.
        for given in &invocation.given {
            self.option(given)?;
        }
        match &invocation.config {
            Some(path) => self.file(path, Place::default(), None),
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
        // `-p` itself is no `Port` line.
        let before = self.ports_given;
        self.ports_given &= given.letter != 'p';
        let earlier = self.found.directives.len();
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
            self.content(source.clone(), &line, &mut Place::default())?;
        }
        self.ports_given = before || given.letter == 'p';
        if given.assigns() {
            let mut index = 0;
            let names: Vec<&str> = self
                .found
                .directives
                .get(earlier..)
                .map_or_else(Vec::new, |own| {
                    own.iter().map(|directive| directive.keyword.name).collect()
                });
            self.found.directives.retain(|directive| {
                index += 1;
                index > earlier || !names.contains(&directive.keyword.name)
            });
        }
        Ok(())
    }

    /// Reads one file. A `Match` in it ends with it.
    fn file(
        &mut self,
        path: &Path,
        mut place: Place,
        included_by: Option<&Source>,
    ) -> Result<(), Stop> {
        let name = path.display().to_string();
        let blame = || included_by.cloned().unwrap_or_else(|| Source::file(&name));
        if place.depth > DEEPEST {
            let message = format!("includes are nested more than {DEEPEST} deep");
            self.found.note(blame(), Effect::Refused, message);
            return Err(Stop::Refused);
        }
        let bytes = match self.system.read(path, LARGEST_FILE) {
            Ok(bytes) => bytes,
            // sshd reads a directory as an empty file.
            Err(ReadError::NotRegular { .. }) if self.is_directory(path) => return Ok(()),
            Err(error @ ReadError::NotFound { .. }) => {
                self.found.note(
                    blame(),
                    Effect::Refused,
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
        for line in token::lines(&text) {
            self.lines += 1;
            if self.lines > MOST_LINES
                || line.text.len() > LONGEST_LINE
                || self.found.blocks.len() > MOST_BLOCKS
                || self.criteria_bytes > MOST_CRITERIA_BYTES
            {
                return Err(too_large(&name));
            }
            let source = self.source(&name, &line);
            self.content(source, &line, &mut place)?;
        }
        Ok(())
    }

    /// Where a line is, with its text as it can be shown. What is said in it is registered.
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

    fn content(&mut self, source: Source, line: &Line, place: &mut Place) -> Result<(), Stop> {
        let (written, rest) = match &line.content {
            Content::Directive { keyword, rest } => (keyword.as_str(), rest.as_str()),
            Content::Unclosed => {
                let message = "sshd skips this line: its keyword has a quote that is not closed";
                self.found.note(source, Effect::Warning, message.to_owned());
                return Ok(());
            }
        };
        if rest.is_empty() {
            self.refuse(source, written, "it has no argument");
        } else if written.eq_ignore_ascii_case("match") {
            self.match_line(source, rest, place);
            place.block = Some((line.column, None));
        } else if written.eq_ignore_ascii_case("include") && self.knows_include() {
            let stray = place.strays(line.column);
            self.include(&source, rest, place, stray)?;
        } else {
            let stray = place.strays(line.column);
            self.directive(source, written, rest, &place.scope, stray);
        }
        Ok(())
    }

    /// `Include` came with 8.2, and Red Hat took it over into the 8.0 of RHEL 8.
    fn knows_include(&self) -> bool {
        self.build.keywords >= Release(8, 2) || self.build.distribution.is_patched()
    }

    /// Notes that sshd does not start with a line.
    fn refuse(&mut self, source: Source, written: &str, message: &str) {
        self.blame(source, Effect::Refused, written, message);
    }

    fn blame(&mut self, source: Source, effect: Effect, written: &str, message: &str) {
        let message = format!(
            "{}: {}",
            token::printable(&confidential::keyword(written)),
            token::printable(message)
        );
        self.found
            .note(source, effect, confidential::message(&message));
    }

    fn match_line(&mut self, source: Source, rest: &str, place: &mut Place) {
        let criteria = match criteria::parse(rest, self.build) {
            Ok(criteria) => criteria,
            Err(message) => {
                // A later release may have more criteria.
                let effect = if self.build.keywords > NEWEST {
                    Effect::Unknown
                } else {
                    Effect::Refused
                };
                self.blame(source.clone(), effect, "Match", &message);
                vec![Criterion::NotUnderstood]
            }
        };
        self.criteria_bytes += rest.len();
        let index = self.found.blocks.len();
        place.scope = place.outer.iter().copied().chain([index]).collect();
        self.found.blocks.push(Block {
            text: token::printable(rest),
            shown: confidential::criteria(rest),
            criteria,
            source,
            scope: Arc::clone(&place.scope),
        });
    }

    fn include(
        &mut self,
        source: &Source,
        rest: &str,
        place: &Place,
        stray: bool,
    ) -> Result<(), Stop> {
        let split = if self.build.keywords < SHELL_LIKE {
            Ok(token::old_arguments(rest, true))
        } else {
            token::arguments(rest)
        };
        let arguments = match split {
            Ok(arguments) if !arguments.is_empty() && !arguments.iter().any(String::is_empty) => {
                arguments
            }
            Ok(_) => {
                self.refuse(
                    source.clone(),
                    "Include",
                    "its argument is missing or empty",
                );
                return Ok(());
            }
            Err(error) => {
                self.refuse(source.clone(), "Include", &error.to_string());
                return Ok(());
            }
        };
        for argument in arguments {
            if self.found.drop_in.is_none()
                && self.found.directives.iter().all(|one| one.is_option())
                && place.scope.is_empty()
            {
                self.found.drop_in = include::new_file(&argument);
            }
            for path in include::expand(self.system, &argument)? {
                let inner = Place {
                    outer: Arc::clone(&place.scope),
                    scope: Arc::clone(&place.scope),
                    depth: place.depth + 1,
                    included_stray: stray,
                    block: None,
                };
                self.file(&path, inner, Some(source))?;
            }
        }
        Ok(())
    }

    fn directive(&mut self, source: Source, written: &str, rest: &str, scope: &Scope, stray: bool) {
        let Some((keyword, in_match)) = keyword::find(written, self.build) else {
            if keyword::may_exist(written, self.build) {
                let message = "Muster does not know this keyword, which the build may have";
                self.blame(source, Effect::Unknown, written, message);
            } else {
                self.refuse(source, written, "it is not a keyword of this OpenSSH");
            }
            return;
        };
        if !in_match && !self.found.always(scope) {
            self.refuse(source, written, "it is not allowed within a Match block");
            return;
        }
        let values = match value::parse(keyword, rest, self.build) {
            Ok(values) => values,
            Err(message) if self.may_accept(keyword) => {
                self.blame(source.clone(), Effect::Unknown, written, &message);
                as_written(rest)
            }
            Err(message) => {
                self.refuse(source, written, &message);
                return;
            }
        };
        if keyword.kind == Kind::Port && self.ports_given {
            return;
        }
        if let Err(message) = self.check_against_earlier(keyword, &values, scope) {
            self.refuse(source, written, &message);
            return;
        }
        if matches!(keyword.kind, Kind::Ignored { warns: true }) {
            let message = format!("{written} has no effect: it is deprecated or unsupported");
            self.found.note(source.clone(), Effect::Warning, message);
        }
        if keyword.is_setting() {
            self.found.directives.push(Directive {
                keyword,
                values: values.iter().map(|value| token::printable(value)).collect(),
                source,
                scope: Arc::clone(scope),
                stray: stray && !scope.is_empty(),
            });
        }
    }

    /// Whether the build may accept a value that this table refuses: a later release has more words,
    /// and a distributor has algorithms of its own.
    fn may_accept(&self, keyword: &Keyword) -> bool {
        let is_list = matches!(keyword.kind, Kind::Algorithms(_) | Kind::GssKex);
        let other_algorithms =
            self.build.distribution.is_patched() || self.build.keywords < SHELL_LIKE;
        self.build.keywords > NEWEST || (is_list && other_algorithms)
    }

    /// The two keywords that may be refused for what an earlier line says.
    fn check_against_earlier(
        &self,
        keyword: &Keyword,
        values: &[String],
        scope: &Scope,
    ) -> Result<(), String> {
        let earlier = || {
            self.found
                .directives
                .iter()
                .filter(|earlier| earlier.keyword.name == keyword.name)
                .filter(|earlier| self.found.always(&earlier.scope))
                .flat_map(|earlier| &earlier.values)
        };
        if keyword.kind == Kind::AuthenticationMethods
            && self.build.keywords < ANY_LOSES
            && values.iter().any(|value| value == "any")
            && earlier().next().is_some()
        {
            return Err("`any` must stand alone, and an earlier line names methods".to_owned());
        }
        let own = values.first().and_then(|value| subsystem_name(value));
        if keyword.kind == Kind::Subsystem
            && self.build.keywords < FIRST_SUBSYSTEM_WINS
            && self.found.always(scope)
            && earlier().any(|value| subsystem_name(value) == own)
        {
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

/// The values of a line that is not understood, as they can be shown: nobody knows what they are.
fn as_written(rest: &str) -> Vec<String> {
    let words = token::arguments(rest).unwrap_or_else(|_| vec![rest.to_owned()]);
    words
        .iter()
        .map(|word| confidential::message(word))
        .collect()
}

fn too_large(file: &str) -> Stop {
    Stop::Unreadable(FactError::Failed(format!(
        "{file}: Muster reads no further than {MOST_FILES} files, {} KiB, {MOST_LINES} lines of \
         {LONGEST_LINE} bytes and {MOST_BLOCKS} Match blocks; make the configuration smaller",
        MOST_BYTES >> 10
    )))
}
