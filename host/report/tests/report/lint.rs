//! What a SARIF file must be for its readers, beyond what the schema and the public validators
//! ask. Numbers in brackets are sections of SARIF 2.1.0; GitHub's rules are those of its page
//! "SARIF support for code scanning".

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = include_str!("../../../../tests/sarif/third-party/sarif-2.1.0-oasis.json");
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
});

/// Everything that is wrong with a file.
pub(crate) fn faults(log: &Value, github: bool) -> Vec<String> {
    let mut faults: Vec<String> = SCHEMA
        .iter_errors(log)
        .map(|error| format!("schema: {error} at {}", error.instance_path()))
        .collect();
    everywhere(log, "", &mut faults);
    let runs = items(log, "runs");
    let ids: BTreeSet<&str> = runs
        .iter()
        .map(|run| text(run, "/automationDetails/id"))
        .collect();
    ensure(&mut faults, runs.len() <= 20, "more than 20 runs");
    ensure(
        &mut faults,
        ids.len() == runs.len(),
        "two runs of one category",
    );
    for run in runs {
        rules(run, &mut faults);
        results(run, github, &mut faults);
        taxonomies(run, &mut faults);
        invocation(run, github, &mut faults);
        bases(run, &mut faults);
    }
    faults
}

/// What holds for every value of the file.
fn everywhere(value: &Value, path: &str, faults: &mut Vec<String>) {
    let name = path.rsplit('/').next().unwrap_or_default();
    match value {
        Value::Null => faults.push(format!("null at {path}")),
        Value::String(text) => {
            let steers = text
                .chars()
                .any(|c| (c.is_control() && c != '\n') || "\u{202e}\u{200b}\u{2028}".contains(c));
            ensure(faults, !steers, &format!("control characters at {path}"));
            if name == "uri" && !path.contains("helpUri") {
                ensure(
                    faults,
                    is_relative(text),
                    &format!("uri `{text}` at {path}"),
                );
            }
            if name == "markdown" {
                ensure(faults, !has_html(text), &format!("HTML at {path}"));
            }
            if name.to_lowercase().ends_with("guid") {
                ensure(faults, is_guid(text), &format!("guid {text} at {path}"));
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                everywhere(value, &format!("{path}/{index}"), faults);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                everywhere(value, &format!("{path}/{name}"), faults);
            }
        }
        Value::Bool(_) | Value::Number(_) => {}
    }
}

