// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:env/env`

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// A line that at least one reader cannot take as it stands. The text names no part of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Problem {
    /// The dialect that refuses the line, see `env-file.dialects`. One of `compose`, `shell`,
    /// `python-dotenv`, `docker-run`, `systemd` or `node-dotenv`.
    pub dialect: String,
    /// One of `unterminated-quote`, `text-after-quote`, `bad-key`, `byte-order-mark`,
    /// `not-an-assignment`, `bad-substitution`, `syntax-error`, `not-evaluated` (the dialect runs
    /// something), `releases-differ` (its releases read the line differently), `line-too-long`,
    /// `too-large`, `invalid-utf8` or `nul-byte`.
    pub code: String,
    /// A sentence about the problem without any part of a value.
    pub message: String,
    /// `source`
    pub source: Source,
}

impl Problem {
    /// What `dialect` can be.
    pub const DIALECT: Vocabulary = Vocabulary {
        field: "env.problem.dialect",
        words: &["compose", "shell", "python-dotenv", "docker-run", "systemd", "node-dotenv"],
        beginnings: &[],
    };
    /// A word of `dialect`.
    pub const DIALECT_COMPOSE: &str = "compose";
    /// A word of `dialect`.
    pub const DIALECT_SHELL: &str = "shell";
    /// A word of `dialect`.
    pub const DIALECT_PYTHON_DOTENV: &str = "python-dotenv";
    /// A word of `dialect`.
    pub const DIALECT_DOCKER_RUN: &str = "docker-run";
    /// A word of `dialect`.
    pub const DIALECT_SYSTEMD: &str = "systemd";
    /// A word of `dialect`.
    pub const DIALECT_NODE_DOTENV: &str = "node-dotenv";
    /// What `code` can be.
    pub const CODE: Vocabulary = Vocabulary {
        field: "env.problem.code",
        words: &["unterminated-quote", "text-after-quote", "bad-key", "byte-order-mark", "not-an-assignment", "bad-substitution", "syntax-error", "not-evaluated", "releases-differ", "line-too-long", "too-large", "invalid-utf8", "nul-byte"],
        beginnings: &[],
    };
    /// A word of `code`.
    pub const CODE_UNTERMINATED_QUOTE: &str = "unterminated-quote";
    /// A word of `code`.
    pub const CODE_TEXT_AFTER_QUOTE: &str = "text-after-quote";
    /// A word of `code`.
    pub const CODE_BAD_KEY: &str = "bad-key";
    /// A word of `code`.
    pub const CODE_BYTE_ORDER_MARK: &str = "byte-order-mark";
    /// A word of `code`.
    pub const CODE_NOT_AN_ASSIGNMENT: &str = "not-an-assignment";
    /// A word of `code`.
    pub const CODE_BAD_SUBSTITUTION: &str = "bad-substitution";
    /// A word of `code`.
    pub const CODE_SYNTAX_ERROR: &str = "syntax-error";
    /// A word of `code`.
    pub const CODE_NOT_EVALUATED: &str = "not-evaluated";
    /// A word of `code`.
    pub const CODE_RELEASES_DIFFER: &str = "releases-differ";
    /// A word of `code`.
    pub const CODE_LINE_TOO_LONG: &str = "line-too-long";
    /// A word of `code`.
    pub const CODE_TOO_LARGE: &str = "too-large";
    /// A word of `code`.
    pub const CODE_INVALID_UTF8: &str = "invalid-utf8";
    /// A word of `code`.
    pub const CODE_NUL_BYTE: &str = "nul-byte";
}

impl Words for Problem {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::DIALECT, &mut self.dialect, visit);
        crate::vocabulary::visit_texts(&Self::CODE, &mut self.code, visit);
        self.source.visit(visit);
    }
}

