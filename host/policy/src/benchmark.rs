//! The sections of a benchmark, and how the rules of a pack judge each of them: `docs/benchmarks/NAME.toml`, for the
//! pack of that name. The pack's `references` say which rules are for which sections.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use muster_outcomes::RuleDescriptor;
use serde::Deserialize;

/// The rule that asks a person: rules that a pack makes from it judge nothing themselves.
const QUESTION: &str = "host/review";

/// A benchmark, as its file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Benchmark {
    /// The name that `references` begin with.
    #[serde(rename = "benchmark")]
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its chapters, in its order.
    #[serde(rename = "chapter")]
    pub chapters: Vec<Chapter>,
}

/// Sections that belong together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// In our own words.
    pub title: String,
    /// By their numbers.
    pub sections: BTreeMap<SectionNumber, Section>,
}

/// What the benchmark requires under one number.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// What it requires, in our own words.
    pub about: String,
    /// What a person looks at, if no rule does or rules judge only a part.
    pub manual: Option<String>,
    /// The rule that is missing, or what rules do not judge.
    pub planned: Option<String>,
    /// Why no rule will judge it.
    pub left_out: Option<String>,
}

/// `1.1.1.10`, which comes after `1.1.1.9`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct SectionNumber(Vec<u32>);

impl TryFrom<String> for SectionNumber {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
        parts
            .map(Self)
            .map_err(|_| format!("{text} is not the number of a section"))
    }
}

impl Display for SectionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

/// How a section is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coverage {
    /// Rules judge it.
    Automated,
    /// Rules judge a part of it.
    Partial,
    /// A person judges it.
    Manual,
    /// No rule judges it yet.
    Planned,
    /// It is not judged, for the given reason.
    LeftOut,
}

impl Coverage {
    /// In the order in which they are counted.
    pub const ALL: [Self; 5] = [
        Self::Automated,
        Self::Partial,
        Self::Manual,
        Self::Planned,
        Self::LeftOut,
    ];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Automated => "automated",
            Self::Partial => "partial",
            Self::Manual => "manual",
            Self::Planned => "planned",
            Self::LeftOut => "left out",
        }
    }

    /// What that means, as a clause.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Automated => "rules judge it",
            Self::Partial => "rules judge a part of it, and a person the rest",
            Self::Manual => "a person judges it",
            Self::Planned => "no rule judges it yet",
            Self::LeftOut => "it is not judged, for the reason that is given",
        }
    }
}

/// A rule that is for sections of a benchmark.
#[derive(Clone, Copy, Debug)]
pub struct SectionRule<'a> {
    /// Its id.
    pub id: &'a str,
    /// Whether it leaves the answer to a person.
    pub is_manual: bool,
}

impl<'a> SectionRule<'a> {
    /// A rule, and the plugin's rule that implements it.
    #[must_use]
    pub fn new(id: &'a str, implementation: &str) -> Self {
        Self {
            id,
            is_manual: implementation == QUESTION,
        }
    }
}

impl<'a> From<&'a RuleDescriptor> for SectionRule<'a> {
    fn from(rule: &'a RuleDescriptor) -> Self {
        Self::new(rule.id.as_str(), rule.implementation().as_str())
    }
}

impl Benchmark {
    /// Reads a file.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// All sections, in their order.
    pub fn sections(&self) -> impl Iterator<Item = (&SectionNumber, &Section)> {
        self.chapters.iter().flat_map(|chapter| &chapter.sections)
    }

    /// The section that a reference names, such as `CIS Debian Linux 12 5.1.20`; none for a reference to another text.
    #[must_use]
    pub fn number(&self, reference: &str) -> Option<SectionNumber> {
        let number = reference.strip_prefix(&self.name)?.strip_prefix(' ')?;
        number.to_owned().try_into().ok()
    }