fn rules(run: &Value, faults: &mut Vec<String>) {
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
fn rank_of(severity: &str) -> Option<f64> {
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

fn results(run: &Value, github: bool, faults: &mut Vec<String>) {
    let mut alerts = BTreeSet::new();
    for (number, result) in items(run, "results").iter().enumerate() {
        let mut ensure =
            |holds: bool, what: &str| ensure(faults, holds, &format!("result {number}: {what}"));
        let failed = text(result, "/kind") == "fail";
        // [3.27.9], [3.27.10], [3.27.25]
        ensure(
            failed || text(result, "/level") == "none",
            "a level, although it does not fail",
        );
        ensure(
            failed || result.get("rank").is_none(),
            "a rank, although it does not fail",
        );
        ensure(failed || !github, "GitHub would open an alert for it");
        for field in ["suppressions", "baselineState", "fixes", "fingerprints"] {
            ensure(result.get(field).is_none(), field);
        }
        let rule = run.pointer(&format!("/tool/driver/rules/{}", result["ruleIndex"]));
        ensure(
            rule.is_some_and(|rule| rule["id"] == result["ruleId"]),
            "its index names another rule",
        );
        if let (Some(rank), Some(rule)) = (result["rank"].as_f64(), rule) {
            let own = rank_of(text(rule, "/properties/muster~1severity"));
            // A cause is as bad as the worst that follows from it.
            let follows = result.pointer("/properties/muster~1consequences").is_some();
            ensure(
                own.map_or(follows, |own| own == rank || follows && own < rank),
                "its rank disagrees",
            );
            ensure(
                follows || result["level"] == rule["defaultConfiguration"]["level"],
                "its level disagrees",
            );
        }
        message(result, &mut ensure);
        let places = items(result, "locations");
        ensure(!places.is_empty(), "no location");
        for place in places.iter().chain(items(result, "relatedLocations")) {
            location(run, place, &mut ensure);
        }
        let prints = result["partialFingerprints"].as_object();
        for (key, value) in prints.into_iter().flatten() {
            // [3.27.17]; DefectDojo reads what follows `/` as a version.
            let version = key.rsplit_once('/').map(|(_, version)| version);
            let is_version = |version: &str| {
                version
                    .strip_prefix('v')
                    .is_some_and(|number| number.parse::<u32>().is_ok())
            };
            ensure(
                version.is_none_or(is_version),
                "a fingerprint without a version",
            );
            let is_text = value.as_str().is_some_and(|value| !value.is_empty());
            ensure(is_text, "an empty fingerprint");
        }
        let hash = text(result, "/partialFingerprints/primaryLocationLineHash");
        let whole = text(result, "/partialFingerprints/musterFinding~1v1");
        ensure(!hash.is_empty() && !whole.is_empty(), "no fingerprint");
        let uri = text(result, "/locations/0/physicalLocation/artifactLocation/uri");
        ensure(
            alerts.insert((text(result, "/ruleId"), uri, hash)),
            "GitHub would merge it with another",
        );
    }
}

/// [3.11.5], [3.11.6]
fn message(result: &Value, ensure: &mut impl FnMut(bool, &str)) {
    let message = text(result, "/message/text");
    ensure(
        !message.contains(['{', '}']),
        "a placeholder in its message",
    );
    // The sentence has at most 1,024 characters; links to 100 places of 80 follow.
    ensure(message.chars().count() <= 10_000, "its message is too long");
    ensure(!message.trim().is_empty(), "no message");
    for link in message.split("](").skip(1) {
        let id: Option<u64> = link.split_once(')').and_then(|(id, _)| id.parse().ok());
        let known = items(result, "relatedLocations")
            .iter()
            .any(|place| place["id"].as_u64() == id);
        ensure(id.is_some() && known, "a link that leads nowhere");
    }
}

fn location(run: &Value, location: &Value, ensure: &mut impl FnMut(bool, &str)) {
    let Some(physical) = location.get("physicalLocation") else {
        return ensure(false, "a location that is only logical");
    };
    let artifact = &physical["artifactLocation"];
    ensure(artifact["uri"].is_string(), "a location without a uri");
    if let Some(index) = artifact["index"].as_u64() {
        let known = items(run, "artifacts").len() as u64;
        ensure(index < known, "an index of no artifact");
    }
    if let Some(base) = artifact["uriBaseId"].as_str() {
        ensure(
            run["originalUriBaseIds"].get(base).is_some(),
            "an unknown uriBaseId",
        );
    }
    let Some(region) = span(&physical["region"]) else {
        return ensure(false, "a region that is not whole");
    };
    ensure(region[0] >= 1 && region[1] >= 1, "a region before the file");
    ensure(
        (region[0], region[1]) <= (region[2], region[3]),
        "a region that ends before it begins",
    );
    if let Some(snippet) = physical
        .pointer("/region/snippet/text")
        .and_then(Value::as_str)
    {
        let units = u64::try_from(snippet.encode_utf16().count()).unwrap();
        ensure(
            region[1] + units <= region[3].max(region[1]),
            "a snippet longer than its region",
        );
    }
    if let Some(context) = physical.get("contextRegion") {
        let strict = span(context).is_some_and(|around| {
            (around[0], around[1]) <= (region[0], region[1])
                && (around[2], around[3]) >= (region[2], region[3])
                && around != region
        });
        ensure(strict, "a contextRegion that is not a context");
    }
}

fn span(region: &Value) -> Option<[u64; 4]> {
    Some([
        region["startLine"].as_u64()?,
        region["startColumn"].as_u64()?,
        region["endLine"].as_u64()?,
        region["endColumn"].as_u64()?,
    ])
}

fn taxonomies(run: &Value, faults: &mut Vec<String>) {
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

fn invocation(run: &Value, github: bool, faults: &mut Vec<String>) {
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
fn bases(run: &Value, faults: &mut Vec<String>) {
    let bases = run["originalUriBaseIds"].as_object();
    for (name, base) in bases.into_iter().flatten() {
        let uri = base.get("uri").and_then(Value::as_str);
        let is_folder = uri.is_none_or(|uri| uri.ends_with('/'));
        ensure(faults, is_folder, &format!("{name} is not a folder"));
    }
}

fn ensure(faults: &mut Vec<String>, holds: bool, what: &str) {
    if !holds {
        faults.push(what.to_owned());
    }
}

fn items<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    value
        .pointer(&format!("/{path}"))
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

/// RFC 3986, section 4.2, and no way out of the directory.
fn is_relative(uri: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%/".contains(c);
    let mut escapes = uri.split('%').skip(1);
    !uri.is_empty()
        && !uri.starts_with('/')
        && uri.chars().all(legal)
        && escapes.all(|rest| u8::from_str_radix(rest.get(..2).unwrap_or(""), 16).is_ok())
        && !uri
            .split('/')
            .next()
            .is_some_and(|first| first.contains(':'))
        && !uri
            .split('/')
            .any(|segment| segment.to_lowercase().replace("%2e", ".") == "..")
}

/// A `<` outside code that could begin a tag.
fn has_html(markdown: &str) -> bool {
    outside_code(markdown).any(|line| line.replace("\\<", "").contains('<'))
}

/// The lines of a markdown text that no fence holds.
fn outside_code(markdown: &str) -> impl Iterator<Item = &str> {
    let mut fence: Option<&str> = None;
    markdown.lines().filter(move |line| {
        let mark = line
            .split_at(line.len() - line.trim_start_matches('`').len())
            .0;
        match fence {
            Some(open) if mark == open && mark == *line => fence = None,
            None if mark.len() >= 3 => fence = Some(mark),
            Some(_) => {}
            None => return true,
        }
        false
    })
}

fn is_guid(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_hexdigit() { 'x' } else { c })
        .collect();
    shape == "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
        && ('1'..='5').contains(&text.chars().nth(14).unwrap_or('0'))
}
