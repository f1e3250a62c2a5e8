//! Homes, of whose inside nothing is told but how much there is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use muster_target::plain_path;

use crate::readers::accounts::Accounts;

const ROOT: &str = "/root";
/// Each directory in it is a home, whether or not an account says so.
const HOMES: &str = "/home";

/// The first number of a person's account, by login.defs(5) of every distribution, and that of nobody.
const FIRST_PERSON: u32 = 1000;
const NOBODY: u32 = 65534;

/// A home that is a directory of the system itself, such as `/` or `/srv`, has fewer names in it.
const FEWEST_NAMES: usize = 2;

/// The homes of people and of root.
#[derive(Clone, Debug, Default)]
pub(super) struct Homes(BTreeSet<PathBuf>);

impl Homes {
    pub(super) fn of(accounts: &Accounts) -> Self {
        let people = accounts
            .users()
            .filter(|user| user.uid >= FIRST_PERSON && user.uid != NOBODY);
        let homes = people
            .map(|user| plain_path(&user.home))
            .filter(|home| home.is_absolute() && home.components().count() > FEWEST_NAMES);
        Self(homes.chain([PathBuf::from(ROOT)]).collect())
    }

    /// The home that a directory is, or lies in: the outermost, where one is in another.
    pub(super) fn home_of(&self, directory: &Path) -> Option<String> {
        if let Ok(inside) = directory.strip_prefix(HOMES)
            && let Some(name) = inside.components().next()
        {
            let home = Path::new(HOMES).join(name);
            return Some(home.to_string_lossy().into_owned());
        }
        let mut above: Vec<&Path> = directory.ancestors().collect();
        above.reverse();
        let home = above.into_iter().find(|one| self.0.contains(*one))?;
        Some(home.to_string_lossy().into_owned())
    }

    /// A path as it may be told.
    pub(super) fn shown(&self, path: &str) -> String {
        self.home_of(Path::new(path))
            .unwrap_or_else(|| path.to_owned())
    }
}
