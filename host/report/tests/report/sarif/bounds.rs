//! Which results stay, and in which order.

use muster_facts::Source;
use muster_outcomes::{Severity, Status};
use muster_report::{Format, MOST_COMPRESSED, Options, gzip, render};
use serde_json::{Value, json};

use super::{failing, one_rule, results, run_of};
use crate::fixture::{outcome, place, rule, verdict, verdict_of};

#[test]
fn the_most_severe_results_come_first() {
    let run = run_of(Format::SarifGithub, &verdict());
    let ranks: Vec<f64> = results(&run)
        .iter()
        .filter_map(|result| result["rank"].as_f64())
        .collect();
    assert!(ranks.is_sorted_by(|a, b| a >= b), "{ranks:?}");
}

#[test]
fn of_more_results_than_github_accepts_the_least_severe_are_left_out() {
    let low = rule("ssh/banner", "SSH shows a banner", Severity::Low);
    let high = rule("ssh/port", "SSH listens on 22", Severity::High);
    let mut outcomes: Vec<_> = (0..25_000).map(|n| failing(&format!("port/{n}"))).collect();
    outcomes.push(outcome(
        "ssh/banner",
        "sshd/Banner",
        Status::Fail,
        "There is none.",
    ));
    let verdict = verdict_of(vec![low, high], outcomes);
    let text = render(Format::SarifGithub, &verdict, &Options::default()).unwrap();
    let log: Value = serde_json::from_str(&text).unwrap();
    let run = &log["runs"][0];
    assert_eq!(results(run).len(), 25_000);
    assert!(
        results(run)
            .iter()
            .all(|result| result["ruleId"] == "ssh/port")
    );
    assert_eq!(
        run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
        "The 1 least severe results do not fit and are left out."
    );
    let full = render(Format::Sarif, &verdict, &Options::default()).unwrap();
    let log: Value = serde_json::from_str(&full).unwrap();
    assert_eq!(results(&log["runs"][0]).len(), 25_001);
}

#[test]
fn results_that_cannot_be_compressed_are_left_out_until_the_rest_fits() {
    // A sequence that gzip can do nothing with.
    let mut state = 1_u64;
    let mut noise = || {
        let next = |state: &mut u64| {
            *state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            char::from_u32(0x4E00 + u32::try_from(*state >> 48).unwrap() % 0x5000).unwrap()
        };
        (0..1_500).map(|_| next(&mut state)).collect::<String>()
    };
    let outcomes = (0..6_000)
        .map(|n| {
            let mut found = failing(&format!("port/{n}"));
            let quoted = Source::line("/etc/motd", 1).with_text(noise());
            found.places = vec![place(quoted, "shows it")];
            found
        })
        .collect();
    let text = render(
        Format::SarifGithub,
        &one_rule(outcomes),
        &Options::default(),
    )
    .unwrap();
    let size = gzip(text.as_bytes()).len();
    assert!((5_000_000..=MOST_COMPRESSED).contains(&size), "{size}");
}

#[test]
fn a_lower_bound_leaves_failures_out_of_the_file_alone() {
    let options = Options {
        min_severity: Some(Severity::Critical),
        ..Options::default()
    };
    let verdict = one_rule(vec![failing("sshd/Port")]);
    let text = render(Format::SarifGithub, &verdict, &options).unwrap();
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(log["runs"][0]["results"], json!([]));
    assert_eq!(log["runs"][0]["invocations"][0]["exitCode"], 1);
}
