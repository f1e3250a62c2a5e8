//! What `docker inspect` prints of a container, as far as it is asked for. See "Inspect a container" of
//! the Engine API. Pure but for the secrets that it registers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_facts::{Secret, Secrets};
use serde::Deserialize;

use crate::command_line;
use crate::env::{has_secret_form, register_value};

/// Labels in which Compose keeps its own books.
pub(super) const PROJECT: &str = "com.docker.compose.project";
pub(super) const SERVICE: &str = "com.docker.compose.service";
pub(super) const ONE_OFF: &str = "com.docker.compose.oneoff";
pub(super) const CONFIGURATION: &str = "com.docker.compose.config-hash";
const FILES: &str = "com.docker.compose.project.config_files";
const DIRECTORY: &str = "com.docker.compose.project.working_dir";

/// A container.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Inspected {
    pub(super) name: String,
    #[serde(default)]
    pub(super) restart_count: u32,
    pub(super) state: State,
    pub(super) config: Config,
    /// Empty where no file is the log.
    #[serde(default)]
    pub(super) log_path: String,
    /// Files that Docker makes for each container, in a directory of its own.
    #[serde(default)]
    pub(super) hosts_path: String,
    #[serde(default)]
    pub(super) hostname_path: String,
    #[serde(default)]
    pub(super) resolv_conf_path: String,
    #[serde(default)]
    pub(super) host_config: HostConfig,
    #[serde(default, deserialize_with = "or_nothing")]
    pub(super) mounts: Vec<Mount>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct State {
    pub(super) status: String,
    #[serde(default)]
    pub(super) exit_code: i64,
    #[serde(default)]
    health: Option<Health>,
    /// What Podman of old calls it.
    #[serde(default)]
    healthcheck: Option<Health>,
}

impl State {
    /// What the health check says; empty where there is none.
    pub(super) fn health(&self) -> &str {
        let said = self.health.as_ref().or(self.healthcheck.as_ref());
        said.map_or("", |health| &health.status)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Health {
    #[serde(default)]
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Config {
    #[serde(default)]
    pub(super) image: String,
    #[serde(default)]
    pub(super) user: String,
    #[serde(default, deserialize_with = "or_nothing")]
    env: Vec<Hidden>,
    #[serde(default, deserialize_with = "or_nothing")]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    cmd: Words,
    #[serde(default)]
    entrypoint: Words,
    #[serde(default, deserialize_with = "or_nothing")]
    healthcheck: Test,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Test {
    #[serde(default)]
    test: Words,
}

/// A command line: a list, or one text.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Words {
    Many(Vec<String>),
    One(String),
    #[default]
    None,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct HostConfig {
    #[serde(default, deserialize_with = "or_nothing")]
    pub(super) binds: Vec<String>,
    #[serde(default, deserialize_with = "or_nothing")]
    pub(super) port_bindings: BTreeMap<String, Option<Vec<Binding>>>,
    #[serde(default, deserialize_with = "or_nothing")]
    pub(super) log_config: LogConfig,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Binding {
    #[serde(default)]
    pub(super) host_ip: String,
    #[serde(default)]
    pub(super) host_port: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct LogConfig {
    #[serde(default)]
    pub(super) r#type: String,
    #[serde(default, deserialize_with = "or_nothing")]
    pub(super) config: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Mount {
    #[serde(default)]
    pub(super) r#type: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) source: String,
    pub(super) destination: String,
    #[serde(default, rename = "RW")]
    pub(super) writable: bool,
}

/// `null` stands for an empty list or object.
fn or_nothing<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// `NAME=value`.
struct Hidden(Secret);

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Secret::new(String::deserialize(deserializer)?)))
    }
}

/// The containers in what was printed, with their secrets registered.
///
/// # Errors
/// With where it is something else, without any text of it.
pub(super) fn parse(printed: &Secret, secrets: &Secrets) -> Result<Vec<Inspected>, String> {
    let found: Vec<Inspected> = serde_json::from_slice(printed.expose())
        .map_err(|error| format!("line {}, column {}", error.line(), error.column()))?;
    for one in &found {
        one.register(secrets);
    }
    Ok(found)
}

impl Inspected {
    /// What a label says.
    pub(super) fn label(&self, name: &str) -> Option<&str> {
        self.config.labels.get(name).map(String::as_str)
    }

    /// The variables, the last of one name.
    pub(super) fn environment(&self) -> BTreeMap<&str, &str> {
        let pairs = self.config.env.iter().filter_map(|hidden| {
            let text = std::str::from_utf8(hidden.0.expose()).ok()?;
            Some(text.split_once('=').unwrap_or((text, "")))
        });
        pairs.collect()
    }

    /// The Compose files that it was made from. Where they are relative, as the first release of Compose
    /// has them, the directory of the project is where they begin.
    pub(super) fn compose_files(&self) -> Vec<PathBuf> {
        let directory = Path::new(self.label(DIRECTORY).unwrap_or_default());
        let files = self.label(FILES).unwrap_or_default().split(',');
        files
            .filter(|file| !file.is_empty())
            .map(|file| directory.join(file))
            .filter(|file| file.is_absolute())
            .collect()
    }

    fn register(&self, secrets: &Secrets) {
        for (name, value) in self.environment() {
            register_value(name, value, secrets);
        }
        for (name, value) in &self.config.labels {
            let pair = value.split_once('=').unwrap_or((name, value));
            for (name, value) in [(name.as_str(), value.as_str()), pair] {
                if command_line::is_secret_option(name) || has_secret_form(value) {
                    register_value(name, value, secrets);
                }
            }
        }
        let config = &self.config;
        for words in [&config.cmd, &config.entrypoint, &config.healthcheck.test] {
            match words {
                Words::Many(words) => command_line::register(words, secrets),
                Words::One(line) => command_line::register_text(line, secrets),
                Words::None => {}
            }
        }
    }
}
