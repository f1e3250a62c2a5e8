//! `compose/file-valid`

use muster_sdk::services::{self, Acceptance};
use muster_sdk::{Finding, Outcome, shell_word};

muster_sdk::rule! {
    id: "compose/file-valid",
    severity: High,
    tags: ["compose", "docker", "availability", "checklist"],
    documentation: "file_valid.md",
    check: check,
}

fn check() -> Outcome {
    let acceptances = services::acceptances()?;
    if acceptances.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "compose",
            "There is no Compose project.",
        )]);
    }
    Ok(acceptances.into_iter().map(judge).collect())
}

fn judge(acceptance: Acceptance) -> Finding {
    let Acceptance {
        file,
        verdict,
        reason,
        source,
    } = acceptance;
    let subject = format!("compose{file}");
    let finding = match verdict.as_str() {
        Acceptance::VERDICT_READ => Finding::pass(
            subject,
            format!("{file} and what belongs to it can be read."),
        ),
        Acceptance::VERDICT_REFUSED => {
            let reason = reason.unwrap_or_default();
            Finding::fail(
                subject,
                format!("Compose does not accept {file}: {reason}."),
            )
            .observed("refused")
            .required("accepted")
            .fix(format!(
                "Correct the file, and try `docker compose -f {} config --quiet`",
                shell_word(&file)
            ))
        }
        _ => {
            let reason = reason.unwrap_or_default();
            Finding::error(
                subject,
                format!("Whether Compose accepts {file} is not known: {reason}."),
            )
        }
    };
    finding.at(source, "is the file").of_file(file)
}
