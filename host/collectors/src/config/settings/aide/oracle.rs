//! Random configurations, as the real AIDE reads them: which rule counts for a file, and what it checks.
//! `MUSTER_ORACLE_CASES` says how many configurations.
#![expect(
    clippy::disallowed_methods,
    reason = "the real program is the oracle, and a skipped comparison must be seen"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use muster_target::Root;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::lines::Configuration;
use super::selection::Selection;

/// Each asks AIDE about all paths, which takes some hundredths of a second.
const CONFIGURATIONS: usize = 30;

const PATHS: [&str; 12] = [
    "/srv",
    "/srv/app",
    "/srv/app/tool",
    "/srv/app/tool.log",
    "/srv/app/logs/a",
    "/srv/app/logs/a.gz",
    "/srv/apple",
    "/srv/a b",
    "/srv/app/a+b",
    "/etc/passwd",
    "/etc/cron.d/job",
    "/usr/sbin/auditctl",
];

const EXPRESSIONS: [&str; 34] = [
    "/",
    "/$",
    "/srv",
    "/srv$",
    "/srv/",
    "/srv/$",
    "/srv/app",
    "/srv/app$",
    "/srv/app/",
    "/srv/app/tool",
    "/srv/app/tool$",
    "/srv/app/tool\\.log$",
    "/srv/app/.*\\.log$",
    "/srv/app/logs",
    "/srv/app/logs/[a-c]",
    "/srv/app/logs/.*\\.gz",
    "/srv/.*",
    "/srv/.*/logs",
    "/srv/(app|other)/tool",
    "/srv/app?/tool",
    "/srv/appl?e?$",
    "/srv/app/tools?",
    "/srv/app/a\\+b",
    "/srv/a\\ b$",
    "/srv/a%20b",
    "/.*/tool",
    "/etc",
    "/etc/(passwd|group)$",
    "/etc/cron\\.d/",
    "/etc/cron\\.[a-z]+/job",
    "/usr/s?bin/auditctl",
    "/usr/sbin/au.*ctl$",
    "/@@{DIR}/app",
    "/etc/passwd|/srv/app/tool",
];

const TYPES: [&str; 7] = ["", " f", " d", " f,l", " l", " d,f", " 0"];
const GROUPS: [&str; 9] = [
    "p",
    "p+i",
    "p+sha256-p",
    "A",
    "A+B",
    "B-n",
    "R",
    "H+u",
    "R-md5+sha512",
];

/// Which macro goes before a rule, and the rule: its sign, expression, types and groups.
type Line = (usize, usize, usize, usize, usize);

fn text((before, sign, expression, types, groups): &Line, folder: &Path, at: usize) -> String {
    let expression = EXPRESSIONS[*expression];
    let types = TYPES[*types];
    let rule = match sign {
        0 | 1 => format!("!{expression}{types}"),
        2 => format!("={expression}{types} {}", GROUPS[*groups]),
        _ => format!("{expression}{types} {}", GROUPS[*groups]),
    };
    match before {
        0 => format!("@@ifdef DIR\n{rule}\n@@else\n/srv p\n@@endif"),
        1 => format!("@@ifndef DIR\n{rule}\n@@endif"),
        2 => format!("@@if not defined NONE\n{rule}\n@@endif"),
        3 => {
            let file = folder.join(format!("part-{at}"));
            std::fs::write(&file, format!("# more\n{rule}\n")).unwrap();
            format!("@@include {}", file.display())
        }
        4 => format!("B = A+g\n{rule}"),
        5 => format!("@@if exists /nowhere\n{rule}\n@@endif"),
        _ => rule,
    }
}

/// What AIDE says of a file: whether it is checked, the place of the rule, and the attributes.
fn said(conf: &str, path: &str) -> (bool, Option<String>, BTreeSet<String>) {
    let answer = Command::new("aide")
        .env("LC_ALL", "C")
        .arg(format!("--config={conf}"))
        .arg(format!("--path-check=f:{path}"))
        .output()
        .unwrap();
    let said = String::from_utf8(answer.stdout).unwrap();
    let errors = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert!(matches!(answer.status.code(), Some(0 | 1)), "{errors}");
    let is_checked = said.starts_with("[X]");
    let rule = said.split_once(" rule: '").map(|(_, rest)| rest);
    // `'/srv f p+u' (/tmp/aide.conf:3: '/srv f p+u')`
    let (rule, place) = rule
        .and_then(|rest| rest.split_once("' ("))
        .unwrap_or_default();
    let mut place = place.splitn(3, ':');
    let place = place
        .next()
        .zip(place.next())
        .map(|(file, line)| format!("{file}:{line}"));
    let attributes = rule.rsplit(' ').next().unwrap_or_default();
    let attributes = attributes.split('+').map(str::to_owned);
    (is_checked, place, attributes.collect())
}

/// What differs on a configuration, and how many answers Muster has.
fn differences(text: &str, folder: &Path, found: &mut Vec<String>) -> usize {
    let conf = folder.join("aide.conf");
    let conf = conf.to_str().unwrap();
    std::fs::write(conf, text).unwrap();
    let root = Root::open(Path::new("/")).unwrap();
    let ours = Configuration::read(&root, conf).unwrap();
    let mut known = 0;
    for path in PATHS {
        let (is_checked, place, theirs) = said(conf, path);
        let same = match ours.selection(path) {
            Selection::Unknown(_) => continue,
            // Which rule leaves it out, if several would, does not matter.
            Selection::Left(_) => !is_checked,
            Selection::Checked { attributes, source } => {
                let ours: BTreeSet<String> =
                    attributes.iter().map(|one| (*one).to_owned()).collect();
                // What AIDE has in its groups differs between releases.
                let groups = ["R", "H"];
                let has_group = groups.iter().any(|group| text.contains(group));
                is_checked
                    && Some(source.location()) == place
                    && (ours == theirs || has_group && ours.is_subset(&theirs))
            }
        };
        known += 1;
        if !same {
            found.push(format!(
                "{path}: ours {:?}, theirs {is_checked} {place:?} {theirs:?}, of\n{text}",
                ours.selection(path)
            ));
        }
    }
    known
}

#[test]
fn aide_selects_the_same_rules() {
    if !muster_real::runs("aide", &["--version"]) {
        return;
    }
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let line = (
        0..12_usize,
        0..6_usize,
        0..EXPRESSIONS.len(),
        0..TYPES.len(),
        0..GROUPS.len(),
    );
    let configurations = proptest::collection::vec(line, 1..6);
    let cases = std::env::var("MUSTER_ORACLE_CASES");
    let cases = cases.ok().and_then(|cases| cases.parse().ok());
    let cases = cases.unwrap_or(CONFIGURATIONS);
    let folder = tempfile::TempDir::new().unwrap();
    let head = "database_in=file:/nowhere\n@@define DIR srv\nA = p+sha256\nB = A+n\n";
    let (mut known, mut found) = (0, Vec::new());
    for _ in 0..cases {
        let lines = configurations.new_tree(&mut runner).unwrap().current();
        let lines: Vec<String> = (0..)
            .zip(&lines)
            .map(|(at, line)| text(line, folder.path(), at))
            .collect();
        let text = format!("{head}{}\n", lines.join("\n"));
        known += differences(&text, folder.path(), &mut found);
    }
    assert!(found.is_empty(), "{} {}", found.len(), found.join("\n"));
    assert!(known > cases * PATHS.len() / 2, "{known}");
}
