//! What the values of a file mean: the directory in which its relative paths begin, and the variables
//! from which it is filled. A file that is included or extended has its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_facts::Source;

use super::interpolate::{Filled, UNSET, Variables};
use super::yaml::{Node, Value};

/// `PATH_MAX` of Linux: neither a port nor a path is longer.
const LONGEST: usize = 4096;

pub(super) struct Scope {
    pub(super) directory: PathBuf,
    /// Of the owner of the Compose file; none when `/etc/passwd` does not tell.
    pub(super) home: Option<PathBuf>,
    pub(super) variables: Arc<Variables>,
}

impl Scope {
    /// The same variables in another directory.
    pub(super) fn within(&self, directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
            home: self.home.clone(),
            variables: Arc::clone(&self.variables),
        }
    }
}

/// A value with what decides its meaning.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) node: Arc<Node>,
    pub(super) scope: Arc<Scope>,
}

/// A scalar with its variables filled in.
pub(super) struct Text {
    pub(super) filled: Filled,
    /// Whether part of it may come from `.env`, so that it must not be shown as it is.
    pub(super) interpolated: bool,
}

impl Part {
    /// Another node of the same file.
    pub(super) fn with(&self, node: &Arc<Node>) -> Self {
        Self {
            node: Arc::clone(node),
            scope: Arc::clone(&self.scope),
        }
    }

    /// The text of a scalar, in which a value may be missing.
    pub(super) fn template(&self) -> Result<Text, String> {
        let Value::Scalar(written) = &self.node.value else {
            return Err(self.node.problem("a single value is expected here"));
        };
        if !written.contains('$') {
            return Ok(Text {
                filled: Filled::plain(written),
                interpolated: false,
            });
        }
        let filled = self.scope.variables.fill(written, LONGEST);
        let filled = filled.map_err(|why| self.node.problem(why))?;
        Ok(Text {
            filled,
            interpolated: true,
        })
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Result<Text, String> {
        let text = self.template()?;
        if text.filled.is_known() {
            Ok(text)
        } else {
            Err(self.node.problem(UNSET))
        }
    }

    /// Where an entry is, with its text when that cannot hold anything but itself.
    pub(super) fn source(&self) -> Source {
        match &self.node.value {
            Value::Scalar(text) if !text.contains(|c: char| c == '$' || c.is_control()) => {
                self.node.quoted(&super::mounts::without_assignments(text))
            }
            Value::Scalar(_) | Value::Null | Value::List(_) | Value::Map(_) => self.node.source(),
        }
    }
}