/// One environment file that the project binds (`targets.env-files`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct EnvFile {
    /// Absolute path as it was bound, inside the target.
    pub path: String,
    /// One of `present`, `missing`, `empty`, `directory`, `dangling-symlink` or `special` (a FIFO,
    /// socket or device).
    pub state: String,
    /// Permission bits (octal 07777) of the file that a reader ends at; none unless present or empty.
    pub mode: Option<u32>,
    /// `uid`
    pub uid: Option<u32>,
    /// `gid`
    pub gid: Option<u32>,
    /// Account names of uid and gid where the target's own passwd and group files have them.
    pub owner: Option<String>,
    /// `group`
    pub group: Option<String>,
    /// Whether a POSIX ACL grants more than the mode bits; none where that cannot be read.
    #[cfg_attr(feature = "component", component(name = "acl-extended"))]
    pub acl_extended: Option<bool>,
    /// Where the link points when the path is a symbolic link.
    #[cfg_attr(feature = "component", component(name = "link-target"))]
    pub link_target: Option<String>,
    /// The programs that read the file. Any of `compose` (env_file), `shell` (`source`),
    /// `python-dotenv`, `docker-run` (`--env-file`, and Compose with `format: raw`), `systemd`
    /// (EnvironmentFile) or `node-dotenv` (the npm package dotenv). As the project binds them; or else as far as the target
    /// shows; or else the first three.
    pub dialects: Vec<String>,
    /// Lines that a dialect refuses or misreads.
    pub problems: Vec<Problem>,
    /// `source`
    pub source: Source,
}

impl EnvFile {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "env.env-file.state",
        words: &["present", "missing", "empty", "directory", "dangling-symlink", "special"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_PRESENT: &str = "present";
    /// A word of `state`.
    pub const STATE_MISSING: &str = "missing";
    /// A word of `state`.
    pub const STATE_EMPTY: &str = "empty";
    /// A word of `state`.
    pub const STATE_DIRECTORY: &str = "directory";
    /// A word of `state`.
    pub const STATE_DANGLING_SYMLINK: &str = "dangling-symlink";
    /// A word of `state`.
    pub const STATE_SPECIAL: &str = "special";
    /// What `dialects` can be.
    pub const DIALECTS: Vocabulary = Vocabulary {
        field: "env.env-file.dialects",
        words: &["compose", "shell", "python-dotenv", "docker-run", "systemd", "node-dotenv"],
        beginnings: &[],
    };
    /// A word of `dialects`.
    pub const DIALECTS_COMPOSE: &str = "compose";
    /// A word of `dialects`.
    pub const DIALECTS_SHELL: &str = "shell";
    /// A word of `dialects`.
    pub const DIALECTS_PYTHON_DOTENV: &str = "python-dotenv";
    /// A word of `dialects`.
    pub const DIALECTS_DOCKER_RUN: &str = "docker-run";
    /// A word of `dialects`.
    pub const DIALECTS_SYSTEMD: &str = "systemd";
    /// A word of `dialects`.
    pub const DIALECTS_NODE_DOTENV: &str = "node-dotenv";
}

impl Words for EnvFile {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.mode.visit(visit);
        self.uid.visit(visit);
        self.gid.visit(visit);
        self.owner.visit(visit);
        self.group.visit(visit);
        self.acl_extended.visit(visit);
        self.link_target.visit(visit);
        crate::vocabulary::visit_texts(&Self::DIALECTS, &mut self.dialects, visit);
        self.problems.visit(visit);
        self.source.visit(visit);
    }
}

/// How one dialect reads a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Reading {
    /// See `env-file.dialects`. One of `compose`, `shell`,
    /// `python-dotenv`, `docker-run`, `systemd` or `node-dotenv`.
    pub dialect: String,
    /// One of `set`, `empty`, `unset` (the dialect never defines it), `lost` (it stops before the key, drops
    /// its line or refuses the file, see `env-file.problems`) or `error`.
    pub status: String,
    /// Class of equal values in this run, see `key.equality`.
    pub equality: Option<u32>,
    /// What the dialect does with the line that may surprise. Any of `unquoted-space`,
    /// `inner-quotes`, `inline-comment`, `interpolation`, `executes`, `escape`, `tilde`
    /// (the shell puts a home directory in its place), `carriage-return`, `multi-line`,
    /// `keeps-quotes` or `keeps-comment`.
    pub remarks: Vec<String>,
}

