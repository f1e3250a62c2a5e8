//! The databases of the real rpm, as it lists them itself.
#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use muster_target::Root;

use super::*;

/// Packages of all kinds: with an epoch and without, of a few bytes, and with more files than fit into a page.
const SPEC: &str = "Name: first\nVersion: 1.0\nRelease: 1%{?dist}\nSummary: a\nLicense: MIT\nBuildArch: noarch\n\
    %description\na\n%files\n";

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Builds some dozens of packages, and says where they are.
fn build(folder: &Path) -> Vec<String> {
    let mut spec = SPEC.to_owned();
    for at in 0..60 {
        let epoch = if at % 3 == 0 {
            format!("Epoch: {at}\n")
        } else {
            String::new()
        };
        let description = "d".repeat(at * 97);
        writeln!(
            spec,
            "%package -n some-{at}\nVersion: {at}.1~rc{at}\n{epoch}Summary: b\n%description -n some-{at}\n\
             {description}\n%files -n some-{at}"
        )
        .unwrap();
        for file in 0..at * at {
            writeln!(spec, "%ghost /opt/some/{at}/a-file-of-this-package-{file}").unwrap();
        }
    }
    let path = folder.join("first.spec");
    fs::write(&path, spec).unwrap();
    let top = format!("_topdir {}", folder.display());
    run(
        "rpmbuild",
        &["-bb", "--quiet", "--define", &top, path.to_str().unwrap()],
    );
    let built = folder.join("RPMS/noarch");
    let mut files: Vec<String> = fs::read_dir(built)
        .unwrap()
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    files
}

