//! A connection that a `Match` block matches, made from its criteria: to evaluate the block, and
//! to ask `sshd -T -C` about the same connection.

use crate::readers::accounts::{Accounts, User};
use crate::ssh::configuration::address::{self, Network};
use crate::ssh::configuration::criteria::{Connection, Criterion, host_listed, in_groups};
use crate::ssh::configuration::pattern::{self, Listed};

/// Values that no sensible criterion names: documentation addresses (RFC 5737) and names
/// (RFC 6761).
const USER: &str = "muster-probe";
const HOST: &str = "muster-probe.invalid";
const ADDRESS: &str = "203.0.113.254";
const LOCAL_ADDRESS: &str = "198.51.100.254";

/// The most samples that are tried against a list, and the longest: they bound the time for a
/// list that nothing matches.
const MOST_SAMPLES: usize = 64;
const LONGEST_SAMPLE: usize = 64;

/// As many samples as [`names`] or [`addresses`] may make of one item.
const MOST_PER_ITEM: usize = 8;

/// What the criteria allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ssh) enum Probe {
    /// No connection can meet them.
    Impossible,
    /// This connection meets them.
    Found(Connection),
    /// Some connection may meet them, but none was found; this one comes near.
    Near(Connection),
}

/// A connection that meets no criterion but `all` and patterns that everything meets.
pub(in crate::ssh) fn neutral(local_port: u16) -> Connection {
    Connection {
        user: USER.to_owned(),
        invalid_user: false,
        groups: Vec::new(),
        host: HOST.to_owned(),
        address: ADDRESS.to_owned(),
        local_address: LOCAL_ADDRESS.to_owned(),
        local_port,
        rdomain: None,
    }
}

/// Looks for a connection that meets all the criteria.
pub(in crate::ssh) fn find(criteria: &[Criterion], accounts: &Accounts, local_port: u16) -> Probe {
    let mut connection = neutral(local_port);
    let mut groups = Vec::new();
    let mut lists = Lists::default();
    for criterion in criteria {
        match criterion {
            Criterion::All => {}
            Criterion::Version(matches) if *matches => {}
            Criterion::Version(_) => return Probe::Impossible,
            // Nothing meets it here, and anything may on the host.
            Criterion::NotUnderstood => {}
            Criterion::InvalidUser => connection.invalid_user = true,
            Criterion::LocalPort(port) => connection.local_port = *port,
            Criterion::Group(list) => groups.push(list.as_str()),
            Criterion::User(list) => lists.users.push(list),
            Criterion::Host(list) => lists.hosts.push(list),
            Criterion::Address(list) => lists.addresses.push(list),
            Criterion::LocalAddress(list) => lists.local_addresses.push(list),
            Criterion::RDomain(list) => lists.rdomains.push(list),
        }
    }
    let text = |text: &str, list: &str| pattern::listed(text, list) == Listed::Yes;
    let ip = |text: &str, list: &str| address::listed(text, list) == Listed::Yes;
    let user = choose(&lists.users, names, text);
    let host = choose(&lists.hosts, names, host_listed);
    let remote = choose(&lists.addresses, addresses, ip);
    let local = choose(&lists.local_addresses, addresses, ip);
    let rdomain = choose(&lists.rdomains, names, text);
    let group = choose(&groups, names, text);
    // All criteria of a block must hold (sshd_config(5), "Match"), so one that cannot ends it.
    let choices = [&user, &host, &remote, &local, &rdomain, &group];
    if choices.contains(&&Choice::Impossible) {
        return Probe::Impossible;
    }
    user.fill(&mut connection.user);
    host.fill(&mut connection.host);
    remote.fill(&mut connection.address);
    local.fill(&mut connection.local_address);
    if let Choice::One(rdomain) = rdomain {
        connection.rdomain = Some(rdomain);
    }
    // sshd asks the system for the groups of the user that a connection names, so that only an account of
    // the host meets a group.
    let user = accounts.user(&connection.user);
    connection.groups = user.map_or(Vec::new(), |user| user.groups.clone());
    let wanted = |user: &&User| {
        lists.users.iter().all(|list| text(&user.name, list))
            && groups.iter().all(|list| in_groups(&user.groups, list))
    };
    if !groups.is_empty()
        && let Some(user) = accounts.by_name().find(wanted)
    {
        connection.user = user.name.clone();
        connection.groups = user.groups.clone();
    }
    if criteria
        .iter()
        .all(|criterion| criterion.met_by(&connection))
    {
        Probe::Found(connection)
    } else if two_ports(criteria) {
        Probe::Impossible
    } else {
        Probe::Near(connection)
    }
}

#[derive(Default)]
struct Lists<'a> {
    users: Vec<&'a str>,
    hosts: Vec<&'a str>,
    addresses: Vec<&'a str>,
    local_addresses: Vec<&'a str>,
    rdomains: Vec<&'a str>,
}

#[derive(PartialEq, Eq)]
enum Choice {
    /// No list, so any value will do.
    Free,
    One(String),
    /// Patterns that may match something, but nothing that was tried.
    Unknown,
    Impossible,
}