    /// The rules that name each section, from `rules` with their references.
    #[must_use]
    pub fn rules<'a>(
        &self,
        rules: impl IntoIterator<Item = (SectionRule<'a>, Vec<&'a str>)>,
    ) -> BTreeMap<SectionNumber, Vec<SectionRule<'a>>> {
        let mut named: BTreeMap<SectionNumber, Vec<SectionRule<'a>>> = BTreeMap::new();
        for (rule, references) in rules {
            let mut numbers: Vec<SectionNumber> = references
                .into_iter()
                .filter_map(|reference| self.number(reference))
                .collect();
            numbers.sort_unstable();
            numbers.dedup();
            for number in numbers {
                named.entry(number).or_default().push(rule);
            }
        }
        named
    }
}

impl Section {
    /// How the rules that name it judge it.
    #[must_use]
    pub fn coverage(&self, rules: &[SectionRule<'_>]) -> Coverage {
        let questions = rules.iter().filter(|rule| rule.is_manual).count();
        let is_for_a_person = self.manual.is_some() || questions > 0;
        match rules.len() - questions {
            0 if self.left_out.is_some() => Coverage::LeftOut,
            0 if is_for_a_person => Coverage::Manual,
            0 => Coverage::Planned,
            _ if is_for_a_person || self.planned.is_some() => Coverage::Partial,
            _ => Coverage::Automated,
        }
    }

    /// What its file says about what rules do not judge, as a sentence.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let planned = self.planned.as_ref();
        let planned = planned.map(|what| format!("Missing: {what}."));
        self.manual
            .clone()
            .or(planned)
            .or_else(|| self.left_out.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
benchmark = "Acme handbook"
version = "1.0"

[[chapter]]
title = "Doors"

[chapter.sections]
"1.1.9" = { about = "Doors are closed" }
"1.1.10" = { about = "Keys are counted", manual = "Count them." }
"1.2" = { about = "Windows are closed", planned = "a rule on windows" }
"1.3" = { about = "There is a moat", left-out = "There is none." }
"#;

    const fn rule(id: &str, is_manual: bool) -> SectionRule<'_> {
        SectionRule { id, is_manual }
    }

    #[test]
    fn each_section_is_judged_as_its_rules_are() {
        let benchmark = Benchmark::parse(TEXT).unwrap();
        let rules = [
            (
                rule("acme/doors", false),
                vec!["Acme handbook 1.1.9", "Acme handbook 1.1.10", "CWE-1"],
            ),
            (rule("acme/ask", true), vec!["Acme handbook 1.1.10"]),
        ];
        let named = benchmark.rules(rules);
        let told: Vec<(String, &str, Option<String>)> = benchmark
            .sections()
            .map(|(number, section)| {
                let rules = named.get(number).map(Vec::as_slice).unwrap_or_default();
                (
                    number.to_string(),
                    section.coverage(rules).name(),
                    section.reason(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("1.1.9".to_owned(), "automated", None),
                (
                    "1.1.10".to_owned(),
                    "partial",
                    Some("Count them.".to_owned())
                ),
                (
                    "1.2".to_owned(),
                    "planned",
                    Some("Missing: a rule on windows.".to_owned())
                ),
                (
                    "1.3".to_owned(),
                    "left out",
                    Some("There is none.".to_owned())
                ),
            ]
        );
        assert_eq!(benchmark.number("Acme handbooks 1.2"), None);
        assert_eq!(benchmark.number("Acme handbook 1.x"), None);
    }

    #[test]
    fn numbers_are_sorted_as_numbers() {
        let number = |text: &str| SectionNumber::try_from(text.to_owned());
        assert!(number("1.1.1.9").unwrap() < number("1.1.1.10").unwrap());
        assert!(number("3.3").unwrap() < number("3.3.1").unwrap());
        assert_eq!(number("3.3.11").unwrap().to_string(), "3.3.11");
        assert!(number("3.x").is_err());
    }

    #[test]
    fn what_is_not_in_the_grammar_is_refused() {
        assert!(Benchmark::parse("benchmark = \"x\"\n").is_err());
        assert!(Benchmark::parse(&TEXT.replace("manual", "handy")).is_err());
    }
}
