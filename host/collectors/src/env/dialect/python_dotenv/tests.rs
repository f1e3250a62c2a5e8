use proptest::prelude::*;

use super::super::oracle::{generated, is_here, outcome, run};
use super::*;

/// Reads files, one JSON string a line, and prints what python-dotenv makes of each.
const ORACLE: &str = "
import json, logging, os, sys, tempfile
logging.disable()
import dotenv
path = os.path.join(tempfile.mkdtemp(), 'case.env')
for line in sys.stdin:
    with open(path, 'wb') as file:
        file.write(json.loads(line).encode())
    print(json.dumps({k: v for k, v in dotenv.dotenv_values(path).items() if v is not None}))
";

/// Lines on which readers differ, or on which this one is surprising.
const CORPUS: &[&str] = &[
    "A=1\nA=2\n",
    "A='it''s'\nB=1\n",
    "A=\"x\nB=1\n",
    "A='x\\'y'\n",
    "A='x\\'\nB=2\n",
    "A=\"a\\\"b\" # c\n",
    "A=\"a\\\\\\\"b\"\n",
    "A=\"\\n\\t\\x41\\$\\'\"\n",
    "A='\\n\\\\'\n",
    "A=a#b\nB=a #b\nd=a\t#b\n",
    "A=#b\nB= #b\nd=\"\"#b\n",
    "A=[\"https://a\", \"b\"]\n",
    "A=\"[\"https://a\"]\"\n",
    "A='[\"https://a\"]'\n",
    "A=x y\nexport B=1\nexport\td=2\n",
    "A = 1\nB\n'd'=3\n",
    "A=1\nB=${A}${A:-x}$A${nope}${nope:-y}${A-z}${A:z}\n",
    "A='${B}'\nB=1\nd=${B}\n",
    "B\nd=${B:-x}\n",
    "A=1\r\nB=2\rd=3\r\n",
    "A=\"a\r\nb\"\r\n",
    "\u{feff}A=1\nB=2\n",
    "A=\"l1\nl2\"\nB=1\n",
    "A=`id`\nB=$(id)\nd=~/x\n",
    "a.b=1\nA-B=2\n=3\nA: 4\n",
    "A=\u{a0}x\u{a0}\nB=\u{1c}y\u{1f}\u{85}z\n",
    "A=${\n}x\n",
    "A=\"${\n}\"\nB=${${A}}\n",
    "export=1\nexport A\n",
    "#A=1\n #B=2\nd=3#\n",
    "A=1 B=2\nA='x'B=2\nd=4",
    "A",
    "",
];

#[test]
fn agrees_with_the_real_package() {
    if !is_here("/usr/bin/env", &["python3", "-c", "import dotenv"]) {
        return;
    }
    let pieces = &[
        "x", "y z", " ", "'", "\"", "\\", "#", " #", "$A", "${A}", "${B:-q}", "${", "}", ":", "=",
        "\t", "\n", "\r", "é", "\\n", "\\'", "\\\"", "[\"a\"]", "B=1", "\u{a0}", "`id`", "export",
    ];
    let mut files: Vec<String> = CORPUS.iter().map(|file| (*file).to_owned()).collect();
    files.extend(generated(pieces, 3000));
    let input: String = files
        .iter()
        .map(|file| serde_json::to_string(file).unwrap() + "\n")
        .collect();
    let directory = tempfile::tempdir().unwrap();
    let python = python();
    let output = run(directory.path(), &python, &["-c", ORACLE], &input);
    let answers: Vec<super::super::oracle::Variables> = String::from_utf8(output)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), files.len());
    for (file, answer) in files.iter().zip(answers) {
        let (known, unknown) = outcome(&parse(file), true);
        assert_eq!(unknown, Vec::<String>::new());
        assert_eq!(known, answer, "{file:?}");
    }
}

/// The path of the interpreter that has the package; the oracle itself runs without `$PATH`.
#[expect(clippy::disallowed_methods, reason = "the real program is the oracle")]
fn python() -> String {
    let output = std::process::Command::new("python3")
        .args(["-c", "import sys; print(sys.executable)"])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn skips_a_statement_that_it_cannot_read() {
    let parsed = parse("A='x'y\nB=2\n");
    let (known, _) = outcome(&parsed, true);
    assert_eq!(known.get("B").map(String::as_str), Some("2"));
    assert_eq!(known.get("A"), None);
    let flaw = parsed.flaws.first().unwrap();
    assert_eq!((flaw.line, flaw.code), (1, FlawCode::TextAfterQuote));
}

#[test]
fn counts_the_lines_of_the_file_itself() {
    let parsed = parse("# a\r\nA=\"x\r\ny\"\r\nB=1\r\n");
    let places: Vec<_> = parsed
        .definitions
        .iter()
        .map(|definition| (definition.line, definition.end_line))
        .collect();
    assert_eq!(places, [(2, 3), (4, 4)]);
}

#[test]
fn a_file_cannot_grow_without_limit() {
    let mut file = format!("V0={}\n", "x".repeat(1000));
    for n in 0..40 {
        file += &format!("V{}=${{V{n}}}${{V{n}}}\n", n + 1);
    }
    assert!(parse(&file).refused);
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        let _ = parse(&text);
    }
}
