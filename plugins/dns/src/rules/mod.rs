//! One file per rule, with its documentation and tests beside it.

pub(crate) mod aaaa_mismatch;
pub(crate) mod caa;
pub(crate) mod dangling_cname;
pub(crate) mod dnssec_status;
pub(crate) mod ns_delegation;
pub(crate) mod origin_ip_leak;
pub(crate) mod points_to_expected;
pub(crate) mod record_missing;
