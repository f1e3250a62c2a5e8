//! What GitHub answers: a receipt, the state of an upload, or a refusal. Its texts are foreign, and
//! are shown on one line without anything that steers a terminal.

use muster_report::printable_line;
use serde::Deserialize;
use serde_json::Value;

/// As much of one foreign text as helps.
const LONGEST_TEXT: usize = 600;

/// Errors of one answer that are shown.
const MOST_ERRORS: usize = 20;

/// The receipt of an upload.
#[derive(Deserialize)]
struct Receipt {
    id: String,
}

/// How far GitHub is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Pending,
    Complete(Vec<String>),
    Failed(Vec<String>),
}

#[derive(Deserialize)]
struct Processing {
    processing_status: String,
    #[serde(default)]
    errors: Option<Vec<Value>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    message: String,
    errors: Option<Value>,
}

/// The number of an upload. It becomes part of an address, and must be nothing else.
pub(crate) fn receipt(body: &str) -> Option<String> {
    let Receipt { id } = serde_json::from_str(body).ok()?;
    let is_plain = !id.is_empty()
        && id.len() <= 100
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_plain.then_some(id)
}

/// How far GitHub is, if that is an answer of GitHub's.
pub(crate) fn state(body: &str) -> Option<State> {
    let Processing {
        processing_status,
        errors,
    } = serde_json::from_str(body).ok()?;
    let errors = || texts(errors.as_deref().unwrap_or_default());
    match processing_status.as_str() {
        "pending" => Some(State::Pending),
        "complete" => Some(State::Complete(errors())),
        "failed" => Some(State::Failed(errors())),
        _ => None,
    }
}

/// GitHub's own words for a refusal; none where it is not GitHub that answers.
pub(crate) fn refusal(body: &str) -> Option<String> {
    let Refusal { message, errors } = serde_json::from_str(body).ok()?;
    let mut words = vec![shown(&message)];
    match errors {
        Some(Value::Array(errors)) => words.extend(texts(&errors)),
        Some(Value::String(error)) => words.push(shown(&error)),
        _ => {}
    }
    words.retain(|word| !word.is_empty());
    Some(words.join("; "))
}

fn texts(errors: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = errors.iter().take(MOST_ERRORS).map(text).collect();
    if errors.len() > MOST_ERRORS {
        texts.push(format!("and {} more", errors.len() - MOST_ERRORS));
    }
    texts
}

/// An error is a sentence, or says what is wrong with which field
/// (<https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed>).
fn text(error: &Value) -> String {
    let field = |name: &str| error.get(name).and_then(Value::as_str);
    let text = match (error.as_str(), field("message")) {
        (Some(text), _) | (None, Some(text)) => text.to_owned(),
        (None, None) => match (field("field"), field("code")) {
            (Some(field), Some(code)) => format!("{field}: {code}"),
            _ => error.to_string(),
        },
    };
    shown(&text)
}

fn shown(text: &str) -> String {
    let line = printable_line(text.trim());
    match line.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_nothing_else() {
        let id = "47177e22-5596-11eb-80a1-c1e54ef945c6";
        assert_eq!(
            receipt(&format!(r#"{{"id":"{id}","url":"x"}}"#)).as_deref(),
            Some(id)
        );
        for not in ["", "../../user", "a/b", "a?b", "a\\u0000", "a b"] {
            assert_eq!(receipt(&format!(r#"{{"id":"{not}"}}"#)), None, "{not}");
        }
        for not in ["", "[]", "{}", r#"{"id":7}"#, "<html>"] {
            assert_eq!(receipt(not), None, "{not}");
        }
    }

    #[test]
    fn a_refusal_is_told_in_github_s_words() {
        let said = |body| refusal(body).unwrap();
        assert_eq!(
            said(
                r#"{"message":"Validation Failed","errors":[{"resource":"A","field":"ref","code":"missing"},"x",{"message":"no commit"}]}"#
            ),
            "Validation Failed; ref: missing; x; no commit"
        );
        assert_eq!(
            said(r#"{"message":"Bad","errors":"of two\nlines"}"#),
            "Bad; of two lines"
        );
        assert_eq!(said("{}"), "");
        assert_eq!(refusal("<html>"), None);
        let hostile = said("{\"message\":\"a\\u001b[2J\\u202e\\u0007\"}");
        assert!(
            !hostile.contains(['\u{1b}', '\u{202e}', '\u{7}']),
            "{hostile:?}"
        );
    }

    #[test]
    fn a_state_is_one_of_three() {
        assert_eq!(
            state(r#"{"processing_status":"pending"}"#),
            Some(State::Pending)
        );
        assert_eq!(
            state(r#"{"processing_status":"complete","errors":null}"#),
            Some(State::Complete(Vec::new()))
        );
        assert_eq!(
            state(r#"{"processing_status":"failed","errors":["rejecting SARIF"]}"#),
            Some(State::Failed(vec!["rejecting SARIF".to_owned()]))
        );
        assert_eq!(state(r#"{"processing_status":"done"}"#), None);
    }

    proptest! {
        #[test]
        fn no_body_is_too_strange(body in ".{0,200}") {
            let _ = (receipt(&body), state(&body), refusal(&body));
        }
    }
}
