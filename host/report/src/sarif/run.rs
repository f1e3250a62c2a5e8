//! The run: one per target, with what the tool is and how its invocation ended.

use std::collections::BTreeMap;

use muster_facts::Target;
use muster_outcomes::{Selection, Status};
use muster_policy::Conclusion;
use serde_json::{Value, json};
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Message, MultiformatMessageString, Notification, PropertyBag,
    ReportingDescriptor, ReportingDescriptorReference, ResultLevel, Run, RunAutomationDetails,
    Tool, ToolComponent,
};

use super::category::{category, chosen};
use super::location::SOURCE_ROOT;
use super::markup::sentence;
use super::results::not_evaluated;
use super::rules::{extensions, rules};
use super::taxonomies::Taxonomies;
use super::values::{Guid, index, utc_time};
use super::{Profile, gap_rule};
use crate::Options;
use crate::view::{FeatureView, FindingView, View};

/// Notifications by their place in `driver.notifications`.
const NOTIFICATIONS: [(&str, &str); 4] = [
    ("not-evaluated", "A rule could not be evaluated."),
    ("nothing-evaluated", "No rule could be evaluated."),
    (
        "history-unknown",
        "It is not known what was found before, so no alert should be closed.",
    ),
    ("left-out", "Results do not fit into the file."),
];

const NOT_EVALUATED: usize = 0;
const NOTHING_EVALUATED: usize = 1;
const HISTORY_UNKNOWN: usize = 2;
const LEFT_OUT: usize = 3;

/// All of the run of the view's target but its results.
pub(super) fn run(view: &View, profile: Profile, options: &Options, left_out: usize) -> Run {
    let taxonomies = Taxonomies::of(view);
    let mut driver = driver(&view.muster);
    let mut rules = rules(view, profile, &taxonomies);
    if profile == Profile::Github {
        rules.push(gap_rule::descriptor());
    }
    driver.rules = Some(rules);
    let mut tool = Tool::builder().driver(driver).build();
    tool.extensions = Some(extensions(view)).filter(|all| !all.is_empty());
    // Without a URI: a path would tell where the scan ran, and differ between machines.
    let base = ArtifactLocation::builder()
        .description(message("The root of the repository with the alerts"))
        .build();
    let mut run = Run::builder()
        .tool(tool)
        .automation_details(automation(&view.target, &view.selection, options))
        .invocations(vec![invocation(view, left_out)])
        .original_uri_base_ids(BTreeMap::from([(SOURCE_ROOT.to_owned(), base)]))
        .column_kind("utf16CodeUnits")
        .properties(properties(view))
        .build();
    if profile == Profile::Full {
        let components = taxonomies.components();
        if let Some(driver) = (!components.is_empty()).then_some(&mut run.tool.driver) {
            driver.supported_taxonomies = Some(taxonomies.references());
            run.taxonomies = Some(components);
        }
    }
    run
}

/// The run of a host that is gone.
pub(super) fn retired(target: &Target, selection: &Selection, options: &Options) -> Run {
    let mut driver = driver(env!("CARGO_PKG_VERSION"));
    driver.rules = Some(vec![gap_rule::descriptor()]);
    let invocation = Invocation::builder()
        .execution_successful(true)
        .exit_code(0)
        .build();
    Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .automation_details(automation(target, selection, options))
        .invocations(vec![invocation])
        .column_kind("utf16CodeUnits")
        .build()
}

fn driver(version: &str) -> ToolComponent {
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
        .semantic_version(version)
        .version(version)
        .guid(Guid::MUSTER.as_str())
        .information_uri(env!("CARGO_PKG_REPOSITORY"))
        .notifications(notifications)
        .build()
}

/// GitHub's category is everything up to the last slash.
fn automation(target: &Target, selection: &Selection, options: &Options) -> RunAutomationDetails {
    RunAutomationDetails::builder()
        .id(category_of(target, selection, options))
        .description(message(&format!("Scan of '{}'", target.name)))
        .build()
}

/// The category with its slash: the one that somebody chose, or what was selected.
pub(super) fn category_of(target: &Target, selection: &Selection, options: &Options) -> String {
    match &options.category {
        Some(text) => chosen(text),
        None => category(target, selection, options.min_severity),
    }
}

/// The scan is successful when it finished, whatever it found (SARIF section 3.20.14). It is not
/// where nothing was evaluated, or where an alert may be open of which this run cannot say whether
/// it is fixed: GitHub then refuses the file and so keeps the old alerts open.
fn invocation(view: &View, left_out: usize) -> Invocation {
    // `manual` and `not-applicable` judge nothing.
    let evaluated = view.totals.pass + view.totals.fail > 0;
    let unknown = view.history_unknown;
    let mut notifications: Vec<Notification> = view
        .with_status(|status| matches!(status, Status::Error(_)))
        .map(rule_notification)
        .collect();
    if left_out > 0 {
        let text = format!("The {left_out} least severe results do not fit and are left out");
        notifications.push(notification(LEFT_OUT, &text, ResultLevel::Warning));
    }
    if !evaluated {
        let text = "No rule could be evaluated";
        notifications.push(notification(NOTHING_EVALUATED, text, ResultLevel::Error));
    }
    if unknown > 0 {
        let what = match unknown {
            1 => "One rule".to_owned(),
            _ => format!("{unknown} rules"),
        };
        let text = format!(
            "{what} could not be evaluated, and no earlier evaluation says what was found before"
        );
        notifications.push(notification(HISTORY_UNKNOWN, &text, ResultLevel::Error));
    }
    let mut invocation = Invocation::builder()
        .execution_successful(evaluated && unknown == 0)
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
fn rule_notification(finding: &FindingView) -> Notification {
    let rule = ReportingDescriptorReference::builder()
        .id(finding.rule.id.as_str())
        .index(index(finding.rule.index))
        .build();
    let mut notification =
        notification(NOT_EVALUATED, &not_evaluated(finding), ResultLevel::Warning);
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
    let mut own: BTreeMap<String, Value> = BTreeMap::from([
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
    if !view.features.is_empty() {
        let feature = |feature: &FeatureView| {
            json!({
                "name": feature.name,
                "state": feature.state.as_str(),
                "missing": feature.missing,
            })
        };
        let features: Vec<Value> = view.features.iter().map(feature).collect();
        own.insert("muster/features".to_owned(), json!(features));
    }
    PropertyBag::builder().additional_properties(own).build()
}
