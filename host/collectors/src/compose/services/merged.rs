//! What all definitions of a service together say under a key, as Compose merges them: the last scalar
//! counts, mappings are joined key by key, lists are put behind one another; `!reset` and `!override`
//! forget what was before.

use super::super::project::Service;
use super::super::scope::Part;
use super::super::yaml::{Tag, Value};

/// The values at a path of keys, the weakest first; the last one counts. Empty where nothing is said.
fn values(service: &Service, path: &[&str]) -> Vec<Part> {
    let Some((key, rest)) = path.split_first() else {
        return Vec::new();
    };
    let mut found: Vec<Part> = Vec::new();
    for definition in service.values(key) {
        descend(&definition, rest, &mut found);
    }
    found
}

/// Adds what one definition says below a node.
fn descend(part: &Part, path: &[&str], found: &mut Vec<Part>) {
    if part.node.tag != Tag::None {
        found.clear();
    }
    if part.node.tag == Tag::Reset {
        return;
    }
    match path.split_first() {
        None => found.push(part.clone()),
        Some((key, rest)) => {
            if let Some(node) = part.node.named(key) {
                descend(&part.with(node), rest, found);
            }
        }
    }
}

/// The scalar, list or mapping that counts; none where nothing is said, or `null`.
pub(in crate::compose) fn last(service: &Service, path: &[&str]) -> Option<Part> {
    let last = values(service, path).pop()?;
    (!matches!(last.node.value, Value::Null)).then_some(last)
}

/// The items of a list, over all definitions.
pub(super) fn items(service: &Service, key: &str) -> Result<Vec<Part>, String> {
    let mut items = Vec::new();
    for part in values(service, &[key]) {
        match &part.node.value {
            Value::Null => {}
            Value::List(more) => items.extend(
                more.iter()
                    .filter(|item| item.tag != Tag::Reset)
                    .map(|item| part.with(item)),
            ),
            Value::Scalar(_) | Value::Map(_) => {
                return Err(part.node.problem("a list is expected here"));
            }
        }
    }
    Ok(items)
}

/// `logging`: what a later file says replaces all, where it names another driver.
pub(super) fn logging(service: &Service, option: &str) -> Option<Part> {
    let mut driver: Option<String> = None;
    let mut found: Vec<Part> = Vec::new();
    for part in values(service, &["logging"]) {
        let own = part.node.get("driver").and_then(|node| {
            let text = part.with(node).text().ok()?;
            Some(text.filled.value)
        });
        if own.is_some() && driver.is_some() && own != driver {
            found.clear();
        }
        driver = own.or(driver);
        let path: &[&str] = match option {
            "driver" => &["driver"],
            _ => &["options", option],
        };
        descend(&part, path, &mut found);
    }
    found
        .pop()
        .filter(|part| !matches!(part.node.value, Value::Null))
}
