//! The rules and settings of sudoers(5), as facts.

use muster_facts::Source;
use muster_facts::sudoers::{DefaultSetting, Problem, Rule, Subject};
use muster_names::fits_pattern;

use super::expand::Aliases;
use super::statement::{Item, Kind, Scope, Setting, Specification, Statement};

/// Rules of one program; each has a line, and one that allows many commands has many.
const MOST_RULES: usize = 20_000;

/// Settings whose values are shown: switches, numbers, and paths and words that hold nothing of anybody.
const SHOWN: [&str; 27] = [
    "authenticate",
    "closefrom",
    "env_reset",
    "exempt_group",
    "fast_glob",
    "ignore_dot",
    "insults",
    "lecture",
    "log_input",
    "log_output",
    "logfile",
    "mail_badpass",
    "noexec",
    "passwd_timeout",
    "passwd_tries",
    "requiretty",
    "rootpw",
    "runas_default",
    "runaspw",
    "secure_path",
    "setenv",
    "syslog",
    "targetpw",
    "timestamp_timeout",
    "timestamp_type",
    "use_pty",
    "visiblepw",
];

/// What the statements come to.
#[derive(Default)]
pub(super) struct Found {
    pub(super) defaults: Vec<DefaultSetting>,
    pub(super) rules: Vec<Rule>,
    pub(super) problems: Vec<Problem>,
}

/// Resolves the statements of `program` on the host of this name.
pub(super) fn resolve(program: &str, host: &str, statements: &[(Statement, Source)]) -> Found {
    let aliases = Aliases::of(statements.iter().map(|(statement, _)| statement));
    let mut found = Found::default();
    let mut part = 0;
    for (statement, source) in statements {
        let is_resolved = match statement {
            Statement::Include { .. } | Statement::Aliases(..) => Some(()),
            Statement::Defaults(scope, settings) => {
                found.defaults((&aliases, host), scope, settings, source)
            }
            Statement::Specification(specification) => {
                found.specification(&aliases, (program, host), specification, source, &mut part)
            }
        };
        if is_resolved.is_none() || found.rules.len() > MOST_RULES {
            found.problems.push(Problem {
                message: format!(
                    "{} line {}: its aliases stand for more than Muster keeps, or for themselves",
                    source.name,
                    source.line.unwrap_or_default()
                ),
                source: source.clone(),
            });
        }
        if found.rules.len() > MOST_RULES {
            break;
        }
    }
    found
}

