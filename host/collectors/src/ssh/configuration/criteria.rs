//! The criteria of a `Match` line, and whether a connection meets them.

use crate::ssh::configuration::address;
use crate::ssh::configuration::endpoint;
use crate::ssh::configuration::pattern::{self, Listed};
use crate::ssh::configuration::token;
use crate::ssh::server::version;
use crate::ssh::server::version::{Build, Release};

/// From this release on, `Match` lines are split like every other line.
const SHELL_LIKE: Release = Release(9, 9);

/// One criterion. All of a line must be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ssh) enum Criterion {
    All,
    InvalidUser,
    User(String),
    Group(String),
    Host(String),
    Address(String),
    LocalAddress(String),
    LocalPort(u16),
    RDomain(String),
    /// Whether this build's version matches.
    Version(bool),
    /// A line that only a release or a distributor that is not known here understands.
    NotUnderstood,
}

/// What sshd knows about a connection when it evaluates `Match`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ssh) struct Connection {
    pub(in crate::ssh) user: String,
    pub(in crate::ssh) invalid_user: bool,
    pub(in crate::ssh) groups: Vec<String>,
    pub(in crate::ssh) host: String,
    pub(in crate::ssh) address: String,
    pub(in crate::ssh) local_address: String,
    pub(in crate::ssh) local_port: u16,
    pub(in crate::ssh) rdomain: Option<String>,
}

impl Criterion {
    /// Whether every connection meets it, so that what the block says holds for everybody. Every account
    /// has a group; what belongs to a port or a routing domain is not everybody's.
    pub(in crate::ssh) fn met_by_all(&self) -> bool {
        match self {
            Self::All | Self::Version(true) => true,
            Self::User(list) | Self::Group(list) | Self::Host(list) => pattern::lists_all(list),
            Self::Address(list) | Self::LocalAddress(list) => address::lists_all(list),
            Self::Version(false)
            | Self::NotUnderstood
            | Self::InvalidUser
            | Self::LocalPort(_)
            | Self::RDomain(_) => false,
        }
    }

    /// Whether the connection meets it.
    pub(in crate::ssh) fn met_by(&self, connection: &Connection) -> bool {
        match self {
            Self::All => true,
            Self::Version(matches) => *matches,
            Self::NotUnderstood => false,
            Self::InvalidUser => connection.invalid_user,
            Self::User(list) => pattern::listed(&connection.user, list) == Listed::Yes,
            Self::Group(list) => in_groups(&connection.groups, list),
            Self::Host(list) => host_listed(&connection.host, list),
            Self::Address(list) => address::listed(&connection.address, list) == Listed::Yes,
            Self::LocalAddress(list) => {
                address::listed(&connection.local_address, list) == Listed::Yes
            }
            Self::LocalPort(port) => *port == connection.local_port,
            Self::RDomain(list) => connection
                .rdomain
                .as_ref()
                .is_some_and(|rdomain| pattern::listed(rdomain, list) == Listed::Yes),
        }
    }
}

/// Whether one group is listed and none is negated.
pub(in crate::ssh) fn in_groups(groups: &[String], list: &str) -> bool {
    let judged: Vec<Listed> = groups
        .iter()
        .map(|group| pattern::listed(group, list))
        .collect();
    judged.contains(&Listed::Yes) && !judged.contains(&Listed::Negated)
}

/// Host names are compared in lower case.
pub(in crate::ssh) fn host_listed(host: &str, list: &str) -> bool {
    pattern::listed(&host.to_ascii_lowercase(), &list.to_ascii_lowercase()) == Listed::Yes
}

/// Reads what follows `Match`.
///
/// # Errors
/// sshd would refuse the line; the text says why.
pub(in crate::ssh) fn parse(rest: &str, build: &Build) -> Result<Vec<Criterion>, String> {
    let words = if build.keywords < version::SHELL_LIKE {
        token::old_arguments(rest, true)
    } else {
        let arguments = token::arguments(rest).map_err(|error| error.to_string())?;
        if build.keywords >= SHELL_LIKE {
            // 9.9 alone forgot that `user=deploy` is two words.
            if build.keywords >= Release(10, 0) {
                with_equals_split(arguments)
            } else {
                arguments
            }
        } else {
            delimited(rest)
        }
    };
    let mut words = words.iter().map(String::as_str);
    let mut criteria = Vec::new();
    while let Some(attribute) = words.next() {
        let attribute = attribute.to_ascii_lowercase();
        let criterion = match attribute.as_str() {
            "all" => Criterion::All,
            "invalid-user" if build.keywords >= SHELL_LIKE => Criterion::InvalidUser,
            _ => {
                let value = words
                    .next()
                    .filter(|value| !value.is_empty())
                    .ok_or_else(|| format!("{} has no argument", quoted(&attribute)))?;
                with_argument(&attribute, value, build)?
            }
        };
        criteria.push(criterion);
    }
    if criteria.is_empty() {
        return Err("it has no criteria".to_owned());
    }
    if criteria.contains(&Criterion::All) && criteria.len() > 1 {
        return Err("`all` cannot be combined with other criteria".to_owned());
    }
    Ok(criteria)
}

