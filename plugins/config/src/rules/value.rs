//! `config/value`

use muster_sdk::settings::{self, ConfiguredSetting};
use muster_sdk::{Distribution, FactError, Finding, NotEvaluated, Outcome, applicable, units};

use crate::wanted::Wanted;

muster_sdk::parameters! {
    struct Parameters {
        /// The setting: the program, the section where its file has some, and the key, such as
        /// `journald/Journal/Storage`, `login.defs/ENCRYPT_METHOD` or `limits/hard/core`.
        #[requests(Setting)]
        #[needed(setting)]
        setting: String = "",
        /// Values that are allowed, in capitals or not; `*` stands for any text. Switches are `yes` or `no`.
        #[needed(limit)]
        #[apart_from(none_of)]
        allowed: Vec<String> = [],
        /// Values that are not allowed, in whole or as one of several words.
        #[needed(limit)]
        none_of: Vec<String> = [],
        /// The least that a number may be; sizes are bytes, and times seconds. Empty for any.
        #[needed(limit)]
        #[up_to(at_most)]
        #[form(Number)]
        at_least: String = "",
        /// The most that a number may be; empty for any.
        #[needed(limit)]
        #[form(Number)]
        at_most: String = "",
        /// Whether a line has to set it, even where the program does the same without.
        #[needed(limit)]
        explicit: bool = false,
        /// Units that the rule makes way for: where one runs or comes up at boot, it is not applicable.
        unless: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "config/value",
    severity: Low,
    precision: High,
    tags: ["configuration"],
    documentation: "value.md",
    parameters: Parameters,
    check: check,
}

/// The files that dconf's databases are compiled from.
const DCONF: &str = "/etc/dconf/db/";

fn check(parameters: Parameters) -> Outcome {
    let name = parameters.setting.as_str();
    if name.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "config",
            "The policy names no setting for this rule.",
        )]);
    }
    let wanted = Wanted::of(
        &parameters.allowed,
        &parameters.none_of,
        &parameters.at_least,
        &parameters.at_most,
    )?;
    if wanted.in_words().is_empty() && !parameters.explicit {
        return Err(NotEvaluated::because(format!(
            "the policy does not say what {name} must be"
        )));
    }
    let setting = applicable(name, settings::configured(name))?;
    if let Some(reason) = makes_way(&parameters.unless)? {
        return Ok(vec![Finding::not_applicable(name, reason)]);
    }
    let mut findings =
        vec![judge(name, &setting, &wanted, parameters.explicit)?.of_file(&setting.file)];
    for exception in &setting.exceptions {
        let subject = format!("{name}/{}", exception.who);
        if findings.iter().any(|known| known.subject() == subject) {
            continue;
        }
        // Of several lines the last counts.
        let mut same = setting.exceptions.iter();
        let Some(last) = same.rfind(|one| one.who == exception.who) else {
            continue;
        };
        let key = key(name);
        let Some(value) = &last.value else {
            let reason = format!("what {key} is for {} is not understood", last.who);
            findings.push(Finding::error(subject, reason).at(last.source.clone(), "sets it"));
            continue;
        };
        if !wanted.holds(value)? {
            findings.push(
                Finding::fail(
                    subject,
                    format!(
                        "{key} is `{value}` for {}, not {}.",
                        last.who,
                        required(&wanted, false)
                    ),
                )
                .observed(value)
                .required(required(&wanted, false))
                .at(last.source.clone(), "sets it")
                .fix(format!("Take the line out of {}", last.source.location())),
            );
        }
    }
    Ok(findings)
}

/// Why the rule is not about this host; none where it is.
fn makes_way(names: &[String]) -> Result<Option<String>, NotEvaluated> {
    for name in names {
        let unit = match units::find_unit(name) {
            Ok(Some(unit)) => unit,
            Ok(None) | Err(FactError::Unsupported(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        if unit.in_use() == Some(true) {
            return Ok(Some(format!("{} is in use here.", unit.name)));
        }
    }
    Ok(None)
}

/// The key alone, as sentences name it.
fn key(name: &str) -> &str {
    // What is in a key of apt is no section.
    name.rsplit('/').next().unwrap_or(name)
}

fn required(wanted: &Wanted<'_>, explicit: bool) -> String {
    let words = wanted.in_words();
    match (words.as_str(), explicit) {
        ("", _) => "set by a line".to_owned(),
        (_, true) => format!("{words}, set by a line"),
        (_, false) => words,
    }
}

fn judge(
    name: &str,
    setting: &ConfiguredSetting,
    wanted: &Wanted<'_>,
    explicit: bool,
) -> Result<Finding, NotEvaluated> {
    let key = key(name);
    let (value, by) = match &setting.effective {
        Some(line) => match &line.value {
            Some(value) => (Some(value), ""),
            None => {
                return Ok(Finding::error(
                    name,
                    format!("the value of {key} is not understood, or not shown"),
                )
                .at(line.source.clone(), "sets it"));
            }
        },
        None => (setting.default.as_ref(), " by default"),
    };
    let is_missing = explicit && setting.effective.is_none();
    let required = required(wanted, explicit);
    let finding = match value {
        Some(value) if !is_missing && wanted.holds(value)? => {
            Finding::pass(name, format!("{key} is `{value}`{by}.")).observed(value)
        }
        Some(value) => Finding::fail(
            name,
            if is_missing {
                format!("No line sets {key}, which is `{value}` by default.")
            } else {
                format!("{key} is `{value}`{by}, not {required}.")
            },
        )
        .observed(if is_missing {
            "not set"
        } else {
            value.as_str()
        })
        .fix(advice(setting, wanted)),
        None => Finding::fail(name, format!("No line sets {key}."))
            .observed("not set")
            .fix(advice(setting, wanted)),
    };
    let mut finding = finding.required(required);
    if let Some(line) = &setting.effective {
        finding = finding.at(line.source.clone(), "sets it");
    }
    for line in &setting.shadowed {
        finding = finding.at(line.source.clone(), "does not count");
    }
    Ok(finding)
}

/// How to set it, as somebody would type it.
fn advice(setting: &ConfiguredSetting, wanted: &Wanted<'_>) -> String {
    let value = wanted.remedy();
    let line = setting.line.replace('…', value.as_deref().unwrap_or("…"));
    // The administrator's own line, where that is the one that counts.
    let own = setting
        .effective
        .as_ref()
        .filter(|one| one.source.name.starts_with("/etc/") && one.source.line.is_some());
    let change = match own {
        Some(one) => format!("In {} write `{line}`", one.source.location()),
        None => {
            let above = match &setting.heading {
                Some(heading) => format!(" below `{heading}`"),
                None => String::new(),
            };
            format!("Write `{line}`{above} in {}", setting.file)
        }
    };
    let then = match &setting.service {
        Some(service) => Distribution::of_host().restart(service),
        None if setting.file.starts_with(DCONF) => "dconf update".to_owned(),
        None => return change,
    };
    format!("{change}, then run `{then}`")
}
