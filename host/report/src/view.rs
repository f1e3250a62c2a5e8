//! What every format reads: the verdict in the order of the report, with each text made safe
//! once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use muster_facts::{Source, Target};
use muster_outcomes::{
    Artifact, Cause, Fingerprint, Outcome, Place, PluginRecord, Precision, Reference,
    RuleDescriptor, RuleId, Selection, Severity, Status, Totals, is_https_url,
};
use muster_policy::{CarriedFinding, Conclusion, JudgedRule, PolicyName, Verdict};

use crate::documentation::Documentation;
use crate::text::{block, line};

/// A verdict that can be shown.
pub(crate) struct View {
    pub(crate) muster: String,
    pub(crate) target: Target,
    pub(crate) collected_at: String,
    pub(crate) policy: PolicyName,
    pub(crate) selection: Selection,
    pub(crate) gate: Severity,
    pub(crate) plugins: Vec<PluginRecord>,
    /// Every planned rule, sorted by id.
    pub(crate) rules: Vec<Rc<Rule>>,
    /// Failures, errors, manual, pass, not applicable; each the most severe first, as they are
    /// [`rated`](Finding::rated), then by rule and subject.
    pub(crate) findings: Vec<Finding>,
    /// Failures of an earlier evaluation that could not be judged again, the most severe first.
    pub(crate) carried: Vec<Carried>,
    /// Rules that could not be evaluated and of which nobody knows what was found before.
    pub(crate) history_unknown: Vec<RuleId>,
    pub(crate) totals: Totals,
    /// Failures that follow from no other.
    pub(crate) causes: usize,
    pub(crate) conclusion: Conclusion,
}

/// A rule with its place in [`View::rules`].
pub(crate) struct Rule {
    pub(crate) index: usize,
    pub(crate) id: RuleId,
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
    pub(crate) documentation: Documentation,
}

/// One outcome with its rule.
pub(crate) struct Finding {
    pub(crate) rule: Rc<Rule>,
    /// Under this policy.
    pub(crate) severity: Severity,
    /// The worst of its own severity and those of what follows from it: a cause is as bad as what
    /// it brings about.
    pub(crate) rated: Severity,
    /// The failure that explains this one. Reports show it there.
    pub(crate) follows_from: Option<Fingerprint>,
    /// The carried failure that explains this one, where none of today does.
    pub(crate) kept_under: Option<Fingerprint>,
    /// The failures that follow from this one, as places in [`View::findings`].
    pub(crate) consequences: Vec<usize>,
    pub(crate) subject: String,
    /// What the subject is part of; none is the host.
    pub(crate) artifact: Option<Artifact>,
    pub(crate) status: Status,
    pub(crate) message: String,
    pub(crate) observed: Option<String>,
    pub(crate) required: Option<String>,
    pub(crate) places: Vec<Place>,
    pub(crate) fix: Option<String>,
    pub(crate) fingerprint: Fingerprint,
}

/// A failure of an earlier evaluation that could not be judged again.
pub(crate) struct Carried {
    /// As it was.
    pub(crate) finding: Finding,
    /// When it was last judged, RFC 3339 in UTC.
    pub(crate) last_judged: String,
    /// Why it could not be judged this time.
    pub(crate) reason: String,
}

impl View {
    /// Takes a verdict apart. Every field is named, so that a new one cannot slip through
    /// untreated.
    pub(crate) fn of(verdict: &Verdict) -> Self {
        let Verdict {
            schema: _,
            muster,
            target,
            collected_at,
            policy:
                PolicyName {
                    name: policy,
                    extends,
                },
            selection,
            gate,
            plugins,
            rules,
            findings,
            carried,
            history_unknown,
            totals,
            conclusion,
        } = verdict;
        let Target {
            name,
            machine,
            kind,
        } = target;
        let identity = target.identity();
        let of_carried = carried.iter().map(|carried| &carried.finding);
        let rules = rules_of(rules, findings.iter().chain(of_carried));
        let mut findings: Vec<Finding> = findings
            .iter()
            .filter_map(|finding| {
                let rule = rules.get(&finding.outcome.rule)?;
                Some(Finding::of(finding, rule, &identity))
            })
            .collect();
        rate(&mut findings);
        findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        gather_consequences(&mut findings);
        let mut carried: Vec<Carried> = carried
            .iter()
            .filter_map(|carried| Carried::of(carried, &rules, &identity))
            .collect();
        carried.sort_by(|a, b| a.finding.sort_key().cmp(&b.finding.sort_key()));
        Self {
            muster: line(muster),
            target: Target {
                name: line(name),
                machine: machine.as_deref().map(line),
                kind: line(kind),
            },
            collected_at: line(collected_at),
            causes: findings.iter().filter(|finding| finding.is_cause()).count(),
            policy: PolicyName {
                name: line(policy),
                extends: lines(extends),
            },
            selection: Selection::new(
                line(&selection.policy),
                lines(&selection.only),
                lines(&selection.skip),
            ),
            gate: *gate,
            plugins: plugins.iter().map(plugin).collect(),
            rules: rules.into_values().collect(),
            findings,
            carried,
            history_unknown: history_unknown.clone(),
            totals: *totals,
            conclusion: *conclusion,
        }
    }

