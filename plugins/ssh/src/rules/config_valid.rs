//! `ssh/config-valid`

use muster_sdk::sshd::{self, Disagreement, Problem};
use muster_sdk::{ByName, Finding, Outcome, Source, with_failed_units};

use crate::advice::Advice;
use crate::setting;

muster_sdk::rule! {
    id: "ssh/config-valid",
    severity: High,
    precision: VeryHigh,
    tags: ["ssh", "availability"],
    documentation: "config_valid.md",
    check: check,
}

const SUBJECT: &str = "sshd/configuration";

/// The units that start sshd, which test its configuration before.
const UNITS: [&str; 2] = ["ssh", "sshd"];

fn check() -> Outcome {
    if let Some(finding) = setting::no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let asked = was_asked(&sshd::server()?.cross_check);
    let advice = Advice::of_host()?;
    let judged = judge_configuration(sshd::problems()?, &sshd::disagreements()?, asked, &advice);
    Ok(with_failed_units(judged, &UNITS))
}

/// Whether sshd itself read its configuration, and starts with it where nothing is refused.
fn was_asked(cross_check: &str) -> bool {
    matches!(
        cross_check,
        sshd::SshdServer::CROSS_CHECK_AGREED
            | sshd::SshdServer::CROSS_CHECK_DISAGREED
            | sshd::SshdServer::CROSS_CHECK_ACCEPTED
    )
}

/// One finding for each file that sshd refuses or may refuse, or one for the whole.
fn judge_configuration(
    problems: Vec<Problem>,
    differences: &[Disagreement],
    asked: bool,
    advice: &Advice,
) -> Vec<Finding> {
    let (unclear, problems): (Vec<_>, Vec<_>) = problems
        .into_iter()
        .partition(|problem| problem.effect == Problem::EFFECT_NEXT_START);
    let (harmful, harmless): (Vec<_>, Vec<_>) = problems.into_iter().partition(|problem| {
        matches!(
            problem.effect.as_str(),
            Problem::EFFECT_REFUSED | Problem::EFFECT_UNKNOWN
        )
    });
    let unclear: Vec<Finding> = unclear.into_iter().map(next_start).collect();
    if harmful.is_empty() {
        if unclear.is_empty() {
            return vec![accepted(&harmless, differences, asked)];
        }
        return unclear;
    }
    let mut files: ByName<Vec<Problem>> = ByName::default();
    for problem in harmful {
        let subject = match problem.source.kind.as_str() {
            Source::KIND_FILE => problem.source.name.clone(),
            _ => SUBJECT.to_owned(),
        };
        files.get_or_insert_with(subject, Vec::new).push(problem);
    }
    files
        .into_iter()
        .map(|(subject, problems)| {
            if problems
                .iter()
                .any(|problem| problem.effect == Problem::EFFECT_REFUSED)
            {
                refused(subject, problems, advice)
            } else {
                unknown(subject, problems)
            }
        })
        .chain(unclear)
        .collect()
}

/// The server that runs is judged; what starts the next one is not understood.
fn next_start(problem: Problem) -> Finding {
    Finding::error(
        problem.source.name.clone(),
        format!(
            "It is not known how sshd will be started next time: {}. The running server is judged.",
            problem.message
        ),
    )
    .at(problem.source, "starts sshd")
}

/// sshd starts. What Muster reads otherwise than sshd is a note: the other rules judge what sshd says.
fn accepted(harmless: &[Problem], differences: &[Disagreement], asked: bool) -> Finding {
    let result = if asked {
        "sshd accepts its configuration"
    } else {
        "sshd was not asked, and its configuration has no mistake that Muster knows"
    };
    let warnings = harmless
        .iter()
        .filter(|problem| problem.effect == Problem::EFFECT_WARNING)
        .count();
    let warnings = match warnings {
        0 => String::new(),
        1 => ", with a warning".to_owned(),
        count => format!(", with {count} warnings"),
    };
    let mut read_otherwise: ByName<&Disagreement> = ByName::default();
    for one in differences {
        read_otherwise.get_or_insert_with(one.keyword.clone(), || one);
    }
    let read_otherwise = read_otherwise.into_values();
    let names: Vec<&str> = read_otherwise
        .iter()
        .map(|one| one.keyword.as_str())
        .collect();
    let note = if names.is_empty() {
        String::new()
    } else {
        format!(
            "; Muster reads {} differently from `sshd -T`, and uses what sshd says",
            names.join(", ")
        )
    };
    let mut finding = Finding::pass(SUBJECT, format!("{result}{warnings}{note}."));
    for one in read_otherwise {
        let label = format!(
            "{} is '{}' by Muster's reading, but '{}' to sshd",
            one.keyword,
            one.evaluated.join(" "),
            one.sshd.join(" ")
        );
        finding = finding.at_if(one.source.clone(), &label);
    }
    harmless.iter().fold(finding, |finding, problem| {
        finding.at(problem.source.clone(), &problem.message)
    })
}

