use std::path::PathBuf;

use proptest::prelude::*;

use super::super::oracle::{Variables, generated, outcome, run};
use super::*;

/// Reads files, one JSON string a line, and prints what dotenv makes of each.
const ORACLE: &str = "
const dotenv = require(process.argv[1]);
const lines = require('fs').readFileSync(0, 'utf8').split('\\n');
for (const line of lines) if (line) console.log(JSON.stringify(dotenv.parse(JSON.parse(line))));
";

const CORPUS: &[&str] = &[
    "A=1\nA=2\n",
    "A='it''s'\nB=1\n",
    "A=\"x\nB=1\n",
    "A='x\\'y'\n",
    "A='x\\'\nB=2\n",
    "A=\"a\\\"b\" # c\n",
    "A=\"l1\nl2\" # c\nB='m\n\nn'\n",
    "A=\"\\n\\t\\r\\\\n\"\nB='\\n'\nd=\\n\n",
    "A=a#b\nB=a #b\nd=#b\nLONG_NAME=`x # y`\n",
    "A=\n'x'\nB=\n",
    "A=\nB=1\n",
    "A: 1\nB:2\nd:\nx\n",
    "A = 1\nB\t=\t2\n = 3\n",
    "export A=1\nexport\tB=2\nexport=3\nexport d\n",
    "export\nA=1\n",
    "a.b=1\nA-B=2\n",
    "A=$B${B}\nB=~/x\n",
    "A=1\r\nB=\"2\r\n3\"\r\n\rd=3\r",
    "\u{feff}A=1\nB=\u{a0}x\u{a0}\n",
    "A=\"x\" y\nB='x'#y\nd=x 'y'\n",
    "A=\"x\"\n# \"y\"\nB=1\n",
    "A='x' 'y'\nB=\"'x'\"\n",
    "A=[\"https://a\",\"b\"]\nB=\"[\"https://a\"]\"\n",
    "  A=1\n\t#B=2\nd=3#\n",
    "A",
    "",
];

#[test]
fn agrees_with_the_real_package() {
    let package =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/node/node_modules/dotenv");
    let package = package.to_string_lossy();
    let program = format!("require({package:?})");
    if !muster_real::runs("/usr/bin/env", &["node", "-e", &program]) {
        return;
    }
    let pieces = &[
        "x", "y z", " ", "'", "\"", "`", "\\", "#", " #", "$A", "${A}", ":", "=", "\t", "\n", "\r",
        "é", "\\n", "\\'", "\\\"", "[\"a\"]", "B=1", "\u{a0}", "export ", "'\n", "\"\n", "\\r",
    ];
    let mut files: Vec<String> = CORPUS.iter().map(|file| (*file).to_owned()).collect();
    files.extend(generated(pieces, 3000));
    let input: String = files
        .iter()
        .map(|file| serde_json::to_string(file).unwrap() + "\n")
        .collect();
    let directory = tempfile::tempdir().unwrap();
    let output = run(directory.path(), &node(), &["-e", ORACLE, &package], &input);
    let answers: Vec<Variables> = String::from_utf8(output)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), files.len());
    for (file, answer) in files.iter().zip(answers) {
        let (known, unknown) = outcome(&parse(file), false);
        assert_eq!(unknown, Vec::<String>::new());
        assert_eq!(known, answer, "{file:?}");
    }
}

/// The interpreter's path, since the oracle itself runs without `$PATH`.
#[expect(clippy::disallowed_methods, reason = "the real program is the oracle")]
fn node() -> String {
    let output = std::process::Command::new("node")
        .args(["-p", "process.execPath"])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn knows_the_lines() {
    let parsed = parse("# c\r\nA=\"x\r\ny\"\r\n\r\nB=1 # d\nd=2");
    let lines: Vec<_> = parsed
        .definitions
        .iter()
        .map(|definition| (definition.line, definition.end_line))
        .collect();
    assert_eq!(lines, [(2, 3), (5, 5), (6, 6)]);
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn never_panics_on_its_own_grammar(text in "[A=:\\\\\"'`# \t\n\rx]{0,60}") {
        let _ = parse(&text);
    }
}
