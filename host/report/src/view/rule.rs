//! A rule as every format shows it.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use muster_outcomes::{
    Artifact, Cause, Precision, Reference, RuleDescriptor, RuleId, Severity, Status, is_https_url,
};
use muster_policy::JudgedRule;

use super::finding::clean_artifact;
use super::lines;
use crate::documentation::Documentation;
use crate::text::line;

/// A rule with its place in [`View::rules`].
pub(crate) struct RuleView {
    pub(crate) index: usize,
    pub(crate) id: RuleId,
    /// The rule of a plugin that a pack made it of.
    pub(crate) uses: Option<RuleId>,
    /// What holds when it passes.
    pub(crate) title: String,
    /// What is the case when it fails.
    pub(crate) failure_title: String,
    /// Under this policy.
    pub(crate) severity: Severity,
    /// As the plugin gives it.
    pub(crate) declared_severity: Severity,
    pub(crate) precision: Precision,
    /// Its own page for people, `https:`.
    pub(crate) page: Option<String>,
    pub(crate) explained_by: Vec<Cause>,
    pub(crate) artifact: Option<Artifact>,
    /// None where no plugin describes the rule.
    descriptor: Option<Arc<RuleDescriptor>>,
    /// What follows is made where a report shows it: most rules pass, and few formats have words for that.
    documentation: OnceCell<Documentation>,
    tags: OnceCell<Vec<String>>,
    references: OnceCell<Vec<Reference>>,
    parameters: OnceCell<Vec<String>>,
}

/// The planned rules by id. A finding of a rule that is not among them gets a rule that says so:
/// it must not fall out of the report.
pub(super) fn rules_of<'a>(
    planned: &'a [JudgedRule],
    findings: impl IntoIterator<Item = &'a muster_policy::JudgedOutcome>,
) -> BTreeMap<RuleId, Rc<RuleView>> {
    let mut rules: BTreeMap<&RuleId, Option<&JudgedRule>> = findings
        .into_iter()
        .map(|finding| (&finding.outcome.rule, None))
        .collect();
    rules.extend(planned.iter().map(|rule| (&rule.descriptor.id, Some(rule))));
    rules
        .into_iter()
        .enumerate()
        .map(|(index, (id, planned))| {
            let rule = match planned {
                Some(planned) => RuleView::of(index, planned),
                None => RuleView::undescribed(index, id),
            };
            (id.clone(), Rc::new(rule))
        })
        .collect()
}

impl RuleView {
    pub(super) fn of(index: usize, rule: &JudgedRule) -> Self {
        let JudgedRule {
            descriptor,
            severity,
        } = rule;
        let RuleDescriptor {
            id,
            uses,
            title,
            failure_title,
            severity: declared_severity,
            precision,
            page,
            explained_by,
            artifact,
            ..
        } = &**descriptor;
        Self {
            index,
            id: id.clone(),
            uses: uses.clone(),
            title: line(title),
            failure_title: line(failure_title),
            severity: *severity,
            declared_severity: *declared_severity,
            precision: *precision,
            page: page.clone().filter(|page| is_https_url(page)),
            explained_by: explained_by.clone(),
            artifact: artifact.as_ref().map(clean_artifact),
            descriptor: Some(Arc::clone(descriptor)),
            documentation: OnceCell::new(),
            tags: OnceCell::new(),
            references: OnceCell::new(),
            parameters: OnceCell::new(),
        }
    }

    pub(crate) fn tags(&self) -> &[String] {
        self.tags
            .get_or_init(|| lines(self.descriptor.as_ref().map_or(&[], |rule| &rule.tags)))
    }

    pub(crate) fn references(&self) -> &[Reference] {
        let clean = |Reference { label, url }: &Reference| Reference {
            label: line(label),
            url: url.clone().filter(|url| is_https_url(url)),
        };
        self.references.get_or_init(|| {
            let described = self.descriptor.iter();
            described
                .flat_map(|rule| &rule.references)
                .map(clean)
                .collect()
        })
    }

    /// Names of its parameters.
    pub(crate) fn parameters(&self) -> &[String] {
        self.parameters.get_or_init(|| {
            let described = self.descriptor.iter();
            let parameters = described.flat_map(|rule| &rule.parameters);
            parameters.map(|one| line(&one.name)).collect()
        })
    }

    pub(crate) fn documentation(&self) -> &Documentation {
        self.documentation.get_or_init(|| {
            let page = self.descriptor.as_ref();
            page.map_or_else(Documentation::default, |page| {
                Documentation::of(&page.documentation)
            })
        })
    }

    /// The title that is true of a finding with this status.
    pub(crate) fn title_for(&self, status: &Status) -> &str {
        match status {
            Status::Fail => &self.failure_title,
            Status::Pass | Status::NotApplicable(_) | Status::Manual(_) | Status::Error(_) => {
                &self.title
            }
        }
    }

    /// Rated worst, as the policy rates its findings.
    fn undescribed(index: usize, id: &RuleId) -> Self {
        Self {
            index,
            id: id.clone(),
            uses: None,
            title: format!("No plugin describes {id}"),
            failure_title: format!("{id} fails, and no plugin describes it"),
            severity: Severity::Critical,
            declared_severity: Severity::Critical,
            precision: Precision::VeryHigh,
            page: None,
            explained_by: Vec::new(),
            artifact: None,
            descriptor: None,
            documentation: OnceCell::new(),
            tags: OnceCell::new(),
            references: OnceCell::new(),
            parameters: OnceCell::new(),
        }
    }
}
