//! What a scan without a policy says of `muster init`: what it would add here, by the facts that the scan has
//! collected anyway. Nothing is read for it.

use std::path::Path;

use super::{Look, counted, known, ports, written_path};
use crate::args::TargetArgs;

/// One line; none where `muster init` would add nothing.
pub(super) fn line(look: Look<'_>, target: &TargetArgs) -> Option<String> {
    let found = [
        counted(projects(look), "Compose project"),
        counted(environment_files(look), "environment file"),
        counted(public_ports(look), "public port"),
    ];
    let found: Vec<String> = found.into_iter().flatten().collect();
    let (last, others) = found.split_last()?;
    let all = match others.is_empty() {
        true => last.clone(),
        false => format!("{} and {last}", others.join(", ")),
    };
    Some(format!(
        "No policy describes this host: `{}` would add {all}, in a muster.toml.",
        command(target)
    ))
}

fn projects(look: Look<'_>) -> usize {
    let services = look.facts.services.as_ref();
    known(services.map(|services| &services.acceptances)).map_or(0, Vec::len)
}

/// Those that a scan finds by itself, of which a policy names all or none.
fn environment_files(look: Look<'_>) -> usize {
    let env = look.facts.env.as_ref();
    let files = known(env.map(|env| &env.files)).map_or(&[][..], Vec::as_slice);
    match files.iter().all(|file| written_path(&file.path).is_some()) {
        true => files.len(),
        false => 0,
    }
}

/// None where the scan did not look at what listens.
fn public_ports(look: Look<'_>) -> usize {
    let sockets = look.facts.sockets.as_ref();
    let server = look.facts.sshd.as_ref().map(|sshd| &sshd.server);
    let are_known = known(sockets.map(|sockets| &sockets.listeners)).is_ok();
    match are_known && known(server).is_ok() {
        true => ports::find(look).on().count(),
        false => 0,
    }
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
