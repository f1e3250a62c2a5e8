//! One file per rule, with its documentation and tests beside it.

pub(crate) mod ssh_port;
