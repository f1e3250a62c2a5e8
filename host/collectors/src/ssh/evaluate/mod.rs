//! Which line wins: the effective settings of the global scope and of a connection, and the lines
//! that lose. Pure.

pub(in crate::ssh) mod defaults;
pub(in crate::ssh) mod probe;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use muster_facts::{Source, sshd};

use super::confidential;
use crate::ssh::configuration::criteria::{Connection, Criterion};
use crate::ssh::configuration::endpoint;
use crate::ssh::configuration::keyword::{CHALLENGE_RESPONSE, Combines, KEYWORDS, Kind};
use crate::ssh::configuration::{Configuration, Directive, subsystem_name};
use crate::ssh::server::version::{Build, Release, SHELL_LIKE};

/// The share of `MaxStartups` connections that is refused, in percent, where a line gives none.
const DEFAULT_STARTUP_RATE: &str = "30";

/// `AuthorizedPrincipalsCommand` is ignored after `AuthorizedKeysCommand` before this release.
const PRINCIPALS_COMMAND_FIXED: Release = Release(9, 4);

/// What a keyword comes to.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ssh) struct Decided {
    pub(in crate::ssh) values: Vec<String>,
    /// The first line that decides; `None` for a default.
    pub(in crate::ssh) source: Option<Source>,
}

/// By keyword.
pub(in crate::ssh) type Effective = BTreeMap<&'static str, Decided>;

/// Settings of a connection that only `Match all` matches: what `sshd -T` prints.
pub(in crate::ssh) fn global(configuration: &Configuration, build: &Build) -> Effective {
    effective(configuration, build, |scope| configuration.always(scope))
}

/// Settings that hold for every connection, whatever else it meets: with the blocks whose criteria
/// everybody meets, such as `Match User *`. `sshd -T` leaves these out.
pub(in crate::ssh) fn for_everybody(configuration: &Configuration, build: &Build) -> Effective {
    effective(configuration, build, |scope| {
        configuration.criteria(scope).all(Criterion::met_by_all)
    })
}

/// Settings of one connection. The blocks in `forced` match it whatever their criteria say.
pub(in crate::ssh) fn for_connection(
    configuration: &Configuration,
    build: &Build,
    connection: &Connection,
    forced: &[usize],
) -> Effective {
    let matching: Vec<bool> = configuration
        .blocks
        .iter()
        .enumerate()
        .map(|(index, block)| {
            forced.contains(&index) || block.criteria.iter().all(|one| one.met_by(connection))
        })
        .collect();
    effective(configuration, build, |scope| {
        scope
            .iter()
            .all(|index| matching.get(*index).copied().unwrap_or(false))
    })
}

/// sshd reads the files twice: at its start everything outside of blocks and in `Match all`, and
/// for each connection the matching blocks alone, whose values then replace the first ones.
fn effective(
    configuration: &Configuration,
    build: &Build,
    matches: impl Fn(&[usize]) -> bool,
) -> Effective {
    let directives = &configuration.directives;
    let at_start = directives
        .iter()
        .filter(|directive| configuration.always(&directive.scope));
    let mut settings = decide(at_start, build);
    if build.keywords < SHELL_LIKE {
        answer_challenges(&mut settings);
    }
    let per_connection = directives.iter().filter(|directive| {
        !directive.scope.is_empty()
            && directive.keyword.is_allowed_in_match(build)
            && matches(&directive.scope)
    });
    for (name, mut decided) in decide(per_connection, build) {
        if let ("rekeylimit", Some(earlier)) = (name, settings.get(name)) {
            let rest = earlier.values.iter().skip(decided.values.len());
            decided.values.extend(rest.cloned());
        }
        settings.insert(name, decided);
    }
    complete(settings, build)
}

/// Before 8.7, `ChallengeResponseAuthentication`, which is on by default, switches
/// `KbdInteractiveAuthentication` on, which is off by default.
fn answer_challenges(settings: &mut Effective) {
    const KEYBOARD: &str = "kbdinteractiveauthentication";
    let challenge = settings.get(CHALLENGE_RESPONSE);
    let source = challenge.and_then(|decided| decided.source.clone());
    let off = challenge.is_some_and(|decided| decided.values == ["no"]);
    let folded = |value: &str| Decided {
        values: vec![value.to_owned()],
        source,
    };
    if off {
        settings.entry(KEYBOARD).or_insert_with(|| folded("no"));
    } else {
        settings.insert(KEYBOARD, folded("yes"));
    }
}

