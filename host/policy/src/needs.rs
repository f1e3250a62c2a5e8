//! What a rule has to be told: without it, a rule that a pack makes of a plugin's would have nothing to
//! judge, and pass for one that does not concern the host. And what it cannot be told at once: parameters
//! that contradict each other would fail on every host, or one would not count.

use std::collections::{BTreeMap, BTreeSet};

use muster_outcomes::{Form, Parameter, ParameterValue, Request, RuleDescriptor};

use crate::diagnostic::quoted;
use crate::pack_file::{RuleSettings, Setting};
use crate::source::{NameCheck, Problems};
use crate::suggest::listed;

/// A selected rule with what its parameters are.
pub(crate) struct Told<'a> {
    pub(crate) rule: &'a RuleDescriptor,
    pub(crate) settings: &'a RuleSettings,
    pub(crate) parameters: &'a BTreeMap<String, ParameterValue>,
    /// Names of parameters that are refused already.
    pub(crate) refused: &'a BTreeSet<&'a str>,
    /// What whoever collects has against names.
    pub(crate) name_check: Option<NameCheck>,
}

impl Told<'_> {
    /// Reports what is missing, and what contradicts itself.
    pub(crate) fn check(&self, problems: &mut Problems) {
        if let Some(used) = &self.rule.uses {
            for group in self.groups() {
                self.check_group(&group, used.as_str(), problems);
            }
        }
        self.check_option_of_module(problems);
        for parameter in &self.rule.parameters {
            self.check_required(parameter, problems);
            self.check_contradictions(parameter, problems);
        }
    }

    /// The parameters that are needed for the same, by what that is, in the order of their declaration.
    fn groups(&self) -> Vec<Vec<&Parameter>> {
        let all = &self.rule.parameters;
        let mut words: Vec<&str> = Vec::new();
        for word in all.iter().flat_map(|parameter| &parameter.needed) {
            if !words.contains(&word.as_str()) {
                words.push(word);
            }
        }
        words
            .into_iter()
            .map(|word| {
                let of_word = |one: &&Parameter| one.needed.iter().any(|needed| needed == word);
                all.iter().filter(of_word).collect()
            })
            .collect()
    }

    fn check_group(&self, group: &[&Parameter], used: &str, problems: &mut Problems) {
        if group.iter().any(|parameter| self.is_settled(parameter)) {
            return;
        }
        let id = &self.rule.id;
        let names: Vec<&str> = group.iter().map(|one| one.name.as_str()).collect();
        let written = names
            .iter()
            .find_map(|name| self.settings.parameters.get(*name));
        let uses = self.settings.description.uses.as_ref();
        let at = written.map_or_else(
            || uses.map_or(self.settings.at, |uses| uses.at),
            |one| one.at,
        );
        let what = match names.as_slice() {
            [one] => format!("the parameter `{one}`"),
            several => format!("one of the parameters {}", listed(several)),
        };
        let example = group
            .first()
            .map(|one| format!("{} = {}", one.name, sample(one)));
        problems.report_with(
            at,
            format!("`{id}` would judge nothing: a rule made of `{used}` needs {what}"),
            example.map(|example| {
                format!(
                    "write `parameters = {{ {example} }}`, for example; `muster explain {used}` says what each means"
                )
            }),
        );
    }

    /// Whether a parameter is set, or nobody can say because its value is refused.
    fn is_settled(&self, parameter: &Parameter) -> bool {
        self.refused.contains(parameter.name.as_str()) || parameter.is_set_by(self.value(parameter))
    }

    fn value<'a>(&'a self, parameter: &'a Parameter) -> &'a ParameterValue {
        let value = self.parameters.get(&parameter.name);
        value.unwrap_or(&parameter.default)
    }

    fn check_required(&self, parameter: &Parameter, problems: &mut Problems) {
        if *self.value(parameter) == parameter.default {
            return;
        }
        // What is not the default is written somewhere.
        let Some(written) = self.settings.parameters.get(&parameter.name) else {
            return;
        };
        for required in self.named(&parameter.requires) {
            if !self.is_settled(required) {
                problems.report_with(
                    written.at,
                    format!(
                        "`{}` of `{}` is about `{}`, which is empty",
                        parameter.name, self.rule.id, required.name
                    ),
                    Some(format!(
                        "write `{} = {}` beside it, or leave it out",
                        required.name,
                        sample(required)
                    )),
                );
            }
        }
    }

    /// Reports an option of PAM that the module which the rule names beside it does not have.
    fn check_option_of_module(&self, problems: &mut Problems) {
        let requesting = |request| {
            let all = &self.rule.parameters;
            all.iter().find(|one| one.requests == Some(request))
        };
        let (Some(module), Some(option), Some(check)) = (
            requesting(Request::PamModule),
            requesting(Request::PamOption),
            self.name_check,
        ) else {
            return;
        };
        let (ParameterValue::Text(module_name), ParameterValue::Text(name)) =
            (self.value(module), self.value(option))
        else {
            return;
        };
        if module_name.is_empty() || name.is_empty() {
            return;
        }
        let of_module = format!("{module_name}/{name}");
        if let Some(at) = self.written(option, module)
            && let Some(help) = check(Request::PamOption, &of_module)
        {
            problems.report_with(
                at.at,
                format!(
                    "`{}` of `{}` is {}, which Muster does not know of {}",
                    option.name,
                    self.rule.id,
                    quoted(name),
                    quoted(module_name)
                ),
                Some(help),
            );
        }
    }

    /// The parameters of these names.
    fn named<'a>(&'a self, names: &'a [String]) -> impl Iterator<Item = &'a Parameter> {
        let all = &self.rule.parameters;
        names
            .iter()
            .filter_map(move |name| all.iter().find(|one| one.name == *name))
    }

    fn check_contradictions(&self, parameter: &Parameter, problems: &mut Problems) {
        let id = &self.rule.id;
        let (name, value) = (&parameter.name, self.value(parameter));
        for other in self.named(&parameter.excludes) {
            let is_set = |one: &Parameter| {
                let value = self.value(one);
                *value != one.default && one.is_set_by(value)
            };
            if let Some(at) = self.written(parameter, other)
                && is_set(parameter)
                && is_set(other)
            {
                problems.report_with(
                    at.at,
                    format!("`{name}` and `{}` of `{id}` cannot both be set", other.name),
                    Some("take one of them out, or make two rules of it".to_owned()),
                );
            }
        }
        for other in self.named(&parameter.up_to) {
            if let Some(at) = self.written(parameter, other)
                && !is_up_to(value, self.value(other))
            {
                problems.report_with(
                    at.at,
                    format!(
                        "`{name}` of `{id}` is more than `{}`, so nothing fits",
                        other.name
                    ),
                    Some(format!("raise `{}`, or lower `{name}`", other.name)),
                );
            }
        }
        for other in self.named(&parameter.apart_from) {
            if let Some(at) = self.written(parameter, other)
                && let Some(item) = common(value, self.value(other))
            {
                problems.report_with(
                    at.at,
                    format!(
                        "{} is in `{name}` and in `{}` of `{id}`",
                        quoted(item),
                        other.name
                    ),
                    Some("take it out of one of them".to_owned()),
                );
            }
        }
    }

    /// Where a pack writes one of two parameters, unless one of them is refused already.
    fn written(&self, one: &Parameter, other: &Parameter) -> Option<&Setting> {
        let names = [one.name.as_str(), other.name.as_str()];
        if names.iter().any(|name| self.refused.contains(name)) {
            return None;
        }
        names
            .iter()
            .find_map(|name| self.settings.parameters.get(*name))
    }
}

