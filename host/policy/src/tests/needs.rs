//! What the parameters of a rule have to say, and what they may look like.

use std::collections::BTreeMap;
use std::sync::Arc;

use muster_outcomes::{Form, ParameterValue, Request, RuleDescriptor};

use super::{load_with, rule, shown, texts};

/// A rule as `config/value` is one, and one as `software/absent`.
fn templates() -> Vec<Arc<RuleDescriptor>> {
    let empty = || ParameterValue::Text(String::new());
    let mut value = rule(
        "config/value",
        &[],
        &[
            ("setting", empty()),
            ("allowed", texts(&[])),
            ("at-most", empty()),
            ("explicit", ParameterValue::Boolean(false)),
            ("days", ParameterValue::Integer(7)),
        ],
    );
    let mut absent = rule(
        "software/absent",
        &[],
        &[
            ("units", texts(&[])),
            ("tolerate", ParameterValue::Text("none".to_owned())),
        ],
    );
    let mut keyword = rule(
        "ssh/setting",
        &[],
        &[
            ("keyword", empty()),
            ("any-of", texts(&[])),
            ("allowed", texts(&["yes"])),
            ("none-of", texts(&[])),
            ("at-least", empty()),
            ("at-most", empty()),
            ("days", ParameterValue::Integer(30)),
            ("most-days", ParameterValue::Integer(-1)),
            ("when", ParameterValue::TextsMap(BTreeMap::new())),
        ],
    );
    for parameter in &mut Arc::make_mut(&mut keyword).parameters {
        let name = |name: &str| vec![name.to_owned()];
        match parameter.name.as_str() {
            "any-of" => parameter.excludes = vec!["keyword".to_owned(), "allowed".to_owned()],
            "allowed" => parameter.apart_from = name("none-of"),
            "at-least" => parameter.up_to = name("at-most"),
            "days" => parameter.up_to = name("most-days"),
            "when" => parameter.names = vec![Form::Condition],
            _ => {}
        }
    }
    let (of_value, of_absent) = (Arc::make_mut(&mut value), Arc::make_mut(&mut absent));
    let parameters = of_value.parameters.iter_mut();
    for parameter in parameters.chain(&mut of_absent.parameters) {
        let (needed, forms): (&[&str], Vec<Form>) = match parameter.name.as_str() {
            "setting" => (&["setting"], Vec::new()),
            "at-most" => (&["limit"], vec![Form::Number]),
            "allowed" | "explicit" => (&["limit"], Vec::new()),
            "units" => (&["software"], Vec::new()),
            "days" => (&[], vec![Form::Range(1, 365)]),
            _ => (
                &[],
                vec![Form::Words(vec!["none".to_owned(), "disabled".to_owned()])],
            ),
        };
        parameter.needed = needed.iter().map(|word| (*word).to_owned()).collect();
        parameter.forms = forms;
        if parameter.name == "setting" {
            parameter.requests = Some(Request::Setting);
        }
        if parameter.name == "tolerate" {
            parameter.requires = vec!["units".to_owned()];
        }
    }
    vec![value, absent, keyword]
}

/// What is said of a rule that a policy makes of a template with these parameters; nothing where it is fine.
fn said(used: &str, parameters: &str) -> String {
    said_of(&format!(
        "enable = [\"acme/*\"]\n[rules.\"acme/x\"]\nuse = \"{used}\"\ntitle = \"X\"\n{parameters}"
    ))
}

fn said_of(text: &str) -> String {
    let pack = load_with(text, &[]).unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    match pack.validate(&pack.rules(templates()), &[]) {
        Ok(_) => String::new(),
        Err(problems) => shown(&problems),
    }
}

#[test]
fn a_rule_that_is_told_nothing_is_refused() {
    insta::assert_snapshot!(said("config/value", ""));
}

