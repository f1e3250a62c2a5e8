//! Programs that are run on the target.

use super::*;

/// `sh -c SCRIPT` with little time and little room.
fn script(script: &str) -> Result<Output, RunError> {
    let limits = Limits {
        time: Duration::from_secs(1),
        output: 1 << 20,
    };
    let command = Command::new("sh", ["-c", script]);
    process::run(Path::new("/bin/sh"), &command, "/usr/bin:/bin", limits)
}

#[test]
fn a_command_gives_status_and_both_outputs_in_a_fixed_environment() {
    let output = script("cat; echo out; echo err >&2; env; exit 3").unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status, 3);
    assert_eq!(output.stderr, b"err\n");
    assert!(stdout.starts_with("out\n"));
    assert!(stdout.contains("LC_ALL=C\n") && stdout.contains("PATH=/usr/bin:/bin\n"));
    assert!(
        !stdout.contains("HOME=") && !stdout.contains("CARGO"),
        "{stdout}"
    );
}

#[test]
fn full_pipes_do_not_block_each_other() {
    let output = script("head -c 900000 /dev/zero >&2; head -c 900000 /dev/zero").unwrap();
    assert_eq!(
        (output.stdout.len(), output.stderr.len()),
        (900_000, 900_000)
    );
}

#[test]
fn a_command_that_goes_too_far_is_killed() {
    for endless in ["yes", "yes >&2"] {
        let error = script(endless).unwrap_err();
        assert!(matches!(error, RunError::TooMuchOutput { .. }), "{error}");
    }
    for endless in [
        "sleep 1000",
        "exec >&- 2>&-; sleep 1000",
        "trap '' TERM INT; while :; do :; done",
    ] {
        let error = script(endless).unwrap_err();
        assert!(matches!(error, RunError::TimedOut { .. }), "{error}");
    }
    let error = script("kill -9 $$").unwrap_err();
    assert!(error.to_string().contains("killed by signal 9"), "{error}");
}

#[test]
fn children_left_behind_are_not_waited_for_and_die_with_the_group() {
    let output = script("sleep 1000 & echo $!").unwrap();
    let pid: u32 = String::from_utf8(output.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    let status = PathBuf::from(format!("/proc/{pid}/status"));
    // Gone, or a zombie that nobody has reaped yet. The kernel takes its time over either.
    let dead = || match Live::new().read_text(&status) {
        Ok(status) => status.contains("State:\tZ") || status.contains("State:\tX"),
        Err(_) => true,
    };
    while !dead() {
        std::thread::yield_now();
    }
    // One that left the group keeps the pipe open.
    assert_eq!(
        script("setsid sleep 2 & echo done").unwrap().stdout,
        b"done\n"
    );
}

#[test]
fn programs_are_found_in_the_system_directories_only() {
    let live = Live::new();
    assert_eq!(live.run(&Command::new("true", [])).unwrap().status, 0);
    for name in ["muster-does-not-exist", "/bin/true", "../bin/true", "", "."] {
        let error = live.run(&Command::new(name, [])).unwrap_err();
        assert!(
            matches!(error, RunError::NotInstalled { .. }),
            "{name}: {error}"
        );
    }
}
