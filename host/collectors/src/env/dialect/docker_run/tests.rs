//! The Docker CLI reads the file before it asks its daemon, but shows the result to nobody else. The
//! cases follow `pkg/kvfile/kvfile_test.go` of its source and the rules at the head of `kvfile.go`.

use proptest::prelude::*;

use super::super::oracle::outcome;
use super::*;

fn value(file: &str) -> Option<String> {
    outcome(&parse(file), false).0.remove("A")
}

#[test]
fn everything_behind_the_sign_is_the_value() {
    for (file, expected) in [
        ("A=1\nA=2\n", "2"),
        ("A=\"hello\"\n", "\"hello\""),
        ("A='b c'\n", "'b c'"),
        ("A=x # note\n", "x # note"),
        ("A= x \t\n", " x \t"),
        ("A=$B${C}\\n\n", "$B${C}\\n"),
        ("  A=x=y\n", "x=y"),
        ("\u{feff}A=1\r\n", "1"),
        ("A=", ""),
    ] {
        assert_eq!(value(file).as_deref(), Some(expected), "{file:?}");
    }
}

#[test]
fn a_name_may_have_any_character_but_blanks() {
    let (known, _) = outcome(&parse("a-b.c=1\n\"Q\"=2\nA\n#C=3\n"), false);
    assert_eq!(known.keys().collect::<Vec<_>>(), ["\"Q\"", "a-b.c"]);
    for (file, line) in [
        ("A=1\nA B=1\n", 2),
        ("export A=1\n", 1),
        ("=1\n", 1),
        ("A =1\n", 1),
    ] {
        let parsed = parse(file);
        assert!(parsed.refused, "{file:?}");
        let flaw = parsed.flaws.first().unwrap();
        assert_eq!((flaw.line, flaw.code), (line, FlawCode::BadKey), "{file:?}");
    }
}

#[test]
fn a_line_has_less_than_64_kib() {
    let line = |length: usize| format!("A={}\n", "x".repeat(length - 2));
    assert!(!parse(&line(65_535)).refused);
    assert!(parse(&line(65_536)).refused);
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        let _ = parse(&text);
    }
}
