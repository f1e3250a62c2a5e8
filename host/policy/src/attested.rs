//! What attestations change in a verdict: a finding that asks for a person passes while somebody
//! answers for it. Nothing else is ever turned.

use std::collections::BTreeMap;

use muster_outcomes::{Outcome, RuleId, Status};

use crate::{Attestation, Attested, Day, JudgedOutcome, Verdict};

/// The attestations that concern one host on one day, by their rules.
pub(crate) struct Attestations<'a> {
    by_rule: BTreeMap<&'a RuleId, Vec<&'a Attestation>>,
    today: Option<Day>,
}

impl<'a> Attestations<'a> {
    /// Those of a host at the time, RFC 3339 in UTC, at which its facts were collected.
    pub(crate) fn of(all: &'a [Attestation], host: &str, collected_at: &str) -> Self {
        let mut by_rule: BTreeMap<&RuleId, Vec<&Attestation>> = BTreeMap::new();
        let concerning = |one: &&Attestation| one.host.as_deref().is_none_or(|named| named == host);
        for one in all.iter().filter(concerning) {
            by_rule.entry(&one.rule).or_default().push(one);
        }
        Self {
            by_rule,
            today: Day::of_time(collected_at),
        }
    }

    /// Lets a finding that asks for a person pass, or says why an attestation does not count.
    pub(crate) fn apply(&self, finding: &mut JudgedOutcome) {
        let Outcome {
            rule,
            subject,
            status,
            message,
            ..
        } = &mut finding.outcome;
        // Without a day, nothing is known to be valid.
        let (Status::Manual(reason), Some(today)) = (&*status, self.today) else {
            return;
        };
        let Some(attestation) = self.best(rule, subject, today) else {
            return;
        };
        let Attestation {
            by,
            on,
            valid_until,
            evidence,
            ..
        } = attestation;
        if is_valid(attestation, today) {
            let left = u32::try_from(today.days_until(*valid_until)).unwrap_or(0);
            finding.attested = Some(Attested {
                by: by.clone(),
                on: on.to_string(),
                valid_until: valid_until.to_string(),
                evidence: evidence.clone(),
                days_left: left,
            });
            *message = format!("{by} attested it on {on}, until {valid_until}: {evidence}");
            *status = Status::Pass;
            return;
        }
        let why = if *on > today {
            format!("The attestation by {by} is valid only from {on} on.")
        } else {
            format!("The attestation by {by} expired on {valid_until}.")
        };
        let told = format!("{why} {reason}");
        if *message == *reason {
            message.clone_from(&told);
        }
        *status = Status::Manual(told);
    }

    /// What counts for a subject: first what is valid, then what names subject and host, then what
    /// counts longest.
    fn best(&self, rule: &RuleId, subject: &str, today: Day) -> Option<&'a Attestation> {
        let fitting = self.by_rule.get(rule)?.iter().copied().filter(|one| {
            let named = one.subject.as_deref();
            named.is_none_or(|named| named == subject)
        });
        fitting.max_by_key(|one| {
            (
                is_valid(one, today),
                one.subject.is_some(),
                one.host.is_some(),
                one.valid_until,
            )
        })
    }
}

fn is_valid(attestation: &Attestation, today: Day) -> bool {
    (attestation.on..=attestation.valid_until).contains(&today)
}

/// The attestations that name a subject which their rule did not judge on this host, so that they are
/// about nothing. A rule that could not be evaluated may have had it.
#[must_use]
pub fn unmatched<'a>(attestations: &'a [Attestation], verdict: &Verdict) -> Vec<&'a Attestation> {
    let mut subjects: BTreeMap<&RuleId, Vec<&str>> = BTreeMap::new();
    let mut unknown: Vec<&RuleId> = Vec::new();
    for Outcome {
        rule,
        subject,
        status,
        ..
    } in verdict.findings.iter().map(|finding| &finding.outcome)
    {
        subjects.entry(rule).or_default().push(subject);
        if matches!(status, Status::Error(_)) {
            unknown.push(rule);
        }
    }
    let host = verdict.target.name.as_str();
    let misses = |one: &&Attestation| {
        let concerns = one.host.as_deref().is_none_or(|named| named == host);
        let judged = subjects.get(&one.rule);
        concerns
            && !unknown.contains(&&one.rule)
            && judged.is_some_and(|judged| {
                let named = one.subject.as_deref();
                named.is_some_and(|named| !judged.contains(&named))
            })
    };
    attestations.iter().filter(misses).collect()
}

