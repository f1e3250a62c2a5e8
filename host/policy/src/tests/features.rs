//! Features as the author of a pack declares them, and what becomes of them on a host.

use std::collections::BTreeMap;
use std::sync::Arc;

use muster_facts::Target;
use muster_outcomes::{
    Carried, Evaluation, Fingerprint, Outcome, ParameterValue, RuleDescriptor, RuleId, Selection,
    Status,
};

use super::{load_with, rule, shown, texts};
use crate::{Diagnostic, Feature, FeatureState, Policy, Readiness, decide};

fn rules() -> Vec<Arc<RuleDescriptor>> {
    let required = ParameterValue::TextsMap(BTreeMap::new());
    vec![
        rule("env/required-key-missing", &[], &[("keys", texts(&[]))]),
        rule(
            "env/conditional-key-missing",
            &[],
            &[("required", required)],
        ),
        rule("env/feature-enabled", &[], &[("switches", texts(&[]))]),
        rule("env/weak-secret", &[], &[]),
        rule("compose/service-not-running", &[], &[]),
        rule("http/readyz", &[], &[]),
        rule("ops/test-mail", &["manual"], &[]),
    ]
}

const PACK: &str = "enable = [\"*\"]\n\
     [rules.\"env/required-key-missing\".parameters]\nkeys = [\"APP_ENV\", \"JOBS_ENABLED\"]\n\
     [rules.\"env/conditional-key-missing\".parameters.required]\n\
     \"EMAIL_MODE=smtp\" = [\"SMTP_HOST\", \"SMTP_PORT\"]\n\
     [rules.\"env/feature-enabled\".parameters]\nswitches = [\"JOBS_ENABLED\"]\n\
     [features.jobs]\ntitle = \"Background jobs\"\nenabled-when = \"JOBS_ENABLED\"\nkeys = [\"JOBS_ENABLED\"]\n\
     prerequisites = [\"compose/service-not-running compose/jobs\"]\nverify = [\"http/readyz\"]\n\
     [features.email]\ntitle = \"E-mail\"\nkeys = [\"SMTP_*\"]\nverify = [\"ops/test-mail\"]\n";

fn policy_with(
    text: &str,
    files: &[(&'static str, &'static str)],
) -> Result<Policy, Vec<Diagnostic>> {
    load_with(text, files)?.validate(&rules(), &[])
}

fn policy(text: &str) -> Policy {
    policy_with(text, &[("pack.toml", PACK)])
        .unwrap_or_else(|problems| panic!("{}", shown(&problems)))
}

fn names(policy: &Policy) -> Vec<&str> {
    let features = policy.features.iter();
    features.map(|feature| feature.name.as_str()).collect()
}

fn outcome(rule: &str, subject: &str, status: Status) -> Outcome {
    let rule: RuleId = rule.parse().unwrap();
    Outcome {
        fingerprint: Fingerprint::of(&rule, "web-1", subject),
        rule,
        subject: subject.to_owned(),
        status,
        message: "It is so.".to_owned(),
        observed: None,
        required: None,
        places: Vec::new(),
        fix: None,
        artifact: None,
    }
}

/// A host on which all holds, but for these.
fn states_after(
    changes: &[(&str, &str, Status)],
    absent: &[(&str, &str)],
    carried: Vec<Outcome>,
) -> Vec<FeatureState> {
    let mut outcomes: BTreeMap<(String, String), Outcome> = BTreeMap::new();
    let holding = [
        (
            "env/feature-enabled",
            "/etc/app.env#JOBS_ENABLED",
            Status::Pass,
        ),
        ("env/required-key-missing", "/etc/app.env", Status::Pass),
        (
            "env/conditional-key-missing",
            "/etc/app.env",
            Status::NotApplicable("No switch is on.".to_owned()),
        ),
        ("env/weak-secret", "/etc/app.env", Status::Pass),
        ("compose/service-not-running", "compose/jobs", Status::Pass),
        ("compose/service-not-running", "compose/web", Status::Pass),
        ("http/readyz", "http/api", Status::Pass),
        ("ops/test-mail", "mail", Status::Pass),
    ];
    for (rule, subject, status) in holding.iter().chain(changes) {
        let key = ((*rule).to_owned(), (*subject).to_owned());
        outcomes.insert(key, outcome(rule, subject, status.clone()));
    }
    outcomes.retain(|(rule, subject), _| !absent.contains(&(rule.as_str(), subject.as_str())));
    let evaluation = Evaluation {
        schema: muster_outcomes::SCHEMA.to_owned(),
        muster: "0.1.0".to_owned(),
        target: Target {
            name: "web-1".to_owned(),
            machine: None,
            kind: "live".to_owned(),
        },
        collected_at: "2026-01-01T00:00:00Z".to_owned(),
        selection: Selection::default(),
        plugins: Vec::new(),
        rules: rules(),
        outcomes: outcomes.into_values().collect(),
        carried: carried
            .into_iter()
            .map(|outcome| Carried {
                outcome,
                last_judged: "2025-12-31T00:00:00Z".to_owned(),
                reason: "denied".to_owned(),
            })
            .collect(),
        history_unknown: Vec::new(),
    };
    decide(
        evaluation,
        &policy("extends = [\"pack.toml\"]\n").criteria(),
    )
    .features
}

