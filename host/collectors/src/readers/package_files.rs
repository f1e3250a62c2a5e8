//! Which of some files packages brought, and with which modes, as far as the databases that are text say so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_facts::Fact;
use muster_target::{System, present};

const INFO: &str = "/var/lib/dpkg/info";
const DIVERSIONS: &str = "/var/lib/dpkg/diversions";
const OVERRIDES: &str = "/var/lib/dpkg/statoverride";
const PACMAN: &str = "/var/lib/pacman/local";

/// apk lists every file of every package in one file.
const LARGEST: u64 = 64 << 20;

/// What apk does not write down, see apk-v2(5).
const APK_DEFAULT: u32 = 0o755;

/// Those that packages of dpkg brought, by the paths that were asked for; none where there are no lists of files.
///
/// # Errors
/// When a list cannot be read.
pub(crate) fn dpkg_files(
    system: &dyn System,
    asked: &BTreeSet<String>,
) -> Fact<Option<BTreeSet<String>>> {
    let Some(names) = present(system.list(Path::new(INFO)))? else {
        return Ok(None);
    };
    let diverted = diversions(system)?;
    // What lies aside is listed under the path that it was to have.
    let from = |path: &String| diverted.get(path).cloned();
    let aside: BTreeMap<String, &String> = asked
        .iter()
        .filter_map(|path| Some((from(path)?, path)))
        .collect();
    let mut found = BTreeSet::new();
    for name in names.iter().filter(|name| name.ends_with(".list")) {
        let text = bytes(system, &format!("{INFO}/{name}"))?;
        for line in String::from_utf8_lossy(&text).lines() {
            // Where one file was put aside, another package has its own.
            if asked.contains(line) {
                found.insert(line.to_owned());
            }
            found.extend(aside.get(line).map(|path| (*path).clone()));
        }
    }
    Ok(Some(found))
}

/// Where files lie that a package has put aside, with the paths that they were to have: lines of three, see
/// dpkg-divert(1).
fn diversions(system: &dyn System) -> Fact<BTreeMap<String, String>> {
    let text = present(system.read(Path::new(DIVERSIONS), LARGEST))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    let pairs = lines.chunks_exact(3).filter_map(|lines| match lines {
        [from, to, _] => Some(((*to).to_owned(), (*from).to_owned())),
        _ => None,
    });
    Ok(pairs.collect())
}

/// The modes that dpkg was told to keep, by path: lines of owner, group, mode and path, see dpkg-statoverride(1).
///
/// # Errors
/// When the file is there and cannot be read.
pub(crate) fn dpkg_overrides(system: &dyn System) -> Fact<BTreeMap<String, u32>> {
    let text = present(system.read(Path::new(OVERRIDES), LARGEST))?.unwrap_or_default();
    let told = |line: &str| {
        let mut fields = line.splitn(4, ' ').skip(2);
        let mode = u32::from_str_radix(fields.next()?, 8).ok()?;
        Some((fields.next()?.to_owned(), mode))
    };
    let text = String::from_utf8_lossy(&text);
    Ok(text.lines().filter_map(told).collect())
}

/// The modes of those that packages of apk brought: lines of a directory, a file in it, and its owner and mode where
/// they are unusual, as `a:0:0:4755`.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn apk_modes(
    system: &dyn System,
    database: &str,
    asked: &BTreeSet<String>,
) -> Fact<BTreeMap<String, u32>> {
    let text = bytes(system, database)?;
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    let (mut directory, mut file) = (String::new(), None);
    for line in String::from_utf8_lossy(&text).lines() {
        match line.split_once(':') {
            Some(("F", path)) => directory = path.trim_matches('/').to_owned(),
            Some(("R", name)) => {
                let path = if directory.is_empty() {
                    format!("/{name}")
                } else {
                    format!("/{directory}/{name}")
                };
                file = Some(path).filter(|path| asked.contains(path));
                if let Some(path) = &file {
                    found.insert(path.clone(), APK_DEFAULT);
                }
            }
            Some(("a", attributes)) => {
                let mode = attributes.split(':').nth(2);
                let mode = mode.and_then(|mode| u32::from_str_radix(mode, 8).ok());
                if let (Some(path), Some(mode)) = (file.take(), mode) {
                    found.insert(path, mode);
                }
            }
            Some(_) | None => {}
        }
    }
    Ok(found)
}

