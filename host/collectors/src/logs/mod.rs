//! Log files: how they are rotated, and what some of their lines say.

pub mod lines;
pub mod rotation;
pub mod rsyslog;
mod seen;
