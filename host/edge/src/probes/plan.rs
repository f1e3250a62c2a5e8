//! Which requests are made. Pure: it knows neither the network nor credentials.

use std::collections::BTreeSet;

use muster_facts::probes::Probe;
use muster_facts::targets::{HttpEndpoint, Targets};
use muster_facts::{FactError, Source};

use super::Outcome;
use super::answer::{Asked, Body};

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) purpose: &'static str,
    pub(super) manner: &'static str,
    pub(super) endpoint: HttpEndpoint,
}

const HTTP: u16 = 80;
const HTTPS: u16 = 443;

/// Every request, in the order of the settings.
pub(super) fn requests(targets: &Targets) -> Vec<Request> {
    let http = &targets.http;
    let lists: [(&'static str, &[HttpEndpoint]); 7] = [
        (Probe::PURPOSE_HEALTH, &http.health),
        (Probe::PURPOSE_READINESS, &http.readiness),
        (Probe::PURPOSE_BACKUP_HEALTH, &http.backup_health),
        (Probe::PURPOSE_METRICS, &http.metrics),
        (Probe::PURPOSE_ADMIN, &http.admin),
        (Probe::PURPOSE_WEBHOOK, &http.webhooks),
        (Probe::PURPOSE_PAGE, &http.pages),
    ];
    let mut requests = Vec::new();
    let mut seen_in_clear = BTreeSet::new();
    for (purpose, endpoints) in lists {
        for named in endpoints {
            let mut endpoint = named.clone();
            let is_usual = endpoint.port.is_none();
            if is_usual && !endpoint.plain && targets.edge.https_port != HTTPS {
                endpoint.port = Some(targets.edge.https_port);
            }
            let mut add = |manner| {
                let request = Request {
                    purpose,
                    manner,
                    endpoint: endpoint.clone(),
                };
                if !requests.contains(&request) {
                    requests.push(request);
                }
            };
            add(Probe::MANNER_ANONYMOUS);
            if matches!(purpose, Probe::PURPOSE_METRICS | Probe::PURPOSE_ADMIN) {
                add(Probe::MANNER_AUTHENTICATED);
            }
            if matches!(
                purpose,
                Probe::PURPOSE_READINESS | Probe::PURPOSE_ADMIN | Probe::PURPOSE_PAGE
            ) {
                add(Probe::MANNER_CROSS_ORIGIN);
            }
            // A port of its own has no counterpart without TLS. One path for each name will do: what
            // redirects it stands in front of the application.
            let in_clear = is_usual && !endpoint.plain && purpose != Probe::PURPOSE_WEBHOOK;
            if in_clear && seen_in_clear.insert(endpoint.host.clone()) {
                requests.push(Request {
                    purpose,
                    manner: Probe::MANNER_UNENCRYPTED,
                    endpoint: HttpEndpoint {
                        plain: true,
                        port: Some(targets.edge.http_port).filter(|port| *port != HTTP),
                        ..endpoint.clone()
                    },
                });
            }
        }
    }
    requests
}

impl Request {
    pub(super) fn is_authenticated(&self) -> bool {
        self.manner == Probe::MANNER_AUTHENTICATED
    }

    pub(super) fn method(&self) -> &'static str {
        if self.purpose == Probe::PURPOSE_WEBHOOK {
            Probe::METHOD_POST
        } else {
            Probe::METHOD_GET
        }
    }

    pub(super) fn url(&self) -> String {
        let endpoint = &self.endpoint;
        let authority = endpoint.authority();
        format!("{}://{authority}{}", endpoint.scheme(), endpoint.path)
    }

    pub(super) fn port(&self) -> u16 {
        let usual = if self.endpoint.plain { HTTP } else { HTTPS };
        self.endpoint.port.unwrap_or(usual)
    }

    /// As a recording has it: method, address, and the manner where it is not anonymous.
    pub(super) fn line(&self) -> String {
        let manner = match self.manner {
            // The address says it.
            Probe::MANNER_ANONYMOUS | Probe::MANNER_UNENCRYPTED => String::new(),
            other => format!(" {other}"),
        };
        format!("{} {}{manner}", self.method(), self.url())
    }

    pub(super) fn into_probe(self, outcome: Outcome) -> Probe {
        let (failure, outcome) = match outcome {
            Ok(answer) => match self.asked().fact(&answer) {
                Ok(fact) => (None, Ok(fact)),
                Err(reason) => {
                    let (request, status) = (self.line(), answer.status);
                    let reason = format!("{request} answers with status {status}, but {reason}");
                    (Some(Probe::FAILURE_HTTP), Err(FactError::Failed(reason)))
                }
            },
            Err(none) => (none.failure, Err(none.error)),
        };
        Probe {
            purpose: self.purpose.to_owned(),
            manner: self.manner.to_owned(),
            method: self.method().to_owned(),
            url: self.url(),
            host: self.endpoint.host.clone(),
            source: Source::logical(format!(
                "http/{}{}",
                self.endpoint.authority(),
                self.endpoint.path
            )),
            failure: failure.map(str::to_owned),
            outcome,
        }
    }

    fn asked(&self) -> Asked {
        Asked {
            url: self.url(),
            body: match (self.purpose, self.manner) {
                (Probe::PURPOSE_HEALTH, Probe::MANNER_ANONYMOUS) => Body::State,
                (
                    Probe::PURPOSE_READINESS | Probe::PURPOSE_BACKUP_HEALTH,
                    Probe::MANNER_ANONYMOUS,
                ) => Body::StateForPrograms,
                // What is asked in other manners is asked for the headers.
                _ => Body::Unread,
            },
        }
    }
}
