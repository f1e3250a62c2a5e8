//! What holds for the rules of a run.

use std::collections::BTreeSet;

use serde_json::Value;

use super::texts::outside_code;
use super::{ensure, items, text};

pub(super) fn rules(run: &Value, faults: &mut Vec<String>) {
    let rules = items(run, "tool/driver/rules");
    ensure(
        faults,
        text(run, "/tool/driver/informationUri").starts_with("https://"),
        "no home page",
    );
    let ids: BTreeSet<&str> = rules.iter().map(|rule| text(rule, "/id")).collect();
    ensure(faults, ids.len() == rules.len(), "a rule id twice");
    for rule in rules {
        let id = text(rule, "/id");
        let mut ensure =
            |holds: bool, what: &str| ensure(faults, holds, &format!("rule {id}: {what}"));
        let name = text(rule, "/name");
        ensure(name != id, "its name is its id");
        ensure(
            (1..=255).contains(&name.chars().count()) && !name.contains('`'),
            "its name is empty, too long or no plain text",
        );
        for field in ["/shortDescription/text", "/fullDescription/text"] {
            let description = text(rule, field);
            ensure(
                (1..=1_024).contains(&description.chars().count()),
                &format!("{field} is empty or too long"),
            );
            ensure(
                !description.contains(['`', '\n']) && !description.contains("]("),
                &format!("{field} is not one line of plain text"),
            );
            ensure(
                description.ends_with(['.', '!', '?', '…']),
                &format!("{field} is not a sentence"),
            );
        }
        ensure(
            text(rule, "/shortDescription/text") != text(rule, "/fullDescription/text"),
            "its descriptions are the same",
        );
        help(id, rule, &mut ensure);
        ensure(
            ["low", "medium", "high", "very-high"].contains(&text(rule, "/properties/precision")),
            "no precision",
        );
        tags(rule, &mut ensure);
        ensure(rating_agrees(rule), "its severities disagree");
    }
}

/// Viewers show one of the two texts, some of them as it is, and below headings of their own.
fn help(id: &str, rule: &Value, ensure: &mut impl FnMut(bool, &str)) {
    // It stands for what could not be read, which no policy turns off.
    let is_gap = id == "muster/not-evaluated";
    for field in ["/help/text", "/help/markdown"] {
        ensure(!text(rule, field).is_empty(), &format!("{field} is empty"));
        for needed in [
            format!("disable = [\"{id}\"]"),
            format!("muster explain {id}"),
        ] {
            ensure(
                is_gap || text(rule, field).contains(&needed),
                &format!("{field} does not say how to accept the risk: {needed}"),
            );
        }
    }
    let plain = text(rule, "/help/text");
    let mut prose = plain.lines().filter(|line| !line.starts_with("    "));
    ensure(
        prose.all(|line| !line.contains('`')) && !plain.contains("]("),
        "its help is not plain text",
    );
    ensure(
        is_gap || plain.lines().any(|line| line == "Accept the risk"),
        "a heading with marks",
    );
    let large = ["# ", "## "];
    ensure(
        !outside_code(text(rule, "/help/markdown"))
            .any(|line| large.iter().any(|mark| line.starts_with(mark))),
        "a large heading",
    );
    let page = rule.get("helpUri").and_then(Value::as_str);
    ensure(
        page.is_none_or(|uri| uri.starts_with("https://")),
        "helpUri is not https",
    );
}

/// GitHub keeps ten tags, and tells by `security` that a rule's alerts are vulnerabilities.
fn tags(rule: &Value, ensure: &mut impl FnMut(bool, &str)) {
    let tags: Vec<&str> = items(rule, "properties/tags")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let unique: BTreeSet<&&str> = tags.iter().collect();
    ensure(
        unique.len() == tags.len() && tags.len() <= 10,
        "tags repeat or are too many",
    );
    let has = |tag: &str| tags.contains(&tag);
    // What decides may be among the tags that are left out.
    let all = tags.len() < 10;
    let security = match all {
        true => !has("availability") || has("secrets"),
        false => has("security"),
    };
    ensure(
        has("security") == security,
        "the tag `security` on what is about availability alone, or not on what is not",
    );
    ensure(
        rule.pointer("/properties/security-severity").is_some()
            == (security && text(rule, "/properties/muster~1severity") != "info"),
        "a score of what is no vulnerability, or none of what is one",
    );
    // What a reader filters by comes first, lest it be what is left out.
    let rank = |tag: &&str| match *tag {
        "security" => 0,
        tag if tag.starts_with("external/cwe/cwe-") => 1,
        tag if tag.starts_with("nist-800-53/") || tag.starts_with("cis/") => 2,
        _ => 3,
    };
    ensure(tags.is_sorted_by_key(rank), "tags in another order");
    let is_plain = |tag: &&str| {
        rank(tag) == 3
            || tag
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"/.-".contains(&b))
    };
    ensure(tags.iter().all(is_plain), "a tag that nobody can type");
}

/// SARIF's scale from 0 to 100 for Muster's severities.
pub(super) fn rank_of(severity: &str) -> Option<f64> {
    match severity {
        "critical" => Some(95.0),
        "high" => Some(80.0),
        "medium" => Some(55.0),
        "low" => Some(25.0),
        _ => None,
    }
}

/// GitHub wants the score as a text and reads its level from it. Without a score the severity is
/// told by the level.
fn rating_agrees(rule: &Value) -> bool {
    let level = text(rule, "/defaultConfiguration/level");
    let own = text(rule, "/properties/muster~1severity");
    let problem = match level {
        "note" => "recommendation",
        level => level,
    };
    if text(rule, "/properties/problem.severity") != problem {
        return false;
    }
    match rule.pointer("/properties/security-severity") {
        None => {
            level
                == match own {
                    "critical" | "high" => "error",
                    "medium" => "warning",
                    _ => "note",
                }
        }
        Some(Value::String(score)) => score.parse().is_ok_and(|score: f64| {
            (0.1..=10.0).contains(&score)
                && rank_of(own) == Some(score * 10.0)
                && level
                    == match score {
                        7.0.. => "error",
                        4.0.. => "warning",
                        _ => "note",
                    }
        }),
        Some(_) => false,
    }
}
