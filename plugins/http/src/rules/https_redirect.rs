//! `http/https-redirect`

use muster_sdk::probes::{Answer, Probe, Redirect};
use muster_sdk::{Finding, Outcome};

use crate::endpoint::{described, hosts, is_among, per_manner, request, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// Statuses of a redirect that browsers remember.
        #[form(Range(100, 599))]
        permanent: Vec<i64> = [301, 308],
        /// Statuses that refuse plain HTTP altogether.
        #[form(Range(100, 599))]
        refusals: Vec<i64> = [400, 403, 404, 410, 421, 426],
    }
}

muster_sdk::rule! {
    id: "http/https-redirect",
    severity: Medium,
    precision: VeryHigh,
    tags: ["http", "edge", "tls"],
    documentation: "https_redirect.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let own = hosts()?;
    per_manner(
        Probe::MANNER_UNENCRYPTED,
        "The project names no endpoint that could be reached over plain HTTP.",
        |probe, answer| vec![judge_redirect(probe, answer, &own, &parameters)],
    )
}

fn judge_redirect(
    probe: &Probe,
    answer: &Answer,
    own: &[String],
    parameters: &Parameters,
) -> Finding {
    let (subject, request) = (subject(probe), request(probe));
    let described = described(answer);
    let host = &probe.host;
    let fail = |message: String| {
        Finding::fail(subject, message).fix(format!(
            "Answer plain HTTP for {host} with a permanent redirect to https://{host}, as Caddy does on its own, \
             and nginx with `return 308 https://$host$request_uri;`"
        ))
    };
    let finding = match &answer.redirect {
        Some(redirect) if redirect.scheme != Redirect::SCHEME_HTTPS => fail(format!(
            "{request} answers with {described}, which is not HTTPS."
        )),
        Some(redirect) if !is_own(&redirect.host, host, own) => fail(format!(
            "{request} answers with {described}, which is not one of the project's hosts."
        )),
        Some(_) if !is_among(answer.status, &parameters.permanent) => fail(format!(
            "{request} answers with {described}, but not permanently, so browsers come over plain HTTP again."
        )),
        Some(_) => Finding::pass(subject, format!("{request} answers with {described}.")),
        None if is_among(answer.status, &parameters.refusals) => Finding::pass(
            subject,
            format!("{request} is refused with {described}, so nothing is served without TLS."),
        ),
        None if answer.status < 500 => {
            fail(format!("{request} answers with {described}, without TLS."))
        }
        None => Finding::error(
            subject,
            format!(
                "{request} answers with {described}, which says neither that it redirects nor that it does not."
            ),
        ),
    };
    finding
        .observed(described)
        .required("a permanent redirect to HTTPS")
}

/// Whether a redirect stays with the project: on the host that was asked, on another one that the project
/// names, or on the same with or without `www`.
fn is_own(host: &str, asked: &str, own: &[String]) -> bool {
    let name = match host.strip_prefix('[') {
        Some(address) => address.split(']').next(),
        None => host.split(':').next(),
    };
    let name = name.unwrap_or(host);
    let bare = |name: &str| name.strip_prefix("www.").unwrap_or(name).to_owned();
    bare(name) == bare(asked) || own.iter().any(|own| own == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_may_stay_with_the_project() {
        let own = ["shop.example".to_owned(), "api.shop.example".to_owned()];
        for host in [
            "shop.example",
            "www.shop.example",
            "api.shop.example",
            "shop.example:8443",
        ] {
            assert!(is_own(host, "shop.example", &own), "{host}");
        }
        for host in [
            "example",
            "evil.example",
            "shop.example.evil.example",
            "www.api.shop.example",
        ] {
            assert!(!is_own(host, "shop.example", &own), "{host}");
        }
        assert!(is_own("[2001:db8::5]:8443", "2001:db8::5", &[]));
        assert!(!is_own("[2001:db8::6]", "2001:db8::5", &[]));
    }
}