/// The state of one feature, with how much is missing, unknown and to be verified.
fn state(name: &str, changes: &[(&str, &str, Status)]) -> (Readiness, usize, usize, usize) {
    let states = states_after(changes, &[], Vec::new());
    let feature = states.iter().find(|state| state.name == name).unwrap();
    (
        feature.state,
        feature.missing.len(),
        feature.unknown.len(),
        feature.verify.len(),
    )
}

fn error() -> Status {
    Status::Error("permission denied".to_owned())
}

fn off() -> Status {
    Status::NotApplicable("It is off.".to_owned())
}

#[test]
fn a_feature_is_ready_when_all_that_it_needs_holds() {
    assert_eq!(state("jobs", &[]), (Readiness::Ready, 0, 0, 0));
    assert_eq!(state("email", &[]), (Readiness::Ready, 0, 0, 0));
    // What concerns others changes nothing.
    let others = [
        ("compose/service-not-running", "compose/web", Status::Fail),
        (
            "env/required-key-missing",
            "/etc/app.env#APP_ENV",
            Status::Fail,
        ),
        ("env/weak-secret", "/etc/app.env#TOKEN", error()),
    ];
    assert_eq!(state("jobs", &others), (Readiness::Ready, 0, 0, 0));
}

#[test]
fn whatever_fails_stands_in_its_way() {
    let down = ("compose/service-not-running", "compose/jobs", Status::Fail);
    let unset = (
        "env/required-key-missing",
        "/etc/app.env#JOBS_ENABLED",
        Status::Fail,
    );
    let weak = (
        "env/weak-secret",
        "/etc/app.env#SMTP_PASSWORD",
        Status::Fail,
    );
    let broken = ("http/readyz", "http/api", error());
    assert_eq!(
        state("jobs", std::slice::from_ref(&down)),
        (Readiness::NotReady, 1, 0, 0)
    );
    assert_eq!(
        state("jobs", &[down.clone(), unset, broken]),
        (Readiness::NotReady, 2, 1, 0)
    );
    // Any rule of the family may have something against a key.
    assert_eq!(state("email", &[weak]), (Readiness::NotReady, 1, 0, 0));
    // And against what Compose gives to a service in its place.
    let of_service = |status| ("env/weak-secret", "compose/api/SMTP_PASSWORD", status);
    let lacks = state("email", &[of_service(Status::Fail)]);
    assert_eq!(lacks, (Readiness::NotReady, 1, 0, 0));
    let other = ("env/required-key-missing", "compose/api/OTHER", error());
    assert_eq!(state("email", &[other]).0, Readiness::Ready);
    let rule: RuleId = down.0.parse().unwrap();
    let states = states_after(&[down], &[], Vec::new());
    let jobs = states.iter().find(|state| state.name == "jobs").unwrap();
    assert_eq!(
        jobs.missing,
        [Fingerprint::of(&rule, "web-1", "compose/jobs")]
    );
}

#[test]
fn what_could_not_be_judged_is_not_ready() {
    let jobs = |changes: &[(&str, &str, Status)]| state("jobs", changes).0;
    // Of the subject itself, of what it is a part of, and of the rule as a whole.
    for subject in ["compose/jobs", "compose", "compose/service-not-running"] {
        let changes = [("compose/service-not-running", subject, error())];
        let absent = match subject {
            "compose/jobs" => &[][..],
            _ => &[("compose/service-not-running", "compose/jobs")],
        };
        let states = states_after(&changes, absent, Vec::new());
        let found = states.iter().find(|state| state.name == "jobs").unwrap();
        assert_eq!(found.state, Readiness::Unknown, "{subject}");
    }
    // Nobody said anything.
    let states = states_after(&[], &[("http/readyz", "http/api")], Vec::new());
    let found = states.iter().find(|state| state.name == "jobs").unwrap();
    assert_eq!(found.state, Readiness::Unknown);
    assert_eq!(
        jobs(&[("env/required-key-missing", "/etc/app.env", error())]),
        Readiness::Unknown
    );
    assert_eq!(
        jobs(&[("http/readyz", "http/api", error())]),
        Readiness::Unknown
    );
    let ask = Status::Manual("Send a test mail.".to_owned());
    assert_eq!(
        state("email", &[("ops/test-mail", "mail", ask)]),
        (Readiness::Unknown, 0, 0, 1)
    );
    // Where nothing applies, nothing is shown to be ready.
    let nothing = [
        ("env/required-key-missing", "/etc/app.env", off()),
        ("compose/service-not-running", "compose/jobs", off()),
        ("http/readyz", "http/api", off()),
    ];
    assert_eq!(state("jobs", &nothing), (Readiness::Unknown, 0, 1, 0));
}