impl Reading {
    /// What `dialect` can be.
    pub const DIALECT: Vocabulary = Vocabulary {
        field: "env.reading.dialect",
        words: &["compose", "shell", "python-dotenv", "docker-run", "systemd", "node-dotenv"],
        beginnings: &[],
    };
    /// A word of `dialect`.
    pub const DIALECT_COMPOSE: &str = "compose";
    /// A word of `dialect`.
    pub const DIALECT_SHELL: &str = "shell";
    /// A word of `dialect`.
    pub const DIALECT_PYTHON_DOTENV: &str = "python-dotenv";
    /// A word of `dialect`.
    pub const DIALECT_DOCKER_RUN: &str = "docker-run";
    /// A word of `dialect`.
    pub const DIALECT_SYSTEMD: &str = "systemd";
    /// A word of `dialect`.
    pub const DIALECT_NODE_DOTENV: &str = "node-dotenv";
    /// What `status` can be.
    pub const STATUS: Vocabulary = Vocabulary {
        field: "env.reading.status",
        words: &["set", "empty", "unset", "lost", "error"],
        beginnings: &[],
    };
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_UNSET: &str = "unset";
    /// A word of `status`.
    pub const STATUS_LOST: &str = "lost";
    /// A word of `status`.
    pub const STATUS_ERROR: &str = "error";
    /// What `remarks` can be.
    pub const REMARKS: Vocabulary = Vocabulary {
        field: "env.reading.remarks",
        words: &["unquoted-space", "inner-quotes", "inline-comment", "interpolation", "executes", "escape", "tilde", "carriage-return", "multi-line", "keeps-quotes", "keeps-comment"],
        beginnings: &[],
    };
    /// A word of `remarks`.
    pub const REMARKS_UNQUOTED_SPACE: &str = "unquoted-space";
    /// A word of `remarks`.
    pub const REMARKS_INNER_QUOTES: &str = "inner-quotes";
    /// A word of `remarks`.
    pub const REMARKS_INLINE_COMMENT: &str = "inline-comment";
    /// A word of `remarks`.
    pub const REMARKS_INTERPOLATION: &str = "interpolation";
    /// A word of `remarks`.
    pub const REMARKS_EXECUTES: &str = "executes";
    /// A word of `remarks`.
    pub const REMARKS_ESCAPE: &str = "escape";
    /// A word of `remarks`.
    pub const REMARKS_TILDE: &str = "tilde";
    /// A word of `remarks`.
    pub const REMARKS_CARRIAGE_RETURN: &str = "carriage-return";
    /// A word of `remarks`.
    pub const REMARKS_MULTI_LINE: &str = "multi-line";
    /// A word of `remarks`.
    pub const REMARKS_KEEPS_QUOTES: &str = "keeps-quotes";
    /// A word of `remarks`.
    pub const REMARKS_KEEPS_COMMENT: &str = "keeps-comment";
}

impl Words for Reading {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::DIALECT, &mut self.dialect, visit);
        crate::vocabulary::visit_texts(&Self::STATUS, &mut self.status, visit);
        self.equality.visit(visit);
        crate::vocabulary::visit_texts(&Self::REMARKS, &mut self.remarks, visit);
    }
}

/// Part of a value that is a URL, an origin or a list entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Component {
    /// One of `scheme`, `user`, `password`, `host`, `port`, `database` or `origin[N]` (entry N, from
    /// 1, of a list of origins).
    pub name: String,
    /// One of `set`, `empty`, `missing` or `placeholder`.
    pub status: String,
    /// Class of equal values in this run, of the component as written.
    pub equality: Option<u32>,
    /// Class after percent-decoding, where it differs from `equality`.
    #[cfg_attr(feature = "component", component(name = "decoded-equality"))]
    pub decoded_equality: Option<u32>,
    /// The text, only for parts that are never secret: scheme, port, and the host where the
    /// key is on the list of public keys.
    pub value: Option<String>,
    /// Any of `wildcard`, `null`, `path`, `trailing-slash`, `userinfo`, `loopback`, `private`,
    /// `public`, `single-label`, `not-an-origin`, `http`, `https`, `unescaped` (a user name or
    /// password with a character that has to be percent-encoded in a URL) or `encrypted` (a host
    /// with which the URL asks for an encrypted connection).
    pub properties: Vec<String>,
}

