//! `docs/rules.md`: every built-in rule with its page, its severity and the packs that enable it, as the
//! program says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::Command;

use tempfile::TempDir;

use crate::current::assert_current;
use crate::file;
use crate::rules::Rule;

const FILE: &str = "docs/rules.md";

/// The command that a person has to run.
pub(crate) const COMMAND: &str = "MUSTER_UPDATE=1 cargo test --workspace --test repository";

#[test]
fn the_index_of_rules_is_current() {
    let all = listed("enable = [\"*\"]\n");
    let packs: Vec<(String, BTreeSet<String>)> = file::list("policies", "toml")
        .iter()
        .filter_map(|path| path.strip_prefix("policies/")?.strip_suffix(".toml"))
        .map(|pack| {
            let enabled = listed(&format!("extends = [\"{pack}\"]\n"));
            (pack.to_owned(), enabled.into_keys().collect())
        })
        .collect();
    let pages: BTreeMap<String, String> = Rule::all()
        .iter()
        .map(|rule| (rule.id(), rule.path("md")))
        .collect();
    assert!(
        all.keys().eq(pages.keys()),
        "the program has the rules of the folders"
    );
    let mut text = format!(
        "<!-- Generated from the rules and packs. Rewrite it with: {COMMAND} -->\n\n# Rules\n\n\
         The {} rules that are built into Muster. Each page says why the rule exists and how to fix what it finds,\n\
         and holds its tests; `muster explain RULE` shows the same text. [Packs](packs.md) enable rules and set their\n\
         parameters and severities; the severity here is the rule's own.\n",
        all.len()
    );
    let mut family = "";
    for (id, (severity, title)) in &all {
        let (own, _) = id.split_once('/').expect("an id has a family");
        if own != family {
            family = own;
            write!(
                text,
                "\n## {family}\n\n| rule | what holds | severity | packs |\n|---|---|---|---|\n"
            )
            .expect("writing to a String");
        }
        let enabling: Vec<String> = packs
            .iter()
            .filter(|(_, enabled)| enabled.contains(id))
            .map(|(pack, _)| format!("`{pack}`"))
            .collect();
        writeln!(
            text,
            "| [`{id}`](../{}) | {} | {severity} | {} |",
            pages[id],
            title.replace('|', "\\|"),
            enabling.join(", ")
        )
        .expect("writing to a String");
    }
    assert_current(FILE, &text, COMMAND);
}

/// What `muster rules` lists under a policy: severity and title by id.
pub(crate) fn listed(policy: &str) -> BTreeMap<String, (String, String)> {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("policy.toml");
    std::fs::write(&file, format!("name = \"index\"\n{policy}")).expect("the folder is ours");
    let output = Command::new(env!("CARGO_BIN_EXE_muster"))
        .args(["rules", "--no-cache", "--policy"])
        .arg(&file)
        .output()
        .expect("the program starts");
    let text = String::from_utf8(output.stdout).expect("a list is text");
    let rules = text.lines().map(|line| {
        let mut parts = line.trim_start().splitn(2, "  ");
        let mut part = || parts.next().unwrap_or_default().trim().to_owned();
        let (id, rest) = (part(), part());
        let (severity, title) = rest.split_once("  ").unwrap_or_else(|| panic!("{line}"));
        (id, (severity.trim().to_owned(), title.trim().to_owned()))
    });
    rules.collect()
}
