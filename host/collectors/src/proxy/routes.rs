//! The handlers of a site in the order in which Caddy runs them, each with what a request must be like to come
//! there, and with what is done to its headers on the way.

use std::collections::BTreeMap;

use muster_facts::Secrets;
use muster_facts::caddy::Route;

use super::conditions::{Conditions, Literal};
use super::directives::{self, Kind, Order, is_more_specific, sort_by};
use super::found::Found;
use super::headers::Operation;
use super::matchers::{Matchers, Named, Paths, is_shown, of_directive, of_request};
use super::stop::{Stop, refused, unknown};
use super::terminal::{self, Ends};
use super::tokens::Token;
use super::tree::Node;
use super::upstreams::Proxy;

/// Handlers of all sites together.
const MOST_HANDLERS: usize = 20_000;

/// Named routes that invoke others.
const DEEPEST_INVOKE: usize = 10;

/// How a request comes to a list of handlers.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) conditions: Conditions,
    pub(super) trail: Vec<String>,
    pub(super) paths: Paths,
    pub(super) invoked: usize,
}

/// What a request has passed.
#[derive(Clone, Default)]
pub(super) struct Passed {
    operations: Vec<Operation>,
    authentications: Vec<(&'static str, Conditions)>,
    rewritten: bool,
}

/// A handler with its matcher.
struct Entry<'a> {
    node: &'a Node,
    words: &'a [Token],
    conditions: Conditions,
    place: usize,
    path: Option<String>,
}

pub(super) struct Walk<'a> {
    pub(super) site: &'a str,
    pub(super) order: &'a Order,
    pub(super) named_routes: &'a BTreeMap<String, Vec<Node>>,
    pub(super) found: &'a mut Found,
    pub(super) secrets: &'a Secrets,
    pub(super) names: BTreeMap<String, usize>,
    pub(super) handlers: &'a mut usize,
}

