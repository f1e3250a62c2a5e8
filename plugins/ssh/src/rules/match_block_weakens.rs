//! `ssh/match-block-weakens`

use muster_sdk::sshd::{self, MatchBlock, Setting};
use muster_sdk::{ByName, Finding, NotEvaluated, Outcome};

use crate::keyword::Keyword;
use crate::setting;

muster_sdk::parameters! {
    struct Parameters {
        /// Keywords that no Match block may set to a weaker value than the global one.
        keywords: Vec<String> = [
            "passwordauthentication",
            "kbdinteractiveauthentication",
            "permitrootlogin",
            "permitemptypasswords",
            "allowtcpforwarding",
        ],
    }
}

muster_sdk::rule! {
    id: "ssh/match-block-weakens",
    severity: High,
    tags: ["ssh", "access", "checklist"],
    documentation: "match_block_weakens.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "sshd/Match";

fn check(parameters: Parameters) -> Outcome {
    if let Some(finding) = setting::no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let mut global = Vec::new();
    for name in &parameters.keywords {
        let keyword = Keyword::named(name).ok_or_else(|| {
            NotEvaluated::because(format!(
                "it is not known which value of '{name}' is stricter; take it out of the parameter `keywords`"
            ))
        })?;
        // A keyword that this version does not have cannot be in a Match block either.
        if let Some(setting) = sshd::find_setting(&name.to_ascii_lowercase())? {
            global.push((keyword, setting));
        }
    }
    let weaker = judge(sshd::match_blocks()?, &global);
    Ok(if weaker.is_empty() {
        vec![Finding::pass(
            SUBJECT,
            "No Match block weakens a global setting.",
        )]
    } else {
        weaker
    })
}

/// One finding for each setting that a block weakens.
fn judge(blocks: Vec<MatchBlock>, global: &[(&Keyword, Setting)]) -> Vec<Finding> {
    // Two blocks with the same criteria are one to sshd.
    let mut findings = ByName::default();
    for block in blocks.into_iter().filter(|block| block.satisfiable) {
        for inside in &block.overrides {
            let found = global
                .iter()
                .find(|(_, setting)| setting.keyword == inside.keyword);
            if let Some((keyword, outside)) = found {
                let subject = subject(&block, keyword);
                if let Some(finding) = compare(&subject, &block, keyword, inside, outside) {
                    findings.get_or_insert_with(subject, || finding);
                }
            }
        }
    }
    findings.into_values()
}

/// `sshd/Match-User-deploy/PermitRootLogin`
fn subject(block: &MatchBlock, keyword: &Keyword) -> String {
    let criteria: Vec<&str> = block.criteria.split_whitespace().collect();
    format!("{SUBJECT}-{}/{}", criteria.join("-"), keyword.name)
}

fn compare(
    subject: &str,
    block: &MatchBlock,
    keyword: &Keyword,
    inside: &Setting,
    outside: &Setting,
) -> Option<Finding> {
    let name = keyword.name;
    let (observed, required) = (inside.values.join(" "), outside.values.join(" "));
    let finding = match keyword.compare(&observed, &required) {
        Some(order) if order.is_ge() => return None,
        Some(_) => Finding::fail(
            subject,
            format!(
                "'Match {}' sets {name} to '{observed}', which is weaker than the global '{required}'.",
                block.criteria
            ),
        ),
        None => Finding::error(
            subject,
            format!("It is not known whether '{observed}' or '{required}' is the stricter {name}."),
        ),
    };
    let deciding = inside.source.as_ref().unwrap_or(&block.source);
    Some(
        finding
            .observed(observed)
            .required(format!("{required} or stricter"))
            .at(deciding.clone(), "weakens it")
            .at_if(outside.source.clone(), "sets it globally")
            .at(block.source.clone(), "opens the block")
            .fix(format!(
                "Remove {name} from the block at {}, then run `{}`",
                deciding.location(),
                setting::RELOAD
            )),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::{FindingRecord, Source, Status};

    fn setting(keyword: &str, value: &str) -> Setting {
        Setting {
            keyword: keyword.to_owned(),
            values: vec![value.to_owned()],
            source: None,
        }
    }

    fn block(criteria: &str, satisfiable: bool, overrides: Vec<Setting>) -> MatchBlock {
        MatchBlock {
            criteria: criteria.to_owned(),
            source: Source {
                kind: "file".to_owned(),
                name: "/etc/ssh/sshd_config".to_owned(),
                line: Some(3),
                column: None,
                end_column: None,
                text: None,
            },
            satisfiable,
            overrides,
        }
    }

    fn judged(blocks: Vec<MatchBlock>, global: &str) -> Vec<FindingRecord> {
        let root = Keyword::named("PermitRootLogin").unwrap();
        let global = [(root, setting("permitrootlogin", global))];
        judge(blocks, &global).into_iter().map(Into::into).collect()
    }

    #[test]
    fn only_a_weaker_value_is_reported() {
        let blocks = || {
            vec![block(
                "Address 10.0.0.0/8",
                true,
                vec![setting("permitrootlogin", "prohibit-password")],
            )]
        };
        let found = judged(blocks(), "no");
        assert_eq!(
            found[0].subject,
            "sshd/Match-Address-10.0.0.0/8/PermitRootLogin"
        );
        assert_eq!(found[0].status, Status::Fail);
        assert_eq!(judged(blocks(), "yes"), []);
    }

    #[test]
    fn a_block_that_nobody_meets_and_a_keyword_that_nobody_asked_for_are_left_out() {
        let weaker = || vec![setting("permitrootlogin", "yes")];
        assert_eq!(judged(vec![block("User !root", false, weaker())], "no"), []);
        let other = vec![setting("x11forwarding", "yes")];
        assert_eq!(judged(vec![block("User a", true, other)], "no"), []);
    }

    #[test]
    fn the_same_criteria_twice_are_one_subject() {
        let weaker = || vec![setting("permitrootlogin", "yes")];
        let blocks = vec![
            block("User a", true, weaker()),
            block("User  a", true, weaker()),
        ];
        assert_eq!(judged(blocks, "no").len(), 1);
    }

    #[test]
    fn a_value_without_a_place_on_the_scale_is_an_error() {
        let found = judged(
            vec![block(
                "User a",
                true,
                vec![setting("permitrootlogin", "often")],
            )],
            "no",
        );
        assert!(matches!(found[0].status, Status::Error(_)));
    }
}
