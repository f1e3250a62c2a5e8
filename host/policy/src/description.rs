//! What packs say about a rule as such, beside its severity and parameters: what it is made of, its texts,
//! and on which hosts it counts.

use std::collections::BTreeSet;
use std::path::Path;

use muster_outcomes::{Reference, RuleDescriptor, RuleId, is_https_url};

use crate::Loader;
use crate::diagnostic::quoted;
use crate::document::{DocumentedKey, Fields, Form, NAME};
use crate::source::{Problems, Span, Spanned, beside};
use crate::when::Condition;

/// The rule of a plugin that judges a pack's own one.
pub(crate) const USE: &str = "use";

/// On which hosts a rule counts.
const WHEN: &str = "when";

/// A page is text for people: the longest of Muster's own has 2 KiB without its tests.
const LONGEST_PAGE: usize = 64 << 10;

/// The keys of a rule's settings.
pub(crate) const KEYS: [DocumentedKey; 10] = [
    DocumentedKey {
        name: "severity",
        r#type: "severity",
        meaning: "how bad a failure is",
        default: "",
    },
    DocumentedKey {
        name: "parameters",
        r#type: "table",
        meaning: "values of the rule's parameters",
        default: "",
    },
    DocumentedKey {
        name: "attestation-days",
        r#type: "integer",
        meaning: "for how many days an [attestation](#attestations) of the rule is valid at most",
        default: "",
    },
    DocumentedKey {
        name: WHEN,
        r#type: "array of strings",
        meaning: "[conditions](#hosts-that-a-rule-is-about) of the host, all of which have to hold; elsewhere the rule is not applicable",
        default: "",
    },
    DocumentedKey {
        name: "references",
        r#type: "array of strings",
        meaning: "where the requirement comes from, such as `CIS Debian Linux 12 3.3.9`, with an `https:` address at the end if there is one; shown beside the rule's own, of which they replace those of the same publisher, their first word",
        default: "",
    },
    DocumentedKey {
        name: USE,
        r#type: "string",
        meaning: "the rule of a plugin that this one is [made of](#rules-of-your-own)",
        default: "",
    },
    DocumentedKey {
        name: "title",
        r#type: "string",
        meaning: "with `use`: what holds when the rule passes, one line; required",
        default: "",
    },
    DocumentedKey {
        name: "failure-title",
        r#type: "string",
        meaning: "with `use`: what is wrong when the rule fails, one line; that of the used rule when not set",
        default: "",
    },
    DocumentedKey {
        name: "tags",
        r#type: "array of strings",
        meaning: "with `use`: words to select the rule by, beside those of the used rule",
        default: "",
    },
    DocumentedKey {
        name: "page",
        r#type: "string",
        meaning: "with `use`: the rule's page, a file beside the pack, in Markdown with the sections `## Why` and `## How to fix`; that of the used rule when not set",
        default: "",
    },
];

/// What packs say about a rule as such, beside its severity and parameters.
#[derive(Debug, Default)]
pub(crate) struct Description {
    pub(crate) uses: Option<Spanned<RuleId>>,
    pub(crate) title: Option<Spanned<String>>,
    failure_title: Option<Spanned<String>>,
    page: Option<Spanned<String>>,
    /// What stands in the page, once it is read.
    text: Option<String>,
    tags: Option<Spanned<BTreeSet<String>>>,
    references: Option<Vec<Reference>>,
    when: Option<Vec<Condition>>,
}

