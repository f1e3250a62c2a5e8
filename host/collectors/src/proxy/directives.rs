//! The directives of Caddy, and the order in which it runs them
//! (<https://caddyserver.com/docs/caddyfile/directives#directive-order>).

use super::stop::{Stop, refused};
use super::tree::Node;

/// The order of the standard modules. A name that was replaced stands beside the one that replaced it.
const ORDER: &[&str] = &[
    "tracing",
    "map",
    "vars",
    "fs",
    "root",
    "log_append",
    "skip_log",
    "log_skip",
    "log_name",
    "header",
    "copy_response_headers",
    "request_body",
    "timeouts",
    "redir",
    "method",
    "rewrite",
    "uri",
    "try_files",
    "basicauth",
    "basic_auth",
    "forward_auth",
    "request_header",
    "encode",
    "push",
    "intercept",
    "templates",
    "invoke",
    "handle",
    "route",
    "abort",
    "error",
    "copy_response",
    "respond",
    "metrics",
    "reverse_proxy",
    "php_fastcgi",
    "file_server",
    "acme_server",
];

/// Directives that are not handlers, so that they have no place in the order.
const SETTINGS: [&str; 4] = ["bind", "handle_errors", "log", "tls"];

/// Directives of well-known plugins that neither answer for an application nor change the headers that it gets:
/// limits, firewalls, caches.
const PLUGINS: [&str; 11] = [
    "appsec",
    "cache",
    "coraza_waf",
    "crowdsec",
    "geoip",
    "mercure",
    "minify",
    "rate_limit",
    "replace",
    "umami",
    "vulcain",
];

/// What a directive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It handles requests.
    Handler,
    /// It says something of the whole site.
    Setting,
    /// It is a plugin's, and does not matter here.
    Plugin,
    /// It is not one of the standard modules.
    Foreign,
}

/// What a name stands for.
pub(super) fn kind(name: &str) -> Kind {
    if SETTINGS.contains(&name) {
        Kind::Setting
    } else if ORDER.contains(&level(name)) {
        Kind::Handler
    } else if PLUGINS.contains(&name) {
        Kind::Plugin
    } else {
        Kind::Foreign
    }
}

/// The name under which a directive is sorted.
pub(super) fn level(name: &str) -> &str {
    match name {
        "handle_path" => "handle",
        name => name,
    }
}

/// The order of the directives of one Caddyfile.
#[derive(Clone, Debug)]
pub(super) struct Order(Vec<String>);

impl Default for Order {
    fn default() -> Self {
        Self(ORDER.iter().map(|name| (*name).to_owned()).collect())
    }
}

impl Order {
    /// The place of a directive. None for one that has none, outside `route`.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|known| known == level(name))
    }

    /// Whether the option `order` names a directive that neither Caddy nor a well-known plugin has.
    pub(super) fn is_foreign(option: &Node) -> bool {
        let name = option.first().map(|name| name.text.as_str());
        !option.is_unknown() && name.is_none_or(|name| kind(name) == Kind::Foreign)
    }

    /// Applies the global option `order`.
    pub(super) fn apply(&mut self, option: &Node) -> Result<(), Stop> {
        let words: Vec<&str> = option
            .arguments
            .iter()
            .map(|token| token.text.as_str())
            .collect();
        let wrong = || {
            refused(
                option.place(),
                "`order` is not `NAME first`, `last`, `before NAME` or `after NAME`",
            )
        };
        let (name, at) = match *words.as_slice() {
            [name, "first"] => (name, Some(0)),
            [name, "last"] => (name, None),
            [name, side @ ("before" | "after"), other] if level(name) != level(other) => {
                let others: Vec<&String> = self
                    .0
                    .iter()
                    .filter(|known| *known != level(name))
                    .collect();
                let place = others
                    .iter()
                    .position(|known| known.as_str() == level(other))
                    .ok_or_else(wrong)?;
                (name, Some(place + usize::from(side == "after")))
            }
            _ => return Err(wrong()),
        };
        let name = level(name);
        self.0.retain(|known| known != name);
        let at = at.unwrap_or(self.0.len()).min(self.0.len());
        self.0.insert(at, name.to_owned());
        Ok(())
    }
}

/// Sorts as Go's stable sort does for short lists. The order is not a total one, so that the standard library's
/// sort may not be used.
pub(super) fn sort_by<T>(items: &mut [T], is_less: impl Fn(&T, &T) -> bool) {
    for end in 1..items.len() {
        let mut at = end;
        while at > 0
            && let (Some(item), Some(before)) = (items.get(at), items.get(at - 1))
            && is_less(item, before)
        {
            items.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// Whether the single path of a route makes it more specific than another's.
pub(super) fn is_more_specific(
    path: Option<&str>,
    other: Option<&str>,
    matched: (bool, bool),
) -> bool {
    let (Some(path), Some(other)) = (path, other) else {
        return matched.0 && !matched.1;
    };
    let trimmed = |path: &str| path.strip_suffix('*').unwrap_or(path).to_owned();
    let (own, others) = (trimmed(path), trimmed(other));
    if own == others {
        return path.len() < other.len();
    }
    if own.len() == others.len() {
        return own < others;
    }
    own.len() > others.len()
}
