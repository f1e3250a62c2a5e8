use proptest::prelude::*;

use super::super::Flaw;
use super::super::oracle::{generated, outcome, run};
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
    // What Python finds by itself, and the release from before the changes.
    for path in [
        "",
        "sys.path.insert(0, sys.prefix + '/python-dotenv-1.2.2'); ",
    ] {
        if let Some((python, release)) = installed(path) {
            agrees_with(&python, path, release);
        }
    }
}

fn agrees_with(python: &str, path: &str, release: Release) {
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
    let program = format!("import sys; {path}{ORACLE}");
    let output = run(directory.path(), python, &["-c", &program], &input);
    let answers: Vec<super::super::oracle::Variables> = String::from_utf8(output)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), files.len());
    for (file, answer) in files.iter().zip(answers) {
        let (read, _) = parse_by_release(file, release);
        let (known, unknown) = outcome(&read, true);
        assert_eq!(unknown, Vec::<String>::new());
        assert_eq!(known, answer, "{release:?}: {file:?}");
        // What is claimed without knowing the release holds for this one.
        let (certain, unknown) = outcome(&parse(file), true);
        let answer: Vec<_> = answer
            .iter()
            .filter(|(name, _)| !unknown.contains(name))
            .collect();
        let certain: Vec<_> = certain
            .iter()
            .filter(|(name, _)| !unknown.contains(name))
            .collect();
        assert_eq!(certain, answer, "{release:?}: {file:?}");
    }
}

/// The interpreter's path, since the oracle itself runs without `$PATH`, and the package's release.
#[expect(clippy::disallowed_methods, reason = "the real program is the oracle")]
fn installed(path: &str) -> Option<(String, Release)> {
    let program = format!(
        "import sys; {path}import importlib.metadata as m; print(sys.executable); print(m.version('python-dotenv'))"
    );
    if !muster_real::runs("/usr/bin/env", &["python3", "-c", &program]) {
        return None;
    }
    let output = std::process::Command::new("python3")
        .args(["-c", &program])
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let (python, version) = output.trim().split_once('\n').unwrap();
    let version: Vec<u32> = version
        .split('.')
        .map(|part| part.parse().unwrap())
        .collect();
    let release = match version.as_slice() {
        [1, 2, 3] => return None,
        [0, ..] | [1, 0 | 1, ..] | [1, 2, 0..=2] => Release::Before1_2_3,
        _ => Release::Since1_2_4,
    };
    Some((python.to_owned(), release))
}

#[test]
fn what_releases_read_differently_is_unknown() {
    for file in ["A='x\\'\n", "A= # note\n"] {
        let parsed = parse(file);
        let (known, unknown) = outcome(&parsed, true);
        assert_eq!(known.len(), 0, "{file:?}");
        assert!(!unknown.is_empty(), "{file:?}");
        let disputed = Flaw {
            line: 1,
            code: FlawCode::ReleasesDiffer,
        };
        assert!(parsed.flaws.contains(&disputed), "{file:?}");
    }
    // Both take the backslash as it is.
    let (known, unknown) = outcome(&parse("A=\"C:\\Users\"\nB='x\\'y'\n"), true);
    assert_eq!((known.len(), unknown.len()), (2, 0));
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