fn with_argument(attribute: &str, value: &str, build: &Build) -> Result<Criterion, String> {
    let list = value.to_owned();
    Ok(match attribute {
        "user" => Criterion::User(list),
        "group" => Criterion::Group(list),
        "host" => Criterion::Host(list),
        "address" | "localaddress" => {
            address::check(value, build).map_err(|error| error.to_string())?;
            if attribute == "address" {
                Criterion::Address(list)
            } else {
                Criterion::LocalAddress(list)
            }
        }
        "localport" => Criterion::LocalPort(
            endpoint::port(value).ok_or_else(|| format!("`{value}` is not a port"))?,
        ),
        "rdomain" => Criterion::RDomain(list),
        "version" if build.keywords >= Release(10, 0) => {
            let own = build.text.as_deref().unwrap_or_default();
            Criterion::Version(pattern::listed(&format!("OpenSSH_{own}"), value) == Listed::Yes)
        }
        unknown => return Err(format!("{} is not a criterion", quoted(unknown))),
    })
}

/// What is written where a criterion should be, if it can be the name of one.
fn quoted(attribute: &str) -> String {
    /// `canonical`, `originalhost` and the like are shorter.
    const LONGEST: usize = 14;
    let named = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    if attribute.len() <= LONGEST && attribute.bytes().all(named) {
        format!("`{attribute}`")
    } else {
        "one of its words".to_owned()
    }
}

/// Splits by blanks, quotes and `=`, up to a comment.
fn delimited(rest: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = rest.to_owned();
    while !rest.is_empty() {
        match token::delimited(&rest) {
            Some((word, after)) if !word.is_empty() && !word.starts_with('#') => {
                words.push(word);
                rest = after;
            }
            Some(_) | None => break,
        }
    }
    words
}

/// `user=deploy` is `user deploy`.
fn with_equals_split(arguments: Vec<String>) -> Vec<String> {
    let mut words = Vec::new();
    let mut value = false;
    for argument in arguments {
        match argument.split_once('=') {
            Some((attribute, list)) if !value => {
                words.push(attribute.to_owned());
                words.push(list.to_owned());
            }
            Some(_) | None => {
                let alone = matches!(
                    argument.to_ascii_lowercase().as_str(),
                    "all" | "invalid-user"
                );
                value = !value && !alone;
                words.push(argument);
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssh::server::vendor::Distribution;

    fn build(version: &str) -> Build {
        Build::from_banner(&format!("OpenSSH_{version}"), Distribution::UNKNOWN).unwrap()
    }

    #[test]
    fn criteria_may_be_quoted_joined_with_equals_and_commented() {
        let expected = vec![
            Criterion::User("deploy".into()),
            Criterion::Address("10.0.0.0/8".into()),
        ];
        for version in ["9.2p1", "10.0p1"] {
            for rest in [
                "User deploy Address 10.0.0.0/8",
                "user=deploy address=10.0.0.0/8 # office",
                "USER \"deploy\" ADDRESS \"10.0.0.0/8\"",
            ] {
                assert_eq!(parse(rest, &build(version)).unwrap(), expected, "{rest}");
            }
        }
    }

    #[test]
    fn what_sshd_refuses_is_refused() {
        for rest in [
            "all user x",
            "user x all",
            "user",
            "foo x",
            "address 10.0.0.1/8",
            "localport x",
            "user \"x",
            "# only a comment",
            "invalid-user",
        ] {
            assert!(parse(rest, &build("9.2p1")).is_err(), "{rest}");
        }
        assert!(parse("invalid-user", &build("9.9p1")).is_ok());
    }

    #[test]
    fn a_criterion_that_everybody_meets_is_known_by_its_pattern() {
        let all = |rest: &str| {
            let criteria = parse(rest, &build("10.0p1")).unwrap();
            criteria.iter().all(Criterion::met_by_all)
        };
        for rest in [
            "all",
            "User *",
            "user **",
            "User root,*",
            "Group *",
            "Host *",
            "Address *",
            "Address 0.0.0.0/0,::/0",
            "LocalAddress * User *",
            "Version OpenSSH_10*",
        ] {
            assert!(all(rest), "{rest}");
        }
        for rest in [
            "User root",
            "User *,!root",
            "User !root,*",
            "User r*",
            "User ??*",
            "Address 0.0.0.0/0",
            "Address ::/0",
            "Address *,!10.0.0.0/8",
            "User * Address 10.0.0.0/8",
            "LocalPort 22",
            "RDomain *",
            "invalid-user",
            "Version OpenSSH_9*",
        ] {
            assert!(!all(rest), "{rest}");
        }
    }

    #[test]
    fn a_negated_group_outweighs_every_other_group() {
        let groups = ["staff".to_owned(), "guests".to_owned()];
        assert!(in_groups(&groups, "staff"));
        assert!(!in_groups(&groups, "staff,!guests"));
        assert!(!in_groups(&groups, "!admins"));
    }
}
