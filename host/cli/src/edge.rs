//! The credentials that are sent over the network, and where to: the token for the zone at Cloudflare,
//! and those for the application's own endpoints.

use std::collections::BTreeSet;

use muster_edge::cloudflare::{self, ApiAddress};
use muster_facts::targets::{Cloudflare, Credential, Granted, Http, Targets};
use muster_facts::{FactError, Secret};
use muster_target::System;

use crate::args;
use crate::failure::Failure;

/// What the command line confirms of what a policy says: a policy alone has nothing sent to anybody.
#[derive(Debug, Default)]
pub(crate) struct Confirmed {
    /// The address of Cloudflare's API.
    api: Option<ApiAddress>,
    /// The hosts that get the credentials of `[targets.http]`.
    hosts: BTreeSet<String>,
}

impl Confirmed {
    pub(crate) fn of(arguments: &args::EdgeArgs) -> Self {
        let hosts = arguments.authenticate.iter();
        Self {
            api: arguments.cloudflare_api.clone(),
            hosts: hosts.map(|host| host.to_ascii_lowercase()).collect(),
        }
    }
}

/// Refuses what the command line confirms when the policy says something else: somebody is wrong about
/// where a credential goes.
pub(crate) fn check_confirmed(targets: &Targets, confirmed: &Confirmed) -> Result<(), Failure> {
    for host in &confirmed.hosts {
        if !targets.http.guarded_hosts().any(|named| named == host) {
            return Err(Failure::new(format!(
                "--authenticate {host}: the policy has no endpoint of this host below `metrics` or `admin` \
                 under [targets.http]"
            )));
        }
    }
    let (Some(confirmed), Some(cloudflare)) = (&confirmed.api, &targets.edge.cloudflare) else {
        return Ok(());
    };
    let api = cloudflare.api.as_str();
    if cloudflare.export.is_some() || api.parse().as_ref() == Ok(confirmed) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "--cloudflare-api {confirmed} does not confirm the address in the policy, which is {api}; \
         correct one of the two"
    )))
}

/// The targets with the credentials that may be sent, or why there are none.
pub(crate) fn with_credentials(
    targets: &Targets,
    system: &dyn System,
    confirmed: &Confirmed,
) -> Targets {
    let mut targets = targets.clone();
    if let Some(cloudflare) = &mut targets.edge.cloudflare {
        cloudflare.token = Some(token(cloudflare, system, confirmed.api.as_ref()));
    }
    targets.http.granted = granted(&targets.http, confirmed);
    targets
}

/// The hosts that get credentials, and what the variables hold that the policy names. Where no host gets
/// any, none is read.
#[expect(
    clippy::disallowed_methods,
    reason = "a credential is handed over in an environment variable"
)]
fn granted(http: &Http, confirmed: &Confirmed) -> Granted {
    let mut granted = Granted {
        hosts: confirmed.hosts.clone(),
        ..Granted::default()
    };
    if granted.hosts.is_empty() {
        return granted;
    }
    for place in http.credentials() {
        let Credential::Variable(name) = place else {
            continue;
        };
        let value = std::env::var(name).map(Secret::new).map_err(|_| {
            FactError::Failed(format!(
                "the environment variable {name} holds no credential"
            ))
        });
        granted.variables.insert(name.clone(), value);
    }
    granted
}

/// The token from its file, else from the environment of this process. A policy alone cannot have it
/// sent to anybody but Cloudflare.
#[expect(
    clippy::disallowed_methods,
    reason = "a token is handed over in an environment variable"
)]
fn token(
    cloudflare: &Cloudflare,
    system: &dyn System,
    confirmed: Option<&ApiAddress>,
) -> Result<Secret, FactError> {
    let api = cloudflare.api.as_str();
    let address = api.parse::<ApiAddress>().ok();
    let is_meant = address
        .as_ref()
        .is_some_and(|address| cloudflare::is_cloudflare(address) || confirmed == Some(address));
    if !is_meant {
        return Err(FactError::Failed(format!(
            "the token was not read, because the policy would send it to {api}, which is not \
             Cloudflare; if that is right, confirm it with `--cloudflare-api {api}`"
        )));
    }
    let secret = |text: &str, place: &str| match text.trim() {
        "" => Err(FactError::Failed(format!("{place} holds no token"))),
        token => Ok(Secret::new(token.to_owned())),
    };
    if let Some(file) = &cloudflare.token_file {
        return secret(&system.read_text(file)?, &file.display().to_string());
    }
    let variable = cloudflare.token_env.as_str();
    match std::env::var(variable) {
        Ok(text) => secret(&text, variable),
        Err(_) => Err(FactError::Failed(format!(
            "the environment variable {variable} holds no token; set it, or name another one or a \
             file with `token-env` or `token-file` under `[targets.edge.cloudflare]`"
        ))),
    }
}
