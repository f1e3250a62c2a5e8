//! Every rule that comes with Muster says what it has to be told, and what fits: a policy that leaves it out, or
//! writes something else, is refused at its line, and nothing is taken for what does not concern a host.

use std::fmt::Write as _;
use std::sync::OnceLock;

use serde_json::Value;

use crate::folder;
use crate::program::{host, muster_in, write};

/// A text that no form but the widest pattern fits, and a number that no range has.
const NONSENSE: (&str, i64) = ("no such thing!", -7);

/// Diagnostics that a run shows at most.
const MOST_SHOWN: usize = 100;

/// Rules that a setting of the project tells what they need, as well as a parameter or in its place.
const TOLD_BY_THE_PROJECT: [&str; 2] = ["env/unknown-key", "log/app-warnings"];

/// A recorded host, judged by all rules with their defaults.
fn evaluation() -> &'static Value {
    static EVALUATION: OnceLock<Value> = OnceLock::new();
    EVALUATION.get_or_init(|| {
        let folder = folder();
        write(
            &folder.path().join("all.toml"),
            "name = \"all\"\nenable = [\"*\"]\n",
        );
        let host = host("shop-1");
        let run = muster_in(
            folder.path(),
            [
                "scan",
                "--recording",
                crate::text(&host),
                "--policy",
                "all.toml",
                "--output",
                "evaluation",
            ],
        );
        run.json()
    })
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn name(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

/// What a rule has to be told and is not by its defaults: for each, the parameters of which one tells it.
fn needs(rule: &Value) -> Vec<Vec<String>> {
    let parameters = list(rule, "parameters");
    let mut words: Vec<&str> = parameters
        .iter()
        .flat_map(|parameter| list(parameter, "needed"))
        .filter_map(Value::as_str)
        .collect();
    words.sort_unstable();
    words.dedup();
    let of_word = |word: &str| -> Vec<&Value> {
        let needed = |one: &&Value| list(one, "needed").iter().any(|needed| needed == word);
        parameters.iter().filter(needed).collect()
    };
    words
        .into_iter()
        .map(of_word)
        .filter(|group| !group.iter().any(|one| says_something(&one["default"])))
        .map(|group| group.iter().map(|one| name(one, "name")).collect())
        .collect()
}

/// Whether a default is a text, a list or a table that is not empty.
fn says_something(default: &Value) -> bool {
    let value = default.as_object().and_then(|one| one.values().next());
    match value {
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(entries)) => !entries.is_empty(),
        _ => false,
    }
}

#[test]
fn a_rule_made_of_one_that_is_told_nothing_is_refused_at_its_line() {
    let mut policy = "enable = [\"made/*\"]\n".to_owned();
    let mut expected = Vec::new();
    for rule in list(evaluation(), "rules") {
        let id = name(rule, "id");
        let needs = needs(rule);
        if needs.is_empty() {
            continue;
        }
        let made = format!("made/{}", id.replace('/', "-"));
        let line = policy.lines().count() + 2;
        writeln!(
            policy,
            "[rules.\"{made}\"]\nuse = \"{id}\"\ntitle = \"It holds\""
        )
        .expect("a text can be written to");
        for group in needs {
            let first = group.first().cloned().unwrap_or_default();
            expected.push((made.clone(), line, first));
        }
    }
    assert!(
        (20..MOST_SHOWN).contains(&expected.len()),
        "{} needs",
        expected.len()
    );
    let folder = folder();
    write(&folder.path().join("made.toml"), &policy);
    let run = muster_in(folder.path(), ["rules", "--policy", "made.toml"]).exits(2);
    let frames: Vec<&str> = run.stderr.split("error: ").collect();
    for (made, line, parameter) in expected {
        let is_told = |frame: &&str| {
            frame.starts_with(&format!("`{made}` would judge nothing"))
                && frame.contains(&format!("made.toml:{line}:"))
                && frame.contains(&format!("write `parameters = {{ {parameter} = "))
        };
        assert!(
            frames.iter().any(is_told),
            "{made} at line {line} without {parameter}:\n{}",
            run.stderr
        );
    }
}

#[test]
fn a_rule_that_the_policy_has_to_tell_something_says_so_in_its_manifest() {
    for outcome in list(evaluation(), "outcomes") {
        let rule = name(outcome, "rule");
        let reason = name(&outcome["status"], "reason");
        let reason = if reason.is_empty() {
            name(outcome, "message")
        } else {
            reason
        };
        let is_untold = outcome["status"]["status"] == "not-applicable"
            && (reason.starts_with("The policy ") || reason.starts_with("Parameter "));
        if !is_untold || TOLD_BY_THE_PROJECT.contains(&rule.as_str()) {
            continue;
        }
        let rules = list(evaluation(), "rules");
        let declared = rules.iter().find(|one| one["id"] == *rule);
        let declared = declared.unwrap_or_else(|| panic!("{rule} is not listed"));
        assert!(
            !needs(declared).is_empty(),
            "{rule} is not applicable because {reason:?}; mark the parameter with `#[needed(…)]`"
        );
    }
}

