//! The endpoints that a rule is about, and what each answered.

use muster_sdk::probes::{self, Answer, Probe};
use muster_sdk::{Finding, NotEvaluated, Outcome, applicable};

/// What endpoints are for, with the setting that names them.
#[derive(Clone, Copy)]
pub(crate) struct Purpose {
    word: &'static str,
    setting: &'static str,
}

impl Purpose {
    pub(crate) const HEALTH: Self = Self::of(Probe::PURPOSE_HEALTH, "health");
    pub(crate) const READINESS: Self = Self::of(Probe::PURPOSE_READINESS, "readiness");
    pub(crate) const BACKUP_HEALTH: Self = Self::of(Probe::PURPOSE_BACKUP_HEALTH, "backup-health");
    pub(crate) const METRICS: Self = Self::of(Probe::PURPOSE_METRICS, "metrics");
    pub(crate) const ADMIN: Self = Self::of(Probe::PURPOSE_ADMIN, "admin");
    pub(crate) const WEBHOOK: Self = Self::of(Probe::PURPOSE_WEBHOOK, "webhooks");
    pub(crate) const PAGE: Self = Self::of(Probe::PURPOSE_PAGE, "pages");

    const fn of(word: &'static str, setting: &'static str) -> Self {
        Self { word, setting }
    }

    /// How to make an endpoint with another status answer as it should.
    pub(crate) fn fix(self, probe: &Probe, answer: &Answer) -> String {
        let Self { setting, .. } = self;
        let url = &probe.url;
        match answer.status {
            300..=399 => format!(
                "Let {url} answer without a redirect; if it has moved, name its new place in `{setting}` under \
                 [targets.http]"
            ),
            401 | 403 | 407 => format!(
                "Let {url} be asked without credentials, by the application and by what stands in front of it"
            ),
            404 | 405 => {
                format!(
                    "Name the path that the application serves in `{setting}` under [targets.http]"
                )
            }
            429 => format!("Exempt {url} from the limit on requests"),
            502 | 504 => format!(
                "Start the application, or correct the address at which the proxy in front of {url} looks for it"
            ),
            _ => look_at(probe),
        }
    }

    /// What there is to judge where the project names no such endpoint.
    fn none(self) -> Finding {
        Finding::not_applicable(
            format!("http/{}", self.setting),
            format!(
                "The project names no such endpoint (`{}` under [targets.http]).",
                self.setting
            ),
        )
    }
}

/// What a rule finds in the answers of all endpoints of a purpose to anonymous requests.
pub(crate) fn per_endpoint(
    purpose: Purpose,
    judge: impl Fn(&Probe, &Answer) -> Vec<Finding>,
) -> Outcome {
    let probes = of_manner(Probe::MANNER_ANONYMOUS, |probe| {
        probe.purpose == purpose.word
    })?;
    if probes.is_empty() {
        return Ok(vec![purpose.none()]);
    }
    Ok(findings(&probes, judge))
}

/// What a rule about the application finds in its answers at all endpoints of a purpose to anonymous requests.
pub(crate) fn per_application(
    purpose: Purpose,
    judge: impl Fn(&Probe, &Answer) -> Finding,
) -> Outcome {
    per_endpoint(purpose, |probe, answer| {
        vec![of_application(probe, answer, &judge)]
    })
}

/// What a rule about the application finds in its answers to requests with credentials. Where none was made,
/// `task` tells a person how to make one.
pub(crate) fn per_authenticated(
    purpose: Purpose,
    task: impl Fn(&Probe) -> String,
    judge: impl Fn(&Probe, &Answer) -> Finding,
) -> Outcome {
    let of_purpose = |probe: &Probe| probe.purpose == purpose.word;
    let named = of_manner(Probe::MANNER_ANONYMOUS, of_purpose)?;
    if named.is_empty() {
        return Ok(vec![purpose.none()]);
    }
    let asked = of_manner(Probe::MANNER_AUTHENTICATED, of_purpose)?;
    let of_named = named.iter().flat_map(|probe| {
        match asked.iter().find(|other| other.source == probe.source) {
            Some(asked) => answered(asked, |answer| vec![of_application(asked, answer, &judge)]),
            None => vec![Finding::manual(subject(probe), task(probe))],
        }
    });
    Ok(of_named.collect())
}

