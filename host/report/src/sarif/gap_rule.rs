//! The rule that stands for what could not be looked at: one alert for each file or command, under a
//! severity of its own, whatever the rules are that it costs.

use std::collections::BTreeMap;

use muster_outcomes::RuleId;
use serde_json::json;
use serde_sarif::sarif::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor,
};

use super::alerts::GAP;
use super::values::Rating;
use crate::plain::plain_text;

/// The rule, as the last of the run's.
pub(super) fn descriptor() -> ReportingDescriptor {
    let rating = Rating::of(GAP);
    let text = |text: &str| MultiformatMessageString::builder().text(text).build();
    let mut properties = BTreeMap::from([
        ("precision".to_owned(), json!("very-high")),
        ("problem.severity".to_owned(), json!(rating.problem)),
        ("muster/severity".to_owned(), json!(GAP.as_str())),
    ]);
    if let Some(score) = rating.security_severity {
        properties.insert("security-severity".to_owned(), json!(score));
    }
    ReportingDescriptor::builder()
        .id(RuleId::not_evaluated().as_str())
        .name("Part of the host could not be evaluated")
        .short_description(text("Part of the host could not be evaluated."))
        .full_description(text(
            "A file, command or service that rules need could not be read, so nobody knows whether \
             they hold.",
        ))
        .help(
            MultiformatMessageString::builder()
                .text(plain_text(HELP))
                .markdown(HELP)
                .build(),
        )
        .default_configuration(
            ReportingConfiguration::builder()
                .level(rating.level.to_string())
                .build(),
        )
        .properties(
            PropertyBag::builder()
                .tags(vec!["security".to_owned()])
                .additional_properties(properties)
                .build(),
        )
        .build()
}

const HELP: &str = "A rule that cannot be evaluated neither passes nor fails. The message says what \
could not be read and which rules wait for it.\n\nRun Muster as root, or let its user read what the \
message names. Where a program is missing or a service does not answer, mend that, or take the rules \
out of the policy with `disable`.\n\nThe alert closes when everything that it names has been read \
again. Alerts of rules that failed before stay open under their own names until they are judged.";
