//! The options of the modules that a stack asks: an argument overrides the file that the module reads; if neither says
//! anything, a default applies.

use muster_facts::Source;
use muster_facts::pam::{ModuleOption, UnreadFile};
use muster_target::System;

use super::files::{file_of, said_by_files, said_by_login_defs};
use super::vocabulary::{HASHES, Kind, names, options, told};
use crate::readers::accounts::Accounts;
use crate::readers::login_defs;

/// A line that asks a module, with its arguments as written.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) module: &'static str,
    pub(super) changes_password: bool,
    pub(super) arguments: Vec<String>,
    pub(super) source: Source,
}

/// Something that says what an option is.
pub(super) struct Said {
    pub(super) name: &'static str,
    /// None if it is not understood.
    pub(super) value: Option<String>,
    pub(super) origin: &'static str,
    pub(super) source: Source,
}

/// The options of a line, and why a file that counts could not be read.
pub(super) fn options_of(
    system: &dyn System,
    accounts: &Accounts,
    asked: &Asked,
) -> (Vec<ModuleOption>, Option<UnreadFile>) {
    let known = options(asked.module);
    if known.is_empty() {
        return (Vec::new(), None);
    }
    let mut said = Vec::new();
    let mut unread = None;
    let conf = asked
        .arguments
        .iter()
        .filter_map(|argument| argument.strip_prefix("conf="))
        .next_back();
    let file = file_of(system, asked.module);
    if let Some(file) = file
        && let Err(reason) = said_by_files(system, file, conf, &mut said)
    {
        unread = Some(UnreadFile {
            entry: asked.source.clone(),
            reason,
        });
    }
    for argument in &asked.arguments {
        said.extend(said_by_argument(accounts, asked, argument));
    }
    let path = file.map(|file| match conf {
        Some(_) => "the file that its line names".to_owned(),
        None => file.path(),
    });
    let mut found: Vec<ModuleOption> = known
        .iter()
        .map(|known| effective(asked, known.name, known.default, &said, path.as_deref()))
        .collect();
    if unread.is_some() {
        found.retain(|option| option.origin == ModuleOption::ORIGIN_ARGUMENT);
    }
    match asked.module {
        "pam_faillock.so" => found.push(effective(asked, "phase", "none", &said, None)),
        "pam_unix.so" if asked.changes_password => match said_by_login_defs(system) {
            Ok(by_file) => {
                let by_line = said.into_iter().filter(|one| one.name == "hash");
                let said: Vec<Said> = by_file.into_iter().chain(by_line).collect();
                let [file, _] = login_defs::FILES;
                found.push(effective(asked, "hash", "des", &said, Some(file)));
            }
            Err(reason) => {
                if said.iter().any(|one| one.name == "hash") {
                    found.push(effective(asked, "hash", "des", &said, None));
                }
                unread = Some(UnreadFile {
                    entry: asked.source.clone(),
                    reason,
                });
            }
        },
        "pam_pwquality.so" if unread.is_none() => {
            let composed = [shortest(&found), classes(&found)];
            found.extend(composed.into_iter().flatten());
        }
        _ => {}
    }
    (found, unread)
}

/// The setting that counts if there are several for one option: the last.
fn effective(
    asked: &Asked,
    name: &str,
    default: &str,
    said: &[Said],
    file: Option<&str>,
) -> ModuleOption {
    let mut all: Vec<&Said> = said.iter().filter(|one| one.name == name).collect();
    let last = all.pop();
    let (value, origin, source) = match last {
        Some(one) => (one.value.clone(), one.origin, Some(one.source.clone())),
        None => (Some(default.to_owned()), ModuleOption::ORIGIN_DEFAULT, None),
    };
    ModuleOption {
        entry: asked.source.clone(),
        module: asked.module.to_owned(),
        name: name.to_owned(),
        value,
        origin: origin.to_owned(),
        shadowed: all
            .into_iter()
            .map(|one| one.source.clone())
            .filter(|one| Some(one) != source.as_ref())
            .collect(),
        source,
        file: file.map(str::to_owned),
    }
}

fn said_by_argument(accounts: &Accounts, asked: &Asked, text: &str) -> Option<Said> {
    let argument = |name, value| Said {
        name,
        value,
        origin: ModuleOption::ORIGIN_ARGUMENT,
        source: asked.source.clone(),
    };
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    match asked.module {
        "pam_faillock.so" => {
            let phases = ["preauth", "authfail", "authsucc"];
            if let Some(phase) = phases.into_iter().find(|phase| *phase == text) {
                return Some(argument("phase", Some(phase.to_owned())));
            }
        }
        "pam_unix.so" => {
            // It looks at the beginning of an argument alone.
            if let Some(hash) = HASHES.into_iter().find(|hash| text.starts_with(hash)) {
                return Some(argument("hash", Some(hash.to_owned())));
            }
            let known = options(asked.module)
                .iter()
                .find(|known| known.kind == Kind::Switch && text.starts_with(known.name));
            if let Some(known) = known {
                return Some(argument(known.name, told(known.kind, value)));
            }
        }
        _ => {}
    }
    let known = options(asked.module)
        .iter()
        .find(|known| names(asked.module, known, name))?;
    let value = match known.kind {
        // Of a group that exists, everyone can read the name already.
        Kind::Group => accounts.group(value).map(|group| group.name.clone()),
        kind => told(kind, value),
    };
    Some(argument(known.name, value))
}

/// The option that is composed of others, shown at the place of the first one.
fn composed(
    found: &[ModuleOption],
    name: &str,
    parts: &[&str],
    compose: impl Fn(&[i64]) -> i64,
) -> Option<ModuleOption> {
    let mut values = Vec::new();
    let mut deciding = None;
    for part in parts {
        let option = found.iter().find(|option| option.name == *part)?;
        let value = option.value.as_deref().and_then(|text| text.parse().ok());
        values.push(value);
        let is_said = option.origin != ModuleOption::ORIGIN_DEFAULT;
        if deciding.is_none() || (is_said && deciding.is_some_and(is_default)) {
            deciding = Some(option);
        }
    }
    let values: Option<Vec<i64>> = values.into_iter().collect();
    Some(ModuleOption {
        name: name.to_owned(),
        value: values.map(|values: Vec<i64>| compose(&values).to_string()),
        ..deciding?.clone()
    })
}

fn is_default(option: &ModuleOption) -> bool {
    option.origin == ModuleOption::ORIGIN_DEFAULT
}

const CREDITS: [&str; 4] = ["dcredit", "ucredit", "lcredit", "ocredit"];
/// No password can be shorter, whatever is set.
const SHORTEST: i64 = 6;

fn shortest(found: &[ModuleOption]) -> Option<ModuleOption> {
    let parts = ["minlen"].into_iter().chain(CREDITS).collect::<Vec<_>>();
    composed(found, "shortest", &parts, |values| {
        let mut values = values.iter();
        let length = values.next().copied().unwrap_or_default().max(SHORTEST);
        let credits: i64 = values.filter(|credit| **credit > 0).sum();
        (length - credits).max(0)
    })
}

fn classes(found: &[ModuleOption]) -> Option<ModuleOption> {
    let parts = ["minclass"].into_iter().chain(CREDITS).collect::<Vec<_>>();
    composed(found, "classes", &parts, |values| {
        let mut values = values.iter();
        let least = values.next().copied().unwrap_or_default();
        let asked = values.filter(|credit| **credit < 0).count();
        least.max(i64::try_from(asked).unwrap_or_default()).min(4)
    })
}