#[test]
fn a_feature_that_is_turned_off_needs_nothing() {
    let switch = |file: &str, status| {
        (
            "env/feature-enabled",
            format!("{file}#JOBS_ENABLED"),
            status,
        )
    };
    let jobs = |switches: &[(&str, String, Status)], absent: &[(&str, &str)]| {
        let down = ("compose/service-not-running", "compose/jobs", Status::Fail);
        let changes: Vec<(&str, &str, Status)> = switches
            .iter()
            .map(|(rule, subject, status)| (*rule, subject.as_str(), status.clone()))
            .chain([down])
            .collect();
        let states = states_after(&changes, absent, Vec::new());
        let jobs = states.iter().find(|state| state.name == "jobs").unwrap();
        (jobs.state, jobs.missing.len(), jobs.unknown.len())
    };
    let off_here = switch("/etc/app.env", off());
    assert_eq!(
        jobs(std::slice::from_ref(&off_here), &[]),
        (Readiness::Off, 0, 0)
    );
    let other = |status| switch("/etc/other.env", status);
    assert_eq!(
        jobs(&[off_here.clone(), other(off())], &[]),
        (Readiness::Off, 0, 0)
    );
    assert_eq!(
        jobs(&[off_here.clone(), other(Status::Pass)], &[]),
        (Readiness::NotReady, 1, 0)
    );
    // Whoever does not know whether it is on must not call it off.
    assert_eq!(
        jobs(&[off_here.clone(), other(error())], &[]),
        (Readiness::NotReady, 1, 1)
    );
    let unreadable = ("env/feature-enabled", "/etc/other.env".to_owned(), error());
    assert_eq!(
        jobs(&[off_here, unreadable], &[]),
        (Readiness::NotReady, 1, 1)
    );
    let absent = [("env/feature-enabled", "/etc/app.env#JOBS_ENABLED")];
    assert_eq!(jobs(&[], &absent), (Readiness::NotReady, 1, 1));
}

#[test]
fn what_failed_before_and_cannot_be_judged_again_still_fails() {
    let before = outcome("http/readyz", "http/api", Status::Fail);
    let states = states_after(&[("http/readyz", "http/api", error())], &[], vec![before]);
    let jobs = states.iter().find(|state| state.name == "jobs").unwrap();
    assert_eq!((jobs.state, jobs.missing.len()), (Readiness::NotReady, 1));
}

#[test]
fn a_later_pack_replaces_a_feature_as_a_whole_or_removes_it() {
    assert_eq!(
        names(&policy("extends = [\"pack.toml\"]\n")),
        ["email", "jobs"]
    );
    let removed = "extends = [\"pack.toml\"]\n[features.jobs]\ndisable = true\n";
    assert_eq!(names(&policy(removed)), ["email"]);
    let replaced = policy(
        "extends = [\"pack.toml\"]\n[features.jobs]\ntitle = \"Jobs\"\nverify = [\"http/readyz\"]\n",
    );
    let jobs = &replaced.features[1];
    assert_eq!((jobs.title.as_str(), jobs.keys.len()), ("Jobs", 0));
    assert_eq!((jobs.prerequisites.len(), jobs.verify.len()), (0, 1));
}

#[test]
fn a_feature_of_an_extended_pack_loses_what_is_not_enabled() {
    let less = policy(
        "extends = [\"pack.toml\"]\ndisable = [\"http/*\", \"env/conditional-key-missing\"]\n",
    );
    let jobs = &less.features[1];
    assert_eq!((jobs.prerequisites.len(), jobs.verify.len()), (1, 0));
    assert_eq!(less.features[0].keys, []);
    let none = policy(
        "extends = [\"pack.toml\"]\ndisable = [\"ops/*\", \"env/conditional-key-missing\"]\n",
    );
    assert_eq!(names(&none), ["jobs"]);
}

