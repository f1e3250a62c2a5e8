//! What the rules on one effective setting share: the server has to be there, and the setting has
//! to have one of a few values.

use muster_sdk::{Finding, NotEvaluated, Outcome, Source, sshd};

use crate::advice::Advice;

/// Places in blocks that one finding points at.
const MOST_PLACES: usize = 3;

/// The finding for a host that has no OpenSSH server; none where there is one.
pub(crate) fn no_server(subject: &str) -> Result<Option<Finding>, NotEvaluated> {
    Ok((!sshd::server()?.installed)
        .then(|| Finding::not_applicable(subject, "No OpenSSH server is installed.")))
}

/// The effective settings of the global scope, by the keyword's name in sshd_config(5): the one that
/// applies first, then those that differ because sshd is, or will be, started in another way too. At
/// least one.
pub(crate) fn effective(
    name: &str,
    settings: &[sshd::Setting],
) -> Result<Vec<sshd::Setting>, NotEvaluated> {
    let keyword = name.to_ascii_lowercase();
    let found: Vec<_> = settings
        .iter()
        .filter(|setting| setting.keyword == keyword)
        .cloned()
        .collect();
    if found.is_empty() {
        return Err(NotEvaluated::because(format!("this sshd has no {name}")));
    }
    Ok(found)
}

/// What a rule asks of a keyword.
pub(crate) struct Requirement<'a> {
    /// The keyword, as sshd_config(5) writes it.
    pub(crate) name: &'static str,
    /// The values that pass, the one to set first.
    pub(crate) allowed: &'a [&'a str],
    /// What another value means, as the end of a sentence.
    pub(crate) consequence: fn(&str) -> &'static str,
    /// What to do before the fix, as the beginning of a sentence.
    pub(crate) before: &'static str,
}

impl Requirement<'_> {
    /// The subject of the finding.
    pub(crate) fn subject(&self) -> String {
        format!("sshd/{}", self.name)
    }

    /// Judges the effective value of the keyword.
    pub(crate) fn outcome(&self) -> Outcome {
        if let Some(finding) = no_server(&self.subject())? {
            return Ok(vec![finding]);
        }
        self.judged(&sshd::settings()?)
    }

    /// Judges settings that were asked for already.
    pub(crate) fn judged(&self, settings: &[sshd::Setting]) -> Outcome {
        let settings = effective(self.name, settings)?;
        let advice = Advice::of_host()?;
        let finding = self.finding(&settings, &advice);
        if self.allows_all(&settings) {
            return Ok(vec![finding]);
        }
        // Where the blocks are not known, the finding stands without them.
        let blocks = sshd::match_blocks().unwrap_or_default();
        let lost = self.only_in_blocks(&blocks);
        Ok(vec![pointed_at(finding, lost)])
    }

    fn is_allowed(&self, setting: &sshd::Setting) -> bool {
        self.allowed.contains(&setting.values.join(" ").as_str())
    }

    fn allows_all(&self, settings: &[sshd::Setting]) -> bool {
        settings.iter().all(|setting| self.is_allowed(setting))
    }

    /// Passes when every setting is allowed, whichever way sshd is started.
    fn finding(&self, settings: &[sshd::Setting], advice: &Advice) -> Finding {
        let name = self.name;
        let subject = self.subject();
        let values: Vec<String> = settings
            .iter()
            .map(|setting| setting.values.join(" "))
            .collect();
        let observed = values.join(", ");
        let first = values.first().map_or("", String::as_str);
        let wrong = settings.iter().find(|setting| !self.is_allowed(setting));
        let finding = match wrong {
            None if values.len() > 1 => Finding::pass(
                subject,
                format!(
                    "{name} is '{}', by the way sshd is started.",
                    values.join("' or '")
                ),
            ),
            None => Finding::pass(subject, format!("{name} is '{first}'.")),
            Some(setting) => {
                let value = setting.values.join(" ");
                let consequence = (self.consequence)(&value);
                let message = if self.allowed.contains(&first) {
                    format!(
                        "{name} is '{first}' by one way in which sshd is started, and '{value}' by another, {consequence}."
                    )
                } else {
                    format!("{name} is '{value}', {consequence}.")
                };
                let finding = Finding::fail(subject, message);
                match self.allowed.first() {
                    Some(allowed) => finding.fix(format!(
                        "{}{}",
                        self.before,
                        advice.set(name, setting.source.as_ref(), allowed)
                    )),
                    None => finding,
                }
            }
        };
        let finding = finding
            .observed(observed)
            .required(self.allowed.join(" or "));
        // The place of what is wrong comes first: it is where a report points at.
        let (right, wrong): (Vec<_>, Vec<_>) = settings
            .iter()
            .partition(|setting| self.is_allowed(setting));
        wrong
            .into_iter()
            .chain(right)
            .fold(finding, |finding, setting| {
                finding.at_if(setting.source.clone(), "sets it")
            })
    }

    /// Lines with an allowed value that belong to a block, and what the block is for. Whoever reads
    /// the file may believe in them.
    fn only_in_blocks<'b>(
        &self,
        blocks: &'b [sshd::MatchBlock],
    ) -> Vec<(&'b sshd::MatchBlock, sshd::Setting)> {
        let keyword = self.name.to_ascii_lowercase();
        let mut found: Vec<(&sshd::MatchBlock, sshd::Setting)> = Vec::new();
        for block in blocks {
            for line in block.stray.iter().chain(&block.overrides) {
                let of_file = line
                    .source
                    .as_ref()
                    .is_some_and(|it| it.kind == Source::KIND_FILE);
                if line.keyword == keyword
                    && of_file
                    && self.is_allowed(line)
                    && !found.iter().any(|(_, known)| known.source == line.source)
                {
                    found.push((block, line.clone()));
                }
            }
        }
        found
    }
}

