//! The names under which the world reaches the host: what the policy says, with what follows from
//! it when it says nothing.

use muster_edge::cloudflare::{self, ApiAddress};
use muster_facts::{FactError, Secret};
use muster_policy::Targets;
use muster_target::{CloudflareTarget, Edge, System, WebPorts};

use crate::failure::Failure;

/// The address of Cloudflare's API (<https://developers.cloudflare.com/api/>).
const CLOUDFLARE_API: &str = "https://api.cloudflare.com/client/v4";

/// The variable that Cloudflare's own tools read.
const TOKEN_VARIABLE: &str = "CLOUDFLARE_API_TOKEN";

/// Refuses an address that the command line confirms when the policy has another one: somebody is
/// wrong about where the token goes.
pub(crate) fn check_confirmed(
    targets: &Targets,
    confirmed: Option<&ApiAddress>,
) -> Result<(), Failure> {
    let (Some(confirmed), Some(cloudflare)) = (confirmed, &targets.edge.cloudflare) else {
        return Ok(());
    };
    let api = cloudflare.api.as_deref().unwrap_or(CLOUDFLARE_API);
    if cloudflare.export.is_some() || api.parse().as_ref() == Ok(confirmed) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "--cloudflare-api {confirmed} does not confirm the address in the policy, which is {api}; \
         correct one of the two"
    )))
}

/// The edge of a target. The command line may have `confirmed` an address of Cloudflare's API.
pub(crate) fn of(targets: &Targets, system: &dyn System, confirmed: Option<&ApiAddress>) -> Edge {
    let said = &targets.edge;
    let domain = targets.domain.as_deref().map(str::to_ascii_lowercase);
    let default_ports = WebPorts::default();
    Edge {
        names: domain
            .as_deref()
            .map(|domain| names(domain, said.web_names.as_deref()))
            .unwrap_or_default(),
        addresses: said.addresses.clone().unwrap_or_default(),
        mail_domain: said.mail_domain.as_deref().map(str::to_ascii_lowercase),
        dkim_selectors: said.dkim_selectors.clone().unwrap_or_default(),
        name_servers: said.name_servers.clone().unwrap_or_default(),
        parent_servers: said.parent_servers.clone().unwrap_or_default(),
        tls_roots: said.tls_roots.as_ref().map(Into::into),
        ports: WebPorts {
            https: said.https_port.unwrap_or(default_ports.https),
            http: said.http_port.unwrap_or(default_ports.http),
        },
        cloudflare: said.cloudflare.as_ref().and_then(|cloudflare| {
            let zone = cloudflare.zone.as_deref().or(domain.as_deref())?;
            Some(CloudflareTarget {
                zone: zone.to_ascii_lowercase(),
                export: cloudflare.export.as_ref().map(Into::into),
                api: cloudflare
                    .api
                    .as_deref()
                    .unwrap_or(CLOUDFLARE_API)
                    .trim_end_matches('/')
                    .to_owned(),
                token: token(cloudflare, system, confirmed),
            })
        }),
        domain,
    }
}

/// Whole names. Without any, the domain and its `www`.
fn names(domain: &str, said: Option<&[String]>) -> Vec<String> {
    let default = ["@".to_owned(), "www".to_owned()];
    said.unwrap_or(&default)
        .iter()
        .map(|name| match name.as_str() {
            "@" => domain.to_owned(),
            name if name.contains('.') => name.to_ascii_lowercase(),
            name => format!("{}.{domain}", name.to_ascii_lowercase()),
        })
        .collect()
}

/// The token from its file, else from the environment of this process. A policy alone cannot have it
/// sent to anybody but Cloudflare.
#[expect(
    clippy::disallowed_methods,
    reason = "a token is handed over in an environment variable"
)]
fn token(
    cloudflare: &muster_policy::Cloudflare,
    system: &dyn System,
    confirmed: Option<&ApiAddress>,
) -> Result<Secret, FactError> {
    if let Some(api) = &cloudflare.api {
        let address = api.parse::<ApiAddress>().ok();
        let is_meant = address.as_ref().is_some_and(|address| {
            cloudflare::is_cloudflare(address) || confirmed == Some(address)
        });
        if !is_meant {
            return Err(FactError::Failed(format!(
                "the token was not read, because the policy would send it to {api}, which is not \
                 Cloudflare; if that is right, confirm it with `--cloudflare-api {api}`"
            )));
        }
    }
    let secret = |text: &str, place: &str| match text.trim() {
        "" => Err(FactError::Failed(format!("{place} holds no token"))),
        token => Ok(Secret::new(token.to_owned())),
    };
    if let Some(file) = &cloudflare.token_file {
        return secret(&system.read_text(file.as_ref())?, file);
    }
    let variable = cloudflare.token_env.as_deref().unwrap_or(TOKEN_VARIABLE);
    match std::env::var(variable) {
        Ok(text) => secret(&text, variable),
        Err(_) => Err(FactError::Failed(format!(
            "the environment variable {variable} holds no token; set it, or name another one or a \
             file with `token-env` or `token-file` under `[targets.edge.cloudflare]`"
        ))),
    }
}
