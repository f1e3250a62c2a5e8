//! One check of a readiness document: the database, the migrations, the background jobs.

use muster_sdk::probes::{Answer, Check, Document, Probe};
use muster_sdk::{Finding, Outcome};

use crate::endpoint::{Purpose, described, part, per_application, request};

/// Which check a rule is about.
pub(crate) struct Concern<'a> {
    /// What it is called in subjects: `database`.
    pub(crate) part: &'a str,
    /// What the applications call it.
    pub(crate) names: &'a [String],
}

/// What a rule finds in the checks that are its concern.
pub(crate) fn per_check(
    concern: &Concern<'_>,
    judge: impl Fn(&Probe, &str, &Check) -> Finding,
) -> Outcome {
    per_application(Purpose::READINESS, |probe, answer| {
        judge_answer(concern, probe, answer, &judge)
    })
}

fn judge_answer(
    concern: &Concern<'_>,
    probe: &Probe,
    answer: &Answer,
    judge: impl Fn(&Probe, &str, &Check) -> Finding,
) -> Finding {
    let subject = part(probe, concern.part);
    let request = request(probe);
    let Some(document) = &answer.document else {
        return if (200..300).contains(&answer.status) {
            let reason =
                format!("{request} answers without a JSON object, so it has no checks of its own.");
            Finding::not_applicable(subject, reason)
        } else {
            let described = described(answer);
            let reason = format!(
                "{request} answers with {described}, but does not say in JSON what is wrong."
            );
            Finding::error(subject, reason)
        };
    };
    match worst(concern, document) {
        Some(check) => judge(probe, &subject, check),
        None => Finding::not_applicable(
            subject,
            format!(
                "{request} has no check called {}.",
                concern.names.join(" or ")
            ),
        ),
    }
}

/// Of several checks that a rule is about, the one that fails.
fn worst<'a>(concern: &Concern<'_>, document: &'a Document) -> Option<&'a Check> {
    let is_meant = |check: &&Check| {
        let mut names = concern.names.iter();
        names.any(|name| name.eq_ignore_ascii_case(&check.name))
    };
    document
        .checks
        .iter()
        .filter(is_meant)
        .min_by_key(|check| match check.ok {
            Some(false) => 0,
            None => 1,
            Some(true) => 2,
        })
}

/// Why a check that has no verdict cannot be judged.
pub(crate) fn no_verdict(probe: &Probe, subject: &str, check: &Check) -> Finding {
    let what = if check.skipped {
        "left out this time"
    } else {
        "there, but without a verdict"
    };
    let reason = format!(
        "In {}, the check `{}` is {what}.",
        request(probe),
        check.name
    );
    Finding::error(subject, reason)
}
