//! The running host, an image and a recording on disk, against what a hostile target may hold.

use std::os::unix::fs::{PermissionsExt, chown, lchown, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::process::Limits;
use super::traced::Traced;
use super::*;

/// A directory with `outside.txt` beside the image `image/`.
fn image() -> (TempDir, PathBuf) {
    let directory = TempDir::new().unwrap();
    let image = directory.path().join("image");
    std::fs::create_dir_all(image.join("etc")).unwrap();
    write(&directory.path().join("outside.txt"), "outside");
    write(&image.join("etc/hostname"), "inside");
    (directory, image)
}

fn write(path: &Path, content: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

fn fifo(path: &Path) {
    rustix::fs::mknodat(
        rustix::fs::CWD,
        path,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
}

#[test]
fn no_link_leads_out_of_an_image() {
    let (directory, image) = image();
    let outside = directory.path().join("outside.txt");
    symlink("../../../../../../../../etc/hostname", image.join("etc/up")).unwrap();
    symlink("/etc/hostname", image.join("etc/absolute")).unwrap();
    symlink("..", image.join("etc/parent")).unwrap();
    symlink(&outside, image.join("etc/outside")).unwrap();
    symlink("../../outside.txt", image.join("etc/beside")).unwrap();
    let root = Root::open(&image).unwrap();
    for inside in [
        "/etc/up",
        "/etc/absolute",
        "/etc/parent/etc/hostname",
        "/../../etc/hostname",
    ] {
        assert_eq!(root.read_text(Path::new(inside)).unwrap(), "inside");
    }
    for gone in ["/etc/outside", "/etc/beside", "/../outside.txt"] {
        let error = root.read(Path::new(gone), 100).unwrap_err();
        assert!(matches!(error, ReadError::NotFound { .. }), "{error}");
    }
}

#[test]
fn an_image_tells_links_from_what_they_lead_to() {
    let (_directory, image) = image();
    symlink("hostname", image.join("etc/link")).unwrap();
    let root = Root::open(&image).unwrap();
    let link = Path::new("/etc/link");
    let (metadata, own) = (root.metadata(link), root.link_metadata(link));
    assert_eq!(metadata.unwrap().file_type, FileType::Regular);
    assert_eq!(own.unwrap().file_type, FileType::Symlink);
    assert_eq!(root.read_link(link).unwrap(), Path::new("hostname"));
    let error = root.read_link(Path::new("/etc/hostname")).unwrap_err();
    assert!(
        error.to_string().contains("is not a symbolic link"),
        "{error}"
    );
    assert_eq!(root.list(Path::new("/etc")).unwrap(), ["hostname", "link"]);
    assert_eq!(
        root.metadata(link).unwrap().identity,
        root.metadata(Path::new("/etc/hostname")).unwrap().identity
    );
}

#[test]
fn loops_and_special_files_are_refused_at_once() {
    let (_directory, image) = image();
    symlink("b", image.join("a")).unwrap();
    symlink("a", image.join("b")).unwrap();
    symlink("/fifo", image.join("to-fifo")).unwrap();
    fifo(&image.join("fifo"));
    let _socket = std::os::unix::net::UnixListener::bind(image.join("socket")).unwrap();
    let root = Root::open(&image).unwrap();
    let live = Live::new();
    let error = root.read(Path::new("/a"), 10).unwrap_err();
    assert!(matches!(error, ReadError::Escapes { .. }), "{error}");
    for name in ["fifo", "to-fifo", "socket", "etc"] {
        let error = root.read(&Path::new("/").join(name), 10).unwrap_err();
        assert!(matches!(error, ReadError::NotRegular { .. }), "{error}");
    }
    for path in [
        image.join("fifo"),
        image.join("socket"),
        PathBuf::from("/dev/zero"),
    ] {
        let error = live.read(&path, 10).unwrap_err();
        assert!(matches!(error, ReadError::NotRegular { .. }), "{error}");
    }
    let found = root.metadata(Path::new("/fifo")).unwrap();
    assert_eq!(found.file_type, FileType::Special);
}

#[test]
fn the_limit_holds_for_large_files_and_for_those_that_claim_no_size() {
    let (_directory, image) = image();
    write(&image.join("empty"), "");
    let large = std::fs::File::create(image.join("large")).unwrap();
    large.set_len(1 << 40).unwrap();
    let root = Root::open(&image).unwrap();
    assert_eq!(root.read(Path::new("/empty"), 0).unwrap(), b"");
    assert_eq!(root.read(Path::new("/etc/hostname"), 6).unwrap(), b"inside");
    for (path, limit) in [("/etc/hostname", 5), ("/large", 1 << 20)] {
        let error = root.read(Path::new(path), limit).unwrap_err();
        assert!(matches!(error, ReadError::TooLarge { .. }), "{error}");
    }
    let status = Path::new("/proc/self/status");
    let live = Live::new();
    assert_eq!(live.metadata(status).unwrap().size, 0);
    assert!(live.read_text(status).unwrap().contains("Pid:"));
    let error = live.read(status, 10).unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { .. }), "{error}");
}

#[test]
fn the_start_of_a_file_is_read_however_large_it_is() {
    let (_directory, image) = image();
    let path = Path::new("/etc/hostname");
    let pipe = Path::new("/pipe");
    fifo(&image.join("pipe"));
    let root = Root::open(&image).unwrap();
    let recorded = Recorded::new().file(path, "inside").special(pipe);
    for system in [&root as &dyn System, &recorded, &Traced(&recorded)] {
        assert_eq!(system.read_start(path, 3).unwrap(), b"ins");
        assert_eq!(system.read_start(path, 100).unwrap(), b"inside");
        let error = system.read_start(pipe, 3).unwrap_err();
        assert!(matches!(error, ReadError::NotRegular { .. }), "{error}");
    }
}

#[test]
fn a_target_that_is_traced_has_its_clock() {
    let recorded = Recorded::new().at(1_780_315_200);
    assert_eq!(Traced(&recorded).now(), recorded.now());
}

#[test]
fn only_directories_are_listed_and_only_absolute_paths_are_read() {
    let (_directory, image) = image();
    let root = Root::open(&image).unwrap();
    let error = root.list(Path::new("/etc/hostname")).unwrap_err();
    assert!(error.to_string().contains("is not a directory"), "{error}");
    for gone in ["/none", "/etc/hostname/none"] {
        let error = root.list(Path::new(gone)).unwrap_err();
        assert!(matches!(error, ReadError::NotFound { .. }), "{error}");
    }
    assert!(Live::new().read(Path::new("Cargo.toml"), 10_000).is_err());
    assert!(root.read(Path::new("etc/hostname"), 100).is_err());
    assert!(Root::open(&image.join("etc/hostname")).is_err());
}

#[test]
fn a_name_that_is_not_text_is_not_passed_over() {
    use std::os::unix::ffi::OsStrExt as _;
    let (_directory, image) = image();
    let name = std::ffi::OsStr::from_bytes(b"\xff.conf");
    std::fs::write(image.join("etc").join(name), "x").unwrap();
    let error = Root::open(&image)
        .unwrap()
        .list(Path::new("/etc"))
        .unwrap_err();
    assert!(error.to_string().contains("not UTF-8"), "{error}");
}

#[test]
fn nothing_runs_in_an_image() {
    let (_directory, image) = image();
    let error = Root::open(&image)
        .unwrap()
        .run(&Command::new("id", []))
        .unwrap_err();
    assert!(matches!(error, RunError::NotRunning { .. }));
}

/// `sh -c SCRIPT` with little time and little room.
fn script(script: &str) -> Result<Output, RunError> {
    let limits = Limits {
        time: Duration::from_secs(1),
        output: 1 << 20,
    };
    let command = Command::new("sh", ["-c", script]);
    process::run(Path::new("/bin/sh"), &command, "/usr/bin:/bin", limits)
}

#[test]
fn a_command_gives_status_and_both_outputs_in_a_fixed_environment() {
    let output = script("cat; echo out; echo err >&2; env; exit 3").unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status, 3);
    assert_eq!(output.stderr, b"err\n");
    assert!(stdout.starts_with("out\n"));
    assert!(stdout.contains("LC_ALL=C\n") && stdout.contains("PATH=/usr/bin:/bin\n"));
    assert!(
        !stdout.contains("HOME=") && !stdout.contains("CARGO"),
        "{stdout}"
    );
}

