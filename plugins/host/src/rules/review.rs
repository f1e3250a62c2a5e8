//! `host/review`

use muster_sdk::{Finding, Outcome};

/// The subject: the question is asked of the host as a whole.
const SUBJECT: &str = "review";

muster_sdk::parameters! {
    struct Parameters {
        /// What a person answers, as a question.
        #[needed(question)]
        question: String = "",
        /// What to look at for it, in sentences; a command stands in backticks.
        look_at: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "host/review",
    severity: Info,
    precision: VeryHigh,
    tags: ["host", "manual"],
    documentation: "review.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let question = parameters.question.trim();
    if question.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "The policy asks no question with this rule.",
        )]);
    }
    let sentences = parameters.look_at.iter().map(|sentence| sentence.trim());
    let task: Vec<&str> = std::iter::once(question).chain(sentences).collect();
    Ok(vec![Finding::manual(SUBJECT, task.join(" "))])
}
