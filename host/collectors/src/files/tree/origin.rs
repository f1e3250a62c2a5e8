//! Whether packages bring set-id files as they are.

use std::collections::{BTreeMap, BTreeSet};

use muster_facts::Fact;
use muster_facts::tree::SetIdFile;
use muster_target::System;

use super::dpkg_set_id::is_known;
use super::wanted::KeptFile;
use crate::readers::package_files::{apk_modes, dpkg_files, dpkg_overrides, pacman_files};
use crate::readers::packages::{Manager, Packages};
use crate::readers::rpm::file_modes;

const BITS: u32 = 0o6000;

/// What the database of packages says of some files.
pub(super) enum Origins {
    /// The modes as they are packaged.
    Modes(BTreeMap<String, u32>),
    /// The database has no modes: which files it has, and which modes the administrator told it to keep.
    Owned {
        files: BTreeSet<String>,
        overrides: BTreeMap<String, u32>,
    },
    /// There is no database that Muster knows.
    Unknown,
}

impl Origins {
    pub(super) fn of(system: &dyn System, packages: &Packages, files: &[KeptFile]) -> Fact<Self> {
        if files.is_empty() {
            return Ok(Self::Unknown);
        }
        if let Some(error) = packages.unread() {
            return Err(error.clone());
        }
        let paths = files.iter().flat_map(|file| spellings(&file.path));
        let asked: BTreeSet<String> = paths.collect();
        Ok(match packages.manager() {
            Some(Manager::Rpm) => Self::Modes(file_modes(system, &asked)?),
            Some(Manager::Apk) => Self::Modes(apk_modes(system, packages.path(), &asked)?),
            Some(Manager::Dpkg) => match dpkg_files(system, &asked)? {
                Some(files) => Self::Owned {
                    files,
                    overrides: dpkg_overrides(system)?,
                },
                // An image without dpkg lists no files.
                None => Self::Unknown,
            },
            Some(Manager::Pacman) => Self::Owned {
                files: pacman_files(system, &asked)?,
                overrides: BTreeMap::new(),
            },
            None => Self::Unknown,
        })
    }

    /// The word for what is known of a file.
    pub(super) fn origin(&self, file: &KeptFile) -> &'static str {
        let has_all = |mode: u32| file.mode & BITS & !mode == 0;
        let paths = spellings(&file.path);
        let (is_packaged, is_as_packaged) = match self {
            Self::Unknown => return SetIdFile::ORIGIN_UNKNOWN,
            Self::Modes(modes) => {
                let mut modes = paths.iter().filter_map(|path| modes.get(path)).peekable();
                (modes.peek().is_some(), modes.any(|mode| has_all(*mode)))
            }
            Self::Owned { files, overrides } => {
                let mut told = paths.iter().filter_map(|path| overrides.get(path));
                let is_told = told.any(|mode| has_all(*mode));
                let is_packaged = paths.iter().any(|path| files.contains(path));
                let is_usual = is_packaged && is_known(&file.path, file.mode & BITS);
                (is_packaged, is_told || is_usual)
            }
        };
        if is_as_packaged {
            SetIdFile::ORIGIN_PACKAGED
        } else if is_packaged {
            SetIdFile::ORIGIN_CHANGED
        } else {
            SetIdFile::ORIGIN_UNPACKAGED
        }
    }
}

/// The paths under which packages may have a file: of old, `/bin` and its like were directories of their own, and
/// `/usr/sbin` is no more on some.
fn spellings(path: &str) -> Vec<String> {
    let mut all = vec![path.to_owned()];
    if let Some(rest) = path.strip_prefix("/usr/") {
        for (one, other) in [("bin/", "sbin/"), ("sbin/", "bin/")] {
            if let Some(name) = rest.strip_prefix(one) {
                all.push(format!("/usr/{other}{name}"));
            }
        }
        let merged = ["bin/", "sbin/", "lib/", "lib64/", "lib32/", "libx32/"];
        let of_old = |path: &String| {
            let rest = path.strip_prefix("/usr")?;
            let is_merged = merged
                .iter()
                .any(|one| rest.trim_start_matches('/').starts_with(one));
            is_merged.then(|| rest.to_owned())
        };
        let old: Vec<String> = all.iter().filter_map(of_old).collect();
        all.extend(old);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_where_it_was_before_directories_were_merged() {
        assert_eq!(
            spellings("/usr/bin/su"),
            ["/usr/bin/su", "/usr/sbin/su", "/bin/su", "/sbin/su"]
        );
        assert_eq!(spellings("/usr/lib/x/y"), ["/usr/lib/x/y", "/lib/x/y"]);
        assert_eq!(spellings("/usr/libexec/x"), ["/usr/libexec/x"]);
        assert_eq!(spellings("/opt/x"), ["/opt/x"]);
    }
}