#[test]
fn full_pipes_do_not_block_each_other() {
    let output = script("head -c 900000 /dev/zero >&2; head -c 900000 /dev/zero").unwrap();
    assert_eq!(
        (output.stdout.len(), output.stderr.len()),
        (900_000, 900_000)
    );
}

#[test]
fn a_command_that_goes_too_far_is_killed() {
    for endless in ["yes", "yes >&2"] {
        let error = script(endless).unwrap_err();
        assert!(matches!(error, RunError::TooMuchOutput { .. }), "{error}");
    }
    for endless in [
        "sleep 1000",
        "exec >&- 2>&-; sleep 1000",
        "trap '' TERM INT; while :; do :; done",
    ] {
        let error = script(endless).unwrap_err();
        assert!(matches!(error, RunError::TimedOut { .. }), "{error}");
    }
    let error = script("kill -9 $$").unwrap_err();
    assert!(error.to_string().contains("killed by signal 9"), "{error}");
}

#[test]
fn children_left_behind_are_not_waited_for_and_die_with_the_group() {
    let output = script("sleep 1000 & echo $!").unwrap();
    let pid: u32 = String::from_utf8(output.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    let status = PathBuf::from(format!("/proc/{pid}/status"));
    // Gone, or a zombie that nobody has reaped yet. The kernel takes its time over either.
    let dead = || match Live::new().read_text(&status) {
        Ok(status) => status.contains("State:\tZ") || status.contains("State:\tX"),
        Err(_) => true,
    };
    while !dead() {
        std::thread::yield_now();
    }
    // One that left the group keeps the pipe open.
    assert_eq!(
        script("setsid sleep 2 & echo done").unwrap().stdout,
        b"done\n"
    );
}

#[test]
fn programs_are_found_in_the_system_directories_only() {
    let live = Live::new();
    assert_eq!(live.run(&Command::new("true", [])).unwrap().status, 0);
    for name in ["muster-does-not-exist", "/bin/true", "../bin/true", "", "."] {
        let error = live.run(&Command::new(name, [])).unwrap_err();
        assert!(
            matches!(error, RunError::NotInstalled { .. }),
            "{name}: {error}"
        );
    }
}

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
        ("[[file]]\npath = \"/x\"\ntype = \"symlink\"", 3, "leads-to"),
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
    std::fs::create_dir(empty.path().join("root")).unwrap();
    fifo(&empty.path().join("root/fifo"));
    let error = load(empty.path()).unwrap_err().to_string();
    assert!(
        error.contains("/root/fifo is not a regular file"),
        "{error}"
    );
}

