//! `mail/spf-provider`

use muster_sdk::env::{self, Key};
use muster_sdk::mail::Sender;
use muster_sdk::{Finding, NotEvaluated, Outcome, mail};

use crate::senders;

muster_sdk::parameters! {
    struct Parameters {
        /// Values of EMAIL_MODE, each with the domain whose servers then send the mail.
        providers: Vec<(String, String)> = [("sendgrid", "sendgrid.net")],
    }
}

muster_sdk::rule! {
    id: "mail/spf-provider",
    severity: High,
    tags: ["mail", "spf", "cross-domain", "manual"],
    documentation: "spf_provider.md",
    parameters: Parameters,
    check: check,
}

/// The key that says how the application sends.
const MODE: &str = "EMAIL_MODE";

/// The mode in which a server of the project's choice sends, and the key that names the server.
const SMTP: &str = "smtp";
const HOST: &str = "SMTP_HOST";

const SUBJECT: &str = "mail/provider";

/// Domains of providers' servers, each with the domain that the provider has its customers include:
/// the page of the rule cites them.
const INCLUDED: [(&str, &str); 5] = [
    ("gmail.com", "_spf.google.com"),
    ("mailgun.org", "mailgun.org"),
    ("mailjet.com", "spf.mailjet.com"),
    ("office365.com", "spf.protection.outlook.com"),
    ("sendgrid.net", "sendgrid.net"),
];

/// Domains of servers that put a return path of their own on what they send. Receivers then look at
/// the SPF record of that path's domain (RFC 7208, 2.4), and the sender's domain needs none for it:
/// <https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-spf.html>,
/// <https://postmarkapp.com/blog/why-we-no-longer-ask-for-spf-records>; that of Mandrill is
/// `mandrillapp.com`.
const OWN_RETURN_PATH: [&str; 3] = ["amazonaws.com", "mandrillapp.com", "postmarkapp.com"];

fn check(parameters: Parameters) -> Outcome {
    let Some(mode) = first_set(MODE)? else {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            format!("No environment file sets {MODE}."),
        )]);
    };
    let value = mode.value.ok_or_else(|| {
        NotEvaluated::because(format!(
            "the value of {MODE} in {} is not shown; unless it is a secret, add `{MODE}` to \
             `shown-keys` under `[targets]`",
            mode.source.location()
        ))
    })?;
    let provider = parameters
        .providers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(&value));
    let at_mode = |finding: Finding| finding.at(mode.source.clone(), "says how mail is sent");
    match provider {
        Some((_, provider)) => {
            senders::findings_per_sender(|sender| vec![at_mode(judge_provider(sender, provider))])
        }
        None if value.eq_ignore_ascii_case(SMTP) => by_server(first_set(HOST)?, at_mode),
        None => Ok(vec![at_mode(Finding::not_applicable(
            SUBJECT,
            format!("The policy does not say which domain {MODE}={value} sends through."),
        ))]),
    }
}

/// Judges what a server of the project's choice sends.
fn by_server(host: Option<Key>, at_mode: impl Fn(Finding) -> Finding) -> Outcome {
    let Some(Key { value, source, .. }) = host else {
        return Ok(vec![at_mode(Finding::not_applicable(
            SUBJECT,
            format!("No environment file sets {HOST}."),
        ))]);
    };
    let provider = value.as_deref().and_then(|host| {
        INCLUDED
            .iter()
            .find(|(domain, _)| is_below(host, domain))
            .map(|(_, provider)| provider)
    });
    senders::findings_per_sender(|sender| {
        let subject = || format!("mail/{}/{HOST}", sender.domain);
        let finding = match (&value, provider) {
            (_, Some(provider)) => judge_provider(sender, provider),
            (Some(host), None) if has_own_return_path(host) => Finding::not_applicable(
                subject(),
                format!(
                    "{host} uses a return path of its own, so the SPF record of {} is not asked \
                     for it.",
                    sender.domain
                ),
            ),
            (host, None) => Finding::manual(
                subject(),
                format!(
                    "Check whether the SPF record of {} allows the addresses from which {} sends.",
                    sender.domain,
                    host.as_deref().unwrap_or("the server in SMTP_HOST")
                ),
            ),
        };
        vec![at_mode(finding.at(source.clone(), "names the server"))]
    })
}

fn has_own_return_path(host: &str) -> bool {
    OWN_RETURN_PATH.iter().any(|own| is_below(host, own))
        // Other servers at Amazon are anybody's.
        && (!is_below(host, "amazonaws.com") || host.starts_with("email-smtp"))
}

/// A key of the first file that sets it.
fn first_set(name: &str) -> Result<Option<Key>, NotEvaluated> {
    for file in env::files()? {
        if let Some(key) = env::find_key(&file.path, name)?
            && key.status == Key::STATUS_SET
        {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

fn judge_provider(sender: &Sender, provider: &str) -> Finding {
    let domain = &sender.domain;
    let subject = format!("mail/{domain}/{provider}");
    // A provider that is given the keys by alias uses a return path below the domain as well,
    // whose own SPF receivers look at.
    let delegated = sender.dkim.iter().find(|selector| {
        selector.outcome.as_ref().is_ok_and(|key| {
            key.status == mail::DkimKey::STATUS_PRESENT
                && key.aliases.iter().any(|alias| is_below(alias, provider))
        })
    });
    if let Some(selector) = delegated {
        return Finding::pass(
            subject,
            format!("The DKIM key of {domain} is an alias to {provider}, which signs and sends in its name."),
        )
        .at(selector.source.clone(), "is an alias");
    }
    let known = sender.spf.as_ref().map_err(Clone::clone);
    let spf = match known.and_then(|spf| senders::unanswered(spf).map_or(Ok(spf), Err)) {
        Ok(spf) => spf,
        Err(error) => {
            return Finding::error(
                subject,
                format!("The SPF of {domain} is not known: {}.", error.reason()),
            );
        }
    };
    let unanswered = sender
        .dkim
        .iter()
        .find_map(|selector| selector.outcome.as_ref().err());
    let covered = spf
        .included
        .iter()
        .any(|included| is_below(included, provider));
    let finding = if covered && spf.problem.is_none() {
        Finding::pass(
            subject,
            format!("The SPF record of {domain} includes {provider}."),
        )
    } else if let Some(problem) = &spf.problem {
        Finding::not_applicable(
            subject,
            format!("The SPF of {domain} cannot be evaluated ({problem})."),
        )
    } else if let Some(error) = unanswered {
        Finding::error(
            subject,
            format!(
                "The SPF record of {domain} does not include {provider}, and it is not known whether \
                 the DKIM key is an alias to it: {}.",
                error.reason()
            ),
        )
    } else {
        Finding::fail(
            subject,
            format!("The application sends through {provider}, which the SPF record of {domain} does not include."),
        )
        .fix(format!(
            "Add `include:{provider}` to the SPF record of {domain}; or, if {provider} has you \
             publish its keys by alias, name their selectors in `targets.edge.dkim-selectors`"
        ))
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
