//! `muster.report/1`: the JSON that other programs read. Its structs are a copy on purpose, so
//! that the program can change inside while the format stays; `docs/schema/report-1.json`
//! describes it. Fields may be added; none changes its meaning or goes away.

use muster_outcomes::{Cause, Fingerprint, Place, PluginRecord, Reference, RuleId};
use muster_policy::{Attested, Verification};
use serde::Serialize;

use crate::markdown::inert;
use crate::view::{Carried, FeatureView, FindingView, RuleView, View};
use crate::{RenderError, to_json};

/// Name and version of the format.
const SCHEMA: &str = "muster.report/1";

/// Renders the document.
pub(crate) fn render(view: &View) -> Result<String, RenderError> {
    to_json(&ReportV1::of(view))
}

#[derive(Serialize)]
struct ReportV1<'a> {
    schema: &'static str,
    muster: &'a str,
    target: TargetV1<'a>,
    collected_at: &'a str,
    policy: PolicyV1<'a>,
    gate: &'static str,
    conclusion: &'static str,
    exit_code: u8,
    totals: TotalsV1,
    plugins: Vec<PluginV1<'a>>,
    rules: Vec<RuleV1<'a>>,
    findings: Vec<FindingV1<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    carried: Vec<CarriedV1<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    features: Vec<FeatureV1<'a>>,
}

#[derive(Serialize)]
struct FeatureV1<'a> {
    name: &'a str,
    title: &'a str,
    state: &'static str,
    missing: Vec<&'a str>,
    unknown: &'a [String],
    verify: Vec<VerificationV1<'a>>,
}

#[derive(Serialize)]
struct VerificationV1<'a> {
    rule: &'a str,
    subject: &'a str,
    task: &'a str,
}

#[derive(Serialize)]
struct TargetV1<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    machine: Option<&'a str>,
    kind: &'a str,
}

#[derive(Serialize)]
struct PolicyV1<'a> {
    name: &'a str,
    extends: &'a [String],
}

#[derive(Serialize)]
struct TotalsV1 {
    pass: usize,
    fail: usize,
    not_applicable: usize,
    manual: usize,
    error: usize,
    all: usize,
    causes: usize,
}

#[derive(Serialize)]
struct PluginV1<'a> {
    name: &'a str,
    version: &'a str,
    sha256: &'a str,
    grants: &'a [String],
}

#[derive(Serialize)]
struct RuleV1<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uses: Option<&'a str>,
    title: &'a str,
    failure_title: &'a str,
    severity: &'static str,
    declared_severity: &'static str,
    precision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a str>,
    tags: &'a [String],
    references: Vec<ReferenceV1<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    explained_by: Vec<CauseV1<'a>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    why: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    how_to_fix: String,
}

#[derive(Serialize)]
struct ReferenceV1<'a> {
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct CauseV1<'a> {
    rule: &'a str,
    scope: &'static str,
}

#[derive(Serialize)]
struct FindingV1<'a> {
    rule: &'a str,
    subject: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
    places: Vec<PlaceV1<'a>>,
    fingerprint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    follows_from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attested: Option<AttestedV1<'a>>,
}

#[derive(Serialize)]
struct AttestedV1<'a> {
    by: &'a str,
    on: &'a str,
    valid_until: &'a str,
    evidence: &'a str,
    days_left: u32,
}

#[derive(Serialize)]
struct CarriedV1<'a> {
    rule: &'a str,
    subject: &'a str,
    severity: &'static str,
    message: &'a str,
    fingerprint: &'a str,
    last_judged: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct PlaceV1<'a> {
    kind: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    label: &'a str,
}

impl<'a> ReportV1<'a> {
    fn of(view: &'a View) -> Self {
        Self {
            schema: SCHEMA,
            muster: &view.muster,
            target: TargetV1 {
                name: &view.target.name,
                machine: view.target.machine.as_deref(),
                kind: &view.target.kind,
            },
            collected_at: &view.collected_at,
            policy: PolicyV1 {
                name: &view.policy.name,
                extends: &view.policy.extends,
            },
            gate: view.gate.as_str(),
            conclusion: match view.conclusion {
                muster_policy::Conclusion::Clean => "clean",
                muster_policy::Conclusion::Findings => "findings",
                muster_policy::Conclusion::Incomplete => "incomplete",
            },
            exit_code: view.conclusion.exit_code(),
            totals: TotalsV1 {
                pass: view.totals.pass,
                fail: view.totals.fail,
                not_applicable: view.totals.not_applicable,
                manual: view.totals.manual,
                error: view.totals.error,
                all: view.totals.all(),
                causes: view.causes,
            },
            plugins: view.plugins.iter().map(PluginV1::of).collect(),
            rules: view.rules.iter().map(|rule| RuleV1::of(rule)).collect(),
            findings: view.findings.iter().map(FindingV1::of).collect(),
            carried: view.carried.iter().map(CarriedV1::of).collect(),
            features: view.features.iter().map(FeatureV1::of).collect(),
        }
    }
}

