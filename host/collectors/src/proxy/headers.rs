//! What is done to the headers of requests. Values stay here.

use muster_facts::caddy::{HeaderOperation, Route};
use muster_facts::{Secret, Secrets};

use super::conditions::Conditions;
use super::stop::{Place, Stop, refused};
use super::tokens::Token;
use super::tree::Node;
use crate::env::Named;

/// One operation on the header of a request.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    directive: &'static str,
    operation: &'static str,
    field: String,
    keeps: bool,
    pub(super) conditions: Conditions,
    place: Place,
}

impl Operation {
    /// What `header_up` and `request_header` say.
    pub(super) fn read(
        directive: &'static str,
        node: &Node,
        words: &[Token],
        conditions: Conditions,
        secrets: &Secrets,
    ) -> Result<Self, Stop> {
        let (field, value, replacement) = match words {
            [field] => (field, None, false),
            [field, value] => (field, Some(value), false),
            [field, value, _] => (field, Some(value), true),
            _ => {
                return Err(refused(
                    node.place(),
                    format!("`{directive}` takes a field, a value and a replacement"),
                ));
            }
        };
        // Only `request_header` takes a colon behind the field for punctuation.
        let written = if directive == HeaderOperation::DIRECTIVE_REQUEST_HEADER {
            field.text.trim_end_matches(':')
        } else {
            field.text.as_str()
        };
        let (operation, name) = match written.chars().next() {
            Some('?') => {
                return Err(refused(
                    node.place(),
                    "`?` before a field is for the headers of responses",
                ));
            }
            Some('+') => (HeaderOperation::OPERATION_ADD, written.get(1..)),
            Some('-') => (HeaderOperation::OPERATION_DELETE, written.get(1..)),
            Some('>') => (HeaderOperation::OPERATION_SET, written.get(1..)),
            _ if replacement => (HeaderOperation::OPERATION_REPLACE, Some(written)),
            _ => (HeaderOperation::OPERATION_SET, Some(written)),
        };
        let name = name.unwrap_or_default().to_owned();
        if let Some(value) = value {
            register(&name, &value.text, secrets);
        }
        Ok(Self {
            directive,
            operation,
            keeps: value.is_some_and(|value| is_same(&name, &value.text)),
            field: name,
            conditions,
            place: node.place().clone(),
        })
    }

    /// What `forward_auth` puts in place of what the client has sent.
    pub(super) fn copied(field: String, conditions: Conditions, place: Place) -> Self {
        Self {
            directive: HeaderOperation::DIRECTIVE_FORWARD_AUTH,
            operation: HeaderOperation::OPERATION_SET,
            field,
            keeps: false,
            conditions,
            place,
        }
    }

    /// The fact, for one route.
    pub(super) fn fact(&self, route: &Route, of_route: &Conditions) -> HeaderOperation {
        let own = self.conditions.0.iter();
        let more = own.filter(|clause| !of_route.0.contains(clause)).cloned();
        HeaderOperation {
            site: route.site.clone(),
            route: route.name.clone(),
            directive: self.directive.to_owned(),
            operation: self.operation.to_owned(),
            field: self.field.clone(),
            keeps: self.keeps,
            conditions: Conditions(more.collect()).facts(),
            source: self.place.source(),
        }
    }

    /// Whether it is known which header it is done to.
    pub(super) fn is_known(&self) -> bool {
        !self.field.contains(super::tokens::UNKNOWN)
    }
}

/// Whether a value is what the request has said for the field.
fn is_same(field: &str, value: &str) -> bool {
    let Some(placeholder) = value
        .strip_prefix('{')
        .and_then(|value| value.strip_suffix('}'))
    else {
        return false;
    };
    ["http.request.header.", "header.", ">"]
        .iter()
        .filter_map(|before| placeholder.strip_prefix(before))
        .any(|name| name.eq_ignore_ascii_case(field))
}

/// Tells the run that a value must never be printed, where it is a secret.
pub(super) fn register(name: &str, value: &str, secrets: &Secrets) {
    let named = Named { name, value };
    if !value.contains(['{', super::tokens::UNKNOWN]) && named.is_secret() {
        secrets.register(&Secret::new(value));
        for word in value.split_whitespace() {
            if (Named { name, value: word }).is_secret() {
                secrets.register(&Secret::new(word));
            }
        }
    }
}
