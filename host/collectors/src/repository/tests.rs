//! The collector on repositories of recorded hosts, and on real ones that git itself has made.

use std::path::Path;

use muster_facts::Secrets;
use muster_facts::git::{Condition, Gap, TrackedEnvFile};
use muster_facts::targets::{ComposeFile, Targets};
use muster_specs::repository;
use muster_target::{Context, Recorded, System, with_collection};

use super::*;

const ROOT: &str = "/srv/shop";
const SECRET: &str = "kX9vQ2mL7pR4tY8wA1bC5dE6";

fn targets() -> Targets {
    Targets {
        repositories: vec![ROOT.into()],
        compose_file: ComposeFile::None,
        ..Targets::default()
    }
}

fn facts_with(system: &dyn System, targets: &Targets) -> GitFacts {
    with_collection(
        Context::recorded(system, targets, &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
}

fn facts(system: &Recorded) -> GitFacts {
    facts_with(system, &targets())
}

fn shop(steps: &str) -> Recorded {
    let system = Recorded::new()
        .file("/srv/shop/.env", format!("SESSION_SECRET={SECRET}\n"))
        .file("/srv/shop/.env.example", "SESSION_SECRET=<secret>\n")
        .file("/srv/shop/api/run.sh", "#!/bin/sh\n");
    repository::add(system, Path::new(ROOT), steps).unwrap()
}

fn reasons(facts: &GitFacts, part: &str) -> Vec<String> {
    let gaps = facts.gaps.as_ref().unwrap().iter();
    gaps.filter(|gap| gap.part == part)
        .map(|gap| gap.reason.clone())
        .collect()
}

#[test]
fn what_git_keeps_is_what_index_and_commit_have() {
    let facts = facts(&shop("commit .env.example api/run.sh\nadd .env\n"));
    let files = facts.tracked_env_files.unwrap();
    let told: Vec<_> = files
        .iter()
        .map(|file| {
            let keys: Vec<&str> = file.keys.iter().map(|key| key.name.as_str()).collect();
            (
                file.path.as_str(),
                file.kind.as_str(),
                file.tracked_in.join(" "),
                keys,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                ".env",
                TrackedEnvFile::KIND_ENVIRONMENT,
                "index".to_owned(),
                vec!["SESSION_SECRET"]
            ),
            (
                ".env.example",
                TrackedEnvFile::KIND_TEMPLATE,
                "index commit".to_owned(),
                vec![]
            ),
        ]
    );
    let trees = facts.work_trees.unwrap();
    assert_eq!(trees[0].branch.as_deref(), Some("main"));
    assert_eq!(facts.gaps.unwrap(), []);
}

#[test]
fn what_cannot_be_read_is_a_gap_and_the_rest_is_known() {
    let system = shop("commit .env\n").file("/srv/shop/.git/HEAD", "1".repeat(40));
    let facts = facts(&system);
    assert_eq!(facts.tracked_env_files.as_ref().unwrap().len(), 1);
    assert_eq!(reasons(&facts, Gap::PART_CONTENTS).len(), 1);
    assert_eq!(reasons(&facts, Gap::PART_HISTORY).len(), 1);
    assert_eq!(reasons(&facts, Gap::PART_CONDITION).len(), 1);
}

#[test]
fn forms_that_are_not_read_are_gaps() {
    for (setting, word) in [
        ("[extensions]\nobjectFormat = sha256\n", "SHA-256"),
        ("[extensions]\nrefStorage = reftable\n", "table"),
        ("[core]\nworktree = /srv/other\n", "core.worktree"),
    ] {
        let facts = facts(&shop("commit .env\n").file("/srv/shop/.git/config", setting));
        let reasons = reasons(&facts, Gap::PART_REPOSITORY);
        assert!(reasons[0].contains(word), "{reasons:?}");
        assert_eq!(facts.work_trees.unwrap().len(), 1);
    }
}

#[test]
fn nobody_leads_a_work_tree_to_what_is_not_theirs() {
    let system = shop("commit .env\n");
    for (system, path) in [
        (
            system
                .clone()
                .file("/home/a/shop/.git", "gitdir: /srv/shop/.git\n")
                .owned("/home/a/shop", 0o755, 1000, 1000),
            "/home/a/shop",
        ),
        (
            system.link("/home/a/shop/.git", "/srv/shop/.git").owned(
                "/home/a/shop",
                0o755,
                1000,
                1000,
            ),
            "/home/a/shop",
        ),
    ] {
        let targets = Targets {
            repositories: vec![path.into()],
            ..targets()
        };
        let facts = facts_with(&system, &targets);
        assert!(reasons(&facts, Gap::PART_REPOSITORY)[0].contains("belongs to account 0"));
        assert_eq!(facts.tracked_env_files.unwrap(), []);
    }
}

#[test]
fn a_work_tree_of_another_repository_has_its_own_index() {
    let system = shop("commit .env\nremove .env\ncommit api/run.sh\n");
    let index = system
        .read(Path::new("/srv/shop/.git/index"), 1 << 20)
        .unwrap();
    let system = system
        .file("/srv/shop/.git/worktrees/next/commondir", "../..\n")
        .file(
            "/srv/shop/.git/worktrees/next/HEAD",
            "ref: refs/heads/main\n",
        )
        .file("/srv/shop/.git/worktrees/next/index", index)
        .file("/srv/next/.git", "gitdir: ../shop/.git/worktrees/next\n");
    let targets = Targets {
        repositories: vec!["/srv/next".into()],
        ..targets()
    };
    let facts = facts_with(&system, &targets);
    assert_eq!(facts.gaps.unwrap(), []);
    assert_eq!(facts.history_hits.unwrap()[0].path, ".env");
    let condition = &facts.conditions.unwrap()[0];
    assert_eq!(condition.changes[0].path, "api/run.sh");
    assert_eq!(condition.changes[0].what, "deleted");
}

#[test]
fn tags_and_branches_of_remotes_make_a_commit_known() {
    let published = |steps: &str| {
        let facts = facts(&shop(steps));
        facts.conditions.unwrap().remove(0).published
    };
    let remote = "commit .env\nremote origin /srv/git/shop.git\n";
    assert_eq!(published("commit .env\n"), Condition::PUBLISHED_NO_REMOTE);
    assert_eq!(published(remote), Condition::PUBLISHED_UNPUSHED);
    assert_eq!(
        published(&format!("{remote}push origin\n")),
        Condition::PUBLISHED_KNOWN
    );
    assert_eq!(
        published(&format!("{remote}push origin\ncommit api/run.sh\n")),
        Condition::PUBLISHED_UNPUSHED
    );
    assert_eq!(
        published(&format!("{remote}tag v1\ndetach\n")),
        Condition::PUBLISHED_KNOWN
    );
}

mod with_git;
