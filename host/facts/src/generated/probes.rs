// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:http/probes`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `redirect`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Redirect {
    /// One of `http`, `https` or `other`.
    pub scheme: String,
    /// Host and port, as far as they are a name or an address.
    pub host: String,
    /// Whether it leads to the same path.
    #[cfg_attr(feature = "component", component(name = "same-path"))]
    pub same_path: bool,
}

impl Redirect {
    /// What `scheme` can be.
    pub const SCHEME: Vocabulary = Vocabulary {
        field: "probes.redirect.scheme",
        words: &["http", "https", "other"],
        beginnings: &[],
    };
    /// A word of `scheme`.
    pub const SCHEME_HTTP: &str = "http";
    /// A word of `scheme`.
    pub const SCHEME_HTTPS: &str = "https";
    /// A word of `scheme`.
    pub const SCHEME_OTHER: &str = "other";
}

impl Words for Redirect {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::SCHEME, &mut self.scheme, visit);
    }
}

/// A cookie that the answer sets: its attributes alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Cookie {
    /// `secure`
    pub secure: bool,
    /// `http-only`
    #[cfg_attr(feature = "component", component(name = "http-only"))]
    pub http_only: bool,
    /// One of `none`, `lax`, `strict` or `missing`.
    #[cfg_attr(feature = "component", component(name = "same-site"))]
    pub same_site: String,
}

impl Cookie {
    /// What `same_site` can be.
    pub const SAME_SITE: Vocabulary = Vocabulary {
        field: "probes.cookie.same-site",
        words: &["none", "lax", "strict", "missing"],
        beginnings: &[],
    };
    /// A word of `same_site`.
    pub const SAME_SITE_NONE: &str = "none";
    /// A word of `same_site`.
    pub const SAME_SITE_LAX: &str = "lax";
    /// A word of `same_site`.
    pub const SAME_SITE_STRICT: &str = "strict";
    /// A word of `same_site`.
    pub const SAME_SITE_MISSING: &str = "missing";
}

impl Words for Cookie {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::SAME_SITE, &mut self.same_site, visit);
    }
}

/// `check`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Check {
    /// As the application calls it, in lower case; `check N` where that could be more than a name.
    pub name: String,
    /// Its verdict on this; none where it has none.
    pub ok: Option<bool>,
    /// Whether the application says that it checks this at all.
    pub enabled: Option<bool>,
    /// Whether it says that it left the check out this time.
    pub skipped: bool,
    /// How many seconds old what it looks at is, and how many it may be.
    pub age: Option<i64>,
    /// `threshold`
    pub threshold: Option<i64>,
}

impl Words for Check {
    fn visit(&mut self, visit: Visit<'_>) {
        self.ok.visit(visit);
        self.enabled.visit(visit);
        self.age.visit(visit);
        self.threshold.visit(visit);
    }
}

/// What a body says: `{"ok": …, "checks": [{"name": …, "ok": …}]}`, or an object for each check as in
/// `{"status": …, "database": {"ok": …}, "jobs": {"ok": …}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Document {
    /// Its verdict on the whole: `ok`, or a `status` that is a usual word for one.
    pub ok: Option<bool>,
    /// `age`
    pub age: Option<i64>,
    /// `threshold`
    pub threshold: Option<i64>,
    /// `checks`
    pub checks: Vec<Check>,
}

impl Words for Document {
    fn visit(&mut self, visit: Visit<'_>) {
        self.ok.visit(visit);
        self.age.visit(visit);
        self.threshold.visit(visit);
        self.checks.visit(visit);
    }
}

