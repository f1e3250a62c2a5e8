//! `Verdict`: an evaluation under one policy.

use std::sync::Arc;

use muster_facts::Target;
use muster_outcomes::{
    Fingerprint, Outcome, PluginRecord, RuleDescriptor, RuleId, Selection, Severity, Totals,
};
use serde::{Deserialize, Serialize};

/// Name and version of the verdict's JSON.
pub const SCHEMA: &str = "muster.verdict/1";

/// What an evaluation means under one policy. Every report is made from this alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Version of Muster that decided.
    pub muster: String,
    /// What was judged.
    pub target: Target,
    /// When the facts were collected, RFC 3339 in UTC.
    pub collected_at: String,
    /// The policy that was applied.
    pub policy: PolicyName,
    /// Which rules the evaluation was asked for.
    pub selection: Selection,
    /// Failures of this severity and above make the conclusion [`Conclusion::Findings`].
    pub gate: Severity,
    /// The plugins that were run, sorted by name.
    pub plugins: Vec<PluginRecord>,
    /// Every planned rule, sorted by id.
    pub rules: Vec<JudgedRule>,
    /// Every outcome: failures and errors first, the most severe first, then by rule and subject.
    pub findings: Vec<JudgedOutcome>,
    /// Failures of an earlier evaluation that could not be judged again. They count nowhere; what
    /// could not be judged is among the findings as an error.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<CarriedFinding>,
    /// Rules that could not be evaluated and of which nobody knows what was found before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history_unknown: Vec<RuleId>,
    /// Which features are ready, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<FeatureState>,
    /// How many findings have each status.
    pub totals: Totals,
    /// What it comes to.
    pub conclusion: Conclusion,
}

/// Which policy was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyName {
    /// `name` of the outermost pack.
    pub name: String,
    /// Packs that it rests on, the outermost first.
    pub extends: Vec<String>,
}

/// A rule under this policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgedRule {
    /// What the plugin says about it.
    pub descriptor: Arc<RuleDescriptor>,
    /// Severity under this policy.
    pub severity: Severity,
}

/// An outcome under this policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgedOutcome {
    /// Severity of its rule under this policy.
    pub severity: Severity,
    /// Fingerprint of the failure that explains this one, which itself follows from no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows_from: Option<Fingerprint>,
    /// Fingerprint of the [carried](Verdict::carried) failure that explains this one, where none of
    /// today does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_under: Option<Fingerprint>,
    /// Who answers for it, where the rule itself asks for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attested: Option<Attested>,
    /// What came out.
    pub outcome: Outcome,
}

/// Who answers for a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attested {
    /// Who looked.
    pub by: String,
    /// On which day, as `2026-11-02`.
    pub on: String,
    /// The last day on which it counts.
    pub valid_until: String,
    /// What they found.
    pub evidence: String,
    /// How many days it counts after the one on which the facts were collected.
    pub days_left: u32,
}

/// A failure of an earlier evaluation that could not be judged again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedFinding {
    /// The failure, as it was.
    pub finding: JudgedOutcome,
    /// When the facts of the last evaluation were collected that judged it, RFC 3339 in UTC.
    pub last_judged: String,
    /// Why it could not be judged this time.
    pub reason: String,
}

/// A feature of the application on this host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureState {
    /// Its name in the policy.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Whether it is ready.
    pub state: Readiness,
    /// Fingerprints of the failures that stand in its way, of today or carried over.
    pub missing: Vec<Fingerprint>,
    /// Why it is not known whether it is ready.
    pub unknown: Vec<String>,
    /// What a person has yet to do.
    pub verify: Vec<Verification>,
}

/// Whether a feature is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Readiness {
    /// All that it needs holds.
    Ready,
    /// Something that it needs does not hold.
    NotReady,
    /// Nothing is missing, but not everything is known.
    Unknown,
    /// It is turned off, so that it needs nothing.
    Off,
}

impl Readiness {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::NotReady => "not-ready",
            Self::Unknown => "unknown",
            Self::Off => "off",
        }
    }
}

/// What a person has yet to do to see that a feature works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// The rule that asks.
    pub rule: RuleId,
    /// What it asks about.
    pub subject: String,
    /// What to do.
    pub task: String,
}

/// What it comes to. The exit code says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// Everything was evaluated, and nothing fails at or above the gate. Exit code 0.
    Clean,
    /// Everything was evaluated, and something fails at or above the gate. Exit code 1.
    Findings,
    /// Something could not be evaluated, or nothing was: whatever else the report says, it is not
    /// the whole truth. Exit code 3.
    Incomplete,
}

impl Conclusion {
    /// The exit code of the program, the same for every output format. 2 is for usage and
    /// configuration.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Incomplete => 3,
        }
    }
}
