//! Pure: one DMARC record (RFC 9989, 4.8). What receivers must discard in it is discarded here.

use super::report_uri;
use crate::mail::tags::{self, Tag};

/// A record that receivers act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// In order, names in lower case.
    pub(super) tags: Vec<Tag>,
    /// What is wrong with it, so that receivers act as if it said `p=none`.
    pub(super) problem: Option<String>,
}

/// What is asked of receivers.
const POLICIES: [&str; 3] = ["none", "quarantine", "reject"];

/// Tags that receivers know: those of RFC 9989, 4.7, and what RFC 7489, 6.3, had besides. Others are
/// ignored, also when they are there twice.
const KNOWN: [&str; 14] = [
    "v", "p", "sp", "np", "rua", "ruf", "adkim", "aspf", "fo", "psd", "t", "pct", "rf", "ri",
];

/// Whether a text is a DMARC record at all, right or wrong: it begins with the version, whose name has
/// no case and whose value has one (RFC 9989, 4.8).
pub(super) fn is_dmarc(text: &str) -> bool {
    let text = tags::unfolded(text);
    let (version, _) = text.split_once(';').unwrap_or((&text, ""));
    version.split_once('=').is_some_and(|(name, value)| {
        name.trim_end().eq_ignore_ascii_case("v") && value.trim() == "DMARC1"
    })
}

impl Record {
    /// Reads a record that begins with its version.
    ///
    /// # Errors
    /// When receivers do nothing because of the record.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut tags = tags::lenient(text);
        tags.retain(|(name, _)| KNOWN.contains(&name.as_str()));
        // A list in which a tag appears twice is invalid (RFC 6376, 3.2, on which RFC 9989, 4.7, builds).
        for (index, (name, _)) in tags.iter().enumerate() {
            if tags.iter().skip(index + 1).any(|(other, _)| other == name) {
                return Err(format!("the tag `{name}` appears twice"));
            }
        }
        let mut record = Self {
            tags,
            problem: None,
        };
        for name in ["p", "sp", "np"] {
            let problem = match record.value(name) {
                Some(value) if !is_policy(value) => {
                    Some(format!("`{name}={value}` is not a policy"))
                }
                None if name == "p" => Some("there is no `p=`".to_owned()),
                Some(_) | None => None,
            };
            record.problem = record.problem.or(problem);
        }
        if record.problem.is_some() && !record.report_uris().any(report_uri::is_uri) {
            // With somebody to report to, receivers take the record as `p=none`; else they leave the
            // mail alone (RFC 9989, 4.10.1; RFC 7489, 6.6.3).
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
        // One to three digits (RFC 7489, 6.4); anything else is discarded.
        let partial = self
            .value("pct")
            .filter(|value| value.len() <= 3 && value.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|value| value.parse::<u32>().ok())
            .is_some_and(|percent| percent < 100);
        testing || partial
    }

    /// `psd=`: whether the domain is a public suffix; none where it is not said.
    pub(super) fn public_suffix(&self) -> Option<bool> {
        match self.value("psd") {
            Some("y" | "Y") => Some(true),
            Some("n" | "N") => Some(false),
            Some(_) | None => None,
        }
    }

    /// What `rua` lists, right and wrong.
    pub(super) fn report_uris(&self) -> impl Iterator<Item = &str> {
        report_uris(&self.tags)
    }
}

/// The hosts to which a record that takes reports for others wants to have them sent instead; empty
/// where it does not say (RFC 9990, 4). A policy is not part of it.
pub(super) fn overriding_hosts(text: &str) -> Vec<String> {
    let tags = tags::lenient(text);
    report_uris(&tags)
        .filter_map(report_uri::mail_domain)
        .collect()
}

fn report_uris(tags: &[Tag]) -> impl Iterator<Item = &str> {
    tags::value(tags, "rua")
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|uri| !uri.is_empty())
}

