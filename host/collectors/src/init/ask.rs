//! What runs now, as the init says: `systemctl show`, or the directories in which OpenRC keeps its states
//! (rc-status(8)).

use std::collections::BTreeMap;
use std::path::Path;

use muster_target::System;

use super::is_up;
use crate::readers::boot::suffixed;
use crate::readers::shown::{self, Shown};

/// Every property is a word or names of units: none is a text that somebody wrote.
const SHOW: [&str; 6] = [
    "show",
    "--all",
    "--property=Id,Names,LoadState,ActiveState,Result",
    "*.service",
    "*.socket",
    "*.timer",
];

/// Where OpenRC keeps a link for each service that is in a state.
const OPENRC: [(&str, &str); 5] = [
    ("/run/openrc/started", "active"),
    ("/run/openrc/failed", "failed"),
    ("/run/openrc/starting", "changing"),
    ("/run/openrc/stopping", "changing"),
    // Waits for what starts it, such as a network.
    ("/run/openrc/inactive", "changing"),
];

/// What the init says of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) names: Vec<String>,
    pub(super) load: &'static str,
    pub(super) state: &'static str,
    pub(super) result: Option<String>,
}

/// What the init says of all units that it knows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Running(BTreeMap<String, Status>);

impl Running {
    pub(super) fn units(&self) -> impl Iterator<Item = (&String, &Status)> {
        self.0.iter()
    }

    /// What it says of one; one that it has not loaded does not run.
    pub(super) fn status(&self, name: &str) -> Status {
        self.0.get(name).cloned().unwrap_or(Status {
            names: Vec::new(),
            load: "present",
            state: "inactive",
            result: None,
        })
    }
}

/// Asks the init; none where it does not run, or does not answer.
pub(super) fn running(system: &dyn System, manager: &str) -> Option<Running> {
    if !is_up(system) {
        return None;
    }
    match manager {
        "systemd" => {
            let units = properties(&shown::show(system, &SHOW)?);
            (!units.is_empty()).then_some(Running(units))
        }
        "openrc" => openrc(system),
        _ => None,
    }
}

fn openrc(system: &dyn System) -> Option<Running> {
    let mut units = BTreeMap::new();
    // It is there as long as OpenRC runs, whatever was started.
    system.list(Path::new("/run/openrc/started")).ok()?;
    for (directory, state) in OPENRC {
        for name in system.list(Path::new(directory)).unwrap_or_default() {
            let status = Status {
                names: Vec::new(),
                load: "present",
                state,
                result: None,
            };
            units.insert(suffixed(&name), status);
        }
    }
    Some(Running(units))
}

fn properties(text: &str) -> BTreeMap<String, Status> {
    shown::units(text).filter_map(unit).collect()
}

fn unit(shown: Shown<'_>) -> Option<(String, Status)> {
    let load = match shown.property("LoadState")? {
        // Another unit names it, and there is none.
        "not-found" => return None,
        "masked" => "masked",
        "loaded" | "merged" | "stub" => "present",
        _ => "broken",
    };
    let state = match shown.property("ActiveState")? {
        "active" => "active",
        "inactive" => "inactive",
        "failed" => "failed",
        // `activating`, `deactivating`, `reloading`, `maintenance`, `refreshing`.
        _ => "changing",
    };
    let names = shown.property("Names").unwrap_or_default();
    let result = shown.property("Result").filter(|result| is_word(result));
    Some((
        shown.property("Id")?.to_owned(),
        Status {
            names: names.split_whitespace().map(str::to_owned).collect(),
            load,
            state,
            result: result.map(str::to_owned),
        },
    ))
}

/// Whether a result is one of systemd's own words, such as `exit-code`.
fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_systemctl_shows_is_read_block_by_block() {
        let units = properties(
            "Result=success\nId=ssh.service\nNames=ssh.service sshd.service\nLoadState=loaded\nActiveState=active\n\n\
             Result=exit-code\nId=job.service\nNames=job.service\nLoadState=loaded\nActiveState=failed\n\n\
             Id=gone.service\nNames=gone.service\nLoadState=not-found\nActiveState=inactive\n\n\
             Id=odd.service\nNames=odd.service\nLoadState=bad-setting\nActiveState=reloading\nResult=\n",
        );
        let short: Vec<(&str, &str, &str, Option<&str>)> = units
            .iter()
            .map(|(name, unit)| (name.as_str(), unit.load, unit.state, unit.result.as_deref()))
            .collect();
        assert_eq!(
            short,
            [
                ("job.service", "present", "failed", Some("exit-code")),
                ("odd.service", "broken", "changing", None),
                ("ssh.service", "present", "active", Some("success")),
            ]
        );
        assert_eq!(units["ssh.service"].names, ["ssh.service", "sshd.service"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "(?s).{0,300}") {
            let _ = properties(&text);
        }
    }
}
