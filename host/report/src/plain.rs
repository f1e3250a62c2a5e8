//! Markdown as plain text, for viewers that show a text as it is.

use muster_outcomes::is_https_url;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::text::block;

/// Indent of code below its paragraph.
const CODE: &str = "    ";

/// The words of a markdown text: paragraphs on one line each, code indented, links as
/// `label (address)`, and no marks but those of lists.
pub(crate) fn plain_text(markdown: &str) -> String {
    let mut writer = Writer::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.take(event);
    }
    // An entity such as `&#x202e;` stands for a character that the markdown itself may not have.
    block(writer.text.trim_end())
}

/// The words of one paragraph, on one line.
pub(crate) fn plain_line(markdown: &str) -> String {
    let text = plain_text(markdown);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Writer {
    text: String,
    /// Whether a line of prose is being written.
    within_line: bool,
    /// Whether a code block is being written, and has its first line.
    code: Option<bool>,
    /// Number of the next item of each list that is open; bullets have none.
    lists: Vec<Option<u64>>,
    /// Columns by which each open item indents what is in it.
    indents: Vec<usize>,
    /// Of the item that has no text yet.
    marker: Option<String>,
    /// Whether the last line belongs to a list.
    after_item: bool,
    /// Where the label of each open link begins, and the link's address.
    links: Vec<(usize, String)>,
}

impl Writer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code.is_some() => self.code_lines(&text),
            Event::Code(code) => self.inline_code(&code),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.words(&text),
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::List(first) => {
                self.within_line = false;
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::CodeBlock(_) => {
                self.within_line = false;
                self.code = Some(false);
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.begin_line();
                self.links.push((self.text.len(), dest_url.into_string()));
            }
            Tag::TableCell if self.within_line => self.words(" | "),
            // The marks of emphasis say nothing in plain text; blocks end where their lines do.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.lists.pop();
                self.within_line = false;
            }
            TagEnd::Item => {
                self.indents.pop();
                self.marker = None;
                self.within_line = false;
            }
            TagEnd::CodeBlock => self.code = None,
            TagEnd::Link | TagEnd::Image => self.address(),
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::HtmlBlock
            | TagEnd::TableHead
            | TagEnd::TableRow => self.within_line = false,
            _ => {}
        }
    }

    fn item(&mut self) {
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
            Some(None) | None => "- ".to_owned(),
        };
        self.within_line = false;
        self.indents.push(marker.len());
        self.marker = Some(marker);
    }

    fn words(&mut self, text: &str) {
        if self.within_line || !text.trim().is_empty() {
            self.begin_line();
            // What is left of them marks nothing.
            self.text
                .push_str(&text.replace('\n', " ").replace('`', "'"));
        }
    }

    /// Code of several words is told from the sentence around it by quotation marks.
    fn inline_code(&mut self, code: &str) {
        if code.contains(' ') && !code.contains('\'') {
            self.words(&format!("'{code}'"));
        } else {
            self.words(code);
        }
    }

    fn code_lines(&mut self, code: &str) {
        for line in code.lines() {
            let is_first = self.code.replace(true) == Some(false);
            self.new_line(if is_first { "\n\n" } else { "\n" });
            self.text.push_str(CODE);
            self.text.push_str(line);
        }
    }

    /// Begins a line of prose, if none is begun. Items follow each other closely, paragraphs do not.
    fn begin_line(&mut self) {
        if !self.within_line {
            let close = self.marker.is_some() && self.after_item;
            self.new_line(if close { "\n" } else { "\n\n" });
            self.within_line = true;
        }
    }

    fn new_line(&mut self, gap: &str) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
        let marker = self.marker.take().unwrap_or_default();
        let indent: usize = self.indents.iter().sum();
        let indent = indent.saturating_sub(marker.len());
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str(&marker);
        self.after_item = !self.indents.is_empty();
    }

    /// Ends a link: its address stands behind its label.
    fn address(&mut self) {
        let Some((start, address)) = self.links.pop() else {
            return;
        };
        let label = self.text.get(start..).unwrap_or_default();
        if is_https_url(&address) && label != address {
            self.text.push_str(" (");
            self.text.push_str(&address);
            self.text.push(')');
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_page_becomes_text_without_marks() {
        let markdown = "\
### How to *fix*

Set `Port 22` in **the** `sshd_config`,
and [reload](https://x.org/a):

```sh
sshd -t   # `first`

reload
```

- one
- [CWE-1](https://cwe.org/1)
  - inner <https://x.org/>

1. first

   more
2. [bad](javascript:x) \\<b>

| a | b |
|---|---|
| `c` | d |
";
        let text = "\
How to fix

Set 'Port 22' in the sshd_config, and reload (https://x.org/a):

    sshd -t   # `first`

    reload

- one
- CWE-1 (https://cwe.org/1)
  - inner https://x.org/
1. first

   more
2. bad <b>

a | b

c | d";
        let found: Vec<String> = plain_text(markdown)
            .lines()
            .map(str::trim_end)
            .map(str::to_owned)
            .collect();
        assert_eq!(found.join("\n"), text);
    }

    #[test]
    fn a_paragraph_becomes_a_line() {
        assert_eq!(
            plain_line("Example files hold `<your key>`\nand `ssh -v`."),
            "Example files hold '<your key>' and 'ssh -v'."
        );
    }

    #[test]
    fn an_entity_cannot_steer_a_viewer() {
        let text = plain_text("a&#x202e;b&#27;[31m&#0;");
        assert!(!text.contains(['\u{202e}', '\u{1b}', '\0']), "{text:?}");
    }

    proptest! {
        #[test]
        fn any_markdown_becomes_text(
            markdown in "(# a\n|- |1\\. |> |```\n|\\||`|\\[x\\]\\(y\\)|<|&amp;|&#9;|\n| |[\\s\\S]){0,60}"
        ) {
            let text = plain_text(&markdown);
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
        }
    }
}
