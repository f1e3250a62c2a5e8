//! The vocabulary of results: which rule, what came out, on what evidence, and how sure a reader
//! can be that it is the same finding as last time.
//!
//! Nothing here knows how a rule is run or how a result is shown.

mod artifact;
mod cause;
mod evaluation;
mod fingerprint;
mod form;
mod history;
mod outcome;
mod rule;
mod rule_id;
mod selection;
mod url;

pub use artifact::Artifact;
pub use cause::{Cause, CauseScope, circle};
pub use evaluation::{Evaluation, EvaluationError, PluginRecord, SCHEMA};
pub use fingerprint::{Fingerprint, sha256};
pub use form::Form;
pub use history::Carried;
pub use outcome::{Outcome, Place, Status, Totals};
pub use rule::{
    Parameter, ParameterValue, Precision, Reference, Request, RuleDescriptor, Severity,
};
pub use rule_id::{InvalidRuleId, RuleId};
pub use selection::Selection;
pub use url::is_https_url;

pub use muster_facts::Source;
