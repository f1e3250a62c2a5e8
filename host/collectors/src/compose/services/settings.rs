//! The keys of a service whose values rules ask for.

use muster_facts::services::Setting;

use super::super::scope::Part;
use super::super::yaml::Value;
use super::Own;
use super::merged::{items, last, logging};

/// Keys with one value, which `docker compose config` shows as it is.
pub(super) const WORDS: [&str; 8] = [
    "cgroup",
    "ipc",
    "network_mode",
    "pid",
    "pids_limit",
    "user",
    "userns_mode",
    "uts",
];

/// Keys that are true or false.
pub(super) const SWITCHES: [&str; 3] = ["init", "privileged", "read_only"];

/// Keys with a list.
pub(super) const LISTS: [&str; 5] = [
    "cap_add",
    "cap_drop",
    "device_cgroup_rules",
    "devices",
    "security_opt",
];

/// The settings of one service.
pub(super) fn settings(own: &mut Own<'_>) -> Vec<Setting> {
    let mut found = Vec::new();
    for key in WORDS {
        if let Some(part) = last(own.service, &[key]) {
            push(own, &mut found, key, &part, |text| Some(text.to_owned()));
        }
    }
    for key in SWITCHES {
        if let Some(part) = last(own.service, &[key]) {
            push(own, &mut found, key, &part, switch);
        }
    }
    for key in LISTS {
        match items(own.service, key) {
            Ok(parts) => {
                for part in parts {
                    if key == "devices" && matches!(part.node.value, Value::Map(_)) {
                        let source = part.node.get("source").map(|node| part.with(node));
                        if let Some(source) = source {
                            push(own, &mut found, key, &source, |text| Some(text.to_owned()));
                        }
                        continue;
                    }
                    push(own, &mut found, key, &part, |text| Some(entry(key, text)));
                }
            }
            Err(why) => missing(own, key, why),
        }
    }
    limits(own, &mut found);
    restart(own, &mut found);
    let scale =
        last(own.service, &["deploy", "replicas"]).or_else(|| last(own.service, &["scale"]));
    if let Some(part) = scale {
        push(own, &mut found, "scale", &part, |text| {
            text.parse::<u32>().ok().map(|number| number.to_string())
        });
    }
    health_check(own, &mut found);
    for (key, option) in [
        ("logging.driver", "driver"),
        ("logging.options.max-file", "max-file"),
        ("logging.options.max-size", "max-size"),
    ] {
        if let Some(part) = logging(own.service, option) {
            push(own, &mut found, key, &part, |text| Some(text.to_owned()));
        }
    }
    found
}

/// Adds what a key says, once it is read.
fn push(
    own: &mut Own<'_>,
    found: &mut Vec<Setting>,
    key: &str,
    part: &Part,
    read: impl Fn(&str) -> Option<String>,
) {
    let Some(text) = own.shown(key, part) else {
        return;
    };
    match read(&text) {
        Some(value) => found.push(Setting {
            service: own.name.to_owned(),
            key: key.to_owned(),
            value,
            source: part.source(),
        }),
        None => {
            let why = part.node.problem("the value is not one that Compose takes");
            own.miss_at(key, &part.node, why);
        }
    }
}

/// A key that could not be read at all.
fn missing(own: &mut Own<'_>, key: &str, why: String) {
    if let Some(gap) = own.service.gap(key, why) {
        own.miss(key, gap.source, gap.reason);
    }
}

/// What Compose takes for true and false, however it is written.
fn switch(text: &str) -> Option<String> {
    let value = match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => true,
        "false" | "f" | "no" | "n" | "off" | "0" => false,
        _ => return None,
    };
    Some(value.to_string())
}

/// An entry of a list.
pub(super) fn entry(key: &str, text: &str) -> String {
    match key {
        "cap_add" | "cap_drop" => {
            let name = text.to_ascii_uppercase();
            name.strip_prefix("CAP_").unwrap_or(&name).to_owned()
        }
        // `name`, `name:value` and, as older files have it, `name=value`.
        "security_opt" => match text.split_once([':', '=']) {
            Some((name, value)) => format!("{name}:{value}"),
            None if text == "no-new-privileges" => format!("{text}:true"),
            None => text.to_owned(),
        },
        // The host's end.
        "devices" => text.split(':').next().unwrap_or_default().to_owned(),
        _ => text.to_owned(),
    }
}

