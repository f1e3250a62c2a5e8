//! `sudo/administrator`

use muster_sdk::accounts::{self, Key};
use muster_sdk::distribution::Family;
use muster_sdk::sentence::list;
use muster_sdk::sudoers::{self, DefaultSetting, Rule};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, Source, sshd};

use crate::check::matters;
use crate::gaps::gaps;
use crate::people::{Account, HasPassword, People};
use crate::settings::{asks, asks_for_root};

muster_sdk::rule! {
    id: "sudo/administrator",
    severity: Medium,
    precision: High,
    tags: ["sudo", "ssh", "accounts", "privileges", "checklist"],
    documentation: "administrator.md",
    check: check,
}

const SUBJECT: &str = "administrator";

/// The most accounts that one message names.
const MOST_TOLD: usize = 3;

fn check() -> Outcome {
    if !sshd::server()?.installed {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "No OpenSSH server is installed.",
        )]);
    }
    let is_installed = !sudoers::programs()?.is_empty();
    let host = Host {
        rules: sudoers::rules()?.into_iter().filter(matters).collect(),
        settings: sudoers::default_settings()?,
        people: People::of_host()?,
        keys: accounts::keys()?,
        unread: accounts::unread_paths()?
            .into_iter()
            .map(|unread| (unread.account, unread.reason))
            .collect(),
        command: keys_command()?,
    };
    let mut unable = Vec::new();
    let mut unknown = None;
    for account in &host.people.accounts {
        let Some(rule) = host.rule(account).filter(|_| account.interactive) else {
            continue;
        };
        match host.obstacle(account, rule) {
            Obstacle::None(key) => {
                let name = &account.name;
                return Ok(vec![required(
                    Finding::pass(
                        SUBJECT,
                        format!("{name} logs in with a key and may act as root."),
                    )
                    .observed(name)
                    .at(rule.source.clone(), "lets it act as root")
                    .at(key.source.clone(), "lets it log in"),
                )]);
            }
            Obstacle::Unknown(reason) => {
                unknown.get_or_insert((reason, rule));
            }
            Obstacle::Some(obstacle) => unable.push((account, obstacle, rule)),
        }
    }
    if let Some((reason, rule)) = unknown {
        let finding = Finding::error(SUBJECT, format!("It is not known {reason}"));
        return Ok(vec![
            finding.at(rule.source.clone(), "lets an account act as root"),
        ]);
    }
    let question = "whether somebody besides root may act as root";
    let mut findings = gaps(question)?;
    if let Some(directory) = host.people.directory() {
        let reason = format!(
            "It is not known {question}: accounts also come from the directory `{}`, which Muster does not ask.",
            directory.service
        );
        findings.push(Finding::error(SUBJECT, reason).at(directory.source.clone(), "names it"));
    }
    if findings.is_empty() {
        findings.push(required(nobody(&unable, is_installed)));
    }
    Ok(findings)
}

fn required(finding: Finding) -> Finding {
    finding.required(
        "an account besides root that logs in with a key and may run every command as root",
    )
}

/// The program that sshd asks for keys, if there is one.
fn keys_command() -> Result<Option<String>, NotEvaluated> {
    let setting = sshd::find_setting("authorizedkeyscommand")?;
    let value = setting.map(|setting| setting.values.join(" "));
    Ok(value.filter(|value| !value.is_empty() && value != "none"))
}

