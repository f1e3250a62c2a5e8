//! What new accounts get: login.defs(5), and the settings of useradd(8).

use std::path::Path;

use muster_facts::{Fact, Source, accounts};
use muster_target::System;

use crate::readers::assignments;
use crate::readers::login_defs::LoginDefs;

const USERADD: [&str; 2] = ["/etc/default/useradd", "/usr/etc/default/useradd"];

/// Where shadow's tools, and busybox, begin to count.
const UID_MIN: u32 = 1_000;

/// Days that stand for no limit.
const NO_LIMIT: i64 = 99_999;

pub(super) struct Defaults {
    pub(super) uid_min: u32,
    settings: LoginDefs,
    inactive: Option<i64>,
}

pub(super) fn defaults(system: &dyn System) -> Fact<Defaults> {
    let settings = LoginDefs::read(system)?;
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
        uid_min: settings
            .number("UID_MIN")
            .map_or(UID_MIN, |number| u32::try_from(number).unwrap_or(UID_MIN)),
        settings,
        inactive,
    })
}

impl Defaults {
    pub(super) fn into_fact(self) -> accounts::AccountDefaults {
        let days = |name: &str| self.settings.number(name).filter(|days| *days >= 0);
        accounts::AccountDefaults {
            uid_min: self.uid_min,
            minimum: days("PASS_MIN_DAYS").filter(|days| *days > 0),
            maximum: days("PASS_MAX_DAYS").filter(|days| *days < NO_LIMIT),
            warning: days("PASS_WARN_AGE"),
            inactive: self.inactive,
            method: self
                .settings
                .value("ENCRYPT_METHOD")
                .map(|line| line.value.to_ascii_uppercase())
                // Anything else is not one, and would be shown.
                .filter(|method| method.len() < 20 && method.bytes().all(is_of_method)),
            source: Source::file(self.settings.file),
        }
    }
}

fn is_of_method(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-".contains(&byte)
}
