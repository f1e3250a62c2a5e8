//! Random lines, as the C library's own `fgetpwent` and `fgetgrent` read them.
#![expect(clippy::disallowed_methods, reason = "the real library is the oracle")]

use std::fmt::Write as _;
use std::process::Command;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::*;

/// Prints what the library reads in two files, a line for each entry.
const SCRIPT: &str = r#"
import ctypes, sys
c = ctypes.CDLL(None)
text, number = ctypes.c_char_p, ctypes.c_uint
class Passwd(ctypes.Structure):
    _fields_ = [("name", text), ("passwd", text), ("uid", number), ("gid", number),
                ("gecos", text), ("home", text), ("shell", text)]
class Group(ctypes.Structure):
    _fields_ = [("name", text), ("passwd", text), ("gid", number), ("members", ctypes.POINTER(text))]
c.fopen.restype = ctypes.c_void_p
def entries(path, function, form):
    function.restype, function.argtypes = ctypes.POINTER(form), [ctypes.c_void_p]
    file = c.fopen(path.encode(), b"r")
    while (entry := function(file)):
        yield entry.contents
for user in entries(sys.argv[1], c.fgetpwent, Passwd):
    print("user", user.name.decode(), user.uid, user.gid, user.home.decode(),
          user.shell.decode(), sep="|")
for group in entries(sys.argv[2], c.fgetgrent, Group):
    members, count = [], 0
    while group.members[count] is not None:
        members.append(group.members[count].decode())
        count += 1
    print("group", group.name.decode(), group.gid, ",".join(members), sep="|")
"#;

/// Lines of each file; each is read for itself.
const LINES: usize = 2_000;

#[test]
fn the_c_library_reads_the_same() {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let field = "[a-c ]{0,2}|[0-9]{1,3}|4294967295|4294967296|[a,b]{1,4}|a";
    let line = (
        " {0,1}#{0,1}[a-d]{1,3}",
        proptest::collection::vec(field, 0..8),
    );
    let mut text = || {
        let mut text = String::new();
        for _ in 0..LINES {
            let (name, fields) = line.new_tree(&mut runner).unwrap().current();
            writeln!(text, "{name}:x:{}", fields.join(":")).unwrap();
        }
        text
    };
    let (passwd, group) = (text(), text());
    let directory = tempfile::TempDir::new().unwrap();
    let [users, groups] = ["passwd", "group"].map(|name| directory.path().join(name));
    std::fs::write(&users, &passwd).unwrap();
    std::fs::write(&groups, &group).unwrap();
    let asked = || {
        Command::new("python3")
            .args(["-c", SCRIPT])
            .args([&users, &groups])
            .output()
    };
    let Some(output) = muster_real::or_skip(asked) else {
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let theirs = String::from_utf8(output.stdout).unwrap();
    let accounts = Accounts::parse(&passwd, &group);
    let mut ours = String::new();
    for User {
        name,
        uid,
        gid,
        home,
        shell,
        ..
    } in accounts.users()
    {
        writeln!(ours, "user|{name}|{uid}|{gid}|{}|{shell}", home.display()).unwrap();
    }
    for Group {
        name, gid, members, ..
    } in &accounts.groups
    {
        writeln!(ours, "group|{name}|{gid}|{}", members.join(",")).unwrap();
    }
    assert!(ours.lines().count() > LINES / 20);
    for (ours, theirs) in ours.lines().zip(theirs.lines()) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(ours.lines().count(), theirs.lines().count());
}
