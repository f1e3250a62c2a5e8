//! Pure: what one CAA record says to a certificate authority (RFC 8659, 4).

/// The bit that says "critical" (RFC 8659, 4.1). Authorities ignore the other bits.
const CRITICAL: u8 = 128;

/// Tags that authorities know: the first three all of them by the CA/Browser Forum's baseline
/// requirements, 3.2.2.8, and `issuemail` by RFC 9495.
const KNOWN: [&str; 4] = ["issue", "issuewild", "iodef", "issuemail"];

/// What a record says about certificates of names without a wildcard.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Property<'a> {
    /// This authority may issue. None where the value names nobody, or is malformed, which is the
    /// same (RFC 8659, 4.2).
    Issue(Option<&'a str>),
    /// No authority may issue, since none knows this tag and it is critical.
    Unknown(&'a str),
    /// Nothing.
    Nothing,
}

impl<'a> Property<'a> {
    /// Reads a record as the DNS presents it: `0 issue "letsencrypt.org"`.
    pub(crate) fn read(record: &'a str) -> Self {
        let Some((flags, rest)) = record.split_once(' ') else {
            return Self::Nothing;
        };
        let (tag, value) = rest.split_once(' ').unwrap_or((rest, ""));
        let value = value.strip_prefix('"').unwrap_or(value);
        let value = value.strip_suffix('"').unwrap_or(value);
        let critical = flags.parse::<u8>().is_ok_and(|flags| flags & CRITICAL != 0);
        // Tags have no case (RFC 8659, 4.1).
        if tag.eq_ignore_ascii_case("issue") {
            Self::Issue(issuer(value))
        } else if critical && !KNOWN.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
            Self::Unknown(tag)
        } else {
            Self::Nothing
        }
    }
}

/// The authority that the value of an `issue` names: a domain, and perhaps parameters, none of which
/// may be malformed (RFC 8659, 4.2).
fn issuer(value: &str) -> Option<&str> {
    let (domain, parameters) = match value.split_once(';') {
        Some((domain, parameters)) => (domain, parameters.trim_matches(WSP)),
        None => (value, ""),
    };
    let domain = domain.trim_matches(WSP);
    let well_formed = domain.split('.').all(is_label)
        && (parameters.is_empty() || parameters.split(';').all(is_parameter));
    well_formed.then_some(domain)
}

const WSP: [char; 2] = [' ', '\t'];

/// Letters and digits, with hyphens between them.
fn is_label(label: &str) -> bool {
    let ends = |end: Option<char>| end.is_some_and(|end| end.is_ascii_alphanumeric());
    ends(label.chars().next())
        && ends(label.chars().next_back())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// `tag=value`; a semicolon after the last one is a mistake.
fn is_parameter(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(tag, value)| {
        is_label(tag.trim_matches(WSP))
            && value
                .trim_matches(WSP)
                .bytes()
                .all(|byte| byte.is_ascii_graphic())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_names_an_authority_with_or_without_parameters() {
        for record in [
            r#"0 issue "letsencrypt.org""#,
            r#"128 Issue "letsencrypt.org; validationmethods=dns-01""#,
            r#"0 ISSUE "  letsencrypt.org ;""#,
            r#"1 issue "letsencrypt.org; a = b ;c-d="#,
        ] {
            assert_eq!(
                Property::read(record),
                Property::Issue(Some("letsencrypt.org")),
                "{record}"
            );
        }
    }

    #[test]
    fn a_malformed_value_allows_nobody() {
        for value in [
            "",
            ";",
            "; policy=ev",
            "%%%%%",
            "letsencrypt.org validationmethods=dns-01",
            "letsencrypt.org; validationmethods",
            "letsencrypt.org; a=b;",
            "letsencrypt.org; a=b c",
            "letsencrypt.org.",
            "-letsencrypt.org",
            "letsencrypt.org, sectigo.com",
        ] {
            let record = format!("0 issue \"{value}\"");
            assert_eq!(Property::read(&record), Property::Issue(None), "{value}");
        }
    }

    #[test]
    fn a_critical_tag_that_nobody_knows_stops_everybody() {
        assert_eq!(Property::read(r#"128 tbs "x""#), Property::Unknown("tbs"));
        assert_eq!(
            Property::read(r#"129 contactemail "x""#),
            Property::Unknown("contactemail")
        );
        for record in [
            r#"0 tbs "x""#,
            r#"1 tbs "x""#,
            r#"127 tbs "x""#,
            r#"128 issuewild "x""#,
            r#"128 IODEF "mailto:a@example.com""#,
            r#"128 issuemail ";""#,
            "",
        ] {
            assert_eq!(Property::read(record), Property::Nothing, "{record}");
        }
    }
}
