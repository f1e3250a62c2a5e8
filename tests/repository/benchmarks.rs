//! `docs/benchmarks/NAME.md`: each section of a benchmark at level 1 for servers, with the rules of the pack of that
//! name that judge it, or what is left to a person. The sections are in `docs/benchmarks/NAME.toml`; which rules are for
//! which sections is said by the `references` of the pack.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use muster_policy::{Benchmark, Coverage, Section, SectionNumber, SectionRule};
use serde::Deserialize;

use crate::current::assert_current;
use crate::file;
use crate::index::{COMMAND, listed};
use crate::rules::{Rule, wrong_with};

const FOLDER: &str = "docs/benchmarks";

/// What a pack says of rules, as far as this is about it.
#[derive(Deserialize)]
struct Pack {
    #[serde(default)]
    extends: Vec<String>,
    #[serde(default)]
    rules: BTreeMap<String, Settings>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Settings {
    r#use: Option<String>,
    title: Option<String>,
    failure_title: Option<String>,
    #[serde(default)]
    references: Vec<String>,
}

impl Pack {
    fn load(name: &str) -> Self {
        let path = format!("policies/{name}.toml");
        toml::from_str(&file::read(&path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The rules that it, and what it extends, make of others: which they use, by their ids.
    fn made(&self) -> BTreeMap<String, String> {
        let mut made = BTreeMap::new();
        for pack in self.extends.iter().map(|name| Self::load(name)) {
            made.extend(pack.made());
        }
        for (id, settings) in &self.rules {
            made.extend(settings.r#use.clone().map(|used| (id.clone(), used)));
        }
        made
    }
}

/// The ids of the rules that packs make of those of plugins.
pub(crate) fn made_rules() -> BTreeSet<String> {
    let packs = file::list("policies", "toml");
    packs
        .iter()
        .filter_map(|path| path.strip_prefix("policies/")?.strip_suffix(".toml"))
        .flat_map(|name| Pack::load(name).made().into_keys())
        .collect()
}

/// A benchmark with the pack that follows it.
struct Followed {
    /// Of the pack, and of the files in [`FOLDER`].
    name: String,
    benchmark: Benchmark,
    pack: Pack,
}

impl Followed {
    fn all() -> Vec<Self> {
        let files = file::list(FOLDER, "toml");
        assert!(!files.is_empty(), "{FOLDER} has no benchmark");
        files
            .iter()
            .map(|path| {
                let name = path.trim_start_matches(FOLDER).trim_start_matches('/');
                let name = name.trim_end_matches(".toml").to_owned();
                let benchmark = Benchmark::parse(&file::read(path))
                    .unwrap_or_else(|error| panic!("{path}: {error}"));
                let pack = Pack::load(&name);
                Self {
                    name,
                    benchmark,
                    pack,
                }
            })
            .collect()
    }

    fn sections(&self) -> impl Iterator<Item = (&SectionNumber, &Section)> {
        self.benchmark.sections()
    }

    /// The rules that name each section.
    fn rules<'a>(
        &'a self,
        made: &BTreeMap<String, String>,
    ) -> BTreeMap<SectionNumber, Vec<SectionRule<'a>>> {
        let rules = self.pack.rules.iter().map(|(id, settings)| {
            let references = settings.references.iter().map(String::as_str).collect();
            (SectionRule::new(id, made.get(id).unwrap_or(id)), references)
        });
        self.benchmark.rules(rules)
    }
}

/// The rules of one section.
fn of_section<'a>(
    rules: &'a BTreeMap<SectionNumber, Vec<SectionRule<'a>>>,
    number: &SectionNumber,
) -> &'a [SectionRule<'a>] {
    rules.get(number).map(Vec::as_slice).unwrap_or_default()
}

#[test]
fn every_section_has_rules_or_a_reason() {
    let mut complaints = Vec::new();
    for followed in Followed::all() {
        let mut seen = BTreeSet::new();
        let named = followed.rules(&followed.pack.made());
        for (number, section) in followed.sections() {
            let mut complain =
                |what: &str| complaints.push(format!("{} {number}: {what}", followed.name));
            if !seen.insert(number) {
                complain("appears twice");
            }
            let rules = of_section(&named, number);
            let reasons = [&section.manual, &section.planned, &section.left_out];
            match reasons.iter().filter(|reason| reason.is_some()).count() {
                0 if rules.is_empty() => complain("has neither rules nor a reason"),
                0 | 1 => {}
                _ => complain("has more than one reason"),
            }
            if section.left_out.is_some() && !rules.is_empty() {
                complain("has rules, so it is not left out");
            }
            let sentences = [&section.manual, &section.left_out];
            let mut sentences = sentences.into_iter().flatten();
            if sentences.any(|sentence| !sentence.ends_with(['.', '?'])) {
                complain("its reason is not a sentence");
            }
            if section.about.ends_with('.') {
                complain("what it is about ends like a sentence");
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_rule_of_the_pack_is_for_a_section() {
    let mut complaints = Vec::new();
    for followed in Followed::all() {
        let name = &followed.name;
        let numbers: BTreeSet<&SectionNumber> =
            followed.sections().map(|(number, _)| number).collect();
        let enabled = listed(&format!("extends = [\"{name}\"]\n"));
        for (id, settings) in &followed.pack.rules {
            if !enabled.contains_key(id) {
                complaints.push(format!("{name} does not enable {id}"));
            }
            for reference in &settings.references {
                let number = followed.benchmark.number(reference);
                if number.is_none_or(|number| !numbers.contains(&number)) {
                    complaints.push(format!("{id}: {reference} is not a section"));
                }
            }
        }
        for id in enabled.keys() {
            let settings = followed.pack.rules.get(id);
            if settings.is_none_or(|settings| settings.references.is_empty()) {
                complaints.push(format!("{name} enables {id}, which is for no section"));
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn the_rules_that_packs_make_have_titles_like_those_of_plugins() {
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for path in file::list("policies", "toml") {
        let name = path
            .trim_start_matches("policies/")
            .trim_end_matches(".toml");
        for (id, settings) in Pack::load(name).rules {
            if settings.r#use.is_none() {
                continue;
            }
            for title in [settings.title, settings.failure_title] {
                let Some(title) = title else {
                    complaints.push(format!("{path}: {id} lacks a title"));
                    continue;
                };
                complaints
                    .extend(wrong_with(&title).map(|wrong| format!("{id}: `{title}` {wrong}")));
                // Two alerts of one title cannot be told apart in a list.
                if !seen.insert(title.clone()) {
                    complaints.push(format!("{id}: another rule has the title `{title}`"));
                }
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn the_coverage_of_each_benchmark_is_current() {
    let pages: BTreeMap<String, String> = Rule::all()
        .iter()
        .map(|rule| (rule.id(), rule.path("md")))
        .collect();
    for followed in Followed::all() {
        let text = followed.page(&pages);
        assert_current(&format!("{FOLDER}/{}.md", followed.name), &text, COMMAND);
    }
}

impl Followed {
    fn page(&self, pages: &BTreeMap<String, String>) -> String {
        let made = self.pack.made();
        let named = self.rules(&made);
        let mut counts: BTreeMap<Coverage, usize> = BTreeMap::new();
        let mut chapters = String::new();
        for chapter in &self.benchmark.chapters {
            write!(
                chapters,
                "\n## {}\n\n| section | what it asks for | how | by |\n|---|---|---|---|\n",
                chapter.title
            )
            .expect("writing to a String");
            for (number, section) in &chapter.sections {
                let rules = of_section(&named, number);
                let coverage = section.coverage(rules);
                *counts.entry(coverage).or_default() += 1;
                let links = rules.iter().map(|rule| linked(rule.id, &made, pages));
                let by: Vec<String> = links.chain(section.reason()).collect();
                writeln!(
                    chapters,
                    "| {number} | {} | {} | {} |",
                    section.about,
                    coverage.name(),
                    by.join("<br>").replace('|', "\\|")
                )
                .expect("writing to a String");
            }
        }
        let Self {
            name, benchmark, ..
        } = self;
        let all: usize = counts.values().sum();
        let mut text = format!(
            "<!-- Generated from {FOLDER}/{name}.toml and policies/{name}.toml. Rewrite it with: {COMMAND} -->\n\n\
             # Coverage of {title}\n\n\
             The pack [`{name}`](../../policies/{name}.toml) follows the numbering of\n{title} Benchmark v{version}, level 1 \
             for servers: {all} sections. It is neither made nor certified by\nthe Center for Internet Security. The table \
             says in our own words what a section asks for; read the\nbenchmark for its own text, and for how to check \
             each section. If several programs can do the same, as with\nfirewalls, each has sections of its own; the \
             rules judge the one that the host uses.\n\n\
             | how | | sections | share |\n|---|---|---|---|\n",
            title = benchmark.name,
            version = benchmark.version,
        );
        for coverage in Coverage::ALL {
            let count = counts.get(&coverage).copied().unwrap_or_default();
            let share = (count * 100 + all / 2).checked_div(all).unwrap_or_default();
            let (name, meaning) = (coverage.name(), coverage.meaning());
            writeln!(text, "| {name} | {meaning} | {count} | {share} % |")
                .expect("writing to a String");
        }
        text + &chapters
    }
}

/// A rule with its page, or with that of the rule that it uses.
fn linked(id: &str, made: &BTreeMap<String, String>, pages: &BTreeMap<String, String>) -> String {
    let link = |id: &str| match pages.get(id) {
        Some(page) => format!("[`{id}`](../../{page})"),
        None => format!("`{id}`"),
    };
    match made.get(id) {
        Some(used) => format!("`{id}`, made of {}", link(used)),
        None => link(id),
    }
}