/// Two users without a name.
const ALICE: u32 = 54_321;
const BOB: u32 = 54_322;

/// The owner of a link, the mode and owner of the file that it leads to, the mode of the directory
/// above that, and whether the link is followed by each rule.
type LinkCase = (u32, (u32, u32), u32, (bool, bool));

/// Links `/srv/link` to `/etc/app/secret`.
const LINKS: [LinkCase; 8] = [
    // What everybody may read.
    (ALICE, (0o644, 0), 0o755, (true, true)),
    // What the owner of the link may not.
    (ALICE, (0o640, 0), 0o755, (false, false)),
    (ALICE, (0o600, BOB), 0o755, (false, false)),
    (ALICE, (0o644, 0), 0o700, (false, false)),
    (ALICE, (0o600, ALICE), 0o700, (false, false)),
    // Its own file, and links of root.
    (ALICE, (0o600, ALICE), 0o755, (false, true)),
    (0, (0o600, BOB), 0o755, (false, true)),
    (0, (0o600, 0), 0o700, (false, true)),
];

fn check_links(system: &dyn System, follows: (bool, bool), what: &str) {
    for (links, follows) in [(Links::ToPublic, follows.0), (Links::OfOwner, follows.1)] {
        let read = system.read_named_text(Path::new("/srv/link"), links);
        if follows {
            assert_eq!(read.as_deref(), Ok("inside"), "{links:?} {what}");
        } else {
            let error = read.unwrap_err();
            assert!(
                matches!(&error, ReadError::ForeignLink { link, .. } if link == Path::new("/srv/link")),
                "{links:?} {what}: {error}"
            );
            assert!(
                error.to_string().contains("name the file itself"),
                "{error}"
            );
        }
        // Without a link, nobody is asked whose the file is.
        let direct = system.read_named_text(Path::new("/etc/app/secret"), links);
        assert_eq!(direct.as_deref(), Ok("inside"), "{what}");
    }
}

