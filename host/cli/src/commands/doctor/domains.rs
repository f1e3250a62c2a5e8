//! The facts of one domain: which of them are errors, and all others without them.

use muster_facts::{Domain, DomainFacts, FactError, Facts};
use serde_json::Value;

/// How serde writes a fact that is missing.
const ERROR: &str = "Err";

macro_rules! domains {
    ($($domain:ident, $field:ident: $facts:ty;)*) => {
        /// All facts, but those of a domain are missing for one reason.
        pub(super) fn without(facts: &Facts, domain: Domain, error: &FactError) -> Facts {
            let mut facts = facts.clone();
            match domain {
                $(Domain::$domain => facts.$field = Some(<$facts as DomainFacts>::missing(error)),)*
            }
            facts
        }

        /// The facts of a domain as JSON, in which a fact can be found without knowing its name.
        fn as_json(facts: &Facts, domain: Domain) -> Option<Value> {
            match domain {
                $(Domain::$domain => serde_json::to_value(facts.$field.as_ref()?).ok(),)*
            }
        }
    };
}

muster_facts::domains!(domains);

/// Why facts of a domain are missing, in their order. Where some are there, an `unsupported` one says only that the
/// host has no more.
pub(super) fn errors_of(facts: &Facts, domain: Domain) -> Vec<FactError> {
    let mut found = Found::default();
    match as_json(facts, domain) {
        Some(value) => found.look_into(&value),
        None => found.errors.push(FactError::Failed(
            "it cannot be shown, because it may contain a secret".to_owned(),
        )),
    }
    if found.any_known {
        found
            .errors
            .retain(|error| !matches!(error, FactError::Unsupported(_)));
    }
    found.errors
}

#[derive(Default)]
struct Found {
    errors: Vec<FactError>,
    /// Whether any fact is there.
    any_known: bool,
}

impl Found {
    fn look_into(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.look_into(item)),
            Value::Object(fields) => {
                for (name, field) in fields {
                    let error = (name == ERROR && fields.len() == 1)
                        .then(|| serde_json::from_value(field.clone()).ok())
                        .flatten();
                    match error {
                        Some(error) => self.errors.push(error),
                        None => {
                            self.any_known |= name == "Ok";
                            self.look_into(field);
                            self.look_at_reason(name, field);
                        }
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// A record can be there in part, and say in `reason` what of it could not be read.
    fn look_at_reason(&mut self, name: &str, field: &Value) {
        if let Value::String(reason) = field
            && name == "reason"
            && muster_report::is_denied(reason)
        {
            self.errors.push(FactError::Denied(reason.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_says_in_its_reason_what_may_not_be_read() {
        let facts = |reason: &str| {
            let mut found = Found::default();
            found.look_into(&serde_json::json!({
                "accounts": { "Ok": [{ "name": "ana", "password": { "state": "unknown", "reason": reason } }] }
            }));
            found.errors
        };
        let denied = "/etc/shadow: permission denied; run Muster as root";
        assert_eq!(facts(denied), [FactError::Denied(denied.to_owned())]);
        assert_eq!(facts("line 3 has no name"), []);
    }
}
