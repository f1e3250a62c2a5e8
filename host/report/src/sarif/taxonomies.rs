//! The catalogues that rules refer to, as SARIF taxonomies: CWE, NIST SP 800-53 and the CIS
//! benchmarks. Only entries that a rule names are listed, by number alone; CIS's texts are not
//! free.

use std::collections::BTreeMap;

use muster_outcomes::Reference;
use serde_sarif::sarif::{
    MultiformatMessageString, ReportingDescriptor, ReportingDescriptorReference,
    ReportingDescriptorRelationship, ToolComponent, ToolComponentReference,
};

use super::values::{Guid, index};
use crate::view::{RuleView, View};

/// Entries by catalogue; both sorted, so that an index is the same in every run.
pub(super) struct Taxonomies(BTreeMap<Catalogue, Vec<String>>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Catalogue {
    Cwe,
    Nist,
    /// With the name of the benchmark, such as `CIS Debian 12`.
    Cis(String),
}

impl Taxonomies {
    /// Collects what the rules refer to.
    pub(super) fn of(view: &View) -> Self {
        let mut taxonomies: BTreeMap<Catalogue, Vec<String>> = BTreeMap::new();
        let references = view.rules.iter().flat_map(|rule| rule.references());
        for (catalogue, entry) in references.filter_map(parse) {
            taxonomies.entry(catalogue).or_default().push(entry);
        }
        for entries in taxonomies.values_mut() {
            entries.sort_unstable();
            entries.dedup();
        }
        Self(taxonomies)
    }

    /// As `run.taxonomies`.
    pub(super) fn components(&self) -> Vec<ToolComponent> {
        self.0
            .iter()
            .map(|(catalogue, entries)| catalogue.component(entries))
            .collect()
    }

    /// As `driver.supportedTaxonomies`.
    pub(super) fn references(&self) -> Vec<ToolComponentReference> {
        (0..)
            .zip(self.0.keys())
            .map(|(index, catalogue)| catalogue.reference(index))
            .collect()
    }

    /// The entries that a rule refers to, each once.
    pub(super) fn relationships(&self, rule: &RuleView) -> Vec<ReportingDescriptorRelationship> {
        let mut named: Vec<(Catalogue, String)> =
            rule.references().iter().filter_map(parse).collect();
        named.sort_unstable();
        named.dedup();
        named
            .iter()
            .filter_map(|(catalogue, entry)| self.relationship(catalogue, entry))
            .collect()
    }

    fn relationship(
        &self,
        catalogue: &Catalogue,
        entry: &String,
    ) -> Option<ReportingDescriptorRelationship> {
        let component = self.0.keys().position(|known| known == catalogue)?;
        let taxon = self.0.get(catalogue)?.binary_search(entry).ok()?;
        let target = ReportingDescriptorReference::builder()
            .id(entry)
            .index(index(taxon))
            .tool_component(catalogue.reference(index(component)))
            .build();
        Some(
            ReportingDescriptorRelationship::builder()
                .target(target)
                .kinds(vec!["relevant".to_owned()])
                .build(),
        )
    }
}

impl Catalogue {
    fn name(&self) -> &str {
        match self {
            Self::Cwe => "CWE",
            Self::Nist => "NIST SP 800-53",
            Self::Cis(benchmark) => benchmark,
        }
    }

    fn tag(&self, entry: &str) -> String {
        let entry = entry.to_ascii_lowercase();
        match self {
            // The spelling that GitHub knows.
            Self::Cwe => format!("external/cwe/{entry}"),
            // That of OSCAL: an enhancement behind a dot instead of in brackets.
            Self::Nist => format!("nist-800-53/{}", entry.replace('(', ".").replace(')', "")),
            Self::Cis(benchmark) => format!("cis/{}/{entry}", short_name(benchmark)),
        }
    }

    const fn guid(&self) -> Option<Guid> {
        match self {
            Self::Cwe => Some(Guid::CWE),
            Self::Nist => Some(Guid::NIST_SP_800_53),
            Self::Cis(_) => None,
        }
    }

    fn reference(&self, index: i64) -> ToolComponentReference {
        let mut reference = ToolComponentReference::builder()
            .name(self.name())
            .index(index)
            .build();
        reference.guid = self.guid().map(|guid| guid.as_str().to_owned());
        reference
    }

    fn component(&self, entries: &[String]) -> ToolComponent {
        let (organization, about, page) = match self {
            Self::Cwe => (
                "MITRE",
                "Common Weakness Enumeration.",
                "https://cwe.mitre.org/",
            ),
            Self::Nist => (
                "NIST",
                "Security and Privacy Controls for Information Systems and Organizations.",
                "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final",
            ),
            Self::Cis(_) => (
                "Center for Internet Security",
                "Benchmark of the Center for Internet Security.",
                "https://www.cisecurity.org/cis-benchmarks",
            ),
        };
        let about = MultiformatMessageString::builder().text(about).build();
        let mut component = ToolComponent::builder()
            .name(self.name())
            .organization(organization)
            .short_description(about)
            .information_uri(page)
            .is_comprehensive(false)
            .taxa(
                entries
                    .iter()
                    .map(|entry| ReportingDescriptor::builder().id(entry).build())
                    .collect::<Vec<_>>(),
            )
            .build();
        component.guid = self.guid().map(|guid| guid.as_str().to_owned());
        component
    }
}

/// What a rule refers to as tags that viewers can filter by: `external/cwe/cwe-250`,
/// `nist-800-53/ac-6.2`, `cis/debian-linux-12/5.1.20`. Sorted by catalogue, each once.
pub(super) fn tags(rule: &RuleView) -> Vec<String> {
    let mut entries: Vec<(Catalogue, String)> =
        rule.references().iter().filter_map(parse).collect();
    entries.sort_unstable();
    entries.dedup();
    entries
        .iter()
        .map(|(catalogue, entry)| catalogue.tag(entry))
        .collect()
}

/// The number of a weakness that a reference names, such as 258.
fn cwe(reference: &Reference) -> Option<&str> {
    reference
        .label
        .strip_prefix("CWE-")
        .filter(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

fn parse(reference: &Reference) -> Option<(Catalogue, String)> {
    if let Some(number) = cwe(reference) {
        return Some((Catalogue::Cwe, format!("CWE-{number}")));
    }
    let (catalogue, entry) = reference.label.rsplit_once(' ')?;
    if catalogue.starts_with("NIST SP 800-53") && is_control(entry) {
        return Some((Catalogue::Nist, entry.to_owned()));
    }
    (catalogue.starts_with("CIS ") && is_section(entry))
        .then(|| (Catalogue::Cis(catalogue.to_owned()), entry.to_owned()))
}

/// `CIS Debian Linux 12 Benchmark` as `debian-linux-12`.
fn short_name(benchmark: &str) -> String {
    let words = benchmark.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    words
        .map(str::to_ascii_lowercase)
        .filter(|word| !matches!(word.as_str(), "" | "cis" | "benchmark"))
        .collect::<Vec<_>>()
        .join("-")
}

/// `AC-6`, `AC-6(2)`.
fn is_control(entry: &str) -> bool {
    entry.split_once('-').is_some_and(|(family, number)| {
        family.len() == 2
            && family.bytes().all(|b| b.is_ascii_uppercase())
            && number.starts_with(|c: char| c.is_ascii_digit())
            && number
                .chars()
                .all(|c| c.is_ascii_digit() || "()".contains(c))
    })
}

/// `5.1.20`.
fn is_section(entry: &str) -> bool {
    entry
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_become_tags_without_spaces_and_capitals() {
        let tag = |label: &str| {
            let (catalogue, entry) = parse(&Reference {
                label: label.to_owned(),
                url: None,
            })
            .unwrap();
            catalogue.tag(&entry)
        };
        assert_eq!(tag("CWE-258"), "external/cwe/cwe-258");
        assert_eq!(tag("NIST SP 800-53 AC-6"), "nist-800-53/ac-6");
        assert_eq!(tag("NIST SP 800-53 AC-6(2)"), "nist-800-53/ac-6.2");
        for (label, expected) in [
            ("CIS Debian 12 5.1.20", "cis/debian-12/5.1.20"),
            (
                "CIS Debian Linux 12 Benchmark 4.2.3",
                "cis/debian-linux-12/4.2.3",
            ),
            ("CIS Docker Benchmark v1.6.0 5.14", "cis/docker-v1.6.0/5.14"),
            ("CIS Ubuntu, 22.04 LTS 1.1", "cis/ubuntu-22.04-lts/1.1"),
        ] {
            assert_eq!(tag(label), expected);
        }
    }

    #[test]
    fn references_to_known_catalogues_become_entries() {
        let of = |label: &str| {
            parse(&Reference {
                label: label.to_owned(),
                url: None,
            })
        };
        let cis = Catalogue::Cis("CIS Debian 12".to_owned());
        assert_eq!(of("CWE-258"), Some((Catalogue::Cwe, "CWE-258".to_owned())));
        assert_eq!(
            of("NIST SP 800-53 AC-6(2)"),
            Some((Catalogue::Nist, "AC-6(2)".to_owned()))
        );
        assert_eq!(of("CIS Debian 12 5.1.20"), Some((cis, "5.1.20".to_owned())));
        for other in [
            "RFC 9142",
            "CWE-",
            "CWE-x",
            "NIST SP 800-53",
            "CIS Debian 12 x",
            "",
            "sshd_config(5)",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
