//! The stacks of services, with what they include.

use std::path::Path;

use muster_facts::Source;
use muster_facts::pam::{Entry, Problem};
use muster_target::System;

use super::control::Control;
use super::options::Asked;
use super::vocabulary;
use super::walk::{Says, reach};
use crate::readers::pam::{find_service, lines, words};

/// The same limit as libpam's.
const DEEPEST: usize = 32;
/// The limit for one service; real ones have about thirty.
const MOST_MODULES: usize = 150;
/// The limit of files read for one service; a file that is included twice counts twice.
const MOST_FILES: usize = 100;

/// Where modules are; Debian has one more for each architecture below `/usr/lib`.
const MODULES: [&str; 4] = [
    "/usr/lib/security",
    "/usr/lib64/security",
    "/lib/security",
    "/lib64/security",
];

/// A line of a stack.
pub(super) struct Module {
    kind: &'static str,
    pub(super) control: Control,
    asked: Asked,
    /// Modules of the same name and group count as one.
    pub(super) group: String,
    /// What it answers to any attempt.
    pub(super) always: Says,
    /// What it answers to an attempt with an account of this host.
    pub(super) usually: Says,
    /// How many substacks it is in.
    pub(super) level: usize,
    /// Whether it is a substack, whose modules follow.
    pub(super) is_substack: bool,
}

impl Module {
    pub(super) fn is_unix(&self) -> bool {
        self.asked.module == "pam_unix.so"
    }

    pub(super) fn changes_password(&self) -> bool {
        self.kind == Entry::KIND_PASSWORD
    }

    fn is_missing(&self) -> bool {
        self.always == Says::Nothing
    }
}

/// What a module answers to any attempt, and to one with an account of this host.
fn answers(module: &str, arguments: &[String]) -> (Says, Says) {
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    match module {
        #[cfg(test)]
        "pam_debug.so" => {
            let given = arguments
                .iter()
                .find_map(|argument| argument.strip_prefix("auth="));
            let mut known = super::control::ANSWERS.iter().map(|(name, _)| *name);
            let answer = known.find(|known| Some(*known) == given);
            let says = Says::Only(answer.unwrap_or("success"));
            (says, says)
        }
        "pam_permit.so" => (Says::Yes, Says::Yes),
        "pam_deny.so" => (Says::No, Says::No),
        "pam_rootok.so" => (Says::Anything, Says::No),
        "pam_localuser.so" => (Says::Anything, Says::Yes),
        "pam_usertype.so" if has("isregular") => (Says::Anything, Says::Yes),
        "pam_usertype.so" if has("issystem") => (Says::Anything, Says::No),
        _ => (Says::Anything, Says::Anything),
    }
}

/// What has been read of one service.
pub(super) struct Stacks<'a> {
    system: &'a dyn System,
    service: &'a str,
    modules: Vec<Module>,
    files: usize,
    problems: Vec<Problem>,
}

impl<'a> Stacks<'a> {
    pub(super) fn new(system: &'a dyn System, service: &'a str) -> Self {
        Self {
            system,
            service,
            modules: Vec::new(),
            files: 0,
            problems: Vec::new(),
        }
    }

    fn problem(&mut self, message: String, source: Source) {
        // Files that include one another would tell the same for ever.
        if self.problems.len() < MOST_FILES {
            self.problems.push(Problem {
                service: self.service.to_owned(),
                message,
                source,
            });
        }
    }

    /// Reads a file, for one kind of stack or for all.
    pub(super) fn file(
        &mut self,
        path: &Path,
        only: Option<&'static str>,
        depth: usize,
        level: usize,
    ) {
        let name = path.display().to_string();
        self.files += 1;
        if depth > DEEPEST || self.files > MOST_FILES {
            let message = format!("{name} is included too often, or includes itself");
            return self.problem(message, Source::file(&*name));
        }
        let text = match self.system.read_text(path) {
            Ok(text) => text,
            Err(error) => return self.problem(error.to_string(), Source::file(&*name)),
        };
        for (number, text) in lines(&text) {
            let place = Source::line(&*name, number);
            self.line(&text, place, only, depth, level);
        }
    }

