//! The help of a rule: why, how to fix what it finds, where it comes from, and how to accept the
//! risk.

use pulldown_cmark::HeadingLevel;
use serde_sarif::sarif::MultiformatMessageString;

use crate::markdown::{headings_from, inert};
use crate::plain::plain_text;
use crate::view::RuleView;

/// In markdown, and in plain text for viewers that show nothing else. Its headings are small: viewers
/// show it below headings of their own.
pub(super) fn help(rule: &RuleView) -> MultiformatMessageString {
    let sections = [
        ("Why", rule.documentation().why.clone()),
        ("How to fix", rule.documentation().how_to_fix.clone()),
        ("References", references(rule)),
        ("Accept the risk", acceptance(rule)),
    ];
    let sections = sections.iter().filter(|(_, body)| !body.is_empty());
    // One by one, so that a code block without an end cannot take the next section in.
    let (markdown, text): (Vec<String>, Vec<String>) = sections
        .map(|(title, body)| {
            let markdown = headings_from(HeadingLevel::H4, &inert(body));
            (
                format!("### {title}\n\n{markdown}\n"),
                format!("{title}\n\n{}\n", inert_text(&plain_text(body))),
            )
        })
        .unzip();
    MultiformatMessageString::builder()
        .markdown(markdown.join("\n"))
        .text(text.join("\n"))
        .build()
}

/// The sources, as a list of links.
fn references(rule: &RuleView) -> String {
    let items: Vec<String> = rule
        .references()
        .iter()
        .map(|reference| match &reference.url {
            Some(url) => format!("- [{}]({url})", reference.label.replace(['[', ']'], "")),
            None => format!("- {}", reference.label),
        })
        .collect();
    items.join("\n")
}

/// What to do where a failure is meant to be so.
fn acceptance(rule: &RuleView) -> String {
    let id = &rule.id;
    let names: Vec<String> = rule
        .parameters()
        .iter()
        .map(|name| format!("`{}`", name.replace('`', "'")))
        .collect();
    let change = match names.as_slice() {
        [] => format!("`muster explain {id}` shows the rule as the policy has it."),
        [name] => format!(
            "Or change what the rule requires with its parameter {name}: `muster explain {id}` \
             shows its value."
        ),
        [names @ .., last] => format!(
            "Or change what the rule requires with its parameters {} and {last}: `muster explain \
             {id}` shows their values.",
            names.join(", ")
        ),
    };
    format!(
        "If this is intended, leave the rule out of the policy:\n\n\
         ```toml\ndisable = [\"{id}\"]\n```\n\n\
         {change}\n\n\
         An alert that is dismissed on GitHub stays dismissed for as long as the alert exists."
    )
}

/// A plain text in which nothing is a link (SARIF section 3.11.6) or a placeholder (3.11.5). Other
/// braces stay: commands and configurations have them.
fn inert_text(text: &str) -> String {
    let text = text.replace("](", "] (");
    let mut safe = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        safe.push_str(before);
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, behind) = after.split_at_checked(digits).unwrap_or((after, ""));
        match behind.strip_prefix('}') {
            Some(behind) if digits > 0 => {
                safe.push_str(&format!("({number})"));
                rest = behind;
            }
            Some(_) | None => {
                safe.push('{');
                rest = after;
            }
        }
    }
    safe.push_str(rest);
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_has_neither_placeholders_nor_links_and_keeps_other_braces() {
        for (text, expected) in [
            ("awk '{0}' {12}", "awk '(0)' (12)"),
            (
                "dport { 22, 80 } {} {x {{1}}",
                "dport { 22, 80 } {} {x {(1)}",
            ),
            ("[a](1)", "[a] (1)"),
            ("{", "{"),
            ("{1", "{1"),
        ] {
            assert_eq!(inert_text(text), expected);
        }
    }
}
