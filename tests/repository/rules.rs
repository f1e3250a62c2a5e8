//! Every rule has a page that explains, tests and cites, is part of its plugin, and is known to the
//! packs.

use std::collections::BTreeSet;

use muster_specs::{CERTIFICATES, Case, Fixtures, Page};

use crate::{file, markdown};

/// The folder of `plugins/` that is not a plugin.
const SDK: &str = "sdk";

/// What a page must have, in this order.
const SECTIONS: [&str; 4] = ["Why", "How to fix", "References", "Tests"];

/// What some case of every rule must end in: a rule that never passes or never fails has not been
/// tried. That it ends in an error where a fact is missing is tried with every case.
const STATUSES: [&str; 2] = ["pass", "fail"];

/// The tag of rules that only say how things are: they never fail, and what is not so does not apply.
const INVENTORY: (&str, &str) = ("\"inventory\"", "not-applicable");

/// One rule's module.
pub(crate) struct Rule {
    plugin: String,
    /// Of the module, such as `permit_root_login`.
    name: String,
}

impl Rule {
    /// Every module in every plugin's `src/rules/`.
    pub(crate) fn all() -> Vec<Self> {
        let plugins = file::entries("plugins");
        plugins
            .iter()
            .filter(|plugin| *plugin != SDK)
            .flat_map(|plugin| {
                file::list(&format!("plugins/{plugin}/src/rules"), "rs")
                    .into_iter()
                    .filter_map(move |path| {
                        let name = path.rsplit_once('/')?.1.strip_suffix(".rs")?;
                        (name != "mod").then(|| Self {
                            plugin: plugin.clone(),
                            name: name.to_owned(),
                        })
                    })
            })
            .collect()
    }

    pub(crate) fn path(&self, extension: &str) -> String {
        format!(
            "plugins/{}/src/rules/{}.{extension}",
            self.plugin, self.name
        )
    }

    /// Whether only a person can find out what it is about, so that it does not fail, and passes at most by what
    /// speaks for it.
    pub(crate) fn is_left_to_a_person(&self) -> bool {
        let source = file::read(&self.path("rs"));
        source.contains("Finding::manual") && !source.contains("Finding::fail")
    }

    /// The headings of the cases of its page in which a finding has a status.
    pub(crate) fn cases_that_end_in(&self, status: &str) -> Vec<String> {
        let path = self.path("md");
        let page = Page::parse(&file::read(&path), &fixtures(&self.plugin))
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        let ends_so = |case: &Case| case.expected.iter().any(|found| found.status() == status);
        let cases = page.cases.into_iter().filter(ends_so);
        cases.map(|case| case.name).collect()
    }

    /// The id in its `rule!`.
    pub(crate) fn id(&self) -> String {
        let path = self.path("rs");
        let source = file::read(&path);
        let id = source
            .split_once("rule! {")
            .and_then(|(_, declaration)| declaration.split_once("id: \""))
            .and_then(|(_, rest)| rest.split_once('"'));
        match id {
            Some((id, _)) => id.to_owned(),
            None => panic!("{path} declares no rule; shared code belongs beside src/rules/"),
        }
    }
}

/// Fails with all complaints at once.
fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_rule_has_a_page_with_its_sections() {
    let mut complaints = Vec::new();
    for rule in Rule::all() {
        let path = rule.path("md");
        if !file::path(&path).is_file() {
            complaints.push(format!("{path} is missing"));
            continue;
        }
        let page = file::read(&path);
        if !page.starts_with("# ") {
            complaints.push(format!("{path}: the first line is not `# ` and the title"));
        }
        let found: Vec<&str> = markdown::prose(&page)
            .filter_map(|line| line.strip_prefix("## "))
            .collect();
        if found != SECTIONS {
            complaints.push(format!(
                "{path}: its sections are {found:?}, and should be {SECTIONS:?}"
            ));
        }
    }
    assert_none(&complaints);
}

#[test]
fn every_rule_says_in_a_title_what_holds_and_in_another_what_fails() {
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for rule in Rule::all() {
        let path = rule.path("md");
        let page = file::read(&path);
        let lines: Vec<&str> = page.lines().take(4).collect();
        let [title, "", failure, ""] = lines.as_slice() else {
            complaints.push(format!(
                "{path}: two titles and empty lines are to begin it"
            ));
            continue;
        };
        for (line, mark) in [(title, "# "), (failure, "Failure: ")] {
            match line.strip_prefix(mark) {
                Some(title) => complaints.extend(
                    wrong_with(title).map(|wrong| format!("{path}: the title `{title}` {wrong}")),
                ),
                None => complaints.push(format!("{path}: `{line}` does not begin with `{mark}`")),
            }
            // Two alerts of one title cannot be told apart in a list.
            if !seen.insert(line.split_once(' ').map(|(_, title)| title.to_owned())) {
                complaints.push(format!("{path}: another page has the title of `{line}`"));
            }
        }
    }
    assert_none(&complaints);
}

/// What a title may not be: it stands in lists, as plain text and on one line.
pub(crate) fn wrong_with(title: &str) -> Option<&'static str> {
    /// As much as a line of a terminal holds beside the id of the rule, or below it.
    const LONGEST_TITLE: usize = 70;
    /// Names of programs that are written like that.
    const LOWER_CASE: [&str; 1] = ["sshd"];
    let first = title.split(' ').next().unwrap_or_default();
    let is_proper = |c: char| c.is_uppercase();
    if title.chars().count() > LONGEST_TITLE {
        Some("is too long")
    } else if title.ends_with(['.', '!', '?', ':']) {
        Some("ends like a sentence")
    } else if title.contains(['`', '*', '_', '[', '<', '{']) {
        Some("has markup")
    } else if title.trim() != title || title.contains("  ") {
        Some("has spaces that nobody sees")
    } else if !first.starts_with(is_proper) && !LOWER_CASE.contains(&first) {
        Some("does not begin with a capital letter")
    } else {
        None
    }
}

