// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:tls/tls`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `certificate`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Certificate {
    /// `subject`
    pub subject: String,
    /// `issuer`
    pub issuer: String,
    /// DNS names and addresses of the subject alternative names.
    pub names: Vec<String>,
    /// Seconds since 1970-01-01 UTC.
    #[cfg_attr(feature = "component", component(name = "not-before"))]
    pub not_before: i64,
    /// `not-after`
    #[cfg_attr(feature = "component", component(name = "not-after"))]
    pub not_after: i64,
    /// `rsa`, `ec`, `ed25519` or the algorithm's OID.
    #[cfg_attr(feature = "component", component(name = "key-type"))]
    pub key_type: String,
    /// `key-bits`
    #[cfg_attr(feature = "component", component(name = "key-bits"))]
    pub key_bits: u32,
    /// `sha256-rsa`, `sha1-rsa`, `sha384-ecdsa`, `ed25519`, … or the algorithm's OID.
    pub signature: String,
    /// `certificate-authority`
    #[cfg_attr(feature = "component", component(name = "certificate-authority"))]
    pub certificate_authority: bool,
    /// `self-signed`
    #[cfg_attr(feature = "component", component(name = "self-signed"))]
    pub self_signed: bool,
    /// SHA-256 of the certificate, hexadecimal.
    pub sha256: String,
}

impl Words for Certificate {
    fn visit(&mut self, visit: Visit<'_>) {
        self.names.visit(visit);
    }
}

/// `verification`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Verification {
    /// The first problem, if any. One of `trusted`, `expired`, `not-yet-valid`, `unknown-issuer`,
    /// `missing-intermediate`, `self-signed`, `not-a-ca`, `weak`, `malformed` or `none`.
    pub verdict: String,
    /// A sentence on it that names the certificate.
    pub message: Option<String>,
    /// One of `web` (public roots), `file` (`targets.edge.tls-roots`) or `cloudflare-origin-ca`.
    pub anchor: Option<String>,
}

impl Verification {
    /// What `verdict` can be.
    pub const VERDICT: Vocabulary = Vocabulary {
        field: "tls.verification.verdict",
        words: &["trusted", "expired", "not-yet-valid", "unknown-issuer", "missing-intermediate", "self-signed", "not-a-ca", "weak", "malformed", "none"],
        beginnings: &[],
    };
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
    /// What `anchor` can be.
    pub const ANCHOR: Vocabulary = Vocabulary {
        field: "tls.verification.anchor",
        words: &["web", "file", "cloudflare-origin-ca"],
        beginnings: &[],
    };
    /// A word of `anchor`.
    pub const ANCHOR_WEB: &str = "web";
    /// A word of `anchor`.
    pub const ANCHOR_FILE: &str = "file";
    /// A word of `anchor`.
    pub const ANCHOR_CLOUDFLARE_ORIGIN_CA: &str = "cloudflare-origin-ca";
}

impl Words for Verification {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::VERDICT, &mut self.verdict, visit);
        self.message.visit(visit);
        crate::vocabulary::visit_texts(&Self::ANCHOR, &mut self.anchor, visit);
    }
}

/// `tls-version`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct TlsVersion {
    /// One of `1.0`, `1.1`, `1.2` or `1.3`.
    pub name: String,
    /// An error when neither acceptance nor refusal was seen.
    pub accepted: Fact<bool>,
}

impl TlsVersion {
    /// What `name` can be.
    pub const NAME: Vocabulary = Vocabulary {
        field: "tls.tls-version.name",
        words: &["1.0", "1.1", "1.2", "1.3"],
        beginnings: &[],
    };
    /// A word of `name`.
    pub const NAME_1_0: &str = "1.0";
    /// A word of `name`.
    pub const NAME_1_1: &str = "1.1";
    /// A word of `name`.
    pub const NAME_1_2: &str = "1.2";
    /// A word of `name`.
    pub const NAME_1_3: &str = "1.3";
}

impl Words for TlsVersion {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::NAME, &mut self.name, visit);
        self.accepted.visit(visit);
    }
}

/// `https-answer`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct HttpsAnswer {
    /// `status`
    pub status: u16,
    /// Value of Strict-Transport-Security, as sent.
    pub hsts: Option<String>,
    /// Value of Server.
    pub server: Option<String>,
}

impl Words for HttpsAnswer {
    fn visit(&mut self, visit: Visit<'_>) {
        self.hsts.visit(visit);
        self.server.visit(visit);
    }
}

/// `http-answer`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct HttpAnswer {
    /// `status`
    pub status: u16,
    /// Scheme and host that it redirects to.
    pub location: Option<String>,
}

impl Words for HttpAnswer {
    fn visit(&mut self, visit: Visit<'_>) {
        self.location.visit(visit);
    }
}

