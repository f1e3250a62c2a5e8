//! The proxies and web servers, the public names that they serve, and which domain these belong to.

use std::collections::{BTreeMap, BTreeSet};

use muster_facts::targets::{Kind as _, Raw, kinds};

use super::{Look, known, place, web_servers};

/// Names at the end of which nobody on the internet finds anything: RFC 6761, 6762, 8375 and 9476, and what private
/// networks use.
const NOT_PUBLIC: [&str; 12] = [
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "home",
    "lan",
    "corp",
    "arpa",
    "test",
    "invalid",
    "alt",
];

/// What images of proxies are called.
const PROXY_IMAGES: [&str; 6] = [
    "nginx",
    "traefik",
    "haproxy",
    "httpd",
    "envoy",
    "nginx-proxy",
];

/// What was found.
#[derive(Default)]
pub(super) struct Names {
    /// Each proxy, with where it is configured.
    pub(super) proxies: Vec<String>,
    /// The Caddyfile that a scan reads.
    pub(super) caddyfile: Option<String>,
    /// The names, each with the place that says so.
    pub(super) served: BTreeMap<String, String>,
    /// Why there may be more.
    pub(super) unknown: Option<String>,
}

/// A domain, and the names of the host as they are written beside it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Domain {
    pub(super) domain: String,
    pub(super) web_names: Vec<String>,
}

impl Names {
    /// The domain that most of the names are in.
    pub(super) fn domain(&self) -> Option<Domain> {
        domain_of(self.served.keys().map(String::as_str))
    }
}

/// Looks for them.
pub(super) fn find(look: Look<'_>) -> Names {
    let mut names = Names::default();
    of_caddy(look, &mut names);
    for server in web_servers::find(look) {
        names.proxies.push(server.shown());
        for (name, place) in server.names {
            add(&mut names.served, &name, &place);
        }
    }
    of_containers(look, &mut names);
    names
}

fn of_caddy(look: Look<'_>, names: &mut Names) {
    let caddy = look.facts.caddy.as_ref();
    match known(caddy.map(|caddy| &caddy.configuration)) {
        Ok(Some(file)) => {
            let service = file.service.as_deref();
            let runs = service.map_or_else(String::new, |service| format!(" in '{service}'"));
            names.proxies.push(format!("Caddy{runs}, by {}", file.file));
            names.caddyfile = Some(file.file.clone());
        }
        Ok(None) => return,
        Err(why) => {
            names.unknown = Some(why);
            return;
        }
    }
    match known(caddy.map(|caddy| &caddy.sites)) {
        Ok(sites) => {
            for site in sites {
                for host in site.addresses.iter().filter_map(|one| one.host.as_deref()) {
                    add(&mut names.served, host, &place(&site.source));
                }
            }
        }
        Err(why) => names.unknown = Some(why),
    }
}

/// Proxies in containers, which are configured in ways that are not read.
fn of_containers(look: Look<'_>, names: &mut Names) {
    let services = look.facts.services.as_ref();
    let defined = known(services.map(|services| &services.definitions));
    for service in defined.map(Vec::as_slice).unwrap_or_default() {
        let image = service.image.as_deref().unwrap_or_default();
        let name = image.rsplit('/').next().unwrap_or_default();
        if PROXY_IMAGES.contains(&name) {
            names.proxies.push(format!(
                "{name} in '{}', by {}; the names that it serves are not read",
                service.name,
                place(&service.source)
            ));
        }
    }
}

/// Adds a name that the internet may know.
fn add(served: &mut BTreeMap<String, String>, name: &str, place: &str) {
    if let Some(name) = public_name(name) {
        served.entry(name).or_insert_with(|| place.to_owned());
    }
}

/// A whole name, in lower case, that is not for private networks alone.
fn public_name(name: &str) -> Option<String> {
    let name = kinds::Domain::read(Raw::Text(name.trim_end_matches('.')))?;
    let last = name.rsplit('.').next().unwrap_or_default();
    // The last label of an address is a number, and no domain's is.
    let is_address = last.bytes().all(|byte| byte.is_ascii_digit());
    (!is_address && !NOT_PUBLIC.contains(&last)).then_some(name)
}

/// The shortest name that most of the others are below, without `www`. Which part of it can be bought, no file of the
/// host says.
fn domain_of<'a>(names: impl Iterator<Item = &'a str>) -> Option<Domain> {
    let names: BTreeSet<&str> = names.collect();
    let candidates: BTreeSet<&str> = names.iter().map(|name| without_www(name)).collect();
    let below = |domain: &str| names.iter().filter(|name| is_in(name, domain)).count();
    let domain = candidates.into_iter().max_by(|a, b| {
        // Of those that hold as many, the shorter one, then the first.
        (below(a), b.len(), *b).cmp(&(below(b), a.len(), *a))
    })?;
    let mut web_names: Vec<String> = Vec::new();
    for name in names {
        web_names.push(match name.strip_suffix(domain) {
            Some("") => "@".to_owned(),
            Some(rest) if rest.ends_with('.') && !rest.trim_end_matches('.').contains('.') => {
                rest.trim_end_matches('.').to_owned()
            }
            // One with a dot is used as it is.
            Some(_) | None => name.to_owned(),
        });
    }
    Some(Domain {
        domain: domain.to_owned(),
        web_names,
    })
}

fn without_www(name: &str) -> &str {
    match name.strip_prefix("www.") {
        Some(rest) if rest.contains('.') => rest,
        Some(_) | None => name,
    }
}

fn is_in(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_the_shortest_name_that_holds_the_others() {
        for (names, domain, web_names) in [
            (&["example.com"][..], "example.com", &["@"][..]),
            (&["www.example.com"], "example.com", &["www"]),
            (
                &["example.com", "www.example.com", "api.example.com"],
                "example.com",
                &["api", "@", "www"],
            ),
            (
                &["a.b.example.com", "example.com", "other.org"],
                "example.com",
                &["a.b.example.com", "@", "other.org"],
            ),
            (&["shop.example.co.uk"], "shop.example.co.uk", &["@"]),
            (&["www.com"], "www.com", &["@"]),
        ] {
            let found = domain_of(names.iter().copied());
            let expected = Domain {
                domain: domain.to_owned(),
                web_names: web_names.iter().map(|name| (*name).to_owned()).collect(),
            };
            assert_eq!(found, Some(expected), "{names:?}");
        }
        assert_eq!(domain_of([].into_iter()), None);
    }

    #[test]
    fn a_name_is_public_if_the_internet_may_know_it() {
        for (name, public) in [
            ("Shop.Example.com.", Some("shop.example.com")),
            ("localhost", None),
            ("db.internal", None),
            ("203.0.113.7", None),
            ("*.example.com", None),
            ("_", None),
            ("$host", None),
            ("~^www", None),
        ] {
            assert_eq!(public_name(name).as_deref(), public, "{name}");
        }
    }
}
