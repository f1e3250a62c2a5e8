//! `muster plugin inspect`, `pack` and `test`

use std::fmt::Write as _;
use std::path::Path;

use muster_sandbox::{Inspection, LARGEST_PLUGIN};

use crate::args::Plugin;
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::{files, sandbox, specs};

pub(crate) fn run(arguments: &Plugin) -> Result<u8, Failure> {
    match arguments {
        Plugin::Inspect { file } => inspect(file),
        Plugin::Pack { file, output } => pack(file, output),
        Plugin::Test {
            plugin,
            pages,
            policy,
        } => specs::run(plugin, pages, policy),
    }
}

fn inspect(file: &Path) -> Result<u8, Failure> {
    let bytes = files::read(file, LARGEST_PLUGIN as u64)?;
    let inspection = Inspection::of(&bytes).map_err(|error| Failure::of_file(file, error))?;
    let mut text = String::new();
    // Writing to a String cannot fail.
    writeln!(
        text,
        "file      {} ({} bytes)",
        file.display(),
        inspection.size
    )
    .ok();
    writeln!(text, "sha256    {}", inspection.sha256).ok();
    match &inspection.grants {
        Ok(grants) if grants.is_empty() => writeln!(text, "grants    none needed").ok(),
        Ok(grants) => writeln!(text, "grants    {}", grants.join(", ")).ok(),
        Err(error) => writeln!(text, "refused   it {error}").ok(),
    };
    match &inspection.manifest {
        Ok(manifest) => {
            writeln!(text, "plugin    {} {}", manifest.name, manifest.version).ok();
            writeln!(text, "          {}", manifest.description).ok();
            for rule in &manifest.rules {
                writeln!(
                    text,
                    "rule      {} ({}) {}",
                    rule.id, rule.severity, rule.title
                )
                .ok();
                for parameter in &rule.parameters {
                    let kind = parameter.default.type_name();
                    writeln!(text, "            {}: {kind}", parameter.name).ok();
                }
            }
        }
        Err(error) => {
            writeln!(text, "manifest  it {error}").ok();
        }
    }
    to_stdout(&muster_report::printable(&text))?;
    Ok(0)
}

fn pack(file: &Path, output: &Path) -> Result<u8, Failure> {
    let bytes = files::read(file, LARGEST_PLUGIN as u64)?;
    let sandbox = sandbox::new(true)?;
    let (plugin, manifest) =
        muster_sandbox::pack(&sandbox, &bytes).map_err(|error| Failure::of_file(file, error))?;
    files::write(output, &plugin, files::Mode::Ordinary)?;
    let count = manifest.rules.len();
    let rules = if count == 1 { "rule" } else { "rules" };
    to_stdout(&format!(
        "{}: {} {}, {count} {rules}\n",
        output.display(),
        manifest.name,
        manifest.version
    ))?;
    Ok(0)
}
