//! What `sshd -T` printed, compared with what Muster evaluates.

use std::collections::BTreeMap;

use muster_facts::{Source, sshd};

use crate::ssh::confidential;
use crate::ssh::configuration::keyword::{self, KEYWORDS, Keyword, Kind};
use crate::ssh::configuration::token;
use crate::ssh::configuration::value;
use crate::ssh::evaluate::defaults;
use crate::ssh::evaluate::{Decided, Effective};
use crate::ssh::server::version::{Build, NEWEST, SHELL_LIKE};

/// Printed by its parts rather than as it is written.
const NOT_COMPARED: [&str; 1] = ["persourcepenalties"];

/// What `sshd -T` printed.
#[derive(Clone, Debug)]
pub(in crate::ssh) struct Printed {
    /// The command, as it can be shown.
    command: String,
    /// What follows each keyword, by its name in lower case: from 10.4 on it is printed as the
    /// manual writes it.
    lines: BTreeMap<String, Vec<String>>,
}

impl Printed {
    /// Reads the output.
    pub(in crate::ssh) fn read(command: String, output: &str, build: &Build) -> Self {
        let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in output.lines() {
            let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
            lines
                .entry(keyword::canonical(name, build))
                .or_default()
                .push(rest.to_owned());
        }
        Self { command, lines }
    }

    /// The option that had it printed.
    pub(super) fn test(&self) -> &'static str {
        if self.command.starts_with("sshd -G") {
            "-G"
        } else {
            "-T"
        }
    }

    /// The names of the keywords.
    #[cfg(test)]
    pub(in crate::ssh) fn names(&self) -> impl Iterator<Item = &str> {
        self.lines.keys().map(String::as_str)
    }

    /// The settings with what was printed in place of what is not the same, and the keywords on which
    /// both can be compared and differ.
    pub(in crate::ssh) fn correct(
        &self,
        mut settings: Effective,
        build: &Build,
    ) -> (Effective, Vec<sshd::Disagreement>) {
        let mut differ = Vec::new();
        for keyword in KEYWORDS.iter().filter(|keyword| keyword.is_setting()) {
            let theirs = match self.lines.get(keyword.name) {
                Some(lines) => canonical(keyword, lines, build),
                None if printed_when_set(keyword) && settings.contains_key(keyword.name) => {
                    Vec::new()
                }
                None => continue,
            };
            let Some(decided) = settings.get(keyword.name) else {
                settings.insert(
                    keyword.name,
                    Decided {
                        values: separate(keyword, theirs),
                        source: None,
                    },
                );
                continue;
            };
            let ours = comparand(keyword, decided);
            let found = sshd::Disagreement {
                keyword: keyword.name.to_owned(),
                sshd: theirs,
                evaluated: ours,
                source: decided.source.clone(),
            };
            // What sshd was not told is not a difference, see [`confidential::words`].
            let shown = confidential::disagreement(found.clone());
            if found.sshd == found.evaluated || shown.sshd == shown.evaluated {
                continue;
            }
            let comparable = comparable(keyword, decided, build);
            let source = if comparable {
                Some(Source::command(&self.command))
            } else {
                decided.source.clone()
            };
            let values = separate(keyword, found.sshd.clone());
            settings.insert(keyword.name, Decided { values, source });
            if comparable {
                differ.push(found);
            }
        }
        (settings, differ)
    }
}

/// The keywords on which the output of `sshd -T` and the evaluation differ.
#[cfg(test)]
pub(in crate::ssh) fn differences(
    output: &str,
    ours: &Effective,
    build: &Build,
) -> Vec<sshd::Disagreement> {
    Printed::read(String::new(), output, build)
        .correct(ours.clone(), build)
        .1
}

