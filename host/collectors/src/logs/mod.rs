//! Log files: how they are rotated.

pub mod rotation;
