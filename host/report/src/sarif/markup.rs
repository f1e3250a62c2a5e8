//! Texts as SARIF wants them: messages in plain text, without placeholders and stray links.

use crate::text::shortened;

/// Longest text that GitHub takes for a rule's descriptions and GitLab for a message.
pub(super) const LONGEST: usize = 1_024;

/// A message in plain text, as viewers show it: code in quotes in place of backticks. Braces would
/// be placeholders (SARIF section 3.11.5), and `](` a link (3.11.6): facts must not make either.
pub(super) fn plain(text: &str) -> String {
    let text = text.replace('{', "(").replace('}', ")").replace('`', "'");
    text.replace("](", "] (")
}

/// A plain text as whole sentences, within GitHub's limit.
pub(super) fn sentence(text: &str) -> String {
    sentence_within(text, LONGEST)
}

/// A plain text on one line as whole sentences of at most so many characters.
pub(super) fn sentence_within(text: &str, longest: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut sentence = shortened(&plain(&words.join(" ")), longest.saturating_sub(1));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_neither_placeholders_nor_links_nor_markdown() {
        assert_eq!(
            sentence("awk '{0}' and [x](javascript:alert(1)) "),
            "awk '(0)' and [x] (javascript:alert(1))."
        );
        assert_eq!(
            sentence("write `A no`\nthen  run `b`"),
            "write 'A no' then run 'b'."
        );
        assert_eq!(link("[a](b) {0}", 2), "[a (b) (0)](2)");
        assert!(sentence(&"x".repeat(5_000)).chars().count() <= LONGEST);
        assert_eq!(sentence_within("a long sentence", 10), "a long s…");
    }
}
