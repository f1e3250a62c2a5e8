//! `muster plugin list`

use muster_report::printable_line;

use super::{grants_of, rules};
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::progress::Progress;
use crate::project::Project;
use crate::{INCOMPLETE, sandbox};

/// Lists the plugins that a policy can choose rules from.
pub(crate) fn run(policy: Option<&str>, no_cache: bool) -> Result<u8, Failure> {
    let sandbox = sandbox::new(no_cache)?;
    let project = Project::load(policy, &sandbox, &Progress::hidden())?;
    // What the policy says about a plugin that does not come with Muster.
    let file = |name: &str| {
        let spec = project.pack.plugins().find(|spec| spec.name == name);
        spec.map_or_else(String::new, |spec| spec.file.display().to_string())
    };
    let mut rows: Vec<[String; 5]> = Vec::new();
    for plugin in &project.plugins {
        let manifest = plugin.manifest();
        let source = if plugin.is_builtin() {
            "part of Muster".to_owned()
        } else {
            file(&manifest.name)
        };
        rows.push([
            manifest.name.clone(),
            manifest.version.clone(),
            rules(manifest.rules.len()),
            source,
            grants_of(plugin),
        ]);
    }
    for plugin in &project.refused {
        let name = plugin.name.clone();
        let source = file(&name);
        let [version, rules, grants] = ["-", "not loaded", "-"].map(str::to_owned);
        rows.push([name, version, rules, source, grants]);
    }
    rows.sort();
    to_stdout(&table(&rows))?;
    Ok(if project.refused.is_empty() {
        0
    } else {
        INCOMPLETE
    })
}

/// Columns as wide as their widest cell.
fn table(rows: &[[String; 5]]) -> String {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| row.each_ref().map(|cell| printable_line(cell)))
        .collect();
    let mut widths = [0; 5];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}
