//! From a verdict to the text of each format.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use muster_outcomes::{Evaluation, Fingerprint, Outcome, Severity, Status};
use muster_policy::{Criteria, PolicyName, Verdict, decide};
use muster_report::{Format, Options, render};

use crate::inputs;

/// A report that nobody would read to its end.
const MANY: usize = 1_000;

pub(crate) fn bench(criterion: &mut Criterion) {
    let evaluation = inputs::evaluation();
    render_each(criterion, "web-1", &verdict(evaluation.clone()));
    render_each(criterion, "failures", &verdict(failing(evaluation, MANY)));
}

fn render_each(criterion: &mut Criterion, name: &str, verdict: &Verdict) {
    let mut group = criterion.benchmark_group(format!("report/{name}"));
    let findings = verdict.findings.len();
    group.throughput(Throughput::Elements(findings as u64));
    let options = Options::default();
    for format in Format::ALL {
        let text = render(format, verdict, &options).expect("it fits into every format");
        black_box(text);
        group.bench_function(BenchmarkId::new(format.as_str(), findings), |bencher| {
            bencher.iter(|| render(format, black_box(verdict), &options));
        });
    }
}

fn verdict(evaluation: Evaluation) -> Verdict {
    let policy = PolicyName {
        name: inputs::PACK.to_owned(),
        extends: Vec::new(),
    };
    decide(evaluation, &Criteria::new(policy, Severity::Low))
}

/// The outcomes of an evaluation over and over, each a failure with a subject of its own.
fn failing(evaluation: Evaluation, count: usize) -> Evaluation {
    let target = &evaluation.target.name;
    let outcomes = evaluation
        .outcomes
        .iter()
        .cycle()
        .take(count)
        .enumerate()
        .map(|(number, outcome)| {
            let subject = format!("{}/{number}", outcome.subject);
            Outcome {
                fingerprint: Fingerprint::of(&outcome.rule, target, &subject),
                subject,
                status: Status::Fail,
                ..outcome.clone()
            }
        })
        .collect();
    Evaluation {
        outcomes,
        ..evaluation
    }
}
