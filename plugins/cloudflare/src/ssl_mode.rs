//! The SSL mode that a name has: that of the rule that sets one for its requests, else the zone's
//! (<https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/>).

use muster_sdk::Finding;
use muster_sdk::cloudflare::Zone;

use crate::overridden::Rules;
use crate::proxy::{self, Records};
use crate::setting::{self, Setting};

/// With it, Cloudflare sends visitors who ask over HTTPS to plain HTTP, and speaks that with the origin.
const OFF: &str = "off";

/// Modes in which Cloudflare speaks plain HTTP with the origin.
const PLAIN_TO_ORIGIN: [&str; 2] = [OFF, "flexible"];

/// The modes of a zone and of the rules that set others.
pub(crate) struct SslModes {
    own: Option<Setting>,
    rules: Option<Rules>,
    /// Why it is not known which mode a name has.
    unknown: Option<String>,
}

impl SslModes {
    /// Reads them. What cannot be read is the error of cloudflare/ssl-mode-strict and
    /// cloudflare/ssl-mode-overridden, and of those to which it makes a difference.
    pub(crate) fn read() -> Self {
        match setting::find("ssl") {
            Ok(own) => Self::beside(own),
            Err(error) => Self {
                unknown: Some(error.reason().to_owned()),
                ..Self::beside(None)
            },
        }
    }

    /// Those that count beside the zone's own.
    pub(crate) fn beside(own: Option<Setting>) -> Self {
        let rules = Rules::read();
        Self {
            own,
            unknown: rules.as_ref().err().map(|error| error.reason().to_owned()),
            rules: rules.ok(),
        }
    }

    /// Why it is not known which mode a name has, without a full stop.
    pub(crate) fn unknown(&self) -> Option<&str> {
        self.unknown.as_deref().map(|why| why.trim_end_matches('.'))
    }

    /// The mode of a name, and what sets it.
    pub(crate) fn of(&self, host: &str) -> Option<Setting> {
        let set = self
            .rules
            .as_ref()
            .and_then(|rules| rules.of("ssl", &[host.to_owned()]).always.pop());
        match set {
            Some(set) => Some(Setting {
                value: set.value,
                source: set.rule.source,
            }),
            None => self.own.clone(),
        }
    }

    /// What sets the mode of a name to `off`, where it is.
    pub(crate) fn off(&self, host: &str) -> Option<Setting> {
        self.of(host).filter(|mode| mode.value == OFF)
    }

    /// The mode in which Cloudflare speaks no TLS with visitors, where that is so for all names that it
    /// answers for.
    pub(crate) fn plain_to_visitors(&self, zone: &Zone, records: &Records) -> Option<Setting> {
        self.all(zone, records, &[OFF])
    }

    /// The same for the origin.
    pub(crate) fn plain_to_origin(&self, zone: &Zone, records: &Records) -> Option<Setting> {
        self.all(zone, records, &PLAIN_TO_ORIGIN)
    }

    fn all(&self, zone: &Zone, records: &Records, modes: &[&str]) -> Option<Setting> {
        let is_answered = |host: &&String| match records {
            Ok(records) => proxy::is_proxied(records, &zone.name, host),
            Err(_) => true,
        };
        let mut found = None;
        for host in zone.names.iter().filter(is_answered) {
            let mode = self.of(host)?;
            if !modes.contains(&mode.value.as_str()) {
                return None;
            }
            found = found.or(Some(mode));
        }
        found
    }
}

/// What is to be done about a mode that encrypts nothing.
fn fix(mode: &Setting) -> &'static str {
    if mode.source.name.ends_with("/settings/ssl") {
        "Set SSL/TLS > Overview > Full (strict)"
    } else {
        "Remove the SSL mode from the rule that sets it"
    }
}

/// The finding on a name whose visitors Cloudflare leads from HTTPS to plain HTTP, and what follows.
pub(crate) fn leads_to_http(
    subject: String,
    host: &str,
    mode: &Setting,
    consequence: &str,
    required: &str,
) -> Finding {
    Finding::fail(
        subject,
        format!(
            "The SSL mode of {host} is `{}`: Cloudflare sends visitors from HTTPS to plain HTTP, \
             {consequence}.",
            mode.value
        ),
    )
    .observed(mode.value.clone())
    .required(required)
    .fix(fix(mode))
    .at(mode.source.clone(), "turns HTTPS off")
}

/// The finding of a rule on TLS where Cloudflare speaks none.
pub(crate) fn no_tls(subject: String, mode: Setting) -> Finding {
    Finding::not_applicable(
        subject,
        format!(
            "With the SSL mode `{}`, Cloudflare does not use TLS with visitors.",
            mode.value
        ),
    )
    .at(mode.source, "turns it off")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{record, rule, zone};
    use muster_sdk::Source;
    use muster_sdk::cloudflare::EdgeRule;

    fn modes(own: &str, rules: Vec<EdgeRule>) -> SslModes {
        SslModes {
            own: Some(Setting {
                value: own.to_owned(),
                source: Source::logical("cloudflare/example.com/settings/ssl"),
            }),
            rules: Some(Rules::of_configuration(rules)),
            unknown: None,
        }
    }

    fn sets(expression: &str, mode: &str) -> EdgeRule {
        EdgeRule {
            overrides: vec![("ssl".to_owned(), mode.to_owned())],
            ..rule("set_config", expression)
        }
    }

    #[test]
    fn the_mode_of_a_name_is_that_of_the_rule_for_its_requests() {
        let www = || sets(r#"http.host eq "www.example.com""#, "off");
        let of = |modes: &SslModes, host: &str| modes.of(host).unwrap().value;
        let found = modes("strict", vec![www()]);
        assert_eq!(of(&found, "example.com"), "strict");
        assert_eq!(of(&found, "www.example.com"), "off");
        assert!(found.off("example.com").is_none() && found.off("www.example.com").is_some());
        let some = sets(r#"http.request.uri.path eq "/a""#, "off");
        assert_eq!(of(&modes("strict", vec![some]), "example.com"), "strict");
        assert_eq!(
            of(&modes("off", vec![sets("true", "full")]), "example.com"),
            "full"
        );
    }

    #[test]
    fn no_tls_is_spoken_only_where_that_is_so_for_every_proxied_name() {
        let zone = zone();
        let records = Ok(vec![
            record("example.com", "A", "203.0.113.7", true),
            record("www.example.com", "A", "203.0.113.7", false),
        ]);
        let plain = |own: &str, rules: Vec<EdgeRule>| {
            let modes = modes(own, rules);
            let visitors = modes.plain_to_visitors(&zone, &records).is_some();
            (visitors, modes.plain_to_origin(&zone, &records).is_some())
        };
        assert_eq!(plain("off", Vec::new()), (true, true));
        assert_eq!(plain("flexible", Vec::new()), (false, true));
        assert_eq!(plain("full", Vec::new()), (false, false));
        let apex = sets(r#"http.host eq "example.com""#, "strict");
        assert_eq!(plain("off", vec![apex]), (false, false));
        let www = sets(r#"http.host eq "www.example.com""#, "strict");
        assert_eq!(plain("off", vec![www]), (true, true));
    }
}
