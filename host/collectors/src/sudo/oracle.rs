//! Rules as `visudo` and `cvtsudoers` read them, which come with sudo.
#![expect(
    clippy::disallowed_methods,
    reason = "the real programs are the oracle"
)]

use std::path::Path;
use std::process::{Command, Output};

use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, with_collection};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::*;

/// What people write, and what they get wrong.
const CORPUS: &[&str] = &[
    "root ALL=(ALL:ALL) ALL",
    "%sudo\tALL=(ALL:ALL) ALL",
    "shop ALL = NOPASSWD : ALL",
    "shop ALL=(root)ALL",
    "shop ALL=()ALL",
    "shop ALL=(:) ALL",
    "shop ALL=(:docker) /usr/bin/x",
    "shop ALL=(ALL,!root) ALL",
    "shop ALL=NOPASSWD:SETENV: /bin/x, PASSWD: /bin/y, !/bin/z a b",
    "shop, %ops,!bad ALL, !web2 = (www, %adm : adm) /usr/bin/apt \"\", sudoedit /etc/x : web1 = /bin/z",
    "shop ALL=/bin/a b\\\\c\\,d\\:e, /usr/local/bin/, /usr/bin/*",
    "shop ALL=/bin/ls a=b",
    "#1000 ALL=(#0) ALL # root",
    "%#27 ALL=CWD=/tmp /bin/ls",
    "\"%domain users\" ALL=ALL",
    "DOMAIN\\\\shop ALL=ALL",
    "+net ALL=ALL",
    "%:wheel ALL=ALL",
    "!shop ALL=ALL",
    "a b=ALL:c=ALL",
    "shop fe80::/64,2001:db8::1, 10.0.0.0/8 = ALL",
    "shop ALL=foo",
    "shop ALL=ALL,",
    "shop ALL",
    "shop",
    "shop ALL=",
    "shop ALL=(root ALL",
    "shop ALL=FOO bar",
    "shop ALL=sudoedit",
    "User_Alias lower=a",
    "User_Alias X=",
    "Host_Alias H=a,b:I=c",
    "Cmnd_Alias C = /bin/a, !/bin/b c",
    "Runas_Alias R = www, #33",
    "Defaults use_pty, !lecture, env_keep += \"A B\", env_keep -= C",
    "Defaults:shop,ops !authenticate",
    "Defaults!/bin/ls,/bin/cat noexec",
    "Defaults>www !set_logname",
    "Defaults@web log_output",
    "Defaults syslog=auth,timestamp_timeout=-1,secure_path=/usr/bin:/bin",
    "Defaults",
    "Defaults passprompt=\"x",
    "Defaults  :shop lecture",
    "Defaults =x",
    "@include /nowhere/at/all/",
    "# shop ALL=ALL",
];

