//! Asks all endpoints side by side: one that is slow keeps no other one up. Each name is looked up once.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use muster_facts::probes::Probe;
use muster_facts::{Fact, FactError, Secret};
use muster_http::{FailedStep, ProbeFailure, Prober, Question};
use muster_target::Context;
use rustls::pki_types::CertificateDer;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::credentials::Credentials;
use super::plan::Request;
use super::{FOREIGN_ORIGIN, NoAnswer, Outcome};
use crate::network::resolver::Resolver;
use crate::network::{SLOWEST_ANSWER, within};
use crate::tls;

/// What a request without a signature hands over: an event that says nothing.
const UNSIGNED: &str = "{}";

/// A request with what is sent along.
type Prepared = (usize, Request, Option<Fact<Secret>>);

/// Asks them, in their order. A request for which there are no credentials to send is not made.
///
/// # Errors
/// When nobody could be asked at all.
pub(super) fn survey(
    context: Context<'_>,
    requests: Vec<Request>,
    credentials: &Credentials,
) -> Fact<Vec<(Request, Outcome)>> {
    let roots = Arc::new(tls::named_roots(context)?);
    let mut hosts: BTreeMap<String, Vec<Prepared>> = BTreeMap::new();
    for (index, request) in requests.into_iter().enumerate() {
        let authorization = credentials.of(&request).cloned();
        if authorization.is_some() || !request.is_authenticated() {
            let of_host = hosts.entry(request.endpoint.host.clone()).or_default();
            of_host.push((index, request, authorization));
        }
    }
    within(async {
        let resolver = Arc::new(Resolver::of(context));
        let mut running = JoinSet::new();
        for (host, requests) in hosts {
            let (resolver, roots) = (Arc::clone(&resolver), Arc::clone(&roots));
            running.spawn(async move {
                let prober = prober(&host, &resolver, &roots).await;
                ask_all(prober, requests).await
            });
        }
        let mut answers: Vec<_> = running.join_all().await.into_iter().flatten().collect();
        answers.sort_by_key(|(index, ..)| *index);
        answers
            .into_iter()
            .map(|(_, request, outcome)| (request, outcome))
            .collect()
    })
}

async fn prober(
    host: &str,
    resolver: &Result<Resolver, FactError>,
    roots: &[CertificateDer<'_>],
) -> Result<Prober, NoAnswer> {
    let addresses = addresses(host, resolver).await?;
    Prober::new(host, &addresses, roots)
        .map_err(|reason| NoAnswer::unasked(FactError::Failed(format!("no HTTP client: {reason}"))))
}

/// The addresses of a host, without a port, which is the one that is asked.
async fn addresses(
    host: &str,
    resolver: &Result<Resolver, FactError>,
) -> Result<Vec<SocketAddr>, NoAnswer> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![(address, 0).into()]);
    }
    let failed = |error: FactError| NoAnswer {
        failure: Some(Probe::FAILURE_DNS),
        error,
    };
    let resolver = resolver.as_ref().map_err(|error| failed(error.clone()))?;
    let found = resolver.addresses_to_ask(host).await.map_err(failed)?;
    Ok(found
        .into_iter()
        .map(|address| (address, 0).into())
        .collect())
}

async fn ask_all(
    prober: Result<Prober, NoAnswer>,
    requests: Vec<Prepared>,
) -> Vec<(usize, Request, Outcome)> {
    let mut running = JoinSet::new();
    for (index, request, authorization) in requests {
        let prober = prober.clone();
        running.spawn(async move {
            let outcome = match prober {
                Ok(prober) => ask(&prober, &request, authorization).await,
                Err(error) => Err(error),
            };
            (index, request, outcome)
        });
    }
    running.join_all().await
}

async fn ask(prober: &Prober, request: &Request, authorization: Option<Fact<Secret>>) -> Outcome {
    let authorization = authorization.transpose().map_err(|error| NoAnswer {
        failure: Some(Probe::FAILURE_CREDENTIALS),
        error,
    })?;
    let url = request.url();
    let question = Question {
        url: &url,
        json: (request.purpose == Probe::PURPOSE_WEBHOOK).then_some(UNSIGNED),
        origin: (request.manner == Probe::MANNER_CROSS_ORIGIN).then_some(FOREIGN_ORIGIN),
        authorization: authorization.as_ref(),
    };
    let place = format!("{}:{}", request.endpoint.host, request.port());
    match timeout(SLOWEST_ANSWER, prober.ask(&question)).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(ProbeFailure { step, reason })) => {
            let (failure, what) = match step {
                FailedStep::Connection => (Probe::FAILURE_TCP, "cannot be reached"),
                FailedStep::Tls => (Probe::FAILURE_TLS, "does not prove over TLS who it is"),
                FailedStep::Http => (Probe::FAILURE_HTTP, "gives no whole answer over HTTP"),
            };
            Err(NoAnswer::at(failure, format!("{place} {what}: {reason}")))
        }
        Err(_) => {
            let seconds = SLOWEST_ANSWER.as_secs();
            let reason = format!("{place} did not answer within {seconds} seconds");
            Err(NoAnswer::at(Probe::FAILURE_TIMEOUT, reason))
        }
    }
}
