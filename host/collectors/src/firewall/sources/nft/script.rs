//! The files that `nft -f` loads, nft(8): brought into the JSON that `nft -j list ruleset` prints, so
//! that one parser reads both. Includes and variables are followed; where a statement is not known,
//! the rule is kept with a test that cannot be evaluated.

mod statement;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::Source;
use muster_target::System;
use serde_json::{Value, json};

use self::words::{Word, Words};
use crate::firewall::model::ruleset::{Place, Ruleset};
use crate::firewall::sources::nft::json as nft_json;

/// Files that include each other in a row, as nft allows.
const DEEPEST: usize = 16;

/// Files in all.
const MOST_FILES: usize = 256;

/// The rules that a file loads.
///
/// # Errors
/// A message for people, when a file cannot be read or its tables and chains are not understood.
pub(in crate::firewall) fn read_nft_script(
    system: &dyn System,
    path: &str,
) -> Result<Ruleset, String> {
    let text = system
        .read_text(Path::new(path))
        .map_err(|error| error.to_string())?;
    parse(system, path, &text)
}

/// The rules that a text loads, which stands for the file of this name.
///
/// # Errors
/// As [`read_nft_script`].
pub(in crate::firewall) fn parse(
    system: &dyn System,
    path: &str,
    text: &str,
) -> Result<Ruleset, String> {
    let mut script = Script {
        system,
        files: 0,
        variables: BTreeMap::new(),
        objects: Vec::new(),
        places: BTreeMap::new(),
    };
    script.text(path, text, 0)?;
    let places = script.places;
    let bytes = json!({ "nftables": script.objects }).to_string();
    let mut ruleset =
        nft_json::parse(bytes.as_bytes()).map_err(|why| why.replace(nft_json::COMMAND, path))?;
    for table in &mut ruleset.tables {
        for (name, chain) in &mut table.chains {
            let key = (
                table.family.as_str().to_owned(),
                table.name.clone(),
                name.clone(),
            );
            let Some((of_chain, of_rules)) = places.get(&key) else {
                continue;
            };
            chain.source = of_chain.clone();
            // One for one: a rule that is not understood is kept as well.
            for (rule, source) in chain.rules.iter_mut().zip(of_rules) {
                rule.place = at(source);
            }
        }
    }
    Ok(ruleset)
}

/// A line of a file, as rules keep it.
fn at(source: &Source) -> Place {
    Place::Line {
        name: source.name.as_str().into(),
        is_file: true,
        line: source.line,
    }
}

/// Where a chain is, and each of its rules.
type Places = BTreeMap<(String, String, String), (Source, Vec<Source>)>;

struct Script<'s> {
    system: &'s dyn System,
    files: usize,
    variables: BTreeMap<String, Vec<Word>>,
    objects: Vec<Value>,
    places: Places,
}

/// The table that is being read.
#[derive(Clone)]
struct Scope {
    family: String,
    table: String,
}

