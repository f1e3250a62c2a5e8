//! One upload: hand over, then ask until GitHub has read the file. What is temporary is tried again,
//! a refusal never.

use std::time::Duration;

use data_encoding::BASE64;
use muster_facts::Secret;
use muster_http::{Client, Failure, HttpResponse};
use muster_report::{MOST_COMPRESSED, gzip};
use rustls::pki_types::CertificateDer;
use serde::Serialize;
use tokio::time::{Instant, sleep, timeout_at};

use crate::answer::{self, State};
use crate::destination::Destination;
use crate::error::{UploadError, refused, refused_certificate};
use crate::inspect::Inspected;

/// What GitHub asks for (<https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api>).
/// The version is the one that every supported Enterprise Server knows.
const HEADERS: [(&str, &str); 2] = [
    ("accept", "application/vnd.github+json"),
    ("x-github-api-version", "2022-11-28"),
];

/// How long one answer may take. A file of 10 MB goes over a line of 1 Mbit/s in less.
const SLOWEST_ANSWER: Duration = Duration::from_secs(120);

/// How often a request is made that fails for a while.
const MOST_ATTEMPTS: u32 = 4;

/// The pause before the second attempt and the second question. Each one after it is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest pause between two questions. GitHub allows a job 1,000 requests an hour.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How long an upload may take, and whether it is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For everything together.
    pub timeout: Duration,
    /// Whether to wait until GitHub has read the file.
    pub wait: bool,
}

/// How an upload went well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadResult {
    /// GitHub has read the file; with what it remarks.
    Complete(Vec<String>),
    /// GitHub has the file, and it was not asked whether it can read it.
    Taken,
}

#[derive(Serialize)]
struct Upload<'a> {
    commit_sha: String,
    r#ref: String,
    sarif: String,
    tool_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<&'a str>,
}

/// Hands the file over. Nobody but the API gets the token.
///
/// # Errors
/// When GitHub does not take the file, or it is not known whether it does.
pub fn upload(
    file: &[u8],
    inspected: &Inspected,
    destination: &Destination,
    token: &Secret,
    roots: &[CertificateDer<'_>],
    limits: Limits,
) -> Result<UploadResult, UploadError> {
    let compressed = gzip(file);
    if compressed.len() > MOST_COMPRESSED {
        return Err(UploadError::TooLarge {
            found: compressed.len(),
        });
    }
    let body = serde_json::to_vec(&Upload {
        commit_sha: destination.commit.to_string(),
        r#ref: destination.git_ref.to_string(),
        sarif: BASE64.encode(&compressed),
        tool_name: &inspected.tool,
        started_at: inspected.started_at.as_deref(),
    })
    .map_err(|error| UploadError::Unreachable(error.to_string()))?;
    let client = Client::new(token, &HEADERS, roots)
        .map_err(|error| UploadError::Unreachable(error.to_string()))?;
    let session = Session {
        client,
        url: format!(
            "{}/repos/{}/code-scanning/sarifs",
            destination.api, destination.repository
        ),
        timeout: limits.timeout,
    };
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| UploadError::Unreachable(format!("no asynchronous runtime: {error}")))?
        .block_on(session.run(body, limits.wait))
}

struct Session {
    client: Client,
    /// Of the uploads of the repository.
    url: String,
    /// For everything together.
    timeout: Duration,
}

/// One request of the two.
enum Request {
    HandOver(Vec<u8>),
    Ask(String),
}

/// Why there is no answer that counts.
enum Unanswered {
    /// It may be better the next time.
    For(String),
    /// It will not.
    Finally(String),
}

impl Session {
    async fn run(&self, body: Vec<u8>, wait: bool) -> Result<UploadResult, UploadError> {
        let deadline = Instant::now() + self.timeout;
        let answer = self
            .answer(&Request::HandOver(body), deadline)
            .await
            .map_err(UploadError::Unreachable)?;
        if !is_success(answer.status) {
            return Err(refused(&answer));
        }
        let Some(id) = answer::receipt(&answer.body) else {
            return Err(UploadError::Unreachable(self.not_github(answer.status)));
        };
        tracing::info!(id, "taken");
        if !wait {
            return Ok(UploadResult::Taken);
        }
        self.wait(id, deadline).await
    }

