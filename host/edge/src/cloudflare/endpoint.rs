//! Which questions the API is asked, and the permission that each of them needs. Knows neither
//! HTTP nor what becomes of the answers.

/// A question about the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Endpoint {
    /// Path below `zones/ID`, and the key of its answer in an export.
    pub(super) path: &'static str,
    /// What follows the path, besides pages.
    pub(super) query: &'static str,
    /// As Cloudflare's page for new tokens names it, with `:Read`
    /// (<https://developers.cloudflare.com/fundamentals/api/reference/permissions/>). Which one an
    /// endpoint accepts is on the endpoint's own page.
    pub(super) permission: &'static str,
    /// Entries on a page, for an endpoint that pages.
    pub(super) per_page: Option<u32>,
}

/// What the zone itself is asked for with.
pub(super) const ZONE_PERMISSION: &str = "Zone:Read";

const SETTINGS: &str = "Zone Settings:Read";
const DNS: &str = "DNS:Read";
const CERTIFICATES: &str = "SSL and Certificates:Read";
const WAF: &str = "Zone WAF:Read";

/// The settings that are read. All others leave the security of the zone as it is.
pub(super) const SETTING_PATHS: [&str; 13] = [
    "settings/ssl",
    "settings/ssl_automatic_mode",
    "settings/min_tls_version",
    "settings/tls_1_3",
    "settings/0rtt",
    "settings/always_use_https",
    "settings/automatic_https_rewrites",
    "settings/opportunistic_encryption",
    "settings/security_header",
    "settings/security_level",
    "settings/browser_check",
    "settings/development_mode",
    "settings/tls_client_auth",
];

pub(super) const DNSSEC: Endpoint = endpoint("dnssec", DNS);
pub(super) const UNIVERSAL_SSL: Endpoint = endpoint("ssl/universal/settings", CERTIFICATES);
pub(super) const ORIGIN_PULLS: Endpoint = endpoint("origin_tls_client_auth/settings", CERTIFICATES);
pub(super) const BOTS: Endpoint = endpoint("bot_management", "Bot Management:Read");
/// Those that are switched on: without a status the API lists, by its documentation, the others
/// (<https://developers.cloudflare.com/api/resources/page_rules/methods/list/>).
pub(super) const PAGE_RULES: Endpoint = Endpoint {
    query: "?status=active",
    ..endpoint("pagerules", "Page Rules:Read")
};
/// 1,000 records are less than a megabyte; the API takes more.
pub(super) const DNS_RECORDS: Endpoint = paged("dns_records", DNS, 1000);
/// Of every status: without one the API lists only those that are active
/// (<https://developers.cloudflare.com/api/resources/ssl/subresources/certificate_packs/methods/list/>).
/// 50 are the most that it takes.
pub(super) const CERTIFICATE_PACKS: Endpoint = Endpoint {
    query: "?status=all",
    ..paged("ssl/certificate_packs", CERTIFICATES, 50)
};

/// The phases whose rules are read, by name.
pub(super) const PHASES: [(&str, Endpoint); 4] = [
    (
        "http_request_firewall_custom",
        endpoint(
            "rulesets/phases/http_request_firewall_custom/entrypoint",
            WAF,
        ),
    ),
    (
        "http_request_firewall_managed",
        endpoint(
            "rulesets/phases/http_request_firewall_managed/entrypoint",
            WAF,
        ),
    ),
    (
        "http_ratelimit",
        endpoint("rulesets/phases/http_ratelimit/entrypoint", WAF),
    ),
    (
        "http_config_settings",
        endpoint(
            "rulesets/phases/http_config_settings/entrypoint",
            "Config Rules:Read",
        ),
    ),
];

/// The name of page rules among the phases.
pub(super) const PAGE_RULES_PHASE: &str = "page-rules";

const fn endpoint(path: &'static str, permission: &'static str) -> Endpoint {
    Endpoint {
        path,
        query: "",
        permission,
        per_page: None,
    }
}

const fn paged(path: &'static str, permission: &'static str, per_page: u32) -> Endpoint {
    Endpoint {
        per_page: Some(per_page),
        ..endpoint(path, permission)
    }
}

/// A setting of [`SETTING_PATHS`].
pub(super) const fn setting(path: &'static str) -> Endpoint {
    endpoint(path, SETTINGS)
}

/// Every question about the zone.
pub(super) fn all() -> Vec<Endpoint> {
    let others = [
        DNSSEC,
        UNIVERSAL_SSL,
        ORIGIN_PULLS,
        BOTS,
        PAGE_RULES,
        DNS_RECORDS,
        CERTIFICATE_PACKS,
    ];
    SETTING_PATHS
        .into_iter()
        .map(setting)
        .chain(PHASES.into_iter().map(|(_, endpoint)| endpoint))
        .chain(others)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_which_phases_are_read() {
        let page = include_str!("../../../../docs/edge-cloudflare.md");
        let mut shown: Vec<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.strip_suffix("` | yes |"))
            .collect();
        shown.sort_unstable();
        let mut phases: Vec<&str> = PHASES.iter().map(|(phase, _)| *phase).collect();
        phases.sort_unstable();
        assert_eq!(shown, phases);
    }

    #[test]
    fn the_page_s_export_asks_every_question() {
        let page = include_str!("../../../../docs/edge-cloudflare.md");
        for endpoint in all() {
            assert!(
                page.contains(&format!("{}{}", endpoint.path, endpoint.query)),
                "{}",
                endpoint.path
            );
        }
    }
}
