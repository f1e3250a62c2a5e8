//! `docs/rules.md`: every built-in rule with its page, its severity and the packs that enable it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::{Table, Value};

use crate::file;
use crate::rules;

const FILE: &str = "docs/rules.md";

/// One row of the page.
struct Rule {
    id: String,
    page: String,
    title: String,
    severity: String,
}

#[test]
fn the_index_of_rules_is_current() {
    let packs = packs();
    let mut families: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
    for (plugin, rule) in rules::all() {
        let rule = Rule::read(&format!("plugins/{plugin}/src/rules/{rule}"));
        let (family, _) = rule.id.split_once('/').expect("an id has a family");
        families.entry(family.to_owned()).or_default().push(rule);
    }
    let all: usize = families.values().map(Vec::len).sum();
    let mut text = format!(
        "<!-- Generated from the rules and packs. Rewrite it with: {} -->\n\n# Rules\n\n\
         The {all} rules that are built into Muster. Each page says why the rule exists and how to fix what it finds,\n\
         and holds its tests; `muster explain RULE` shows the same text. [Packs](packs.md) enable rules and set their\n\
         parameters and severities; the severity here is the rule's own.\n",
        file::COMMAND
    );
    for (family, rules) in &families {
        write!(
            text,
            "\n## {family}\n\n| rule | what holds | severity | packs |\n|---|---|---|---|\n"
        )
        .unwrap();
        for rule in rules {
            let enabling: Vec<String> = packs
                .keys()
                .filter(|pack| is_enabled(&packs, pack, &rule.id))
                .map(|pack| format!("`{pack}`"))
                .collect();
            writeln!(
                text,
                "| [`{}`](../{}) | {} | {} | {} |",
                rule.id,
                rule.page,
                rule.title.replace('|', "\\|"),
                rule.severity,
                enabling.join(", ")
            )
            .unwrap();
        }
    }
    file::assert_current(FILE, &text);
}

impl Rule {
    /// Of the module and the page that this path leads to.
    fn read(path: &str) -> Self {
        let (module, page) = (format!("{path}.rs"), format!("{path}.md"));
        let source = file::read(&module);
        let (_, declaration) = source.split_once("rule! {").expect("it declares a rule");
        let field = |name: &str| {
            let (_, value) = (declaration.split_once(name))
                .unwrap_or_else(|| panic!("{module}: its rule! has no `{name}`"));
            let (value, _) = value.split_once(',').expect("a comma ends a field");
            value.trim().trim_matches('"').to_owned()
        };
        let title = file::read(&page);
        let title = title
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# "));
        Self {
            id: field("id:"),
            title: title.expect("a page begins with its title").to_owned(),
            severity: field("severity:").to_lowercase(),
            page,
        }
    }
}

/// The built-in packs by their names.
fn packs() -> BTreeMap<String, Table> {
    file::entries("policies")
        .into_iter()
        .filter_map(|file| {
            let name = file.strip_suffix(".toml")?.to_owned();
            let text = file::read(&format!("policies/{file}"));
            let pack = text
                .parse()
                .unwrap_or_else(|error| panic!("{file}: {error}"));
            Some((name, pack))
        })
        .collect()
}

/// Whether a pack enables a rule: the packs that it extends come first, and what it disables last.
fn is_enabled(packs: &BTreeMap<String, Table>, name: &str, rule: &str) -> bool {
    let pack = packs.get(name).expect("packs extend built-in packs");
    let texts = |key: &str| -> Vec<&str> {
        let list = pack.get(key).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    };
    let matches = |pattern: &&str| {
        *pattern == "*"
            || *pattern == rule
            || (pattern.strip_suffix('*')).is_some_and(|family| rule.starts_with(family))
    };
    let extended = texts("extends");
    let enabled = extended.iter().any(|other| is_enabled(packs, other, rule));
    (enabled || texts("enable").iter().any(matches)) && !texts("disable").iter().any(matches)
}
