//! The contract of the command line: exit codes, documents, messages, and that no input whatever
//! makes the program hang, panic or say nothing.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test says what is wrong by failing, and looks at real files and programs"
)]

#[path = "../program/mod.rs"]
mod program;

mod attest;
mod console;
mod doctor;
mod documents;
mod features;
mod init;
mod inputs;
mod recordings;
mod stages;
mod targets;
mod templates;
mod texts;
mod triage;
mod trust;
mod usage;
mod writing;

use std::path::{Path, PathBuf};

use program::{host, write};
use tempfile::TempDir;

/// A folder for one test.
fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

/// The arguments that judge a recorded host by its own policy.
fn judged(name: &str) -> Vec<String> {
    let host = host(name);
    let policy = host.join("muster.toml");
    [
        "scan",
        "--recording",
        text(&host),
        "--policy",
        text(&policy),
    ]
    .map(String::from)
    .to_vec()
}

/// An image with a hardened sshd and nothing else, in the folder's `root`.
fn small_image(folder: &Path) -> PathBuf {
    let root = folder.join("root");
    write(&root.join("etc/hostname"), "small\n");
    write(
        &root.join("etc/ssh/sshd_config"),
        "PermitRootLogin no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n",
    );
    root
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the path is text")
}
