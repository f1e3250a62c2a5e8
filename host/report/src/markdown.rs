//! Markdown that somebody else wrote, as Muster passes it on.

use crate::documentation::Fence;

/// Markdown that a viewer can show without asking anybody for anything: without HTML, without
/// images, and with no links but `https:`. Code blocks keep their text: their fences are written
/// anew, longer than any run of backticks within, so that every viewer sees the same blocks.
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
    format!("{fence}\n{}\n{fence}", body.join("\n"))
}

fn is_fence(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && (line.chars().all(|c| c == '`') || line.chars().all(|c| c == '~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_keeps_its_code_and_loses_its_html() {
        assert_eq!(
            inert("a <b>x</b> [y](javascript:z) [w](https://x.org)\n\n```sh\ncat <<EOF\n```\nend"),
            "a \\<b>x\\</b> [y]\\(javascript:z) [w](https://x.org)\n\n```\ncat <<EOF\n```\nend"
        );
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
