//! `http/webhook-reachable`

use muster_sdk::probes::{Answer, Probe};
use muster_sdk::{Finding, Outcome};

use crate::endpoint::{Purpose, described, is_among, listed, per_endpoint, request, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// Statuses with which the application refuses a request without a signature.
        #[form(Range(100, 599))]
        refusals: Vec<i64> = [400, 401, 422],
    }
}

muster_sdk::rule! {
    id: "http/webhook-reachable",
    severity: Medium,
    precision: VeryHigh,
    tags: ["http", "webhook", "checklist"],
    documentation: "webhook_reachable.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    per_endpoint(Purpose::WEBHOOK, |probe, answer| {
        vec![judge_webhook(probe, answer, &parameters.refusals)]
    })
}

fn judge_webhook(probe: &Probe, answer: &Answer, refusals: &[i64]) -> Finding {
    let (subject, request) = (subject(probe), request(probe));
    let described = described(answer);
    let fail = |message: String, fix: String| Finding::fail(subject, message).fix(fix);
    let finding = if answer.challenged {
        fail(
            format!(
                "Cloudflare answers {request} with a challenge, which no program can pass, so no event arrives."
            ),
            format!(
                "Exempt {} from challenges and bot protection at Cloudflare",
                probe.url
            ),
        )
    } else if is_among(answer.status, refusals) {
        let message = format!(
            "{request} without a signature is refused by the application, with {described}."
        );
        Finding::pass(subject, message)
    } else {
        let what = match answer.status {
            200..=299 => "so the application takes an event that nobody has signed",
            300..=399 => "and services that send events follow no redirect",
            403 => {
                "so something in front of the application refuses it, or the application refuses everybody"
            }
            404 => "so nobody serves the path",
            405 => "so what serves the path takes no events",
            429 => "so events are counted against a limit",
            _ => "which is not how an application refuses an event without a signature",
        };
        fail(
            format!("{request} without a signature is answered with {described}, {what}."),
            fix(probe, answer),
        )
    };
    finding
        .observed(format!("status {}", answer.status))
        .required(listed(refusals))
}

/// How to make the endpoint accept events, and nothing else.
fn fix(probe: &Probe, answer: &Answer) -> String {
    let url = &probe.url;
    match answer.status {
        200..=299 => "Verify the signature of every event before anything else, and answer with 400 where it is \
                      missing or wrong"
            .to_owned(),
        300..=399 => "Give the service, and `webhooks` under [targets.http], the address that the redirect leads to"
            .to_owned(),
        403 => format!(
            "Let requests to {url} through whatever refuses them; if it is the application, add the status to \
             `refusals`"
        ),
        404 | 405 => "Correct the path at the service and in `webhooks` under [targets.http]".to_owned(),
        429 => format!("Exempt {url} from the limit on requests"),
        _ => format!(
            "Look at the whole answer with `curl -i -X POST -H 'Content-Type: application/json' -d '{{}}' {url}`, \
             and for the reason in the application's log"
        ),
    }
}
