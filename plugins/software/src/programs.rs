//! Programs by the names of their units, and whether anything starts them. Knows no rule.

use std::collections::BTreeMap;

use muster_sdk::units::Unit;
use muster_sdk::{Distribution, Finding, NotEvaluated, fits_pattern};

use crate::installed::Listed;
use muster_sdk::sentence::{do_what, list};

/// What the names of units end in.
const KINDS: [&str; 4] = [".service", ".socket", ".timer", ".path"];

/// What stands before the names at D-Bus that have a service started.
const BUS: &str = "dbus:";

/// `rpcbind` of `rpcbind.service` and `rpcbind.socket`, and `telnet` of `telnet@1.service`.
pub(crate) fn stem(name: &str) -> &str {
    let name = without_kind(name);
    name.split_once('@').map_or(name, |(before, _)| before)
}

fn without_kind(name: &str) -> &str {
    let mut kinds = KINDS.iter();
    kinds
        .find_map(|kind| name.strip_suffix(kind))
        .unwrap_or(name)
}

/// As `systemctl` takes it: a service without its suffix.
pub(crate) fn short(name: &str) -> &str {
    name.strip_suffix(".service").unwrap_or(name)
}

/// Whether a unit, or another name of it, fits one of the patterns, with or without the suffix of its kind.
fn is_called<T: AsRef<str>>(unit: &Unit, patterns: &[T]) -> bool {
    let mut names = std::iter::once(&unit.name).chain(&unit.aliases);
    names.any(|name| {
        let forms = [name.as_str(), without_kind(name), stem(name)];
        let mut patterns = patterns.iter();
        patterns.any(|pattern| {
            forms
                .iter()
                .any(|form| fits_pattern(pattern.as_ref(), form))
        })
    })
}

/// A program: its service, and the sockets, timers and paths of the same name or that start it.
#[derive(Debug)]
pub(crate) struct Program {
    /// What its units are called, without the suffix of a kind.
    pub(crate) name: String,
    pub(crate) units: Vec<Unit>,
}

/// Those whose units are called so, sorted by name.
pub(crate) fn named<T: AsRef<str>>(units: &[Unit], patterns: &[T]) -> Vec<Program> {
    let mut programs: BTreeMap<&str, Vec<Unit>> = BTreeMap::new();
    for unit in units.iter().filter(|unit| is_called(unit, patterns)) {
        programs
            .entry(stem(&unit.name))
            .or_default()
            .push(unit.clone());
    }
    let with_starters = |(name, mut own): (&str, Vec<Unit>)| {
        let starters: Vec<&String> = own.iter().flat_map(|unit| &unit.activated_by).collect();
        let others: Vec<Unit> = units
            .iter()
            .filter(|unit| starters.contains(&&unit.name))
            .filter(|unit| own.iter().all(|other| other.name != unit.name))
            .cloned()
            .collect();
        own.extend(others);
        Program {
            name: name.to_owned(),
            units: own,
        }
    };
    programs.into_iter().map(with_starters).collect()
}

/// Whether something starts a program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// Nothing does.
    Nothing,
    /// Something does, or it runs: a clause that says what.
    Something(String),
    /// It is not known of this unit.
    Unknown(String),
}

/// Whether a unit is active; none where nobody could be asked.
pub(crate) fn is_active(unit: &Unit) -> Result<Option<bool>, NotEvaluated> {
    match unit.state.as_str() {
        Unit::STATE_ACTIVE | Unit::STATE_CHANGING => Ok(Some(true)),
        Unit::STATE_INACTIVE | Unit::STATE_FAILED => Ok(Some(false)),
        Unit::STATE_UNKNOWN => Ok(None),
        other => Err(NotEvaluated::because(format!(
            "{} is {other}, which this rule does not know",
            unit.name
        ))),
    }
}

/// Whether a unit is masked.
pub(crate) fn is_masked(unit: &Unit) -> Result<bool, NotEvaluated> {
    match unit.load.as_str() {
        Unit::LOAD_MASKED => Ok(true),
        Unit::LOAD_PRESENT | Unit::LOAD_BROKEN => Ok(false),
        other => Err(NotEvaluated::because(format!(
            "{} is {other}, which this rule does not know",
            unit.name
        ))),
    }
}

