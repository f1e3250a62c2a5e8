// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:repository/git`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// A work tree: one that the project names (`targets.repositories`), else those that the Compose
/// projects lie in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct WorkTree {
    /// The top of the work tree.
    pub root: String,
    /// Id of the commit that is checked out; none before the first.
    pub commit: Option<String>,
    /// The branch; none where a commit is checked out directly.
    pub branch: Option<String>,
    /// Whether a part of the history was never fetched.
    pub shallow: bool,
    /// `source`
    pub source: Source,
}

impl Words for WorkTree {
    fn visit(&mut self, visit: Visit<'_>) {
        self.commit.visit(visit);
        self.branch.visit(visit);
        self.source.visit(visit);
    }
}

/// A key of an environment file whose value is set, counts as secret and is not a placeholder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct SecretKey {
    /// `name`
    pub name: String,
    /// Class of equal values in this run, see `key.equality` of `muster:env`.
    pub equality: Option<u32>,
    /// `source`
    pub source: Source,
}

impl Words for SecretKey {
    fn visit(&mut self, visit: Visit<'_>) {
        self.equality.visit(visit);
        self.source.visit(visit);
    }
}

/// An environment file, by its name, that git keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct TrackedEnvFile {
    /// `root`
    pub root: String,
    /// Below `root`.
    pub path: String,
    /// What it is by its name. One of `environment` or `template` (an example that is copied).
    pub kind: String,
    /// Where git has it. Any of `index` or `commit` (the one that is checked out).
    #[cfg_attr(feature = "component", component(name = "tracked-in"))]
    pub tracked_in: Vec<String>,
    /// Whether its values are encrypted, as by SOPS.
    pub encrypted: bool,
    /// `keys`
    pub keys: Vec<SecretKey>,
    /// `source`
    pub source: Source,
}

impl TrackedEnvFile {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "git.tracked-env-file.kind",
        words: &["environment", "template"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_ENVIRONMENT: &str = "environment";
    /// A word of `kind`.
    pub const KIND_TEMPLATE: &str = "template";
    /// What `tracked_in` can be.
    pub const TRACKED_IN: Vocabulary = Vocabulary {
        field: "git.tracked-env-file.tracked-in",
        words: &["index", "commit"],
        beginnings: &[],
    };
    /// A word of `tracked_in`.
    pub const TRACKED_IN_INDEX: &str = "index";
    /// A word of `tracked_in`.
    pub const TRACKED_IN_COMMIT: &str = "commit";
}

impl Words for TrackedEnvFile {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        crate::vocabulary::visit_texts(&Self::TRACKED_IN, &mut self.tracked_in, visit);
        self.keys.visit(visit);
        self.source.visit(visit);
    }
}

/// An environment file that git might be told to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct EnvPath {
    /// `root`
    pub root: String,
    /// Below `root`.
    pub path: String,
    /// What is there. One of `file`, `link` or `missing`.
    pub state: String,
    /// `tracked`
    pub tracked: bool,
    /// Whether the repository's own rules leave it out: `.gitignore` and `info/exclude`.
    pub ignored: bool,
    /// The rule that decides, where there is one.
    #[cfg_attr(feature = "component", component(name = "decided-by"))]
    pub decided_by: Option<Source>,
    /// `source`
    pub source: Source,
}

impl EnvPath {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "git.env-path.state",
        words: &["file", "link", "missing"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_FILE: &str = "file";
    /// A word of `state`.
    pub const STATE_LINK: &str = "link";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
}

impl Words for EnvPath {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.decided_by.visit(visit);
        self.source.visit(visit);
    }
}

/// An environment file with secrets that an older commit has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct HistoryHit {
    /// `root`
    pub root: String,
    /// Below `root`.
    pub path: String,
    /// The newest of these commits that was met.
    pub commit: String,
    /// `keys`
    pub keys: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Words for HistoryHit {
    fn visit(&mut self, visit: Visit<'_>) {
        self.keys.visit(visit);
        self.source.visit(visit);
    }
}

/// How much of a history was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct History {
    /// `root`
    pub root: String,
    /// `commits`
    pub commits: u32,
    /// Why older commits were not looked at; none where all were.
    pub cut: Option<String>,
}

impl Words for History {
    fn visit(&mut self, visit: Visit<'_>) {
        self.cut.visit(visit);
    }
}

