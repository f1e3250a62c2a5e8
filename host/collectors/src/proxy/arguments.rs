//! What an import gives to what it brings: `{args[0]}`, `{args[1:]}`, and `{block}`.

use std::collections::BTreeMap;

use super::tokens::Token;

/// Arguments and block of an import.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) arguments: Vec<String>,
    pub(super) block: Vec<Token>,
}

impl Given {
    /// The words with what is given in place of what stands for it.
    pub(super) fn fill(&self, words: Vec<Token>) -> Vec<Token> {
        let blocks = self.blocks();
        let mut filled = Vec::with_capacity(words.len());
        for token in words {
            if token.text == "{block}" {
                filled.extend(self.block.iter().cloned());
            } else if let Some(name) = within(&token.text, "{blocks.", "}") {
                filled.extend(blocks.get(name).into_iter().flatten().cloned());
            } else if let Some(several) = self.several(&token.text) {
                let several = several.iter();
                filled.extend(several.map(|text| token.with_text(text.clone())));
            } else {
                let text = self.replaced(&token.text);
                filled.push(token.with_text(text));
            }
        }
        filled
    }

    /// The blocks within the block, by their first words.
    fn blocks(&self) -> BTreeMap<&str, Vec<Token>> {
        let mut blocks: BTreeMap<&str, Vec<Token>> = BTreeMap::new();
        let mut name = None;
        let mut depth = 0_usize;
        let mut before: Option<&Token> = None;
        for token in &self.block {
            let begins = depth == 0 && before.is_none_or(|before| token.is_on_new_line(before));
            before = Some(token);
            if begins && !token.closes() {
                name = Some(token.text.as_str());
                blocks.insert(token.text.as_str(), Vec::new());
                continue;
            }
            let outermost = token.opens() && depth == 0;
            if token.opens() {
                depth += 1;
            } else if token.closes() {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    continue;
                }
            }
            if !outermost && let Some(words) = name.and_then(|name| blocks.get_mut(name)) {
                words.push(token.clone());
            }
        }
        blocks
    }

    /// The arguments that `{args[FIRST:END]}` stands for.
    fn several(&self, text: &str) -> Option<&[String]> {
        let (first, end) = within(text, "{args[", "]}")?.split_once(':')?;
        let place = |text: &str, default: usize| match text {
            "" => Some(default),
            text => text.parse().ok(),
        };
        let first = place(first, 0)?;
        let end = place(end, self.arguments.len())?;
        self.arguments.get(first..end)
    }

    /// The text with each `{args[N]}` replaced that there is.
    fn replaced(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let argument = after.split_once('}').and_then(|(key, after)| {
                let number = within(key, "args[", "]").or_else(|| key.strip_prefix("args."))?;
                Some((self.arguments.get(number.parse::<usize>().ok()?)?, after))
            });
            match argument {
                Some((argument, after)) => {
                    filled.push_str(argument);
                    rest = after;
                }
                None => {
                    filled.push('{');
                    rest = after;
                }
            }
        }
        filled.push_str(rest);
        filled
    }
}

fn within<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.strip_prefix(before)?.strip_suffix(after)
}