impl Program {
    /// Whether something starts it at boot, when it is asked for, or has started it.
    pub(crate) fn start(&self) -> Result<Start, NotEvaluated> {
        let mut running = Vec::new();
        let mut masked = Vec::new();
        for unit in &self.units {
            if is_active(unit)? == Some(true) && unit.at_boot != Some(true) {
                running.push(unit.name.as_str());
            }
            if is_masked(unit)? {
                masked.push(unit.name.as_str());
            }
        }
        let at_boot: Vec<&str> = self
            .units
            .iter()
            .filter(|unit| unit.at_boot == Some(true))
            .map(|unit| unit.name.as_str())
            .collect();
        let mut clauses = Vec::new();
        if !at_boot.is_empty() {
            let started: Vec<&str> = self
                .units
                .iter()
                .filter(|unit| unit.at_boot != Some(true) && !masked.contains(&unit.name.as_str()))
                .filter(|unit| {
                    unit.activated_by
                        .iter()
                        .any(|by| at_boot.contains(&by.as_str()))
                })
                .map(|unit| unit.name.as_str())
                .collect();
            let mut clause = do_what(&at_boot, "comes up at boot", "come up at boot");
            if !started.is_empty() {
                let verb = if at_boot.len() == 1 {
                    "starts"
                } else {
                    "start"
                };
                clause = format!("{clause} and {verb} {}", list(&started, "and"));
            }
            clauses.push(clause);
        }
        for unit in &self.units {
            let asked = unit.activated_by.iter().find_map(|by| by.strip_prefix(BUS));
            if let Some(name) = asked
                && unit.at_boot != Some(true)
                && !masked.contains(&unit.name.as_str())
            {
                clauses.push(format!(
                    "whoever asks D-Bus for {name} starts {}",
                    unit.name
                ));
            }
        }
        if !running.is_empty() {
            clauses.push(do_what(&running, "runs", "run"));
        }
        if clauses.is_empty() {
            let unknown = self.units.iter().find(|unit| unit.at_boot.is_none());
            return Ok(unknown.map_or(Start::Nothing, |unit| Start::Unknown(unit.name.clone())));
        }
        let mut clause = list(&clauses, "and");
        if !masked.is_empty() {
            clause = format!(
                "{clause}, although {}",
                do_what(&masked, "is masked", "are masked")
            );
        }
        Ok(Start::Something(clause))
    }

    /// The unit that it is judged by: its service, else what there is.
    pub(crate) fn main_unit(&self) -> Option<&Unit> {
        let mut own = self
            .units
            .iter()
            .filter(|unit| stem(&unit.name) == self.name);
        let service = own.clone().find(|unit| unit.kind == Unit::KIND_SERVICE);
        service.or_else(|| own.next())
    }

    /// Whether a unit of it is there: not masked, and not a link to nothing.
    pub(crate) fn is_there(&self) -> bool {
        let mut units = self.units.iter();
        units.any(|unit| unit.load == Unit::LOAD_PRESENT)
    }

    /// Whether it is what a package left behind that was removed: scripts of System V stay, with their links, and
    /// do nothing without their program. Packages are only asked for where there is such a script.
    pub(crate) fn is_left_over<T: AsRef<str>>(&self, packages: &[T]) -> Result<bool, NotEvaluated> {
        if packages.is_empty() || !self.units.iter().all(is_script) {
            return Ok(false);
        }
        Ok(Listed::find(packages)?.is_ok_and(|listed| listed.is_removed()))
    }

    /// Adds the places that decide whether it starts.
    pub(crate) fn shown_in(&self, finding: Finding) -> Finding {
        self.units.iter().fold(finding, |finding, unit| {
            if unit.load == Unit::LOAD_MASKED {
                finding.at(unit.source.clone(), "masks it")
            } else if unit.at_boot == Some(true) {
                finding.at(unit.source.clone(), "starts it")
            } else if !unit.activated_by.is_empty() || is_active(unit) == Ok(Some(true)) {
                finding.at(unit.source.clone(), "is its unit")
            } else {
                finding
            }
        })
    }

    /// The command after which nothing starts it, and it does not run.
    pub(crate) fn switch_off(&self, distribution: &Distribution) -> String {
        let mut linked = Vec::new();
        let mut pulled = Vec::new();
        for unit in &self.units {
            let is_asked_for = unit.activated_by.iter().any(|by| by.starts_with(BUS));
            let starts = unit.at_boot == Some(true) || is_active(unit) == Ok(Some(true));
            if unit.load == Unit::LOAD_MASKED && !starts {
                continue;
            }
            if (unit.at_boot == Some(true) && !is_linked(unit))
                || (is_asked_for && unit.at_boot != Some(true))
            {
                pulled.push(short(&unit.name));
            } else if starts {
                linked.push(short(&unit.name));
            }
        }
        // The sockets first, or they start the service again at once.
        linked.sort_by_key(|name| !KINDS.iter().any(|kind| name.ends_with(kind)));
        let mut commands = Vec::new();
        if !linked.is_empty() {
            commands.push(distribution.disable_now(&linked.join(" ")));
        }
        if !pulled.is_empty() {
            commands.push(distribution.mask_now(&pulled.join(" ")));
        }
        commands.join(" && ")
    }
}

/// Whether a unit is a script of System V, or what systemd makes of one.
fn is_script(unit: &Unit) -> bool {
    let place = &unit.source.name;
    let is_runlevel = place
        .strip_prefix("/etc/rc")
        .is_some_and(|rest| rest.get(1..4) == Some(".d/"));
    is_runlevel
        || place.starts_with("/etc/init.d")
        || place.starts_with("/run/systemd/generator.late/")
}

