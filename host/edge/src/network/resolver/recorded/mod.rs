//! The answers of a recording, in lines like those of a master file (RFC 1035, 5).
//!
//! ```text
//! $ZONE example.com.                        ; what follows below it is all there is
//! example.com.      300 IN TXT "v=spf1 -all"
//! www.example.com.  A     192.0.2.7
//! slow.example.com. TXT   timeout           ; or servfail, refused
//! example.com.      DNSSEC secure           ; or insecure, bogus, indeterminate
//! @192.0.2.1 example.com. NS ns1.example.net. ; what this server of the parent zone says
//! ```

mod line;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::str::FromStr;

use muster_facts::FactError;
use thiserror::Error;

use self::line::Line;
use super::{MOST_ALIASES, Record, RecordType, Response, Security, Status, message};

/// What a recording says about some zones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zones {
    apexes: Vec<String>,
    sets: BTreeMap<(String, RecordType), Set>,
    security: BTreeMap<String, Security>,
    /// By server and zone.
    referrals: BTreeMap<(SocketAddr, String), Set<String>>,
}

/// What there is at a name for one type.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Set<T = Record> {
    Records(Vec<T>),
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

    pub(super) fn referral(
        &self,
        server: SocketAddr,
        zone: &str,
    ) -> Result<Vec<String>, FactError> {
        match self.referrals.get(&(server, normal(zone))) {
            Some(Set::Records(servers)) => Ok(servers.clone()),
            Some(Set::Failure(failure)) => Err(failure.of(zone, RecordType::Ns)),
            None => Err(FactError::Failed(format!(
                "what {server} says about {} is not part of the recording",
                message::inert(zone.as_bytes())
            ))),
        }
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

    fn add(&mut self, line: Line) -> Result<(), String> {
        match line {
            Line::Nothing => {}
            Line::Zone(apex) => self.apexes.push(apex),
            Line::Security { zone, state } => {
                self.in_a_zone(&zone)?;
                self.security.insert(zone, state);
            }
            Line::Failure {
                owner,
                kind,
                failure,
            } => {
                self.in_a_zone(&owner)?;
                self.sets.insert((owner, kind), Set::Failure(failure));
            }
            Line::Record { kind, record } => {
                self.in_a_zone(&record.name)?;
                let at = (record.name.clone(), kind);
                self.sets.entry(at).or_default().add(Some(record))?;
            }
            Line::Referral { server, zone, to } => {
                let at = (server, zone);
                match to {
                    Ok(to) => self.referrals.entry(at).or_default().add(to)?,
                    Err(failure) => {
                        self.referrals.insert(at, Set::Failure(failure));
                    }
                }
            }
        }
        Ok(())
    }

    fn in_a_zone(&self, owner: &str) -> Result<(), String> {
        if self.apexes.iter().any(|apex| is_below(owner, apex)) {
            return Ok(());
        }
        Err(format!(
            "{owner} is not in a zone; write `$ZONE` and its name above"
        ))
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self::Records(Vec::new())
    }
}

impl<T> Set<T> {
    fn add(&mut self, record: Option<T>) -> Result<(), String> {
        match self {
            Self::Records(records) => {
                records.extend(record);
                Ok(())
            }
            Self::Failure(_) => Err("a line above says that there is no answer".to_owned()),
        }
    }
}

impl FromStr for Zones {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut zones = Self::default();
        for (index, line) in text.lines().enumerate() {
            Line::parse(line)
                .and_then(|line| zones.add(line))
                .map_err(|message| ParseError {
                    line: index + 1,
                    message: message::inert(message.as_bytes()),
                })?;
        }
        Ok(zones)
    }
}

impl Failure {
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
@192.0.2.1 Example.com. NS NS1.example.net.
@192.0.2.1 example.com. NS ns2.example.net.
@[2001:db8::1]:5353 example.com. NS nxdomain
@192.0.2.3 example.com. NS refused
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
    fn a_server_of_the_parent_zone_says_what_stands_in_its_lines() {
        let zones: Zones = TEXT.parse().unwrap();
        let referral = |server: &str| zones.referral(server.parse().unwrap(), "example.com");
        assert_eq!(
            referral("192.0.2.1:53").unwrap(),
            ["ns1.example.net", "ns2.example.net"]
        );
        assert_eq!(referral("[2001:db8::1]:5353"), Ok(Vec::new()));
        for (server, reason) in [("192.0.2.3:53", "refused"), ("192.0.2.4:53", "recording")] {
            let error = referral(server).unwrap_err();
            assert!(error.reason().contains(reason), "{}", error.reason());
        }
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (line, reason) in [
            ("www A 192.0.2.1", "ends with a dot"),
            ("a.example.net. A 192.0.2.1", "not in a zone"),
            ("a.example.com. A here", "A is written"),
            ("a.example.com. PTR b.example.com.", "`PTR` is not a type"),
            ("a.example.com. TXT \"open", "not closed"),
            ("a.example.com.", "type is missing"),
            ("a.example.com. DNSSEC maybe", "the state is"),
            (
                "@here example.com. NS a.example.net.",
                "`here` is not an address",
            ),
            ("@192.0.2.1 example.com. A 192.0.2.7", "only asked for `NS`"),
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