/// Memory and processes: what `deploy` says counts.
fn limits(own: &mut Own<'_>, found: &mut Vec<Setting>) {
    let memory = last(own.service, &["deploy", "resources", "limits", "memory"])
        .or_else(|| last(own.service, &["mem_limit"]));
    if let Some(part) = memory {
        push(own, found, "mem_limit", &part, bytes);
    }
    if let Some(part) = last(own.service, &["deploy", "resources", "limits", "pids"]) {
        found.retain(|setting| setting.key != "pids_limit");
        push(own, found, "pids_limit", &part, |text| {
            Some(text.to_owned())
        });
    }
}

/// A number of bytes, with a unit of the powers of 1024.
fn bytes(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    let end = lower
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(lower.len());
    let (number, unit) = lower.split_at(end);
    let shift = match unit.trim_end_matches("ib").trim_end_matches('b') {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        "t" => 40,
        "p" => 50,
        _ => return None,
    };
    let number: f64 = number.trim().parse().ok()?;
    let value = number * f64::from(2_u32).powi(shift);
    // Above that no whole number is exact, and no machine has as much.
    (value.abs() < 9e15).then(|| format!("{value:.0}"))
}

/// Whether and when it is started again: what `deploy` says counts, by its own words.
fn restart(own: &mut Own<'_>, found: &mut Vec<Setting>) {
    if let Some(policy) = last(own.service, &["deploy", "restart_policy"]) {
        match last(own.service, &["deploy", "restart_policy", "condition"]) {
            Some(part) => push(own, found, "restart", &part, |text| {
                Some(
                    match text {
                        "any" => "always",
                        "none" => "no",
                        other => other,
                    }
                    .to_owned(),
                )
            }),
            None => found.push(Setting {
                service: own.name.to_owned(),
                key: "restart".to_owned(),
                value: "no".to_owned(),
                source: policy.source(),
            }),
        }
    } else if let Some(part) = last(own.service, &["restart"]) {
        push(own, found, "restart", &part, |text| Some(text.to_owned()));
    }
}

/// Whether there is a check. One without a `test` only sets the times of the image's own.
fn health_check(own: &mut Own<'_>, found: &mut Vec<Setting>) {
    const KEY: &str = "healthcheck";
    let service = own.service;
    let add = |found: &mut Vec<Setting>, own: &Own<'_>, part: &Part, value: &str| {
        found.push(Setting {
            service: own.name.to_owned(),
            key: KEY.to_owned(),
            value: value.to_owned(),
            // A command may hold a secret.
            source: part.node.source(),
        });
    };
    if let Some(part) = last(service, &[KEY, "disable"]) {
        match own.shown(KEY, &part).as_deref().and_then(switch).as_deref() {
            Some("true") => return add(found, own, &part, "disabled"),
            Some(_) => {}
            None => return,
        }
    }
    let Some(test) = last(service, &[KEY, "test"]) else {
        return;
    };
    let none = match &test.node.value {
        Value::List(items) => items
            .first()
            .is_none_or(|item| matches!(&item.value, Value::Scalar(word) if word == "NONE")),
        Value::Scalar(_) | Value::Null | Value::Map(_) => false,
    };
    add(found, own, &test, if none { "disabled" } else { "set" });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_with_its_unit() {
        for (text, expected) in [
            ("512m", Some("536870912")),
            ("1.5G", Some("1610612736")),
            ("64 KiB", Some("65536")),
            ("1gb", Some("1073741824")),
            ("100", Some("100")),
            ("10b", Some("10")),
            ("0", Some("0")),
            ("-1", Some("-1")),
            ("much", None),
            ("1x", None),
            ("", None),
        ] {
            assert_eq!(bytes(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn options_and_capabilities_have_one_spelling() {
        assert_eq!(entry("cap_add", "cap_sys_admin"), "SYS_ADMIN");
        assert_eq!(entry("cap_drop", "all"), "ALL");
        assert_eq!(
            entry("security_opt", "no-new-privileges"),
            "no-new-privileges:true"
        );
        assert_eq!(
            entry("security_opt", "seccomp=unconfined"),
            "seccomp:unconfined"
        );
        assert_eq!(entry("security_opt", "label:type:x"), "label:type:x");
    }
}
