//! `[targets.deploy]`: the scripts that the project is deployed with.

use super::kinds;
use super::section::section;

section! {
    /// The scripts that the project is deployed with, and what they must do.
    "targets.deploy" => pub struct Deploy {
        /// absolute paths of the scripts; rules about deploying do not apply without one
        "scripts": many scripts: kinds::HostPath,
        /// commands, each of which must appear in one of the scripts, such as `alembic upgrade head`;
        /// comments do not count, and neither does space between words
        "commands": many commands: kinds::ScriptCommand,
    }
}
