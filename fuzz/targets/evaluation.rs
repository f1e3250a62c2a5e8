//! An evaluation that somebody hands over. What is read must be what is written again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_outcomes::Evaluation;

fuzz_target!(|text: &str| {
    if let Ok(evaluation) = Evaluation::from_json(text) {
        let json = evaluation.to_json().expect("an evaluation can be written");
        let read = Evaluation::from_json(&json).expect("what was written can be read");
        assert_eq!(read, evaluation);
    }
});