/// What keeps an account from administering the host.
enum Obstacle<'a> {
    /// Nothing: it has this key.
    None(&'a Key),
    Some(Lack),
    /// What is not known, as a clause.
    Unknown(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lack {
    Key,
    Password,
    Expired,
}

/// What the host knows, for one account after the other.
struct Host {
    rules: Vec<Rule>,
    settings: Vec<DefaultSetting>,
    people: People,
    keys: Vec<Key>,
    /// Accounts with something unread in their homes, and why.
    unread: Vec<(String, String)>,
    command: Option<String>,
}

impl Host {
    /// The rule that lets an account run every command as root. The last one of a program counts.
    fn rule(&self, account: &Account) -> Option<&Rule> {
        let about =
            |rule: &&Rule| rule.kind == Rule::KIND_ALL && self.people.is_about(rule, account);
        let last_of = |is_doas: bool| {
            let of_program = |rule: &&Rule| (rule.program == Rule::PROGRAM_DOAS) == is_doas;
            let last = self.rules.iter().filter(of_program).rfind(about);
            last.filter(|rule| rule.permits)
        };
        last_of(false).or_else(|| last_of(true))
    }

    fn obstacle(&self, account: &Account, rule: &Rule) -> Obstacle<'_> {
        let name = &account.name;
        if self.people.has_expired(account) {
            return Obstacle::Some(Lack::Expired);
        }
        if asks(&self.settings, rule, &self.people, account) && !asks_for_root(&self.settings, rule)
        {
            match self.people.has_password(account) {
                HasPassword::Yes => {}
                HasPassword::No => return Obstacle::Some(Lack::Password),
                HasPassword::Unknown(reason) => {
                    return Obstacle::Unknown(format!("whether {name} has a password: {reason}"));
                }
            }
        }
        if let Some(key) = self.keys.iter().find(|key| key.account == *name) {
            return Obstacle::None(key);
        }
        if let Some((_, reason)) = self.unread.iter().find(|(known, _)| known == name) {
            return Obstacle::Unknown(format!("whether {name} has a key: {reason}"));
        }
        match &self.command {
            Some(_) => Obstacle::Unknown(format!(
                "whether {name} has a key: sshd asks a program for it (AuthorizedKeysCommand)."
            )),
            None => Obstacle::Some(Lack::Key),
        }
    }
}

fn nobody(unable: &[(&Account, Lack, &Rule)], is_installed: bool) -> Finding {
    let Some((first, lack, _)) = unable.first() else {
        return Finding::fail(
            SUBJECT,
            "No account besides root may run every command as root.",
        )
        .observed("root alone")
        .fix(new_account(is_installed))
        .at(Source::file("/etc/passwd"), "has no such account");
    };
    let clauses: Vec<String> = unable
        .iter()
        .take(MOST_TOLD)
        .map(|(account, lack, _)| {
            let lack = match lack {
                Lack::Key => "has no key",
                Lack::Password => "has no password that could be asked for",
                Lack::Expired => "has expired",
            };
            format!("{} {lack}", account.name)
        })
        .collect();
    let word = muster_sdk::shell_word(&first.name);
    let fix = match lack {
        Lack::Key => format!(
            "Run `ssh-copy-id {word}@HOST` on the machine of whoever administers this host, or add the key to \
             `authorized_keys` in the home of {}",
            first.name
        ),
        Lack::Password => format!("Run `passwd {word}`"),
        Lack::Expired => format!("Run `chage --expiredate -1 {word}`"),
    };
    let finding = Finding::fail(
        SUBJECT,
        format!(
            "Nobody besides root can log in with a key and act as root: {}.",
            list(&clauses, "and")
        ),
    )
    .observed(clauses.join(", "))
    .fix(fix);
    unable
        .iter()
        .take(MOST_TOLD)
        .fold(finding, |finding, (_, _, rule)| {
            finding.at(rule.source.clone(), "lets it act as root")
        })
}

/// How to make an administrator on this distribution.
fn new_account(is_installed: bool) -> String {
    let distribution = Distribution::of_host();
    let make = match distribution.family() {
        Family::Debian => {
            "useradd --create-home --shell /bin/bash --groups sudo NAME && passwd NAME"
        }
        Family::Alpine => "adduser NAME && adduser NAME wheel",
        Family::RedHat | Family::Suse | Family::Arch | Family::Gentoo | Family::Other => {
            "useradd --create-home --shell /bin/bash --groups wheel NAME && passwd NAME"
        }
    };
    let install = if is_installed {
        String::new()
    } else {
        format!("`{}`, then ", distribution.install("sudo"))
    };
    format!(
        "Run {install}`{make}`, and `ssh-copy-id NAME@HOST` on the machine of whoever administers this host; try both \
         before root can no longer log in"
    )
}
