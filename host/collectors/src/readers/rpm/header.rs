//! The header of a package, as rpm keeps it in its database: a list of tags that say where in the data behind
//! it their values are. See `docs/manual/format_header.md` of rpm.

use std::collections::BTreeSet;

/// Tags, types: `rpmtag.h` of rpm.
const NAME: u32 = 1000;
const VERSION: u32 = 1001;
const RELEASE: u32 = 1002;
const EPOCH: u32 = 1003;
const INSTALL_TIME: u32 = 1008;
const VENDOR: u32 = 1011;
const ARCHITECTURE: u32 = 1022;
const FILE_MODES: u32 = 1030;
/// Of each file the place of its directory in the list of them.
const DIRECTORY_INDEXES: u32 = 1116;
const BASE_NAMES: u32 = 1117;
const DIRECTORY_NAMES: u32 = 1118;

const INT16: u32 = 3;
const INT32: u32 = 4;
const STRING: u32 = 6;
const STRING_ARRAY: u32 = 8;

/// The head: two numbers, of the tags and of the bytes of data.
const HEAD: usize = 8;

/// A tag: number, type, offset, count.
const ENTRY: usize = 16;

/// The most tags, as rpm has it (`hdr.c`).
const MOST_TAGS: usize = 0xffff;

/// Names and versions are some dozens of characters.
const LONGEST_TEXT: usize = 1024;

/// What the header of an installed package says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) epoch: u32,
    pub(crate) version: String,
    pub(crate) release: String,
    pub(crate) architecture: Option<String>,
    pub(crate) vendor: Option<String>,
    /// In seconds since 1970-01-01 UTC.
    pub(crate) installed_at: Option<i64>,
}

impl Header {
    /// Reads a header; none where it is not one.
    #[must_use]
    pub(crate) fn parse(blob: &[u8]) -> Option<Self> {
        let values = Values::of(blob)?;
        Some(Self {
            name: values.text(NAME)?,
            epoch: values.number(EPOCH).unwrap_or(0),
            version: values.text(VERSION)?,
            release: values.text(RELEASE)?,
            architecture: values.text(ARCHITECTURE),
            vendor: values.text(VENDOR),
            installed_at: values.number(INSTALL_TIME).map(i64::from),
        })
    }

    /// Epoch, version and release, as rpm writes them together.
    #[must_use]
    pub(crate) fn full_version(&self) -> String {
        let Self {
            epoch,
            version,
            release,
            ..
        } = self;
        match epoch {
            0 => format!("{version}-{release}"),
            _ => format!("{epoch}:{version}-{release}"),
        }
    }
}

/// The regular files of a package that are asked for, with their modes; none where the blob is not a header, or what
/// it says of its files is not whole.
pub(super) fn file_modes(blob: &[u8], asked: &BTreeSet<String>) -> Option<Vec<(String, u32)>> {
    const TYPE: u16 = 0o170_000;
    const REGULAR: u16 = 0o100_000;
    let values = Values::of(blob)?;
    let Some(names) = values.array(BASE_NAMES, STRING_ARRAY) else {
        // A package need not have files.
        return Some(Vec::new());
    };
    let directories = values.array(DIRECTORY_NAMES, STRING_ARRAY)?;
    let directories: Vec<&[u8]> = texts(directories).collect();
    let (modes, _) = values.array(FILE_MODES, INT16)?;
    let (indexes, _) = values.array(DIRECTORY_INDEXES, INT32)?;
    let mut found = Vec::new();
    for (at, name) in texts(names).enumerate() {
        let mode = u16::from_be_bytes(*modes.get(at * 2..)?.first_chunk()?);
        let index = usize::try_from(number(indexes, at * 4)?).ok()?;
        if mode & TYPE != REGULAR {
            continue;
        }
        let path = [directories.get(index)?, name].concat();
        if let Ok(path) = String::from_utf8(path)
            && asked.contains(&path)
        {
            found.push((path, u32::from(mode & !TYPE)));
        }
    }
    Some(found)
}

/// Texts that each end with a zero: as many as there are to be, or as are there.
fn texts((data, count): (&[u8], usize)) -> impl Iterator<Item = &[u8]> {
    data.split(|byte| *byte == 0).take(count)
}

struct Values<'a> {
    entries: &'a [u8],
    data: &'a [u8],
}

impl<'a> Values<'a> {
    fn of(blob: &'a [u8]) -> Option<Self> {
        let tags = usize::try_from(number(blob, 0)?).ok()?;
        let size = usize::try_from(number(blob, 4)?).ok()?;
        if tags > MOST_TAGS {
            return None;
        }
        let data_at = HEAD + tags * ENTRY;
        Some(Self {
            entries: blob.get(HEAD..data_at)?,
            data: blob.get(data_at..data_at.checked_add(size)?)?,
        })
    }

