//! How a dockerd is set up: by its command line and its settings file, see dockerd(8). Knows no rule
//! and no port.

mod command;
mod keys;
mod options;
mod refusals;
mod settings;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use muster_facts::{FactError, Secrets, Source};
use muster_target::{Collection, Context, Links, ReadError, Shared};
use serde_json::Value;

pub(crate) use self::options::Given;
pub(crate) use self::refusals::Refusal;
pub(crate) use self::settings::Settings;
use crate::command_line;
use crate::env::register_value;
use crate::readers::packages::Manager;

/// Where dockerd finds its settings, and where that of the snap does.
pub(crate) const SETTINGS: [&str; 2] = [
    "/etc/docker/daemon.json",
    "/var/snap/docker/current/config/daemon.json",
];

/// Where that of a user does, below a home.
pub(crate) const USER_SETTINGS: &str = ".config/docker/daemon.json";

/// What the setup tool of rootless Docker writes, below a home.
pub(crate) const USER_UNIT: &str = ".config/systemd/user/docker.service";

/// The packages that have dockerd, by the names that distributions have for them. Debian's `docker` is
/// another program.
pub(crate) const fn engine_packages(manager: Option<Manager>) -> &'static [&'static str] {
    match manager {
        Some(Manager::Dpkg) => &["docker-ce", "docker.io", "moby-engine"],
        Some(Manager::Apk) => &["docker-engine", "docker"],
        Some(Manager::Pacman) => &["docker"],
        // Docker's, Fedora's, SUSE's and Amazon's, and that of Red Hat 7.
        Some(Manager::Rpm) => &["docker-ce", "moby-engine", "docker"],
        None => &[],
    }
}

/// Whose daemon it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Root,
    User { uid: u32, home: PathBuf },
}

impl Whose {
    const fn uid(&self) -> u32 {
        match self {
            Self::Root => 0,
            Self::User { uid, .. } => *uid,
        }
    }

    /// Where its settings are unless an option names another file; the first that is there counts.
    fn settings_files(&self) -> Vec<PathBuf> {
        match self {
            Self::Root => SETTINGS.map(PathBuf::from).to_vec(),
            Self::User { home, .. } => vec![home.join(USER_SETTINGS)],
        }
    }
}

/// How a daemon is set up.
#[derive(Clone, Debug)]
pub(crate) struct Configuration {
    /// The options of its command line.
    pub(crate) options: Vec<Given>,
    /// Why there may be other options.
    pub(crate) unclear: Option<String>,
    /// The settings file, whether it is there or not.
    pub(crate) file: PathBuf,
    /// What that says, or why dockerd does not take it.
    pub(crate) settings: Result<Settings, FactError>,
    /// Why dockerd does not start with the file as it is; empty where it does.
    pub(crate) refusals: Vec<Refusal>,
}

/// The daemon of root, read once for all that need to know of it.
pub(crate) struct Rootful(Result<Configuration, FactError>);

impl Shared for Rootful {
    fn read(collection: &Collection<'_>) -> Self {
        Self(configuration(collection.context, &Whose::Root))
    }
}

impl Rootful {
    /// How it is set up.
    pub(crate) fn configuration(&self) -> Result<&Configuration, FactError> {
        self.0.as_ref().map_err(Clone::clone)
    }
}

