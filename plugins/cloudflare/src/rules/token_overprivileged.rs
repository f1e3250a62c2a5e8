//! `cloudflare/token-overprivileged`

use muster_sdk::cloudflare;
use muster_sdk::{Finding, Outcome, Source, applicable};

use crate::zone;

muster_sdk::rule! {
    id: "cloudflare/token-overprivileged",
    severity: Medium,
    precision: VeryHigh,
    tags: ["cloudflare", "edge", "token", "manual"],
    documentation: "token_overprivileged.md",
    check: check,
}

const SUBJECT: &str = "cloudflare/token";

/// How the names of permissions that change nothing end. Others do, whatever they are called: `Write`,
/// `Edit` and `Revoke`, `Cache Purge`, `Zaraz Admin`
/// (<https://developers.cloudflare.com/fundamentals/api/reference/permissions/>).
const READING: &str = "read";

fn check() -> Outcome {
    zone::with_zone(|_| {
        Ok(vec![
            match applicable(SUBJECT, cloudflare::token_permissions())? {
                Some(permissions) => judge_token_permissions(&permissions),
                None => Finding::manual(
                    SUBJECT,
                    "Check at https://dash.cloudflare.com/profile/api-tokens whether the token can \
                 only read; it is not allowed to say so itself.",
                ),
            },
        ])
    })
}

fn judge_token_permissions(permissions: &[String]) -> Finding {
    let changing: Vec<&str> = permissions
        .iter()
        .map(String::as_str)
        .filter(|name| {
            let last = name.rsplit([' ', ':']).next();
            !last.is_some_and(|last| last.eq_ignore_ascii_case(READING))
        })
        .collect();
    let finding = if changing.is_empty() {
        Finding::pass(SUBJECT, "The token can only read.")
    } else {
        Finding::fail(
            SUBJECT,
            format!(
                "The token can change things: {}. So can anyone who gets hold of it.",
                changing.join(", ")
            ),
        )
        .observed(changing.join(", "))
        .fix("Create a token with only Read permissions, and delete this one")
    };
    finding
        .required("no permission but Read")
        .at(Source::logical("cloudflare/user/tokens"), "belongs to it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::{FindingRecord, Status};

    #[test]
    fn one_permission_to_change_is_enough() {
        let status = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            FindingRecord::from(judge_token_permissions(&names)).status
        };
        assert_eq!(status(&["Zone Read", "DNS Read"]), Status::Pass);
        assert_eq!(status(&["Zero Trust: PII Read", "Zone:Read"]), Status::Pass);
        for changing in [
            "DNS Write",
            "DNS Edit",
            "Cache Purge",
            "Zaraz Admin",
            "DNS:Edit",
        ] {
            assert_eq!(status(&["Zone Read", changing]), Status::Fail, "{changing}");
        }
    }
}
