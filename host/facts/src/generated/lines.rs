// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:logs/lines`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// A line, or the one before it where it has no time of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Spot {
    /// Its number is not known where the beginning of the file was not looked at.
    pub source: Source,
    /// When it was written, in seconds since 1970-01-01 UTC; none where no line around it says.
    pub time: Option<i64>,
    /// Whether the offset of that time from UTC is known. Else it is taken as if it were UTC.
    #[cfg_attr(feature = "component", component(name = "offset-known"))]
    pub offset_known: bool,
}

impl Words for Spot {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
        self.time.visit(visit);
    }
}

/// What one program writes: a file, and those that it was rotated to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Log {
    /// `container/NAME` for that of a container, else its path; no other has it.
    pub name: String,
    /// Who names it. One of `docker`, `caddy`, `logrotate` or `policy` (`targets.logs.files`).
    #[cfg_attr(feature = "component", component(name = "named-by"))]
    pub named_by: String,
    /// The container that writes it, and the service of the Compose project that this is of.
    pub container: Option<String>,
    /// `service`
    pub service: Option<String>,
    /// The files that were looked at, the newest first.
    pub files: Vec<String>,
    /// How many lines were looked at.
    pub lines: u64,
    /// The oldest line that was looked at; none where there is no line.
    pub since: Option<Spot>,
    /// Why older lines were not looked at; none where all were.
    #[cfg_attr(feature = "component", component(name = "left-out"))]
    pub left_out: Option<String>,
    /// `source`
    pub source: Source,
}

impl Log {
    /// What `named_by` can be.
    pub const NAMED_BY: Vocabulary = Vocabulary {
        field: "lines.log.named-by",
        words: &["docker", "caddy", "logrotate", "policy"],
        beginnings: &[],
    };
    /// A word of `named_by`.
    pub const NAMED_BY_DOCKER: &str = "docker";
    /// A word of `named_by`.
    pub const NAMED_BY_CADDY: &str = "caddy";
    /// A word of `named_by`.
    pub const NAMED_BY_LOGROTATE: &str = "logrotate";
    /// A word of `named_by`.
    pub const NAMED_BY_POLICY: &str = "policy";
}

impl Words for Log {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::NAMED_BY, &mut self.named_by, visit);
        self.container.visit(visit);
        self.service.visit(visit);
        self.files.visit(visit);
        self.since.visit(visit);
        self.left_out.visit(visit);
        self.source.visit(visit);
    }
}

/// Lines of a log on which the application says that something is wrong (`targets.logs.failures`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct FailureCount {
    /// See `name` of `log`.
    pub log: String,
    /// As the policy has it.
    pub pattern: String,
    /// `lines`
    pub lines: u64,
    /// The oldest of them.
    pub first: Spot,
    /// `last`
    pub last: Spot,
}

impl Words for FailureCount {
    fn visit(&mut self, visit: Visit<'_>) {
        self.first.visit(visit);
        self.last.visit(visit);
    }
}

/// Lines of a log with a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct SecretCount {
    /// See `name` of `log`.
    pub log: String,
    /// What it is: `environment` for the value of an environment file, whatever its form, else by its form. One
    /// of `environment`, `age-key`, `anthropic`, `aws`, `cloudflare`, `digitalocean`, `docker-hub`,
    /// `encrypted-private-key`, `github`, `gitlab`, `jwt`, `npm`, `openai`, `private-key`, `pypi`, `sendgrid`,
    /// `slack`, `stripe` or `url-password`.
    pub kind: String,
    /// The environment file, and the key whose value it is, or the password in whose value; none for the other
    /// kinds. The key is also none where its name could be a part of a value.
    #[cfg_attr(feature = "component", component(name = "env-file"))]
    pub env_file: Option<String>,
    /// `key`
    pub key: Option<String>,
    /// `lines`
    pub lines: u64,
    /// The oldest of them.
    pub first: Spot,
    /// `last`
    pub last: Spot,
}