/// A line of a tracked file that holds something like a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct SecretMatch {
    /// `root`
    pub root: String,
    /// Below `root`.
    pub path: String,
    /// What it is, by its form. One of `age-key`, `anthropic`, `aws`, `cloudflare`, `digitalocean`,
    /// `docker-hub`, `encrypted-private-key`, `github`, `gitlab`, `jwt`, `npm`, `openai`, `private-key`,
    /// `pypi`, `sendgrid`, `slack`, `stripe` or `url-password`.
    pub kind: String,
    /// Where git has it. Any of `index` or `commit`.
    #[cfg_attr(feature = "component", component(name = "tracked-in"))]
    pub tracked_in: Vec<String>,
    /// The line, without its text.
    pub source: Source,
}

impl SecretMatch {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "git.secret-match.kind",
        words: &["age-key", "anthropic", "aws", "cloudflare", "digitalocean", "docker-hub", "encrypted-private-key", "github", "gitlab", "jwt", "npm", "openai", "private-key", "pypi", "sendgrid", "slack", "stripe", "url-password"],
        beginnings: &[],
    };
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
    /// What `tracked_in` can be.
    pub const TRACKED_IN: Vocabulary = Vocabulary {
        field: "git.secret-match.tracked-in",
        words: &["index", "commit"],
        beginnings: &[],
    };
    /// A word of `tracked_in`.
    pub const TRACKED_IN_INDEX: &str = "index";
    /// A word of `tracked_in`.
    pub const TRACKED_IN_COMMIT: &str = "commit";
}

impl Words for SecretMatch {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        crate::vocabulary::visit_texts(&Self::TRACKED_IN, &mut self.tracked_in, visit);
        self.source.visit(visit);
    }
}

/// An address in git's own configuration of a repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Remote {
    /// `root`
    pub root: String,
    /// The key that it stands under, such as `remote.origin.url`; an address in the key itself is left out.
    pub key: String,
    /// The host of the address; none for a path.
    pub host: Option<String>,
    /// What else is written beside it. One of `none`, `user`, `password`, `token` (in place of a user) or
    /// `header` (one that logs in).
    pub credentials: String,
    /// `source`
    pub source: Source,
}

impl Remote {
    /// What `credentials` can be.
    pub const CREDENTIALS: Vocabulary = Vocabulary {
        field: "git.remote.credentials",
        words: &["none", "user", "password", "token", "header"],
        beginnings: &[],
    };
    /// A word of `credentials`.
    pub const CREDENTIALS_NONE: &str = "none";
    /// A word of `credentials`.
    pub const CREDENTIALS_USER: &str = "user";
    /// A word of `credentials`.
    pub const CREDENTIALS_PASSWORD: &str = "password";
    /// A word of `credentials`.
    pub const CREDENTIALS_TOKEN: &str = "token";
    /// A word of `credentials`.
    pub const CREDENTIALS_HEADER: &str = "header";
}

impl Words for Remote {
    fn visit(&mut self, visit: Visit<'_>) {
        self.host.visit(visit);
        crate::vocabulary::visit_texts(&Self::CREDENTIALS, &mut self.credentials, visit);
        self.source.visit(visit);
    }
}

/// A tracked file that is not as the commit has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Change {
    /// Below `root`.
    pub path: String,
    /// One of `modified` (in the work tree), `deleted` (from it) or `staged` (in the index).
    pub what: String,
}

impl Change {
    /// What `what` can be.
    pub const WHAT: Vocabulary = Vocabulary {
        field: "git.change.what",
        words: &["modified", "deleted", "staged"],
        beginnings: &[],
    };
    /// A word of `what`.
    pub const WHAT_MODIFIED: &str = "modified";
    /// A word of `what`.
    pub const WHAT_DELETED: &str = "deleted";
    /// A word of `what`.
    pub const WHAT_STAGED: &str = "staged";
}

impl Words for Change {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::WHAT, &mut self.what, visit);
    }
}

