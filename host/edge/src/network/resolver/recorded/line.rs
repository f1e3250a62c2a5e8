//! Pure: one line of recorded answers. Knows how it is written, not what the others say.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::{Failure, normal};
use crate::network::DNS_PORT;
use crate::network::resolver::{Record, RecordType, Security, message};

/// Time to live of a line that gives none.
const DEFAULT_TTL: u32 = 300;

/// What a line says.
pub(super) enum Line {
    /// It is empty, or a comment.
    Nothing,
    /// What follows below this name is recorded.
    Zone(String),
    /// The state of a zone.
    Security { zone: String, state: Security },
    /// There was no answer.
    Failure {
        owner: String,
        kind: RecordType,
        failure: Failure,
    },
    /// A record.
    Record { kind: RecordType, record: Record },
    /// A server to which a server of the parent zone refers; none where it does not delegate.
    Referral {
        server: SocketAddr,
        zone: String,
        to: Result<Option<String>, Failure>,
    },
}

impl Line {
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        let words = split(line)?;
        let mut words = words.iter().map(|word| (word.text.as_str(), word.quoted));
        let Some((owner, _)) = words.next() else {
            return Ok(Self::Nothing);
        };
        if owner == "$ZONE" {
            return absolute(words.next().map_or("", |(apex, _)| apex)).map(Self::Zone);
        }
        if let Some(server) = owner.strip_prefix('@') {
            return referral(server, &words.collect::<Vec<_>>());
        }
        let owner = absolute(owner)?;
        let mut ttl = DEFAULT_TTL;
        let mut word = words.next();
        if let Some(seconds) = word.and_then(|(text, _)| text.parse().ok()) {
            ttl = seconds;
            word = words.next();
        }
        if word.is_some_and(|(text, _)| text == "IN") {
            word = words.next();
        }
        let (kind, _) = word.ok_or("the type is missing")?;
        let data: Vec<(&str, bool)> = words.collect();
        if kind == "DNSSEC" {
            return Ok(Self::Security {
                zone: owner,
                state: security(&data)?,
            });
        }
        let kind = RecordType::ALL
            .into_iter()
            .find(|known| known.name() == kind)
            .ok_or_else(|| format!("`{kind}` is not a type that is asked for"))?;
        if let Some(failure) = failure(&data) {
            return Ok(Self::Failure {
                owner,
                kind,
                failure,
            });
        }
        let record = Record {
            name: owner,
            ttl,
            value: value(kind, &data)?,
        };
        Ok(Self::Record { kind, record })
    }
}

/// What follows the address of a server, as dig(1) takes it.
fn referral(server: &str, said: &[(&str, bool)]) -> Result<Line, String> {
    let server = server
        .parse::<IpAddr>()
        .map(|address| SocketAddr::new(address, DNS_PORT))
        .or_else(|_| server.parse())
        .map_err(|_| format!("`{server}` is not an address"))?;
    let [(zone, _), ("NS", _), data @ ..] = said else {
        return Err("a server of the parent zone is only asked for `NS`".to_owned());
    };
    let to = match (failure(data), data) {
        (Some(failure), _) => Err(failure),
        (None, [("nxdomain", false)]) => Ok(None),
        (None, [(target, _)]) => Ok(Some(absolute(target)?)),
        (None, _) => return Err("NS is written `NS ns1.example.com.`".to_owned()),
    };
    Ok(Line::Referral {
        server,
        zone: absolute(zone)?,
        to,
    })
}

fn failure(data: &[(&str, bool)]) -> Option<Failure> {
    match data {
        [("timeout", false)] => Some(Failure::Timeout),
        [("servfail", false)] => Some(Failure::ServFail),
        [("refused", false)] => Some(Failure::Refused),
        _ => None,
    }
}

fn security(data: &[(&str, bool)]) -> Result<Security, String> {
    let reason = || match data.get(1) {
        Some((reason, _)) => message::inert(reason.as_bytes()),
        None => "the recording gives no reason".to_owned(),
    };
    match data.first().map(|(state, _)| *state) {
        Some("secure") => Ok(Security::Secure),
        Some("insecure") => Ok(Security::Insecure),
        Some("bogus") => Ok(Security::Bogus(reason())),
        Some("indeterminate") => Ok(Security::Indeterminate(reason())),
        Some(_) | None => {
            Err("the state is `secure`, `insecure`, `bogus` or `indeterminate`".to_owned())
        }
    }
}

