//! What the value of a setting is for the requests of the project's names. A configuration rule
//! counts before a page rule, and this one before the zone. Of configuration rules the last one that
//! fits counts, of page rules the first one
//! (<https://developers.cloudflare.com/rules/configuration-rules/>,
//! <https://developers.cloudflare.com/rules/page-rules/>).

use muster_sdk::FactError;
use muster_sdk::cloudflare::{self, EdgeRule};

use crate::engine;
use crate::expression::{self, Path, Request, Truth};
use crate::walk;

/// A value that a rule sets.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Override {
    pub(crate) value: String,
    pub(crate) rule: EdgeRule,
    /// The name that it is for.
    pub(crate) host: String,
}

/// What rules make of a setting.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Overridden {
    /// For every request of a name.
    pub(crate) always: Vec<Override>,
    /// For some requests, or for which is not known.
    pub(crate) perhaps: Vec<(Override, String)>,
    /// How many of the names the zone's own value still is for.
    pub(crate) left: usize,
}

/// The rules that override settings.
pub(crate) struct Rules {
    configuration: Vec<EdgeRule>,
    pages: Vec<EdgeRule>,
}

impl Rules {
    /// Reads them.
    ///
    /// # Errors
    /// When one kind of them cannot be read.
    pub(crate) fn read() -> Result<Self, FactError> {
        Ok(Self {
            configuration: cloudflare::edge_rules(engine::CONFIGURATION)?,
            pages: cloudflare::edge_rules(engine::PAGE_RULES)?,
        })
    }

    #[cfg(test)]
    pub(crate) fn of_configuration(configuration: Vec<EdgeRule>) -> Self {
        Self {
            configuration,
            pages: Vec::new(),
        }
    }

    /// What they make of a setting for all requests to some names.
    pub(crate) fn of(&self, setting: &str, hosts: &[String]) -> Overridden {
        let mut overridden = Overridden::default();
        for host in hosts {
            let request = Request::of_stranger(host, Path::Below("/"));
            self.add(setting, &request, &mut overridden);
        }
        overridden
    }

    /// What they make of it for one request.
    pub(crate) fn of_request(&self, setting: &str, request: &Request<'_>) -> Overridden {
        let mut overridden = Overridden::default();
        self.add(setting, request, &mut overridden);
        overridden
    }

    fn add(&self, setting: &str, request: &Request<'_>, overridden: &mut Overridden) {
        let host = request.host;
        let set = |rule: &EdgeRule| {
            set_by(rule, setting).map(|value| Override {
                value: value.to_owned(),
                rule: rule.clone(),
                host: host.to_owned(),
            })
        };
        let mut always = None;
        let mut perhaps = Vec::new();
        // The last configuration rule that fits every request hides all before it.
        for rule in self.configuration.iter().rev() {
            let Some((set, doubt)) = set(rule).zip(walk::fits(rule, request)) else {
                continue;
            };
            match doubt {
                None => {
                    always = Some(set);
                    break;
                }
                Some(why) => perhaps.push((set, why)),
            }
        }
        if always.is_none() {
            // Only one page rule is applied to a request, whatever it sets.
            for rule in self.pages.iter().filter(|rule| rule.enabled) {
                match page_fits(rule, "https", host) {
                    Truth::Never => {}
                    Truth::Always => {
                        always = set(rule);
                        break;
                    }
                    Truth::Depends(_) | Truth::Unknown(_) => perhaps.extend(
                        set(rule).map(|set| (set, format!("it is for `{}`", rule.expression))),
                    ),
                }
            }
        }
        match always {
            Some(set) => overridden.always.push(set),
            None => overridden.left += 1,
        }
        overridden.perhaps.extend(perhaps);
    }

