//! What an evaluation means: packs choose rules, severities and parameters; `decide` turns an
//! [`Evaluation`](muster_outcomes::Evaluation) into a [`Verdict`]. Pure: nothing here reads a
//! file, a clock or an environment variable.
//!
//! A pack goes one way: text → `document` (a tree with places) → `pack_file` (what one file says)
//! → [`load`] (all files as one [`Pack`]) → [`Pack::validate`] (a [`Policy`] that fits the
//! plugins). Each step collects everything that is wrong and says where.

mod attestation_text;
mod attestations;
mod attested;
mod benchmark;
mod causes;
mod day;
mod decide;
mod description;
mod diagnostic;
mod document;
mod features;
mod grammar;
mod instances;
mod load;
mod needs;
mod pack;
mod pack_file;
mod parameters;
mod pattern;
mod plugin;
mod policy;
mod readiness;
mod roles;
mod setting_lines;
mod source;
mod suggest;
mod targets;
#[cfg(test)]
mod tests;
mod verdict;
mod when;

pub use attestation_text::{Earlier, InvalidText, with_attestation};
pub use attestations::{Attestation, MANUAL};
pub use attested::unmatched;
pub use benchmark::{Benchmark, Chapter, Coverage, Section, SectionNumber, SectionRule};
pub use day::Day;
pub use decide::decide;
pub use diagnostic::Diagnostic;
pub use features::{Feature, FeatureKey, Need, Prefixed};
pub use grammar::{attestations_schema, schema, tables};
pub use load::{load, normalised};
pub use pack::Pack;
pub use pattern::{InvalidPattern, Pattern};
pub use plugin::{PluginField, PluginSpec};
pub use policy::{Criteria, NarrowError, Policy, SelectedRule};
pub use setting_lines::{SettingLine, SettingLines};
pub use source::{Loader, NameCheck, PackSource};
pub use verdict::{
    Attested, CarriedFinding, Conclusion, FeatureState, JudgedOutcome, JudgedRule, PolicyName,
    Readiness, SCHEMA, Verdict, Verification,
};
