//! Asks the client which containers there are, and what each is.

use muster_facts::{FactError, Secret};
use muster_target::{Command, Context, Kind, Output, RunError, System};

use super::inspected::{Inspected, parse};
use crate::compose::{is_denied, runs_containers};

/// Programs that answer, the first that is installed. Podman's says the same in the same form.
const CLIENTS: [&str; 2] = ["docker", "podman"];

/// Containers of one host. Those with the most have hundreds.
const MOST_CONTAINERS: usize = 2000;

/// Containers that one call asks about. Each is some ten kilobytes, and a line of command has a limit.
const AT_ONCE: usize = 200;

/// Every container with all that the client says of it.
pub(super) fn inspect_all(context: Context<'_>) -> Result<Vec<Inspected>, FactError> {
    let system = context.system;
    match system.kind() {
        Kind::Root => {
            return Err(FactError::Unsupported(
                "an image at rest runs no containers".to_owned(),
            ));
        }
        Kind::Live if !runs_containers(system) => return Ok(Vec::new()),
        Kind::Live | Kind::Recording => {}
    }
    let (client, listed) = list(system)?;
    let ids = ids(&listed)?;
    if ids.len() > MOST_CONTAINERS {
        return Err(FactError::Failed(format!(
            "there are more than {MOST_CONTAINERS} containers"
        )));
    }
    let mut found = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let words = ["inspect", "--type", "container"].into_iter();
        let command = Command::new(client, words.chain(some.iter().map(String::as_str)));
        // The line has every identifier in it, which nobody wants to read.
        let output = answer(client, "inspect", system.run(&command))?;
        let is_gone = output.status != 0 && are_gone(&output);
        let printed = Secret::new(output.stdout);
        if output.status != 0 && !is_gone {
            return Err(failed(client, "inspect", &output.stderr, output.status));
        }
        found.extend(parse(&printed, context.secrets).map_err(|why| {
            FactError::Failed(format!(
                "`{client} inspect` printed something other than containers: {why}"
            ))
        })?);
    }
    Ok(found)
}

/// The client, and what it lists.
fn list(system: &dyn System) -> Result<(&'static str, Vec<u8>), FactError> {
    const LIST: [&str; 4] = ["ps", "--all", "--no-trunc", "--quiet"];
    let mut missing = None;
    for client in CLIENTS {
        let run = system.run(&Command::new(client, LIST));
        if let Err(error @ RunError::NotInstalled { .. }) = run {
            missing.get_or_insert(error);
            continue;
        }
        let output = answer(client, "ps", run)?;
        if output.status != 0 {
            return Err(failed(client, "ps", &output.stderr, output.status));
        }
        return Ok((client, output.stdout));
    }
    let reason = missing.map_or_else(String::new, |error| error.to_string());
    Err(FactError::Failed(format!(
        "{reason}, so it is not known which containers there are"
    )))
}

fn answer(client: &str, verb: &str, run: Result<Output, RunError>) -> Result<Output, FactError> {
    run.map_err(|error| {
        let what = match error {
            RunError::NotInstalled { .. } => "is not installed",
            RunError::NotRunning { .. } => "cannot be run: the target is not a running host",
            RunError::NotRecorded { .. } => "is not part of the recording",
            RunError::TimedOut { .. } => "did not end",
            RunError::TooMuchOutput { .. } => "printed more than Muster reads",
            RunError::Other { .. } => "cannot be run",
        };
        FactError::Failed(format!(
            "`{client} {verb}` {what}, so it is not known which containers there are"
        ))
    })
}

/// What an error means. What the client writes is not repeated: it may quote anything.
fn failed(client: &str, verb: &str, said: &[u8], status: i32) -> FactError {
    let said = String::from_utf8_lossy(said);
    if is_denied(&said) {
        FactError::Denied(format!(
            "`{client} {verb}` may not ask the engine, so it is not known which containers there are; run \
             Muster as root"
        ))
    } else if said.contains("Cannot connect") || said.contains("Is the docker daemon running") {
        FactError::Failed(format!(
            "no engine answers `{client} {verb}`, so it is not known which containers there are"
        ))
    } else {
        FactError::Failed(format!(
            "`{client} {verb}` ended with status {status}, so it is not known which containers there are"
        ))
    }
}

/// Whether all that went wrong is that containers have gone since they were listed.
fn are_gone(output: &Output) -> bool {
    let said = String::from_utf8_lossy(&output.stderr).to_ascii_lowercase();
    let mut lines = said
        .lines()
        .filter(|line| !line.trim().is_empty())
        .peekable();
    lines.peek().is_some() && lines.all(|line| line.contains("no such"))
}

fn ids(printed: &[u8]) -> Result<Vec<String>, FactError> {
    let text = String::from_utf8_lossy(printed);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let is_id = line.len() <= 64 && line.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_id.then(|| line.to_owned()).ok_or_else(|| {
                FactError::Failed("`ps` printed something other than containers".to_owned())
            })
        })
        .collect()
}
