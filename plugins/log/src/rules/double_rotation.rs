//! `log/double-rotation`

use muster_sdk::rotation::{self, Rotator, SharedFile};
use muster_sdk::{Finding, NotEvaluated, Outcome, pass_unless, with_failed_units};

muster_sdk::rule! {
    id: "log/double-rotation",
    severity: Low,
    precision: High,
    tags: ["logs", "checklist"],
    // Whoever takes the stanza out fixes both.
    explained_by: [Place("log/logrotate-docker-json")],
    documentation: "double_rotation.md",
    check: check,
}

const LOGROTATE: &str = "logrotate";

fn check() -> Outcome {
    let shared = rotation::shared_files()?;
    let unknown = rotation::unknown_rotators()?;
    if rotation::stanzas()?.is_empty() {
        return Ok(vec![Finding::not_applicable(
            LOGROTATE,
            "logrotate is not configured to rotate anything.",
        )]);
    }
    let mut findings: Vec<Finding> = Vec::new();
    for one in unknown {
        let subject = format!("{LOGROTATE}/{}", one.program);
        if !findings.iter().any(|known| known.subject() == subject) {
            findings.push(Finding::error(
                subject,
                format!(
                    "It is not known whether a file of logrotate's is rotated by another as well: {}.",
                    one.reason
                ),
            ));
        }
    }
    for file in &shared {
        let judged = vec![judge_file(file)?];
        // What is named twice has logrotate end with an error.
        findings.extend(if file.kind == SharedFile::KIND_TWICE {
            with_failed_units(judged, &[LOGROTATE])
        } else {
            judged
        });
    }
    Ok(pass_unless(findings, || {
        Finding::pass(
            LOGROTATE,
            "No other program rotates what logrotate rotates.",
        )
    }))
}

fn judge_file(shared: &SharedFile) -> Result<Finding, NotEvaluated> {
    let file = &shared.file;
    let [first, others @ ..] = shared.rotators.as_slice() else {
        return Err(NotEvaluated::because(format!(
            "it is not known who rotates {file}"
        )));
    };
    let place = |rotator: &Rotator| match rotator.source.line {
        Some(line) => format!("{} line {line}", rotator.source.name),
        None => rotator.source.name.clone(),
    };
    let (message, fix) = match shared.kind.as_str() {
        SharedFile::KIND_TWICE => {
            let places: Vec<String> = others.iter().map(place).collect();
            (
                format!(
                    "logrotate's configuration names {file} again: it complains in each run, and does what {} says.",
                    place(first)
                ),
                format!("Name {file} once: take it out at {}", places.join(" and ")),
            )
        }
        SharedFile::KIND_CADDY => (
            format!("Both Caddy and logrotate rotate {file}."),
            format!(
                "Take {file} out at {}, or write `roll_disabled` in the log's block of the Caddyfile",
                place(first)
            ),
        ),
        SharedFile::KIND_DOCKER => (
            format!("Both Docker and, with {file}, logrotate rotate container logs."),
            format!("Remove the stanza at {}", place(first)),
        ),
        other => {
            return Err(NotEvaluated::because(format!(
                "'{other}' is not a known reason to rotate {file} twice"
            )));
        }
    };
    let mut finding = Finding::fail(format!("{file}#{}", shared.kind), message)
        .required("rotated by one program, at one place")
        .fix(fix)
        .of_file(&first.source.name)
        .at(first.source.clone(), "rotates it");
    for other in others {
        finding = finding.at(other.source.clone(), "rotates it as well");
    }
    Ok(finding)
}
