//! `muster rules`

mod sections;

use std::fmt::Write as _;

use muster_report::printable_line;

use crate::args::Rules;
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::progress::Progress;
use crate::project::Project;
use crate::{INCOMPLETE, sandbox};

pub(crate) fn run(arguments: &Rules) -> Result<u8, Failure> {
    if let Some(pack) = &arguments.pack {
        return sections::run(pack, arguments.output, arguments.narrowing.no_cache);
    }
    let sandbox = sandbox::new(arguments.narrowing.no_cache)?;
    let project = Project::load(arguments.policy.as_deref(), &sandbox, &Progress::hidden())?;
    let policy = project.policy(&arguments.narrowing)?;
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
            printable_line(&rule.title),
            width = width.unwrap_or_default()
        )
        .ok();
    }
    to_stdout(&text)?;
    Ok(if project.refused.is_empty() {
        0
    } else {
        INCOMPLETE
    })
}
