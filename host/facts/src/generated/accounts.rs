// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:accounts/accounts`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// Where accounts or groups come from besides the files of the host, see nsswitch.conf(5). What is in it is
/// not seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Directory {
    /// What may be in it. One of `passwd` (accounts) or `group`.
    pub database: String,
    /// As nsswitch.conf names it, such as `sss`, `ldap` or `winbind`.
    pub service: String,
    /// `source`
    pub source: Source,
}

impl Directory {
    /// What `database` can be.
    pub const DATABASE: Vocabulary = Vocabulary {
        field: "accounts.directory.database",
        words: &["passwd", "group"],
        beginnings: &[],
    };
    /// A word of `database`.
    pub const DATABASE_PASSWD: &str = "passwd";
    /// A word of `database`.
    pub const DATABASE_GROUP: &str = "group";
}

impl Words for Directory {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::DATABASE, &mut self.database, visit);
        self.source.visit(visit);
    }
}

/// A line of `/etc/passwd`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Account {
    /// `name`
    pub name: String,
    /// `uid`
    pub uid: u32,
    /// `gid`
    pub gid: u32,
    /// As it is written.
    pub home: String,
    /// `/bin/sh` where the line has none.
    pub shell: String,
    /// Whether one can work in the shell. By its name: `nologin`, `false`, `sync`, `git-shell` and the like
    /// run nothing that somebody asks them to.
    pub interactive: bool,
    /// Whether it is one of the system's own: its number is below `UID_MIN` of login.defs(5) and not 0, or
    /// that of `nobody`.
    pub system: bool,
    /// `source`
    pub source: Source,
}

impl Words for Account {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// What there is of an account's password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Password {
    /// `account`
    pub account: String,
    /// One of `hashed` (it can be used), `empty` (none is asked for), `none` (no password fits),
    /// `never-set` (locked, and there was none before), `locked`, `shadow-missing` (there is no line for
    /// the account in `/etc/shadow`, where it is to be) or `unknown` (`reason` says why).
    pub state: String,
    /// `reason`
    pub reason: Option<String>,
    /// How it is hashed, also where it is locked. One of `des`, `bsdi`, `md5`, `sunmd5`, `sha1`, `nt`,
    /// `bcrypt`, `sha256`, `sha512`, `scrypt`, `yescrypt`, `gost-yescrypt`, `sm3`, `sm3-yescrypt` or
    /// `other`; none where there is no hash.
    pub method: Option<String>,
    /// Number of the class of accounts with the very same hash and salt, in this run.
    #[cfg_attr(feature = "component", component(name = "same-hash"))]
    pub same_hash: Option<u32>,
    /// Whether the hash is in `/etc/passwd`, which everybody may read.
    #[cfg_attr(feature = "component", component(name = "in-passwd"))]
    pub in_passwd: bool,
    /// Days since it was last changed, less than 0 where that is in the future; none where the file does not
    /// say, and for an image, which has no clock.
    pub age: Option<i64>,
    /// Whether it has to be changed at the next login.
    #[cfg_attr(feature = "component", component(name = "must-change"))]
    pub must_change: bool,
    /// Days, as `chage` shows them; none where no limit is set.
    pub minimum: Option<i64>,
    /// `maximum`
    pub maximum: Option<i64>,
    /// `warning`
    pub warning: Option<i64>,
    /// `inactive`
    pub inactive: Option<i64>,
    /// Days until the account expires, less than 0 where it has; none where it does not expire, and for an
    /// image.
    #[cfg_attr(feature = "component", component(name = "expires-in"))]
    pub expires_in: Option<i64>,
    /// The line that decides.
    pub source: Source,
}

