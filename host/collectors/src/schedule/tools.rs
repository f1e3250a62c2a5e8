//! What known programs do when they are called with certain arguments: write a dump, add to a repository of
//! backups, copy elsewhere, or ask whether a service is well. Arguments stay here.

mod known;

use self::known::{KNOWN, When, Where};
use super::probes::client;

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) tool: &'static str,
    pub(super) purpose: &'static str,
    /// Whether what it writes leaves the host.
    pub(super) leaves_host: Option<bool>,
}

/// What a program is for, of its words, the first of which is its path or name. `repository` is the one that
/// the script names in a variable.
pub(super) fn known_use(words: &[String], repository: Option<&str>) -> Option<Use> {
    let (program, arguments) = words.split_first()?;
    let name = base_name(program);
    if matches!(name, "curl" | "wget") {
        return client(if name == "curl" { "curl" } else { "wget" }, arguments);
    }
    let (known, tool) = KNOWN.iter().find_map(|known| {
        let tool = known.names.iter().find(|known| **known == name)?;
        Some((known, *tool))
    })?;
    let has = |wanted: &[&str]| {
        let mut words = arguments.iter().flat_map(|word| word.split_whitespace());
        words.any(|word| wanted.contains(&word))
    };
    let serves = match known.when {
        When::Always => true,
        When::With(words) => has(words),
        When::Without(words) => !has(words),
    };
    // Unpacking and listing is not packing.
    let packs = tool != "tar"
        || arguments.first().is_some_and(|word| packs(word))
        || has(&["--create", "-c"]);
    (serves && packs).then(|| Use {
        tool,
        purpose: known.purpose,
        leaves_host: leaves_host(known.place, arguments, repository),
    })
}

/// The last part of a path, or of the name of an image without its tag.
pub(super) fn base_name(program: &str) -> &str {
    let name = program.rsplit('/').next().unwrap_or(program);
    name.split(':').next().unwrap_or(name)
}

fn packs(option: &str) -> bool {
    let letters = option.strip_prefix('-').unwrap_or(option);
    !option.starts_with("--")
        && letters.contains('c')
        && letters.chars().all(|c| c.is_ascii_alphabetic())
}

fn leaves_host(place: Where, arguments: &[String], repository: Option<&str>) -> Option<bool> {
    let plain = || {
        arguments
            .iter()
            .filter(|word| !word.starts_with('-') && *word != ">")
    };
    match place {
        Where::Here => Some(false),
        Where::Away => Some(true),
        Where::Unknown => None,
        Where::Last => {
            let last = plain().next_back().and_then(|word| is_remote(word));
            // An option with a value may stand behind it.
            let mut from_here = plain().skip_while(|word| !word.starts_with(['/', '.', '~']));
            match last {
                Some(false) if from_here.any(|word| is_remote(word) == Some(true)) => None,
                other => other,
            }
        }
        Where::AnyRemote => plain()
            .any(|word| is_remote(word) == Some(true))
            .then_some(true),
        Where::Repository => {
            let mut words = arguments.iter();
            let named = words.find_map(|word| {
                word.strip_prefix("--repo=")
                    .or_else(|| word.contains("::").then_some(word.as_str()))
            });
            let mut pairs = arguments.iter().zip(arguments.iter().skip(1));
            let option = pairs.find_map(|(option, value)| {
                matches!(option.as_str(), "-r" | "--repo").then_some(value.as_str())
            });
            let place = named.or(option).filter(|place| !place.starts_with("::"));
            is_remote(place.or(repository)?)
        }
    }
}

/// Whether a text names a place on another machine or in a store: `host:path`, `s3://bucket`; none where a part
/// of it is not known.
pub(super) fn is_remote(text: &str) -> Option<bool> {
    let text = text.trim();
    if let Some((scheme, rest)) = text.split_once("://") {
        let authority = rest.split('/').next().unwrap_or_default();
        return Some(!matches!(scheme, "file") && !is_this_host(authority));
    }
    let before = text.find(['/', ':']);
    let colon = before.is_some_and(|at| text.get(at..).is_some_and(|rest| rest.starts_with(':')));
    let host = text.get(..before.unwrap_or(0)).unwrap_or_default();
    match (colon, host) {
        (true, "" | "local" | "file") => Some(false),
        // Of restic: the kind of the place, and then where it is.
        (true, "sftp" | "s3" | "rest") => {
            let rest = text.split_once(':').map_or("", |(_, rest)| rest);
            let authority = rest.trim_start_matches('/').split('/').next();
            Some(!is_this_host(authority.unwrap_or_default()))
        }
        (true, host) => Some(!is_this_host(host)),
        (false, _) if text.contains('$') => None,
        (false, _) => Some(false),
    }
}

/// Whether a host, with a port or a user perhaps, is this one.
pub(super) fn is_this_host(authority: &str) -> bool {
    let place = authority.rsplit('@').next().unwrap_or(authority);
    let host = match place.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
        None if place.matches(':').count() > 1 => place,
        None => place.split(':').next().unwrap_or(place),
    };
    match host.parse::<std::net::IpAddr>() {
        Ok(address) => {
            let address = address.to_canonical();
            address.is_loopback() || address.is_unspecified()
        }
        Err(_) => {
            let name = host.to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

/// The last argument of a program that is not an option.
pub(super) fn last_place(arguments: &[String]) -> Option<&str> {
    let mut plain = arguments.iter().filter(|word| !word.starts_with('-'));
    plain.next_back().map(String::as_str)
}

#[cfg(test)]
mod tests;
