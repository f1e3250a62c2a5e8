//! From Markdown to fenced blocks below headings, whatever they hold.

use crate::SpecError;

/// One fenced block as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fence<'a> {
    /// What follows the backticks of the opening line.
    pub(crate) info: &'a str,
    pub(crate) content: String,
    /// Line of the opening, counted from 1.
    pub(crate) opening: usize,
    /// Line of the closing.
    pub(crate) closing: usize,
}

/// A `### ` heading with its blocks. The one before the first heading has no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section<'a> {
    pub(crate) heading: &'a str,
    /// Line of the heading; 0 for what stands before the first.
    pub(crate) line: usize,
    pub(crate) blocks: Vec<Fence<'a>>,
}

/// What stands below `## Tests`. There is always a first section, without a heading.
pub(crate) fn sections(markdown: &str) -> Result<Vec<Section<'_>>, SpecError> {
    let mut sections = vec![Section::default()];
    let mut in_tests = false;
    let mut lines = markdown.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            in_tests = heading.trim() == "Tests";
        } else if !in_tests {
            continue;
        } else if let Some(heading) = line.strip_prefix("### ") {
            sections.push(Section {
                heading: heading.trim(),
                line: index + 1,
                blocks: Vec::new(),
            });
        } else if let Some(opening) = Opening::of(line) {
            let block = opening.read(index, &mut lines)?;
            if let Some(section) = sections.last_mut() {
                section.blocks.push(block);
            }
        }
    }
    Ok(sections)
}

/// All blocks of a fixture, under whichever heading.
pub(crate) fn blocks(markdown: &str) -> Result<Vec<Fence<'_>>, SpecError> {
    let mut blocks = Vec::new();
    let mut lines = markdown.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if let Some(opening) = Opening::of(line) {
            blocks.push(opening.read(index, &mut lines)?);
        }
    }
    Ok(blocks)
}

/// The opening line of a block.
struct Opening<'a> {
    ticks: usize,
    info: &'a str,
}

impl<'a> Opening<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let info = line.trim_start_matches('`');
        let ticks = line.len() - info.len();
        (ticks >= 3).then(|| Self {
            ticks,
            info: info.trim(),
        })
    }

    /// The rest of the block, to its closing line.
    fn read<'l>(
        self,
        index: usize,
        lines: &mut impl Iterator<Item = (usize, &'l str)>,
    ) -> Result<Fence<'a>, SpecError> {
        let mut content = String::new();
        for (at, line) in lines {
            if self.closes(line) {
                return Ok(Fence {
                    info: self.info,
                    content,
                    opening: index + 1,
                    closing: at + 1,
                });
            }
            content.push_str(line);
            content.push('\n');
        }
        Err(SpecError {
            line: index + 1,
            message: "the block is never closed; end it with a line of as many backticks"
                .to_owned(),
        })
    }

    fn closes(&self, line: &str) -> bool {
        let line = line.trim_end();
        line.len() >= self.ticks && line.bytes().all(|byte| byte == b'`')
    }
}
