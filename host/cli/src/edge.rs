//! The token for the zone at Cloudflare, and where it is sent.

use muster_edge::cloudflare::{self, ApiAddress};
use muster_facts::targets::{Cloudflare, Targets};
use muster_facts::{FactError, Secret};
use muster_target::System;

use crate::failure::Failure;

/// Refuses an address that the command line confirms when the policy has another one: somebody is
/// wrong about where the token goes.
pub(crate) fn check_confirmed(
    targets: &Targets,
    confirmed: Option<&ApiAddress>,
) -> Result<(), Failure> {
    let (Some(confirmed), Some(cloudflare)) = (confirmed, &targets.edge.cloudflare) else {
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

/// The targets with the token for the zone at Cloudflare, or why there is none. The command line may
/// have `confirmed` an address of the API.
pub(crate) fn with_token(
    targets: &Targets,
    system: &dyn System,
    confirmed: Option<&ApiAddress>,
) -> Targets {
    let mut targets = targets.clone();
    if let Some(cloudflare) = &mut targets.edge.cloudflare {
        cloudflare.token = Some(token(cloudflare, system, confirmed));
    }
    targets
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
