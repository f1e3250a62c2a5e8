//! `env/secret-reused`

use std::collections::HashMap;

use muster_sdk::{ByName, Finding, NotEvaluated, Outcome, Source, env};

use crate::account::{self, Account};
use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::names;
use crate::parts;

muster_sdk::parameters! {
    struct Parameters {
        /// Secrets that are meant to be the same, as `KEY=OTHER`; `KEY.password` is the password in
        /// a URL.
        #[form(Pattern("*=*"))]
        allowed_pairs: Vec<String> = ["DATABASE_URL.password=POSTGRES_PASSWORD"],
        /// Keys of secrets that must differ even where one is a reference to the other.
        distinct: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "env/secret-reused",
    severity: High,
    precision: Medium,
    tags: ["env", "secrets"],
    documentation: "secret_reused.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let allowed = parameters
        .allowed_pairs
        .iter()
        .map(|pair| {
            pair.split_once('=').ok_or_else(|| {
                NotEvaluated::because(format!(
                    "parameter `allowed-pairs`: '{pair}' is not of the form `KEY=OTHER`"
                ))
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let distinct = &parameters.distinct;
    findings_per_keyed_file(|file| Ok(judge_reuse(file, &allowed, distinct)))
}

/// A secret that is set, by its name (`KEY` or `KEY.password`) in its class.
struct Use<'a> {
    source: &'a Source,
    account: Option<Account<'a>>,
}

type Class<'a> = ByName<Use<'a>>;

fn judge_reuse(file: &BoundFile, allowed: &[(&str, &str)], distinct: &[String]) -> Vec<Finding> {
    let classes = classes(file, distinct);
    if classes.is_empty() {
        return file.not_applicable(format!(
            "{} holds no secret that can be compared.",
            file.path()
        ));
    }
    // The classes have other numbers in every run, so the findings are ordered by their names.
    let mut reused = ByName::default();
    for class in classes.into_values() {
        if !is_allowed(&class, allowed) {
            let (subject, finding) = reuse(file, &class);
            reused.get_or_insert_with(subject, || finding);
        }
    }
    let message = format!("No two secrets in {} are the same.", file.path());
    file.pass_unless(reused.into_values(), message)
}

/// The secrets by their value. Of a URL only the password counts, and a reference is not a copy, unless the key must
/// have a value of its own.
fn classes<'a>(file: &'a BoundFile, distinct: &[String]) -> HashMap<u32, Class<'a>> {
    let own = || {
        file.keys
            .iter()
            .filter(|key| key.derived_from.is_empty() || names::contains(distinct, &key.name))
    };
    let whole = own()
        .filter(|key| key.secret && key.shape != env::Key::SHAPE_URL)
        .filter_map(|key| {
            let account = account::of_key(file, key);
            Some((key.equality?, key.name.clone(), key, account))
        });
    let passwords = own().filter_map(|key| {
        let class = parts::class(parts::part(key, "password")?)?;
        let name = format!("{}.password", key.name);
        Some((class, name, key, account::of_url(key)))
    });
    let mut classes: HashMap<u32, Class<'_>> = HashMap::new();
    for (number, name, key, account) in whole.chain(passwords) {
        let source = &key.source;
        classes
            .entry(number)
            .or_default()
            .get_or_insert_with(name, || Use { source, account });
    }
    classes
}

/// Whether the allowed pairs, or being of one account, join all the secrets of a class, directly or
/// through one another.
fn is_allowed(class: &Class<'_>, allowed: &[(&str, &str)]) -> bool {
    let mut apart: Vec<(&str, Option<Account<'_>>)> = class
        .iter()
        .map(|(name, found)| (name, found.account))
        .collect();
    let mut joined = Vec::from_iter(apart.pop());
    let mut next = 0;
    while let Some((name, account)) = joined.get(next).copied() {
        let joins = |(other, its): &(&str, Option<Account<'_>>)| {
            let is_pair =
                |(a, b): &(&str, &str)| (name == *a && other == b) || (name == *b && other == a);
            allowed.iter().any(is_pair)
                || account.zip(*its).is_some_and(|(own, its)| own.may_be(its))
        };
        let (more, rest) = apart.into_iter().partition(joins);
        apart = rest;
        joined.extend::<Vec<_>>(more);
        next += 1;
    }
    apart.is_empty()
}

/// One finding for the whole class: a further key in it makes it another finding, so that a waiver
/// for two keys does not cover a third.
fn reuse(file: &BoundFile, class: &Class<'_>) -> (String, Finding) {
    let names: Vec<&str> = class.iter().map(|(name, _)| name).collect();
    let subject = file.subject(&names.join("+"));
    let finding = Finding::fail(
        &subject,
        format!("{} have the same value.", names::sentence(&names)),
    )
    .observed("the same value")
    .required("a value of its own for each secret")
    .fix("Give all but one a new random value, such as the output of `openssl rand -hex 32`.");
    let finding = class.iter().fold(finding, |finding, (name, found)| {
        finding.at(found.source.clone(), &format!("sets {name}"))
    });
    (subject, finding)
}

#[cfg(test)]
mod tests {
    use muster_sdk::env;

    use super::*;
    use crate::fixtures::{component, file, key, lines, message, secret};

    const PAIRS: [(&str, &str); 2] = [
        ("A_URL.password", "PASSWORD"),
        ("B_URL.password", "PASSWORD"),
    ];

    fn url(name: &str, password: u32) -> env::Key {
        env::Key {
            shape: "url".to_owned(),
            components: vec![component("password", password)],
            ..secret(name, 100)
        }
    }

    #[test]
    fn secrets_of_one_value_are_one_finding() {
        let file = file([secret("B_SECRET", 1), secret("A_SECRET", 1), secret("C", 2)]);
        assert_eq!(
            lines(judge_reuse(&file, &[], &[])),
            ["fail /etc/app.env#A_SECRET+B_SECRET"]
        );
        assert_eq!(
            message(judge_reuse(&file, &[], &[])),
            "A_SECRET and B_SECRET have the same value."
        );
    }

    #[test]
    fn allowed_pairs_join_through_one_another() {
        let file = file([url("A_URL", 1), url("B_URL", 1), secret("PASSWORD", 1)]);
        assert_eq!(
            lines(judge_reuse(&file, &PAIRS, &[])),
            ["pass /etc/app.env"]
        );
    }

    #[test]
    fn a_third_secret_is_not_covered_by_an_allowed_pair() {
        let file = file([url("A_URL", 1), secret("PASSWORD", 1), secret("TOKEN", 1)]);
        assert_eq!(
            lines(judge_reuse(&file, &PAIRS, &[])),
            ["fail /etc/app.env#A_URL.password+PASSWORD+TOKEN"]
        );
    }

    #[test]
    fn a_reference_is_no_copy() {
        let reference = env::Key {
            derived_from: vec!["TOKEN".to_owned()],
            ..secret("OTHER_TOKEN", 1)
        };
        let file = file([secret("TOKEN", 1), reference]);
        assert_eq!(lines(judge_reuse(&file, &[], &[])), ["pass /etc/app.env"]);
    }

    #[test]
    fn one_account_has_one_password() {
        let account = file([secret("POSTGRES_PASSWORD", 1), secret("DB_PASSWORD", 1)]);
        assert_eq!(
            lines(judge_reuse(&account, &[], &[])),
            ["pass /etc/app.env"]
        );
        let two = file([
            secret("POSTGRES_PASSWORD", 1),
            secret("DB_PASSWORD", 1),
            secret("REDIS_PASSWORD", 1),
        ]);
        assert_eq!(
            lines(judge_reuse(&two, &[], &[])),
            ["fail /etc/app.env#DB_PASSWORD+POSTGRES_PASSWORD+REDIS_PASSWORD"]
        );
    }

    #[test]
    fn values_that_are_no_secrets_may_repeat() {
        let mut mode = key("EMAIL_MODE");
        mode.equality = Some(1);
        let file = file([mode, secret("TOKEN", 1)]);
        assert_eq!(lines(judge_reuse(&file, &[], &[])), ["pass /etc/app.env"]);
    }
}
