//! `when`: on which hosts a rule counts, as the host's own facts say it.

use std::fmt;
use std::str::FromStr;

use muster_facts::{Domain, Fact, FactError, Facts, clock, daemon, packages, packet_filter, units};
use muster_outcomes::Status;

use crate::roles::{Evidence, Role};

/// What must be so on a host for a rule to count there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Whether it must not be so.
    negated: bool,
    kind: Kind,
    value: String,
}

/// What stands before a condition that must not hold.
const NOT: &str = "not ";

/// What is asked of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Os,
    Packages,
    Package,
    Init,
    Unit,
    Firewall,
    Time,
    Docker,
    Container,
    OwnKernel,
    Role(Role),
}

impl Kind {
    /// Whether its word stands alone.
    const fn is_bare(self) -> bool {
        matches!(
            self,
            Self::Docker | Self::Container | Self::OwnKernel | Self::Role(_)
        )
    }
}

/// Each with its word, and what must follow it: one of these, or, where there are none, a name.
const KINDS: [(&str, Kind, &[&str]); 13] = [
    ("os", Kind::Os, &[]),
    (
        "packages",
        Kind::Packages,
        packages::Database::MANAGER.words,
    ),
    ("package", Kind::Package, &[]),
    ("init", Kind::Init, units::Manager::NAME.words),
    ("unit", Kind::Unit, &[]),
    (
        "firewall",
        Kind::Firewall,
        &["ufw", "firewalld", "nftables", "iptables"],
    ),
    ("time", Kind::Time, clock::Daemon::NAME.words),
    ("docker", Kind::Docker, &[]),
    ("container", Kind::Container, &[]),
    ("own-kernel", Kind::OwnKernel, &[]),
    ("router", Kind::Role(Role::Router), &[]),
    ("desktop", Kind::Role(Role::Desktop), &[]),
    ("database", Kind::Role(Role::Database), &[]),
];

impl Condition {
    /// How a condition is written.
    pub(crate) const HELP: &str = "write `os:ID`, `packages:dpkg`, `package:NAME`, `init:systemd`, `unit:NAME.service`, \
         `firewall:ufw`, `time:chrony`, `docker`, `container`, `own-kernel`, `router`, `desktop` or `database`, or one of \
         them behind `not `";

    /// A regular expression that every condition matches, for editors.
    pub(crate) const PATTERN: &str = "^(not )?(docker|container|own-kernel|router|desktop|database|(os|packages|package|init|unit|firewall|time):[A-Za-z0-9@._+-]+)$";

