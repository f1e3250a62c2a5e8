//! How much all findings of a scan may come to. The sandbox bounds what one call returns; a plugin
//! with many rules could still fill the memory, and a report that nobody can open.

use muster_outcomes::{Outcome, RuleId};

use crate::outcome;

/// Bytes for what Muster's own plugins say about one host. Each rule may report 2,000 subjects, at
/// about a kilobyte each; a host on which fifty rules do so still fits.
const BUILTIN: usize = 96 << 20;

/// Bytes for what all other plugins say. A report of this size has more than 20,000 findings, as
/// many as GitHub takes; written in every format it costs Muster some 300 MB of memory.
const OTHERS: usize = 24 << 20;

/// Findings of all other plugins. GitHub takes 25,000 results in one run, and those of Muster's own
/// plugins must fit beside them.
const MOST_OF_OTHERS: usize = 16_000;

/// Bytes of an outcome beside its texts: names of fields, the rule's id and a fingerprint.
const OUTCOME: usize = 512;

/// Bytes of a place beside its texts. SARIF takes the most.
const PLACE: usize = 512;

/// What one plugin may still report in this scan. Each gets an equal share, whatever the others do
/// and whichever is done first, so that the same facts give the same report.
pub(crate) struct Budget {
    share: usize,
    left: usize,
    /// Findings.
    fitting: usize,
}

impl Budget {
    /// The share of one of `plugins` of its kind.
    pub(crate) fn new(builtin: bool, plugins: usize) -> Self {
        let (bytes, findings) = if builtin {
            (BUILTIN, usize::MAX)
        } else {
            (OTHERS, MOST_OF_OTHERS)
        };
        let share = bytes / plugins.max(1);
        Self {
            share,
            left: share,
            fitting: findings / plugins.max(1),
        }
    }

    /// The outcomes of the plugin's next rule, or one that says that they do not fit.
    pub(crate) fn admit(
        &mut self,
        rule: &RuleId,
        target: &str,
        plugin: &str,
        outcomes: Vec<Outcome>,
    ) -> Vec<Outcome> {
        let size = outcomes.iter().map(size).sum::<usize>();
        let fitting = self.fitting.checked_sub(outcomes.len());
        if let Some((left, fitting)) = self.left.checked_sub(size).zip(fitting) {
            (self.left, self.fitting) = (left, fitting);
            return outcomes;
        }
        let much = match fitting {
            Some(_) => in_units(self.share),
            None => "the number of findings that fits".to_owned(),
        };
        let reason = format!(
            "plugin `{plugin}`: with this rule its findings come to more than {much}, its share of \
             what one report can carry"
        );
        vec![outcome::not_evaluated(rule, target, reason)]
    }
}

fn in_units(bytes: usize) -> String {
    match bytes >> 20 {
        0 => format!("{} KiB", bytes >> 10),
        megabytes => format!("{megabytes} MiB"),
    }
}

/// About what an outcome takes in a document.
fn size(outcome: &Outcome) -> usize {
    let texts = [&outcome.subject, &outcome.message]
        .into_iter()
        .chain(&outcome.observed)
        .chain(&outcome.required)
        .chain(&outcome.fix)
        .map(String::as_str)
        .chain(outcome.status.reason());
    let places = outcome.places.iter().map(|place| {
        let texts = [&place.label, &place.source.kind, &place.source.name]
            .into_iter()
            .chain(&place.source.text);
        PLACE + texts.map(|text| escaped(text)).sum::<usize>()
    });
    OUTCOME + texts.map(escaped).sum::<usize>() + places.sum::<usize>()
}

/// Bytes of a text in JSON, where a control character takes six.
fn escaped(text: &str) -> usize {
    text.len() + 5 * text.bytes().filter(u8::is_ascii_control).count()
}

#[cfg(test)]
mod tests {
    use muster_outcomes::Status;

    use super::*;

    fn outcomes(rule: &RuleId, count: usize, length: usize) -> Vec<Outcome> {
        (0..count)
            .map(|number| Outcome {
                status: Status::Pass,
                message: "x".repeat(length),
                ..outcome::not_evaluated(rule, &number.to_string(), String::new())
            })
            .collect()
    }

    #[test]
    fn a_rule_that_does_not_fit_is_one_error_and_the_next_may_fit() {
        let rule: RuleId = "acme/port".parse().unwrap();
        let mut budget = Budget::new(false, 1);
        let fits = outcomes(&rule, 2_000, 8 << 10);
        assert_eq!(budget.admit(&rule, "web-1", "acme", fits.clone()), fits);
        let refused = budget.admit(&rule, "web-1", "acme", fits);
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].subject, "acme/port");
        assert_eq!(
            refused[0].status,
            Status::Error(
                "plugin `acme`: with this rule its findings come to more than 24 MiB, its share of \
                 what one report can carry"
                    .to_owned()
            )
        );
        let small = outcomes(&rule, 1, 10);
        assert_eq!(budget.admit(&rule, "web-1", "acme", small.clone()), small);
    }

    #[test]
    fn shares_are_equal_and_their_sum_is_bounded() {
        let share = |plugins| Budget::new(false, plugins).left;
        assert_eq!(share(1), OTHERS);
        assert!(share(300) * 300 <= OTHERS);
        assert_eq!(Budget::new(true, 0).left, BUILTIN);
    }

    #[test]
    fn fifty_rules_with_two_thousand_subjects_each_fit() {
        let rule: RuleId = "ssh/port".parse().unwrap();
        let each = outcomes(&rule, 2_000, 400).iter().map(size).sum::<usize>();
        assert!(each * 50 <= BUILTIN, "{each}");
    }

    #[test]
    fn what_json_escapes_counts_as_long_as_it_gets() {
        assert_eq!(escaped("ab\u{1}\n"), 14);
    }
}
