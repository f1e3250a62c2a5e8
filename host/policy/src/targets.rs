//! What a pack says about the host: where its files are, which ports it serves. Knows nothing of
//! rules.

use std::fmt;
use std::str::FromStr;

use muster_outcomes::ParameterValue;

use crate::diagnostic::quoted;
use crate::document::{Entry, Fields, Form, NAME, Node, Value, text};
use crate::edge::Edge;
use crate::source::{Problems, Spanned};
use crate::suggest::{did_you_mean, listed};

/// The programs that read an environment file; each has its own syntax. The vocabulary of
/// `env-file.dialects` in `wit/deps/env/env.wit`.
pub const DIALECTS: [&str; 6] = [
    "compose",
    "shell",
    "python-dotenv",
    "docker-run",
    "systemd",
    "node-dotenv",
];

/// The npm package `dotenv` by its own name, and what it is called here.
const DOTENV: (&str, &str) = ("dotenv", "node-dotenv");

/// What the packs say about the host. `None` is what no pack says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// Name in reports; the host's own name where it is not given.
    pub name: Option<String>,
    /// Environment files.
    pub env_files: Option<Vec<EnvFile>>,
    /// Absolute path of the application's example file, whose keys are the known ones.
    pub env_reference: Option<String>,
    /// Absolute path of the Docker Compose file.
    pub compose_file: Option<String>,
    /// Whether a built-in pack says where that is, and no pack of the project's own.
    pub compose_file_assumed: bool,
    /// The domain that the host serves.
    pub domain: Option<String>,
    /// Ports that the internet may reach.
    pub public_ports: Option<Vec<PortSpec>>,
    /// Ports that only the host itself may reach.
    pub internal_ports: Option<Vec<u16>>,
    /// The names under which the world reaches the host.
    pub edge: Edge,
}

/// One environment file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvFile {
    /// Absolute path on the host.
    pub path: String,
    /// Who reads it, some of [`DIALECTS`]; empty where that is to be found on the host.
    pub dialects: Vec<String>,
}

/// A port that may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PortSpec {
    /// `ssh`: whatever ports sshd is configured to listen on.
    Ssh,
    /// `443/tcp`.
    Tcp(u16),
    /// `443/udp`.
    Udp(u16),
}

/// A text that names no port.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is not a port", quoted(.0))]
pub struct InvalidPort(String);

impl FromStr for PortSpec {
    type Err = InvalidPort;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidPort(text.to_owned());
        if text == "ssh" {
            return Ok(Self::Ssh);
        }
        let (number, protocol) = text.split_once('/').ok_or_else(invalid)?;
        let port = number
            .parse()
            .ok()
            // `+22` and `022` parse too, but would not be found again by their text.
            .filter(|port: &u16| *port > 0 && port.to_string() == number)
            .ok_or_else(invalid)?;
        match protocol {
            "tcp" => Ok(Self::Tcp(port)),
            "udp" => Ok(Self::Udp(port)),
            _ => Err(invalid()),
        }
    }
}

impl fmt::Display for PortSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ssh => f.write_str("ssh"),
            Self::Tcp(port) => write!(f, "{port}/tcp"),
            Self::Udp(port) => write!(f, "{port}/udp"),
        }
    }
}

impl Targets {
    /// The keys of `[targets]`, which `${targets.…}` may name.
    pub(crate) const KEYS: [&str; 7] = [
        "name",
        "env-files",
        "env-reference",
        "compose-file",
        "domain",
        "public-ports",
        "internal-ports",
    ];

    /// The value that a reference to `key` stands for; `None` when no pack sets it.
    pub(crate) fn value(&self, key: &str) -> Option<ParameterValue> {
        let text = |value: &Option<String>| value.clone().map(ParameterValue::Text);
        match key {
            "name" => text(&self.name),
            "env-files" => self.env_files.as_ref().map(|files| {
                ParameterValue::Texts(files.iter().map(|file| file.path.clone()).collect())
            }),
            "env-reference" => text(&self.env_reference),
            "compose-file" => text(&self.compose_file),
            "domain" => text(&self.domain),
            "public-ports" => self.public_ports.as_ref().map(|ports| {
                ParameterValue::Texts(ports.iter().map(ToString::to_string).collect())
            }),
            "internal-ports" => self.internal_ports.as_ref().map(|ports| {
                ParameterValue::Integers(ports.iter().map(|port| i64::from(*port)).collect())
            }),
            _ => None,
        }
    }

    /// Takes over what `later` says.
    pub(crate) fn override_with(&mut self, later: Self) {
        replace(&mut self.name, later.name);
        replace(&mut self.env_files, later.env_files);
        replace(&mut self.env_reference, later.env_reference);
        if later.compose_file.is_some() {
            self.compose_file_assumed = later.compose_file_assumed;
        }
        replace(&mut self.compose_file, later.compose_file);
        replace(&mut self.domain, later.domain);
        replace(&mut self.public_ports, later.public_ports);
        replace(&mut self.internal_ports, later.internal_ports);
        self.edge.override_with(later.edge);
    }

