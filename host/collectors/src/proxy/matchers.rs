//! Matchers of requests (<https://caddyserver.com/docs/caddyfile/matchers>). Values of headers and of queries stay here.

use std::collections::BTreeMap;

use muster_facts::caddy::Condition;
use muster_facts::is_guessable;

use super::conditions::{Conditions, Literal};
use super::networks::networks;
use super::stop::{Complaint, Stop, refused};
use super::tokens::{Token, UNKNOWN};
use super::tree::Node;
use crate::env::has_secret_form;

/// A shorter value can be found by trying.
const SHORTEST_SECRET: usize = 16;

/// Modules of Caddy whose meaning does not matter here.
const OPAQUE: [&str; 7] = [
    "expression",
    "file",
    "path_regexp",
    "protocol",
    "tls",
    "vars",
    "vars_regexp",
];

/// Named matchers.
pub(super) type Named = BTreeMap<String, Conditions>;

/// Where paths are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Paths {
    /// The path of the request begins with this, which was taken away.
    After(String),
    /// A rewrite may have changed it.
    Rewritten,
}

/// Reads matchers.
pub(super) struct Matchers<'a> {
    /// Modules that Caddy does not have by itself.
    pub(super) foreign: &'a mut Vec<Complaint>,
}

impl Matchers<'_> {
    /// Adds the matcher that a node defines.
    pub(super) fn define(&mut self, node: &Node, named: &mut Named) -> Result<(), Stop> {
        let conditions = match node.first() {
            Some(first) if first.quoted => Conditions::one(Literal::other(first.place.clone())),
            _ => self.set(node, &node.arguments)?,
        };
        if named.insert(node.name.text.clone(), conditions).is_some() {
            return Err(refused(
                node.place(),
                "another matcher of the site has the same name",
            ));
        }
        Ok(())
    }

    /// A set of matchers: one in the line, or those of the block.
    fn set(&mut self, node: &Node, words: &[Token]) -> Result<Conditions, Stop> {
        let inline = words.split_first().map(|(name, rest)| Node {
            name: name.clone(),
            arguments: rest.to_vec(),
            block: if matches!(name.text.as_str(), "not" | "file" | "expression") {
                node.block.clone()
            } else {
                None
            },
        });
        let takes_block = inline.as_ref().is_some_and(|inline| inline.block.is_some());
        if inline.is_some()
            && !takes_block
            && let Some(inner) = node.inner().first()
        {
            return Err(refused(
                inner.place(),
                "a matcher of this kind does not take a block",
            ));
        }
        let nodes: Vec<&Node> = match &inline {
            Some(inline) => vec![inline],
            None => node.inner().iter().collect(),
        };
        let mut merged: Vec<Vec<Literal>> = Vec::new();
        for node in nodes {
            for clause in self.one(node)?.0 {
                merge(&mut merged, clause);
            }
        }
        Ok(Conditions(merged))
    }

    fn one(&mut self, node: &Node) -> Result<Conditions, Stop> {
        let place = node.place().clone();
        let values = |words: &[Token]| -> Vec<String> {
            words.iter().map(|token| token.text.clone()).collect()
        };
        let literal = |kind, field: Option<String>, values: Vec<String>, known| Literal {
            kind,
            negated: false,
            field,
            known,
            values: if known { values } else { Vec::new() },
            place: place.clone(),
        };
        let words = node.arguments.as_slice();
        // A placeholder gets its value with each request.
        let known = !words
            .iter()
            .any(|token| token.is_unknown() || token.text.contains('{'));
        let name = node.name.text.as_str();
        let simple = [
            "path",
            "host",
            "method",
            "remote_ip",
            "client_ip",
            "query",
            "header",
        ];
        if simple.contains(&name)
            && let Some(inner) = node.inner().first()
        {
            return Err(refused(
                inner.place(),
                "a matcher of this kind does not take a block",
            ));
        }
        let found = match name {
            "path" => literal(
                Condition::KIND_PATH,
                None,
                values(words)
                    .iter()
                    .map(|path| path.to_lowercase())
                    .collect(),
                known && words.iter().all(|word| is_shown(&word.text)),
            ),
            "host" => literal(Condition::KIND_HOST, None, values(words), known),
            "method" => literal(Condition::KIND_METHOD, None, values(words), known),
            "remote_ip" | "client_ip" => {
                let kind = if name == "client_ip" {
                    Condition::KIND_CLIENT_IP
                } else {
                    Condition::KIND_REMOTE_IP
                };
                literal(kind, None, networks(words), known)
            }
            "query" => {
                if let Some(wrong) = words.iter().find(|token| {
                    !token.text.is_empty() && !token.is_unknown() && !token.text.contains('=')
                }) {
                    return Err(refused(&wrong.place, "`query` takes `NAME=VALUE`"));
                }
                literal(Condition::KIND_QUERY, None, Vec::new(), known)
            }
            "header" => return self.header(node),
            "header_regexp" => match words {
                [field, _] | [_, field, _] if !field.is_unknown() => literal(
                    Condition::KIND_HEADER,
                    Some(field.text.clone()),
                    vec![Condition::SHAPES_PATTERN.to_owned()],
                    true,
                ),
                _ if node.is_unknown() => Literal::other(place),
                _ => {
                    return Err(refused(
                        &place,
                        "`header_regexp` takes a field and a pattern",
                    ));
                }
            },
            "not" => return self.negated(node),
            name if OPAQUE.contains(&name) => Literal::other(place),
            _ => {
                self.foreign.push(Complaint {
                    reason: "the matcher is not one of Caddy's standard modules".to_owned(),
                    place: place.clone(),
                });
                Literal::other(place)
            }
        };
        Ok(Conditions::one(found))
    }

    fn header(&self, node: &Node) -> Result<Conditions, Stop> {
        let place = node.place().clone();
        if node.is_unknown() {
            // Words of a line are as many as the variable has.
            let field = node.first().filter(|field| !field.is_unknown());
            let secret = Condition::SHAPES_SECRET.to_owned();
            return Ok(Conditions::one(match field {
                Some(field) => Literal {
                    kind: Condition::KIND_HEADER,
                    negated: false,
                    field: Some(field.text.clone()),
                    values: vec![secret],
                    known: true,
                    place,
                },
                None => Literal::other(place),
            }));
        }
        let words: Vec<&str> = node
            .arguments
            .iter()
            .map(|token| token.text.as_str())
            .collect();
        let (field, value) = match *words.as_slice() {
            [field] if field.len() > 1 && field.starts_with('!') => {
                (field.trim_start_matches('!'), Condition::SHAPES_ABSENT)
            }
            [field, value] if !field.starts_with('!') => (field, value_like(value)),
            _ => {
                return Err(refused(
                    &place,
                    "`header` takes a field and a value, or `!` and a field",
                ));
            }
        };
        Ok(Conditions::one(Literal {
            kind: Condition::KIND_HEADER,
            negated: false,
            field: Some(field.to_owned()),
            values: vec![value.to_owned()],
            known: true,
            place,
        }))
    }

    fn negated(&mut self, node: &Node) -> Result<Conditions, Stop> {
        let inner = self.set(node, &node.arguments)?;
        Ok(inner
            .not()
            .unwrap_or_else(|| Conditions::one(Literal::other(node.place().clone()))))
    }
}

