//! Recorded answers: what servers showed when a target was recorded, as text. docs/recordings.md
//! describes the form.
//!
//! Pure. The certificates go through the same reading and verification as a live server's.

use muster_facts::FactError;
use muster_facts::tls::{HttpAnswer, HttpsAnswer, TlsVersion};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::hello::Version;
use super::observe::Seen;
use super::{NOT_RECORDED, Sighting};

/// What was recorded.
#[derive(Clone, Debug)]
pub struct Answers {
    /// Seconds since 1970.
    pub asked_at: i64,
    /// One for each endpoint, in the text's order.
    pub sightings: Vec<Sighting>,
}

/// A line that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the recorded answers over TLS, line {line}: {message}")]
pub struct Malformed {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// Reads recorded answers.
///
/// # Errors
/// At the first line that makes no sense.
pub fn parse(text: &str) -> Result<Answers, Malformed> {
    let mut asked_at = None;
    let mut sightings: Vec<Sighting> = Vec::new();
    let mut open: Option<Draft> = None;
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        let malformed = |message: String| Malformed {
            line: number,
            message,
        };
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "-----BEGIN CERTIFICATE-----" {
            let draft = open.as_mut().ok_or_else(|| misplaced(number))?;
            let mut pem = format!("{line}\n");
            for (line, _) in lines.by_ref() {
                pem.push_str(line);
                pem.push('\n');
                if line.starts_with("-----END") {
                    break;
                }
            }
            let der = CertificateDer::from_pem_slice(pem.as_bytes())
                .map_err(|error| malformed(format!("the certificate here is not PEM: {error}")))?;
            draft.chain.push(der.to_vec());
        } else if let Some(rest) = line.strip_prefix("endpoint ") {
            if let Some(draft) = open.take() {
                sightings.push(draft.finish()?);
            }
            open = Some(Draft::begin(rest, number).map_err(malformed)?);
        } else {
            let (key, value) = line
                .split_once(':')
                .map(|(key, value)| (key, value.trim()))
                .ok_or_else(|| malformed("expected `key: value`".to_owned()))?;
            match (&mut open, key) {
                (None, "asked-at") => {
                    asked_at = Some(time(value).ok_or_else(|| {
                        malformed("expected a time such as `2026-06-01T12:00:00Z`".to_owned())
                    })?);
                }
                (None, _) => return Err(misplaced(number)),
                (Some(draft), key) => draft.take(key, value).map_err(malformed)?,
            }
        }
    }
    if let Some(draft) = open {
        sightings.push(draft.finish()?);
    }
    Ok(Answers {
        asked_at: asked_at.ok_or_else(|| Malformed {
            line: 1,
            message: "there is no `asked-at` before the first endpoint".to_owned(),
        })?,
        sightings,
    })
}

fn misplaced(line: usize) -> Malformed {
    Malformed {
        line,
        message: "only `asked-at` may stand before the first `endpoint`".to_owned(),
    }
}

/// An endpoint while its lines are read.
struct Draft {
    line: usize,
    host: String,
    port: u16,
    address: String,
    scope: String,
    error: Option<String>,
    chain: Vec<Vec<u8>>,
    versions: Vec<TlsVersion>,
    negotiated: Option<(String, String)>,
    alpn: Option<String>,
    ocsp_stapled: bool,
    https: Result<HttpsAnswer, FactError>,
    http: Result<HttpAnswer, FactError>,
}

