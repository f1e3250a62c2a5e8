//! What an application says of its own state: verdicts, ages and names, in the forms that are common.
//!
//! Pure. No text leaves it but the names of checks, and those only where they cannot be more than names.

use muster_facts::is_guessable;
use muster_facts::probes::{Check, Document};
use serde_json::{Map, Value};

/// More checks than any application has.
const MOST_CHECKS: usize = 100;

/// The longest name that is shown.
const LONGEST_NAME: usize = 40;

/// The members that hold the checks: of many applications, of Spring Boot, and of ASP.NET Core.
const LISTS: [&str; 3] = ["checks", "components", "entries"];

/// Words for a state that is as it should be, and for one that is not.
const GOOD: [&str; 8] = [
    "ok", "healthy", "ready", "up", "pass", "passing", "alive", "success",
];
const BAD: [&str; 12] = [
    "error",
    "fail",
    "failed",
    "failing",
    "unhealthy",
    "down",
    "not_ready",
    "not ready",
    "unavailable",
    "degraded",
    "critical",
    "out_of_service",
];

/// The body is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJson;

/// Reads a body; none where it is not a JSON object.
///
/// # Errors
/// When it is not JSON at all.
pub fn document(body: &[u8]) -> Result<Option<Document>, NotJson> {
    let Value::Object(object) = serde_json::from_slice(trimmed(body)).map_err(|_| NotJson)? else {
        return Ok(None);
    };
    let mut checks = checks(&object);
    checks.truncate(MOST_CHECKS);
    Ok(Some(Document {
        ok: verdict(&object).or_else(|| object.get("backup_ok").and_then(Value::as_bool)),
        age: seconds(&object, "age_seconds"),
        threshold: seconds(&object, "threshold_seconds"),
        checks,
    }))
}

/// Whether a body begins as a JSON object does.
#[must_use]
pub fn begins_object(body: &[u8]) -> bool {
    trimmed(body).starts_with(b"{")
}

/// Whether a body is a page for a browser, whatever it is called.
#[must_use]
pub fn is_page(body: &[u8]) -> bool {
    let body = trimmed(body);
    [b"<!doctype html".as_slice(), b"<html"]
        .iter()
        .any(|begin| {
            body.get(..begin.len())
                .is_some_and(|own| own.eq_ignore_ascii_case(begin))
        })
}

/// The body without spaces around it and without a byte order mark, which a JSON parser may ignore (RFC 8259, 8.1).
fn trimmed(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(body)
        .trim_ascii_start()
}

fn checks(object: &Map<String, Value>) -> Vec<Check> {
    let listed = LISTS.iter().find_map(|name| object.get(*name));
    let mut found: Vec<(Option<&str>, &Value)> = match listed {
        Some(Value::Array(list)) => list
            .iter()
            .map(|entry| (entry.get("name").and_then(Value::as_str), entry))
            .collect(),
        Some(Value::Object(named)) => named
            .iter()
            .map(|(name, entry)| (Some(name.as_str()), entry))
            .collect(),
        // An object with a verdict of its own is a check.
        _ => object
            .iter()
            .filter(|(_, entry)| {
                entry
                    .as_object()
                    .is_some_and(|entry| verdict(entry).is_some())
            })
            .map(|(name, entry)| (Some(name.as_str()), entry))
            .collect(),
    };
    found.truncate(MOST_CHECKS);
    let mut checks = Vec::new();
    let mut migrations = None;
    for ((name, entry), number) in found.into_iter().zip(1..) {
        let name = shown_name(name, number);
        migrations = migrations.or_else(|| migrations_within(entry));
        checks.push(check(name, entry));
    }
    // Where the database's own check says whether the migrations were applied.
    if let Some(within) = migrations
        && !checks.iter().any(|check| check.name == within.name)
    {
        checks.push(within);
    }
    checks
}

fn check(name: String, entry: &Value) -> Check {
    let field = |key: &str| entry.get(key).or_else(|| detail(entry)?.get(key));
    let number = |key: &str| field(key).and_then(whole);
    Check {
        ok: state(entry),
        enabled: field("enabled").and_then(Value::as_bool),
        skipped: field("skipped").and_then(Value::as_bool) == Some(true)
            || is_skipped(field("status"))
            || is_skipped(field("migrations_check")) && name == MIGRATIONS,
        age: number("age_seconds"),
        threshold: number("threshold_seconds"),
        name,
    }
}

