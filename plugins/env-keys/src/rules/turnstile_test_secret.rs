//! `env/turnstile-test-secret`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};

muster_sdk::parameters! {
    struct Parameters {
        /// The key with the secret of Cloudflare Turnstile.
        key: String = "TURNSTILE_SECRET_KEY",
    }
}

muster_sdk::rule! {
    id: "env/turnstile-test-secret",
    severity: Critical,
    precision: VeryHigh,
    tags: ["env", "secrets", "checklist"],
    documentation: "turnstile_test_secret.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    findings_per_keyed_file(|file| Ok(vec![judge_turnstile_secret(file, &parameters.key)]))
}

fn judge_turnstile_secret(file: &BoundFile, name: &str) -> Finding {
    let subject = file.subject(name);
    let Some(key) = file.filled(name) else {
        return Finding::not_applicable(subject, format!("{name} has no value."));
    };
    let finding = if let Some(dummy) = &key.known_dummy {
        Finding::fail(
            subject,
            format!("{name} is a test key from Cloudflare's documentation ('{dummy}')."),
        )
        .observed(dummy)
        .required("the secret key of your own widget")
        .fix(format!(
            "Set {name} to the widget's secret key from the Cloudflare dashboard (Turnstile)."
        ))
    } else if key.status == env::Key::STATUS_PLACEHOLDER {
        Finding::not_applicable(subject, format!("{name} holds a placeholder."))
    } else {
        Finding::pass(subject, format!("{name} is not a documented test key."))
    };
    finding.at(key.source.clone(), "sets it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{file, key, lines};

    #[test]
    fn a_dummy_fails_whatever_its_status() {
        let judged = |status: &str, dummy: Option<&str>| {
            let mut secret = key("TURNSTILE_SECRET_KEY");
            secret.status = status.to_owned();
            secret.known_dummy = dummy.map(str::to_owned);
            lines(vec![judge_turnstile_secret(
                &file([secret]),
                "TURNSTILE_SECRET_KEY",
            )])
            .remove(0)
        };
        let subject = "/etc/app.env#TURNSTILE_SECRET_KEY";
        let dummy = Some("turnstile-always-passes");
        assert_eq!(judged("placeholder", dummy), format!("fail {subject}"));
        assert_eq!(
            judged("placeholder", None),
            format!("not-applicable {subject}")
        );
        assert_eq!(judged("set", None), format!("pass {subject}"));
        assert_eq!(judged("empty", None), format!("not-applicable {subject}"));
    }
}
