//! An evaluation that somebody hands over, decided and rendered in every format: without a character
//! that could steer a terminal, and the same twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_outcomes::{Evaluation, Severity};
use muster_policy::{Criteria, PolicyName, decide};
use muster_report::{Format, Options, render};

fuzz_target!(|json: &str| {
    let Ok(evaluation) = Evaluation::from_json(json) else {
        return;
    };
    let policy = PolicyName {
        name: "fuzz".to_owned(),
        extends: Vec::new(),
    };
    let verdict = decide(evaluation, &Criteria::new(policy, Severity::Low));
    let options = Options::default();
    for format in Format::ALL {
        let Ok(text) = render(format, &verdict, &options) else {
            continue;
        };
        assert_eq!(
            render(format, &verdict, &options).ok().as_ref(),
            Some(&text)
        );
        assert!(
            !text.chars().any(|c| c.is_control() && c != '\n'),
            "{text:?}"
        );
        if text.starts_with('{') {
            serde_json::from_str::<serde_json::Value>(&text).expect("the report is JSON");
        }
    }
});
