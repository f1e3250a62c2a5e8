//! What a report says of each section of a benchmark or handbook that the policy follows, as the references of its
//! rules name them.

use std::collections::{BTreeMap, BTreeSet};

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
        let names = self.names_followed();
        if names.is_empty() {
            return Vec::new();
        }
        let mut findings: BTreeMap<usize, Vec<&FindingView>> = BTreeMap::new();
        for finding in &self.findings {
            findings
                .entry(finding.rule.index)
                .or_default()
                .push(finding);
        }
        let mut texts: BTreeMap<&str, BTreeMap<Vec<u32>, Section<'_>>> = BTreeMap::new();
        for rule in &self.rules {
            for (name, number) in rule.references().iter().filter_map(parse) {
                if !names.contains(name) {
                    continue;
                }
                let section = texts
                    .entry(name)
                    .or_default()
                    .entry(parts(number).flatten().collect())
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
        }
        texts
            .into_iter()
            .map(|(name, sections)| Followed {
                name,
                sections: sections.into_values().map(Section::decided).collect(),
            })
            .collect()
    }

    /// The names of these texts.
    fn names_followed(&self) -> BTreeSet<&str> {
        let mut naming: BTreeMap<&str, usize> = BTreeMap::new();
        for rule in &self.rules {
            let mut named: Vec<&str> = Vec::new();
            for (name, _) in rule.references().iter().filter_map(parse) {
                if !named.contains(&name) {
                    named.push(name);
                    *naming.entry(name).or_default() += 1;
                }
            }
        }
        let enough = |(_, rules): &(&str, usize)| rules * ONE_IN >= self.rules.len();
        let followed = naming.into_iter().filter(enough);
        followed.map(|(name, _)| name).collect()
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

/// The text, and the section as it is written: `Acme handbook 1.10`. What has an address is a page, and has no section.
fn parse(reference: &Reference) -> Option<(&str, &str)> {
    if reference.url.is_some() {
        return None;
    }
    let (name, number) = reference.label.rsplit_once(' ')?;
    let is_section = number.contains('.') && parts(number).all(|part| part.is_some());
    is_section.then_some((name, number))
}

/// The number of a section, part by part.
fn parts(number: &str) -> impl Iterator<Item = Option<u32>> {
    number.split('.').map(|part| part.parse().ok())
}
