//! The Markdown summary, as GitHub and GitLab render it.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options as Extensions, parse_document};
use muster_outcomes::{Outcome, Severity, Status, Totals};
use muster_policy::{CarriedFinding, Verdict};
use muster_report::{Format, Options, render};

use crate::causes;
use crate::fixture::{outcome, place, rule, verdict, verdict_of};
use crate::totals::in_line;
use muster_facts::Source;

fn summary(verdict: &Verdict) -> String {
    let text = render(Format::Markdown, verdict, &Options::default()).unwrap();
    assert_inert(&text);
    text
}

/// What the document consists of, beside its text.
const HTML: &[&str] = &["<br>", "<code>", "</code>"];

/// Fails if a part of the text would do more than be read: be a link, an image or HTML, tell somebody,
/// or refer to an issue or a commit.
pub(crate) fn assert_inert(text: &str) {
    assert!(text.len() < 65_000, "{} bytes", text.len());
    let mut extensions = Extensions::default();
    let extension = &mut extensions.extension;
    extension.table = true;
    extension.autolink = true;
    extension.strikethrough = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.math_dollars = true;
    extension.math_code = true;
    extension.alerts = true;
    extension.superscript = true;
    extension.description_lists = true;
    let arena = Arena::new();
    let root = parse_document(&arena, text, &extensions);
    let mut open = 0_i64;
    for node in root.descendants() {
        match &node.data.borrow().value {
            NodeValue::Document
            | NodeValue::Paragraph
            | NodeValue::Heading(_)
            | NodeValue::Strong
            | NodeValue::List(_)
            | NodeValue::Item(_)
            | NodeValue::Code(_)
            | NodeValue::CodeBlock(_)
            | NodeValue::TableCell => {}
            NodeValue::Text(_) => {}
            NodeValue::Table(table) => assert_eq!(table.num_columns, 3, "{text}"),
            NodeValue::TableRow(_) => assert_eq!(node.children().count(), 3, "{text}"),
            NodeValue::HtmlInline(html) => assert!(HTML.contains(&html.as_str()), "{html}: {text}"),
            NodeValue::HtmlBlock(block) => open += details(&block.literal),
            other => panic!("{other:?} in\n{text}"),
        }
        if let NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::TableCell =
            node.data.borrow().value
        {
            assert_words(&words(node), text);
        }
    }
    assert_eq!(open, 0, "details are left open:\n{text}");
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        assert_eq!(row.matches('|').count(), 4, "{row}");
    }
    let headings = text.lines().filter(|line| line.starts_with('#')).count();
    assert!(
        (1..=5).contains(&headings) || text.contains("```"),
        "{text}"
    );
}

/// The text of a block outside code, as the platforms look at it: a piece of code is a space.
fn words<'a>(node: &'a AstNode<'a>) -> String {
    let mut words = String::new();
    let mut in_code = false;
    for part in node.descendants() {
        match &part.data.borrow().value {
            NodeValue::Text(text) if !in_code => words.push_str(text),
            NodeValue::HtmlInline(html) if html == "<code>" => in_code = true,
            NodeValue::HtmlInline(html) if html == "</code>" => in_code = false,
            NodeValue::Code(_) | NodeValue::HtmlInline(_) => words.push(' '),
            _ => {}
        }
    }
    words
}

/// By how many a block opens more details than it closes. It is one that Muster writes.
fn details(html: &str) -> i64 {
    let html = html.trim_end();
    if html == "</details>" {
        return -1;
    }
    let summary = html
        .strip_prefix("<details><summary>")
        .and_then(|rest| rest.strip_suffix("</summary>"))
        .unwrap_or_else(|| panic!("{html}"));
    let mut words = String::new();
    for (number, part) in summary.split("<code>").enumerate() {
        let plain = match (number, part.split_once("</code>")) {
            (0, None) => part,
            (0, Some(_)) | (_, None) => panic!("{html}"),
            (_, Some((_, plain))) => plain,
        };
        assert!(!plain.contains(['<', '>']), "{html}");
        words.push_str(&decoded(plain));
        words.push(' ');
    }
    assert_words(&words, html);
    1
}

/// HTML as a reader sees it.
fn decoded(html: &str) -> String {
    let html = html
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let mut parts = html.split("&#");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once(';').unwrap();
        text.push(char::from_u32(number.parse().unwrap()).unwrap());
        text.push_str(rest);
    }
    text
}

/// Marks that mean something before a letter or a digit: a user, an issue, a merge request, a
/// milestone, a label, an epic, a snippet or a formula, an emoji, and a footnote or a reference.
const SIGILS: &[char] = &[
    '@', '#', '!', '%', '~', '&', '$', ':', '[', '^', '`', '*', '_',
];

/// Fails if text outside code has anything that GitHub and GitLab look for there.
fn assert_words(words: &str, context: &str) {
    for word in words.split_whitespace() {
        for (at, _) in word.match_indices(SIGILS) {
            let next = word[at..].chars().nth(1);
            assert!(
                !next.is_some_and(char::is_alphanumeric),
                "{word}: {context}"
            );
        }
        assert!(
            !word.contains("://") && !word.contains("www."),
            "{word}: {context}"
        );
        for run in word.split(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
            let number = run.split_once('-').map_or("", |(_, number)| number);
            let is_issue = number.starts_with(|c: char| c.is_ascii_digit());
            assert!(!is_issue, "{word}: {context}");
        }
        let is_commit =
            |run: &str| run.len() >= 7 && run.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mut runs = word.split(|c: char| !c.is_ascii_alphanumeric());
        assert!(!runs.any(is_commit), "{word}: {context}");
    }
}

