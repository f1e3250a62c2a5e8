//! `muster explain`: a rule's page; and, where there is a host or an evaluation to look into, what the rule
//! found there and which of its causes fail too.

use std::sync::Arc;

use muster_facts::Secrets;
use muster_outcomes::{RuleDescriptor, Status};
use muster_policy::{Pattern, Policy, Verdict};
use muster_report::{Options, printable_line};

use crate::args::Explain;
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::progress::Progress;
use crate::project::Project;
use crate::session::Session;
use crate::{INCOMPLETE, console, history, sandbox, target};

/// The rule fails.
const FAILS: u8 = 1;

pub(crate) fn run(
    arguments: &Explain,
    options: &Options,
    secrets: &Secrets,
) -> Result<u8, Failure> {
    let sandbox = Arc::new(sandbox::new(arguments.policy.narrowing.no_cache)?);
    let project = Project::load(
        arguments.policy.source.chosen(),
        &sandbox,
        &Progress::hidden(),
    )?;
    let rules = project.rules();
    let Some(rule) = rules.iter().find(|rule| rule.id.as_str() == arguments.rule) else {
        let family = arguments.rule.split('/').next().unwrap_or_default();
        if project.unread().contains(&family) {
            // Neither that it is there nor that it is not.
            console::tell(&printable_line(&format!(
                "error: `{}` belongs to the plugin `{family}`, which is not loaded, or to no \
                 plugin",
                arguments.rule
            )));
            return Ok(INCOMPLETE);
        }
        let nearest =
            muster_names::nearest(&arguments.rule, rules.iter().map(|rule| rule.id.as_str()));
        let hint = nearest.map_or_else(
            || "`muster rules --all` lists them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Failure::new(format!(
            "there is no rule `{}`; {hint}",
            arguments.rule
        )));
    };
    let policy = project.policy(&arguments.policy.narrowing)?;
    let selected = policy
        .rules
        .iter()
        .find(|selected| selected.rule == rule.id);
    let parameters = selected.map(|selected| &selected.parameters);
    let severity = selected.map_or(rule.severity, |selected| selected.severity);
    let page = muster_report::explain(rule, severity, parameters, options);
    let verdict = match &arguments.evaluation {
        Some(path) => {
            let evaluation = history::read_evaluation(path)?;
            Some(muster_policy::decide(evaluation, &policy.criteria()))
        }
        None if looks_at_host(arguments) => {
            let session =
                Session::of_rules(project, &rule_and_causes(rule, &rules, &policy), sandbox)?;
            Some(judge(session, arguments, secrets)?)
        }
        None => None,
    };
    let Some(verdict) = verdict else {
        to_stdout(&page)?;
        return Ok(0);
    };
    let triage = muster_report::triage(rule, &rules, &verdict, options);
    to_stdout(&format!("{page}{triage}"))?;
    Ok(exit_code(rule, &verdict))
}

fn looks_at_host(arguments: &Explain) -> bool {
    let target = &arguments.target;
    arguments.scan || target.root.is_some() || target.recording.is_some()
}

/// The rule, and those that may explain it as far as the policy enables them.
fn rule_and_causes(
    rule: &RuleDescriptor,
    rules: &[Arc<RuleDescriptor>],
    policy: &Policy,
) -> Vec<Pattern> {
    let causes = muster_report::causes_of(rule, rules);
    let enabled = causes.into_iter().filter(|id| {
        let mut selected = policy.rules.iter();
        selected.any(|selected| selected.rule == **id)
    });
    let all = std::iter::once(&rule.id).chain(enabled);
    all.map(|id| Pattern::Rule(id.clone())).collect()
}

fn judge(mut session: Session, arguments: &Explain, secrets: &Secrets) -> Result<Verdict, Failure> {
    let progress = Progress::start("looking at the host");
    let system = target::open(&arguments.target)?;
    let offline = arguments.target.offline;
    let snapshot = session.look(&*system, offline, &arguments.edge, &progress, secrets)?;
    progress.phase("evaluating rules");
    let evaluation = session.evaluate(&snapshot, secrets);
    drop(progress);
    Ok(session.decide(evaluation))
}

fn exit_code(rule: &RuleDescriptor, verdict: &Verdict) -> u8 {
    let any = |is: fn(&Status) -> bool| {
        let mut findings = verdict.findings.iter();
        findings.any(|finding| finding.outcome.rule == rule.id && is(&finding.outcome.status))
    };
    if any(|status| *status == Status::Fail) {
        FAILS
    } else if any(|status| matches!(status, Status::Error(_))) {
        INCOMPLETE
    } else {
        0
    }
}
