//! Typed parameters of a rule.

use crate::{Form, NotEvaluated, Parameter, ParameterSpec, Request, Value};

/// The parameters of a rule, made by [`parameters!`](crate::parameters).
pub trait Parameters: Sized {
    /// Names, descriptions and defaults.
    fn describe() -> Vec<ParameterSpec>;

    /// Reads the values that the policy gives; a parameter that it does not give has its default.
    ///
    /// # Errors
    /// When a value has the wrong type or a name is unknown. The host has checked both already.
    fn decode(given: &[Parameter]) -> Result<Self, NotEvaluated>;
}

impl Parameters for () {
    fn describe() -> Vec<ParameterSpec> {
        Vec::new()
    }

    fn decode(given: &[Parameter]) -> Result<Self, NotEvaluated> {
        reject_unknown(given, &[])
    }
}

/// A type that a parameter can have.
pub trait ParameterValue: Sized {
    /// As the contract's value.
    fn into_value(self) -> Value;

    /// From the contract's value, if that has this type.
    fn from_value(value: Value) -> Option<Self>;
}

macro_rules! parameter_value {
    ($($type:ty => $variant:ident),* $(,)?) => {
        $(impl ParameterValue for $type {
            fn into_value(self) -> Value {
                Value::$variant(self)
            }

            fn from_value(value: Value) -> Option<Self> {
                if let Value::$variant(value) = value {
                    Some(value)
                } else {
                    None
                }
            }
        })*
    };
}

parameter_value! {
    bool => Boolean,
    i64 => Integer,
    String => Text,
    Vec<i64> => Integers,
    Vec<String> => Texts,
    Vec<(String, String)> => TextMap,
    Vec<(String, Vec<String>)> => TextsMap,
}

/// One parameter as [`parameters!`](crate::parameters) declares it. The code that reads parameters
/// is the same for all rules, so that a plugin has it once.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// Name of the field.
    pub field: &'static str,
    /// Its documentation, line by line.
    pub description: &'static [&'static str],
    /// Its default.
    pub default: fn() -> Value,
    /// What is collected because its value names it, as the macro's attribute says it.
    pub requests: Option<Request>,
    /// What it is needed for.
    pub needed: &'static [&'static str],
    /// Names of the fields that have to be set with it.
    pub requires: &'static [&'static str],
    /// What its values look like.
    pub forms: &'static [FormDeclaration],
    /// What the names of a table look like.
    pub names: &'static [FormDeclaration],
    /// Names of the fields that must not be set with it.
    pub excludes: &'static [&'static str],
    /// Names of the fields that must not be less.
    pub up_to: &'static [&'static str],
    /// Names of the fields that have no item in common with it.
    pub apart_from: &'static [&'static str],
}

/// What a value looks like, as [`parameters!`](crate::parameters) declares it: [`Form`] in a constant.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum FormDeclaration {
    Words(&'static [&'static str]),
    Names(&'static [&'static str]),
    Number,
    Octal,
    Path,
    Port,
    Ports,
    Version,
    Address,
    Network,
    Comparison,
    Condition,
    Access,
    Range(i64, i64),
    Pattern(&'static str),
}

