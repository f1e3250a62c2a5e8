//! Random hosts with rpm's packages, as the real dnf and zypper see them: what the two would update, and what is for
//! security; `MUSTER_ORACLE_CASES` says how many hosts of each, and each has some dozens of packages.
#![expect(
    clippy::disallowed_methods,
    reason = "the real program is the oracle, and a skipped comparison must be seen"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use muster_facts::targets::Targets;
use muster_facts::updates::PendingUpdate;
use muster_facts::upgrades::Upgrade;
use muster_facts::{FactError, Secrets};
use muster_target::{Collection, Context, Root, with_collection};

use super::{updates, upgrades};

/// Each takes the programs some tenths of a second.
const HOSTS: usize = 4;

/// What has the bindings of both: that of the distribution.
const PYTHON: &str = "/usr/bin/python3";

/// The versions of each package.
type Versions = BTreeMap<String, BTreeSet<String>>;

/// What the programs say of a host.
struct Answers {
    /// What is updated.
    updates: Versions,
    /// What is updated or kept by configuration.
    any: Versions,
    /// Of the advisories that the program lists.
    security: Versions,
    /// Of advisories about another architecture than the installed one. They are not listed, and one may take the place
    /// of the other all the same.
    changed: Versions,
}

impl Answers {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let of = |kind: &str| {
            let mut found = Versions::new();
            for line in text.lines() {
                if let [one, name, version] = line.split(' ').collect::<Vec<_>>()[..]
                    && one == kind
                {
                    let versions = found.entry(name.to_owned()).or_default();
                    versions.insert(version.to_owned());
                }
            }
            found
        };
        Self {
            updates: of("update"),
            any: of("any"),
            security: of("security"),
            changed: of("changed"),
        }
    }
}

fn collected<T>(root: &Root, collect: impl FnOnce(&Collection<'_>) -> T) -> T {
    let (mut targets, secrets) = (Targets::default(), Secrets::default());
    targets.requests.updates = BTreeSet::from(["*".to_owned()]);
    with_collection(
        Context::recorded(root, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

/// What differs on a host.
fn differences(host: &Path) -> Vec<String> {
    let answers = Answers::read(&host.join("answers"));
    let root = Root::open(&host.join("root")).unwrap();
    let found = collected(&root, upgrades::collect).upgrades.unwrap();
    let mut differences = Vec::new();
    let mut differ = |what: &str, name: &str, ours: &str, theirs: Option<&BTreeSet<String>>| {
        differences.push(format!("{what} {name}: ours {ours:?}, theirs {theirs:?}"));
    };
    for one in &found {
        let theirs = answers.updates.get(&one.name);
        let any = answers.any.get(&one.name);
        let has = |versions: Option<&BTreeSet<String>>| {
            versions.is_some_and(|versions| versions.contains(&one.candidate))
        };
        match one.kept.as_str() {
            Upgrade::KEPT_NO if has(theirs) => {}
            Upgrade::KEPT_EXCLUDED | Upgrade::KEPT_HELD if theirs.is_none() && any.is_some() => {}
            kept => differ(kept, &one.name, &one.candidate, theirs.or(any)),
        }
    }
    for (name, theirs) in &answers.updates {
        if !found.iter().any(|one| one.name == *name) {
            differ("update", name, "", Some(theirs));
        }
    }
    let found = match collected(&root, updates::collect).pending_updates {
        // No repository has advisories.
        Err(FactError::Unsupported(_)) => Vec::new(),
        found => found.unwrap(),
    };
    for one in &found {
        let theirs = answers.security.get(&one.name);
        let newest = theirs.into_iter().flatten();
        let newest = newest.max_by(|a, b| muster_versions::rpm::compare(a, b));
        let changed = answers.changed.get(&one.name);
        let is_same = newest == Some(&one.candidate)
            || changed.is_some_and(|versions| versions.contains(&one.candidate));
        // What configuration leaves out is not listed, or it is, if only by what it takes.
        if !is_same && one.kept == PendingUpdate::KEPT_NO {
            differ("security", &one.name, &one.candidate, theirs);
        }
    }
    for (name, theirs) in &answers.security {
        let is_changed = answers.changed.contains_key(name);
        if !is_changed && !found.iter().any(|one| one.name == *name) {
            differ("security", name, "", Some(theirs));
        }
    }
    differences
}

fn compare(program: &str) {
    let needs = "import dnf, rpm";
    if !muster_real::installed(&[program, "rpm"]) || !muster_real::runs(PYTHON, &["-c", needs]) {
        return;
    }
    let cases = std::env::var("MUSTER_ORACLE_CASES");
    let cases = cases.ok().and_then(|cases| cases.parse().ok());
    let cases = cases.unwrap_or(HOSTS);
    let directory = tempfile::TempDir::new().unwrap();
    let made = Command::new(PYTHON)
        .args(["-c", include_str!("hosts.py"), program])
        .arg(directory.path())
        .arg(cases.to_string())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&made.stderr).into_owned();
    assert!(made.status.success(), "{errors}");
    let mut all = Vec::new();
    for host in 0..cases {
        let found = differences(&directory.path().join(host.to_string()));
        all.extend(found.into_iter().map(|line| format!("{host}: {line}")));
    }
    assert!(all.is_empty(), "{} {}", all.len(), all.join("\n"));
}

#[test]
fn dnf_updates_the_same_packages() {
    compare("dnf");
}

#[test]
fn zypper_updates_the_same_packages() {
    compare("zypper");
}
