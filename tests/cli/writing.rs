//! Where documents are written: never through a link that somebody put there, never readable by
//! everybody, and never waiting without end.

use std::io::Read as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt, chown, lchown, symlink};
use std::path::Path;
use std::process::Stdio;

use rustix::fs::{CWD, FileType, Mode, OFlags, mknodat};
use rustix::process::geteuid;

use crate::program::{Run, command, finish, host, isolated, muster_in, read, write};
use crate::{folder, text};

const NOBODY: u32 = 65534;

/// Writes a JSON report of a recorded host to a path.
fn report(folder: &Path, path: &str) -> Run {
    let recording = host("shop-2");
    muster_in(
        folder,
        [
            "scan",
            "--recording",
            text(&recording),
            "-o",
            &format!("json={path}"),
        ],
    )
}

fn mode(path: &Path) -> u32 {
    std::fs::symlink_metadata(path).expect("it is there").mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("the folder is ours");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is ours");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("text")
        })
        .collect();
    names.sort();
    names
}

#[test]
fn documents_are_for_the_caller_alone() {
    let folder = folder();
    let recording = host("shop-2");
    report(folder.path(), "report.json").exits(0);
    muster_in(
        folder.path(),
        [
            "collect",
            "--recording",
            text(&recording),
            "--output",
            "snapshot.json",
        ],
    )
    .exits(0);
    for name in ["report.json", "snapshot.json"] {
        assert_eq!(mode(&folder.path().join(name)), 0o600, "{name}");
    }
}

#[test]
fn a_file_that_is_replaced_keeps_its_mode_and_owner() {
    let folder = folder();
    let path = folder.path().join("report.json");
    write(&path, "old");
    set_mode(&path, 0o4640);
    if geteuid().is_root() {
        chown(&path, Some(NOBODY), Some(12)).expect("root gives a file away");
    }
    let before = std::fs::metadata(&path).expect("it is there");
    report(folder.path(), "report.json").exits(0);
    let after = std::fs::metadata(&path).expect("it is there");
    assert_eq!(mode(&path), 0o640);
    assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
    assert_ne!(after.ino(), before.ino(), "it was written to in place");
    assert!(read(&path).starts_with('{'));
}

#[test]
fn who_may_put_files_there_does_not_choose_who_reads_the_report() {
    if !geteuid().is_root() {
        eprintln!("skipped: only root can give files away");
        return;
    }
    let folder = folder();
    set_mode(folder.path(), 0o1777);
    let path = folder.path().join("report.json");
    write(&path, "planted");
    set_mode(&path, 0o666);
    chown(&path, Some(NOBODY), Some(NOBODY)).expect("root gives a file away");
    report(folder.path(), "report.json").exits(0);
    let after = std::fs::metadata(&path).expect("it is there");
    assert_eq!((after.uid(), mode(&path)), (0, 0o600));

    std::fs::remove_file(&path).expect("ours");
    mknodat(CWD, &path, FileType::Fifo, Mode::from_raw_mode(0o666), 0).expect("ours");
    chown(&path, Some(NOBODY), Some(NOBODY)).expect("root gives a file away");
    report(folder.path(), "report.json")
        .exits(2)
        .says(&["report.json", "belongs to another user"]);
}

#[test]
fn a_link_is_replaced_and_not_written_through() {
    let folder = folder();
    let victim = folder.path().join("victim");
    for (target, name) in [
        (victim.as_path(), "to-file"),
        (Path::new("/dev/null"), "to-device"),
        (Path::new("nowhere"), "dangling"),
        (Path::new("to-itself"), "to-itself"),
    ] {
        write(&victim, "untouched");
        let link = folder.path().join(name);
        symlink(target, &link).expect("ours");
        report(folder.path(), name).exits(0);
        let written = std::fs::symlink_metadata(&link).expect("it is there");
        assert!(written.is_file(), "{name}");
        assert_eq!(mode(&link), 0o600, "{name}");
        assert_eq!(read(&victim), "untouched");
        assert!(!folder.path().join("nowhere").exists());
    }
}

#[test]
fn a_directory_is_reached_through_links_of_root_and_the_caller() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("real")).expect("ours");
    let link = folder.path().join("link");
    symlink("real", &link).expect("ours");
    report(folder.path(), "link/../link/report.json").exits(0);
    assert_eq!(names(&folder.path().join("real")), ["report.json"]);
    if !geteuid().is_root() {
        eprintln!("skipped: only root can give links away");
        return;
    }
    lchown(&link, Some(NOBODY), Some(NOBODY)).expect("root gives a link away");
    report(folder.path(), "link/other.json")
        .exits(2)
        .says(&["link/other.json", "belongs to another user (uid 65534)"]);
    assert_eq!(names(&folder.path().join("real")), ["report.json"]);
}

