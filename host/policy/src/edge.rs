//! `[targets.edge]`: the names under which the world reaches the host, and whom to ask about them.

use std::net::{IpAddr, SocketAddr};

use crate::diagnostic::quoted;
use crate::document::{Entry, Fields, Form, Value, table};
use crate::source::{Problems, Spanned};
use crate::targets::{DOMAIN, PATH, is_domain, port_number, replace};

/// Port of the DNS (RFC 1035, 4.2).
const DNS_PORT: u16 = 53;

/// What the packs say about the edge. `None` is what no pack says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    /// Public host names: `@` is the domain itself, a name without a dot is below it, and others
    /// are whole.
    pub web_names: Option<Vec<String>>,
    /// Addresses at which the host is to be reached.
    pub addresses: Option<Vec<IpAddr>>,
    /// The domain that mail is sent from.
    pub mail_domain: Option<String>,
    /// Selectors of DKIM keys.
    pub dkim_selectors: Option<Vec<String>>,
    /// Name servers to ask instead of the system's.
    pub name_servers: Option<Vec<SocketAddr>>,
    /// Servers of the zone above the domain, which know where the domain is delegated to.
    pub parent_servers: Option<Vec<SocketAddr>>,
    /// Absolute path of a PEM file of root certificates to trust as well.
    pub tls_roots: Option<String>,
    /// Port of HTTPS.
    pub https_port: Option<u16>,
    /// Port of plain HTTP.
    pub http_port: Option<u16>,
    /// The zone at Cloudflare.
    pub cloudflare: Option<Cloudflare>,
}

/// A zone at Cloudflare. `None` is what no pack says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cloudflare {
    /// Name of the zone; the domain when no pack gives one.
    pub zone: Option<String>,
    /// Environment variable of the process that holds the API token.
    pub token_env: Option<String>,
    /// Absolute path of a file that holds the API token.
    pub token_file: Option<String>,
    /// Absolute path of an export that stands for the API.
    pub export: Option<String>,
    /// Address of the API.
    pub api: Option<String>,
}

impl Edge {
    /// Takes over what `later` says.
    pub(crate) fn override_with(&mut self, later: Self) {
        let Self {
            web_names,
            addresses,
            mail_domain,
            dkim_selectors,
            name_servers,
            parent_servers,
            tls_roots,
            https_port,
            http_port,
            cloudflare,
        } = later;
        replace(&mut self.web_names, web_names);
        replace(&mut self.addresses, addresses);
        replace(&mut self.mail_domain, mail_domain);
        replace(&mut self.dkim_selectors, dkim_selectors);
        replace(&mut self.name_servers, name_servers);
        replace(&mut self.parent_servers, parent_servers);
        replace(&mut self.tls_roots, tls_roots);
        replace(&mut self.https_port, https_port);
        replace(&mut self.http_port, http_port);
        if let Some(later) = cloudflare {
            let earlier = self.cloudflare.get_or_insert_default();
            replace(&mut earlier.zone, later.zone);
            replace(&mut earlier.token_env, later.token_env);
            replace(&mut earlier.token_file, later.token_file);
            replace(&mut earlier.export, later.export);
            replace(&mut earlier.api, later.api);
        }
    }

    pub(crate) fn read(entries: Vec<Entry>, problems: &mut Problems) -> Self {
        let mut fields = Fields::new(entries);
        let edge = Self {
            web_names: texts(&mut fields, "web-names", &WEB_NAME, problems),
            addresses: parsed(&mut fields, "addresses", problems, |text| text.parse().ok()),
            mail_domain: fields.formed("mail-domain", &DOMAIN, problems),
            dkim_selectors: texts(&mut fields, "dkim-selectors", &SELECTOR, problems),
            name_servers: parsed(&mut fields, "name-servers", problems, name_server),
            parent_servers: parsed(&mut fields, "parent-servers", problems, name_server),
            tls_roots: fields.formed("tls-roots", &PATH, problems),
            https_port: fields
                .take("https-port")
                .and_then(|node| port_number(&node, problems)),
            http_port: fields
                .take("http-port")
                .and_then(|node| port_number(&node, problems)),
            cloudflare: fields.take("cloudflare").and_then(|node| {
                if !matches!(node.value, Value::Table(_)) {
                    problems.conceal(node.at);
                }
                let entries = table(node, "cloudflare", problems)?;
                Some(Cloudflare::read(entries, problems))
            }),
        };
        fields.finish(problems);
        edge
    }
}

