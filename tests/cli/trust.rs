//! A `muster.toml` that nobody named is taken only from those who may say what Muster does.

use std::os::unix::fs::{PermissionsExt, chown, lchown, symlink};
use std::path::{Path, PathBuf};

use rustix::process::geteuid;
use tempfile::TempDir;

use crate::program::{MUSTER, Run, finish, host, isolated, muster_in, read, write};
use crate::{folder, text};

const NOBODY: u32 = 65534;

const POLICY: &str = "name = \"found\"\nenable = [\"ssh/permit-root-login\"]\n";

const EXTENDING: &str = "name = \"found\"\nextends = [\"parts/base.toml\"]\n";

const WITH_PLUGIN: &str = "name = \"found\"\nenable = [\"ssh/permit-root-login\"]\n\
                           [plugins.acme]\nfile = \"parts/acme.wasm\"\n";

/// A project in a directory that only the caller can change.
struct Project {
    folder: TempDir,
}

impl Project {
    fn new(policy: &str) -> Self {
        let project = Self { folder: folder() };
        write(&project.at("muster.toml"), policy);
        write(&project.at("parts/base.toml"), POLICY);
        write(&project.at("parts/acme.wasm"), "no plugin");
        for (path, mode) in [
            ("", 0o755),
            ("here", 0o755),
            ("here/parts", 0o755),
            ("here/muster.toml", 0o644),
        ] {
            set_mode(&project.folder.path().join(path), mode);
        }
        project
    }

    fn here(&self) -> PathBuf {
        self.folder.path().join("here")
    }

    fn at(&self, path: &str) -> PathBuf {
        self.here().join(path)
    }

    fn rules(&self) -> Run {
        muster_in(&self.here(), ["rules"])
    }

    /// Lists the rules of the policy. Its plugin is not a plugin, which shows once the file is read.
    #[track_caller]
    fn is_taken(&self, arguments: &[&str]) -> Run {
        let run = muster_in(&self.here(), [&["rules"], arguments].concat());
        let has_plugin = read(&self.at("muster.toml")).contains("plugins.acme");
        run.exits(if has_plugin { 3 } else { 0 })
    }

    /// Fails unless the policy is used when it is named, and not when it is not.
    #[track_caller]
    fn is_refused(&self, says: &[&str]) {
        let recording = host("web-1");
        for command in [
            &["rules"][..],
            &["explain", "ssh/permit-root-login"],
            &["scan", "--recording", text(&recording)],
            &["collect", "--recording", text(&recording)],
        ] {
            let run = muster_in(&self.here(), command).exits(2).says(says);
            let run = run.says(&["--policy ./muster.toml"]);
            assert_eq!(run.stdout, "", "{command:?}");
        }
        self.is_taken(&["--policy", "./muster.toml"]);
    }
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("the folder is ours");
}

/// Whether files can be given away.
fn is_root() -> bool {
    let is_root = geteuid().is_root();
    if !is_root {
        eprintln!("skipped: only root can give files away");
    }
    is_root
}

fn give_away(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).expect("root gives a file away");
}

#[test]
fn a_policy_in_a_directory_of_ones_own_is_taken() {
    for policy in [POLICY, EXTENDING, WITH_PLUGIN] {
        let run = Project::new(policy).is_taken(&[]);
        assert!(
            run.stdout.contains("ssh/permit-root-login"),
            "{}",
            run.stdout
        );
    }
    // Links of one's own lead where one wants.
    let project = Project::new(POLICY);
    std::fs::rename(project.at("muster.toml"), project.at("parts/real.toml")).expect("ours");
    symlink("parts/real.toml", project.at("muster.toml")).expect("ours");
    project.rules().exits(0);
}

