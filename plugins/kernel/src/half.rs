//! The two halves of what a rule is about: what boot sets up, and what is in force now. Most often they are
//! wrong or right together, for one reason and with one fix, so that they are one finding.

use muster_sdk::{Finding, NotEvaluated, Source};

/// What comes of one half.
pub(crate) enum Half {
    /// It is as it has to be.
    Holds(Told),
    /// It is not.
    Fails(Told),
    /// The rule is not about it.
    NotConcerned(String),
    /// It is not known.
    Unknown(String),
}

/// What is said of a half that was judged.
pub(crate) struct Told {
    /// A sentence without its full stop.
    pub(crate) says: String,
    pub(crate) observed: String,
    /// The most important one first.
    pub(crate) places: Vec<(Source, &'static str)>,
    /// How to fix it; none where fixing the other half does.
    pub(crate) fix: Option<String>,
}

impl Half {
    /// What could be judged, or why it could not.
    pub(crate) fn of(judged: Result<Self, NotEvaluated>) -> Self {
        judged.unwrap_or_else(|error| Self::Unknown(error.reason().to_owned()))
    }

    pub(crate) const fn fails(&self) -> bool {
        matches!(self, Self::Fails(_))
    }
}

/// The finding on a subject. What is wrong comes first, of both halves what boot sets up, because it comes
/// back. `required` is what is asked for, and `demand` the end of the sentence that says so, or nothing.
pub(crate) fn finding(
    subject: &str,
    [boot, now]: [Half; 2],
    required: &str,
    demand: &str,
) -> Finding {
    let observed = observed(&boot, &now);
    let fails = boot.fails() || now.fails();
    let (mut wrong, mut right, mut unknown, mut reasons) = (vec![], vec![], vec![], vec![]);
    for (half, whose) in [(boot, "What boot makes of it"), (now, "What is in force")] {
        match half {
            Half::Fails(told) => wrong.push(told),
            Half::Holds(told) => right.push(told),
            Half::Unknown(reason) => unknown.push((whose, reason)),
            Half::NotConcerned(reason) => reasons.push(reason),
        }
    }
    let told: Vec<&Told> = wrong.iter().chain(&right).collect();
    let sentences = told.iter().enumerate().map(|(place, told)| {
        let demand = if fails && place == 0 { demand } else { "" };
        format!("{}{demand}.", told.says)
    });
    let sentences = sentences.chain(
        unknown
            .iter()
            .map(|(whose, reason)| format!("{whose} is not known: {reason}.")),
    );
    let message = sentences.collect::<Vec<_>>().join(" ");
    let judged = if fails {
        let fixes: Vec<&str> = wrong
            .iter()
            .filter_map(|told| told.fix.as_deref())
            .collect();
        Finding::fail(subject, message).fix(fixes.join(". "))
    } else if let Some((_, reason)) = unknown.first() {
        Finding::error(subject, reason)
    } else if right.is_empty() {
        return Finding::not_applicable(subject, reasons.into_iter().next().unwrap_or_default());
    } else {
        Finding::pass(subject, message)
    };
    let judged = match observed {
        Some(observed) => judged.observed(observed).required(required),
        None => judged,
    };
    told.into_iter()
        .flat_map(|told| &told.places)
        .fold(judged, |judged, (source, label)| {
            judged.at(source.clone(), label)
        })
}

/// What was found, of each half where they differ.
fn observed(boot: &Half, now: &Half) -> Option<String> {
    let of = |half: &Half| match half {
        Half::Holds(told) | Half::Fails(told) => Some(told.observed.clone()),
        Half::NotConcerned(_) | Half::Unknown(_) => None,
    };
    match (of(boot), of(now)) {
        (Some(boot), Some(now)) if boot != now => Some(format!("{boot} at boot, {now} now")),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::{FindingRecord, Status};

    fn told(says: &str, observed: &str, fix: Option<&str>) -> Told {
        Told {
            says: says.to_owned(),
            observed: observed.to_owned(),
            places: vec![(Source::file(format!("/{says}")), "says it")],
            fix: fix.map(str::to_owned),
        }
    }

    fn found(boot: Half, now: Half) -> FindingRecord {
        FindingRecord::from(finding("a.b", [boot, now], "1", "; the policy requires 1"))
    }

    #[test]
    fn both_halves_are_one_finding_with_what_fails_first() {
        let both = found(
            Half::Fails(told("Boot sets 0", "0", Some("Set it"))),
            Half::Fails(told("It is 0", "0", None)),
        );
        assert_eq!(both.message, "Boot sets 0; the policy requires 1. It is 0.");
        assert_eq!(both.observed.as_deref(), Some("0"));
        assert_eq!(both.fix.as_deref(), Some("Set it"));
        let now = found(
            Half::Holds(told("Boot sets 1", "1", None)),
            Half::Fails(told("It is 0", "0", Some("Run it"))),
        );
        assert_eq!(now.message, "It is 0; the policy requires 1. Boot sets 1.");
        assert_eq!(now.observed.as_deref(), Some("1 at boot, 0 now"));
        assert_eq!(now.places[0].source.name, "/It is 0");
    }

    #[test]
    fn what_is_not_known_of_a_half_hides_no_failure_and_passes_nothing() {
        let unknown = || Half::Unknown("permission denied".to_owned());
        let fails = found(
            Half::Fails(told("Boot sets 0", "0", Some("Set it"))),
            unknown(),
        );
        assert_eq!(fails.status, Status::Fail);
        assert!(
            fails
                .message
                .ends_with("What is in force is not known: permission denied.")
        );
        let open = found(Half::Holds(told("Boot sets 1", "1", None)), unknown());
        assert_eq!(open.status, Status::Error("permission denied".to_owned()));
    }

    #[test]
    fn a_half_that_does_not_concern_a_host_leaves_the_other() {
        let none = || Half::NotConcerned("Nothing runs.".to_owned());
        let boot = found(Half::Holds(told("Boot sets 1", "1", None)), none());
        assert_eq!(
            (boot.status, boot.message.as_str()),
            (Status::Pass, "Boot sets 1.")
        );
        let status = found(none(), none()).status;
        assert_eq!(status, Status::NotApplicable("Nothing runs.".to_owned()));
    }
}
