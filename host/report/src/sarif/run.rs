//! The run: one per target, with what the tool is and how its invocation ended.

use std::collections::BTreeMap;

use muster_outcomes::Status;
use muster_policy::Conclusion;
use serde_json::{Value, json};
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Message, MultiformatMessageString, Notification, PropertyBag,
    ReportingDescriptor, ReportingDescriptorReference, ResultLevel, Run, RunAutomationDetails,
    Tool, ToolComponent,
};

use super::Profile;
use super::location::{HOST_ROOT, SOURCE_ROOT};
use super::markup::sentence;
use super::results::{not_evaluated, results};
use super::rules::{extensions, rules};
use super::taxonomies::Taxonomies;
use super::values::{Guid, RelativeUri, index, utc_time};
use crate::view::{Finding, View};

/// Notifications by their place in `driver.notifications`.
const NOTIFICATIONS: [(&str, &str); 2] = [
    ("not-evaluated", "A rule could not be evaluated."),
    ("nothing-evaluated", "No rule could be evaluated."),
];

/// The run of the view's target.
pub(super) fn run(view: &View, profile: &Profile) -> Run {
    let taxonomies = Taxonomies::of(view);
    let mut driver = driver(view);
    driver.rules = Some(rules(view, profile, &taxonomies));
    let mut tool = Tool::builder().driver(driver).build();
    tool.extensions = Some(extensions(view)).filter(|all| !all.is_empty());
    let (base, about) = match profile {
        Profile::Full => (HOST_ROOT, "The root of the target's file system."),
        Profile::Github { .. } => (SOURCE_ROOT, "The root of the repository with the alerts."),
    };
    // Without a URI: a path would tell where the scan ran, and differ between machines.
    let base_location = ArtifactLocation::builder()
        .description(message(about))
        .build();
    let mut run = Run::builder()
        .tool(tool)
        .automation_details(automation(view))
        .invocations(vec![invocation(view)])
        .original_uri_base_ids(BTreeMap::from([(base.to_owned(), base_location)]))
        .column_kind("utf16CodeUnits")
        .results(results(view, profile))
        .properties(properties(view))
        .build();
    if *profile == Profile::Full {
        let components = taxonomies.components();
        if let Some(driver) = (!components.is_empty()).then_some(&mut run.tool.driver) {
            driver.supported_taxonomies = Some(taxonomies.references());
            run.taxonomies = Some(components);
        }
    }
    run
}

fn driver(view: &View) -> ToolComponent {
    let notifications: Vec<ReportingDescriptor> = NOTIFICATIONS
        .iter()
        .map(|(id, about)| {
            let about = MultiformatMessageString::builder().text(*about).build();
            ReportingDescriptor::builder()
                .id(*id)
                .short_description(about.clone())
                .full_description(about.clone())
                .help(about)
                .build()
        })
        .collect();
    ToolComponent::builder()
        .name("Muster")
        .semantic_version(view.muster.as_str())
        .version(view.muster.as_str())
        .guid(Guid::MUSTER.as_str())
        .notifications(notifications)
        .build()
}

/// GitHub's category is everything up to the last slash: one per target, the same in every run,
/// so that the next upload replaces this one.
fn automation(view: &View) -> RunAutomationDetails {
    let target = RelativeUri::of([view.target.name.as_str()]);
    RunAutomationDetails::builder()
        .id(format!("muster/{}/", target.as_str()))
        .description(message(&format!("Scan of '{}'", view.target.name)))
        .build()
}

/// The scan is successful when it finished, whatever it found (SARIF section 3.20.14). When
/// nothing was evaluated it is not: GitHub then refuses the file and so keeps the old alerts open.
fn invocation(view: &View) -> Invocation {
    // `manual` and `not-applicable` judge nothing.
    let evaluated = view.totals.pass + view.totals.fail > 0;
    let mut notifications: Vec<Notification> = view
        .with_status(|status| matches!(status, Status::Error(_)))
        .map(rule_notification)
        .collect();
    if !evaluated {
        let (text, level) = ("No rule could be evaluated", ResultLevel::Error);
        notifications.push(notification(1, text, level));
    }
    let mut invocation = Invocation::builder()
        .execution_successful(evaluated)
        .exit_code(i64::from(view.conclusion.exit_code()))
        .exit_code_description(match view.conclusion {
            Conclusion::Clean => "Nothing fails at or above the gate.",
            Conclusion::Findings => "Something fails at or above the gate.",
            Conclusion::Incomplete => "Something could not be evaluated, or nothing was.",
        })
        .tool_execution_notifications(notifications)
        .build();
    // The only time that a verdict knows.
    let time = utc_time(&view.collected_at).map(str::to_owned);
    invocation.start_time_utc.clone_from(&time);
    invocation.end_time_utc = time;
    invocation
}

/// A warning: at level `error` it would say that the whole run failed (SARIF section 3.20.21).
fn rule_notification(finding: &Finding) -> Notification {
    let rule = ReportingDescriptorReference::builder()
        .id(finding.rule.id.as_str())
        .index(index(finding.rule.index))
        .build();
    let mut notification = notification(0, &not_evaluated(finding), ResultLevel::Warning);
    notification.associated_rule = Some(rule);
    notification
}

fn notification(kind: usize, text: &str, level: ResultLevel) -> Notification {
    let id = NOTIFICATIONS.get(kind).map_or("", |(id, _)| id);
    Notification::builder()
        .descriptor(
            ReportingDescriptorReference::builder()
                .id(id)
                .index(index(kind))
                .build(),
        )
        .level(level.to_string())
        .message(message(text))
        .build()
}

fn message(text: &str) -> Message {
    Message::builder().text(sentence(text)).build()
}

fn properties(view: &View) -> PropertyBag {
    let own: BTreeMap<String, Value> = BTreeMap::from([
        (
            "muster/policy".to_owned(),
            json!({ "name": view.policy.name, "extends": view.policy.extends }),
        ),
        ("muster/gate".to_owned(), json!(view.gate.as_str())),
        ("muster/totals".to_owned(), json!(view.totals)),
        ("muster/causes".to_owned(), json!(view.causes)),
        (
            "muster/target".to_owned(),
            json!({ "name": view.target.name, "kind": view.target.kind }),
        ),
    ]);
    PropertyBag::builder().additional_properties(own).build()
}