#[test]
fn what_others_can_write_is_not_taken() {
    type Case = (&'static str, u32, &'static str, &'static str);
    let cases: [Case; 7] = [
        (POLICY, 0o666, "muster.toml", "everybody can write to"),
        (POLICY, 0o777, "", "everybody can write to the directory"),
        (POLICY, 0o1777, "", "everybody can write to the directory"),
        (POLICY, 0o777, "..", "everybody can write to the directory"),
        (
            EXTENDING,
            0o666,
            "parts/base.toml",
            "everybody can write to",
        ),
        (
            EXTENDING,
            0o1777,
            "parts",
            "everybody can write to the directory",
        ),
        (
            WITH_PLUGIN,
            0o777,
            "parts",
            "everybody can write to the directory",
        ),
    ];
    for (policy, mode, place, says) in cases {
        let project = Project::new(policy);
        set_mode(&project.at(place), mode);
        project.is_refused(&[says]);
    }
    // A sticky directory above is like /tmp.
    let project = Project::new(EXTENDING);
    set_mode(project.folder.path(), 0o1777);
    project.rules().exits(0);
}

#[test]
fn what_belongs_to_another_user_is_not_taken() {
    if !is_root() {
        return;
    }
    for (policy, place) in [
        (POLICY, "muster.toml"),
        (POLICY, ""),
        (POLICY, ".."),
        (EXTENDING, "parts"),
        (EXTENDING, "parts/base.toml"),
        (WITH_PLUGIN, "parts"),
        (WITH_PLUGIN, "parts/acme.wasm"),
    ] {
        let project = Project::new(policy);
        give_away(&project.at(place));
        project.is_refused(&["belongs to", "(uid 65534)"]);
    }
}

#[test]
fn a_link_of_another_user_is_not_followed() {
    if !is_root() {
        return;
    }
    for (from, to, policy) in [
        ("muster.toml", "parts/real.toml", POLICY),
        ("parts", "other", EXTENDING),
        ("parts/base.toml", "parts/real.toml", EXTENDING),
        ("parts/acme.wasm", "parts/real.wasm", WITH_PLUGIN),
    ] {
        let project = Project::new(policy);
        std::fs::rename(project.at(from), project.at(to)).expect("ours");
        symlink(project.at(to), project.at(from)).expect("ours");
        project.is_taken(&[]);
        lchown(project.at(from), Some(NOBODY), Some(NOBODY)).expect("root gives a link away");
        project.is_refused(&["belongs to", from]);
    }
}

#[test]
fn a_group_is_others_unless_it_is_roots_or_ones_own() {
    if !is_root() {
        return;
    }
    let project = Project::new(POLICY);
    set_mode(&project.at("muster.toml"), 0o664);
    project.rules().exits(0);
    // No entry of this file may name anybody else.
    chown(project.at("muster.toml"), None, Some(12)).expect("root gives a file to a group");
    project.is_refused(&["the group", "(gid 12)", "0664"]);
}

#[test]
fn an_access_control_list_is_others() {
    if !is_root() {
        return;
    }
    let project = Project::new(POLICY);
    let file = project.at("muster.toml");
    // Version 2; owner rw, user 65534 rw, group r, mask rw, others r: tag, rights, id (acl(5)).
    let mut list = vec![2, 0, 0, 0];
    for (tag, rights, id) in [
        (0x01_u16, 6_u16, u32::MAX),
        (0x02, 6, NOBODY),
        (0x04, 4, u32::MAX),
        (0x10, 6, u32::MAX),
        (0x20, 4, u32::MAX),
    ] {
        list.extend(tag.to_le_bytes());
        list.extend(rights.to_le_bytes());
        list.extend(id.to_le_bytes());
    }
    let flags = rustix::fs::XattrFlags::empty();
    if rustix::fs::setxattr(&file, "system.posix_acl_access", &list, flags).is_err() {
        eprintln!("skipped: no access control lists here");
        return;
    }
    project.is_refused(&["access control list"]);
}

#[test]
fn a_private_group_is_as_good_as_its_user() {
    if !is_root() {
        return;
    }
    // `nobody` has no group of its name on Debian, where its group is `nogroup`; `games` does.
    let (games, group) = (5, 60);
    let known = std::fs::read_to_string("/etc/passwd").expect("users");
    if !known.contains("games:x:5:60:") {
        eprintln!("skipped: this system has no user with a group of its own to try this with");
        return;
    }
    let project = Project::new(POLICY);
    set_mode(&project.at("muster.toml"), 0o664);
    let program = project.folder.path().join("muster");
    std::fs::copy(MUSTER, &program).expect("the program can be copied");
    let rules = |gid: &str| {
        finish(
            isolated("setpriv", &project.here())
                .args(["--reuid=5", gid, "--clear-groups"])
                .arg(&program)
                .args(["rules", "--no-cache"]),
        )
    };
    for place in ["muster.toml", "", "parts"] {
        chown(project.at(place), Some(games), Some(group)).expect("root gives a file away");
    }
    rules("--regid=60").exits(0);
    // Run in another group, this one is not the caller's.
    rules("--regid=12").exits(2).says(&["games (gid 60)"]);
    // Root is trusted by everybody, but is not `games`.
    project.is_refused(&["games (uid 5)"]);
}

#[test]
fn a_policy_that_is_a_dangling_link_is_an_error() {
    let project = Project::new(POLICY);
    std::fs::remove_file(project.at("muster.toml")).expect("ours");
    symlink("nowhere.toml", project.at("muster.toml")).expect("ours");
    project
        .rules()
        .exits(2)
        .says(&["muster.toml leads to", "nowhere.toml, which does not exist"]);
}