impl Component {
    /// What `name` can be.
    pub const NAME: Vocabulary = Vocabulary {
        field: "env.component.name",
        words: &["scheme", "user", "password", "host", "port", "database"],
        beginnings: &["origin["],
    };
    /// A word of `name`.
    pub const NAME_SCHEME: &str = "scheme";
    /// A word of `name`.
    pub const NAME_USER: &str = "user";
    /// A word of `name`.
    pub const NAME_PASSWORD: &str = "password";
    /// A word of `name`.
    pub const NAME_HOST: &str = "host";
    /// A word of `name`.
    pub const NAME_PORT: &str = "port";
    /// A word of `name`.
    pub const NAME_DATABASE: &str = "database";
    /// What `status` can be.
    pub const STATUS: Vocabulary = Vocabulary {
        field: "env.component.status",
        words: &["set", "empty", "missing", "placeholder"],
        beginnings: &[],
    };
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_MISSING: &str = "missing";
    /// A word of `status`.
    pub const STATUS_PLACEHOLDER: &str = "placeholder";
    /// What `properties` can be.
    pub const PROPERTIES: Vocabulary = Vocabulary {
        field: "env.component.properties",
        words: &["wildcard", "null", "path", "trailing-slash", "userinfo", "loopback", "private", "public", "single-label", "not-an-origin", "http", "https", "unescaped", "encrypted"],
        beginnings: &[],
    };
    /// A word of `properties`.
    pub const PROPERTIES_WILDCARD: &str = "wildcard";
    /// A word of `properties`.
    pub const PROPERTIES_NULL: &str = "null";
    /// A word of `properties`.
    pub const PROPERTIES_PATH: &str = "path";
    /// A word of `properties`.
    pub const PROPERTIES_TRAILING_SLASH: &str = "trailing-slash";
    /// A word of `properties`.
    pub const PROPERTIES_USERINFO: &str = "userinfo";
    /// A word of `properties`.
    pub const PROPERTIES_LOOPBACK: &str = "loopback";
    /// A word of `properties`.
    pub const PROPERTIES_PRIVATE: &str = "private";
    /// A word of `properties`.
    pub const PROPERTIES_PUBLIC: &str = "public";
    /// A word of `properties`.
    pub const PROPERTIES_SINGLE_LABEL: &str = "single-label";
    /// A word of `properties`.
    pub const PROPERTIES_NOT_AN_ORIGIN: &str = "not-an-origin";
    /// A word of `properties`.
    pub const PROPERTIES_HTTP: &str = "http";
    /// A word of `properties`.
    pub const PROPERTIES_HTTPS: &str = "https";
    /// A word of `properties`.
    pub const PROPERTIES_UNESCAPED: &str = "unescaped";
    /// A word of `properties`.
    pub const PROPERTIES_ENCRYPTED: &str = "encrypted";
}

impl Words for Component {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::NAME, &mut self.name, visit);
        crate::vocabulary::visit_texts(&Self::STATUS, &mut self.status, visit);
        self.equality.visit(visit);
        self.decoded_equality.visit(visit);
        self.value.visit(visit);
        crate::vocabulary::visit_texts(&Self::PROPERTIES, &mut self.properties, visit);
    }
}

