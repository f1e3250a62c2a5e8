//! The texts that everybody sees who logs in, or is about to: `/etc/motd`, `/etc/issue`, `/etc/issue.net`, and what
//! pam_motd(8), agetty(8) and sshd(8) show besides.
//!
//! The texts themselves stay here.

mod classes;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use muster_facts::banners::{Banner, UnreadBanner};
use muster_facts::{BannersFacts, FactError, Source};
use muster_target::{Collection, FileType, ReadError, System, present};
use sha2::{Digest as _, Sha256};

use self::classes::{escapes, names_system};

/// Where there is `/etc/motd`, the others are not shown; Debian's pam_motd shows the second as well.
const MOTD: [&str; 3] = ["/etc/motd", "/run/motd", "/usr/lib/motd"];
const MOTD_DYNAMIC: &str = "/run/motd.dynamic";

/// Of two files with one name that of the directory that comes first is shown.
const MOTD_DIRECTORIES: [&str; 3] = ["/etc/motd.d", "/run/motd.d", "/usr/lib/motd.d"];

/// The last is for a host that has none of its own.
const ISSUE: [&str; 2] = ["/etc/issue", "/run/issue"];
const ISSUE_DIRECTORIES: [&str; 2] = ["/etc/issue.d", "/run/issue.d"];
const VENDOR_ISSUE: &str = "/usr/lib/issue";
const VENDOR_ISSUE_DIRECTORY: &str = "/usr/lib/issue.d";

const ISSUE_NET: &str = "/etc/issue.net";

/// What says which other text sshd shows.
const SSHD: &str = "/etc/ssh/sshd_config";

/// Nobody reads more before a login.
const LARGEST: u64 = 256 << 10;

/// Texts of one directory.
const MOST_TEXTS: usize = 200;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> BannersFacts {
    let system = collection.context.system;
    // Without its name it cannot be looked for.
    let names = collection
        .host()
        .and_then(|host| host.identity.clone())
        .map(|identity| (identity.os_id, identity.os_name));
    let mut texts = Texts {
        system,
        names,
        found: Vec::new(),
        unread: Vec::new(),
    };
    texts.motd();
    texts.issue();
    texts.add(Banner::KIND_ISSUE_NET, Path::new(ISSUE_NET));
    texts.of_sshd(collection);
    BannersFacts {
        banners: texts.names.map(|_| texts.found),
        unread_banners: Ok(texts.unread),
    }
}

struct Texts<'a> {
    system: &'a dyn System,
    /// The name of the distribution, short and long.
    names: Result<(String, String), FactError>,
    found: Vec<Banner>,
    unread: Vec<UnreadBanner>,
}

impl Texts<'_> {
    fn motd(&mut self) {
        let kind = Banner::KIND_MOTD;
        for path in MOTD {
            if self.add(kind, Path::new(path)) {
                break;
            }
        }
        self.add(kind, Path::new(MOTD_DYNAMIC));
        self.add_directories(kind, &MOTD_DIRECTORIES, "");
    }

    fn issue(&mut self) {
        let kind = Banner::KIND_ISSUE;
        let before = self.found.len() + self.unread.len();
        for path in ISSUE {
            self.add(kind, Path::new(path));
        }
        self.add_directories(kind, &ISSUE_DIRECTORIES, ".issue");
        if self.found.len() + self.unread.len() == before {
            self.add(kind, Path::new(VENDOR_ISSUE));
            self.add_directories(kind, &[VENDOR_ISSUE_DIRECTORY], ".issue");
        }
    }

    /// What sshd is told to show, in whatever file that is.
    fn of_sshd(&mut self, collection: &Collection<'_>) {
        let paths = match sshd_banners(collection) {
            Ok(paths) => paths,
            Err(error) => {
                return self.add_unread(Banner::KIND_ISSUE_NET, SSHD, error.reason());
            }
        };
        for path in paths {
            let kind = Banner::KIND_ISSUE_NET;
            let shown = path.display().to_string();
            let is_known = self
                .found
                .iter()
                .any(|one| one.kind == kind && one.path == shown)
                || self
                    .unread
                    .iter()
                    .any(|one| one.kind == kind && one.path == shown);
            if !is_known {
                self.add(kind, &path);
            }
        }
    }

    fn add_directories(&mut self, kind: &str, directories: &[&str], suffix: &str) {
        let mut paths: BTreeMap<String, PathBuf> = BTreeMap::new();
        for directory in directories {
            let names = match present(self.system.list(Path::new(directory))) {
                Ok(names) => names.unwrap_or_default(),
                Err(error) => {
                    self.add_unread(kind, directory, &error.to_string());
                    continue;
                }
            };
            for name in names {
                if name.ends_with(suffix) && !name.starts_with('.') {
                    let path = Path::new(directory).join(&name);
                    paths.entry(name).or_insert(path);
                }
            }
            if paths.len() > MOST_TEXTS {
                let reason = format!("{directory} has more than {MOST_TEXTS} files");
                return self.add_unread(kind, directory, &reason);
            }
        }
        for path in paths.into_values() {
            self.add(kind, &path);
        }
    }

    fn add_unread(&mut self, kind: &str, path: &str, reason: &str) {
        self.unread.push(UnreadBanner {
            path: path.to_owned(),
            kind: kind.to_owned(),
            reason: reason.to_owned(),
        });
    }

    /// Looks at a text, and says whether there is one.
    fn add(&mut self, kind: &str, path: &Path) -> bool {
        let shown = path.display().to_string();
        match self.system.metadata(path) {
            // What is not a file is not shown either, as with a link to /dev/null.
            Ok(found) if found.file_type != FileType::Regular => return false,
            Ok(_) => {}
            Err(ReadError::NotFound { .. }) => return false,
            Err(error) => {
                self.add_unread(kind, &shown, &error.to_string());
                return true;
            }
        }
        match self.system.read(path, LARGEST) {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                let names = self.names.as_ref();
                self.found.push(Banner {
                    path: shown.clone(),
                    kind: kind.to_owned(),
                    empty: text.trim().is_empty(),
                    escapes: escapes(&text),
                    names_system: names.is_ok_and(|(id, name)| names_system(&text, id, name)),
                    digest: hex(&Sha256::digest(&bytes)),
                    source: Source::file(shown),
                });
            }
            Err(error) => self.add_unread(kind, &shown, &error.to_string()),
        }
        true
    }
}

/// The files that `Banner` names, for whichever connection.
fn sshd_banners(collection: &Collection<'_>) -> Result<BTreeSet<PathBuf>, FactError> {
    let sshd = collection.sshd()?;
    if !sshd.server.clone()?.installed {
        return Ok(BTreeSet::new());
    }
    let (settings, blocks) = (sshd.settings.as_ref(), sshd.match_blocks.as_ref());
    let settings = settings.map_err(Clone::clone)?.iter();
    let blocks = blocks.map_err(Clone::clone)?.iter();
    let paths = settings
        .chain(blocks.flat_map(|block| &block.overrides))
        .filter(|setting| setting.keyword == "banner")
        .map(|setting| setting.values.join(" "))
        .filter(|value| !value.is_empty() && !value.eq_ignore_ascii_case("none"))
        // It runs in the root directory.
        .map(|value| Path::new("/").join(value));
    Ok(paths.take(MOST_TEXTS).collect())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
