//! The files that `nft -f` loads, nft(8): brought into the JSON that `nft -j list ruleset` prints, so
//! that one parser reads both. Includes and variables are followed; where a statement is not known,
//! the rule is kept with a test that cannot be evaluated.

mod additions;
mod chains;
mod filled;
mod statement;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::Source;
use muster_target::{System, present};
use serde_json::{Value, json};

pub(in crate::firewall) use self::filled::{Filled, Names, name_of};
use self::words::{Word, Words};
use crate::firewall::model::ruleset::{Place, Ruleset};
use crate::firewall::sources::nft::json as nft_json;
use muster_names::patterns::{file_name_matches, is_wild};

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

/// The rules that a file has in force once it was loaded and programs have filled its sets, which are asked for
/// by name.
///
/// # Errors
/// As [`read_nft_script`], and when the sets cannot be had.
pub(in crate::firewall) fn read_booted(
    system: &dyn System,
    path: &str,
    filled: &dyn Fn(&Names) -> Result<Filled, String>,
) -> Result<Ruleset, String> {
    let text = system
        .read_text(Path::new(path))
        .map_err(|error| error.to_string())?;
    let mut script = Script::of(system, path, &text)?;
    filled::fill(&mut script.objects, filled)?;
    script.ruleset(path)
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
    Script::of(system, path, text)?.ruleset(path)
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

impl<'s> Script<'s> {
    fn of(system: &'s dyn System, path: &str, text: &str) -> Result<Self, String> {
        let mut script = Self {
            system,
            files: 0,
            variables: BTreeMap::new(),
            objects: Vec::new(),
            places: BTreeMap::new(),
        };
        script.text(path, text, 0)?;
        Ok(script)
    }

    /// What was read, by the reader of the JSON.
    fn ruleset(self, path: &str) -> Result<Ruleset, String> {
        let places = self.places;
        let bytes = json!({ "nftables": self.objects }).to_string();
        let mut ruleset = nft_json::parse(bytes.as_bytes())
            .map_err(|why| why.replace(nft_json::COMMAND, path))?;
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
        for path in self.matching(name)? {
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

    /// The files that a name with a pattern in its last part stands for, sorted as nft loads them; a name without
    /// is one. That no file matches is not an error, and a pattern does not match a hidden file (nft(8),
    /// "Include files").
    fn matching(&self, name: &Word) -> Result<Vec<String>, String> {
        // nft searches a relative name in its include path, which is /etc where nobody changes it (nft(8),
        // `-I`).
        let path = if name.text.starts_with('/') {
            name.text.clone()
        } else {
            format!("/etc/{}", name.text.trim_start_matches("./"))
        };
        let Some((directory, pattern)) = path.rsplit_once('/').filter(|_| is_wild(&path)) else {
            return Ok(vec![path]);
        };
        if is_wild(directory) {
            return Err(name.problem("Muster does not follow a pattern of directories"));
        }
        let names = present(self.system.list(Path::new(directory)));
        let names = names.map_err(|error| error.to_string())?;
        Ok(names
            .unwrap_or_default()
            .into_iter()
            .filter(|name| file_name_matches(name, pattern))
            .map(|name| format!("{directory}/{name}"))
            .collect())
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
}