impl Description {
    pub(crate) fn read(fields: &mut Fields, problems: &mut Problems) -> Self {
        let uses = fields.text(USE, problems).and_then(|text| {
            let id = text.value.parse().ok();
            if id.is_none() {
                problems.report_with(
                    text.at,
                    format!("{} is not a rule id", quoted(&text.value)),
                    Some(format!(
                        "write `{USE} = \"family/name\"`, a rule of a plugin"
                    )),
                );
            }
            Some(Spanned {
                value: id?,
                at: text.at,
            })
        });
        let mut line = |key: &'static str, form: &Form| {
            let text = fields.text(key, problems)?;
            let at = text.at;
            let value = form.check(text, problems)?;
            Some(Spanned { value, at })
        };
        let title = line("title", &NAME);
        let failure_title = line("failure-title", &NAME);
        let page = fields.text("page", problems);
        let tags = fields.texts("tags", problems).map(|tags| Spanned {
            at: tags.at,
            value: tags
                .value
                .into_iter()
                .filter_map(|tag| TAG.check(tag, problems))
                .collect(),
        });
        let references = fields.texts("references", problems).map(|references| {
            references
                .value
                .into_iter()
                .filter_map(|text| NAME.check(text, problems))
                .map(|text| reference(&text))
                .collect()
        });
        let when = fields.texts(WHEN, problems).map(|conditions| {
            let conditions = conditions.value.into_iter();
            conditions
                .filter_map(|text| {
                    let condition = text.value.parse().ok();
                    if condition.is_none() {
                        problems.report_with(
                            text.at,
                            format!("{} is not a condition of a host", quoted(&text.value)),
                            Some(Condition::HELP.to_owned()),
                        );
                    }
                    condition
                })
                .collect()
        });
        Self {
            uses,
            title,
            failure_title,
            page,
            text: None,
            tags,
            references,
            when,
        }
    }

    /// What has to be so on a host for the rule to count there.
    pub(crate) fn conditions(&self) -> &[Condition] {
        self.when.as_deref().unwrap_or_default()
    }

    /// Whether it is that of a rule of the pack's own.
    pub(crate) const fn makes_a_rule(&self) -> bool {
        self.uses.is_some()
    }

    /// Adds what a later pack says, key by key.
    pub(crate) fn override_with(&mut self, later: Self, problems: &mut Problems) {
        fn replace<T>(earlier: &mut Option<T>, later: Option<T>) {
            if later.is_some() {
                *earlier = later;
            }
        }
        if later.page.is_some() {
            self.page = later.page;
            self.text = later.text;
        }
        if let (Some(earlier), Some(later)) = (&self.uses, &later.uses)
            && earlier.value != later.value
        {
            // Its parameters and its texts are those of the rule that it is made of.
            problems.report_with(
                later.at,
                format!("the rule is made of `{}` already", earlier.value),
                Some("give the other rule an id of its own".to_owned()),
            );
        }
        replace(&mut self.uses, later.uses);
        replace(&mut self.title, later.title);
        replace(&mut self.failure_title, later.failure_title);
        replace(&mut self.tags, later.tags);
        replace(&mut self.references, later.references);
        replace(&mut self.when, later.when);
    }

    /// Reads the page that stands beside the pack.
    pub(crate) fn read_page(
        &mut self,
        pack: Option<&Path>,
        loader: &dyn Loader,
        problems: &mut Problems,
    ) {
        let Some(page) = &self.page else { return };
        let Some(path) = beside(pack, page, problems) else {
            return;
        };
        match loader.read(&path) {
            Ok(text) if text.len() > LONGEST_PAGE => problems.report(
                page.at,
                format!(
                    "{} is longer than {} KiB",
                    quoted(&page.value),
                    LONGEST_PAGE >> 10
                ),
            ),
            Ok(text) => {
                let missing = ["## Why", "## How to fix"]
                    .into_iter()
                    .find(|heading| text.lines().all(|line| line.trim_end() != *heading));
                if let Some(heading) = missing {
                    problems.report_with(
                        page.at,
                        format!("{} has no section `{heading}`", quoted(&page.value)),
                        Some("a page says `## Why` and `## How to fix`".to_owned()),
                    );
                }
                self.text = Some(text);
            }
            Err(reason) => problems.report_with(
                page.at,
                format!("the page cannot be read: {reason}"),
                Some("a page is a Markdown file, relative to the pack that names it".to_owned()),
            ),
        }
    }

    /// The rule that a pack makes of another.
    pub(crate) fn made_of(&self, id: &RuleId, used: &RuleDescriptor) -> RuleDescriptor {
        let mut made = used.clone();
        made.id = id.clone();
        made.uses = Some(used.id.clone());
        if let Some(title) = &self.title {
            made.title.clone_from(&title.value);
        }
        if let Some(title) = &self.failure_title {
            made.failure_title.clone_from(&title.value);
        }
        if let Some(text) = &self.text {
            made.documentation.clone_from(text);
            // The used rule's page says what this one replaces.
            made.page = None;
        }
        for tag in self.tags.iter().flat_map(|tags| &tags.value) {
            if !made.tags.contains(tag) {
                made.tags.push(tag.clone());
            }
        }
        self.add_references(&mut made);
        made
    }

    pub(crate) const fn has_references(&self) -> bool {
        self.references.is_some()
    }

    pub(crate) fn add_references(&self, rule: &mut RuleDescriptor) {
        let cited = self.references.as_deref().unwrap_or_default();
        let before = rule.references.clone();
        cite(&mut rule.references, cited);
        // Its page lists them as well.
        for gone in before
            .iter()
            .filter(|known| !rule.references.contains(known))
        {
            rule.documentation = without(&rule.documentation, &gone.label);
        }
    }

    /// A key that a plugin's own rule cannot have, and where it stands.
    pub(crate) fn out_of_place(&self) -> Option<(&'static str, Span)> {
        let texts = [
            ("title", &self.title),
            ("failure-title", &self.failure_title),
            ("page", &self.page),
        ];
        let text = texts
            .into_iter()
            .find_map(|(key, text)| Some((key, text.as_ref()?.at)));
        text.or_else(|| Some(("tags", self.tags.as_ref()?.at)))
    }
}

