//! Packages by name, as whatever manager of the host lists them. Knows no rule.

use muster_sdk::packages::{self, Database, KnownPackage};
use muster_sdk::{FactError, NotEvaluated, fits_pattern};

/// The packages of some names that the database lists.
pub(crate) struct Listed {
    pub(crate) database: Database,
    /// Those whose files are there; one that was not installed to the end has some of them.
    pub(crate) installed: Vec<KnownPackage>,
    /// Those of which only the configuration is left.
    pub(crate) removed: Vec<KnownPackage>,
}

impl Listed {
    /// Looks the names up, in which `*` stands for any text; none, with the reason, where the host has no
    /// database of packages.
    pub(crate) fn find<T: AsRef<str>>(names: &[T]) -> Result<Result<Self, String>, NotEvaluated> {
        let database = match packages::overview() {
            Ok(database) => database,
            Err(FactError::Unsupported(reason)) => return Ok(Err(reason)),
            Err(error @ (FactError::Denied(_) | FactError::Failed(_))) => return Err(error.into()),
        };
        let mut listed = Self {
            database,
            installed: Vec::new(),
            removed: Vec::new(),
        };
        for package in named(names)? {
            match package.state.as_str() {
                KnownPackage::STATE_INSTALLED | KnownPackage::STATE_BROKEN => {
                    listed.installed.push(package);
                }
                KnownPackage::STATE_REMOVED => listed.removed.push(package),
                other => {
                    return Err(NotEvaluated::because(format!(
                        "{} is {other}, which this rule does not know",
                        package.name
                    )));
                }
            }
        }
        Ok(Ok(listed))
    }

    /// Whether the software was removed, and what is left of it starts nothing.
    pub(crate) fn is_removed(&self) -> bool {
        self.installed.is_empty() && !self.removed.is_empty()
    }
}

fn named<T: AsRef<str>>(names: &[T]) -> Result<Vec<KnownPackage>, FactError> {
    let is_plain = |name: &T| !name.as_ref().contains('*');
    if names.iter().all(is_plain) {
        let found = names
            .iter()
            .map(|name| packages::find_package(name.as_ref()));
        return Ok(found
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect());
    }
    let mut listed = packages::packages()?;
    listed.retain(|package| {
        let mut patterns = names.iter();
        patterns.any(|pattern| fits_pattern(pattern.as_ref(), &package.name))
    });
    Ok(listed)
}

/// Whether a package was not installed to the end.
pub(crate) fn is_broken(package: &KnownPackage) -> bool {
    package.state == KnownPackage::STATE_BROKEN
}

/// The package with its version, where the database has one.
pub(crate) fn with_version(package: &KnownPackage) -> String {
    if package.version.is_empty() {
        package.name.clone()
    } else {
        format!("{} {}", package.name, package.version)
    }
}
