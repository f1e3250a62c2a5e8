//! Whether logrotate rotates what rsyslog writes.

use muster_names::patterns::path_matches;
use muster_sdk::rotation::{self, Stanza};
use muster_sdk::rsyslog::LogFile;
use muster_sdk::{Finding, NotEvaluated, pass_unless};

use crate::subject::{RSYSLOG as SUBJECT, path};

pub(crate) fn judge_rotation(files: &[LogFile]) -> Result<Vec<Finding>, NotEvaluated> {
    let stanzas = rotation::stanzas()?;
    let ignored = rotation::ignored_parts()?;
    let mut findings: Vec<Finding> = Vec::new();
    let mut rotated = 0;
    // What is below /dev is a console, or nothing.
    for file in files.iter().filter(|file| !file.path.starts_with("/dev/")) {
        let subject = format!("{SUBJECT}/rotated{}", path(file));
        if findings.iter().any(|known| known.subject() == subject) {
            continue;
        }
        if !file.path.starts_with('/') {
            findings.push(
                Finding::manual(
                    subject,
                    format!(
                        "Each message decides to which file it goes, by the template {}. Check that logrotate rotates \
                         them all.",
                        file.path
                    ),
                )
                .at(file.source.clone(), "writes them"),
            );
            continue;
        }
        if is_rotated(&stanzas, &file.path) {
            rotated += 1;
            continue;
        }
        let mut finding = Finding::fail(
            subject,
            format!(
                "rsyslog writes {}, and logrotate does not rotate it.",
                file.path
            ),
        )
        .observed("not rotated")
        .required("rotated by logrotate")
        .at(file.source.clone(), "writes it");
        if let Some(part) = ignored.first() {
            finding = finding.at(part.source.clone(), "is not read by logrotate");
        }
        findings.push(finding.fix(format!(
            "Add {} to the files that /etc/logrotate.d/rsyslog names",
            file.path
        )));
    }
    Ok(pass_unless(findings, || {
        Finding::pass(
            format!("{SUBJECT}/rotated"),
            format!("logrotate rotates all files of rsyslog ({rotated})."),
        )
    }))
}

fn is_rotated(stanzas: &[Stanza], file: &str) -> bool {
    let mut patterns = stanzas.iter().flat_map(|stanza| &stanza.patterns);
    patterns.any(|pattern| path_matches(file, &pattern.text))
}
