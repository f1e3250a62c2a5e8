//! Whether what is written to the journal reaches rsyslog.

use muster_sdk::rsyslog::{self, Input};
use muster_sdk::{Distribution, Finding, NotEvaluated, applicable, settings};

use crate::subject::RSYSLOG as SUBJECT;

/// The journal's messages reach rsyslog's socket by `setting`, or rsyslog fetches them.
pub(crate) fn judge_journal(setting: &str) -> Result<Finding, NotEvaluated> {
    let subject = format!("{SUBJECT}/journal");
    let inputs = rsyslog::inputs()?;
    let input = |kind: &str| inputs.iter().find(|input| input.kind == kind);
    if let Some(journal) = input(Input::KIND_JOURNAL) {
        return Ok(Finding::pass(subject, "rsyslog reads the journal itself.")
            .observed("imjournal")
            .at(journal.source.clone(), "loads the module"));
    }
    let configured = applicable(&subject, settings::configured(setting))?;
    let line = configured.effective.as_ref();
    let value = match line {
        Some(line) => line.value.as_deref(),
        None => configured.default.as_deref(),
    };
    let Some(value) = value else {
        return Ok(Finding::error(
            subject,
            "It is not known whether the journal hands its messages to rsyslog.",
        )
        .at_if(line.map(|line| line.source.clone()), "sets it"));
    };
    let socket = input(Input::KIND_SOCKET);
    let finding = match (value, socket) {
        ("yes", Some(socket)) => {
            Finding::pass(subject, "The journal hands its messages to rsyslog.")
                .at(socket.source.clone(), "takes them")
        }
        ("yes", None) => Finding::fail(
            subject,
            "The journal hands its messages over, and rsyslog does not take them.",
        )
        .fix("Write `module(load=\"imuxsock\")` in /etc/rsyslog.conf"),
        _ => Finding::fail(subject, "No messages of the journal reach rsyslog.").fix(format!(
            "Write `{}` below `[Journal]` in {}, then run `{}`",
            configured.line.replace('…', "yes"),
            configured.file,
            Distribution::of_host().restart("systemd-journald")
        )),
    };
    Ok(finding
        .observed(value)
        .required("rsyslog gets the messages of the journal")
        .at_if(line.map(|line| line.source.clone()), "sets it"))
}