#[test]
fn a_link_shows_nobody_more_than_they_may_see() {
    for (link, (mode, owner), above, follows) in LINKS {
        let what = format!("link of {link}, {mode:o} of {owner}, {above:o}");
        let recorded = Recorded::new()
            .file("/etc/app/secret", "inside")
            .owned("/etc/app/secret", mode, owner, 0)
            .owned("/etc/app", above, 0, 0)
            .link("/srv/link", "../etc/app/secret")
            .owned("/srv/link", 0o777, link, 0);
        check_links(&recorded, follows, &what);
        if !rustix::process::geteuid().is_root() {
            continue;
        }
        let (_directory, image) = image();
        let (secret, app) = (image.join("etc/app/secret"), image.join("etc/app"));
        write(&secret, "inside");
        std::fs::set_permissions(&secret, PermissionsExt::from_mode(mode)).unwrap();
        std::fs::set_permissions(&app, PermissionsExt::from_mode(above)).unwrap();
        chown(&secret, Some(owner), None).unwrap();
        std::fs::create_dir(image.join("srv")).unwrap();
        symlink("../etc/app/secret", image.join("srv/link")).unwrap();
        lchown(image.join("srv/link"), Some(link), None).unwrap();
        check_links(&Root::open(&image).unwrap(), follows, &what);
    }
}

#[test]
fn a_link_does_not_tell_whether_a_hidden_file_exists() {
    let system = Recorded::new()
        .directory("/root")
        .owned("/root", 0o700, 0, 0)
        .link("/srv/link", "/root/no-such-file")
        .owned("/srv/link", 0o777, ALICE, 0);
    for links in [Links::ToPublic, Links::OfOwner] {
        let error = system
            .read_named(Path::new("/srv/link"), 10, links)
            .unwrap_err();
        assert!(matches!(error, ReadError::ForeignLink { .. }), "{error}");
    }
}

/// `/srv/names` says that `/etc/app/secret` is to be read.
fn check_name(system: &dyn System, follows: bool, what: &str) {
    let named = Path::new("/etc/app/secret");
    let links = Links::OfOwner;
    let naming = system
        .read_named_by(Path::new("/srv/names"), 10, links, &Namers::default())
        .unwrap();
    let read = system.read_named_by(named, 10, links, &naming.namers);
    if follows {
        assert_eq!(read.unwrap().content, b"inside", "{what}");
        return;
    }
    let error = read.unwrap_err();
    assert!(
        matches!(&error, ReadError::ForeignName { file, .. } if file == Path::new("/srv/names")),
        "{what}: {error}"
    );
    assert!(error.to_string().contains("let root own"), "{error}");
}

#[test]
fn a_name_in_a_file_is_as_good_as_a_link_of_its_owner() {
    for (owner, (mode, secret), above, (_, follows)) in LINKS {
        let what = format!("file of {owner} names {mode:o} of {secret} in {above:o}");
        let recorded = Recorded::new()
            .file("/etc/app/secret", "inside")
            .owned("/etc/app/secret", mode, secret, 0)
            .owned("/etc/app", above, 0, 0)
            .file("/srv/names", "")
            .owned("/srv/names", 0o644, owner, 0);
        check_name(&recorded, follows, &what);
        if !rustix::process::geteuid().is_root() {
            continue;
        }
        let (_directory, image) = image();
        let (hidden, app) = (image.join("etc/app/secret"), image.join("etc/app"));
        write(&hidden, "inside");
        std::fs::set_permissions(&hidden, PermissionsExt::from_mode(mode)).unwrap();
        std::fs::set_permissions(&app, PermissionsExt::from_mode(above)).unwrap();
        chown(&hidden, Some(secret), None).unwrap();
        write(&image.join("srv/names"), "");
        chown(image.join("srv/names"), Some(owner), None).unwrap();
        check_name(&Root::open(&image).unwrap(), follows, &what);
    }
}