#[cfg(test)]
mod tests {
    use muster_outcomes::{Fingerprint, Severity};

    use super::*;

    fn attestation(subject: Option<&str>, host: Option<&str>, from: &str, to: &str) -> Attestation {
        Attestation {
            rule: "a/one".parse().unwrap(),
            subject: subject.map(str::to_owned),
            host: host.map(str::to_owned),
            by: format!("{}@{}", subject.unwrap_or("all"), host.unwrap_or("all")),
            on: Day::parse(from).unwrap(),
            valid_until: Day::parse(to).unwrap(),
            evidence: "OPS-1".to_owned(),
        }
    }

    fn finding(subject: &str, status: Status) -> JudgedOutcome {
        let rule: RuleId = "a/one".parse().unwrap();
        JudgedOutcome {
            severity: Severity::High,
            follows_from: None,
            kept_under: None,
            attested: None,
            outcome: Outcome {
                fingerprint: Fingerprint::of(&rule, "web-1", subject),
                rule,
                subject: subject.to_owned(),
                message: status.reason().unwrap_or("It is so.").to_owned(),
                status,
                observed: None,
                required: None,
                places: Vec::new(),
                fix: None,
                artifact: None,
            },
        }
    }

    fn manual(subject: &str) -> JudgedOutcome {
        finding(subject, Status::Manual("Look.".to_owned()))
    }

    /// The finding after the attestations of `web-1` on a day.
    fn after(all: &[Attestation], day: &str, mut finding: JudgedOutcome) -> JudgedOutcome {
        let time = format!("{day}T12:00:00Z");
        Attestations::of(all, "web-1", &time).apply(&mut finding);
        finding
    }

    #[test]
    fn only_what_asks_for_a_person_is_turned() {
        let all = [attestation(None, None, "2026-01-01", "2026-12-31")];
        let passed = after(&all, "2026-12-22", manual("x"));
        assert_eq!(passed.outcome.status, Status::Pass);
        assert_eq!(
            passed.outcome.message,
            "all@all attested it on 2026-01-01, until 2026-12-31: OPS-1"
        );
        assert_eq!(passed.outcome.fingerprint, manual("x").outcome.fingerprint);
        assert_eq!(passed.attested.unwrap().days_left, 9);
        for status in [
            Status::Pass,
            Status::Fail,
            Status::Error("denied".to_owned()),
            Status::NotApplicable("off".to_owned()),
        ] {
            let given = finding("x", status);
            assert_eq!(after(&all, "2026-12-22", given.clone()), given);
        }
    }

    #[test]
    fn it_counts_from_its_first_day_to_its_last() {
        let all = [attestation(None, None, "2026-03-01", "2026-03-31")];
        for (day, reason) in [
            (
                "2026-02-28",
                "The attestation by all@all is valid only from 2026-03-01 on. Look.",
            ),
            ("2026-03-01", ""),
            ("2026-03-31", ""),
            (
                "2026-04-01",
                "The attestation by all@all expired on 2026-03-31. Look.",
            ),
        ] {
            let found = after(&all, day, manual("x"));
            assert_eq!(found.outcome.status.reason().unwrap_or(""), reason, "{day}");
            assert_eq!(found.attested.is_some(), reason.is_empty(), "{day}");
        }
        let mut found = manual("x");
        Attestations::of(&all, "web-1", "some day").apply(&mut found);
        assert_eq!(found, manual("x"));
    }

    #[test]
    fn the_one_that_counts_is_valid_and_names_the_most() {
        let all = [
            attestation(None, None, "2026-01-01", "2026-12-31"),
            attestation(Some("x"), None, "2026-01-01", "2026-06-30"),
            attestation(Some("x"), Some("web-2"), "2026-01-01", "2026-12-31"),
            attestation(Some("y"), Some("web-1"), "2026-01-01", "2026-06-30"),
        ];
        let by = |day, subject| after(&all, day, manual(subject)).attested.unwrap().by;
        assert_eq!(by("2026-06-01", "x"), "x@all");
        assert_eq!(by("2026-06-01", "y"), "y@web-1");
        assert_eq!(by("2026-06-01", "z"), "all@all");
        assert_eq!(by("2026-07-01", "x"), "all@all");
    }
}