/// What a check says beside its verdict.
fn detail(entry: &Value) -> Option<&Value> {
    entry.get("detail").or_else(|| entry.get("details"))
}

const MIGRATIONS: &str = "migrations";

/// What a check of the database says about migrations.
fn migrations_within(entry: &Value) -> Option<Check> {
    let holder = match entry.get("migrations_current") {
        Some(_) => entry,
        None => detail(entry)?,
    };
    Some(Check {
        name: MIGRATIONS.to_owned(),
        ok: Some(holder.get("migrations_current")?.as_bool()?),
        enabled: None,
        skipped: is_skipped(holder.get("migrations_check")),
        age: None,
        threshold: None,
    })
}

fn is_skipped(value: Option<&Value>) -> bool {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    text.get(..4)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("skip"))
}

/// The verdict of a check, which may be nothing but one, or several that must all be good.
fn state(entry: &Value) -> Option<bool> {
    match entry {
        Value::Bool(ok) => Some(*ok),
        Value::String(word) => meaning(word),
        Value::Object(object) => verdict(object),
        Value::Array(list) => {
            let states: Vec<Option<bool>> = list
                .iter()
                .map(|one| one.as_object().and_then(verdict))
                .collect();
            if states.contains(&Some(false)) {
                Some(false)
            } else {
                (!states.is_empty() && !states.contains(&None)).then_some(true)
            }
        }
        Value::Null | Value::Number(_) => None,
    }
}

/// What an object says of itself. Of two that disagree, the bad one counts.
fn verdict(object: &Map<String, Value>) -> Option<bool> {
    let ok = object.get("ok").and_then(Value::as_bool);
    let status = match object.get("status") {
        Some(Value::String(word)) => meaning(word),
        Some(Value::Bool(ok)) => Some(*ok),
        _ => None,
    };
    match (ok, status) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), _) | (_, Some(true)) => Some(true),
        (None, None) => None,
    }
}

fn meaning(word: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|other| other.eq_ignore_ascii_case(word));
    if is(&GOOD) {
        Some(true)
    } else {
        is(&BAD).then_some(false)
    }
}

fn seconds(object: &Map<String, Value>, key: &str) -> Option<i64> {
    object.get(key).and_then(whole)
}

/// A number of seconds without its fraction; none where it makes no sense.
fn whole(value: &Value) -> Option<i64> {
    /// Some 30 million years, which a floating-point number holds to the second.
    const MOST: f64 = 1e15;
    let number = value.as_f64().filter(|number| number.abs() < MOST)?;
    #[expect(clippy::cast_possible_truncation, reason = "it is small enough")]
    Some(number.floor() as i64)
}

/// The name of a check, unless it could be something else.
fn shown_name(name: Option<&str>, number: usize) -> String {
    name.filter(|name| {
        (1..=LONGEST_NAME).contains(&name.len())
            && name.split(['-', '_', '.']).all(is_word)
            && is_guessable(name)
    })
    .map_or_else(|| format!("check {number}"), str::to_ascii_lowercase)
}

