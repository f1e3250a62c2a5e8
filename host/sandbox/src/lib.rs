//! Runs WASM policy plugins with nothing but the facts they were granted.
//!
//! The only crate that runs guest code. A plugin is a component that imports fact interfaces of
//! `wit/` and exports `muster:policy/policy`. Its imports are compared with the grants before a
//! byte of it is compiled; it runs with bounds on time, memory, host calls and output; and whatever
//! goes wrong is an error with the plugin's name, never a result.

mod artifact;
mod bindings;
mod bundle;
mod cache;
mod call;
mod compiled;
mod compiler;
mod complexity;
mod description;
mod embedded;
mod engine;
mod fault;
mod findings;
mod grants;
mod imports;
mod instance;
mod judge;
mod limits;
mod manifest;
mod pack;
mod pages;
mod parameters;
mod plugin;
mod precompile;

pub use artifact::{Artifact, Inspection};
pub use bundle::{Bundle, Idle};
pub use cache::{Cache, CacheRefused};
pub use compiler::{Compiler, serve as compile_for_parent};
pub use embedded::Precompiled;
pub use fault::{Fault, LoadError};
pub use grants::Grants;
pub use judge::Judge;
pub use limits::{CHECK_DEADLINE, CHECK_FUEL, LARGEST_MEMORY, LARGEST_PLUGIN};
pub use manifest::{Manifest, explains_itself};
pub use pack::pack;
pub use plugin::{Plugin, Sandbox};
pub use precompile::{Built, build};

pub use bindings::exports::muster::policy::policy::{
    Artifact as RawArtifact, Finding as RawFinding, Place as RawPlace, Status as RawStatus,
};