    /// Findings with a status, in order.
    pub(crate) fn with_status(
        &self,
        wanted: impl Fn(&Status) -> bool,
    ) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| wanted(&finding.status))
    }

    /// Failures that follow from no other, in order.
    pub(crate) fn causes(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_cause())
    }

    /// What follows from a failure, in order.
    pub(crate) fn consequences<'a>(
        &'a self,
        finding: &'a Finding,
    ) -> impl Iterator<Item = &'a Finding> {
        finding
            .consequences
            .iter()
            .filter_map(|index| self.findings.get(*index))
    }
}

/// The failures that may explain others, by their fingerprints.
fn causes(findings: &[Finding]) -> HashMap<Fingerprint, usize> {
    let causes = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.is_cause());
    causes
        .map(|(index, finding)| (finding.fingerprint.clone(), index))
        .collect()
}

/// Rates each cause, and lets whatever names a cause that is not there stand for itself: it must not
/// fall out of the report.
fn rate(findings: &mut [Finding]) {
    let causes = causes(findings);
    for index in 0..findings.len() {
        let Some(finding) = findings.get_mut(index) else {
            continue;
        };
        let severity = finding.severity;
        let Some(named) = &finding.follows_from else {
            continue;
        };
        match causes.get(named) {
            Some(cause) if finding.status == Status::Fail => {
                if let Some(cause) = findings.get_mut(*cause) {
                    cause.rated = cause.rated.max(severity);
                }
            }
            Some(_) | None => finding.follows_from = None,
        }
    }
}

fn gather_consequences(findings: &mut [Finding]) {
    let causes = causes(findings);
    for index in 0..findings.len() {
        let named = findings
            .get(index)
            .and_then(|finding| finding.follows_from.as_ref());
        let cause = named.and_then(|named| causes.get(named));
        if let Some(cause) = cause.and_then(|cause| findings.get_mut(*cause)) {
            cause.consequences.push(index);
        }
    }
}

/// The planned rules by id. A finding of a rule that is not among them gets a rule that says so:
/// it must not fall out of the report.
fn rules_of<'a>(
    planned: &'a [JudgedRule],
    findings: impl IntoIterator<Item = &'a muster_policy::Finding>,
) -> BTreeMap<RuleId, Rc<Rule>> {
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
                Some(planned) => Rule::of(index, planned),
                None => Rule::undescribed(index, id),
            };
            (id.clone(), Rc::new(rule))
        })
        .collect()
}

impl Rule {
    fn of(index: usize, rule: &JudgedRule) -> Self {
        let JudgedRule {
            descriptor:
                RuleDescriptor {
                    id,
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
                    documentation,
                },
            severity,
        } = rule;
        Self {
            index,
            id: id.clone(),
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
            documentation: Documentation::of(documentation),
        }
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
            documentation: Documentation::default(),
        }
    }
}