/// Whether it is one of the words for a policy, in any case.
pub(super) fn is_policy(value: &str) -> bool {
    POLICIES
        .iter()
        .any(|policy| policy.eq_ignore_ascii_case(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Record {
        Record::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"))
    }

    #[test]
    fn only_the_exact_version_makes_a_record() {
        for text in [
            "v=DMARC1; p=none",
            "v = DMARC1 ;p=none",
            "V=DMARC1",
            "v\\009=\\009DMARC1;p=none",
        ] {
            assert!(is_dmarc(text), "{text}");
        }
        for text in [
            "v=dmarc1; p=none",
            "v=DMARC10",
            "v=DMARC1 p=none",
            "v=DMARC1, p=none",
            "p=none; v=DMARC1",
            " v=DMARC1",
            ";v=DMARC1",
            "v=DMARC1p=none",
        ] {
            assert!(!is_dmarc(text), "{text}");
        }
    }

    #[test]
    fn policies_are_inherited_downwards() {
        let record = parse("v=DMARC1; p=Reject; sp=quarantine");
        assert_eq!(record.policy(), "reject");
        assert_eq!(record.subdomain_policy(), "quarantine");
        assert_eq!(record.nonexistent_policy(), "quarantine");
        let record = parse("v=DMARC1; p=reject; np=none");
        assert_eq!(record.subdomain_policy(), "reject");
        assert_eq!(record.nonexistent_policy(), "none");
    }

    #[test]
    fn what_is_malformed_is_discarded_and_the_rest_holds() {
        for text in [
            "v=DMARC1;p=reject;fo:0;;adkim=x;psd=x;t=maybe;pct=50%;rua=mailto:a@example.com",
            "v=DMARC1; p = REJECT ; rua=",
            "v=DMARC1;\\009p=reject;\\009fo",
            "v=DMARC1; x=1; p=reject; x=2; unknown",
            "v=DMARC1; P=reject; SP=reject",
            "v=DMARC1; p=reject; pct=+5",
            "v=DMARC1; p=reject; pct=0050",
        ] {
            let record = parse(text);
            assert_eq!(record.policy(), "reject", "{text}");
            assert_eq!(record.nonexistent_policy(), "reject", "{text}");
            assert!(!record.is_weakened(), "{text}");
            assert_eq!(record.public_suffix(), None, "{text}");
        }
    }

    #[test]
    fn a_known_tag_that_is_there_twice_spoils_the_record() {
        for text in [
            "v=DMARC1; p=reject; p=reject",
            "v=DMARC1; p=reject; P=none",
            "v=DMARC1; p=; p=reject",
            "v=DMARC1; p=reject; v=DMARC1",
            "v=DMARC1; p=reject; pct=100; pct=100",
            "v=DMARC1; p=reject; rua=mailto:a@example.com; rua=mailto:b@example.com",
        ] {
            let problem = Record::parse(text).unwrap_err();
            assert!(problem.contains("appears twice"), "{text}: {problem}");
        }
    }

    #[test]
    fn a_policy_may_be_a_test() {
        for (end, weakened) in [
            ("t=y", true),
            ("t=Y", true),
            ("t=n", false),
            ("pct=50", true),
            ("pct=0", true),
            ("pct=099", true),
            ("pct=100", false),
        ] {
            let record = parse(&format!("v=DMARC1; p=reject; {end}"));
            assert_eq!(record.is_weakened(), weakened, "{end}");
        }
    }

    #[test]
    fn without_a_valid_policy_it_is_none_where_somebody_gets_reports() {
        for text in [
            "v=DMARC1; p=rejekt; rua=mailto:a@example.com!10m",
            "v=DMARC1; rua=mailto:a@example.com",
            "v=DMARC1; sp=reject; rua=https://example.com/",
            "v=DMARC1; p=reject; sp=no; rua=a, mailto:a@example.com",
            "v=DMARC1; p=reject; np=no; rua=mailto:a@example.com",
            "v=DMARC1; p=reject; sp=; rua=mailto:a@example.com",
            "v=DMARC1; p=reject; sp=\\195\\188; rua=mailto:a@example.com",
            "v=DMARC1; p=reject fo=1; rua=mailto:a@example.com",
        ] {
            let record = parse(text);
            assert_eq!(record.policy(), "none", "{text}");
            assert_eq!(record.subdomain_policy(), "none", "{text}");
            assert!(record.problem.is_some(), "{text}");
        }
        for text in [
            "v=DMARC1",
            "v=DMARC1; sp=reject",
            "v=DMARC1; p=rejekt",
            "v=DMARC1; p=; rua=nobody",
            "v=DMARC1; p=reject; np=no",
            "v=DMARC1; p=rejectrua=mailto:a@example.com",
        ] {
            assert!(Record::parse(text).is_err(), "{text}");
        }
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
