//! Plans and runs with plugins of plain Rust.

use std::collections::BTreeMap;
use std::sync::Arc;

use muster_facts::{Domain, Facts, SCHEMA, Secrets, Snapshot, Target};
use muster_outcomes::{
    Evaluation, PluginRecord, Precision, RuleDescriptor, RuleId, Selection, Severity, Status,
};
use muster_sandbox::{Fault, RawFinding, RawStatus};

use crate::{Evaluator, Plan, PlannedRule, RefusedPlugin};

/// What a stand-in says to a rule.
type Answer = fn(&RuleId) -> Result<Vec<RawFinding>, Fault>;

#[derive(Debug)]
struct StandIn {
    name: &'static str,
    rules: Vec<Arc<RuleDescriptor>>,
    domains: Vec<Domain>,
    answer: Answer,
}

impl Evaluator for StandIn {
    type Runtime = ();
    type Worker = ();

    fn name(&self) -> &str {
        self.name
    }

    fn rules(&self) -> &[Arc<RuleDescriptor>] {
        &self.rules
    }

    fn domains(&self) -> &[Domain] {
        &self.domains
    }

    fn is_builtin(&self) -> bool {
        false
    }

    fn record(&self) -> PluginRecord {
        PluginRecord {
            name: self.name.to_owned(),
            version: "1.0.0".to_owned(),
            sha256: String::new(),
            grants: Vec::new(),
        }
    }

    fn begin<'a>(
        &'a self,
        (): &'a (),
        (): &'a mut (),
        _facts: &Arc<Facts>,
        _secrets: &'a Secrets,
    ) -> impl FnMut(&PlannedRule) -> Result<Vec<RawFinding>, Fault> + 'a {
        |planned| (self.answer)(planned.rule.implementation())
    }
}

fn id(rule: &str) -> RuleId {
    rule.parse().unwrap()
}

fn descriptor(rule: &str) -> RuleDescriptor {
    RuleDescriptor {
        id: id(rule),
        uses: None,
        title: "It holds".to_owned(),
        failure_title: "It does not hold".to_owned(),
        severity: Severity::Low,
        precision: Precision::High,
        page: None,
        parameters: Vec::new(),
        tags: Vec::new(),
        references: Vec::new(),
        explained_by: Vec::new(),
        artifact: None,
        documentation: String::new(),
    }
}

fn stand_in(name: &'static str, rules: &[&str], domains: &[Domain], answer: Answer) -> StandIn {
    StandIn {
        name,
        rules: rules
            .iter()
            .map(|rule| Arc::new(descriptor(rule)))
            .collect(),
        domains: domains.to_vec(),
        answer,
    }
}

fn selected(rules: &[&str]) -> Vec<PlannedRule> {
    let planned = |rule: &&str| PlannedRule {
        rule: Arc::new(descriptor(rule)),
        parameters: BTreeMap::new(),
    };
    rules.iter().map(planned).collect()
}