/// `answer`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Answer {
    /// `status`
    pub status: u16,
    /// `redirect`
    pub redirect: Option<Redirect>,
    /// Whether Cloudflare asks for proof of a browser in place of the application's answer
    /// (`cf-mitigated`).
    pub challenged: bool,
    /// Seconds for which Strict-Transport-Security holds; none without a header that browsers take.
    pub hsts: Option<u64>,
    /// Whether X-Content-Type-Options is `nosniff`.
    pub nosniff: bool,
    /// What keeps other sites from showing it in a frame. One of `none`, `x-frame-options` or
    /// `content-security-policy`.
    pub framing: String,
    /// Whether there is a Content-Security-Policy.
    #[cfg_attr(feature = "component", component(name = "content-security-policy"))]
    pub content_security_policy: bool,
    /// Referrer-Policy as browsers take it. One of `none`, `no-referrer`, `no-referrer-when-downgrade`,
    /// `same-origin`, `origin`, `strict-origin`, `origin-when-cross-origin`,
    /// `strict-origin-when-cross-origin` or `unsafe-url`.
    #[cfg_attr(feature = "component", component(name = "referrer-policy"))]
    pub referrer_policy: String,
    /// Access-Control-Allow-Origin. One of `none`, `any` (`*`), `echoed` (the origin that asked),
    /// `null` or `other`.
    #[cfg_attr(feature = "component", component(name = "allowed-origin"))]
    pub allowed_origin: String,
    /// Whether Access-Control-Allow-Credentials is `true`.
    #[cfg_attr(feature = "component", component(name = "allows-credentials"))]
    pub allows_credentials: bool,
    /// `cookies`
    pub cookies: Vec<Cookie>,
    /// Bytes of the body, as far as they were read: 256 KiB at most.
    #[cfg_attr(feature = "component", component(name = "body-size"))]
    pub body_size: u64,
    /// What the body says of the application's state, where it is a JSON object; only for `health`,
    /// `readiness` and `backup-health`, asked in the manner `anonymous`.
    pub document: Option<Document>,
}

impl Answer {
    /// What `framing` can be.
    pub const FRAMING: Vocabulary = Vocabulary {
        field: "probes.answer.framing",
        words: &["none", "x-frame-options", "content-security-policy"],
        beginnings: &[],
    };
    /// A word of `framing`.
    pub const FRAMING_NONE: &str = "none";
    /// A word of `framing`.
    pub const FRAMING_X_FRAME_OPTIONS: &str = "x-frame-options";
    /// A word of `framing`.
    pub const FRAMING_CONTENT_SECURITY_POLICY: &str = "content-security-policy";
    /// What `referrer_policy` can be.
    pub const REFERRER_POLICY: Vocabulary = Vocabulary {
        field: "probes.answer.referrer-policy",
        words: &["none", "no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin", "origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url"],
        beginnings: &[],
    };
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_NONE: &str = "none";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_NO_REFERRER: &str = "no-referrer";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_NO_REFERRER_WHEN_DOWNGRADE: &str = "no-referrer-when-downgrade";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_SAME_ORIGIN: &str = "same-origin";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_ORIGIN: &str = "origin";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_STRICT_ORIGIN: &str = "strict-origin";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_ORIGIN_WHEN_CROSS_ORIGIN: &str = "origin-when-cross-origin";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_STRICT_ORIGIN_WHEN_CROSS_ORIGIN: &str = "strict-origin-when-cross-origin";
    /// A word of `referrer_policy`.
    pub const REFERRER_POLICY_UNSAFE_URL: &str = "unsafe-url";
    /// What `allowed_origin` can be.
    pub const ALLOWED_ORIGIN: Vocabulary = Vocabulary {
        field: "probes.answer.allowed-origin",
        words: &["none", "any", "echoed", "null", "other"],
        beginnings: &[],
    };
    /// A word of `allowed_origin`.
    pub const ALLOWED_ORIGIN_NONE: &str = "none";
    /// A word of `allowed_origin`.
    pub const ALLOWED_ORIGIN_ANY: &str = "any";
    /// A word of `allowed_origin`.
    pub const ALLOWED_ORIGIN_ECHOED: &str = "echoed";
    /// A word of `allowed_origin`.
    pub const ALLOWED_ORIGIN_NULL: &str = "null";
    /// A word of `allowed_origin`.
    pub const ALLOWED_ORIGIN_OTHER: &str = "other";
}

impl Words for Answer {
    fn visit(&mut self, visit: Visit<'_>) {
        self.redirect.visit(visit);
        self.hsts.visit(visit);
        crate::vocabulary::visit_texts(&Self::FRAMING, &mut self.framing, visit);
        crate::vocabulary::visit_texts(&Self::REFERRER_POLICY, &mut self.referrer_policy, visit);
        crate::vocabulary::visit_texts(&Self::ALLOWED_ORIGIN, &mut self.allowed_origin, visit);
        self.cookies.visit(visit);
        self.document.visit(visit);
    }
}

