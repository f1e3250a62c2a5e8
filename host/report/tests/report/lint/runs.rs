//! What holds for a run beside its rules and results.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ensure, items, text};

pub(super) fn taxonomies(run: &Value, faults: &mut Vec<String>) {
    for rule in items(run, "tool/driver/rules") {
        for relation in items(rule, "relationships") {
            let target = &relation["target"];
            let taxon = run.pointer(&format!(
                "/taxonomies/{}/taxa/{}",
                target["toolComponent"]["index"], target["index"]
            ));
            let same = taxon.is_some_and(|taxon| taxon["id"] == target["id"]);
            ensure(faults, same, "a relationship to another entry");
        }
    }
}

pub(super) fn invocation(run: &Value, github: bool, faults: &mut Vec<String>) {
    let id = text(run, "/automationDetails/id");
    ensure(
        faults,
        id.ends_with('/') && id.starts_with("muster/") && id.contains("/policy="),
        "no category of its own",
    );
    ensure(
        faults,
        run.get("results").is_some_and(Value::is_array),
        "no results",
    );
    ensure(faults, run.get("conversion").is_none(), "conversion");
    let invocations = items(run, "invocations");
    ensure(faults, invocations.len() == 1, "not one invocation");
    for invocation in invocations {
        ensure(
            faults,
            invocation.get("workingDirectory").is_none(),
            "workingDirectory",
        );
        let notifications = items(invocation, "toolExecutionNotifications");
        let failed = notifications.iter().any(|note| note["level"] == "error");
        // [3.20.14], [3.20.21]
        ensure(
            faults,
            invocation["executionSuccessful"].as_bool() == Some(!failed),
            "executionSuccessful disagrees with the notifications",
        );
        let warned: BTreeSet<&str> = notifications
            .iter()
            .map(|note| text(note, "/associatedRule/id"))
            .filter(|rule| !rule.is_empty())
            .collect();
        let mut open = BTreeSet::new();
        for result in items(run, "results") {
            // Also what waits for a failure to be mended.
            let waiting = items(result, "properties/muster~1notEvaluated");
            open.extend(waiting.iter().map(|one| text(one, "/rule")));
            let is_error = text(result, "/properties/muster~1status") == "error";
            if is_error && (!github || result.pointer("/properties/muster~1lastJudged").is_some()) {
                open.insert(text(result, "/ruleId"));
            }
        }
        ensure(faults, warned == open, "errors and notifications disagree");
    }
}

/// [3.14.14]
pub(super) fn bases(run: &Value, faults: &mut Vec<String>) {
    let bases = run["originalUriBaseIds"].as_object();
    for (name, base) in bases.into_iter().flatten() {
        let uri = base.get("uri").and_then(Value::as_str);
        let is_folder = uri.is_none_or(|uri| uri.ends_with('/'));
        ensure(faults, is_folder, &format!("{name} is not a folder"));
    }
}