    /// The page rule that is applied to every request of a host over plain HTTP and sets something.
    pub(crate) fn page_over_http(&self, setting: &str, host: &str) -> Option<&EdgeRule> {
        let (rule, fits) = self
            .pages
            .iter()
            .filter(|rule| rule.enabled)
            .map(|rule| (rule, page_fits(rule, "http", host)))
            .find(|(_, fits)| *fits != Truth::Never)?;
        (fits == Truth::Always && set_by(rule, setting) == Some("on")).then_some(rule)
    }
}

fn set_by<'a>(rule: &'a EdgeRule, setting: &str) -> Option<&'a str> {
    rule.overrides
        .iter()
        .find(|(name, _)| rule.enabled && name == setting)
        .map(|(_, value)| value.as_str())
}

/// A page rule with several patterns fits where one of them does.
fn page_fits(rule: &EdgeRule, scheme: &str, host: &str) -> Truth {
    let mut fits = Truth::Never;
    for pattern in rule.expression.split_whitespace() {
        match expression::page_fits(pattern, scheme, host) {
            Truth::Never => {}
            Truth::Always => return Truth::Always,
            truth @ (Truth::Depends(_) | Truth::Unknown(_)) => fits = truth,
        }
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::rule;
    use std::slice::from_ref;

    fn sets(expression: &str, value: &str) -> EdgeRule {
        EdgeRule {
            overrides: vec![("security_level".to_owned(), value.to_owned())],
            ..rule("set_config", expression)
        }
    }

    /// The values for every request, those for some, and whether the zone's own is left.
    fn found(configuration: &[EdgeRule], pages: &[EdgeRule]) -> (String, String, bool) {
        let rules = Rules {
            configuration: configuration.to_vec(),
            pages: pages.to_vec(),
        };
        let found = rules.of("security_level", &["example.com".to_owned()]);
        let always: Vec<String> = found.always.into_iter().map(|set| set.value).collect();
        let perhaps: Vec<String> = found
            .perhaps
            .into_iter()
            .map(|(set, _)| set.value)
            .collect();
        (always.join(" "), perhaps.join(" "), found.left > 0)
    }

    fn expected(always: &str, perhaps: &str, left: bool) -> (String, String, bool) {
        (always.to_owned(), perhaps.to_owned(), left)
    }

    #[test]
    fn the_last_configuration_rule_that_fits_counts() {
        let (off, high) = (sets("true", "off"), sets("true", "high"));
        assert_eq!(found(&[], &[]), expected("", "", true));
        assert_eq!(found(from_ref(&off), &[]), expected("off", "", false));
        assert_eq!(
            found(&[off.clone(), high.clone()], &[]),
            expected("high", "", false)
        );
        let api = sets(r#"starts_with(http.request.uri.path, "/api/")"#, "off");
        assert_eq!(found(from_ref(&api), &[]), expected("", "off", true));
        assert_eq!(
            found(&[api.clone(), high.clone()], &[]),
            expected("high", "", false)
        );
        assert_eq!(found(&[high, api], &[]), expected("high", "off", false));
        let elsewhere = sets(r#"http.host eq "www.example.com""#, "off");
        assert_eq!(found(&[elsewhere], &[]), expected("", "", true));
        let disabled = EdgeRule {
            enabled: false,
            ..off
        };
        assert_eq!(found(&[disabled], &[]), expected("", "", true));
    }

    #[test]
    fn the_first_page_rule_that_fits_counts_unless_a_configuration_rule_does() {
        let (off, high) = (
            sets("*example.com/*", "off"),
            sets("*example.com/*", "high"),
        );
        assert_eq!(
            found(&[], &[off.clone(), high.clone()]),
            expected("off", "", false)
        );
        let nothing = EdgeRule {
            overrides: Vec::new(),
            ..off.clone()
        };
        assert_eq!(found(&[], &[nothing, off.clone()]), expected("", "", true));
        let api = sets("example.com/api/*", "off");
        assert_eq!(
            found(&[], &[api.clone(), high]),
            expected("high", "off", false)
        );
        assert_eq!(
            found(&[sets("true", "medium")], &[off, api]),
            expected("medium", "", false)
        );
    }
}
