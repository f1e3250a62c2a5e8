//! What is mounted on the running target.

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::mounts::Mount;
use muster_facts::{Fact, FactError, Source};
use muster_target::{Kind, System, present};

use super::fields::{flags, unescaped};

/// Where the first process has what it mounts, and where whoever may not look there finds his own.
const FILES: [&str; 2] = ["/proc/1/mountinfo", "/proc/self/mountinfo"];
/// A host with a thousand containers has a line of some hundred bytes for each.
const LARGEST: u64 = 16 << 20;

/// A line of the table.
#[derive(Clone, Debug)]
pub(super) struct Mounted {
    pub(super) mount: Mount,
    /// The numbers of the device, which all mounts of a file system have in common.
    pub(super) device: String,
}

/// What a program finds at each path: of those that were mounted there, the last. Sorted by path.
pub(super) fn table(system: &dyn System) -> Fact<Vec<Mounted>> {
    if system.kind() == Kind::Root {
        return Err(FactError::Unsupported(
            "nothing is mounted in an image at rest".to_owned(),
        ));
    }
    let mut denied = None;
    for file in FILES {
        match present(system.read(Path::new(file), LARGEST)) {
            Ok(Some(bytes)) => return parse(file, &String::from_utf8_lossy(&bytes)),
            Ok(None) => {}
            Err(error) => denied = denied.or(Some(error)),
        }
    }
    Err(match denied {
        Some(error) => error.into(),
        None => FactError::Failed(format!("neither {} exists", FILES.join(" nor "))),
    })
}

fn parse(file: &str, text: &str) -> Fact<Vec<Mounted>> {
    let mut mounts: BTreeMap<String, Mounted> = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let mounted = parse_line(line, Source::line(file, number)).ok_or_else(|| {
            FactError::Failed(format!(
                "{file} line {number} is in a form that Muster does not know"
            ))
        })?;
        mounts.insert(mounted.mount.path.clone(), mounted);
    }
    Ok(mounts.into_values().collect())
}

/// Identifiers, device, root, path, options, any number of other fields, a `-`, and the type.
fn parse_line(line: &str, source: Source) -> Option<Mounted> {
    let mut fields = line.split(' ');
    let device = fields.nth(2)?;
    let path = fields.nth(1)?;
    let options = fields.next()?;
    let kind = fields.skip_while(|field| *field != "-").nth(1)?;
    path.starts_with('/').then(|| Mounted {
        mount: Mount {
            path: unescaped(path),
            kind: unescaped(kind),
            options: flags(options),
            source,
        },
        device: device.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_several_is_what_is_found() {
        let text = "22 27 0:21 / /proc rw,nosuid - proc proc rw\n\
                    30 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
                    31 30 0:30 / /tmp rw - tmpfs tmpfs rw\n\
                    32 31 8:2 /a /tmp rw,nodev,nosuid shared:2 master:1 - ext4 /dev/sda2 rw,errors=remount-ro\n\
                    33 30 0:40 / /mnt/a\\040b ro - cifs //u:p@h/share rw,password=x\n";
        let mounts = parse("/proc/1/mountinfo", text).unwrap();
        let shown: Vec<_> = mounts
            .iter()
            .map(|Mounted { mount, .. }| {
                (
                    mount.path.as_str(),
                    mount.kind.as_str(),
                    mount.options.join(","),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("/", "ext4", "relatime,rw".to_owned()),
                ("/mnt/a b", "cifs", "ro".to_owned()),
                ("/proc", "proc", "nosuid,rw".to_owned()),
                ("/tmp", "ext4", "nodev,nosuid,rw".to_owned()),
            ]
        );
        for broken in ["x", "1 2 3 4 5", "1 2 3 / a rw - ext4 x rw"] {
            assert!(parse("/f", broken).is_err(), "{broken}");
        }
    }
}
