//! Whether logrotate rotates what rsyslog writes.

use muster_sdk::rotation::{self, Stanza};
use muster_sdk::rsyslog::LogFile;
use muster_sdk::{Finding, NotEvaluated, fits_pattern, pass_unless};

use crate::subject::{RSYSLOG as SUBJECT, path};

/// Whether a pattern of logrotate matches a file.
#[derive(Clone, Copy, PartialEq)]
enum Fit {
    No,
    Yes,
    /// The pattern has more than `*`.
    Unclear,
}

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
        match fit(&stanzas, &file.path) {
            Fit::Yes => rotated += 1,
            Fit::Unclear => findings.push(
                Finding::error(
                    subject,
                    "a pattern of logrotate that may stand for the file is not understood",
                )
                .at(file.source.clone(), "writes it"),
            ),
            Fit::No => {
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
        }
    }
    Ok(pass_unless(findings, || {
        Finding::pass(
            format!("{SUBJECT}/rotated"),
            format!("logrotate rotates all files of rsyslog ({rotated})."),
        )
    }))
}

fn fit(stanzas: &[Stanza], file: &str) -> Fit {
    let patterns = stanzas.iter().flat_map(|stanza| &stanza.patterns);
    let mut best = Fit::No;
    for pattern in patterns {
        match fits(&pattern.text, file) {
            Fit::Yes => return Fit::Yes,
            Fit::Unclear => best = Fit::Unclear,
            Fit::No => {}
        }
    }
    best
}

/// As in glob(7): a star ends at a slash.
fn fits(pattern: &str, file: &str) -> Fit {
    let (parts, names): (Vec<&str>, Vec<&str>) =
        (pattern.split('/').collect(), file.split('/').collect());
    if parts.len() != names.len() {
        return Fit::No;
    }
    let mut fit = Fit::Yes;
    for (part, name) in parts.into_iter().zip(names) {
        if part.contains(['?', '[', '{', '\\']) {
            fit = Fit::Unclear;
        } else if !fits_pattern(part, name) {
            return Fit::No;
        }
    }
    fit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_ends_at_a_slash() {
        for (pattern, expected) in [
            ("/var/log/syslog", true),
            ("/var/log/*", true),
            ("/var/*", false),
            ("/var/log/sys*g", true),
            ("/var/log/messages", false),
        ] {
            assert_eq!(
                fits(pattern, "/var/log/syslog") == Fit::Yes,
                expected,
                "{pattern}"
            );
        }
        assert!(fits("/var/log/sy?log", "/var/log/syslog") == Fit::Unclear);
        assert!(fits("/srv/log/sy?log", "/var/log/syslog") == Fit::No);
    }
}