/// Letters, then digits, as in `s3` and `sha256`. Of what a generator makes, digits stand between letters.
fn is_word(text: &str) -> bool {
    text.trim_end_matches(|c: char| c.is_ascii_digit())
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Document {
        let read = document(text.as_bytes()).unwrap();
        read.unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn a_name_that_a_generator_could_have_made_is_not_shown() {
        let shown = |name: &str| shown_name(Some(name), 7);
        for name in ["s3", "redis_6379", "Backup-Age", "oidc.v2", "sha256"] {
            assert_eq!(shown(name), name.to_ascii_lowercase());
        }
        for name in ["79hPLRXHIWo8q9XO05zvprunUFA", "2fa", "a b", ""] {
            assert_eq!(shown(name), "check 7", "{name}");
        }
    }

    /// Name and verdict of each check.
    fn verdicts(text: &str) -> Vec<(String, Option<bool>)> {
        let checks = read(text).checks;
        checks
            .into_iter()
            .map(|check| (check.name, check.ok))
            .collect()
    }

    #[test]
    fn a_list_of_checks() {
        let found = read(
            r#"{"ok": false, "checks": [
                {"name": "db", "ok": true, "detail": {"migrations_current": false, "migrations_check": "ok"}},
                {"name": "jobs", "ok": true, "ms": 1.5, "detail":
                    {"enabled": true, "age_seconds": 41.7, "threshold_seconds": 300, "last": "s3cret"}}]}"#,
        );
        assert_eq!(found.ok, Some(false));
        assert!(!format!("{found:?}").contains("s3cret"));
        let [db, jobs, migrations] = &found.checks[..] else {
            panic!("{found:?}");
        };
        assert_eq!((db.name.as_str(), db.ok), ("db", Some(true)));
        assert_eq!(
            (jobs.enabled, jobs.age, jobs.threshold),
            (Some(true), Some(41), Some(300))
        );
        assert_eq!(
            (migrations.name.as_str(), migrations.ok),
            ("migrations", Some(false))
        );
    }

    #[test]
    fn an_object_for_each_check() {
        let found = read(
            r#"{"status": "ok", "version": "1.2",
                "database": {"ok": true, "migrations_current": true, "migrations_check": "skipped_no_files"},
                "jobs": {"ok": true, "enabled": false, "message": "off"}}"#,
        );
        assert_eq!(found.ok, Some(true));
        let [database, jobs, migrations] = &found.checks[..] else {
            panic!("{found:?}");
        };
        assert_eq!(
            (database.name.as_str(), database.skipped),
            ("database", false)
        );
        assert_eq!((jobs.ok, jobs.enabled), (Some(true), Some(false)));
        assert_eq!((migrations.ok, migrations.skipped), (Some(true), true));
    }

    #[test]
    fn other_common_forms() {
        let spring = r#"{"status": "UP", "components": {"db": {"status": "DOWN"}, "disk": {"status": "UP"}}}"#;
        assert_eq!(
            verdicts(spring),
            [
                ("db".to_owned(), Some(false)),
                ("disk".to_owned(), Some(true))
            ]
        );
        let draft = r#"{"status": "pass", "checks": {"db": [{"status": "pass"}, {"status": "fail"}], "cache": [{"status": "warn"}]}}"#;
        assert_eq!(
            verdicts(draft),
            [("cache".to_owned(), None), ("db".to_owned(), Some(false))]
        );
        let short = r#"{"checks": {"db": true, "queue": "error", "disk": 3}}"#;
        assert_eq!(
            verdicts(short),
            [
                ("db".to_owned(), Some(true)),
                ("disk".to_owned(), None),
                ("queue".to_owned(), Some(false))
            ]
        );
        let backup = read(r#"{"backup_ok": true, "age_seconds": 3600}"#);
        assert_eq!((backup.ok, backup.age), (Some(true), Some(3600)));
        // The two disagree.
        assert_eq!(
            read(r#"{"ok": true, "status": "unhealthy"}"#).ok,
            Some(false)
        );
    }

    #[test]
    fn what_could_be_more_than_a_name_is_not_shown() {
        let text = r#"{"checks": [{"name": "kX9vQ2mL7pR4tY8w", "ok": true}, {"name": "a b", "ok": true}, {"ok": true}]}"#;
        let names: Vec<String> = read(text)
            .checks
            .into_iter()
            .map(|check| check.name)
            .collect();
        assert_eq!(names, ["check 1", "check 2", "check 3"]);
    }

    #[test]
    fn what_is_not_an_object_says_nothing() {
        for body in ["[]", "\"ok\"", "true", " 3"] {
            assert_eq!(document(body.as_bytes()), Ok(None), "{body}");
        }
        for body in ["", "ok", "{", &"[".repeat(100_000)] {
            assert_eq!(document(body.as_bytes()), Err(NotJson));
        }
    }

    proptest! {
        #[test]
        fn any_body_is_read_without_failing(body: Vec<u8>) {
            let _ = (document(&body), begins_object(&body), is_page(&body));
        }

        #[test]
        fn any_member_is_read_without_failing(name in "\\PC{0,8}", word in "\\PC{0,8}", number in any::<f64>()) {
            let body = serde_json::json!({"status": word, (name.as_str()): {"ok": true, "age_seconds": number},
                "checks": [{"name": name, "status": word, "detail": {"threshold_seconds": number}}, word]});
            prop_assert!(document(body.to_string().as_bytes()).unwrap().is_some());
        }
    }
}
