//! Which modules the running kernel has loaded, from `/proc/modules`.

use std::path::Path;

use muster_facts::modules::Usage;
use muster_facts::{Fact, FactError, Source};
use muster_target::{Kind, System, present};

const FILE: &str = "/proc/modules";
/// A kernel with every driver loaded needs some hundred kilobytes.
const LARGEST: u64 = 4 << 20;

/// The modules that are loaded.
#[derive(Debug)]
pub(super) struct Used(String);

impl Used {
    pub(super) fn read(system: &dyn System) -> Fact<Self> {
        if system.kind() == Kind::Root {
            return Err(FactError::Unsupported(
                "an image at rest runs no kernel".to_owned(),
            ));
        }
        let bytes = present(system.read(Path::new(FILE), LARGEST))?;
        match bytes {
            Some(bytes) => Ok(Self(String::from_utf8_lossy(&bytes).into_owned())),
            // A kernel that cannot load modules has no such file.
            None if system.kind() == Kind::Live => Ok(Self(String::new())),
            None => Err(FactError::Failed(format!(
                "{FILE} is not part of the recording"
            ))),
        }
    }

    /// What is known of one module, by its own name.
    pub(super) fn find(&self, name: &str) -> Fact<Usage> {
        for (number, line) in (1..).zip(self.0.lines()) {
            let mut fields = line.split_ascii_whitespace();
            if fields.next() != Some(name) {
                continue;
            }
            // Name, size, users, and what needs it, each followed by a comma.
            let users = fields.nth(1).and_then(|users| users.parse().ok());
            let needed_by = fields.next();
            let (Some(users), Some(needed_by)) = (users, needed_by) else {
                return Err(FactError::Failed(format!(
                    "{FILE} line {number} is in a form that Muster does not know"
                )));
            };
            let modules = needed_by.split(',').filter(|name| is_module(name));
            return Ok(Usage {
                loaded: true,
                users,
                needed_by: modules.map(str::to_owned).collect(),
                source: Source::line(FILE, number),
            });
        }
        Ok(Usage {
            loaded: false,
            users: 0,
            needed_by: Vec::new(),
            source: Source::file(FILE),
        })
    }
}

/// `-` stands for none, and `[permanent]` for one that cannot be unloaded.
fn is_module(name: &str) -> bool {
    !name.is_empty() && name != "-" && !name.starts_with('[')
}