impl Password {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "accounts.password.state",
        words: &["hashed", "empty", "none", "never-set", "locked", "shadow-missing", "unknown"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_HASHED: &str = "hashed";
    /// A word of `state`.
    pub const STATE_EMPTY: &str = "empty";
    /// A word of `state`.
    pub const STATE_NONE: &str = "none";
    /// A word of `state`.
    pub const STATE_NEVER_SET: &str = "never-set";
    /// A word of `state`.
    pub const STATE_LOCKED: &str = "locked";
    /// A word of `state`.
    pub const STATE_SHADOW_MISSING: &str = "shadow-missing";
    /// A word of `state`.
    pub const STATE_UNKNOWN: &str = "unknown";
    /// What `method` can be.
    pub const METHOD: Vocabulary = Vocabulary {
        field: "accounts.password.method",
        words: &["des", "bsdi", "md5", "sunmd5", "sha1", "nt", "bcrypt", "sha256", "sha512", "scrypt", "yescrypt", "gost-yescrypt", "sm3", "sm3-yescrypt", "other"],
        beginnings: &[],
    };
    /// A word of `method`.
    pub const METHOD_DES: &str = "des";
    /// A word of `method`.
    pub const METHOD_BSDI: &str = "bsdi";
    /// A word of `method`.
    pub const METHOD_MD5: &str = "md5";
    /// A word of `method`.
    pub const METHOD_SUNMD5: &str = "sunmd5";
    /// A word of `method`.
    pub const METHOD_SHA1: &str = "sha1";
    /// A word of `method`.
    pub const METHOD_NT: &str = "nt";
    /// A word of `method`.
    pub const METHOD_BCRYPT: &str = "bcrypt";
    /// A word of `method`.
    pub const METHOD_SHA256: &str = "sha256";
    /// A word of `method`.
    pub const METHOD_SHA512: &str = "sha512";
    /// A word of `method`.
    pub const METHOD_SCRYPT: &str = "scrypt";
    /// A word of `method`.
    pub const METHOD_YESCRYPT: &str = "yescrypt";
    /// A word of `method`.
    pub const METHOD_GOST_YESCRYPT: &str = "gost-yescrypt";
    /// A word of `method`.
    pub const METHOD_SM3: &str = "sm3";
    /// A word of `method`.
    pub const METHOD_SM3_YESCRYPT: &str = "sm3-yescrypt";
    /// A word of `method`.
    pub const METHOD_OTHER: &str = "other";
}

impl Words for Password {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.reason.visit(visit);
        crate::vocabulary::visit_texts(&Self::METHOD, &mut self.method, visit);
        self.same_hash.visit(visit);
        self.age.visit(visit);
        self.minimum.visit(visit);
        self.maximum.visit(visit);
        self.warning.visit(visit);
        self.inactive.visit(visit);
        self.expires_in.visit(visit);
        self.source.visit(visit);
    }
}

/// What new accounts get, see login.defs(5) and useradd(8). None where nothing is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct AccountDefaults {
    /// `uid-min`
    #[cfg_attr(feature = "component", component(name = "uid-min"))]
    pub uid_min: u32,
    /// `minimum`
    pub minimum: Option<i64>,
    /// `maximum`
    pub maximum: Option<i64>,
    /// `warning`
    pub warning: Option<i64>,
    /// `inactive`
    pub inactive: Option<i64>,
    /// `ENCRYPT_METHOD`, in capital letters.
    pub method: Option<String>,
    /// The file of login.defs(5) that counts.
    pub source: Source,
}

impl Words for AccountDefaults {
    fn visit(&mut self, visit: Visit<'_>) {
        self.minimum.visit(visit);
        self.maximum.visit(visit);
        self.warning.visit(visit);
        self.inactive.visit(visit);
        self.method.visit(visit);
        self.source.visit(visit);
    }
}

/// `group`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Group {
    /// `name`
    pub name: String,
    /// `gid`
    pub gid: u32,
    /// The members that its line lists, whether or not they have a line of their own.
    pub listed: Vec<String>,
    /// The accounts whose primary group it is.
    pub primary: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Words for Group {
    fn visit(&mut self, visit: Visit<'_>) {
        self.listed.visit(visit);
        self.primary.visit(visit);
        self.source.visit(visit);
    }
}

