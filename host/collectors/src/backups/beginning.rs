//! Whether a file begins as its name promises, by the signatures of file(1).

use muster_facts::backups::Artefact;

/// What has to be read: the signature of tar is the farthest from the beginning.
pub(super) const LONGEST_BEGINNING: u64 = 512;

/// Where `ustar` stands in a header (tar(5)).
const TAR_SIGNATURE: usize = 257;

/// Ends of names, and with what such files begin.
const SIGNATURES: [(&[&str], &[&[u8]]); 8] = [
    (&[".gz", ".tgz"], &[b"\x1f\x8b"]),
    (&[".zst", ".tzst"], &[b"\x28\xb5\x2f\xfd"]),
    (&[".xz", ".txz"], &[b"\xfd7zXZ\0"]),
    (&[".bz2", ".tbz2"], &[b"BZh"]),
    (&[".lz4"], &[b"\x04\x22\x4d\x18"]),
    (&[".zip"], &[b"PK\x03\x04"]),
    (&[".7z"], &[b"7z\xbc\xaf\x27\x1c"]),
    (
        &[".age"],
        &[
            b"age-encryption.org/",
            b"-----BEGIN AGE ENCRYPTED FILE-----",
        ],
    ),
];

/// `artefact.beginning` of a file of this name that begins with these bytes.
pub(super) fn beginning(name: &str, bytes: &[u8]) -> &'static str {
    match begins_as_named(&name.to_ascii_lowercase(), bytes) {
        Some(true) => Artefact::BEGINNING_AS_NAMED,
        Some(false) => Artefact::BEGINNING_OTHERWISE,
        None => Artefact::BEGINNING_UNKNOWN,
    }
}

fn begins_as_named(name: &str, bytes: &[u8]) -> Option<bool> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if let Some((_, signatures)) = SIGNATURES.iter().find(|(endings, _)| ends(endings)) {
        return Some(
            signatures
                .iter()
                .any(|signature| bytes.starts_with(signature)),
        );
    }
    if ends(&[".tar"]) {
        let signature = bytes.get(TAR_SIGNATURE..);
        return Some(signature.is_some_and(|bytes| bytes.starts_with(b"ustar")));
    }
    if ends(&[".gpg", ".pgp", ".asc"]) {
        // The first bit of a packet is set (RFC 9580, 4.2).
        let is_packet = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
        return Some(is_packet || bytes.starts_with(b"-----BEGIN PGP MESSAGE-----"));
    }
    if ends(&[".sql"]) {
        // psql refuses what `pg_dump --format=custom` writes.
        return Some(!bytes.is_empty() && !bytes.contains(&0) && !bytes.starts_with(b"PGDMP"));
    }
    // Dumps of other databases than Postgres are called so too.
    if ends(&[".dump", ".pgdump", ".backup"]) && bytes.starts_with(b"PGDMP") {
        return Some(true);
    }
    None
}
