//! nftables, as `nft -j` prints it and as its scripts are written.

pub(in crate::firewall) mod entries;
pub mod json;
pub(in crate::firewall) mod rule;
pub(in crate::firewall) mod script;
pub(in crate::firewall) mod sets;
pub(in crate::firewall) mod text;
pub(in crate::firewall) mod values;