/// Nobody asked sshd, and its build may know what Muster does not.
fn unknown(subject: String, problems: Vec<Problem>) -> Finding {
    let first = problems
        .first()
        .map_or("", |problem| problem.message.as_str());
    let finding = Finding::error(
        subject,
        format!("It is not known whether sshd starts with this: {first}; `sshd -t` tells."),
    );
    problems.into_iter().fold(finding, |finding, problem| {
        finding.at(problem.source, &problem.message)
    })
}

fn refused(subject: String, problems: Vec<Problem>, advice: &Advice) -> Finding {
    let certain = problems
        .iter()
        .find(|problem| problem.effect == Problem::EFFECT_REFUSED);
    let first = certain.map_or("", |problem| problem.message.as_str());
    let line = certain.map_or_else(String::new, |problem| problem.source.location());
    let finding = Finding::fail(subject, format!("sshd does not start with this: {first}."))
        .observed(first)
        .required("a configuration that `sshd -t` accepts")
        .fix(format!(
            "Keep your session open, correct {line}, then run `{}`",
            advice.reload()
        ));
    problems.into_iter().fold(finding, |finding, problem| {
        finding.at(problem.source, &problem.message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::tests::debian;
    use muster_sdk::testing::sample;
    use muster_sdk::{FindingRecord, Source, Status};

    fn problem(kind: &str, name: &str, message: &str, effect: &str) -> Problem {
        Problem {
            message: message.to_owned(),
            effect: effect.to_owned(),
            source: Source {
                kind: kind.to_owned(),
                name: name.to_owned(),
                ..sample()
            },
            ..sample()
        }
    }

    fn judged(problems: Vec<Problem>) -> Vec<FindingRecord> {
        judge_configuration(problems, &[], true, &debian(None))
            .into_iter()
            .map(Into::into)
            .collect()
    }

    #[test]
    fn a_warning_does_not_fail() {
        let found = judged(vec![problem("file", "/a", "deprecated", "warning")]);
        assert_eq!(found[0].status, Status::Pass);
        assert!(found[0].message.contains("with a warning"));
        assert_eq!(found[0].places.len(), 1);
    }

    #[test]
    fn only_what_sshd_was_asked_it_accepts() {
        for (cross_check, accepts) in [
            ("agreed", true),
            ("disagreed", true),
            ("accepted", true),
            ("not-run: `sshd` is not installed", false),
        ] {
            let asked = was_asked(cross_check);
            let found = judge_configuration(Vec::new(), &[], asked, &debian(None)).remove(0);
            let found = FindingRecord::from(found);
            assert_eq!(found.status, Status::Pass);
            assert_eq!(found.message.contains("sshd accepts"), accepts);
        }
    }

    #[test]
    fn each_file_is_one_subject() {
        let found = judged(vec![
            problem("file", "/b", "unknown keyword Prot", "refused"),
            problem("command", "sshd -T", "no", "refused"),
            problem("file", "/b", "missing argument", "refused"),
            problem("file", "/a", "deprecated", "warning"),
            problem("file", "/c", "not known", "unknown"),
        ]);
        let subjects: Vec<_> = found
            .iter()
            .map(|finding| finding.subject.as_str())
            .collect();
        assert_eq!(subjects, ["/b", "/c", SUBJECT]);
        assert_eq!(found[0].places.len(), 2);
        assert_eq!(found[0].status, Status::Fail);
        assert!(matches!(found[1].status, Status::Error(_)));
    }

    #[test]
    fn what_muster_reads_otherwise_is_one_note_and_no_failure() {
        let one = || Disagreement {
            keyword: "port".to_owned(),
            sshd: vec!["22".to_owned()],
            evaluated: vec!["2222".to_owned()],
            ..sample()
        };
        let found = judge_configuration(Vec::new(), &[one(), one()], true, &debian(None));
        let found = FindingRecord::from(found[0].clone());
        assert_eq!(found.status, Status::Pass);
        assert!(found.message.contains("Muster reads port differently"));
    }
}
