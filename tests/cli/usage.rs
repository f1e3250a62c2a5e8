//! Wrong command lines and policies: exit code 2, nothing on standard output, and the way out.

use crate::program::{host, muster, muster_in, write};
use crate::{folder, text};

/// Arguments after `scan --recording …`, and what standard error must say.
const WRONG: &[(&[&str], &[&str])] = &[
    (
        &["--output", "yaml"],
        &[
            "`yaml` is not a format",
            "terminal, json, sarif",
            "evaluation or snapshot",
        ],
    ),
    (&["--output", "json="], &["the path after `=` is missing"]),
    (
        &["--output", "json", "--output", "sarif"],
        &[
            "only one document can go to standard output",
            "--output FORMAT=PATH",
        ],
    ),
    (
        &["--output", "json=same", "--output", "sarif=same"],
        &["same is the path of two documents"],
    ),
    (
        &["--policy", "vps-producton"],
        &["`vps-producton`", "did you mean `vps-production`?"],
    ),
    (
        &["--policy", "something-else"],
        &["`something-else`", "server", "vps-production"],
    ),
    (
        &["--pack", "vps-producton"],
        &["`vps-producton`", "did you mean `vps-production`?"],
    ),
    (
        &["--pack", "./team.toml"],
        &["./team.toml", "`--policy FILE`"],
    ),
    (
        &["--pack", "server", "--policy", "server"],
        &["'--pack <NAME>' cannot be used with '--policy <NAME|FILE>'"],
    ),
    (
        &["--policy", "nowhere.toml"],
        &["nowhere.toml: No such file or directory"],
    ),
    (
        &["--only", "ssh/permit-root-logn"],
        &[
            "`ssh/permit-root-logn`",
            "did you mean `ssh/permit-root-login`?",
        ],
    ),
    (
        &["--skip", "ssh/permit-root-logn"],
        &["did you mean `ssh/permit-root-login`?"],
    ),
    (&["--only", "shs/*"], &["`shs`", "did you mean `ssh/*`?"]),
    (
        &["--only", "tag:secretz"],
        &["`secretz`", "did you mean `tag:secrets`?"],
    ),
    (&["--only", "Not A Rule"], &["Not A Rule"]),
    (
        &["--fail-on", "hihg"],
        &[
            "`hihg` is not a severity",
            "info, low, medium, high or critical",
        ],
    ),
    (
        &["--color", "sometimes"],
        &["sometimes", "auto, always, never"],
    ),
    (
        &["--root", "/"],
        &["'--recording <DIR>' cannot be used with '--root <DIR>'"],
    ),
    (&["--fail-no", "high"], &["--fail-no", "--fail-on"]),
];

#[test]
fn a_refused_command_line_is_repeated_without_its_control_characters() {
    for arguments in [
        ["scan", "--root\u{1b}]0;x\u{7}", "y"],
        ["scan", "--fail-on", "\u{202e}hgih\u{9b}31m"],
        ["scan", "--only", "ssh/\u{200b}x\nerror: y"],
        ["sc\u{2066}an", "x", "y"],
        ["completions", "ba\u{1b}[2Jsh", "y"],
    ] {
        let run = muster(arguments).exits(2);
        let raw = |c: char| {
            (c.is_control() && c != '\n') || matches!(c, '\u{200b}' | '\u{202e}' | '\u{2066}')
        };
        assert!(!run.stderr.contains(raw), "{:?}", run.stderr);
        assert!(!run.stderr.contains("\nerror: y"), "{:?}", run.stderr);
        assert!(run.stderr.starts_with("error: "), "{:?}", run.stderr);
    }
}