impl Script<'_> {
    fn file(&mut self, path: &str, depth: usize) -> Result<(), String> {
        let text = self
            .system
            .read_text(Path::new(path))
            .map_err(|error| error.to_string())?;
        self.text(path, &text, depth)
    }

    fn text(&mut self, path: &str, text: &str, depth: usize) -> Result<(), String> {
        self.files += 1;
        if depth > DEEPEST || self.files > MOST_FILES {
            return Err(format!("{path}: too many files include each other"));
        }
        let mut words = Words::of(path, text);
        while !words.is_empty() {
            self.top(&mut words, depth)?;
        }
        Ok(())
    }

    /// One command of a file.
    fn top(&mut self, words: &mut Words, depth: usize) -> Result<(), String> {
        let Some(word) = words.next() else {
            return Ok(());
        };
        match word.text.as_str() {
            "\n" | ";" => Ok(()),
            "include" => self.include(words, depth, None),
            "define" | "redefine" => self.define(words),
            // nft refuses a file that uses the variable afterwards, so what it held does no harm.
            "undefine" => {
                words.line();
                Ok(())
            }
            "flush" => {
                // Files begin with it, so that loading one twice does not double its rules. A flush of one
                // table or chain comes before its rules, where there is nothing to flush.
                let rest = words.line();
                if rest.first().is_some_and(|word| word.text == "ruleset") {
                    self.objects.clear();
                    self.places.clear();
                }
                Ok(())
            }
            "table" => self.table(words, depth),
            "add" | "create" | "insert" => self.add(words, depth, word.text == "insert"),
            // What is not there, or goes away for what follows.
            "delete" | "destroy" | "list" | "reset" => {
                words.line();
                Ok(())
            }
            _ => Err(word.problem("Muster does not know this command of nft")),
        }
    }

    fn include(
        &mut self,
        words: &mut Words,
        depth: usize,
        scope: Option<&Scope>,
    ) -> Result<(), String> {
        let line = words.line();
        let Some(name) = line.first() else {
            return Ok(());
        };
        // nft searches a relative name in its include path, which is /etc where nobody changes it (nft(8),
        // `-I`).
        let full = if name.text.starts_with('/') {
            name.text.clone()
        } else {
            format!("/etc/{}", name.text.trim_start_matches("./"))
        };
        for path in self.matching(&full) {
            match scope {
                None => self.file(&path, depth + 1)?,
                Some(scope) => {
                    let text = self
                        .system
                        .read_text(Path::new(&path))
                        .map_err(|error| error.to_string())?;
                    let mut words = Words::of(&path, &text);
                    self.body(&mut words, scope, depth + 1)?;
                }
            }
        }
        Ok(())
    }

    /// The files that a name with `*` in its last part stands for, sorted as nft loads them; a name without
    /// is one. That no file matches is not an error, and a `*` does not match a hidden file (nft(8),
    /// "Include files").
    fn matching(&self, path: &str) -> Vec<String> {
        let Some((directory, pattern)) = path.rsplit_once('/') else {
            return vec![path.to_owned()];
        };
        let Some((before, after)) = pattern.split_once('*') else {
            return vec![path.to_owned()];
        };
        let names = self.system.list(Path::new(directory)).unwrap_or_default();
        names
            .into_iter()
            .filter(|name| {
                name.len() >= before.len() + after.len()
                    && name.starts_with(before)
                    && name.ends_with(after)
                    && !name.starts_with('.')
            })
            .map(|name| format!("{directory}/{name}"))
            .collect()
    }

    fn define(&mut self, words: &mut Words) -> Result<(), String> {
        let Some(name) = words.next() else {
            return Ok(());
        };
        words.expect("=")?;
        let value = self.expand(words.statement());
        self.variables.insert(name.text, value);
        Ok(())
    }

    /// The words with variables filled in.
    fn expand(&self, words: Vec<Word>) -> Vec<Word> {
        let mut expanded = Vec::new();
        for word in words {
            let value = word
                .text
                .strip_prefix('$')
                .and_then(|name| self.variables.get(name));
            match value {
                Some(value) => expanded.extend(value.iter().map(|part| Word {
                    text: part.text.clone(),
                    ..word.clone()
                })),
                None => expanded.push(word),
            }
        }
        expanded
    }

    fn scope(words: &mut Words) -> Result<Scope, String> {
        let first = words.needed()?;
        let families = ["ip", "ip6", "inet", "netdev", "arp", "bridge"];
        if families.contains(&first.text.as_str()) {
            return Ok(Scope {
                family: first.text,
                table: words.needed()?.text,
            });
        }
        // The family that a table has where none is named (nft(8), "Address families").
        Ok(Scope {
            family: "ip".to_owned(),
            table: first.text,
        })
    }

    fn table(&mut self, words: &mut Words, depth: usize) -> Result<(), String> {
        let scope = Self::scope(words)?;
        self.declare(&scope);
        words.skip_lines();
        if words.peek() == Some("{") {
            words.next();
            self.body(words, &scope, depth)?;
        }
        Ok(())
    }

    /// Adds a table unless it is there: a file may open one several times, and nft adds to it.
    fn declare(&mut self, scope: &Scope) {
        let known = self.objects.iter().any(|object| {
            object.get("table").is_some_and(|table| {
                table.get("family").and_then(Value::as_str) == Some(&scope.family)
                    && table.get("name").and_then(Value::as_str) == Some(&scope.table)
            })
        });
        if !known {
            let table = json!({"family": scope.family, "name": scope.table, "handle": 0});
            self.objects.push(json!({ "table": table }));
        }
    }

    /// What is in the braces of a table.
    fn body(&mut self, words: &mut Words, scope: &Scope, depth: usize) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("too many files include each other".to_owned());
        }
        while let Some(word) = words.next() {
            match word.text.as_str() {
                "\n" | ";" => {}
                "}" => return Ok(()),
                "include" => self.include(words, depth, Some(scope))?,
                "define" | "redefine" => self.define(words)?,
                "flags" => {
                    let flags = words.line();
                    if flags.iter().any(|flag| flag.text == "dormant") {
                        self.dormant(scope);
                    }
                }
                "comment" => {
                    words.line();
                }
                "chain" => {
                    let name = words.needed()?;
                    words.skip_lines();
                    words.expect("{")?;
                    self.chain(words, scope, &name, depth)?;
                }
                "set" | "map" => {
                    let name = words.needed()?.text;
                    words.skip_lines();
                    words.expect("{")?;
                    self.set(words, scope, &word.text, &name)?;
                }
                _ => {
                    // Counters, quotas, limits, helpers and flowtables decide nothing.
                    while !matches!(words.peek(), None | Some("{" | "\n" | ";")) {
                        words.next();
                    }
                    if words.peek() == Some("{") {
                        words.next();
                        words.block()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The kernel keeps a dormant table and evaluates none of its chains.
    fn dormant(&mut self, scope: &Scope) {
        for object in &mut self.objects {
            if let Some(table) = object.get_mut("table")
                && table.get("family").and_then(Value::as_str) == Some(&scope.family)
                && table.get("name").and_then(Value::as_str) == Some(&scope.table)
                && let Some(table) = table.as_object_mut()
            {
                table.insert("flags".to_owned(), json!(["dormant"]));
            }
        }
    }

    fn chain(
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
                        for path in self.matching(&word.text) {
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
                    self.rule(scope, &name.text, &rule, false);
                }
            }
        }
    }

    /// Declares a chain, or adds its hook to it.
    fn begin(&mut self, scope: &Scope, name: &Word, hook: Option<&[Word]>) {
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

    fn policy(&mut self, scope: &Scope, name: &str) {
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

    fn rule(&mut self, scope: &Scope, chain: &str, words: &[Word], first: bool) {
        let Some(word) = words.first() else {
            return;
        };
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
    }

    fn set(
        &mut self,
        words: &mut Words,
        scope: &Scope,
        kind: &str,
        name: &str,
    ) -> Result<(), String> {
        let block = self.expand(words.block()?);
        let elements = statement::elements(&block);
        let set = json!({
            "family": scope.family, "table": scope.table, "name": name, "handle": 0,
            "elem": elements,
        });
        let mut object = serde_json::Map::new();
        object.insert(kind.to_owned(), set);
        self.objects.push(Value::Object(object));
        Ok(())
    }

    /// `add`, `create` and `insert`, on one line each.
    fn add(&mut self, words: &mut Words, depth: usize, first: bool) -> Result<(), String> {
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
                self.rule(&scope, &chain.text, &rule, first);
                Ok(())
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
