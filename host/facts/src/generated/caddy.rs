// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:proxy/caddy`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// The Caddyfile, and whether Caddy takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Caddyfile {
    /// Absolute path on the host.
    pub file: String,
    /// How it was found. One of `named` (`targets.caddyfile`), `mounted` (a service of the Compose project
    /// mounts it where Caddy looks) or `usual` (/etc/caddy/Caddyfile).
    pub found: String,
    /// The service of the Compose project that Caddy is; none where it runs on the host itself.
    pub service: Option<String>,
    /// One of `read` (Muster found nothing to refuse), `refused` or `unknown` (there is a directive or a
    /// module that Muster does not know, which may be a plugin's or a mistake).
    pub verdict: String,
    /// What is refused or not known, without any value.
    pub reason: Option<String>,
    /// Where; the file where the line is not known.
    pub source: Source,
}

impl Caddyfile {
    /// What `found` can be.
    pub const FOUND: Vocabulary = Vocabulary {
        field: "caddy.caddyfile.found",
        words: &["named", "mounted", "usual"],
        beginnings: &[],
    };
    /// A word of `found`.
    pub const FOUND_NAMED: &str = "named";
    /// A word of `found`.
    pub const FOUND_MOUNTED: &str = "mounted";
    /// A word of `found`.
    pub const FOUND_USUAL: &str = "usual";
    /// What `verdict` can be.
    pub const VERDICT: Vocabulary = Vocabulary {
        field: "caddy.caddyfile.verdict",
        words: &["read", "refused", "unknown"],
        beginnings: &[],
    };
    /// A word of `verdict`.
    pub const VERDICT_READ: &str = "read";
    /// A word of `verdict`.
    pub const VERDICT_REFUSED: &str = "refused";
    /// A word of `verdict`.
    pub const VERDICT_UNKNOWN: &str = "unknown";
}

impl Words for Caddyfile {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::FOUND, &mut self.found, visit);
        self.service.visit(visit);
        crate::vocabulary::visit_texts(&Self::VERDICT, &mut self.verdict, visit);
        self.reason.visit(visit);
        self.source.visit(visit);
    }
}

/// A global option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct GlobalOption {
    /// One of `admin`, `acme_ca`, `auto_https` or `local_certs`.
    pub name: String,
    /// `off`, or the address of `admin`; the host of `acme_ca`; a word of `auto_https`; `on`.
    pub value: String,
    /// `source`
    pub source: Source,
}

impl GlobalOption {
    /// What `name` can be.
    pub const NAME: Vocabulary = Vocabulary {
        field: "caddy.global-option.name",
        words: &["admin", "acme_ca", "auto_https", "local_certs"],
        beginnings: &[],
    };
    /// A word of `name`.
    pub const NAME_ADMIN: &str = "admin";
    /// A word of `name`.
    pub const NAME_ACME_CA: &str = "acme_ca";
    /// A word of `name`.
    pub const NAME_AUTO_HTTPS: &str = "auto_https";
    /// A word of `name`.
    pub const NAME_LOCAL_CERTS: &str = "local_certs";
}

impl Words for GlobalOption {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::NAME, &mut self.name, visit);
        self.source.visit(visit);
    }
}

/// What the global option `servers` says of all listeners, or of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Server {
    /// Its listener; none for all.
    pub listener: Option<String>,
    /// Networks in CIDR notation; `private_ranges` is written out.
    #[cfg_attr(feature = "component", component(name = "trusted-proxies"))]
    pub trusted_proxies: Vec<String>,
    /// Modules that know the networks at run time, such as `cloudflare`.
    #[cfg_attr(feature = "component", component(name = "trusted-modules"))]
    pub trusted_modules: Vec<String>,
    /// `trusted_proxies_strict`.
    pub strict: bool,
    /// In the order in which they are looked at; empty where nothing is said, which is
    /// `X-Forwarded-For`.
    #[cfg_attr(feature = "component", component(name = "client-ip-headers"))]
    pub client_ip_headers: Vec<String>,
    /// `log-credentials`
    #[cfg_attr(feature = "component", component(name = "log-credentials"))]
    pub log_credentials: bool,
    /// Where `trusted_proxies` stands, else the option.
    pub source: Source,
}

