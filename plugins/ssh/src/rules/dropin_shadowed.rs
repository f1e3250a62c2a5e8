//! `ssh/dropin-shadowed`

use std::cmp::Ordering;

use muster_sdk::sshd::{self, MatchBlock, Setting, ShadowedLine};
use muster_sdk::{ByName, Finding, Outcome, pass_unless};

use crate::advice::Advice;
use crate::keyword::Keyword;
use crate::setting;

muster_sdk::rule! {
    id: "ssh/dropin-shadowed",
    severity: Medium,
    tags: ["ssh", "access"],
    explained_by: [
        Place("ssh/config-valid"),
        Place("ssh/kbd-interactive-authentication"),
        Place("ssh/password-authentication"),
        Place("ssh/permit-empty-passwords"),
        Place("ssh/permit-root-login"),
        Place("ssh/pubkey-authentication"),
        Place("ssh/misc-hardening"),
        Place("ssh/x11-agent-tcp-forwarding"),
        Place("ssh/login-grace-time"),
        Place("ssh/max-auth-tries"),
    ],
    documentation: "dropin_shadowed.md",
    check: check,
}

const SUBJECT: &str = "sshd/shadowed-lines";

fn check() -> Outcome {
    if let Some(finding) = setting::no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let advice = Advice::of_host()?;
    let mut findings = judge_shadowed(sshd::shadowed_lines()?, &advice);
    findings.extend(stray(&sshd::match_blocks()?, &sshd::settings()?, &advice));
    Ok(pass_unless(findings, || {
        Finding::pass(
            SUBJECT,
            "No line that tightens a setting comes after one that loosens it.",
        )
    }))
}

/// One finding for each keyword that a line sets for a block alone, though it is indented as if the
/// block had ended. A line that is not stricter is left to the rule on blocks.
fn stray(blocks: &[MatchBlock], global: &[Setting], advice: &Advice) -> Vec<Finding> {
    let mut findings = ByName::default();
    for block in blocks {
        for line in &block.stray {
            let effective = global.iter().find(|one| one.keyword == line.keyword);
            let values = effective.map_or_else(String::new, |one| one.values.join(" "));
            let written = line.values.join(" ");
            let known = Keyword::named(&line.keyword);
            let order = known.and_then(|keyword| keyword.compare(&written, &values));
            if written == values || order.is_some_and(Ordering::is_le) {
                continue;
            }
            let Some(source) = &line.source else { continue };
            let name = known.map_or_else(|| written_name(line), |known| known.name.to_owned());
            let finding = findings.get_or_insert_with(name.clone(), || {
                Finding::fail(
                    format!("sshd/Match/{name}"),
                    format!(
                        "'{name} {written}' applies only to 'Match {}': no line ends the block that {} opens.",
                        block.criteria,
                        setting::opening(block)
                    ),
                )
                .observed(values)
                .required(written)
                .fix(format!(
                    "Move the line at {} above the first `Match` line, then run `{}`",
                    source.location(),
                    advice.reload()
                ))
                .at(source.clone(), "belongs to the block")
            });
            *finding = finding.clone().at(block.source.clone(), "opens the block");
        }
    }
    findings.into_values()
}

/// The keyword as the line has it.
fn written_name(line: &Setting) -> String {
    let text = line
        .source
        .as_ref()
        .and_then(|source| source.text.as_deref());
    let written = text.and_then(|text| {
        text.split([' ', '\t', '=', '"'])
            .find(|one| !one.is_empty())
    });
    match written {
        Some(written) if written.eq_ignore_ascii_case(&line.keyword) => written.to_owned(),
        Some(_) | None => line.keyword.clone(),
    }
}

/// One finding for each keyword of which a stricter line has no effect.
fn judge_shadowed(lines: Vec<ShadowedLine>, advice: &Advice) -> Vec<Finding> {
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
            .fix(advice.set(name, line.winner.source.as_ref(), &written)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::tests::debian;
    use muster_sdk::testing::sample;
    use muster_sdk::{FindingRecord, Source};

    fn at(line: u32) -> Source {
        Source::line("/etc/ssh/sshd_config", line)
    }

    fn shadowed(keyword: &str, written: &str, effective: &str, line: u32) -> ShadowedLine {
        ShadowedLine {
            keyword: keyword.to_owned(),
            values: vec![written.to_owned()],
            source: at(line),
            winner: Setting {
                keyword: keyword.to_owned(),
                values: vec![effective.to_owned()],
                source: Some(at(1)),
                ..sample()
            },
            ..sample()
        }
    }

    #[test]
    fn only_a_stricter_line_that_lost_is_reported() {
        let lines = vec![
            shadowed("permitrootlogin", "no", "prohibit-password", 2),
            shadowed("passwordauthentication", "yes", "no", 3),
            shadowed("banner", "none", "/etc/issue", 4),
        ];
        let found: Vec<FindingRecord> = judge_shadowed(lines, &debian(None))
            .into_iter()
            .map(Into::into)
            .collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].subject, "sshd/PermitRootLogin");
    }

    #[test]
    fn two_lines_that_lost_are_one_finding_with_both_places() {
        let lines = vec![
            shadowed("permitrootlogin", "no", "yes", 2),
            shadowed("permitrootlogin", "prohibit-password", "yes", 3),
        ];
        let found: Vec<FindingRecord> = judge_shadowed(lines, &debian(None))
            .into_iter()
            .map(Into::into)
            .collect();
        let lines: Vec<_> = found[0]
            .places
            .iter()
            .map(|place| place.source.line)
            .collect();
        assert_eq!(lines, [Some(1), Some(2), Some(3)]);
    }

    fn set(keyword: &str, value: &str, line: u32) -> Setting {
        Setting {
            keyword: keyword.to_ascii_lowercase(),
            values: vec![value.to_owned()],
            source: Some(Source {
                text: Some(format!("{keyword} {value}")),
                ..at(line)
            }),
            ..sample()
        }
    }

    #[test]
    fn a_line_that_fell_into_a_block_is_reported_whatever_its_keyword() {
        let block = MatchBlock {
            criteria: "Group sftp".to_owned(),
            source: at(3),
            satisfiable: true,
            stray: vec![
                set("PermitRootLogin", "no", 5),
                set("MaxAuthTries", "3", 6),
                set("X11Forwarding", "yes", 7),
                set("UsePAM", "yes", 8),
            ],
            ..sample()
        };
        let global = [
            set("PermitRootLogin", "yes", 1),
            set("MaxAuthTries", "6", 1),
            set("X11Forwarding", "no", 1),
            set("UsePAM", "yes", 1),
        ];
        let found: Vec<FindingRecord> = stray(&[block], &global, &debian(None))
            .into_iter()
            .map(Into::into)
            .collect();
        let subjects: Vec<&str> = found.iter().map(|one| one.subject.as_str()).collect();
        assert_eq!(
            subjects,
            ["sshd/Match/MaxAuthTries", "sshd/Match/PermitRootLogin"]
        );
        assert!(found[1].message.contains("line 3 of"));
        assert_eq!(found[1].places[0].source.line, Some(5));
    }
}
