//! `muster rules`

use std::fmt::Write as _;

use crate::args::Rules;
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::project::Project;
use crate::sandbox;

pub(crate) fn run(arguments: &Rules) -> Result<u8, Failure> {
    let sandbox = sandbox::new(arguments.policy.no_cache)?;
    let project = Project::load(arguments.policy.policy.as_deref(), &sandbox)?;
    let policy = project.policy(&arguments.policy)?;
    let severities = policy.severities();
    let rules = project.rules();
    let width = rules.iter().map(|rule| rule.id.as_str().len()).max();
    let mut text = String::new();
    for rule in &rules {
        let (mark, severity) = match severities.get(&rule.id) {
            Some(severity) => (' ', *severity),
            None if arguments.all => ('-', rule.severity),
            None => continue,
        };
        // Writing to a String cannot fail.
        writeln!(
            text,
            "{mark} {:width$}  {severity:8}  {}",
            rule.id,
            rule.title,
            width = width.unwrap_or_default()
        )
        .ok();
    }
    to_stdout(&muster_report::printable(&text))?;
    Ok(0)
}