#[test]
fn whoever_links_to_the_naming_file_names_too() {
    let system = Recorded::new()
        .file("/etc/names", "")
        .link("/srv/names", "/etc/names")
        .owned("/srv/names", 0o777, ALICE, 0)
        .file("/etc/secret", "inside")
        .owned("/etc/secret", 0o600, 0, 0);
    let read = |path: &str, namers: &Namers| {
        system.read_named_by(Path::new(path), 10, Links::OfOwner, namers)
    };
    let over_link = read("/srv/names", &Namers::default()).unwrap().namers;
    let error = read("/etc/secret", &over_link).unwrap_err();
    assert!(matches!(error, ReadError::ForeignLink { .. }), "{error}");
    let direct = read("/etc/names", &Namers::default()).unwrap().namers;
    assert!(read("/etc/secret", &direct).is_ok());
}

#[test]
fn a_named_file_is_found_as_any_other() {
    let (directory, image) = image();
    symlink("/etc/hostname", image.join("etc/absolute")).unwrap();
    symlink("..", image.join("etc/parent")).unwrap();
    symlink("../../../outside.txt", image.join("etc/outside")).unwrap();
    symlink("circle", image.join("etc/circle")).unwrap();
    fifo(&image.join("etc/fifo"));
    let root = Root::open(&image).unwrap();
    let read = |path: &str| root.read_named(Path::new(path), 6, Links::OfOwner);
    for inside in [
        "/etc/absolute",
        "/etc/parent/etc/hostname",
        "/../../etc/hostname",
    ] {
        assert_eq!(read(inside).unwrap(), b"inside", "{inside}");
    }
    assert!(matches!(
        read("/etc/outside"),
        Err(ReadError::NotFound { .. })
    ));
    assert!(matches!(
        read("/etc/hostname/x"),
        Err(ReadError::NotFound { .. })
    ));
    assert!(matches!(
        read("/etc/circle"),
        Err(ReadError::Escapes { .. })
    ));
    assert!(matches!(
        read("/etc/fifo"),
        Err(ReadError::NotRegular { .. })
    ));
    assert!(matches!(read("/etc"), Err(ReadError::NotRegular { .. })));
    write(&image.join("etc/hostname"), "longer than six");
    assert!(matches!(
        read("/etc/hostname"),
        Err(ReadError::TooLarge { .. })
    ));
    drop(directory);
}

#[test]
fn an_access_control_list_is_found_on_a_host_and_in_an_image() {
    let (directory, image) = image();
    let file = image.join("etc/hostname");
    symlink("hostname", image.join("etc/link")).unwrap();
    let root = Root::open(&image).unwrap();
    let live = Live::new();
    let lists = || {
        [
            root.extended_acl(Path::new("/etc/hostname")).unwrap(),
            root.extended_acl(Path::new("/etc/link")).unwrap(),
            live.extended_acl(&file).unwrap(),
        ]
    };
    let before = lists();
    // Version 2; owner rw, user 65534 rw, group r, mask rw, others r: tag, rights, id (acl(5)).
    let mut list = vec![2, 0, 0, 0];
    for (tag, rights, id) in [
        (0x01_u16, 6_u16, u32::MAX),
        (0x02, 6, 65_534),
        (0x04, 4, u32::MAX),
        (0x10, 6, u32::MAX),
        (0x20, 4, u32::MAX),
    ] {
        list.extend(tag.to_le_bytes());
        list.extend(rights.to_le_bytes());
        list.extend(id.to_le_bytes());
    }
    let flags = rustix::fs::XattrFlags::empty();
    let set = || rustix::fs::setxattr(&file, "system.posix_acl_access", &list, flags);
    if muster_real::or_skip(set).is_none() {
        return;
    }
    assert_eq!(before, [Some(false); 3]);
    assert_eq!(lists(), [Some(true); 3]);
    let error = root.extended_acl(Path::new("/etc/none")).unwrap_err();
    assert!(matches!(error, ReadError::NotFound { .. }), "{error}");
    drop(directory);
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