/// How a work tree differs from what others have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Condition {
    /// `root`
    pub root: String,
    /// At most 20.
    pub changes: Vec<Change>,
    /// All of them.
    #[cfg_attr(feature = "component", component(name = "change-count"))]
    pub change_count: u32,
    /// Whether a remote has the commit, as far as the last fetch tells. One of `known` (it has, or a
    /// tag names it), `unpushed`, `no-remote` or `unknown` (not all of the history is there).
    pub published: String,
    /// The tags that name the commit.
    pub tags: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Condition {
    /// What `published` can be.
    pub const PUBLISHED: Vocabulary = Vocabulary {
        field: "git.condition.published",
        words: &["known", "unpushed", "no-remote", "unknown"],
        beginnings: &[],
    };
    /// A word of `published`.
    pub const PUBLISHED_KNOWN: &str = "known";
    /// A word of `published`.
    pub const PUBLISHED_UNPUSHED: &str = "unpushed";
    /// A word of `published`.
    pub const PUBLISHED_NO_REMOTE: &str = "no-remote";
    /// A word of `published`.
    pub const PUBLISHED_UNKNOWN: &str = "unknown";
}

impl Words for Condition {
    fn visit(&mut self, visit: Visit<'_>) {
        self.changes.visit(visit);
        crate::vocabulary::visit_texts(&Self::PUBLISHED, &mut self.published, visit);
        self.tags.visit(visit);
        self.source.visit(visit);
    }
}

/// A part of a repository that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Gap {
    /// `root`
    pub root: String,
    /// One of `repository` (all of it), `contents`, `env-paths`, `history`, `remotes` or `condition`.
    pub part: String,
    /// `reason`
    pub reason: String,
    /// `source`
    pub source: Source,
}

impl Gap {
    /// What `part` can be.
    pub const PART: Vocabulary = Vocabulary {
        field: "git.gap.part",
        words: &["repository", "contents", "env-paths", "history", "remotes", "condition"],
        beginnings: &[],
    };
    /// A word of `part`.
    pub const PART_REPOSITORY: &str = "repository";
    /// A word of `part`.
    pub const PART_CONTENTS: &str = "contents";
    /// A word of `part`.
    pub const PART_ENV_PATHS: &str = "env-paths";
    /// A word of `part`.
    pub const PART_HISTORY: &str = "history";
    /// A word of `part`.
    pub const PART_REMOTES: &str = "remotes";
    /// A word of `part`.
    pub const PART_CONDITION: &str = "condition";
}

impl Words for Gap {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PART, &mut self.part, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:repository/git`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitFacts {
    /// Empty where no project lies in one.
    pub work_trees: Fact<Vec<WorkTree>>,
    /// `tracked-env-files`
    pub tracked_env_files: Fact<Vec<TrackedEnvFile>>,
    /// Those in directories with tracked files, those that the project or its Compose files name, and
    /// `.env` beside a Compose file.
    pub env_paths: Fact<Vec<EnvPath>>,
    /// Of all branches and tags, without files that are tracked now.
    pub history_hits: Fact<Vec<HistoryHit>>,
    /// One for each work tree.
    pub histories: Fact<Vec<History>>,
    /// `secret-matches`
    pub secret_matches: Fact<Vec<SecretMatch>>,
    /// `remotes`
    pub remotes: Fact<Vec<Remote>>,
    /// `conditions`
    pub conditions: Fact<Vec<Condition>>,
    /// `gaps`
    pub gaps: Fact<Vec<Gap>>,
}

impl DomainFacts for GitFacts {
    const DOMAIN: Domain = Domain::Git;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.git.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            work_trees: Err(error.clone()),
            tracked_env_files: Err(error.clone()),
            env_paths: Err(error.clone()),
            history_hits: Err(error.clone()),
            histories: Err(error.clone()),
            secret_matches: Err(error.clone()),
            remotes: Err(error.clone()),
            conditions: Err(error.clone()),
            gaps: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.work_trees.as_ref().map_or(0, Vec::len)
            + self.tracked_env_files.as_ref().map_or(0, Vec::len)
            + self.env_paths.as_ref().map_or(0, Vec::len)
            + self.history_hits.as_ref().map_or(0, Vec::len)
            + self.histories.as_ref().map_or(0, Vec::len)
            + self.secret_matches.as_ref().map_or(0, Vec::len)
            + self.remotes.as_ref().map_or(0, Vec::len)
            + self.conditions.as_ref().map_or(0, Vec::len)
            + self.gaps.as_ref().map_or(0, Vec::len)
    }
}

impl Words for GitFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.work_trees.visit(visit);
        self.tracked_env_files.visit(visit);
        self.env_paths.visit(visit);
        self.history_hits.visit(visit);
        self.histories.visit(visit);
        self.secret_matches.visit(visit);
        self.remotes.visit(visit);
        self.conditions.visit(visit);
        self.gaps.visit(visit);
    }
}
