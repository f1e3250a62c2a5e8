//! Which paths a repository's own rules leave out (gitignore(5)): the `.gitignore` files of its
//! directories and `info/exclude`. What a user adds for all repositories is not the repository's, and not
//! read.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use muster_facts::{Fact, Source};
use muster_target::{FileType, System, present};

use super::glob::{Glob, Options};

/// Bytes of one file of rules.
const LARGEST_RULES: u64 = 1 << 20;

/// One rule.
#[derive(Debug)]
struct Rule {
    glob: Glob,
    negated: bool,
    directories_only: bool,
    /// Whether it is about names, in whatever directory.
    of_names: bool,
    line: u32,
}

/// What decides about a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) ignored: bool,
    pub(super) decided_by: Option<Source>,
}

/// The rules of a work tree, read as they are asked for.
pub(super) struct Ignore<'a> {
    system: &'a dyn System,
    root: &'a Path,
    exclude: PathBuf,
    ignore_case: bool,
    /// By the directory below the root, in which their patterns begin; `info/exclude` under none.
    files: HashMap<Option<String>, Vec<Rule>>,
}

impl<'a> Ignore<'a> {
    pub(super) fn new(
        system: &'a dyn System,
        root: &'a Path,
        common: &Path,
        ignore_case: bool,
    ) -> Self {
        Self {
            system,
            root,
            exclude: common.join("info/exclude"),
            ignore_case,
            files: HashMap::new(),
        }
    }

    /// What the rules say of a file below the root that git does not keep.
    pub(super) fn decide(&mut self, path: &str) -> Fact<Decision> {
        let mut decided_by = None;
        for (end, _) in path.match_indices('/').chain([(path.len(), "")]) {
            let is_directory = end < path.len();
            let part = path.get(..end).unwrap_or_default();
            let Some((negated, source)) = self.last_match(part, is_directory)? else {
                continue;
            };
            if !negated {
                // Nothing below a directory that is left out is looked at.
                return Ok(Decision {
                    ignored: true,
                    decided_by: Some(source),
                });
            }
            if !is_directory {
                decided_by = Some(source);
            }
        }
        Ok(Decision {
            ignored: false,
            decided_by,
        })
    }

    /// The rule that counts for a path: of the deepest directory, the last one.
    fn last_match(&mut self, path: &str, is_directory: bool) -> Fact<Option<(bool, Source)>> {
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        let mut base = Some(parent);
        while let Some(directory) = base {
            if let Some(found) = self.match_in(Some(directory), path, is_directory)? {
                return Ok(Some(found));
            }
            base = match directory {
                "" => None,
                _ => Some(directory.rsplit_once('/').map_or("", |(above, _)| above)),
            };
        }
        self.match_in(None, path, is_directory)
    }

    fn match_in(
        &mut self,
        directory: Option<&str>,
        path: &str,
        is_directory: bool,
    ) -> Fact<Option<(bool, Source)>> {
        let file = match directory {
            Some("") => self.root.join(".gitignore"),
            Some(directory) => self.root.join(directory).join(".gitignore"),
            None => self.exclude.clone(),
        };
        let key = directory.map(str::to_owned);
        if !self.files.contains_key(&key) {
            let rules = self.rules(&file, directory.is_some())?;
            self.files.insert(key.clone(), rules);
        }
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        let relative = match directory {
            None | Some("") => path,
            Some(directory) => path
                .strip_prefix(directory)
                .and_then(|rest| rest.strip_prefix('/'))
                .unwrap_or(path),
        };
        let rules = self.files.get(&key).into_iter().flatten();
        let found = rules
            .rev()
            .filter(|rule| is_directory || !rule.directories_only)
            .find(|rule| {
                let text = if rule.of_names { name } else { relative };
                rule.glob.matches(text.as_bytes())
            });
        Ok(found.map(|rule| {
            // Without its text, which is anybody's.
            let source = Source::line(file.display().to_string(), rule.line);
            (rule.negated, source)
        }))
    }

