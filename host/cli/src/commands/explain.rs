//! `muster explain`

use muster_report::Options;

use crate::args::Explain;
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::project::Project;
use crate::sandbox;

pub(crate) fn run(arguments: &Explain, options: &Options) -> Result<u8, Failure> {
    let sandbox = sandbox::new(arguments.policy.no_cache)?;
    let project = Project::load(arguments.policy.policy.as_deref(), &sandbox)?;
    let rules = project.rules();
    let Some(rule) = rules.iter().find(|rule| rule.id.as_str() == arguments.rule) else {
        let nearest =
            muster_policy::nearest(&arguments.rule, rules.iter().map(|rule| rule.id.as_str()));
        let hint = nearest.map_or_else(
            || "`muster rules --all` lists them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Failure::new(format!(
            "there is no rule `{}`; {hint}",
            arguments.rule
        )));
    };
    let policy = project.policy(&arguments.policy)?;
    let selected = policy
        .rules
        .iter()
        .find(|selected| selected.rule == rule.id);
    let parameters = selected.map(|selected| &selected.parameters);
    let severity = selected.map_or(rule.severity, |selected| selected.severity);
    to_stdout(&muster_report::explain(rule, severity, parameters, options))?;
    Ok(0)
}
