//! The parameters of rules, as a plugin declares them and as it gets them.

use std::collections::{BTreeMap, BTreeSet};

use muster_outcomes::{Form, Parameter, ParameterValue, Request, RuleDescriptor};

use crate::bindings::exports::muster::policy::policy as wit;
use crate::limits::{LONGEST_PATTERN, MOST_FORMS, MOST_WORDS};

/// Whether a rule declares its parameters so that a policy can be held to them.
pub(crate) fn check(rule: &RuleDescriptor) -> Result<(), String> {
    let mut names = BTreeSet::new();
    for parameter in &rule.parameters {
        let name = parameter.name.escape_debug();
        if !is_word(&parameter.name) || !names.insert(parameter.name.as_str()) {
            return Err(format!(
                "rule `{}`: parameter `{name}` appears twice or is not lower-case words joined by \
                 hyphens",
                rule.id
            ));
        }
        let wrong = |what: String| Err(format!("rule `{}`: parameter `{name}` {what}", rule.id));
        if let Some(what) = fault_of_forms(parameter).or_else(|| fault_of_names(parameter)) {
            return wrong(what);
        }
        if !parameter.takes(&parameter.default) {
            return wrong("has a default that does not have its form".to_owned());
        }
        if parameter.needed.len() > MOST_FORMS || !parameter.needed.iter().all(|word| is_word(word))
        {
            return wrong(
                "is needed for something that is not lower-case words joined by hyphens".to_owned(),
            );
        }
    }
    for parameter in &rule.parameters {
        let is_other = |name: &&str| !names.contains(name) || *name == parameter.name;
        if let Some(other) = parameter.others().find(is_other) {
            return Err(format!(
                "rule `{}`: parameter `{}` is tied to `{}`, which is not another parameter",
                rule.id,
                parameter.name,
                other.escape_debug()
            ));
        }
    }
    Ok(())
}

/// What is wrong with the forms of a table's names, after the parameter's name.
fn fault_of_names(parameter: &Parameter) -> Option<String> {
    let is_table = matches!(
        parameter.default,
        ParameterValue::TextMap(_) | ParameterValue::TextsMap(_)
    );
    if !is_table && !parameter.names.is_empty() {
        return Some("has a form of names, and is not a table".to_owned());
    }
    if parameter.names.len() > MOST_FORMS {
        return Some(format!("has more than {MOST_FORMS} forms"));
    }
    parameter
        .names
        .iter()
        .find_map(|form| fault_of_form(form, false))
}

/// What is wrong with the forms of a parameter, after its name.
fn fault_of_forms(parameter: &Parameter) -> Option<String> {
    if parameter.forms.len() > MOST_FORMS {
        return Some(format!("has more than {MOST_FORMS} forms"));
    }
    let takes_integers = match parameter.default {
        ParameterValue::Boolean(_) => {
            return (!parameter.forms.is_empty())
                .then(|| "is a switch, which has no form".to_owned());
        }
        ParameterValue::Integer(_) | ParameterValue::Integers(_) => true,
        ParameterValue::Text(_)
        | ParameterValue::Texts(_)
        | ParameterValue::TextMap(_)
        | ParameterValue::TextsMap(_) => false,
    };
    parameter
        .forms
        .iter()
        .find_map(|form| fault_of_form(form, takes_integers))
}

/// What is wrong with one form of a parameter, after its name.
fn fault_of_form(form: &Form, takes_integers: bool) -> Option<String> {
    if form.is_of_integers() != takes_integers {
        return Some("has a form of another type than its own".to_owned());
    }
    match form {
        Form::Words(words) | Form::Names(words) if words.is_empty() || words.len() > MOST_WORDS => {
            Some(format!(
                "has a form of no words, or of more than {MOST_WORDS}"
            ))
        }
        Form::Pattern(pattern) if pattern.len() > LONGEST_PATTERN => Some(format!(
            "has a pattern of more than {LONGEST_PATTERN} bytes"
        )),
        Form::Range(first, last) if first > last => Some("has a range that is empty".to_owned()),
        _ => None,
    }
}

