//! `log/logrotate-docker-json`

use muster_sdk::{Finding, Outcome, pass_unless, rotation};

muster_sdk::rule! {
    id: "log/logrotate-docker-json",
    severity: Medium,
    precision: High,
    tags: ["logs", "docker", "checklist"],
    documentation: "logrotate_docker_json.md",
    check: check,
}

const LOGROTATE: &str = "logrotate";

fn check() -> Outcome {
    let mut findings: Vec<Finding> = Vec::new();
    let mut seen = Vec::new();
    for stanza in rotation::stanzas()? {
        for pattern in stanza.patterns.iter().filter(|one| one.covers_containers) {
            let file = &stanza.source.name;
            let subject = format!("{file}#{}", pattern.text);
            if seen.contains(&subject) {
                continue;
            }
            seen.push(subject.clone());
            let finding = if stanza.copy_truncate {
                Finding::pass(
                    subject,
                    format!("logrotate empties {} in place.", pattern.text),
                )
                .observed("copytruncate")
            } else {
                Finding::fail(
                    subject,
                    format!(
                        "logrotate moves {} away, and Docker keeps writing to the moved files.",
                        pattern.text
                    ),
                )
                .observed("moved")
                .required("left to Docker, or emptied in place")
                .fix(format!(
                    "Remove the stanza from {file}, and have Docker limit the logs: `\"log-opts\": {{\"max-size\": \
                     \"10m\", \"max-file\": \"3\"}}` in /etc/docker/daemon.json"
                ))
            };
            findings.push(
                finding
                    .of_file(file)
                    .at(stanza.source.clone(), "names them"),
            );
        }
    }
    Ok(pass_unless(findings, || {
        Finding::not_applicable(LOGROTATE, "logrotate leaves container logs alone.")
    }))
}