/// What rpm lists, sorted.
fn listed_by_rpm(database: &Path, backend: &str) -> Vec<String> {
    let format = "%{NAME} %|EPOCH?{%{EPOCH}}:{0}|:%{VERSION}-%{RELEASE} %{INSTALLTIME}\n";
    let backend = format!("_db_backend {backend}");
    let directory = database.to_str().unwrap();
    let listed = run(
        "rpm",
        &[
            "--dbpath", directory, "--define", &backend, "-qa", "--qf", format,
        ],
    );
    let mut lines: Vec<String> = listed.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// What Muster lists of an image with this database.
fn listed_by_muster(database: &Path) -> Vec<String> {
    let image = tempfile::TempDir::new().unwrap();
    let directory = image.path().join("var/lib/rpm");
    fs::create_dir_all(&directory).unwrap();
    for entry in fs::read_dir(database).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), directory.join(entry.file_name())).unwrap();
    }
    let found = Installed::read(&Root::open(image.path()).unwrap());
    let found = found.unwrap().unwrap();
    assert!(found.complete);
    let mut lines: Vec<String> = found
        .packages
        .iter()
        .map(|header| {
            format!(
                "{} {}:{}-{} {}",
                header.name,
                header.epoch,
                header.version,
                header.release,
                header.installed_at.unwrap()
            )
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn rpm_lists_the_same_packages() {
    if !muster_real::installed(&["rpm", "rpmbuild"]) {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let packages = build(folder.path());
    assert!(packages.len() > 50);
    // Debian's rpm writes SQLite alone; that of openSUSE writes ndb.
    let known = run("rpm", &["--showrc"]);
    let known = known
        .lines()
        .find(|line| line.contains("available backends"));
    let is_known = |backend: &&str| known.is_some_and(|line| line.contains(*backend));
    for backend in ["sqlite", "ndb"].into_iter().filter(is_known) {
        let database = folder.path().join(backend);
        let directory = database.to_str().unwrap();
        let defined = format!("_db_backend {backend}");
        let rpm = |arguments: &[&str]| {
            let common = ["--dbpath", directory, "--define", &defined];
            run("rpm", &[&common, arguments].concat())
        };
        let install = [
            "-i",
            "--justdb",
            "--nodeps",
            "--nosignature",
            "--ignoresize",
        ];
        rpm(&["--initdb"]);
        assert_eq!(listed_by_muster(&database), [""; 0]);
        let (early, late): (Vec<&str>, Vec<&str>) = packages
            .iter()
            .map(String::as_str)
            .partition(|path| !path.contains("some-1"));
        rpm(&[&install[..], &early].concat());
        let all = listed_by_rpm(&database, backend);
        assert_eq!(listed_by_muster(&database), all);
        // Where something was removed, the next one takes its place.
        for removed in ["some-59", "some-30", "some-3", "first"] {
            rpm(&["-e", "--justdb", "--nodeps", removed]);
        }
        rpm(&[&install[..], &late].concat());
        let all = listed_by_rpm(&database, backend);
        assert!(all.len() > 50, "{}", all.len());
        assert_eq!(listed_by_muster(&database), all, "{backend}");
        rpm(&["--rebuilddb"]);
        assert_eq!(listed_by_muster(&database), all, "{backend} rebuilt");
    }
    hash_tables_have_the_same(&folder.path().join("sqlite"));
}

/// Nobody writes hash tables any more: `db_load` makes one of the headers, and rpm still reads it.
fn hash_tables_have_the_same(database: &Path) {
    if !muster_real::installed(&["db_load", "python3"]) {
        return;
    }
    let all = listed_by_rpm(database, "sqlite");
    for size in ["512", "4096", "65536"] {
        let folder = tempfile::TempDir::new().unwrap();
        let script = "import sqlite3, struct, subprocess, sys\n\
            rows = sqlite3.connect(sys.argv[1]).execute('select hnum, blob from Packages').fetchall()\n\
            dump = 'VERSION=3\\nformat=bytevalue\\ntype=hash\\ndb_pagesize=' + sys.argv[3] + '\\nHEADER=END\\n'\n\
            dump += ' 00000000\\n ffff0000\\n'\n\
            for number, blob in rows:\n\
            \x20   dump += ' ' + struct.pack('<I', number).hex() + '\\n ' + blob.hex() + '\\n'\n\
            subprocess.run(['db_load', sys.argv[2]], input=dump + 'DATA=END\\n', text=True, check=True)\n";
        let table = folder.path().join("Packages");
        let sqlite = database.join("rpmdb.sqlite");
        run(
            "python3",
            &[
                "-c",
                script,
                sqlite.to_str().unwrap(),
                table.to_str().unwrap(),
                size,
            ],
        );
        assert_eq!(listed_by_muster(folder.path()), all, "{size}");
        assert_eq!(listed_by_rpm(folder.path(), "bdb_ro"), all, "{size}");
    }
}

/// Whatever is in the log and whatever is not, Muster lists what SQLite does.
#[test]
fn sqlite_lists_the_same_of_a_database_with_a_log() {
    if !muster_real::runs("python3", &["-c", "import sqlite3"]) {
        return;
    }
    let script = include_str!("sqlite.py");
    for seed in 0..12 {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().to_str().unwrap();
        let expected = run("python3", &["-c", script, path, &seed.to_string()]);
        let mut found = names(&Root::open(folder.path()).unwrap()).unwrap();
        found.sort();
        let mut expected: Vec<String> = expected.lines().map(str::to_owned).collect();
        expected.sort();
        assert_eq!(found, expected, "{seed}");
    }
}

#[test]
fn rpm_orders_versions_the_same_way() {
    if !muster_real::installed(&["rpm"]) {
        return;
    }
    let words = [
        "1", "0", "01", "10", "a", "b", "rc", "~", "^", ".", "-", "_", "+",
    ];
    let mut state = 7_u64;
    let mut random = |most: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % most
    };
    let mut version = || {
        let length = 1 + random(6);
        (0..length)
            .map(|_| words[random(words.len())])
            .filter(|word| *word != "-")
            .collect::<String>()
    };
    let pairs: Vec<(String, String)> = (0..3_000)
        .map(|_| (version(), version()))
        .filter(|(one, other)| !one.is_empty() && !other.is_empty())
        .collect();
    let mut script = String::from("%{lua:\n");
    for (one, other) in &pairs {
        writeln!(script, "print(rpm.vercmp('{one}', '{other}') .. ' ')").unwrap();
    }
    script.push('}');
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("macros.lua");
    fs::write(
        &file,
        script.trim_start_matches("%{lua:").trim_end_matches('}'),
    )
    .unwrap();
    let load = format!("%{{lua: dofile('{}')}}", file.display());
    let answer = run("rpm", &["--eval", &load]);
    let theirs: Vec<&str> = answer.split_whitespace().collect();
    assert_eq!(theirs.len(), pairs.len());
    for ((one, other), theirs) in pairs.iter().zip(theirs) {
        let ours = muster_versions::rpm::compare(&format!("{one}-1"), &format!("{other}-1")) as i32;
        assert_eq!(ours.to_string(), theirs, "{one} {other}");
    }
}
