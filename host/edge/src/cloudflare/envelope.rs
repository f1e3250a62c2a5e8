//! The envelope that every answer of the API comes in
//! (<https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/>), and what a
//! refusal in it means. Knows no endpoint.

use muster_http::quote;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// `Authentication error` and `Unauthorized to access requested resource`: the token is known, and
/// lacks a permission.
const LACKS_PERMISSION: [u32; 2] = [10_000, UNAUTHORIZED];

/// How both begin in words, where an answer has no code.
const LACKS_PERMISSION_SAID: [&str; 3] = [
    "Authentication error",
    "Unauthorized to access requested resource",
    "Forbidden",
];

/// In what an endpoint says that takes no token of an account, such as that of page rules
/// (<https://developers.cloudflare.com/fundamentals/api/get-started/account-owned-tokens/>).
const ACCOUNT_TOKEN: [&str; 2] = ["account owned token", "account api token"];

/// Stands for three things, which its words tell apart: [`NO_TOKEN`], [`NOT_FROM_HERE`], and else a
/// permission that is missing.
const UNAUTHORIZED: u32 = 9_109;

/// How [`UNAUTHORIZED`] begins for a token that was revoked or never was one.
const NO_TOKEN: &str = "Invalid access token";

/// How [`UNAUTHORIZED`] begins where the token may only be used from other addresses
/// (<https://developers.cloudflare.com/fundamentals/api/how-to/restrict-tokens/>).
const NOT_FROM_HERE: &str = "Cannot use the access token from location";

/// `Invalid API Token` and `Invalid request headers`: the token is not known, or does not even look
/// like one. Tokens that belong to an account and not to a user get the first from
/// `user/tokens/verify`.
const UNKNOWN_TOKEN: [u32; 2] = [1_000, 6_003];

/// `could not find entrypoint ruleset in the … phase`.
const NO_ENTRYPOINT: u32 = 10_003;

/// What an answer holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    /// The value of `result`.
    pub(super) result: Value,
    /// How many pages there are; 1 where the endpoint does not page.
    pub(super) pages: u32,
}

/// Why an answer holds nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The token lacks a permission.
    Permission {
        /// HTTP status.
        status: u16,
        /// The API's error code; 0 without one.
        code: u32,
        /// The API's own words.
        message: String,
        /// Whether the token belongs to an account, and the endpoint takes none that does.
        account_token: bool,
    },
    /// The token is not known.
    Token(String),
    /// The token cannot be used from this address.
    Address(String),
    /// The zone has no ruleset for the phase.
    NoEntrypoint,
    /// Anything else, as a sentence without a subject.
    Other(String),
}

#[derive(Deserialize)]
struct Envelope {
    success: bool,
    #[serde(default)]
    result: Value,
    #[serde(default)]
    result_info: Option<ResultInfo>,
    #[serde(default, deserialize_with = "null_as_empty")]
    errors: Vec<ApiError>,
}

/// Some answers have no list where another one is empty.
fn null_as_empty<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<ApiError>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

#[derive(Deserialize)]
struct ResultInfo {
    #[serde(default)]
    total_pages: Option<u32>,
}

#[derive(Deserialize)]
struct ApiError {
    #[serde(default)]
    code: u32,
    #[serde(default)]
    message: String,
}

/// Reads the body of an answer. `status` is none for an answer out of an export, which does not
/// hold it.
///
/// # Errors
/// When the answer is a refusal, or none of the API's answers.
pub(super) fn parse_page(status: Option<u16>, body: &[u8]) -> Result<Page, Refusal> {
    match serde_json::from_slice(body) {
        Ok(envelope) => page_or_refusal(status, envelope),
        Err(_) if status == Some(403) => Err(Refusal::Permission {
            status: 403,
            code: 0,
            message: "no reason given".to_owned(),
            account_token: false,
        }),
        Err(error) => Err(Refusal::Other(match status {
            Some(status) if !is_success(status) => format!("answers with HTTP status {status}"),
            Some(_) | None => format!(
                "does not answer as Cloudflare's API does: {}",
                quote(&error.to_string())
            ),
        })),
    }
}

/// The same for an answer that is already JSON.
///
/// # Errors
/// As [`read`].
pub(super) fn read_value(value: &Value) -> Result<Page, Refusal> {
    match Envelope::deserialize(value) {
        Ok(envelope) => page_or_refusal(None, envelope),
        Err(error) => Err(Refusal::Other(format!(
            "is not an answer of Cloudflare's API: {}",
            quote(&error.to_string())
        ))),
    }
}

