//! What several domains read in the same way. Each reader knows the form of a source and what it means
//! to the system; none knows what a domain wants of it.

pub(crate) mod accounts;
pub(crate) mod assignments;
pub(crate) mod boot;
pub(crate) mod compressed;
pub(crate) mod drop_ins;
pub(crate) mod env_name;
pub(crate) mod login_defs;
pub(crate) mod nsswitch;
pub(crate) mod package_files;
pub(crate) mod packages;
pub(crate) mod pam;
pub(crate) mod pieces;
pub(crate) mod places;
pub(crate) mod processes;
pub(crate) mod public_key;
pub(crate) mod rpm;
pub(crate) mod shown;
pub(crate) mod state;
pub(crate) mod suggest;
pub(crate) mod units;
pub(crate) mod words;