/// One request to an endpoint that the project names (`targets.http`), and its answer. Redirects are
/// not followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Probe {
    /// What the endpoint is for. One of `health`, `readiness`, `backup-health`, `metrics`, `admin`,
    /// `webhook` or `page`.
    pub purpose: String,
    /// How it was asked. One of `anonymous` (without credentials), `authenticated` (with those of the
    /// project), `cross-origin` (as a script of a foreign site asks) or `unencrypted` (over plain HTTP).
    pub manner: String,
    /// One of `GET` or `POST`.
    pub method: String,
    /// `https://api.example.com/readyz`.
    pub url: String,
    /// The host's name or address.
    pub host: String,
    /// `http/api.example.com/readyz`.
    pub source: Source,
    /// Where asking ended, if there is no answer. One of `dns`, `tcp`, `tls`, `timeout`, `http` (what
    /// came is not a whole answer that can be read) or `credentials` (there are none to send); none
    /// where it was not asked.
    pub failure: Option<String>,
    /// `outcome`
    pub outcome: Fact<Answer>,
}

impl Probe {
    /// What `purpose` can be.
    pub const PURPOSE: Vocabulary = Vocabulary {
        field: "probes.probe.purpose",
        words: &["health", "readiness", "backup-health", "metrics", "admin", "webhook", "page"],
        beginnings: &[],
    };
    /// A word of `purpose`.
    pub const PURPOSE_HEALTH: &str = "health";
    /// A word of `purpose`.
    pub const PURPOSE_READINESS: &str = "readiness";
    /// A word of `purpose`.
    pub const PURPOSE_BACKUP_HEALTH: &str = "backup-health";
    /// A word of `purpose`.
    pub const PURPOSE_METRICS: &str = "metrics";
    /// A word of `purpose`.
    pub const PURPOSE_ADMIN: &str = "admin";
    /// A word of `purpose`.
    pub const PURPOSE_WEBHOOK: &str = "webhook";
    /// A word of `purpose`.
    pub const PURPOSE_PAGE: &str = "page";
    /// What `manner` can be.
    pub const MANNER: Vocabulary = Vocabulary {
        field: "probes.probe.manner",
        words: &["anonymous", "authenticated", "cross-origin", "unencrypted"],
        beginnings: &[],
    };
    /// A word of `manner`.
    pub const MANNER_ANONYMOUS: &str = "anonymous";
    /// A word of `manner`.
    pub const MANNER_AUTHENTICATED: &str = "authenticated";
    /// A word of `manner`.
    pub const MANNER_CROSS_ORIGIN: &str = "cross-origin";
    /// A word of `manner`.
    pub const MANNER_UNENCRYPTED: &str = "unencrypted";
    /// What `method` can be.
    pub const METHOD: Vocabulary = Vocabulary {
        field: "probes.probe.method",
        words: &["GET", "POST"],
        beginnings: &[],
    };
    /// A word of `method`.
    pub const METHOD_GET: &str = "GET";
    /// A word of `method`.
    pub const METHOD_POST: &str = "POST";
    /// What `failure` can be.
    pub const FAILURE: Vocabulary = Vocabulary {
        field: "probes.probe.failure",
        words: &["dns", "tcp", "tls", "timeout", "http", "credentials"],
        beginnings: &[],
    };
    /// A word of `failure`.
    pub const FAILURE_DNS: &str = "dns";
    /// A word of `failure`.
    pub const FAILURE_TCP: &str = "tcp";
    /// A word of `failure`.
    pub const FAILURE_TLS: &str = "tls";
    /// A word of `failure`.
    pub const FAILURE_TIMEOUT: &str = "timeout";
    /// A word of `failure`.
    pub const FAILURE_HTTP: &str = "http";
    /// A word of `failure`.
    pub const FAILURE_CREDENTIALS: &str = "credentials";
}

impl Words for Probe {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PURPOSE, &mut self.purpose, visit);
        crate::vocabulary::visit_texts(&Self::MANNER, &mut self.manner, visit);
        crate::vocabulary::visit_texts(&Self::METHOD, &mut self.method, visit);
        self.source.visit(visit);
        crate::vocabulary::visit_texts(&Self::FAILURE, &mut self.failure, visit);
        self.outcome.visit(visit);
    }
}

/// Answers to the functions of `muster:http/probes`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbesFacts {
    /// One for each endpoint and manner, in the order of the settings. Empty when the project names no
    /// endpoint. `authenticated` is only there where the command line lets the credentials be sent
    /// (`--authenticate`), or the recording has the answer.
    pub probes: Fact<Vec<Probe>>,
}

impl DomainFacts for ProbesFacts {
    const DOMAIN: Domain = Domain::Probes;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.probes.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            probes: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.probes.as_ref().map_or(0, Vec::len)
    }
}

impl Words for ProbesFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.probes.visit(visit);
    }
}
