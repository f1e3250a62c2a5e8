//! Markdown that somebody else wrote, rewritten with only paragraphs, lists and code.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::inline::{Line, Within, cut};
use crate::text;

/// Longest text that is taken over. The fixes of Muster's own rules are shorter.
const LONGEST: usize = 2_000;

/// Deeper lists are shown as if they were this deep.
const DEEPEST: usize = 4;

/// The text as blocks between blank lines. Images, links and HTML are left as the words in them.
pub(super) fn blocks(markdown: &str) -> String {
    let markdown = cut(markdown, LONGEST);
    let mut writer = Writer::default();
    for event in Parser::new_ext(&markdown, Options::empty()) {
        writer.take(event);
    }
    writer.end_block();
    writer.text.trim_end().to_owned()
}

#[derive(Default)]
struct Writer {
    text: String,
    /// The block so far.
    line: Line,
    /// Text that follows it.
    words: String,
    /// The lists that the block is in, the outermost first.
    lists: Vec<List>,
    /// The mark of an item that has no text yet.
    mark: Option<String>,
    /// Whether the last block was in a list.
    was_listed: bool,
    /// The text of a code block.
    code: Option<String>,
}

struct List {
    /// Of the next item, if they have numbers.
    number: Option<u64>,
    /// Columns of an item's mark, by which what belongs to it is indented.
    indent: usize,
}

impl List {
    fn mark(&mut self) -> String {
        let mark = match &mut self.number {
            Some(number) => {
                let mark = format!("{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            None => "- ".to_owned(),
        };
        self.indent = mark.len();
        mark
    }
}

impl Writer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                match &mut self.code {
                    Some(code) => code.push_str(&text),
                    None => self.words.push_str(&text),
                }
            }
            Event::Code(text) => {
                self.end_words();
                self.line.code(&text::line(&text), Within::Paragraph);
            }
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            Event::Start(Tag::CodeBlock(_)) => {
                self.end_block();
                self.code = Some(String::new());
            }
            Event::End(TagEnd::CodeBlock) => self.end_code(),
            Event::Start(Tag::List(first)) => {
                self.end_block();
                self.lists.push(List {
                    number: first,
                    indent: 0,
                });
            }
            Event::End(TagEnd::List(_)) => {
                self.end_block();
                self.lists.pop();
            }
            Event::Start(Tag::Item) => {
                self.end_block();
                self.mark = self.lists.last_mut().map(List::mark);
            }
            Event::Start(
                Tag::Paragraph | Tag::Heading { .. } | Tag::BlockQuote(_) | Tag::HtmlBlock,
            )
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::BlockQuote(_)
                | TagEnd::HtmlBlock
                | TagEnd::Item,
            ) => self.end_block(),
            // Emphasis, links and images: what is in them follows as text. The rest is not asked for.
            _ => {}
        }
    }

    /// Only whole words can be judged: `@*team*` is read as `@team`.
    fn end_words(&mut self) {
        let words = std::mem::take(&mut self.words);
        self.line.words(&text::line(&words), Within::Paragraph);
    }

    fn end_block(&mut self) {
        self.end_words();
        let line = std::mem::take(&mut self.line).into_text();
        if !line.is_empty() {
            self.write(&[line]);
        }
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take() else {
            return;
        };
        let code = text::block(code.trim_end_matches('\n'));
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let lines = std::iter::once(fence.clone())
            .chain(code.lines().map(str::to_owned))
            .chain([fence]);
        self.write(&lines.collect::<Vec<_>>());
    }

    /// Writes a block into the item that it belongs to.
    fn write(&mut self, lines: &[String]) {
        let depths = || self.lists.iter().take(DEEPEST).map(|list| list.indent);
        let inner = " ".repeat(depths().sum());
        let outer = " ".repeat(depths().rev().skip(1).sum());
        let mark = self.mark.take();
        let follows = mark.is_some() && self.was_listed;
        if !self.text.is_empty() && !follows {
            self.text.push('\n');
        }
        self.was_listed = !self.lists.is_empty();
        let mut start = mark.map_or_else(|| inner.clone(), |mark| format!("{outer}{mark}"));
        for line in lines {
            self.text.push_str(format!("{start}{line}").trim_end());
            self.text.push('\n');
            start.clone_from(&inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_behind_code_stay_where_they_are() {
        assert_eq!(blocks("Set `a`, then `b`."), "Set `a`, then `b`.");
    }

    #[test]
    fn paragraphs_lists_and_code_stay() {
        assert_eq!(
            blocks(
                "Set *it* in [a file](https://a.org):\n\n```sh\n# x\nPort 22\n```\n\n1. `one`,\n   more\n2. two\n\n   - three"
            ),
            "Set it in a file:\n\n```\n# x\nPort 22\n```\n\n1. `one`, more\n2. two\n   - three"
        );
    }

    #[test]
    fn nothing_of_the_rest_stays() {
        assert_eq!(
            blocks(
                "<b>x</b> ![i](https://a.org/i.png) @team #1 &#64;team @*team* #[1](https://a.org)\n``a`b`` `c``d` <https://b.org>"
            ),
            "`<b>x</b>` i `@team` `#1` `@team` `@team` `#1` ``a`b`` ```c``d``` `https://b.org`"
        );
    }
}
