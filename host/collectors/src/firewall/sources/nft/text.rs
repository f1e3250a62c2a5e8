//! Writes an nft rule, read as JSON, the way that `nft list ruleset` shows it, so that a person
//! finds it there. For reading only: nothing is decided by this text.

use serde_json::Value;

/// The longest text of one rule; an inline set may hold thousands of elements.
const LONGEST: usize = 400;

/// The text of a rule.
#[must_use]
pub(in crate::firewall) fn rule(expressions: &[Value], comment: Option<&str>) -> String {
    let mut parts: Vec<String> = expressions.iter().map(statement).collect();
    parts.retain(|part| !part.is_empty());
    if let Some(comment) = comment {
        parts.push(format!("comment \"{comment}\""));
    }
    shorten(parts.join(" "))
}

/// A text with its middle taken out when it is too long to show.
#[must_use]
pub(in crate::firewall) fn shorten(text: String) -> String {
    if text.chars().count() <= LONGEST {
        return text;
    }
    let start: String = text.chars().take(LONGEST - 1).collect();
    format!("{start}…")
}

fn statement(expression: &Value) -> String {
    let Some((kind, body)) = expression
        .as_object()
        .and_then(|object| object.iter().next())
    else {
        return plain(expression);
    };
    match kind.as_str() {
        "match" => {
            let part = |key| body.get(key).map(value).unwrap_or_default();
            let operator = match body.get("op").and_then(Value::as_str) {
                None | Some("==" | "in") => "",
                Some(operator) => operator,
            };
            let words = [part("left"), operator.to_owned(), part("right")];
            joined(words, " ")
        }
        // Counters change from one run to the next.
        "counter" => String::new(),
        "jump" | "goto" => format!(
            "{kind} {}",
            body.get("target").map(plain).unwrap_or_default()
        ),
        "vmap" => {
            let part = |key| body.get(key).map(value).unwrap_or_default();
            format!("{} vmap {}", part("key"), part("data"))
        }
        "dnat" | "redirect" => {
            let part = |key| body.get(key).map(value).unwrap_or_default();
            let port = body
                .get("port")
                .map(|port| format!(":{}", value(port)))
                .unwrap_or_default();
            format!("{kind} to {}{port}", part("addr"))
        }
        "limit" => {
            let part = |key| body.get(key).map(plain).unwrap_or_default();
            let over = match body.get("inv") {
                Some(Value::Bool(true)) => "over ",
                _ => "",
            };
            format!("limit rate {over}{}/{}", part("rate"), part("per"))
        }
        "reject" => match body.get("type").and_then(Value::as_str) {
            Some("tcp reset") => "reject with tcp reset".to_owned(),
            _ => "reject".to_owned(),
        },
        "xt" => {
            let part = |key| body.get(key).map(plain).unwrap_or_default();
            format!("xt {} \"{}\"", part("type"), part("name"))
        }
        "log" => "log".to_owned(),
        _ if body.is_null() => kind.clone(),
        _ => format!("{kind} {}", value(body)),
    }
}

/// The text of an expression.
#[must_use]
pub(in crate::firewall) fn value(expression: &Value) -> String {
    let Some(object) = expression.as_object() else {
        return match expression.as_array() {
            Some(all) => joined(all.iter().map(value), ","),
            None => plain(expression),
        };
    };
    let Some((kind, body)) = object.iter().next() else {
        return String::new();
    };
    let part = |key| body.get(key).map(value).unwrap_or_default();
    match kind.as_str() {
        "payload" => format!("{} {}", part("protocol"), part("field")),
        "meta" => match part("key").as_str() {
            bare @ ("iif" | "oif" | "iifname" | "oifname") => bare.to_owned(),
            key => format!("meta {key}"),
        },
        "ct" => joined(["ct".to_owned(), part("dir"), part("key")], " "),
        "fib" => format!(
            "fib {} {}",
            body.get("flags")
                .and_then(Value::as_array)
                .map(|flags| joined(flags.iter().map(plain), " . "))
                .unwrap_or_default(),
            part("result")
        ),
        "prefix" => format!("{}/{}", part("addr"), part("len")),
        "range" => list(body, "-"),
        "concat" => list(body, " . "),
        "|" => list(body, " | "),
        "&" => list(body, " & "),
        "set" => match body.as_array() {
            Some(all) => format!("{{ {} }}", joined(all.iter().map(element), ", ")),
            None => value(body),
        },
        "elem" => part("val"),
        "map" => format!("{} map {}", part("key"), part("data")),
        _ => serde_json::to_string(expression).unwrap_or_default(),
    }
}

/// An element of a set, or a pair of a map.
fn element(expression: &Value) -> String {
    match expression.as_array().map(Vec::as_slice) {
        Some([key, data]) => {
            let data = match data.as_object() {
                Some(object) if object.len() == 1 && data.get("concat").is_none() => {
                    statement(data)
                }
                _ => value(data),
            };
            format!("{} : {data}", value(key))
        }
        _ => value(expression),
    }
}

fn list(body: &Value, separator: &str) -> String {
    body.as_array()
        .map(|all| joined(all.iter().map(value), separator))
        .unwrap_or_default()
}

fn plain(expression: &Value) -> String {
    expression
        .as_str()
        .map_or_else(|| expression.to_string(), str::to_owned)
}

fn joined(parts: impl IntoIterator<Item = String>, separator: &str) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(separator)
}
