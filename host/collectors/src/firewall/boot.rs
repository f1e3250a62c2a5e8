//! Which services systemd starts at boot, as far as its links on disk tell. Knows nothing of
//! rules.

use std::collections::BTreeMap;
use std::path::Path;

use crate::Context;
use crate::system::ReadError;

/// Where `systemctl enable` makes its links.
pub(super) const UNITS: &str = "/etc/systemd/system";

/// Services by name, with the link that starts them; or nothing, when the links cannot be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Boot {
    links: Option<BTreeMap<String, String>>,
    masked: Vec<String>,
}

impl Boot {
    /// Reads the links.
    #[must_use]
    pub(super) fn read(context: Context<'_>) -> Self {
        Self::try_read(context).unwrap_or_default()
    }

    fn try_read(context: Context<'_>) -> Result<Self, ReadError> {
        let mut links = BTreeMap::new();
        let mut masked = Vec::new();
        for name in context.system.list(Path::new(UNITS))? {
            let path = format!("{UNITS}/{name}");
            if name.ends_with(".wants") || name.ends_with(".requires") {
                for unit in context.system.list(Path::new(&path))? {
                    let link = format!("{path}/{unit}");
                    links.insert(unit, link);
                }
            } else if context
                .system
                .read_link(Path::new(&path))
                .is_ok_and(|target| target == Path::new("/dev/null"))
            {
                masked.push(name);
            }
        }
        Ok(Self {
            links: Some(links),
            masked,
        })
    }

    /// Whether the links could be read.
    #[must_use]
    pub(super) const fn known(&self) -> bool {
        self.links.is_some()
    }

    /// Whether a service is started at boot.
    #[must_use]
    pub(super) fn enabled(&self, service: &str) -> Option<bool> {
        let unit = format!("{service}.service");
        let links = self.links.as_ref()?;
        Some(links.contains_key(&unit) && !self.masked.contains(&unit))
    }

    /// The link that starts a service.
    #[must_use]
    pub(super) fn link(&self, service: &str) -> Option<&str> {
        self.links
            .as_ref()?
            .get(&format!("{service}.service"))
            .map(String::as_str)
    }
}
