//! Which of two versions is the later one, as each package manager has it.

pub(crate) mod apk;
pub(crate) mod dpkg;
pub(crate) mod rpm;