/// Combines the lines of each keyword in their order.
fn decide<'a>(directives: impl Iterator<Item = &'a Directive>, build: &Build) -> Effective {
    let mut settings = Effective::new();
    for directive in directives {
        let name = directive.keyword.name;
        let ignored = name == "authorizedprincipalscommand"
            && build.keywords < PRINCIPALS_COMMAND_FIXED
            && settings.contains_key("authorizedkeyscommand");
        if directive.values.is_empty() || ignored {
            continue;
        }
        let first = || Decided {
            values: directive.values.clone(),
            source: Some(directive.source.clone()),
        };
        match (settings.get_mut(name), directive.keyword.combines(build)) {
            (None, _) => {
                settings.insert(name, first());
            }
            (Some(decided), Combines::All) if directive.keyword.kind == Kind::Subsystem => {
                for value in &directive.values {
                    let same = |one: &String| subsystem_name(one) == subsystem_name(value);
                    if !decided.values.iter().any(same) {
                        decided.values.push(value.clone());
                    }
                }
            }
            (Some(decided), Combines::All) => decided.values.extend(directive.values.clone()),
            (Some(decided), Combines::First) => {
                // Size and time of `RekeyLimit` are decided apart.
                if directive.keyword.kind == Kind::RekeyLimit && decided.values.len() == 1 {
                    decided.values.extend(directive.values.get(1).cloned());
                }
            }
            (Some(decided), Combines::Last) => {
                let mut later = first();
                if directive.keyword.kind == Kind::MaxStartups {
                    later.values = with_rate(later.values, &decided.values);
                }
                *decided = later;
            }
        }
    }
    settings
}

/// `10::10` with the rate of an earlier `5:50:60` is `10:50:10`.
fn with_rate(later: Vec<String>, earlier: &[String]) -> Vec<String> {
    let rate = earlier
        .first()
        .and_then(|earlier| earlier.split(':').nth(1))
        .unwrap_or_default();
    later
        .into_iter()
        .map(|value| value.replace("::", &format!(":{rate}:")))
        .collect()
}

/// Adds the defaults, and what depends on other keywords.
fn complete(mut settings: Effective, build: &Build) -> Effective {
    for keyword in KEYWORDS
        .iter()
        .filter(|keyword| keyword.is_setting() && keyword.exists_in(build))
    {
        settings.entry(keyword.name).or_insert_with(|| Decided {
            values: defaults::default_values(keyword, build),
            source: None,
        });
    }
    if let Some(startups) = settings.get_mut("maxstartups") {
        startups.values = with_rate(
            std::mem::take(&mut startups.values),
            &[format!(":{DEFAULT_STARTUP_RATE}:")],
        );
    }
    if let Some(limit) = settings.get_mut("rekeylimit")
        && limit.values.len() == 1
    {
        limit.values.push("0".to_owned());
    }
    let ports = values(&settings, "port").to_vec();
    let written = match values(&settings, "listenaddress") {
        [] => match values(&settings, "addressfamily") {
            [family] if family == "inet" => vec!["0.0.0.0".to_owned()],
            [family] if family == "inet6" => vec!["[::]".to_owned()],
            _ => vec!["[::]".to_owned(), "0.0.0.0".to_owned()],
        },
        written => written.to_vec(),
    };
    if let Some(addresses) = settings.get_mut("listenaddress") {
        addresses.values = if addresses.source.is_none() {
            // Without a `ListenAddress` line, every port listens on all addresses in turn.
            let each = |port| {
                written.iter().flat_map(move |address| {
                    endpoint::with_ports(address, std::slice::from_ref(port))
                })
            };
            ports.iter().flat_map(each).collect()
        } else {
            written
                .iter()
                .flat_map(|address| endpoint::with_ports(address, &ports))
                .collect()
        };
    }
    settings
}

/// The values of a keyword.
pub(in crate::ssh) fn values<'a>(settings: &'a Effective, keyword: &str) -> &'a [String] {
    settings
        .get(keyword)
        .map_or(&[], |decided| decided.values.as_slice())
}

/// The fact of one setting.
pub(in crate::ssh) fn setting(keyword: &str, decided: &Decided) -> sshd::Setting {
    sshd::Setting {
        keyword: keyword.to_owned(),
        values: confidential::values(keyword, &decided.values),
        source: decided.source.clone(),
    }
}

