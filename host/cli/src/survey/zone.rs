//! Who answers for the zone, as far as files of the host tell. Nobody is asked.

use std::path::Path;

use super::{Look, known, place};

/// Where certbot keeps how each certificate is renewed.
const RENEWALS: &str = "/etc/letsencrypt/renewal";

/// Before the name of a provider, in those files.
const AUTHENTICATOR: &str = "dns-";

/// The one whose zones Muster reads.
const CLOUDFLARE: &str = "cloudflare";

/// The configuration of Cloudflare's tunnel.
const TUNNELS: [&str; 2] = [
    "/etc/cloudflared/config.yml",
    "/etc/cloudflared/config.yaml",
];

/// How the names of keys for Cloudflare's API begin.
const KEYS: [&str; 3] = ["CLOUDFLARE_", "CF_API_", "CF_ZONE_"];

/// A provider, and what speaks for it.
pub(super) struct Zone {
    pub(super) provider: String,
    pub(super) evidence: String,
}

impl Zone {
    /// Whether Muster can read the zone.
    pub(super) fn is_at_cloudflare(&self) -> bool {
        self.provider == CLOUDFLARE
    }
}

/// Looks for signs of a provider, the clearest first.
pub(super) fn find(look: Look<'_>) -> Option<Zone> {
    let cloudflare = |evidence: String| Zone {
        provider: CLOUDFLARE.to_owned(),
        evidence,
    };
    let signs = [of_tunnel, of_caddy, of_keys, of_image];
    let of_cloudflare = signs.iter().find_map(|sign| sign(look)).map(cloudflare);
    of_cloudflare.or_else(|| of_certbot(look))
}

fn of_tunnel(look: Look<'_>) -> Option<String> {
    let there = |path: &&str| look.system.metadata(Path::new(path)).is_ok();
    let path = TUNNELS.into_iter().find(|path| there(path))?;
    Some(format!("a tunnel is configured in {path}"))
}

fn of_caddy(look: Look<'_>) -> Option<String> {
    let caddy = look.facts.caddy.as_ref();
    let servers = known(caddy.map(|caddy| &caddy.servers)).ok()?;
    let server = servers
        .iter()
        .find(|server| server.trusted_modules.iter().any(|name| name == CLOUDFLARE))?;
    Some(format!(
        "Caddy trusts Cloudflare's proxies, by {}",
        place(&server.source)
    ))
}

/// By the names of keys alone.
fn of_keys(look: Look<'_>) -> Option<String> {
    let env = look.facts.env.as_ref()?;
    let key = env
        .keys
        .values()
        .flatten()
        .flatten()
        .find(|key| KEYS.iter().any(|beginning| key.name.starts_with(beginning)))?;
    Some(format!("{} has the key {}", place(&key.source), key.name))
}

fn of_image(look: Look<'_>) -> Option<String> {
    let services = look.facts.services.as_ref();
    let defined = known(services.map(|services| &services.definitions)).ok()?;
    let service = defined
        .iter()
        .find(|service| service.image.as_deref() == Some("cloudflare/cloudflared"))?;
    Some(format!(
        "'{}' runs Cloudflare's tunnel, by {}",
        service.name,
        place(&service.source)
    ))
}

fn of_certbot(look: Look<'_>) -> Option<Zone> {
    let directory = Path::new(RENEWALS);
    look.names(directory).iter().find_map(|name| {
        let path = directory.join(name);
        let text = look.text(&path).filter(|_| name.ends_with(".conf"))?;
        let provider = look.word(authenticator(&text)?)?;
        Some(Zone {
            provider,
            evidence: format!("certbot writes to it, by {}", path.display()),
        })
    })
}

/// The provider of a line such as `authenticator = dns-cloudflare`.
fn authenticator(text: &str) -> Option<&str> {
    let mut settings = text.lines().filter_map(|line| line.split_once('='));
    let (_, value) = settings.find(|(key, _)| key.trim() == "authenticator")?;
    let provider = value.trim().strip_prefix(AUTHENTICATOR)?;
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (provider.len() < 30 && provider.chars().all(is_word)).then_some(provider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certbot_names_the_provider_by_its_plugin() {
        for (line, expected) in [
            ("authenticator = dns-cloudflare", Some("cloudflare")),
            (
                "[renewalparams]\nauthenticator=dns-route53\n",
                Some("route53"),
            ),
            ("authenticator = nginx", None),
            ("authenticator = dns-A/../B", None),
            ("", None),
        ] {
            assert_eq!(authenticator(line), expected, "{line}");
        }
    }
}