    /// The facts that it is judged by.
    pub(crate) const fn domains(&self) -> &'static [Domain] {
        match self.kind {
            Kind::Os | Kind::Container | Kind::OwnKernel => &[Domain::Host],
            Kind::Packages | Kind::Package => &[Domain::Packages],
            Kind::Init | Kind::Unit => &[Domain::Units],
            Kind::Firewall => &[Domain::PacketFilter],
            Kind::Time => &[Domain::Clock],
            Kind::Docker => &[Domain::Daemon],
            Kind::Role(role) => role.domains(),
        }
    }

    /// Parameters of the kernel that have to be collected for it.
    pub(crate) const fn sysctl(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Role(role) => role.sysctl(),
            _ => &[],
        }
    }

    /// What becomes of a rule on a host without asking its plugin; none where it counts.
    pub(crate) fn verdict(&self, facts: &Facts) -> Option<Status> {
        match self.evidence(facts) {
            Ok(Evidence::For(sentence)) => self.negated.then_some(Status::NotApplicable(sentence)),
            Ok(Evidence::Against(sentence)) => {
                (!self.negated).then_some(Status::NotApplicable(sentence))
            }
            // What the target cannot have, it does not use either.
            Err(FactError::Unsupported(reason)) => {
                (!self.negated).then_some(Status::NotApplicable(reason))
            }
            // What a host is for is guessed by what it runs. Where nobody knows, the rule is judged.
            Err(_) if matches!(self.kind, Kind::Role(_)) => None,
            Err(FactError::Denied(reason) | FactError::Failed(reason)) => {
                Some(Status::Error(format!(
                    "It is not known whether the rule applies to this host (`{self}`): {reason}"
                )))
            }
        }
    }

    /// What shows that it holds, or what is so instead.
    fn evidence(&self, facts: &Facts) -> Fact<Evidence> {
        if let Kind::Role(role) = self.kind {
            return role.judge(facts);
        }
        Ok(match self.holds(facts)? {
            Some(otherwise) => Evidence::Against(otherwise),
            None => Evidence::For(self.so()),
        })
    }

    /// What is so where it holds, as a sentence.
    fn so(&self) -> String {
        let value = &self.value;
        match self.kind {
            Kind::Os => format!("The host runs {value}, or what derives from it."),
            Kind::Packages => format!("{value} manages packages here."),
            Kind::Package => format!("{value} is installed."),
            Kind::Init => format!("{value} starts services here."),
            Kind::Unit => format!("{value} is in use."),
            Kind::Firewall => format!("{value} is the firewall here."),
            Kind::Time => format!("{value} is the time daemon here."),
            Kind::Docker => "Docker is installed.".to_owned(),
            Kind::Container => "The host is a container.".to_owned(),
            Kind::OwnKernel => "The host has a kernel of its own.".to_owned(),
            Kind::Role(_) => String::new(),
        }
    }

    /// Nothing where it holds, else what is so instead, as a sentence.
    fn holds(&self, facts: &Facts) -> Fact<Option<String>> {
        let value = self.value.as_str();
        match self.kind {
            Kind::Os => {
                let host = of(facts.host.as_ref().map(|host| &host.identity))?;
                let is = host.os_id == value || host.os_like.iter().any(|like| like == value);
                Ok((!is).then(|| format!("The host runs {}.", host.os_name)))
            }
            Kind::Packages => {
                let database = of(facts.packages.as_ref().map(|packages| &packages.overview))?;
                let manager = &database.manager;
                Ok((manager != value).then(|| format!("{manager} manages packages here.")))
            }
            Kind::Package => {
                let all = facts.packages.as_ref().ok_or_else(missing)?;
                let complete = of(Some(&all.overview))?.complete;
                match all.find_package(value)? {
                    Some(found) if found.state == packages::KnownPackage::STATE_INSTALLED => {
                        Ok(None)
                    }
                    None if !complete => Err(FactError::Failed(
                        "the database of packages is not fully understood".to_owned(),
                    )),
                    _ => Ok(Some(format!("{value} is not installed."))),
                }
            }
            Kind::Init => {
                let manager = of(facts.units.as_ref().map(|units| &units.overview))?;
                let name = &manager.name;
                Ok((name != value).then(|| format!("{name} starts services here.")))
            }
            Kind::Unit => {
                let all = facts.units.as_ref().ok_or_else(missing)?;
                let Some(unit) = all.find_unit(value)? else {
                    return Ok(Some(format!("There is no unit {value}.")));
                };
                match unit.in_use() {
                    Some(true) => Ok(None),
                    Some(false) => Ok(Some(format!("{value} is not in use."))),
                    None => Err(FactError::Failed(format!(
                        "it is not known whether {value} is started at boot"
                    ))),
                }
            }
            Kind::Firewall => {
                let filter = facts.packet_filter.as_ref();
                let overview = of(filter.map(|filter| &filter.overview))?;
                let in_use: Vec<&str> = overview
                    .managers
                    .iter()
                    .filter(|manager| manager.purpose == packet_filter::Manager::PURPOSE_FIREWALL)
                    .filter(|manager| manager.active || manager.enabled_on_boot == Some(true))
                    .map(|manager| match manager.name.as_str() {
                        "ip6tables" => "iptables",
                        name => name,
                    })
                    .collect();
                Ok(otherwise(value, &in_use, "the firewall"))
            }
            Kind::Time => {
                let daemons = of(facts.clock.as_ref().map(|clock| &clock.daemons))?;
                let in_use: Vec<&str> = daemons
                    .iter()
                    .filter(|daemon| {
                        daemon.state == clock::Daemon::STATE_ACTIVE || daemon.at_boot == Some(true)
                    })
                    .map(|daemon| daemon.name.as_str())
                    .collect();
                Ok(otherwise(value, &in_use, "the time daemon"))
            }
            Kind::Docker => {
                let components = of(facts.daemon.as_ref().map(|docker| &docker.components))?;
                let has_engine = components
                    .iter()
                    .any(|component| component.kind == daemon::Component::KIND_ENGINE);
                Ok((!has_engine).then(|| "Docker is not installed.".to_owned()))
            }
            Kind::Container => {
                let container = of(facts.host.as_ref().map(|host| &host.surrounding_container))?;
                let otherwise = "The host is not a container.";
                Ok(container.is_none().then(|| otherwise.to_owned()))
            }
            Kind::OwnKernel => {
                let container = of(facts.host.as_ref().map(|host| &host.surrounding_container))?;
                Ok(container.as_ref().map(|container| {
                    format!(
                        "The host is a container of {}, and has no kernel of its own.",
                        container.kind
                    )
                }))
            }
            // They have a judge of their own.
            Kind::Role(_) => Ok(None),
        }
    }
}

/// What takes a part, where the named one does not.
fn otherwise(value: &str, in_use: &[&str], part: &str) -> Option<String> {
    if in_use.contains(&value) {
        return None;
    }
    Some(match in_use {
        [] => format!("{value} is not {part} here: there is none."),
        some => format!("{value} is not {part} here: {} is.", some.join(" and ")),
    })
}

fn of<T>(fact: Option<&Fact<T>>) -> Fact<&T> {
    match fact {
        Some(Ok(fact)) => Ok(fact),
        Some(Err(error)) => Err(error.clone()),
        None => Err(missing()),
    }
}

fn missing() -> FactError {
    FactError::Failed("what decides it was not collected".to_owned())
}

impl FromStr for Condition {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (negated, text) = match text.strip_prefix(NOT) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (word, value) = match text.split_once(':') {
            Some((word, value)) if !value.is_empty() => (word, value),
            Some(_) => return Err(()),
            None => (text, ""),
        };
        let (_, kind, values) = KINDS.iter().find(|(known, ..)| *known == word).ok_or(())?;
        let fits = match (kind, value) {
            (kind, value) if kind.is_bare() => value.is_empty(),
            (_, "") => false,
            _ if values.is_empty() => value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "@._+-".contains(c)),
            _ => values.contains(&value),
        };
        fits.then(|| Self {
            negated,
            kind: *kind,
            value: value.to_owned(),
        })
        .ok_or(())
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = KINDS
            .iter()
            .find(|(_, kind, _)| *kind == self.kind)
            .map_or("", |(word, ..)| word);
        if self.negated {
            f.write_str(NOT)?;
        }
        f.write_str(word)?;
        if self.value.is_empty() {
            return Ok(());
        }
        write!(f, ":{}", self.value)
    }
}
