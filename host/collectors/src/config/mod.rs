//! How the files below `/etc` set up what runs on a host, beyond what other domains read of them.

pub mod banners;
pub mod login;
pub mod settings;
