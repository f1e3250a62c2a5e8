//! Endpoints that must answer whoever shows the right credentials.

use muster_sdk::Finding;
use muster_sdk::probes::{Answer, Probe};

use crate::endpoint::{Purpose, described, request, subject};

/// Judges an answer to a request with `credentials`.
pub(crate) fn judge_accepted(
    purpose: Purpose,
    probe: &Probe,
    answer: &Answer,
    credentials: &str,
) -> Finding {
    let (subject, request) = (subject(probe), request(probe));
    let finding = match answer.status {
        200 => Finding::pass(
            subject,
            format!("{request} with {credentials} is answered with status 200."),
        ),
        401 => Finding::fail(
            subject,
            format!(
                "{request} refuses {credentials} with status 401: the application expects something else, or \
                 the proxy in front of it does not pass the Authorization header on."
            ),
        )
        .fix(format!(
            "Start the application anew, so that it knows {credentials}, and let the proxy in front of it pass \
             Authorization on"
        )),
        403 => Finding::fail(
            subject,
            format!(
                "{request} with {credentials} is refused with status 403: by the application, which does not \
                 permit this, or by a firewall in front of it."
            ),
        )
        .fix(format!(
            "Permit {} to whoever has {credentials}, in the application and in the firewall in front of it",
            probe.url
        )),
        _ => Finding::fail(
            subject,
            format!(
                "{request} with {credentials} is answered with {}.",
                described(answer)
            ),
        )
        .fix(purpose.fix(probe, answer)),
    };
    finding
        .observed(format!("status {}", answer.status))
        .required("status 200")
}