#[test]
fn a_value_that_does_not_fit_is_refused_at_its_line() {
    let (text, number) = NONSENSE;
    let mut all = Vec::new();
    for rule in list(evaluation(), "rules") {
        let forms = list(rule, "parameters").iter();
        for parameter in forms.filter(|one| !list(one, "forms").is_empty()) {
            let default = parameter["default"].as_object();
            let kind = default
                .and_then(|one| one.keys().next())
                .map(String::as_str);
            // Nothing but an empty text does not fit.
            let is_any = parameter["forms"] == serde_json::json!([{ "pattern": "*" }]);
            let text = if is_any { "" } else { text };
            let value = match kind {
                Some("integer") => number.to_string(),
                Some("integers") => format!("[{number}]"),
                Some("text") => format!("\"{text}\""),
                Some("texts") => format!("[\"{text}\"]"),
                Some("text-map") => format!("{{ \"net.ipv4.ip_forward\" = \"{text}\" }}"),
                other => panic!("{other:?} has a form"),
            };
            all.push((name(rule, "id"), name(parameter, "name"), value));
        }
        let unformed = list(rule, "parameters").iter();
        for parameter in unformed.filter(|one| list(one, "forms").is_empty()) {
            let named = match (parameter["requests"].as_str(), list(parameter, "names")) {
                (
                    Some(
                        "boot-argument" | "sshd-keyword" | "setting" | "pam-module" | "pam-option",
                    ),
                    [],
                ) => "no-such/thing",
                (_, []) => continue,
                (_, _) => "no=",
            };
            let default = parameter["default"].as_object();
            let value = match default
                .and_then(|one| one.keys().next())
                .map(String::as_str)
            {
                Some("text") => format!("\"{named}\""),
                Some("texts") => format!("[\"{named}\"]"),
                Some("texts-map") => format!("{{ \"{named}\" = [] }}"),
                other => panic!("{other:?} names something"),
            };
            all.push((name(rule, "id"), name(parameter, "name"), value));
        }
    }
    assert!(all.len() > 70, "{} parameters with a form", all.len());
    for some in all.chunks(MOST_SHOWN / 2) {
        let mut policy = "enable = [\"*\"]\n".to_owned();
        let mut expected = Vec::new();
        let mut last = "";
        for (rule, parameter, value) in some {
            if last != rule {
                writeln!(policy, "[rules.\"{rule}\".parameters]")
                    .expect("a text can be written to");
            }
            last = rule;
            writeln!(policy, "{parameter} = {value}").expect("a text can be written to");
            let line = policy.lines().count();
            expected.push((
                format!("`{parameter}` of `{rule}` cannot be "),
                format!("bad.toml:{line}:"),
            ));
        }
        let folder = folder();
        write(&folder.path().join("bad.toml"), &policy);
        let run = muster_in(folder.path(), ["rules", "--policy", "bad.toml"]).exits(2);
        let frames: Vec<&str> = run.stderr.split("error: ").collect();
        for (what, place) in expected {
            let mut frames = frames.iter();
            assert!(
                frames.any(|frame| frame.starts_with(&what) && frame.contains(&place)),
                "{what} {place}\n{}",
                run.stderr
            );
        }
    }
}

/// What cannot be told by its form: names of what Muster does not know, and parameters that contradict each other.
#[test]
fn what_no_host_could_pass_is_refused_with_the_way_out() {
    let policy = r#"enable = ["kernel/*", "ssh/*", "made/*", "sudo/default", "config/*"]

[rules."kernel/boot-argument".parameters]
required = ["selinx=1", "audit=a/b", "apparmor=0"]

[rules."ssh/match-block-weakens".parameters]
keywords = ["PermitRootLogin", "Banner"]

[rules."made/both"]
use = "ssh/setting"
title = "It holds"
parameters = { keyword = "MaxSesions", any-of = ["AllowUsers"] }

[rules."made/limits"]
use = "ssh/setting"
title = "It holds as well"
parameters = { keyword = "MaxSessions", at-least = "9", at-most = "4" }

[rules."sudo/default".parameters]
at-most = 5
allowed = ["5"]

[rules."kernel/mount".parameters]
path = "/var/*"

[rules."config/pam-option".parameters]
module = "pam_unix.so"
option = "unlock_time"
allowed = ["yes"]

[rules."config/watched-files".parameters]
files = ["journald/Journal/Storage"]
attributes = ["sha512", "sha52"]
"#;
    let expected = [
        (
            "`required` of `kernel/boot-argument` cannot be `selinx=1`",
            4,
            "did you mean `selinux`?",
        ),
        (
            "`required` of `kernel/boot-argument` cannot be ",
            4,
            "write a value of letters",
        ),
        (
            "`keywords` of `ssh/match-block-weakens` cannot be `Banner`",
            7,
            "write `AllowAgentForwarding`, ",
        ),
        (
            "`keyword` of `made/both` cannot be `MaxSesions`",
            12,
            "did you mean `maxsessions`?",
        ),
        (
            "`at-least` of `made/limits` is more than `at-most`",
            17,
            "raise `at-most`",
        ),
        (
            "`at-most` and `allowed` of `sudo/default` cannot both be set",
            20,
            "take one of them out",
        ),
        (
            "`path` of `kernel/mount` cannot be `/var/*`",
            24,
            "`*` does not stand for any",
        ),
        (
            "`option` of `config/pam-option` is `unlock_time`, which Muster does not know of `pam_unix.so`",
            28,
            "Muster knows hash, nullok, ",
        ),
        (
            "`files` of `config/watched-files` cannot be `journald/Journal/Storage`",
            32,
            "write a text of the form `aide//*`",
        ),
        (
            "`attributes` of `config/watched-files` cannot be `sha52`",
            33,
            "did you mean `sha512`?",
        ),
    ];
    let folder = folder();
    write(&folder.path().join("bad.toml"), policy);
    let run = muster_in(folder.path(), ["rules", "--policy", "bad.toml"]).exits(2);
    let frames: Vec<&str> = run.stderr.split("error: ").collect();
    for (what, line, help) in expected {
        let place = format!("bad.toml:{line}:");
        let is_told = |frame: &&str| {
            frame.starts_with(what) && frame.contains(&place) && frame.contains(help)
        };
        assert!(
            frames.iter().any(is_told),
            "{what} {line} {help}\n{}",
            run.stderr
        );
    }
}
