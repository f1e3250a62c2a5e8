//! The settings of a daemon that rules ask for, out of all that it has. Pure.

use std::net::{IpAddr, Ipv6Addr};

use muster_facts::daemon::Setting;
use muster_facts::{Fact, FactError, Source};
use serde_json::Value;

use crate::docker::dockerd::{Configuration, place};
use crate::env::is_like_a_token;

/// Settings that are true or false.
const SWITCHES: [&str; 8] = [
    "icc",
    "ip6tables",
    "iptables",
    "live-restore",
    "no-new-privileges",
    "tls",
    "tlsverify",
    "userland-proxy",
];

/// Settings with one text.
const TEXTS: [&str; 3] = ["group", "log-driver", "userns-remap"];

/// Settings with a list of texts, and the option that adds one entry.
const LISTS: [(&str, &str); 2] = [
    ("hosts", "host"),
    ("insecure-registries", "insecure-registry"),
];

/// Options of the log driver.
const LOG_OPTIONS: [&str; 2] = ["max-file", "max-size"];

/// Settings of one daemon. It refuses to start long before.
const MOST_SETTINGS: usize = 1000;

/// The settings, the settings file first.
pub(super) fn settings(configuration: &Configuration) -> Fact<Vec<Setting>> {
    if let Some(why) = &configuration.unclear {
        return Err(FactError::Failed(why.clone()));
    }
    let mut found = of_file(configuration)?;
    for option in &configuration.options {
        let (key, value) = match option.name.as_str() {
            "log-opt" => match option.value.split_once('=') {
                Some((name, value)) if LOG_OPTIONS.contains(&name) => {
                    (format!("log-opts.{name}"), value)
                }
                Some(_) | None => continue,
            },
            name if SWITCHES.contains(&name) || TEXTS.contains(&name) => {
                (name.to_owned(), option.value.as_str())
            }
            name => match LISTS.iter().find(|(_, option)| *option == name) {
                Some((key, _)) => ((*key).to_owned(), option.value.as_str()),
                None => continue,
            },
        };
        found.push(setting(&key, value, option.source.clone())?);
    }
    if found.len() > MOST_SETTINGS {
        return Err(FactError::Failed(
            "dockerd has more settings than Muster lists".to_owned(),
        ));
    }
    Ok(found)
}