/// Whether a unit comes up by a link that the administrator's tools make and take away again; else another unit, or
/// the distribution's own link, pulls it in.
fn is_linked(unit: &Unit) -> bool {
    let place = &unit.source.name;
    place.starts_with("/etc/") && (place.contains(".wants/") || place.contains(".requires/"))
        || place.starts_with("/etc/runlevels/")
        || place.starts_with("/etc/runit/")
        || is_script(unit)
}

#[cfg(test)]
mod tests {
    use muster_sdk::Source;
    use muster_sdk::testing::sample;

    use super::*;

    fn unit(name: &str, at_boot: Option<bool>, activated_by: &[&str]) -> Unit {
        Unit {
            name: name.to_owned(),
            aliases: Vec::new(),
            load: Unit::LOAD_PRESENT.to_owned(),
            at_boot,
            activated_by: activated_by.iter().map(|by| (*by).to_owned()).collect(),
            state: Unit::STATE_UNKNOWN.to_owned(),
            source: Source {
                name: format!("/usr/lib/systemd/system/{name}"),
                ..sample()
            },
            ..sample()
        }
    }

    fn start(units: Vec<Unit>) -> Start {
        let name = stem(&units[0].name).to_owned();
        Program { name, units }.start().unwrap()
    }

    fn something(clause: &str) -> Start {
        Start::Something(clause.to_owned())
    }

    #[test]
    fn units_of_one_name_are_one_program_with_what_starts_it() {
        let units = [
            unit("backup.service", Some(false), &["dump.timer"]),
            unit("dump.timer", Some(true), &[]),
            unit("telnet.socket", Some(true), &[]),
            unit("telnet@1.service", Some(false), &[]),
            unit("telnetd.service", Some(false), &[]),
        ];
        let found = |patterns: &[&str]| -> Vec<(String, Vec<String>)> {
            let programs = named(&units, patterns).into_iter();
            programs
                .map(|one| {
                    (
                        one.name,
                        one.units.into_iter().map(|unit| unit.name).collect(),
                    )
                })
                .collect()
        };
        assert_eq!(
            found(&["telnet"]),
            [(
                "telnet".to_owned(),
                vec!["telnet.socket".to_owned(), "telnet@1.service".to_owned()]
            )]
        );
        assert_eq!(found(&["telnet*"]).len(), 2);
        assert_eq!(found(&["telnet.socket"])[0].1, ["telnet.socket"]);
        assert_eq!(found(&["backup"])[0].1, ["backup.service", "dump.timer"]);
        assert!(found(&["tel"]).is_empty());
    }

    #[test]
    fn what_starts_a_program_is_told() {
        assert_eq!(
            start(vec![unit("a.service", Some(false), &[])]),
            Start::Nothing
        );
        assert_eq!(
            start(vec![unit("a.service", Some(true), &[])]),
            something("a.service comes up at boot")
        );
        let socket = || unit("a.socket", Some(true), &[]);
        let mut service = unit("a.service", Some(false), &["a.socket"]);
        assert_eq!(
            start(vec![service.clone(), socket()]),
            something("a.socket comes up at boot and starts a.service")
        );
        service.load = Unit::LOAD_MASKED.to_owned();
        assert_eq!(
            start(vec![service, socket()]),
            something("a.socket comes up at boot, although a.service is masked")
        );
        assert_eq!(
            start(vec![unit("a.service", Some(false), &["dbus:org.a"])]),
            something("whoever asks D-Bus for org.a starts a.service")
        );
        let mut running = unit("a.service", Some(false), &[]);
        running.state = Unit::STATE_ACTIVE.to_owned();
        assert_eq!(start(vec![running]), something("a.service runs"));
        assert_eq!(
            start(vec![unit("a.service", None, &[])]),
            Start::Unknown("a.service".to_owned())
        );
    }

    #[test]
    fn what_another_unit_pulls_in_has_to_be_masked() {
        let distribution = Distribution::of(&muster_sdk::host::HostIdentity {
            os_id: "debian".to_owned(),
            os_like: Vec::new(),
            init_system: Some("systemd".to_owned()),
            ..sample()
        });
        let mut linked = unit("a.service", Some(true), &[]);
        linked.source.name = "/etc/systemd/system/multi-user.target.wants/a.service".to_owned();
        let mut socket = unit("a.socket", Some(true), &[]);
        socket.source.name = "/etc/systemd/system/sockets.target.wants/a.socket".to_owned();
        let pulled = unit("a.path", Some(true), &[]);
        let command = |units| {
            Program {
                name: "a".to_owned(),
                units,
            }
            .switch_off(&distribution)
        };
        assert_eq!(
            command(vec![linked.clone(), socket]),
            "systemctl disable --now a.socket a"
        );
        assert_eq!(
            command(vec![linked, pulled]),
            "systemctl disable --now a && systemctl mask --now a.path"
        );
    }
}