#[test]
fn everything_wrong_in_features_is_told_with_its_line() {
    let text = include_str!("../../testdata/wrong-features.toml");
    insta::assert_snapshot!(shown(&policy_with(text, &[]).unwrap_err()));
    let text = include_str!("../../testdata/features-without-a-rule.toml");
    insta::assert_snapshot!(shown(&policy_with(text, &[]).unwrap_err()));
}

#[test]
fn a_narrower_scan_has_only_features_that_it_judges_whole() {
    let mut policy = policy("extends = [\"pack.toml\"]\n");
    let skip = ["http/*".parse().unwrap()];
    policy.narrow(&[], &skip, &rules(), &[]).unwrap();
    assert_eq!(names(&policy), ["email"]);
}

#[test]
fn the_command_line_narrows_a_policy_to_features() {
    let narrowed = |text: &str, only: &[&str]| {
        let mut policy = policy(text);
        let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
        policy
            .narrow_to_features(&only)
            .map(|()| {
                let rules = policy.rules.iter().map(|rule| rule.rule.to_string());
                rules.collect::<Vec<_>>().join(" ")
            })
            .map_err(|error| error.to_string())
    };
    let pack = "extends = [\"pack.toml\"]\n";
    assert_eq!(
        narrowed(pack, &["email"]).as_deref(),
        Ok("env/conditional-key-missing env/required-key-missing env/weak-secret ops/test-mail")
    );
    assert_eq!(
        narrowed(pack, &["jbos"]).unwrap_err(),
        "there is no feature `jbos`; did you mean `jobs`?"
    );
    assert_eq!(
        narrowed("enable = [\"*\"]\n", &[]).unwrap_err(),
        "the policy `muster.toml` declares no features: write them under `[features]`"
    );
}

/// The rules that are left after a deploy, and the features with what is left of them.
fn after_deploy(text: &str, names: &[&str]) -> Result<(String, Vec<String>), String> {
    let mut policy = policy(text);
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    if !names.is_empty() {
        policy.narrow_to_features(&names).unwrap();
    }
    policy
        .narrow_to_deploy()
        .map_err(|error| error.to_string())?;
    let rules = policy.rules.iter().map(|rule| rule.rule.to_string());
    let rules = rules.collect::<Vec<_>>().join(" ");
    let of_feature = |feature: &Feature| {
        let needs = feature.prerequisites.iter().chain(&feature.verify);
        let keys = feature.keys.iter().map(|key| key.name.to_string());
        let parts: Vec<String> = needs.map(ToString::to_string).chain(keys).collect();
        let condition = feature.enabled_when.as_ref().map(|(_, text)| text.as_str());
        format!(
            "{} if {}: {}",
            feature.name,
            condition.unwrap_or("-"),
            parts.join(", ")
        )
    };
    Ok((rules, policy.features.iter().map(of_feature).collect()))
}

#[test]
fn after_a_deploy_only_what_it_can_change_is_judged() {
    let text = "extends = [\"pack.toml\"]\nafter-deploy = [\"compose/*\", \"http/readyz\"]\n";
    let rules = "compose/service-not-running http/readyz".to_owned();
    let jobs = "jobs if -: compose/service-not-running compose/jobs, http/readyz".to_owned();
    assert_eq!(after_deploy(text, &[]), Ok((rules, vec![jobs])));
    // What another file says is replaced, and what is not enabled is not judged.
    let text = "extends = [\"pack.toml\"]\ndisable = [\"env/weak-secret\", \"http/*\"]\n\
                after-deploy = [\"env/*\", \"http/*\"]\n";
    let (rules, features) = after_deploy(text, &["jobs"]).unwrap();
    assert_eq!(
        rules,
        "env/conditional-key-missing env/feature-enabled env/required-key-missing"
    );
    assert_eq!(features, ["jobs if JOBS_ENABLED: JOBS_ENABLED"]);
}

#[test]
fn a_policy_has_to_say_what_a_deploy_can_change() {
    let wrong = after_deploy("extends = [\"pack.toml\"]\n", &[]).unwrap_err();
    assert!(wrong.contains("write `after-deploy = "), "{wrong}");
    let nothing = "extends = [\"pack.toml\"]\nafter-deploy = [\"ops/*\"]\n";
    let wrong = after_deploy(nothing, &["jobs"]).unwrap_err();
    assert_eq!(wrong, "no rule is left to run");
    let unknown = policy_with("enable = [\"*\"]\nafter-deploy = [\"htpp/*\"]\n", &[]);
    let shown = shown(&unknown.unwrap_err());
    assert!(shown.contains("did you mean `http/*`?"), "{shown}");
}
