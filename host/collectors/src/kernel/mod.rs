//! What the kernel is told: a folder for each of the domains of `muster:kernel`.

pub mod access_control;
pub mod boot;
pub mod modules;
pub mod mounts;
pub mod sysctl;
