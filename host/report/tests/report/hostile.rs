//! Verdicts whose every text was written by an enemy of the reader.

use std::collections::BTreeMap;

use muster_facts::Source;
use muster_outcomes::{Outcome, Place, Reference, RuleDescriptor, Severity, Status};
use muster_policy::Verdict;
use muster_report::{Format, Options, render};
use proptest::prelude::*;

use crate::fixture::{outcome, parameter, rule, verdict_of};
use crate::json::assert_follows_the_schema;
use crate::junit::suite_of;
use crate::markdown::assert_inert;
use crate::sarif::run_of;
use crate::totals::assert_counted_alike;

/// Texts that have broken somebody's report.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[here](1)",
    "{0} {1} {{",
    "\u{1b}[2J\u{1b}]8;;http://x\u{7}link",
    "\0",
    "\u{202e}gpj.exe",
    "a\r\nb\rc\n\nd",
    "../../etc/passwd",
    "C:\\Windows\\x",
    "tcp/[::]/22?a#b%zz",
    "`````",
    "```\n<b>\n```",
    "   ",
    "",
    "🔥🔥🔥",
    "]]>",
    "&lt;&#0;&nbsp;<!--",
    "\u{fffe}\u{ffff}",
    "\" onload='x'",
    "@team and @org/team, mail a@b.example",
    "#1 GH-12 org/repo#3 JIRA-4 deadbeef1 0123456789abcdef0123456789abcdef01234567",
    "![i](https://a.example/i.png) <https://b.example> https://c.example www.d.example",
    "a | b || \\| `|` \\",
    "</details></summary><!-- </code>",
    "&#64;team &lt;b&gt; &commat;",
    "1. one",
    "2) two\n- three\n# four\n> five\n=====\n~~~~~",
    "*a* _b_ **c** ~~d~~ $e$ $`f`$ :tada: [^1] [ ] !7 %8 &9",
    "```mermaid\ngraph\n```\n````",
    "a`b``c` ``",
    "e\u{301}\u{301}\u{301}",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(HOSTILE).prop_map(str::to_owned),
        2 => "[\\s\\S]{0,30}",
        1 => "[a-z /.:]{0,20}",
    ]
}

fn severity() -> impl Strategy<Value = Severity> {
    prop::sample::select(&Severity::ALL)
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![
        1 => Just(Status::Pass),
        3 => Just(Status::Fail),
        1 => text().prop_map(Status::NotApplicable),
        1 => text().prop_map(Status::Manual),
        2 => text().prop_map(Status::Error),
    ]
}

fn place() -> impl Strategy<Value = Place> {
    let number = || prop::option::of(prop_oneof![0_u32..40, Just(u32::MAX)]);
    let kind = prop_oneof![
        prop::sample::select(&["file", "command", "logical"]).prop_map(str::to_owned),
        text()
    ];
    (
        kind,
        text(),
        number(),
        number(),
        number(),
        prop::option::of(text()),
        text(),
    )
        .prop_map(
            |(kind, name, line, column, end_column, text, label)| Place {
                source: Source {
                    kind,
                    name,
                    line,
                    column,
                    end_column,
                    text,
                },
                label,
            },
        )
}

fn described() -> impl Strategy<Value = RuleDescriptor> {
    let reference = (
        prop_oneof![
            prop::sample::select(&["CWE-258", "NIST SP 800-53 AC-6", "CIS Debian 12 5.1.20"])
                .prop_map(str::to_owned),
            text()
        ],
        prop::option::of(prop_oneof![
            Just("https://example.org/a".to_owned()),
            text()
        ]),
    )
        .prop_map(|(label, url)| Reference { label, url });
    let tag = prop_oneof![
        1 => prop::sample::select(&["availability", "secrets", "security"]).prop_map(str::to_owned),
        4 => text(),
    ];
    (
        "[ab]/[a-c]",
        text(),
        severity(),
        prop::collection::vec(tag, 0..14),
        prop::collection::vec(reference, 0..4),
        prop::collection::vec(text(), 6),
    )
        .prop_map(
            |(id, title, severity, tags, references, texts)| RuleDescriptor {
                // No plugin may have the same title for both.
                failure_title: format!("{title} not {}", texts[3]),
                page: Some(texts[4].clone()),
                parameters: vec![parameter(&texts[5]), parameter("allowed")],
                tags,
                references,
                documentation: format!(
                    "# x\n## Why\n{}\n{}\n## How to fix\n{}",
                    texts[0], texts[1], texts[2]
                ),
                ..rule(&id, &title, severity)
            },
        )
}

