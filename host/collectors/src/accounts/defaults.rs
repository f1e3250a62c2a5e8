//! What new accounts get: login.defs(5), and the settings of useradd(8).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_facts::{Fact, FactError, Source, accounts};
use muster_target::{LARGEST_FILE, ReadError, System, present};

use crate::readers::assignments;

/// The second is where SUSE has the files that it brings.
const LOGIN_DEFS: [&str; 2] = ["/etc/login.defs", "/usr/etc/login.defs"];
const USERADD: [&str; 2] = ["/etc/default/useradd", "/usr/etc/default/useradd"];

/// There, what is in these directories is read after the file; of two names alike the last one counts.
const DROP_INS: [&str; 2] = ["/usr/etc/login.defs.d", "/etc/login.defs.d"];

/// Where shadow's tools, and busybox, begin to count.
const UID_MIN: u32 = 1_000;

/// Days that stand for no limit.
const NO_LIMIT: i64 = 99_999;

pub(super) struct Defaults {
    pub(super) uid_min: u32,
    settings: BTreeMap<String, String>,
    inactive: Option<i64>,
    source: Source,
}

pub(super) fn defaults(system: &dyn System) -> Fact<Defaults> {
    let mut settings = BTreeMap::new();
    let mut source = Source::file(LOGIN_DEFS[0]);
    for path in LOGIN_DEFS {
        if let Some(text) = text(system, Path::new(path))? {
            settings = parse(&text);
            source = Source::file(path);
            break;
        }
    }
    // Elsewhere nothing reads them.
    if present(system.metadata(Path::new(LOGIN_DEFS[1])))
        .map_err(FactError::from)?
        .is_some()
    {
        for path in drop_ins(system)?.values() {
            let text = text(system, path)?.unwrap_or_default();
            settings.extend(parse(&text));
        }
    }
    let mut inactive = None;
    for path in USERADD {
        if let Some(found) = assignments::read_assignments(system, Path::new(path))? {
            let set = assignments::value(&found, "INACTIVE");
            inactive = set
                .and_then(|one| one.value.parse().ok())
                .filter(|days| *days >= 0);
            break;
        }
    }
    Ok(Defaults {
        uid_min: number(&settings, "UID_MIN")
            .map_or(UID_MIN, |number| u32::try_from(number).unwrap_or(UID_MIN)),
        settings,
        inactive,
        source,
    })
}

impl Defaults {
    pub(super) fn into_fact(self) -> accounts::AccountDefaults {
        let days = |name: &str| number(&self.settings, name).filter(|days| *days >= 0);
        accounts::AccountDefaults {
            uid_min: self.uid_min,
            minimum: days("PASS_MIN_DAYS").filter(|days| *days > 0),
            maximum: days("PASS_MAX_DAYS").filter(|days| *days < NO_LIMIT),
            warning: days("PASS_WARN_AGE"),
            inactive: self.inactive,
            method: self
                .settings
                .get("ENCRYPT_METHOD")
                // Anything else is not one, and would be shown.
                .filter(|method| method.len() < 20 && method.bytes().all(is_of_method))
                .map(|method| method.to_ascii_uppercase()),
            source: self.source,
        }
    }
}

fn is_of_method(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-".contains(&byte)
}

fn text(system: &dyn System, path: &Path) -> Result<Option<String>, ReadError> {
    let bytes = present(system.read(path, LARGEST_FILE))?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

fn drop_ins(system: &dyn System) -> Result<BTreeMap<String, PathBuf>, ReadError> {
    let mut found = BTreeMap::new();
    for directory in DROP_INS.map(Path::new) {
        for name in present(system.list(directory))?.unwrap_or_default() {
            if name.ends_with(".defs") {
                found.insert(name.clone(), directory.join(name));
            }
        }
    }
    Ok(found)
}

/// `NAME value`, of which the last line counts.
pub(super) fn parse(text: &str) -> BTreeMap<String, String> {
    let setting = |line: &str| {
        let line = line.trim();
        let (name, value) = line.split_once([' ', '\t'])?;
        let value = value.trim().trim_matches('"');
        (!name.starts_with('#')).then(|| (name.to_owned(), value.to_owned()))
    };
    text.lines().filter_map(setting).collect()
}

/// As strtol(3) reads it with any base.
fn number(settings: &BTreeMap<String, String>, name: &str) -> Option<i64> {
    let text = settings.get(name)?;
    match text.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => match text.strip_prefix('0') {
            Some(digits) if !digits.is_empty() => i64::from_str_radix(digits, 8).ok(),
            _ => text.parse().ok(),
        },
    }
}
