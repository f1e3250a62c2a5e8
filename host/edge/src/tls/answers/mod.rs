//! Recorded answers: what servers showed when a target was recorded, as text. docs/recordings.md
//! describes the form.
//!
//! Pure. The certificates go through the same reading and verification as a live server's.

mod draft;

use chrono::DateTime;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use draft::Draft;

use super::Sighting;

/// What was recorded.
#[derive(Clone, Debug)]
pub struct RecordedEndpoints {
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
pub fn parse(text: &str) -> Result<RecordedEndpoints, Malformed> {
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
            draft.certificate(der.to_vec());
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
    Ok(RecordedEndpoints {
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
        message: "only `asked-at` can come before the first `endpoint`".to_owned(),
    }
}

/// Seconds since 1970 of a time as RFC 3339 writes it.
fn time(text: &str) -> Option<i64> {
    let time = DateTime::parse_from_rfc3339(text).ok()?.timestamp();
    // Certificates are not verified for a time before.
    (time >= 0).then_some(time)
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
        assert_eq!(time("2026-06-01T02:00:00+02:00"), Some(1_780_272_000));
        for wrong in [
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-06-01T24:00:00Z",
            "2026-06-01T00:00:00",
            "2026-6-1T0:0:0Z",
            "1969-12-31T23:59:59Z",
            "yesterday",
        ] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
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
        let head = "asked-at: 2026-06-01T00:00:00Z\nendpoint a.example:443 ::1 edge\n";
        for suites in [
            "",
            " ",
            " TLS_AES_128_GCM_SHA256",
            " ECDHE-RSA-AES128-GCM-SHA256",
        ] {
            let error = parse(&format!("{head}tls12-suites:{suites}\n")).unwrap_err();
            assert_eq!(error.line, 3, "{suites}");
        }
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
