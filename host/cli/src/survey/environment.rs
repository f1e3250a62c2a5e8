//! The environment files, who reads each, and which of them a policy can name.
//!
//! A policy that names files has these judged and no others, so either all that a scan finds by itself are named, or
//! none; and each with its readers where a scan would not find the same ones without the Compose project that named it.
//! Those that units of this host's administrator read, for which a scan does not look, are proposed, and left off.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_facts::Facts;
use muster_facts::env::EnvFile;
use muster_target::FileType;

use super::{Look, known, place, written_path};

/// Where administrators put their units.
const UNITS: &str = "/etc/systemd/system";

/// Files of the system that units read as well, and whose settings are not those of an application.
const OF_THE_SYSTEM: [&str; 10] = [
    "/etc/default/",
    "/etc/sysconfig/",
    "/etc/conf.d/",
    "/etc/environment",
    "/etc/locale.conf",
    "/usr/",
    "/lib/",
    "/run/",
    "/proc/",
    "/dev/",
];

/// Says who would read the files if a policy named just their paths, and why the others could not be judged.
pub(super) type Readable<'a> = &'a dyn Fn(&[&str]) -> BTreeMap<String, Result<Vec<String>, String>>;

/// What was found.
#[derive(Default)]
pub(super) struct EnvironmentFiles {
    /// What the policy names.
    pub(super) named: Vec<EnvironmentFile>,
    /// What it could name besides.
    pub(super) proposed: Vec<EnvironmentFile>,
    /// What it does not, and why.
    pub(super) left_out: Vec<EnvironmentFile>,
    /// Why it names nothing.
    pub(super) unknown: Option<String>,
}

/// An environment file, with what there is to say about it.
pub(super) struct EnvironmentFile {
    pub(super) path: String,
    /// The readers that the policy names; none where a scan finds the same ones.
    pub(super) dialects: Vec<String>,
    pub(super) remark: String,
}

impl EnvironmentFile {
    /// As a policy names it; none where it cannot.
    pub(super) fn written(&self) -> Option<String> {
        let path = written_path(&self.path)?;
        if self.dialects.is_empty() {
            return Some(path);
        }
        let quoted = self.dialects.iter().map(|name| format!("\"{name}\""));
        let dialects = quoted.collect::<Vec<_>>().join(", ");
        Some(format!("{{ path = {path}, dialects = [{dialects}] }}"))
    }
}

/// Looks for them.
pub(super) fn find(look: Look<'_>, readable: Readable<'_>) -> EnvironmentFiles {
    let env = look.facts.env.as_ref();
    let found = match known(env.map(|env| &env.files)) {
        Ok(found) => found,
        Err(why) => return nothing(why, of_units(look, &BTreeSet::new())),
    };
    let paths: BTreeSet<&str> = found.iter().map(|file| file.path.as_str()).collect();
    let of_units = of_units(look, &paths);
    if let Some(file) = found.iter().find(|file| written_path(&file.path).is_none()) {
        let why = format!("a policy cannot name {}", file.path);
        return nothing(why, of_units);
    }
    let all = found.iter().map(|file| file.path.as_str());
    let all: Vec<&str> = all
        .chain(of_units.iter().map(|file| file.path.as_str()))
        .collect();
    if all.is_empty() {
        return EnvironmentFiles::default();
    }
    let judged = readable(&all);
    let why_not = |path: &str| judged.get(path).and_then(|judged| judged.clone().err());
    // To name a file must not cost what a scan could judge unasked.
    let was_readable = |path: &str| known(env.and_then(|env| env.keys.get(path))).is_ok();
    let lost = paths
        .iter()
        .filter(|path| was_readable(path))
        .find_map(|path| why_not(path));
    if let Some(why) = lost {
        return nothing(why, of_units);
    }
    let mut files = EnvironmentFiles {
        named: found
            .iter()
            .map(|file| EnvironmentFile {
                dialects: match judged.get(&file.path) {
                    Some(Ok(readers)) if *readers == file.dialects => Vec::new(),
                    Some(_) | None => file.dialects.clone(),
                },
                ..of_fact(look.facts, file)
            })
            .collect(),
        ..EnvironmentFiles::default()
    };
    for file in of_units {
        match why_not(&file.path) {
            None => files.proposed.push(file),
            Some(why) => files.left_out.push(EnvironmentFile {
                remark: format!("{}; left out: {why}", file.remark),
                ..file
            }),
        }
    }
    files
}