impl Found {
    fn defaults(
        &mut self,
        (aliases, host): (&Aliases<'_>, &str),
        scope: &Scope,
        settings: &[Setting],
        source: &Source,
    ) -> Option<()> {
        let kind = match scope.kind {
            DefaultSetting::SCOPE_HOST => Kind::Hosts,
            DefaultSetting::SCOPE_RUNAS => Kind::Targets,
            DefaultSetting::SCOPE_COMMAND => Kind::Commands,
            _ => Kind::Users,
        };
        let names = aliases.names(kind, &scope.names)?;
        if kind == Kind::Hosts && !is_here(&names, host) {
            return Some(());
        }
        let is_for_all = match names.as_slice() {
            [only] if kind == Kind::Hosts => {
                let short = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
                let is_own = short(&only.value).eq_ignore_ascii_case(&short(host));
                !only.negated && (only.value == "ALL" || (is_own && !host.is_empty()))
            }
            // Those for commands come after all others.
            [only] => kind != Kind::Commands && !only.negated && only.value == "ALL",
            _ => false,
        };
        let (scope, names) = if is_for_all {
            (DefaultSetting::SCOPE_ALL, Vec::new())
        } else {
            (scope.kind, names)
        };
        let named = |item: Item<String>| {
            if item.negated {
                format!("!{}", item.value)
            } else {
                item.value
            }
        };
        let names: Vec<String> = names.into_iter().map(named).collect();
        for setting in settings {
            self.defaults.push(DefaultSetting {
                name: setting.option.clone(),
                operator: setting.operator.to_owned(),
                value: shown(setting),
                scope: scope.to_owned(),
                names: names.clone(),
                source: source.clone(),
            });
        }
        Some(())
    }

    fn specification(
        &mut self,
        aliases: &Aliases<'_>,
        (program, host): (&str, &str),
        specification: &Specification,
        source: &Source,
        part: &mut u32,
    ) -> Option<()> {
        let users = aliases.names(Kind::Users, &specification.users)?;
        let subjects: Vec<Subject> = users.into_iter().map(subject).collect();
        for privilege in &specification.privileges {
            *part += 1;
            let here = is_here(&aliases.names(Kind::Hosts, &privilege.hosts)?, host);
            for allowed in &privilege.commands {
                let targets = match &allowed.targets {
                    Some(targets) => Some(aliases.names(Kind::Targets, targets)?),
                    None => None,
                };
                let as_root = targets.as_deref().is_none_or(holds_root);
                for command in aliases.commands(&allowed.command)? {
                    if self.rules.len() > MOST_RULES {
                        return None;
                    }
                    self.rules.push(Rule {
                        program: program.to_owned(),
                        subjects: subjects.clone(),
                        here,
                        targets: targets.iter().flatten().map(written).collect(),
                        as_root,
                        password: allowed.password.to_owned(),
                        permits: !command.negated,
                        kind: command.value.kind.to_owned(),
                        command: path(command.value.kind, &command.value.path),
                        wildcard: command.value.wildcard,
                        arguments: command.value.arguments.to_owned(),
                        part: *part,
                        source: source.clone(),
                    });
                }
            }
        }
        Some(())
    }
}

/// Only a path is one that may be shown.
fn path(kind: &str, path: &str) -> Option<String> {
    let is_path = matches!(kind, Rule::KIND_PATH | Rule::KIND_DIRECTORY);
    is_path.then(|| path.to_owned())
}

fn written(item: &Item<String>) -> String {
    let sign = if item.negated { "!" } else { "" };
    format!("{sign}{}", item.value)
}

fn shown(setting: &Setting) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._:,+-".contains(c);
    let is_shown = SHOWN.contains(&setting.option.as_str())
        && setting.value.len() < 500
        && setting.value.chars().all(is_plain);
    let is_switch = matches!(setting.value.as_str(), "true" | "false");
    (is_shown || is_switch).then(|| setting.value.clone())
}

pub(super) fn subject(item: Item<String>) -> Subject {
    let text = item.value;
    let (kind, name) = if text == "ALL" {
        (Subject::KIND_ALL, "")
    } else if let Some(name) = text.strip_prefix("%:") {
        (Subject::KIND_OTHER, name)
    } else if let Some(number) = text.strip_prefix("%#") {
        (Subject::KIND_GID, number)
    } else if let Some(name) = text.strip_prefix('%') {
        (Subject::KIND_GROUP, name)
    } else if let Some(number) = text.strip_prefix('#') {
        (Subject::KIND_UID, number)
    } else if let Some(name) = text.strip_prefix('+') {
        (Subject::KIND_NETGROUP, name)
    } else {
        (Subject::KIND_USER, text.as_str())
    };
    Subject {
        kind: kind.to_owned(),
        name: name.to_owned(),
        negated: item.negated,
    }
}

/// Whether a list of hosts may name this one: addresses and netgroups may, other names do not.
fn is_here(hosts: &[Item<String>], host: &str) -> bool {
    let short = |name: &str| {
        name.split('.')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let mut here = false;
    for item in hosts {
        let name = item.value.as_str();
        let is_certain = name == "ALL" || short(name) == short(host) || name == host;
        // Without a name of its own this host may be any.
        let is_other_name = !host.is_empty()
            && name.starts_with(|first: char| first.is_ascii_alphabetic())
            && !name.contains([':', '/', '?', '['])
            && !fits_pattern(&short(name), &short(host));
        if is_certain {
            here = !item.negated;
        } else if !is_other_name && !item.negated {
            here = true;
        }
    }
    here
}

/// Whether a list of accounts has root, of which the last entry about it counts. One that only leaves accounts
/// out has none.
fn holds_root(targets: &[Item<String>]) -> bool {
    let is_root = |item: &&Item<String>| {
        // A group, or somebody's netgroup, may have root in it.
        matches!(item.value.as_str(), "ALL" | "root" | "#0") || item.value.starts_with(['%', '+'])
    };
    targets
        .iter()
        .rfind(is_root)
        .is_some_and(|item| !item.negated)
}
