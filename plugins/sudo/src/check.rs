//! Rules as findings name them.

use muster_sdk::Finding;
use muster_sdk::sudoers::{Program, Rule, Subject};

/// What all subjects are below.
pub(crate) const SUBJECT: &str = "sudo";

/// That the rule is not about this host, where nobody can act as somebody else by these programs.
pub(crate) fn unless_installed(programs: &[Program]) -> Option<Vec<Finding>> {
    programs.is_empty().then(|| {
        let reason = "Neither sudo nor doas is installed.";
        vec![Finding::not_applicable(SUBJECT, reason)]
    })
}

/// Whether a rule lets somebody besides root do something as root on this host.
pub(crate) fn matters(rule: &Rule) -> bool {
    let is_root = |subject: &Subject| {
        let is_name = subject.kind == Subject::KIND_USER && subject.name == "root";
        let is_number = subject.kind == Subject::KIND_UID && subject.name == "0";
        subject.negated || is_name || is_number
    };
    rule.here && rule.as_root && !rule.subjects.iter().all(is_root)
}

/// `%ops`, as it is written in the file.
pub(crate) fn written(subject: &Subject) -> String {
    let sign = match subject.kind.as_str() {
        Subject::KIND_GROUP => "%",
        Subject::KIND_GID => "%#",
        Subject::KIND_UID => "#",
        Subject::KIND_NETGROUP => "+",
        Subject::KIND_OTHER => "%:",
        _ => "",
    };
    let name = match subject.kind.as_str() {
        Subject::KIND_ALL => "ALL",
        _ => &subject.name,
    };
    let negation = if subject.negated { "!" } else { "" };
    format!("{negation}{sign}{name}")
}

/// Whom a rule is about.
pub(crate) fn who(rule: &Rule) -> String {
    let subjects: Vec<String> = rule.subjects.iter().map(written).collect();
    subjects.join(", ")
}

/// What a rule is about.
pub(crate) fn what(rule: &Rule) -> &str {
    match rule.kind.as_str() {
        Rule::KIND_ALL => "ALL",
        Rule::KIND_EDIT => "sudoedit",
        Rule::KIND_PATTERN => "a pattern",
        _ => rule.command.as_deref().unwrap_or("a command"),
    }
}

/// The subject of a rule: whom and what it is about, wherever its line is.
pub(crate) fn subject(rule: &Rule) -> String {
    let subjects: Vec<String> = rule.subjects.iter().map(written).collect();
    format!("{}/{}/{}", program(rule), subjects.join(","), what(rule))
}

/// `sudo` for both programs of that name.
pub(crate) fn program(rule: &Rule) -> &'static str {
    match rule.program.as_str() {
        Rule::PROGRAM_DOAS => Rule::PROGRAM_DOAS,
        _ => SUBJECT,
    }
}