/// Adds a clause of a set. Lines of the same kind are one matcher, whose values are alternatives.
fn merge(merged: &mut Vec<Vec<Literal>>, clause: Vec<Literal>) {
    if let [new] = clause.as_slice()
        && !new.negated
        && new.kind != Condition::KIND_OTHER
    {
        let same = merged
            .iter_mut()
            .find_map(|known| match known.as_mut_slice() {
                [known] if !known.negated && known.kind == new.kind && known.field == new.field => {
                    Some(known)
                }
                _ => None,
            });
        if let Some(known) = same {
            known.known &= new.known;
            known.values.extend(new.values.iter().cloned());
            return;
        }
    }
    merged.push(clause);
}

/// What the value of a header is like.
fn value_like(value: &str) -> &'static str {
    if value == "*" {
        Condition::SHAPES_ANY
    } else if value.contains(['{', UNKNOWN]) {
        Condition::SHAPES_SECRET
    } else if value.chars().count() < SHORTEST_SECRET || is_guessable(value) {
        Condition::SHAPES_GUESSABLE
    } else {
        Condition::SHAPES_SECRET
    }
}

/// Whether a matcher may be shown, and is known: a path with a token in it is a secret itself.
pub(super) fn is_shown(text: &str) -> bool {
    !text.contains(['{', UNKNOWN])
        && !text
            .split('/')
            .any(|part| has_secret_form(part.trim_matches('*')))
}

/// The matcher that a directive begins with: its conditions, and how many words it takes.
pub(super) fn of_directive(node: &Node, named: &Named) -> Result<Option<Conditions>, Stop> {
    let Some(first) = node.first() else {
        return Ok(None);
    };
    if first.text == "*" {
        return Ok(Some(Conditions::default()));
    }
    if first.text.starts_with('/') {
        return Ok(Some(Conditions::one(Literal {
            kind: Condition::KIND_PATH,
            negated: false,
            field: None,
            known: is_shown(&first.text),
            values: if is_shown(&first.text) {
                vec![first.text.to_lowercase()]
            } else {
                Vec::new()
            },
            place: first.place.clone(),
        })));
    }
    if first.text.starts_with('@') {
        let found = named.get(&first.text);
        return found.cloned().map(Some).ok_or_else(|| {
            refused(
                &first.place,
                "no matcher of this name is defined in the site",
            )
        });
    }
    Ok(None)
}

/// The conditions as they are for the path that the request had at first.
pub(super) fn of_request(conditions: Conditions, paths: &Paths) -> Conditions {
    let prefix = match paths {
        Paths::After(prefix) if prefix.is_empty() => return conditions,
        Paths::After(prefix) => Some(prefix),
        Paths::Rewritten => None,
    };
    let clauses = conditions.0.into_iter().map(|clause| {
        let literal = |mut literal: Literal| {
            if literal.kind == Condition::KIND_PATH {
                match prefix {
                    Some(prefix) => {
                        for path in &mut literal.values {
                            *path = if path.starts_with('/') {
                                format!("{prefix}{path}")
                            } else {
                                path.clone()
                            };
                        }
                    }
                    None => literal.kind = Condition::KIND_REWRITTEN_PATH,
                }
            }
            literal
        };
        clause.into_iter().map(literal).collect()
    });
    Conditions(clauses.collect())
}
