//! The directory of a recording.

use super::*;

fn recording(description: &str) -> (TempDir, Result<Recorded, RecordingError>) {
    let directory = TempDir::new().unwrap();
    write(&directory.path().join("recording.toml"), description);
    write(&directory.path().join("root/etc/hostname"), "web-1\n");
    write(&directory.path().join("commands/nft.json"), "{}");
    symlink("/etc/hostname", directory.path().join("root/etc/link")).unwrap();
    let loaded = load(directory.path());
    (directory, loaded)
}

#[test]
fn a_recording_holds_files_links_and_commands() {
    let (_directory, loaded) = recording(
        r#"
name = "web-1"
[[file]]
path = "/etc/hostname"
mode = "0640"
gid = 7
[[file]]
path = "/run/secret"
type = "special"
denied = true
[[file]]
path = "/proc/8/fd/3"
type = "symlink"
leads-to = "socket:[11]"
[[command]]
argv = ["nft", "-j", "list", "ruleset"]
stdout-file = "commands/nft.json"
[[command]]
argv = ["ufw", "status"]
error = "not-installed"
[[command]]
argv = ["false"]
status = 1
stderr = "no"
"#,
    );
    let recorded = loaded.unwrap();
    assert_eq!(recorded.name(), "web-1");
    let link = Path::new("/etc/link");
    assert_eq!(recorded.read_text(link).unwrap(), "web-1\n");
    let found = recorded.metadata(link).unwrap();
    assert_eq!((found.mode, found.uid, found.gid), (0o640, 0, 7));
    assert!(matches!(
        recorded.read(Path::new("/run/secret"), 9),
        Err(ReadError::Denied { .. })
    ));
    let socket = recorded.read_link(Path::new("/proc/8/fd/3")).unwrap();
    assert_eq!(socket, Path::new("socket:[11]"));
    let nft = Command::new("nft", ["-j", "list", "ruleset"]);
    assert_eq!(recorded.run(&nft).unwrap().stdout, b"{}");
    assert!(matches!(
        recorded.run(&Command::new("ufw", ["status"])),
        Err(RunError::NotInstalled { .. })
    ));
    assert_eq!(recorded.run(&Command::new("false", [])).unwrap().status, 1);
}

#[test]
fn a_wrong_entry_is_named_by_its_line() {
    for (entry, line, part) in [
        (
            "[[file]]\npath = \"/etc/none\"",
            3,
            "add it, or say its `type`",
        ),
        ("[[file]]\npath = \"etc/hostname\"", 3, "absolute"),
        (
            "[[file]]\npath = \"/etc/hostname\"\nmode = \"99\"",
            4,
            "octal",
        ),
        (
            "[[file]]\npath = \"/x\"\ntype = \"symlink\"",
            3,
            "a symlink needs `leads-to`",
        ),
        (
            "[[file]]\npath = \"/x\"\ntype = \"special\"\nleads-to = \"/y\"",
            3,
            "`leads-to` is allowed only with",
        ),
        (
            "[[file]]\npath = \"/etc/hostname\"\n[[file]]\npath = \"/etc//hostname\"",
            5,
            "another `[[file]]` for /etc",
        ),
        (
            "[[command]]\nargv = [\"a\", \"b\"]\n[[command]]\nargv = [\"a\", \"b\"]",
            5,
            "another `[[command]]` for `a b`",
        ),
        ("[[file]]\npath = \"/x\"\ncolour = 1", 4, "unknown field"),
        ("[[command]]\nargv = []", 3, "empty"),
        (
            "[[command]]\nargv = [\"a\"]\nstdout-file = \"../../etc/passwd\"",
            3,
            "does not exist",
        ),
        (
            "[[command]]\nargv = [\"a\"]\nstdout = \"\"\nstdout-file = \"x\"",
            3,
            "not both",
        ),
        ("this is not TOML", 2, ""),
    ] {
        let (_directory, loaded) = recording(&format!("name = \"x\"\n{entry}\n"));
        let error = loaded.unwrap_err().to_string();
        let place = format!("recording.toml line {line}: ");
        assert!(
            error.contains(&place) && error.contains(part),
            "{entry}: {error}"
        );
    }
}

#[test]
fn a_directory_without_a_description_or_with_odd_files_is_refused() {
    let empty = TempDir::new().unwrap();
    let error = load(empty.path()).unwrap_err().to_string();
    assert!(error.contains("/recording.toml does not exist"), "{error}");
    write(&empty.path().join("recording.toml"), "name = \"x\"");
    assert!(load(empty.path()).is_ok());
    write(&empty.path().join("root"), "");
    let error = load(empty.path()).unwrap_err().to_string();
    assert!(error.contains("/root is not a directory"), "{error}");
    std::fs::remove_file(empty.path().join("root")).unwrap();
    std::fs::create_dir(empty.path().join("root")).unwrap();
    fifo(&empty.path().join("root/fifo"));
    let error = load(empty.path()).unwrap_err().to_string();
    assert!(
        error.contains("/root/fifo is not a regular file"),
        "{error}"
    );
}

#[test]
fn a_recording_says_what_time_it_was_and_what_changed_when() {
    let directory = TempDir::new().unwrap();
    let description = directory.path().join("recording.toml");
    write(&directory.path().join("root/etc/a"), "");
    write(
        &description,
        "name = \"a\"\nrecorded-at = \"2026-06-01T12:00:00Z\"\n\n[[file]]\npath = \"/etc/a\"\n\
         modified = \"2026-06-01T12:00:00+02:00\"\nacl = false\n",
    );
    let recorded = load(directory.path()).unwrap();
    let file = Path::new("/etc/a");
    assert_eq!(recorded.now(), Some(1_780_315_200));
    assert_eq!(
        recorded.metadata(file).unwrap().modified,
        Some(1_780_308_000)
    );
    assert_eq!(recorded.extended_acl(file).unwrap(), Some(false));
    assert_eq!(recorded.metadata(Path::new("/etc")).unwrap().modified, None);
    assert_eq!(recorded.extended_acl(Path::new("/etc")).unwrap(), None);

    write(&description, "name = \"a\"\nrecorded-at = \"yesterday\"\n");
    let error = load(directory.path()).unwrap_err().to_string();
    assert!(
        error.ends_with("line 2: `recorded-at` must be a time such as \"2026-06-01T12:00:00Z\""),
        "{error}"
    );
}