/// Printed values in the form of evaluated ones.
fn separate(keyword: &Keyword, theirs: Vec<String>) -> Vec<String> {
    if is_list(keyword) || one_line_each(keyword) {
        return theirs;
    }
    let several = matches!(
        keyword.kind,
        Kind::Words
            | Kind::KeysFiles
            | Kind::RevokedKeys
            | Kind::AuthenticationMethods
            | Kind::PubkeyAuthOptions
            | Kind::Forwards { .. }
            | Kind::ChannelTimeout
            | Kind::RekeyLimit
            | Kind::IpQos
    );
    if !several {
        return theirs;
    }
    theirs
        .iter()
        .flat_map(|text| text.split_whitespace())
        .map(str::to_owned)
        .collect()
}

/// Whether a difference says something about the reading: of a value that is in the files, and
/// of a default that the tables know for this build.
fn comparable(keyword: &Keyword, decided: &Decided, build: &Build) -> bool {
    // sshd prints the addresses of a host name, which only a resolver knows.
    let named_host = keyword.kind == Kind::ListenAddress
        && decided.values.iter().any(|address| {
            let host = address.rsplit_once(':').map_or("", |(host, _)| host);
            !host.starts_with('[') && host.parse::<std::net::Ipv4Addr>().is_err()
        });
    let newer = build.keywords > NEWEST;
    let set = decided.source.is_some();
    // What a list adds to or takes from is a default too.
    let from_default = !set || is_list(keyword);
    let known_default = !newer
        && build.defaults >= SHELL_LIKE
        && match build.distribution.is_patched() {
            true => false,
            false => build.distribution.is_debian() || !defaults::varies_by_build(keyword),
        };
    (!from_default || known_default)
        && (!newer || plain(keyword))
        && !named_host
        && !NOT_COMPARED.contains(&keyword.name)
}

/// Whether a value is printed as it is written, so that a later release will print it that way too.
fn plain(keyword: &Keyword) -> bool {
    matches!(
        keyword.kind,
        Kind::Choice(_) | Kind::Integer | Kind::Port | Kind::Path { .. } | Kind::Word
    )
}

/// Whether sshd prints one line for each value.
fn one_line_each(keyword: &Keyword) -> bool {
    keyword.accumulates() || keyword.kind == Kind::Environment
}

/// Whether sshd prints nothing where the keyword is not set.
fn printed_when_set(keyword: &Keyword) -> bool {
    one_line_each(keyword)
        || matches!(keyword.kind, Kind::ChannelTimeout)
        || keyword.name == "logverbose"
}

/// Printed lines in the form of [`comparand`].
fn canonical(keyword: &Keyword, lines: &[String], build: &Build) -> Vec<String> {
    let lines = lines.iter().map(|line| token::printable(line));
    if one_line_each(keyword) {
        return lines.collect();
    }
    let line = lines.collect::<Vec<_>>().join("\n");
    if is_list(keyword) {
        return split_list(&line);
    }
    if printed_when_set(keyword) && line == "none" {
        return Vec::new();
    }
    if matches!(keyword.kind, Kind::Choice(_)) {
        // Letter case and synonyms differ between releases.
        return value::parse(keyword, &line, build).unwrap_or_else(|_| vec![line]);
    }
    // A relative path is printed below the directory that sshd was started in.
    let below_root = matches!(keyword.kind, Kind::Path { .. }) && line.starts_with("//");
    vec![if below_root {
        line.replacen("//", "/", 1)
    } else {
        line
    }]
}

/// Evaluated values in a form that can be compared: lists by item, all else as one text.
fn comparand(keyword: &Keyword, decided: &Decided) -> Vec<String> {
    if is_list(keyword) || one_line_each(keyword) {
        return decided.values.clone();
    }
    if decided.values.is_empty() || (printed_when_set(keyword) && decided.values == ["none"]) {
        return Vec::new();
    }
    vec![decided.values.join(" ")]
}

fn is_list(keyword: &Keyword) -> bool {
    matches!(keyword.kind, Kind::Algorithms(_) | Kind::GssKex)
}

fn split_list(text: &str) -> Vec<String> {
    text.split(',')
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}
