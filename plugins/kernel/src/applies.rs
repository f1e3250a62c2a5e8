//! Whether the kernel is the host's own.

use muster_sdk::{FactError, NotEvaluated, applicable, host};

/// The end of a rule about the kernel where the host has none of its own.
///
/// # Errors
/// It has none, or that is not known; return them with `?`.
pub(crate) fn own_kernel(subject: &str) -> Result<(), NotEvaluated> {
    match applicable(subject, host::surrounding_container())? {
        None => Ok(()),
        Some(container) => {
            let reason = format!(
                "This container ({}) uses the kernel of the machine that runs it.",
                container.kind
            );
            applicable(subject, Err(FactError::Unsupported(reason)))
        }
    }
}
