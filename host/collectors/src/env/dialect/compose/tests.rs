use proptest::prelude::*;

use super::super::oracle::outcome;
use super::*;

/// Files and what Compose makes of them, from compose-go 2.13's code and its documented rules
/// (docs.docker.com, "Syntax for environment files in Docker Compose").
const CASES: &[(&str, &[(&str, &str)])] = &[
    ("A=1\nA=2\n", &[("A", "2")]),
    (
        "A=VAL\nB='VAL'\nd=\"VAL\"\n",
        &[("A", "VAL"), ("B", "VAL"), ("d", "VAL")],
    ),
    (
        "A=VAL # c\nB=VAL# not\n",
        &[("A", "VAL"), ("B", "VAL# not")],
    ),
    ("A=VAL\t# c\n", &[("A", "VAL\t# c")]),
    ("A= # c\n", &[("A", "# c")]),
    (
        "A=\"VAL # not\"\nB=\"VAL\" # c\n",
        &[("A", "VAL # not"), ("B", "VAL")],
    ),
    ("A=some value\n", &[("A", "some value")]),
    ("A=\nB=2\n", &[("A", ""), ("B", "2")]),
    (
        "A = 1\nB: 2\n  d=3  \n",
        &[("A", "1"), ("B", "2"), ("d", "3")],
    ),
    (
        "export A=1\nexport\tB=2\nexported=3\n",
        &[("A", "1"), ("B", "2"), ("exported", "3")],
    ),
    (
        "A.b=1\nA-B=2\nA[0]=3\n",
        &[("A.b", "1"), ("A-B", "2"), ("A[0]", "3")],
    ),
    ("A=\"a\\nb\\t\\\"c\\\"\\\\\"\n", &[("A", "a\nb\t\"c\"\\")]),
    ("A='a\\nb'\nB='it\\'s'\n", &[("A", "a\\nb"), ("B", "it's")]),
    ("A=\"\\0101\\0\\09\\c\\x\"\n", &[("A", "A\\\\9\\c\\x")]),
    (
        "A=\"l1\nl2\"\nB='m1\nm2'\n",
        &[("A", "l1\nl2"), ("B", "m1\nm2")],
    ),
    ("A=1\r\nB='2'\r\n", &[("A", "1"), ("B", "2")]),
    ("\u{feff}A=1\n", &[("A", "1")]),
    (
        "A=1\nB=$A${A}$$A\nd='$A'\n",
        &[("A", "1"), ("B", "11$A"), ("d", "$A")],
    ),
    (
        "A=\"\\$x $$y\"\nB=$1 $ $.\n",
        &[("A", "$x $y"), ("B", "$1 $ $.")],
    ),
    (
        "A=${nope:-x}${nope-y}${nope:+z}${nope}\nB=${A:+set}${A+set}${A:?}\n",
        &[("A", "xy"), ("B", "setsetxy")],
    ),
    (
        "A=\nB=${A:-x}${A-y}${A+z}${A:+q}\n",
        &[("A", ""), ("B", "xz")],
    ),
    ("A=${x:-${y:-z}} ${x:-w}\n", &[("A", "z w")]),
    ("A=${x:-a}b}\n", &[("A", "ab}")]),
    ("A=\"x\"B=2\n", &[("A", "x"), ("B", "2")]),
    (
        "A=[\"https://a\"]\nB='[\"b\"]'\n",
        &[("A", "[\"https://a\"]"), ("B", "[\"b\"]")],
    ),
    ("A=`id` $(id) ~\n", &[("A", "`id` $(id) ~")]),
    ("A\nexport B\nd=1\n", &[("d", "1")]),
];

#[test]
fn reads_what_compose_reads() {
    for (file, expected) in CASES {
        let parsed = parse(file);
        assert!(!parsed.refused, "{file:?}");
        let (known, _) = outcome(&parsed, false);
        let expected = expected
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        assert_eq!(known, expected.collect(), "{file:?}");
    }
}

#[test]
fn refuses_what_compose_refuses() {
    for (file, line, code) in [
        ("A=1\nB=\"x\n", 2, FlawCode::UnterminatedQuote),
        ("A='it's'\n", 1, FlawCode::TextAfterQuote),
        ("A B=1\n", 1, FlawCode::BadKey),
        ("A!=1\n", 1, FlawCode::BadKey),
        ("\nA=${}\n", 2, FlawCode::BadSubstitution),
        ("A=${1}\n", 1, FlawCode::BadSubstitution),
        ("A=${x\n", 1, FlawCode::BadSubstitution),
        ("A=${x:y}\n", 1, FlawCode::BadSubstitution),
        ("A=${x:?gone}\n", 1, FlawCode::BadSubstitution),
    ] {
        let parsed = parse(file);
        assert!(parsed.refused, "{file:?}");
        let flaw = parsed.flaws.first().unwrap();
        assert_eq!((flaw.line, flaw.code), (line, code), "{file:?}");
    }
}

#[test]
fn a_broken_quotation_makes_keys_of_the_value() {
    let parsed = parse("A=\"[\"https://a.de\"]\"\n");
    let names: Vec<_> = parsed
        .definitions
        .iter()
        .map(|definition| definition.name.as_str())
        .collect();
    assert_eq!(names, ["A", "https"]);
    assert!(!parsed.flaws.is_empty());
}

#[test]
fn knows_the_lines() {
    let parsed = parse("# c\nA=\"x\ny\"\n\nB=1 # d\nd=2");
    let lines: Vec<_> = parsed
        .definitions
        .iter()
        .map(|definition| (definition.line, definition.end_line))
        .collect();
    assert_eq!(lines, [(2, 3), (5, 5), (6, 6)]);
}

#[test]
fn a_file_cannot_grow_or_nest_without_limit() {
    let mut file = format!("V0={}\n", "x".repeat(1000));
    for n in 0..40 {
        file += &format!("V{}=$V{n}$V{n}\n", n + 1);
    }
    assert!(parse(&file).refused);
    let deep = format!("A={}{}", "${A:-".repeat(10_000), "}".repeat(10_000));
    assert!(parse(&deep).refused);
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn never_panics_on_its_own_grammar(text in "[A=\\\\\"'$(){}\\[\\]:+?~# \t\n\r0x-]{0,60}") {
        let _ = parse(&text);
    }
}
