//! What a server sends in answer to a ClientHello, as far as it is unencrypted: its ServerHello, up to
//! TLS 1.2 its certificates, or an alert. Bytes come from anyone and may stop anywhere.
//!
//! Knows nothing of sockets, and judges nothing.

use super::hello::Version;

/// The most that is read of an answer. Chains are kilobytes; rustls takes 64 KiB for a message.
pub const LARGEST_FLIGHT: usize = 128 << 10;

/// The largest record (RFC 5246, 6.2.3: 2^14 and the 2,048 that encryption may add).
const LARGEST_RECORD: usize = (1 << 14) + 2048;

const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;

/// As much of an answer as has arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flight {
    /// Version and suite that the server chose.
    pub hello: Option<ServerHello>,
    /// Certificates as sent, leaf first.
    pub chain: Vec<Vec<u8>>,
    /// Whether an OCSP answer came along.
    pub ocsp_stapled: bool,
    /// The alert that ended it (RFC 8446, B.2).
    pub alert: Option<u8>,
    /// Whether nothing more is to be expected unencrypted.
    pub complete: bool,
}

/// What the server chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerHello {
    /// Number of the protocol version.
    pub version: u16,
    /// Number of the cipher suite.
    pub suite: u16,
}

/// Why bytes are not an answer to a ClientHello.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server's answer is not TLS: {0}")]
pub struct NotTls(pub &'static str);

/// Reads what has arrived so far.
///
/// # Errors
/// When no further bytes can make it TLS.
pub fn parse_flight(bytes: &[u8]) -> Result<Flight, NotTls> {
    let mut flight = Flight::default();
    let mut handshake = Vec::new();
    let mut records = Cursor(bytes);
    while let Some((kind, body)) = next_record(&mut records)? {
        match kind {
            HANDSHAKE => handshake.extend_from_slice(body),
            ALERT => {
                if let [level, description] = *body
                    // A warning ends nothing, except that the server is about to close.
                    && (level != 1 || description == 0)
                {
                    flight.alert = Some(description);
                    flight.complete = true;
                    break;
                }
            }
            // A middlebox's ChangeCipherSpec, or what is already encrypted.
            20 | 23 => {}
            _ => return Err(NotTls("a record of unknown type")),
        }
    }
    let mut messages = Cursor(&handshake);
    while let Some((kind, body)) = next_message(&mut messages) {
        take_message(&mut flight, kind, body)?;
        if flight.complete {
            break;
        }
    }
    Ok(flight)
}

fn next_record<'a>(cursor: &mut Cursor<'a>) -> Result<Option<(u8, &'a [u8])>, NotTls> {
    let [kind, major, _, high, low, ..] = *cursor.0 else {
        return match cursor.0 {
            [first, ..] if !(20..=23).contains(first) => {
                Err(NotTls("it does not begin as TLS does"))
            }
            _ => Ok(None),
        };
    };
    if !(20..=23).contains(&kind) || major != 3 {
        return Err(NotTls("it does not begin as TLS does"));
    }
    let length = usize::from(u16::from_be_bytes([high, low]));
    if length > LARGEST_RECORD {
        return Err(NotTls("a record is too long"));
    }
    let mut rest = Cursor(cursor.0.get(5..).unwrap_or_default());
    let Some(body) = rest.take(length) else {
        return Ok(None);
    };
    *cursor = rest;
    Ok(Some((kind, body)))
}

/// `None` while the next message is incomplete.
fn next_message<'a>(cursor: &mut Cursor<'a>) -> Option<(u8, &'a [u8])> {
    let mut rest = Cursor(cursor.0);
    let kind = rest.number(1)?;
    let body = rest.counted(3)?;
    *cursor = rest;
    Some((u8::try_from(kind).ok()?, body))
}

fn take_message(flight: &mut Flight, kind: u8, body: &[u8]) -> Result<(), NotTls> {
    match kind {
        // ServerHello
        2 => {
            let hello = server_hello(body).ok_or(NotTls("an invalid ServerHello"))?;
            flight.hello = Some(hello);
            flight.complete = hello.version >= Version::Tls13.number();
        }
        // Certificate
        11 => {
            flight.chain = chain(body).ok_or(NotTls("an invalid Certificate"))?;
        }
        // CertificateStatus
        22 => flight.ocsp_stapled = true,
        // ServerHelloDone
        14 => flight.complete = true,
        // HelloRequest, NewSessionTicket, ServerKeyExchange, CertificateRequest and whatever else.
        _ => {}
    }
    Ok(())
}

