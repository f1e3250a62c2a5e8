//! From Markdown to cases.

use crate::Expectation;
use crate::block::Block;
use muster_target::Recorded;

/// A mistake in a page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct SpecError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

/// The tests of one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// In the order of the page.
    pub cases: Vec<Case>,
}

/// One host and what the rule must say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The heading.
    pub name: String,
    /// Line of the heading, counted from 1.
    pub line: usize,
    /// The host.
    pub system: Recorded,
    /// TOML that is laid over the default policy; empty when the case has none.
    pub policy: String,
    /// The complete set of outcomes.
    pub expected: Vec<Expectation>,
}

impl Page {
    /// Reads the tests of a page.
    ///
    /// # Errors
    /// When a block is not understood, or a case expects nothing.
    pub fn parse(markdown: &str) -> Result<Self, SpecError> {
        let mut shared = Vec::new();
        let mut cases: Vec<(String, usize, Vec<Block>)> = Vec::new();
        let mut in_tests = false;
        let mut lines = markdown.lines().enumerate();
        while let Some((index, line)) = lines.next() {
            if let Some(heading) = line.strip_prefix("## ") {
                in_tests = heading.trim() == "Tests";
            } else if !in_tests {
                continue;
            } else if let Some(heading) = line.strip_prefix("### ") {
                cases.push((heading.trim().to_owned(), index + 1, Vec::new()));
            } else if let Some(fence) = Fence::open(line) {
                let mut content = String::new();
                let closed = lines.by_ref().any(|(_, line)| {
                    let closes = fence.closes(line);
                    if !closes {
                        content.push_str(line);
                        content.push('\n');
                    }
                    closes
                });
                let error = |message| SpecError {
                    line: index + 1,
                    message,
                };
                if !closed {
                    return Err(error("the block is never closed".to_owned()));
                }
                let block = Block::parse(fence.info, content).map_err(error)?;
                match cases.last_mut() {
                    Some((_, _, blocks)) => blocks.push(block),
                    None => shared.push(block),
                }
            }
        }
        let cases = cases
            .into_iter()
            .map(|(name, line, blocks)| Case::new(name, line, &shared, blocks))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { cases })
    }
}

impl Case {
    fn new(
        name: String,
        line: usize,
        shared: &[Block],
        blocks: Vec<Block>,
    ) -> Result<Self, SpecError> {
        let mut case = Self {
            name,
            line,
            system: Recorded::new(),
            policy: String::new(),
            expected: Vec::new(),
        };
        for block in shared.iter().cloned().chain(blocks) {
            match block {
                Block::Host(change) => case.system = change.apply(case.system),
                Block::Policy(text) => case.policy.push_str(&text),
                Block::Expect(expected) => case.expected.extend(expected),
            }
        }
        if case.expected.is_empty() {
            return Err(SpecError {
                line,
                message: format!("the case `{}` expects nothing", case.name),
            });
        }
        Ok(case)
    }
}

/// The opening line of a fenced block.
struct Fence<'a> {
    ticks: usize,
    info: &'a str,
}

impl<'a> Fence<'a> {
    fn open(line: &'a str) -> Option<Self> {
        let info = line.trim_start_matches('`');
        let ticks = line.len() - info.len();
        (ticks >= 3).then(|| Self {
            ticks,
            info: info.trim(),
        })
    }

    fn closes(&self, line: &str) -> bool {
        let line = line.trim_end();
        line.len() >= self.ticks && line.bytes().all(|byte| byte == b'`')
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use muster_target::System as _;

    use super::*;

    const PAGE: &str = "# Title

## Why

```sh
not a test
```

## Tests

```file /etc/shared mode=0600 owner=0:33
x
```

### One

```file /etc/one
a
```

```expect
fail sshd/Port at /etc/one:1 \"says why\"
pass sshd/Other
```

### Two

````policy
[targets]
````

```expect
error ssh/port
```
";

    #[test]
    fn shared_blocks_belong_to_every_case() {
        let page = Page::parse(PAGE).unwrap();
        let names: Vec<_> = page.cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(names, ["One", "Two"]);
        for case in &page.cases {
            let metadata = case.system.metadata(Path::new("/etc/shared")).unwrap();
            assert_eq!((metadata.mode, metadata.gid), (0o600, 33));
        }
        assert_eq!(page.cases[0].expected.len(), 2);
        assert_eq!(page.cases[1].policy, "[targets]\n");
        assert!(
            page.cases[1]
                .system
                .read_text(Path::new("/etc/one"))
                .is_err()
        );
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let error = |text: &str| Page::parse(text).unwrap_err();
        assert_eq!(error("## Tests\n### A\n").line, 2);
        assert_eq!(error("## Tests\n### A\n```file\n```\n").line, 3);
        assert_eq!(error("## Tests\n### A\n```expect\npass\n```\n").line, 3);
        assert_eq!(error("## Tests\n### A\n```expect\n").line, 3);
        assert_eq!(error("## Tests\n### A\n```nonsense x\n```\n").line, 3);
    }
}