    fn rules(&self, file: &Path, in_work_tree: bool) -> Fact<Vec<Rule>> {
        // Git follows no link from the work tree here.
        let is_file = present(self.system.link_metadata(file))?.is_some_and(|found| {
            found.file_type == FileType::Regular
                || (!in_work_tree && found.file_type == FileType::Symlink)
        });
        if !is_file {
            return Ok(Vec::new());
        }
        let bytes = present(self.system.read(file, LARGEST_RULES))?.unwrap_or_default();
        Ok(parse(&bytes, self.ignore_case))
    }
}

fn parse(bytes: &[u8], ignore_case: bool) -> Vec<Rule> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let lines = bytes.split(|byte| *byte == b'\n').zip(1..);
    let rules = lines.filter_map(|(line, number)| rule(line, number, ignore_case));
    rules.collect()
}

fn rule(line: &[u8], number: u32, ignore_case: bool) -> Option<Rule> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.first() == Some(&b'#') {
        return None;
    }
    let line = without_spaces_behind(line);
    let (negated, pattern) = match line.strip_prefix(b"!") {
        Some(pattern) => (true, pattern),
        None => (false, line),
    };
    let (directories_only, pattern) = match pattern.strip_suffix(b"/") {
        Some(pattern) => (true, pattern),
        None => (false, pattern),
    };
    if pattern.is_empty() {
        return None;
    }
    let of_names = !pattern.contains(&b'/');
    let options = Options {
        is_path: !of_names,
        ignore_case,
    };
    Some(Rule {
        glob: Glob::parse(pattern.strip_prefix(b"/").unwrap_or(pattern), options)?,
        negated,
        directories_only,
        of_names,
        line: number,
    })
}

/// A space behind a pattern counts where a backslash is before it.
fn without_spaces_behind(line: &[u8]) -> &[u8] {
    let mut end = 0;
    let mut at = 0;
    while let Some(byte) = line.get(at) {
        at += 1;
        match byte {
            b' ' => continue,
            b'\\' => at += 1,
            _ => {}
        }
        end = at;
    }
    line.get(..end).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;

    use super::*;

    fn ignored(system: &Recorded, path: &str) -> bool {
        let root = Path::new("/srv/shop");
        let mut ignore = Ignore::new(system, root, &root.join(".git"), false);
        ignore.decide(path).unwrap().ignored
    }

    #[test]
    fn the_last_rule_of_the_deepest_directory_counts() {
        let system = Recorded::new()
            .file(
                "/srv/shop/.gitignore",
                "# comment\n.env*\n!.env.example\n/build/\nlogs/*.log  \ntrail\\ \n\\!bang\n",
            )
            .file("/srv/shop/api/.gitignore", "!.env\n.env.local\n")
            .file("/srv/shop/.git/info/exclude", "*.pem\n");
        for path in [
            ".env",
            "web/.env.local",
            "build/x/y",
            "logs/a.log",
            "key.pem",
            "trail ",
            "!bang",
            "api/.env.local",
        ] {
            assert!(ignored(&system, path), "{path}");
        }
        for path in [
            ".env.example",
            "api/.env",
            "x/build",
            "logs/x/a.log",
            "build",
            "trail",
            "comment",
        ] {
            assert!(!ignored(&system, path), "{path}");
        }
    }

    #[test]
    fn nothing_comes_back_from_below_a_directory_that_is_left_out() {
        let system = Recorded::new()
            .file("/srv/shop/.gitignore", "conf/\n!conf/.env\n")
            .file("/srv/shop/conf/.gitignore", "!.env\n");
        assert!(ignored(&system, "conf/.env"));
    }

    #[test]
    fn a_link_has_no_rules() {
        let system = Recorded::new()
            .file("/etc/rules", ".env\n")
            .link("/srv/shop/.gitignore", "/etc/rules");
        assert!(!ignored(&system, ".env"));
    }

    #[test]
    fn the_rule_that_decides_is_named() {
        let system = Recorded::new().file("/srv/shop/.gitignore", ".env\r\n!/.env\r\n");
        let root = Path::new("/srv/shop");
        let mut ignore = Ignore::new(&system, root, &root.join(".git"), false);
        let decision = ignore.decide(".env").unwrap();
        assert!(!decision.ignored);
        let source = decision.decided_by.unwrap();
        assert_eq!(source.line, Some(2));
    }
}
