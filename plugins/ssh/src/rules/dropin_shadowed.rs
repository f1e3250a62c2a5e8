//! `ssh/dropin-shadowed`

use muster_sdk::sshd::{self, ShadowedLine};
use muster_sdk::{ByName, Finding, Outcome};

use crate::keyword::Keyword;
use crate::setting;

muster_sdk::rule! {
    id: "ssh/dropin-shadowed",
    severity: Medium,
    tags: ["ssh", "access"],
    documentation: "dropin_shadowed.md",
    check: check,
}

const SUBJECT: &str = "sshd/shadowed-lines";

fn check() -> Outcome {
    if let Some(finding) = setting::no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let shadowed = judge(sshd::shadowed_lines()?);
    Ok(if shadowed.is_empty() {
        vec![Finding::pass(
            SUBJECT,
            "No line that tightens a setting comes after one that loosens it.",
        )]
    } else {
        shadowed
    })
}

/// One finding for each keyword of which a stricter line has no effect.
fn judge(lines: Vec<ShadowedLine>) -> Vec<Finding> {
    let mut findings = ByName::default();
    for line in lines {
        let Some(keyword) = Keyword::named(&line.keyword) else {
            continue;
        };
        let name = keyword.name;
        let (written, effective) = (line.values.join(" "), line.winner.values.join(" "));
        let subject = format!("sshd/{name}");
        let finding = match keyword.compare(&written, &effective) {
            Some(order) if order.is_le() => continue,
            Some(_) => Finding::fail(
                subject,
                format!("'{name} {written}' has no effect: an earlier line sets '{effective}'."),
            )
            .fix(fix(name, &written, &line)),
            None => Finding::error(
                subject,
                format!(
                    "It is not known whether '{written}' or '{effective}' is the stricter {name}."
                ),
            ),
        };
        let known = findings.get_or_insert_with(name.to_owned(), || {
            finding
                .observed(effective)
                .required(written)
                .at_if(line.winner.source, "decides")
        });
        *known = known.clone().at(line.source, "has no effect");
    }
    findings.into_values()
}

fn fix(name: &str, written: &str, line: &ShadowedLine) -> String {
    match &line.winner.source {
        Some(winner) => setting::fix(name, winner, written),
        None => format!(
            "In the earlier line write `{name} {written}`, then run `{}`",
            setting::RELOAD
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::{FindingRecord, Source};

    fn at(line: u32) -> Source {
        Source {
            kind: "file".to_owned(),
            name: "/etc/ssh/sshd_config".to_owned(),
            line: Some(line),
            column: None,
            end_column: None,
            text: None,
        }
    }

    fn shadowed(keyword: &str, written: &str, effective: &str, line: u32) -> ShadowedLine {
        ShadowedLine {
            keyword: keyword.to_owned(),
            values: vec![written.to_owned()],
            source: at(line),
            winner: sshd::Setting {
                keyword: keyword.to_owned(),
                values: vec![effective.to_owned()],
                source: Some(at(1)),
            },
        }
    }

    #[test]
    fn only_a_stricter_line_that_lost_is_reported() {
        let lines = vec![
            shadowed("permitrootlogin", "no", "prohibit-password", 2),
            shadowed("passwordauthentication", "yes", "no", 3),
            shadowed("banner", "none", "/etc/issue", 4),
        ];
        let found: Vec<FindingRecord> = judge(lines).into_iter().map(Into::into).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].subject, "sshd/PermitRootLogin");
    }

    #[test]
    fn two_lines_that_lost_are_one_finding_with_both_places() {
        let lines = vec![
            shadowed("permitrootlogin", "no", "yes", 2),
            shadowed("permitrootlogin", "prohibit-password", "yes", 3),
        ];
        let found: Vec<FindingRecord> = judge(lines).into_iter().map(Into::into).collect();
        let lines: Vec<_> = found[0]
            .places
            .iter()
            .map(|place| place.source.line)
            .collect();
        assert_eq!(lines, [Some(1), Some(2), Some(3)]);
    }
}
