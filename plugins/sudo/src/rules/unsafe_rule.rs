//! `sudo/unsafe-rule`

use muster_sdk::sudoers::{self, Changer, CommandFile, DefaultSetting, Rule, Subject};
use muster_sdk::{Finding, NotEvaluated, Outcome, pass_unless};

use crate::advice;
use crate::check::{SUBJECT, matters, subject, unless_installed, what, who};
use crate::gaps::gaps;
use crate::settings::asks_for_root;
use crate::unlimited::is_unlimited;

muster_sdk::parameters! {
    struct Parameters {
        /// What is not to be: `all-to-all` (every account may do everything), `path-wildcard`, `negation` (commands
        /// that are taken out of all), `writable-command` (a command that others can change), `runs-others` (a command
        /// that runs any other or writes any file, such as a shell, an editor or `env`) or `argument-wildcard`.
        #[needed(forbid)]
        #[form(Words(&[
            "all-to-all", "path-wildcard", "negation", "writable-command", "runs-others", "argument-wildcard",
        ]))]
        forbid: Vec<String> = ["all-to-all", "path-wildcard", "negation", "writable-command", "runs-others"],
    }
}

muster_sdk::rule! {
    id: "sudo/unsafe-rule",
    severity: High,
    precision: High,
    tags: ["sudo", "privileges"],
    documentation: "unsafe_rule.md",
    parameters: Parameters,
    check: check,
}

/// What is known of the rules.
struct Rules {
    rules: Vec<Rule>,
    settings: Vec<DefaultSetting>,
    files: Vec<CommandFile>,
}

fn check(parameters: Parameters) -> Outcome {
    if let Some(findings) = unless_installed(&sudoers::programs()?) {
        return Ok(findings);
    }
    let known = Rules {
        rules: sudoers::rules()?.into_iter().filter(matters).collect(),
        settings: sudoers::default_settings()?,
        files: sudoers::command_files()?,
    };
    let mut findings: Vec<Finding> = Vec::new();
    for rule in &known.rules {
        let subject = subject(rule);
        if findings.iter().any(|known| known.subject() == subject) {
            continue;
        }
        for fault in &parameters.forbid {
            let found = match fault.as_str() {
                "all-to-all" => known.all_to_all(rule),
                "path-wildcard" => path_wildcard(rule),
                "negation" => known.negation(rule),
                "writable-command" => known.writable_command(rule),
                "runs-others" => runs_others(rule),
                "argument-wildcard" => argument_wildcard(rule),
                other => {
                    let reason = format!("parameter `forbid`: '{other}' is not a fault");
                    return Err(NotEvaluated::because(reason));
                }
            };
            if let Some(finding) = found {
                findings.push(
                    finding
                        .of_file(&rule.source.name)
                        .at(rule.source.clone(), "allows it"),
                );
                break;
            }
        }
    }
    findings.extend(gaps("whether a rule is unsafe")?);
    Ok(pass_unless(findings, || {
        Finding::pass(SUBJECT, "No rule gives more rights than it seems to.")
    }))
}

impl Rules {
    fn all_to_all(&self, rule: &Rule) -> Option<Finding> {
        let is_everybody =
            |subject: &Subject| subject.kind == Subject::KIND_ALL && !subject.negated;
        let gives_all = rule.permits && rule.kind == Rule::KIND_ALL;
        if !gives_all
            || !rule.subjects.iter().any(is_everybody)
            || asks_for_root(&self.settings, rule)
        {
            return None;
        }
        Some(
            Finding::fail(
                subject(rule),
                "Every account may run every command as root.",
            )
            .observed("ALL may run ALL")
            .required("a group of administrators")
            .fix(format!(
                "Run `{}`, and name a group in place of the first ALL, such as %sudo or %wheel",
                advice::edit(rule)
            )),
        )
    }

