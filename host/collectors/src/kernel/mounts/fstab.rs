//! `/etc/fstab`, see fstab(5).

use std::path::Path;

use muster_target::{ReadError, System, present};

use super::fields::{plain, settled, unescaped};

pub(in crate::kernel) const FILE: &str = "/etc/fstab";

/// A line of the file that mounts something at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kernel) struct Entry {
    pub(in crate::kernel) path: String,
    pub(super) kind: String,
    /// Flags alone.
    pub(super) options: Vec<String>,
    /// Whether it is mounted without being asked for.
    pub(super) at_boot: bool,
    /// Counted from 1.
    pub(super) line: u32,
}

/// What the file mounts; nothing where there is none.
///
/// # Errors
/// It is there and cannot be read.
pub(in crate::kernel) fn entries(system: &dyn System) -> Result<Vec<Entry>, ReadError> {
    let text = present(system.read_text(Path::new(FILE)))?;
    Ok(parse(&text.unwrap_or_default()))
}

/// The lines that have a path: swap space has none.
fn parse(text: &str) -> Vec<Entry> {
    (1..)
        .zip(text.lines())
        .filter_map(|(number, line)| parse_line(number, line.trim()))
        .collect()
}

fn parse_line(line: u32, text: &str) -> Option<Entry> {
    if text.starts_with('#') {
        return None;
    }
    let mut fields = text.split_ascii_whitespace();
    let path = unescaped(fields.nth(1)?);
    let kind = unescaped(fields.next()?);
    let options = fields.next().unwrap_or("defaults");
    let is_asked_for = options
        .split(',')
        .any(|option| matches!(option, "noauto" | "x-systemd.automount"));
    path.starts_with('/').then(|| Entry {
        path: plain(&path),
        kind,
        options: settled(options),
        at_boot: !is_asked_for,
        line,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_says_what_is_mounted_where() {
        let text = "# a\nUUID=1-2 / ext4 errors=remount-ro 0 1\n/dev/sda2 none swap sw 0 0\n\
                    tmpfs\t/tmp/ tmpfs nodev,nosuid,size=1G 0 0\n//h/s /mnt/a\\040b cifs noauto,password=x\n/dev/sdb /x ext4\n\nshort /y\n";
        let found: Vec<_> = parse(text)
            .into_iter()
            .map(|entry| {
                (
                    entry.line,
                    entry.path,
                    entry.options.join(","),
                    entry.at_boot,
                )
            })
            .collect();
        let entry = |line, path: &str, options: &str, at_boot| {
            (line, path.to_owned(), options.to_owned(), at_boot)
        };
        assert_eq!(
            found,
            [
                entry(2, "/", "", true),
                entry(4, "/tmp", "nodev,nosuid", true),
                entry(5, "/mnt/a b", "noauto", false),
                entry(6, "/x", "rw", true),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(?s).{0,300}") {
            for entry in parse(&text) {
                prop_assert!(entry.path.starts_with('/'));
            }
        }
    }
}
