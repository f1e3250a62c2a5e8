//! `firewall/loopback`

use muster_sdk::packet_filter::{self, LoopbackVerdict};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::explanation;
use crate::family;
use crate::front_end::FrontEnd;
use crate::verdict::PortVerdict;

muster_sdk::rule! {
    id: "firewall/loopback",
    severity: Low,
    precision: High,
    tags: ["firewall", "network"],
    explained_by: [Host("firewall/active")],
    documentation: "loopback.md",
    check: check,
}

fn check() -> Outcome {
    let verdicts = packet_filter::loopback()?;
    let host = FrontEnd::of_host(&packet_filter::overview()?);
    let families = family::reachable()?;
    verdicts
        .iter()
        .filter(|verdict| families.contains(&verdict.family.as_str()))
        .map(|verdict| judge_verdict(verdict, &host))
        .collect()
}

fn judge_verdict(found: &LoopbackVerdict, host: &FrontEnd) -> Result<Finding, NotEvaluated> {
    let over = family::name(&found.family);
    let verdict = PortVerdict::of(&found.verdict);
    let (subject, is_right, right, wrong, required) = match found.connection.as_str() {
        LoopbackVerdict::CONNECTION_INSIDE => (
            "inside",
            verdict == PortVerdict::Open,
            "Programs of the host reach each other",
            "The firewall keeps programs of the host from each other",
            "open",
        ),
        LoopbackVerdict::CONNECTION_FORGED => (
            "forged",
            verdict == PortVerdict::Closed,
            "A sender outside that pretends to be the host itself does not get in",
            "A sender outside that pretends to be the host itself gets in",
            "filtered or refused",
        ),
        other => {
            return Err(NotEvaluated::because(format!(
                "the loopback interface has connections that are {other}, which this rule does not know"
            )));
        }
    };
    let subject = format!("loopback/{}/{subject}", found.family);
    let finding = if is_right {
        Finding::pass(subject, format!("{right} over {over}."))
    } else if verdict == PortVerdict::Unknown {
        let why = explanation::why_unknown(found.unknown_because.as_deref(), &found.decided_by);
        return Ok(Finding::error(
            subject,
            format!("It is not known what happens to such a connection over {over}{why}."),
        ));
    } else {
        Finding::fail(subject, format!("{wrong} over {over}."))
            .fix(host.settle_loopback(&found.family))
    };
    let place = found.decided_by.first().map(|one| one.source.clone());
    Ok(finding
        .observed(found.verdict.clone())
        .required(required)
        .at_if(place, "decides it"))
}
