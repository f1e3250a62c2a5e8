//! The rule that stands for what could not be looked at: one alert for each file or command, under a
//! severity of its own, whatever the rules are that it costs.

use muster_outcomes::{Precision, RuleId};
use serde_sarif::sarif::{MultiformatMessageString, ReportingDescriptor};

use super::alerts::GAP;
use super::rules::{SECURITY, level, rated};
use crate::plain::plain_text;

/// The rule, as the last of the run's.
pub(super) fn descriptor() -> ReportingDescriptor {
    let text = |text: &str| MultiformatMessageString::builder().text(text).build();
    ReportingDescriptor::builder()
        .id(RuleId::not_evaluated().as_str())
        .name("Part of the host could not be evaluated")
        .short_description(text("Part of the host could not be evaluated."))
        .full_description(text(
            "A file, command or service that rules need could not be read, so it is not known \
             whether they pass.",
        ))
        .help(
            MultiformatMessageString::builder()
                .text(plain_text(HELP))
                .markdown(HELP)
                .build(),
        )
        .default_configuration(level(GAP))
        .properties(rated(GAP, Precision::VeryHigh, vec![SECURITY.to_owned()]))
        .build()
}

const HELP: &str = "A rule that cannot be evaluated neither passes nor fails. The message says what \
could not be read and which rules wait for it.\n\nRun Muster as root, or let its user read what the \
message names. If a program is missing or a service does not answer, fix that, or leave the rules \
out of the policy with `disable`.\n\nThe alert closes when everything that it names has been read \
again. Alerts of rules that failed before stay open under their own names until they are judged.";