fn found() -> impl Strategy<Value = Outcome> {
    (
        "[ab]/[a-d]",
        text(),
        status(),
        text(),
        prop::option::of(text()),
        prop::collection::vec(place(), 0..4),
        prop::option::of(text()),
    )
        .prop_map(
            |(rule, subject, status, message, observed, places, fix)| Outcome {
                required: observed.clone(),
                observed,
                places,
                fix,
                ..outcome(&rule, &subject, status, &message)
            },
        )
}

/// A rule reports a subject once, and a rule is planned once: the engine sees to both.
fn verdicts() -> impl Strategy<Value = Verdict> {
    let rules = prop::collection::vec(described(), 0..5);
    let outcomes = prop::collection::vec(found(), 0..8);
    (rules, outcomes, text()).prop_map(|(rules, outcomes, target)| {
        let rules: BTreeMap<_, _> = rules
            .into_iter()
            .map(|rule| (rule.id.clone(), rule))
            .collect();
        let outcomes: BTreeMap<_, _> = outcomes
            .into_iter()
            .map(|found| ((found.rule.clone(), found.subject.clone()), found))
            .collect();
        let mut verdict = verdict_of(
            rules.into_values().collect(),
            outcomes.into_values().collect(),
        );
        verdict.target.name = format!("h{target}");
        verdict.plugins[0].name = target;
        verdict
    })
}

proptest! {
    #[test]
    fn sarif_stays_sound(verdict in verdicts()) {
        run_of(Format::Sarif, &verdict);
        run_of(Format::SarifGithub, &verdict);
    }

    #[test]
    fn json_follows_its_schema(verdict in verdicts()) {
        assert_follows_the_schema(&render(Format::Json, &verdict, &Options::default()).unwrap());
    }

    #[test]
    fn junit_stays_sound(verdict in verdicts()) {
        suite_of(&verdict);
    }

    #[test]
    fn markdown_is_inert(verdict in verdicts()) {
        assert_inert(&render(Format::Markdown, &verdict, &Options::default()).unwrap());
    }

    #[test]
    fn every_format_counts_alike(verdict in verdicts()) {
        assert_counted_alike(&verdict);
    }

    #[test]
    fn the_terminal_is_neither_steered_nor_overrun(verdict in verdicts(), width in 0_usize..200) {
        let options = Options { width, verbose: true, ..Options::default() };
        let text = render(Format::Terminal, &verdict, &options).unwrap();
        let widest = width.clamp(40, 120);
        for line in text.lines() {
            prop_assert!(!line.chars().any(|c| c.is_control() || c == '\u{202e}'), "{line:?}");
            prop_assert!(unicode_width::UnicodeWidthStr::width(line) <= widest, "{line}");
        }
    }
}

#[test]
fn a_megabyte_on_one_line_is_cut_everywhere() {
    let huge = "x".repeat(1 << 20);
    let mut found = outcome("a/b", &huge, Status::Fail, &huge);
    found.places = vec![Place {
        source: Source::line(&*huge, 1)
            .with_text(&*huge)
            .with_columns(500_000, 600_000),
        label: huge.clone(),
    }];
    let verdict = verdict_of(vec![rule("a/b", &huge, Severity::High)], vec![found]);
    for format in Format::ALL {
        let text = render(format, &verdict, &Options::default()).unwrap();
        assert!(text.len() < 100_000, "{format}: {}", text.len());
    }
    run_of(Format::SarifGithub, &verdict);
}