#[test]
fn what_is_told_in_one_of_several_ways_is_enough() {
    for parameters in ["allowed = [\"a\"]", "at-most = \"5\"", "explicit = true"] {
        let told = format!("parameters = {{ setting = \"a/b\", {parameters} }}\n");
        assert_eq!(said("config/value", &told), "");
    }
    // Said, and empty: the line that says so is shown.
    let empty = "parameters = { setting = \"a/b\", allowed = [], explicit = false }\n";
    insta::assert_snapshot!(said("config/value", empty));
}

#[test]
fn a_parameter_about_another_needs_it() {
    let alone = "parameters = { tolerate = \"disabled\" }\n";
    insta::assert_snapshot!(said("software/absent", alone));
    let both = "parameters = { tolerate = \"disabled\", units = [\"x\"] }\n";
    assert_eq!(said("software/absent", both), "");
    // So does that of the plugin's own rule.
    let own = "enable = [\"software/absent\"]\n[rules.\"software/absent\"]\n";
    assert!(said_of(&format!("{own}{alone}")).contains("which is empty"));
}

#[test]
fn parameters_that_contradict_each_other_are_refused() {
    let said =
        |parameters: &str| said("ssh/setting", &format!("parameters = {{ {parameters} }}\n"));
    insta::assert_snapshot!(said("keyword = \"MaxSessions\", any-of = [\"AllowUsers\"]"));
    insta::assert_snapshot!(said("at-least = \"10:30\", at-most = \"20:20\""));
    insta::assert_snapshot!(said("allowed = [\"no\", \"local\"], none-of = [\"LOCAL\"]"));
    assert!(said("days = 9, most-days = 8").contains("is more than"));
    // The default counts as well.
    assert!(said("most-days = 8").contains("is more than"));
    assert!(said("none-of = [\"yes\"]").contains("is in `allowed` and in `none-of`"));
    for fine in [
        "any-of = [\"AllowUsers\"], allowed = []",
        "keyword = \"\", any-of = [\"AllowUsers\"]",
        "at-least = \"10\", at-most = \"10\"",
        "at-least = \"10\"",
        "at-least = \"10\", at-most = \"9:9\"",
        "days = 9",
        "allowed = [\"no\"], none-of = [\"yes\"]",
    ] {
        assert_eq!(said(fine), "", "{fine}");
    }
}

#[test]
fn a_name_in_a_table_that_does_not_fit_is_refused_at_its_line() {
    insta::assert_snapshot!(said(
        "ssh/setting",
        "[rules.\"acme/x\".parameters.when]\n\"MODE=smtp\" = [\"A\"]\n\"MODE=\" = [\"B\"]\n"
    ));
}

#[test]
fn a_value_that_does_not_fit_is_shown_with_what_does() {
    let wrong =
        "[rules.\"acme/x\".parameters]\nsetting = \"journald\"\nat-most = \"ten\"\ndays = 0\n";
    insta::assert_snapshot!(said("config/value", wrong));
    let misspelt = "parameters = { units = [\"x\"], tolerate = \"disabld\" }\n";
    insta::assert_snapshot!(said("software/absent", misspelt));
    let other_type = "parameters = { setting = \"a/b\", at-most = 10 }\n";
    insta::assert_snapshot!(said("config/value", other_type));
}

/// `enable = ["*"]` is no request for each rule, and a pack may offer what another one completes.
#[test]
fn only_what_is_made_and_enabled_has_to_be_told() {
    assert_eq!(said_of("enable = [\"*\"]\n"), "");
    assert_eq!(
        said_of(
            "enable = [\"software/absent\"]\ndisable = [\"acme/*\"]\n\
             [rules.\"acme/x\"]\nuse = \"config/value\"\ntitle = \"X\"\n"
        ),
        ""
    );
}

#[test]
fn a_misspelt_parameter_is_told_alone() {
    let misspelt = "parameters = { settng = \"a/b\", explicit = true }\n";
    let said = said("config/value", misspelt);
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
}
