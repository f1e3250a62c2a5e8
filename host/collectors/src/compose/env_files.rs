//! The `env_file:` entries of a Compose file, for whoever asks which program reads a file. Compose
//! itself is asked nowhere: what cannot be read names nothing.

use std::path::{Path, PathBuf};

use muster_target::plain_path;

use super::yaml::{self, Node, Value};

/// A file that some service gets its environment from.
pub(crate) struct EnvFileEntry {
    pub(crate) path: PathBuf,
    /// Whether its lines are taken as they are (`format: raw`).
    pub(crate) raw: bool,
}

/// The entries of all services of a Compose file.
pub(crate) fn env_files(file: &Path, text: &str) -> Vec<EnvFileEntry> {
    let trees = yaml::parse(&file.to_string_lossy(), text).unwrap_or_default();
    let directory = file.parent().unwrap_or(Path::new("/"));
    let mut found = Vec::new();
    let services = trees
        .iter()
        .filter_map(|tree| tree.get("services"))
        .filter_map(|node| node.entries().ok());
    for (_, service) in services.flatten() {
        let Some(node) = service.get("env_file") else {
            continue;
        };
        match &node.value {
            Value::List(entries) => {
                found.extend(entries.iter().filter_map(|node| entry(node, directory)));
            }
            Value::Scalar(_) | Value::Map(_) => found.extend(entry(node, directory)),
            Value::Null => {}
        }
    }
    found
}

fn entry(node: &Node, directory: &Path) -> Option<EnvFileEntry> {
    let text = |node: &Node| match &node.value {
        Value::Scalar(text) => Some(text.clone()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    };
    let (path, raw) = match &node.value {
        Value::Scalar(path) => (path.clone(), false),
        Value::Map(_) => {
            let format = node.get("format").and_then(|node| text(node));
            let path = node.get("path").and_then(|node| text(node))?;
            (path, format.as_deref() == Some("raw"))
        }
        Value::Null | Value::List(_) => return None,
    };
    // A name that a variable has part in is not known here.
    (!path.contains('$')).then(|| EnvFileEntry {
        // Compose resolves it by its text.
        path: plain_path(&directory.join(path)),
        raw,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_entry_is_read() {
        let text = "
services:
  a: { env_file: one.env }
  b: { env_file: [./two.env, ../three.env] }
  c:
    env_file:
      - path: four.env
        format: raw
        required: false
      - ${NAME}.env
  d: { image: x }
";
        let found: Vec<(PathBuf, bool)> = env_files(Path::new("/srv/app/compose.yaml"), text)
            .into_iter()
            .map(|entry| (entry.path, entry.raw))
            .collect();
        let expected = [
            ("/srv/app/one.env", false),
            ("/srv/app/two.env", false),
            ("/srv/three.env", false),
            ("/srv/app/four.env", true),
        ];
        assert_eq!(found, expected.map(|(path, raw)| (path.into(), raw)));
        assert!(env_files(Path::new("/x"), "a: [").is_empty());
    }
}