impl Finding {
    fn of(finding: &muster_policy::Finding, rule: &Rc<Rule>, identity: &str) -> Self {
        let muster_policy::Finding {
            severity,
            follows_from,
            kept_under,
            outcome:
                Outcome {
                    rule: id,
                    subject,
                    artifact,
                    status,
                    message,
                    observed,
                    required,
                    places,
                    fix,
                    // Recomputed: a file may say anything.
                    fingerprint: _,
                },
        } = finding;
        let status = match status {
            Status::Pass => Status::Pass,
            Status::Fail => Status::Fail,
            Status::NotApplicable(reason) => Status::NotApplicable(line(reason)),
            Status::Manual(reason) => Status::Manual(line(reason)),
            Status::Error(reason) => Status::Error(line(reason)),
        };
        let message = match (line(message), status.reason()) {
            (message, _) if !message.trim().is_empty() => message,
            (_, Some(reason)) if !reason.trim().is_empty() => reason.to_owned(),
            _ => format!("{}: {}", line(subject), rule.title_for(&status)),
        };
        Self {
            rule: Rc::clone(rule),
            severity: *severity,
            rated: *severity,
            follows_from: follows_from.clone(),
            kept_under: kept_under.clone(),
            consequences: Vec::new(),
            subject: line(subject),
            artifact: artifact
                .as_ref()
                .map(clean_artifact)
                .or_else(|| rule.artifact.clone()),
            status,
            message,
            observed: observed.as_deref().map(line),
            required: required.as_deref().map(line),
            places: places.iter().map(place).collect(),
            fix: fix.as_deref().map(block),
            fingerprint: Fingerprint::of(id, identity, subject),
        }
    }

    /// Whether it is a failure that follows from no other.
    pub(crate) fn is_cause(&self) -> bool {
        self.status == Status::Fail && self.follows_from.is_none()
    }

    fn sort_key(&self) -> (u8, Reverse<Severity>, &RuleId, &str, &Fingerprint) {
        let rank = match self.status {
            Status::Fail => 0,
            Status::Error(_) => 1,
            Status::Manual(_) => 2,
            Status::Pass => 3,
            Status::NotApplicable(_) => 4,
        };
        (
            rank,
            Reverse(self.rated),
            &self.rule.id,
            &self.subject,
            &self.fingerprint,
        )
    }
}

impl Carried {
    fn of(
        carried: &CarriedFinding,
        rules: &BTreeMap<RuleId, Rc<Rule>>,
        identity: &str,
    ) -> Option<Self> {
        let CarriedFinding {
            finding,
            last_judged,
            reason,
        } = carried;
        let rule = rules.get(&finding.outcome.rule)?;
        Some(Self {
            finding: Finding::of(finding, rule, identity),
            last_judged: line(last_judged),
            reason: line(reason),
        })
    }
}

fn clean_artifact(artifact: &Artifact) -> Artifact {
    match artifact {
        Artifact::File(path) => Artifact::File(line(path)),
        Artifact::Setting(key) => Artifact::Setting(line(key)),
    }
}

/// Findings by their reason, in the order in which the reasons first appear.
pub(crate) fn by_reason<'a>(findings: &[&'a Finding]) -> Vec<(&'a str, Vec<&'a Finding>)> {
    let mut sorted: Vec<(&str, usize, &Finding)> = findings
        .iter()
        .enumerate()
        .map(|(place, finding)| (finding.status.reason().unwrap_or_default(), place, *finding))
        .collect();
    sorted.sort_by_key(|(reason, place, _)| (*reason, *place));
    let mut groups: Vec<(usize, &str, Vec<&Finding>)> = sorted
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|group| {
            let (reason, place, _) = group.first()?;
            let findings = group.iter().map(|(_, _, finding)| *finding).collect();
            Some((*place, *reason, findings))
        })
        .collect();
    groups.sort_by_key(|(place, _, _)| *place);
    groups
        .into_iter()
        .map(|(_, reason, findings)| (reason, findings))
        .collect()
}

/// Where a place is: `FILE:LINE`, or `$ COMMAND:LINE` for what a command printed.
pub(crate) fn location(source: &Source) -> String {
    let name = match source.kind.as_str() {
        "command" => format!("$ {}", source.name),
        _ => source.name.clone(),
    };
    match source.line {
        Some(line) => format!("{name}:{line}"),
        None => name,
    }
}

fn place(place: &Place) -> Place {
    let Place {
        source:
            Source {
                kind,
                name,
                line: number,
                column,
                end_column,
                text,
            },
        label,
    } = place;
    Place {
        source: Source {
            kind: line(kind),
            name: line(name),
            line: *number,
            column: *column,
            end_column: *end_column,
            text: text.as_deref().map(line),
        },
        label: line(label),
    }
}

fn plugin(record: &PluginRecord) -> PluginRecord {
    let PluginRecord {
        name,
        version,
        sha256,
        grants,
    } = record;
    PluginRecord {
        name: line(name),
        version: line(version),
        sha256: line(sha256),
        grants: lines(grants),
    }
}

fn lines(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| line(text)).collect()
}
