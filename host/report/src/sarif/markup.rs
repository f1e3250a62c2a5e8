//! Texts as SARIF wants them: messages without placeholders and stray links, markdown without
//! HTML.

use crate::documentation::Fence;
use crate::text::shortened;

/// Longest text that GitHub takes for a rule's descriptions; messages keep to it too.
const LONGEST: usize = 1_024;

/// A message in plain text. Braces would be placeholders (SARIF section 3.11.5), and `](` a link
/// (3.11.6): facts must not make either.
pub(super) fn plain(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| match c {
            '{' => '(',
            '}' => ')',
            c => c,
        })
        .collect();
    text.replace("](", "] (")
}

/// A plain text as whole sentences, within GitHub's limit.
pub(super) fn sentence(text: &str) -> String {
    let mut sentence = shortened(plain(text).trim(), LONGEST - 1);
    if !sentence.ends_with(['.', '!', '?', '…']) {
        sentence.push('.');
    }
    sentence
}

/// The text of a link: without brackets of its own.
pub(super) fn link(text: &str, id: usize) -> String {
    /// A link is a few words; one on which a whole path fits is long enough.
    const LONGEST_LINK: usize = 80;
    let text = shortened(&plain(text).replace(['[', ']'], ""), LONGEST_LINK);
    format!("[{text}]({id})")
}

/// Markdown without HTML and with no links but `https:`. Code blocks keep their text: their fences
/// are written anew, longer than any run of backticks within, so that every viewer sees the same
/// blocks.
pub(super) fn markdown(text: &str) -> String {
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

fn prose(text: &str) -> String {
    let mut safe = text.replace('<', "\\<");
    safe = safe.replace("](", "]\\(");
    safe.replace("]\\(https://", "](https://")
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
    fn a_message_has_neither_placeholders_nor_links() {
        assert_eq!(
            sentence("awk '{0}' and [x](javascript:alert(1)) "),
            "awk '(0)' and [x] (javascript:alert(1))."
        );
        assert_eq!(link("[a](b) {0}", 2), "[a (b) (0)](2)");
        assert!(sentence(&"x".repeat(5_000)).chars().count() <= LONGEST);
    }

    #[test]
    fn markdown_keeps_its_code_and_loses_its_html() {
        assert_eq!(
            markdown(
                "a <b>x</b> [y](javascript:z) [w](https://x.org)\n\n```sh\ncat <<EOF\n```\nend"
            ),
            "a \\<b>x\\</b> [y]\\(javascript:z) [w](https://x.org)\n\n```\ncat <<EOF\n```\nend"
        );
    }

    #[test]
    fn a_fence_within_a_code_block_cannot_end_it() {
        assert_eq!(
            markdown("~~~\n```\n<script>\n~~~"),
            "````\n```\n<script>\n````"
        );
        assert_eq!(markdown("```\nnever closed"), "```\nnever closed\n```");
    }
}