impl Draft {
    /// `HOST:PORT ADDRESS SCOPE`
    fn begin(header: &str, line: usize) -> Result<Self, String> {
        let expected = || "expected `endpoint HOST:PORT ADDRESS edge|origin|both`".to_owned();
        let mut words = header.split_whitespace();
        let (Some(server), Some(address), Some(scope), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(expected());
        };
        let (host, port) = server.rsplit_once(':').ok_or_else(expected)?;
        let address: std::net::IpAddr = address.parse().map_err(|_| expected())?;
        if !matches!(scope, "edge" | "origin" | "both") {
            return Err(expected());
        }
        let versions = Version::ALL.map(|version| TlsVersion {
            name: version.name().to_owned(),
            accepted: Ok(false),
        });
        Ok(Self {
            line,
            host: host.to_ascii_lowercase(),
            port: port.parse().map_err(|_| expected())?,
            address: address.to_string(),
            scope: scope.to_owned(),
            error: None,
            chain: Vec::new(),
            versions: versions.to_vec(),
            negotiated: None,
            alpn: None,
            ocsp_stapled: false,
            https: Err(FactError::Failed(NOT_RECORDED.to_owned())),
            http: Err(FactError::Failed(NOT_RECORDED.to_owned())),
        })
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), String> {
        let failed = || FactError::Failed(value.to_owned());
        match key {
            "error" => self.error = Some(value.to_owned()),
            "versions" => {
                for name in value.split_whitespace() {
                    self.version(name)?.accepted = Ok(true);
                }
            }
            "version-error" => {
                let (name, reason) = value
                    .split_once(' ')
                    .ok_or("expected a version and what went wrong")?;
                self.version(name)?.accepted = Err(FactError::Failed(reason.to_owned()));
            }
            "negotiated" => {
                let (version, suite) = value
                    .split_once(' ')
                    .ok_or("expected a version and a cipher suite")?;
                self.version(version)?;
                self.negotiated = Some((version.to_owned(), suite.to_owned()));
            }
            "alpn" => self.alpn = Some(value.to_owned()),
            "ocsp" if value == "stapled" => self.ocsp_stapled = true,
            "https" => {
                self.https = Ok(HttpsAnswer {
                    status: status(value)?,
                    hsts: None,
                    server: None,
                });
            }
            "hsts" => self.https()?.hsts = Some(value.to_owned()),
            "server" => self.https()?.server = Some(value.to_owned()),
            "https-error" => self.https = Err(failed()),
            "http" => {
                let (code, location) = match value.split_once(' ') {
                    Some((code, location)) => (code, Some(location.to_owned())),
                    None => (value, None),
                };
                self.http = Ok(HttpAnswer {
                    status: status(code)?,
                    location,
                });
            }
            "http-error" => self.http = Err(failed()),
            _ => {
                return Err(format!(
                    "`{key}: {value}` is none of error, versions, version-error, negotiated, alpn, \
                     `ocsp: stapled`, https, hsts, server, https-error, http and http-error"
                ));
            }
        }
        Ok(())
    }

    fn version(&mut self, name: &str) -> Result<&mut TlsVersion, String> {
        self.versions
            .iter_mut()
            .find(|version| version.name == name)
            .ok_or_else(|| format!("`{name}` is none of 1.0, 1.1, 1.2 and 1.3"))
    }

    fn https(&mut self) -> Result<&mut HttpsAnswer, String> {
        self.https
            .as_mut()
            .map_err(|_| "an `https` line must come first".to_owned())
    }

    fn finish(self) -> Result<Sighting, Malformed> {
        let outcome = match (self.error, self.negotiated) {
            (Some(error), _) => Err(FactError::Failed(error)),
            (None, Some((negotiated_version, negotiated_suite))) => Ok(Seen {
                chain: self.chain,
                forged: false,
                versions: self.versions,
                negotiated_version,
                negotiated_suite,
                alpn: self.alpn,
                ocsp_stapled: self.ocsp_stapled,
                https: self.https,
                http: self.http,
            }),
            (None, None) => {
                return Err(Malformed {
                    line: self.line,
                    message: "the endpoint has neither `negotiated` nor `error`".to_owned(),
                });
            }
        };
        Ok(Sighting {
            host: self.host,
            port: self.port,
            address: self.address,
            scope: self.scope,
            outcome,
        })
    }
}

fn status(text: &str) -> Result<u16, String> {
    text.parse()
        .ok()
        .filter(|status| (100..1000).contains(status))
        .ok_or_else(|| format!("`{text}` is no HTTP status"))
}

/// Seconds since 1970 of a time in UTC (RFC 3339, without fractions).
fn time(text: &str) -> Option<i64> {
    let (date, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(clock, ':')?;
    let valid = (1970..10_000).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    // Years that begin in March end with the leap day, so that months have a regular length.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    /// Days from 1 March of the year 0 to 1 January 1970, and one since days count from 1.
    const BEFORE_1970: i64 = 719_469;
    valid.then_some((days - BEFORE_1970) * 86_400 + hour * 3600 + minute * 60 + second)
}

fn numbers(text: &str, separator: char) -> Option<[i64; 3]> {
    let numbers: Vec<i64> = text
        .split(separator)
        .map(|part| {
            let digits = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        })
        .collect::<Option<_>>()?;
    numbers.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        assert_eq!(time("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(time("2000-02-29T12:00:01Z"), Some(951_825_601));
        assert_eq!(time("2026-06-01T00:00:00Z"), Some(1_780_272_000));
        assert_eq!(time("2026-06-01"), None);
        assert_eq!(time("2026-13-01T00:00:00Z"), None);
    }

    #[test]
    fn a_line_that_makes_no_sense_is_named() {
        let error =
            parse("asked-at: 2026-06-01T00:00:00Z\n\nendpoint a.example:443 ::1 edge\nhsst: 1\n")
                .unwrap_err();
        assert_eq!(error.line, 4);
        let error =
            parse("asked-at: 2026-06-01T00:00:00Z\nendpoint a.example:443 ::1 edge\n").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
        assert!(parse("alpn: h2").is_err());
        assert!(parse("").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_failing(text in "(asked-at: 2026-06-01T00:00:00Z\n)?(endpoint a:1 ::1 edge\n)?\\PC*") {
            let _ = parse(&text);
        }
    }
}
