//! `muster plugin inspect`, `list`, `pack` and `test`

mod inspect;
mod list;

use std::path::Path;

use muster_report::printable_line;
use muster_sandbox::{LARGEST_PLUGIN, Plugin};

use crate::args;
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::{files, sandbox, specs};

pub(crate) fn run(arguments: &args::Plugin) -> Result<u8, Failure> {
    match arguments {
        args::Plugin::Inspect { plugin } => inspect::run(plugin),
        args::Plugin::List { policy, no_cache } => list::run(policy.chosen(), *no_cache),
        args::Plugin::Pack { file, output } => pack(file, output),
        args::Plugin::Test {
            plugin,
            pages,
            update,
            policy,
            pack,
        } => specs::run(&specs::Test {
            plugin,
            pages,
            policy: policy.as_deref().or(pack.as_deref()),
            update: *update,
        }),
    }
}

fn pack(file: &Path, output: &Path) -> Result<u8, Failure> {
    let bytes = files::read_bounded(file, LARGEST_PLUGIN as u64)?;
    let sandbox = sandbox::new(true)?;
    let (plugin, manifest) =
        muster_sandbox::pack(&sandbox, &bytes).map_err(|error| Failure::file_that(file, error))?;
    files::write(output, &plugin, files::Mode::Ordinary)?;
    let packed = format!(
        "{}: {} {}, {}",
        output.display(),
        manifest.name,
        manifest.version,
        rules(manifest.rules.len())
    );
    to_stdout(&format!("{}\n", printable_line(&packed)))?;
    Ok(0)
}

/// A number of rules in words.
fn rules(count: usize) -> String {
    format!("{count} {}", if count == 1 { "rule" } else { "rules" })
}

/// What a plugin was granted, in words.
fn grants_of(plugin: &Plugin) -> String {
    let interfaces: Vec<&str> = plugin
        .domains()
        .iter()
        .map(|domain| domain.interface())
        .collect();
    grants(&interfaces)
}

/// What must be granted, in words.
fn grants(interfaces: &[&str]) -> String {
    if interfaces.is_empty() {
        "none needed".to_owned()
    } else {
        interfaces.join(", ")
    }
}
