//! Colour, the log, and readers that go away.

use std::net::UdpSocket;
use std::process::Stdio;

use crate::folder;
use crate::judged;
use crate::program::{MUSTER, command, finish, formats, isolated, muster, repository, write};

const ESCAPE: char = '\u{1b}';

#[test]
fn a_pipe_gets_no_colour_unless_it_is_asked_for() {
    let arguments = judged("web-1");
    let plain = muster(&arguments).exits(1).stdout;
    assert!(!plain.contains(ESCAPE));
    let coloured = |colour: &str| {
        let run = finish(
            command(&repository())
                .args(&arguments)
                .arg("--color")
                .arg(colour),
        )
        .exits(1);
        run.stdout
    };
    assert!(coloured("auto") == plain);
    assert!(coloured("never") == plain);
    let always = coloured("always");
    assert!(always.contains(ESCAPE));
    assert!(without_colour(&always) == plain, "colour changes the text");
}

#[test]
fn a_terminal_gets_colour_unless_no_color_is_set() {
    // util-linux's script(1) is the terminal.
    let on_terminal = |variable: &str, value: &str| {
        let line = format!("{MUSTER} {}", judged("web-1").join(" "));
        let mut command = isolated("script", &repository());
        command
            .args(["--quiet", "--return", "--command", &line, "/dev/null"])
            .env("TERM", "xterm")
            .env(variable, value);
        if command.output().is_err() {
            return None;
        }
        Some(finish(&mut command).exits(1).stdout)
    };
    let Some(coloured) = on_terminal("MUSTER_UNUSED", "") else {
        eprintln!("skipped: script(1) is not installed");
        return;
    };
    assert!(coloured.contains("\u{1b}["));
    for (variable, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let plain = on_terminal(variable, value).expect("script is there");
        let report = plain.find("muster 0").map_or("", |start| &plain[start..]);
        assert!(
            !report.contains("\u{1b}[1m") && !report.contains("\u{1b}[3"),
            "{variable}={value}"
        );
    }
    // Empty counts as not set.
    assert!(
        on_terminal("NO_COLOR", "")
            .expect("script is there")
            .contains("\u{1b}[")
    );
}

#[test]
fn a_terminal_shows_what_is_waited_for() {
    // A name server that never answers.
    let silent = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    let address = silent.local_addr().expect("an address");
    let folder = folder();
    write(
        &folder.path().join("muster.toml"),
        format!(
            "name = \"silent\"\nenable = [\"dns/record-missing\"]\n[targets]\n\
             domain = \"example.com\"\n[targets.edge]\nname-servers = [\"{address}\"]\n"
        ),
    );
    let mut script = isolated("script", folder.path());
    if script.arg("--version").output().is_err() {
        eprintln!("skipped: script(1) is not installed");
        return;
    }
    let line = format!("{MUSTER} scan");
    let mut command = isolated("script", folder.path());
    command
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .env("TERM", "xterm");
    let shown = finish(&mut command).exits(3).stdout;
    assert!(shown.contains("collecting facts: dns"), "{shown}");
}

#[test]
fn files_are_never_coloured() {
    let folder = folder();
    let file = folder.path().join("report.txt");
    let mut arguments = judged("web-1");
    arguments.extend(["--color", "always", "--output"].map(String::from));
    arguments.push(format!("terminal={}", file.display()));
    muster(&arguments).exits(1);
    assert!(!crate::program::read(&file).contains(ESCAPE));
}

#[test]
fn what_programs_read_is_never_coloured() {
    for format in formats().iter().filter(|format| *format != "terminal") {
        let mut arguments = judged("web-1");
        arguments.extend(["--color", "always", "--output", format].map(str::to_owned));
        assert!(
            !muster(&arguments).exits(1).stdout.contains(ESCAPE),
            "{format}"
        );
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for format in ["terminal", "json", "snapshot"] {
        let mut child = command(&repository())
            .args(judged("web-1"))
            .args(["--output", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // Closed before the first byte is written.
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        assert_eq!(output.status.code(), Some(1), "{format}");
    }
}

#[test]
fn nobody_has_to_read_standard_error() {
    let without_reader = |arguments: &[String]| {
        let mut child = command(&repository())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stderr.take());
        let output = child.wait_with_output().expect("the program ends");
        (output.status.code(), output.stdout)
    };
    let judged = [judged("web-1"), vec!["-vvv".to_owned()]].concat();
    let (code, report) = without_reader(&judged);
    assert_eq!(code, Some(1));
    assert!(String::from_utf8_lossy(&report).contains("Exit code 1"));
    // Nor the messages of clap and of a wrong policy.
    for wrong in [
        &["scan", "--no-such"][..],
        &["scan", "--policy", "nowhere.toml"],
    ] {
        let wrong: Vec<String> = wrong.iter().map(|&word| word.to_owned()).collect();
        assert_eq!(without_reader(&wrong).0, Some(2), "{wrong:?}");
    }
}

#[test]
fn too_small_a_stack_is_told_before_it_overflows() {
    let script = format!("ulimit -s 96 && exec {MUSTER} --version");
    finish(isolated("bash", &repository()).args(["-c", &script]))
        .exits(2)
        .says(&["limited to 96 KiB", "`ulimit -s`"]);
}

#[test]
fn the_log_goes_to_standard_error_only() {
    let quiet = muster(judged("web-1")).exits(1);
    assert_eq!(quiet.stderr, "");
    let mut arguments = judged("web-1");
    arguments.extend(["-vvv", "--output", "json"].map(String::from));
    let loud = muster(&arguments).exits(1);
    assert!(!loud.stderr.is_empty());
    assert_eq!(loud.json()["exit_code"], 1);
}

/// The text without its `ESC [ … m` sequences.
fn without_colour(text: &str) -> String {
    let mut parts = text.split(ESCAPE);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| {
        plain + part.split_once('m').map_or("", |(_, rest)| rest)
    })
}
