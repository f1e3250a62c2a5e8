//! iptables, as `iptables-save` prints it, with the sets of ipset.

pub mod ipset;
pub(in crate::firewall) mod rule;
pub mod save;
pub(in crate::firewall) mod targets;
