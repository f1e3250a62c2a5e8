//! Plugins compare facts with the constants of the SDK: a word that is spelt in a plugin compiles whatever
//! is misspelt in it.

use std::collections::BTreeMap;

use wit_bindgen_core::wit_parser::TypeDefKind;

use crate::contract::Contract;
use crate::rust::value_name;
use crate::{file, vocabulary};

#[test]
fn no_plugin_spells_a_word_of_the_contract() {
    let mut spelt = Vec::new();
    for plugin in file::entries("plugins") {
        if plugin != "sdk" {
            let sources = sources(&plugin);
            let words = words(&sources);
            for (source, text) in &sources {
                spelt.extend(spelt_words(source, text, &words));
            }
        }
    }
    assert!(
        spelt.is_empty(),
        "use the constants of the SDK, such as `env::Key::STATUS_EMPTY`:\n{}",
        spelt.join("\n")
    );
}

/// The sources of a plugin: path and text.
fn sources(plugin: &str) -> Vec<(String, String)> {
    let mut folders = vec![format!("plugins/{plugin}/src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        let own = file::list(&folder, "rs").into_iter();
        sources.extend(own.map(|source| (source.clone(), file::read(&source))));
        let below = (file::entries(&folder).into_iter()).map(|name| format!("{folder}/{name}"));
        folders.extend(below.filter(|entry| file::path(entry).is_dir()));
    }
    sources.sort();
    sources
}

/// The words of each field, by the field's name in Rust, of the interfaces that the sources name.
fn words(sources: &[(String, String)]) -> BTreeMap<String, Vec<String>> {
    let contract = Contract::read();
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for id in contract.fact_interfaces() {
        let module = format!("{}::", value_name(contract.own_name(id)));
        let is_domain = contract.imports().contains(&id);
        if is_domain && !sources.iter().any(|(_, text)| text.contains(&module)) {
            continue;
        }
        for ty in contract.interface(id).types.values() {
            if let TypeDefKind::Record(record) = &contract.resolve.types[*ty].kind {
                for field in &record.fields {
                    let vocabulary = vocabulary::of(&field.docs);
                    let listed = vocabulary.map_or(Vec::new(), |vocabulary| vocabulary.words);
                    words
                        .entry(value_name(&field.name))
                        .or_default()
                        .extend(listed);
                }
            }
        }
    }
    words
}

/// Lines outside of tests that compare a field with one of its words as a literal: `.status == "empty"`, or an arm of
/// `match key.status.as_str()`.
fn spelt_words(source: &str, text: &str, words: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut spelt = Vec::new();
    let mut matched: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("#[cfg(test)]") {
            break;
        }
        let compared = |field: &str, rest: &str| {
            let rest = rest.trim_start_matches(".as_str()");
            let literal = rest
                .strip_prefix(" == \"")
                .or(rest.strip_prefix(" != \""))
                .and_then(|rest| rest.split('"').next());
            literal.is_some_and(|literal| words[field].iter().any(|word| word == literal))
        };
        let mut found = false;
        for field in words.keys() {
            for (at, _) in line.match_indices(&format!(".{field}")) {
                let rest = &line[at + 1 + field.len()..];
                found |= compared(field, rest);
                if rest.starts_with(".as_str()")
                    && (line.contains("match ") || line.contains("matches!("))
                {
                    matched = Some(field);
                }
            }
        }
        if let Some(field) = matched {
            let literals = line.split('"').skip(1).step_by(2);
            let is_pattern = line.contains("=>")
                || line.contains("matches!(")
                || line.trim_start().starts_with("| ");
            found |= is_pattern
                && literals
                    .into_iter()
                    .take(3)
                    .any(|literal| words[field].iter().any(|word| word == literal));
            if line.contains("matches!(") || line.trim() == "}" || line.trim() == "};" {
                matched = None;
            }
        }
        if found {
            spelt.push(format!("{source}:{}: {}", number + 1, line.trim()));
        }
    }
    spelt
}
