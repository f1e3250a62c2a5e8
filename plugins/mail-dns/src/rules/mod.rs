//! One file per rule, with its documentation and tests beside it.

pub(crate) mod dkim_present;
pub(crate) mod dkim_strength;
pub(crate) mod dmarc_policy;
pub(crate) mod dmarc_present;
pub(crate) mod dmarc_rua;
pub(crate) mod spf_all;
pub(crate) mod spf_lookups;
pub(crate) mod spf_present;
pub(crate) mod spf_provider;
pub(crate) mod spf_syntax;
