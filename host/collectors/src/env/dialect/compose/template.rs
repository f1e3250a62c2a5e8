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

/// Replaces every reference. A variable that nobody defines is blank.
pub(super) fn substitute<'a>(
    template: &str,
    lookup: &Lookup<'a>,
    budget: &mut Budget,
) -> Result<Substituted, FlawCode> {
    nested(template, lookup, budget, 0)
}

fn nested<'a>(
    template: &str,
    lookup: &Lookup<'a>,
    budget: &mut Budget,
    depth: usize,
) -> Result<Substituted, FlawCode> {
    if depth > DEEPEST_NESTING {
        return Err(FlawCode::TooLarge);
    }
    let mut text = String::new();
    let mut interpolated = false;
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        text.push_str(before);
        let name = name_length(after);
        if let Some(after) = after.strip_prefix('$') {
            text.push('$');
            rest = after;
        } else if name > 0 {
            let (name, after) = after.split_at(name);
            push(&mut text, lookup(name).unwrap_or_default(), budget)?;
            rest = after;
        } else if let Some(after) = after.strip_prefix('{') {
            let (reference, after) = braced(after).ok_or(FlawCode::BadSubstitution)?;
            let value = resolve(reference, lookup, budget, depth)?;
            push(&mut text, &value, budget)?;
            rest = after;
        } else {
            text.push('$');
            rest = after;
            continue;
        }
        interpolated = true;
    }
    text.push_str(rest);
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

/// Splits the text behind `${` into what stands between the braces and what follows them. None
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

fn resolve<'a>(
    reference: &str,
    lookup: &Lookup<'a>,
    budget: &mut Budget,
    depth: usize,
) -> Result<String, FlawCode> {
    let (name, rest) = reference.split_at(name_length(reference));
    let Some(operator) = operator(rest) else {
        return Ok(lookup(name).unwrap_or_default().to_owned());
    };
    let word = rest.get(operator.len()..).unwrap_or_default();
    let value = lookup(name);
    let present = match value {
        Some(value) => !operator.starts_with(':') || !value.is_empty(),
        None => false,
    };
    let takes_word = operator.ends_with('+') == present;
    if takes_word && operator.ends_with('?') {
        return Err(FlawCode::BadSubstitution);
    }
    if takes_word {
        return Ok(nested(word, lookup, budget, depth + 1)?.text);
    }
    Ok(value.unwrap_or_default().to_owned())
}