    /// What the value of a tag begins with.
    fn find(&self, tag: u32, r#type: u32) -> Option<&'a [u8]> {
        Some(self.array(tag, r#type)?.0)
    }

    /// The same, with how many values there are.
    fn array(&self, tag: u32, r#type: u32) -> Option<(&'a [u8], usize)> {
        let entry = self
            .entries
            .chunks_exact(ENTRY)
            .find(|entry| number(entry, 0) == Some(tag) && number(entry, 4) == Some(r#type))?;
        let offset = usize::try_from(number(entry, 8)?).ok()?;
        let count = usize::try_from(number(entry, 12)?).ok()?;
        Some((self.data.get(offset..)?, count))
    }

    fn text(&self, tag: u32) -> Option<String> {
        let value = self.find(tag, STRING)?;
        let end = value
            .iter()
            .take(LONGEST_TEXT)
            .position(|byte| *byte == 0)?;
        let text = std::str::from_utf8(value.get(..end)?).ok()?;
        (!text.is_empty() && !text.chars().any(char::is_control)).then(|| text.to_owned())
    }

    fn number(&self, tag: u32) -> Option<u32> {
        number(self.find(tag, INT32)?, 0)
    }
}

/// Numbers of headers are big-endian everywhere.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A header of texts and numbers.
    fn header(values: &[(u32, Result<u32, &str>)]) -> Vec<u8> {
        let (mut entries, mut data) = (Vec::new(), Vec::new());
        for (tag, value) in values {
            let (r#type, bytes) = match value {
                Ok(number) => (INT32, number.to_be_bytes().to_vec()),
                Err(text) => (STRING, [text.as_bytes(), b"\0"].concat()),
            };
            for number in [*tag, r#type, data.len() as u32, 1] {
                entries.extend_from_slice(&number.to_be_bytes());
            }
            data.extend(bytes);
        }
        let count = values.len() as u32;
        let size = data.len() as u32;
        let head = [count.to_be_bytes(), size.to_be_bytes()].concat();
        [head, entries, data].concat()
    }

    #[test]
    fn name_version_and_time_are_found() {
        let blob = header(&[
            (NAME, Err("bind")),
            (VERSION, Err("9.16.23")),
            (RELEASE, Err("24.el9")),
            (EPOCH, Ok(32)),
            (INSTALL_TIME, Ok(1_767_225_600)),
        ]);
        let found = Header::parse(&blob).unwrap();
        assert_eq!(found.full_version(), "32:9.16.23-24.el9");
        assert_eq!(found.installed_at, Some(1_767_225_600));
        assert_eq!(Header::parse(&blob[..blob.len() - 1]), None);
    }

    #[test]
    fn a_header_without_a_name_or_with_a_strange_one_is_none() {
        let version = (VERSION, Err("1"));
        let release = (RELEASE, Err("1"));
        let of = |name| Header::parse(&header(&[(NAME, name), version, release]));
        assert!(of(Err("curl")).is_some());
        assert_eq!(of(Err("")), None);
        assert_eq!(of(Err("a\nb")), None);
        assert_eq!(of(Ok(1)), None);
        assert_eq!(Header::parse(&header(&[version, release])), None);
    }

    /// A header of two files in one directory, and a directory.
    fn with_files() -> Vec<u8> {
        let arrays: [(u32, u32, u32, &[u8]); 4] = [
            (FILE_MODES, INT16, 3, &[0x89, 0xed, 0x81, 0xa4, 0x41, 0xed]),
            (
                DIRECTORY_INDEXES,
                INT32,
                3,
                &[0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0],
            ),
            (BASE_NAMES, STRING_ARRAY, 3, b"su\0env\0bin\0"),
            (DIRECTORY_NAMES, STRING_ARRAY, 2, b"/usr/\0/usr/bin/\0"),
        ];
        let (mut entries, mut data) = (Vec::new(), Vec::new());
        for (tag, r#type, count, bytes) in arrays {
            for number in [tag, r#type, data.len() as u32, count] {
                entries.extend_from_slice(&number.to_be_bytes());
            }
            data.extend_from_slice(bytes);
        }
        let head = [
            (arrays.len() as u32).to_be_bytes(),
            (data.len() as u32).to_be_bytes(),
        ];
        [head.concat(), entries, data].concat()
    }

    #[test]
    fn files_have_the_modes_that_they_are_packaged_with() {
        let asked = |path: &str| file_modes(&with_files(), &BTreeSet::from([path.to_owned()]));
        assert_eq!(
            asked("/usr/bin/su"),
            Some(vec![("/usr/bin/su".to_owned(), 0o4755)])
        );
        assert_eq!(
            asked("/usr/bin/env"),
            Some(vec![("/usr/bin/env".to_owned(), 0o644)])
        );
        // It is not a file.
        assert_eq!(asked("/usr/bin"), Some(Vec::new()));
        let without = header(&[(NAME, Err("gpg-pubkey"))]);
        assert_eq!(file_modes(&without, &BTreeSet::new()), Some(Vec::new()));
        assert_eq!(file_modes(b"x", &BTreeSet::new()), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_header_or_not(blob: Vec<u8>, at: usize, byte: u8) {
            let _ = Header::parse(&blob);
            let mut files = with_files();
            let place = at % files.len();
            files[place] = byte;
            let _ = file_modes(&files, &BTreeSet::from(["/usr/bin/su".to_owned()]));
            let mut damaged = header(&[(NAME, Err("curl")), (VERSION, Err("1")), (RELEASE, Err("1"))]);
            let at = at % damaged.len();
            damaged[at] = byte;
            let _ = Header::parse(&damaged);
        }
    }
}