#[test]
fn every_rule_has_cases_that_pass_and_fail() {
    let mut complaints = Vec::new();
    for rule in Rule::all() {
        let path = rule.path("md");
        let page = match Page::parse(&file::read(&path), &fixtures(&rule.plugin)) {
            Ok(page) => page,
            Err(error) => {
                complaints.push(format!("{path}: {error}"));
                continue;
            }
        };
        let ends_in = |case: &Case, status: &str| {
            let mut expected = case.expected.iter();
            expected.any(|expectation| expectation.status() == status)
        };
        let (tag, instead_of_fail) = INVENTORY;
        let source = file::read(&rule.path("rs"));
        let statuses: &[&str] = if rule.is_left_to_a_person() && source.contains("Finding::pass") {
            &["pass", "manual"]
        } else if rule.is_left_to_a_person() {
            &["manual"]
        } else if source.contains(tag) {
            &["pass", instead_of_fail]
        } else {
            &STATUSES
        };
        for status in statuses {
            if !page.cases.iter().any(|case| ends_in(case, status)) {
                complaints.push(format!("{path} has no case that ends in `{status}`"));
            }
        }
    }
    assert_none(&complaints);
}

/// What the pages of a plugin have in common.
fn fixtures(plugin: &str) -> Fixtures {
    let folder = format!("plugins/{plugin}/fixtures");
    let list = |folder: &str, extension: &str| match file::path(folder).is_dir() {
        true => file::list(folder, extension),
        false => Vec::new(),
    };
    let certificates = list(&format!("{folder}/{CERTIFICATES}"), "pem");
    list(&folder, "md")
        .into_iter()
        .chain(certificates)
        .map(|path| {
            let name = path.strip_prefix(&folder).unwrap_or(&path);
            (name.trim_start_matches('/').to_owned(), file::read(&path))
        })
        .collect()
}

#[test]
fn every_rule_has_the_name_of_its_module() {
    let mut complaints = Vec::new();
    for rule in Rule::all() {
        let (id, name) = (rule.id(), rule.name.replace('_', "-"));
        if id.rsplit_once('/').is_none_or(|(_, last)| last != name) {
            complaints.push(format!(
                "{}: the rule {id} should be called …/{name}",
                rule.path("rs")
            ));
        }
    }
    assert_none(&complaints);
}

#[test]
fn every_plugin_says_where_the_pages_of_its_rules_lie() {
    let plugins: BTreeSet<String> = Rule::all().into_iter().map(|rule| rule.plugin).collect();
    let complaints: Vec<String> = plugins
        .iter()
        .filter_map(|plugin| {
            let library = format!("plugins/{plugin}/src/lib.rs");
            let pages = format!(
                "pages: concat!(env!(\"CARGO_PKG_REPOSITORY\"), \"/blob/main/plugins/{plugin}/src/rules/\"),"
            );
            (!file::read(&library).contains(&pages)).then(|| format!("{library} lacks `{pages}`"))
        })
        .collect();
    assert_none(&complaints);
}

#[test]
fn no_two_rules_have_the_same_id() {
    let mut seen = BTreeSet::new();
    for rule in Rule::all() {
        let id = rule.id();
        assert!(seen.insert(id.clone()), "{id} appears twice");
    }
}

/// What the packs say about rules: an entry of `enable` or `disable`, and whether a comment stands above it.
struct Entry {
    enable: bool,
    pattern: String,
    explained: bool,
}

impl Entry {
    /// The entries of a pack, in which each is on a line of its own.
    fn all(pack: &str) -> Vec<Self> {
        let mut entries = Vec::new();
        let mut enable = None;
        let mut explained = false;
        for line in pack.lines().map(str::trim) {
            match line {
                "enable = [" => enable = Some(true),
                "disable = [" => enable = Some(false),
                "]" => enable = None,
                _ => {}
            }
            let pattern = line.strip_prefix('"').and_then(|rest| rest.split_once('"'));
            if let (Some(enable), Some((pattern, _))) = (enable, pattern) {
                entries.push(Self {
                    enable,
                    pattern: pattern.to_owned(),
                    explained,
                });
            } else {
                // One comment may be about several entries.
                explained = line.starts_with('#');
            }
        }
        entries
    }

    fn is_about(&self, id: &str) -> bool {
        self.pattern == id
            || self
                .pattern
                .strip_suffix('*')
                .is_some_and(|family| id.starts_with(family))
    }
}

#[test]
fn every_rule_is_in_a_pack_or_is_disabled_with_a_comment() {
    let packs: Vec<Vec<Entry>> = file::list("policies", "toml")
        .iter()
        .map(|pack| Entry::all(&file::read(pack)))
        .collect();
    let entries: Vec<&Entry> = packs.iter().flatten().collect();
    assert!(entries.len() > 5, "the packs are read");
    let mut complaints: Vec<String> = entries
        .iter()
        .filter(|entry| !entry.enable && !entry.explained)
        .map(|entry| format!("{} is disabled without a comment", entry.pattern))
        .collect();
    for id in Rule::all().iter().map(Rule::id) {
        if !entries.iter().any(|entry| entry.is_about(&id)) {
            complaints.push(format!(
                "{id} is in no pack of policies/: enable it, or disable it below a comment that says why"
            ));
        }
    }
    assert_none(&complaints);
}
