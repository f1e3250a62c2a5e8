//! `dns/dangling-cname`

use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::answers::{self, DnsAnswers};

muster_sdk::rule! {
    id: "dns/dangling-cname",
    severity: High,
    precision: VeryHigh,
    tags: ["dns", "takeover"],
    documentation: "dangling_cname.md",
    check: check,
}

fn check() -> Outcome {
    answers::findings_per_name(judge_aliases)
}

fn judge_aliases(answers: &DnsAnswers, name: &str) -> Result<Finding, NotEvaluated> {
    let subject = answers::subject(name);
    let lookup = answers.find(name, "A")?;
    let source = lookup.source.clone();
    let answer = match &lookup.outcome {
        Ok(answer) => answer,
        Err(error) => {
            return Ok(Finding::error(
                subject,
                format!(
                    "It is not known whether {name} is an alias: {}.",
                    error.reason()
                ),
            )
            .at(source, "was not answered"));
        }
    };
    let Some(target) = answer.aliases.last() else {
        return Ok(Finding::pass(subject, format!("{name} is not an alias."))
            .at(source, "is not an alias"));
    };
    if !answers::is_nxdomain(answer) {
        return Ok(Finding::pass(
            subject,
            format!("{name} is an alias of {target}, which exists."),
        )
        .observed(target.clone())
        .at(source, "is an alias"));
    }
    Ok(Finding::fail(
        subject,
        format!("{name} is an alias of {target}, which does not exist: anyone who registers it serves {name}."),
    )
    .observed(target.clone())
    .required("a name that exists, or no alias")
    .at(source, "leads nowhere")
    .fix(format!("Remove the CNAME record of the chain from {name} to {target}")))
}
