//! The one form of a packet filter, whoever wrote it: rules, packets, marks, and the network around the
//! host. Knows no syntax, and not how rules are evaluated.

mod field;
pub(in crate::firewall) mod headers;
pub(in crate::firewall) mod marks;
pub(in crate::firewall) mod network;
pub(in crate::firewall) mod packet;
pub(in crate::firewall) mod port_set;
pub mod ruleset;
