//! The walk through a tree of files, by names relative to handles of directories: no path is resolved twice, and none
//! can be made to lead elsewhere meanwhile.

use std::collections::BTreeMap;
use std::ffi::{CStr, CString};
use std::os::fd::{AsFd, AsRawFd as _, OwnedFd};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use rustix::fs::{
    AtFlags, CWD, FileType as Raw, Mode, OFlags, RawDir, ResolveFlags, StatxFlags, statx,
};
use rustix::io::Errno;

use super::mounts::{Decision, Mounts};
use super::notes::Notes;
use super::queue::{EndOnPanic, Queue};
use super::{Entered, Hit, Skip, Visitor, WalkLimits, WalkReport, Walked};
use crate::tree::Tree;
use crate::{FileType, ReadError};

/// What this process sees mounted, which is what it walks through.
const TABLE: &str = "/proc/self/mountinfo";
/// As for the facts on mounts.
const LARGEST_TABLE: u64 = 16 << 20;

/// More than two get in the way of what the host is for.
const THREADS: usize = 2;

/// Names are read in pieces of this size, of a thousand and more.
const PIECE: usize = 64 << 10;

/// The longest path, see path_resolution(7).
const LONGEST_PATH: usize = 4096;

/// Entries between two looks at the clock.
const BETWEEN_LOOKS: u64 = 1024;

/// A directory that is open, for those below it.
struct Directory {
    handle: OwnedFd,
    path: Vec<u8>,
    depth: usize,
    place: Place,
}

/// The file system that a directory is on.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    mount: u64,
    /// Tells file systems apart where the kernel does not say which mount a name is on.
    device: (u32, u32),
    nosuid: bool,
}

/// A directory that is still to be entered.
struct Task {
    above: Arc<Directory>,
    name: CString,
    place: Place,
}

/// What is used again for each directory.
struct Workspace {
    piece: Vec<u8>,
    tasks: Vec<Task>,
    hits: Vec<Hit>,
}

struct Walk<'a> {
    visitor: &'a dyn Visitor,
    limits: &'a WalkLimits,
    mounts: BTreeMap<u64, Decision>,
    notes: Notes,
    begun: Instant,
    queue: Queue<Task>,
}

/// What is behind a name.
struct Seen {
    walked: Walked,
    /// None where the kernel does not say.
    mount: Option<u64>,
    device: (u32, u32),
}

/// Walks through the running host, or through a directory that stands for a host.
pub(in super::super) fn walk(
    tree: &Tree,
    limits: &WalkLimits,
    visitor: &dyn Visitor,
) -> Result<WalkReport, ReadError> {
    let fail = |errno| crate::tree::failure(Path::new("/"), errno);
    let unknown = |message: String| ReadError::Other {
        path: TABLE.into(),
        message,
    };
    let table = Tree::Host.read(Path::new(TABLE), LARGEST_TABLE)?;
    let mounts = Mounts::parse(&table)
        .ok_or_else(|| unknown("a line is in a form that Muster does not know".to_owned()))?;
    let handle = open_root(tree).map_err(fail)?;
    let seen = look(handle.as_fd(), c".").map_err(fail)?;
    let mount = seen.mount.or_else(|| mount_of(&handle));
    let mount = mount.ok_or_else(|| unknown("does not say what / is on".to_owned()))?;
    if let Some(kind) = mounts.network_root(mount) {
        return Err(ReadError::Other {
            path: "/".into(),
            message: format!(
                "is on a file system of the network ({kind}), which Muster does not walk through"
            ),
        });
    }
    let place = Place {
        mount,
        device: seen.device,
        nosuid: mounts.is_nosuid(mount),
    };
    let enters = |path: &[u8]| {
        let all = (1..=path.len()).filter(|end| path.get(*end).is_none_or(|byte| *byte == b'/'));
        all.filter_map(|end| path.get(..end)).all(|path| {
            let nosuid = false;
            visitor.enter(Entered { path, nosuid }).is_some()
        })
    };
    let root = Arc::new(Directory {
        handle,
        path: Vec::new(),
        depth: 0,
        place,
    });
    let walk = Walk {
        visitor,
        limits,
        mounts: match tree {
            Tree::Host => mounts.of_host(&enters),
            Tree::Below(_) => mounts.of_image(),
        },
        notes: Notes::default(),
        begun: Instant::now(),
        queue: Queue::new(Task {
            above: root,
            name: c".".to_owned(),
            place,
        }),
    };
    walk.notes.root(b"/");
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 1..cores.min(THREADS) {
            scope.spawn(|| walk.work());
        }
        walk.work();
    });
    Ok(walk.notes.report())
}

