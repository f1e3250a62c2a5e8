//! `docs/checklist-coverage.md`: each statement of the checklist behind `vps-production`, with the rules that
//! answer it and the case of each rule that proves it. The statements are in `docs/checklist-coverage.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::current::assert_current;
use crate::file;
use crate::index::{COMMAND, listed};
use crate::rules::Rule;
use crate::statements::{Checklist, STATEMENTS, Statement};

const FILE: &str = "docs/checklist-coverage.md";

/// The pack that the checklist is.
const PACK: &str = "vps-production";

/// The tag of the rules that a statement asks for.
const TAG: &str = "\"checklist\"";

/// A rule and what a statement needs to know of it.
struct Known {
    page: String,
    /// What a failure is, or what is left to a person.
    cases: Vec<String>,
    is_left_to_a_person: bool,
}

fn known() -> BTreeMap<String, Known> {
    let rules = Rule::all().into_iter().map(|rule| {
        let is_left_to_a_person = rule.is_left_to_a_person();
        let status = if is_left_to_a_person {
            "manual"
        } else {
            "fail"
        };
        let known = Known {
            page: rule.path("md"),
            cases: rule.cases_that_end_in(status),
            is_left_to_a_person,
        };
        (rule.id(), known)
    });
    rules.collect()
}

fn checklist() -> Checklist {
    Checklist::parse(&file::read(STATEMENTS))
}

#[test]
fn every_statement_of_the_checklist_has_rules_or_a_reason() {
    let checklist = checklist();
    let known = known();
    let enabled = listed(&format!("extends = [\"{PACK}\"]\n"));
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for (section, statement) in checklist.statements() {
        let place = format!("{}: {}", section.title, statement.says);
        let mut complain = |what: String| complaints.push(format!("{place}: {what}"));
        if !seen.insert((&section.title, &statement.says)) {
            complain("appears twice".to_owned());
        }
        let is_answered = !statement.rules.is_empty() || !statement.planned.is_empty();
        match &statement.explained {
            None if !is_answered => complain("has neither rules nor a reason".to_owned()),
            Some(_) if is_answered => complain("has rules, so it needs no reason".to_owned()),
            Some(reason) if !reason.ends_with('.') => {
                complain("its reason is not a sentence".to_owned());
            }
            Some(_) | None => {}
        }
        for rule in &statement.rules {
            if !known.contains_key(rule) {
                complain(format!("{rule} does not exist; `planned` is for what will"));
            } else if !enabled.contains_key(rule) {
                complain(format!("{PACK} does not enable {rule}"));
            }
        }
        for rule in &statement.planned {
            if known.contains_key(rule) {
                complain(format!("{rule} exists: move it from `planned` to `rules`"));
            }
        }
        for (rule, case) in &statement.cases {
            let fits = known
                .get(rule)
                .is_some_and(|known| known.cases.contains(case));
            if !statement.rules.contains(rule) || !fits {
                complain(format!(
                    "the page of {rule} has no case `{case}` that proves it"
                ));
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_rule_that_the_checklist_asks_for_is_in_a_statement() {
    let checklist = checklist();
    let named: BTreeSet<&String> = checklist
        .statements()
        .flat_map(|(_, statement)| &statement.rules)
        .collect();
    let lost: Vec<String> = Rule::all()
        .iter()
        .filter(|rule| file::read(&rule.path("rs")).contains(TAG))
        .map(Rule::id)
        .filter(|rule| !named.contains(rule))
        .collect();
    assert!(
        lost.is_empty(),
        "no statement of {STATEMENTS} has these rules, which have the tag {TAG}: {lost:?}"
    );
}

#[test]
fn the_coverage_of_the_checklist_is_current() {
    let checklist = checklist();
    let known = known();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sections = String::new();
    for section in &checklist.section {
        write!(
            sections,
            "\n## {}\n\n| what it asks for | how | rules, and the case that proves each |\n|---|---|---|\n",
            section.title
        )
        .expect("writing to a String");
        for statement in &section.statement {
            let how = statement.how(&known);
            for word in &how {
                *counts.entry(word).or_default() += 1;
            }
            writeln!(
                sections,
                "| {} | {} | {} |",
                statement.says,
                how.join(", "),
                statement.answers(&known)
            )
            .expect("writing to a String");
        }
    }
    let mut text = format!(
        "<!-- Generated from {STATEMENTS}. Rewrite it with: {COMMAND} -->\n\n# Coverage of the checklist\n\n\
         The checklist for a production server that the pack [`{PACK}`](../policies/{PACK}.toml) implements, in {} \
         statements,\nand what covers each: rules that find out themselves (*automated*), rules that ask a person \
         who then\n[answers for it](packs.md#attestations) (*attested*), or a reason why there is none (*explained*). \
         After each rule is the case\nin its page that proves it.\n\n| how | statements |\n|---|---|\n",
        checklist.statements().count()
    );
    for (how, count) in counts {
        writeln!(text, "| {how} | {count} |").expect("writing to a String");
    }
    assert_current(FILE, &(text + &sections), COMMAND);
}

impl Statement {
    fn how(&self, known: &BTreeMap<String, Known>) -> Vec<&'static str> {
        let rules = || self.rules.iter().filter_map(|rule| known.get(rule));
        let mut how = Vec::new();
        if rules().any(|rule| !rule.is_left_to_a_person) {
            how.push("automated");
        }
        if rules().any(|rule| rule.is_left_to_a_person) {
            how.push("attested");
        }
        if !self.planned.is_empty() {
            how.push("planned");
        }
        if self.explained.is_some() {
            how.push("explained");
        }
        how
    }

    fn answers(&self, known: &BTreeMap<String, Known>) -> String {
        let rules = self.rules.iter().map(|id| {
            let Some(rule) = known.get(id) else {
                return format!("`{id}`");
            };
            let first = || rule.cases.first().cloned().unwrap_or_default();
            let case = self.cases.get(id).cloned().unwrap_or_else(first);
            format!("[`{id}`](../{}): {}", rule.page, case.replace('|', "\\|"))
        });
        let planned = self.planned.iter().map(|id| format!("`{id}`, planned"));
        let answers: Vec<String> = rules.chain(planned).chain(self.explained.clone()).collect();
        answers.join("<br>")
    }
}
