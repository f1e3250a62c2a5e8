//! How sshd is started: by options that decide over its file. The servers that run are asked, and
//! what starts sshd the next time: systemd's unit, else the files that other service managers read.

mod launcher;
mod options;
mod process;
mod unit;

use std::path::{Path, PathBuf};

use muster_facts::{FactError, Source};
use muster_target::{Collection, ReadError, System};

pub(super) use self::options::Given;

use self::options::{Options, Parted, Word};
use super::place;
use crate::readers::assignments;
use crate::readers::boot::{self, Boot};
use crate::readers::units::ADMINISTRATOR;
use crate::readers::words;
use crate::ssh::server;

/// Units of Debian and of Fedora.
const SERVICES: [&str; 2] = ["ssh.service", "sshd.service"];

/// What is started for each connection where systemd listens.
const FOR_CONNECTIONS: [&str; 2] = ["ssh@.service", "sshd@.service"];

/// Files that the units of distributions read, and other service managers, and the variables with
/// options that they hold, in the order in which they are on the command line: Debian, Fedora, SUSE
/// and OpenRC. The system-wide policy of RHEL 8 is one of them; later ones are included by the
/// configuration, and their file holds no assignment. So is what Fedora's installer writes where root
/// may log in.
const FILES: [(&[&str], &[&str]); 4] = [
    (&["/etc/default/ssh"], &["SSHD_OPTS"]),
    (
        &[
            "/etc/crypto-policies/back-ends/opensshserver.config",
            "/etc/sysconfig/sshd-permitrootlogin",
            "/etc/sysconfig/sshd",
        ],
        &["OPTIONS", "CRYPTO_POLICY", "PERMITROOTLOGIN"],
    ),
    (&["/etc/sysconfig/ssh"], &["SSHD_OPTS"]),
    (&["/etc/conf.d/sshd"], &["command_args", "SSHD_OPTS"]),
];

/// Where commands are looked up.
const SEARCHED: [&str; 4] = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

/// Variables by which OpenRC names the configuration file, the strongest last; the first one names
/// the directory.
const FILE_VARIABLES: [&str; 3] = ["SSHD_CONFDIR", "SSHD_CONFIG", "cfgfile"];

/// The variable by which OpenRC names the program.
const OPENRC_PROGRAM: &str = "SSHD_BINARY";

/// When sshd is started this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// It was, and runs.
    Now,
    /// The next time.
    Next,
}

/// One way in which sshd is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Invocation {
    pub(super) when: When,
    /// The program, where it is named by its path.
    program: Option<PathBuf>,
    /// The configuration file; none where sshd reads none.
    pub(super) config: Option<PathBuf>,
    /// Options that decide over it, in their order.
    pub(super) given: Vec<Given>,
}

impl Invocation {
    fn new(when: When, start: &Start, options: Options, config: &Path) -> Self {
        Self {
            when,
            program: start.program.clone(),
            config: options.file().unwrap_or_else(|| Some(config.into())),
            given: options.given,
        }
    }

    /// Without options, as a test that asks the real sshd has it.
    #[cfg(test)]
    pub(super) fn of_file(path: &Path) -> Self {
        Self {
            when: When::Next,
            program: None,
            config: Some(path.to_owned()),
            given: Vec::new(),
        }
    }

    /// The same with options, as a test has them.
    #[cfg(test)]
    pub(super) fn with_words(self, words: &[&str]) -> Self {
        let words: Vec<Word> = words
            .iter()
            .map(|text| Word {
                text: (*text).to_owned(),
                source: Source::file("/command"),
            })
            .collect();
        let options = options::parse(&words, Parted::Exactly).unwrap_or_default();
        Self {
            given: options.given,
            ..self
        }
    }

    /// Whether the command `sshd` is this server, and not another one beside it.
    pub(super) fn is_found_by_name(&self) -> bool {
        self.program.as_ref().is_none_or(|program| {
            let directory = program.parent().unwrap_or(program);
            SEARCHED.iter().any(|known| directory == Path::new(known))
        })
    }