/// `observation`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Observation {
    /// `none` when the server accepted a handshake and presented no certificate.
    pub chain: Vec<Certificate>,
    /// Whether each certificate is issued by the next one as sent.
    #[cfg_attr(feature = "component", component(name = "chain-in-order"))]
    pub chain_in_order: bool,
    /// `trust`
    pub trust: Verification,
    /// Whether a name of the leaf covers `host` (RFC 9525).
    #[cfg_attr(feature = "component", component(name = "name-matches"))]
    pub name_matches: bool,
    /// Versions and whether a handshake with that version alone is accepted.
    pub versions: Vec<TlsVersion>,
    /// IANA names of all cipher suites that are accepted with TLS 1.2, in the order in which
    /// the server chooses among them; empty where TLS 1.2 is refused. An error when there may
    /// be more than were seen.
    #[cfg_attr(feature = "component", component(name = "tls12-suites"))]
    pub tls12_suites: Fact<Vec<String>>,
    /// Version and cipher suite of an unrestricted handshake, IANA names.
    #[cfg_attr(feature = "component", component(name = "negotiated-version"))]
    pub negotiated_version: String,
    /// `negotiated-suite`
    #[cfg_attr(feature = "component", component(name = "negotiated-suite"))]
    pub negotiated_suite: String,
    /// `h2`, `http/1.1`.
    pub alpn: Option<String>,
    /// `ocsp-stapled`
    #[cfg_attr(feature = "component", component(name = "ocsp-stapled"))]
    pub ocsp_stapled: bool,
    /// What the server says over HTTPS on `/`; an error says why there is none.
    pub https: Fact<HttpsAnswer>,
    /// What it says over plain HTTP on port 80.
    pub http: Fact<HttpAnswer>,
}

impl Words for Observation {
    fn visit(&mut self, visit: Visit<'_>) {
        self.chain.visit(visit);
        self.trust.visit(visit);
        self.versions.visit(visit);
        self.tls12_suites.visit(visit);
        self.alpn.visit(visit);
        self.https.visit(visit);
        self.http.visit(visit);
    }
}

/// `endpoint`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Endpoint {
    /// Server name that was asked for (SNI).
    pub host: String,
    /// `port`
    pub port: u16,
    /// Address that was connected to, canonical text.
    pub address: String,
    /// One of `edge` (an address from the DNS), `origin` (an address of the host itself:
    /// `targets.edge.addresses`) or `both` (they are the same).
    pub scope: String,
    /// The clients that are shown this, where the server has another certificate for them. One of
    /// `rsa`, `ecdsa` or `eddsa` (clients that verify this alone) or `no-name` (clients that do
    /// not say whom they ask for). None for any client of today.
    #[cfg_attr(feature = "component", component(name = "shown-to"))]
    pub shown_to: Option<String>,
    /// `tls/api.example.com:443/edge`.
    pub source: Source,
    /// `outcome`
    pub outcome: Fact<Observation>,
}

impl Endpoint {
    /// What `scope` can be.
    pub const SCOPE: Vocabulary = Vocabulary {
        field: "tls.endpoint.scope",
        words: &["edge", "origin", "both"],
        beginnings: &[],
    };
    /// A word of `scope`.
    pub const SCOPE_EDGE: &str = "edge";
    /// A word of `scope`.
    pub const SCOPE_ORIGIN: &str = "origin";
    /// A word of `scope`.
    pub const SCOPE_BOTH: &str = "both";
    /// What `shown_to` can be.
    pub const SHOWN_TO: Vocabulary = Vocabulary {
        field: "tls.endpoint.shown-to",
        words: &["rsa", "ecdsa", "eddsa", "no-name"],
        beginnings: &[],
    };
    /// A word of `shown_to`.
    pub const SHOWN_TO_RSA: &str = "rsa";
    /// A word of `shown_to`.
    pub const SHOWN_TO_ECDSA: &str = "ecdsa";
    /// A word of `shown_to`.
    pub const SHOWN_TO_EDDSA: &str = "eddsa";
    /// A word of `shown_to`.
    pub const SHOWN_TO_NO_NAME: &str = "no-name";
}

impl Words for Endpoint {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::SCOPE, &mut self.scope, visit);
        crate::vocabulary::visit_texts(&Self::SHOWN_TO, &mut self.shown_to, visit);
        self.source.visit(visit);
        self.outcome.visit(visit);
    }
}

/// Answers to the functions of `muster:tls/tls`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFacts {
    /// When the endpoints were asked, in seconds since 1970-01-01 UTC.
    pub asked_at: Fact<i64>,
    /// Empty when the project names no domain.
    pub endpoints: Fact<Vec<Endpoint>>,
}

impl DomainFacts for TlsFacts {
    const DOMAIN: Domain = Domain::Tls;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.tls.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            asked_at: Err(error.clone()),
            endpoints: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.endpoints.as_ref().map_or(0, Vec::len)
    }
}

impl Words for TlsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.asked_at.visit(visit);
        self.endpoints.visit(visit);
    }
}
