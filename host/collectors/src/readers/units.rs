//! Where systemd's unit files are and which of several counts, without a running systemd. See
//! systemd.unit(5), "Unit File Load Path". What is in a unit is for its domain; whether one is started
//! is for `boot`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_facts::Source;
use muster_target::{FileType, ReadError, System, present};

use super::drop_ins::by_name;

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
        if present(system.link_metadata(&path))?.is_some() {
            return Ok(Some(path).filter(|path| !is_masked(system, path)));
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
    let directories = DIRECTORIES.iter().flat_map(|directory| {
        names
            .iter()
            .map(move |name| format!("{directory}/{name}.d"))
    });
    by_name(system, directories, |name, _| Ok(name.ends_with(".conf")))
}

/// The text of a unit's file or drop-in; none where it stands for nothing, or is gone by now.
///
/// # Errors
/// It is there and cannot be read.
pub(crate) fn text(system: &dyn System, path: &Path) -> Result<Option<String>, ReadError> {
    if is_masked(system, path) {
        return Ok(None);
    }
    present(system.read_text(path))
}

/// A setting of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// `Service`, without the brackets.
    pub(crate) section: String,
    pub(crate) key: String,
    /// Empty where it takes back what stands before it.
    pub(crate) value: String,
    pub(crate) source: Source,
}

/// What a unit and its drop-ins say, in the order in which systemd reads them; none where there is no such unit or
/// it is masked. An instance of a template has the template's file.
///
/// # Errors
/// A file is there and cannot be read.
pub(crate) fn settings(system: &dyn System, name: &str) -> Result<Option<Vec<Setting>>, ReadError> {
    let template = template(name);
    let main = match (file(system, name)?, &template) {
        (None, Some(template)) => file(system, template)?,
        (main, _) => main,
    };
    let Some(main) = main else {
        return Ok(None);
    };
    let main = linked(system, &main).unwrap_or(main);
    let kind = name.rsplit_once('.').map_or("service", |(_, kind)| kind);
    let mut names = vec![name.to_owned()];
    names.extend(template);
    names.extend(shorter(name));
    names.push(kind.to_owned());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut found = Vec::new();
    for path in std::iter::once(main).chain(drop_ins(system, &names)?.into_values()) {
        if let Some(text) = text(system, &path)? {
            add_settings(&path.display().to_string(), &text, &mut found);
        }
    }
    Ok(Some(found))
}

/// `backup@.timer` of `backup@shop.timer`.
fn template(name: &str) -> Option<String> {
    let (stem, kind) = name.rsplit_once('.')?;
    let (before, _) = stem.split_once('@')?;
    Some(format!("{before}@.{kind}"))
}

/// `shop-.service` of `shop-backup.service`: its drop-ins are for all units that begin so.
fn shorter(name: &str) -> Vec<String> {
    let Some((stem, kind)) = name.rsplit_once('.') else {
        return Vec::new();
    };
    let ends = stem.match_indices('-').map(|(at, _)| at + 1);
    let mut found: Vec<String> = ends
        .filter(|end| *end < stem.len())
        .filter_map(|end| Some(format!("{}.{kind}", stem.get(..end)?)))
        .collect();
    found.reverse();
    found
}

/// What one file sets, line by line.
pub(crate) fn entries(file: &str, text: &str) -> Vec<Setting> {
    let mut found = Vec::new();
    add_settings(file, text, &mut found);
    found
}

fn add_settings(file: &str, text: &str, found: &mut Vec<Setting>) {
    let mut section = String::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
            continue;
        }
        let mut whole = line.to_owned();
        while whole.ends_with('\\') {
            whole.pop();
            // Comments between do not end it.
            let next = lines
                .by_ref()
                .map(|(_, line)| line.trim())
                .find(|line| !line.starts_with(['#', ';']));
            whole.push(' ');
            whole.push_str(next.unwrap_or_default());
            if next.is_none() {
                break;
            }
        }
        if let Some((key, value)) = whole.split_once('=') {
            found.push(Setting {
                section: section.clone(),
                key: key.trim().to_owned(),
                value: value.trim().to_owned(),
                source: Source::line(file, number),
            });
        }
    }
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
    fn settings_are_those_of_the_unit_and_of_its_drop_ins() {
        let system = Recorded::new()
            .file(
                "/etc/systemd/system/shop-dump@.service",
                "# a\n[Service]\nExecStart=/bin/a \\\n# between\n  b\nUser = app\n",
            )
            .file(
                "/etc/systemd/system/shop-.service.d/10.conf",
                "[Service]\nUser=\n",
            )
            .file(
                "/etc/systemd/system/shop-dump@db.service.d/20.conf",
                "[Service]\nNice=5\n",
            );
        let found = settings(&system, "shop-dump@db.service").unwrap().unwrap();
        let short: Vec<_> = found
            .iter()
            .map(|one| (one.key.as_str(), one.value.as_str(), one.source.line))
            .collect();
        assert_eq!(
            short,
            [
                ("ExecStart", "/bin/a  b", Some(3)),
                ("User", "app", Some(6)),
                ("User", "", Some(2)),
                ("Nice", "5", Some(2)),
            ]
        );
        assert_eq!(settings(&system, "gone.service").unwrap(), None);
    }

    #[test]
    fn a_drop_in_that_is_switched_off_says_nothing() {
        let drop_in = "/etc/systemd/system/shop.service.d/10.conf";
        let system = Recorded::new()
            .file("/etc/systemd/system/shop.service", "[Service]\nNice=5\n")
            .link(drop_in, "/dev/null")
            .special("/dev/null");
        assert_eq!(settings(&system, "shop.service").unwrap().unwrap().len(), 1);
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
