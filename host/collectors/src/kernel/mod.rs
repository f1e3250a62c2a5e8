//! What the kernel is told: a folder for each of the domains of `muster:kernel`.

pub mod access_control;
pub mod boot;
pub mod modules;
pub mod mounts;
pub mod sysctl;

use muster_facts::{Fact, FactError};
use muster_target::{Kind, System};

/// The end of what asks about the boot of a target that does not boot.
fn refuse_container(system: &dyn System) -> Fact<()> {
    crate::host::refuse_container(
        system,
        "a container uses the kernel of the machine that runs it",
    )
}

/// The end of what asks a running kernel where the target has none of its own.
fn refuse_without_kernel(system: &dyn System) -> Fact<()> {
    if system.kind() == Kind::Root {
        return Err(FactError::Unsupported(
            "an image at rest runs no kernel".to_owned(),
        ));
    }
    refuse_container(system)
}
