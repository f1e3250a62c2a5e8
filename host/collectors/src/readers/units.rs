//! Where systemd's unit files are and which of several counts, without a running systemd. See
//! systemd.unit(5), "Unit File Load Path". What is in a unit is for its domain; whether one is started
//! is for `boot`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_target::{FileType, ReadError, System};

/// Where `systemctl enable` makes its links, and administrators put their units.
pub(crate) const ADMINISTRATOR: &str = "/etc/systemd/system";

/// Directories of units, the strongest first.
pub(crate) const DIRECTORIES: [&str; 13] = [
    "/etc/systemd/system.control",
    "/run/systemd/system.control",
    "/run/systemd/transient",
    "/run/systemd/generator.early",
    ADMINISTRATOR,
    "/etc/systemd/system.attached",
    "/run/systemd/system",
    "/run/systemd/system.attached",
    "/run/systemd/generator",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    // The same as the one before, but where `/usr` is not merged.
    "/lib/systemd/system",
    "/run/systemd/generator.late",
];

/// The file of a unit in the strongest directory that has one; none where that masks the unit.
///
/// # Errors
/// It cannot be told whether there is one.
pub(crate) fn file(system: &dyn System, name: &str) -> Result<Option<PathBuf>, ReadError> {
    for directory in DIRECTORIES {
        let path = Path::new(directory).join(name);
        match system.link_metadata(&path) {
            Ok(_) => return Ok(Some(path).filter(|path| !is_masked(system, path))),
            Err(ReadError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// The file of the unit that another name of it leads to.
pub(crate) fn linked(system: &dyn System, path: &Path) -> Option<PathBuf> {
    let target = system.read_link(path).ok()?;
    let target = path.parent()?.join(target);
    let name = target.file_name()?;
    file(system, name.to_str()?).ok()?
}

/// Whether a file stands for no unit at all: an empty one, or a link to `/dev/null`.
pub(crate) fn is_masked(system: &dyn System, path: &Path) -> bool {
    leads_nowhere(system, path)
        || system
            .link_metadata(path)
            .is_ok_and(|found| found.file_type == FileType::Regular && found.size == 0)
}

/// Whether a path is a link to `/dev/null`, which is how systemd switches a file off.
pub(crate) fn leads_nowhere(system: &dyn System, path: &Path) -> bool {
    system
        .read_link(path)
        .is_ok_and(|target| target == Path::new("/dev/null"))
}

/// Drop-ins of a unit with these names, by their file names, of which the strongest directory's counts;
/// those for every unit of a type, such as `service`, are weaker than those of a name.
///
/// # Errors
/// A directory cannot be listed.
pub(crate) fn drop_ins(
    system: &dyn System,
    names: &[&str],
) -> Result<BTreeMap<String, PathBuf>, ReadError> {
    let mut found = BTreeMap::new();
    for directory in DIRECTORIES {
        for name in names {
            let below = Path::new(directory).join(format!("{name}.d"));
            let files = match system.list(&below) {
                Ok(files) => files,
                Err(ReadError::NotFound { .. }) => continue,
                Err(error) => return Err(error),
            };
            for file in files.into_iter().filter(|file| file.ends_with(".conf")) {
                let path = below.join(&file);
                found.entry(file).or_insert(path);
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
    fn the_strongest_directory_has_the_unit() {
        let system = Recorded::new()
            .file("/usr/lib/systemd/system/a.service", "[Service]\n")
            .file("/run/systemd/system/b.service", "[Service]\n")
            .file("/usr/lib/systemd/system/b.service", "[Service]\n")
            .link(
                "/etc/systemd/system/c.service",
                "/usr/lib/systemd/system/a.service",
            );
        let found = |name: &str| file(&system, name).unwrap();
        assert_eq!(
            found("a.service"),
            Some("/usr/lib/systemd/system/a.service".into())
        );
        assert_eq!(
            found("b.service"),
            Some("/run/systemd/system/b.service".into())
        );
        assert_eq!(found("d.service"), None);
        let alias = found("c.service").unwrap();
        assert_eq!(linked(&system, &alias), found("a.service"));
        for masked in [
            system
                .clone()
                .link("/etc/systemd/system/a.service", "/dev/null"),
            system.clone().file("/etc/systemd/system/a.service", ""),
        ] {
            assert_eq!(file(&masked, "a.service").unwrap(), None);
        }
    }

    #[test]
    fn of_drop_ins_of_one_name_the_strongest_directory_counts() {
        let system = Recorded::new()
            .file("/usr/lib/systemd/system/a.service.d/10.conf", "")
            .file("/etc/systemd/system/a.service.d/10.conf", "")
            .file("/run/systemd/system/service.d/20.conf", "")
            .file("/etc/systemd/system/a.service.d/readme", "");
        let found = drop_ins(&system, &["a.service", "service"]).unwrap();
        let paths: Vec<&str> = found.values().filter_map(|path| path.to_str()).collect();
        assert_eq!(
            paths,
            [
                "/etc/systemd/system/a.service.d/10.conf",
                "/run/systemd/system/service.d/20.conf"
            ]
        );
    }
}