impl Walk<'_> {
    /// Walks through handlers; whether none of the requests goes on behind them.
    pub(super) fn nodes(
        &mut self,
        nodes: &[Node],
        way: &Way,
        outer: &Named,
        sorted: bool,
        passed: &mut Passed,
    ) -> Result<bool, Stop> {
        let mut named = outer.clone();
        named.extend(self.matchers(nodes)?);
        let mut entries = self.entries(nodes, way, &named, sorted)?;
        if sorted {
            sort_by(&mut entries, |a, b| {
                if a.place != b.place {
                    return a.place < b.place;
                }
                let matched = (!a.conditions.are_none(), !b.conditions.are_none());
                is_more_specific(a.path.as_deref(), b.path.as_deref(), matched)
            });
        }
        let is_handle = |entry: &Entry<'_>| directives::level(&entry.node.name.text) == "handle";
        let grouped = entries.iter().filter(|entry| is_handle(entry)).count() > 1;
        let mut before = Conditions::default();
        let mut not_handled = Some(Conditions::default());
        let mut hidden = Passed::default();
        for entry in &entries {
            let paths = if passed.rewritten {
                Paths::Rewritten
            } else {
                way.paths.clone()
            };
            let own = of_request(entry.conditions.clone(), &paths);
            let mut here = Way {
                conditions: way.conditions.and(&before).and(&own),
                paths,
                ..way.clone()
            };
            here.trail.push(step(entry));
            let known = self.found.routes.len();
            let in_group = is_handle(entry) && grouped;
            let ends = if in_group {
                let Some(others) = &not_handled else {
                    continue;
                };
                here.conditions = here.conditions.and(others);
                let mut inner = passed.clone();
                let ends = self.entry(entry, &here, &named, &mut inner)?;
                let own = inner.operations.split_off(passed.operations.len());
                hidden.operations.extend(own);
                hidden.rewritten |= inner.rewritten;
                ends
            } else {
                passed.operations.append(&mut hidden.operations);
                passed.rewritten |= hidden.rewritten;
                self.entry(entry, &here, &named, passed)?
            };
            if ends && own.are_none() {
                return Ok(true);
            }
            // Who is refused or redirected for a header has not got anywhere by it.
            let opens =
                self.found.routes.iter().skip(known).any(|route| {
                    matches!(route.kind.as_str(), Route::KIND_PROXY | Route::KIND_ANSWER)
                });
            let not = own
                .not()
                .map(|not| if opens { not } else { not.without_headers() });
            let not = not.unwrap_or_default();
            if in_group {
                not_handled = not_handled
                    .filter(|_| !own.are_none())
                    .map(|others| others.and(&not));
            }
            if ends {
                before = before.and(&not);
            }
        }
        passed.operations.append(&mut hidden.operations);
        passed.rewritten |= hidden.rewritten;
        Ok(false)
    }

    /// The matchers that are defined among some nodes.
    pub(super) fn matchers(&mut self, nodes: &[Node]) -> Result<Named, Stop> {
        let mut named = Named::new();
        let mut matchers = Matchers {
            foreign: &mut self.found.foreign,
        };
        for node in nodes.iter().filter(|node| node.name.text.starts_with('@')) {
            matchers.define(node, &mut named)?;
        }
        Ok(named)
    }

    /// The handlers among some nodes.
    fn entries<'n>(
        &mut self,
        nodes: &'n [Node],
        way: &Way,
        named: &Named,
        sorted: bool,
    ) -> Result<Vec<Entry<'n>>, Stop> {
        let mut entries = Vec::new();
        for node in nodes {
            let name = node.name.text.as_str();
            if name.starts_with('@') {
                continue;
            }
            *self.handlers += 1;
            if *self.handlers > MOST_HANDLERS {
                return Err(unknown(
                    node.place(),
                    format!("the sites have more than {MOST_HANDLERS} handlers"),
                ));
            }
            match directives::kind(name) {
                _ if node.name.is_unknown() => {
                    self.miss(
                        node,
                        "a variable without a known value stands for a directive",
                    );
                    continue;
                }
                Kind::Plugin => continue,
                Kind::Setting if way.trail.is_empty() => continue,
                Kind::Setting => {
                    return Err(refused(
                        node.place(),
                        "a directive is within a route that does not handle requests",
                    ));
                }
                Kind::Foreign => {
                    let reason = "the directive is not one of Caddy's standard modules";
                    let (site, place) = (Some(self.site), node.place());
                    self.found.miss_foreign(site, "routes", place, reason);
                    continue;
                }
                Kind::Handler => {}
            }
            let takes_matcher = match name {
                "try_files" => false,
                "root" | "rewrite" => node.arguments.len() > 1,
                _ => true,
            };
            let matcher = if takes_matcher {
                of_directive(node, named)?
            } else {
                None
            };
            let words = node.arguments.get(usize::from(matcher.is_some())..);
            let words = words.unwrap_or_default();
            terminal::check(node, words)?;
            let foreign = terminal::unknown_option(node, words);
            self.found.foreign.extend(foreign);
            let place = self.order.place(name);
            if sorted && place.is_none() {
                return Err(refused(
                    node.place(),
                    "the directive has no place in the order",
                ));
            }
            let conditions = matcher.unwrap_or_default();
            entries.push(Entry {
                node,
                words,
                place: place.unwrap_or_default(),
                path: single_path(&conditions),
                conditions,
            });
        }
        Ok(entries)
    }

    fn miss(&mut self, node: &Node, reason: &str) {
        self.found
            .miss(Some(self.site), "routes", node.place(), reason);
    }

    /// Walks through one handler; whether all its requests end there.
    fn entry(
        &mut self,
        entry: &Entry<'_>,
        way: &Way,
        named: &Named,
        passed: &mut Passed,
    ) -> Result<bool, Stop> {
        let Entry { node, words, .. } = *entry;
        match node.name.text.as_str() {
            "handle" | "route" => {
                let sorted = node.is("handle");
                return self.nodes(node.inner(), way, named, sorted, passed);
            }
            "handle_path" => {
                let path = node.first().map(|path| path.text.trim_end_matches('*'));
                let mut way = way.clone();
                way.paths = match (way.paths, path) {
                    (Paths::After(outer), Some(path)) => Paths::After(format!(
                        "{outer}{}",
                        path.to_lowercase().trim_end_matches('/')
                    )),
                    _ => Paths::Rewritten,
                };
                return self.nodes(node.inner(), &way, named, true, passed);
            }
            "invoke" => return self.invoke(node, words, way, passed),
            "rewrite" | "uri" | "try_files" => passed.rewritten = true,
            "request_header" => {
                let conditions = way.conditions.clone();
                let operation =
                    Operation::read("request_header", node, words, conditions, self.secrets)?;
                self.operation(operation, &mut passed.operations, node);
            }
            "basic_auth" | "basicauth" => {
                super::accounts::register(node, self.secrets);
                self.route(node, way, Route::KIND_AUTHENTICATION, passed, None)?;
                let asked = (Route::AUTHENTICATED_BASIC, way.conditions.clone());
                passed.authentications.push(asked);
            }
            "forward_auth" => self.forward_auth(node, words, way, passed)?,
            _ => {
                let Some(Ends { kind, always }) = terminal::ends(node, words) else {
                    return Ok(false);
                };
                let proxy = match node.name.text.as_str() {
                    "reverse_proxy" => Some(self.proxy(node, words, &[])?),
                    "php_fastcgi" => Some(self.proxy(node, words, terminal::PHP)?),
                    _ => None,
                };
                self.route(node, way, kind, passed, proxy.as_ref())?;
                return Ok(always);
            }
        }
        Ok(false)
    }

    fn proxy(&mut self, node: &Node, words: &[Token], more: &[&str]) -> Result<Proxy, Stop> {
        Proxy::read(node, words, more, &mut self.found.foreign)
    }

    fn invoke(
        &mut self,
        node: &Node,
        words: &[Token],
        way: &Way,
        passed: &mut Passed,
    ) -> Result<bool, Stop> {
        let named_routes = self.named_routes;
        let target = words.first().and_then(|name| named_routes.get(&name.text));
        let Some(nodes) = target else {
            if node.is_unknown() {
                self.miss(
                    node,
                    "it is not known which route the variable in it leads to",
                );
                return Ok(false);
            }
            return Err(refused(node.place(), "no route of this name is defined"));
        };
        let mut way = way.clone();
        way.invoked += 1;
        if way.invoked > DEEPEST_INVOKE {
            return Err(unknown(
                node.place(),
                "named routes invoke each other more deeply than Muster follows",
            ));
        }
        self.nodes(nodes, &way, &Named::new(), true, passed)
    }

    fn forward_auth(
        &mut self,
        node: &Node,
        words: &[Token],
        way: &Way,
        passed: &mut Passed,
    ) -> Result<(), Stop> {
        let proxy = self.proxy(node, words, &["copy_headers", "uri"])?;
        if !node.inner().iter().any(|option| option.is("uri")) {
            return Err(refused(node.place(), "`forward_auth` needs an `uri`"));
        }
        self.route(node, way, Route::KIND_AUTHENTICATION, passed, Some(&proxy))?;
        passed
            .authentications
            .push((Route::AUTHENTICATED_FORWARD, way.conditions.clone()));
        for option in node
            .inner()
            .iter()
            .filter(|option| option.is("copy_headers"))
        {
            let in_block = option.inner().iter().map(|inner| &inner.name);
            for field in option.arguments.iter().chain(in_block) {
                let (_, field_to) = field.text.rsplit_once('>').unwrap_or(("", &field.text));
                let operation = Operation::copied(
                    field_to.to_owned(),
                    way.conditions.clone(),
                    field.place.clone(),
                );
                self.operation(operation, &mut passed.operations, option);
            }
        }
        Ok(())
    }

    /// Adds an operation whose header is known.
    fn operation(&mut self, operation: Operation, operations: &mut Vec<Operation>, node: &Node) {
        if operation.is_known() {
            operations.push(operation);
        } else {
            let reason = "a variable without a known value stands for the name of a header";
            self.found
                .miss(Some(self.site), "headers", node.place(), reason);
        }
    }

    /// Takes a handler down.
    fn route(
        &mut self,
        node: &Node,
        way: &Way,
        kind: &str,
        passed: &Passed,
        proxy: Option<&Proxy>,
    ) -> Result<(), Stop> {
        let mut authenticated = Vec::new();
        for (word, conditions) in &passed.authentications {
            if conditions.follow_from(&way.conditions)
                && !authenticated.contains(&(*word).to_owned())
            {
                authenticated.push((*word).to_owned());
            }
        }
        let route = Route {
            site: self.site.to_owned(),
            name: self.name(&way.trail),
            kind: kind.to_owned(),
            conditions: way.conditions.facts(),
            authenticated,
            source: node.place().source(),
        };
        let mut operations: Vec<Operation> = passed.operations.clone();
        if let Some(proxy) = proxy {
            self.found.upstreams.extend(proxy.upstreams(&route));
            self.found.trusts.extend(proxy.trust(&route));
            for option in node.inner().iter().filter(|option| option.is("header_up")) {
                let conditions = way.conditions.clone();
                let operation = Operation::read(
                    "header_up",
                    option,
                    &option.arguments,
                    conditions,
                    self.secrets,
                )?;
                self.operation(operation, &mut operations, option);
            }
        }
        let facts = operations
            .iter()
            .map(|operation| operation.fact(&route, &way.conditions));
        self.found.operations.extend(facts);
        self.found.routes.push(route);
        self.found.is_too_much(node.place())
    }

    /// A name that no other handler of the site has.
    fn name(&mut self, trail: &[String]) -> String {
        let name = trail.join(" > ");
        let count = self.names.entry(name.clone()).or_default();
        *count += 1;
        match count {
            1 => name,
            count => format!("{name} ({count})"),
        }
    }
}

/// What a handler is called on the way to others.
fn step(entry: &Entry<'_>) -> String {
    let name = entry.node.name.text.as_str();
    let has_matcher = entry.words.len() < entry.node.arguments.len();
    match entry.node.first() {
        Some(matcher) if has_matcher && is_shown(&matcher.text) => {
            format!("{name} {}", matcher.text)
        }
        Some(_) if has_matcher => format!("{name} …"),
        _ => name.to_owned(),
    }
}

/// The path by which handlers of the same kind are sorted.
fn single_path(conditions: &Conditions) -> Option<String> {
    let is_path = |literal: &&Literal| {
        literal.kind == muster_facts::caddy::Condition::KIND_PATH && !literal.negated
    };
    let mut singles = conditions
        .0
        .iter()
        .filter_map(|clause| match clause.as_slice() {
            [literal] => Some(literal).filter(is_path),
            _ => None,
        });
    match singles.next()?.values.as_slice() {
        [path] => Some(path.clone()),
        _ => None,
    }
}