fn problems(text: &str) -> SudoersFacts {
    let system = Recorded::new()
        .file("/usr/bin/sudo", "")
        .file("/etc/hostname", "web\n")
        .file("/etc/sudoers", text);
    with_collection(
        Context::recorded(&system, &Targets::default(), &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
}

fn ask(program: &str, arguments: &[&str], file: &Path) -> Result<Output, std::io::Error> {
    Command::new(program).args(arguments).arg(file).output()
}

/// Lines that visudo calls syntax errors: `FILE:LINE:COLUMN: syntax error`.
fn refused(file: &Path) -> Result<Vec<u32>, std::io::Error> {
    let output = ask("visudo", &["-c", "-f"], file)?;
    let name = format!("{}:", file.display());
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    let errors = text.lines().filter(|line| {
        [
            "syntax error",
            "unexpected line break",
            "expected",
            "unterminated",
        ]
        .iter()
        .any(|error| line.contains(error))
    });
    let mut lines: Vec<u32> = errors
        .filter_map(|line| line.strip_prefix(&name)?.split(':').next()?.parse().ok())
        .collect();
    lines.sort_unstable();
    lines.dedup();
    Ok(lines)
}

fn refused_by_us(text: &str) -> Vec<u32> {
    let found = problems(text).problems.unwrap();
    let mut lines: Vec<u32> = found
        .iter()
        .filter_map(|problem| problem.source.line)
        .collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

fn written(folder: &Path, text: &str) -> PathBuf {
    let file = folder.join("sudoers");
    std::fs::write(&file, text).unwrap();
    file
}

#[test]
fn visudo_refuses_the_same_lines() {
    let folder = tempfile::TempDir::new().unwrap();
    let text = CORPUS.join("\n") + "\n";
    let text = text.replace("@include /nowhere/at/all/\n", "");
    let file = written(folder.path(), &text);
    let Some(theirs) = muster_real::or_skip(|| refused(&file)) else {
        return;
    };
    let lines: Vec<&str> = text.lines().collect();
    let named = |numbers: Vec<u32>| -> Vec<&str> {
        numbers
            .iter()
            .map(|line| lines[*line as usize - 1])
            .collect()
    };
    assert_eq!(named(refused_by_us(&text)), named(theirs));
}

/// Random lines of the words that mean something.
#[test]
fn visudo_understands_no_line_that_is_not_understood_here() {
    let words = prop::sample::select(vec![
        "shop",
        "%ops",
        "#1000",
        "ALL",
        "=",
        "(",
        ")",
        ":",
        ",",
        "!",
        "NOPASSWD:",
        "/bin/ls",
        "/bin/cat x",
        "sudoedit",
        "root",
        " ",
        "\\,",
        "*",
    ]);
    let line = (Just("shop ALL="), prop::collection::vec(words, 1..8));
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let mut text = String::new();
    for _ in 0..600 {
        let (start, words) = line.new_tree(&mut runner).unwrap().current();
        text.push_str(start);
        text.push_str(&words.join(" "));
        text.push('\n');
    }
    let folder = tempfile::TempDir::new().unwrap();
    let file = written(folder.path(), &text);
    let Some(theirs) = muster_real::or_skip(|| refused(&file)) else {
        return;
    };
    assert!(theirs.len() > 20 && theirs.len() < 590, "{}", theirs.len());
    let lines: Vec<&str> = text.lines().collect();
    let strict: Vec<&str> = refused_by_us(&text)
        .into_iter()
        .filter(|line| !theirs.contains(line))
        .map(|line| lines[line as usize - 1])
        .collect();
    assert!(strict.is_empty(), "{strict:#?}");
}

/// A member of the lists of `cvtsudoers -f json`.
fn member(value: &serde_json::Value) -> String {
    let negated = value["negated"] == true;
    let named = value
        .as_object()
        .unwrap()
        .iter()
        .find(|(key, _)| *key != "negated");
    let (kind, name) = named.unwrap();
    let name = match name {
        serde_json::Value::String(name) => name.clone(),
        other => other.to_string(),
    };
    let sign = match kind.as_str() {
        "usergroup" => "%",
        "usergid" => "%#",
        "userid" => "#",
        "netgroup" => "+",
        "nonunixgroup" => "%:",
        _ => "",
    };
    format!("{}{sign}{name}", if negated { "!" } else { "" })
}

/// Users, targets, whether no password is asked for, and the command without its arguments.
fn theirs(json: &serde_json::Value) -> Vec<String> {
    let list = |value: &serde_json::Value| -> Vec<String> {
        value.as_array().into_iter().flatten().map(member).collect()
    };
    let mut found = Vec::new();
    for specification in json["User_Specs"].as_array().unwrap() {
        let users = list(&specification["User_List"]).join(",");
        for commands in specification["Cmnd_Specs"].as_array().unwrap() {
            let targets = list(&commands["runasusers"]).join(",");
            let options = commands["Options"].as_array();
            let open = options
                .into_iter()
                .flatten()
                .any(|option| option["authenticate"] == false);
            for command in commands["Commands"].as_array().unwrap() {
                let command = member(command);
                let command = command.split(' ').next().unwrap();
                found.push(format!("{users} ({targets}) {open} {command}"));
            }
        }
    }
    found
}

fn ours(text: &str) -> Vec<String> {
    let rules = problems(text).rules.unwrap();
    let named = |subject: &muster_facts::sudoers::Subject| {
        let sign = match subject.kind.as_str() {
            "group" => "%",
            "gid" => "%#",
            "uid" => "#",
            "netgroup" => "+",
            "other" => "%:",
            _ => "",
        };
        let name = if subject.kind == "all" {
            "ALL"
        } else {
            &subject.name
        };
        format!("{}{sign}{name}", if subject.negated { "!" } else { "" })
    };
    let rules = rules.iter().map(|rule| {
        let users: Vec<String> = rule.subjects.iter().map(named).collect();
        let command = match rule.kind.as_str() {
            "all" => "ALL",
            "edit" => "sudoedit",
            _ => rule.command.as_deref().unwrap_or_default(),
        };
        let open = rule.password == "not-asked";
        let sign = if rule.permits { "" } else { "!" };
        format!(
            "{} ({}) {open} {sign}{command}",
            users.join(","),
            rule.targets.join(",")
        )
    });
    rules.collect()
}

#[test]
fn cvtsudoers_says_the_same() {
    let text = "\
User_Alias ADMINS = shop, %ops, !bad : BOTH = ADMINS, !ADMINS
Runas_Alias WEB = www, !root
Cmnd_Alias SHELLS = /bin/sh, /bin/bash -c x, !/bin/su
Cmnd_Alias ALSO = !SHELLS, /bin/true
Host_Alias HERE = web, !other
root ALL=(ALL:ALL) ALL
ADMINS HERE=(root) NOPASSWD: SHELLS, PASSWD: /usr/bin/apt \"\", sudoedit /etc/x : web=(WEB) /usr/bin/x a\\,b
BOTH ALL=ALSO, ALL, !/bin/su root
#1000 ALL=(#0) NOPASSWD: ALL
%#27,\"%domain users\" ALL=SETENV: /usr/local/bin/, NOPASSWD: /bin/ls
shop ALL=(a, b) /bin/a, (c) /bin/b, /bin/c
";
    let folder = tempfile::TempDir::new().unwrap();
    let file = written(folder.path(), text);
    let asked = || {
        let output = ask(
            "cvtsudoers",
            &["-c", "/dev/null", "-s", "defaults", "-e", "-f", "json"],
            &file,
        )
        .map_err(|error| error.to_string())?;
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cvtsudoers: {error}"))
    };
    let Some(json) = muster_real::or_skip(asked) else {
        return;
    };
    assert_eq!(ours(text), theirs(&json));
}