fn page_or_refusal(status: Option<u16>, envelope: Envelope) -> Result<Page, Refusal> {
    if envelope.success && status.is_none_or(is_success) {
        return Ok(Page {
            result: envelope.result,
            pages: envelope
                .result_info
                .and_then(|info| info.total_pages)
                .unwrap_or(1)
                .max(1),
        });
    }
    let has = |codes: &[u32]| {
        envelope
            .errors
            .iter()
            .find(|error| codes.contains(&error.code))
    };
    if has(&[NO_ENTRYPOINT]).is_some() && matches!(status, None | Some(404)) {
        return Err(Refusal::NoEntrypoint);
    }
    if let Some(error) = has(&[UNAUTHORIZED]) {
        if error.message.starts_with(NOT_FROM_HERE) {
            return Err(Refusal::Address(said(&envelope.errors)));
        }
        if error.message.starts_with(NO_TOKEN) {
            return Err(Refusal::Token(said(&envelope.errors)));
        }
    }
    let of_account = envelope
        .errors
        .iter()
        .find(|error| is_about_account_tokens(&error.message));
    let lacking = of_account.or(has(&LACKS_PERMISSION)).or_else(|| {
        envelope
            .errors
            .iter()
            .find(|error| error.code == 0 && starts(&error.message, &LACKS_PERMISSION_SAID))
    });
    // An export does not hold the status, with which alone some endpoints refuse.
    let unexplained = status.is_none() && envelope.errors.iter().all(|error| error.code == 0);
    if lacking.is_some() || status == Some(403) || unexplained {
        let error = lacking.or(envelope.errors.first());
        return Err(Refusal::Permission {
            status: status.unwrap_or(403),
            code: error.map_or(0, |error| error.code),
            message: error.map_or_else(
                || "no reason given".to_owned(),
                |error| quote(&error.message),
            ),
            account_token: of_account.is_some(),
        });
    }
    if has(&UNKNOWN_TOKEN).is_some() || status == Some(401) {
        return Err(Refusal::Token(said(&envelope.errors)));
    }
    let said = said(&envelope.errors);
    Err(Refusal::Other(match status {
        Some(status) => format!("answers with HTTP status {status}: {said}"),
        None => format!("holds an error: {said}"),
    }))
}

/// `Page Rules endpoint does not support account owned tokens.`, however it is written.
fn is_about_account_tokens(message: &str) -> bool {
    let message = message.to_lowercase().replace('-', " ");
    ACCOUNT_TOKEN.iter().any(|words| message.contains(words))
}

fn starts(message: &str, beginnings: &[&str]) -> bool {
    beginnings
        .iter()
        .any(|beginning| message.starts_with(beginning))
}

