//! The public keys in a file of sshd's `AuthorizedKeysFile`, see sshd(8). Pure. The keys themselves and the
//! comments behind them go nowhere.

use muster_facts::Secret;
use muster_facts::accounts::Key;

use crate::readers::public_key;

/// The names of algorithms in such a file, and what each is called in the facts. All others are passed over,
/// as sshd does.
const ALGORITHMS: [(&str, &str); 8] = [
    ("ssh-rsa", Key::ALGORITHM_RSA),
    ("ssh-dss", Key::ALGORITHM_DSA),
    ("ssh-ed25519", Key::ALGORITHM_ED25519),
    ("ecdsa-sha2-nistp256", Key::ALGORITHM_ECDSA),
    ("ecdsa-sha2-nistp384", Key::ALGORITHM_ECDSA),
    ("ecdsa-sha2-nistp521", Key::ALGORITHM_ECDSA),
    ("sk-ssh-ed25519@openssh.com", Key::ALGORITHM_ED25519_SK),
    (
        "sk-ecdsa-sha2-nistp256@openssh.com",
        Key::ALGORITHM_ECDSA_SK,
    ),
];

/// What ends the names of the algorithms that certify one of these.
const CERTIFICATE: &str = "-cert-v01@openssh.com";

const OPTIONS: [&str; 22] = [
    Key::OPTIONS_AGENT_FORWARDING,
    Key::OPTIONS_CERT_AUTHORITY,
    Key::OPTIONS_COMMAND,
    Key::OPTIONS_ENVIRONMENT,
    Key::OPTIONS_EXPIRY_TIME,
    Key::OPTIONS_FROM,
    Key::OPTIONS_NO_AGENT_FORWARDING,
    Key::OPTIONS_NO_PORT_FORWARDING,
    Key::OPTIONS_NO_PTY,
    Key::OPTIONS_NO_TOUCH_REQUIRED,
    Key::OPTIONS_NO_USER_RC,
    Key::OPTIONS_NO_X11_FORWARDING,
    Key::OPTIONS_PERMITLISTEN,
    Key::OPTIONS_PERMITOPEN,
    Key::OPTIONS_PORT_FORWARDING,
    Key::OPTIONS_PRINCIPALS,
    Key::OPTIONS_PTY,
    Key::OPTIONS_RESTRICT,
    Key::OPTIONS_TUNNEL,
    Key::OPTIONS_USER_RC,
    Key::OPTIONS_VERIFY_REQUIRED,
    Key::OPTIONS_X11_FORWARDING,
];

/// A key of a file.
#[derive(Debug)]
pub(super) struct Authorized {
    pub(super) algorithm: &'static str,
    pub(super) bits: Option<u32>,
    pub(super) options: Vec<&'static str>,
    pub(super) body: Secret,
    /// Counted from 1.
    pub(super) line: u32,
}

/// The keys of a file.
pub(super) fn parse(text: &str) -> impl Iterator<Item = Authorized> {
    (1..)
        .zip(text.lines())
        .filter_map(|(line, text)| key(line, text))
}

fn key(line: u32, text: &str) -> Option<Authorized> {
    let text = text.trim_start_matches([' ', '\t']);
    if text.starts_with('#') {
        return None;
    }
    if let Some((algorithm, body)) = algorithm_and_body(text) {
        return Some(authorized(line, algorithm, body, Vec::new()));
    }
    let (options, rest) = options(text)?;
    let (algorithm, body) = algorithm_and_body(rest)?;
    Some(authorized(line, algorithm, body, options))
}

fn algorithm_and_body(text: &str) -> Option<(&'static str, &str)> {
    let mut words = text.split([' ', '\t']).filter(|word| !word.is_empty());
    let name = words.next()?;
    let algorithm = match name.strip_suffix(CERTIFICATE) {
        Some(_) => Key::ALGORITHM_CERTIFICATE,
        None => ALGORITHMS.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((algorithm, words.next()?))
}

/// The names of the options before a key, and what follows them; none where a quote is not closed.
fn options(text: &str) -> Option<(Vec<&'static str>, &str)> {
    let mut found = Vec::new();
    let mut name = String::new();
    let (mut quoted, mut in_value) = (false, false);
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        let is_end = !quoted && matches!(character, ' ' | '\t' | ',');
        match character {
            '\\' if quoted => {
                // A quote may stand in a value.
                characters.next();
            }
            '"' => quoted = !quoted,
            '=' => in_value = true,
            _ if is_end || in_value => {}
            _ => name.push(character.to_ascii_lowercase()),
        }
        if is_end {
            let option = OPTIONS.iter().find(|option| **option == name);
            found.push(option.copied().unwrap_or(Key::OPTIONS_OTHER));
            name.clear();
            in_value = false;
            if character != ',' {
                found.sort_unstable();
                found.dedup();
                return Some((found, text.get(at..)?.trim_start_matches([' ', '\t'])));
            }
        }
    }
    None
}

fn authorized(
    line: u32,
    algorithm: &'static str,
    body: &str,
    options: Vec<&'static str>,
) -> Authorized {
    Authorized {
        algorithm,
        bits: public_key::decoded(body).and_then(|body| public_key::bits(&body)),
        options,
        body: Secret::new(body),
        line,
    }
}
