//! Texts as SARIF wants them: messages without placeholders and stray links.

use crate::text::shortened;

/// Longest text that GitHub takes for a rule's descriptions; messages keep to it too.
const LONGEST: usize = 1_024;

/// A message in plain text. Braces would be placeholders (SARIF section 3.11.5), and `](` a link
/// (3.11.6): facts must not make either.
pub(super) fn plain(text: &str) -> String {
    let text = text.replace('{', "(").replace('}', ")");
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
}
