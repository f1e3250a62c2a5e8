//! People can answer for what a rule asks of them only where the rule says that it may ask.

use crate::file;
use crate::rules::Rule;

/// Begins what a case expects where a person has to look.
const EXPECTATION: &str = "manual ";

/// The tag of the rules that may ask, in their `rule!`.
const TAG: &str = "\"manual\"";

#[test]
fn a_rule_has_the_tag_if_and_only_if_it_asks_for_a_person() {
    let mut complaints = Vec::new();
    for rule in Rule::all() {
        let asks = file::read(&rule.path("md"))
            .lines()
            .any(|line| line.starts_with(EXPECTATION));
        let source = file::read(&rule.path("rs"));
        let tags = source
            .split_once("tags: [")
            .and_then(|(_, rest)| rest.split_once(']'))
            .map_or("", |(tags, _)| tags);
        match (asks, tags.contains(TAG)) {
            (true, false) => complaints.push(format!(
                "{}: a case of its page ends in `manual`, so its tags must have {TAG}",
                rule.path("rs")
            )),
            (false, true) => complaints.push(format!(
                "{}: has the tag {TAG}, so a case of its page must end in `manual`",
                rule.path("rs")
            )),
            _ => {}
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
