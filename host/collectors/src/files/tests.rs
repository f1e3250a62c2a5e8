use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use muster_facts::targets::{ComposeFile, EnvFile, Targets};
use muster_facts::{Fact, Secrets};
use muster_target::{Context, Live, Recorded, with_collection};
use proptest::prelude::*;

use super::*;

fn facts(system: &dyn System, targets: &Targets) -> PathsFacts {
    let secrets = Secrets::default();
    with_collection(
        Context::recorded(system, targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

fn looking_at(paths: &[&str]) -> Targets {
    Targets {
        files: paths.iter().map(std::path::PathBuf::from).collect(),
        ..Targets::default()
    }
}

fn entry(system: &dyn System, path: &str) -> Entry {
    let found: Fact<Option<Entry>> = facts(system, &looking_at(&[path])).find_entry(path);
    found.unwrap().unwrap()
}

#[test]
fn a_path_is_described_with_its_owner_and_age() {
    let system = Recorded::new()
        .file("/etc/passwd", "app:x:1001:1001::/:/bin/sh\n")
        .file("/etc/group", "app:x:1001:\n")
        .file("/srv/app/data", "12345")
        .owned("/srv/app/data", 0o640, 1001, 1001)
        .modified("/srv/app/data", 17)
        .acl("/srv/app/data", false);
    let found = entry(&system, "/srv/app/data");
    assert_eq!(found.kind, "file");
    assert_eq!(found.mode, Some(0o640));
    assert_eq!(found.owner.as_deref(), Some("app"));
    assert_eq!(found.group.as_deref(), Some("app"));
    assert_eq!((found.size, found.modified), (Some(5), Some(17)));
    assert_eq!(found.acl_extended, Some(false));
    assert_eq!(found.resolved.as_deref(), Some("/srv/app/data"));
    let above: Vec<&str> = found
        .ancestors
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(above, ["/", "/srv", "/srv/app"]);
}

#[test]
fn the_root_is_a_directory_with_nothing_above_it() {
    let system = Recorded::new().directory("/srv");
    for written in ["/", "//"] {
        let found = facts(&system, &looking_at(&[written])).find_entry("/");
        let found = found.unwrap().unwrap();
        assert_eq!(found.kind, "directory", "{written}");
        assert_eq!(found.resolved.as_deref(), Some("/"));
        assert!(found.ancestors.is_empty());
    }
}

#[test]
fn what_is_not_there_is_missing_and_known_to_be() {
    let system = Recorded::new().directory("/srv").link("/srv/old", "gone");
    let found = entry(&system, "/srv/new/data");
    assert_eq!((found.kind.as_str(), found.mode), ("missing", None));
    let above: Vec<&str> = found
        .ancestors
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(above, ["/", "/srv"]);
    let dangling = entry(&system, "/srv/old");
    assert_eq!(dangling.kind, "dangling-symlink");
    assert_eq!(dangling.link_target.as_deref(), Some("gone"));
    assert_eq!(dangling.resolved, None);
}

#[test]
fn every_directory_with_a_link_on_the_way_is_an_ancestor() {
    let system = Recorded::new()
        .directory("/data/v2/logs")
        .link("/open/current", "../data/v2")
        .owned("/open", 0o777, 0, 0)
        .link("/logs", "/open/current/logs");
    let found = entry(&system, "/logs");
    assert_eq!(found.kind, "directory");
    assert_eq!(found.resolved.as_deref(), Some("/data/v2/logs"));
    let above: Vec<(&str, u32)> = found
        .ancestors
        .iter()
        .map(|one| (one.path.as_str(), one.mode))
        .collect();
    assert_eq!(
        above,
        [
            ("/", 0o755),
            ("/open", 0o777),
            ("/data", 0o755),
            ("/data/v2", 0o755)
        ]
    );
}

#[test]
fn a_star_stands_for_names_in_a_directory() {
    let system = Recorded::new()
        .file("/backups/monday/app.dump", "")
        .file("/backups/tuesday/app.dump", "")
        .file("/backups/tuesday/app.sha256", "")
        .file("/backups/readme", "");
    let facts = facts(&system, &looking_at(&["/backups/*/*.dump", "/none/*"]));
    let entries = facts.entries.unwrap();
    let dumps: Vec<&str> = entries
        .iter()
        .map(|entry| entry.path.as_str())
        .filter(|path| path.starts_with("/backups"))
        .collect();
    assert_eq!(
        dumps,
        ["/backups/monday/app.dump", "/backups/tuesday/app.dump"]
    );
    assert_eq!(facts.gaps.unwrap(), []);
}

#[test]
fn a_pattern_for_too_many_paths_is_a_gap() {
    let mut system = Recorded::new();
    for number in 0..=10_000 {
        system = system.file(format!("/many/{number:05}"), "");
    }
    let found = expand(&system, "/many/*");
    assert_eq!(found.paths.len(), 10_000);
    assert!(found.gap.unwrap().contains("10000"));
}

#[test]
fn settings_that_name_a_path_are_looked_at() {
    let system = Recorded::new()
        .file("/etc/app/app.env", "A=1\n")
        .file("/etc/app/app.env.bak", "A=1\n")
        .file(
            "/opt/app/compose.yaml",
            "services: {web: {image: web, volumes: ['./data:/data', 'named:/named', '/srv/up:/up']}}\n\
             volumes: {named: {}}\n",
        );
    let targets = Targets {
        env_files: Some(vec![EnvFile {
            path: "/etc/app/app.env".into(),
            dialects: Vec::new(),
        }]),
        compose_file: ComposeFile::At("/opt/app/compose.yaml".into()),
        directories: vec!["/opt/app".into()],
        ..Targets::default()
    };
    let facts = facts(&system, &targets);
    let kind = |path: &str| facts.find_entry(path).unwrap().map(|entry| entry.kind);
    for (path, found) in [
        ("/etc/app/app.env", "file"),
        ("/etc/app/app.env.bak", "file"),
        ("/opt/app/compose.yaml", "file"),
        ("/opt/app", "directory"),
        ("/opt/app/data", "missing"),
        ("/srv/up", "missing"),
        ("/etc/shadow", "missing"),
    ] {
        assert_eq!(kind(path).as_deref(), Some(found), "{path}");
    }
    assert_eq!(kind("/named"), None);
    assert_eq!(kind("/nobody/asked"), None);
}

#[test]
fn what_may_not_be_looked_at_is_a_gap_and_not_missing() {
    let system = Recorded::new()
        .directory("/closed")
        .denied("/closed")
        .file("/open/one", "");
    let facts = facts(&system, &looking_at(&["/closed/*.dump", "/open/*"]));
    let gaps = facts.gaps.as_ref().unwrap();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(gaps[0].pattern, "/closed/*.dump");
    assert!(facts.find_entry("/closed/monday.dump").is_err());
    assert_eq!(facts.find_entry("/closed/monday/a.dump").unwrap(), None);
    assert!(facts.find_entry("/open/one").unwrap().is_some());
}

/// The real file system, as `realpath` and `stat` see it.
#[test]
fn a_live_path_is_what_the_system_says_it_is() {
    let folder = tempfile::TempDir::new().unwrap();
    let top = folder.path().canonicalize().unwrap();
    fs::create_dir_all(top.join("a/b")).unwrap();
    fs::write(top.join("a/b/file"), "text").unwrap();
    fs::set_permissions(top.join("a/b/file"), fs::Permissions::from_mode(0o604)).unwrap();
    symlink("a/b", top.join("short")).unwrap();
    symlink("../short/../b/./file", top.join("a/far")).unwrap();
    symlink("circle", top.join("circle")).unwrap();
    let far = top.join("a/far");
    let path = far.to_str().unwrap();
    let system = Live::new();
    let found = entry(&system, path);
    assert_eq!(found.mode, Some(0o604));
    assert_eq!(
        found.resolved.as_deref(),
        fs::canonicalize(&far).unwrap().to_str()
    );
    let circle = top.join("circle");
    assert_eq!(
        entry(&system, circle.to_str().unwrap()).kind,
        "dangling-symlink"
    );
}

proptest! {
    #[test]
    fn no_tree_makes_it_panic(
        names in prop::collection::vec("(/[a-c]{1,2}){1,3}", 1..8),
        links in prop::collection::vec("(/?[a-c.]{1,2}){1,3}", 0..8),
        pattern in "(/[a-c*]{1,2}){1,3}",
    ) {
        let mut system = Recorded::new();
        for (index, name) in names.iter().enumerate() {
            system = match links.get(index) {
                Some(target) => system.link(name, target),
                None => system.file(name, ""),
            };
        }
        let facts = facts(&system, &looking_at(&[&pattern]));
        let entries = facts.entries.unwrap();
        prop_assert!(entries.is_sorted_by(|one, other| one.path < other.path));
    }
}
