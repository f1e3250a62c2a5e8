//! `log/logrotate-matches-nothing`

use muster_sdk::rotation::{self, Stanza};
use muster_sdk::{Finding, Outcome, pass_unless};

muster_sdk::parameters! {
    struct Parameters {
        /// Patterns that may stand for nothing, as they are written in logrotate's configuration.
        ignored: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "log/logrotate-matches-nothing",
    severity: Low,
    precision: High,
    tags: ["logs", "checklist"],
    documentation: "logrotate_matches_nothing.md",
    parameters: Parameters,
    check: check,
}

const LOGROTATE: &str = "logrotate";

fn check(parameters: Parameters) -> Outcome {
    let stanzas = rotation::stanzas()?;
    if stanzas.is_empty() {
        return Ok(vec![Finding::not_applicable(
            LOGROTATE,
            "logrotate is not configured to rotate anything.",
        )]);
    }
    let mut findings: Vec<Finding> = Vec::new();
    let mut seen = Vec::new();
    for stanza in &stanzas {
        // What a package brings may be about files that come later.
        if stanza.missing_ok && stanza.packaged != Some(false) {
            continue;
        }
        let texts: Vec<&str> = stanza
            .patterns
            .iter()
            .map(|one| one.text.as_str())
            .collect();
        let text = texts.join(" ");
        if texts
            .iter()
            .all(|text| parameters.ignored.iter().any(|one| one == text))
        {
            continue;
        }
        let subject = format!("{}#{text}", stanza.source.name);
        if seen.contains(&subject) {
            continue;
        }
        seen.push(subject.clone());
        findings.extend(judge_stanza(stanza, subject, &text));
    }
    Ok(pass_unless(findings, || {
        Finding::pass(LOGROTATE, "The files that logrotate should rotate exist.")
    }))
}

/// What is wrong with a stanza none of whose files is there.
fn judge_stanza(stanza: &Stanza, subject: String, text: &str) -> Option<Finding> {
    if stanza
        .patterns
        .iter()
        .any(|one| one.matches.is_some_and(|count| count > 0))
    {
        return None;
    }
    let file = stanza.source.name.clone();
    let finding = if stanza.patterns.iter().any(|one| one.matches.is_none()) {
        Finding::error(
            subject,
            format!("It is not known which files {text} stands for."),
        )
    } else {
        Finding::fail(
            subject,
            format!("logrotate should rotate {text}, but there is no such file."),
        )
        .observed("no file")
        .required("at least one file")
        .fix(format!(
            "Write the path that the files have on this host into {file}, or remove the stanza"
        ))
    };
    Some(finding.of_file(file).at(stanza.source.clone(), "names it"))
}