fn open_root(tree: &Tree) -> Result<OwnedFd, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    match tree {
        Tree::Host => rustix::fs::openat(CWD, c"/", flags, Mode::empty()),
        Tree::Below(root) => {
            let within = ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS;
            rustix::fs::openat2(root, c".", flags, Mode::empty(), within)
        }
    }
}

impl Walk<'_> {
    fn work(&self) {
        let _guard = EndOnPanic(&self.queue);
        let mut workspace = Workspace {
            piece: Vec::with_capacity(PIECE),
            tasks: Vec::new(),
            hits: Vec::new(),
        };
        while let Some(task) = self.queue.next() {
            self.directory(&task, &mut workspace);
            drop(task);
            self.queue.done(&mut workspace.tasks);
        }
    }

    /// Enters a directory, and looks at all that is in it.
    fn directory(&self, task: &Task, workspace: &mut Workspace) {
        let above = &task.above;
        let is_root = above.depth == 0 && task.name.as_bytes() == b".";
        let path = if is_root {
            b"/".to_vec()
        } else {
            path_of(&above.path, task.name.as_bytes())
        };
        let nosuid = task.place.nosuid;
        let path_shown = path.as_slice();
        let Some(inside) = self.visitor.enter(Entered {
            path: path_shown,
            nosuid,
        }) else {
            return self.notes.skip(&path, Skip::Storage);
        };
        if above.depth >= self.limits.depth || path.len() > LONGEST_PATH {
            return self.notes.hole(&path, "lies deeper than Muster goes");
        }
        let handle = match open(&above.handle, &task.name) {
            Ok(handle) => handle,
            // It was there a moment ago.
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => return,
            Err(errno) => return self.notes.hole(&path, reason(errno)),
        };
        let directory = Arc::new(Directory {
            handle,
            path: if is_root { Vec::new() } else { path.clone() },
            depth: above.depth + 1,
            place: task.place,
        });
        workspace.hits.clear();
        if is_root && let Ok(seen) = look(directory.handle.as_fd(), c".") {
            self.judge(inside, &seen.walked, b"", &mut workspace.hits);
        }
        let counted = self.entries(&directory, inside, workspace);
        if let Err(errno) = counted {
            self.notes.hole(&path, reason(errno));
        }
        if !workspace.hits.is_empty() {
            workspace.hits.sort_by(|a, b| a.name.cmp(&b.name));
            self.visitor.keep(&path, &workspace.hits);
        }
    }

    fn judge(&self, inside: u8, walked: &Walked, name: &[u8], hits: &mut Vec<Hit>) {
        let marks = self.visitor.marks(inside, *walked);
        if marks != 0 {
            hits.push(Hit {
                name: name.to_vec(),
                walked: *walked,
                marks,
            });
        }
    }

    fn entries(
        &self,
        directory: &Arc<Directory>,
        inside: u8,
        workspace: &mut Workspace,
    ) -> Result<(), Errno> {
        let Workspace { piece, tasks, hits } = workspace;
        let mut names = RawDir::new(&directory.handle, piece.spare_capacity_mut());
        let (mut entries, mut counted) = (0, 0);
        while let Some(entry) = names.next() {
            let entry = entry?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            entries += 1;
            if entries > self.limits.in_directory {
                self.notes.hole(
                    &shown(directory),
                    format!("has more than {} files", self.limits.in_directory),
                );
                break;
            }
            if entries - counted == BETWEEN_LOOKS {
                if self.is_over(entries - counted) {
                    return Ok(());
                }
                counted = entries;
            }
            match entry.file_type() {
                Raw::RegularFile | Raw::Directory | Raw::Unknown => {}
                Raw::Symlink
                | Raw::Fifo
                | Raw::Socket
                | Raw::CharacterDevice
                | Raw::BlockDevice => continue,
            }
            let seen = match look(directory.handle.as_fd(), name) {
                Ok(seen) => seen,
                Err(Errno::NOENT) => continue,
                Err(errno) => {
                    let path = path_of(&directory.path, name.to_bytes());
                    self.notes.hole(&path, reason(errno));
                    continue;
                }
            };
            match seen.walked.file_type {
                FileType::Regular => self.judge(inside, &seen.walked, name.to_bytes(), hits),
                FileType::Directory => {
                    if let Some(place) = self.place(directory, name, &seen) {
                        self.judge(inside, &seen.walked, name.to_bytes(), hits);
                        tasks.push(Task {
                            above: Arc::clone(directory),
                            name: name.to_owned(),
                            place,
                        });
                    }
                }
                FileType::Symlink | FileType::Special => {}
            }
        }
        self.is_over(entries - counted);
        Ok(())
    }

    /// The file system of a directory that is to be entered.
    fn place(&self, above: &Directory, name: &CStr, seen: &Seen) -> Option<Place> {
        let mount = match seen.mount {
            Some(mount) => mount,
            None if seen.device == above.place.device => above.place.mount,
            None => {
                let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
                let opened = rustix::fs::openat(&above.handle, name, flags, Mode::empty());
                opened.ok().and_then(|handle| mount_of(&handle))?
            }
        };
        if mount == above.place.mount {
            return Some(Place {
                device: seen.device,
                ..above.place
            });
        }
        let path = path_of(&above.path, name.to_bytes());
        match self.mounts.get(&mount) {
            Some(Decision::Walk { nosuid }) => {
                self.notes.root(&path);
                Some(Place {
                    mount,
                    device: seen.device,
                    nosuid: *nosuid,
                })
            }
            Some(Decision::Skip(why)) => {
                self.notes.skip(&path, *why);
                None
            }
            None => {
                self.notes
                    .hole(&path, "was mounted while Muster walked; run it again");
                None
            }
        }
    }

    /// Counts entries, and ends the walk where it has gone far enough.
    fn is_over(&self, entries: u64) -> bool {
        let all = self.notes.count(entries);
        let reason = if all > self.limits.entries {
            format!(
                "could not be searched completely: there are more than {} files",
                self.limits.entries
            )
        } else if self.begun.elapsed() > self.limits.time {
            format!(
                "could not be searched completely: it took more than {} seconds",
                self.limits.time.as_secs()
            )
        } else {
            return false;
        };
        if !self.queue.end() {
            self.notes.cut(reason);
        }
        true
    }
}