/// `key`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Key {
    /// Name of the variable, or `<key N>` where the line could be a torn value.
    pub name: String,
    /// Where the winning definition stands; its text shows the key, never the value.
    pub source: Source,
    /// One of `set`, `empty` or `placeholder`. A key that is not in the file is not in the list.
    pub status: String,
    /// Whether the value counts as secret, by the key's name or the value's form.
    pub secret: bool,
    /// One of `none`, `single` or `double`.
    pub quoting: String,
    /// Earlier definitions of the same key in this file, which the last one replaces.
    pub duplicates: Vec<Source>,
    /// Characters. One of `0`, `1-7`, `8-11`, `12-15`, `16-31`, `32-63` or `64+`.
    pub length: String,
    /// For secrets, by estimated guesses. One of `very-weak`, `weak`, `fair` or `strong`.
    pub strength: Option<String>,
    /// Why a secret is weak. One of `known-default`, `dictionary`, `repeated`, `sequence`,
    /// `equals-key-name` or `equals-user-name`.
    pub weakness: Option<String>,
    /// One of `boolean`, `integer`, `url`, `json-array`, `json-object`, `invalid-json`, `email`,
    /// `path`, `list`, `jwt`, `pem` or `opaque`.
    pub shape: String,
    /// Truth of a `boolean`-shaped value (true, 1, yes, on / false, 0, no, off).
    pub boolean: Option<bool>,
    /// Any of `unquoted-space`, `unquoted-special`, `json-broken-by-quotes`, `json-unquoted`,
    /// `executes-when-sourced`, `interpolates`, `unset-reference` (a `$` within it begins the name of
    /// what nothing in the file sets, and a reader that replaces it drops both), `carriage-return`,
    /// `trailing-comment`, `exported`,
    /// or, in an `environment`, `default` (the value is the default of a variable that nothing
    /// sets) or `filled` (all of it comes from variables that `.env` sets).
    pub remarks: Vec<String>,
    /// Public vendor prefix of a token: `sk_live`, `sk_test`, `rk_live`, `whsec`, `SG`, …
    pub vendor: Option<String>,
    /// Entry of a bundled list of documented dummy values: `turnstile-always-passes`, …
    #[cfg_attr(feature = "component", component(name = "known-dummy"))]
    pub known_dummy: Option<String>,
    /// Number of the class of equal values in this run. Numbers are drawn at random per run,
    /// mean nothing outside it, and are absent for empty and placeholder values.
    pub equality: Option<u32>,
    /// The value, only for names on the list of non-secret keys, and of `SMTP_HOST` where it
    /// is a server of a large mail provider.
    pub value: Option<String>,
    /// `components`
    pub components: Vec<Component>,
    /// Keys of this file that the value refers to, where nothing that stands between the references
    /// could itself be a secret or a placeholder; else empty. What is wrong with those keys is
    /// wrong with this one, and a reference is not a copy. In an `environment` they are keys of
    /// bound files, as `PATH#KEY`.
    #[cfg_attr(feature = "component", component(name = "derived-from"))]
    pub derived_from: Vec<String>,
    /// `readings`
    pub readings: Vec<Reading>,
}

