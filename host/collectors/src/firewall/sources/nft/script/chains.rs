//! Chains of a file, and their rules.

use std::path::Path;

use serde_json::{Value, json};

use super::words::{Word, Words};
use super::{DEEPEST, Scope, Script, statement};

impl Script<'_> {
    pub(super) fn chain(
        &mut self,
        words: &mut Words,
        scope: &Scope,
        name: &Word,
        depth: usize,
    ) -> Result<(), String> {
        self.begin(scope, name, None);
        loop {
            match words.peek() {
                None => return Err(name.problem("the braces of this chain are not closed")),
                Some("\n" | ";") => {
                    words.next();
                }
                Some("}") => {
                    words.next();
                    return Ok(());
                }
                Some("type") => {
                    let hook = self.expand(words.statement());
                    self.begin(scope, name, Some(&hook));
                }
                // Without one, a base chain accepts.
                Some("policy") => {
                    let policy = self.expand(words.statement());
                    let drops = policy.get(1).is_some_and(|word| word.text == "drop");
                    if drops {
                        self.policy(scope, &name.text);
                    }
                }
                Some("comment" | "devices" | "flags") => {
                    words.statement();
                }
                Some("include") => {
                    words.next();
                    for word in words.line() {
                        for path in self.matching(&word)? {
                            let text = self
                                .system
                                .read_text(Path::new(&path))
                                .map_err(|error| error.to_string())?;
                            // The file has rules without the braces around them, which end a chain here.
                            let mut inner = Words::of(&path, &format!("{text}\n}}"));
                            if depth >= DEEPEST {
                                return Err(name.problem("too many files include each other"));
                            }
                            self.chain(&mut inner, scope, name, depth + 1)?;
                        }
                    }
                }
                Some("define") => {
                    words.next();
                    self.define(words)?;
                }
                Some(_) => {
                    let rule = self.expand(words.statement());
                    self.rule(scope, &name.text, &rule, false)?;
                }
            }
        }
    }

    /// Declares a chain, or adds its hook to it.
    pub(super) fn begin(&mut self, scope: &Scope, name: &Word, hook: Option<&[Word]>) {
        let key = (scope.family.clone(), scope.table.clone(), name.text.clone());
        self.places
            .entry(key)
            .or_insert_with(|| (name.source(), Vec::new()));
        let mut chain = json!({
            "family": scope.family, "table": scope.table, "name": name.text, "handle": 0,
        });
        if let (Some(hook), Some(chain)) = (hook, chain.as_object_mut()) {
            statement::hook(hook, chain);
        }
        let is_it = |object: &Value| {
            object.get("chain").is_some_and(|known| {
                ["family", "table", "name"]
                    .iter()
                    .all(|key| known.get(*key) == chain.get(*key))
            })
        };
        let object = json!({ "chain": chain });
        match self.objects.iter_mut().find(|known| is_it(known)) {
            // A chain may be declared without its hook first, where another one jumps to it.
            Some(known) if hook.is_some() => *known = object,
            Some(_) => {}
            None => self.objects.push(object),
        }
    }

    pub(super) fn policy(&mut self, scope: &Scope, name: &str) {
        for object in &mut self.objects {
            if let Some(chain) = object.get_mut("chain")
                && chain.get("family").and_then(Value::as_str) == Some(&scope.family)
                && chain.get("table").and_then(Value::as_str) == Some(&scope.table)
                && chain.get("name").and_then(Value::as_str) == Some(name)
                && let Some(chain) = chain.as_object_mut()
            {
                chain.insert("policy".to_owned(), json!("drop"));
            }
        }
    }

    pub(super) fn rule(
        &mut self,
        scope: &Scope,
        chain: &str,
        words: &[Word],
        first: bool,
    ) -> Result<(), String> {
        let Some(word) = words.first() else {
            return Ok(());
        };
        // `nft list ruleset` prints so what only iptables can load.
        if let Some(at) = words.iter().position(|word| word.text == "xt")
            && let Some("match" | "target" | "watcher") =
                words.get(at + 1).map(|word| word.text.as_str())
        {
            return Err(word.problem("nft refuses a rule with `xt`, and with it the whole file"));
        }
        let (expressions, comment) = statement::rule(words);
        let mut rule = json!({
            "family": scope.family, "table": scope.table, "chain": chain, "handle": 0,
            "expr": expressions,
        });
        if let (Some(comment), Some(rule)) = (comment, rule.as_object_mut()) {
            rule.insert("comment".to_owned(), json!(comment));
        }
        let key = (scope.family.clone(), scope.table.clone(), chain.to_owned());
        let (_, sources) = self
            .places
            .entry(key)
            .or_insert_with(|| (word.source(), Vec::new()));
        let object = json!({ "rule": rule });
        // The reader of the JSON keeps the order of the rules of each chain, so that the front of the list
        // is the front of the chain.
        if first {
            sources.insert(0, word.source());
            self.objects.insert(0, object);
        } else {
            sources.push(word.source());
            self.objects.push(object);
        }
        Ok(())
    }
}
