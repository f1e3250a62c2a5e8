//! What can go wrong with a plugin, in words that name it and the way out.

use wasmtime::Trap;

use crate::limits;

/// What is wrong with a plugin of the same version that has other types: an interface grew, or the plugin was built
/// from another copy of `wit/`.
const OTHER_CONTRACT: &str = "was built for other interfaces than those of this Muster; build it with the SDK of this version";

/// How wasmtime's message begins if an exported function has other types than the contract.
const OTHER_TYPES: &str = "failed to convert function to given type";

/// Why a plugin could not be loaded. Of a packed plugin no code has run; a module that is being
/// packed may have run its `describe`.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum LoadError {
    #[error("is larger than {} MiB, the most that Muster loads", limits::LARGEST_PLUGIN >> 20)]
    TooLarge,
    #[error("is empty")]
    Empty,
    #[error(
        "is compiled code, which is never loaded from a file; give the .wasm file it came from"
    )]
    Precompiled,
    #[error("is a core WebAssembly module; run `muster plugin pack` on it")]
    CoreModule,
    #[error("is not a WebAssembly file")]
    NotWebAssembly,
    #[error("is not a WebAssembly component: {0}")]
    NotAComponent(String),
    #[error("has no manifest; run `muster plugin pack` on it")]
    NoManifest,
    #[error("has a manifest that cannot be used: {0}")]
    BadManifest(String),
    #[error(
        "imports `{0}`, which Muster does not have; a plugin can import only the interfaces of wit/"
    )]
    UnknownImport(String),
    #[error(
        "imports `{interface}`, but this Muster has version {supported}; use the SDK of this version"
    )]
    UnsupportedVersion {
        interface: String,
        supported: &'static str,
    },
    #[error("imports {}, which the policy does not grant", list(missing))]
    NotGranted { missing: Vec<&'static str> },
    #[error("does not export `muster:policy/policy`: {0}")]
    NoPolicy(String),
    #[error(
        "exports `{interface}`, but this Muster runs version {supported}; use the SDK of this version"
    )]
    UnsupportedPolicy {
        interface: String,
        supported: &'static str,
    },
    #[error("is too complex: it has {0}")]
    TooComplex(String),
    #[error("{0}, which is more than a plugin is allowed")]
    TooCostly(String),
    #[error("{other} ({0})", other = OTHER_CONTRACT)]
    OtherContract(String),
    #[error("could not be componentised: {0}")]
    Componentise(String),
    #[error("could not be compiled: {0}")]
    Compile(String),
    #[error("could not describe itself: {0}")]
    Describe(#[from] Fault),
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// Why a call into a plugin gave no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum Fault {
    #[error("the plugin ran out of its computing budget (an endless loop?)")]
    OutOfFuel,
    #[error("the plugin ran longer than {} seconds", limits::CHECK_DEADLINE.as_secs())]
    TimedOut,
    #[error("the plugin recursed too deeply")]
    StackOverflow,
    #[error("the plugin stopped itself (a panic)")]
    Panicked,
    #[error("the plugin crashed: {0}")]
    Trapped(String),
    #[error("the plugin was stopped: {0}")]
    Stopped(String),
    #[error("the plugin {other} ({0})", other = OTHER_CONTRACT)]
    OtherContract(String),
    #[error("the plugin returned something that is not allowed: {0}")]
    Contract(String),
    #[error("the plugin's text holds a secret of the host, so nothing of it is shown")]
    HoldsSecret,
    #[error("{0}")]
    NotEvaluated(String),
    #[error("Muster failed while it served the plugin: {0}")]
    Host(String),
}

impl Fault {
    /// Classifies an error of wasmtime.
    pub(crate) fn of(error: &wasmtime::Error) -> Self {
        match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => Self::OutOfFuel,
            Some(Trap::Interrupt) => Self::TimedOut,
            Some(Trap::StackOverflow) => Self::StackOverflow,
            Some(Trap::UnreachableCodeReached) => Self::Panicked,
            Some(trap) => Self::Trapped(trap.to_string()),
            None if error
                .chain()
                .any(|cause| cause.to_string().starts_with(OTHER_TYPES)) =>
            {
                Self::OtherContract(error.root_cause().to_string())
            }
            // Limits, and values that the guest handed over in the wrong form.
            None => Self::Stopped(error.root_cause().to_string()),
        }
    }
}
