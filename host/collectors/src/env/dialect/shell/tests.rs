use proptest::prelude::*;

use super::super::oracle::{Variables as Found, generated, outcome, run};
use super::*;

const BASH: &str = "/bin/bash";

/// Lines on which readers differ, or on which the shell is surprising.
const CORPUS: &[&str] = &[
    "A=1\nA=2\n",
    "A=hello world\nB=1\n",
    "A='it''s'\nB=\"a\"'b'c\n",
    "A=\"x\nB=1\n",
    "B=1\nA='x\n",
    "A=a#b\nB=a #b\nd=#b\n",
    "A=[\"https://a\",\"b\"]\nB='[\"https://a\"]'\n",
    "A=\"[\"https://a\"]\"\n",
    "A=https://x/?a=1&B=2\nd=3\n",
    "A=1;B=2;;\nd=3\n",
    "A=1 ; B=2 # c\n",
    "A=1 && B=2 || d=3\n",
    "A=1 | B=2\nd=3\n",
    "A=1 &&\n\nB=2\n",
    "A=1 &&\n",
    "A=<change-me>\nB=2\n",
    "A=a(b)\nB=2\n",
    "A=1 B=2\nd=3 nowhere\n",
    "export A=1 B=\"2 3\"\nexport d='x'y\n",
    "export \"A=b c\" a.b=1\nB=2\n",
    "export A\nA=1\n",
    "A = 1\nB= 2\nd =3\n",
    "a.b=1\nB=2\n",
    "A=1\nB=$A${A}x${nope}${nope:-y}${A:+z}${A+q}${nope+r}${A-s}\n",
    "A=\nB=${A:-x}${A-y}${d:+z}\nLONG_NAME=$d\n",
    "B=1\nA=${nope:?gone}\nd=2\n",
    "A=\"${B:-'x'}\"\nB=${A:-\"y z\"}\nd=${d:-'}'}\n",
    "A=${A:-\"}\"}\nB=\"${B:-\\}}\"\n",
    "A=$\nB=\"$\"\nd=a$ \nLONG_NAME=$.x\n",
    "A=\"a\\\"b\\$c\\x\\\\\"\nB=a\\ b\\#c\\$d\n",
    "A=x\\\ny\nB=\"p\\\nq\"\n",
    "A=1\r\nB='2'\r\n\r\nd=3\r\n",
    "\u{feff}A=1\nB=2\n",
    "A=\"l1\nl2\"\nB='m1\nm2'\n",
    "A=`nowhere`x\nB=$(nowhere)\nd=$((1+1))\nLONG_NAME=1\n",
    "A=~/x\nB=a:~/x\nd='~'\nLONG_NAME=a~b\n",
    "A=x{1,2}*?\nB=!x\n",
    "A+=1\nB=2\n",
    "A='$B'\nB=\"'$A'\"\n",
    "A=1 > out\nB=2\n",
    "A=1 2> out\nB=2\n",
    "A=1 &\nB=2\n",
    "A=é\nB=\u{a0}x\n",
    "# only\n\n  A=1\n\tB=2\n",
    "A=a=b==\nB=:\n",
    "A=1 &> out\nB=2\n",
    "A='x'\"y\"\\z$B\n",
    ";A=1\nB=2\n",
    "A=1\n& B=2\n",
    "A=\"$(nowhere \")\")\"\nB=1\n",
    "A",
    "",
];

/// What bash exports, also when it gives up on the file or ends because of it.
fn bash(directory: &std::path::Path, file: &str) -> Found {
    std::fs::write(directory.join("case.env"), file).unwrap();
    let script = "trap '/usr/bin/env -0' EXIT; set -a; . ./case.env";
    let output = run(directory, BASH, &["--norc", "-c", script], "");
    String::from_utf8(output)
        .unwrap()
        .split('\0')
        .filter_map(|entry| entry.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn agrees_with_bash() {
    if !muster_real::runs(BASH, &["-c", "true"]) {
        return;
    }
    // No slash and no name of a builtin: whatever a redirection or a command does, it does nothing.
    let pieces = &[
        "x",
        "y z",
        " ",
        "'",
        "\"",
        "\\",
        "#",
        " #",
        "$A",
        "${A}",
        "${B:-q}",
        "${B-r}",
        "${d:+s}",
        "${d:=t}",
        "$",
        ":",
        "=",
        "\t",
        "\n",
        "é",
        "\\n",
        "\\\n",
        "&",
        ";",
        "|",
        "&&",
        "||",
        "[",
        "]",
        "B=1",
        " B=2",
        "~",
        "*",
        "`nowhere`",
        ",",
        "%",
    ];
    let mut files: Vec<String> = CORPUS.iter().map(|file| (*file).to_owned()).collect();
    files.extend(generated(pieces, 1000));
    let directory = tempfile::tempdir().unwrap();
    let mut compared = 0;
    for file in &files {
        let parsed = parse(file);
        if parsed.refused {
            continue;
        }
        compared += 1;
        let found = bash(directory.path(), file);
        let (known, unknown) = outcome(&parsed, false);
        for name in super::super::oracle::NAMES {
            if !unknown.iter().any(|other| other == name) {
                assert_eq!(known.get(name), found.get(name), "{name} in {file:?}");
            }
        }
    }
    assert!(
        compared * 2 > files.len(),
        "only {compared} of {} were compared",
        files.len()
    );
}

fn remarks(file: &str, name: &str) -> Vec<&'static str> {
    let parsed = parse(file);
    let definition = parsed
        .definitions
        .iter()
        .find(|definition| definition.name == name);
    definition.unwrap().remarks.iter().copied().collect()
}

#[test]
fn says_what_would_be_executed() {
    for file in [
        "A=`id`\n",
        "A=\"$(id)\"\n",
        "A=x id\n",
        "A=x&B=1\n",
        "A=x|id\n",
        "A=x>f\n",
    ] {
        assert!(remarks(file, "A").contains(&"executes"), "{file}");
    }
    for file in ["A='`id`'\n", "A='$(id)'\n", "A=\"x id\"\n", "A=\\`id\n"] {
        assert!(!remarks(file, "A").contains(&"executes"), "{file}");
    }
}

#[test]
fn a_file_with_commands_that_change_things_is_refused() {
    for file in [
        "unset A\n",
        "if true; then A=1; fi\n",
        ". other\n",
        "A=1\nexit\n",
        "A=(1 2)\n",
        "f() { A=1; }\n",
        "(A=1)\n",
        "$x\n",
        "cat <<END\nA=1\nEND\n",
        "A=$'x'\n",
        "A=${B%x}\n",
        "A=${B:?no}\n",
        "A=${B:=x}\n",
        "export -n A\n",
        "A=${B:=x}\n",
        "A[0]=1\n",
    ] {
        assert!(parse(file).refused, "{file}");
    }
}

#[test]
fn a_file_cannot_grow_or_nest_without_limit() {
    let mut file = format!("V0={}\n", "x".repeat(1000));
    for n in 0..40 {
        file += &format!("V{}=$V{n}$V{n}\n", n + 1);
    }
    assert!(parse(&file).refused);
    assert!(parse(&format!("A={}", "${A:-".repeat(100_000))).refused);
    assert!(parse(&format!("A={}", "\"${A:-".repeat(100_000))).refused);
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn never_panics_on_its_own_grammar(text in "[A=\\\\\"'`$(){}\\[\\]:+~#;&|<> \t\n\r0x-]{0,60}") {
        let _ = parse(&text);
    }
}
