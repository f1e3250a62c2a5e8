//! The objects of a repository, wherever they lie: in files of their own or in packs, here or in the
//! object directories that this one borrows from (gitrepository-layout(5)).
//!
//! What an object is, is believed: whoever can write here can as well write another commit.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use muster_facts::FactError;
use muster_target::{LARGEST_FILE, ReadError, System, plain_path, present};

use super::delta;
use super::inflate::{InflateError, inflate};
use super::object::{Commit, ObjectId, ObjectKind, TreeEntry, commit, tagged, tree_entries};
use super::pack::{EntryContent, Pack, PackError};
use super::trust::Trust;

/// Bytes of one object. Text that people write is far smaller.
pub(super) const LARGEST_OBJECT: usize = 16 << 20;

/// Bytes that are unpacked of one repository. The sources of a large application are a tenth of it.
const MOST_BYTES: usize = 512 << 20;

/// Bytes of unpacked objects that are kept as bases of others.
const MOST_KEPT: usize = 32 << 20;

/// As git makes chains: `pack.depth` is 4095 at most.
const LONGEST_CHAIN: usize = 4096;

/// Packs of one repository; git packs them together when there are 50.
const MOST_PACKS: usize = 1_000;

/// Object directories that borrow from each other, as git has it.
const MOST_DIRECTORIES: usize = 6;

/// Tags that name tags.
const MOST_TAGS: usize = 8;

/// Why an object is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// It is not in the repository, as where only a part of it was fetched.
    Absent,
    /// It is larger than what is read.
    TooLarge,
    Failed(String),
}

impl Unknown {
    pub(super) fn reason(&self, id: &ObjectId) -> String {
        match self {
            Self::Absent => format!("the object {id} is not in the repository"),
            Self::TooLarge => format!("the object {id} is larger than {LARGEST_OBJECT} bytes"),
            Self::Failed(reason) => reason.clone(),
        }
    }
}

pub(super) type Object = (ObjectKind, Rc<[u8]>);

/// The objects of a repository.
pub(super) struct Store<'a> {
    system: &'a dyn System,
    directories: Vec<PathBuf>,
    packs: Vec<Pack>,
    bases: HashMap<(usize, u64), Object>,
    kept: usize,
    spent: usize,
}

impl<'a> Store<'a> {
    /// Finds the packs of an object directory and of those that it borrows from.
    pub(super) fn open(
        system: &'a dyn System,
        objects: &Path,
        trust: &Trust<'_>,
    ) -> Result<Self, FactError> {
        let mut directories = vec![objects.to_owned()];
        let mut looked_at = 0;
        while let Some(directory) = directories.get(looked_at).cloned() {
            looked_at += 1;
            for borrowed in alternates(system, &directory)? {
                trust.check(&borrowed)?;
                if directories.len() == MOST_DIRECTORIES {
                    return Err(FactError::Failed(format!(
                        "{} borrows objects from more than {MOST_DIRECTORIES} directories",
                        objects.display()
                    )));
                }
                if !directories.contains(&borrowed) {
                    directories.push(borrowed);
                }
            }
        }
        let mut packs = Vec::new();
        for directory in &directories {
            let directory = directory.join("pack");
            let names = present(system.list(&directory))?.unwrap_or_default();
            let indexes = names.into_iter().filter(|name| name.ends_with(".idx"));
            for name in indexes {
                if packs.len() == MOST_PACKS {
                    let reason =
                        format!("{} has more than {MOST_PACKS} packs", directory.display());
                    return Err(FactError::Failed(reason));
                }
                let pack = Pack::open(system, directory.join(name));
                packs.push(pack.map_err(|error| FactError::Failed(reason_of(error)))?);
            }
        }
        Ok(Self {
            system,
            directories,
            packs,
            bases: HashMap::new(),
            kept: 0,
            spent: 0,
        })
    }