    /// The words for a call that only asks.
    pub(super) fn words(&self) -> Vec<String> {
        self.given.iter().flat_map(Given::words).collect()
    }

    fn does_the_same(&self, other: &Self) -> bool {
        self.config == other.config
            && self.words() == other.words()
            && self.is_found_by_name() == other.is_found_by_name()
    }
}

/// A command line that starts sshd.
#[derive(Debug, Default)]
struct Start {
    /// The program, where it is named by its path.
    program: Option<PathBuf>,
    /// What follows it.
    words: Vec<Word>,
}

impl Start {
    fn new(program: &str, words: Vec<Word>) -> Self {
        Self {
            program: program.starts_with('/').then(|| program.into()),
            words,
        }
    }
}

/// Whether something starts an sshd that is there, or one runs.
///
/// # Errors
/// It cannot be read.
pub(super) fn is_started(system: &dyn System) -> Result<bool, ReadError> {
    let runs = process::running(system);
    if !runs.is_ok_and(|running| running.is_empty()) {
        return Ok(true);
    }
    for program in unit::programs(system, &SERVICES)? {
        if server::exists(system, &program)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Words of a command line. Nobody gives a server as many options.
const MOST_WORDS: usize = 4_096;

/// A command line that is not understood, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Unclear {
    pub(super) source: Source,
    pub(super) why: String,
}

impl Unclear {
    fn new(source: &Source, why: &str) -> Self {
        Self {
            source: source.clone(),
            why: format!("the command line of sshd is not understood: {why}"),
        }
    }
}

impl From<Unclear> for FactError {
    fn from(unclear: Unclear) -> Self {
        Self::Failed(format!("{}: {}", place(&unclear.source), unclear.why))
    }
}

/// The ways in which sshd is started.
#[derive(Debug)]
pub(super) struct Ways {
    /// The running servers first; at least one. Ways that do the same are one.
    pub(super) known: Vec<Invocation>,
    /// What is not understood of how it is started the next time, beside a server that runs.
    pub(super) unclear: Vec<Unclear>,
}

/// Every way in which sshd was started or will be.
///
/// # Errors
/// It cannot be told how sshd is started: that of a server that runs, or where none runs, of the next
/// one.
pub(super) fn all(collection: &Collection<'_>, socket: bool) -> Result<Ways, FactError> {
    let system = collection.context.system;
    let config = server::config(system)?;
    let mut found: Vec<Invocation> = Vec::new();
    let mut add = |invocation: Invocation| {
        if !found.iter().any(|known| known.does_the_same(&invocation)) {
            found.push(invocation);
        }
    };
    for running in process::running(system)? {
        let words = &running.start.words;
        match options::parse(words, running.parted) {
            Ok(options) if options.serves || running.certain => {
                add(Invocation::new(When::Now, &running.start, options, &config));
            }
            Ok(_) => {}
            Err(why) => return Err(Unclear::new(&start_of(words), &why).into()),
        }
    }
    let mut starts = unit::commands(system, &SERVICES)?;
    if socket {
        starts.extend(unit::commands(system, &FOR_CONNECTIONS)?);
    }
    if starts.is_empty() {
        starts.extend(from_files(system)?);
    }
    starts.extend(of_other_units(collection)?.into_iter().map(Ok));
    let mut unclear = Vec::new();
    for start in starts {
        let understood = start.and_then(|start| {
            let options = parse_next(&start.words)
                .map_err(|why| Unclear::new(&start_of(&start.words), &why))?;
            Ok(Invocation::new(When::Next, &start, options, &config))
        });
        match understood {
            Ok(invocation) => add(invocation),
            Err(one) => unclear.push(one),
        }
    }
    let runs = found.iter().any(|way| way.when == When::Now);
    match unclear.first() {
        Some(first) if !runs => return Err(first.clone().into()),
        Some(_) | None => {}
    }
    if found.is_empty() {
        let start = Start::default();
        let options = Options::default();
        found.push(Invocation::new(When::Next, &start, options, &config));
    }
    Ok(Ways {
        known: found,
        unclear,
    })
}

/// The servers that units of the administrator start at boot, beside the distribution's own.
fn of_other_units(collection: &Collection<'_>) -> Result<Vec<Start>, FactError> {
    let system = collection.context.system;
    let names = match system.list(Path::new(ADMINISTRATOR)) {
        Ok(names) => names,
        Err(ReadError::NotFound { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let known = |name: &str| SERVICES.contains(&name) || FOR_CONNECTIONS.contains(&name);
    let mut starts = Vec::new();
    for name in names {
        let Some(service) = name.strip_suffix(".service").filter(|_| !known(&name)) else {
            continue;
        };
        let serves = |start: &Start| parse_next(&start.words).map_or(true, |read| read.serves);
        let mut found = unit::commands_of_other(system, &name)?;
        found.retain(serves);
        if found.is_empty() {
            continue;
        }
        let boot = collection.shared::<Boot>()?;
        if !matches!(boot.start(service), boot::Start::No(_)) {
            starts.extend(found);
        }
    }
    Ok(starts)
}

fn parse_next(words: &[Word]) -> Result<Options, String> {
    if words.len() > MOST_WORDS {
        return Err(format!("it has more than {MOST_WORDS} words"));
    }
    options::parse(words, Parted::Exactly)
}

/// Where a command line begins.
fn start_of(words: &[Word]) -> Source {
    words
        .first()
        .map_or_else(|| Source::file(server::CONFIG), |word| word.source.clone())
}

/// The options in the files that the units of distributions read, where there is no unit to be read;
/// none where there is no such file.
fn from_files(system: &dyn System) -> Result<Option<Result<Start, Unclear>>, ReadError> {
    let mut words: Option<Vec<Word>> = None;
    let mut program = None;
    for (paths, names) in FILES {
        let mut assignments = Vec::new();
        for path in paths {
            if let Some(more) = assignments::read_assignments(system, Path::new(path))? {
                words.get_or_insert_default();
                assignments.extend(more);
            }
        }
        // Elsewhere these are the variables of somebody else.
        if paths.iter().any(|path| path.starts_with("/etc/conf.d/")) {
            let named = openrc_files(&assignments);
            words.get_or_insert_default().extend(named);
            let binary = assignments::value(&assignments, OPENRC_PROGRAM);
            program = binary.map(|found| PathBuf::from(&found.value));
        }
        for name in names {
            let Some(found) = assignments::value(&assignments, name) else {
                continue;
            };
            let unclear = |why| Ok(Some(Err(Unclear::new(&found.source, why))));
            if found.value.contains(['$', '`']) {
                return unclear("Muster does not fill in variables here");
            }
            let Some(split) = words::split(&found.value) else {
                return unclear("a quote is not closed");
            };
            let more = split.into_iter().map(|text| Word {
                text,
                source: found.source.clone(),
            });
            words.get_or_insert_default().extend(more);
        }
    }
    Ok(words.map(|words| Ok(Start { program, words })))
}

/// The configuration file that OpenRC's variables name, as options.
fn openrc_files(assignments: &[assignments::Assignment]) -> Vec<Word> {
    let mut words = Vec::new();
    for name in FILE_VARIABLES {
        let Some(found) = assignments::value(assignments, name) else {
            continue;
        };
        let text = match name {
            "SSHD_CONFDIR" => format!("{}/sshd_config", found.value.trim_end_matches('/')),
            _ => found.value.clone(),
        };
        words.extend(["-f".to_owned(), text].map(|text| Word {
            text,
            source: found.source.clone(),
        }));
    }
    words
}

#[cfg(test)]
mod tests;
