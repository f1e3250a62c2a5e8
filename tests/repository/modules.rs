//! Within a crate, too, imports go one way: no module uses one that uses it. What is in a module's folder counts
//! as the module, and tests may look anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::file;

/// Modules that use each other because they are halves of one thing. There is no reason to add any.
const CIRCLES: [(&str, &[&str]); 2] = [
    // Compose reads environment files, and environment files are read by services of Compose.
    ("host/collectors", &["command_line", "compose", "env"]),
    // A plugin's code, and what its imports ask for.
    ("host/sandbox", &["artifact", "grants"]),
];

type Imports = BTreeMap<String, BTreeSet<String>>;

#[test]
fn the_modules_of_a_crate_import_one_way() {
    let mut found = BTreeSet::new();
    for folder in ["host", "plugins"] {
        for name in file::entries(folder) {
            let name = format!("{folder}/{name}");
            let of_crate = imports(&name);
            found.extend(circles(&of_crate).map(|circle| (name.clone(), circle)));
        }
    }
    let known = CIRCLES.map(|(name, modules)| {
        let modules: BTreeSet<String> = modules.iter().map(|&module| module.to_owned()).collect();
        (name.to_owned(), modules)
    });
    assert_eq!(
        found,
        BTreeSet::from(known),
        "modules that use each other on the left, those of which this test knows on the right"
    );
}

/// The modules of a crate, each with those of its crate that it uses.
fn imports(name: &str) -> Imports {
    let source = format!("{name}/src");
    let mut imports = Imports::new();
    for entry in file::entries(&source) {
        let module = entry.strip_suffix(".rs").unwrap_or(&entry).to_owned();
        if !matches!(module.as_str(), "lib" | "main") {
            let used = imports.entry(module).or_default();
            for text in texts(&format!("{source}/{entry}")) {
                used.extend(used_in(&text));
            }
        }
    }
    let modules: BTreeSet<String> = imports.keys().cloned().collect();
    for (module, used) in &mut imports {
        used.retain(|other| other != module && modules.contains(other));
    }
    imports
}

/// The text of a module's files without its tests.
fn texts(path: &str) -> Vec<String> {
    if !file::path(path).is_dir() {
        let is_source = Path::new(path).extension().is_some_and(|it| it == "rs");
        return is_source.then(|| file::read(path)).into_iter().collect();
    }
    file::entries(path)
        .iter()
        .filter(|name| !name.starts_with("tests") && !name.starts_with("oracle"))
        .flat_map(|name| texts(&format!("{path}/{name}")))
        .collect()
}

/// The first names after `crate::`, alone or as the members of a group.
fn used_in(text: &str) -> BTreeSet<String> {
    let text = text.split("\n#[cfg(test)]\nmod tests {").next();
    let code: String = text
        .into_iter()
        .flat_map(str::lines)
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let mut used = BTreeSet::new();
    for path in code.split("crate::").skip(1) {
        let Some(group) = path.strip_prefix('{') else {
            used.insert(word(path));
            continue;
        };
        let mut depth = 1_u32;
        let mut members = vec![0];
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => members.push(at + 1),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        used.extend(
            members
                .into_iter()
                .filter_map(|at| group.get(at..))
                .map(word),
        );
    }
    used
}

fn word(text: &str) -> String {
    let is_part = |c: &char| c.is_alphanumeric() || *c == '_';
    text.trim_start().chars().take_while(is_part).collect()
}

/// Modules that use each other, whichever way round.
fn circles(imports: &Imports) -> impl Iterator<Item = BTreeSet<String>> {
    let reached: Imports = imports
        .keys()
        .map(|module| (module.clone(), reached_from(module, imports)))
        .collect();
    let of = |module: &String| -> BTreeSet<String> {
        let reached_by =
            |other: &&String| reached.get(*other).is_some_and(|it| it.contains(module));
        reached
            .get(module)
            .into_iter()
            .flatten()
            .filter(reached_by)
            .cloned()
            .collect()
    };
    let circles: BTreeSet<BTreeSet<String>> = reached.keys().map(of).collect();
    circles.into_iter().filter(|circle| !circle.is_empty())
}

fn reached_from(module: &str, imports: &Imports) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![module];
    while let Some(next) = open.pop() {
        for used in imports.get(next).into_iter().flatten() {
            if reached.insert(used.clone()) {
                open.push(used);
            }
        }
    }
    reached
}

#[test]
fn an_import_is_seen_alone_and_in_a_group() {
    let text = "use crate::one::Two;\nuse crate::{\n    three, four::{five, six},\n    seven};\n\
                // crate::no\nfn f() { crate::eight() }\n\n#[cfg(test)]\nmod tests {\n use crate::nine;\n}\n";
    let found: Vec<String> = used_in(text).into_iter().collect();
    assert_eq!(found, ["eight", "four", "one", "seven", "three"]);
}

#[test]
fn a_circle_is_found_and_a_chain_is_not() {
    let imports = |pairs: &[(&str, &str)]| {
        let mut imports = Imports::new();
        for (from, to) in pairs {
            imports.entry((*to).to_owned()).or_default();
            let used = imports.entry((*from).to_owned()).or_default();
            used.insert((*to).to_owned());
        }
        circles(&imports).collect::<Vec<_>>()
    };
    assert!(imports(&[("a", "b"), ("b", "c"), ("a", "c")]).is_empty());
    let circle = ["a", "b", "c"].map(str::to_owned);
    assert_eq!(
        imports(&[("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")]),
        [BTreeSet::from(circle)]
    );
}
