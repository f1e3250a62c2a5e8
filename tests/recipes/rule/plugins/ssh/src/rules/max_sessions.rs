//! `ssh/max-sessions`

use muster_sdk::{Finding, NotEvaluated, Outcome, sshd};

use crate::advice::Advice;
use crate::setting;

muster_sdk::parameters! {
    struct Parameters {
        /// Sessions that one connection may open at most.
        max: i64 = 10,
    }
}

muster_sdk::rule! {
    id: "ssh/max-sessions",
    severity: Low,
    precision: VeryHigh,
    tags: ["ssh"],
    documentation: "max_sessions.md",
    parameters: Parameters,
    check: check,
}

const NAME: &str = "MaxSessions";
const SUBJECT: &str = "sshd/MaxSessions";

fn check(parameters: Parameters) -> Outcome {
    if let Some(finding) = setting::no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let advice = Advice::of_host()?;
    let mut highest: Option<(i64, sshd::Setting)> = None;
    for one in setting::effective(NAME, &sshd::settings()?)? {
        let value = one.values.join(" ");
        let number: i64 = value
            .parse()
            .map_err(|_| NotEvaluated::because(format!("{NAME} is '{value}', not a number")))?;
        if highest.as_ref().is_none_or(|(known, _)| number > *known) {
            highest = Some((number, one));
        }
    }
    let Some((number, one)) = highest else {
        return Err(NotEvaluated::because(format!("this sshd has no {NAME}")));
    };
    let max = parameters.max;
    let finding = if number <= max {
        Finding::pass(SUBJECT, format!("{NAME} is {number}."))
    } else {
        let fix = advice.set(NAME, one.source.as_ref(), &max.to_string());
        Finding::fail(SUBJECT, format!("{NAME} is {number}, more than {max}.")).fix(fix)
    };
    Ok(vec![
        finding
            .observed(number.to_string())
            .required(format!("at most {max}"))
            .at_if(one.source, "sets it"),
    ])
}
