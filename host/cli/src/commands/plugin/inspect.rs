//! `muster plugin inspect`

use std::path::Path;

use muster_report::printable_line;
use muster_sandbox::{Inspection, LARGEST_PLUGIN, Manifest};

use super::{grants, grants_of};
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::project::hint;
use crate::{files, plugins, sandbox};

/// Shows a file, or a plugin that comes with Muster.
pub(crate) fn run(plugin: &str) -> Result<u8, Failure> {
    let path = Path::new(plugin);
    let is_file = plugin.contains('/') || path.extension().is_some_and(|end| end == "wasm");
    let page = if is_file {
        file(path)?
    } else {
        builtin(plugin)?
    };
    to_stdout(&page.0)?;
    Ok(0)
}

fn file(path: &Path) -> Result<Page, Failure> {
    let bytes = files::read_bounded(path, LARGEST_PLUGIN as u64)?;
    let inspection = Inspection::of(&bytes).map_err(|error| Failure::file_that(path, error))?;
    let mut page = Page::default();
    page.row(
        "file",
        &format!("{} ({} bytes)", path.display(), inspection.size),
    );
    page.row("sha256", &inspection.sha256);
    match &inspection.grants {
        Ok(interfaces) => page.row("grants", &grants(interfaces)),
        Err(error) => page.row("refused", &format!("it {error}")),
    }
    if let Err(error) = inspection.runnable(&bytes) {
        page.row("refused", &format!("it {error}"));
    }
    match &inspection.manifest {
        Ok(manifest) => page.manifest(manifest),
        Err(error) => page.row("manifest", &format!("it {error}")),
    }
    Ok(page)
}

fn builtin(name: &str) -> Result<Page, Failure> {
    let plugins = plugins::builtin(&sandbox::new(false)?)?;
    let Some(plugin) = plugins.iter().find(|known| known.manifest().name == name) else {
        let names: Vec<&str> = plugins
            .iter()
            .map(|known| known.manifest().name.as_str())
            .collect();
        let hint = hint(name, &names);
        return Err(Failure::new(printable_line(&format!(
            "there is no built-in plugin `{name}`; {hint} The path of a file ends in .wasm or has a slash"
        ))));
    };
    let mut page = Page::default();
    page.row("file", "part of Muster");
    page.row("sha256", plugin.sha256());
    page.row("grants", &grants_of(plugin));
    page.manifest(plugin.manifest());
    Ok(page)
}

/// Rows of a word and what it names. What a plugin wrote cannot begin a row of its own.
#[derive(Default)]
struct Page(String);

impl Page {
    fn row(&mut self, name: &str, text: &str) {
        self.0
            .push_str(&format!("{name:9} {}\n", printable_line(text)));
    }

    fn manifest(&mut self, manifest: &Manifest) {
        self.row("plugin", &format!("{} {}", manifest.name, manifest.version));
        self.row("", &manifest.description);
        for rule in &manifest.rules {
            self.row(
                "rule",
                &format!("{} ({}) {}", rule.id, rule.severity, rule.title),
            );
            for parameter in &rule.parameters {
                let kind = parameter.default.type_name();
                self.row("", &format!("  {}: {kind}", parameter.name));
            }
        }
    }
}
