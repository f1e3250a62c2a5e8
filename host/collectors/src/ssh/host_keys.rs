//! How strong the keys are with which sshd proves to be this host.
//!
//! The public key is read from the file beside that of the private one. Where that is missing, a private key in
//! OpenSSH's own format is read no further than its public part, which comes first and is never encrypted
//! (`PROTOCOL.key` of OpenSSH). Of neither anything is kept but the algorithm and the length.

use std::path::{Path, PathBuf};

use muster_facts::Source;
use muster_facts::sshd::{HostKey, Setting};
use muster_target::{ReadError, System, present};

use crate::readers::public_key;

/// The largest file of a public key that is read. One of RSA with 16384 bits, the most that OpenSSH takes, has
/// less than 3 KiB.
const LARGEST_PUBLIC_KEY: u64 = 16 << 10;

/// How the file of a private key begins in OpenSSH's own format.
const BEGIN: &[u8] = b"-----BEGIN OPENSSH PRIVATE KEY-----\n";

/// How many bytes OpenSSH writes in a line, with its end.
const LINE: u64 = 71;

/// Lines up to which the public part has to end; the longest key of RSA takes forty.
const MOST_LINES: u64 = 64;

/// The keys that the settings name.
pub(super) fn host_keys(system: &dyn System, settings: &[Setting]) -> Vec<HostKey> {
    let mut found: Vec<HostKey> = Vec::new();
    for setting in settings {
        if setting.keyword != "hostkey" {
            continue;
        }
        for path in &setting.values {
            // sshd that is started in several ways may name a key twice.
            if path != "none" && !found.iter().any(|known| known.path == *path) {
                found.extend(host_key(system, path, setting.source.as_ref()));
            }
        }
    }
    found
}

/// One key; none where it has no file.
fn host_key(system: &dyn System, path: &str, named_by: Option<&Source>) -> Option<HostKey> {
    let key = |source: &str| HostKey {
        path: path.to_owned(),
        algorithm: None,
        bits: None,
        gap: None,
        source: Source::file(source),
        named_by: named_by.cloned(),
    };
    let beside = match path.strip_suffix(".pub") {
        Some(_) => path.to_owned(),
        None => format!("{path}.pub"),
    };
    match present(system.read(Path::new(&beside), LARGEST_PUBLIC_KEY)) {
        Ok(Some(content)) => {
            let body = body_of_public_key(&content);
            let gap = format!("{beside} is not a public key of SSH");
            Some(described(key(&beside), body.as_deref(), gap))
        }
        Err(error) => Some(HostKey {
            gap: Some(error.to_string()),
            ..key(&beside)
        }),
        Ok(None) => match body_of_private_key(system, path) {
            Ok(body) => {
                let gap = format!(
                    "there is no {beside}, and the format of {path} does not show the public key; write it with \
                     `ssh-keygen -y -f {path} > {beside}`"
                );
                Some(described(key(path), body.as_deref(), gap))
            }
            Err(ReadError::NotFound { .. }) => None,
            Err(error) => Some(HostKey {
                gap: Some(format!("there is no {beside}, and {error}")),
                ..key(path)
            }),
        },
    }
}

/// The key with what the body of the public key shows, or else with a gap.
fn described(key: HostKey, body: Option<&[u8]>, gap: String) -> HostKey {
    let name = body.and_then(public_key::algorithm);
    let algorithm = match name {
        None => {
            return HostKey {
                gap: Some(gap),
                ..key
            };
        }
        Some("ssh-rsa") => HostKey::ALGORITHM_RSA,
        Some("ssh-dss") => HostKey::ALGORITHM_DSA,
        Some("ssh-ed25519") => HostKey::ALGORITHM_ED25519,
        Some(name) if name.starts_with("ecdsa-sha2-") => HostKey::ALGORITHM_ECDSA,
        Some(_) => HostKey::ALGORITHM_OTHER,
    };
    let bits = body.and_then(public_key::bits);
    if bits.is_none() && algorithm != HostKey::ALGORITHM_OTHER {
        return HostKey {
            gap: Some(gap),
            ..key
        };
    }
    HostKey {
        algorithm: Some(algorithm.to_owned()),
        bits,
        ..key
    }
}

/// The body of the key in a file such as `ssh_host_rsa_key.pub`.
fn body_of_public_key(content: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(content).ok()?;
    let mut lines = text.lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let mut words = line.split_ascii_whitespace();
    let (name, body) = (words.next()?, words.next()?);
    let body = public_key::decoded(body)?;
    (public_key::algorithm(&body) == Some(name)).then_some(body)
}

/// The body of the public key in the file of a private one; none in another format than OpenSSH's own.
fn body_of_private_key(system: &dyn System, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
    let path = PathBuf::from(path);
    let begin = BEGIN.len() as u64;
    if system.read_start(&path, begin)? != BEGIN {
        return Ok(None);
    }
    let mut written = String::new();
    for number in 0..MOST_LINES {
        let line = system.read_part(&path, begin + number * LINE, LINE)?;
        let Some((text, b"\n")) = line.split_at_checked(line.len().saturating_sub(1)) else {
            return Ok(None);
        };
        let Ok(text) = std::str::from_utf8(text) else {
            return Ok(None);
        };
        written.push_str(text);
        // Whole groups of four letters can be decoded alone; a line has 70.
        let whole = written.len() - written.len() % 4;
        let Some(bytes) = written.get(..whole).and_then(public_key::decoded) else {
            return Ok(None);
        };
        match public_part(&bytes) {
            Part::Whole(body) => return Ok(Some(body)),
            Part::Begun => {}
            Part::Other => return Ok(None),
        }
    }
    Ok(None)
}

/// What is there of the public part.
enum Part {
    Whole(Vec<u8>),
    Begun,
    Other,
}

/// `openssh-key-v1`, a cipher, how the passphrase is made a key, how many keys there are, and the public key.
fn public_part(bytes: &[u8]) -> Part {
    const MAGIC: &[u8] = b"openssh-key-v1\0";
    let Some((magic, mut rest)) = bytes.split_at_checked(MAGIC.len()) else {
        return Part::Begun;
    };
    if magic != MAGIC {
        return Part::Other;
    }
    for _ in 0..3 {
        match public_key::field(rest) {
            Some((_, after)) => rest = after,
            None => return Part::Begun,
        }
    }
    match rest.split_first_chunk::<4>() {
        None => Part::Begun,
        Some((&[0, 0, 0, 1], after)) => match public_key::field(after) {
            Some((body, _)) => Part::Whole(body.to_vec()),
            None => Part::Begun,
        },
        Some(_) => Part::Other,
    }
}

#[cfg(test)]
mod tests;
