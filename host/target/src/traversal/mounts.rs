//! Which of the mounted file systems a walk enters, by proc_pid_mountinfo(5). Pure.

use std::collections::BTreeMap;

use super::Skip;

/// File systems of disks that keep owners and modes.
const DISKS: [&str; 12] = [
    "bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "jfs", "nilfs2", "reiserfs", "ubifs",
    "xfs", "zfs",
];

/// Those in memory, or made by the kernel.
const MEMORY: [&str; 23] = [
    "binfmt_misc",
    "bpf",
    "cgroup",
    "cgroup2",
    "configfs",
    "cpuset",
    "debugfs",
    "devpts",
    "devtmpfs",
    "efivarfs",
    "fusectl",
    "hugetlbfs",
    "mqueue",
    "nsfs",
    "proc",
    "pstore",
    "ramfs",
    "rpc_pipefs",
    "securityfs",
    "selinuxfs",
    "sysfs",
    "tmpfs",
    "tracefs",
];

/// Layers of containers, and packages and systems that are images.
const LAYERS: [&str; 3] = ["erofs", "overlay", "squashfs"];

/// Whoever walks through these asks another machine for every file.
const NETWORK: [&str; 12] = [
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "gfs2",
    "glusterfs",
    "gpfs",
    "lustre",
    "nfs",
    "nfs4",
    "smb3",
];

/// What is done with a file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Walk { nosuid: bool },
    Skip(Skip),
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mount {
    pub(super) id: u64,
    device: String,
    /// Which part of the file system it shows.
    root: Vec<u8>,
    pub(super) path: Vec<u8>,
    pub(super) kind: String,
    nosuid: bool,
}

/// All of them, in the order of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mounts(Vec<Mount>);

impl Mounts {
    /// None where a line is in a form that is not known.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let lines = text
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        lines.map(parse_line).collect::<Option<_>>().map(Self)
    }

    /// By identifier, what is done with each below the root of the running host, of which `enters` says which
    /// directories a walk enters.
    pub(super) fn of_host(&self, enters: &dyn Fn(&[u8]) -> bool) -> BTreeMap<u64, Decision> {
        let decide = |mount: &Mount| match decision(mount) {
            Decision::Walk { .. } if self.is_seen_elsewhere(mount, enters) => {
                Decision::Skip(Skip::Twice)
            }
            decision => decision,
        };
        self.0
            .iter()
            .map(|mount| (mount.id, decide(mount)))
            .collect()
    }

    /// The same below a directory that stands for a host.
    pub(super) fn of_image(&self) -> BTreeMap<u64, Decision> {
        let mounts = self.0.iter();
        mounts.map(|mount| (mount.id, decision(mount))).collect()
    }

    /// By path, of those that are on top: what is done with each in a recording.
    pub(super) fn by_path(&self) -> BTreeMap<Vec<u8>, Decision> {
        let mounts = self.0.iter().filter(|mount| mount.path != b"/");
        mounts
            .map(|mount| (mount.path.clone(), decision(mount)))
            .collect()
    }

    /// Why nothing is walked through: the file system of the root.
    pub(super) fn network_root(&self, id: u64) -> Option<&str> {
        let root = self.0.iter().find(|mount| mount.id == id)?;
        NETWORK
            .contains(&root.kind.as_str())
            .then_some(root.kind.as_str())
    }

    pub(super) fn is_nosuid(&self, id: u64) -> bool {
        self.0.iter().any(|mount| mount.id == id && mount.nosuid)
    }

    /// Whether all of it is met at another path.
    fn is_seen_elsewhere(&self, mount: &Mount, enters: &dyn Fn(&[u8]) -> bool) -> bool {
        let place = |one: &Mount| self.0.iter().position(|other| other.id == one.id);
        self.0.iter().any(|other| {
            if other.id == mount.id || other.device != mount.device || !enters(&other.path) {
                return false;
            }
            let Some(rest) = below(&other.root, &mount.root) else {
                return false;
            };
            if rest.is_empty() && place(other) > place(mount) {
                return false;
            }
            let there = join(&other.path, rest);
            // Something may lie on it, the mount itself included.
            let is_covered = |on: &Mount| {
                below(&on.path, &there).is_some()
                    && (on.path.len() > other.path.len() || place(on) > place(other))
            };
            !self.0.iter().any(is_covered)
        })
    }
}

fn decision(mount: &Mount) -> Decision {
    let kind = mount.kind.as_str();
    if DISKS.contains(&kind) {
        Decision::Walk {
            nosuid: mount.nosuid,
        }
    } else if MEMORY.contains(&kind) {
        Decision::Skip(Skip::Memory)
    } else if LAYERS.contains(&kind) {
        Decision::Skip(Skip::Storage)
    } else {
        Decision::Skip(Skip::Foreign)
    }
}

/// What of a path lies below another: empty for the same; none where it does not.
fn below<'a>(above: &[u8], path: &'a [u8]) -> Option<&'a [u8]> {
    let above = above.strip_suffix(b"/").unwrap_or(above);
    let rest = path.strip_prefix(above)?;
    match rest {
        [] | [b'/'] => Some(&[]),
        [b'/', ..] => Some(rest),
        _ => None,
    }
}

/// A path, and the rest of one that begins with a slash.
fn join(path: &[u8], rest: &[u8]) -> Vec<u8> {
    let path = path.strip_suffix(b"/").unwrap_or(path);
    let joined = [path, rest].concat();
    if joined.is_empty() {
        b"/".to_vec()
    } else {
        joined
    }
}

