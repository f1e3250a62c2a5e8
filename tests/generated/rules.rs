//! `plugins/*/src/rules/mod.rs`: a module for each rule of a plugin, and the list of them.

use std::fmt::Write as _;
use std::path::Path;

use crate::file;

#[test]
fn the_list_of_every_plugins_rules_is_current() {
    for plugin in file::entries("plugins") {
        let folder = format!("plugins/{plugin}/src/rules");
        if !file::path(&folder).is_dir() {
            continue;
        }
        let rules: Vec<String> = file::entries(&folder)
            .iter()
            .filter(|name| Path::new(name).extension().is_some_and(|e| e == "rs"))
            .filter_map(|name| name.strip_suffix(".rs"))
            .filter(|name| *name != "mod")
            .map(str::to_owned)
            .collect();
        file::assert_current(&format!("{folder}/mod.rs"), &module(&rules));
    }
}

fn module(rules: &[String]) -> String {
    let mut text = format!(
        "// Generated from this folder. Rewrite it with: {}\n\n\
         //! A module for each rule, with its documentation and tests beside it.\n\n",
        file::COMMAND
    );
    for rule in rules {
        writeln!(text, "pub(crate) mod {rule};").unwrap();
    }
    write!(
        text,
        "\n/// Every rule of the plugin.\npub(crate) const RULES: [muster_sdk::Rule; {}] = [\n",
        rules.len()
    )
    .unwrap();
    for rule in rules {
        writeln!(text, "    {rule}::RULE,").unwrap();
    }
    text.push_str("];\n");
    text
}
