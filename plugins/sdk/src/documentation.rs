//! A rule's Markdown page: titles, body and references are read from it, so that nothing is
//! written twice.

use crate::Reference;

/// What the line begins with that says what is the case when the rule fails.
const FAILURE: &str = "Failure: ";

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
    /// Empty when the page does not have it.
    pub(crate) failure_title: &'a str,
    /// Everything below the titles.
    pub(crate) body: &'a str,
    pub(crate) references: Vec<Reference>,
}

/// Reads a page of the form `# Title`, `Failure: ` and a title in the third line, text, and a `## References` list whose items are
/// `- [label](url)` or `- label`.
pub(crate) fn parse(page: &str) -> Page<'_> {
    let (title, body) = first_line(page);
    let (blank, rest) = first_line(body);
    let (third, below) = first_line(rest);
    let (failure_title, body) = match third.strip_prefix(FAILURE) {
        Some(failure_title) if blank.trim().is_empty() => (failure_title, below),
        Some(_) | None => ("", body),
    };
    let references = body
        .lines()
        .skip_while(|line| *line != "## References")
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| line.strip_prefix("- "))
        .map(reference)
        .collect();
    Page {
        title: title.trim_start_matches('#').trim(),
        failure_title: failure_title.trim(),
        body: body.trim(),
        references,
    }
}

fn first_line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
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
    fn reads_titles_body_and_references() {
        let page = parse(
            "# Root stays out\n\nFailure: Root can log in\n\n## Why\n\nBecause.\n\n## References\n\n- [CWE-250](https://cwe.mitre.org/data/definitions/250.html)\n- NIST SP 800-53 AC-6\n",
        );
        assert_eq!(page.title, "Root stays out");
        assert_eq!(page.failure_title, "Root can log in");
        assert!(page.body.starts_with("## Why"));
        let labels: Vec<_> = page.references.iter().map(|r| r.label.as_str()).collect();
        assert_eq!(labels, ["CWE-250", "NIST SP 800-53 AC-6"]);
        assert_eq!(page.references[1].url, None);
    }

    #[test]
    fn the_title_of_the_failure_stands_in_the_third_line_alone() {
        for page in [
            "# A\n\n## Why\n\nFailure: B\n",
            "# A\nFailure: B\n\n## Why\n",
            "# A\n\n\nFailure: B\n",
            "# A",
        ] {
            let page = parse(page);
            assert_eq!((page.title, page.failure_title), ("A", ""));
        }
    }

    #[test]
    fn cuts_the_tests_off() {
        assert_eq!(without_tests("# A\n\nb\n\n## Tests\n\nc\n"), "# A\n\nb\n\n");
        assert_eq!(without_tests("# A\n"), "# A\n");
    }
}