/// The value of a record, in the form in which a live answer has it.
fn value(kind: RecordType, data: &[(&str, bool)]) -> Result<String, String> {
    let words: Vec<&str> = data.iter().map(|(text, _)| *text).collect();
    let malformed = |example: &str| format!("{} is written `{example}`", kind.name());
    match (kind, words.as_slice()) {
        (RecordType::A, [address]) => address
            .parse::<Ipv4Addr>()
            .map(|address| address.to_string())
            .map_err(|_| malformed("A 192.0.2.7")),
        (RecordType::A, _) => Err(malformed("A 192.0.2.7")),
        (RecordType::Aaaa, [address]) => address
            .parse::<Ipv6Addr>()
            .map(|address| address.to_string())
            .map_err(|_| malformed("AAAA 2001:db8::7")),
        (RecordType::Aaaa, _) => Err(malformed("AAAA 2001:db8::7")),
        (RecordType::Cname | RecordType::Ns, [target]) => Ok(format!("{}.", absolute(target)?)),
        (RecordType::Cname | RecordType::Ns, _) => Err(malformed("NS ns1.example.com.")),
        (RecordType::Mx, [preference, exchange]) => {
            let preference: u16 = preference
                .parse()
                .map_err(|_| malformed("MX 10 mail.example.com."))?;
            // `.` is "no mail" (RFC 7505).
            let exchange = if *exchange == "." {
                String::new()
            } else {
                absolute(exchange)?
            };
            Ok(format!("{preference} {exchange}."))
        }
        (RecordType::Mx, _) => Err(malformed("MX 10 mail.example.com.")),
        (RecordType::Caa, [flags, tag, issuer]) => {
            let flags: u8 = flags
                .parse()
                .map_err(|_| malformed("CAA 0 issue \"letsencrypt.org\""))?;
            let text = format!("{flags} {tag} \"{issuer}\"");
            Ok(message::inert(text.as_bytes()))
        }
        (RecordType::Caa, _) => Err(malformed("CAA 0 issue \"letsencrypt.org\"")),
        (RecordType::Txt, []) => Err(malformed("TXT \"v=spf1 -all\"")),
        (RecordType::Txt, strings) => Ok(message::inert(strings.concat().as_bytes())),
        (RecordType::Ds | RecordType::Soa, []) => Err("the data is missing".to_owned()),
        (RecordType::Ds | RecordType::Soa, words) => Ok(message::inert(words.join(" ").as_bytes())),
    }
}

struct Word {
    text: String,
    quoted: bool,
}

/// The words of a line, up to a comment. `\"`, `\\` and `\DDD` are escapes, as in master files.
fn split(line: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with(';') {
        let quoted = rest.starts_with('"');
        let (text, after) = word(
            if quoted {
                rest.get(1..).unwrap_or("")
            } else {
                rest
            },
            quoted,
        )?;
        words.push(Word { text, quoted });
        rest = after.trim_start();
    }
    Ok(words)
}

/// One word and what follows it.
fn word(line: &str, quoted: bool) -> Result<(String, &str), String> {
    let mut text = String::new();
    let mut characters = line.char_indices();
    while let Some((at, character)) = characters.next() {
        let rest = line.get(at..).unwrap_or("");
        match character {
            '"' if quoted => return Ok((text, rest.get(1..).unwrap_or(""))),
            ';' if !quoted => return Ok((text, rest)),
            _ if !quoted && character.is_ascii_whitespace() => return Ok((text, rest)),
            '\\' => {
                let digits = rest
                    .get(1..4)
                    .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
                match digits {
                    Some(digits) => {
                        let byte: u8 = digits
                            .parse()
                            .map_err(|_| format!("`\\{digits}` is not a byte"))?;
                        // A byte of text that is not ASCII stays escaped: values are inert anyway.
                        text.push_str(&message::inert(&[byte]));
                        characters.nth(2);
                    }
                    None => text.extend(characters.next().map(|(_, escaped)| escaped)),
                }
            }
            _ => text.push(character),
        }
    }
    if quoted {
        Err("a quote is not closed".to_owned())
    } else {
        Ok((text, ""))
    }
}

/// A whole name, with its final dot, in the form in which answers have it.
fn absolute(name: &str) -> Result<String, String> {
    match name.strip_suffix('.') {
        Some(bare) if !bare.is_empty() && name.len() <= 255 => Ok(normal(name)),
        Some(_) | None => Err(format!(
            "`{name}` is not a complete name; a name ends with a dot"
        )),
    }
}