impl Words for Server {
    fn visit(&mut self, visit: Visit<'_>) {
        self.listener.visit(visit);
        self.trusted_proxies.visit(visit);
        self.trusted_modules.visit(visit);
        self.client_ip_headers.visit(visit);
        self.source.visit(visit);
    }
}

/// One address of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Address {
    /// One of `http` or `https`.
    pub scheme: String,
    /// Lower case, may begin with `*.`; none for every host.
    pub host: Option<String>,
    /// `port`
    pub port: u16,
}

impl Address {
    /// What `scheme` can be.
    pub const SCHEME: Vocabulary = Vocabulary {
        field: "caddy.address.scheme",
        words: &["http", "https"],
        beginnings: &[],
    };
    /// A word of `scheme`.
    pub const SCHEME_HTTP: &str = "http";
    /// A word of `scheme`.
    pub const SCHEME_HTTPS: &str = "https";
}

impl Words for Address {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::SCHEME, &mut self.scheme, visit);
        self.host.visit(visit);
    }
}

/// A site block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Site {
    /// Its addresses as they are written, which no other site has.
    pub name: String,
    /// `addresses`
    pub addresses: Vec<Address>,
    /// Addresses that it is bound to; empty for all.
    pub bound: Vec<String>,
    /// Where its certificates come from. One of `automatic`, `internal` (Caddy's own authority),
    /// `files` or `other` (an issuer or manager that Muster does not know).
    pub certificates: String,
    /// Host of the ACME directory that the site names itself.
    pub authority: Option<String>,
    /// Whether it does nothing but redirect to HTTPS.
    pub redirects: bool,
    /// `source`
    pub source: Source,
}

impl Site {
    /// What `certificates` can be.
    pub const CERTIFICATES: Vocabulary = Vocabulary {
        field: "caddy.site.certificates",
        words: &["automatic", "internal", "files", "other"],
        beginnings: &[],
    };
    /// A word of `certificates`.
    pub const CERTIFICATES_AUTOMATIC: &str = "automatic";
    /// A word of `certificates`.
    pub const CERTIFICATES_INTERNAL: &str = "internal";
    /// A word of `certificates`.
    pub const CERTIFICATES_FILES: &str = "files";
    /// A word of `certificates`.
    pub const CERTIFICATES_OTHER: &str = "other";
}

impl Words for Site {
    fn visit(&mut self, visit: Visit<'_>) {
        self.addresses.visit(visit);
        self.bound.visit(visit);
        crate::vocabulary::visit_texts(&Self::CERTIFICATES, &mut self.certificates, visit);
        self.authority.visit(visit);
        self.source.visit(visit);
    }
}

/// What a site, or Caddy itself, writes to a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Log {
    /// None for a log of the global options.
    pub site: Option<String>,
    /// None for one without a name; `default` is Caddy's own.
    pub name: Option<String>,
    /// One of `stderr`, `stdout`, `discard`, `file`, `net` or `other`.
    pub output: String,
    /// Of a file, as Caddy sees it: in a container it is a path of the container.
    pub path: Option<String>,
    /// Whether the file is rotated.
    pub rolls: bool,
    /// How many rotated files are kept; negative for all.
    pub keep: i64,
    /// For how many days they are kept.
    #[cfg_attr(feature = "component", component(name = "keep-days"))]
    pub keep_days: i64,
    /// In MiB.
    pub size: i64,
    /// `source`
    pub source: Source,
}

impl Log {
    /// What `output` can be.
    pub const OUTPUT: Vocabulary = Vocabulary {
        field: "caddy.log.output",
        words: &["stderr", "stdout", "discard", "file", "net", "other"],
        beginnings: &[],
    };
    /// A word of `output`.
    pub const OUTPUT_STDERR: &str = "stderr";
    /// A word of `output`.
    pub const OUTPUT_STDOUT: &str = "stdout";
    /// A word of `output`.
    pub const OUTPUT_DISCARD: &str = "discard";
    /// A word of `output`.
    pub const OUTPUT_FILE: &str = "file";
    /// A word of `output`.
    pub const OUTPUT_NET: &str = "net";
    /// A word of `output`.
    pub const OUTPUT_OTHER: &str = "other";
}

