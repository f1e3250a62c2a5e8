//! Pure: what a message of the DNS says about one question, in the words of this crate.

use std::fmt::Write as _;

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::{self, Name, RData, rdata::CAA};

use super::{MOST_ALIASES, Record, RecordType, Response, Status};

/// The most text of one record that is kept. A DKIM key of 4096 bits has 700 characters; a message
/// has at most 64 KiB.
const LONGEST_VALUE: usize = 16 << 10;

/// The most records of one answer that are kept. Nobody has as many addresses or texts.
const MOST_RECORDS: usize = 512;

impl RecordType {
    pub(super) const fn to_proto(self) -> rr::RecordType {
        match self {
            Self::A => rr::RecordType::A,
            Self::Aaaa => rr::RecordType::AAAA,
            Self::Caa => rr::RecordType::CAA,
            Self::Cname => rr::RecordType::CNAME,
            Self::Ds => rr::RecordType::DS,
            Self::Mx => rr::RecordType::MX,
            Self::Ns => rr::RecordType::NS,
            Self::Soa => rr::RecordType::SOA,
            Self::Txt => rr::RecordType::TXT,
        }
    }
}

/// What a message says about the records of a type at a name.
#[must_use]
pub fn interpret_response(message: &Message, name: &Name, kind: RecordType) -> Response {
    let mut owner = name.clone();
    let mut aliases = Vec::new();
    while kind != RecordType::Cname && aliases.len() <= MOST_ALIASES {
        let alias = message
            .answers
            .iter()
            .find_map(|record| match &record.data {
                RData::CNAME(target) if record.name == owner => Some(target.0.clone()),
                _ => None,
            });
        let Some(target) = alias else { break };
        aliases.push(bare(&target));
        owner = target;
    }
    let records = message
        .answers
        .iter()
        .filter(|record| record.name == owner && record.record_type() == kind.to_proto())
        .take(MOST_RECORDS)
        .map(|record| Record {
            name: bare(&record.name),
            ttl: record.ttl,
            value: value(&record.data),
        })
        .collect();
    Response {
        status: if message.response_code == ResponseCode::NXDomain {
            Status::NxDomain
        } else {
            Status::NoError
        },
        records,
        aliases,
    }
}

/// To which servers a message refers for a zone, from a server of its parent. None where it does
/// not say.
#[must_use]
pub fn referral(message: &Message, zone: &Name) -> Option<Vec<String>> {
    let servers = |section: &[rr::Record]| -> Vec<String> {
        let servers = section.iter().filter_map(|record| match &record.data {
            RData::NS(server) if record.name == *zone => Some(bare(&server.0)),
            _ => None,
        });
        servers.take(MOST_RECORDS).collect()
    };
    // A server of the zone itself answers in place of the parent. A cache does too, without
    // authority, and knows nothing of the parent.
    if message.metadata.authoritative {
        let answered = servers(&message.answers);
        if !answered.is_empty() {
            return Some(answered);
        }
    }
    let referred = servers(&message.authorities);
    (message.answers.is_empty() && !referred.is_empty()).then_some(referred)
}

/// Lower case, without a final dot. Names are escaped by the parser of messages already.
pub(super) fn bare(name: &Name) -> String {
    let text = inert(name.to_ascii().to_ascii_lowercase().as_bytes());
    text.strip_suffix('.').map_or(text.clone(), str::to_owned)
}

fn value(data: &RData) -> String {
    let text = match data {
        RData::TXT(text) => inert(&text.txt_data.concat()),
        RData::CAA(caa) => caa_value(caa),
        RData::CNAME(target) => absolute(&target.0),
        RData::NS(target) => absolute(&target.0),
        RData::MX(mx) => format!("{} {}", mx.preference, absolute(&mx.exchange)),
        // Without hickory's own DNSSEC, a DS is an unknown type with its bytes (RFC 3597).
        RData::Unknown { rdata, .. } => ds_value(&rdata.anything),
        other => inert(other.to_string().as_bytes()),
    };
    text.chars().take(LONGEST_VALUE).collect()
}

/// With a final dot, as RFC 1035 presents names in data.
fn absolute(name: &Name) -> String {
    format!("{}.", bare(name))
}

