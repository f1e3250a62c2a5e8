//! `muster init` writes one file and replaces none, and a scan without a policy says that it exists.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use crate::program::{MUSTER, Run, finish, host, isolated, muster_in, read, write};
use crate::{folder, small_image, text};

fn init(folder: &Path, options: &[&str]) -> Run {
    let root = small_image(folder);
    let arguments = ["init", "--root", text(&root)];
    muster_in(folder, arguments.iter().chain(options))
}

#[test]
fn a_policy_is_written_once() {
    let folder = folder();
    let path = folder.path().join("muster.toml");
    let run = init(folder.path(), &[]).exits(0);
    assert!(
        run.stdout.starts_with("Written to muster.toml"),
        "{}",
        run.stdout
    );
    let written = read(&path);
    assert!(written.starts_with("#:schema https://"), "{written}");
    assert!(written.contains("\nextends = [\"server\"]\n"), "{written}");

    write(&path, "name = \"mine\"\n");
    init(folder.path(), &[])
        .exits(2)
        .says(&["muster.toml exists already", "--force"]);
    assert_eq!(read(&path), "name = \"mine\"\n");
    init(folder.path(), &["--force"]).exits(0);
    assert_eq!(read(&path), written);

    // Whoever looks at it writes nothing.
    std::fs::remove_file(&path).expect("the file is ours");
    assert_eq!(
        init(folder.path(), &["--output", "-"]).exits(0).stdout,
        written
    );
    assert!(!path.exists());
}

#[test]
fn nothing_is_written_through_a_link() {
    let folder = folder();
    let elsewhere = folder.path().join("elsewhere");
    symlink(&elsewhere, folder.path().join("muster.toml")).expect("a link can be made");
    init(folder.path(), &[]).exits(2);
    init(folder.path(), &["--force"]).exits(0);
    assert!(!elsewhere.exists());
}

#[test]
fn others_can_read_the_policy_and_cannot_write_it() {
    let folder = folder();
    let root = small_image(folder.path());
    for (mask, expected) in [("0000", 0o644), ("0022", 0o644), ("0077", 0o600)] {
        let script = format!(
            "umask {mask} && exec {MUSTER} init --force --root {}",
            text(&root)
        );
        std::fs::remove_file(folder.path().join("muster.toml")).ok();
        finish(isolated("sh", folder.path()).args(["-c", &script])).exits(0);
        let written = std::fs::metadata(folder.path().join("muster.toml")).expect("it is there");
        assert_eq!(written.permissions().mode() & 0o7777, expected, "{mask}");
    }
}

#[test]
fn a_scan_finds_the_policy_that_was_written() {
    let folder = folder();
    let host = host("shop-1");
    let recording = ["--recording", text(&host)];
    muster_in(folder.path(), ["init"].iter().chain(&recording)).exits(0);
    let scan = ["scan", "--output", "json"];
    let run = muster_in(folder.path(), scan.iter().chain(&recording)).exits(1);
    assert_eq!(run.json()["policy"]["extends"][0], "server");
}

#[test]
fn a_scan_without_a_policy_says_in_one_line_what_one_would_hold() {
    let folder = folder();
    let host = host("shop-1");
    let scan = ["scan", "--recording", text(&host)];
    let hint = format!(
        "No policy describes this host: `muster init --recording {}` would add 1 Compose project, \
         1 environment file and 4 public ports, in a muster.toml.\n",
        host.display()
    );
    assert_eq!(muster_in(folder.path(), scan).exits(1).stderr, hint);
    for others in [
        &["--output", "json"][..],
        &["--output", "terminal", "--output", "json=report.json"],
        &["--policy", "server"],
    ] {
        let run = muster_in(folder.path(), scan.iter().chain(others)).exits(1);
        assert_eq!(run.stderr, "", "{others:?}");
    }
    muster_in(folder.path(), ["init", "--recording", text(&host)]).exits(0);
    assert_eq!(muster_in(folder.path(), scan).exits(1).stderr, "");
}
