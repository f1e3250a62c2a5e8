//! `cloudflare/token-scope`

use muster_sdk::cloudflare::{self, Refusal};
use muster_sdk::{Finding, Outcome, Source, applicable};

muster_sdk::rule! {
    id: "cloudflare/token-scope",
    severity: Info,
    precision: VeryHigh,
    tags: ["cloudflare", "edge", "token"],
    documentation: "token_scope.md",
    check: check,
}

const SUBJECT: &str = "cloudflare/token";

fn check() -> Outcome {
    let refusals = applicable(SUBJECT, cloudflare::refusals())?;
    if !refusals.is_empty() {
        return Ok(judge_refusals(&refusals));
    }
    // Without a refusal, an error is not the token's fault and stays one.
    Ok(vec![match cloudflare::overview()? {
        Some(zone) => Finding::pass(
            SUBJECT,
            "The token can read everything that the rules need.",
        )
        .at(zone.source, "is read"),
        None => Finding::not_applicable(SUBJECT, "The project names no zone at Cloudflare."),
    }])
}

/// One finding for each permission.
fn judge_refusals(refusals: &[Refusal]) -> Vec<Finding> {
    let (of_account, lacking): (Vec<&Refusal>, Vec<&Refusal>) =
        refusals.iter().partition(|refusal| refusal.account_token);
    let mut permissions: Vec<&str> = lacking
        .iter()
        .map(|refusal| refusal.permission.as_str())
        .collect();
    permissions.sort_unstable();
    permissions.dedup();
    let lacks = permissions.into_iter().map(|permission| {
        let endpoints: Vec<&str> = lacking
            .iter()
            .filter(|refusal| refusal.permission == permission)
            .map(|refusal| refusal.endpoint.as_str())
            .collect();
        let finding = Finding::fail(
            format!("{SUBJECT}/{permission}"),
            format!(
                "The token lacks the permission {permission}; what depends on it could not be \
                     evaluated."
            ),
        )
        .observed(format!("refused: {}", endpoints.join(", ")))
        .required(permission)
        .fix(format!(
            "Edit the token at https://dash.cloudflare.com/profile/api-tokens and add \
                 {permission} for the zone"
        ));
        endpoints.into_iter().fold(finding, |finding, endpoint| {
            finding.at(place_of(endpoint), "is refused")
        })
    });
    lacks.chain(belongs_to_account(&of_account)).collect()
}

/// Some endpoints take no token that belongs to an account
/// (<https://developers.cloudflare.com/fundamentals/api/get-started/account-owned-tokens/>).
fn belongs_to_account(refusals: &[&Refusal]) -> Option<Finding> {
    let endpoints: Vec<&str> = refusals
        .iter()
        .map(|refusal| refusal.endpoint.as_str())
        .collect();
    let shown = endpoints.join(", ");
    let finding = Finding::fail(
        format!("{SUBJECT}/account"),
        format!(
            "The token belongs to an account, and such a token can never read {shown}; what \
             depends on it could not be evaluated."
        ),
    )
    .observed(format!("refused: {shown}"))
    .required("a token that belongs to a user")
    .fix("Create a token at https://dash.cloudflare.com/profile/api-tokens, read-only and for this zone");
    (!endpoints.is_empty()).then(|| {
        endpoints.into_iter().fold(finding, |finding, endpoint| {
            finding.at(place_of(endpoint), "is refused")
        })
    })
}

/// `zones/example.com/settings/ssl` as a place.
fn place_of(endpoint: &str) -> Source {
    let path = endpoint.strip_prefix("zones/").unwrap_or(endpoint);
    Source::logical(format!("cloudflare/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::FindingRecord;
    use muster_sdk::testing::sample;

    #[test]
    fn one_permission_is_one_finding_with_all_that_was_refused() {
        let refusal = |endpoint: &str, permission: &str| Refusal {
            endpoint: endpoint.to_owned(),
            status: 403,
            code: 10000,
            permission: permission.to_owned(),
            account_token: endpoint.ends_with("pagerules"),
            ..sample()
        };
        let found: Vec<FindingRecord> = judge_refusals(&[
            refusal("zones/example.com/settings/ssl", "Zone Settings:Read"),
            refusal("zones/example.com/dns_records", "DNS:Read"),
            refusal("zones/example.com/dnssec", "DNS:Read"),
            refusal("zones/example.com/pagerules", "Page Rules:Read"),
        ])
        .into_iter()
        .map(Into::into)
        .collect();
        assert_eq!(found.len(), 3);
        assert_eq!(found[2].subject, "cloudflare/token/account");
        assert_eq!(found[0].subject, "cloudflare/token/DNS:Read");
        assert_eq!(found[0].places.len(), 2);
        assert_eq!(
            found[1].places[0].source.name,
            "cloudflare/example.com/settings/ssl"
        );
    }
}
