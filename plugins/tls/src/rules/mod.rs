//! One file per rule, with its documentation and tests beside it.

pub(crate) mod cert_expired;
pub(crate) mod cert_expiring;
pub(crate) mod cert_lifetime;
pub(crate) mod chain_incomplete;
pub(crate) mod hostname_mismatch;
pub(crate) mod min_version;
pub(crate) mod origin_valid_for_strict;
pub(crate) mod tls13;
pub(crate) mod untrusted;
pub(crate) mod weak_cipher;
pub(crate) mod weak_key_or_signature;
