//! The value of one key, for a collector that the operator lets hand it over. It is not a fact.

use std::path::Path;

use muster_facts::{Fact, FactError, Secret};
use muster_target::Collection;

use super::bound;
use super::confidential;
use super::dialect::Value;
use super::text::Text;
use crate::compose::{Loaded, Place};

/// What the programs that read the environment files make of a key.
///
/// # Errors
/// When no file that could be read has it, and when two readers or files give it different values.
pub fn secret_of_key(collection: &Collection<'_>, name: &str) -> Fact<Secret> {
    let context = collection.context;
    let projects = collection.shared::<Loaded>()?;
    let places: Vec<&Place> = projects.places().collect();
    let mut found: Option<Secret> = None;
    for file in bound::files(context, &projects)? {
        let dialects = file.dialects(context, &places);
        let Some(bytes) = file.read(context.system)? else {
            continue;
        };
        let text = Text::read(&bytes, &dialects).map_err(|unreadable| {
            confidential::register_bytes(bytes.expose(), context.secrets);
            unreadable.error(&file.path.to_string_lossy())
        })?;
        confidential::register(&text, context.secrets);
        for dialect in dialects {
            let parsed = text.parsed(dialect).into_iter();
            let definition = parsed
                .flat_map(|parsed| &parsed.definitions)
                .rfind(|definition| definition.name == name);
            let value = match definition.map(|definition| &definition.value) {
                Some(Value::Known(value)) => value,
                Some(Value::Unknown(_)) => {
                    let why = "depends on more than the file";
                    return Err(unusable(name, &file.path, why));
                }
                Some(Value::Absent) | None => continue,
            };
            match &found {
                Some(other) if other != value => {
                    let why = "has different values for different programs or in different environment files";
                    return Err(unusable(name, &file.path, why));
                }
                Some(_) => {}
                None => found = Some(value.clone()),
            }
        }
    }
    found.ok_or_else(|| FactError::Failed(format!("no environment file sets {name}")))
}

fn unusable(name: &str, path: &Path, why: &str) -> FactError {
    FactError::Failed(format!(
        "{name} in {} {why}, so it is not sent",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use muster_facts::Secrets;
    use muster_facts::targets::{EnvFile, Targets};
    use muster_target::{Context, Recorded, with_collection};

    use super::*;

    /// The value of `METRICS_TOKEN` in files of this text, read by Compose and the shell.
    fn value(files: &[&str]) -> Result<String, String> {
        let mut host = Recorded::new();
        let mut targets = Targets::default();
        let mut bound = Vec::new();
        for (text, number) in files.iter().zip(1..) {
            let path = format!("/etc/shop/{number}.env");
            host = host.file(&path, *text);
            bound.push(EnvFile {
                path: path.into(),
                dialects: vec!["compose".to_owned(), "shell".to_owned()],
            });
        }
        targets.env_files = Some(bound);
        let secrets = Secrets::default();
        let context = Context::recorded(&host, &targets, &secrets);
        with_collection(context, &[crate::COLLECTORS], |collection| {
            secret_of_key(collection, "METRICS_TOKEN")
        })
        .map(|secret| String::from_utf8_lossy(secret.expose()).into_owned())
        .map_err(|error| error.reason().to_owned())
    }

    #[test]
    fn a_value_is_what_all_readers_make_of_it() {
        assert_eq!(
            value(&["METRICS_TOKEN=\"s3cret\"\n"]).as_deref(),
            Ok("s3cret")
        );
        assert_eq!(
            value(&["METRICS_TOKEN=a\nMETRICS_TOKEN=b\n"]).as_deref(),
            Ok("b")
        );
        assert_eq!(
            value(&["OTHER=1\n", "METRICS_TOKEN=s3cret\n"]).as_deref(),
            Ok("s3cret")
        );
    }

    #[test]
    fn a_value_that_is_not_certain_is_not_handed_over() {
        for (files, reason) in [
            (vec!["OTHER=1\n"], "no environment file sets METRICS_TOKEN"),
            (
                vec!["METRICS_TOKEN=a\n", "METRICS_TOKEN=b\n"],
                "has different values",
            ),
            (
                vec!["METRICS_TOKEN=$(cat /etc/token)\n"],
                "METRICS_TOKEN in /etc/shop/1.env",
            ),
        ] {
            let error = value(&files).unwrap_err();
            assert!(error.contains(reason), "{error}");
            assert!(!error.contains("cat"), "{error}");
        }
    }
}
