//! Which modules the installed kernels have: `modules.dep` lists their files, `modules.builtin` those that
//! are part of the kernel.

use std::collections::BTreeSet;
use std::path::Path;

use muster_facts::modules::Availability;
use muster_facts::{Fact, FactError};
use muster_target::{System, present};

use super::underscored;

/// Where kernels keep their modules; the second is the first where `/usr` is merged.
const DIRECTORIES: [&str; 2] = ["/usr/lib/modules", "/lib/modules"];
/// A kernel with every driver has a list of one megabyte.
const LARGEST: u64 = 16 << 20;
/// Nobody keeps as many kernels.
const MOST_KERNELS: usize = 64;

/// The modules of one kernel.
#[derive(Debug)]
struct Kernel {
    release: String,
    files: Fact<BTreeSet<String>>,
    built_in: Fact<BTreeSet<String>>,
}

/// The modules of all kernels.
#[derive(Debug)]
pub(super) struct Installed(Vec<Kernel>);

impl Installed {
    pub(super) fn read(system: &dyn System) -> Fact<Self> {
        for directory in DIRECTORIES {
            let directory = Path::new(directory);
            let releases = present(system.list(directory))?.unwrap_or_default();
            let read = |release: String| {
                let list = |name: &str| -> Fact<Option<BTreeSet<String>>> {
                    let path = directory.join(&release).join(name);
                    let text = present(system.read(&path, LARGEST))?;
                    Ok(text.map(|bytes| names(&String::from_utf8_lossy(&bytes))))
                };
                // A directory that a kernel has left holds modules that somebody built, and no list of all.
                let files = list("modules.dep").transpose()?;
                Some(Kernel {
                    files,
                    built_in: list("modules.builtin").map(Option::unwrap_or_default),
                    release,
                })
            };
            let kernels: Vec<Kernel> = releases
                .into_iter()
                .take(MOST_KERNELS)
                .filter_map(read)
                .collect();
            if !kernels.is_empty() {
                return Ok(Self(kernels));
            }
        }
        Err(FactError::Unsupported(
            "no kernel is installed whose modules are listed".to_owned(),
        ))
    }

    /// Which kernels have a module, by its own name. One that can be loaded into any of them counts.
    pub(super) fn find(&self, name: &str) -> Fact<Availability> {
        let (mut loadable, mut built_in) = (Vec::new(), Vec::new());
        for kernel in &self.0 {
            let has = |list: &Fact<BTreeSet<String>>| match list {
                Ok(names) => Ok(names.contains(name)),
                Err(error) => Err(error.clone()),
            };
            if has(&kernel.files)? {
                loadable.push(kernel.release.clone());
            } else if has(&kernel.built_in)? {
                built_in.push(kernel.release.clone());
            }
        }
        let (state, releases) = match (loadable.is_empty(), built_in.is_empty()) {
            (false, _) => ("file", loadable),
            (true, false) => ("built-in", built_in),
            (true, true) => ("absent", Vec::new()),
        };
        Ok(Availability {
            state: state.to_owned(),
            releases,
        })
    }
}

/// The names of the modules whose files a list has, each first on its line.
fn names(text: &str) -> BTreeSet<String> {
    let files = text
        .lines()
        .filter_map(|line| line.split([':', ' ']).next());
    files
        .filter_map(|file| {
            let name = file.rsplit('/').next()?;
            // `.ko`, and how it is compressed.
            let (name, _) = name.split_once(".ko")?;
            Some(underscored(name))
        })
        .collect()
}
