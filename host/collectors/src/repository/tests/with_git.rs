//! What git itself says of repositories that it has made, and of those that pages make.
#![expect(
    clippy::disallowed_methods,
    reason = "asks git on this machine about real files"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use muster_facts::git::Condition;
use muster_facts::targets::{ComposeFile, Targets};
use muster_target::{Metadata, Recorded, Root, System};
use tempfile::TempDir;

use super::super::ignore::Ignore;
use super::super::place::Repository;
use super::{SECRET, facts_with};

/// A work tree in a folder of its own, and git without any configuration but its own.
struct Real {
    folder: TempDir,
}

impl Real {
    fn new() -> Option<Self> {
        if !muster_real::runs("git", &["--version"]) {
            return None;
        }
        let real = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        std::fs::create_dir(real.root()).unwrap();
        real.git(&["init", "--quiet", "--initial-branch=main"]);
        Some(real)
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("shop")
    }

    fn run(&self, arguments: &[&str]) -> std::process::Output {
        Command::new("git")
            .current_dir(self.root())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CEILING_DIRECTORIES", self.folder.path())
            .args(["-c", "user.name=Shop", "-c", "user.email=shop@shop.test"])
            .args(arguments)
            .output()
            .unwrap()
    }

    #[track_caller]
    fn git(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn write(&self, path: &str, content: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    fn commit(&self) {
        self.git(&["add", "--all", "--force"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message=x"]);
    }

    /// The folder as a host, in which the work tree is `/shop`.
    fn host(&self) -> Root {
        Root::open(self.folder.path()).unwrap()
    }

    fn facts(&self) -> muster_facts::GitFacts {
        let targets = Targets {
            repositories: vec!["/shop".into()],
            compose_file: ComposeFile::None,
            ..Targets::default()
        };
        facts_with(&self.host(), &targets)
    }
}

/// Files with many similar versions, so that packs hold differences.
fn history(real: &Real) {
    let lines: Vec<String> = (0..400_u64)
        .map(|line| {
            format!(
                "line {line} {}",
                line.wrapping_mul(6_364_136_223_846_793_005)
            )
        })
        .collect();
    real.write("removed.env", &format!("SESSION_SECRET={SECRET}\n"));
    for version in 0..12 {
        let mut lines = lines.clone();
        lines[version * 7] = format!("version {version}");
        real.write("api/data.txt", &lines.join("\n"));
        real.write("readme", &format!("{version}\n"));
        real.write(
            "deploy.sh",
            "curl https://deploy:kX9vQ2mL7pR4tY8wA1bC@hooks.shop.test/run\n",
        );
        if version == 6 {
            std::fs::remove_file(real.root().join("removed.env")).unwrap();
        }
        real.commit();
    }
    real.git(&["tag", "-a", "-m", "x", "v1"]);
    real.git(&["checkout", "--quiet", "-b", "other"]);
}

#[track_caller]
fn check_history(real: &Real) {
    let facts = real.facts();
    assert_eq!(facts.gaps.unwrap(), []);
    let history = &facts.histories.unwrap()[0];
    let count = real.git(&["rev-list", "--all", "--count"]);
    assert_eq!(history.commits.to_string(), count.trim());
    let hits = facts.history_hits.unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].path, "removed.env");
    let newest = real.git(&[
        "log",
        "-1",
        "--format=%H",
        "--diff-filter=D",
        "--",
        "removed.env",
    ]);
    let last = real.git(&["rev-parse", &format!("{}^", newest.trim())]);
    assert_eq!(hits[0].commit.len(), last.trim().len());
    let matches = facts.secret_matches.unwrap();
    let found: Vec<_> = matches
        .iter()
        .map(|found| (found.path.as_str(), found.source.line))
        .collect();
    assert_eq!(found, [("deploy.sh", Some(1))]);
    let tree = &facts.work_trees.unwrap()[0];
    assert_eq!(
        tree.commit.as_deref(),
        Some(real.git(&["rev-parse", "HEAD"]).trim())
    );
    assert_eq!(tree.branch.as_deref(), Some("other"));
    let condition = &facts.conditions.unwrap()[0];
    assert_eq!(
        (condition.change_count, condition.tags.as_slice()),
        (0, &["v1".to_owned()][..])
    );
}

#[test]
fn every_form_in_which_git_keeps_objects_is_read() {
    let Some(real) = Real::new() else { return };
    history(&real);
    check_history(&real);
    // Everything in one pack, references packed, then a pack whose bases are named by their ids.
    real.git(&["gc", "--quiet", "--prune=now"]);
    check_history(&real);
    real.git(&["-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq"]);
    check_history(&real);
    // Objects of another repository.
    let other = real.folder.path().join("other.git");
    let from = real.root();
    real.git(&[
        "clone",
        "--quiet",
        "--bare",
        from.to_str().unwrap(),
        other.to_str().unwrap(),
    ]);
    std::fs::remove_dir_all(real.root().join(".git/objects/pack")).unwrap();
    real.write(
        ".git/objects/info/alternates",
        "../../../other.git/objects\n",
    );
    check_history(&real);
}

#[test]
fn every_form_of_the_index_is_read() {
    let Some(real) = Real::new() else { return };
    for path in ["a/b/c.env", "a/b/d", "é.env", ".env", "a/b.env"] {
        real.write(path, "A=1\n");
    }
    real.commit();
    real.write("later", "x");
    real.git(&["add", "--intent-to-add", "later"]);
    let listed: BTreeSet<String> = real
        .git(&["ls-files", "-z"])
        .split_terminator('\0')
        .map(str::to_owned)
        .collect();
    for version in ["2", "3", "4"] {
        real.git(&["update-index", "--index-version", version]);
        let host = real.host();
        let repository = Repository::open(&host, Path::new("/shop")).unwrap();
        let paths: BTreeSet<String> = repository
            .index
            .iter()
            .map(|entry| entry.path.clone())
            .collect();
        assert_eq!(paths, listed, "version {version}");
    }
    real.git(&["update-index", "--split-index"]);
    let host = real.host();
    let error = Repository::open(&host, Path::new("/shop")).err().unwrap();
    assert!(error.reason().contains("split index"), "{}", error.reason());
}

#[test]
fn the_condition_is_what_git_says() {
    let Some(real) = Real::new() else { return };
    real.write("same", "same\n");
    real.write("changed", "before\n");
    real.write("gone", "gone\n");
    real.write("crlf", "a\nb\n");
    real.write(".gitattributes", "crlf text\n");
    real.write("staged", "before\n");
    std::os::unix::fs::symlink("same", real.root().join("link")).unwrap();
    real.commit();
    real.write("changed", "behind\n");
    std::fs::remove_file(real.root().join("gone")).unwrap();
    real.write("staged", "after\n");
    real.git(&["add", "staged"]);
    real.write("untracked", "x");
    real.write("crlf", "a\r\nb\r\n");
    let changed: BTreeSet<String> = real
        .git(&["status", "--porcelain", "--untracked-files=no"])
        .lines()
        .map(|line| line[3..].to_owned())
        .collect();
    let condition = real.facts().conditions.unwrap().remove(0);
    let found: BTreeSet<String> = condition
        .changes
        .iter()
        .map(|change| change.path.clone())
        .collect();
    assert_eq!(found, changed);
    assert_eq!(found.len(), 4, "{found:?}");
    // A clone whose history ends before the commit that is checked out is known.
    let from = format!("file://{}", real.root().display());
    let clone = real.folder.path().join("clone");
    real.git(&[
        "clone",
        "--quiet",
        "--depth=1",
        &from,
        clone.to_str().unwrap(),
    ]);
    let targets = Targets {
        repositories: vec!["/clone".into()],
        compose_file: ComposeFile::None,
        ..Targets::default()
    };
    let facts = facts_with(&real.host(), &targets);
    assert_eq!(facts.gaps.unwrap(), []);
    assert!(
        facts.work_trees.unwrap()[0].shallow
            || real.git(&["rev-list", "--count", "HEAD"]).trim() == "1"
    );
    assert_eq!(
        facts.conditions.unwrap()[0].published,
        Condition::PUBLISHED_KNOWN
    );
}

/// Rules and paths, put together in every way.
const RULES: [&str; 44] = [
    ".env",
    ".env*",
    "!.env",
    "/.env",
    "*.env",
    "api/",
    "/api",
    "api/.env",
    "api/*",
    "api/**",
    "**/.env",
    "a/**/.env",
    "!api/.env",
    "!api/",
    "conf",
    "conf/",
    "!/conf/.env",
    "[.]env",
    "[!a].env",
    ".e?v",
    "\\.env",
    ".env\\",
    ".env ",
    ".env\\ ",
    "#.env",
    "\\#.env",
    "\\!.env",
    ".ENV",
    "**",
    "**/",
    "/",
    "*",
    "!*",
    "*/.env",
    "a/*/.env",
    "**.env",
    "api**/.env",
    "/**/conf/**",
    "[[:alpha:]]pi",
    "[a-c]pi/",
    "x[/]env",
    ".env[",
    "a/b",
    "***/.env",
];

const PATHS: [&str; 14] = [
    ".env",
    "shop.env",
    "x.env",
    "api/.env",
    "api/conf/.env",
    "conf/.env",
    "a/.env",
    "a/b/.env",
    "a/b/c/.env",
    "#.env",
    "!.env",
    ".env.local",
    ".ENV",
    "conf/api/shop.env",
];

#[test]
fn the_rules_are_what_git_makes_of_them() {
    let Some(real) = Real::new() else { return };
    for path in PATHS {
        real.write(path, "A=1\n");
    }
    let mut state = 7_u64;
    let mut next = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let mut some_rules = |most: usize| {
        let count = next(most + 1);
        let rules: Vec<&str> = (0..count).map(|_| RULES[next(RULES.len())]).collect();
        let end = if next(3) == 0 { "\r\n" } else { "\n" };
        rules
            .iter()
            .map(|rule| format!("{rule}{end}"))
            .collect::<String>()
    };
    for case in 0..150 {
        let (top, api, exclude) = (some_rules(4), some_rules(2), some_rules(1));
        real.write(".gitignore", &top);
        real.write("api/.gitignore", &api);
        real.write(".git/info/exclude", &exclude);
        let mut arguments = vec!["check-ignore", "--no-index"];
        arguments.extend(PATHS);
        let output = real.run(&arguments);
        let ignored = std::str::from_utf8(&output.stdout).unwrap();
        let ignored: BTreeSet<&str> = ignored.lines().collect();
        let host = real.host();
        let root = Path::new("/shop");
        let mut ignore = Ignore::new(&host, root, &root.join(".git"), false);
        for path in PATHS {
            let found = ignore.decide(path).unwrap().ignored;
            assert_eq!(
                found,
                ignored.contains(path),
                "case {case}: {path} by {top:?}, {api:?} and {exclude:?}"
            );
        }
    }
}

/// Writes what a recorded host has below a directory to a folder.
fn write_out(system: &Recorded, directory: &Path, folder: &Path) {
    for name in system.list(directory).unwrap() {
        let (from, to) = (directory.join(&name), folder.join(&name));
        let Metadata {
            file_type, mode, ..
        } = system.link_metadata(&from).unwrap();
        match file_type {
            muster_target::FileType::Directory => {
                std::fs::create_dir_all(&to).unwrap();
                write_out(system, &from, &to);
            }
            _ => {
                std::fs::write(&to, system.read(&from, u64::MAX).unwrap()).unwrap();
                let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
                std::fs::set_permissions(&to, mode).unwrap();
            }
        }
    }
}

#[test]
fn repositories_of_pages_are_what_git_reads() {
    let Some(real) = Real::new() else { return };
    std::fs::remove_dir_all(real.root().join(".git")).unwrap();
    let system = super::shop(
        "commit .env api/run.sh\nremote origin /srv/git/shop.git\npush origin\nremove .env\ncommit\ntag v1\nadd .env.example\n",
    );
    write_out(&system, Path::new(super::ROOT), &real.root());
    real.git(&["fsck", "--strict"]);
    assert_eq!(real.git(&["ls-files"]), ".env.example\napi/run.sh\n");
    assert_eq!(
        real.git(&["log", "--format=%s %D"]),
        "Change 2 HEAD -> main, tag: v1\nChange 1 origin/main\n"
    );
    assert_eq!(
        real.git(&["status", "--porcelain", "--untracked-files=no"]),
        "A  .env.example\n"
    );
    assert_eq!(
        real.git(&["remote", "get-url", "origin"]),
        "/srv/git/shop.git\n"
    );
}

/// Settings that git and the collector read alike.
#[test]
fn configuration_is_what_git_reads() {
    let Some(real) = Real::new() else { return };
    real.git(&[
        "config",
        "remote.or\"igin\\x.url",
        "https://git.shop.test/a b;#c",
    ]);
    real.git(&["config", "url.https://u:p@h/.insteadOf", "  spaces  "]);
    real.git(&["config", "--add", "core.other", "a\tb\nc"]);
    let listed = real.git(&["config", "--list", "--local", "-z"]);
    let text = std::fs::read_to_string(real.root().join(".git/config")).unwrap();
    let entries = super::super::config::entries(&text).ok().unwrap();
    let found: Vec<String> = entries
        .iter()
        .map(|entry| {
            let name = match &entry.subsection {
                Some(name) => format!("{}.{name}.{}", entry.section, entry.key),
                None => format!("{}.{}", entry.section, entry.key),
            };
            format!("{name}\n{}", entry.value)
        })
        .collect();
    let listed: Vec<&str> = listed.split_terminator('\0').collect();
    assert_eq!(found, listed);
}