impl FormDeclaration {
    fn form(self) -> Form {
        match self {
            Self::Words(words) => Form::Words(owned(words)),
            Self::Names(words) => Form::Names(owned(words)),
            Self::Number => Form::Number,
            Self::Octal => Form::Octal,
            Self::Path => Form::Path,
            Self::Port => Form::Port,
            Self::Ports => Form::Ports,
            Self::Version => Form::Version,
            Self::Address => Form::Address,
            Self::Network => Form::Network,
            Self::Comparison => Form::Comparison,
            Self::Condition => Form::Condition,
            Self::Access => Form::Access,
            Self::Range(first, last) => Form::Range((first, last)),
            Self::Pattern(pattern) => Form::Pattern(pattern.to_owned()),
        }
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The name of a parameter or of what it is needed for, as the contract has it.
fn hyphened(field: &str) -> String {
    field.replace('_', "-")
}

fn all_hyphened(fields: &[&str]) -> Vec<String> {
    fields.iter().map(|field| hyphened(field)).collect()
}

impl Declaration {
    fn name(&self) -> String {
        hyphened(self.field)
    }
}

/// What the contract says about the parameters of a rule.
#[doc(hidden)]
#[must_use]
pub fn describe(declarations: &[Declaration]) -> Vec<ParameterSpec> {
    let describe = |declaration: &Declaration| ParameterSpec {
        name: declaration.name(),
        description: declaration
            .description
            .iter()
            .map(|line| line.trim())
            .collect::<Vec<_>>()
            .join(" "),
        default: (declaration.default)(),
        requests: declaration.requests,
        forms: declaration.forms.iter().map(|form| form.form()).collect(),
        needed: all_hyphened(declaration.needed),
        requires: all_hyphened(declaration.requires),
        names: declaration.names.iter().map(|form| form.form()).collect(),
        excludes: all_hyphened(declaration.excludes),
        up_to: all_hyphened(declaration.up_to),
        apart_from: all_hyphened(declaration.apart_from),
    };
    declarations.iter().map(describe).collect()
}

/// Refuses a name that the rule does not have.
fn reject_unknown(given: &[Parameter], declarations: &[Declaration]) -> Result<(), NotEvaluated> {
    let unknown = |parameter: &&Parameter| {
        !declarations
            .iter()
            .any(|declaration| declaration.name() == parameter.name)
    };
    match given.iter().find(unknown) {
        Some(parameter) => Err(NotEvaluated::because(format!(
            "the rule has no parameter `{}`",
            parameter.name
        ))),
        None => Ok(()),
    }
}

/// The values of all parameters, in the order of their declaration.
#[doc(hidden)]
pub fn values(
    given: &[Parameter],
    declarations: &[Declaration],
) -> Result<std::vec::IntoIter<Value>, NotEvaluated> {
    reject_unknown(given, declarations)?;
    let value = |declaration: &Declaration| {
        let name = declaration.name();
        let default = (declaration.default)();
        let Some(parameter) = given.iter().find(|parameter| parameter.name == name) else {
            return Ok(default);
        };
        if std::mem::discriminant(&parameter.value) == std::mem::discriminant(&default) {
            return Ok(parameter.value.clone());
        }
        Err(NotEvaluated::because(format!(
            "parameter `{name}` has a value of another type"
        )))
    };
    let values: Result<Vec<Value>, NotEvaluated> = declarations.iter().map(value).collect();
    Ok(values?.into_iter())
}

/// The next value, which has the type of its default.
#[doc(hidden)]
pub fn next<T: ParameterValue>(values: &mut std::vec::IntoIter<Value>) -> Result<T, NotEvaluated> {
    values
        .next()
        .and_then(T::from_value)
        .ok_or_else(|| NotEvaluated::because("a parameter has a value of another type"))
}

/// A literal as the value of a parameter's type, so that defaults read naturally.
#[doc(hidden)]
pub trait Default<T> {
    /// The value.
    fn value(self) -> T;
}

impl Default<Self> for bool {
    fn value(self) -> Self {
        self
    }
}

impl Default<Self> for i64 {
    fn value(self) -> Self {
        self
    }
}

impl Default<String> for &str {
    fn value(self) -> String {
        self.to_owned()
    }
}

impl<const N: usize> Default<Vec<i64>> for [i64; N] {
    fn value(self) -> Vec<i64> {
        self.to_vec()
    }
}

impl<const N: usize> Default<Vec<String>> for [&str; N] {
    fn value(self) -> Vec<String> {
        self.map(str::to_owned).to_vec()
    }
}

impl<const N: usize> Default<Vec<(String, String)>> for [(&str, &str); N] {
    fn value(self) -> Vec<(String, String)> {
        self.map(|(name, text)| (name.to_owned(), text.to_owned()))
            .to_vec()
    }
}

impl<const N: usize> Default<Vec<(String, Vec<String>)>> for [(&str, &[&str]); N] {
    fn value(self) -> Vec<(String, Vec<String>)> {
        self.map(|(name, texts)| {
            (
                name.to_owned(),
                texts.iter().map(|text| (*text).to_owned()).collect(),
            )
        })
        .to_vec()
    }
}

/// Declares the parameters of a rule: a struct whose fields have a description and a default.
///
/// Types: `bool`, `i64`, `String`, `Vec<i64>`, `Vec<String>`, `Vec<(String, String)>` and
/// `Vec<(String, Vec<String>)>`. A field `allowed_ports` is the parameter `allowed-ports`.
///
/// Before a field can stand, in this order and each where it is wanted:
///
/// - `#[requests(Sysctl)]` has what its value names collected: see [`Request`].
/// - `#[needed(limit)]`: a pack that makes a rule of its own out of this one has to set it, or another
///   field with the same word.
/// - `#[requires(units)]`: where it has another value than its default, the field `units` has to be set.
/// - `#[excludes(any_of)]`: not both may be set to something other than their defaults.
/// - `#[up_to(at_most)]`: the field `at_most` must not be less.
/// - `#[apart_from(none_of)]`: the field `none_of` must have no item in common with it.
/// - `#[form(Number)]`, `#[form(Words(&["any", "none"]))]`: what its value looks like, any of several;
///   see [`Form`]. A policy with another value is refused, with its line. A text whose default is empty
///   may be empty.
/// - `#[names(Condition)]`: what the names of a table look like, in the same way.
#[macro_export]
macro_rules! parameters {
    (
        $visibility:vis struct $name:ident {
            $(
                $(#[doc = $description:literal])+
                $(#[requests($request:ident)])?
                $(#[needed($needed:ident)])*
                $(#[requires($required:ident)])*
                $(#[excludes($excluded:ident)])*
                $(#[up_to($upper:ident)])*
                $(#[apart_from($apart:ident)])*
                $(#[form($form:ident $(($($value:expr),+ $(,)?))?)])*
                $(#[names($name_form:ident $(($($name_value:expr),+ $(,)?))?)])*
                $field:ident: $type:ty = $default:expr
            ),* $(,)?
        }
    ) => {
        /// Parameters of this rule.
        #[derive(Clone, Debug)]
        $visibility struct $name {
            $($(#[doc = $description])+ $field: $type,)*
        }

        impl $name {
            const DECLARATIONS: &[$crate::ParameterDeclaration] = &[
                $($crate::ParameterDeclaration {
                    field: stringify!($field),
                    description: &[$($description),+],
                    default: || <$type as $crate::ParameterValue>::into_value(
                        $crate::ParameterDefault::<$type>::value($default),
                    ),
                    requests: [$(Some($crate::Request::$request),)? None][0],
                    needed: &[$(stringify!($needed)),*],
                    requires: &[$(stringify!($required)),*],
                    forms: &[$($crate::ParameterForm::$form $(($($value),+))?),*],
                    names: &[$($crate::ParameterForm::$name_form $(($($name_value),+))?),*],
                    excludes: &[$(stringify!($excluded)),*],
                    up_to: &[$(stringify!($upper)),*],
                    apart_from: &[$(stringify!($apart)),*],
                }),*
            ];
        }

        impl $crate::Parameters for $name {
            fn describe() -> Vec<$crate::ParameterSpec> {
                $crate::describe_parameters(Self::DECLARATIONS)
            }

            fn decode(given: &[$crate::Parameter]) -> Result<Self, $crate::NotEvaluated> {
                let mut values = $crate::parameter_values(given, Self::DECLARATIONS)?;
                Ok(Self {
                    $($field: $crate::next_parameter(&mut values)?,)*
                })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate as muster_sdk;

    muster_sdk::parameters! {
        struct Example {
            /// Ports that may be
            /// open.
            allowed_ports: Vec<i64> = [22, 443],
            /// A word.
            #[needed(what_holds)]
            #[requires(allowed_ports)]
            #[form(Words(&["yes", "no"]))]
            #[form(Number)]
            word: String = "no",
            /// What follows from what.
            #[requests(Sysctl)]
            #[excludes(word)]
            #[up_to(allowed_ports)]
            #[apart_from(allowed_ports)]
            #[names(Condition)]
            table: Vec<(String, Vec<String>)> = [("A=1", ["B", "C"].as_slice())],
        }
    }

    #[test]
    fn names_descriptions_and_defaults_come_from_the_struct() {
        let specs = Example::describe();
        assert_eq!(specs[0].name, "allowed-ports");
        assert_eq!(specs[0].description, "Ports that may be open.");
        assert_eq!(specs[0].default, Value::Integers(vec![22, 443]));
        let requests = specs.iter().map(|spec| spec.requests);
        assert_eq!(
            requests.collect::<Vec<_>>(),
            [None, None, Some(Request::Sysctl)]
        );
        assert_eq!(specs[1].needed, ["what-holds"]);
        assert_eq!(specs[1].requires, ["allowed-ports"]);
        let words = Form::Words(vec!["yes".to_owned(), "no".to_owned()]);
        assert_eq!(specs[1].forms, [words, Form::Number]);
        assert_eq!(specs[2].excludes, ["word"]);
        assert_eq!(specs[2].up_to, ["allowed-ports"]);
        assert_eq!(specs[2].apart_from, ["allowed-ports"]);
        assert_eq!(specs[2].names, [Form::Condition]);
        let defaults = Example::decode(&[]).unwrap();
        assert_eq!(defaults.word, "no");
        assert_eq!(defaults.allowed_ports, [22, 443]);
        assert_eq!(defaults.table[0].1, ["B", "C"]);
    }

    #[test]
    fn given_values_win_and_mistakes_are_refused() {
        let given = |name: &str, value| Parameter {
            name: name.to_owned(),
            value,
        };
        let word = Example::decode(&[given("word", Value::Text("yes".to_owned()))]).unwrap();
        assert_eq!(word.word, "yes");
        assert!(Example::decode(&[given("word", Value::Boolean(true))]).is_err());
        assert!(Example::decode(&[given("wrod", Value::Text(String::new()))]).is_err());
        assert!(<()>::decode(&[given("word", Value::Boolean(true))]).is_err());
    }
}
