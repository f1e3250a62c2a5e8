//! What a report says of each section of a benchmark or handbook that the policy follows, as the references of its
//! rules name them.

use std::collections::BTreeMap;

use muster_outcomes::{Reference, Status};

use super::{FindingView, RuleView, View};

/// A text is followed where at least one rule in so many names a section of it, and not only mentioned.
const ONE_IN: usize = 4;

/// A benchmark or handbook that the policy follows.
pub(crate) struct Followed<'a> {
    /// As the references begin, without the number of the section.
    pub(crate) name: &'a str,
    /// In the order of their numbers.
    pub(crate) sections: Vec<Section<'a>>,
}

/// A section with what the host was found to be.
pub(crate) struct Section<'a> {
    /// Such as `1.1.10`.
    pub(crate) number: &'a str,
    pub(crate) rules: Vec<&'a RuleView>,
    /// The findings of the worst status, which decide; none where nothing was judged.
    pub(crate) deciding: Vec<&'a FindingView>,
}

impl Section<'_> {
    /// What it comes to, in one word.
    pub(crate) fn verdict(&self) -> &'static str {
        match self.deciding.first().map(|finding| &finding.status) {
            Some(Status::Fail) => "fail",
            Some(Status::Error(_)) => "error",
            Some(Status::Manual(_)) => "manual",
            Some(Status::Pass) => "pass",
            Some(Status::NotApplicable(_)) => "n/a",
            None => "open",
        }
    }

    /// What its rules ask for.
    pub(crate) fn title(&self) -> String {
        let titles: Vec<&str> = self.rules.iter().map(|rule| rule.title.as_str()).collect();
        titles.join("; ")
    }

    /// What decides, in a sentence or a few.
    pub(crate) fn evidence(&self) -> String {
        /// Findings that are told before the rest is counted.
        const MOST: usize = 3;
        let mut told: Vec<&str> = self
            .deciding
            .iter()
            .take(MOST)
            .map(|finding| match finding.status.reason() {
                Some(reason) if finding.message.is_empty() => reason,
                _ => finding.message.as_str(),
            })
            .collect();
        told.dedup();
        let mut text = told.join(" ");
        if let Some(more) = self.deciding.len().checked_sub(MOST)
            && more > 0
        {
            text.push_str(&format!(" And {more} more."));
        }
        text
    }
}

impl View {
    /// The texts that the policy follows, by name.
    pub(crate) fn followed(&self) -> Vec<Followed<'_>> {
        let mut findings: BTreeMap<usize, Vec<&FindingView>> = BTreeMap::new();
        for finding in &self.findings {
            findings
                .entry(finding.rule.index)
                .or_default()
                .push(finding);
        }
        let mut texts: BTreeMap<&str, BTreeMap<Vec<u32>, Section<'_>>> = BTreeMap::new();
        let mut naming: BTreeMap<&str, usize> = BTreeMap::new();
        for rule in &self.rules {
            let mut named: Vec<&str> = Vec::new();
            for (name, number, parts) in rule.references().iter().filter_map(parse) {
                if !named.contains(&name) {
                    named.push(name);
                }
                let section = texts
                    .entry(name)
                    .or_default()
                    .entry(parts)
                    .or_insert_with(|| Section {
                        number,
                        rules: Vec::new(),
                        deciding: Vec::new(),
                    });
                section.rules.push(rule);
                section
                    .deciding
                    .extend(findings.get(&rule.index).into_iter().flatten());
            }
            for name in named {
                *naming.entry(name).or_default() += 1;
            }
        }
        texts
            .into_iter()
            .filter(|(name, _)| {
                naming
                    .get(name)
                    .is_some_and(|rules| rules * ONE_IN >= self.rules.len())
            })
            .map(|(name, sections)| Followed {
                name,
                sections: sections.into_values().map(Section::decided).collect(),
            })
            .collect()
    }
}

impl Section<'_> {
    /// Keeps the findings that decide.
    fn decided(mut self) -> Self {
        let worst = self
            .deciding
            .iter()
            .map(|finding| finding.status.rank())
            .min();
        self.deciding
            .retain(|finding| Some(finding.status.rank()) == worst);
        self
    }
}

/// The text, and the section as it is written and as numbers: `Acme handbook 1.10`. What has an address is a page, and
/// has no section.
fn parse(reference: &Reference) -> Option<(&str, &str, Vec<u32>)> {
    if reference.url.is_some() {
        return None;
    }
    let (name, number) = reference.label.rsplit_once(' ')?;
    let parts: Result<Vec<u32>, _> = number.split('.').map(str::parse).collect();
    let parts = parts.ok().filter(|parts| parts.len() > 1)?;
    Some((name, number, parts))
}