/// Identifiers, device, root, path, options, any number of other fields, a `-`, and the type.
fn parse_line(line: &[u8]) -> Option<Mount> {
    let mut fields = line.split(|byte| *byte == b' ');
    let text = |field: &[u8]| std::str::from_utf8(field).ok().map(str::to_owned);
    let id = text(fields.next()?)?.parse().ok()?;
    let device = text(fields.nth(1)?)?;
    let root = unescaped_mount_field(fields.next()?);
    let path = unescaped_mount_field(fields.next()?);
    let options = fields.next()?;
    let kind = fields.skip_while(|field| *field != b"-").nth(1)?;
    let nosuid = options
        .split(|byte| *byte == b',')
        .any(|option| option == b"nosuid");
    path.starts_with(b"/").then_some(Mount {
        id,
        device,
        root,
        path,
        kind: text(kind)?,
        nosuid,
    })
}

/// A field of mountinfo or fstab(5) with its escapes resolved: three octal digits stand for what would end the field.
#[must_use]
pub fn unescaped_mount_field(field: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let [first, more @ ..] = rest {
        match (first, octal(more)) {
            (b'\\', Some((byte, after))) => {
                bytes.push(byte);
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    bytes
}

/// The byte of three octal digits, and what follows them.
fn octal(text: &[u8]) -> Option<(u8, &[u8])> {
    let digits = std::str::from_utf8(text.get(..3)?).ok()?;
    let is_octal = digits.bytes().all(|digit| (b'0'..=b'7').contains(&digit));
    let byte = u8::from_str_radix(digits, 8).ok().filter(|_| is_octal)?;
    Some((byte, text.get(3..)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decided(table: &str) -> Vec<(u64, Decision)> {
        let enters = |path: &[u8]| path != b"/var/lib/docker";
        let mounts = Mounts::parse(table.as_bytes()).unwrap();
        mounts.of_host(&enters).into_iter().collect()
    }

    const WALK: Decision = Decision::Walk { nosuid: false };
    const TWICE: Decision = Decision::Skip(Skip::Twice);

    #[test]
    fn only_disks_are_walked_through() {
        let table = "1 0 8:1 / / rw - ext4 /dev/a rw\n2 1 0:2 / /proc rw - proc proc rw\n\
                     3 1 0:3 / /nfs rw - nfs4 h:/ rw\n4 1 0:4 / /auto rw - autofs a rw\n\
                     5 1 0:5 / /lower rw shared:1 master:2 - overlay o rw\n6 1 8:2 / /home rw,nosuid - xfs /dev/b rw\n\
                     7 1 0:6 / /new rw - something s rw\n";
        let skip = Decision::Skip;
        assert_eq!(
            decided(table),
            [
                (1, WALK),
                (2, skip(Skip::Memory)),
                (3, skip(Skip::Foreign)),
                (4, skip(Skip::Foreign)),
                (5, skip(Skip::Storage)),
                (6, Decision::Walk { nosuid: true }),
                (7, skip(Skip::Foreign)),
            ]
        );
    }

    #[test]
    fn what_is_bound_to_another_path_is_walked_through_once() {
        let table = "1 0 8:1 / / rw - ext4 a rw\n2 1 8:1 /srv/data /mnt/data rw - ext4 a rw\n\
                     3 1 8:2 /deep /x rw - ext4 b rw\n4 1 8:2 / /y rw - ext4 b rw\n5 1 8:2 / /z rw - ext4 b rw\n";
        assert_eq!(
            decided(table),
            [(1, WALK), (2, TWICE), (3, TWICE), (4, WALK), (5, TWICE)]
        );
    }

    #[test]
    fn what_is_hidden_elsewhere_is_walked_through_here() {
        // Bound to itself; below a directory that is not entered; under another file system.
        let table = "1 0 8:1 / / rw - ext4 a rw\n2 1 8:1 /usr /usr ro - ext4 a rw\n\
                     3 1 8:2 / /var/lib/docker rw - ext4 b rw\n4 1 8:2 / /data rw - ext4 b rw\n\
                     5 1 8:1 /opt /shown rw - ext4 a rw\n6 1 8:3 / /opt rw - ext4 c rw\n";
        assert_eq!(
            decided(table),
            [
                (1, WALK),
                (2, WALK),
                (3, WALK),
                (4, WALK),
                (5, WALK),
                (6, WALK)
            ]
        );
    }

    #[test]
    fn a_path_may_hold_spaces() {
        let mounts = Mounts::parse(b"1 0 8:1 / /a\\040b rw - ext4 a rw").unwrap();
        assert_eq!(mounts.by_path().keys().collect::<Vec<_>>(), [b"/a b"]);
        assert_eq!(Mounts::parse(b"1 0 8:1 / a rw - ext4 a rw"), None);
    }

    proptest! {
        #[test]
        fn any_table_is_decided(text in "([0-9]{1,2} [0-9] 8:[12] /[ab]{0,1} (/[ab]){1,2} rw - (ext4|proc) x\n|.{0,20}\n){0,8}") {
            if let Some(mounts) = Mounts::parse(text.as_bytes()) {
                let _ = mounts.of_host(&|_| true);
                let _ = mounts.by_path();
            }
        }
    }
}
