// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! What a plugin can ask for: a module for each fact interface, and a constant for each word that
//! the contract lists.

pub use crate::bindings::muster::host::host;
pub use crate::bindings::muster::env::env;
pub use crate::bindings::muster::ssh::sshd;
pub use crate::bindings::muster::firewall::packet_filter;
pub use crate::bindings::muster::firewall::sockets;
pub use crate::bindings::muster::compose::compose;
pub use crate::bindings::muster::dns::dns;
pub use crate::bindings::muster::mail::mail;
pub use crate::bindings::muster::tls::tls;
pub use crate::bindings::muster::cloudflare::cloudflare;

impl cloudflare::Zone {
    /// A word of `origin`.
    pub const ORIGIN_API: &str = "api";
    /// A word of `origin`.
    pub const ORIGIN_EXPORT: &str = "export";
}

impl cloudflare::EdgeRule {
    /// A word of `phase`.
    pub const PHASE_HTTP_REQUEST_FIREWALL_CUSTOM: &str = "http_request_firewall_custom";
    /// A word of `phase`.
    pub const PHASE_HTTP_REQUEST_FIREWALL_MANAGED: &str = "http_request_firewall_managed";
    /// A word of `phase`.
    pub const PHASE_HTTP_RATELIMIT: &str = "http_ratelimit";
    /// A word of `phase`.
    pub const PHASE_HTTP_CONFIG_SETTINGS: &str = "http_config_settings";
    /// A word of `phase`.
    pub const PHASE_PAGE_RULES: &str = "page-rules";
}

impl compose::Mount {
    /// A word of `kind`.
    pub const KIND_BIND: &str = "bind";
    /// A word of `kind`.
    pub const KIND_VOLUME: &str = "volume";
    /// A word of `kind`.
    pub const KIND_ANONYMOUS: &str = "anonymous";
    /// A word of `kind`.
    pub const KIND_TMPFS: &str = "tmpfs";
}

impl compose::Port {
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `protocol`.
    pub const PROTOCOL_SCTP: &str = "sctp";
}

impl dns::Answer {
    /// A word of `status`.
    pub const STATUS_NOERROR: &str = "noerror";
    /// A word of `status`.
    pub const STATUS_NXDOMAIN: &str = "nxdomain";
}

impl dns::Lookup {
    /// A word of `record_type`.
    pub const RECORD_TYPE_A: &str = "A";
    /// A word of `record_type`.
    pub const RECORD_TYPE_AAAA: &str = "AAAA";
    /// A word of `record_type`.
    pub const RECORD_TYPE_CNAME: &str = "CNAME";
    /// A word of `record_type`.
    pub const RECORD_TYPE_CAA: &str = "CAA";
    /// A word of `record_type`.
    pub const RECORD_TYPE_MX: &str = "MX";
    /// A word of `record_type`.
    pub const RECORD_TYPE_NS: &str = "NS";
    /// A word of `record_type`.
    pub const RECORD_TYPE_TXT: &str = "TXT";
    /// A word of `record_type`.
    pub const RECORD_TYPE_DS: &str = "DS";
}

impl dns::Security {
    /// A word of `state`.
    pub const STATE_SECURE: &str = "secure";
    /// A word of `state`.
    pub const STATE_INSECURE: &str = "insecure";
    /// A word of `state`.
    pub const STATE_BOGUS: &str = "bogus";
    /// A word of `state`.
    pub const STATE_INDETERMINATE: &str = "indeterminate";
}

