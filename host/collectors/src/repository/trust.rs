//! Whether what a repository leads to may be read for it. As git itself (`safe.directory`), Muster
//! follows a work tree only to what belongs to the owner of the work tree, or to root: whoever could lead
//! it elsewhere would learn from the report what is there.

use std::path::Path;

use muster_facts::FactError;
use muster_target::System;

/// Who may own what a repository is made of.
pub(super) struct Trust<'a> {
    system: &'a dyn System,
    owner: u32,
}

impl<'a> Trust<'a> {
    /// That of a work tree.
    pub(super) fn of_work_tree(system: &'a dyn System, root: &Path) -> Result<Self, FactError> {
        let owner = system.metadata(root)?.uid;
        Ok(Self { system, owner })
    }

    /// Refuses a directory or file that belongs to somebody else. Root leads wherever it wants.
    pub(super) fn check(&self, path: &Path) -> Result<(), FactError> {
        let owner = self.system.metadata(path)?.uid;
        if self.owner == 0 || owner == self.owner {
            return Ok(());
        }
        Err(FactError::Failed(format!(
            "{} belongs to account {owner}, and the work tree to account {}, so it is not read for it",
            path.display(),
            self.owner
        )))
    }
}
