//! `http/security-headers`

use muster_sdk::probes::{Answer, Probe};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::endpoint::{Purpose, described, part, per_endpoint, request, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// What is judged: `hsts`, `nosniff`, `framing`, `referrer-policy` and `content-security-policy`.
        #[needed(headers)]
        #[form(Words(&["hsts", "nosniff", "framing", "referrer-policy", "content-security-policy"]))]
        headers: Vec<String> = ["hsts", "nosniff", "framing", "referrer-policy"],
        /// How long browsers should remember to use HTTPS, in days.
        #[form(Range(0, 1_000_000_000))]
        hsts_days: i64 = 365,
    }
}

muster_sdk::rule! {
    id: "http/security-headers",
    severity: Low,
    precision: VeryHigh,
    tags: ["http", "browser"],
    documentation: "security_headers.md",
    parameters: Parameters,
    check: check,
}

const DAY: u64 = 24 * 60 * 60;

/// What can be judged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Protection {
    Hsts,
    Nosniff,
    Framing,
    ReferrerPolicy,
    ContentSecurityPolicy,
}

impl Protection {
    const ALL: [Self; 5] = [
        Self::Hsts,
        Self::Nosniff,
        Self::Framing,
        Self::ReferrerPolicy,
        Self::ContentSecurityPolicy,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Hsts => "hsts",
            Self::Nosniff => "nosniff",
            Self::Framing => "framing",
            Self::ReferrerPolicy => "referrer-policy",
            Self::ContentSecurityPolicy => "content-security-policy",
        }
    }

    fn find(word: &str) -> Result<Self, NotEvaluated> {
        let mut all = Self::ALL.into_iter();
        all.find(|one| one.word() == word).ok_or_else(|| {
            let words = Self::ALL.map(Self::word).join(", ");
            NotEvaluated::because(format!(
                "parameter `headers`: `{word}` is not one of {words}"
            ))
        })
    }
}

fn check(parameters: Parameters) -> Outcome {
    let days = parameters.hsts_days;
    let seconds = u64::try_from(days)
        .ok()
        .and_then(|days| days.checked_mul(DAY))
        .ok_or_else(|| {
            NotEvaluated::because(format!(
                "parameter `hsts-days`: {days} is not a number of days that makes sense"
            ))
        })?;
    let protections = parameters
        .headers
        .iter()
        .map(|word| Protection::find(word))
        .collect::<Result<Vec<_>, _>>()?;
    per_endpoint(Purpose::PAGE, |probe, answer| {
        if let Some(redirect) = &answer.redirect {
            return vec![Finding::not_applicable(
                subject(probe),
                format!(
                    "{} leads to {}://{}; name that page in `pages` under [targets.http] to have it judged.",
                    request(probe),
                    redirect.scheme,
                    redirect.host
                ),
            )];
        }
        if !(200..300).contains(&answer.status) || answer.challenged {
            return vec![Finding::error(
                subject(probe),
                format!(
                    "{} answers with {}, which is not the page itself; name one that answers with 200 in `pages` \
                     under [targets.http].",
                    request(probe),
                    described(answer)
                ),
            )];
        }
        let judged = protections.iter();
        judged
            .map(|protection| judge_protection(probe, answer, *protection, seconds))
            .collect()
    })
}

fn judge_protection(
    probe: &Probe,
    answer: &Answer,
    protection: Protection,
    seconds: u64,
) -> Finding {
    let url = &probe.url;
    let (holds, message, fix) = match protection {
        Protection::Hsts => {
            let message = match answer.hsts {
                Some(age) => format!("{url} tells browsers to use HTTPS for {} days.", age / DAY),
                None => format!(
                    "{url} does not tell browsers to use HTTPS (Strict-Transport-Security)."
                ),
            };
            (
                answer.hsts.is_some_and(|age| age >= seconds),
                message,
                format!("Send `Strict-Transport-Security: max-age={seconds}`"),
            )
        }
        Protection::Nosniff => (
            answer.nosniff,
            match answer.nosniff {
                true => format!("{url} keeps browsers from guessing types."),
                false => format!(
                    "{url} lets browsers guess what its files are (X-Content-Type-Options)."
                ),
            },
            "Send `X-Content-Type-Options: nosniff`".to_owned(),
        ),
        Protection::Framing => {
            let holds = answer.framing != Answer::FRAMING_NONE;
            let message = match holds {
                true => format!("{url} cannot be framed by every site."),
                false => format!("Any site can show {url} in a frame."),
            };
            let fix = "Send `Content-Security-Policy: frame-ancestors 'self'`, or `X-Frame-Options: SAMEORIGIN`";
            (holds, message, fix.to_owned())
        }
        Protection::ReferrerPolicy => {
            let policy = answer.referrer_policy.as_str();
            let holds = !matches!(
                policy,
                Answer::REFERRER_POLICY_NONE
                    | Answer::REFERRER_POLICY_UNSAFE_URL
                    | Answer::REFERRER_POLICY_NO_REFERRER_WHEN_DOWNGRADE
            );
            let message = match policy {
                Answer::REFERRER_POLICY_NONE => {
                    format!(
                        "{url} leaves it to the browser which address other sites are told (Referrer-Policy)."
                    )
                }
                _ => format!("The Referrer-Policy of {url} is `{policy}`."),
            };
            let fix = "Send `Referrer-Policy: strict-origin-when-cross-origin`";
            (holds, message, fix.to_owned())
        }
        Protection::ContentSecurityPolicy => (
            answer.content_security_policy,
            match answer.content_security_policy {
                true => format!("{url} has a Content-Security-Policy."),
                false => format!(
                    "{url} has no Content-Security-Policy, so whatever gets into the page runs."
                ),
            },
            "Send a `Content-Security-Policy` that names where scripts come from".to_owned(),
        ),
    };
    let subject = part(probe, protection.word());
    if holds {
        Finding::pass(subject, message)
    } else {
        Finding::fail(subject, message).fix(fix)
    }
}
