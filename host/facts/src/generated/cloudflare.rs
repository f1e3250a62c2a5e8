// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:cloudflare/cloudflare`

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `zone`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Zone {
    /// `name`
    pub name: String,
    /// `active`, `pending`, …
    pub status: String,
    /// `paused`
    pub paused: bool,
    /// Who answers for the zone: `full` (Cloudflare), `partial` (other name servers, which send
    /// single names to Cloudflare), `secondary` (Cloudflare, with records of other servers), or
    /// as the API names it.
    pub kind: String,
    /// `free`, `pro`, `business`, `enterprise` or as the API names it.
    pub plan: String,
    /// Where the answers come from. One of `api` or `export`.
    pub origin: String,
    /// Name servers that Cloudflare has assigned to the zone, custom ones where it has them,
    /// lower case; empty when other servers answer for it (a partial or a secondary zone).
    #[cfg_attr(feature = "component", component(name = "name-servers"))]
    pub name_servers: Vec<String>,
    /// The public host names (`targets.edge.web-names`) that lie in this zone.
    pub names: Vec<String>,
    /// Addresses at which the host is to be reached (`targets.edge.addresses`), canonical
    /// text; empty when the project gives none.
    pub addresses: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Zone {
    /// What `origin` can be.
    pub const ORIGIN: Vocabulary = Vocabulary {
        field: "cloudflare.zone.origin",
        words: &["api", "export"],
        beginnings: &[],
    };
    /// A word of `origin`.
    pub const ORIGIN_API: &str = "api";
    /// A word of `origin`.
    pub const ORIGIN_EXPORT: &str = "export";
}

impl Words for Zone {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::ORIGIN, &mut self.origin, visit);
        self.name_servers.visit(visit);
        self.names.visit(visit);
        self.addresses.visit(visit);
        self.source.visit(visit);
    }
}

/// A zone setting, or the answer of another endpoint that holds one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Setting {
    /// The API's name for it: `ssl`, `min_tls_version`, `tls_1_3`, `always_use_https`, …; a
    /// setting that is an object is one for each of its values, such as
    /// `security_header.strict_transport_security.max_age`. Answers of other endpoints:
    /// `dnssec`, `universal_ssl`, `origin_tls_client_auth`, `bot_fight_mode`,
    /// `sbfm_definitely_automated`, `sbfm_likely_automated`, `sbfm_verified_bots`,
    /// `sbfm_static_resource_protection`, and `bot_management` (`on` where the zone has Bot
    /// Management, which acts by rules alone).
    pub name: String,
    /// As text: `strict`, `1.2`, `31536000`; `on` and `off` for true and false.
    pub value: Fact<String>,
    /// `cloudflare/example.com/settings/ssl`.
    pub source: Source,
}

impl Words for Setting {
    fn visit(&mut self, visit: Visit<'_>) {
        self.value.visit(visit);
        self.source.visit(visit);
    }
}

/// `dns-record`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct DnsRecord {
    /// `name`
    pub name: String,
    /// `record-type`
    #[cfg_attr(feature = "component", component(name = "record-type"))]
    pub record_type: String,
    /// `content`
    pub content: String,
    /// `proxied`
    pub proxied: bool,
    /// `source`
    pub source: Source,
}

impl Words for DnsRecord {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// A rule of a phase's entry point or a page rule, in the order in which they are applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct EdgeRule {
    /// One of `http_request_firewall_custom`, `http_request_firewall_managed`, `http_ratelimit`,
    /// `http_config_settings` or `page-rules`.
    pub phase: String,
    /// `id`
    pub id: String,
    /// `description`
    pub description: String,
    /// `block`, `managed_challenge`, `js_challenge`, `challenge`, `log`, `skip`, `execute`,
    /// `set_config`, …
    pub action: String,
    /// `enabled`
    pub enabled: bool,
    /// In the Rules language; for a page rule the pattern of its URL.
    pub expression: String,
    /// Phases and products that a `skip` passes over; `*` for the rest of the ruleset and of
    /// its phase, `ruleset:ID` for a managed one, `rule:ID` for one of its rules, and `?NAME`
    /// for an option that Muster does not know.
    pub skips: Vec<String>,
    /// Settings that a configuration or page rule sets, by name. For `execute`: `id` of the
    /// ruleset, and what the rule overrides: `enabled`, `action`, `sensitivity_level` for all
    /// of it, `categories/NAME/enabled` and so on for the rules with a tag, the last one of
    /// which counts, and `rules/ID/enabled` and so on for one. For a rate limit:
    /// `ratelimit/characteristics/N`, one for each thing by which it tells visitors apart, and
    /// `ratelimit/counting_expression`.
    pub overrides: Vec<(String, String)>,
    /// `source`
    pub source: Source,
}

