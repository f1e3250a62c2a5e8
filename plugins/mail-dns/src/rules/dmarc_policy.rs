//! `mail/dmarc-policy`

use muster_sdk::mail::{DmarcPolicy, Sender};
use muster_sdk::{Finding, Outcome};

use crate::senders;

muster_sdk::parameters! {
    struct Parameters {
        /// The weakest policy that passes: `none`, `quarantine` or `reject`.
        #[form(Words(&["none", "quarantine", "reject"]))]
        at_least: String = "quarantine",
    }
}

muster_sdk::rule! {
    id: "mail/dmarc-policy",
    severity: Medium,
    precision: VeryHigh,
    tags: ["mail", "dmarc", "checklist"],
    documentation: "dmarc_policy.md",
    parameters: Parameters,
    check: check,
}

/// From weak to strict.
const POLICIES: [&str; 3] = ["none", "quarantine", "reject"];

fn check(parameters: Parameters) -> Outcome {
    let Some(least) = strictness(&parameters.at_least) else {
        return Err(muster_sdk::NotEvaluated::because(format!(
            "`{}` is not a policy; `at-least` is one of {}",
            parameters.at_least,
            POLICIES.join(", ")
        )));
    };
    senders::findings_per_dmarc_policy(|sender, policy, subject| {
        judge_dmarc_policy(sender, policy, subject, least)
    })
}

fn strictness(policy: &str) -> Option<usize> {
    POLICIES.iter().position(|known| *known == policy)
}

fn judge_dmarc_policy(
    sender: &Sender,
    policy: &DmarcPolicy,
    subject: String,
    least: usize,
) -> Finding {
    let domain = &sender.domain;
    let required = POLICIES.get(least).copied().unwrap_or_default();
    let Some(applied) = &policy.policy else {
        return Finding::not_applicable(subject, format!("No DMARC record applies to {domain}."));
    };
    let below = policy.subdomain_policy.as_deref().unwrap_or(applied);
    let nowhere = policy.nonexistent_policy.as_deref().unwrap_or(below);
    let (Some(own), Some(sub), Some(none)) =
        (strictness(applied), strictness(below), strictness(nowhere))
    else {
        return Finding::error(
            subject,
            format!("`{applied}` is not a policy that is known."),
        );
    };
    let at = policy.below_at.as_deref().unwrap_or(domain);
    let finding = if let Some(problem) = policy.problem.as_ref().filter(|_| own < least) {
        Finding::fail(
            subject,
            format!(
                "Receivers treat the DMARC record of {domain} as `p={applied}`, since it is wrong: \
                 {problem}."
            ),
        )
        .fix(format!(
            "Correct that in the record at _dmarc.{}",
            policy.found_at.as_deref().unwrap_or(domain)
        ))
    } else if own < least {
        Finding::fail(
            subject,
            format!("DMARC asks receivers to do `{applied}` with forged mail of {domain}; at least `{required}` is required."),
        )
        .fix(format!("Set `p={required}` in the DMARC record of {domain} once the reports show that your own mail passes"))
    } else if policy.weakened && own > 0 {
        Finding::fail(
            subject,
            format!(
                "The DMARC policy `{applied}` of {domain} is partly turned off by `t=y` or `pct`."
            ),
        )
        .fix("Remove `t=y` and `pct` from the DMARC record")
    } else if sub < least {
        Finding::fail(
            subject,
            format!("DMARC protects {domain}, but the record of {at} asks only for `{below}` for its subdomains."),
        )
        .fix(format!(
            "Set `sp={required}` in the DMARC record of {at}, or remove `sp`"
        ))
    } else if none < least {
        Finding::fail(
            subject,
            format!(
                "DMARC protects {domain}, but the record of {at} asks only for `{nowhere}` for \
                 subdomains that do not exist, so anybody can make one up."
            ),
        )
        .fix(format!(
            "Set `np={required}` in the DMARC record of {at}, or remove `np`"
        ))
    } else {
        Finding::pass(
            subject,
            format!("DMARC asks receivers to do `{applied}` with forged mail of {domain}."),
        )
    };
    finding.observed(applied.clone()).required(required)
}
