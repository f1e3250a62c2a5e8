//! The tests in a rule's Markdown page.
//!
//! Below `## Tests`, each `### ` heading is a case: a host made of fenced blocks, and the outcomes
//! that the rule must have on it. Blocks before the first case belong to every case. The page is
//! documentation, test and an auditor's evidence in one. `docs/rule-specifications.md` is the
//! grammar.

mod block;
mod expectation;
mod page;

pub use expectation::Expectation;
pub use page::{Case, Page, SpecError};