fn pointed_at(finding: Finding, lines: Vec<(&sshd::MatchBlock, sshd::Setting)>) -> Finding {
    let mut finding = finding;
    for (block, line) in lines.into_iter().take(MOST_PLACES) {
        if let Some(source) = line.source {
            let label = format!(
                "applies only to 'Match {}': it belongs to the block that {} opens",
                block.criteria,
                opening(block)
            );
            finding = finding.at(source, &label);
        }
    }
    finding
}

/// What a finding on a keyword in a block is about. Two blocks with the same criteria are one to sshd.
pub(crate) fn block_subject(block: &sshd::MatchBlock, name: &str) -> String {
    let criteria: Vec<&str> = block.criteria.split_whitespace().collect();
    format!("sshd/Match-{}/{name}", criteria.join("-"))
}

/// `line 3`, or the place in another file.
pub(crate) fn opening(block: &sshd::MatchBlock) -> String {
    match block.source.line {
        Some(line) => format!("line {line} of {}", block.source.name),
        None => block.source.location(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::tests::debian;
    use muster_sdk::testing::sample;
    use muster_sdk::{FindingRecord, Source, Status};

    fn setting(value: &str, text: &str) -> sshd::Setting {
        sshd::Setting {
            keyword: "permitrootlogin".to_owned(),
            values: vec![value.to_owned()],
            source: Some(Source::line("/etc/default/ssh", 1).with_text(text)),
            ..sample()
        }
    }

    const ROOT: Requirement<'static> = Requirement {
        name: "PermitRootLogin",
        allowed: &["no"],
        consequence: |_| "so what",
        before: "",
    };

    fn judged(settings: &[sshd::Setting]) -> FindingRecord {
        ROOT.finding(settings, &debian(None)).into()
    }

    #[test]
    fn every_way_of_starting_has_to_be_allowed() {
        let good = setting("no", "PermitRootLogin no");
        let bad = setting("yes", "-o PermitRootLogin=yes");
        assert_eq!(judged(std::slice::from_ref(&good)).status, Status::Pass);
        assert_eq!(judged(&[bad.clone(), good.clone()]).status, Status::Fail);
        let later = judged(&[good, bad]);
        assert_eq!(later.status, Status::Fail);
        assert!(
            later
                .message
                .contains("'no' by one way in which sshd is started, and 'yes'")
        );
        assert!(
            later
                .fix
                .unwrap()
                .contains("in place of `-o PermitRootLogin=yes`")
        );
    }

    #[test]
    fn a_line_that_a_block_keeps_for_itself_is_pointed_at() {
        let line = |value| setting(value, "PermitRootLogin no");
        let block = sshd::MatchBlock {
            criteria: "Group sftp".to_owned(),
            source: line("no").source.unwrap(),
            satisfiable: true,
            overrides: vec![line("no")],
            stray: vec![line("no")],
            ..sample()
        };
        let blocks = [block];
        let lost = ROOT.only_in_blocks(&blocks);
        assert_eq!(lost.len(), 1);
        let finding: FindingRecord =
            pointed_at(ROOT.finding(&[line("yes")], &debian(None)), lost).into();
        assert!(finding.places[1].label.contains("Match Group sftp"));
    }
}
