//! `host/crypto-policy`

use muster_sdk::crypto_policy::{self, Policy, Property};
use muster_sdk::{Finding, Outcome, applicable, fits_pattern};

muster_sdk::parameters! {
    struct Parameters {
        /// Policies and modules of policies that must not be in force.
        forbidden: Vec<String> = ["LEGACY", "SHA1"],
        /// What no property of the policy in force may have: the name of a property, such as `hash` or
        /// `cipher@openssh-server`, and patterns of values.
        values: Vec<(String, Vec<String>)> = [],
        /// Whether sshd has to use the policy.
        sshd: bool = false,
    }
}

muster_sdk::rule! {
    id: "host/crypto-policy",
    severity: Medium,
    precision: High,
    tags: ["host", "cryptography"],
    documentation: "crypto_policy.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "crypto-policy";
const CONFIGURED: &str = "crypto-policy/configured";
const IN_FORCE: &str = "crypto-policy/in-force";
const SSHD: &str = "crypto-policy/sshd";

fn check(parameters: Parameters) -> Outcome {
    let configured = applicable(SUBJECT, crypto_policy::configured())?;
    let mut findings = Vec::new();
    if !parameters.forbidden.is_empty() {
        findings.push(judge_policy(CONFIGURED, configured, &parameters.forbidden));
        findings.push(match crypto_policy::in_force() {
            Ok(policy) => judge_policy(IN_FORCE, policy, &parameters.forbidden),
            Err(error) => Finding::error(IN_FORCE, error.reason()),
        });
    }
    if !parameters.values.is_empty() {
        let properties = crypto_policy::properties()?;
        findings.extend(
            parameters
                .values
                .iter()
                .map(|(name, patterns)| judge_property(name, patterns, &properties)),
        );
    }
    if parameters.sshd {
        let outs = crypto_policy::opt_outs()?;
        let finding = if outs.is_empty() {
            Finding::pass(SSHD, "sshd uses the policy of the host.")
        } else {
            Finding::fail(SSHD, "sshd does not use the policy of the host.")
                .observed("opted out")
                .fix("Take `CRYPTO_POLICY=` out of /etc/sysconfig/sshd, write `Include /etc/crypto-policies/back-ends/opensshserver.config` to /etc/ssh/sshd_config.d/50-redhat.conf, and run `systemctl restart sshd`")
        };
        let finding = finding.required("the policy of the host");
        findings.push(outs.into_iter().fold(finding, |finding, out| {
            finding.at(out.source, "leaves it out")
        }));
    }
    if findings.is_empty() {
        findings.push(Finding::not_applicable(
            SUBJECT,
            "The policy requires nothing of the host's cryptography.",
        ));
    }
    Ok(findings)
}

fn judge_policy(subject: &str, policy: Policy, forbidden: &[String]) -> Finding {
    let mut words = vec![policy.name];
    words.extend(policy.modules);
    let whole = words.join(":");
    let finding = match words.iter().find(|word| forbidden.contains(word)) {
        Some(word) => Finding::fail(
            subject,
            format!("The cryptographic policy is {whole}, but {word} allows broken algorithms."),
        )
        .fix("Run `update-crypto-policies --set DEFAULT`"),
        None => Finding::pass(subject, format!("The cryptographic policy is {whole}.")),
    };
    finding
        .observed(whole)
        .required(format!("not {}", forbidden.join(" or ")))
        .at(policy.source, "says so")
}

/// What a property is: what it is of this program, else of this kind of programs, else of all.
fn effective<'p>(name: &str, properties: &'p [Property]) -> Option<&'p Property> {
    let (plain, scope) = name.split_once('@').unwrap_or((name, ""));
    let wider = scope.split('-').next().unwrap_or_default();
    let names = [
        name.to_owned(),
        format!("{plain}@{wider}"),
        plain.to_owned(),
    ];
    names
        .iter()
        .find_map(|name| properties.iter().find(|one| one.name == *name))
}

fn judge_property(name: &str, patterns: &[String], properties: &[Property]) -> Finding {
    let subject = format!("crypto-policy/{name}");
    let Some(property) = effective(name, properties) else {
        return Finding::error(
            subject,
            format!("the policy in force has no property {name}"),
        );
    };
    let found: Vec<&str> = property
        .values
        .iter()
        .map(String::as_str)
        .filter(|value| patterns.iter().any(|pattern| fits_pattern(pattern, value)))
        .collect();
    let finding = if found.is_empty() {
        Finding::pass(
            subject,
            format!(
                "The policy in force has no {} in {name}.",
                patterns.join(" or ")
            ),
        )
    } else {
        Finding::fail(
            subject,
            format!("The policy in force has {} in {name}.", found.join(", ")),
        )
        .observed(found.join(", "))
        .fix(format!(
            "Write a module that takes it out of `{name}` to /etc/crypto-policies/policies/modules, and set the policy with it, as in `update-crypto-policies --set DEFAULT:NO-SHA1`"
        ))
    };
    finding
        .required(format!("none of {}", patterns.join(", ")))
        .at(property.source.clone(), "has the values")
}