/// A public key with which one can log in as an account, in a file of sshd's `AuthorizedKeysFile`. What a
/// command or an authority vouches for is not in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Key {
    /// `account`
    pub account: String,
    /// One of `rsa`, `dsa`, `ecdsa`, `ed25519`, `ecdsa-sk`, `ed25519-sk` or `certificate`.
    pub algorithm: String,
    /// None where the key cannot be decoded.
    pub bits: Option<u32>,
    /// What restricts or opens it, without values. Any of `agent-forwarding`, `cert-authority`, `command`,
    /// `environment`, `expiry-time`, `from`, `no-agent-forwarding`, `no-port-forwarding`, `no-pty`,
    /// `no-touch-required`, `no-user-rc`, `no-x11-forwarding`, `permitlisten`, `permitopen`,
    /// `port-forwarding`, `principals`, `pty`, `restrict`, `tunnel`, `user-rc`, `verify-required`,
    /// `x11-forwarding` or `other`.
    pub options: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Key {
    /// What `algorithm` can be.
    pub const ALGORITHM: Vocabulary = Vocabulary {
        field: "accounts.key.algorithm",
        words: &["rsa", "dsa", "ecdsa", "ed25519", "ecdsa-sk", "ed25519-sk", "certificate"],
        beginnings: &[],
    };
    /// A word of `algorithm`.
    pub const ALGORITHM_RSA: &str = "rsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_DSA: &str = "dsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_ECDSA: &str = "ecdsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_ED25519: &str = "ed25519";
    /// A word of `algorithm`.
    pub const ALGORITHM_ECDSA_SK: &str = "ecdsa-sk";
    /// A word of `algorithm`.
    pub const ALGORITHM_ED25519_SK: &str = "ed25519-sk";
    /// A word of `algorithm`.
    pub const ALGORITHM_CERTIFICATE: &str = "certificate";
    /// What `options` can be.
    pub const OPTIONS: Vocabulary = Vocabulary {
        field: "accounts.key.options",
        words: &["agent-forwarding", "cert-authority", "command", "environment", "expiry-time", "from", "no-agent-forwarding", "no-port-forwarding", "no-pty", "no-touch-required", "no-user-rc", "no-x11-forwarding", "permitlisten", "permitopen", "port-forwarding", "principals", "pty", "restrict", "tunnel", "user-rc", "verify-required", "x11-forwarding", "other"],
        beginnings: &[],
    };
    /// A word of `options`.
    pub const OPTIONS_AGENT_FORWARDING: &str = "agent-forwarding";
    /// A word of `options`.
    pub const OPTIONS_CERT_AUTHORITY: &str = "cert-authority";
    /// A word of `options`.
    pub const OPTIONS_COMMAND: &str = "command";
    /// A word of `options`.
    pub const OPTIONS_ENVIRONMENT: &str = "environment";
    /// A word of `options`.
    pub const OPTIONS_EXPIRY_TIME: &str = "expiry-time";
    /// A word of `options`.
    pub const OPTIONS_FROM: &str = "from";
    /// A word of `options`.
    pub const OPTIONS_NO_AGENT_FORWARDING: &str = "no-agent-forwarding";
    /// A word of `options`.
    pub const OPTIONS_NO_PORT_FORWARDING: &str = "no-port-forwarding";
    /// A word of `options`.
    pub const OPTIONS_NO_PTY: &str = "no-pty";
    /// A word of `options`.
    pub const OPTIONS_NO_TOUCH_REQUIRED: &str = "no-touch-required";
    /// A word of `options`.
    pub const OPTIONS_NO_USER_RC: &str = "no-user-rc";
    /// A word of `options`.
    pub const OPTIONS_NO_X11_FORWARDING: &str = "no-x11-forwarding";
    /// A word of `options`.
    pub const OPTIONS_PERMITLISTEN: &str = "permitlisten";
    /// A word of `options`.
    pub const OPTIONS_PERMITOPEN: &str = "permitopen";
    /// A word of `options`.
    pub const OPTIONS_PORT_FORWARDING: &str = "port-forwarding";
    /// A word of `options`.
    pub const OPTIONS_PRINCIPALS: &str = "principals";
    /// A word of `options`.
    pub const OPTIONS_PTY: &str = "pty";
    /// A word of `options`.
    pub const OPTIONS_RESTRICT: &str = "restrict";
    /// A word of `options`.
    pub const OPTIONS_TUNNEL: &str = "tunnel";
    /// A word of `options`.
    pub const OPTIONS_USER_RC: &str = "user-rc";
    /// A word of `options`.
    pub const OPTIONS_VERIFY_REQUIRED: &str = "verify-required";
    /// A word of `options`.
    pub const OPTIONS_X11_FORWARDING: &str = "x11-forwarding";
    /// A word of `options`.
    pub const OPTIONS_OTHER: &str = "other";
}

impl Words for Key {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::ALGORITHM, &mut self.algorithm, visit);
        self.bits.visit(visit);
        crate::vocabulary::visit_texts(&Self::OPTIONS, &mut self.options, visit);
        self.source.visit(visit);
    }
}

/// What decides about logins in the home of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct HomePath {
    /// `account`
    pub account: String,
    /// One of `home`, `ssh-directory` or `keys` (a file of sshd's `AuthorizedKeysFile`).
    pub kind: String,
    /// `path`
    pub path: String,
    /// Permission bits, owner and group of what the path ends at.
    pub mode: u32,
    /// `uid`
    pub uid: u32,
    /// `gid`
    pub gid: u32,
    /// Whether an access control list opens it further; none where that is not known.
    #[cfg_attr(feature = "component", component(name = "acl-extended"))]
    pub acl_extended: Option<bool>,
    /// `source`
    pub source: Source,
}

