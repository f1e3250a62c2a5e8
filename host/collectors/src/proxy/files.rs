//! The files of the host that Caddy sees, and their text with its variables filled in.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_facts::FactError;
use muster_target::{LARGEST_FILE, Links, Namers, ReadError, System, present};

use super::imports::Files;
use super::place::{Located, below, mounted};
use super::variables::{Variables, filled};

/// Texts of all files together, once their variables are filled in.
const MOST_TEXT: usize = 16 << 20;

pub(super) struct HostFiles<'a> {
    system: &'a dyn System,
    located: &'a Located,
    variables: &'a Variables,
    /// Who chose which files are read.
    namers: RefCell<Namers>,
    read: Cell<usize>,
}

impl<'a> HostFiles<'a> {
    /// Those that this Caddyfile may import.
    pub(super) fn new(
        system: &'a dyn System,
        located: &'a Located,
        variables: &'a Variables,
    ) -> Result<Self, FactError> {
        let mut namers = Namers::default();
        if let Some(file) = &located.named_in {
            namers = system
                .read_named_by(file, LARGEST_FILE, Links::OfOwner, &namers)?
                .namers;
        }
        Ok(Self {
            system,
            located,
            variables,
            namers: RefCell::new(namers),
            read: Cell::new(0),
        })
    }

    /// The Caddyfile itself.
    pub(super) fn caddyfile(&self) -> Result<(Arc<str>, String), FactError> {
        let path = &self.located.file;
        Ok((name(path), self.text(path)?))
    }

    fn text(&self, path: &Path) -> Result<String, ReadError> {
        let read = {
            let namers = self.namers.borrow();
            self.system
                .read_named_text_by(path, Links::OfOwner, &namers)?
        };
        let joined = self.namers.borrow().joined(&read.namers);
        *self.namers.borrow_mut() = joined;
        Ok(filled(&read.content, self.variables))
    }

    /// Where a path that Caddy sees is on the host.
    fn on_host(&self, path: &Path) -> Result<PathBuf, String> {
        if path == self.located.seen {
            return Ok(self.located.file.clone());
        }
        if self.located.service.is_none() {
            return Ok(path.to_owned());
        }
        let text = path.display().to_string();
        let mounts = self.located.mounts.iter();
        let fitting = mounts.filter_map(|mount| Some((mount, below(&mount.target, &text)?)));
        let closest = fitting.min_by_key(|(_, rest)| rest.len());
        let found = closest.and_then(|(mount, rest)| mounted(mount, rest));
        found.ok_or_else(|| format!("{text} is in the container alone"))
    }
}

fn name(path: &Path) -> Arc<str> {
    path.display().to_string().into()
}

impl Files for HostFiles<'_> {
    fn read(&self, path: &Path) -> Result<Option<(Arc<str>, String)>, String> {
        let path = self.on_host(path)?;
        let Some(text) = present(self.text(&path)).map_err(|error| error.to_string())? else {
            return Ok(None);
        };
        self.read.set(self.read.get() + text.len());
        if self.read.get() > MOST_TEXT {
            return Err("the imports are larger than Muster reads".to_owned());
        }
        Ok(Some((name(&path), text)))
    }

    fn list(&self, path: &Path) -> Result<Option<Vec<String>>, String> {
        match self.system.list(&self.on_host(path)?) {
            Ok(names) => Ok(Some(names)),
            Err(ReadError::NotFound { .. } | ReadError::NotRegular { .. }) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}
