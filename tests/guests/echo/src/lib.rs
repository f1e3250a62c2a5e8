//! A plugin that repeats everything it is given, in every field that it can write to, and then
//! panics on request: the worst that a plugin can do with facts.

mod facts;

use muster_sdk::{Finding, Outcome, Source};

mod echo {
    muster_sdk::rule! {
        id: "echo/everything",
        severity: High,
        tags: ["echo"],
        documentation: "echo.md",
        check: crate::everything,
    }
}

mod panic {
    muster_sdk::rule! {
        id: "echo/panic",
        severity: High,
        tags: ["echo"],
        documentation: "echo.md",
        check: crate::panics,
    }
}

muster_sdk::plugin! {
    name: "echo",
    description: "Repeats everything",
    rules: [echo::RULE, panic::RULE],
}

/// Every fact there is, as text. A name may come twice, as a keyword does that is set twice.
fn facts() -> Vec<(String, String)> {
    let mut facts = Vec::new();
    facts::every(|name, fact| {
        // What is longer than a finding can be is told in several, none of which cuts a short text in two.
        let text: Vec<char> = format!("{fact:?}").chars().collect();
        for start in (0..text.len()).step_by(PART - OVERLAP) {
            let part = text.iter().skip(start).take(PART).collect();
            facts.push((name.clone(), part));
        }
    });
    facts
}

/// Characters in a finding: fewer than Muster takes.
const PART: usize = 2_000;

/// Characters that two findings in a row have in common.
const OVERLAP: usize = 200;

fn everything() -> Outcome {
    Ok(facts()
        .into_iter()
        .enumerate()
        .map(|(index, (name, text))| {
            let name = format!("{index}-{name}");
            let source = Source {
                kind: "logical".to_owned(),
                name: format!("echo/{name}"),
                line: Some(1),
                column: None,
                end_column: None,
                text: Some(text.clone()),
            };
            Finding::fail(format!("echo/{name}"), text.clone())
                .observed(text.clone())
                .required(text.clone())
                .at(source, "echo")
                .fix(text)
        })
        .collect())
}

fn panics() -> Outcome {
    panic!("{:?}", facts());
}
