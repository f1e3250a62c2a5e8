//! `sudo/default`

use muster_sdk::sudoers::{self, DefaultSetting, Program};
use muster_sdk::{ByName, Finding, NotEvaluated, Outcome};

use crate::advice::edit_file;
use crate::check::SUBJECT;
use crate::gaps::gaps;
use crate::settings::{binds_somebody, of_all, replaces, written_scope};

muster_sdk::parameters! {
    struct Parameters {
        /// The setting, as sudoers(5) names it.
        #[needed(option)]
        option: String = "use_pty",
        /// Values that are allowed; of switches `true` or `false`. Without any, it only has to be set.
        allowed: Vec<String> = ["true"],
        /// What a number is at most; -1 for any. A negative number stands forever.
        #[excludes(allowed)]
        at_most: i64 = -1,
        /// What holds where nothing is set; empty where that is not enough.
        default: String = "",
    }
}

muster_sdk::rule! {
    id: "sudo/default",
    severity: Low,
    precision: High,
    tags: ["sudo"],
    documentation: "default.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let programs = sudoers::programs()?;
    let option = &parameters.option;
    let subject = format!("{SUBJECT}/{option}");
    let Some(program) = programs
        .iter()
        .find(|program| program.kind != Program::KIND_DOAS)
    else {
        return Ok(vec![Finding::not_applicable(
            subject,
            "sudo is not installed.",
        )]);
    };
    let gaps = gaps(&format!("how {option} is set"))?;
    if !gaps.is_empty() {
        // A later line may set it otherwise.
        return Ok(gaps);
    }
    let settings = sudoers::default_settings()?;
    let set = of_all(&settings, option);
    let value = match set {
        Some(setting) => Some(shown(setting)?),
        None => Some(parameters.default.clone()).filter(|default| !default.is_empty()),
    };
    let required = required(&parameters);
    let observed = value.clone().unwrap_or_else(|| "not set".to_owned());
    let is_set = value.is_some();
    let finding = if value.is_some_and(|value| fits(&value, &parameters)) {
        Finding::pass(
            subject,
            format!("The sudo setting {option} is `{observed}`."),
        )
    } else {
        let message = if is_set {
            format!("The sudo setting {option} is `{observed}`, not {required}.")
        } else if parameters.allowed.is_empty() && parameters.at_most < 0 {
            format!("The sudo setting {option} is not set.")
        } else {
            format!("The sudo setting {option} is not set, so it is not {required}.")
        };
        Finding::fail(subject, message).fix(advice(set, &parameters))
    };
    let file = set.map_or(&program.policy, |setting| &setting.source.name);
    let mut findings = vec![
        finding
            .observed(observed)
            .required(required)
            .of_file(file)
            .at_if(set.map(|setting| setting.source.clone()), "sets it"),
    ];
    findings.extend(of_some(&settings, &parameters));
    Ok(findings)
}

/// One finding for each line that sets it otherwise for some accounts, hosts, targets or commands.
fn of_some(settings: &[DefaultSetting], parameters: &Parameters) -> Vec<Finding> {
    let option = &parameters.option;
    let mut findings = ByName::default();
    for (at, setting) in settings.iter().enumerate() {
        let later = settings.get(at + 1..).unwrap_or_default();
        let is_replaced = later.iter().any(|later| replaces(later, setting));
        if setting.name != *option || is_replaced || !binds_somebody(setting) {
            continue;
        }
        let scope = written_scope(setting);
        let subject = format!("{SUBJECT}/{option}/{scope}");
        let finding = match setting.value.as_deref() {
            Some(value) if fits(value, parameters) => continue,
            Some(value) => Finding::fail(
                &subject,
                format!(
                    "The sudo setting {option} is `{value}` for `{scope}`, not {}.",
                    required(parameters)
                ),
            )
            .observed(value)
            .fix(format!(
                "Run `{}`, and take {option} out of the line `{scope}`",
                edit_file(&setting.source.name)
            )),
            None => Finding::error(
                &subject,
                format!(
                    "The value of {option} for `{scope}` is not shown, as it may be confidential."
                ),
            ),
        };
        findings.get_or_insert_with(subject, || {
            finding
                .required(required(parameters))
                .of_file(&setting.source.name)
                .at(setting.source.clone(), "sets it")
        });
    }
    findings.into_values()
}

fn shown(setting: &DefaultSetting) -> Result<String, NotEvaluated> {
    setting.value.clone().ok_or_else(|| {
        NotEvaluated::because(format!(
            "the value of {} is not shown, as it may be confidential",
            setting.name
        ))
    })
}

fn fits(value: &str, parameters: &Parameters) -> bool {
    if parameters.at_most >= 0 {
        // Minutes may have a fraction.
        let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
        let has_fraction = fraction.bytes().any(|digit| digit != b'0');
        let number = whole.parse::<i64>().ok();
        let rounded = number.and_then(|number| number.checked_add(i64::from(has_fraction)));
        let is_negative = value.starts_with('-');
        return !is_negative && rounded.is_some_and(|number| number <= parameters.at_most);
    }
    if parameters.allowed.is_empty() {
        return value != "false";
    }
    parameters.allowed.iter().any(|allowed| allowed == value)
}

fn required(parameters: &Parameters) -> String {
    if parameters.at_most >= 0 {
        format!("0 to {}", parameters.at_most)
    } else if parameters.allowed.is_empty() {
        "set".to_owned()
    } else {
        parameters.allowed.join(" or ")
    }
}

/// How to set it: where a line sets it already, that one, as it comes after all others.
fn advice(set: Option<&DefaultSetting>, parameters: &Parameters) -> String {
    let line = line(parameters);
    match set {
        Some(setting) => {
            let (name, file) = (&setting.name, &setting.source.name);
            let place = setting.source.location();
            format!(
                "Run `{}`, and write {line} in place of {name} in {place}",
                edit_file(file)
            )
        }
        None => format!("Run `visudo`, and write {line}"),
    }
}

/// The line that sets it as it is to be.
fn line(parameters: &Parameters) -> String {
    let option = &parameters.option;
    match parameters.allowed.first().map(String::as_str) {
        _ if parameters.at_most >= 0 => format!("`Defaults {option}={}`", parameters.at_most),
        Some("true") => format!("`Defaults {option}`"),
        Some("false") => format!("`Defaults !{option}`"),
        Some(value) => format!("`Defaults {option}={value}`"),
        None => format!("a line `Defaults {option}=` with a value"),
    }
}