/// The counts in the head.
pub(crate) fn totals(text: &str) -> Totals {
    in_line(text.lines().nth(2).unwrap())
}

#[test]
fn a_summary_says_what_it_comes_to_and_then_what_fails() {
    let text = summary(&verdict());
    insta::assert_snapshot!(text);
}

#[test]
fn what_follows_is_folded_under_its_cause() {
    let text = summary(&causes::failing(&(1..=20).collect::<Vec<u32>>()));
    assert_eq!(text.matches("\n| critical | ").count(), 1, "{text}");
    assert!(
        text.contains("<details><summary>20 failures follow from it</summary>"),
        "{text}"
    );
    assert!(text.contains("- and 8 more"), "{text}");
}

/// Failures of every severity, with texts as long as they can be.
fn many(count: usize) -> Verdict {
    let rules = Severity::ALL
        .iter()
        .map(|severity| rule(&format!("a/{severity}"), &"Wrong | ".repeat(60), *severity))
        .collect();
    let outcomes = (0..count).map(|number| {
        let severity = Severity::ALL[number % Severity::ALL.len()];
        let subject = format!("subject/{number}");
        let long = format!("{number} {}", "| 🔥\\".repeat(400));
        Outcome {
            places: vec![place(Source::line(&*long, 3), &long); 20],
            observed: Some(long.clone()),
            required: Some(long.clone()),
            fix: Some("1. `|`\n".repeat(500)),
            ..outcome(&format!("a/{severity}"), &subject, Status::Fail, &long)
        }
    });
    verdict_of(rules, outcomes.collect())
}

#[test]
fn what_does_not_fit_is_cut_from_the_least_severe_up_and_said() {
    for count in [1, 5, 30, 2_000] {
        let text = summary(&many(count));
        assert_eq!(
            text.contains("Cut to the size of a comment"),
            count > 5,
            "{count}"
        );
    }
    let text = summary(&many(2_000));
    let rows = text
        .lines()
        .filter(|line| line.starts_with("| critical |"))
        .count();
    assert!(rows > 5, "{rows}");
    assert!(!text.contains("| high |"), "all of them are critical");
    let missing = 400 - rows;
    let said = format!(
        "This table does not have {} failures ({missing} critical, 400 high, 400 medium, 400 low, 400 info)",
        2_000 - rows
    );
    assert!(
        text.contains(&said),
        "{said}: {}",
        &text[text.len() - 500..]
    );
}

#[test]
fn many_failures_leave_room_for_what_was_not_evaluated_and_what_is_left_to_do() {
    let mut verdict = many(2_000);
    let other = [
        outcome(
            "b/error",
            "b",
            Status::Error("The file is denied.".to_owned()),
            "",
        ),
        outcome(
            "b/manual",
            "b",
            Status::Manual("Look at it.".to_owned()),
            "",
        ),
    ];
    let rules = vec![
        rule("b/error", "It is known", Severity::Low),
        rule("b/manual", "Somebody has looked", Severity::Low),
    ];
    let others = verdict_of(rules, other.to_vec());
    verdict.rules.extend(others.rules);
    verdict.findings.extend(others.findings);
    let text = summary(&verdict);
    assert!(
        text.contains("1 × The file is denied."),
        "{}",
        &text[text.len() - 900..]
    );
    assert!(
        text.contains("**Somebody has looked**"),
        "{}",
        &text[text.len() - 900..]
    );
}

#[test]
fn errors_of_one_reason_are_one_line() {
    let text = summary(&verdict());
    assert_eq!(text.matches("<summary>3 × ").count(), 1, "{text}");
}

#[test]
fn nobody_is_told_and_nothing_is_linked() {
    let hostile = "@team a@b.example #1 GH-12 deadbeef1 https://a.example www.a.example ![x](https://a.example)";
    let mut found = outcome("a/b", hostile, Status::Fail, hostile);
    found.fix = Some(format!("{hostile}\n\n```mermaid\n{hostile}\n```\n"));
    found.places = vec![place(Source::line(hostile, 1), hostile)];
    let text = summary(&verdict_of(
        vec![rule("a/b", hostile, Severity::High)],
        vec![found],
    ));
    assert!(
        text.contains("`@team` `a@b.example` `#1` `GH-12` `deadbeef1` `https://a.example`"),
        "{text}"
    );
    assert!(!text.contains("mermaid"), "{text}");
}

#[test]
fn what_failed_before_and_could_not_be_judged_again_is_listed() {
    let mut today = verdict();
    let before = many(60);
    today.rules.extend(before.rules);
    today.carried = before
        .findings
        .into_iter()
        .map(|finding| CarriedFinding {
            finding,
            last_judged: "2026-11-20T05:46:00Z".to_owned(),
            reason: "The file is denied.".to_owned(),
        })
        .collect();
    let text = summary(&today);
    assert!(
        text.contains("### Failed before, and not judged this time (60)"),
        "{text}"
    );
    assert!(
        text.contains(", last judged `2026-11-20T05:46:00Z`"),
        "{text}"
    );
    assert!(text.contains("### Not evaluated (4)"), "{text}");
}