/// Whether each number of a limit is at most that at the same place of another; a limit that is none is.
fn is_up_to(least: &ParameterValue, most: &ParameterValue) -> bool {
    let (Some(least), Some(most)) = (numbers(least), numbers(most)) else {
        return true;
    };
    least.len() != most.len() || least.iter().zip(&most).all(|(least, most)| least <= most)
}

/// The numbers of a limit, such as `10:30:60`; none where there is no limit.
fn numbers(value: &ParameterValue) -> Option<Vec<i64>> {
    match value {
        ParameterValue::Integer(number) => (*number >= 0).then(|| vec![*number]),
        ParameterValue::Text(text) => text.split(':').map(|part| part.parse().ok()).collect(),
        _ => None,
    }
}

/// The first item that two lists have in common.
fn common<'a>(one: &'a ParameterValue, other: &ParameterValue) -> Option<&'a str> {
    one.names().find(|item| {
        other
            .names()
            .any(|another| another.eq_ignore_ascii_case(item))
    })
}

/// A value of the parameter, as one would write it.
fn sample(parameter: &Parameter) -> String {
    let word = parameter.forms.iter().find_map(|form| match form {
        Form::Words(words) | Form::Names(words) => words.first(),
        _ => None,
    });
    let text = word.map_or_else(|| "\"…\"".to_owned(), |word| format!("\"{word}\""));
    match &parameter.default {
        ParameterValue::Boolean(default) => (!default).to_string(),
        ParameterValue::Integer(_) => "…".to_owned(),
        ParameterValue::Text(_) => text,
        ParameterValue::Integers(_) => "[…]".to_owned(),
        ParameterValue::Texts(_) => format!("[{text}]"),
        ParameterValue::TextMap(_) => format!("{{ \"…\" = {text} }}"),
        ParameterValue::TextsMap(_) => format!("{{ \"…\" = [{text}] }}"),
    }
}
