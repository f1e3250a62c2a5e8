//! Containers whose ports are published: who runs them, what that adds to the rules, and what it means
//! for each port.

pub(in crate::firewall) mod bindings;
pub(in crate::firewall) mod docker;
pub(in crate::firewall) mod engine;
pub(in crate::firewall) mod published;
