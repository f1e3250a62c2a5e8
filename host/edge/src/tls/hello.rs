//! The first message of a TLS client, written byte by byte: for the protocol versions and cipher
//! suites that no library of today speaks any more. It is only ever the first message; nothing is
//! computed with keys, so that nothing here can be done wrong in a way that matters.
//!
//! Knows nothing of sockets.

/// A protocol version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// RFC 2246.
    Tls10,
    /// RFC 4346.
    Tls11,
    /// RFC 5246.
    Tls12,
    /// RFC 8446.
    Tls13,
}

impl Version {
    /// All that are asked for, oldest first.
    pub const ALL: [Self; 4] = [Self::Tls10, Self::Tls11, Self::Tls12, Self::Tls13];

    /// `1.2`
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tls10 => "1.0",
            Self::Tls11 => "1.1",
            Self::Tls12 => "1.2",
            Self::Tls13 => "1.3",
        }
    }

    /// The version of this name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name() == name)
    }

    /// Its number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::Tls10 => 0x0301,
            Self::Tls11 => 0x0302,
            Self::Tls12 => 0x0303,
            Self::Tls13 => 0x0304,
        }
    }
}

/// X25519, X448, the NIST curves, and the finite fields of RFC 7919.
const GROUPS: &[u16] = &[
    0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x0100, 0x0101, 0x0102,
];

/// ECDSA, EdDSA, RSA-PSS, PKCS #1 and DSA, down to SHA-1: what the server signs with is not
/// judged here.
pub const SIGNATURES: &[u16] = &[
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401,
    0x0501, 0x0601, 0x0303, 0x0301, 0x0203, 0x0201, 0x0402, 0x0202,
];

/// What a first message offers.
#[derive(Clone, Copy, Debug)]
pub struct Hello<'a> {
    /// Exactly this version.
    pub version: Version,
    /// Numbers of the cipher suites.
    pub suites: &'a [u16],
    /// Numbers of what the server may sign with (RFC 8446, 4.2.3). It may have a chain signed with
    /// any.
    pub signatures: &'a [u16],
    /// Whom it asks for; none leaves the name out.
    pub host: Option<&'a str>,
}

/// The record that offers this.
///
/// For TLS 1.3 no key share is sent. A server that speaks it then asks for one (RFC 8446, 4.1.4),
/// which is answer enough.
#[must_use]
pub fn client_hello(offer: Hello<'_>) -> Vec<u8> {
    let Hello {
        version, suites, ..
    } = offer;
    let mut hello = Vec::new();
    hello.extend(version.number().min(Version::Tls12.number()).to_be_bytes());
    // Keys are never derived from it: the client's random may as well be a constant.
    hello.extend([0x4d; 32]);
    // No session to resume.
    hello.push(0);
    hello.extend(counted(&numbers(suites)));
    // Only the null compression.
    hello.extend([1, 0]);
    hello.extend(counted(&extensions(offer)));

    let mut handshake = vec![1, 0];
    handshake.extend(counted(&hello));
    let mut record = vec![22];
    record.extend(Version::Tls10.number().to_be_bytes());
    record.extend(counted(&handshake));
    record
}

fn extensions(offer: Hello<'_>) -> Vec<u8> {
    let version = offer.version;
    let mut extensions = Vec::new();
    let mut extension = |number: u16, body: &[u8]| {
        extensions.extend(number.to_be_bytes());
        extensions.extend(counted(body));
    };
    if let Some(host) = offer.host {
        // server_name, with one host_name (RFC 6066, 3).
        let mut name = vec![0];
        name.extend(counted(host.as_bytes()));
        extension(0, &counted(&name));
    }
    // status_request for OCSP without responders and extensions (RFC 6066, 8).
    extension(5, &[1, 0, 0, 0, 0]);
    // supported_groups, ec_point_formats.
    extension(10, &counted(&numbers(GROUPS)));
    extension(11, &[1, 0]);
    if version >= Version::Tls12 {
        // signature_algorithms came with TLS 1.2, signature_algorithms_cert with 1.3.
        extension(13, &counted(&numbers(offer.signatures)));
        if offer.signatures != SIGNATURES {
            extension(50, &counted(&numbers(SIGNATURES)));
        }
    }
    // extended_master_secret, renegotiation_info.
    extension(23, &[]);
    extension(0xff01, &[0]);
    if version == Version::Tls13 {
        let [high, low] = version.number().to_be_bytes();
        // supported_versions, psk_key_exchange_modes with (EC)DHE, key_share without any.
        extension(43, &[2, high, low]);
        extension(45, &[1, 1]);
        extension(51, &[0, 0]);
    }
    extensions
}

fn numbers(numbers: &[u16]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_be_bytes())
        .collect()
}

/// The bytes after their length in two bytes. Longer than that nothing here is: a host name has at
/// most 253 bytes.
fn counted(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    let mut counted = length.to_be_bytes().to_vec();
    counted.extend(bytes.iter().take(usize::from(length)));
    counted
}
