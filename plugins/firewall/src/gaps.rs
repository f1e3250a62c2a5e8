//! What of the Compose project is not known, as far as it may publish ports.

use muster_sdk::compose::{self, Gap};
use muster_sdk::{ByName, Finding, NotEvaluated};

/// One error for each service of which it is not known what it publishes, as far as it `concerns` a
/// rule.
pub(crate) fn findings(concerns: impl Fn(&Gap) -> bool) -> Result<Vec<Finding>, NotEvaluated> {
    let mut gaps = compose::gaps()?;
    gaps.retain(|gap| may_publish(gap) && concerns(gap));
    Ok(told(&gaps))
}

fn may_publish(gap: &Gap) -> bool {
    matches!(gap.part.as_str(), "ports" | "extends" | "include")
}

fn told(gaps: &[Gap]) -> Vec<Finding> {
    let mut found: ByName<Vec<&Gap>> = ByName::default();
    for gap in gaps {
        let service = gap.service.as_deref().unwrap_or("project");
        found
            .get_or_insert_with(format!("compose/{service}/{}", gap.part), Vec::new)
            .push(gap);
    }
    let finding = |(subject, gaps): (String, Vec<&Gap>)| {
        let (first, more) = gaps.split_first()?;
        let more = match more.len() {
            0 => String::new(),
            1 => "; and one more".to_owned(),
            more => format!("; and {more} more"),
        };
        let whose = match &first.service {
            Some(service) => format!("'{service}' publishes"),
            None => "the project publishes".to_owned(),
        };
        let reason = &first.reason;
        let finding = Finding::error(
            subject,
            format!("It is not known what {whose}: {reason}{more}."),
        );
        Some(gaps.iter().fold(finding, |finding, gap| {
            finding.at(gap.source.clone(), "is not known")
        }))
    };
    found.into_iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::FindingRecord;
    use muster_sdk::testing::sample;

    #[test]
    fn what_is_not_known_of_a_service_is_one_error() {
        let gap = |service: Option<&str>, part: &str| Gap {
            service: service.map(str::to_owned),
            part: part.to_owned(),
            reason: "/srv/compose.yaml line 5: a variable is not set".to_owned(),
            source: crate::fixtures::source("/srv/compose.yaml"),
            ..sample()
        };
        let found: Vec<FindingRecord> = told(&[
            gap(Some("admin"), "ports"),
            gap(Some("admin"), "ports"),
            gap(None, "include"),
        ])
        .into_iter()
        .map(Into::into)
        .collect();
        let subjects: Vec<&str> = found.iter().map(|one| one.subject.as_str()).collect();
        assert_eq!(subjects, ["compose/admin/ports", "compose/project/include"]);
        assert!(found[0].message.ends_with("is not set; and one more."));
    }
}
