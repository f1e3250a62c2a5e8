//! The files of sudoers(5), in the order in which sudo reads them.

use std::path::{Path, PathBuf};

use muster_facts::Source;
use muster_facts::sudoers::{PolicyFile, Problem};
use muster_target::{FileType, ReadError, System, present};

use super::grammar::statement;
use super::lines::lines;
use super::statement::Statement;

/// As sudo itself.
const DEEPEST: usize = 128;
/// Of a host that is set up by a program; beyond these somebody includes a file in itself.
const MOST_FILES: usize = 2_000;
/// Lines of all files together.
const MOST_LINES: usize = 50_000;

/// What is in the files.
#[derive(Default)]
pub(super) struct Read {
    pub(super) files: Vec<PolicyFile>,
    pub(super) problems: Vec<Problem>,
    /// Everything but what includes.
    pub(super) statements: Vec<(Statement, Source)>,
    lines: usize,
    /// Whether a limit was met, and told.
    is_cut: bool,
}

/// Reads a file and all that it includes.
pub(super) fn read_policy(system: &dyn System, host: &str, path: &Path) -> Read {
    let mut read = Read::default();
    read.file(system, host, path, 0);
    read
}

impl Read {
    fn add(&mut self, path: &Path, state: &str, reason: Option<String>) {
        let path = path.display().to_string();
        self.files.push(PolicyFile {
            state: state.to_owned(),
            reason,
            source: Source::file(&*path),
            path,
        });
    }

    fn cut(&mut self, path: &Path) {
        if !self.is_cut {
            self.is_cut = true;
            let reason = "there are more files, or more lines in them, than Muster reads";
            self.add(path, PolicyFile::STATE_UNREAD, Some(reason.to_owned()));
        }
    }

    fn file(&mut self, system: &dyn System, host: &str, path: &Path, depth: usize) {
        if depth >= DEEPEST || self.files.len() >= MOST_FILES {
            return self.cut(path);
        }
        let text = match system.read_text(path) {
            Ok(text) => text,
            Err(error) => return self.add(path, PolicyFile::STATE_UNREAD, Some(error.to_string())),
        };
        self.add(path, PolicyFile::STATE_READ, None);
        let name = path.display().to_string();
        for line in lines(&text) {
            if self.lines >= MOST_LINES {
                return self.cut(path);
            }
            self.lines += 1;
            let source = Source::line(&*name, line.number);
            match statement(&line.text) {
                Ok(Statement::Include {
                    path: included,
                    is_directory,
                }) => {
                    // `%h` is the short name of the host.
                    let included = PathBuf::from(included.replace("%h", host));
                    let above = path.parent().unwrap_or(Path::new("/"));
                    let included = above.join(included);
                    if is_directory {
                        self.directory(system, host, &included, depth);
                    } else {
                        self.file(system, host, &included, depth + 1);
                    }
                }
                Ok(statement) => self.statements.push((statement, source)),
                Err(expected) => self.problems.push(Problem {
                    message: format!("{name} line {}: {expected} is expected", line.number),
                    source,
                }),
            }
        }
    }

    fn directory(&mut self, system: &dyn System, host: &str, path: &Path, depth: usize) {
        let names = match present(system.list(path)) {
            // sudo does without it.
            Ok(None) => return,
            Ok(Some(names)) => names,
            Err(error) => return self.add(path, PolicyFile::STATE_UNREAD, Some(error.to_string())),
        };
        for name in names {
            let file = path.join(&name);
            match system.metadata(&file) {
                Ok(found) if found.file_type != FileType::Regular => {}
                // A link to nothing.
                Err(ReadError::NotFound { .. }) => {}
                Ok(_) if name.contains('.') || name.ends_with('~') => {
                    self.add(&file, PolicyFile::STATE_PASSED_OVER, None);
                }
                Ok(_) => self.file(system, host, &file, depth + 1),
                Err(error) => self.add(&file, PolicyFile::STATE_UNREAD, Some(error.to_string())),
            }
        }
    }
}
