//! The page of one rule, for `muster explain`.

use std::collections::BTreeMap;

use muster_outcomes::{
    CauseScope, Parameter, ParameterValue, RuleDescriptor, Severity, is_https_url,
};

use super::page::{Page, Role};
use super::prose;
use crate::documentation::Documentation;
use crate::{Options, text};

/// Renders a rule's page: what it is, why, how to fix what it finds, and its parameters with the
/// values that the policy gives. `parameters` is `None` when the policy does not enable the rule.
pub(crate) fn render(
    rule: &RuleDescriptor,
    severity: Severity,
    parameters: Option<&BTreeMap<String, ParameterValue>>,
    options: &Options,
) -> String {
    let mut page = Page::new(options.width, options.colour);
    page.headline(
        (severity.as_str(), Role::Rated(severity)),
        &text::line(&rule.title),
        rule.id.as_str(),
    );
    page.row(
        ("failure", Role::Dim),
        &text::line(&rule.failure_title),
        Role::Plain,
    );
    if parameters.is_none() {
        page.row(
            ("", Role::Dim),
            "This policy does not enable the rule.",
            Role::Dim,
        );
    }
    page.row(
        ("tags", Role::Dim),
        &text::line(&rule.tags.join(", ")),
        Role::Plain,
    );
    if let Some(uses) = &rule.uses {
        page.row(("uses", Role::Dim), uses.as_str(), Role::Plain);
    }
    // Those that a pack gives; a plugin's own stand on its page.
    for reference in &rule.references {
        if !rule.documentation.contains(&reference.label) {
            page.row(
                ("see", Role::Dim),
                &text::line(&reference.label),
                Role::Plain,
            );
        }
    }
    if let Some(address) = rule.page.as_deref().filter(|page| is_https_url(page)) {
        // Broken in two it could not be followed.
        page.rows(("page", Role::Dim), &[address.to_owned()], Role::Plain);
    }
    for cause in &rule.explained_by {
        let text = match cause.scope {
            CauseScope::Host => format!("{}, wherever that fails", cause.rule),
            CauseScope::Place => format!("{}, where that fails in the same place", cause.rule),
        };
        page.row(("follows", Role::Dim), &format!("from {text}"), Role::Plain);
    }
    let columns = page.body();
    page.blank();
    for line in prose::lines(&text::block(&rule.documentation), columns) {
        page.rows(("", Role::Plain), &[line], Role::Plain);
    }
    if !rule.parameters.is_empty() {
        page.blank();
        page.row(("", Role::Plain), "Parameters", Role::Plain);
    }
    for parameter in &rule.parameters {
        let value = parameters
            .and_then(|given| given.get(&parameter.name))
            .unwrap_or(&parameter.default);
        let mark = if *value == parameter.default {
            "default"
        } else {
            "policy"
        };
        page.blank();
        let heading = format!("{}: {}", parameter.name, parameter.default.type_name());
        page.row(("", Role::Dim), &heading, Role::Strong);
        page.row(
            ("", Role::Dim),
            &text::line(&parameter.description),
            Role::Plain,
        );
        if !parameter.forms.is_empty() {
            let forms: Vec<String> = parameter.forms.iter().map(ToString::to_string).collect();
            let line = format!("Write {}.", forms.join(", or "));
            page.row(("", Role::Dim), &text::line(&line), Role::Plain);
        }
        if !parameter.names.is_empty() {
            let forms: Vec<String> = parameter.names.iter().map(ToString::to_string).collect();
            let line = format!("Before each `=` write {}.", forms.join(", or "));
            page.row(("", Role::Dim), &text::line(&line), Role::Plain);
        }
        for line in ties(parameter) {
            page.row(("", Role::Dim), &text::line(&line), Role::Plain);
        }
        for needed in &parameter.needed {
            page.row(
                ("", Role::Dim),
                &text::line(&need(rule, needed)),
                Role::Plain,
            );
        }
        page.row((mark, Role::Dim), &text::line(&toml(value)), Role::Plain);
    }
    page.into_text()
}

/// What a parameter says about others.
fn ties(parameter: &Parameter) -> Vec<String> {
    let all = [
        (&parameter.requires, "It needs"),
        (&parameter.excludes, "It cannot be set with"),
        (&parameter.up_to, "It is not more than"),
        (&parameter.apart_from, "It has nothing in common with"),
    ];
    all.into_iter()
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, what)| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("{what} {}.", names.join(", "))
        })
        .collect()
}

/// What a pack has to set when it makes a rule of this one.
fn need(rule: &RuleDescriptor, needed: &str) -> String {
    let of_word = |parameter: &&Parameter| parameter.needed.iter().any(|word| word == needed);
    let names: Vec<String> = rule
        .parameters
        .iter()
        .filter(of_word)
        .map(|parameter| format!("`{}`", parameter.name))
        .collect();
    match names.as_slice() {
        [_] => "A rule that a pack makes of this one needs it.".to_owned(),
        several => format!(
            "A rule that a pack makes of this one needs it, or another of {}.",
            several.join(", ")
        ),
    }
}

/// Renders a rule's title and what there is to do about it.
pub(crate) fn steps(rule: &RuleDescriptor, options: &Options) -> String {
    let mut page = Page::new(options.width, options.colour);
    page.headline(
        ("manual", Role::Manual),
        &text::line(&rule.title),
        rule.id.as_str(),
    );
    page.blank();
    let how_to_fix = Documentation::of(&rule.documentation).how_to_fix;
    for line in prose::lines(&how_to_fix, page.body()) {
        page.rows(("", Role::Plain), &[line], Role::Plain);
    }
    page.into_text()
}

/// The value as a pack would write it.
fn toml(value: &ParameterValue) -> String {
    let list = |texts: &[String]| {
        let quoted: Vec<String> = texts.iter().map(|text| format!("{text:?}")).collect();
        format!("[{}]", quoted.join(", "))
    };
    let table = |entries: Vec<String>| match entries.as_slice() {
        [] => "{}".to_owned(),
        entries => format!("{{ {} }}", entries.join(", ")),
    };
    match value {
        ParameterValue::Boolean(value) => value.to_string(),
        ParameterValue::Integer(value) => value.to_string(),
        ParameterValue::Text(value) => format!("{value:?}"),
        ParameterValue::Integers(values) => format!("{values:?}"),
        ParameterValue::Texts(values) => list(values),
        ParameterValue::TextMap(values) => table(
            values
                .iter()
                .map(|(name, text)| format!("{name:?} = {text:?}"))
                .collect(),
        ),
        ParameterValue::TextsMap(values) => table(
            values
                .iter()
                .map(|(name, texts)| format!("{name:?} = {}", list(texts)))
                .collect(),
        ),
    }
}
