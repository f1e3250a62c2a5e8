//! `sudo/no-password`

use muster_sdk::sudoers::{self, DefaultSetting, Rule};
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::advice;
use crate::check::{SUBJECT, matters, subject, unless_installed, what, who};
use crate::gaps::gaps;
use crate::people::{Account, HasPassword, People};
use crate::settings::asks;
use crate::unlimited::is_unlimited;

muster_sdk::parameters! {
    struct Parameters {
        /// Accounts that need not be asked.
        exempt: Vec<String> = [],
        /// Whether rules for single commands may do without a password: those with which nothing else can be run.
        single_commands: bool = true,
    }
}

muster_sdk::rule! {
    id: "sudo/no-password",
    severity: Medium,
    precision: High,
    tags: ["sudo", "passwords", "privileges"],
    documentation: "no_password.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    if let Some(findings) = unless_installed(&sudoers::programs()?) {
        return Ok(findings);
    }
    let rules: Vec<Rule> = sudoers::rules()?.into_iter().filter(matters).collect();
    let settings = sudoers::default_settings()?;
    let people = People::of_host()?;
    let mut findings: Vec<Finding> = Vec::new();
    let mut has_single = false;
    for (at, rule) in rules.iter().enumerate() {
        let subject = subject(rule);
        let is_judged = rule.permits && (is_unlimited(rule) || !parameters.single_commands);
        if is_judged && !findings.iter().any(|known| known.subject() == subject) {
            let later = rules.get(at + 1..).unwrap_or_default();
            findings.extend(judge(subject, rule, later, &settings, &people, &parameters));
        }
        has_single |= rule.permits && !is_judged && rule.password == Rule::PASSWORD_NOT_ASKED;
    }
    findings.extend(gaps("who is asked for a password")?);
    Ok(pass_unless(findings, || {
        Finding::pass(
            SUBJECT,
            if has_single {
                "Every account has to enter its password before it acts as root, but for single commands."
            } else {
                "Every account has to enter its password before it acts as root."
            },
        )
    }))
}

/// None for a rule that asks everyone.
fn judge(
    subject: String,
    rule: &Rule,
    later: &[Rule],
    settings: &[DefaultSetting],
    people: &People,
    parameters: &Parameters,
) -> Option<Finding> {
    let is_free = |account: &&Account| {
        people.is_about(rule, account)
            && !asks(settings, rule, people, account)
            && !parameters.exempt.contains(&account.name)
            && !later
                .iter()
                .any(|later| replaces(later, rule, people, account))
    };
    let free: Vec<&Account> = people.accounts.iter().filter(is_free).collect();
    let mut with = Vec::new();
    let mut unknown = None;
    for account in &free {
        match people.has_password(account) {
            HasPassword::Yes => with.push(account.name.as_str()),
            HasPassword::No => {}
            HasPassword::Unknown(reason) => {
                unknown.get_or_insert(format!("whether {} has a password: {reason}", account.name));
            }
        }
    }
    let what = match rule.kind.as_str() {
        Rule::KIND_ALL => "every command".to_owned(),
        _ if is_unlimited(rule) => format!("{}, and with it every command,", what(rule)),
        _ => what(rule).to_owned(),
    };
    let finding = if with.is_empty() {
        let unseen = people
            .unseen(rule)
            .filter(|_| rule.password == Rule::PASSWORD_NOT_ASKED)
            .map(|reason| format!("whom the rule for {} is about: {reason}", who(rule)));
        if let Some(unknown) = unknown.or(unseen) {
            Finding::error(subject, format!("It is not known {unknown}"))
        } else if let Some(account) = free.first() {
            let all = match free.len() {
                1 => format!("{} may", account.name),
                all => format!("{all} accounts may"),
            };
            Finding::pass(
                subject,
                format!(
                    "{all} run {what} as root without a password; there is none that sudo could ask for, and logging \
                     in takes a key."
                ),
            )
        } else {
            return None;
        }
    } else {
        let all = with.join(", ");
        Finding::fail(
            subject,
            format!("{all} may run {what} as root without a password."),
        )
        .observed(format!("no password for {all}"))
        .required("a password, if the account has one")
        .fix(format!(
            "Run `{}`, and {}",
            advice::edit(rule),
            instead(rule)
        ))
    };
    Some(
        finding
            .of_file(&rule.source.name)
            .at(rule.source.clone(), "asks for no password"),
    )
}

/// What is changed in the file.
fn instead(rule: &Rule) -> String {
    if rule.program == Rule::PROGRAM_DOAS {
        "write `persist` in place of `nopass`".to_owned()
    } else if rule.password == Rule::PASSWORD_NOT_ASKED {
        format!("take `NOPASSWD:` out of the line of {}", who(rule))
    } else {
        "take `!authenticate` or `exempt_group` out of the line of `Defaults`".to_owned()
    }
}

/// Whether a later rule decides about the same command of an account.
fn replaces(later: &Rule, rule: &Rule, people: &People, account: &Account) -> bool {
    let covers = later.kind == Rule::KIND_ALL
        || (later.kind == rule.kind && later.command.is_some() && later.command == rule.command);
    later.program == rule.program && covers && people.is_about(later, account)
}