fn server_hello(body: &[u8]) -> Option<ServerHello> {
    let mut cursor = Cursor(body);
    let mut version = cursor.number(2)?;
    cursor.take(32)?;
    cursor.counted(1)?;
    let suite = cursor.number(2)?;
    cursor.number(1)?;
    // Servers of TLS 1.0 may leave the extensions out altogether.
    let mut extensions = Cursor(cursor.counted(2).unwrap_or_default());
    while let (Some(number), Some(mut value)) =
        (extensions.number(2), extensions.counted(2).map(Cursor))
    {
        // supported_versions: the version that was really chosen.
        if number == 43 {
            version = value.number(2)?;
        }
    }
    Some(ServerHello {
        version: u16::try_from(version).ok()?,
        suite: u16::try_from(suite).ok()?,
    })
}

fn chain(body: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut cursor = Cursor(body);
    let mut list = Cursor(cursor.counted(3)?);
    let mut chain = Vec::new();
    while !list.0.is_empty() {
        chain.push(list.counted(3)?.to_vec());
    }
    Some(chain)
}

/// The bytes that are still to be read.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of so many bytes, at most three.
    fn number(&mut self, bytes: usize) -> Option<u32> {
        let taken = self.take(bytes)?;
        Some(
            taken
                .iter()
                .fold(0, |number, byte| number << 8 | u32::from(*byte)),
        )
    }

    /// Bytes after their length in so many bytes.
    fn counted(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let length = self.number(bytes)?;
        self.take(usize::try_from(length).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap().to_be_bytes();
        [&[kind, 3, 3], &length[..], body].concat()
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&[kind], &length[1..], body].concat()
    }

    fn hello(version: [u8; 2], extensions: &[u8]) -> Vec<u8> {
        let mut body = version.to_vec();
        body.extend([7; 32]);
        body.extend([0, 0xc0, 0x2f, 0]);
        body.extend(extensions);
        message(2, &body)
    }

    #[test]
    fn a_chain_that_spans_records_is_put_together() {
        let certificates = message(11, &[0, 0, 9, 0, 0, 2, 1, 2, 0, 0, 1, 3]);
        let flight = [hello([3, 1], &[]), certificates, message(14, &[])].concat();
        let (first, second) = flight.split_at(50);
        let bytes = [record(HANDSHAKE, first), record(HANDSHAKE, second)].concat();
        let flight = parse_flight(&bytes).unwrap();
        assert_eq!(flight.chain, [vec![1, 2], vec![3]]);
        assert_eq!(flight.hello.unwrap().version, 0x0301);
        assert!(flight.complete);
        assert!(!parse_flight(&bytes[..bytes.len() - 1]).unwrap().complete);
    }

    #[test]
    fn the_version_is_the_one_in_the_extension() {
        let extensions = [0, 6, 0, 43, 0, 2, 3, 4];
        let flight = parse_flight(&record(HANDSHAKE, &hello([3, 3], &extensions))).unwrap();
        assert_eq!(flight.hello.unwrap().version, 0x0304);
        assert!(flight.complete);
    }

    #[test]
    fn a_warning_is_no_refusal() {
        let warning = record(ALERT, &[1, 112]);
        assert_eq!(parse_flight(&warning).unwrap().alert, None);
        let fatal = [warning, record(ALERT, &[2, 70])].concat();
        assert_eq!(parse_flight(&fatal).unwrap().alert, Some(70));
    }

    #[test]
    fn what_is_not_tls_is_said_to_be_so_at_its_first_byte() {
        assert!(parse_flight(b"H").is_err());
        assert!(parse_flight(b"HTTP/1.1 400 Bad Request\r\n").is_err());
        assert!(parse_flight(&[22, 3, 3, 0xff, 0xff]).is_err());
        assert_eq!(parse_flight(&[22, 3]), Ok(Flight::default()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_failing(bytes: Vec<u8>) {
            let _ = parse_flight(&bytes);
            let _ = parse_flight(&record(HANDSHAKE, bytes.get(..bytes.len().min(1 << 14)).unwrap()));
        }

        #[test]
        fn more_bytes_never_undo_what_was_read(body: Vec<u8>, cut in 0_usize..80) {
            let bytes = record(HANDSHAKE, &[hello([3, 3], &[]), message(11, &body)].concat());
            let part = &bytes[..cut.min(bytes.len())];
            if let (Ok(part), Ok(whole)) = (parse_flight(part), parse_flight(&bytes)) {
                prop_assert!(part.hello.is_none() || part.hello == whole.hello);
            }
        }
    }
}