    /// An object.
    pub(super) fn object(&mut self, id: &ObjectId) -> Result<Object, Unknown> {
        if let Some((pack, place)) = self.packed(id) {
            return self.unpack(pack, place);
        }
        let text = id.to_string();
        let (directory, file) = text.split_at(2);
        for objects in &self.directories {
            let path = objects.join(directory).join(file);
            match self.system.read(&path, LARGEST_OBJECT as u64) {
                Ok(bytes) => {
                    let object = loose(bytes).map_err(|error| match error {
                        InflateError::TooLarge => Unknown::TooLarge,
                        InflateError::Damaged | InflateError::Input(()) => damaged(&path),
                    })?;
                    self.spend(object.1.len())?;
                    return Ok(object);
                }
                Err(ReadError::NotFound { .. }) => {}
                Err(ReadError::TooLarge { .. }) => return Err(Unknown::TooLarge),
                Err(error) => return Err(Unknown::Failed(error.to_string())),
            }
        }
        Err(Unknown::Absent)
    }

    fn packed(&self, id: &ObjectId) -> Option<(usize, u64)> {
        let mut places = self.packs.iter().enumerate();
        places.find_map(|(pack, known)| Some((pack, known.place(id)?)))
    }

    /// Unpacks what lies at a place of a pack, from its base on.
    fn unpack(&mut self, pack: usize, place: u64) -> Result<Object, Unknown> {
        // The differences on the way to the base, the first one to apply last.
        let mut way: Vec<(usize, u64)> = Vec::new();
        let (mut pack, mut place) = (pack, place);
        let mut object = loop {
            if let Some(known) = self.bases.get(&(pack, place)) {
                break (known.0, Rc::clone(&known.1));
            }
            let entry = self.entry(pack, place)?;
            way.push((pack, place));
            match entry.what {
                EntryContent::Object(kind) => {
                    let bytes = self.stream(pack, &entry)?;
                    way.pop();
                    let object: Object = (kind, bytes.into());
                    self.keep((pack, place), &object);
                    break object;
                }
                EntryContent::DeltaFromPlace(base) => place = base,
                EntryContent::DeltaFrom(id) => match self.packed(&id) {
                    Some(base) => (pack, place) = base,
                    // In a file of its own, as in a pack that was not completed.
                    None => break self.object(&id)?,
                },
            }
            if way.len() > LONGEST_CHAIN {
                return Err(Unknown::Failed(format!(
                    "an object has more than {LONGEST_CHAIN} bases"
                )));
            }
        };
        while let Some((pack, place)) = way.pop() {
            let entry = self.entry(pack, place)?;
            let difference = self.stream(pack, &entry)?;
            let made = delta::apply(&object.1, &difference, LARGEST_OBJECT).ok_or_else(|| {
                Unknown::Failed(format!(
                    "a difference in a pack does not fit its base ({place})"
                ))
            })?;
            self.spend(made.len())?;
            object = (object.0, made.into());
            self.keep((pack, place), &object);
        }
        Ok(object)
    }

    fn entry(&self, pack: usize, place: u64) -> Result<super::pack::Entry, Unknown> {
        let pack = self.packs.get(pack).ok_or(Unknown::Absent)?;
        pack.entry(self.system, place).map_err(unknown)
    }

    fn stream(&mut self, pack: usize, entry: &super::pack::Entry) -> Result<Vec<u8>, Unknown> {
        let pack = self.packs.get(pack).ok_or(Unknown::Absent)?;
        let bytes = pack
            .unpack(self.system, entry, LARGEST_OBJECT)
            .map_err(unknown)?;
        self.spend(bytes.len())?;
        Ok(bytes)
    }