    pub(crate) fn read(entries: Vec<Entry>, problems: &mut Problems) -> Self {
        let mut fields = Fields::new(entries);
        let targets = Self {
            name: fields.formed("name", &NAME, problems),
            env_files: fields.array("env-files", problems).map(|files| {
                files
                    .value
                    .into_iter()
                    .filter_map(|file| env_file(file, problems))
                    .collect()
            }),
            env_reference: fields.formed("env-reference", &PATH, problems),
            compose_file: fields.formed("compose-file", &PATH, problems),
            compose_file_assumed: false,
            domain: fields.formed("domain", &DOMAIN, problems),
            public_ports: fields.texts("public-ports", problems).map(|ports| {
                ports
                    .value
                    .into_iter()
                    .filter_map(|port| public_port(&port, problems))
                    .collect()
            }),
            internal_ports: fields.array("internal-ports", problems).map(|ports| {
                ports
                    .value
                    .iter()
                    .filter_map(|port| port_number(port, problems))
                    .collect()
            }),
            edge: Edge::read(fields.table("edge", problems), problems),
        };
        fields.finish(problems);
        targets
    }
}

/// `later` when it says anything.
pub(crate) fn replace<T>(earlier: &mut Option<T>, later: Option<T>) {
    if later.is_some() {
        *earlier = later;
    }
}

/// An absolute path on the host.
pub(crate) const PATH: Form = Form {
    noun: "an absolute path",
    help: "write an absolute path on the host, without `.` and `..`",
    fits: is_target_path,
};

/// A domain that somebody serves.
pub(crate) const DOMAIN: Form = Form {
    noun: "a domain",
    help: "write a domain such as `example.com`, an international one in its `xn--` form",
    fits: is_domain,
};

/// Whether the text is an absolute path that needs no resolving to be compared.
fn is_target_path(text: &str) -> bool {
    text.strip_prefix('/').is_some_and(|rest| {
        !text.chars().any(char::is_control)
            && rest.split('/').all(|part| !matches!(part, "" | "." | ".."))
    })
}

/// Host name syntax and lengths of RFC 1123, 2.1, and RFC 1035, 2.3.4; at least two labels.
pub(crate) fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_label)
}

fn env_file(node: Node, problems: &mut Problems) -> Option<EnvFile> {
    let Node { value, at } = node;
    let (path, dialects) = if let Value::Table(entries) = value {
        let mut fields = Fields::new(entries);
        let path = fields.required_text("path", at, PATH.help, problems);
        let dialects = fields.texts("dialects", problems);
        fields.finish(problems);
        (path, dialects)
    } else {
        let path = text(Node { value, at }, "an entry of env-files", problems);
        (path, None)
    };
    let dialects = dialects.map(|words| checked_dialects(words, problems));
    Some(EnvFile {
        path: PATH.check(path?, problems)?,
        dialects: dialects.unwrap_or_default(),
    })
}

fn checked_dialects(
    mut words: Spanned<Vec<Spanned<String>>>,
    problems: &mut Problems,
) -> Vec<String> {
    for word in &mut words.value {
        if word.value == DOTENV.0 {
            DOTENV.1.clone_into(&mut word.value);
        }
    }
    if words.value.is_empty() {
        problems.report_with(
            words.at,
            "an environment file that nobody reads cannot be judged",
            Some(format!("write some of {}", listed(&DIALECTS))),
        );
    }
    for word in &words.value {
        if !DIALECTS.contains(&word.value.as_str()) {
            problems.report_with(
                word.at,
                format!("there is no dialect {}", quoted(&word.value)),
                did_you_mean(&word.value, &DIALECTS),
            );
        }
    }
    words.value.into_iter().map(|word| word.value).collect()
}

fn public_port(text: &Spanned<String>, problems: &mut Problems) -> Option<PortSpec> {
    text.value
        .parse()
        .inspect_err(|error: &InvalidPort| {
            problems.report_with(
                text.at,
                error.to_string(),
                Some("write `443/tcp`, `443/udp` or `ssh`".to_owned()),
            );
        })
        .ok()
}

pub(crate) fn port_number(node: &Node, problems: &mut Problems) -> Option<u16> {
    let port = match node.value {
        Value::Integer(number) => u16::try_from(number).ok().filter(|port| *port > 0),
        Value::Boolean(_)
        | Value::Text(_)
        | Value::Array(_)
        | Value::Table(_)
        | Value::Float
        | Value::Date => None,
    };
    if port.is_none() {
        problems.report(node.at, "a port is an integer from 1 to 65535");
    }
    port
}
