//! The cryptographic policy of Red Hat and its derivatives: which is configured and which is in force, what it comes to, and
//! whether sshd uses it. See update-crypto-policies(8).

#[cfg(test)]
mod tests;

use std::path::Path;

use muster_facts::crypto_policy::{OptOut, Policy, Property};
use muster_facts::{CryptoPolicyFacts, Fact, FactError, Source};
use muster_target::{Collection, System, present};

use crate::readers::units;

const CONFIGURED: &str = "/etc/crypto-policies/config";
const IN_FORCE: &str = "/etc/crypto-policies/state/current";
const PROPERTIES: &str = "/etc/crypto-policies/state/CURRENT.pol";

const SSHD: &str = "/etc/ssh/sshd_config";
const SSHD_PARTS: &str = "/etc/ssh/sshd_config.d";
/// What the service of sshd gave as options in release 8.
const SSHD_OPTIONS: &str = "/etc/sysconfig/sshd";
/// The directory of what the policy writes for programs.
const BACK_ENDS: &str = "/etc/crypto-policies/back-ends/";

/// A policy has some dozens of properties.
const MOST_PROPERTIES: usize = 1_000;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> CryptoPolicyFacts {
    let system = collection.context.system;
    CryptoPolicyFacts {
        configured: policy(system, CONFIGURED),
        in_force: policy(system, IN_FORCE),
        properties: properties(system),
        opt_outs: opt_outs(system),
    }
}

/// The text of a file of the policy.
fn text(system: &dyn System, file: &str) -> Fact<String> {
    if let Some(text) = present(system.read_text(Path::new(file)))? {
        return Ok(text);
    }
    Err(match present(system.metadata(Path::new(CONFIGURED)))? {
        Some(_) => FactError::Failed(format!(
            "{file} does not exist; run `update-crypto-policies`"
        )),
        None => FactError::Unsupported("the distribution has no cryptographic policy".to_owned()),
    })
}

fn is_plain(word: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.@*+".contains(c);
    !word.is_empty() && word.len() <= 128 && word.chars().all(is_plain)
}

/// `NAME:MODULE:MODULE`, in the first line that is not a comment.
fn policy(system: &dyn System, file: &str) -> Fact<Policy> {
    let text = text(system, file)?;
    let mut lines = (1..).zip(text.lines().map(str::trim));
    let found = lines.find(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let mut words = found.map_or("", |(_, line)| line).split(':');
    let name = words.next().unwrap_or_default();
    let modules: Vec<&str> = words.collect();
    match found {
        Some((number, _)) if is_plain(name) && modules.iter().all(|word| is_plain(word)) => {
            Ok(Policy {
                name: name.to_owned(),
                modules: modules.into_iter().map(str::to_owned).collect(),
                source: Source::line(file, number),
            })
        }
        _ => Err(FactError::Failed(format!("{file} does not name a policy"))),
    }
}

fn properties(system: &dyn System) -> Fact<Vec<Property>> {
    let text = text(system, PROPERTIES)?;
    let mut properties = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or_default();
        let Some((name, values)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim();
        if !is_plain(name) {
            continue;
        }
        if properties.len() == MOST_PROPERTIES {
            return Err(FactError::Failed(format!(
                "{PROPERTIES} has more than {MOST_PROPERTIES} properties"
            )));
        }
        let values = values
            .split_ascii_whitespace()
            .filter(|word| is_plain(word));
        properties.push(Property {
            name: name.to_owned(),
            values: values.map(str::to_owned).collect(),
            source: Source::line(PROPERTIES, number),
        });
    }
    Ok(properties)
}

fn opt_outs(system: &dyn System) -> Fact<Vec<OptOut>> {
    text(system, CONFIGURED)?;
    let Some(main) = present(system.read_text(Path::new(SSHD)))? else {
        // Without a server nothing is left out.
        return Ok(Vec::new());
    };
    let sshd = |source| OptOut {
        name: "sshd".to_owned(),
        source,
    };
    let mut found = Vec::new();
    let options = present(system.read_text(Path::new(SSHD_OPTIONS)))?.unwrap_or_default();
    for (number, line) in (1..).zip(options.lines()) {
        let line = line.trim_start();
        if line.starts_with("CRYPTO_POLICY=") {
            found.push(sshd(Source::line(SSHD_OPTIONS, number)));
        }
    }
    if !includes_policy(&main) && !parts_include_policy(system)? && !unit_reads_policy(system)? {
        found.push(sshd(Source::file(SSHD)));
    }
    Ok(found)
}

/// Whether a configuration of sshd includes what the policy says.
fn includes_policy(text: &str) -> bool {
    text.lines().any(|line| {
        let mut words = line
            .split(|c: char| c.is_ascii_whitespace() || c == '=' || c == '"')
            .filter(|word| !word.is_empty());
        let keyword = words.next().unwrap_or_default();
        keyword.eq_ignore_ascii_case("include") && words.any(|word| word.starts_with(BACK_ENDS))
    })
}

fn parts_include_policy(system: &dyn System) -> Fact<bool> {
    let names = present(system.list(Path::new(SSHD_PARTS)))?.unwrap_or_default();
    for name in names.iter().filter(|name| name.ends_with(".conf")) {
        let path = format!("{SSHD_PARTS}/{name}");
        let text = present(system.read_text(Path::new(&path)))?;
        if text.is_some_and(|text| includes_policy(&text)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// In release 8 the service reads it as options of its command.
fn unit_reads_policy(system: &dyn System) -> Fact<bool> {
    let settings = units::settings(system, "sshd.service")?.unwrap_or_default();
    Ok(settings
        .iter()
        .any(|one| one.key == "EnvironmentFile" && one.value.contains(BACK_ENDS)))
}
