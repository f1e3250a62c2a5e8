//! Tests that compare Muster with real programs, and machines that do not have them.
//!
//! `MUSTER_REAL=require` fails a test that cannot use its programs; `MUSTER_REAL=skip` skips all such
//! tests, which is faster; otherwise a test is skipped where its programs are missing. Each says that
//! it is, and adds a line to the file that `MUSTER_SKIPPED` names, from which `tests/run` counts them.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::panic,
    reason = "asks for programs of this machine, and says what a test lacks"
)]

use std::fmt::Display;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a test needs, unless it cannot be had here: the test then returns.
#[must_use]
pub fn or_skip<T, E: Display>(found: impl FnOnce() -> Result<T, E>) -> Option<T> {
    let mode = std::env::var("MUSTER_REAL").unwrap_or_default();
    let reason = if mode == "skip" {
        "MUSTER_REAL=skip".to_owned()
    } else {
        match found() {
            Ok(found) => return Some(found),
            Err(reason) if mode == "require" => panic!("MUSTER_REAL=require, but {reason}"),
            Err(reason) => reason.to_string(),
        }
    };
    let thread = std::thread::current();
    let line = format!("skipped: {}: {reason}", thread.name().unwrap_or("a test"));
    eprintln!("{line}");
    if let Some(file) = std::env::var_os("MUSTER_SKIPPED") {
        let file = std::fs::File::options()
            .create(true)
            .append(true)
            .open(file);
        if let Err(error) = file.and_then(|mut file| writeln!(file, "{line}")) {
            panic!("MUSTER_SKIPPED: {error}");
        }
    }
    None
}

/// Whether a program runs with these arguments, such as `["--version"]`, and succeeds.
#[must_use]
pub fn runs(program: &str, arguments: &[&str]) -> bool {
    let succeeds = || {
        let output = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .output();
        match output {
            Ok(output) if output.status.success() => Ok(()),
            _ => Err(format!(
                "{program} {} does not work here",
                arguments.join(" ")
            )),
        }
    };
    or_skip(succeeds).is_some()
}

/// Whether programs are installed, in a folder of `PATH`.
#[must_use]
pub fn installed(programs: &[&str]) -> bool {
    let all = || {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let mut missing = programs.to_vec();
        missing.retain(|program| !folders.iter().any(|folder| folder.join(program).is_file()));
        match missing.as_slice() {
            [] => Ok(()),
            missing => Err(format!("not installed: {}", missing.join(", "))),
        }
    };
    or_skip(all).is_some()
}