/// How a daemon is set up. Of a daemon that runs, the options are those that it was started with.
///
/// # Errors
/// When a file of its unit is there and cannot be read.
pub(crate) fn configuration(
    context: Context<'_>,
    whose: &Whose,
) -> Result<Configuration, FactError> {
    let system = context.system;
    let of_init = command::of_init(system, whose);
    // What counts when it is started again, whatever runs now.
    let next = match &of_init {
        Ok(init) if init.is_set && init.unclear.is_none() => Some(init.words.clone()),
        Ok(_) | Err(_) => None,
    };
    let line = match (command::of_process(system, whose), of_init) {
        // Where both are the same, the unit is what can be changed.
        (Some(running), Ok(init)) if init.unclear.is_none() && says_the_same(&running, &init) => {
            init
        }
        (Some(running), _) => running,
        (None, of_init) => of_init?,
    };
    let texts: Vec<String> = line.words.iter().map(|word| word.text.clone()).collect();
    command_line::register(&texts, context.secrets);
    for variable in &line.variables {
        register_value(&variable.name, &variable.value, context.secrets);
    }
    let unclear = line.unclear.as_ref().map(|(source, why)| {
        format!(
            "{}: {why}, so the options of dockerd are not known",
            place(source)
        )
    });
    let options = options::parse(line.words);
    let named = options.iter().rfind(|one| one.name == "config-file");
    let (file, text) = read_settings(context, whose, named);
    let read = match text {
        None => Ok(Settings::default()),
        Some(Ok(text)) => parse(&file, &text, context.secrets),
        Some(Err(ReadError::NotFound { .. })) => {
            let why = "is named by an option and does not exist";
            let mut refusal = Refusal::new(Source::file(file.display().to_string()), why);
            refusal.also = named.map(|option| option.source.clone());
            Err(Unread::Refused(Box::new(refusal)))
        }
        Some(Err(error)) => Err(Unread::NotKnown(error.into())),
    };
    let (settings, refusals) = match read {
        Ok(settings) => {
            let mut refusals = refusals::in_file(&file, &settings);
            let next = next.map(options::parse);
            let next = next.as_deref().unwrap_or(&options);
            refusals.extend(refusals::on_both_sides(&file, &settings, next));
            (Ok(settings), refusals)
        }
        Err(Unread::Refused(refusal)) => (Ok(Settings::default()), vec![*refusal]),
        Err(Unread::NotKnown(error)) => (Err(error), Vec::new()),
    };
    let settings = match refusals.first() {
        Some(first) => Err(FactError::Failed(format!(
            "{}, and dockerd does not start with it",
            first.reason
        ))),
        None => settings,
    };
    Ok(Configuration {
        options,
        unclear,
        file,
        settings,
        refusals,
    })
}

/// Why a settings file has not been read.
enum Unread {
    Refused(Box<Refusal>),
    NotKnown(FactError),
}

fn says_the_same(one: &command::CommandLine, other: &command::CommandLine) -> bool {
    let texts = |line: &command::CommandLine| -> Vec<String> {
        line.words.iter().map(|word| word.text.clone()).collect()
    };
    texts(one) == texts(other)
}

/// The settings file with its text. One that nobody names need not be there.
fn read_settings(
    context: Context<'_>,
    whose: &Whose,
    named: Option<&Given>,
) -> (PathBuf, Option<Result<String, ReadError>>) {
    let files = named.map_or_else(
        || whose.settings_files(),
        |option| vec![PathBuf::from(&option.value)],
    );
    let first = files.first().cloned().unwrap_or_default();
    for file in files {
        let text = match whose {
            Whose::Root => context.system.read_text(&file),
            // A link in a home must not show what its owner may not see.
            Whose::User { .. } => context.system.read_named_text(&file, Links::OfOwner),
        };
        match text {
            Err(ReadError::NotFound { .. }) if named.is_none() => {}
            text => return (file, Some(text)),
        }
    }
    (first, None)
}

fn parse(file: &Path, text: &str, secrets: &Secrets) -> Result<Settings, Unread> {
    let settings = Settings::parse(text).map_err(|(line, why)| {
        // Nobody can tell the values from the rest.
        for piece in text.split(['"', '\n']) {
            register_value("", piece.trim(), secrets);
        }
        let source = Source::line(file.display().to_string(), line);
        Unread::Refused(Box::new(Refusal::new(source, why)))
    })?;
    for (key, value) in &settings.values {
        register(key, value, secrets);
    }
    Ok(settings)
}

/// Registers the texts below a key, of which any may hold a secret.
fn register(key: &str, value: &Value, secrets: &Secrets) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) => {
            register_value(key, text, secrets);
            if let Some((name, value)) = text.split_once('=') {
                register_value(name, value, secrets);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| register(key, item, secrets)),
        Value::Object(members) => {
            for (key, value) in members {
                register(key, value, secrets);
            }
        }
    }
}

/// A place as messages name it.
pub(crate) fn place(source: &Source) -> String {
    match source.line {
        Some(line) => format!("{} line {line}", source.name),
        None => source.name.clone(),
    }
}
