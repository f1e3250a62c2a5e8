//! `mail/dmarc-policy`

use muster_sdk::mail::{DmarcPolicy, Sender};
use muster_sdk::{Finding, Outcome};

use crate::senders;

muster_sdk::parameters! {
    struct Parameters {
        /// The least that receivers are asked to do: `none`, `quarantine` or `reject`.
        at_least: String = "quarantine",
    }
}

muster_sdk::rule! {
    id: "mail/dmarc-policy",
    severity: Medium,
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
    senders::judge_dmarc(|sender, policy, subject| judge(sender, policy, subject, least))
}

fn strictness(policy: &str) -> Option<usize> {
    POLICIES.iter().position(|known| *known == policy)
}

fn judge(sender: &Sender, policy: &DmarcPolicy, subject: String, least: usize) -> Finding {
    let domain = &sender.domain;
    let required = POLICIES.get(least).copied().unwrap_or_default();
    let Some(applied) = &policy.policy else {
        return Finding::not_applicable(subject, format!("No DMARC record applies to {domain}."));
    };
    let below = policy.subdomain_policy.as_deref().unwrap_or(applied);
    let (Some(own), Some(sub)) = (strictness(applied), strictness(below)) else {
        return Finding::error(
            subject,
            format!("`{applied}` is not a policy that is known."),
        );
    };
    let finding = if own < least {
        Finding::fail(
            subject,
            format!("DMARC asks receivers to do `{applied}` with forged mail of {domain}; at least `{required}` is required."),
        )
        .fix(format!("Set `p={required}` in the DMARC record of {domain} once the reports show that your own mail passes"))
    } else if policy.weakened && own > 0 {
        Finding::fail(
            subject,
            format!("The DMARC policy `{applied}` of {domain} is switched off in part by `t=y` or `pct`."),
        )
        .fix("Remove `t=y` and `pct` from the DMARC record")
    } else if sub < least {
        Finding::fail(
            subject,
            format!("DMARC protects {domain}, but only `{below}` is asked for its subdomains."),
        )
        .fix(format!(
            "Set `sp={required}` in the DMARC record of {domain}, or remove `sp`"
        ))
    } else {
        Finding::pass(
            subject,
            format!("DMARC asks receivers to do `{applied}` with forged mail of {domain}."),
        )
    };
    finding.observed(applied.clone()).required(required)
}
