//! What the author of a Muster policy plugin imports.
//!
//! A rule is a function from typed parameters to findings; its documentation is the Markdown file
//! beside it. A plugin is a list of rules:
//!
//! ```ignore
//! // src/rules/port.rs, with src/rules/port.md beside it
//! use muster_sdk::{Finding, Outcome, sshd};
//!
//! muster_sdk::parameters! {
//!     struct Parameters {
//!         /// Ports that sshd may listen on.
//!         allowed: Vec<i64> = [22],
//!     }
//! }
//!
//! muster_sdk::rule! {
//!     id: "acme/ssh-port",
//!     severity: Medium,
//!     tags: ["ssh"],
//!     documentation: "port.md",
//!     parameters: Parameters,
//!     check: check,
//! }
//!
//! fn check(parameters: Parameters) -> Outcome {
//!     let server = sshd::server()?;
//!     Ok(server
//!         .ports
//!         .iter()
//!         .map(|port| {
//!             let subject = format!("sshd/port-{port}");
//!             if parameters.allowed.contains(&i64::from(*port)) {
//!                 Finding::pass(subject, format!("sshd listens on port {port}, which is allowed."))
//!             } else {
//!                 Finding::fail(subject, format!("sshd listens on port {port}, which is not allowed."))
//!             }
//!         })
//!         .collect())
//! }
//!
//! // src/lib.rs
//! muster_sdk::plugin! {
//!     name: "acme",
//!     description: "Rules of the Acme platform team",
//!     rules: [rules::port::RULE],
//! }
//! ```
//!
//! Facts come from the functions of the modules below, one for each fact interface. What a plugin calls
//! becomes the import list of its component, which is the list of what it must be granted. A missing
//! fact is an error: `?` on it makes the rule's result `error`. What a function without
//! arguments or with one text was answered is kept for the other rules of the plugin, as long as it is little.

mod account;
#[rustfmt::skip]
#[allow(
    missing_docs,
    unreachable_pub,
    unsafe_code,
    unused_qualifications,
    clippy::all,
    clippy::restriction,
    clippy::allow_attributes_without_reason,
    reason = "generated from wit/, where every item is documented"
)]
pub mod bindings;
mod by_name;
pub mod condition;
pub mod distribution;
mod documentation;
#[rustfmt::skip]
mod facts;
mod failed_unit;
mod finding;
mod job;
mod network;
mod parameters;
mod path;
mod plugin;
mod recall;
mod requirement;
mod rule;
#[cfg(any(test, feature = "testing"))]
#[rustfmt::skip]
mod samples;
pub mod sentence;
mod service_account;
mod shell;
pub mod shown_value;
mod source;
mod span;
pub mod switch;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod unit;
mod unread;
mod words;
pub mod zone_records;

pub use account::{account_name, is_account, mode_and_owner};
pub use bindings::exports::muster::policy::policy::{
    Artifact, Cause, CauseScope, Finding as FindingRecord, Form, Manifest, Parameter,
    ParameterSpec, Place, Precision, Reference, Request, Severity, Status, Value,
};
pub use bindings::muster::facts::types::{FactError, Source};
pub use by_name::ByName;
pub use distribution::Distribution;
#[doc(hidden)]
pub use documentation::without_tests;
pub use facts::*;
pub use failed_unit::with_failed_units;
pub use finding::{Finding, NotEvaluated, Outcome, place};
pub use muster_names::fits_pattern;
pub use network::{IpNet, is_private_address, parse_network};
#[doc(hidden)]
pub use parameters::{
    Declaration as ParameterDeclaration, Default as ParameterDefault,
    FormDeclaration as ParameterForm, describe as describe_parameters, next as next_parameter,
    values as parameter_values,
};
pub use parameters::{ParameterValue, Parameters};
pub use path::{not_collected, path_names};
pub use plugin::Plugin;
#[doc(hidden)]
pub use plugin::{check, describe_next, first};
pub use requirement::{Requirement, applicable, pass_unless};
pub use rule::Rule;
pub use service_account::service_account;
pub use shell::shell_word;
pub use span::limit_in_seconds;

/// A fact, or why it is missing.
pub type Fact<T> = Result<T, FactError>;
