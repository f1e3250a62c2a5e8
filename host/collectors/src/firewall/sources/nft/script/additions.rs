//! Sets of a file, and what it adds in commands of one line each.

use serde_json::{Value, json};

use super::words::Words;
use super::{Scope, Script, filled, statement};

impl Script<'_> {
    pub(super) fn set(
        &mut self,
        words: &mut Words,
        scope: &Scope,
        kind: &str,
        name: &str,
    ) -> Result<(), String> {
        let block = self.expand(words.block()?);
        let elements = statement::elements(&block);
        // Its elements are added while the host runs, or leave it by themselves.
        let forgets = block
            .iter()
            .any(|word| matches!(word.text.as_str(), "dynamic" | "timeout"));
        let set = json!({
            "family": scope.family, "table": scope.table, "name": name, "handle": 0,
            "elem": elements, (filled::FORGETS): forgets,
        });
        let mut object = serde_json::Map::new();
        object.insert(kind.to_owned(), set);
        self.objects.push(Value::Object(object));
        Ok(())
    }

    /// `add`, `create` and `insert`, on one line each.
    pub(super) fn add(
        &mut self,
        words: &mut Words,
        depth: usize,
        first: bool,
    ) -> Result<(), String> {
        let kind = words.needed()?;
        match kind.text.as_str() {
            "table" => self.table(words, depth),
            "chain" => {
                let scope = Self::scope(words)?;
                self.declare(&scope);
                let name = words.needed()?;
                if words.peek() == Some("{") {
                    words.next();
                    return self.chain(words, &scope, &name, depth);
                }
                self.begin(&scope, &name, None);
                Ok(())
            }
            "rule" => {
                let scope = Self::scope(words)?;
                let chain = words.needed()?;
                let mut rule = self.expand(words.statement());
                // A place among the rules is told by a handle or index, which a file cannot know.
                if matches!(
                    rule.first().map(|word| word.text.as_str()),
                    Some("position" | "handle" | "index")
                ) {
                    rule.drain(..rule.len().min(2));
                }
                self.rule(&scope, &chain.text, &rule, first)
            }
            "set" | "map" => {
                let scope = Self::scope(words)?;
                let name = words.needed()?.text;
                words.expect("{")?;
                self.set(words, &scope, &kind.text, &name)
            }
            "element" => {
                let scope = Self::scope(words)?;
                let name = words.needed()?.text;
                words.expect("{")?;
                let block = self.expand(words.block()?);
                let more = statement::list(&block);
                for object in &mut self.objects {
                    for kind in ["set", "map"] {
                        if let Some(set) = object.get_mut(kind)
                            && set.get("family").and_then(Value::as_str) == Some(&scope.family)
                            && set.get("table").and_then(Value::as_str) == Some(&scope.table)
                            && set.get("name").and_then(Value::as_str) == Some(&name)
                            && let Some(elements) =
                                set.get_mut("elem").and_then(Value::as_array_mut)
                        {
                            elements.extend(more.iter().cloned());
                        }
                    }
                }
                Ok(())
            }
            _ => {
                words.statement();
                Ok(())
            }
        }
    }
}