fn of_file(configuration: &Configuration) -> Fact<Vec<Setting>> {
    let settings = configuration.settings.as_ref().map_err(Clone::clone)?;
    let file = configuration.file.display().to_string();
    let source = |path: &str| match settings.line(path) {
        Some(line) => Source::line(&*file, line),
        None => Source::file(&*file),
    };
    let mut found = Vec::new();
    for (key, value) in &settings.values {
        let key = key.as_str();
        // Of another type none is: the file would be refused.
        match value {
            Value::Bool(on) if SWITCHES.contains(&key) => {
                let text = if *on { "true" } else { "false" };
                found.push(setting(key, text, source(key))?);
            }
            Value::String(text) if TEXTS.contains(&key) => {
                found.push(setting(key, text, source(key))?);
            }
            Value::Array(items) if LISTS.iter().any(|(known, _)| *known == key) => {
                for (place, item) in items.iter().enumerate() {
                    if let Some(text) = item.as_str() {
                        found.push(setting(key, text, source(&format!("{key}/{place}")))?);
                    }
                }
            }
            Value::Object(options) if key == "log-opts" => {
                for (name, value) in options {
                    if let Some(text) = value.as_str()
                        && LOG_OPTIONS.contains(&name.as_str())
                    {
                        let path = format!("{key}/{name}");
                        found.push(setting(&format!("{key}.{name}"), text, source(&path))?);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// A setting, where its value has the form that it is to have: what has another may be a secret that was put
/// in the wrong place.
pub(super) fn setting(key: &str, value: &str, source: Source) -> Fact<Setting> {
    let value = match key {
        _ if SWITCHES.contains(&key) => switch(value).map(|on| on.to_string()),
        "hosts" => host(value),
        "insecure-registries" => word(value, ".:/_[]-"),
        "log-driver" => word(value, "._/:@-"),
        "log-opts.max-file" | "log-opts.max-size" => amount(value),
        _ => word(value, "._:-"),
    };
    match value {
        Some(value) => Ok(Setting {
            key: key.to_owned(),
            value,
            source,
        }),
        None => Err(FactError::Failed(format!(
            "{}: the value of `{key}` is not one that dockerd takes there",
            place(&source)
        ))),
    }
}

/// As Go's `ParseBool` has it.
fn switch(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// `unix://PATH`, `fd://` and `tcp://ADDRESS:PORT`, which is also meant where no scheme is written.
fn host(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("tcp", text));
    match scheme {
        "fd" | "unix" => {
            let is_path = rest
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._/*@-".contains(c));
            (is_path && rest.split('/').all(is_plain)).then(|| format!("{scheme}://{rest}"))
        }
        "tcp" => {
            let end = rest.trim_end_matches('/');
            let (address, port) = address_and_port(end)?;
            let is_address = address.is_empty()
                || address.parse::<IpAddr>().is_ok()
                || word(address, ".-").is_some();
            (is_address && port.is_none_or(|port| port.parse::<u16>().is_ok()))
                .then(|| format!("tcp://{end}"))
        }
        _ => None,
    }
}

/// The parts of `ADDRESS:PORT`, without brackets.
fn address_and_port(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        return Some((address, port.strip_prefix(':')));
    }
    if text.parse::<Ipv6Addr>().is_ok() {
        return Some((text, None));
    }
    Some(match text.rsplit_once(':') {
        Some((address, port)) => (address, Some(port).filter(|port| !port.is_empty())),
        None => (text, None),
    })
}

/// A word of letters, digits and these marks.
fn word(text: &str, marks: &str) -> Option<String> {
    /// The longest name of a host.
    const LONGEST: usize = 253;
    let is_word = !text.is_empty()
        && text.len() <= LONGEST
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || marks.contains(c));
    let mut parts = text.split(['/', ':', '.', '@']);
    (is_word && parts.all(is_plain)).then(|| text.to_owned())
}

fn is_plain(part: &str) -> bool {
    !is_like_a_token(part)
}

/// `10m`, `3` and `-1`.
fn amount(text: &str) -> Option<String> {
    /// More digits than a number of bytes has.
    const LONGEST: usize = 24;
    let number = text.strip_prefix('-').unwrap_or(text);
    let unit = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_amount = text.len() <= LONGEST
        && number.starts_with(|c: char| c.is_ascii_digit())
        && unit.trim_start().len() <= 3
        && unit.trim_start().chars().all(|c| c.is_ascii_alphabetic());
    is_amount.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_where_it_is_one() {
        for (text, expected) in [
            ("fd://", Some("fd://")),
            ("unix:///run/docker.sock", Some("unix:///run/docker.sock")),
            ("tcp://0.0.0.0:2375", Some("tcp://0.0.0.0:2375")),
            ("tcp://[::]:2376", Some("tcp://[::]:2376")),
            ("0.0.0.0:2375", Some("tcp://0.0.0.0:2375")),
            (":2375", Some("tcp://:2375")),
            ("tcp://docker.shop.test", Some("tcp://docker.shop.test")),
            ("tcp://u:secret@host:2375", None),
            ("tcp://kX9vQ2mL7pR4tY8wA1bCd3:2375", None),
            ("npipe://x", None),
        ] {
            assert_eq!(host(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_value_of_another_form_is_not_shown() {
        for (text, is_shown) in [
            ("10m", true),
            ("1.5 GB", true),
            ("-1", true),
            ("3", true),
            ("much", false),
            ("10 elephants", false),
            ("", false),
        ] {
            assert_eq!(amount(text).is_some(), is_shown, "{text}");
        }
        assert!(word("registry.shop.test:5000", ".:/_[]-").is_some());
        assert!(word("10.0.0.0/8", ".:/_[]-").is_some());
        assert!(word("user@registry", ".:/_[]-").is_none());
        assert!(word("kX9vQ2mL7pR4tY8wA1bCd3", ".:/_[]-").is_none());
    }
}