/// What a rule finds in the answers to requests of a manner, whatever they are for.
pub(crate) fn per_manner(
    manner: &str,
    nobody: &str,
    judge: impl Fn(&Probe, &Answer) -> Vec<Finding>,
) -> Outcome {
    let probes = of_manner(manner, |_| true)?;
    if probes.is_empty() {
        return Ok(vec![Finding::not_applicable("http", nobody)]);
    }
    Ok(findings(&probes, judge))
}

/// The hosts of all endpoints.
pub(crate) fn hosts() -> Result<Vec<String>, NotEvaluated> {
    let probes = applicable("http", probes::probes())?;
    Ok(probes.into_iter().map(|probe| probe.host).collect())
}

fn of_manner(manner: &str, concerned: impl Fn(&Probe) -> bool) -> Result<Vec<Probe>, NotEvaluated> {
    let mut probes = applicable("http", probes::probes())?;
    probes.retain(|probe| probe.manner == manner && concerned(probe));
    Ok(probes)
}

fn findings(probes: &[Probe], judge: impl Fn(&Probe, &Answer) -> Vec<Finding>) -> Vec<Finding> {
    let findings = probes
        .iter()
        .flat_map(|probe| answered(probe, |answer| judge(probe, answer)));
    findings.collect()
}

/// What is found in an answer. Where the application gave none, nobody knows what it would have said.
fn answered(probe: &Probe, judge: impl FnOnce(&Answer) -> Vec<Finding>) -> Vec<Finding> {
    let found = match &probe.outcome {
        Ok(answer) => judge(answer),
        Err(error) => vec![Finding::error(subject(probe), error.reason())],
    };
    let placed = found.into_iter();
    placed
        .map(|finding| finding.at(probe.source.clone(), "was asked"))
        .collect()
}

/// What is judged: `http/api.example.com/readyz`.
pub(crate) fn subject(probe: &Probe) -> &str {
    &probe.source.name
}

/// A part of what is judged.
pub(crate) fn part(probe: &Probe, part: &str) -> String {
    format!("{}#{part}", subject(probe))
}

/// `GET https://api.example.com/readyz`.
pub(crate) fn request(probe: &Probe) -> String {
    format!("{} {}", probe.method, probe.url)
}

/// What a rule about the application finds in an answer, which may not be the application's.
pub(crate) fn of_application(
    probe: &Probe,
    answer: &Answer,
    judge: impl FnOnce(&Probe, &Answer) -> Finding,
) -> Finding {
    if !answer.challenged {
        return judge(probe, answer);
    }
    Finding::error(
        subject(probe),
        format!(
            "Cloudflare answers {} with a challenge, so the application was not reached; let Muster's \
             address pass, or run it elsewhere.",
            request(probe)
        ),
    )
}

/// How to find out what is wrong with an answer that says no more.
pub(crate) fn look_at(probe: &Probe) -> String {
    let url = &probe.url;
    format!(
        "Look at the whole answer with `curl -i {url}`, and for the reason in the application's log"
    )
}

/// What an answer was, as the end of a sentence.
pub(crate) fn described(answer: &Answer) -> String {
    let status = answer.status;
    match &answer.redirect {
        Some(redirect) if !redirect.host.is_empty() => {
            format!(
                "status {status} and leads to {}://{}",
                redirect.scheme, redirect.host
            )
        }
        Some(_) | None => format!("status {status}"),
    }
}

/// Whether a status is one of those that a parameter lists.
pub(crate) fn is_among(status: u16, statuses: &[i64]) -> bool {
    statuses.contains(&i64::from(status))
}

/// `200 or 204`.
pub(crate) fn listed(statuses: &[i64]) -> String {
    let statuses: Vec<String> = statuses.iter().map(i64::to_string).collect();
    format!("status {}", statuses.join(" or "))
}
