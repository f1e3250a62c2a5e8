//! Asks Cloudflare's API. The token goes to the configured address and nowhere else. Everything is
//! asked side by side, and whatever does not answer in time is an error of its own.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use muster_facts::targets::Cloudflare;
use muster_facts::{FactError, Secret};
use muster_http::{Client, ClientError, HttpResponse};
use rustls::pki_types::CertificateDer;
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use super::answers::{self, Joined, ZoneResult, ZoneResults};
use super::endpoint::{self, Endpoint, ZONE_PERMISSION};
use super::envelope::{self, Page, Refusal};
use super::transport;
use crate::network::{self, SLOWEST_ANSWER, SLOWEST_COLLECTION};

/// The most pages of one list: a hundred thousand records.
const MOST_PAGES: u32 = 100;

/// How often one page is asked for, when the API says to come back later.
const MOST_ATTEMPTS: u32 = 3;

/// How long to wait where the API does not say.
const PAUSE: Duration = Duration::from_secs(1);

/// What is left for turning answers into facts before the network's time is over.
const RESERVE: Duration = Duration::from_secs(2);

/// Asks about a zone. A server must prove who it is by the public roots or by one of these.
///
/// # Errors
/// When not a single question could be asked.
pub(super) fn ask(
    (target, zone): (&Cloudflare, &str),
    token: &Secret,
    roots: &[CertificateDer<'_>],
) -> Result<ZoneResults, FactError> {
    let api = Api::new(target.api.trim_end_matches('/'), token, roots)?;
    network::within(api.questions(zone.to_owned()))
}

#[derive(Clone)]
struct Api {
    client: Client,
    address: Arc<str>,
}

impl Api {
    fn new(address: &str, token: &Secret, roots: &[CertificateDer<'_>]) -> Result<Self, FactError> {
        let headers = [("accept", "application/json")];
        let client = Client::new(token, &headers, roots).map_err(|error| {
            FactError::Failed(match error {
                ClientError::Token => "the token has characters that a Cloudflare token cannot \
                                       have; check the variable or file that holds it"
                    .to_owned(),
                ClientError::Other(_) => error.to_string(),
            })
        })?;
        Ok(Self {
            client,
            address: address.into(),
        })
    }

    async fn questions(self, zone: String) -> ZoneResults {
        // Before the time of the whole domain is over, so that what was answered is not lost.
        let deadline = Instant::now() + SLOWEST_COLLECTION.saturating_sub(RESERVE);
        let ((lookup, of_zone), ranges, token) = tokio::join!(
            self.zone(&zone, deadline),
            self.question("ips", "", "ips", None, deadline),
            self.token(deadline),
        );
        ZoneResults {
            zone,
            lookup,
            of_zone,
            ranges,
            token: Some(token),
        }
    }

    /// The zone first, whose number all questions about it need.
    async fn zone(
        &self,
        zone: &str,
        deadline: Instant,
    ) -> (ZoneResult, BTreeMap<&'static str, ZoneResult>) {
        let name = answers::lookup_name(zone);
        let lookup = match self
            .question(&name, ZONE_PERMISSION, &name, None, deadline)
            .await
        {
            ZoneResult::Given(list) => answers::pick_zone(zone, list),
            refused => refused,
        };
        let of_zone = match identifier(&lookup) {
            Some(id) => self.of_zone(zone, &id, deadline).await,
            None => BTreeMap::new(),
        };
        (lookup, of_zone)
    }

    async fn of_zone(
        &self,
        zone: &str,
        id: &str,
        deadline: Instant,
    ) -> BTreeMap<&'static str, ZoneResult> {
        let mut questions = JoinSet::new();
        for endpoint in endpoint::all() {
            let Endpoint {
                path,
                query,
                permission,
                per_page,
            } = endpoint;
            let (api, name) = (self.clone(), answers::name(zone, endpoint));
            let path_of_zone = format!("zones/{id}/{path}{query}");
            questions.spawn(async move {
                let answer = api
                    .question(&name, permission, &path_of_zone, per_page, deadline)
                    .await;
                (path, answer)
            });
        }
        questions.join_all().await.into_iter().collect()
    }

    /// What the token may do: first which one it is, then what it is allowed. Most tokens may not
    /// read the second.
    async fn token(&self, deadline: Instant) -> ZoneResult {
        const PERMISSION: &str = "API Tokens:Read";
        let verify = "user/tokens/verify";
        let verified = self
            .question(verify, PERMISSION, verify, None, deadline)
            .await;
        match identifier(&verified) {
            Some(id) => {
                let path = format!("user/tokens/{id}");
                self.question("user/tokens/ID", PERMISSION, &path, None, deadline)
                    .await
            }
            None => verified,
        }
    }

    /// All pages of one question.
    async fn question(
        &self,
        name: &str,
        permission: &str,
        path: &str,
        per_page: Option<u32>,
        deadline: Instant,
    ) -> ZoneResult {
        let mut joined = Joined::default();
        let mut number = 1;
        loop {
            let url = match per_page {
                Some(per_page) => {
                    let and = if path.contains('?') { '&' } else { '?' };
                    format!(
                        "{}/{path}{and}per_page={per_page}&page={number}",
                        self.address
                    )
                }
                None => format!("{}/{path}", self.address),
            };
            let page = match self.page(&url, deadline).await {
                Ok(page) => page,
                Err(refusal) => return ZoneResult::refused(name.to_owned(), permission, refusal),
            };
            let pages = if per_page.is_some() { page.pages } else { 1 };
            if pages > MOST_PAGES {
                return ZoneResult::Failed(format!(
                    "{name} has {pages} pages, but Muster reads at most {MOST_PAGES}"
                ));
            }
            if let Err(reason) = joined.add(page) {
                return ZoneResult::Failed(format!("{name} {reason}"));
            }
            if number >= pages {
                return ZoneResult::Given(joined.into_value());
            }
            number += 1;
        }
    }

    /// One page, asked for again where the API says so and there is time.
    async fn page(&self, url: &str, deadline: Instant) -> Result<Page, Refusal> {
        let mut attempt = 1;
        loop {
            let limit = deadline.min(Instant::now() + SLOWEST_ANSWER);
            let answer = match timeout_at(limit, self.client.get(url)).await {
                Ok(outcome) => {
                    outcome.map_err(|error| Refusal::Other(transport::failure(&error)))?
                }
                Err(_) => {
                    return Err(Refusal::Other(format!(
                        "did not answer within {} seconds",
                        SLOWEST_ANSWER.as_secs()
                    )));
                }
            };
            let HttpResponse {
                status,
                retry_after,
                body,
            } = answer;
            if !is_temporary(status) {
                return envelope::parse_page(Some(status), body.as_bytes());
            }
            let wait = retry_after.unwrap_or(PAUSE);
            if attempt == MOST_ATTEMPTS
                || wait >= deadline.saturating_duration_since(Instant::now())
            {
                return Err(Refusal::Other(format!(
                    "answers with HTTP status {} and asks to wait {} seconds; run Muster again later",
                    status,
                    wait.as_secs()
                )));
            }
            sleep(wait).await;
            attempt += 1;
        }
    }
}

/// Too many requests, and a server that is busy or restarted (RFC 6585, 4; RFC 9110, 15.6).
const fn is_temporary(status: u16) -> bool {
    matches!(status, 429 | 502 | 503 | 504)
}

/// The identifier of a zone or token. It becomes part of an address, and must be nothing else.
fn identifier(answer: &ZoneResult) -> Option<String> {
    let ZoneResult::Given(value) = answer else {
        return None;
    };
    let id = value.get("id").and_then(Value::as_str)?;
    let plain = !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then(|| id.to_owned())
}