    /// What is taken out of all comes back under another name.
    fn negation(&self, rule: &Rule) -> Option<Finding> {
        if !(rule.permits && rule.kind == Rule::KIND_ALL) {
            return None;
        }
        let after = self
            .rules
            .iter()
            .skip_while(|other| !std::ptr::eq(*other, rule));
        let taken: Vec<&str> = after
            .filter(|other| {
                other.part == rule.part && other.program == rule.program && !other.permits
            })
            .map(what)
            .collect();
        let first = taken.first()?;
        Some(
            Finding::fail(
                subject(rule),
                format!(
                    "{} may run everything as root except {first}, but a copy of it under another name does the same.",
                    who(rule)
                ),
            )
            .observed(format!("ALL, !{}", taken.join(", !")))
            .required("the commands that are allowed")
            .fix(format!(
                "Run `{}`, and list what {} may run, or allow ALL without exceptions",
                advice::edit(rule),
                who(rule)
            )),
        )
    }

    fn writable_command(&self, rule: &Rule) -> Option<Finding> {
        let path = rule
            .command
            .as_deref()
            .filter(|_| rule.permits && !rule.wildcard)?;
        let file = self.files.iter().find(|file| file.path == path)?;
        if file.state == CommandFile::STATE_UNKNOWN {
            let reason = file.reason.as_deref().unwrap_or("it was not looked at");
            return Some(Finding::error(
                subject(rule),
                format!("It is not known who can change {path}, which runs as root: {reason}"),
            ));
        }
        let changer = file.changers.first()?;
        Some(
            Finding::fail(
                subject(rule),
                format!(
                    "{} may run {path} as root, and {} can change {}.",
                    who(rule),
                    changed_by(changer),
                    changer.path
                ),
            )
            .observed(format!(
                "{} can be changed by {}",
                changer.path,
                changed_by(changer)
            ))
            .required("only root can change it")
            .fix(format!("Run `{}`", advice::close(&file.changers))),
        )
    }
}

fn changed_by(changer: &Changer) -> String {
    match changer.kind.as_str() {
        Changer::KIND_ACCOUNT => changer.name.clone(),
        Changer::KIND_GROUP => format!("the group {}", changer.name),
        _ => "every account".to_owned(),
    }
}

fn path_wildcard(rule: &Rule) -> Option<Finding> {
    (rule.permits && rule.wildcard && rule.kind != Rule::KIND_PATTERN).then(|| {
        Finding::fail(
            subject(rule),
            format!(
                "{} may run anything that matches {} as root, which is more than one command.",
                who(rule),
                what(rule)
            ),
        )
        .observed(what(rule))
        .required("the path of each command")
        .fix(format!(
            "Run `{}`, and write the commands one by one",
            advice::edit(rule)
        ))
    })
}

/// A command that is as good as all of them.
fn runs_others(rule: &Rule) -> Option<Finding> {
    (rule.permits && rule.kind != Rule::KIND_ALL && is_unlimited(rule)).then(|| {
        let (who, what) = (who(rule), what(rule));
        let message = match rule.kind.as_str() {
            Rule::KIND_EDIT => format!(
                "{who} may edit files as root that say what root does, and thereby run every command."
            ),
            Rule::KIND_DIRECTORY => format!(
                "{who} may run every program in {what} as root, of which many run every other command."
            ),
            _ => format!(
                "{who} may run {what} as root, which can run every other command or write every file."
            ),
        };
        Finding::fail(subject(rule), message)
            .observed(what)
            .required("commands that do one thing")
            .fix(format!(
                "Run `{}`, and allow in its place a script that only root can change, with `\"\"` behind it, or \
                 `sudoedit` of the one file",
                advice::edit(rule)
            ))
    })
}

fn argument_wildcard(rule: &Rule) -> Option<Finding> {
    (rule.permits && rule.arguments == Rule::ARGUMENTS_WILDCARD).then(|| {
        Finding::fail(
            subject(rule),
            format!(
                "{} may run {} as root with any arguments that match a pattern, in which `*` also matches blanks and slashes.",
                who(rule),
                what(rule)
            ),
        )
        .observed("arguments with a wildcard")
        .required("fixed arguments")
        .fix(format!("Run `{}`, and write the arguments out", advice::edit(rule)))
    })
}