/// Names nothing, and says why.
fn nothing(why: String, left_out: Vec<EnvironmentFile>) -> EnvironmentFiles {
    EnvironmentFiles {
        left_out,
        unknown: Some(why),
        ..EnvironmentFiles::default()
    }
}

/// A file that a scan finds by itself.
fn of_fact(facts: &Facts, file: &EnvFile) -> EnvironmentFile {
    let readers = file.dialects.join(", ");
    let mut remark = format!("read by {readers}");
    let entries = facts.services.as_ref().map(|it| &it.env_file_entries);
    let entries = known(entries).map(Vec::as_slice).unwrap_or_default();
    let named = entries
        .iter()
        .find(|entry| entry.path.as_deref() == Some(&file.path));
    if let Some(entry) = named {
        remark = format!("{remark}; {} names it", place(&entry.source));
    }
    match file.state.as_str() {
        EnvFile::STATE_PRESENT => {}
        EnvFile::STATE_MISSING => remark = format!("{remark}; it does not exist"),
        state => remark = format!("{remark}; it is {}", state.replace('-', " ")),
    }
    EnvironmentFile {
        path: file.path.clone(),
        dialects: Vec::new(),
        remark,
    }
}

/// Files that the administrator's units read, without those that are `found` otherwise.
fn of_units(look: Look<'_>, found: &BTreeSet<&str>) -> Vec<EnvironmentFile> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let directory = Path::new(UNITS);
    for name in look.names(directory) {
        let path = directory.join(&name);
        let kind = look
            .system
            .link_metadata(&path)
            .map(|found| found.file_type);
        match kind {
            Ok(FileType::Regular) if name.ends_with(".service") => of_unit(look, &path, &mut files),
            Ok(FileType::Directory) if name.ends_with(".service.d") => {
                for drop_in in look.names(&path) {
                    if drop_in.ends_with(".conf") {
                        of_unit(look, &path.join(drop_in), &mut files);
                    }
                }
            }
            _ => {}
        }
    }
    files.retain(|path, _| !found.contains(path.as_str()) && is_there(look, path));
    let files = files.into_iter().map(|(path, remark)| EnvironmentFile {
        path,
        dialects: Vec::new(),
        remark: format!("read by systemd; {remark} names it"),
    });
    files.collect()
}

fn of_unit(look: Look<'_>, unit: &Path, files: &mut BTreeMap<String, String>) {
    let Some(text) = look.text(unit) else {
        return;
    };
    for (number, line) in (1..).zip(text.lines()) {
        let Some(path) = environment_file(line).and_then(|path| look.word(path)) else {
            continue;
        };
        files
            .entry(path)
            .or_insert_with(|| format!("{}:{number}", unit.display()));
    }
}

/// The file of a line such as `EnvironmentFile=-/etc/shop/shop.env`, where it is an application's and a single one.
fn environment_file(line: &str) -> Option<&str> {
    let (key, value) = line.split_once('=')?;
    if key.trim() != "EnvironmentFile" {
        return None;
    }
    let value = value.trim();
    let path = value.strip_prefix('-').unwrap_or(value).trim_matches('"');
    let of_the_system = OF_THE_SYSTEM
        .iter()
        .any(|beginning| path.starts_with(beginning));
    // systemd fills in specifiers, and takes patterns.
    let is_plain = !path.contains(['%', '*', '?', '[']);
    (is_plain && !of_the_system && written_path(path).is_some()).then_some(path)
}

fn is_there(look: Look<'_>, path: &str) -> bool {
    let found = look.system.metadata(Path::new(path));
    found.is_ok_and(|found| found.file_type == FileType::Regular)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_names_environment_files_of_an_application() {
        for (line, expected) in [
            (
                "EnvironmentFile=/etc/shop/shop.env",
                Some("/etc/shop/shop.env"),
            ),
            (" EnvironmentFile = -\"/srv/a.env\" ", Some("/srv/a.env")),
            ("EnvironmentFile=-/etc/default/shop", None),
            ("EnvironmentFile=/etc/%i.env", None),
            ("EnvironmentFile=/etc/shop/*.env", None),
            ("EnvironmentFile=shop.env", None),
            ("EnvironmentFile=", None),
            ("Environment=TOKEN=/etc/shop.env", None),
            ("#EnvironmentFile=/etc/shop.env", None),
        ] {
            assert_eq!(environment_file(line), expected, "{line}");
        }
    }
}
