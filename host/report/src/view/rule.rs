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
    pub(crate) tags: Vec<String>,
    pub(crate) references: Vec<Reference>,
    /// Names of its parameters.
    pub(crate) parameters: Vec<String>,
    pub(crate) explained_by: Vec<Cause>,
    pub(crate) artifact: Option<Artifact>,
    /// None where no plugin describes the rule.
    descriptor: Option<Arc<RuleDescriptor>>,
    /// Taken from the page where a report shows it.
    documentation: OnceCell<Documentation>,
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
            parameters,
            tags,
            references,
            explained_by,
            artifact,
            documentation: _,
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
            tags: lines(tags),
            references: references
                .iter()
                .map(|Reference { label, url }| Reference {
                    label: line(label),
                    url: url.clone().filter(|url| is_https_url(url)),
                })
                .collect(),
            parameters: parameters.iter().map(|one| line(&one.name)).collect(),
            explained_by: explained_by.clone(),
            artifact: artifact.as_ref().map(clean_artifact),
            descriptor: Some(Arc::clone(descriptor)),
            documentation: OnceCell::new(),
        }
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
            tags: Vec::new(),
            references: Vec::new(),
            parameters: Vec::new(),
            explained_by: Vec::new(),
            artifact: None,
            descriptor: None,
            documentation: OnceCell::new(),
        }
    }
}