impl env::Problem {
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

impl env::EnvFile {
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

impl env::Reading {
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

impl env::Component {
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
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_MISSING: &str = "missing";
    /// A word of `status`.
    pub const STATUS_PLACEHOLDER: &str = "placeholder";
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
}

impl env::Key {
    /// A word of `status`.
    pub const STATUS_SET: &str = "set";
    /// A word of `status`.
    pub const STATUS_EMPTY: &str = "empty";
    /// A word of `status`.
    pub const STATUS_PLACEHOLDER: &str = "placeholder";
    /// A word of `quoting`.
    pub const QUOTING_NONE: &str = "none";
    /// A word of `quoting`.
    pub const QUOTING_SINGLE: &str = "single";
    /// A word of `quoting`.
    pub const QUOTING_DOUBLE: &str = "double";
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
    /// A word of `strength`.
    pub const STRENGTH_VERY_WEAK: &str = "very-weak";
    /// A word of `strength`.
    pub const STRENGTH_WEAK: &str = "weak";
    /// A word of `strength`.
    pub const STRENGTH_FAIR: &str = "fair";
    /// A word of `strength`.
    pub const STRENGTH_STRONG: &str = "strong";
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

impl crate::Source {
    /// A word of `kind`.
    pub const KIND_FILE: &str = "file";
    /// A word of `kind`.
    pub const KIND_COMMAND: &str = "command";
    /// A word of `kind`.
    pub const KIND_LOGICAL: &str = "logical";
}

impl packet_filter::Manager {
    /// A word of `purpose`.
    pub const PURPOSE_FIREWALL: &str = "firewall";
    /// A word of `purpose`.
    pub const PURPOSE_CONTAINERS: &str = "containers";
    /// A word of `purpose`.
    pub const PURPOSE_BANS: &str = "bans";
    /// A word of `purpose`.
    pub const PURPOSE_NETWORK: &str = "network";
}

impl packet_filter::FilterOverview {
    /// A word of `basis`.
    pub const BASIS_NFT: &str = "nft";
    /// A word of `basis`.
    pub const BASIS_IPTABLES: &str = "iptables";
    /// A word of `basis`.
    pub const BASIS_IP6TABLES: &str = "ip6tables";
    /// A word of `basis`.
    pub const BASIS_IPTABLES_LEGACY: &str = "iptables-legacy";
    /// A word of `basis`.
    pub const BASIS_UFW_FILES: &str = "ufw-files";
    /// A word of `basis`.
    pub const BASIS_NFT_FILES: &str = "nft-files";
    /// A word of `basis`.
    pub const BASIS_FIREWALLD_FILES: &str = "firewalld-files";
    /// A word of `basis`.
    pub const BASIS_RULES_V4: &str = "rules-v4";
    /// A word of `basis`.
    pub const BASIS_RULES_V6: &str = "rules-v6";
    /// A word of `basis`.
    pub const BASIS_COMPOSE: &str = "compose";
    /// A word of `basis`.
    pub const BASIS_KERNEL: &str = "kernel";
}

impl packet_filter::Reach {
    /// A word of `family`.
    pub const FAMILY_IPV4: &str = "ipv4";
    /// A word of `family`.
    pub const FAMILY_IPV6: &str = "ipv6";
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `verdict`.
    pub const VERDICT_OPEN: &str = "open";
    /// A word of `verdict`.
    pub const VERDICT_LIMITED: &str = "limited";
    /// A word of `verdict`.
    pub const VERDICT_FILTERED: &str = "filtered";
    /// A word of `verdict`.
    pub const VERDICT_REFUSED: &str = "refused";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN: &str = "unknown";
    /// A word of `path`.
    pub const PATH_INPUT: &str = "input";
    /// A word of `path`.
    pub const PATH_FORWARD: &str = "forward";
}

impl packet_filter::PublishedPort {
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `protocol`.
    pub const PROTOCOL_SCTP: &str = "sctp";
    /// A word of `basis`.
    pub const BASIS_COMPOSE: &str = "compose";
    /// A word of `basis`.
    pub const BASIS_NAT: &str = "nat";
    /// A word of `verdict`.
    pub const VERDICT_OPEN: &str = "open";
    /// A word of `verdict`.
    pub const VERDICT_LIMITED: &str = "limited";
    /// A word of `verdict`.
    pub const VERDICT_FILTERED: &str = "filtered";
    /// A word of `verdict`.
    pub const VERDICT_REFUSED: &str = "refused";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN: &str = "unknown";
    /// A word of `verdict`.
    pub const VERDICT_LOCAL: &str = "local";
    /// A word of `input_verdict`.
    pub const INPUT_VERDICT_OPEN: &str = "open";
    /// A word of `input_verdict`.
    pub const INPUT_VERDICT_LIMITED: &str = "limited";
    /// A word of `input_verdict`.
    pub const INPUT_VERDICT_FILTERED: &str = "filtered";
    /// A word of `input_verdict`.
    pub const INPUT_VERDICT_REFUSED: &str = "refused";
    /// A word of `input_verdict`.
    pub const INPUT_VERDICT_UNKNOWN: &str = "unknown";
}

impl sockets::Listener {
    /// A word of `protocol`.
    pub const PROTOCOL_TCP: &str = "tcp";
    /// A word of `protocol`.
    pub const PROTOCOL_UDP: &str = "udp";
    /// A word of `family`.
    pub const FAMILY_IPV4: &str = "ipv4";
    /// A word of `family`.
    pub const FAMILY_IPV6: &str = "ipv6";
}

impl host::HostIdentity {
    /// A word of `init_system`.
    pub const INIT_SYSTEM_SYSTEMD: &str = "systemd";
    /// A word of `init_system`.
    pub const INIT_SYSTEM_OPENRC: &str = "openrc";
}

impl host::Address {
    /// A word of `family`.
    pub const FAMILY_IPV4: &str = "ipv4";
    /// A word of `family`.
    pub const FAMILY_IPV6: &str = "ipv6";
    /// A word of `scope`.
    pub const SCOPE_GLOBAL: &str = "global";
    /// A word of `scope`.
    pub const SCOPE_PRIVATE: &str = "private";
    /// A word of `scope`.
    pub const SCOPE_LINK_LOCAL: &str = "link-local";
    /// A word of `scope`.
    pub const SCOPE_LOOPBACK: &str = "loopback";
}

impl mail::SpfPolicy {
    /// A word of `verdict`.
    pub const VERDICT_OK: &str = "ok";
    /// A word of `verdict`.
    pub const VERDICT_NONE: &str = "none";
    /// A word of `verdict`.
    pub const VERDICT_PERMERROR: &str = "permerror";
    /// A word of `verdict`.
    pub const VERDICT_TEMPERROR: &str = "temperror";
    /// A word of `problem`.
    pub const PROBLEM_MULTIPLE_RECORDS: &str = "multiple-records";
    /// A word of `problem`.
    pub const PROBLEM_SYNTAX: &str = "syntax";
    /// A word of `problem`.
    pub const PROBLEM_TOO_MANY_LOOKUPS: &str = "too-many-lookups";
    /// A word of `problem`.
    pub const PROBLEM_TOO_MANY_VOID_LOOKUPS: &str = "too-many-void-lookups";
    /// A word of `problem`.
    pub const PROBLEM_TOO_MANY_MAIL_SERVERS: &str = "too-many-mail-servers";
    /// A word of `problem`.
    pub const PROBLEM_INCLUDE_WITHOUT_RECORD: &str = "include-without-record";
    /// A word of `problem`.
    pub const PROBLEM_REDIRECT_WITHOUT_RECORD: &str = "redirect-without-record";
    /// A word of `problem`.
    pub const PROBLEM_LOOP: &str = "loop";
    /// A word of `all`.
    pub const ALL_PLUS: &str = "+";
    /// A word of `all`.
    pub const ALL_MINUS: &str = "-";
    /// A word of `all`.
    pub const ALL_TILDE: &str = "~";
    /// A word of `all`.
    pub const ALL_QUESTION_MARK: &str = "?";
}

impl mail::DkimKey {
    /// A word of `status`.
    pub const STATUS_PRESENT: &str = "present";
    /// A word of `status`.
    pub const STATUS_MISSING: &str = "missing";
    /// A word of `status`.
    pub const STATUS_REVOKED: &str = "revoked";
    /// A word of `status`.
    pub const STATUS_INVALID: &str = "invalid";
    /// A word of `key_type`.
    pub const KEY_TYPE_RSA: &str = "rsa";
    /// A word of `key_type`.
    pub const KEY_TYPE_ED25519: &str = "ed25519";
}

impl mail::DmarcPolicy {
    /// A word of `verdict`.
    pub const VERDICT_OK: &str = "ok";
    /// A word of `verdict`.
    pub const VERDICT_NONE: &str = "none";
    /// A word of `verdict`.
    pub const VERDICT_INVALID: &str = "invalid";
    /// A word of `policy`.
    pub const POLICY_NONE: &str = "none";
    /// A word of `policy`.
    pub const POLICY_QUARANTINE: &str = "quarantine";
    /// A word of `policy`.
    pub const POLICY_REJECT: &str = "reject";
    /// A word of `subdomain_policy`.
    pub const SUBDOMAIN_POLICY_NONE: &str = "none";
    /// A word of `subdomain_policy`.
    pub const SUBDOMAIN_POLICY_QUARANTINE: &str = "quarantine";
    /// A word of `subdomain_policy`.
    pub const SUBDOMAIN_POLICY_REJECT: &str = "reject";
    /// A word of `nonexistent_policy`.
    pub const NONEXISTENT_POLICY_NONE: &str = "none";
    /// A word of `nonexistent_policy`.
    pub const NONEXISTENT_POLICY_QUARANTINE: &str = "quarantine";
    /// A word of `nonexistent_policy`.
    pub const NONEXISTENT_POLICY_REJECT: &str = "reject";
}

impl mail::Sender {
    /// A word of `origin`.
    pub const ORIGIN_TARGET: &str = "target";
    /// A word of `origin`.
    pub const ORIGIN_ENV: &str = "env";
    /// A word of `origin`.
    pub const ORIGIN_DOMAIN: &str = "domain";
}

impl sshd::SshdServer {
    /// A word of `cross_check`.
    pub const CROSS_CHECK_AGREED: &str = "agreed";
    /// A word of `cross_check`.
    pub const CROSS_CHECK_DISAGREED: &str = "disagreed";
    /// A word of `cross_check`.
    pub const CROSS_CHECK_ACCEPTED: &str = "accepted";
}

impl sshd::Problem {
    /// A word of `effect`.
    pub const EFFECT_REFUSED: &str = "refused";
    /// A word of `effect`.
    pub const EFFECT_UNKNOWN: &str = "unknown";
    /// A word of `effect`.
    pub const EFFECT_WARNING: &str = "warning";
    /// A word of `effect`.
    pub const EFFECT_NOTE: &str = "note";
    /// A word of `effect`.
    pub const EFFECT_NEXT_START: &str = "next-start";
}

impl tls::Verification {
    /// A word of `verdict`.
    pub const VERDICT_TRUSTED: &str = "trusted";
    /// A word of `verdict`.
    pub const VERDICT_EXPIRED: &str = "expired";
    /// A word of `verdict`.
    pub const VERDICT_NOT_YET_VALID: &str = "not-yet-valid";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN_ISSUER: &str = "unknown-issuer";
    /// A word of `verdict`.
    pub const VERDICT_MISSING_INTERMEDIATE: &str = "missing-intermediate";
    /// A word of `verdict`.
    pub const VERDICT_SELF_SIGNED: &str = "self-signed";
    /// A word of `verdict`.
    pub const VERDICT_NOT_A_CA: &str = "not-a-ca";
    /// A word of `verdict`.
    pub const VERDICT_WEAK: &str = "weak";
    /// A word of `verdict`.
    pub const VERDICT_MALFORMED: &str = "malformed";
    /// A word of `verdict`.
    pub const VERDICT_NONE: &str = "none";
    /// A word of `anchor`.
    pub const ANCHOR_WEB: &str = "web";
    /// A word of `anchor`.
    pub const ANCHOR_FILE: &str = "file";
    /// A word of `anchor`.
    pub const ANCHOR_CLOUDFLARE_ORIGIN_CA: &str = "cloudflare-origin-ca";
}

impl tls::TlsVersion {
    /// A word of `name`.
    pub const NAME_1_0: &str = "1.0";
    /// A word of `name`.
    pub const NAME_1_1: &str = "1.1";
    /// A word of `name`.
    pub const NAME_1_2: &str = "1.2";
    /// A word of `name`.
    pub const NAME_1_3: &str = "1.3";
}

impl tls::Endpoint {
    /// A word of `scope`.
    pub const SCOPE_EDGE: &str = "edge";
    /// A word of `scope`.
    pub const SCOPE_ORIGIN: &str = "origin";
    /// A word of `scope`.
    pub const SCOPE_BOTH: &str = "both";
    /// A word of `shown_to`.
    pub const SHOWN_TO_RSA: &str = "rsa";
    /// A word of `shown_to`.
    pub const SHOWN_TO_ECDSA: &str = "ecdsa";
    /// A word of `shown_to`.
    pub const SHOWN_TO_EDDSA: &str = "eddsa";
    /// A word of `shown_to`.
    pub const SHOWN_TO_NO_NAME: &str = "no-name";
}
