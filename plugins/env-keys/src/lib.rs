//! Rules on environment files: which keys they set, and how well.
//!
//! A rule sees the status, the classes and the equality of a value, never the value itself, so that
//! nothing here could print a secret. Every bound file is judged on its own.

mod account;
mod bound_file;
mod environment;
mod expected;
#[cfg(test)]
mod fixtures;
mod line_fix;
mod names;
mod parts;
mod presence;
mod rules;

use muster_sdk::{condition, shown_value};

muster_sdk::plugin! {
    name: "env-keys",
    description: "Environment files set the keys that production needs, safely and readably",
    artifact: Setting("env-files"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/env-keys/src/rules/"),
    rules: rules::RULES,
}
