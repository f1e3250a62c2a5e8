//! `plugins/*/src/rules/mod.rs`: a module for each rule of a plugin, and the list of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::COMMAND;
use crate::current::assert_current;
use crate::file;

#[test]
fn the_list_of_every_plugins_rules_is_current() {
    let mut plugins: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (plugin, rule) in all() {
        plugins.entry(plugin).or_default().push(rule);
    }
    for (plugin, rules) in plugins {
        assert_current(
            &format!("plugins/{plugin}/src/rules/mod.rs"),
            &module(&rules),
            COMMAND,
        );
    }
}

/// Every module of a rule, with its plugin, sorted.
pub(crate) fn all() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for plugin in plugins() {
        let modules = file::entries(&folder(&plugin)).into_iter();
        all.extend(
            modules
                .filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()))
                .filter(|name| name != "mod")
                .map(|name| (plugin.clone(), name)),
        );
    }
    all
}

/// Every plugin, sorted: what has rules in `plugins/`.
pub(crate) fn plugins() -> Vec<String> {
    let mut plugins = file::entries("plugins");
    plugins.retain(|plugin| file::path(&folder(plugin)).is_dir());
    plugins
}

fn folder(plugin: &str) -> String {
    format!("plugins/{plugin}/src/rules")
}

fn module(rules: &[String]) -> String {
    let mut text = format!(
        "// Generated from this folder. Rewrite it with: {}\n\n\
         //! A module for each rule, with its documentation and tests beside it.\n\n",
        COMMAND
    );
    for rule in rules {
        writeln!(text, "pub(crate) mod {rule};").unwrap();
    }
    write!(
        text,
        "\n/// Every rule of the plugin.\n#[rustfmt::skip] // A line for each, however few there are.\npub(crate) const RULES: [muster_sdk::Rule; {}] = [\n",
        rules.len()
    )
    .unwrap();
    for rule in rules {
        writeln!(text, "    {rule}::RULE,").unwrap();
    }
    text.push_str("];\n");
    text
}
