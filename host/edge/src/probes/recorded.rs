//! Recorded answers: what the application's endpoints answered when a target was recorded, as text.
//! docs/recordings.md describes the form.
//!
//! Pure. The answers go the same way as those of a live host.

use muster_facts::FactError;
use muster_facts::probes::Probe;
use muster_http::ProbeAnswer;

use super::NoAnswer;
use crate::network::NOT_RECORDED;

/// One request and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedAnswer {
    /// As it was made: `GET https://api.example.com/readyz`.
    pub(super) request: String,
    /// What came of it.
    pub(super) outcome: Result<ProbeAnswer, NoAnswer>,
}

/// A line that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the recorded answers over HTTP, line {line}: {message}")]
pub struct Malformed {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// Where asking can end.
const STEPS: [&str; 6] = [
    Probe::FAILURE_DNS,
    Probe::FAILURE_TCP,
    Probe::FAILURE_TLS,
    Probe::FAILURE_TIMEOUT,
    Probe::FAILURE_HTTP,
    Probe::FAILURE_CREDENTIALS,
];

/// Reads recorded answers. Of two to the same request, the last one counts.
///
/// # Errors
/// At the first line that makes no sense.
pub fn parse(text: &str) -> Result<Vec<RecordedAnswer>, Malformed> {
    let mut answers: Vec<RecordedAnswer> = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let malformed = |message: &str| Malformed {
            line: number,
            message: message.to_owned(),
        };
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(request) = request(line) {
            let request = request.map_err(malformed)?;
            answers.retain(|answer| answer.request != request);
            answers.push(RecordedAnswer {
                request,
                outcome: Err(NoAnswer::unasked(FactError::Failed(format!(
                    "the status is {NOT_RECORDED}"
                )))),
            });
            continue;
        }
        let (key, value) = line
            .split_once(':')
            .map(|(key, value)| (key.trim().to_ascii_lowercase(), value.trim()))
            .ok_or_else(|| malformed("expected `key: value`"))?;
        let last = answers
            .last_mut()
            .ok_or_else(|| malformed("a request such as `GET https://HOST/PATH` comes first"))?;
        last.take(&key, value).map_err(malformed)?;
    }
    Ok(answers)
}

/// The request that a line begins, if it begins one.
fn request(line: &str) -> Option<Result<String, &'static str>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (Some(&(Probe::METHOD_GET | Probe::METHOD_POST)), Some(address)) =
        (words.first(), words.get(1))
    else {
        return None;
    };
    let manner = match words.get(2) {
        None | Some(&(Probe::MANNER_AUTHENTICATED | Probe::MANNER_CROSS_ORIGIN)) => Ok(()),
        Some(_) => Err("expected `authenticated` or `cross-origin` behind the address"),
    };
    let is_address = address.starts_with("https://") || address.starts_with("http://");
    Some(match (manner, is_address, words.len()) {
        (Err(error), ..) => Err(error),
        (Ok(()), true, 2 | 3) => Ok(words.join(" ")),
        (Ok(()), ..) => Err("expected `GET https://HOST/PATH` or `POST https://HOST/PATH`"),
    })
}

impl RecordedAnswer {
    fn take(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        match (key, &mut self.outcome) {
            ("status", outcome) => {
                let status = value
                    .parse()
                    .ok()
                    .filter(|status| (100..1000).contains(status))
                    .ok_or("expected an HTTP status")?;
                *outcome = Ok(ProbeAnswer {
                    status,
                    whole: true,
                    ..ProbeAnswer::default()
                });
            }
            ("error", outcome) => {
                let (step, reason) = value.split_once(' ').unwrap_or((value, "nobody said why"));
                let step = STEPS
                    .into_iter()
                    .find(|known| *known == step)
                    .ok_or("expected dns, tcp, tls, timeout, http or credentials, and why")?;
                *outcome = Err(NoAnswer::at(step, reason.to_owned()));
            }
            (_, Err(_)) => return Err("a `status` comes before this"),
            ("body", Ok(answer)) => {
                if !answer.body.is_empty() {
                    answer.body.push(b'\n');
                }
                answer.body.extend(value.bytes());
            }
            (name, Ok(answer)) => answer.headers.push((name.to_owned(), value.to_owned())),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn requests_and_what_came_of_them() {
        let answers = parse(
            "# a comment\n\
             GET https://a.example/readyz\nstatus: 503\nX-Frame-Options: DENY\nbody: {\"ok\":\nbody: false}\n\n\
             GET https://a.example/metrics authenticated\nerror: tls the certificate has expired\n\
             GET https://a.example/readyz\nstatus: 200\n",
        )
        .unwrap();
        let requests: Vec<&str> = answers.iter().map(|one| one.request.as_str()).collect();
        assert_eq!(
            requests,
            [
                "GET https://a.example/metrics authenticated",
                "GET https://a.example/readyz"
            ]
        );
        let failure = answers[0].outcome.as_ref().unwrap_err().failure;
        assert_eq!(failure, Some("tls"));
        let answer = answers[1].outcome.as_ref().unwrap();
        assert_eq!((answer.status, answer.headers.len()), (200, 0));
    }

    #[test]
    fn a_line_that_makes_no_sense_is_named() {
        let head = "GET https://a.example/\n";
        for (text, line) in [
            ("status: 200\n".to_owned(), 1),
            (format!("{head}status: ok\n"), 2),
            (format!("{head}status: 200\nwhat\n"), 3),
            (format!("{head}x-frame-options: deny\n"), 2),
            (format!("{head}error: luck ran out\n"), 2),
            ("GET a.example/\n".to_owned(), 1),
            ("GET https://a.example/ twice\n".to_owned(), 1),
        ] {
            assert_eq!(parse(&text).unwrap_err().line, line, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_failing(
            text in "(GET https://a.example/\n)?(status: 200\n)?(body: \\PC*\n)?\\PC*"
        ) {
            let _ = parse(&text);
        }
    }
}
