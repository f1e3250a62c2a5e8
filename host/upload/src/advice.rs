//! What GitHub's refusals mean, and the way out of each
//! (<https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/troubleshoot-sarif-uploads>).

/// For a token that may not do this. A job gets a new token each time, so its permissions are the
/// cause.
const PERMISSION: &str = "give the job `permissions: security-events: write`, and in a private \
     repository `actions: read` and `contents: read` besides; a fine-grained token needs the permission \
     \"Code scanning alerts: write\", a classic one the scope `security_events`. A pull request from a \
     fork, and Dependabot, get a token that can only read";

const CODE_SECURITY: &str = "a private repository needs GitHub Code Security: turn it on under Settings, \
     Advanced Security; without a licence, use the other report formats";

/// By words in the message, in small letters, where the status is the key of the second list.
const BY_WORDS: [(&str, &str); 11] = [
    ("not accessible by", PERMISSION),
    ("advanced security must be enabled", CODE_SECURITY),
    ("code security must be enabled", CODE_SECURITY),
    ("code scanning is not enabled", CODE_SECURITY),
    ("advanced security is not enabled", CODE_SECURITY),
    ("code security is not enabled", CODE_SECURITY),
    (
        "blocked by a policy",
        "an owner of the enterprise can allow GitHub Code Security here",
    ),
    (
        "archived",
        "an archived repository takes no results; unarchive it, or name another one",
    ),
    (
        "saml",
        "authorise the token for the organisation's single sign-on, under the token's settings",
    ),
    (
        "rate limit",
        "GitHub accepts no more requests with this token for now; upload again later",
    ),
    (
        "default setup",
        "turn off CodeQL's default setup for files that CodeQL wrote; Muster's are not affected",
    ),
];

/// The way out of a refusal.
pub(crate) fn advice(status: u16, message: &str) -> Option<&'static str> {
    let message = message.to_lowercase();
    let by_words = BY_WORDS
        .iter()
        .find(|(words, _)| message.contains(words))
        .map(|(_, advice)| *advice);
    by_words.or(match status {
        400 => Some(
            "GitHub cannot read the file; write it with `--output sarif-github=FILE`, and upload it as \
             it is",
        ),
        401 => Some(
            "the token has expired, was revoked, or belongs to another GitHub than the one at `--api`",
        ),
        403 => Some(PERMISSION),
        404 => Some(
            "there is no such repository at `--api`, or the token cannot see it. The API of GitHub \
             Enterprise Server is https://HOST/api/v3, that of GHE.com https://api.SUBDOMAIN.ghe.com",
        ),
        413 => Some(
            "the file is larger than GitHub accepts; select fewer rules, or limit it with \
             `--min-severity`",
        ),
        422 => Some(
            "the commit must have been pushed to the repository, and the ref must be the full name \
             of an existing branch, tag or pull request",
        ),
        429 => Some("GitHub accepts no more requests with this token for now; upload again later"),
        500.. => Some("this is a problem at GitHub: see https://www.githubstatus.com, and upload \
                       again later"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_more_than_the_status() {
        let out = |status, message| advice(status, message).unwrap();
        assert!(
            out(403, "Resource not accessible by integration").contains("security-events: write")
        );
        assert!(
            out(
                403,
                "Code Security must be enabled for this repository to use code scanning."
            )
            .contains("Code Security")
        );
        assert!(out(403, "You have exceeded a secondary rate limit").contains("later"));
        assert!(out(403, "").contains("security-events: write"));
        assert!(out(404, "Not Found").contains("/api/v3"));
        assert_eq!(advice(418, "teapot"), None);
    }
}
