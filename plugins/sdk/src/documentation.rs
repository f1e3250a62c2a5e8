//! A rule's Markdown page: title, body and references are read from it, so that nothing is
//! written twice.

use crate::Reference;

/// The heading after which the page holds the rule's tests, which a plugin does not carry.
const TESTS: &[u8] = b"\n## Tests\n";

/// The page up to its tests. Runs at compile time, so that the tests are not part of the plugin.
#[doc(hidden)]
#[must_use]
#[expect(
    clippy::indexing_slicing,
    reason = "const: iterators and get() are not available"
)]
pub const fn without_tests(page: &'static str) -> &'static str {
    let bytes = page.as_bytes();
    let mut at = 0;
    while at + TESTS.len() <= bytes.len() {
        let mut same = 0;
        while same < TESTS.len() && bytes[at + same] == TESTS[same] {
            same += 1;
        }
        if same == TESTS.len() {
            // Keep the line's own end.
            return page.split_at(at + 1).0;
        }
        at += 1;
    }
    page
}

pub(crate) struct Page<'a> {
    pub(crate) title: &'a str,
    /// Everything below the title.
    pub(crate) body: &'a str,
    pub(crate) references: Vec<Reference>,
}

/// Reads a page of the form `# Title`, text, and a `## References` list whose items are
/// `- [label](url)` or `- label`.
pub(crate) fn parse(page: &str) -> Page<'_> {
    let (first, body) = page.split_once('\n').unwrap_or((page, ""));
    let references = body
        .lines()
        .skip_while(|line| *line != "## References")
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| line.strip_prefix("- "))
        .map(reference)
        .collect();
    Page {
        title: first.trim_start_matches('#').trim(),
        body: body.trim(),
        references,
    }
}

fn reference(item: &str) -> Reference {
    let link = item
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(')'))
        .and_then(|rest| rest.split_once(']'))
        .and_then(|(label, rest)| Some((label, rest.strip_prefix('(')?)));
    match link {
        Some((label, url)) => Reference {
            label: label.to_owned(),
            url: Some(url.to_owned()),
        },
        None => Reference {
            label: item.trim().to_owned(),
            url: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_title_body_and_references() {
        let page = parse(
            "# Root stays out\n\n## Why\n\nBecause.\n\n## References\n\n- [CWE-250](https://cwe.mitre.org/data/definitions/250.html)\n- NIST SP 800-53 AC-6\n",
        );
        assert_eq!(page.title, "Root stays out");
        assert!(page.body.starts_with("## Why"));
        let labels: Vec<_> = page.references.iter().map(|r| r.label.as_str()).collect();
        assert_eq!(labels, ["CWE-250", "NIST SP 800-53 AC-6"]);
        assert_eq!(page.references[1].url, None);
    }

    #[test]
    fn cuts_the_tests_off() {
        assert_eq!(without_tests("# A\n\nb\n\n## Tests\n\nc\n"), "# A\n\nb\n\n");
        assert_eq!(without_tests("# A\n"), "# A\n");
    }
}
