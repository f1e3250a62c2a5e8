//! `log/secrets-in-logs`

use muster_sdk::lines::{self, Gap, Log, SecretCount};
use muster_sdk::{Finding, Outcome, limit_in_seconds};

use crate::log::{HOUR, LOGS, about, called, gaps, is_ignored, lines_in_words, not_covered, now};

muster_sdk::parameters! {
    struct Parameters {
        /// How far back logs have to be looked through, in hours; what is older and was looked at counts as well.
        #[form(Range(1, 1_000_000_000))]
        hours: i64 = 24,
        /// Logs that are not judged, with `*` for any text: `container/NAME`, or a path.
        ignored: Vec<String> = [],
        /// Kinds of secrets that may be in logs, such as `jwt`.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "log/secrets-in-logs",
    severity: High,
    precision: Medium,
    tags: ["logs", "secrets", "checklist"],
    explained_by: [Place("caddy/config-valid"), Place("caddy/access-log"), Place("compose/file-valid")],
    documentation: "secrets_in_logs.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let window = limit_in_seconds("hours", parameters.hours, HOUR)?;
    let since = now()?.map(|now| now.saturating_sub(window));
    // Where no line is kept, no secret is.
    let mut findings = gaps(&parameters.ignored, |gap| gap.cause != Gap::CAUSE_NOT_KEPT)?;
    let counts = lines::secret_counts()?;
    for log in lines::logs()? {
        if is_ignored(&log.name, &parameters.ignored) {
            continue;
        }
        let mut of_log: Vec<Finding> = Vec::new();
        for count in counts.iter().filter(|count| count.log == log.name) {
            let finding = judge_count(&log, count);
            let is_told = |known: &Finding| known.subject() == finding.subject();
            if !parameters.allowed.contains(&count.kind) && !of_log.iter().any(is_told) {
                of_log.push(finding);
            }
        }
        if let Some(why) = not_covered(&log, since) {
            of_log.push(Finding::error(&log.name, why).at(log.source.clone(), "names it"));
        }
        if of_log.is_empty() {
            of_log.push(Finding::pass(
                &log.name,
                format!("Nothing in {} is a secret or looks like one.", called(&log)),
            ));
        }
        findings.extend(of_log.into_iter().map(|finding| about(&log, finding)));
    }
    if findings.is_empty() {
        findings.push(Finding::not_applicable(LOGS, "There is no log."));
    }
    Ok(findings)
}

fn judge_count(log: &Log, count: &SecretCount) -> Finding {
    let told = lines_in_words(count.lines, &count.last);
    let called = called(log);
    let (id, what, renewed) = match (&count.key, &count.env_file) {
        (Some(key), Some(file)) => (
            key.as_str(),
            format!("The value of {key} in {file}"),
            format!("give {key} a new value"),
        ),
        (_, Some(file)) => (
            count.kind.as_str(),
            format!("A secret of {file}"),
            "give it a new value".to_owned(),
        ),
        (_, None) => (
            count.kind.as_str(),
            format!("What looks like {}", in_words(&count.kind)),
            "have it replaced where it was made".to_owned(),
        ),
    };
    let wherefrom = match &log.container {
        Some(container) => format!("of the program in {container}"),
        None => "of the program that writes it".to_owned(),
    };
    let finding = Finding::fail(
        format!("{}#{id}", log.name),
        format!("{what} is in {called}, on {told}."),
    )
    .observed(&told)
    .required("no secret")
    .fix(format!(
        "Keep it out of the log {wherefrom}, {renewed}, and remove the lines from the log and its copies"
    ))
    .at(count.last.source.clone(), "the last one");
    if count.first.source == count.last.source {
        finding
    } else {
        finding.at(count.first.source.clone(), "the oldest one")
    }
}

fn in_words(kind: &str) -> &str {
    match kind {
        SecretCount::KIND_AGE_KEY => "a key of age",
        SecretCount::KIND_ANTHROPIC => "a key of Anthropic",
        SecretCount::KIND_AWS => "an access key of AWS",
        SecretCount::KIND_CLOUDFLARE => "a token of Cloudflare",
        SecretCount::KIND_DIGITALOCEAN => "a token of DigitalOcean",
        SecretCount::KIND_DOCKER_HUB => "a token of Docker Hub",
        SecretCount::KIND_ENCRYPTED_PRIVATE_KEY => "an encrypted private key",
        SecretCount::KIND_GITHUB => "a token of GitHub",
        SecretCount::KIND_GITLAB => "a token of GitLab",
        SecretCount::KIND_JWT => "a signed token (JWT)",
        SecretCount::KIND_NPM => "a token of npm",
        SecretCount::KIND_OPENAI => "a key of OpenAI",
        SecretCount::KIND_PRIVATE_KEY => "a private key",
        SecretCount::KIND_PYPI => "a token of PyPI",
        SecretCount::KIND_SENDGRID => "a key of SendGrid",
        SecretCount::KIND_SLACK => "a token of Slack",
        SecretCount::KIND_STRIPE => "a key of Stripe",
        SecretCount::KIND_URL_PASSWORD => "an address with a password",
        other => other,
    }
}