impl EdgeRule {
    /// What `phase` can be.
    pub const PHASE: Vocabulary = Vocabulary {
        field: "cloudflare.edge-rule.phase",
        words: &["http_request_firewall_custom", "http_request_firewall_managed", "http_ratelimit", "http_config_settings", "page-rules"],
        beginnings: &[],
    };
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

impl Words for EdgeRule {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::PHASE, &mut self.phase, visit);
        self.skips.visit(visit);
        self.overrides.visit(visit);
        self.source.visit(visit);
    }
}

/// `certificate-pack`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct CertificatePack {
    /// `universal`, `advanced`, …
    pub kind: String,
    /// `status`
    pub status: String,
    /// `hosts`
    pub hosts: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Words for CertificatePack {
    fn visit(&mut self, visit: Visit<'_>) {
        self.hosts.visit(visit);
        self.source.visit(visit);
    }
}

/// What the token may not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Refusal {
    /// `zones/ZONE/settings/ssl`.
    pub endpoint: String,
    /// HTTP status and the API's error code, 0 where it names none; 200 and 0 where the API shows
    /// no zone at all.
    pub status: u16,
    /// `code`
    pub code: u32,
    /// Name of the missing permission, such as `Zone Settings:Read`.
    pub permission: String,
    /// Whether it is refused because the token belongs to an account and not to a user, so that
    /// no permission helps.
    #[cfg_attr(feature = "component", component(name = "account-token"))]
    pub account_token: bool,
}

impl Words for Refusal {
    fn visit(&mut self, _visit: Visit<'_>) {
    }
}

/// Answers to the functions of `muster:cloudflare/cloudflare`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloudflareFacts {
    /// None when the project names no zone.
    pub overview: Fact<Option<Zone>>,
    /// `settings`
    pub settings: Fact<Vec<Setting>>,
    /// `dns-records`
    pub dns_records: Fact<Vec<DnsRecord>>,
    /// By `phase`.
    ///
    /// All rules of a phase; an empty list when the zone has none. One of
    /// `http_request_firewall_custom`, `http_request_firewall_managed`, `http_ratelimit`,
    /// `http_config_settings` or `page-rules`.
    pub edge_rules: BTreeMap<String, Fact<Vec<EdgeRule>>>,
    /// `certificate-packs`
    pub certificate_packs: Fact<Vec<CertificatePack>>,
    /// `refusals`
    pub refusals: Fact<Vec<Refusal>>,
    /// Permissions of the token, where it may read them itself; none where it may not.
    /// `unsupported` for an export, which may come from another token.
    pub token_permissions: Fact<Option<Vec<String>>>,
    /// Cloudflare's published address ranges, in CIDR notation.
    pub address_ranges: Fact<Vec<String>>,
}

impl DomainFacts for CloudflareFacts {
    const DOMAIN: Domain = Domain::Cloudflare;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.cloudflare.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            settings: Err(error.clone()),
            dns_records: Err(error.clone()),
            edge_rules: BTreeMap::new(),
            certificate_packs: Err(error.clone()),
            refusals: Err(error.clone()),
            token_permissions: Err(error.clone()),
            address_ranges: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.settings.as_ref().map_or(0, Vec::len)
            + self.dns_records.as_ref().map_or(0, Vec::len)
            + self.edge_rules.values().map(|list| list.as_ref().map_or(0, Vec::len)).sum::<usize>()
            + self.certificate_packs.as_ref().map_or(0, Vec::len)
            + self.refusals.as_ref().map_or(0, Vec::len)
            + self.address_ranges.as_ref().map_or(0, Vec::len)
    }
}

impl Words for CloudflareFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.settings.visit(visit);
        self.dns_records.visit(visit);
        self.edge_rules.visit(visit);
        self.certificate_packs.visit(visit);
        self.refusals.visit(visit);
        self.token_permissions.visit(visit);
        self.address_ranges.visit(visit);
    }
}
