//! Links that somebody else wrote.

/// A link that a viewer may follow: `https:`, a host name, and nothing that RFC 3986 forbids.
#[must_use]
pub fn is_https_url(url: &str) -> bool {
    /// What browsers and servers take; nobody prints a longer reference.
    const LONGEST_URL: usize = 2_000;
    let Some(rest) = url.strip_prefix("https://") else {
        return false;
    };
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let legal = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(c);
    let is_escape = |rest: &str| {
        rest.get(..2)
            .is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    url.len() <= LONGEST_URL
        && host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
        && path.chars().all(legal)
        && path.matches('#').count() <= 1
        && path.split('%').skip(1).all(is_escape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_https_links_are_kept() {
        assert!(is_https_url(
            "https://cwe.mitre.org/data/definitions/258.html"
        ));
        assert!(is_https_url("https://example.org/a?b=%20c#d"));
        for wrong in [
            "http://example.org/",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://example.org/a b",
            "https://example.org/%2",
            "https://example.org/#a#b",
            "https://example.org/\u{1b}[0m",
        ] {
            assert!(!is_https_url(wrong), "{wrong}");
        }
    }
}
