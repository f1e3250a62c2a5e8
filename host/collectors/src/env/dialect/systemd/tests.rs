use proptest::prelude::*;

use super::super::oracle::{NAMES, Variables, generated, outcome, run};
use super::*;

/// Reads the files of `environment.d` with the parser that reads an `EnvironmentFile=`, and then
/// replaces variables, so that no case may have a `$`. It leaves out variables without a value.
const GENERATOR: &str =
    "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";

const CORPUS: &[&str] = &[
    "A=1\nA=2\n",
    "A=\"production\" # testing or production\n",
    "A=x # note\nB=#x\nd= # x\n",
    "A='it''s'\nB='a' \"b\" c  d \n",
    "A=\"x\nB=1\n",
    "A='l1\nl2'\nB=1\n",
    "A=a\\\nb\nB=a \\\n  b\nd=\\ x\\#\n",
    "A=\"a\\\nb\\x\\\"\\\\\\`\"\n",
    "export A=1\nB=2\n",
    "A = 1\nB =\t2 \n",
    "a.b=1\nA-B=2\n=3\nA: 4\nd=5\n",
    ";A=1\n # B=2\nd=3\n",
    "A=1\r\nB='2'\r\nd=\"a\r\nb\"\r\n",
    "A=x\"y\"\nB=x'y z'\nd=é\u{a0}x\u{a0}\n",
    "A=`nowhere`;B=2\nd=(x) &\n",
    "word\nA=1\nB",
    "A=\\",
    "A=x \\\n\nB=1\n",
    "",
];

#[test]
fn agrees_with_systemd() {
    if !muster_real::runs(GENERATOR, &[]) {
        return;
    }
    let release = match release() {
        Some(number) if number < 254 => Release::Before254,
        _ => Release::Since254,
    };
    let pieces = &[
        "x", "y z", " ", "'", "\"", "\\", "#", " #", ":", "=", "\t", "\n", "\r", "é", "\\n", "\\'",
        "\\\"", "[\"a\"]", "B=1", ";", "`id`", "export", "\\\n",
    ];
    let mut files: Vec<String> = CORPUS.iter().map(|file| (*file).to_owned()).collect();
    files.extend(generated(pieces, 800));
    let directory = tempfile::tempdir().unwrap();
    for file in &files {
        let answer = generator(directory.path(), file);
        let (parsed, _) = parse_by_release(file, release);
        let (mut known, unknown) = outcome(&parsed, false);
        assert_eq!(unknown, Vec::<String>::new());
        // Two definitions of which the last is empty are one that the generator keeps.
        let emptied: Vec<String> = known
            .iter()
            .filter(|(_, value)| value.is_empty())
            .map(|(name, _)| name.clone())
            .collect();
        known.retain(|name, _| !emptied.contains(name) && NAMES.contains(&name.as_str()));
        let answer: Variables = answer
            .into_iter()
            .filter(|(name, _)| !emptied.contains(name))
            .collect();
        assert_eq!(known, answer, "{file:?}");
    }
}

/// The number of the release that is here.
fn release() -> Option<u32> {
    let output = run(
        std::path::Path::new("/"),
        "/usr/bin/systemctl",
        &["--version"],
        "",
    );
    let text = String::from_utf8(output).ok()?;
    text.split_whitespace().nth(1)?.parse().ok()
}

/// The variables that the real program sets.
#[expect(clippy::disallowed_methods, reason = "the real program is the oracle")]
fn generator(directory: &std::path::Path, file: &str) -> Variables {
    let below = directory.join("environment.d");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::write(below.join("case.conf"), file).unwrap();
    let output = std::process::Command::new(GENERATOR)
        .env_clear()
        .env("XDG_CONFIG_HOME", directory)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(name, _)| NAMES.contains(name))
        .map(|(name, value)| (name.to_owned(), unescaped(value)))
        .collect()
}

/// A value as the generator writes it: bare, or in double quotation marks with the escapes of C.
fn unescaped(value: &str) -> String {
    let Some(inside) = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'))
    else {
        return value.to_owned();
    };
    let mut text = String::new();
    let mut characters = inside.chars();
    while let Some(c) = characters.next() {
        text.push(match (c, characters.clone().next()) {
            ('\\', Some(escape)) => {
                characters.next();
                match escape {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    other => other,
                }
            }
            (c, _) => c,
        });
    }
    text
}

#[test]
fn a_comment_that_ends_in_a_backslash_is_read_differently_since_254() {
    let parsed = parse("# note \\\nA=1\nB=2\n");
    let (known, unknown) = outcome(&parsed, false);
    assert_eq!(known.keys().collect::<Vec<_>>(), ["B"]);
    assert_eq!(unknown, ["A"]);
    let flaw = parsed.flaws.first().unwrap();
    assert_eq!((flaw.line, flaw.code), (1, FlawCode::ReleasesDiffer));
}

#[test]
fn an_empty_value_is_set() {
    let (known, _) = outcome(&parse("A=\nB=''\n"), false);
    assert_eq!(known.len(), 2);
}

#[test]
fn knows_the_lines() {
    let parsed = parse("# c\nA=\"x\ny\"\n\nB=1\\\n2\nd=2");
    let lines: Vec<_> = parsed
        .definitions
        .iter()
        .map(|definition| (definition.line, definition.end_line))
        .collect();
    assert_eq!(lines, [(2, 3), (5, 6), (7, 7)]);
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn never_panics_on_its_own_grammar(text in "[A=\\\\\"'#; \t\n\rx]{0,60}") {
        let _ = parse(&text);
    }
}