impl Key {
    /// What `status` can be.
    pub const STATUS: Vocabulary = Vocabulary {
        field: "env.key.status",
        words: &["set", "empty", "placeholder"],
        beginnings: &[],
    };
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_PLACEHOLDER: &str = "placeholder";
    /// What `quoting` can be.
    pub const QUOTING: Vocabulary = Vocabulary {
        field: "env.key.quoting",
        words: &["none", "single", "double"],
        beginnings: &[],
    };
    /// A word of `quoting`.
    pub const QUOTING_NONE: &str = "none";
    /// A word of `quoting`.
    pub const QUOTING_SINGLE: &str = "single";
    /// A word of `quoting`.
    pub const QUOTING_DOUBLE: &str = "double";
    /// What `length` can be.
    pub const LENGTH: Vocabulary = Vocabulary {
        field: "env.key.length",
        words: &["0", "1-7", "8-11", "12-15", "16-31", "32-63", "64+"],
        beginnings: &[],
    };
    /// A word of `length`.
    pub const LENGTH_0: &str = "0";
    /// A word of `length`.
    pub const LENGTH_1_7: &str = "1-7";
    /// A word of `length`.
    pub const LENGTH_8_11: &str = "8-11";
    /// A word of `length`.
    pub const LENGTH_12_15: &str = "12-15";
    /// A word of `length`.
    pub const LENGTH_16_31: &str = "16-31";
    /// A word of `length`.
    pub const LENGTH_32_63: &str = "32-63";
    /// A word of `length`.
    pub const LENGTH_64_PLUS: &str = "64+";
    /// What `strength` can be.
    pub const STRENGTH: Vocabulary = Vocabulary {
        field: "env.key.strength",
        words: &["very-weak", "weak", "fair", "strong"],
        beginnings: &[],
    };
    /// A word of `strength`.
    pub const STRENGTH_VERY_WEAK: &str = "very-weak";
    /// A word of `strength`.
    pub const STRENGTH_WEAK: &str = "weak";
    /// A word of `strength`.
    pub const STRENGTH_FAIR: &str = "fair";
    /// A word of `strength`.
    pub const STRENGTH_STRONG: &str = "strong";
    /// What `weakness` can be.
    pub const WEAKNESS: Vocabulary = Vocabulary {
        field: "env.key.weakness",
        words: &["known-default", "dictionary", "repeated", "sequence", "equals-key-name", "equals-user-name"],
        beginnings: &[],
    };
    /// A word of `weakness`.
    pub const WEAKNESS_KNOWN_DEFAULT: &str = "known-default";
    /// A word of `weakness`.
    pub const WEAKNESS_DICTIONARY: &str = "dictionary";
    /// A word of `weakness`.
    pub const WEAKNESS_REPEATED: &str = "repeated";
    /// A word of `weakness`.
    pub const WEAKNESS_SEQUENCE: &str = "sequence";
    /// A word of `weakness`.
    pub const WEAKNESS_EQUALS_KEY_NAME: &str = "equals-key-name";
    /// A word of `weakness`.
    pub const WEAKNESS_EQUALS_USER_NAME: &str = "equals-user-name";
    /// What `shape` can be.
    pub const SHAPE: Vocabulary = Vocabulary {
        field: "env.key.shape",
        words: &["boolean", "integer", "url", "json-array", "json-object", "invalid-json", "email", "path", "list", "jwt", "pem", "opaque"],
        beginnings: &[],
    };
    /// A word of `shape`.
    pub const SHAPE_BOOLEAN: &str = "boolean";
    /// A word of `shape`.
    pub const SHAPE_INTEGER: &str = "integer";
    /// A word of `shape`.
    pub const SHAPE_URL: &str = "url";
    /// A word of `shape`.
    pub const SHAPE_JSON_ARRAY: &str = "json-array";
    /// A word of `shape`.
    pub const SHAPE_JSON_OBJECT: &str = "json-object";
    /// A word of `shape`.
    pub const SHAPE_INVALID_JSON: &str = "invalid-json";
    /// A word of `shape`.
    pub const SHAPE_EMAIL: &str = "email";
    /// A word of `shape`.
    pub const SHAPE_PATH: &str = "path";
    /// A word of `shape`.
    pub const SHAPE_LIST: &str = "list";
    /// A word of `shape`.
    pub const SHAPE_JWT: &str = "jwt";
    /// A word of `shape`.
    pub const SHAPE_PEM: &str = "pem";
    /// A word of `shape`.
    pub const SHAPE_OPAQUE: &str = "opaque";
    /// What `remarks` can be.
    pub const REMARKS: Vocabulary = Vocabulary {
        field: "env.key.remarks",
        words: &["unquoted-space", "unquoted-special", "json-broken-by-quotes", "json-unquoted", "executes-when-sourced", "interpolates", "unset-reference", "carriage-return", "trailing-comment", "exported", "environment", "default", "filled"],
        beginnings: &[],
    };
    /// A word of `remarks`.
    pub const REMARKS_UNQUOTED_SPACE: &str = "unquoted-space";
    /// A word of `remarks`.
    pub const REMARKS_UNQUOTED_SPECIAL: &str = "unquoted-special";
    /// A word of `remarks`.
    pub const REMARKS_JSON_BROKEN_BY_QUOTES: &str = "json-broken-by-quotes";
    /// A word of `remarks`.
    pub const REMARKS_JSON_UNQUOTED: &str = "json-unquoted";
    /// A word of `remarks`.
    pub const REMARKS_EXECUTES_WHEN_SOURCED: &str = "executes-when-sourced";
    /// A word of `remarks`.
    pub const REMARKS_INTERPOLATES: &str = "interpolates";
    /// A word of `remarks`.
    pub const REMARKS_UNSET_REFERENCE: &str = "unset-reference";
    /// A word of `remarks`.
    pub const REMARKS_CARRIAGE_RETURN: &str = "carriage-return";
    /// A word of `remarks`.
    pub const REMARKS_TRAILING_COMMENT: &str = "trailing-comment";
    /// A word of `remarks`.
    pub const REMARKS_EXPORTED: &str = "exported";
    /// A word of `remarks`.
    pub const REMARKS_ENVIRONMENT: &str = "environment";
    /// A word of `remarks`.
    pub const REMARKS_DEFAULT: &str = "default";
    /// A word of `remarks`.
    pub const REMARKS_FILLED: &str = "filled";
}

