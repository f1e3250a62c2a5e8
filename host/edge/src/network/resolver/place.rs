//! Where in the DNS an answer is, as findings name it.

use muster_facts::Source;

use super::RecordType;

/// `dns/www.example.com/A`; `dns/example.com/TXT/_dmarc` for what is said about `example.com` below
/// an underscored name (RFC 8552, 1.1), so that all that belongs to one name is together.
pub(crate) fn place(name: &str, kind: RecordType) -> Source {
    let (scope, owner) = split(name);
    let kind = kind.name();
    Source::logical(match scope {
        None => format!("dns/{owner}/{kind}"),
        Some(scope) => format!("dns/{owner}/{kind}/{scope}"),
    })
}

/// The labels up to the last underscored one, and the name that they speak of.
fn split(name: &str) -> (Option<&str>, &str) {
    let mut found = (None, name);
    for (dot, _) in name.match_indices('.') {
        let (before, after) = (name.get(..dot), name.get(dot + 1..));
        let label = before.map(|labels| labels.rsplit('.').next().unwrap_or(labels));
        if let (true, Some(owner)) = (label.is_some_and(|label| label.starts_with('_')), after) {
            found = (before, owner);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_underscored_name_stands_with_the_name_that_it_speaks_of() {
        for (name, expected) in [
            ("example.com", "dns/example.com/TXT"),
            ("_dmarc.example.com", "dns/example.com/TXT/_dmarc"),
            (
                "s1._domainkey.mail.example.com",
                "dns/mail.example.com/TXT/s1._domainkey",
            ),
            (
                "example.com._report._dmarc.example.net",
                "dns/example.net/TXT/example.com._report._dmarc",
            ),
            ("_spf", "dns/_spf/TXT"),
            ("", "dns//TXT"),
        ] {
            assert_eq!(place(name, RecordType::Txt).name, expected);
        }
    }
}