impl Cloudflare {
    fn read(entries: Vec<Entry>, problems: &mut Problems) -> Self {
        conceal_tokens(&entries, problems);
        let mut fields = Fields::new(entries);
        let cloudflare = Self {
            zone: fields.formed("zone", &DOMAIN, problems),
            token_env: fields.formed("token-env", &VARIABLE, problems),
            token_file: fields.formed("token-file", &PATH, problems),
            export: fields.formed("export", &PATH, problems),
            api: fields.formed("api", &API, problems),
        };
        fields.finish(problems);
        cloudflare
    }
}

/// The commonest mistake here is to write the token itself. What may be one is never shown.
fn conceal_tokens(entries: &[Entry], problems: &mut Problems) {
    for Entry { key, node } in entries {
        let fits = match (key.value.as_str(), &node.value) {
            // An address with a password in it is refused, and not shown.
            ("api", Value::Text(text)) => !text.contains('@'),
            ("zone", Value::Text(text)) => (DOMAIN.fits)(text),
            ("export", Value::Text(text)) => (PATH.fits)(text),
            // Another type than a text holds nothing that was meant for a token.
            ("zone" | "api" | "export", Value::Integer(_) | Value::Boolean(_)) => true,
            ("token-env", Value::Text(text)) => (VARIABLE.fits)(text),
            ("token-file", Value::Text(text)) => (PATH.fits)(text),
            _ => false,
        };
        if !fits {
            problems.conceal(node.at);
        }
    }
}

const WEB_NAME: Form = Form {
    noun: "a host name",
    help: "write `@` for the domain itself, `www` for a name below it, or a whole name",
    fits: |text| text == "@" || is_domain(text) || is_domain(&format!("{text}.x")),
};

/// A sequence of labels. RFC 6376, 3.1, takes those of a host's name; providers also use selectors
/// with underscores and hyphens anywhere, which the DNS allows (RFC 2181, 11) and verifiers ask for.
const SELECTOR: Form = Form {
    noun: "a DKIM selector",
    help: "write a selector such as `s1`",
    fits: |text| {
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        text.len() <= LONGEST_SELECTOR && text.split('.').all(is_label)
    },
};

/// What is left of the 253 characters of a name beside `._domainkey.` and a domain such as `a.de`.
const LONGEST_SELECTOR: usize = 253 - "._domainkey.".len() - "a.de".len();

/// A name as POSIX has it (IEEE Std 1003.1, 8.1).
const VARIABLE: Form = Form {
    noun: "the name of an environment variable",
    help: "write a name such as `CLOUDFLARE_API_TOKEN`; the token itself does not belong here",
    fits: |text| {
        !text.starts_with(|c: char| c.is_ascii_digit())
            && !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    },
};

/// Only a test's server on this machine is spoken to without TLS: the token would travel in clear.
const API: Form = Form {
    noun: "the address of an API",
    help: "write an address such as `https://api.cloudflare.com/client/v4`",
    fits: |text| {
        // Nothing but scheme, host, port and path: what a user name hides from the eye, or a query
        // or fragment takes out of the path, is not an address that anybody means.
        !text.contains(|c: char| "@?#\\".contains(c) || c.is_whitespace() || c.is_control())
            && (text.starts_with("https://")
                || text.starts_with("http://127.0.0.1:")
                || text.starts_with("http://[::1]:"))
    },
};

fn name_server(text: &str) -> Option<SocketAddr> {
    let address = text.parse::<IpAddr>();
    address
        .map(|address| SocketAddr::new(address, DNS_PORT))
        .or_else(|_| text.parse())
        .ok()
}

fn texts(
    fields: &mut Fields,
    key: &'static str,
    form: &Form,
    problems: &mut Problems,
) -> Option<Vec<String>> {
    let texts = fields.texts(key, problems)?.value.into_iter();
    Some(
        texts
            .filter_map(|text| form.check(text, problems))
            .collect(),
    )
}

fn parsed<T>(
    fields: &mut Fields,
    key: &'static str,
    problems: &mut Problems,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<Vec<T>> {
    let texts = fields.texts(key, problems)?.value;
    let mut values = Vec::new();
    for Spanned { value, at } in texts {
        match parse(&value) {
            Some(parsed) => values.push(parsed),
            None => problems.report_with(
                at,
                format!("{} is not an address", quoted(&value)),
                Some("write an address such as `203.0.113.7` or `2001:db8::7`".to_owned()),
            ),
        }
    }
    Some(values)
}