#[test]
fn a_wrong_command_line_is_refused_with_the_right_one() {
    let host = host("shop-2");
    for (arguments, says) in WRONG {
        let run = muster(
            ["scan", "--recording", text(&host)]
                .iter()
                .chain(*arguments),
        )
        .exits(2)
        .says(says);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
    muster(["explain", "ssh/permit-root-logn"])
        .exits(2)
        .says(&["did you mean `ssh/permit-root-login`?"]);
    muster(["scam"]).exits(2).says(&["'scam'", "'scan'"]);
    muster(["plugin", "test", "ssh", "nowhere.md"])
        .exits(2)
        .says(&["nowhere.md", "a page is called like its rule"]);
    muster(["plugin", "test", "shh", "permit_root_login.md"])
        .exits(2)
        .says(&["shh: No such file", "`muster plugin list`"]);
}

/// Packs, the place that the message must name, and the right word.
const TYPOS: &[(&str, &str, &str)] = &[
    ("nam = \"t\"\n", "typo.toml:1:1", "did you mean `name`?"),
    (
        "name = \"t\"\nextends = [\"vps-producton\"]\n",
        "typo.toml:2:12",
        "did you mean `vps-production`?",
    ),
    (
        "name = \"t\"\nenable = [\n    \"ssh/*\",\n    \"env/weak-secrt\",\n]\n",
        "typo.toml:4:5",
        "did you mean `env/weak-secret`?",
    ),
    (
        "name = \"t\"\nenable = [\"ssh/*\"]\ngate = \"hihg\"\n",
        "typo.toml:3:8",
        "did you mean `high`?",
    ),
    (
        "name = \"t\"\nextends = [\"vps-production\"]\n\n[rules.\"ssh/permit-root-login\".parameters]\nalowed = [\"no\"]\n",
        "typo.toml:5:1",
        "did you mean `allowed`?",
    ),
    (
        "name = \"t\"\nextends = [\"vps-production\"]\n[targets]\nenv-file = \"/etc/app.env\"\n",
        "typo.toml:4:1",
        "did you mean `env-files`?",
    ),
    (
        "name = \"t\"\nenable = [\"ssh/*\"]\n[plugins.acme]\nfile = \"acme.wasm\"\ngrants = [\"muster:ssh/sshdd\"]\n",
        "typo.toml:5:11",
        "did you mean `muster:ssh/sshd`?",
    ),
];

#[test]
fn a_typo_in_a_pack_is_named_with_its_place_and_the_right_word() {
    let folder = folder();
    let host = host("shop-2");
    for (pack, place, right) in TYPOS {
        write(&folder.path().join("typo.toml"), pack);
        muster_in(
            folder.path(),
            ["scan", "--recording", text(&host), "--policy", "typo.toml"],
        )
        .exits(2)
        .says(&[place, right]);
    }
}

#[test]
fn the_project_file_of_the_working_directory_is_the_policy() {
    let folder = folder();
    let host = host("shop-1");
    let scan = ["scan", "--recording", text(&host), "--output", "json"];
    let name = |run: crate::program::Run| run.json()["policy"]["name"].clone();

    assert_eq!(name(muster_in(folder.path(), scan)), "server");
    write(
        &folder.path().join("muster.toml"),
        "name = \"mine\"\nenable = [\"ssh/permit-root-login\"]\n",
    );
    let run = muster_in(folder.path(), scan).exits(0);
    assert_eq!(run.json()["totals"]["all"], 1);
    assert_eq!(name(run), "mine");
    // What the command line says counts more.
    let chosen = scan.iter().chain(&["--policy", "vps-production"]);
    assert_eq!(name(muster_in(folder.path(), chosen)), "vps-production");

    write(&folder.path().join("muster.toml"), "name = \n");
    muster_in(folder.path(), scan)
        .exits(2)
        .says(&["muster.toml:1:"]);
}

#[test]
fn nothing_to_evaluate_is_no_pass() {
    let folder = folder();
    let host = host("shop-2");
    write(&folder.path().join("muster.toml"), "name = \"nothing\"\n");
    let run = muster_in(folder.path(), ["scan", "--recording", text(&host)]);
    assert!(
        matches!(run.exit_code, 2 | 3),
        "{}\n{}",
        run.stdout,
        run.stderr
    );
}