    fn keep(&mut self, place: (usize, u64), object: &Object) {
        if self.kept + object.1.len() > MOST_KEPT {
            self.bases.clear();
            self.kept = 0;
        }
        if object.1.len() <= MOST_KEPT / 8 {
            self.kept += object.1.len();
            self.bases.insert(place, (object.0, Rc::clone(&object.1)));
        }
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Unknown> {
        self.spent = self.spent.saturating_add(bytes);
        if self.spent > MOST_BYTES {
            let reason =
                format!("it holds more than {MOST_BYTES} bytes, the most that Muster unpacks");
            return Err(Unknown::Failed(reason));
        }
        Ok(())
    }

    /// A commit.
    pub(super) fn commit(&mut self, id: &ObjectId) -> Result<Commit, Unknown> {
        let (kind, bytes) = self.object(id)?;
        let commit = (kind == ObjectKind::Commit)
            .then(|| commit(&bytes))
            .flatten();
        commit.ok_or_else(|| Unknown::Failed(format!("the object {id} is not a commit")))
    }

    /// The commit that a reference leads to, through annotated tags; none where that is none.
    pub(super) fn peeled(&mut self, id: &ObjectId) -> Result<Option<ObjectId>, Unknown> {
        let mut id = *id;
        for _ in 0..MOST_TAGS {
            match self.object(&id)? {
                (ObjectKind::Commit, _) => return Ok(Some(id)),
                (ObjectKind::Tag, bytes) => match tagged(&bytes) {
                    Some(next) => id = next,
                    None => return Ok(None),
                },
                (ObjectKind::Tree | ObjectKind::Blob, _) => return Ok(None),
            }
        }
        Ok(None)
    }

    /// The entries of a directory.
    pub(super) fn tree(&mut self, id: &ObjectId) -> Result<Vec<TreeEntry>, Unknown> {
        let (kind, bytes) = self.object(id)?;
        let entries = (kind == ObjectKind::Tree)
            .then(|| tree_entries(&bytes))
            .flatten();
        entries.ok_or_else(|| Unknown::Failed(format!("the object {id} is not a tree")))
    }

    /// The content of a file.
    pub(super) fn blob(&mut self, id: &ObjectId) -> Result<Rc<[u8]>, Unknown> {
        match self.object(id)? {
            (ObjectKind::Blob, bytes) => Ok(bytes),
            _ => Err(Unknown::Failed(format!("the object {id} is not a file"))),
        }
    }
}

/// The object directories that one borrows from (`info/alternates`).
fn alternates(system: &dyn System, objects: &Path) -> Result<Vec<PathBuf>, FactError> {
    let path = objects.join("info/alternates");
    let bytes = present(system.read(&path, LARGEST_FILE))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let mut seen = HashSet::new();
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| plain_path(&objects.join(line)))
        .filter(|path| seen.insert(path.clone()));
    Ok(lines.collect())
}

/// An object in a file of its own.
fn loose(bytes: Vec<u8>) -> Result<Object, InflateError<()>> {
    /// `commit 16777216` and the byte behind it.
    const LONGEST_HEADER: usize = 32;
    let mut pieces = Some(bytes).into_iter();
    let content = inflate(|| Ok(pieces.next()), LARGEST_OBJECT + LONGEST_HEADER)?;
    let end = content
        .iter()
        .take(LONGEST_HEADER)
        .position(|byte| *byte == 0);
    let object = end.and_then(|end| {
        let header = std::str::from_utf8(content.get(..end)?).ok()?;
        let (kind, size) = header.split_once(' ')?;
        let rest = content.get(end + 1..)?;
        let size: usize = size.parse().ok()?;
        (size == rest.len()).then_some((ObjectKind::from_name(kind)?, rest.into()))
    });
    object.ok_or(InflateError::Damaged)
}

fn damaged(path: &Path) -> Unknown {
    Unknown::Failed(format!("{} is damaged", path.display()))
}

fn unknown(error: PackError) -> Unknown {
    match error {
        PackError::TooLarge => Unknown::TooLarge,
        PackError::Damaged(path) => damaged(&path),
        PackError::Read(error) => Unknown::Failed(error.to_string()),
    }
}

fn reason_of(error: PackError) -> String {
    match error {
        PackError::Read(error) => error.to_string(),
        PackError::Damaged(path) => format!(
            "{} is damaged, or of a version that Muster does not read",
            path.display()
        ),
        PackError::TooLarge => "a pack is too large".to_owned(),
    }
}
