//! What Cloudflare documents about its rules: the actions, the options of `skip`, the phases and the
//! managed rulesets. What is not in these tables is not known, and nothing passes by it.
//!
//! `docs/edge-cloudflare.md` shows the same tables, and a test holds both together.

/// What an action does to a request that its rule fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It is refused, or challenged: a person may get through, and a program does not.
    Stops,
    /// It goes on to the next rule.
    Continues,
    /// It goes on, past some rules.
    Skips,
    /// It goes through the rules of another ruleset.
    Executes,
    /// It depends on what else Cloudflare sees.
    Varies,
}

/// The actions (<https://developers.cloudflare.com/ruleset-engine/rules-language/actions/>, and those
/// of the API's schema that the page leaves out).
pub(crate) const ACTIONS: [(&str, Effect); 20] = [
    ("block", Effect::Stops),
    ("challenge", Effect::Stops),
    ("compress_response", Effect::Continues),
    ("ddos_dynamic", Effect::Varies),
    ("execute", Effect::Executes),
    ("force_connection_close", Effect::Stops),
    ("js_challenge", Effect::Stops),
    ("log", Effect::Continues),
    ("log_custom_field", Effect::Continues),
    ("managed_challenge", Effect::Stops),
    ("redirect", Effect::Varies),
    ("rewrite", Effect::Continues),
    ("route", Effect::Continues),
    ("score", Effect::Varies),
    ("serve_error", Effect::Varies),
    ("set_cache_control", Effect::Continues),
    ("set_cache_settings", Effect::Continues),
    ("set_cache_tags", Effect::Continues),
    ("set_config", Effect::Continues),
    ("skip", Effect::Skips),
];

/// What an action does; of one that is not known, nothing is.
pub(crate) fn effect(action: &str) -> Effect {
    ACTIONS
        .iter()
        .find(|(name, _)| *name == action)
        .map_or(Effect::Varies, |(_, effect)| *effect)
}

/// Stands among what a rule skips for the rest of its ruleset (`ruleset`) or of its phase (`phase`).
pub(crate) const REST: &str = "*";

/// Begins what stands for an option of `skip` that is not known.
pub(crate) const UNKNOWN_OPTION: char = '?';

/// The phases that a custom rule can skip
/// (<https://developers.cloudflare.com/waf/custom-rules/skip/options/>).
#[cfg(test)]
pub(crate) const SKIPPED_PHASES: [&str; 3] = [RATE_LIMIT, BOTS, MANAGED];

/// The products that a custom rule can skip: none of them has rules in a phase.
#[cfg(test)]
pub(crate) const SKIPPED_PRODUCTS: [&str; 7] = [
    "zoneLockdown",
    "uaBlock",
    "bic",
    "hot",
    "securityLevel",
    "rateLimit",
    "waf",
];

/// The phases that rules of this plugin deal with
/// (<https://developers.cloudflare.com/ruleset-engine/reference/phases-list/>).
pub(crate) const CUSTOM: &str = "http_request_firewall_custom";
pub(crate) const MANAGED: &str = "http_request_firewall_managed";
pub(crate) const RATE_LIMIT: &str = "http_ratelimit";
pub(crate) const CONFIGURATION: &str = "http_config_settings";
/// Super Bot Fight Mode, whose rules are settings.
pub(crate) const BOTS: &str = "http_request_sbfm";
/// Not a phase, but read as one.
pub(crate) const PAGE_RULES: &str = "page-rules";

/// What a managed ruleset knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Knows {
    /// Attacks, each by a rule of its own.
    Attacks,
    /// Attacks, whose points one last rule adds up.
    Points,
    /// The most widespread attacks alone.
    FewAttacks,
    /// Something else.
    NoAttacks,
}