impl Words for Log {
    fn visit(&mut self, visit: Visit<'_>) {
        self.site.visit(visit);
        self.name.visit(visit);
        crate::vocabulary::visit_texts(&Self::OUTPUT, &mut self.output, visit);
        self.path.visit(visit);
        self.source.visit(visit);
    }
}

/// What a request must be like. It holds when one of its alternatives does: those of the same `clause`,
/// while all clauses have to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Condition {
    /// `clause`
    pub clause: u32,
    /// One of `path`, `host`, `method`, `header`, `remote_ip`, `client_ip`, `query`, `rewritten-path` (a
    /// path that a rewrite may have changed before) or `other`.
    pub kind: String,
    /// Whether the request must not be like this.
    pub negated: bool,
    /// The field of `header`, as it is written.
    pub field: Option<String>,
    /// One of them is enough. Paths with `*` for any text, hosts, methods, networks in CIDR notation; empty
    /// for the other kinds.
    pub values: Vec<String>,
    /// Of `header`, what its values are like, one of which is enough. Any of `any` (whatever it is), `absent`
    /// (there is no such header), `guessable` (a short word), `secret` (long, or from a variable) or
    /// `pattern`.
    pub shapes: Vec<String>,
    /// Whether all values are known.
    pub known: bool,
    /// `source`
    pub source: Source,
}

impl Condition {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "caddy.condition.kind",
        words: &["path", "host", "method", "header", "remote_ip", "client_ip", "query", "rewritten-path", "other"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_PATH: &str = "path";
    /// A word of `kind`.
    pub const KIND_HOST: &str = "host";
    /// A word of `kind`.
    pub const KIND_METHOD: &str = "method";
    /// A word of `kind`.
    pub const KIND_HEADER: &str = "header";
    /// A word of `kind`.
    pub const KIND_REMOTE_IP: &str = "remote_ip";
    /// A word of `kind`.
    pub const KIND_CLIENT_IP: &str = "client_ip";
    /// A word of `kind`.
    pub const KIND_QUERY: &str = "query";
    /// A word of `kind`.
    pub const KIND_REWRITTEN_PATH: &str = "rewritten-path";
    /// A word of `kind`.
    pub const KIND_OTHER: &str = "other";
    /// What `shapes` can be.
    pub const SHAPES: Vocabulary = Vocabulary {
        field: "caddy.condition.shapes",
        words: &["any", "absent", "guessable", "secret", "pattern"],
        beginnings: &[],
    };
    /// A word of `shapes`.
    pub const SHAPES_ANY: &str = "any";
    /// A word of `shapes`.
    pub const SHAPES_ABSENT: &str = "absent";
    /// A word of `shapes`.
    pub const SHAPES_GUESSABLE: &str = "guessable";
    /// A word of `shapes`.
    pub const SHAPES_SECRET: &str = "secret";
    /// A word of `shapes`.
    pub const SHAPES_PATTERN: &str = "pattern";
}

impl Words for Condition {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.field.visit(visit);
        self.values.visit(visit);
        crate::vocabulary::visit_texts(&Self::SHAPES, &mut self.shapes, visit);
        self.source.visit(visit);
    }
}

/// A handler that answers a request, passes it on, or asks who sends it; in the order in which Caddy
/// runs those of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Route {
    /// `site`
    pub site: String,
    /// Unique in the site: what leads to it, such as `handle /v1/* > reverse_proxy`.
    pub name: String,
    /// One of `proxy` (it passes the request on), `refusal` (with a status of 400 and more, or none),
    /// `authentication` (who is not known does not pass it), `redirect` or `answer`.
    pub kind: String,
    /// `conditions`
    pub conditions: Vec<Condition>,
    /// What a request has passed before it comes here, under whatever conditions. Any of `basic` or
    /// `forward`.
    pub authenticated: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Route {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "caddy.route.kind",
        words: &["proxy", "refusal", "authentication", "redirect", "answer"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_PROXY: &str = "proxy";
    /// A word of `kind`.
    pub const KIND_REFUSAL: &str = "refusal";
    /// A word of `kind`.
    pub const KIND_AUTHENTICATION: &str = "authentication";
    /// A word of `kind`.
    pub const KIND_REDIRECT: &str = "redirect";
    /// A word of `kind`.
    pub const KIND_ANSWER: &str = "answer";
    /// What `authenticated` can be.
    pub const AUTHENTICATED: Vocabulary = Vocabulary {
        field: "caddy.route.authenticated",
        words: &["basic", "forward"],
        beginnings: &[],
    };
    /// A word of `authenticated`.
    pub const AUTHENTICATED_BASIC: &str = "basic";
    /// A word of `authenticated`.
    pub const AUTHENTICATED_FORWARD: &str = "forward";
}

impl Words for Route {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.conditions.visit(visit);
        crate::vocabulary::visit_texts(&Self::AUTHENTICATED, &mut self.authenticated, visit);
        self.source.visit(visit);
    }
}