impl HomePath {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "accounts.home-path.kind",
        words: &["home", "ssh-directory", "keys"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_HOME: &str = "home";
    /// A word of `kind`.
    pub const KIND_SSH_DIRECTORY: &str = "ssh-directory";
    /// A word of `kind`.
    pub const KIND_KEYS: &str = "keys";
}

impl Words for HomePath {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.acl_extended.visit(visit);
        self.source.visit(visit);
    }
}

/// A file in the home of an account whose name begins with a dot. What is in directories, and what is a link, is
/// left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct DotFile {
    /// `account`
    pub account: String,
    /// `home`
    pub home: String,
    /// Where it is one that shells and other well-known programs read or write, such as `.bashrc`; none for one
    /// whose name tells something of its owner.
    pub name: Option<String>,
    /// Permission bits, owner and group.
    pub mode: u32,
    /// `uid`
    pub uid: u32,
    /// `gid`
    pub gid: u32,
    /// The file; the home where its name is not told.
    pub source: Source,
}

impl Words for DotFile {
    fn visit(&mut self, visit: Visit<'_>) {
        self.name.visit(visit);
        self.source.visit(visit);
    }
}

/// Something in the home of an account that could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct UnreadPath {
    /// `account`
    pub account: String,
    /// `path`
    pub path: String,
    /// `reason`
    pub reason: String,
}

impl Words for UnreadPath {
    fn visit(&mut self, _visit: Visit<'_>) {
    }
}

/// Answers to the functions of `muster:accounts/accounts`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountsFacts {
    /// Empty where the files of the host have all.
    pub directories: Fact<Vec<Directory>>,
    /// Every line, in the order of the file. Of two lines of one name or number the first counts.
    pub accounts: Fact<Vec<Account>>,
    /// One for each name in `accounts`.
    pub passwords: Fact<Vec<Password>>,
    /// `defaults`
    pub defaults: Fact<AccountDefaults>,
    /// Every line, in the order of the file.
    pub groups: Fact<Vec<Group>>,
    /// Of accounts with an interactive shell.
    pub keys: Fact<Vec<Key>>,
    /// Of accounts with an interactive shell; what does not exist is not in the list.
    pub home_paths: Fact<Vec<HomePath>>,
    /// What `keys` and `home-paths` may lack.
    pub unread_paths: Fact<Vec<UnreadPath>>,
    /// Of accounts with an interactive shell, sorted by home and name. Of accounts that share a home, the first has them.
    pub dot_files: Fact<Vec<DotFile>>,
    /// What `dot-files` may lack.
    pub unread_dot_files: Fact<Vec<UnreadPath>>,
}

impl DomainFacts for AccountsFacts {
    const DOMAIN: Domain = Domain::Accounts;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.accounts.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            directories: Err(error.clone()),
            accounts: Err(error.clone()),
            passwords: Err(error.clone()),
            defaults: Err(error.clone()),
            groups: Err(error.clone()),
            keys: Err(error.clone()),
            home_paths: Err(error.clone()),
            unread_paths: Err(error.clone()),
            dot_files: Err(error.clone()),
            unread_dot_files: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.directories.as_ref().map_or(0, Vec::len)
            + self.accounts.as_ref().map_or(0, Vec::len)
            + self.passwords.as_ref().map_or(0, Vec::len)
            + self.groups.as_ref().map_or(0, Vec::len)
            + self.keys.as_ref().map_or(0, Vec::len)
            + self.home_paths.as_ref().map_or(0, Vec::len)
            + self.unread_paths.as_ref().map_or(0, Vec::len)
            + self.dot_files.as_ref().map_or(0, Vec::len)
            + self.unread_dot_files.as_ref().map_or(0, Vec::len)
    }
}

impl Words for AccountsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.directories.visit(visit);
        self.accounts.visit(visit);
        self.passwords.visit(visit);
        self.defaults.visit(visit);
        self.groups.visit(visit);
        self.keys.visit(visit);
        self.home_paths.visit(visit);
        self.unread_paths.visit(visit);
        self.dot_files.visit(visit);
        self.unread_dot_files.visit(visit);
    }
}
