//! Markdown that somebody else wrote, as Muster passes it on.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

use crate::documentation::Fence;

/// Languages of code blocks that GitHub draws instead of showing.
const DRAWN: [&str; 5] = ["geojson", "math", "mermaid", "stl", "topojson"];

/// Markdown that a viewer can show without asking anybody for anything: without HTML, without
/// images, and with no links but `https:`. Code blocks keep their text and their language: their
/// fences are rewritten, longer than any run of backticks within, so that every viewer sees the
/// same blocks.
pub(crate) fn inert(text: &str) -> String {
    let mut fence = Fence::default();
    let mut blocks: Vec<(bool, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        let code = fence.contains(line);
        match blocks.last_mut() {
            Some((is_code, lines)) if *is_code == code => lines.push(line),
            _ => blocks.push((code, vec![line])),
        }
    }
    let blocks: Vec<String> = blocks
        .iter()
        .map(|(code, lines)| {
            if *code {
                code_block(lines)
            } else {
                prose(&lines.join("\n"))
            }
        })
        .collect();
    blocks.join("\n")
}

/// A backslash makes punctuation of markdown an ordinary character (CommonMark, section 2.4).
fn prose(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut written = 0;
    // Where a backslash already does so.
    let mut escaped = None;
    for (at, c) in text.match_indices(['<', '!', '(', ':', '\\']) {
        let (before, rest) = (text.get(..at), text.get(at + 1..));
        let behind_bracket = before.is_some_and(|before| before.ends_with(']'));
        let rest = rest.unwrap_or_default();
        let begins = match c {
            // A tag, a comment, or a link in angle brackets.
            "<" => true,
            // An image. What is left of it is a link.
            "!" => rest.starts_with('['),
            // The target of a link, there and in a definition.
            "(" => behind_bracket && !rest.starts_with("https://"),
            ":" => behind_bracket && !rest.trim_start().starts_with("https://"),
            _ => false,
        };
        let is_escaped = escaped == Some(at);
        if c == "\\" && !is_escaped {
            escaped = Some(at + 1);
        }
        if begins && !is_escaped {
            safe.push_str(text.get(written..at).unwrap_or_default());
            safe.push('\\');
            written = at;
        }
    }
    safe.push_str(text.get(written..).unwrap_or_default());
    safe
}

fn code_block(lines: &[&str]) -> String {
    let body = lines
        .get(1..)
        .map(|rest| match rest {
            [body @ .., last] if is_fence(last) => body,
            body => body,
        })
        .unwrap_or_default();
    let longest = body
        .iter()
        .flat_map(|line| line.split(|c| c != '`'))
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let language = lines.first().map_or("", |line| language(line));
    format!("{fence}{language}\n{}\n{fence}", body.join("\n"))
}

/// The language that an opening fence names, if it is one to colour words by.
fn language(fence: &str) -> &str {
    /// The longest that highlighters know have fewer.
    const LONGEST_LANGUAGE: usize = 20;
    let info = fence.trim().trim_start_matches(['`', '~']);
    let language = info.split_whitespace().next().unwrap_or_default();
    let is_word = language.len() <= LONGEST_LANGUAGE
        && language
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+_-".contains(&byte));
    let is_drawn = DRAWN
        .iter()
        .any(|drawn| drawn.eq_ignore_ascii_case(language));
    if is_word && !is_drawn { language } else { "" }
}

/// The text with no heading larger than one of the level: viewers of a part of a page show the
/// headings of a whole page very large.
pub(crate) fn headings_from(level: HeadingLevel, text: &str) -> String {
    let marks = "#".repeat(level as usize);
    let mut lowered = String::with_capacity(text.len());
    let mut written = 0;
    for (event, range) in Parser::new(text).into_offset_iter() {
        let Event::Start(Tag::Heading { level: found, .. }) = event else {
            continue;
        };
        let heading = text.get(range.clone()).unwrap_or_default();
        if found >= level {
            continue;
        }
        // Either marks before the title, or a line below it, without which it is a paragraph.
        let rest = heading.trim_start_matches('#');
        let has_marks = rest.is_empty() || rest.starts_with(char::is_whitespace);
        let (kept, inserted, resumed) = if has_marks {
            let resumed = range.start + heading.len() - rest.len();
            (range.start, marks.as_str(), resumed)
        } else {
            let end = heading.trim_end();
            let title = end.trim_end_matches(['=', '-']);
            (range.start + title.len(), "", range.start + end.len())
        };
        lowered.push_str(text.get(written..kept).unwrap_or_default());
        lowered.push_str(inserted);
        written = resumed;
    }
    lowered.push_str(text.get(written..).unwrap_or_default());
    lowered
}