#[test]
fn descriptors_of_the_process_are_written_to() {
    let folder = folder();
    let recording = host("shop-2");
    let scan = format!(
        "{} scan --recording {} -o terminal=report.txt",
        crate::program::MUSTER,
        text(&recording)
    );
    let shell = |line: String| finish(isolated("bash", folder.path()).args(["-c", &line])).exits(0);
    let expected = report(folder.path(), "-").exits(0).stdout;
    for path in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        // Standard output is the report's, whoever else writes to it.
        let run = shell(format!("{scan} -o json={path}"));
        assert!(run.stdout.starts_with(&expected), "{path}: {}", run.stdout);
    }
    let run = shell(format!("{scan} -o json=/dev/stderr > /dev/null"));
    assert!(run.stderr.contains(&expected), "{}", run.stderr);
    shell(format!(
        "{scan} -o json=>(cat > got.json; touch done) > /dev/null; \
                   while ! [ -e done ]; do sleep 0.05; done"
    ));
    assert_eq!(read(&folder.path().join("got.json")), expected);
    // A file that is open goes on where it is.
    shell(format!(
        "exec 3>more.txt; echo before >&3; {scan} -o json=/dev/fd/3 > /dev/null; echo after >&3"
    ));
    let more = read(&folder.path().join("more.txt"));
    assert_eq!(more, format!("before\n{expected}after\n"));
}

#[test]
fn a_fifo_is_written_to_while_somebody_reads_it() {
    let folder = folder();
    let path = folder.path().join("fifo");
    mknodat(CWD, &path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).expect("ours");
    report(folder.path(), "fifo")
        .exits(2)
        .says(&["fifo: nobody reads from it"]);

    // Opened before the report is written, so that there is a reader.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let reader = rustix::fs::openat(CWD, &path, flags, Mode::empty()).expect("ours");
    let recording = host("shop-2");
    let mut child = command(folder.path())
        .args(["scan", "--recording", text(&recording), "-o", "json=fifo"])
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    rustix::fs::fcntl_setfl(&reader, OFlags::empty()).expect("it waits from now on");
    let mut got = String::new();
    let waiting = std::thread::spawn(move || {
        let mut reader = std::fs::File::from(reader);
        let mut first = [0];
        // Before the writer comes, a FIFO reads as empty.
        while reader.read(&mut first).expect("a FIFO") == 0 {
            std::thread::yield_now();
        }
        got.push(char::from(first[0]));
        reader.read_to_string(&mut got).expect("text");
        got
    });
    assert!(child.wait().expect("it ends").success());
    let got = waiting.join().expect("it was read");
    assert_eq!(got, report(folder.path(), "-").exits(0).stdout);
}

#[test]
fn a_reader_that_stops_reading_is_an_error() {
    let folder = folder();
    let path = folder.path().join("fifo");
    mknodat(CWD, &path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).expect("ours");
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let reader = rustix::fs::openat(CWD, &path, flags, Mode::empty()).expect("ours");
    let recording = host("shop-1");
    // Longer than what a pipe holds, see pipe(7).
    let run = muster_in(
        folder.path(),
        ["scan", "--recording", text(&recording), "-o", "sarif=fifo"],
    );
    run.exits(2)
        .says(&["fifo: its reader has read nothing for"]);
    drop(reader);
}

#[test]
fn what_no_document_can_be_written_to_is_named() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("directory")).expect("ours");
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket"));
    for (path, says) in [
        ("directory", "directory is a directory"),
        ("directory/", "directory/ is a directory"),
        ("..", ".. is a directory"),
        ("socket", "socket is a socket"),
        ("/dev/full", "/dev/full: No space left on device"),
        (
            "nowhere/report.json",
            "nowhere/report.json: No such file or directory",
        ),
        ("socket/report.json", "socket/report.json: Not a directory"),
        (
            "/proc/report.json",
            "/proc/report.json: no file can be made in /proc",
        ),
    ] {
        report(folder.path(), path).exits(2).says(&[says]);
    }
    report(folder.path(), "/dev/null").exits(0);
    let block = folder.path().join("block");
    // No driver has this number.
    let made = mknodat(
        CWD,
        &block,
        FileType::BlockDevice,
        Mode::RUSR,
        rustix::fs::makedev(4000, 0),
    );
    if made.is_ok() {
        report(folder.path(), "block")
            .exits(2)
            .says(&["block is a block device"]);
    }
    let left = names(folder.path());
    assert!(
        left.iter().all(|name| !name.contains("unfinished")),
        "{left:?}"
    );
}