    fn line(
        &mut self,
        text: &str,
        source: Source,
        only: Option<&'static str>,
        depth: usize,
        level: usize,
    ) {
        let words = words(text);
        let mut rest = words.iter().copied();
        let first = rest.next().unwrap_or_default();
        if first.eq_ignore_ascii_case("@include") {
            return match rest.next() {
                Some(file) => self.included(file, only, depth, level, source),
                None => self.problem("the line includes no file".to_owned(), source),
            };
        }
        let is_optional = first.starts_with('-');
        let Some(kind) = kind(first.strip_prefix('-').unwrap_or(first)) else {
            let message = "the line does not begin with auth, account, password or session";
            return self.problem(message.to_owned(), source);
        };
        if only.is_some_and(|only| only != kind) {
            return;
        }
        let (Some(control), Some(written)) = (rest.next(), rest.next()) else {
            return self.problem("the line names no module".to_owned(), source);
        };
        if control.eq_ignore_ascii_case("include") {
            return self.included(written, Some(kind), depth, level, source);
        }
        if self.modules.len() >= MOST_MODULES {
            let message = format!("the service has more than {MOST_MODULES} modules");
            return self.problem(message, source);
        }
        let is_substack = control.eq_ignore_ascii_case("substack");
        // Of a substack nothing is asked.
        let parsed = Control::parse(if is_substack { "optional" } else { control });
        let Some(parsed) = parsed else {
            let message = "the line has a control that PAM does not know";
            return self.problem(message.to_owned(), source);
        };
        let arguments: Vec<String> = rest.map(argument).collect();
        let module = vocabulary::module(written);
        let (mut always, mut usually) = answers(module, &arguments);
        if is_optional && !is_substack && !is_installed(self.system, written) {
            (always, usually) = (Says::Nothing, Says::Nothing);
        }
        let phases = ["preauth", "authfail", "authsucc"];
        let phase = phases
            .into_iter()
            .rfind(|phase| arguments.iter().any(|argument| argument == phase));
        self.modules.push(Module {
            kind,
            control: parsed,
            // Two lines of pam_wheel ask for different people, so that none stands for another.
            group: if module == "pam_wheel.so" {
                format!("{module} {}", self.modules.len())
            } else {
                format!("{module} {}", phase.unwrap_or_default())
            },
            always,
            usually,
            level,
            is_substack,
            asked: Asked {
                module,
                changes_password: kind == Entry::KIND_PASSWORD,
                arguments,
                source: source.clone(),
            },
        });
        if is_substack {
            self.included(written, Some(kind), depth, level + 1, source);
        }
    }

    fn included(
        &mut self,
        file: &str,
        only: Option<&'static str>,
        depth: usize,
        level: usize,
        source: Source,
    ) {
        let path = match find_service(self.system, file) {
            Ok(Some(path)) => path,
            // Its name is left out: on a line that is written wrongly it may be anything.
            Ok(None) => {
                return self.problem("a file that is included is not there".to_owned(), source);
            }
            Err(_) => {
                let message = "a file that is included cannot be reached";
                return self.problem(message.to_owned(), source);
            }
        };
        self.file(&path, only, depth + 1, level);
    }

    /// Whether a way through the first kind of stack ends in success.
    #[cfg(test)]
    pub(super) fn succeeds(&self) -> bool {
        super::walk::succeeds(&self.modules)
    }

    /// The stacks as plugins see them, the lines that ask modules, and what is wrong.
    pub(super) fn finish(self) -> (Vec<Entry>, Vec<Asked>, Vec<Problem>) {
        let mut entries = Vec::new();
        let mut asked = Vec::new();
        let mut rest = self.modules;
        for kind in KINDS {
            let (stack, others): (Vec<_>, Vec<_>) =
                rest.into_iter().partition(|module| module.kind == kind);
            rest = others;
            let reached = reach(&stack);
            for (module, reach) in stack.into_iter().zip(reached) {
                if module.is_substack {
                    continue;
                }
                entries.push(Entry {
                    service: self.service.to_owned(),
                    kind: kind.to_owned(),
                    module: module.asked.module.to_owned(),
                    reached: reach.reached,
                    enforced: reach.enforced,
                    after_failure: reach.after_failure,
                    missing: module.is_missing(),
                    source: module.asked.source.clone(),
                });
                asked.push(module.asked);
            }
        }
        (entries, asked, self.problems)
    }
}

/// The text of an argument, without the brackets around it.
fn argument(word: &str) -> String {
    let inner = word
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'));
    inner.unwrap_or(word).to_owned()
}

const KINDS: [&str; 4] = [
    Entry::KIND_AUTH,
    Entry::KIND_ACCOUNT,
    Entry::KIND_PASSWORD,
    Entry::KIND_SESSION,
];

fn kind(word: &str) -> Option<&'static str> {
    KINDS
        .into_iter()
        .find(|kind| kind.eq_ignore_ascii_case(word))
}

/// Whether the file of a module is there. If that cannot be determined, it counts as missing, so that nothing counts as
/// protected by it.
fn is_installed(system: &dyn System, written: &str) -> bool {
    let is_there = |path: &Path| system.metadata(path).is_ok();
    if Path::new(written).is_absolute() {
        return is_there(Path::new(written));
    }
    let usual = MODULES.iter().map(|place| Path::new(place).join(written));
    let architectures = system.list(Path::new("/usr/lib")).unwrap_or_default();
    let own = architectures.iter().filter(|name| name.contains("-linux-"));
    let own = own.map(|name| {
        Path::new("/usr/lib")
            .join(name)
            .join("security")
            .join(written)
    });
    usual.chain(own).any(|path| is_there(&path))
}