    /// Asks until GitHub has read the file.
    async fn wait(&self, id: String, deadline: Instant) -> Result<UploadResult, UploadError> {
        let question = Request::Ask(format!("{}/{id}", self.url));
        let mut pause = FIRST_PAUSE;
        loop {
            let answer = self
                .answer(&question, deadline)
                .await
                .map_err(UploadError::Unconfirmed)?;
            let state = match is_success(answer.status) {
                true => answer::state(&answer.body),
                // It knows the upload only once all of its machines do.
                false if answer.status == 404 => Some(State::Pending),
                false => return Err(UploadError::Unconfirmed(refused(&answer).to_string())),
            };
            match state {
                Some(State::Complete(remarks)) => return Ok(UploadResult::Complete(remarks)),
                Some(State::Failed(errors)) => return Err(UploadError::Unusable(errors)),
                Some(State::Pending) => tracing::info!(id, "pending"),
                None => return Err(UploadError::Unconfirmed(self.not_github(answer.status))),
            }
            if Instant::now() + pause >= deadline {
                return Err(UploadError::Unconfirmed(format!(
                    "it is still reading after {}; `--timeout SECONDS` waits longer, `--no-wait` \
                     not at all",
                    seconds(self.timeout)
                )));
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// The answer to a request, which is made again while that may help.
    async fn answer(&self, request: &Request, deadline: Instant) -> Result<HttpResponse, String> {
        let mut attempt = 1;
        let mut pause = FIRST_PAUSE;
        loop {
            let limit = deadline.min(Instant::now() + SLOWEST_ANSWER);
            let outcome = match timeout_at(limit, self.send(request)).await {
                Ok(Ok(answer)) => Ok(answer),
                Ok(Err(failure)) => Err(self.unanswered(&failure)),
                Err(_) if limit == deadline => {
                    return Err(format!(
                        "{} did not answer within {}, the time that `--timeout` gives",
                        self.url,
                        seconds(self.timeout)
                    ));
                }
                Err(_) => Err(Unanswered::For(format!(
                    "{} did not answer within {}",
                    self.url,
                    seconds(SLOWEST_ANSWER)
                ))),
            };
            let (reason, wait) = match outcome {
                Ok(answer) if answer.status < 500 => return Ok(answer),
                Err(Unanswered::Finally(reason)) => return Err(reason),
                Ok(answer) if attempt == MOST_ATTEMPTS => return Ok(answer),
                Err(Unanswered::For(reason)) if attempt == MOST_ATTEMPTS => {
                    return Err(format!("{reason} (in {MOST_ATTEMPTS} attempts)"));
                }
                Ok(answer) => (
                    format!("GitHub answers with HTTP status {}", answer.status),
                    answer.retry_after,
                ),
                Err(Unanswered::For(reason)) => (reason, None),
            };
            let wait = wait.unwrap_or(pause);
            if wait >= deadline.saturating_duration_since(Instant::now()) {
                return Err(format!(
                    "{reason}, and the time that `--timeout` gives ({}) is over",
                    seconds(self.timeout)
                ));
            }
            tracing::warn!("{reason}; trying again in {}", seconds(wait));
            sleep(wait).await;
            pause *= 2;
            attempt += 1;
        }
    }

    async fn send(&self, request: &Request) -> Result<HttpResponse, Failure> {
        match request {
            Request::HandOver(body) => self.client.post(&self.url, body.clone()).await,
            Request::Ask(url) => self.client.get(url).await,
        }
    }

    fn unanswered(&self, failure: &Failure) -> Unanswered {
        let url = &self.url;
        match failure {
            Failure::Connection(reason) => {
                Unanswered::For(format!("{url} cannot be reached: {reason}"))
            }
            Failure::BrokeOff(reason) => {
                Unanswered::For(format!("the answer of {url} broke off: {reason}"))
            }
            Failure::Certificate(problem) => Unanswered::Finally(format!(
                "{url} was not asked, and the token was not sent: the server's certificate {}",
                refused_certificate(problem)
            )),
            Failure::Redirect(status) => Unanswered::Finally(format!(
                "{url} redirects to another address with HTTP status {status}, and the token is \
                 not sent there\nfix: use the repository's current name, and one of GitHub's API \
                 addresses: https://api.github.com, https://HOST/api/v3 or \
                 https://api.SUBDOMAIN.ghe.com"
            )),
            Failure::TooLong { limit } => Unanswered::Finally(format!(
                "{url} answers with more than {} MiB, the most that Muster reads",
                limit >> 20
            )),
        }
    }

    fn not_github(&self, status: u16) -> String {
        format!(
            "{} does not answer as GitHub's API does (HTTP status {status})\nfix: the API is \
             https://api.github.com, that of GitHub Enterprise Server https://HOST/api/v3, that of \
             GHE.com https://api.SUBDOMAIN.ghe.com",
            self.url
        )
    }
}

const fn is_success(status: u16) -> bool {
    matches!(status, 200..300)
}

fn seconds(time: Duration) -> String {
    match time.as_secs() {
        1 => "1 second".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}