fn is_fence(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && (line.chars().all(|c| c == '`') || line.chars().all(|c| c == '~'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markdown_keeps_its_code_and_loses_its_html() {
        assert_eq!(
            inert("a <b>x</b> [y](javascript:z) [w](https://x.org)\n\n```sh\ncat <<EOF\n```\nend"),
            "a \\<b>x\\</b> [y]\\(javascript:z) [w](https://x.org)\n\n```sh\ncat <<EOF\n```\nend"
        );
    }

    #[test]
    fn a_fence_keeps_a_language_that_is_a_word_and_is_not_drawn() {
        for (fence, kept) in [
            ("```sh", "```sh"),
            ("~~~ c++ title=x", "```c++"),
            ("  ```objective-c", "```objective-c"),
            ("```", "```"),
            ("```<b>", "```"),
            ("```a.b", "```"),
            ("```{sh}", "```"),
            ("```mermaid", "```"),
            ("```GeoJSON", "```"),
            ("```abcdefghijklmnopqrstuvwxyz", "```"),
        ] {
            let end = if fence.contains('~') { "~~~" } else { "```" };
            let block = inert(&format!("{fence}\nx\n{end}"));
            assert_eq!(block, format!("{kept}\nx\n```"), "{fence}");
        }
    }

    #[test]
    fn headings_are_no_larger_than_asked_for() {
        let lowered = |text| headings_from(HeadingLevel::H3, text);
        for (text, expected) in [
            (
                "# a\n\n## b\n\n### c\n\n#### d",
                "### a\n\n### b\n\n### c\n\n#### d",
            ),
            ("  # a #\n> ## b\n\n- # c", "  ### a #\n> ### b\n\n- ### c"),
            ("a\n===\n\nb\n---\n\n---\nc", "a\n\n\nb\n\n\n---\nc"),
            (
                "```sh\n# a comment\n```\n\n    # code",
                "```sh\n# a comment\n```\n\n    # code",
            ),
            ("#hash\n\n\\# a", "#hash\n\n\\# a"),
        ] {
            assert_eq!(lowered(text), expected);
        }
    }

    proptest! {
        #[test]
        fn no_text_has_a_larger_heading_afterwards(
            text in "(# |## |#|a|=|-|>|    |- |```|\n|\n|\\\\|[\\s\\S]){0,40}"
        ) {
            let lowered = headings_from(HeadingLevel::H3, &crate::text::block(&text));
            let largest = Parser::new(&lowered).filter_map(|event| match event {
                Event::Start(Tag::Heading { level, .. }) => Some(level),
                _ => None,
            }).min();
            prop_assert!(largest.is_none_or(|level| level >= HeadingLevel::H3), "{lowered:?}");
        }
    }

    #[test]
    fn a_fence_within_a_code_block_cannot_end_it() {
        assert_eq!(
            inert("~~~\n```\n<script>\n~~~"),
            "````\n```\n<script>\n````"
        );
        assert_eq!(inert("```\nnever closed"), "```\nnever closed\n```");
    }

    #[test]
    fn a_page_loads_nothing() {
        for (written, inert_text) in [
            ("![x](https://a.org/p.png)", "\\![x](https://a.org/p.png)"),
            // A backslash that is itself escaped protects nothing.
            ("\\\\![x](https://a.org)", "\\\\\\![x](https://a.org)"),
            ("\\![x](https://a.org)", "\\![x](https://a.org)"),
            (
                "![x][y]\n\n[y]: https://a.org",
                "\\![x][y]\n\n[y]: https://a.org",
            ),
            ("[y]: http://a.org", "[y]\\: http://a.org"),
            ("[y]:\n  javascript:z", "[y]\\:\n  javascript:z"),
            (
                "\\\\<img src=\"https://a.org\">",
                "\\\\\\<img src=\"https://a.org\">",
            ),
            (
                "[![x](https://a.org)](https://b.org)",
                "[\\![x](https://a.org)](https://b.org)",
            ),
            ("wrong! [x](https://a.org)", "wrong! [x](https://a.org)"),
        ] {
            assert_eq!(inert(written), inert_text, "{written}");
        }
    }
}
