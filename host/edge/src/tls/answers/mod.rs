//! Recorded answers: what servers showed when a target was recorded, as text. docs/recordings.md
//! describes the form.
//!
//! Pure. The certificates go through the same reading and verification as a live server's.

mod draft;

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
