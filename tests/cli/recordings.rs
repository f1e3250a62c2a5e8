//! A recording of a tree says what the tree does, finding by finding, but for what only a running host has.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt};
use std::path::Path;

use crate::program::{Run, host, muster_in, write};
use crate::{folder, text};

/// Hosts of two distributions, and packs that together have most rules.
const HOSTS: [&str; 2] = ["debian-12", "opensuse-16.0"];
const PACKS: [&str; 3] = ["server-strict", "vps-production", "cis-debian-12"];

/// Rules that judge what is in force where that is known: a tree at rest has nothing in force, and a recording has to say
/// what is.
const OF_RUNNING_HOSTS: [&str; 9] = [
    "firewall/",
    "kernel/",
    "cis/firewall-",
    "cis/firewalld-",
    "cis/iptables-",
    "cis/nftables-",
    "cis/ufw-",
    "cis/sysctl-",
    "cis/mount-",
];

/// Words of findings that are about trees at rest alone.
const OF_TREES: [&str; 2] = [" image", "a directory"];

/// Parts of a host that runs.
const RUNNING: [&str; 3] = ["proc", "run", "sys"];

type Findings = BTreeMap<(String, String), (String, String)>;

fn findings(run: &Run) -> Findings {
    let field = |finding: &serde_json::Value, name: &str| {
        finding[name].as_str().expect("a text").to_owned()
    };
    let all = run.findings();
    all.iter()
        .map(|finding| {
            let [rule, subject, status, message] =
                ["rule", "subject", "status", "message"].map(|name| field(finding, name));
            ((rule, subject), (status, message))
        })
        .collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder is ours");
    for entry in fs::read_dir(from).expect("a folder of the repository") {
        let entry = entry.expect("an entry of the folder");
        let target = to.join(entry.file_name());
        let kind = entry.file_type().expect("it is there");
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_symlink() {
            let leads_to = fs::read_link(entry.path()).expect("it is a link");
            std::os::unix::fs::symlink(leads_to, target).expect("the folder is ours");
        } else {
            fs::copy(entry.path(), target).expect("the folder is ours");
        }
    }
}

/// What a recording says of the files below a directory.
fn describe(root: &Path, directory: &Path, said: &mut String) {
    for entry in fs::read_dir(directory).expect("a folder") {
        let entry = entry.expect("an entry of the folder");
        let metadata = entry.metadata().expect("it is there");
        if metadata.is_symlink() {
            continue;
        }
        let path = entry.path();
        let shown = path.strip_prefix(root).expect("it is below").display();
        let mode = metadata.mode() & 0o7777;
        writeln!(
            said,
            "\n[[file]]\npath = '/{shown}'\nmode = \"{mode:04o}\"\nuid = {}\ngid = {}\nacl = false",
            metadata.uid(),
            metadata.gid()
        )
        .expect("a text can be written to");
        if metadata.is_dir() {
            describe(root, &path, said);
        }
    }
}

/// Homes as nobody should have them.
fn spoil_homes(root: &Path) {
    for (path, mode) in [
        ("root/.ssh/authorized_keys", 0o666),
        ("root/.netrc", 0o644),
        ("root/.rhosts", 0o600),
        ("root/.forward", 0o640),
        ("root/.bash_history", 0o606),
    ] {
        let path = root.join(path);
        write(&path, "machine host.example login nobody\n");
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("the file is ours");
    }
    fs::set_permissions(root.join("root"), PermissionsExt::from_mode(0o777))
        .expect("the folder is ours");
}

#[test]
fn a_recording_says_what_its_tree_does() {
    for name in HOSTS {
        let folder = folder();
        let root = folder.path().join("root");
        copy(&host(name).join("root"), &root);
        for part in RUNNING {
            let _ = fs::remove_dir_all(root.join(part));
        }
        spoil_homes(&root);
        let mut said =
            "name = \"x\"\nrecorded-at = \"2026-06-01T12:00:00Z\"\nwalked = true\n".to_owned();
        describe(&root, &root, &mut said);
        write(&folder.path().join("recording.toml"), &said);
        for pack in PACKS {
            let scan = |target: [&str; 2]| {
                let arguments = ["scan", "--policy", pack, "--previous", "none", "-o", "json"];
                findings(&muster_in(
                    folder.path(),
                    arguments.into_iter().chain(target),
                ))
            };
            let tree = scan(["--root", text(&root)]);
            let recording = scan(["--recording", "."]);
            let is_of_running = |rule: &str| {
                let mut of_tree = tree.iter().filter(|((other, _), _)| other == rule);
                OF_RUNNING_HOSTS
                    .iter()
                    .any(|family| rule.starts_with(family))
                    || of_tree.any(|(_, (_, message))| {
                        OF_TREES.iter().any(|words| message.contains(words))
                    })
            };
            let keys = tree.keys().chain(recording.keys());
            for key in keys.filter(|(rule, _)| !is_of_running(rule)) {
                assert_eq!(
                    tree.get(key),
                    recording.get(key),
                    "{name} by {pack}: {key:?}"
                );
            }
            let homes = tree.iter().filter(|((rule, subject), (status, _))| {
                rule == "accounts/home" && subject.starts_with("/root") && status == "fail"
            });
            assert!(homes.count() >= 1, "{name} by {pack}");
        }
    }
}
