//! What several domains read in the same way. Each reader knows the form of a source and what it means
//! to the system; none knows what a domain wants of it.

pub(crate) mod accounts;
pub(crate) mod assignments;
pub(crate) mod boot;
pub(crate) mod packages;
pub(crate) mod patterns;
pub(crate) mod processes;
pub(crate) mod shown;
pub(crate) mod state;
pub(crate) mod tokens;
pub(crate) mod units;
pub(crate) mod words;
