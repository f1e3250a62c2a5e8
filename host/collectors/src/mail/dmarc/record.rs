//! Pure: one DMARC record (RFC 9989, 4.7).

use crate::mail::tags::{self, Tag};

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// In order, names in lower case.
    pub(super) tags: Vec<Tag>,
    /// What is wrong with it, although it can be used.
    pub(super) problem: Option<String>,
}

/// What is asked of receivers.
const POLICIES: [&str; 3] = ["none", "quarantine", "reject"];

/// Whether a text is a DMARC record at all, right or wrong: it begins with the version, written
/// exactly so (RFC 9989, 4.7).
pub(super) fn is_dmarc(text: &str) -> bool {
    let (version, _) = text.split_once(';').unwrap_or((text, ""));
    version
        .split_once('=')
        .is_some_and(|(name, value)| name.trim_end() == "v" && value.trim() == "DMARC1")
}

impl Record {
    /// Reads a record that begins with its version.
    ///
    /// # Errors
    /// When receivers do not use the record at all.
    pub fn parse(text: &str) -> Result<Self, String> {
        let tags = tags::parse(text)?;
        let mut record = Self {
            tags,
            problem: None,
        };
        for name in ["p", "sp", "np"] {
            let unknown = record
                .value(name)
                .filter(|value| !is_policy(value))
                .map(|value| format!("`{name}={value}` is not a policy"));
            record.problem = record.problem.or(unknown);
        }
        if record.problem.is_some() && !record.report_uris().any(|uri| mail_domain(uri).is_some()) {
            // With somebody to report to, receivers take the record as `p=none` (4.10.1).
            return Err(record.problem.unwrap_or_default());
        }
        Ok(record)
    }

    pub(super) fn value(&self, name: &str) -> Option<&str> {
        tags::value(&self.tags, name)
    }

    /// The policy of the domain that has the record.
    pub(super) fn policy(&self) -> String {
        self.first_policy(&["p"])
    }

    /// The policy of a domain below it.
    pub(super) fn subdomain_policy(&self) -> String {
        self.first_policy(&["sp", "p"])
    }

    /// The policy of a domain below it that does not exist.
    pub(super) fn nonexistent_policy(&self) -> String {
        self.first_policy(&["np", "sp", "p"])
    }

    fn first_policy(&self, names: &[&str]) -> String {
        if self.problem.is_some() {
            return "none".to_owned();
        }
        names
            .iter()
            .find_map(|name| self.value(name))
            .unwrap_or("none")
            .to_ascii_lowercase()
    }

    /// Whether receivers are asked to apply less than the policy: `t=y`, or `pct` of RFC 7489,
    /// which some still obey.
    pub(super) fn is_weakened(&self) -> bool {
        let testing = self
            .value("t")
            .is_some_and(|value| value.eq_ignore_ascii_case("y"));
        let partial = self
            .value("pct")
            .and_then(|value| value.parse::<u32>().ok())
            .is_some_and(|percent| percent < 100);
        testing || partial
    }

    /// `psd=`: `y`, `n`, or `u` where it is not said.
    pub(super) fn public_suffix(&self) -> String {
        self.value("psd").unwrap_or("u").to_ascii_lowercase()
    }

    pub(super) fn report_uris(&self) -> impl Iterator<Item = &str> {
        self.value("rua")
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|uri| !uri.is_empty())
    }
}

fn is_policy(value: &str) -> bool {
    POLICIES
        .iter()
        .any(|policy| policy.eq_ignore_ascii_case(value))
}

/// The domain of a `mailto:` address; a limit of size (`!10m`) of RFC 7489 is passed over.
pub(super) fn mail_domain(uri: &str) -> Option<String> {
    let (scheme, address) = uri.split_once(':')?;
    let address = address.split(['!', '?']).next()?;
    let (user, domain) = address.rsplit_once('@')?;
    let valid = scheme.eq_ignore_ascii_case("mailto")
        && !user.is_empty()
        && !domain.is_empty()
        && domain
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    valid.then(|| domain.trim_end_matches('.').to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_exact_version_makes_a_record() {
        assert!(is_dmarc("v=DMARC1; p=none") && is_dmarc("v = DMARC1 ;p=none"));
        assert!(!is_dmarc("v=dmarc1; p=none") && !is_dmarc("v=DMARC10"));
        assert!(!is_dmarc("p=none; v=DMARC1") && !is_dmarc(" v=DMARC1"));
    }

    #[test]
    fn policies_are_inherited_downwards() {
        let record = Record::parse("v=DMARC1; p=Reject; sp=quarantine").unwrap();
        assert_eq!(record.policy(), "reject");
        assert_eq!(record.subdomain_policy(), "quarantine");
        assert_eq!(record.nonexistent_policy(), "quarantine");
        assert!(!record.is_weakened());
        assert!(
            Record::parse("v=DMARC1; p=reject; pct=50")
                .unwrap()
                .is_weakened()
        );
        assert!(
            Record::parse("v=DMARC1; p=reject; t=y")
                .unwrap()
                .is_weakened()
        );
    }

    #[test]
    fn a_wrong_policy_counts_as_none_when_somebody_gets_reports() {
        let rua = "v=DMARC1; p=rejekt; rua=mailto:a@example.com!10m";
        assert_eq!(Record::parse(rua).unwrap().policy(), "none");
        assert!(Record::parse("v=DMARC1; p=rejekt").is_err());
        assert!(Record::parse("v=DMARC1; p=; rua=mailto:nobody").is_err());
    }

    #[test]
    fn without_a_policy_it_is_none() {
        let record = Record::parse("v=DMARC1; sp=reject").unwrap();
        assert_eq!(record.policy(), "none");
        assert_eq!(record.subdomain_policy(), "reject");
    }

    #[test]
    fn report_addresses_have_domains() {
        assert_eq!(
            mail_domain("mailto:a@Example.com."),
            Some("example.com".to_owned())
        );
        assert_eq!(mail_domain("https://example.com"), None);
        assert_eq!(mail_domain("a@example.com"), None);
        assert_eq!(mail_domain("mailto:a@exa mple"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text: String, tags in "v=DMARC1(;[a-z]{1,3}=[a-z:@.,!]{0,12}){0,4}") {
            for text in [text, tags] {
                if let Ok(record) = Record::parse(&text) {
                    prop_assert!(POLICIES.contains(&record.policy().as_str()));
                }
            }
        }
    }
}
