//! The answers of a recording, in lines like those of a master file (RFC 1035, 5).
//!
//! ```text
//! $ZONE example.com.                        ; what follows below it is all there is
//! example.com.      300 IN TXT "v=spf1 -all"
//! www.example.com.  A     192.0.2.7
//! slow.example.com. TXT   timeout           ; or servfail, refused
//! example.com.      DNSSEC secure           ; or insecure, bogus, indeterminate
//! ```

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use muster_facts::FactError;
use thiserror::Error;

use super::{MOST_ALIASES, Record, RecordType, Response, Security, Status, message};

/// Time to live of a line that gives none.
const DEFAULT_TTL: u32 = 300;

/// What a recording says about some zones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zones {
    apexes: Vec<String>,
    sets: BTreeMap<(String, RecordType), Set>,
    security: BTreeMap<String, Security>,
}

/// What there is at a name for one type.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Set {
    Records(Vec<Record>),
    Failure(Failure),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    Timeout,
    ServFail,
    Refused,
}

/// A line that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub struct ParseError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, and what to write.
    pub message: String,
}

impl Zones {
    /// Like a resolver: aliases within the recording are followed.
    pub(super) fn ask(&self, name: &str, kind: RecordType) -> Result<Response, FactError> {
        let mut owner = normal(name);
        let mut aliases = Vec::new();
        loop {
            self.within(&owner, kind)?;
            let found = self.sets.get(&(owner.clone(), kind));
            if let Some(set) = found {
                return match set {
                    Set::Records(records) => Ok(Response {
                        status: Status::NoError,
                        records: records.clone(),
                        aliases,
                    }),
                    Set::Failure(failure) => Err(failure.of(&owner, kind)),
                };
            }
            match self.sets.get(&(owner.clone(), RecordType::Cname)) {
                Some(Set::Records(records)) if aliases.len() <= MOST_ALIASES => {
                    let target = records.first().map_or("", |record| record.value.as_str());
                    owner = normal(target);
                    aliases.push(owner.clone());
                }
                Some(Set::Failure(failure)) => return Err(failure.of(&owner, kind)),
                Some(Set::Records(_)) | None => {
                    return Ok(Response {
                        status: self.status(&owner),
                        records: Vec::new(),
                        aliases,
                    });
                }
            }
        }
    }

    pub(super) fn security(&self, zone: &str) -> Result<Security, FactError> {
        self.security.get(&normal(zone)).cloned().ok_or_else(|| {
            FactError::Failed(format!(
                "the DNSSEC state of {} is not part of the recording",
                message::inert(zone.as_bytes())
            ))
        })
    }

    fn within(&self, owner: &str, kind: RecordType) -> Result<(), FactError> {
        if self.apexes.iter().any(|apex| is_below(owner, apex)) {
            return Ok(());
        }
        Err(FactError::Failed(format!(
            "{} {} is not part of the recording",
            message::inert(owner.as_bytes()),
            kind.name()
        )))
    }

    /// A name exists when it, or anything below it, has a record (RFC 8020).
    fn status(&self, owner: &str) -> Status {
        let exists = self.apexes.iter().any(|apex| is_below(apex, owner))
            || self.sets.keys().any(|(name, _)| is_below(name, owner));
        if exists {
            Status::NoError
        } else {
            Status::NxDomain
        }
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let words = split(line)?;
        let mut words = words.iter().map(|word| (word.text.as_str(), word.quoted));
        let Some((owner, _)) = words.next() else {
            return Ok(());
        };
        if owner == "$ZONE" {
            let apex = absolute(words.next().map_or("", |(apex, _)| apex))?;
            self.apexes.push(apex);
            return Ok(());
        }
        let owner = absolute(owner)?;
        if !self.apexes.iter().any(|apex| is_below(&owner, apex)) {
            return Err(format!(
                "{owner} lies in no zone; write `$ZONE` and its name above"
            ));
        }
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
            let state = security(&data)?;
            self.security.insert(owner, state);
            return Ok(());
        }
        let kind = RecordType::ALL
            .into_iter()
            .find(|known| known.name() == kind)
            .ok_or_else(|| format!("`{kind}` is no type that is asked for"))?;
        let at = (owner.clone(), kind);
        if let Some(failure) = Failure::parse(&data) {
            self.sets.insert(at, Set::Failure(failure));
            return Ok(());
        }
        let record = Record {
            name: owner,
            ttl,
            value: value(kind, &data)?,
        };
        match self
            .sets
            .entry(at)
            .or_insert_with(|| Set::Records(Vec::new()))
        {
            Set::Records(records) => records.push(record),
            Set::Failure(_) => return Err("a line above says that there is no answer".to_owned()),
        }
        Ok(())
    }
}

impl FromStr for Zones {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut zones = Self::default();
        for (index, line) in text.lines().enumerate() {
            zones.line(line).map_err(|message| ParseError {
                line: index + 1,
                message: message::inert(message.as_bytes()),
            })?;
        }
        Ok(zones)
    }
}