/// The managed rulesets of the WAF (<https://developers.cloudflare.com/waf/managed-rules/>).
pub(crate) const MANAGED_RULESETS: [(&str, &str, Knows); 5] = [
    (
        "efb7b8c949ac4650a09736fc376e9aee",
        "Cloudflare Managed Ruleset",
        Knows::Attacks,
    ),
    (OWASP, "Cloudflare OWASP Core Ruleset", Knows::Points),
    (
        "77454fe2d30c4220b5701f6fdfb893ba",
        "Cloudflare Free Managed Ruleset",
        Knows::FewAttacks,
    ),
    (
        "c2e184081120413c86c3ab7e14069605",
        "Cloudflare Exposed Credentials Check",
        Knows::NoAttacks,
    ),
    (
        "e22d83c647c64a3eae91b71b499d988e",
        "Cloudflare Sensitive Data Detection",
        Knows::NoAttacks,
    ),
];

pub(crate) const OWASP: &str = "4814384a9e5d4991b9815dcfc25d2f1f";

/// The rule of the OWASP ruleset that adds up the points and acts
/// (<https://developers.cloudflare.com/waf/managed-rules/reference/owasp-core-ruleset/configure-api/>).
pub(crate) const OWASP_LAST_RULE: &str = "6179ae15870a4bb7b2d480d4843b323c";

/// The tags of its other rules, of which each has one
/// (<https://developers.cloudflare.com/waf/managed-rules/reference/owasp-core-ruleset/concepts/>).
pub(crate) const PARANOIA_LEVELS: [&str; 4] = [
    "paranoia-level-1",
    "paranoia-level-2",
    "paranoia-level-3",
    "paranoia-level-4",
];

/// The plan on which rulesets can be deployed for all zones of the account
/// (<https://developers.cloudflare.com/waf/account/>). They are not read.
pub(crate) const WITH_ACCOUNT_RULES: &str = "enterprise";

/// The plan on which the Free Managed Ruleset runs without a rule of the zone's.
pub(crate) const FREE: &str = "free";

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../../docs/edge-cloudflare.md");

    /// The rows of the table below a heading, as their cells.
    fn table(heading: &str) -> Vec<Vec<&'static str>> {
        PAGE.lines()
            .skip_while(|line| *line != heading)
            .skip(2)
            .take_while(|line| line.starts_with('|'))
            .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
            .collect()
    }

    /// What is in backticks.
    fn quoted(cell: &str) -> Vec<&str> {
        cell.split('`').skip(1).step_by(2).collect()
    }

    #[test]
    fn the_page_has_every_action_with_its_effect() {
        let shown: Vec<(String, String)> = table("| action | a request that the rule fits |")
            .iter()
            .map(|row| (quoted(row[0]).join(""), row[1].to_owned()))
            .collect();
        let known: Vec<(String, String)> = ACTIONS
            .iter()
            .map(|(action, effect)| ((*action).to_owned(), format!("{effect:?}").to_lowercase()))
            .collect();
        assert_eq!(shown, known);
    }

    #[test]
    fn the_page_has_every_option_of_a_skip() {
        let rows = table("| option | passes over |");
        let options: Vec<&str> = rows.iter().flat_map(|row| quoted(row[0])).collect();
        assert_eq!(
            options,
            [
                "ruleset", "phase", "phases", "products", "rulesets", "rules"
            ]
        );
        assert_eq!(quoted(rows[2][1]), SKIPPED_PHASES);
        assert_eq!(quoted(rows[3][1]), SKIPPED_PRODUCTS);
    }

    #[test]
    fn the_page_has_the_phases_that_are_read() {
        let read: Vec<&str> = table("| phase | read |")
            .iter()
            .filter(|row| !row[1].starts_with("no"))
            .flat_map(|row| quoted(row[0]))
            .collect();
        assert_eq!(read, [CONFIGURATION, CUSTOM, RATE_LIMIT, MANAGED, BOTS]);
    }

    #[test]
    fn the_page_has_every_managed_ruleset() {
        let shown: Vec<String> = table("| ruleset | knows |")
            .iter()
            .map(|row| row[0].replace('`', ""))
            .collect();
        let known: Vec<String> = MANAGED_RULESETS
            .iter()
            .map(|(id, name, _)| format!("{id}, {name}"))
            .collect();
        assert_eq!(shown, known);
    }
}
