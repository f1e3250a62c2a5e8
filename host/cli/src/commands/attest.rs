//! `muster attest`: answer for what a rule asks a person, or list who answers for what.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_outcomes::{RuleDescriptor, RuleId};
use muster_policy::{Attestation, Day, Earlier, InvalidText, MANUAL, with_attestation};
use muster_report::{Options, printable_line};

use crate::args::Attest;
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::project::{Project, is_missing};
use crate::{files, sandbox, target, trust};

pub(crate) fn run(arguments: &Attest, options: &Options) -> Result<u8, Failure> {
    let sandbox = sandbox::new(arguments.no_cache)?;
    let project = Project::load_to_attest(arguments.policy.chosen(), &sandbox)?;
    let rules = project.rules();
    // What is wrong with the policy or the file is told before anything is written.
    project.pack.validate(&rules, &project.unread())?;
    let today = Day::of_time(&target::now())
        .ok_or_else(|| Failure::new("the clock does not say what day it is"))?;
    match &arguments.rule {
        Some(rule) => attest(arguments, &project, asking(rule, &rules)?, today, options)?,
        None => list(arguments, &project, today)?,
    }
    Ok(0)
}

/// The rule of this name, which must be one that may ask.
fn asking<'a>(name: &str, rules: &'a [Arc<RuleDescriptor>]) -> Result<&'a RuleDescriptor, Failure> {
    let may_ask = |rule: &&Arc<RuleDescriptor>| rule.tags.iter().any(|tag| tag == MANUAL);
    let Some(rule) = rules.iter().find(|rule| rule.id.as_str() == name) else {
        let asking = rules.iter().filter(may_ask);
        let hint = match muster_names::nearest(name, asking.map(|rule| rule.id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => lists_them(),
        };
        return Err(Failure::new(printable_line(&format!(
            "there is no rule `{name}`; {hint}"
        ))));
    };
    if may_ask(&rule) {
        return Ok(rule);
    }
    Err(Failure::new(format!(
        "`{name}` never asks a person to check anything; {}",
        lists_them()
    )))
}

fn lists_them() -> String {
    format!("`muster rules --only tag:{MANUAL}` lists the rules that ask a person")
}

fn attest(
    arguments: &Attest,
    project: &Project,
    rule: &RuleDescriptor,
    today: Day,
    options: &Options,
) -> Result<(), Failure> {
    let steps = muster_report::steps(rule, options);
    let Some(evidence) = &arguments.evidence else {
        return to_stdout(&format!(
            "{steps}\nNothing is written yet. When it is done:\n\n    muster attest {}{} --evidence '…'\n",
            rule.id,
            arguments.policy.typed()
        ));
    };
    let path = file(arguments, project)?;
    let on = arguments.on.unwrap_or(today);
    if on > today {
        return Err(Failure::new(format!(
            "--on {on} has yet to come: it is the day of the check, and today is {today} in UTC; run this again \
             when it is done"
        )));
    }
    let days = arguments
        .valid
        .unwrap_or_else(|| project.pack.attestation_days(&rule.id));
    let valid_until = on
        .plus(days)
        .ok_or_else(|| Failure::new(format!("there is no day {days} days after {on}")))?;
    let by = match &arguments.by {
        Some(by) => by.clone(),
        None => trust::login_name()
            .ok_or_else(|| Failure::new("say who answers for it: --by 'FIRST LAST'"))?,
    };
    let attestation = Attestation {
        rule: rule.id.clone(),
        subject: arguments.subject.clone(),
        host: arguments.host.clone(),
        by,
        on,
        valid_until,
        evidence: evidence.clone(),
    };
    let text = if is_missing(&path) {
        String::new()
    } else {
        files::read_text(&path)?
    };
    let earlier = match arguments.replace {
        true => Earlier::Replaced,
        false => Earlier::ReplacedAfter(today),
    };
    let text = with_attestation(&text, &attestation, earlier).map_err(|error| match error {
        InvalidText::Valid(..) => {
            let message = printable_line(&format!("{error}; replace it with --replace"));
            Failure::file_that(&path, message)
        }
        InvalidText::NotToml(_) | InvalidText::OtherForm => Failure::file_that(&path, error),
    })?;
    // Read again as the next scan will.
    let name = path.display().to_string();
    project.pack.attestations_in(
        name.clone(),
        text.clone(),
        &project.rules(),
        &project.unread(),
    )?;
    files::write(&path, text.as_bytes(), files::Mode::Ordinary)?;
    to_stdout(&format!(
        "{steps}\n{}\n",
        printable_line(&format!(
            "Written to {name}: {} answers for {} until {valid_until}.",
            attestation.by, rule.id
        ))
    ))
}

/// The file of attestations: the one that the command line names, else the policy.
fn file(arguments: &Attest, project: &Project) -> Result<PathBuf, Failure> {
    let named = arguments.file.as_deref();
    let named = named.or_else(|| project.pack.attestations_file());
    named.map(Path::to_path_buf).ok_or_else(|| {
        Failure::new(
            "the policy names no file for attestations: write `attestations = \"attestations.toml\"` at \
             the top of your muster.toml",
        )
    })
}

/// Every attestation, the one that ends first at the top.
fn list(arguments: &Attest, project: &Project, today: Day) -> Result<(), Failure> {
    let mut all: Vec<Attestation> = match &arguments.file {
        Some(path) => project.pack.attestations_in(
            path.display().to_string(),
            files::read_text(path)?,
            &project.rules(),
            &project.unread(),
        )?,
        None => project.pack.attestations().cloned().collect(),
    };
    if all.is_empty() {
        return to_stdout(match file(arguments, project) {
            Ok(_) => "No attestations.\n",
            Err(_) => "No attestations: the policy names no file for them.\n",
        });
    }
    all.sort_by(|a, b| (a.valid_until, &a.rule).cmp(&(b.valid_until, &b.rule)));
    let width = |text: fn(&Attestation) -> usize| all.iter().map(text).max().unwrap_or_default();
    let (rules, people) = (
        width(|one| one.rule.as_str().len()),
        width(|one| one.by.chars().count()),
    );
    let mut text = String::new();
    for one in &all {
        let about = [&one.subject, &one.host].map(|part| part.as_deref());
        let about: Vec<String> = about.into_iter().flatten().map(printable_line).collect();
        // Writing to a String cannot fail.
        writeln!(
            text,
            "{:rules$}  {:people$}  until {}  {}",
            RuleId::as_str(&one.rule),
            printable_line(&one.by),
            one.valid_until,
            [vec![left(one, today)], about].concat().join("  ")
        )
        .ok();
    }
    to_stdout(&text)
}

/// How long it still counts.
fn left(attestation: &Attestation, today: Day) -> String {
    if attestation.on > today {
        return format!("from {} on", attestation.on);
    }
    match today.days_until(attestation.valid_until) {
        ..=-1 => "expired".to_owned(),
        0 => "last day".to_owned(),
        1 => "1 day left".to_owned(),
        days => format!("{days} days left"),
    }
}