/// The API's own words.
fn said(errors: &[ApiError]) -> String {
    let said: Vec<String> = errors
        .iter()
        .take(3)
        .map(|error| format!("{} (code {})", quote(&error.message), error.code))
        .collect();
    if said.is_empty() {
        return "no reason given".to_owned();
    }
    said.join("; ")
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(status: u16, body: &str) -> Refusal {
        parse_page(Some(status), body.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_result_and_the_number_of_its_pages_are_read() {
        let body = br#"{"success":true,"errors":[],"messages":[],"result":[1],
            "result_info":{"page":1,"per_page":1,"count":1,"total_count":3,"total_pages":3}}"#;
        let page = parse_page(Some(200), body).unwrap();
        assert_eq!(page.pages, 3);
        assert_eq!(page.result, serde_json::json!([1]));
    }

    #[test]
    fn a_missing_permission_is_told_from_any_other_error() {
        for (status, code) in [(403, 10_000), (403, 9_109), (401, 10_000), (403, 1)] {
            let body = format!(
                r#"{{"success":false,"errors":[{{"code":{code},"message":"Authentication error"}}],"result":null}}"#
            );
            assert_eq!(
                refused(status, &body),
                Refusal::Permission {
                    status,
                    code,
                    message: "Authentication error".to_owned(),
                    account_token: false,
                }
            );
        }
        let body = r#"{"success":false,"errors":[{"code":7003,"message":"Could not route"}]}"#;
        assert!(matches!(refused(404, body), Refusal::Other(said) if said.contains("7003")));
        let body = r#"{"success":false,"errors":[{"code":1000,"message":"Invalid API Token"}]}"#;
        assert_eq!(
            refused(401, body),
            Refusal::Token("Invalid API Token (code 1000)".to_owned())
        );
        assert!(matches!(
            refused(403, "<html>"),
            Refusal::Permission { code: 0, .. }
        ));
    }

    #[test]
    fn an_endpoint_that_takes_no_token_of_an_account_says_so() {
        for (code, message) in [
            (
                1011,
                "Page Rules endpoint does not support account owned tokens.",
            ),
            (
                10_000,
                "This endpoint does not support Account-Owned Tokens",
            ),
            (0, "not available to account API tokens"),
        ] {
            let answer = serde_json::json!({
                "success": false, "errors": [{"code": code, "message": message}], "result": null,
            });
            for status in [None, Some(400), Some(403)] {
                let refusal = match status {
                    None => read_value(&answer),
                    Some(_) => parse_page(status, answer.to_string().as_bytes()),
                };
                assert!(
                    matches!(
                        refusal,
                        Err(Refusal::Permission {
                            account_token: true,
                            ..
                        })
                    ),
                    "{message}: {refusal:?}"
                );
            }
        }
    }

    #[test]
    fn a_refusal_without_a_code_is_one() {
        for errors in [
            "[]",
            "null",
            r#"[{"message": "Forbidden"}]"#,
            r#"[{"code": 0}]"#,
        ] {
            let body = format!(r#"{{"success": false, "errors": {errors}, "result": null}}"#);
            let exported = read_value(&serde_json::from_str(&body).unwrap());
            for refusal in [exported, parse_page(Some(403), body.as_bytes())] {
                assert!(
                    matches!(
                        refusal,
                        Err(Refusal::Permission {
                            code: 0,
                            status: 403,
                            ..
                        })
                    ),
                    "{errors}: {refusal:?}"
                );
            }
            // A server that is ill does not speak of permissions.
            if errors != r#"[{"message": "Forbidden"}]"# {
                assert!(matches!(refused(500, &body), Refusal::Other(_)), "{errors}");
            }
        }
        let said = r#"{"success": false, "errors": [{"message": "Authentication error"}]}"#;
        assert!(matches!(refused(400, said), Refusal::Permission { .. }));
    }

    #[test]
    fn one_code_means_three_things() {
        let refused = |message: &str| {
            let body = format!(
                r#"{{"success":false,"errors":[{{"code":9109,"message":"{message}"}}],"result":null}}"#
            );
            refused(403, &body)
        };
        assert_eq!(
            refused("Invalid access token"),
            Refusal::Token("Invalid access token (code 9109)".to_owned())
        );
        assert_eq!(
            refused("Cannot use the access token from location: 203.0.113.7"),
            Refusal::Address(
                "Cannot use the access token from location: 203.0.113.7 (code 9109)".to_owned()
            )
        );
        assert!(matches!(
            refused("Unauthorized to access requested resource"),
            Refusal::Permission { code: 9109, .. }
        ));
    }

    #[test]
    fn only_the_api_s_own_404_means_no_rules() {
        let body = r#"{"success":false,"errors":[{"code":10003,"message":"could not find entrypoint ruleset"}]}"#;
        assert_eq!(refused(404, body), Refusal::NoEntrypoint);
        assert!(matches!(refused(404, "not here"), Refusal::Other(_)));
        assert!(matches!(refused(500, body), Refusal::Other(_)));
    }

    #[test]
    fn success_that_is_none_is_not_believed() {
        assert!(parse_page(Some(502), br#"{"success":true,"result":[]}"#).is_err());
        assert!(parse_page(Some(200), br#"{"success":false,"result":[]}"#).is_err());
        assert!(parse_page(Some(200), br#"{"result":[]}"#).is_err());
    }

    #[test]
    fn foreign_words_are_short_and_inert() {
        let message = format!("\\u001b[2J{}", "x".repeat(5000));
        let body = format!(r#"{{"success":false,"errors":[{{"code":1,"message":"{message}"}}]}}"#);
        let Refusal::Other(said) = refused(400, &body) else {
            panic!("not refused");
        };
        assert!(!said.contains('\u{1b}'));
        assert!(said.len() < 300);
    }

    proptest! {
        #[test]
        fn no_body_is_too_strange(status in 100u16..600, body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse_page(Some(status), &body);
        }

        #[test]
        fn nesting_is_bounded(depth in 0usize..100_000) {
            let body = "[".repeat(depth);
            prop_assert!(parse_page(Some(200), body.as_bytes()).is_err());
        }
    }
}
