//! `tls`: where the certificates of a site come from
//! (<https://caddyserver.com/docs/caddyfile/directives/tls>). Tokens of DNS providers are secrets.

use muster_facts::caddy::Site;
use muster_facts::{Secret, Secrets};

use super::found::Found;
use super::stop::{Complaint, Stop, refused};
use super::tokens::UNKNOWN;
use super::tree::Node;

/// What a block of `tls` may hold beside what is read here.
const OPTIONS: &[&str] = &[
    "alpn",
    "ca_root",
    "ciphers",
    "client_auth",
    "curves",
    "dns_challenge_override_domain",
    "dns_ttl",
    "force_automate",
    "insecure_secrets_log",
    "key_type",
    "on_demand",
    "propagation_delay",
    "propagation_timeout",
    "protocols",
    "renewal_window_ratio",
    "resolvers",
    "reuse_private_keys",
];

/// Words of this length can be tokens.
const SHORTEST_TOKEN: usize = 8;

/// Where certificates come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Certificates {
    /// `site.certificates`
    pub(super) from: &'static str,
    pub(super) authority: Option<String>,
}

impl Default for Certificates {
    fn default() -> Self {
        Self {
            from: Site::CERTIFICATES_AUTOMATIC,
            authority: None,
        }
    }
}

impl Certificates {
    /// Adds what one `tls` says.
    pub(super) fn add(
        &mut self,
        node: &Node,
        site: &str,
        found: &mut Found,
        secrets: &Secrets,
    ) -> Result<(), Stop> {
        if node.is_unknown() {
            let reason = "a variable without a known value stands in `tls`";
            found.miss(Some(site), "tls", node.place(), reason);
            self.from = Site::CERTIFICATES_OTHER;
        } else {
            match node.arguments.as_slice() {
                [] => {}
                [only] if only.text == "internal" => self.from = Site::CERTIFICATES_INTERNAL,
                [only] if only.text == "force_automate" || only.text.contains('@') => {}
                [_] => {
                    return Err(refused(
                        node.place(),
                        "the argument of `tls` is neither `internal` nor an address of e-mail",
                    ));
                }
                [_, _] => self.from = Site::CERTIFICATES_FILES,
                _ => return Err(refused(node.place(), "`tls` takes a certificate and a key")),
            }
        }
        for option in node.inner() {
            self.option(option, site, found, secrets)?;
        }
        Ok(())
    }

    fn option(
        &mut self,
        option: &Node,
        site: &str,
        found: &mut Found,
        secrets: &Secrets,
    ) -> Result<(), Stop> {
        match option.name.text.as_str() {
            "ca" => match option.arguments.as_slice() {
                [authority] => self.authority(&authority.text, option, site, found),
                _ => return Err(refused(option.place(), "`ca` takes one address")),
            },
            "issuer" => match option.first().map(|module| module.text.as_str()) {
                Some("internal") => self.from = Site::CERTIFICATES_INTERNAL,
                Some("acme") => {
                    if let Some(directory) = option.arguments.get(1) {
                        self.authority(&directory.text, option, site, found);
                    }
                    for inner in option.inner() {
                        match (inner.name.text.as_str(), inner.first()) {
                            ("dir", Some(directory)) => {
                                self.authority(&directory.text, inner, site, found);
                            }
                            ("dns" | "eab", _) => register_words(inner, secrets),
                            _ => {}
                        }
                    }
                }
                Some("zerossl") => register_words(option, secrets),
                Some(_) => self.from = Site::CERTIFICATES_OTHER,
                None => return Err(refused(option.place(), "`issuer` does not say which")),
            },
            "load" => self.from = Site::CERTIFICATES_FILES,
            "get_certificate" => self.from = Site::CERTIFICATES_OTHER,
            "dns" | "eab" => register_words(option, secrets),
            name if OPTIONS.contains(&name) => {}
            _ => found.foreign.push(Complaint {
                reason: "`tls` has no option of this name".to_owned(),
                place: option.place().clone(),
            }),
        }
        Ok(())
    }

    fn authority(&mut self, text: &str, option: &Node, site: &str, found: &mut Found) {
        match directory_host(text) {
            Some(host) => self.authority = Some(host),
            None => found.miss(
                Some(site),
                "tls",
                option.place(),
                "it is not known which authority signs the certificates",
            ),
        }
    }
}

/// The host of an ACME directory.
pub(super) fn directory_host(text: &str) -> Option<String> {
    if text.contains(['{', UNKNOWN]) {
        return None;
    }
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let (host, _) = super::address::host_and_port(host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// Tells the run that no word of an option and its block may be printed.
pub(super) fn register_words(option: &Node, secrets: &Secrets) {
    let words = option.arguments.iter().skip(usize::from(option.is("dns")));
    let in_block = option.inner().iter().flat_map(|inner| &inner.arguments);
    for word in words.chain(in_block) {
        let text = word.text.as_str();
        if text.len() >= SHORTEST_TOKEN && !text.contains(['{', UNKNOWN, '/', '.']) {
            secrets.register(&Secret::new(text));
        }
    }
}
