//! `[targets.edge]`: the names under which the world reaches the host, and which servers to ask about them.

use std::borrow::Cow;

use super::kinds;
use super::section::section;
use crate::{FactError, Secret};

/// The address of Cloudflare's API (<https://developers.cloudflare.com/api/>).
pub const CLOUDFLARE_API: &str = "https://api.cloudflare.com/client/v4";

/// The variable that Cloudflare's own tools read.
pub const TOKEN_VARIABLE: &str = "CLOUDFLARE_API_TOKEN";

/// The names of the web unless a policy names others.
const USUAL_NAMES: [&str; 2] = ["@", "www"];

section! {
    /// What the project says about the names under which the world reaches the host.
    "targets.edge" => pub struct Edge {
        /// public host names: `@` is the domain itself, `www` is below it, and a name with a dot is
        /// used as it is; `["@", "www"]` when not set
        "web-names": list web_names: kinds::WebName,
        /// public addresses of the host, where TLS is checked at the origin and where DNS records should
        /// lead; when not set, records are compared with the host's own global addresses, and the origin is
        /// not checked
        "addresses": many addresses: kinds::Address,
        /// the domain that mail is sent from; when not set, that of the address in `EMAIL_FROM` of an
        /// environment file, else `domain`
        "mail-domain": maybe mail_domain: kinds::Domain,
        /// selectors under which DKIM keys are published, with or without underscores
        "dkim-selectors": many dkim_selectors: kinds::Selector,
        /// name servers to ask, with `:PORT` where it is not 53; the system's when not set
        "name-servers": many name_servers: kinds::NameServer,
        /// name servers of the parent zone, in the same form, which are asked for the delegation of
        /// `domain`; when not set, it is not checked
        "parent-servers": many parent_servers: kinds::NameServer,
        /// absolute path of a PEM file with further root certificates to trust, in the checks of TLS and
        /// for Cloudflare's API
        "tls-roots": maybe tls_roots: kinds::HostPath,
        /// port of HTTPS; 443 when not set
        "https-port": or (443) https_port: kinds::Port,
        /// port of plain HTTP; 80 when not set
        "http-port": or (80) http_port: kinds::Port,
        /// the zone at Cloudflare
        "cloudflare": optional cloudflare: Cloudflare,
    }
}

section! {
    /// A zone at Cloudflare, and how it is read.
    "targets.edge.cloudflare" holds token => pub struct Cloudflare {
        /// name of the zone; `domain` when not set
        "zone": maybe zone: kinds::Domain,
        /// environment variable with a read-only API token; `CLOUDFLARE_API_TOKEN` when not set
        "token-env": or (TOKEN_VARIABLE.to_owned()) token_env: kinds::Variable,
        /// absolute path of a file with the token, in place of the variable
        "token-file": maybe token_file: kinds::HostPath,
        /// absolute path of an export, in place of the API
        "export": maybe export: kinds::HostPath,
        /// address of the API, when it is not Cloudflare's own; the token is sent there only with the
        /// option `--cloudflare-api` and the same address
        "api": or (CLOUDFLARE_API.to_owned()) api: kinds::Api,
        also {
            /// The token, or why there is none; nothing until the program has looked. No policy holds it.
            token: Option<Result<Secret, FactError>>,
        }
    }
}

/// Where the web is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebPorts {
    /// Of HTTPS.
    pub https: u16,
    /// Of plain HTTP.
    pub http: u16,
}

impl Edge {
    /// The public host names. They are whole once the targets are
    /// [complete](super::Targets::complete).
    #[must_use]
    pub fn names(&self) -> &[String] {
        self.web_names.as_deref().unwrap_or_default()
    }

    /// Where the web is served.
    #[must_use]
    pub const fn ports(&self) -> WebPorts {
        WebPorts {
            https: self.https_port,
            http: self.http_port,
        }
    }

    pub(super) fn complete(&mut self, domain: Option<&str>) {
        let Some(domain) = domain else {
            // Without a domain nobody is asked about anything.
            self.web_names = None;
            return;
        };
        let names = self
            .web_names
            .take()
            .unwrap_or_else(|| USUAL_NAMES.map(str::to_owned).to_vec());
        let names = names.iter();
        self.web_names = Some(
            names
                .map(|name| whole_name(name, domain).into_owned())
                .collect(),
        );
        if let Some(cloudflare) = &mut self.cloudflare {
            cloudflare.zone.get_or_insert_with(|| domain.to_owned());
        }
    }
}

/// A name as policies write it, made whole: `@` is the domain itself, a name without a dot is below it,
/// and one with a dot is whole already. `plugins/cloudflare` follows the same rule for the names in
/// parameters.
#[must_use]
pub fn whole_name<'a>(name: &'a str, domain: &'a str) -> Cow<'a, str> {
    match name {
        "@" => Cow::Borrowed(domain),
        name if name.contains('.') => Cow::Borrowed(name),
        name => Cow::Owned(format!("{name}.{domain}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Targets;
    use super::*;

    #[test]
    fn a_name_with_a_dot_is_whole_and_another_is_below_the_domain() {
        for (name, whole) in [
            ("@", "example.com"),
            ("www", "www.example.com"),
            ("api.eu", "api.eu"),
            ("api.eu.example.com", "api.eu.example.com"),
            ("shop.example.org", "shop.example.org"),
        ] {
            assert_eq!(whole_name(name, "example.com"), whole);
        }
    }

    #[test]
    fn what_is_not_said_follows_from_the_domain() {
        let mut targets = Targets {
            domain: Some("example.com".to_owned()),
            edge: Edge {
                cloudflare: Some(Cloudflare::default()),
                ..Edge::default()
            },
            ..Targets::default()
        };
        targets.complete();
        assert_eq!(targets.edge.names(), ["example.com", "www.example.com"]);
        let cloudflare = targets.edge.cloudflare.as_ref().unwrap();
        assert_eq!(cloudflare.zone.as_deref(), Some("example.com"));
        assert_eq!(cloudflare.api, CLOUDFLARE_API);
        // Once more changes nothing.
        let once = targets.clone();
        targets.complete();
        assert_eq!(targets, once);
    }

    #[test]
    fn nobody_is_asked_without_a_domain() {
        let mut targets = Targets::default();
        targets.edge.web_names = Some(vec!["shop.example.org".to_owned()]);
        targets.complete();
        assert!(targets.edge.names().is_empty());
    }
}