impl Choice {
    fn fill(self, place: &mut String) {
        if let Self::One(value) = self {
            *place = value;
        }
    }
}

/// A value that every list accepts.
fn choose(
    lists: &[&str],
    samples: impl Fn(&str) -> Vec<String>,
    accepts: impl Fn(&str, &str) -> bool,
) -> Choice {
    // An item with `!` only ever takes away: a list of nothing else matches nobody (ssh_config(5),
    // "PATTERNS").
    let positive = |list: &str| list.split(',').any(|item| !item.starts_with('!'));
    if lists.is_empty() {
        return Choice::Free;
    }
    if !lists.iter().all(|list| positive(list)) {
        return Choice::Impossible;
    }
    let items = || {
        lists
            .iter()
            .flat_map(|list| list.split(','))
            .filter(|item| !item.starts_with('!'))
    };
    let found = items()
        .flat_map(&samples)
        .filter(|sample| !sample.is_empty() && sample.len() <= LONGEST_SAMPLE)
        .take(MOST_SAMPLES)
        .find(|sample| lists.iter().all(|list| accepts(sample, list)));
    // Of a few plain names or addresses every one was tried.
    let tried = |item: &str| !item.contains(['*', '?', '/']) && item.len() <= LONGEST_SAMPLE;
    let all_tried = items().all(tried) && items().count() <= MOST_SAMPLES / MOST_PER_ITEM;
    match found {
        Some(sample) => Choice::One(sample),
        None if all_tried => Choice::Impossible,
        None => Choice::Unknown,
    }
}

/// Names that a pattern matches. Of three lengths, because another list may exclude the shortest, as
/// `ops-*,!ops-` does.
fn names(pattern: &str) -> Vec<String> {
    ["", "x", USER]
        .into_iter()
        .map(|any| pattern.replace('*', any).replace('?', "x"))
        .collect()
}

/// Addresses that a network or pattern matches.
fn addresses(item: &str) -> Vec<String> {
    match Network::parse(item) {
        Ok(Some(network)) => network.samples().iter().map(ToString::to_string).collect(),
        // A pattern over the text of an address, as `192.168.*`: with the parts that may be missing.
        Ok(None) => [ADDRESS.to_owned(), "2001:db8::fe".to_owned()]
            .into_iter()
            .chain(
                ["1", "7", "1.1", "1.1.1", "192.0.2.1"]
                    .map(|any| item.replace('*', any).replace('?', "1")),
            )
            .collect(),
        Err(_) => Vec::new(),
    }
}

/// Whether they ask for two local ports, of which a connection has one.
fn two_ports(criteria: &[Criterion]) -> bool {
    let mut ports = criteria.iter().filter_map(|criterion| {
        if let Criterion::LocalPort(port) = criterion {
            Some(port)
        } else {
            None
        }
    });
    ports
        .next()
        .is_some_and(|first| ports.any(|other| other != first))
}

impl Connection {
    /// The argument of `sshd -T -C`. With every attribute: sshd ends with an error at a criterion whose
    /// attribute is not given.
    pub(in crate::ssh) fn specification(&self) -> String {
        let mut text = format!(
            "user={},host={},addr={},laddr={},lport={}",
            self.user, self.host, self.address, self.local_address, self.local_port
        );
        if let Some(rdomain) = &self.rdomain {
            text.push_str(",rdomain=");
            text.push_str(rdomain);
        }
        if self.invalid_user {
            text.push_str(",invalid-user");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssh::configuration::criteria;
    use crate::ssh::server::vendor::Distribution;
    use crate::ssh::server::version::Build;

    fn probe(rest: &str) -> Probe {
        let build = Build::from_banner("OpenSSH_9.2p1", Distribution::UNKNOWN).unwrap();
        find(
            &criteria::parse(rest, &build).unwrap(),
            &Accounts::default(),
            22,
        )
    }

    #[test]
    fn a_probe_meets_its_own_criteria() {
        for rest in [
            "all",
            "user deploy",
            "user ops-*,!ops-",
            "address 10.0.0.0/8,!10.0.0.1",
            "address 192.168.*",
            "host *.Example.com",
            "localport 2222",
            "localaddress ::/0",
            "user ?? address 2001:db8::/32",
            "user a*,b user *b",
            "rdomain x*",
        ] {
            assert!(
                matches!(probe(rest), Probe::Found(_)),
                "{rest}: {:?}",
                probe(rest)
            );
        }
    }

    #[test]
    fn negations_alone_and_contradictions_match_nothing() {
        for rest in [
            "user !root",
            "address !10.0.0.0/8",
            "user a user b",
            "user a,!a",
            "localport 22 localport 23",
            "group !x",
        ] {
            assert_eq!(probe(rest), Probe::Impossible, "{rest}");
        }
    }

    #[test]
    fn a_group_without_a_known_member_may_still_match() {
        assert!(matches!(probe("group admins"), Probe::Near(_)));
    }
}
