//! What a scan without a policy says of `muster init`, by what the scan has collected anyway.

use std::path::Path;

use muster_facts::Facts;

use super::{counted, known};
use crate::args::TargetArgs;

/// One line.
pub(crate) fn line(facts: &Facts, target: &TargetArgs) -> String {
    let services = facts.services.as_ref();
    let projects = known(services.map(|services| &services.acceptances)).map_or(0, Vec::len);
    let files = facts.env.as_ref();
    let files = known(files.map(|env| &env.files)).map_or(0, Vec::len);
    let found = [
        counted(projects, "Compose project"),
        counted(files, "environment file"),
    ];
    let found: Vec<String> = found.into_iter().flatten().collect();
    let holds = match found.is_empty() {
        true => String::new(),
        false => format!(", with {}", found.join(" and ")),
    };
    format!(
        "No policy describes this host: `{}` writes a muster.toml for it{holds}.",
        command(target)
    )
}

/// What somebody types to get one.
fn command(target: &TargetArgs) -> String {
    let option = |name: &str, path: &Path| format!("muster init --{name} {}", path.display());
    match (&target.root, &target.recording) {
        (Some(root), _) => option("root", root),
        (None, Some(recording)) => option("recording", recording),
        (None, None) => "muster init".to_owned(),
    }
}
