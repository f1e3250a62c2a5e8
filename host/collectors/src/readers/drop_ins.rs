//! Files that a program finds in several directories, and reads by their names: of two that are called alike, that of
//! the stronger directory stands for both.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_target::{ReadError, System, present};

/// The files that `is_one` takes, by name. `directories` begins with the strongest; one that does not exist has none.
///
/// # Errors
/// A directory cannot be listed, or `is_one` cannot tell.
pub(crate) fn by_name(
    system: &dyn System,
    directories: impl IntoIterator<Item = impl AsRef<Path>>,
    mut is_one: impl FnMut(&str, &Path) -> Result<bool, ReadError>,
) -> Result<BTreeMap<String, PathBuf>, ReadError> {
    let mut found = BTreeMap::new();
    for directory in directories {
        let directory = directory.as_ref();
        for name in present(system.list(directory))?.unwrap_or_default() {
            let path = directory.join(&name);
            if is_one(&name, &path)? {
                found.entry(name).or_insert(path);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;

    use super::*;

    #[test]
    fn the_stronger_directory_counts_and_names_decide_the_order() {
        let system = Recorded::new()
            .file("/etc/x.d/b.conf", "")
            .file("/usr/x.d/a.conf", "")
            .file("/usr/x.d/b.conf", "")
            .file("/usr/x.d/c.conf~", "");
        let found = by_name(&system, ["/etc/x.d", "/run/x.d", "/usr/x.d"], |name, _| {
            Ok(name.ends_with(".conf"))
        });
        let paths: Vec<PathBuf> = found.unwrap().into_values().collect();
        assert_eq!(
            paths,
            [Path::new("/usr/x.d/a.conf"), Path::new("/etc/x.d/b.conf")]
        );
    }
}