impl Words for Key {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
        crate::vocabulary::visit_texts(&Self::STATUS, &mut self.status, visit);
        crate::vocabulary::visit_texts(&Self::QUOTING, &mut self.quoting, visit);
        self.duplicates.visit(visit);
        crate::vocabulary::visit_texts(&Self::LENGTH, &mut self.length, visit);
        crate::vocabulary::visit_texts(&Self::STRENGTH, &mut self.strength, visit);
        crate::vocabulary::visit_texts(&Self::WEAKNESS, &mut self.weakness, visit);
        crate::vocabulary::visit_texts(&Self::SHAPE, &mut self.shape, visit);
        self.boolean.visit(visit);
        crate::vocabulary::visit_texts(&Self::REMARKS, &mut self.remarks, visit);
        self.vendor.visit(visit);
        self.known_dummy.visit(visit);
        self.equality.visit(visit);
        self.value.visit(visit);
        self.components.visit(visit);
        self.derived_from.visit(visit);
        self.readings.visit(visit);
    }
}

/// The variables that a Compose file gives to the containers of one service by `environment`, as
/// far as their values are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Environment {
    /// `service`
    pub service: String,
    /// See `service.waits-for` of `muster:compose`.
    #[cfg_attr(feature = "component", component(name = "waits-for"))]
    pub waits_for: Vec<String>,
    /// Each name once, in the order of the files. There are no readings, and no duplicates.
    pub keys: Vec<Key>,
}

impl Words for Environment {
    fn visit(&mut self, visit: Visit<'_>) {
        self.waits_for.visit(visit);
        self.keys.visit(visit);
    }
}

/// Answers to the functions of `muster:env/env`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvFacts {
    /// The environment files of this target, in the order in which the project binds them.
    /// Empty when the project binds none.
    pub files: Fact<Vec<EnvFile>>,
    /// By `path`.
    ///
    /// All keys of one bound file, in the order of their winning definitions. An error when the
    /// file could not be read; an empty list when the file is missing (see `files`).
    /// Asked with `path` of `files`.
    pub keys: BTreeMap<String, Fact<Vec<Key>>>,
    /// Names that the application's reference file (`targets.env-reference`) defines.
    /// None when the project names no reference.
    pub reference_keys: Fact<Option<Vec<String>>>,
    /// What the bound Compose file gives to its services, in their order. Empty when the project binds
    /// none.
    pub environments: Fact<Vec<Environment>>,
}

impl DomainFacts for EnvFacts {
    const DOMAIN: Domain = Domain::Env;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.env.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            files: Err(error.clone()),
            keys: BTreeMap::new(),
            reference_keys: Err(error.clone()),
            environments: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.files.as_ref().map_or(0, Vec::len)
            + self.keys.values().map(|list| list.as_ref().map_or(0, Vec::len)).sum::<usize>()
            + self.environments.as_ref().map_or(0, Vec::len)
    }
}

impl Words for EnvFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.files.visit(visit);
        self.keys.visit(visit);
        self.reference_keys.visit(visit);
        self.environments.visit(visit);
    }
}
