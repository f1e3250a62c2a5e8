//! rpm's database of recorded hosts, made from a list of packages as `rpm -qa --qf '%{NEVRA}\n'` prints it:
//!
//! ```text
//! curl-7.76.1-31.el9.x86_64
//! bind-32:9.16.23-24.el9.x86_64
//! ```
//!
//! It is in the format ndb, which is the shortest one to write.

/// Tags of headers, and their types.
const NAME: u32 = 1000;
const VERSION: u32 = 1001;
const RELEASE: u32 = 1002;
const EPOCH: u32 = 1003;
const INSTALL_TIME: u32 = 1008;
const ARCHITECTURE: u32 = 1022;
const INT32: u32 = 4;
const STRING: u32 = 6;

/// When all of them were installed: 2026-01-01.
const INSTALLED_AT: u32 = 1_767_225_600;

const PAGE: usize = 4096;
const BLOCK: usize = 16;
/// Slots that the head of the file takes.
const FIRST_SLOT: usize = 2;

/// A database that lists the packages of these lines.
///
/// # Errors
/// When a line is not a package.
pub fn database(lines: &str) -> Result<Vec<u8>, String> {
    let headers: Vec<Vec<u8>> = lines
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            header(line.trim()).ok_or_else(|| {
                format!("`{line}` is not a package such as curl-7.76.1-31.el9.x86_64")
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(table(&headers))
}

/// The table and what it leads to.
fn table(headers: &[Vec<u8>]) -> Vec<u8> {
    let slots = (headers.len() + FIRST_SLOT).next_multiple_of(PAGE / BLOCK);
    let pages = slots * BLOCK / PAGE;
    let mut file = words(&[
        *b"RpmP",
        0_u32.to_le_bytes(),
        1_u32.to_le_bytes(),
        word(pages),
        word(headers.len() + 1),
    ]);
    file.resize(FIRST_SLOT * BLOCK, 0);
    let mut blobs = Vec::new();
    for at in 0..slots - FIRST_SLOT {
        let slot = match headers.get(at) {
            Some(header) => {
                let begin = slots + blobs.len() / BLOCK;
                let blob = blob(at + 1, header);
                let count = blob.len() / BLOCK;
                blobs.extend(blob);
                [at + 1, begin, count]
            }
            None => [0; 3],
        };
        file.extend(b"Slot");
        file.extend(words(&slot.map(word)));
    }
    file.extend(blobs);
    file
}

/// A header with what stands around it.
fn blob(number: usize, header: &[u8]) -> Vec<u8> {
    const TAIL: usize = 12;
    let mut blob = words(&[*b"BlbS", word(number), word(0), word(header.len())]);
    blob.extend(header);
    let whole = (blob.len() + TAIL).next_multiple_of(BLOCK);
    blob.resize(whole - TAIL, 0);
    let sum = adler32(&blob).to_le_bytes();
    blob.extend(words(&[sum, word(header.len()), *b"BlbE"]));
    blob
}

/// The header of `NAME-[EPOCH:]VERSION-RELEASE.ARCHITECTURE`.
fn header(package: &str) -> Option<Vec<u8>> {
    let (package, architecture) = package.rsplit_once('.')?;
    let (package, release) = package.rsplit_once('-')?;
    let (name, version) = package.rsplit_once('-')?;
    let (epoch, version) = version.split_once(':').unwrap_or(("0", version));
    let epoch: u32 = epoch.parse().ok()?;
    let (mut entries, mut data) = (Vec::<u8>::new(), Vec::<u8>::new());
    let mut add = |tag: u32, kind: u32, value: &[u8]| {
        let offset = u32::try_from(data.len()).unwrap_or(u32::MAX);
        for number in [tag, kind, offset, 1] {
            entries.extend(number.to_be_bytes());
        }
        data.extend(value);
    };
    // Numbers stand where they can be divided by four.
    add(EPOCH, INT32, &epoch.to_be_bytes());
    add(INSTALL_TIME, INT32, &INSTALLED_AT.to_be_bytes());
    for (tag, text) in [
        (NAME, name),
        (VERSION, version),
        (RELEASE, release),
        (ARCHITECTURE, architecture),
    ] {
        if text.is_empty() {
            return None;
        }
        add(tag, STRING, &[text.as_bytes(), b"\0"].concat());
    }
    let count = u32::try_from(entries.len() / BLOCK).ok()?;
    let size = u32::try_from(data.len()).ok()?;
    Some(
        [
            &count.to_be_bytes()[..],
            &size.to_be_bytes(),
            &entries,
            &data,
        ]
        .concat(),
    )
}

fn word(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

fn words(words: &[[u8; 4]]) -> Vec<u8> {
    words.concat()
}

/// The checksum of RFC 1950.
fn adler32(bytes: &[u8]) -> u32 {
    const PRIME: u32 = 65_521;
    let (first, second) = bytes.iter().fold((1, 0), |(first, second), byte| {
        let first = (first + u32::from(*byte)) % PRIME;
        (first, (second + first) % PRIME)
    });
    second << 16 | first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_not_packages_are_refused() {
        assert!(database("curl-7.76.1-31.el9.x86_64\n\nbind-32:9.16-1.noarch\n").is_ok());
        for line in [
            "curl",
            "curl-7.76",
            "curl-7.76-1",
            "curl-x:7-1.noarch",
            "-1-1.a",
        ] {
            assert!(database(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_database_grows_by_pages() {
        let lines = "a-1-1.noarch\n".repeat(300);
        let database = database(&lines).unwrap();
        assert_eq!(database[12..16], 2_u32.to_le_bytes());
        assert_eq!(database.len() % BLOCK, 0);
    }
}