/// Whether it is lower-case words joined by hyphens, as names of plugins and parameters are.
pub(crate) fn is_word(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// A parameter as a guest declares it.
pub(crate) fn declared(parameter: wit::ParameterSpec) -> Parameter {
    Parameter {
        name: parameter.name,
        description: parameter.description,
        default: from_guest(parameter.default),
        requests: parameter.requests.map(|request| match request {
            wit::Request::Sysctl => Request::Sysctl,
            wit::Request::KernelModule => Request::KernelModule,
            wit::Request::Path => Request::Path,
            wit::Request::Setting => Request::Setting,
            wit::Request::Update => Request::Update,
            wit::Request::BootArgument => Request::BootArgument,
            wit::Request::SshdKeyword => Request::SshdKeyword,
            wit::Request::PamModule => Request::PamModule,
            wit::Request::PamOption => Request::PamOption,
        }),
        forms: parameter.forms.into_iter().map(form).collect(),
        needed: parameter.needed,
        requires: parameter.requires,
        names: parameter.names.into_iter().map(form).collect(),
        excludes: parameter.excludes,
        up_to: parameter.up_to,
        apart_from: parameter.apart_from,
    }
}

fn form(form: wit::Form) -> Form {
    match form {
        wit::Form::Words(words) => Form::Words(words),
        wit::Form::Names(words) => Form::Names(words),
        wit::Form::Number => Form::Number,
        wit::Form::Octal => Form::Octal,
        wit::Form::Path => Form::Path,
        wit::Form::Port => Form::Port,
        wit::Form::Ports => Form::Ports,
        wit::Form::Version => Form::Version,
        wit::Form::Address => Form::Address,
        wit::Form::Network => Form::Network,
        wit::Form::Comparison => Form::Comparison,
        wit::Form::Condition => Form::Condition,
        wit::Form::Access => Form::Access,
        wit::Form::Range((first, last)) => Form::Range(first, last),
        wit::Form::Pattern(pattern) => Form::Pattern(pattern),
    }
}

fn from_guest(value: wit::Value) -> ParameterValue {
    match value {
        wit::Value::Boolean(value) => ParameterValue::Boolean(value),
        wit::Value::Integer(value) => ParameterValue::Integer(value),
        wit::Value::Text(value) => ParameterValue::Text(value),
        wit::Value::Integers(value) => ParameterValue::Integers(value),
        wit::Value::Texts(value) => ParameterValue::Texts(value),
        wit::Value::TextMap(value) => ParameterValue::TextMap(value.into_iter().collect()),
        wit::Value::TextsMap(value) => ParameterValue::TextsMap(value.into_iter().collect()),
    }
}

/// Parameters as the guest takes them.
pub(crate) fn to_guest(parameters: &BTreeMap<String, ParameterValue>) -> Vec<wit::Parameter> {
    parameters
        .iter()
        .map(|(name, value)| wit::Parameter {
            name: name.clone(),
            value: match value.clone() {
                ParameterValue::Boolean(value) => wit::Value::Boolean(value),
                ParameterValue::Integer(value) => wit::Value::Integer(value),
                ParameterValue::Text(value) => wit::Value::Text(value),
                ParameterValue::Integers(value) => wit::Value::Integers(value),
                ParameterValue::Texts(value) => wit::Value::Texts(value),
                ParameterValue::TextMap(value) => wit::Value::TextMap(value.into_iter().collect()),
                ParameterValue::TextsMap(value) => {
                    wit::Value::TextsMap(value.into_iter().collect())
                }
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(name: &str, default: ParameterValue, forms: &[Form]) -> Parameter {
        Parameter {
            name: name.to_owned(),
            description: "A sentence.".to_owned(),
            default,
            requests: None,
            forms: forms.to_vec(),
            needed: Vec::new(),
            requires: Vec::new(),
            names: Vec::new(),
            excludes: Vec::new(),
            up_to: Vec::new(),
            apart_from: Vec::new(),
        }
    }

    fn fault(parameters: Vec<Parameter>) -> Option<String> {
        let mut rule: RuleDescriptor = serde_json::from_str(
            r#"{"id":"a/b","title":"It holds","failure_title":"It does not","severity":"low","precision":"high",
                "parameters":[],"tags":[],"references":[],"documentation":"x"}"#,
        )
        .unwrap();
        rule.parameters = parameters;
        check(&rule).err()
    }

    fn text(text: &str) -> ParameterValue {
        ParameterValue::Text(text.to_owned())
    }

    #[test]
    fn what_nothing_could_fit_is_refused() {
        let words = Form::Words(vec!["any".to_owned()]);
        for (default, form) in [
            (text("none"), words.clone()),
            (text(""), Form::Range(1, 2)),
            (text(""), Form::Words(Vec::new())),
            (text(""), Form::Pattern("*".repeat(LONGEST_PATTERN + 1))),
            (ParameterValue::Integer(1), Form::Range(2, 1)),
            (ParameterValue::Integer(1), Form::Range(2, 3)),
            (ParameterValue::Integer(1), Form::Number),
            (ParameterValue::Boolean(true), words.clone()),
        ] {
            let one = parameter("one", default, std::slice::from_ref(&form));
            assert!(fault(vec![one]).is_some(), "{form:?}");
        }
        assert_eq!(fault(vec![parameter("one", text(""), &[words])]), None);
    }

    #[test]
    fn what_a_parameter_is_tied_to_is_another_one() {
        type Ties = fn(&mut Parameter) -> &mut Vec<String>;
        let all: [Ties; 4] = [
            |one| &mut one.requires,
            |one| &mut one.excludes,
            |one| &mut one.up_to,
            |one| &mut one.apart_from,
        ];
        for ties in all {
            let tied = |name: &str| {
                let mut one = parameter("one", text(""), &[]);
                ties(&mut one).push(name.to_owned());
                fault(vec![one, parameter("other", text(""), &[])])
            };
            assert_eq!(tied("other"), None);
            assert!(tied("one").is_some());
            assert!(tied("missing").is_some());
        }
    }

    #[test]
    fn only_a_table_has_names_of_a_form() {
        let of_names = |default: ParameterValue| {
            let mut one = parameter("one", default, &[]);
            one.names = vec![Form::Condition];
            fault(vec![one])
        };
        assert_eq!(of_names(ParameterValue::TextMap(BTreeMap::new())), None);
        let unfit = BTreeMap::from([("=x".to_owned(), String::new())]);
        assert!(of_names(ParameterValue::TextMap(unfit)).is_some());
        assert!(of_names(text("")).is_some());
    }
}
