//! A recorded target as collectors read one.

use std::path::{Path, PathBuf};

use super::nodes::Step;
use super::{Content, Node, Recorded};
use crate::named::{Followed, Links, Named, Namers};
use crate::traversal::{not_walked, walk_recorded};
use crate::{
    Command, Kind, Metadata, Output, ReadError, RunError, Space, System, Visitor, WalkLimits,
    WalkReport,
};

impl System for Recorded {
    fn kind(&self) -> Kind {
        Kind::Recording
    }

    fn given_name(&self) -> Option<&str> {
        Some(self.name()).filter(|name| !name.is_empty())
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let (_, node) = self.find(path, true)?;
        node.read(path, limit)
    }

    fn read_part(&self, path: &Path, offset: u64, length: u64) -> Result<Vec<u8>, ReadError> {
        let (_, node) = self.find(path, true)?;
        let bytes = node.content(path)?;
        let index = |number: u64| {
            usize::try_from(number)
                .unwrap_or(usize::MAX)
                .min(bytes.len())
        };
        let part = bytes.get(index(offset)..index(offset.saturating_add(length)));
        Ok(part.unwrap_or_default().to_vec())
    }

    fn read_named_by(
        &self,
        path: &Path,
        limit: u64,
        links: Links,
        namers: &Namers,
    ) -> Result<Named<Vec<u8>>, ReadError> {
        let mut followed = Followed::new(links, None, namers);
        let mut judge = |step: Step<'_>| {
            match step {
                Step::In(directory) if followed.any() => {
                    for above in directory.ancestors() {
                        if let Some(node) = self.node_at(above) {
                            followed.check_directory(path, node.metadata(0))?;
                        }
                    }
                }
                Step::In(_) => {}
                Step::Link(link, node) => followed.add(link.to_owned(), node.metadata(0)),
            }
            Ok(())
        };
        let (_, node) = self.walk(path, true, &mut judge)?;
        followed.check_file(path, node.metadata(0))?;
        Ok(Named {
            content: node.read(path, limit)?,
            namers: followed.namers(path, node.metadata(0)),
        })
    }

    fn metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        self.stat(path, true)
    }

    fn link_metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        self.stat(path, false)
    }

    fn extended_acl(&self, path: &Path) -> Result<Option<bool>, ReadError> {
        let (_, node) = self.find(path, true)?;
        Ok(node.acl)
    }

    fn free_space(&self, path: &Path) -> Result<Option<Space>, ReadError> {
        let (_, node) = self.find(path, true)?;
        Ok(node.space)
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ReadError> {
        match self.find(path, false)? {
            (
                _,
                Node {
                    content: Content::Link(leads_to),
                    ..
                },
            ) => Ok(leads_to.clone()),
            _ => Err(ReadError::Other {
                path: path.to_owned(),
                message: "is not a symbolic link".to_owned(),
            }),
        }
    }

    fn list(&self, path: &Path) -> Result<Vec<String>, ReadError> {
        let (_, node) = self.find(path, true)?;
        if node.denied {
            return Err(ReadError::Denied {
                path: path.to_owned(),
            });
        }
        if node.content != Content::Directory {
            return Err(ReadError::Other {
                path: path.to_owned(),
                message: "is not a directory".to_owned(),
            });
        }
        Ok(node
            .names
            .iter()
            .filter_map(|name| name.to_str().map(str::to_owned))
            .collect())
    }

    fn walk_files(
        &self,
        _limits: &WalkLimits,
        visitor: &dyn Visitor,
    ) -> Result<WalkReport, ReadError> {
        if !self.walked {
            return Err(not_walked());
        }
        let tables = ["/proc/1/mountinfo", "/proc/self/mountinfo"].map(Path::new);
        let mut tables = tables.iter().filter_map(|path| self.node_at(path));
        let table = match tables.next().map(|node| &node.content) {
            Some(Content::File(bytes)) => bytes.as_slice(),
            Some(Content::Directory | Content::Link(_) | Content::Special) | None => b"",
        };
        let nodes = self.in_order();
        let nodes = nodes.map(|(path, node)| (path, node.metadata(0), node.denied));
        Ok(walk_recorded(nodes, table, visitor))
    }

    fn recorded_answers(&self, protocol: &str) -> Option<&str> {
        self.answers.get(protocol).map(String::as_str)
    }

    fn now(&self) -> Option<i64> {
        self.now
    }

    fn run(&self, command: &Command) -> Result<Output, RunError> {
        self.commands.get(command).cloned().unwrap_or_else(|| {
            Err(RunError::NotRecorded {
                command: command.to_string(),
            })
        })
    }
}