/// The fact of one line, whether or not it decides.
pub(in crate::ssh) fn line(directive: &Directive) -> sshd::Setting {
    sshd::Setting {
        keyword: directive.keyword.name.to_owned(),
        values: confidential::values(directive.keyword.name, &directive.values),
        source: Some(directive.source.clone()),
    }
}

/// Lines that set a keyword to something else than the line of the same scope that decides it.
pub(in crate::ssh) fn shadowed(
    configuration: &Configuration,
    build: &Build,
) -> Vec<sshd::ShadowedLine> {
    let mut deciding: BTreeMap<(Vec<String>, &str), &Directive> = BTreeMap::new();
    let mut lost = Vec::new();
    for directive in &configuration.directives {
        let scope = directive
            .scope
            .iter()
            .filter_map(|index| configuration.blocks.get(*index))
            .map(|block| block.text.to_ascii_lowercase())
            .collect();
        let key = (scope, directive.keyword.name);
        let Some(earlier) = deciding.get(&key).copied() else {
            deciding.insert(key, directive);
            continue;
        };
        let (loser, winner) = match directive.keyword.combines(build) {
            Combines::All => continue,
            Combines::First => (directive, earlier),
            Combines::Last => {
                deciding.insert(key, directive);
                (earlier, directive)
            }
        };
        if loser.values != winner.values {
            lost.push(sshd::ShadowedLine {
                keyword: loser.keyword.name.to_owned(),
                values: confidential::values(loser.keyword.name, &loser.values),
                source: loser.source.clone(),
                winner: sshd::Setting {
                    keyword: winner.keyword.name.to_owned(),
                    values: confidential::values(winner.keyword.name, &winner.values),
                    source: Some(winner.source.clone()),
                },
            });
        }
    }
    lost
}

/// What sshd refuses once all lines are read: combinations of settings that cannot work.
pub(in crate::ssh) fn contradictions(settings: &Effective) -> Vec<(String, Option<Source>)> {
    let mut found = Vec::new();
    let source = |keyword: &str| {
        settings
            .get(keyword)
            .and_then(|decided| decided.source.clone())
    };
    for command in ["authorizedkeyscommand", "authorizedprincipalscommand"] {
        let user = format!("{command}user");
        let none = |keyword: &str| {
            values(settings, keyword)
                .iter()
                .all(|value| value.eq_ignore_ascii_case("none"))
        };
        if !none(command) && source(&user).is_none() {
            found.push((format!("{command} is set without {user}"), source(command)));
        }
    }
    let enabled = |method: &str| {
        let keyword = match method.split_once(':').map_or(method, |(name, _)| name) {
            "publickey" => "pubkeyauthentication",
            "password" => "passwordauthentication",
            "keyboard-interactive" => "kbdinteractiveauthentication",
            "hostbased" => "hostbasedauthentication",
            "gssapi-with-mic" => "gssapiauthentication",
            "gssapi-keyex" => "gssapikeyexchange",
            _ => return true,
        };
        values(settings, keyword).iter().any(|value| value == "yes")
    };
    let lists = values(settings, "authenticationmethods");
    if !lists.iter().any(|list| list.split(',').all(enabled)) {
        let message = "authenticationmethods cannot be satisfied by the enabled methods";
        found.push((message.to_owned(), source("authenticationmethods")));
    }
    found.extend(
        address_of_another_family(settings).map(|message| (message, source("listenaddress"))),
    );
    found
}

/// sshd resolves each `ListenAddress` in the family of `AddressFamily`, or of `-4` and `-6`, and ends
/// when it finds nothing. Names are left to the host's resolver.
fn address_of_another_family(settings: &Effective) -> Option<String> {
    let family = match values(settings, "addressfamily") {
        [family] => family.as_str(),
        _ => return None,
    };
    let address = values(settings, "listenaddress").iter().find(|address| {
        let v6 = address.starts_with('[');
        let host = address.split([':', ' ']).next().unwrap_or_default();
        match family {
            "inet" => v6,
            "inet6" => !v6 && host.parse::<Ipv4Addr>().is_ok(),
            _ => false,
        }
    })?;
    Some(format!(
        "sshd cannot listen on {address}: AddressFamily is {family}"
    ))
}
