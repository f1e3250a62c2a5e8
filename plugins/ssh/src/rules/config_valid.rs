//! `ssh/config-valid`

use muster_sdk::sshd::{self, Disagreement, Problem};
use muster_sdk::{ByName, Finding, Outcome};

use crate::setting;

muster_sdk::rule! {
    id: "ssh/config-valid",
    severity: High,
    tags: ["ssh", "availability"],
    documentation: "config_valid.md",
    check: check,
}

const SUBJECT: &str = "sshd/configuration";

fn check() -> Outcome {
    if let Some(finding) = setting::no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let asked = was_asked(&sshd::server()?.cross_check);
    let mut findings = judge(sshd::problems()?, asked);
    findings.extend(disagreements(sshd::disagreements()?));
    Ok(findings)
}

/// Whether sshd itself read its configuration. It did where it prints another value.
fn was_asked(cross_check: &str) -> bool {
    matches!(cross_check, "agreed" | "disagreed")
}

/// One finding for each file that sshd refuses, or one for the whole.
fn judge(problems: Vec<Problem>, asked: bool) -> Vec<Finding> {
    let (fatal, harmless): (Vec<_>, Vec<_>) =
        problems.into_iter().partition(|problem| problem.fatal);
    if fatal.is_empty() {
        let result = if asked {
            "sshd accepts its configuration"
        } else {
            "sshd was not asked, and its configuration has no mistake that Muster knows"
        };
        let message = match harmless.len() {
            0 => format!("{result}."),
            1 => format!("{result}, with a warning."),
            count => format!("{result}, with {count} warnings."),
        };
        let pass = Finding::pass(SUBJECT, message);
        return vec![harmless.into_iter().fold(pass, |finding, problem| {
            finding.at(problem.source, &problem.message)
        })];
    }
    let mut files: ByName<Vec<Problem>> = ByName::default();
    for problem in fatal {
        let subject = match problem.source.kind.as_str() {
            "file" => problem.source.name.clone(),
            _ => SUBJECT.to_owned(),
        };
        files.get_or_insert_with(subject, Vec::new).push(problem);
    }
    files
        .into_iter()
        .map(|(subject, problems)| refused(subject, problems))
        .collect()
}

fn refused(subject: String, problems: Vec<Problem>) -> Finding {
    let first = problems
        .first()
        .map_or("", |problem| problem.message.as_str());
    let finding = Finding::fail(subject, format!("sshd does not start with this: {first}."))
        .observed(first)
        .required("a configuration that `sshd -t` accepts");
    problems.into_iter().fold(finding, |finding, problem| {
        finding.at(problem.source, &problem.message)
    })
}

/// One error for each keyword of which it is not known what applies.
fn disagreements(all: Vec<Disagreement>) -> Vec<Finding> {
    let mut keywords = ByName::default();
    for one in all {
        let Disagreement {
            keyword,
            sshd,
            evaluated,
            source,
        } = one;
        keywords.get_or_insert_with(keyword.clone(), || {
            Finding::error(
                format!("sshd/{keyword}"),
                format!(
                    "`sshd -T` says '{}' for {keyword} and the files say '{}', so that one of the two is wrong.",
                    sshd.join(" "),
                    evaluated.join(" ")
                ),
            )
            .observed(sshd.join(" "))
            .required(evaluated.join(" "))
            .at_if(source, "sets it")
        });
    }
    keywords.into_values()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::{FindingRecord, Source, Status};

    fn problem(kind: &str, name: &str, message: &str, fatal: bool) -> Problem {
        Problem {
            message: message.to_owned(),
            fatal,
            source: Source {
                kind: kind.to_owned(),
                name: name.to_owned(),
                line: None,
                column: None,
                end_column: None,
                text: None,
            },
        }
    }

    fn judged(problems: Vec<Problem>) -> Vec<FindingRecord> {
        judge(problems, true).into_iter().map(Into::into).collect()
    }

    #[test]
    fn a_warning_does_not_fail() {
        let found = judged(vec![problem("file", "/a", "deprecated", false)]);
        assert_eq!(found[0].status, Status::Pass);
        assert_eq!(found[0].places.len(), 1);
    }

    #[test]
    fn only_what_sshd_was_asked_it_accepts() {
        for (cross_check, accepts) in [
            ("agreed", true),
            ("disagreed", true),
            ("not-run: `sshd` is not installed", false),
        ] {
            let found = judge(Vec::new(), was_asked(cross_check)).remove(0);
            let found = FindingRecord::from(found);
            assert_eq!(found.status, Status::Pass);
            assert_eq!(found.message.contains("sshd accepts"), accepts);
        }
    }

    #[test]
    fn each_file_is_one_subject() {
        let found = judged(vec![
            problem("file", "/b", "unknown keyword Prot", true),
            problem("command", "sshd -T", "no", true),
            problem("file", "/b", "missing argument", true),
            problem("file", "/a", "deprecated", false),
        ]);
        let subjects: Vec<_> = found
            .iter()
            .map(|finding| finding.subject.as_str())
            .collect();
        assert_eq!(subjects, ["/b", SUBJECT]);
        assert_eq!(found[0].places.len(), 2);
        assert!(found.iter().all(|finding| finding.status == Status::Fail));
    }

    #[test]
    fn a_keyword_that_differs_in_two_scopes_is_one_error() {
        let one = || Disagreement {
            keyword: "port".to_owned(),
            sshd: vec!["22".to_owned()],
            evaluated: vec!["2222".to_owned()],
            source: None,
        };
        assert_eq!(disagreements(vec![one(), one()]).len(), 1);
    }
}
