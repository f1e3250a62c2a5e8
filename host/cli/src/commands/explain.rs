//! `muster explain`

use muster_report::{Options, printable_line};

use crate::args::Explain;
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::progress::Progress;
use crate::project::Project;
use crate::{INCOMPLETE, console, sandbox};

pub(crate) fn run(arguments: &Explain, options: &Options) -> Result<u8, Failure> {
    let sandbox = sandbox::new(arguments.policy.no_cache)?;
    let project = Project::load(
        arguments.policy.policy.as_deref(),
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