/// What is done to a header of a request before it goes to an upstream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct HeaderOperation {
    /// See `site` and `name` of `route`.
    pub site: String,
    /// `route`
    pub route: String,
    /// What does it. One of `header_up`, `request_header` or `forward_auth`.
    pub directive: String,
    /// One of `set`, `add`, `delete` or `replace`.
    pub operation: String,
    /// As it is written; with `*` for any text where it is deleted.
    pub field: String,
    /// Whether it is set to what the request has said.
    pub keeps: bool,
    /// Under which conditions, beside those of the route.
    pub conditions: Vec<Condition>,
    /// `source`
    pub source: Source,
}

impl HeaderOperation {
    /// What `directive` can be.
    pub const DIRECTIVE: Vocabulary = Vocabulary {
        field: "caddy.header-operation.directive",
        words: &["header_up", "request_header", "forward_auth"],
        beginnings: &[],
    };
    /// A word of `directive`.
    pub const DIRECTIVE_HEADER_UP: &str = "header_up";
    /// A word of `directive`.
    pub const DIRECTIVE_REQUEST_HEADER: &str = "request_header";
    /// A word of `directive`.
    pub const DIRECTIVE_FORWARD_AUTH: &str = "forward_auth";
    /// What `operation` can be.
    pub const OPERATION: Vocabulary = Vocabulary {
        field: "caddy.header-operation.operation",
        words: &["set", "add", "delete", "replace"],
        beginnings: &[],
    };
    /// A word of `operation`.
    pub const OPERATION_SET: &str = "set";
    /// A word of `operation`.
    pub const OPERATION_ADD: &str = "add";
    /// A word of `operation`.
    pub const OPERATION_DELETE: &str = "delete";
    /// A word of `operation`.
    pub const OPERATION_REPLACE: &str = "replace";
}

impl Words for HeaderOperation {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::DIRECTIVE, &mut self.directive, visit);
        crate::vocabulary::visit_texts(&Self::OPERATION, &mut self.operation, visit);
        self.conditions.visit(visit);
        self.source.visit(visit);
    }
}

/// Where a route passes requests on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Upstream {
    /// See `site` and `name` of `route`.
    pub site: String,
    /// `route`
    pub route: String,
    /// As it is written, `api:8000`; none where it is not known, or only at run time.
    pub address: Option<String>,
    /// None for a socket of the host, and where it is not known.
    pub host: Option<String>,
    /// `port`
    pub port: Option<u16>,
    /// Whether it speaks TLS.
    pub tls: bool,
    /// Whether its certificate is checked (`tls_insecure_skip_verify`).
    pub verified: bool,
    /// `source`
    pub source: Source,
}

impl Words for Upstream {
    fn visit(&mut self, visit: Visit<'_>) {
        self.address.visit(visit);
        self.host.visit(visit);
        self.port.visit(visit);
        self.source.visit(visit);
    }
}

/// Networks from which a `reverse_proxy` believes the headers of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct RouteTrust {
    /// See `site` and `name` of `route`.
    pub site: String,
    /// `route`
    pub route: String,
    /// In CIDR notation; `private_ranges` is written out.
    pub networks: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Words for RouteTrust {
    fn visit(&mut self, visit: Visit<'_>) {
        self.networks.visit(visit);
        self.source.visit(visit);
    }
}