fn finding(subject: &str, status: RawStatus) -> RawFinding {
    RawFinding {
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

fn passes(rule: &RuleId) -> Result<Vec<RawFinding>, Fault> {
    Ok(vec![finding(rule.as_str(), RawStatus::Pass)])
}

fn run(plan: &Plan<StandIn>) -> Evaluation {
    run_settled(plan, &BTreeMap::new())
}

/// As [`run`], with what is known of rules without asking.
fn run_settled(plan: &Plan<StandIn>, settled: &BTreeMap<RuleId, Status>) -> Evaluation {
    let snapshot = Snapshot {
        schema: SCHEMA.to_owned(),
        muster: String::new(),
        target: Target {
            name: "web-1".to_owned(),
            machine: None,
            kind: "recording".to_owned(),
        },
        collected_at: "2026-06-01T12:00:00Z".to_owned(),
        facts: Arc::new(Facts::default()),
    };
    plan.run(
        &(),
        &snapshot,
        Selection::default(),
        settled,
        &Secrets::default(),
    )
}

/// Rule, subject and status of each outcome.
fn said(evaluation: &Evaluation) -> Vec<String> {
    let line = |outcome: &muster_outcomes::Outcome| match &outcome.status {
        Status::Error(reason) => format!("{} {} error: {reason}", outcome.rule, outcome.subject),
        status => format!("{} {} {}", outcome.rule, outcome.subject, status.as_str()),
    };
    evaluation.outcomes.iter().map(line).collect()
}

#[test]
fn only_what_the_selected_rules_need_is_collected() {
    let plan = Plan::new(
        vec![
            stand_in("keys", &["keys/a", "keys/b"], &[Domain::Env], passes),
            stand_in("doors", &["doors/a"], &[Domain::Sshd], passes),
        ],
        &[],
        selected(&["keys/b"]),
    );
    assert_eq!(plan.domains(), [Domain::Host, Domain::Env]);
    let evaluation = run(&plan);
    assert_eq!(said(&evaluation), ["keys/b keys/b pass"]);
    let plugins: Vec<&str> = (evaluation.plugins.iter())
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(plugins, ["keys"]);
}

#[test]
fn outcomes_are_in_the_order_of_rules_and_subjects() {
    let several: Answer = |rule| {
        let subjects = ["z", "a"].map(|name| format!("{rule}-{name}"));
        Ok(subjects
            .iter()
            .map(|subject| finding(subject, RawStatus::Fail))
            .collect())
    };
    let plan = Plan::new(
        vec![
            stand_in("two", &["two/a"], &[], several),
            stand_in("one", &["one/b", "one/a"], &[], several),
        ],
        &[],
        selected(&["two/a", "one/b", "one/a"]),
    );
    let expected = [
        "one/a one/a-a fail",
        "one/a one/a-z fail",
        "one/b one/b-a fail",
        "one/b one/b-z fail",
        "two/a two/a-a fail",
        "two/a two/a-z fail",
    ];
    assert_eq!(said(&run(&plan)), expected);
}

#[test]
fn a_fault_is_the_error_of_its_rule_alone() {
    let answer: Answer = |rule| match rule.as_str() {
        "acme/loops" => Err(Fault::OutOfFuel),
        "acme/asks" => Err(Fault::NotEvaluated(
            "sshd_config: permission denied".to_owned(),
        )),
        _ => passes(rule),
    };
    let rules = ["acme/asks", "acme/loops", "acme/works"];
    let plan = Plan::new(
        vec![stand_in("acme", &rules, &[], answer)],
        &[],
        selected(&rules),
    );
    let evaluation = run(&plan);
    let expected = [
        "acme/asks acme/asks error: sshd_config: permission denied".to_owned(),
        format!(
            "acme/loops acme/loops error: plugin `acme`: {}",
            Fault::OutOfFuel
        ),
        "acme/works acme/works pass".to_owned(),
    ];
    assert_eq!(said(&evaluation), expected);
    assert_eq!(evaluation.rules.len(), 3);
}

#[test]
fn a_plugin_that_was_refused_is_an_error_whether_its_rules_are_known_or_not() {
    let unread = RefusedPlugin {
        name: "other".to_owned(),
        reason: "other.wasm is not a plugin".to_owned(),
        manifest: None,
    };
    let works = || vec![stand_in("acme", &["acme/works"], &[], passes)];
    let plan = Plan::new(
        works(),
        std::slice::from_ref(&unread),
        selected(&["acme/works"]),
    );
    let evaluation = run(&plan);
    let stand_in = "plugin/other plugin/other error: other.wasm is not a plugin";
    assert_eq!(said(&evaluation), ["acme/works acme/works pass", stand_in]);

    // An evaluation from before it was refused says nothing of it.
    let before = Plan::new(works(), &[], selected(&["acme/works"]));
    let mut evaluation = run(&before);
    plan.complete(&mut evaluation);
    assert_eq!(said(&evaluation), ["acme/works acme/works pass", stand_in]);
    assert_eq!(evaluation.history_unknown, [id("plugin/other")]);
    let complete = evaluation.clone();
    plan.complete(&mut evaluation);
    assert_eq!(evaluation, complete);
}

#[test]
fn what_one_plugin_reports_too_much_of_takes_nothing_from_another() {
    let much: Answer = |rule| {
        let mut findings = Vec::new();
        for number in 0..2_000 {
            let mut finding = finding(&format!("{rule}-{number}"), RawStatus::Fail);
            finding.message = "x".repeat(8 << 10);
            findings.push(finding);
        }
        Ok(findings)
    };
    let plan = Plan::new(
        vec![
            stand_in("loud", &["loud/a"], &[], much),
            stand_in("quiet", &["quiet/a"], &[], passes),
        ],
        &[],
        selected(&["loud/a", "quiet/a"]),
    );
    let said = said(&run(&plan));
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].starts_with("loud/a loud/a error: plugin `loud`: with this rule"),
        "{said:?}"
    );
    assert_eq!(said[1], "quiet/a quiet/a pass");
}

#[test]
fn a_rule_of_a_pack_is_judged_by_the_one_that_it_uses() {
    let own = RuleDescriptor {
        uses: Some(id("keys/a")),
        ..descriptor("acme/own-keys")
    };
    let planned = PlannedRule {
        rule: Arc::new(own.clone()),
        parameters: BTreeMap::new(),
    };
    let plugin = || stand_in("keys", &["keys/a"], &[Domain::Env], passes);
    let plan = Plan::new(
        vec![plugin()],
        &[],
        [selected(&["keys/a"]), vec![planned.clone()]].concat(),
    );
    assert_eq!(plan.domains(), [Domain::Host, Domain::Env]);
    let evaluation = run(&plan);
    assert_eq!(
        said(&evaluation),
        ["acme/own-keys keys/a pass", "keys/a keys/a pass"]
    );
    assert_eq!(evaluation.rules, [own, descriptor("keys/a")].map(Arc::new));
    // Alone, it still has its plugin's facts collected.
    let plan = Plan::new(vec![plugin()], &[], vec![planned]);
    assert_eq!(plan.domains(), [Domain::Host, Domain::Env]);
}

#[test]
fn what_is_known_already_is_asked_of_no_plugin() {
    let never: Answer = |rule| panic!("{rule} was asked");
    let plan = Plan::new(
        vec![
            stand_in("keys", &["keys/a", "keys/b"], &[Domain::Env], passes),
            stand_in("doors", &["doors/a"], &[Domain::Sshd], never),
        ],
        &[],
        selected(&["doors/a", "keys/a", "keys/b"]),
    );
    let settled = [
        (id("doors/a"), Status::NotApplicable("No doors.".to_owned())),
        (id("keys/a"), Status::Error("Nobody knows.".to_owned())),
    ];
    let evaluation = run_settled(&plan, &settled.into_iter().collect());
    assert_eq!(
        said(&evaluation),
        [
            "doors/a doors/a not-applicable",
            "keys/a keys/a error: Nobody knows.",
            "keys/b keys/b pass"
        ]
    );
}
