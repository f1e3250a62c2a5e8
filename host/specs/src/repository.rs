//! Git repositories of recorded hosts, made step by step from the files that the host has:
//!
//! ```text
//! commit .gitignore compose.yaml .env
//! remove .env
//! commit
//! ```
//!
//! What is written is what git itself would write, so that git can be asked as well.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use muster_target::{FileType, LARGEST_FILE, Recorded, System as _};
use sha1::{Digest as _, Sha1};

/// The id of an object.
type Id = [u8; 20];

/// When the first commit is made: 2026-01-01. Each one is an hour after the one before.
const FIRST: u64 = 1_767_225_600;

/// Adds a repository to the files below `root`. Each line is a step:
///
/// - `add PATH…` takes files into the index as they are, `remove PATH…` takes them out;
/// - `commit [PATH…]` adds the files, and commits the index;
/// - `branch NAME` changes to another branch, which is `main` at first; `detach` leaves it;
/// - `tag NAME` names the commit;
/// - `remote NAME URL` names a remote, and `push NAME` makes the commit known to it.
///
/// # Errors
/// When a line is none of these, or a file is not there.
pub fn add(system: Recorded, root: &Path, steps: &str) -> Result<Recorded, String> {
    let mut repository = Repository {
        objects: BTreeMap::new(),
        index: BTreeMap::new(),
        head: None,
        branch: Some("main".to_owned()),
        refs: BTreeMap::new(),
        config: "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"
            .to_owned(),
        commits: 0,
    };
    for step in steps.lines().filter(|line| !line.trim().is_empty()) {
        repository
            .take(&system, root, step)
            .map_err(|why| format!("`{step}`: {why}"))?;
    }
    Ok(repository.write(system, root))
}

struct Entry {
    mode: u32,
    id: Id,
    size: usize,
}

struct Repository {
    /// Packed, by their ids.
    objects: BTreeMap<Id, Vec<u8>>,
    index: BTreeMap<String, Entry>,
    head: Option<Id>,
    branch: Option<String>,
    refs: BTreeMap<String, Id>,
    config: String,
    commits: u64,
}

impl Repository {
    fn take(&mut self, system: &Recorded, root: &Path, step: &str) -> Result<(), String> {
        let mut words = step.split_whitespace();
        let verb = words.next().unwrap_or_default();
        let arguments: Vec<&str> = words.collect();
        match (verb, arguments.as_slice()) {
            ("add", paths) => self.add(system, root, paths),
            ("commit", paths) => {
                self.add(system, root, paths)?;
                self.commit();
                Ok(())
            }
            ("remove", paths) => {
                for path in paths {
                    self.index.remove(*path).ok_or("it is not in the index")?;
                }
                Ok(())
            }
            ("branch", [name]) => {
                self.branch = Some((*name).to_owned());
                self.note_head();
                Ok(())
            }
            ("detach", []) => {
                self.branch = None;
                Ok(())
            }
            ("tag", [name]) => self.name(format!("refs/tags/{name}")),
            ("push", [name]) => {
                let branch = self.branch.as_deref().unwrap_or("main");
                self.name(format!("refs/remotes/{name}/{branch}"))
            }
            ("remote", [name, url]) => {
                let remote = format!(
                    "[remote \"{name}\"]\n\turl = {url}\n\tfetch = +refs/heads/*:refs/remotes/{name}/*\n"
                );
                self.config.push_str(&remote);
                Ok(())
            }
            _ => Err(
                "a step is `add PATH…`, `remove PATH…`, `commit [PATH…]`, `branch NAME`, `detach`, \
                 `tag NAME`, `remote NAME URL` or `push NAME`"
                    .to_owned(),
            ),
        }
    }

    fn add(&mut self, system: &Recorded, root: &Path, paths: &[&str]) -> Result<(), String> {
        for path in paths {
            let file = root.join(path);
            let wrong = |error: muster_target::ReadError| error.to_string();
            let found = system.link_metadata(&file).map_err(wrong)?;
            let (mode, content) = match found.file_type {
                FileType::Regular => {
                    let mode = if found.mode & 0o100 == 0 {
                        0o100_644
                    } else {
                        0o100_755
                    };
                    (mode, system.read(&file, LARGEST_FILE).map_err(wrong)?)
                }
                FileType::Symlink => {
                    let target = system.read_link(&file).map_err(wrong)?;
                    (0o120_000, target.as_os_str().as_encoded_bytes().to_vec())
                }
                FileType::Directory | FileType::Special => {
                    return Err("it is not a file".to_owned());
                }
            };
            let entry = Entry {
                mode,
                id: self.object("blob", &content),
                size: content.len(),
            };
            self.index.insert((*path).to_owned(), entry);
        }
        Ok(())
    }

