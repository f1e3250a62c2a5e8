//! A rule's documentation, cut into the parts that a report shows. The tests at its end are for
//! the rule's author.

use crate::text;

/// What a report needs of a rule's documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Documentation {
    /// Markdown of the section `Why`.
    pub(crate) why: String,
    /// Markdown of the section `How to fix`.
    pub(crate) how_to_fix: String,
}

impl Documentation {
    /// Reads it from the markdown that a plugin gives.
    pub(crate) fn of(markdown: &str) -> Self {
        let markdown = text::block(markdown);
        Self {
            why: section(&markdown, "Why"),
            how_to_fix: section(&markdown, "How to fix"),
        }
    }

    /// The first sentence of the reason.
    pub(crate) fn reason(&self) -> Option<String> {
        let paragraph = paragraphs(&self.why).next()?;
        Some(first_sentence(&paragraph).to_owned())
    }

    /// The first paragraph of the reason.
    pub(crate) fn first_paragraph(&self) -> Option<String> {
        paragraphs(&self.why).next()
    }
}

/// Text between a heading and the next one of the same or a higher level. Headings within a code
/// fence are comments of a shell or a configuration file.
fn section(markdown: &str, title: &str) -> String {
    let mut fence = Fence::default();
    let mut within = None;
    let mut lines = Vec::new();
    for line in markdown.lines() {
        let heading = if fence.contains(line) {
            None
        } else {
            heading(line)
        };
        match (within, heading) {
            (None, Some((level, text))) if text.eq_ignore_ascii_case(title) => {
                within = Some(level);
            }
            (Some(level), Some((next, _))) if next <= level => break,
            (Some(_), _) => lines.push(line),
            (None, _) => {}
        }
    }
    lines.join("\n").trim_matches('\n').to_owned()
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    (1..=6)
        .contains(&level)
        .then(|| text.strip_prefix(' '))
        .flatten()
        .map(|text| (level, text.trim()))
}

/// Follows the code fences of a markdown text, line by line.
#[derive(Debug, Default)]
pub(crate) struct Fence {
    open: Option<String>,
}

impl Fence {
    /// Whether the next line is within a block.
    pub(crate) const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether the line belongs to a fenced block; the fences themselves do.
    pub(crate) fn contains(&mut self, line: &str) -> bool {
        let line = line.trim();
        let mark = Self::mark(line);
        match (&self.open, mark) {
            (None, Some(mark)) => {
                self.open = Some(mark.to_owned());
                true
            }
            (Some(open), Some(mark)) if mark.starts_with(open.as_str()) && mark == line => {
                self.open = None;
                true
            }
            (open, _) => open.is_some(),
        }
    }

    /// The run of three or more backticks or tildes that the line begins with.
    fn mark(line: &str) -> Option<&str> {
        let first = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let rest = line.trim_start_matches(first);
        let (mark, _) = line.split_at_checked(line.len() - rest.len())?;
        (mark.len() >= 3).then_some(mark)
    }
}

/// Paragraphs outside code, each on one line.
fn paragraphs(markdown: &str) -> impl Iterator<Item = String> {
    let mut fence = Fence::default();
    let mut paragraphs = vec![String::new()];
    for line in markdown.lines() {
        if fence.contains(line) || line.trim().is_empty() {
            paragraphs.push(String::new());
        } else if let Some(paragraph) = paragraphs.last_mut() {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim());
        }
    }
    paragraphs
        .into_iter()
        .filter(|paragraph| !paragraph.is_empty())
}

/// Up to the first full stop that ends a sentence: one before a space and a capital letter.
/// `sshd_config.d`, `10.0.0.1` and `e.g. this` go on.
pub(crate) fn first_sentence(paragraph: &str) -> &str {
    paragraph
        .match_indices(". ")
        .map(|(stop, _)| paragraph.split_at(stop + 1))
        .find(|(_, rest)| {
            rest.trim_start()
                .starts_with(|c: char| c.is_uppercase() || matches!(c, '`' | '*'))
        })
        .map_or(paragraph, |(sentence, _)| sentence)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULE: &str = "\
# Root login over SSH is off

## Why

Files in `sshd_config.d` win, e.g. those of cloud-init.
A stolen password is root at once. Second.

```
# Why
```

## How to fix

Write:

```
## not a heading
PermitRootLogin no
```

### On Debian

Reload it.

## References

- CIS

## Tests

secret of the author
";

    #[test]
    fn sections_end_at_the_next_heading_of_their_level_outside_code() {
        let documentation = Documentation::of(RULE);
        assert!(documentation.how_to_fix.starts_with("Write:"));
        assert!(documentation.how_to_fix.contains("## not a heading"));
        assert!(documentation.how_to_fix.ends_with("Reload it."));
        assert!(documentation.why.ends_with("# Why\n```"));
    }

    #[test]
    fn the_reason_is_one_whole_sentence() {
        assert_eq!(
            Documentation::of(RULE).reason().as_deref(),
            Some("Files in `sshd_config.d` win, e.g. those of cloud-init.")
        );
        assert_eq!(Documentation::of("no sections").reason(), None);
    }

    proptest! {
        #[test]
        fn any_markdown_can_be_cut(text in "(# Why\n|## |```|~~~~|\n|\\. |[\\s\\S]){0,60}") {
            let documentation = Documentation::of(&text);
            let _ = (documentation.reason(), documentation.first_paragraph());
        }
    }
}