impl Failure {
    fn parse(data: &[(&str, bool)]) -> Option<Self> {
        match data {
            [("timeout", false)] => Some(Self::Timeout),
            [("servfail", false)] => Some(Self::ServFail),
            [("refused", false)] => Some(Self::Refused),
            _ => None,
        }
    }

    fn of(self, owner: &str, kind: RecordType) -> FactError {
        let did = match self {
            Self::Timeout => "did not answer",
            Self::ServFail => "answered SERVFAIL",
            Self::Refused => "refused to answer",
        };
        FactError::Failed(format!(
            "{owner} {}: the recorded server {did}",
            kind.name()
        ))
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
                            .map_err(|_| format!("`\\{digits}` is no byte"))?;
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
        Some(_) | None => Err(format!("`{name}` is no whole name; it ends with a dot")),
    }
}

/// Lower case, without a final dot.
fn normal(name: &str) -> String {
    let name = name.strip_suffix('.').unwrap_or(name);
    message::inert(name.to_ascii_lowercase().as_bytes())
}

/// Whether a name is another one or lies below it.
fn is_below(name: &str, above: &str) -> bool {
    name.strip_suffix(above)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = r#"
; what a recording holds
$ZONE example.com.
example.com. 60 IN TXT "v=spf1 -all" ; a comment
example.com. TXT "two" " strings; \"quoted\" \027"
Www.Example.com. CNAME web.example.com.
web.example.com. A 192.0.2.7
gone.example.com. CNAME nowhere.example.com.
away.example.com. CNAME elsewhere.net.
slow.example.com. TXT timeout
x.example.com. A servfail
a.deep.example.com. CAA 0 issue "letsencrypt.org"
example.com. DNSSEC bogus "signature expired"
"#;

    fn ask(name: &str, kind: RecordType) -> Result<Response, FactError> {
        TEXT.parse::<Zones>().unwrap().ask(name, kind)
    }

    #[test]
    fn answers_like_a_resolver() {
        let response = ask("WWW.example.com.", RecordType::A).unwrap();
        assert_eq!(response.aliases, ["web.example.com"]);
        assert_eq!(response.values().collect::<Vec<_>>(), ["192.0.2.7"]);
        let texts = ask("example.com", RecordType::Txt).unwrap();
        assert_eq!(
            texts.values().collect::<Vec<_>>(),
            ["v=spf1 -all", "two strings; \"quoted\" \\027"]
        );
        assert_eq!(texts.records[0].ttl, 60);
    }

    #[test]
    fn tells_a_missing_name_from_a_missing_record() {
        let status = |name| ask(name, RecordType::A).unwrap().status;
        assert_eq!(status("none.example.com"), Status::NxDomain);
        assert_eq!(status("gone.example.com"), Status::NxDomain);
        assert_eq!(status("example.com"), Status::NoError);
        assert_eq!(status("deep.example.com"), Status::NoError);
    }

    #[test]
    fn what_is_not_recorded_is_an_error() {
        for (name, kind, reason) in [
            ("elsewhere.net", RecordType::A, "not part of the recording"),
            ("away.example.com", RecordType::A, "elsewhere.net A"),
            ("slow.example.com", RecordType::Txt, "did not answer"),
            ("x.example.com", RecordType::A, "SERVFAIL"),
        ] {
            let error = ask(name, kind).unwrap_err();
            assert!(error.reason().contains(reason), "{}", error.reason());
        }
        let zones: Zones = TEXT.parse().unwrap();
        assert_eq!(
            zones.security("example.com"),
            Ok(Security::Bogus("signature expired".to_owned()))
        );
        assert!(zones.security("example.net").is_err());
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (line, reason) in [
            ("www A 192.0.2.1", "ends with a dot"),
            ("a.example.net. A 192.0.2.1", "no zone"),
            ("a.example.com. A here", "A is written"),
            ("a.example.com. PTR b.example.com.", "`PTR` is no type"),
            ("a.example.com. TXT \"open", "not closed"),
            ("a.example.com.", "type is missing"),
            ("a.example.com. DNSSEC maybe", "the state is"),
        ] {
            let text = format!("$ZONE example.com.\n{line}\n");
            let error = text.parse::<Zones>().unwrap_err();
            assert_eq!(error.line, 2, "{line}");
            assert!(error.message.contains(reason), "{}", error.message);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let _ = text.parse::<Zones>();
        }

        #[test]
        fn any_line_of_a_zone_is_read_or_refused(line in "[a.]{0,8} (TXT|MX|A|CAA|DS|DNSSEC|CNAME) [ -~]{0,30}") {
            if let Ok(zones) = format!("$ZONE a.\n{line}").parse::<Zones>() {
                for kind in RecordType::ALL {
                    let _ = zones.ask("a", kind);
                }
            }
        }
    }
}
