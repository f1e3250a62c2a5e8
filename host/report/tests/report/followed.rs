//! The sections of a benchmark or handbook that the policy follows.

use muster_outcomes::{Outcome, Reference, RuleDescriptor, Severity, Status};
use muster_policy::Verdict;
use muster_report::{Format, Options, render};

use crate::fixture::{outcome, rule, verdict_of};
use crate::markdown::assert_inert;

fn naming(id: &str, title: &str, sections: &[&str]) -> RuleDescriptor {
    RuleDescriptor {
        references: sections
            .iter()
            .map(|label| Reference {
                label: (*label).to_owned(),
                url: None,
            })
            .collect(),
        ..rule(id, title, Severity::Low)
    }
}

/// Four sections of a handbook, in another order than that of their numbers.
fn rules() -> Vec<RuleDescriptor> {
    vec![
        naming(
            "acme/one",
            "One holds",
            &["Acme handbook 1.10", "Acme handbook 1.9"],
        ),
        naming("acme/two", "Two holds", &["Acme handbook 1.9"]),
        naming("acme/three", "Three holds", &["Acme handbook 2.1"]),
        naming(
            "acme/four",
            "Four holds",
            &["Acme handbook 2.2", "CWE-732", "Edition 4"],
        ),
    ]
}

fn outcomes() -> Vec<Outcome> {
    vec![
        outcome("acme/one", "x", Status::Pass, "One is so."),
        outcome("acme/two", "x", Status::Pass, "Two is so at x."),
        outcome("acme/two", "y", Status::Fail, "Two is not so at `y|z`."),
        outcome(
            "acme/three",
            "x",
            Status::Manual("Look.".to_owned()),
            "Is three so?",
        ),
    ]
}

fn verdict() -> Verdict {
    verdict_of(rules(), outcomes())
}

#[test]
fn a_terminal_has_a_line_for_each_section_in_the_order_of_their_numbers() {
    let text = render(Format::Terminal, &verdict(), &Options::default()).unwrap();
    let (_, sections) = text
        .split_once("── Sections of Acme handbook (4) ")
        .unwrap();
    let lines: Vec<Vec<&str>> = sections
        .lines()
        .skip(2)
        .take(4)
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        lines,
        [
            vec!["fail", "One", "holds;", "Two", "holds", "1.9"],
            vec!["pass", "One", "holds", "1.10"],
            vec!["manual", "Three", "holds", "2.1"],
            vec!["error", "Four", "holds", "2.2"],
        ],
        "{sections}"
    );
    let verbose = Options {
        verbose: true,
        ..Options::default()
    };
    let text = render(Format::Terminal, &verdict(), &verbose).unwrap();
    let (_, sections) = text.split_once("── Sections of").unwrap();
    assert!(sections.contains("Two is not so at `y|z`."), "{sections}");
    assert!(!sections.contains("Two is so at x."), "{sections}");
}

#[test]
fn markdown_has_a_table_that_can_be_handed_in() {
    let text = render(Format::Markdown, &verdict(), &Options::default()).unwrap();
    assert_inert(&text);
    let (_, table) = text
        .split_once("### Sections of `Acme handbook` (4)")
        .unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 6, "{table}");
    assert!(
        rows[2].contains("| fail | One holds; Two holds<br>"),
        "{table}"
    );
    assert!(
        rows[3].contains("| pass | One holds<br>One is so. |"),
        "{table}"
    );
}

#[test]
fn a_table_that_does_not_fit_says_what_is_missing() {
    let rules: Vec<RuleDescriptor> = (0..900)
        .map(|number| {
            let title = format!("Requirement {number} {}", "holds ".repeat(20));
            naming(
                &format!("acme/r{number}"),
                title.trim(),
                &[&format!("Acme handbook 1.{number}")],
            )
        })
        .collect();
    let text = render(
        Format::Markdown,
        &verdict_of(rules, Vec::new()),
        &Options::default(),
    )
    .unwrap();
    assert_inert(&text);
    assert!(text.contains("### Sections of `Acme handbook` (900)"));
    assert!(text.contains("more sections are in the format `terminal`."));
}

#[test]
fn a_text_that_few_rules_mention_is_not_followed() {
    let mut rules = rules();
    rules.extend((0..13).map(|n| rule(&format!("acme/other{n}"), "It holds", Severity::Low)));
    for format in [Format::Terminal, Format::Markdown] {
        let text = render(
            format,
            &verdict_of(rules.clone(), outcomes()),
            &Options::default(),
        )
        .unwrap();
        assert!(!text.contains("Sections of"), "{text}");
    }
}
