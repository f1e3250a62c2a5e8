//! Compares our walk with libpam's own, on stacks of pam_debug(8), whose answers are arguments.
#![expect(clippy::disallowed_methods, reason = "the real library is the oracle")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use muster_target::Recorded;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tempfile::TempDir;

use super::stack::Stacks;

/// How many stacks are compared.
const CASES: usize = 400;
const PROGRAM: &str = include_str!("oracle.py");
/// `PAM_NEW_AUTHTOK_REQD`.
const EXPIRED: &str = "12";
const PYTHON: &str = "python3";

/// Each module gives one answer, so there is one way through a stack. `ignore` together with `ok` is left out: our
/// reading is less certain there.
const ANSWERS: [&str; 6] = [
    "success",
    "auth_err",
    "perm_denied",
    "new_authtok_reqd",
    "user_unknown",
    "success",
];

/// An action, and whether its number is one of `success` alone.
fn action() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("ok".to_owned()),
        Just("done".to_owned()),
        Just("bad".to_owned()),
        Just("die".to_owned()),
        Just("ignore".to_owned()),
        Just("reset".to_owned()),
        (1..4_usize).prop_map(|count| count.to_string()),
    ]
}

fn control() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("required".to_owned()),
        Just("requisite".to_owned()),
        Just("sufficient".to_owned()),
        Just("optional".to_owned()),
        (action(), action())
            .prop_map(|(success, default)| format!("[success={success} default={default}]")),
        (action(), action()).prop_map(|(expired, default)| format!(
            "[new_authtok_reqd = {expired} auth_err=ignore default={default}]"
        )),
    ]
}

/// A line of a stack; some are a substack or an included file. If its name is not a path, libpam looks for it in the
/// usual place, whatever directory it is given.
fn line(own: &str) -> impl Strategy<Value = String> + use<> {
    let module = (control(), 0..ANSWERS.len()).prop_map(|(control, answer)| {
        let answer = ANSWERS[answer];
        format!("auth {control} pam_debug.so auth={answer} cred=success")
    });
    prop_oneof![
        6 => module,
        1 => Just(format!("auth substack {own}")),
        1 => Just(format!("auth include {own}")),
    ]
}

#[test]
fn stacks_come_out_as_libpam_has_it() {
    if !muster_real::runs(
        PYTHON,
        &[
            "-c",
            "import ctypes; ctypes.CDLL('libpam.so.0').pam_start_confdir",
        ],
    ) {
        return;
    }
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let own = "auth requisite pam_debug.so auth=success\nauth [success=1 default=die] pam_debug.so auth=success\n\
               auth required pam_debug.so auth=perm_denied\nauth sufficient pam_debug.so auth=success\n\
               auth required pam_debug.so auth=auth_err\n";
    let folder = TempDir::new().unwrap();
    let own_path = folder.path().join("own");
    fs::write(&own_path, own).unwrap();
    let strategy = proptest::collection::vec(line(own_path.to_str().unwrap()), 1..7);
    let mut ours = String::new();
    let mut written = Vec::new();
    for number in 0..CASES {
        let text = strategy.new_tree(&mut runner).unwrap().current().join("\n");
        let name = format!("case{number:04}");
        fs::write(folder.path().join(&name), format!("{text}\n")).unwrap();
        let host = Recorded::new()
            .file(own_path.to_str().unwrap(), own)
            .file(format!("/etc/pam.d/{name}"), text.clone());
        let mut stacks = Stacks::new(&host, &name);
        stacks.file(&Path::new("/etc/pam.d").join(&name), None, 0, 0);
        let _ = writeln!(ours, "{name} {}", u32::from(stacks.succeeds()));
        written.push(text);
    }
    let output = Command::new(PYTHON)
        .arg("-c")
        .arg(PROGRAM)
        .arg(folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text.lines().count(),
        CASES,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for ((theirs, ours), written) in text.lines().zip(ours.lines()).zip(written) {
        let (name, status) = theirs.split_once(' ').unwrap();
        // That a right password has expired is a success or not, as the rest of the stack has it.
        if status == EXPIRED {
            continue;
        }
        let theirs = format!("{name} {}", u32::from(status == "0"));
        assert_eq!(ours, theirs, "{status}\n{written}");
    }
}
