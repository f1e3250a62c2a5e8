//! The files that modules read besides their arguments.

use std::path::{Path, PathBuf};

use muster_facts::Source;
use muster_facts::pam::ModuleOption;
use muster_target::{System, present};

use super::options::Said;
use super::vocabulary::{HASHES, names, options, told};
use crate::readers::drop_ins::by_name;
use crate::readers::login_defs::LoginDefs;

/// A file that a module reads, besides its arguments.
pub(super) struct File {
    module: &'static str,
    name: &'static str,
}

const FILES: [File; 3] = [
    File {
        module: "pam_faillock.so",
        name: "faillock.conf",
    },
    File {
        module: "pam_pwhistory.so",
        name: "pwhistory.conf",
    },
    File {
        module: "pam_pwquality.so",
        name: "pwquality.conf",
    },
];
const DIRECTORY: &str = "/etc/security";
/// The directories of SUSE and Arch, which count if an administrator's has no such file.
const VENDORS: [&str; 2] = ["/usr/etc/security", "/usr/lib/security"];

/// Options of libpwquality that hold words: they are valid, but not reported.
const WORDS: [&str; 2] = ["badwords", "dictpath"];

impl File {
    /// Where an administrator writes.
    pub(super) fn path(&self) -> String {
        format!("{DIRECTORY}/{}", self.name)
    }
}

/// A module's file, if the installed release reads one.
pub(super) fn file_of(system: &dyn System, module: &str) -> Option<&'static File> {
    FILES
        .iter()
        .find(|file| file.module == module)
        .filter(|file| reads_file(system, file))
}

/// Whether the installed release reads the file: older ones of pam_pwhistory know only arguments.
fn reads_file(system: &dyn System, file: &File) -> bool {
    if file.module != "pam_pwhistory.so" {
        return true;
    }
    let Ok(os) = crate::host::os_release(system) else {
        return true;
    };
    let major: u32 = os
        .version
        .split('.')
        .next()
        .and_then(|part| part.parse().ok())
        .unwrap_or(u32::MAX);
    match os.id.as_str() {
        "debian" => major > 12,
        "ubuntu" => major > 22,
        _ => true,
    }
}

/// # Errors
/// A file that counts could not be read, or has a line at which the module stops reading.
pub(super) fn said_by_files(
    system: &dyn System,
    file: &File,
    conf: Option<&str>,
    said: &mut Vec<Said>,
) -> Result<(), String> {
    let is_quality = file.module == "pam_pwquality.so";
    // It has no such argument.
    if let (Some(conf), false) = (conf, is_quality) {
        let text = system.read_text(Path::new(conf)).map_err(|_| {
            format!(
                "the file that `conf=` of {} names could not be read",
                file.module
            )
        })?;
        return said_by_file(file, conf, &text, said);
    }
    let main = Path::new(DIRECTORY).join(file.name);
    let mut paths: Vec<PathBuf> = Vec::new();
    if is_quality {
        let folder = format!("{}.d", main.display());
        let drop_ins = by_name(system, [folder], |name, _| Ok(name.ends_with(".conf")));
        paths.extend(drop_ins.map_err(|error| error.to_string())?.into_values());
    }
    let vendors = VENDORS
        .iter()
        .map(|vendor| Path::new(vendor).join(file.name));
    for path in std::iter::once(main).chain(vendors) {
        let found = present(system.metadata(&path)).map_err(|error| error.to_string())?;
        if found.is_some() {
            paths.push(path);
            break;
        }
    }
    for path in paths {
        let text = present(system.read_text(&path)).map_err(|error| error.to_string())?;
        said_by_file(
            file,
            &path.display().to_string(),
            &text.unwrap_or_default(),
            said,
        )?;
    }
    Ok(())
}

fn said_by_file(file: &File, path: &str, text: &str, said: &mut Vec<Said>) -> Result<(), String> {
    let is_quality = file.module == "pam_pwquality.so";
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split_once('#').map_or(line, |(before, _)| before);
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let end = line
            .find(|one: char| one == '=' || one.is_whitespace())
            .unwrap_or(line.len());
        let (name, rest) = line.split_at(end);
        let rest = rest.trim_start();
        let value = rest.strip_prefix('=').unwrap_or(rest).trim();
        let known = options(file.module)
            .iter()
            .find(|known| names(file.module, known, name));
        let value = known.map(|known| told(known.kind, value));
        if is_quality
            && !matches!(value, Some(Some(_)))
            && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(name))
        {
            return Err(format!(
                "{path} line {number} is not understood, and pam_pwquality reads nothing behind such a line"
            ));
        }
        if let (Some(known), Some(value)) = (known, value) {
            said.push(Said {
                name: known.name,
                value,
                origin: ModuleOption::ORIGIN_FILE,
                source: Source::line(path, number),
            });
        }
    }
    Ok(())
}

/// The method in login.defs(5), which pam_unix uses if its line names none.
pub(super) fn said_by_login_defs(system: &dyn System) -> Result<Option<Said>, String> {
    let defs = LoginDefs::read(system).map_err(|error| error.to_string())?;
    let line = defs.value_for_pam("ENCRYPT_METHOD");
    Ok(line.map(|line| {
        let method = line.value.to_ascii_lowercase();
        let hash = HASHES.into_iter().find(|hash| method.starts_with(hash));
        Said {
            name: "hash",
            // What it does not know it takes for nothing.
            value: Some(hash.unwrap_or("des").to_owned()),
            origin: ModuleOption::ORIGIN_FILE,
            source: line.source,
        }
    }))
}
