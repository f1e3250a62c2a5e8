//! What a job does, as far as its command line and the scripts that it calls tell. Their texts stay here: names
//! of known programs, and the path of the program that is run, are all that is said of them.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use muster_facts::Source;
use muster_facts::jobs::{Call, Job, UnreadPlace};
use muster_target::{FileType, ReadError, System, plain_path, present};

use super::launchers::{Started, unwrapped};
use super::naming::{purposes, shown};
use super::rclone::Rclone;
use super::scripts::{absolute, is_own, is_shell, yields_to_systemd};
use super::shell::{Simple, assignment, commands};
use super::tools::{base_name, known_use, last_place};

/// Scripts of backups have some hundred lines.
const LARGEST_SCRIPT: u64 = 256 << 10;
/// A script may call others.
const MOST_SCRIPTS: usize = 16;
const DEEPEST: usize = 4;
const MOST_CALLS: usize = 64;
/// How far behind the name of a program its arguments are looked for.
const MOST_WORDS_BEHIND: usize = 40;
/// Of all jobs together.
const MOST_SCRIPTS_IN_ALL: usize = 500;

/// What was found out about the work of a job.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// What is run, where its name may be shown.
    pub(super) program: Option<String>,
    pub(super) purposes: BTreeSet<&'static str>,
    pub(super) calls: Vec<Call>,
    pub(super) names_backups: bool,
    /// Whether it does nothing where systemd runs.
    pub(super) yields_to_systemd: bool,
    /// Scripts that could not be read.
    pub(super) unread: Vec<UnreadPlace>,
}

/// Looks into what jobs run.
pub(super) struct Reader<'a> {
    system: &'a dyn System,
    /// Where the project's backups are.
    backups: Option<&'a Path>,
    /// How many scripts were read.
    scripts: Cell<usize>,
    rclone: Rclone<'a>,
}