/// A page without the items that cite this.
fn without(page: &str, label: &str) -> String {
    let (plain, linked) = (format!("- {label}"), format!("- [{label}]("));
    let lines = page.split_inclusive('\n');
    lines
        .filter(|line| line.trim_end() != plain && !line.starts_with(&linked))
        .collect()
}

/// Adds what a pack cites to what the page of a rule does. If both cite a benchmark, the section of another edition is
/// not where the requirement comes from.
fn cite(known: &mut Vec<Reference>, cited: &[Reference]) {
    fn publisher(reference: &Reference) -> Option<&str> {
        reference.label.split(' ').next()
    }
    known.retain(|own| cited.iter().all(|one| publisher(one) != publisher(own)));
    for reference in cited {
        if !known.contains(reference) {
            known.push(reference.clone());
        }
    }
}

/// `CIS Debian Linux 12 3.3.9`, with or without an address at its end.
fn reference(text: &str) -> Reference {
    match text.rsplit_once(' ') {
        Some((label, url)) if is_https_url(url) => Reference {
            label: label.trim_end().to_owned(),
            url: Some(url.to_owned()),
        },
        _ => Reference {
            label: text.to_owned(),
            url: is_https_url(text).then(|| text.to_owned()),
        },
    }
}

const TAG: Form = Form {
    noun: "a tag",
    help: "write lower-case letters, digits and hyphens",
    fits: crate::document::is_short_name,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edition_that_a_pack_follows_is_cited_alone() {
        let cite_all = |own: &[&str], cited: &[&str]| {
            let mut known: Vec<Reference> = own.iter().copied().map(reference).collect();
            let cited: Vec<Reference> = cited.iter().copied().map(reference).collect();
            cite(&mut known, &cited);
            let labels = known.into_iter().map(|one| one.label);
            labels.collect::<Vec<_>>()
        };
        let own = ["CIS Debian Linux 12 Benchmark 5.1.20", "RFC 4251"];
        assert_eq!(
            cite_all(&own, &["CIS RHEL 9 5.1.20", "CIS RHEL 9 5.1.21"]),
            ["RFC 4251", "CIS RHEL 9 5.1.20", "CIS RHEL 9 5.1.21"]
        );
        assert_eq!(cite_all(&own, &[]), own);
    }

    #[test]
    fn a_page_lists_what_is_cited() {
        let page = "## References\n\n- [CIS 5.1](https://example.com)\n- CIS 5.10\n- RFC 4251\n";
        let left = without(page, "CIS 5.1");
        assert_eq!(left, "## References\n\n- CIS 5.10\n- RFC 4251\n");
        assert_eq!(without(&left, "CIS 5.10"), "## References\n\n- RFC 4251\n");
    }
}
