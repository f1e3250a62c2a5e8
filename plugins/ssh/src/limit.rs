//! Keywords with a number, which has to be within limits.

use muster_sdk::sshd::{self, MatchBlock};
use muster_sdk::{ByName, Finding, NotEvaluated, Outcome};

use crate::advice::Advice;
use crate::setting::{block_subject, effective, no_server};

/// What a rule asks of a keyword with a number.
pub(crate) struct Limit {
    /// The keyword, as sshd_config(5) writes it.
    pub(crate) name: &'static str,
    /// The most that passes. Nothing passes below 1.
    pub(crate) most: i64,
    /// What 0 means, as the end of a sentence.
    pub(crate) zero: &'static str,
    /// What more than that means, as the end of a sentence.
    pub(crate) over: &'static str,
    /// Behind a number: ` s`, or nothing.
    pub(crate) unit: &'static str,
}

impl Limit {
    fn subject(&self) -> String {
        format!("sshd/{}", self.name)
    }

    /// Judges the effective value of the keyword.
    pub(crate) fn outcome(&self) -> Outcome {
        let subject = self.subject();
        if let Some(finding) = no_server(&subject)? {
            return Ok(vec![finding]);
        }
        if self.most < 1 {
            return Err(NotEvaluated::because(format!(
                "the most that a parameter allows for {} is below 1",
                self.name
            )));
        }
        let settings = effective(self.name, &sshd::settings()?)?;
        let advice = Advice::of_host()?;
        let mut findings = vec![self.finding(&subject, &settings, &advice)];
        findings.extend(self.of_blocks(&sshd::match_blocks()?, &advice));
        Ok(findings)
    }

    /// One finding for each `Match` block that sets the keyword beyond the limits.
    fn of_blocks(&self, blocks: &[MatchBlock], advice: &Advice) -> Vec<Finding> {
        let keyword = self.name.to_ascii_lowercase();
        let mut findings = ByName::default();
        for block in blocks.iter().filter(|block| block.satisfiable) {
            let inside = block.overrides.iter().find(|one| one.keyword == keyword);
            let Some(inside) = inside else { continue };
            let is_within = number(inside).is_some_and(|value| (1..=self.most).contains(&value));
            if !is_within {
                let subject = block_subject(block, self.name);
                let finding = self
                    .finding(&subject, std::slice::from_ref(inside), advice)
                    .at(block.source.clone(), "opens the block");
                findings.get_or_insert_with(subject, || finding);
            }
        }
        findings.into_values()
    }

    /// Passes when every setting is within the limits, whichever way sshd is started.
    fn finding(&self, subject: &str, settings: &[sshd::Setting], advice: &Advice) -> Finding {
        let Self {
            name, most, unit, ..
        } = self;
        let required = format!("1 to {most}{unit}");
        if settings.iter().any(|setting| number(setting).is_none()) {
            let reason = format!("The value of {name} is not a number.");
            return Finding::error(subject, reason);
        }
        let is_within = |setting: &&sshd::Setting| {
            number(setting).is_some_and(|value| (1..=*most).contains(&value))
        };
        let wrong = settings.iter().find(|setting| !is_within(setting));
        let shown = wrong.or(settings.first());
        let value = shown.and_then(number).unwrap_or_default();
        let finding = match wrong {
            None => Finding::pass(subject, format!("{name} is {value}{unit}.")),
            Some(setting) => {
                let meaning = if value < 1 { self.zero } else { self.over };
                Finding::fail(subject, format!("{name} is {value}{unit}, {meaning}."))
                    .fix(advice.set(name, setting.source.as_ref(), &most.to_string()))
            }
        };
        finding
            .observed(format!("{value}{unit}"))
            .required(required)
            .at_if(shown.and_then(|setting| setting.source.clone()), "sets it")
    }
}

fn number(setting: &sshd::Setting) -> Option<i64> {
    let [value] = setting.values.as_slice() else {
        return None;
    };
    value.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::tests::debian;
    use muster_sdk::testing::sample;
    use muster_sdk::{FindingRecord, Status};

    const LIMIT: Limit = Limit {
        name: "LoginGraceTime",
        most: 60,
        zero: "which is without end",
        over: "which is long",
        unit: " s",
    };

    fn judged(values: &[&str]) -> FindingRecord {
        let setting = |value: &&str| sshd::Setting {
            values: vec![(*value).to_owned()],
            source: None,
            ..sample()
        };
        let settings: Vec<_> = values.iter().map(setting).collect();
        LIMIT.finding("sshd", &settings, &debian(None)).into()
    }

    #[test]
    fn zero_is_not_the_least() {
        assert_eq!(
            judged(&["0"]).message,
            "LoginGraceTime is 0 s, which is without end."
        );
        assert_eq!(
            judged(&["61"]).message,
            "LoginGraceTime is 61 s, which is long."
        );
        assert_eq!(judged(&["60"]).status, Status::Pass);
        assert_eq!(judged(&["30", "120"]).status, Status::Fail);
        assert!(matches!(judged(&["none"]).status, Status::Error(_)));
    }
}
