use std::path::Path;

use crate::{FileType, ReadError, Recorded, System as _};

#[test]
fn follows_links_on_the_way_and_at_the_end() {
    let system = Recorded::new()
        .file("/opt/app/shared/real.env", "A=1")
        .link("/etc/app", "/opt/app")
        .link("/opt/app/current.env", "../app/shared/real.env");
    assert_eq!(
        system.read_text(Path::new("/etc/app/current.env")).unwrap(),
        "A=1"
    );
    let link = system
        .link_metadata(Path::new("/etc/app/current.env"))
        .unwrap();
    assert_eq!(link.file_type, FileType::Symlink);
}

#[test]
fn a_path_is_the_same_however_it_is_written() {
    let system = Recorded::new()
        .file("/opt/app/a.env", "A=1")
        .link("/etc//app/", "/opt/./app");
    let identity = |path| system.metadata(Path::new(path)).unwrap().identity;
    for path in [
        "/etc/app/a.env",
        "/etc//app/a.env",
        "/etc/./app/a.env",
        "/opt/../etc/app/a.env",
        "/opt/app/a.env/",
    ] {
        assert_eq!(identity(path), identity("/opt/app/a.env"), "{path}");
    }
    assert_ne!(identity("/opt/app"), identity("/opt/app/a.env"));
    assert_eq!(identity("/"), identity("/.."));
    // What a link stands for has nothing below its own name.
    let below = system.link_metadata(Path::new("/etc/app"));
    assert_eq!(below.unwrap().file_type, FileType::Symlink);
}

#[test]
fn refuses_loops_special_files_and_denied_ones() {
    let system = Recorded::new()
        .link("/a", "/b")
        .link("/b", "/a")
        .special("/fifo")
        .file("/secret", "x")
        .denied("/secret");
    let read = |path| system.read(Path::new(path), 10).unwrap_err();
    assert!(matches!(read("/a"), ReadError::Escapes { .. }));
    assert!(matches!(read("/fifo"), ReadError::NotRegular { .. }));
    assert!(matches!(read("/secret"), ReadError::Denied { .. }));
    assert!(matches!(read("/none"), ReadError::NotFound { .. }));
}

#[test]
fn everything_is_told_name_by_name() {
    let system = Recorded::new()
        .file("/a-b/x", "")
        .file("/a/z", "")
        .file("/a//b/c", "")
        // Which is there already, with what it holds.
        .directory("/a/");
    let told: Vec<_> = system.paths().collect();
    let expected = ["/", "/a", "/a/b", "/a/b/c", "/a/z", "/a-b", "/a-b/x"];
    assert_eq!(told, expected.map(Path::new));
    assert_eq!(system.list(Path::new("/a")).unwrap(), ["b", "z"]);
    assert_eq!(system.list(Path::new("/")).unwrap(), ["a", "a-b"]);
}
