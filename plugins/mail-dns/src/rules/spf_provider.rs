//! `mail/spf-provider`

use muster_sdk::mail::Sender;
use muster_sdk::{Finding, NotEvaluated, Outcome, Source, env};

use crate::senders;

muster_sdk::parameters! {
    struct Parameters {
        /// Values of EMAIL_MODE with the domain whose servers then send.
        providers: Vec<(String, String)> = [("sendgrid", "sendgrid.net")],
    }
}

muster_sdk::rule! {
    id: "mail/spf-provider",
    severity: High,
    tags: ["mail", "spf", "cross-domain"],
    documentation: "spf_provider.md",
    parameters: Parameters,
    check: check,
}

/// The key that says how the application sends.
const MODE: &str = "EMAIL_MODE";

const SUBJECT: &str = "mail/provider";

fn check(parameters: Parameters) -> Outcome {
    let Some((mode, mode_at)) = mode()? else {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            format!("No environment file sets {MODE}."),
        )]);
    };
    let provider = parameters
        .providers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(&mode));
    let Some((_, provider)) = provider else {
        return Ok(vec![
            Finding::not_applicable(
                SUBJECT,
                format!("It is not said through which domain {MODE}={mode} sends."),
            )
            .at(mode_at, "says how mail is sent"),
        ]);
    };
    senders::judge(|sender| {
        vec![judge(sender, provider).at(mode_at.clone(), "says how mail is sent")]
    })
}

/// The value of the mode and where it is set, of the first file that sets it.
fn mode() -> Result<Option<(String, Source)>, NotEvaluated> {
    for file in env::files()? {
        if let Some(key) = env::find_key(&file.path, MODE)?
            && key.status == "set"
        {
            let mode = key.value.ok_or_else(|| {
                NotEvaluated::because(format!("the value of {MODE} in {} is not shown", file.path))
            })?;
            return Ok(Some((mode, key.source)));
        }
    }
    Ok(None)
}

fn judge(sender: &Sender, provider: &str) -> Finding {
    let domain = &sender.domain;
    let subject = format!("mail/{domain}/{provider}");
    // A provider that is given the keys by alias uses a return path below the domain as well,
    // whose own SPF receivers look at.
    let delegated = sender.dkim.iter().find(|selector| {
        selector.outcome.as_ref().is_ok_and(|key| {
            key.status == "present" && key.aliases.iter().any(|alias| is_below(alias, provider))
        })
    });
    if let Some(selector) = delegated {
        return Finding::pass(
            subject,
            format!("The DKIM key of {domain} is an alias to {provider}, which signs and sends in its name."),
        )
        .at(selector.source.clone(), "is an alias");
    }
    let spf = match &sender.spf {
        Ok(spf) => spf,
        Err(error) => {
            return Finding::error(
                subject,
                format!("The SPF of {domain} is not known: {}.", error.reason()),
            );
        }
    };
    let covered = spf
        .included
        .iter()
        .any(|included| is_below(included, provider));
    let finding = if covered && spf.verdict == "ok" {
        Finding::pass(
            subject,
            format!("The SPF record of {domain} includes {provider}."),
        )
    } else if covered {
        Finding::fail(
            subject,
            format!(
                "The SPF record of {domain} includes {provider}, but receivers cannot evaluate it."
            ),
        )
    } else {
        Finding::fail(
            subject,
            format!("The application sends through {provider}, which the SPF record of {domain} does not include."),
        )
        .fix(format!("Add `include:{provider}` to the SPF record of {domain}"))
    };
    finding
        .observed(spf.records.join("\n"))
        .required(format!("include:{provider}"))
        .at(spf.source.clone(), "SPF")
}

fn is_below(name: &str, above: &str) -> bool {
    name.strip_suffix(above)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
