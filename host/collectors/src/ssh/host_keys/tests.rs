use muster_facts::sshd::HostKey;
use muster_target::Recorded;
use proptest::prelude::*;

use super::*;

const KEY: &str = "/etc/ssh/ssh_host_key";

fn named(path: &str) -> Setting {
    Setting {
        keyword: "hostkey".to_owned(),
        values: vec![path.to_owned()],
        source: None,
    }
}

fn read(system: &Recorded) -> Vec<HostKey> {
    host_keys(system, &[named(KEY)])
}

/// The algorithm and the length, or the gap.
fn told(system: &Recorded) -> Result<(String, Option<u32>), String> {
    let key = read(system).remove(0);
    match (key.algorithm, key.gap) {
        (Some(algorithm), None) => Ok((algorithm, key.bits)),
        (None, Some(gap)) => Err(gap),
        other => panic!("{other:?}"),
    }
}

/// Has the real ssh-keygen make a key. RSA is short because a longer one takes seconds.
fn generate(
    folder: &Path,
    algorithm: &str,
    bits: u32,
    passphrase: &str,
) -> Result<[Vec<u8>; 2], String> {
    let path = folder.join(format!("{algorithm}-{bits}"));
    #[expect(clippy::disallowed_methods, reason = "the real program")]
    let made = std::process::Command::new("ssh-keygen")
        .args([
            "-q",
            "-t",
            algorithm,
            "-b",
            &bits.to_string(),
            "-N",
            passphrase,
            "-f",
        ])
        .arg(&path)
        .output()
        .map_err(|error| format!("ssh-keygen: {error}"))?;
    assert!(made.status.success(), "{algorithm} {bits}");
    #[expect(clippy::disallowed_methods, reason = "what the program wrote")]
    let content = |path: &Path| std::fs::read(path).unwrap();
    Ok([content(&path), content(&path.with_extension("pub"))])
}

#[test]
fn keys_of_ssh_keygen_are_read_from_either_file() {
    let folder = tempfile::TempDir::new().unwrap();
    let first = || generate(folder.path(), "ed25519", 256, "passphrase");
    let Some(first) = muster_real::or_skip(first) else {
        return;
    };
    let make = |algorithm, bits, passphrase| {
        let made = generate(folder.path(), algorithm, bits, passphrase).unwrap();
        (algorithm, bits, made)
    };
    for (algorithm, bits, [private, public]) in [
        ("ed25519", 256, first),
        make("rsa", 1024, ""),
        make("rsa", 2048, "passphrase"),
        make("ecdsa", 256, ""),
        make("ecdsa", 521, "passphrase"),
    ] {
        let private = Recorded::new().file(KEY, private);
        let expected = Ok((algorithm.to_owned(), Some(bits)));
        assert_eq!(told(&private), expected);
        let beside = format!("{KEY}.pub");
        let both = private.file(&beside, public.clone());
        assert_eq!(told(&both), expected);
        assert_eq!(read(&both)[0].source.name, beside);
        let of_agent = Recorded::new().file(&beside, public);
        assert_eq!(host_keys(&of_agent, &[named(&beside)])[0].bits, Some(bits));
    }
}

#[test]
fn what_is_not_there_is_no_key_and_what_is_not_understood_is_a_gap() {
    assert_eq!(read(&Recorded::new()), []);
    let pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n";
    let gap = told(&Recorded::new().file(KEY, pem)).unwrap_err();
    assert!(gap.contains("`ssh-keygen -y -f"), "{gap}");
    for text in [
        "",
        "ssh-rsa",
        "ssh-rsa AAAA",
        "ssh-rsa !",
        "ssh-dss AAAAC3NzaC1lZDI1NTE5AAAAIA==",
    ] {
        let system = Recorded::new().file(format!("{KEY}.pub"), text);
        assert!(
            told(&system).unwrap_err().contains("is not a public key"),
            "{text}"
        );
    }
    let denied = Recorded::new().file(KEY, "").denied(KEY);
    assert!(told(&denied).unwrap_err().contains("permission denied"));
}

#[test]
fn the_rest_of_a_private_key_is_not_read() {
    let mut key = b"openssh-key-v1\0".to_vec();
    for part in [&b"none"[..], b"none", b""] {
        key.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
        key.extend(part);
    }
    key.extend(1_u32.to_be_bytes());
    let mut public = vec![0, 0, 0, 11];
    public.extend(b"ssh-ed25519");
    public.extend([0, 0, 0, 32]);
    public.extend([7; 32]);
    key.extend(u32::try_from(public.len()).unwrap().to_be_bytes());
    key.extend(&public);
    // What follows is the private part.
    key.extend([0; 11]);
    let text = data_encoding::BASE64.encode(&key);
    assert_eq!(text.len(), 140);
    let file = format!(
        "-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n{}\n\u{fffd}\n",
        &text[..70],
        &text[70..]
    );
    let system = Recorded::new().file(KEY, file);
    assert_eq!(told(&system), Ok(("ed25519".to_owned(), Some(256))));
}

proptest! {
    #[test]
    fn any_file_is_a_key_or_a_gap(content: Vec<u8>, begins: bool) {
        let mut file = if begins { BEGIN.to_vec() } else { Vec::new() };
        file.extend(&content);
        let private = Recorded::new().file(KEY, file.clone());
        prop_assert_eq!(read(&private).len(), 1);
        let public = Recorded::new().file(format!("{KEY}.pub"), file);
        prop_assert_eq!(read(&public).len(), 1);
    }

    #[test]
    fn any_public_part_is_taken_or_refused(content: Vec<u8>) {
        let mut bytes = b"openssh-key-v1\0".to_vec();
        bytes.extend(content);
        if let Part::Whole(body) = public_part(&bytes) {
            prop_assert!(body.len() < bytes.len());
            let _ = public_key::bits(&body);
        }
    }
}
