//! `docs/peers/NAME.md`: each test of another auditor, with the rules that judge the same, or the reason why none does.
//! The tests are in `docs/peers/NAME.toml`, complete as the installed program has them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use crate::benchmarks::made_rules;
use crate::current::assert_current;
use crate::file;
use crate::index::COMMAND;
use crate::rules::Rule;

const FOLDER: &str = "docs/peers";

/// Another auditor, as its file in [`FOLDER`] has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Peer {
    program: String,
    version: String,
    /// The package that the tests are of.
    package: String,
    /// Sentences that many tests give as their reason.
    reasons: BTreeMap<String, String>,
    chapter: Vec<Chapter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chapter {
    title: String,
    tests: BTreeMap<String, Test>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Test {
    /// What it looks at, in our own words.
    about: String,
    #[serde(default)]
    rules: Vec<String>,
    /// What the rules do not judge, or why they judge otherwise.
    part: Option<String>,
    /// The rule that is missing.
    planned: Option<String>,
    /// Why no rule is to judge it: a sentence, or the name of one of the reasons.
    left_out: Option<String>,
}

impl Peer {
    fn load(name: &str) -> Self {
        let path = format!("{FOLDER}/{name}.toml");
        toml::from_str(&file::read(&path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn tests(&self) -> impl Iterator<Item = (&String, &Test)> {
        self.chapter.iter().flat_map(|chapter| &chapter.tests)
    }

    fn page(&self, name: &str, rules: &BTreeMap<String, String>) -> String {
        let mut counts = [0_usize; 3];
        let mut chapters = String::new();
        for chapter in &self.chapter {
            write!(
                chapters,
                "\n## {}\n\n| test | what it looks at | by |\n|---|---|---|\n",
                chapter.title
            )
            .expect("writing to a String");
            for (id, test) in &chapter.tests {
                let way = match (&test.rules[..], &test.planned) {
                    ([], None) => 2,
                    ([], Some(_)) => 1,
                    _ => 0,
                };
                if let Some(count) = counts.get_mut(way) {
                    *count += 1;
                }
                let mut by: Vec<String> = Vec::new();
                let linked = test.rules.iter().map(|rule| linked(rule, rules));
                by.extend((!test.rules.is_empty()).then(|| linked.collect::<Vec<_>>().join(", ")));
                by.extend(test.part.clone());
                by.extend(
                    test.planned
                        .as_ref()
                        .map(|what| format!("Missing: {what}.")),
                );
                by.extend(test.left_out.as_ref().map(|reason| {
                    let sentence = self.reasons.get(reason).unwrap_or(reason);
                    sentence.clone()
                }));
                writeln!(
                    chapters,
                    "| {id} | {} | {} |",
                    test.about,
                    by.join("<br>").replace('|', "\\|")
                )
                .expect("writing to a String");
            }
        }
        let [judged, planned, left_out] = counts;
        format!(
            "<!-- Generated from {FOLDER}/{name}.toml. Rewrite it with: {COMMAND} -->\n\n\
             # The tests of {program}\n\n\
             Each test of {program} {version} ({package}), with the rules of Muster that judge the same, or why none\n\
             does: {judged} are judged, {planned} wait for a rule, and {left_out} are left out. What a test looks at is\n\
             said in our own words. What both say of one host is in [the comparison](README.md).\n{chapters}",
            program = self.program,
            version = self.version,
            package = self.package,
        )
    }
}

/// A rule with its page; one that a pack makes has none of its own.
fn linked(id: &str, rules: &BTreeMap<String, String>) -> String {
    match rules.get(id).map(String::as_str) {
        Some("") | None => format!("`{id}`"),
        Some(page) => format!("[`{id}`](../../{page})"),
    }
}

/// Every rule that can be named: of plugins, with their pages, and those that packs make of them.
fn all_rules() -> BTreeMap<String, String> {
    let mut rules: BTreeMap<String, String> = made_rules()
        .into_iter()
        .map(|id| (id, String::new()))
        .collect();
    let own = Rule::all();
    rules.extend(own.iter().map(|rule| (rule.id(), rule.path("md"))));
    rules
}

fn names() -> Vec<String> {
    let files = file::list(FOLDER, "toml");
    assert!(!files.is_empty(), "{FOLDER} has no program");
    let name = |path: &String| Some(Path::new(path).file_stem()?.to_str()?.to_owned());
    files.iter().filter_map(name).collect()
}

#[test]
fn every_test_of_another_program_has_rules_or_a_reason() {
    let rules = all_rules();
    let mut complaints = Vec::new();
    for name in names() {
        let peer = Peer::load(&name);
        let mut seen = BTreeSet::new();
        let mut used = BTreeSet::new();
        for (id, test) in peer.tests() {
            let mut complain = |what: &str| complaints.push(format!("{name} {id}: {what}"));
            if !seen.insert(id) {
                complain("appears twice");
            }
            match (&test.rules[..], &test.planned, &test.left_out) {
                ([], None, None) => complain("has neither rules nor a reason"),
                ([], Some(_), Some(_)) => complain("has two reasons"),
                ([_, ..], _, Some(_)) => complain("has rules, so it is not left out"),
                _ => {}
            }
            if test.rules.is_empty() && test.part.is_some() {
                complain("has no rules, so they leave out nothing");
            }
            for rule in test.rules.iter().filter(|rule| !rules.contains_key(*rule)) {
                complain(&format!("{rule} is not a rule"));
            }
            if test.about.ends_with('.') {
                complain("what it is about ends like a sentence");
            }
            let reason = test.left_out.as_ref();
            used.extend(reason.filter(|reason| peer.reasons.contains_key(*reason)));
            let own = reason.filter(|reason| !peer.reasons.contains_key(*reason));
            if let Some(reason) = own
                .or(test.part.as_ref())
                .filter(|text| !text.ends_with('.'))
            {
                complain(&format!("`{reason}` is neither a reason nor a sentence"));
            }
        }
        for (reason, sentence) in &peer.reasons {
            if !used.contains(reason) || !sentence.ends_with('.') {
                complaints.push(format!(
                    "{name}: the reason {reason} is not used, or is not a sentence"
                ));
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn the_page_of_each_other_program_is_current() {
    let rules = all_rules();
    for name in names() {
        let text = Peer::load(&name).page(&name, &rules);
        assert_current(&format!("{FOLDER}/{name}.md"), &text, COMMAND);
    }
}

/// Where Debian installs Lynis.
const LYNIS: &str = "/usr/share/lynis";

/// The ids of the tests of the installed Lynis: those of its list, and those that its scripts register.
fn ids_of_lynis() -> Result<BTreeSet<String>, String> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let list = read(&Path::new(LYNIS).join("db/tests.db"))?;
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let listed = lines
        .filter_map(|line| line.split(':').next())
        .map(str::to_owned);
    let mut ids: BTreeSet<String> = listed.filter(|id| !id.is_empty()).collect();
    let folder = Path::new(LYNIS).join("include");
    let entries = std::fs::read_dir(&folder).map_err(|error| error.to_string())?;
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // The template has made-up ids.
        if !name.starts_with("tests_") || name.ends_with(".template") {
            continue;
        }
        let script = read(&path)?;
        let registered = script
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("Register --test-no "))
            .filter_map(|rest| rest.split_whitespace().next());
        ids.extend(registered.map(|id| id.trim_matches('"').to_owned()));
    }
    Ok(ids)
}

#[test]
fn the_table_has_every_test_of_the_installed_lynis() {
    let Some(installed) = muster_real::or_skip(ids_of_lynis) else {
        return;
    };
    let peer = Peer::load("lynis");
    let changes = "the release is not told";
    let program = std::fs::read_to_string("/usr/sbin/lynis").expect(changes);
    let release = program
        .lines()
        .find_map(|line| line.trim().strip_prefix("PROGRAM_VERSION=\""))
        .and_then(|rest| rest.strip_suffix('"'))
        .expect(changes);
    // Another release has other tests, which nobody has looked at.
    if release != peer.version {
        return;
    }
    let listed: BTreeSet<String> = peer.tests().map(|(id, _)| id.clone()).collect();
    let missing: Vec<&String> = installed.difference(&listed).collect();
    let unknown: Vec<&String> = listed.difference(&installed).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "missing: {missing:?}\nunknown to Lynis: {unknown:?}"
    );
}
