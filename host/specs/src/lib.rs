//! The tests in a rule's Markdown page.
//!
//! Below `## Tests`, each `### ` heading is a case: a host made of fenced blocks, and the outcomes
//! that the rule must have on it. What several cases have in common is a host with a name, and what
//! several pages have in common is a fixture of the plugin. The page is documentation, test and an
//! auditor's evidence in one. `docs/rule-specifications.md` is the grammar.

mod block;
mod expectation;
mod fence;
mod fixtures;
mod page;
mod policy;
pub mod repository;
pub mod rpm;
mod stage;
mod update;
mod watched;

pub use expectation::Expectation;
pub use fixtures::{CERTIFICATES, Fixtures};
pub use page::{Case, Page, Reading, SpecError};
pub use update::{Update, update};
pub use watched::Watched;