    fn object(&mut self, kind: &str, content: &[u8]) -> Id {
        let mut whole = format!("{kind} {}\0", content.len()).into_bytes();
        whole.extend_from_slice(content);
        let id: Id = Sha1::digest(&whole).into();
        self.objects.entry(id).or_insert_with(|| packed(&whole));
        id
    }

    fn commit(&mut self) {
        let entries: Vec<(String, u32, Id)> = self
            .index
            .iter()
            .map(|(path, entry)| (path.clone(), entry.mode, entry.id))
            .collect();
        let tree = self.tree(&entries);
        let parent = self.head.map(|id| format!("parent {}\n", hexadecimal(&id)));
        let time = FIRST + 3600 * self.commits;
        let text = format!(
            "tree {}\n{}author Shop <shop@shop.test> {time} +0000\ncommitter Shop <shop@shop.test> {time} +0000\n\nChange {}\n",
            hexadecimal(&tree),
            parent.unwrap_or_default(),
            self.commits + 1
        );
        self.commits += 1;
        self.head = Some(self.object("commit", text.as_bytes()));
        self.note_head();
    }

    /// The tree of files with these paths, and those of the directories in it.
    fn tree(&mut self, files: &[(String, u32, Id)]) -> Id {
        let mut here: BTreeMap<String, (u32, Id)> = BTreeMap::new();
        let mut below: BTreeMap<String, Vec<(String, u32, Id)>> = BTreeMap::new();
        for (path, mode, id) in files {
            match path.split_once('/') {
                Some((directory, rest)) => {
                    let files = below.entry(directory.to_owned()).or_default();
                    files.push((rest.to_owned(), *mode, *id));
                }
                None => {
                    here.insert(path.clone(), (*mode, *id));
                }
            }
        }
        for (directory, files) in below {
            let id = self.tree(&files);
            // Git orders directories as if a slash were behind their names.
            here.insert(format!("{directory}/"), (0o40_000, id));
        }
        let mut content = Vec::new();
        for (name, (mode, id)) in here {
            content
                .extend_from_slice(format!("{mode:o} {}\0", name.trim_end_matches('/')).as_bytes());
            content.extend_from_slice(&id);
        }
        self.object("tree", &content)
    }

    fn note_head(&mut self) {
        if let (Some(branch), Some(head)) = (&self.branch, self.head) {
            self.refs.insert(format!("refs/heads/{branch}"), head);
        }
    }

    fn name(&mut self, name: String) -> Result<(), String> {
        let head = self.head.ok_or("there is no commit yet")?;
        self.refs.insert(name, head);
        Ok(())
    }

    fn write(self, system: Recorded, root: &Path) -> Recorded {
        let directory = root.join(".git");
        let index = index(&self.index);
        let head = match (&self.branch, self.head) {
            (None, Some(head)) => format!("{}\n", hexadecimal(&head)),
            (branch, _) => format!("ref: refs/heads/{}\n", branch.as_deref().unwrap_or("main")),
        };
        let mut system = system
            .directory(directory.join("objects/pack"))
            .directory(directory.join("refs/heads"))
            .file(directory.join("HEAD"), head)
            .file(directory.join("config"), self.config)
            .file(directory.join("index"), index);
        for (name, id) in self.refs {
            system = system.file(directory.join(name), format!("{}\n", hexadecimal(&id)));
        }
        for (id, packed) in self.objects {
            let id = hexadecimal(&id);
            let (folder, file) = id.split_at(2);
            system = system.file(directory.join("objects").join(folder).join(file), packed);
        }
        system
    }
}

/// The index in its second version (gitformat-index(5)).
fn index(entries: &BTreeMap<String, Entry>) -> Vec<u8> {
    let mut bytes = b"DIRC\0\0\0\x02".to_vec();
    bytes.extend_from_slice(
        &u32::try_from(entries.len())
            .unwrap_or(u32::MAX)
            .to_be_bytes(),
    );
    for (path, entry) in entries {
        let start = bytes.len();
        // Neither times nor the numbers of a file system.
        bytes.extend_from_slice(&[0; 24]);
        bytes.extend_from_slice(&entry.mode.to_be_bytes());
        bytes.extend_from_slice(&[0; 8]);
        bytes.extend_from_slice(&u32::try_from(entry.size).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(&entry.id);
        let length = u16::try_from(path.len()).unwrap_or(u16::MAX).min(0xfff);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(path.as_bytes());
        let padding = 8 - (bytes.len() - start) % 8;
        bytes.extend(std::iter::repeat_n(0, padding));
    }
    let checksum = Sha1::digest(&bytes);
    bytes.extend_from_slice(&checksum);
    bytes
}

#[expect(clippy::expect_used, reason = "memory takes what is written to it")]
fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn hexadecimal(id: &Id) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}