/// A part of the Caddyfile that is not known: a directive of a plugin, a variable without a value.
/// Everything else is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Gap {
    /// None for a part of the global options, or of a site that is not known itself.
    pub site: Option<String>,
    /// One of `sites` (there may be others), `options`, `servers`, `addresses`, `tls`, `logs`, `routes`
    /// (there may be others), `upstreams` or `headers`.
    pub part: String,
    /// What is wrong, without any value.
    pub reason: String,
    /// `source`
    pub source: Source,
}

impl Gap {
    /// What `part` can be.
    pub const PART: Vocabulary = Vocabulary {
        field: "caddy.gap.part",
        words: &["sites", "options", "servers", "addresses", "tls", "logs", "routes", "upstreams", "headers"],
        beginnings: &[],
    };
    /// A word of `part`.
    pub const PART_SITES: &str = "sites";
    /// A word of `part`.
    pub const PART_OPTIONS: &str = "options";
    /// A word of `part`.
    pub const PART_SERVERS: &str = "servers";
    /// A word of `part`.
    pub const PART_ADDRESSES: &str = "addresses";
    /// A word of `part`.
    pub const PART_TLS: &str = "tls";
    /// A word of `part`.
    pub const PART_LOGS: &str = "logs";
    /// A word of `part`.
    pub const PART_ROUTES: &str = "routes";
    /// A word of `part`.
    pub const PART_UPSTREAMS: &str = "upstreams";
    /// A word of `part`.
    pub const PART_HEADERS: &str = "headers";
}

impl Words for Gap {
    fn visit(&mut self, visit: Visit<'_>) {
        self.site.visit(visit);
        crate::vocabulary::visit_texts(&Self::PART, &mut self.part, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:proxy/caddy`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaddyFacts {
    /// None where there is no Caddy. A Caddyfile that is named and does not exist is an error, and so is
    /// that of a service which is nowhere on the host.
    pub configuration: Fact<Option<Caddyfile>>,
    /// The public host names (`targets.edge.web-names`), in the order given.
    pub public_names: Fact<Vec<String>>,
    /// `options`
    pub options: Fact<Vec<GlobalOption>>,
    /// `servers`
    pub servers: Fact<Vec<Server>>,
    /// `sites`
    pub sites: Fact<Vec<Site>>,
    /// `logs`
    pub logs: Fact<Vec<Log>>,
    /// `routes`
    pub routes: Fact<Vec<Route>>,
    /// `header-operations`
    pub header_operations: Fact<Vec<HeaderOperation>>,
    /// `upstreams`
    pub upstreams: Fact<Vec<Upstream>>,
    /// `route-trusts`
    pub route_trusts: Fact<Vec<RouteTrust>>,
    /// `gaps`
    pub gaps: Fact<Vec<Gap>>,
}

impl DomainFacts for CaddyFacts {
    const DOMAIN: Domain = Domain::Caddy;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.caddy.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            configuration: Err(error.clone()),
            public_names: Err(error.clone()),
            options: Err(error.clone()),
            servers: Err(error.clone()),
            sites: Err(error.clone()),
            logs: Err(error.clone()),
            routes: Err(error.clone()),
            header_operations: Err(error.clone()),
            upstreams: Err(error.clone()),
            route_trusts: Err(error.clone()),
            gaps: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.public_names.as_ref().map_or(0, Vec::len)
            + self.options.as_ref().map_or(0, Vec::len)
            + self.servers.as_ref().map_or(0, Vec::len)
            + self.sites.as_ref().map_or(0, Vec::len)
            + self.logs.as_ref().map_or(0, Vec::len)
            + self.routes.as_ref().map_or(0, Vec::len)
            + self.header_operations.as_ref().map_or(0, Vec::len)
            + self.upstreams.as_ref().map_or(0, Vec::len)
            + self.route_trusts.as_ref().map_or(0, Vec::len)
            + self.gaps.as_ref().map_or(0, Vec::len)
    }
}

impl Words for CaddyFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.configuration.visit(visit);
        self.public_names.visit(visit);
        self.options.visit(visit);
        self.servers.visit(visit);
        self.sites.visit(visit);
        self.logs.visit(visit);
        self.routes.visit(visit);
        self.header_operations.visit(visit);
        self.upstreams.visit(visit);
        self.route_trusts.visit(visit);
        self.gaps.visit(visit);
    }
}
