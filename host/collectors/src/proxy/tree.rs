//! Directives with their arguments and blocks, as the words and braces of a Caddyfile make them. Imports are
//! followed while reading.

use std::collections::BTreeMap;

use super::imports::Imports;
use super::stop::{Place, Stop, refused, unknown};
use super::tokens::Token;

/// Blocks in blocks. A site has a handful.
const DEEPEST: usize = 60;

/// A directive, an option or a matcher.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) name: Token,
    pub(super) arguments: Vec<Token>,
    pub(super) block: Option<Vec<Node>>,
}

impl Node {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.text == name
    }

    pub(super) const fn place(&self) -> &Place {
        &self.name.place
    }

    /// What stands in its block.
    pub(super) fn inner(&self) -> &[Self] {
        self.block.as_deref().unwrap_or_default()
    }

    /// Its first argument.
    pub(super) fn first(&self) -> Option<&Token> {
        self.arguments.first()
    }

    /// Whether a word of its line is not known, so that their number is not, either.
    pub(super) fn is_unknown(&self) -> bool {
        self.name.is_unknown() || self.arguments.iter().any(Token::is_unknown)
    }
}

/// What a file consists of.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) keys: Vec<Token>,
    pub(super) body: Vec<Node>,
    pub(super) place: Place,
}

/// All blocks of a file.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) blocks: Vec<Block>,
    /// Routes with a name, for `invoke`.
    pub(super) routes: BTreeMap<String, Vec<Node>>,
}

/// Reads all blocks.
pub(super) fn parse(imports: &mut Imports<'_>) -> Result<Parsed, Stop> {
    let mut parsed = Parsed::default();
    while let Some(first) = imports.peek() {
        let place = first.place.clone();
        let Some(keys) = addresses(imports)? else {
            continue;
        };
        let snippet = match keys.as_slice() {
            [key] => named(&key.text, "("),
            _ => None,
        };
        let route = match keys.as_slice() {
            [key] => named(&key.text, "&("),
            _ => None,
        };
        let opened = imports.peek().is_some_and(Token::opens);
        if let Some(name) = snippet {
            if !opened {
                return Err(refused(&place, "a snippet needs a block in braces"));
            }
            let tokens = imports.raw_block()?;
            imports.define(name, tokens, &place)?;
            continue;
        }
        if route.is_some() && !opened {
            return Err(refused(&place, "a named route needs a block in braces"));
        }
        let body = if opened {
            imports.next_token();
            must_end_line(imports, &place)?;
            nodes(imports, Some(&place), 0)?
        } else {
            nodes(imports, None, 0)?
        };
        if let Some(name) = route {
            if parsed.routes.insert(name.to_owned(), body).is_some() {
                return Err(refused(&place, "another named route has the same name"));
            }
            continue;
        }
        if keys.is_empty() && !opened && body.is_empty() {
            continue;
        }
        parsed.blocks.push(Block { keys, body, place });
    }
    Ok(parsed)
}

fn named<'a>(key: &'a str, before: &str) -> Option<&'a str> {
    key.strip_prefix(before)?.strip_suffix(')')
}

/// The addresses before a block. None where only imports without a word in them were there.
fn addresses(imports: &mut Imports<'_>) -> Result<Option<Vec<Token>>, Stop> {
    let mut keys = Vec::new();
    let mut expecting = false;
    let mut seen = false;
    loop {
        let is_new = imports.next_is_on_new_line();
        let Some(token) = imports.peek().cloned() else {
            if expecting {
                return Err(refused(
                    &imports.last_place(),
                    "the file ends after a comma between addresses",
                ));
            }
            return Ok(seen.then_some(keys));
        };
        if !expecting && seen && is_new {
            return Ok(Some(keys));
        }
        if token.closes() {
            return Err(refused(&token.place, "no brace is open that closes here"));
        }
        if token.text.starts_with('@') {
            return Err(refused(
                &token.place,
                "a matcher has to be defined in the block of a site",
            ));
        }
        if token.text == "import" && is_new {
            imports.next_token();
            imports.import(&token)?;
            continue;
        }
        if token.opens() {
            if expecting {
                return Err(refused(
                    &token.place,
                    "an address is missing after the comma",
                ));
            }
            return Ok(Some(keys));
        }
        imports.next_token();
        seen = true;
        if token.is_unknown() {
            expecting = false;
            keys.push(token);
            continue;
        }
        let (text, comma) = match token.text.strip_suffix(',') {
            Some(text) => (text.to_owned(), true),
            None => (token.text.clone(), false),
        };
        if token.text.is_empty() && !token.quoted {
            continue;
        }
        expecting = comma;
        if text.contains(',') {
            return Err(refused(
                &token.place,
                "a comma between addresses needs a space after it",
            ));
        }
        if !text.is_empty() {
            keys.push(token.with_text(text));
        }
    }
}

/// Directives up to the brace that closes them, or the end of the file.
fn nodes(
    imports: &mut Imports<'_>,
    opened: Option<&Place>,
    depth: usize,
) -> Result<Vec<Node>, Stop> {
    let mut nodes = Vec::new();
    loop {
        let Some(token) = imports.peek().cloned() else {
            return match opened {
                Some(place) => Err(refused(place, "the brace that opens here is not closed")),
                None => Ok(nodes),
            };
        };
        imports.next_token();
        if token.closes() {
            return match opened {
                Some(_) => Ok(nodes),
                None => Err(refused(&token.place, "no brace is open that closes here")),
            };
        }
        if token.text == "import" {
            imports.import(&token)?;
            continue;
        }
        if token.opens() {
            return Err(refused(
                &token.place,
                "a brace has to open at the end of the line before",
            ));
        }
        nodes.push(node(imports, token, depth)?);
    }
}

fn node(imports: &mut Imports<'_>, name: Token, depth: usize) -> Result<Node, Stop> {
    if depth > DEEPEST {
        return Err(unknown(
            &name.place,
            "blocks are nested more deeply than Muster follows",
        ));
    }
    let mut arguments = Vec::new();
    loop {
        let is_new = imports.next_is_on_new_line();
        let Some(token) = imports.peek().cloned() else {
            break;
        };
        if is_new {
            break;
        }
        imports.next_token();
        if token.opens() {
            must_end_line(imports, &token.place)?;
            let block = nodes(imports, Some(&token.place), depth + 1)?;
            if !imports.next_is_on_new_line()
                && let Some(after) = imports.peek()
            {
                return Err(refused(&after.place, "a word follows a brace that closes"));
            }
            return Ok(Node {
                name,
                arguments,
                block: Some(block),
            });
        }
        if token.closes() {
            return Err(refused(
                &token.place,
                "a brace has to close on a line of its own",
            ));
        }
        if token.text == "{}" && !token.quoted && imports.next_is_on_new_line() {
            return Err(refused(&token.place, "`{}` is at the end of the line"));
        }
        arguments.push(token);
    }
    Ok(Node {
        name,
        arguments,
        block: None,
    })
}

fn must_end_line(imports: &Imports<'_>, place: &Place) -> Result<(), Stop> {
    if imports.next_is_on_new_line() || imports.peek().is_none() {
        Ok(())
    } else {
        Err(refused(
            place,
            "a word follows a brace that opens, on the same line",
        ))
    }
}