impl<'a> PluginV1<'a> {
    fn of(plugin: &'a PluginRecord) -> Self {
        Self {
            name: &plugin.name,
            version: &plugin.version,
            sha256: &plugin.sha256,
            grants: &plugin.grants,
        }
    }
}

impl<'a> RuleV1<'a> {
    fn of(rule: &'a RuleView) -> Self {
        let reference = |Reference { label, url }: &'a Reference| ReferenceV1 {
            label,
            url: url.as_deref(),
        };
        Self {
            id: rule.id.as_str(),
            uses: rule.uses.as_ref().map(RuleId::as_str),
            title: &rule.title,
            failure_title: &rule.failure_title,
            severity: rule.severity.as_str(),
            declared_severity: rule.declared_severity.as_str(),
            precision: rule.precision.as_str(),
            page: rule.page.as_deref(),
            tags: rule.tags(),
            references: rule.references().iter().map(reference).collect(),
            explained_by: rule.explained_by.iter().map(CauseV1::of).collect(),
            why: inert(&rule.documentation().why),
            how_to_fix: inert(&rule.documentation().how_to_fix),
        }
    }
}

impl<'a> CauseV1<'a> {
    fn of(Cause { rule, scope }: &'a Cause) -> Self {
        Self {
            rule: rule.as_str(),
            scope: scope.as_str(),
        }
    }
}

impl<'a> FindingV1<'a> {
    fn of(finding: &'a FindingView) -> Self {
        Self {
            rule: finding.rule.id.as_str(),
            subject: &finding.subject,
            status: finding.status.as_str(),
            reason: finding.status.reason(),
            severity: finding.severity.as_str(),
            message: &finding.message,
            observed: finding.observed.as_deref(),
            required: finding.required.as_deref(),
            fix: finding.fix.as_deref(),
            places: finding.places.iter().map(PlaceV1::of).collect(),
            fingerprint: finding.fingerprint.as_str(),
            follows_from: finding.follows_from.as_ref().map(Fingerprint::as_str),
            attested: finding.attested.as_ref().map(AttestedV1::of),
        }
    }
}

impl<'a> AttestedV1<'a> {
    fn of(attested: &'a Attested) -> Self {
        let Attested {
            by,
            on,
            valid_until,
            evidence,
            days_left,
        } = attested;
        Self {
            by,
            on,
            valid_until,
            evidence,
            days_left: *days_left,
        }
    }
}

impl<'a> CarriedV1<'a> {
    fn of(carried: &'a Carried) -> Self {
        let Carried {
            finding,
            last_judged,
            reason,
        } = carried;
        Self {
            rule: finding.rule.id.as_str(),
            subject: &finding.subject,
            severity: finding.severity.as_str(),
            message: &finding.message,
            fingerprint: finding.fingerprint.as_str(),
            last_judged,
            reason,
        }
    }
}

impl<'a> FeatureV1<'a> {
    fn of(feature: &'a FeatureView) -> Self {
        let verify = |one: &'a Verification| VerificationV1 {
            rule: one.rule.as_str(),
            subject: &one.subject,
            task: &one.task,
        };
        Self {
            name: &feature.name,
            title: &feature.title,
            state: feature.state.as_str(),
            missing: feature.missing.iter().map(Fingerprint::as_str).collect(),
            unknown: &feature.unknown,
            verify: feature.verify.iter().map(verify).collect(),
        }
    }
}

impl<'a> PlaceV1<'a> {
    fn of(Place { source, label }: &'a Place) -> Self {
        Self {
            kind: &source.kind,
            name: &source.name,
            line: source.line,
            column: source.column,
            end_column: source.end_column,
            text: source.text.as_deref(),
            label,
        }
    }
}
