//! The names under which the world reaches the host: what the policy says, with what follows from
//! it when it says nothing.

use muster_collectors::network::{CloudflareTarget, Edge, WebPorts};
use muster_collectors::system::System;
use muster_facts::{FactError, Secret};
use muster_policy::Targets;

/// The address of Cloudflare's API (<https://developers.cloudflare.com/api/>).
const CLOUDFLARE_API: &str = "https://api.cloudflare.com/client/v4";

/// The variable that Cloudflare's own tools read.
const TOKEN_VARIABLE: &str = "CLOUDFLARE_API_TOKEN";

/// The edge of a target.
pub(crate) fn of(targets: &Targets, system: &dyn System) -> Edge {
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
                token: token(cloudflare, system),
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

/// The token from its file, else from the environment of this process.
#[expect(
    clippy::disallowed_methods,
    reason = "a token is handed over in an environment variable"
)]
fn token(cloudflare: &muster_policy::Cloudflare, system: &dyn System) -> Result<Secret, FactError> {
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