fn shown(directory: &Directory) -> Vec<u8> {
    if directory.path.is_empty() {
        b"/".to_vec()
    } else {
        directory.path.clone()
    }
}

fn path_of(above: &[u8], name: &[u8]) -> Vec<u8> {
    [above, b"/", name].concat()
}

fn reason(errno: Errno) -> String {
    match errno {
        Errno::ACCESS | Errno::PERM => {
            "cannot be entered by this user; run Muster as root".to_owned()
        }
        errno => std::io::Error::from(errno).to_string(),
    }
}

/// Opens a directory for its names; when it was read last is left as it was, where that is allowed.
fn open(above: &OwnedFd, name: &CStr) -> Result<OwnedFd, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match rustix::fs::openat(above, name, flags | OFlags::NOATIME, Mode::empty()) {
        // Only the owner and root may leave no trace.
        Err(Errno::PERM) => rustix::fs::openat(above, name, flags, Mode::empty()),
        opened => opened,
    }
}

/// What is behind a name, without waking what would mount something there.
fn look(directory: impl AsFd, name: &CStr) -> Result<Seen, Errno> {
    let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
    let wanted = StatxFlags::TYPE
        | StatxFlags::MODE
        | StatxFlags::UID
        | StatxFlags::GID
        | StatxFlags::MNT_ID;
    match statx(&directory, name, flags | AtFlags::STATX_DONT_SYNC, wanted) {
        Ok(found) => {
            let says_mount = found.stx_mask & StatxFlags::MNT_ID.bits() != 0;
            Ok(Seen {
                walked: walked(found.stx_mode.into(), found.stx_uid, found.stx_gid),
                mount: says_mount.then_some(found.stx_mnt_id),
                device: (found.stx_dev_major, found.stx_dev_minor),
            })
        }
        // Older kernels, and containers whose profile does not know the call.
        Err(Errno::NOSYS | Errno::PERM) => {
            let found = rustix::fs::statat(&directory, name, flags)?;
            let device = found.st_dev;
            Ok(Seen {
                walked: walked(found.st_mode, found.st_uid, found.st_gid),
                mount: None,
                device: (rustix::fs::major(device), rustix::fs::minor(device)),
            })
        }
        Err(errno) => Err(errno),
    }
}

fn walked(mode: u32, uid: u32, gid: u32) -> Walked {
    Walked {
        file_type: match Raw::from_raw_mode(mode) {
            Raw::RegularFile => FileType::Regular,
            Raw::Directory => FileType::Directory,
            Raw::Symlink => FileType::Symlink,
            Raw::Fifo | Raw::Socket | Raw::CharacterDevice | Raw::BlockDevice | Raw::Unknown => {
                FileType::Special
            }
        },
        mode: mode & 0o7777,
        uid,
        gid,
    }
}

/// The mount that a handle is on, as procfs says it (proc_pid_fdinfo(5)).
fn mount_of(handle: &OwnedFd) -> Option<u64> {
    let path = format!("/proc/self/fdinfo/{}", handle.as_raw_fd());
    let text = Tree::Host.read(Path::new(&path), 4096).ok()?;
    let text = String::from_utf8_lossy(&text);
    let line = text.lines().find_map(|line| line.strip_prefix("mnt_id:"))?;
    line.trim().parse().ok()
}