/// Those that packages of pacman brought: below `%FILES%`, paths without a slash at the beginning.
///
/// # Errors
/// When a list cannot be read.
pub(crate) fn pacman_files(
    system: &dyn System,
    asked: &BTreeSet<String>,
) -> Fact<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for package in present(system.list(Path::new(PACMAN)))?.unwrap_or_default() {
        let path = format!("{PACMAN}/{package}/files");
        let text = present(system.read(Path::new(&path), LARGEST))?.unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let paths = text.lines().map(|line| format!("/{line}"));
        found.extend(paths.filter(|path| asked.contains(path)));
    }
    Ok(found)
}

fn bytes(system: &dyn System, path: &str) -> Fact<Vec<u8>> {
    // A package may be removed meanwhile.
    Ok(present(system.read(Path::new(path), LARGEST))?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;
    use proptest::prelude::*;

    use super::*;

    fn asked(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn dpkg_has_lists_of_files() {
        let system = Recorded::new()
            .file(
                "/var/lib/dpkg/info/mount.list",
                "/.\n/bin/mount\n/bin/umount\n",
            )
            .file("/var/lib/dpkg/info/mount.md5sums", "x  usr/bin/other\n")
            .file(
                "/var/lib/dpkg/diversions",
                "/usr/bin/chsh\n/usr/bin/chsh.distrib\nown\n",
            )
            .file("/var/lib/dpkg/info/passwd.list", "/usr/bin/chsh\n")
            .file(
                "/var/lib/dpkg/statoverride",
                "root messagebus 4754 /usr/lib/dbus helper\nbroken\n",
            );
        let asked = asked(&["/bin/mount", "/usr/bin/other", "/usr/bin/chsh.distrib"]);
        let found = dpkg_files(&system, &asked).unwrap().unwrap();
        assert_eq!(
            Vec::from_iter(found),
            ["/bin/mount", "/usr/bin/chsh.distrib"]
        );
        let overrides = dpkg_overrides(&system).unwrap();
        assert_eq!(overrides.get("/usr/lib/dbus helper"), Some(&0o4754));
        assert_eq!(dpkg_files(&Recorded::new(), &asked).unwrap(), None);
    }

    #[test]
    fn apk_and_pacman_have_theirs() {
        let path = "/lib/apk/db/installed";
        let system = Recorded::new()
            .file(
                path,
                "P:x\nF:bin\nR:bbsuid\na:0:0:4111\nR:busybox\nF:\nR:init\nZ:x\n",
            )
            .file(
                "/var/lib/pacman/local/su-1-1/files",
                "%FILES%\nusr/bin/su\n",
            );
        let asked = asked(&[
            "/bin/bbsuid",
            "/bin/busybox",
            "/init",
            "/usr/bin/su",
            "/none",
        ]);
        let modes: Vec<_> = apk_modes(&system, path, &asked)
            .unwrap()
            .into_iter()
            .collect();
        let mode = |path: &str, mode| (path.to_owned(), mode);
        assert_eq!(
            modes,
            [
                mode("/bin/bbsuid", 0o4111),
                mode("/bin/busybox", 0o755),
                mode("/init", 0o755)
            ]
        );
        let files = pacman_files(&system, &asked).unwrap();
        assert_eq!(Vec::from_iter(files), ["/usr/bin/su"]);
    }

    proptest! {
        #[test]
        fn any_database_is_read(text in "([FRaP]:[a-z0:7]{0,6}|/a|root root 4755 /a|\n| ){0,30}") {
            let system = Recorded::new()
                .file("/var/lib/dpkg/info/x.list", text.clone())
                .file("/var/lib/dpkg/diversions", text.clone())
                .file("/var/lib/dpkg/statoverride", text.clone())
                .file("/db", text);
            let asked = asked(&["/a"]);
            dpkg_files(&system, &asked).unwrap();
            dpkg_overrides(&system).unwrap();
            apk_modes(&system, "/db", &asked).unwrap();
        }
    }
}