impl SecretCount {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "lines.secret-count.kind",
        words: &["environment", "age-key", "anthropic", "aws", "cloudflare", "digitalocean", "docker-hub", "encrypted-private-key", "github", "gitlab", "jwt", "npm", "openai", "private-key", "pypi", "sendgrid", "slack", "stripe", "url-password"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_ENVIRONMENT: &str = "environment";
    /// A word of `kind`.
    pub const KIND_AGE_KEY: &str = "age-key";
    /// A word of `kind`.
    pub const KIND_ANTHROPIC: &str = "anthropic";
    /// A word of `kind`.
    pub const KIND_AWS: &str = "aws";
    /// A word of `kind`.
    pub const KIND_CLOUDFLARE: &str = "cloudflare";
    /// A word of `kind`.
    pub const KIND_DIGITALOCEAN: &str = "digitalocean";
    /// A word of `kind`.
    pub const KIND_DOCKER_HUB: &str = "docker-hub";
    /// A word of `kind`.
    pub const KIND_ENCRYPTED_PRIVATE_KEY: &str = "encrypted-private-key";
    /// A word of `kind`.
    pub const KIND_GITHUB: &str = "github";
    /// A word of `kind`.
    pub const KIND_GITLAB: &str = "gitlab";
    /// A word of `kind`.
    pub const KIND_JWT: &str = "jwt";
    /// A word of `kind`.
    pub const KIND_NPM: &str = "npm";
    /// A word of `kind`.
    pub const KIND_OPENAI: &str = "openai";
    /// A word of `kind`.
    pub const KIND_PRIVATE_KEY: &str = "private-key";
    /// A word of `kind`.
    pub const KIND_PYPI: &str = "pypi";
    /// A word of `kind`.
    pub const KIND_SENDGRID: &str = "sendgrid";
    /// A word of `kind`.
    pub const KIND_SLACK: &str = "slack";
    /// A word of `kind`.
    pub const KIND_STRIPE: &str = "stripe";
    /// A word of `kind`.
    pub const KIND_URL_PASSWORD: &str = "url-password";
}

impl Words for SecretCount {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.env_file.visit(visit);
        self.key.visit(visit);
        self.first.visit(visit);
        self.last.visit(visit);
    }
}

/// What could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Gap {
    /// One of `logs` (there may be others), `log` (this one) or `values` (those of an environment file, which
    /// are not searched for).
    pub part: String,
    /// See `name` of `log`; or what the logs are of (`docker`, `caddy`, `logrotate`), or the environment file.
    pub name: String,
    /// Why. One of `unreadable`, `missing`, `elsewhere` (its lines are not in a file that Muster finds),
    /// `not-kept` (no lines are kept) or `unknown`.
    pub cause: String,
    /// `reason`
    pub reason: String,
    /// `source`
    pub source: Source,
}

impl Gap {
    /// What `part` can be.
    pub const PART: Vocabulary = Vocabulary {
        field: "lines.gap.part",
        words: &["logs", "log", "values"],
        beginnings: &[],
    };
    /// A word of `part`.
    pub const PART_LOGS: &str = "logs";
    /// A word of `part`.
    pub const PART_LOG: &str = "log";
    /// A word of `part`.
    pub const PART_VALUES: &str = "values";
    /// What `cause` can be.
    pub const CAUSE: Vocabulary = Vocabulary {
        field: "lines.gap.cause",
        words: &["unreadable", "missing", "elsewhere", "not-kept", "unknown"],
        beginnings: &[],
    };
    /// A word of `cause`.
    pub const CAUSE_UNREADABLE: &str = "unreadable";
    /// A word of `cause`.
    pub const CAUSE_MISSING: &str = "missing";
    /// A word of `cause`.
    pub const CAUSE_ELSEWHERE: &str = "elsewhere";
    /// A word of `cause`.
    pub const CAUSE_NOT_KEPT: &str = "not-kept";
    /// A word of `cause`.
    pub const CAUSE_UNKNOWN: &str = "unknown";
}

impl Words for Gap {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PART, &mut self.part, visit);
        crate::vocabulary::visit_texts(&Self::CAUSE, &mut self.cause, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:logs/lines`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinesFacts {
    /// When the facts were collected, by the host's clock, in seconds since 1970-01-01 UTC; `unsupported` for an
    /// image, which has no clock.
    pub asked_at: Fact<i64>,
    /// The patterns that are searched for (`targets.logs.failures`).
    pub patterns: Fact<Vec<String>>,
    /// Those that Docker keeps for its containers, that Caddy writes, that logrotate rotates, and that the policy
    /// names, without those that `gaps` names. What logrotate names and what is not made of lines, such as `wtmp`,
    /// is left out.
    pub logs: Fact<Vec<Log>>,
    /// A log and a pattern of which there is no line are not in the list.
    pub failure_counts: Fact<Vec<FailureCount>>,
    /// `secret-counts`
    pub secret_counts: Fact<Vec<SecretCount>>,
    /// `gaps`
    pub gaps: Fact<Vec<Gap>>,
}

impl DomainFacts for LinesFacts {
    const DOMAIN: Domain = Domain::Lines;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.lines.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            asked_at: Err(error.clone()),
            patterns: Err(error.clone()),
            logs: Err(error.clone()),
            failure_counts: Err(error.clone()),
            secret_counts: Err(error.clone()),
            gaps: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.patterns.as_ref().map_or(0, Vec::len)
            + self.logs.as_ref().map_or(0, Vec::len)
            + self.failure_counts.as_ref().map_or(0, Vec::len)
            + self.secret_counts.as_ref().map_or(0, Vec::len)
            + self.gaps.as_ref().map_or(0, Vec::len)
    }
}

impl Words for LinesFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.asked_at.visit(visit);
        self.patterns.visit(visit);
        self.logs.visit(visit);
        self.failure_counts.visit(visit);
        self.secret_counts.visit(visit);
        self.gaps.visit(visit);
    }
}
