//! Compose's `$VAR` and `${VAR:-default}` (compose-go's `template` package).

use super::super::{Budget, DEEPEST_NESTING, FlawCode};

/// A text after substitution.
pub(super) struct Substituted {
    pub(super) text: String,
    /// Whether there was anything to substitute, `$$` included.
    pub(super) interpolated: bool,
}

/// Variables by name.
type Lookup<'a> = dyn Fn(&str) -> Option<&'a str> + 'a;

/// A part of a template.
pub(crate) enum Piece<'t> {
    /// Stands for itself.
    Text(&'t str),
    /// `$$`.
    Dollar,
    /// `$NAME`, or what is in braces.
    Reference(Reference<'t>),
}

/// A reference to a variable.
#[derive(Clone, Copy)]
pub(crate) struct Reference<'t> {
    /// The variable.
    pub(crate) name: &'t str,
    /// `:-`, `-`, `:+`, `+`, `:?`, `?` or nothing.
    operator: &'t str,
    /// What follows the operator, itself a template.
    pub(crate) word: &'t str,
}

/// What a reference stands for.
pub(crate) enum Chosen {
    /// The variable's value, nothing when it has none.
    Value,
    /// The word behind the operator.
    Word,
    /// Nothing: the operator asks for a value that is not there.
    Required,
}

impl Reference<'_> {
    /// Whether it has no operator.
    pub(crate) const fn is_plain(&self) -> bool {
        self.operator.is_empty()
    }

    /// Whether it never stands for the variable's value: `:+` or `+`.
    pub(crate) fn is_alternative(&self) -> bool {
        self.operator.ends_with('+')
    }

    /// What it stands for when the variable has this value, or none.
    pub(crate) fn chosen(&self, value: Option<&str>) -> Chosen {
        if self.operator.is_empty() {
            return Chosen::Value;
        }
        let present = match value {
            Some(value) => !self.operator.starts_with(':') || !value.is_empty(),
            None => false,
        };
        if self.operator.ends_with('+') != present {
            Chosen::Value
        } else if self.operator.ends_with('?') {
            Chosen::Required
        } else {
            Chosen::Word
        }
    }
}

/// The parts of a template; an error for what Compose calls an invalid template.
pub(crate) fn pieces(template: &str) -> Result<Vec<Piece<'_>>, FlawCode> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let name = name_length(after);
        if let Some(after) = after.strip_prefix('$') {
            pieces.push(Piece::Dollar);
            rest = after;
        } else if name > 0 {
            let (name, after) = after.split_at(name);
            pieces.push(Piece::Reference(Reference {
                name,
                operator: "",
                word: "",
            }));
            rest = after;
        } else if let Some(after) = after.strip_prefix('{') {
            let (body, after) = braced(after).ok_or(FlawCode::BadSubstitution)?;
            let (name, behind) = body.split_at(name_length(body));
            let operator = operator(behind).unwrap_or_default();
            pieces.push(Piece::Reference(Reference {
                name,
                operator,
                word: behind.get(operator.len()..).unwrap_or_default(),
            }));
            rest = after;
        } else {
            pieces.push(Piece::Text("$"));
            rest = after;
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

/// Replaces every reference. `unset` stands for a variable that nobody defines.
pub(super) fn substitute<'a>(
    template: &str,
    lookup: &Lookup<'a>,
    unset: &str,
    budget: &mut Budget,
) -> Result<Substituted, FlawCode> {
    nested(template, lookup, unset, budget, 0)
}

fn nested<'a>(
    template: &str,
    lookup: &Lookup<'a>,
    unset: &str,
    budget: &mut Budget,
    depth: usize,
) -> Result<Substituted, FlawCode> {
    if depth > DEEPEST_NESTING {
        return Err(FlawCode::TooLarge);
    }
    let mut text = String::new();
    let mut interpolated = false;
    for piece in pieces(template)? {
        let reference = match piece {
            Piece::Text(literal) => {
                text.push_str(literal);
                continue;
            }
            Piece::Dollar => {
                text.push('$');
                interpolated = true;
                continue;
            }
            Piece::Reference(reference) => reference,
        };
        interpolated = true;
        let value = lookup(reference.name);
        match reference.chosen(value) {
            Chosen::Value if reference.is_plain() => {
                push(&mut text, value.unwrap_or(unset), budget)?;
            }
            Chosen::Value => push(&mut text, value.unwrap_or_default(), budget)?,
            Chosen::Word => {
                let word = nested(reference.word, lookup, unset, budget, depth + 1)?;
                push(&mut text, &word.text, budget)?;
            }
            Chosen::Required => return Err(FlawCode::BadSubstitution),
        }
    }
    Ok(Substituted { text, interpolated })
}

fn push(text: &mut String, value: &str, budget: &mut Budget) -> Result<(), FlawCode> {
    budget.spend(value.len())?;
    text.push_str(value);
    Ok(())
}

/// Bytes of the name at the start of the text; 0 when there is none.
fn name_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count()
}

/// Splits the text behind `${` into what is between the braces and what follows them. None
/// for what Compose calls an invalid template.
fn braced(text: &str) -> Option<(&str, &str)> {
    let name = name_length(text);
    let after_name = text.get(name..)?;
    if name == 0 {
        return None;
    }
    if let Some(after) = after_name.strip_prefix('}') {
        return Some((text.get(..name)?, after));
    }
    operator(after_name)?;
    // The reference ends on its own line, at the brace that balances the first one. Where none
    // does, it ends at the last brace of the line.
    let line = text.lines().next().unwrap_or_default();
    let end = balanced(line).or_else(|| line.rfind('}'))?;
    if end < name {
        return None;
    }
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// Offset of the brace that closes the one before the text. The character behind an opening brace
/// is not looked at, as in compose-go.
fn balanced(text: &str) -> Option<usize> {
    let mut open = 1;
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'}' => {
                open -= 1;
                if open == 0 {
                    return Some(at);
                }
            }
            b'{' => {
                open += 1;
                bytes.next();
            }
            _ => {}
        }
    }
    None
}

/// The operator that the text begins with.
fn operator(text: &str) -> Option<&str> {
    let length = if text.starts_with(':') { 2 } else { 1 };
    let operator = text.get(..length)?;
    operator.ends_with(['-', '+', '?']).then_some(operator)
}
