//! The running host, an image and a recording on disk, against what a hostile target may hold.

mod commands;
mod links;
mod recordings;

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