fn caa_value(caa: &CAA) -> String {
    let flags = if caa.issuer_critical { 128 } else { 0 };
    let tag = inert(caa.tag.as_bytes());
    format!("{flags} {tag} \"{}\"", inert(&caa.value))
}

/// Key tag, algorithm, digest type and digest (RFC 4034, 5.3).
fn ds_value(bytes: &[u8]) -> String {
    match bytes {
        [high, low, algorithm, digest_type, digest @ ..] => format!(
            "{} {algorithm} {digest_type} {}",
            u16::from_be_bytes([*high, *low]),
            data_encoding::HEXUPPER.encode(digest)
        ),
        _ => String::new(),
    }
}

/// Text that does nothing to a terminal: whatever is not printable ASCII is written `\DDD`, as in
/// the master files of RFC 1035.
#[must_use]
pub fn inert(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\{byte:03}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use hickory_resolver::proto::op::OpCode;
    use hickory_resolver::proto::rr::rdata::{A, TXT, name::CNAME, name::NS};
    use proptest::prelude::*;

    fn name(text: &str) -> Name {
        Name::from_ascii(text).unwrap()
    }

    fn answer(records: Vec<(&str, RData)>) -> Message {
        let mut message = Message::response(0, OpCode::Query);
        for (owner, data) in records {
            message.add_answer(rr::Record::from_rdata(name(owner), 60, data));
        }
        message
    }

    fn alias(target: &str) -> RData {
        RData::CNAME(CNAME(name(target)))
    }

    #[test]
    fn follows_aliases_in_any_order_and_ignores_what_was_not_asked_for() {
        let message = answer(vec![
            ("b.example.", RData::A(A::new(192, 0, 2, 1))),
            ("evil.example.", RData::A(A::new(192, 0, 2, 66))),
            ("a.example.", alias("B.example.")),
        ]);
        let response = interpret_response(&message, &name("A.example."), RecordType::A);
        assert_eq!(response.aliases, ["b.example"]);
        assert_eq!(response.values().collect::<Vec<_>>(), ["192.0.2.1"]);
    }

    #[test]
    fn a_referral_stands_in_the_authority_section() {
        let server = |target: &str| {
            let data = RData::NS(NS(name(target)));
            rr::Record::from_rdata(name("a.example."), 60, data)
        };
        let zone = name("A.example.");
        let mut message = Message::response(0, OpCode::Query);
        assert_eq!(referral(&message, &zone), None);
        message.add_authority(server("NS1.example."));
        assert_eq!(referral(&message, &zone).unwrap(), ["ns1.example"]);
        assert_eq!(referral(&message, &name("b.example.")), None);
        // A cache answers without authority, the zone's own server with it.
        message.add_answer(server("ns2.example."));
        assert_eq!(referral(&message, &zone), None);
        message.metadata.authoritative = true;
        assert_eq!(referral(&message, &zone).unwrap(), ["ns2.example"]);
    }

    #[test]
    fn a_loop_of_aliases_ends() {
        let message = answer(vec![("a.example.", alias("a.example."))]);
        let response = interpret_response(&message, &name("a.example."), RecordType::A);
        assert_eq!(response.aliases.len(), MOST_ALIASES + 1);
    }

    #[test]
    fn a_text_cannot_speak_to_a_terminal() {
        let text = TXT::from_bytes(vec![b"v=spf1 \x1b]0;x\x07", "ü\u{202e}".as_bytes()]);
        let message = answer(vec![("a.example.", RData::TXT(text))]);
        let response = interpret_response(&message, &name("a.example."), RecordType::Txt);
        assert_eq!(
            response.records[0].value,
            "v=spf1 \\027]0;x\\007\\195\\188\\226\\128\\174"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_become_printable(bytes: Vec<u8>) {
            prop_assert!(inert(&bytes).bytes().all(|byte| matches!(byte, b' '..=b'~')));
        }

        #[test]
        fn any_message_is_read(bytes: Vec<u8>) {
            if let Ok(message) = Message::from_vec(&bytes) {
                for kind in RecordType::ALL {
                    let _ = interpret_response(&message, &name("a.example."), kind);
                }
                let _ = referral(&message, &name("a.example."));
            }
        }
    }
}