/// What is known while a job is looked into.
struct State<'w> {
    work: &'w mut Work,
    directory: Option<PathBuf>,
    scripts: BTreeSet<PathBuf>,
    repository: Option<String>,
    /// The configuration of rclone that the script names in a variable.
    rclone_file: Option<PathBuf>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        system: &'a dyn System,
        backups: Option<&'a Path>,
        rclone: Rclone<'a>,
    ) -> Self {
        Self {
            system,
            backups,
            scripts: Cell::new(0),
            rclone,
        }
    }

    /// What a line for the shell does.
    pub(super) fn of_line(&self, line: &str, source: &Source, directory: Option<&str>) -> Work {
        let mut work = Work::default();
        let mut state = self.state(&mut work, directory);
        self.text(line, source, false, 0, &mut state);
        work
    }

    /// What commands do that no shell reads.
    pub(super) fn of_commands(
        &self,
        lines: &[(Vec<String>, Source)],
        directory: Option<&str>,
    ) -> Work {
        let mut work = Work::default();
        let mut state = self.state(&mut work, directory);
        for (words, source) in lines {
            self.command(words, source, 0, &mut state);
        }
        work
    }

    /// What a script or program does.
    pub(super) fn of_file(&self, path: &Path) -> Work {
        let mut work = Work::default();
        let mut state = self.state(&mut work, None);
        let source = Source::file(path.display().to_string());
        let words = [path.display().to_string()];
        self.command(&words, &source, 0, &mut state);
        work
    }

    fn state<'w>(&self, work: &'w mut Work, directory: Option<&str>) -> State<'w> {
        State {
            work,
            directory: directory
                .map(PathBuf::from)
                .filter(|path| path.is_absolute()),
            scripts: BTreeSet::new(),
            repository: None,
            rclone_file: None,
        }
    }

    /// Commands of a text; in a script they have lines of their own.
    fn text(
        &self,
        text: &str,
        source: &Source,
        in_file: bool,
        depth: usize,
        state: &mut State<'_>,
    ) {
        for Simple { line, words } in commands(text) {
            let source = if in_file {
                Source::line(&source.name, line)
            } else {
                source.clone()
            };
            self.command(&words, &source, depth, state);
        }
    }

    fn command(&self, words: &[String], source: &Source, depth: usize, state: &mut State<'_>) {
        if depth > DEEPEST {
            return;
        }
        for word in words {
            self.look_at(word, state);
        }
        if let [cd, directory, ..] = words
            && cd == "cd"
        {
            let base = state.directory.clone().unwrap_or_default();
            state.directory = Some(base.join(directory)).filter(|path| path.is_absolute());
        }
        let started = unwrapped(words);
        let is_foreign = matches!(started, Started::Foreign(_));
        match started {
            Started::Nothing => {}
            Started::Text(text) => self.text(text, source, false, depth + 1, state),
            Started::Program(words) => {
                self.name(words, state);
                self.call(words, source, state);
                if let Some(path) = words.first() {
                    self.script(path, source, depth, false, state);
                }
            }
            Started::Script(words) | Started::Foreign(words) => {
                self.name(words, state);
                if let Some(path) = words.first() {
                    self.script(path, source, depth, is_foreign, state);
                }
            }
            Started::Container(words) => {
                if state.work.program.is_none() {
                    state.work.program = Some("docker".to_owned());
                }
                for word in words {
                    state.work.purposes.extend(purposes(word));
                }
                self.in_container(words, source, depth, state);
            }
        }
    }

    /// What is run in a container: the program behind its options and its name, wherever that ends.
    fn in_container(&self, words: &[String], source: &Source, depth: usize, state: &mut State<'_>) {
        for (at, word) in words.iter().enumerate() {
            let rest = words.get(at..).unwrap_or_default();
            if matches!(base_name(word), "sh" | "bash" | "ash") {
                if let Started::Text(text) = unwrapped(rest) {
                    self.text(text, source, false, depth + 1, state);
                }
                return;
            }
            if known_use(rest, state.repository.as_deref()).is_some() {
                self.call(rest, source, state);
                return;
            }
        }
    }

    /// Notes what a word tells by itself.
    fn look_at(&self, word: &str, state: &mut State<'_>) {
        let word = match assignment(word) {
            Some((name, value)) => {
                if matches!(name, "RESTIC_REPOSITORY" | "BORG_REPO") {
                    state.repository = Some(value.to_owned());
                }
                if name == "RCLONE_CONFIG" {
                    state.rclone_file = Some(PathBuf::from(value));
                }
                value
            }
            None => word,
        };
        let Some(backups) = self.backups else {
            return;
        };
        let pieces = word.split([' ', ',', ':']);
        for piece in pieces.filter(|piece| piece.starts_with('/')) {
            let path = plain_path(Path::new(piece));
            // The root alone is named for many reasons.
            if path.components().nth(1).is_some()
                && (path.starts_with(backups) || backups.starts_with(&path))
            {
                state.work.names_backups = true;
            }
        }
    }

    /// The name of what is run, and what it speaks of.
    fn name(&self, words: &[String], state: &mut State<'_>) {
        let Some(program) = words.first() else {
            return;
        };
        if state.work.program.is_none() {
            state.work.program = shown(program);
        }
        state.work.purposes.extend(purposes(base_name(program)));
        // `php artisan backup:run`, `make backup`
        let arguments = words.iter().skip(1);
        for word in
            arguments.filter(|word| !word.contains(['/', '=', '$']) && !word.starts_with('-'))
        {
            state.work.purposes.extend(purposes(word));
        }
    }

    fn call(&self, words: &[String], source: &Source, state: &mut State<'_>) {
        let Some(used) = known_use(words, state.repository.as_deref()) else {
            return;
        };
        if used.purpose == Call::PURPOSE_PROBE {
            state.work.purposes.insert(Job::PURPOSES_PROBE);
        }
        let by_rclone = self.by_rclone(used.tool, words, state);
        let leaves_host = by_rclone.unwrap_or(used.leaves_host);
        if state.work.calls.len() < MOST_CALLS {
            state.work.calls.push(Call {
                tool: used.tool.to_owned(),
                purpose: used.purpose.to_owned(),
                leaves_host,
                source: source.clone(),
            });
        }
    }

    /// Where a call leads to by what rclone's configuration says of the remote; none where rclone has no part in it.
    fn by_rclone(&self, tool: &str, words: &[String], state: &State<'_>) -> Option<Option<bool>> {
        let arguments = words.get(1..).unwrap_or_default();
        let place = match tool {
            "rclone" => last_place(arguments).filter(|place| {
                let before = place.split('/').next().unwrap_or_default();
                before.contains(':')
            })?,
            // `rclone:store:shop`
            "restic" => {
                let written = arguments.iter().map(String::as_str);
                let mut places = written.chain(state.repository.as_deref());
                places.find_map(|word| {
                    let place = word.strip_prefix("--repo=").unwrap_or(word);
                    place.strip_prefix("rclone:")
                })?
            }
            _ => return None,
        };
        let mut pairs = arguments.iter().zip(arguments.iter().skip(1));
        let behind = pairs.find_map(|(option, value)| (option == "--config").then_some(value));
        let joined = arguments
            .iter()
            .find_map(|word| word.strip_prefix("--config="));
        let file = joined
            .or(behind.map(String::as_str))
            .map(PathBuf::from)
            .or_else(|| state.rclone_file.clone());
        Some(self.rclone.leaves_host(place, file.as_deref()))
    }

    /// Looks into a script, if it is one.
    fn script(
        &self,
        path: &str,
        source: &Source,
        depth: usize,
        is_foreign: bool,
        state: &mut State<'_>,
    ) {
        let Some(path) = self.path(path, state) else {
            return;
        };
        if !is_own(&path)
            || state.scripts.len() >= MOST_SCRIPTS
            || !state.scripts.insert(path.clone())
        {
            return;
        }
        if self.scripts.get() >= MOST_SCRIPTS_IN_ALL {
            let reason = format!(
                "jobs call more than {MOST_SCRIPTS_IN_ALL} scripts; the others are not read"
            );
            state.work.unread.push(unread_call(source, reason));
            return;
        }
        self.scripts.set(self.scripts.get() + 1);
        match self.read_script(&path) {
            Ok(Some(text)) => {
                if text.contains("/run/systemd/system") {
                    state.work.yields_to_systemd |= yields_to_systemd(&text);
                }
                let source = Source::file(path.display().to_string());
                if !is_foreign && is_shell(&text) {
                    self.text(&text, &source, true, depth + 1, state);
                } else {
                    self.names_in(&text, &source, state);
                }
            }
            Ok(None) => {}
            Err(error) => {
                let unread = unread_call(source, error.to_string());
                state.work.unread.push(unread);
            }
        }
    }

    /// The absolute path of a program, as far as that is known.
    fn path(&self, path: &str, state: &State<'_>) -> Option<PathBuf> {
        if path.contains(['$', '*', '?']) {
            return None;
        }
        absolute(path, state.directory.as_deref())
    }

    /// The text of a script; none where there is no file, or it is a program.
    fn read_script(&self, path: &Path) -> Result<Option<String>, ReadError> {
        let Some(found) = present(self.system.metadata(path))? else {
            return Ok(None);
        };
        if found.file_type != FileType::Regular || found.size > LARGEST_SCRIPT {
            return Ok(None);
        }
        match self.system.read(path, LARGEST_SCRIPT) {
            Ok(bytes) => Ok(String::from_utf8(bytes).ok()),
            Err(ReadError::NotFound { .. } | ReadError::TooLarge { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Known programs that a script in another language names.
    fn names_in(&self, text: &str, source: &Source, state: &mut State<'_>) {
        for (number, line) in (1..).zip(text.lines()) {
            let is_part = |c: char| {
                c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '@')
            };
            let words: Vec<String> = line
                .split(|c| !is_part(c))
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect();
            for word in &words {
                self.look_at(word, state);
            }
            if line.trim_start().starts_with(['#', '/', '*']) {
                continue;
            }
            let source = Source::line(&source.name, number);
            for at in 0..words.len() {
                let end = words.len().min(at + MOST_WORDS_BEHIND);
                let rest = words.get(at..end).unwrap_or_default();
                if known_use(rest, None).is_some() {
                    self.call(rest, &source, state);
                    break;
                }
            }
        }
    }
}

/// Something that a job calls, and that could not be looked into.
pub(super) fn unread_call(source: &Source, reason: String) -> UnreadPlace {
    UnreadPlace {
        holds: UnreadPlace::HOLDS_CALLS.to_owned(),
        reason,
        source: source.clone(),
    }
}

/// Directories of scripts that a command runs with `run-parts`, or SUSE's `run-crons`.
pub(super) fn run_directories(command: &str) -> Vec<String> {
    let mut found = Vec::new();
    for Simple { words, .. } in commands(command) {
        let names = words.iter().map(|word| base_name(word));
        for (at, name) in names.enumerate() {
            let rest = words.get(at + 1..).unwrap_or_default();
            match name {
                "run-parts" => {
                    found.extend(rest.iter().filter(|word| word.starts_with('/')).cloned())
                }
                "run-crons" => found.extend(
                    ["hourly", "daily", "weekly", "monthly"]
                        .map(|period| format!("/etc/cron.{period}")),
                ),
                _ => {}
            }
        }
    }
    for directory in &mut found {
        let length = directory.trim_end_matches('/').len();
        directory.truncate(length.max(1));
    }
    found
}

#[cfg(test)]
mod tests;
