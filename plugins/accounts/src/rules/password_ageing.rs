//! `accounts/password-ageing`

use muster_sdk::accounts::{self, AccountDefaults, Password};
use muster_sdk::{Finding, NotEvaluated, Outcome, applicable, clock};

use crate::commands;
use crate::passwords::{ACCOUNTS, subject, unknown};

muster_sdk::parameters! {
    struct Parameters {
        /// What is limited: `maximum`, `minimum`, `warning` or `inactive`, as `chage` calls them, or `age`: the days
        /// since the password was changed, negative if that is in the future.
        #[form(Words(&["maximum", "minimum", "warning", "inactive", "age"]))]
        field: String = "maximum",
        /// Days that it may be at most; -1 for any.
        at_most: i64 = 365,
        /// Days that it must be at least; -1 for any.
        #[up_to(at_most)]
        at_least: i64 = -1,
    }
}

muster_sdk::rule! {
    id: "accounts/password-ageing",
    severity: Low,
    precision: VeryHigh,
    tags: ["accounts", "passwords"],
    documentation: "password_ageing.md",
    parameters: Parameters,
    check: check,
}

/// A field with where it is.
struct Field {
    name: &'static str,
    of_password: fn(&Password) -> Option<i64>,
    /// Whether nothing stands for no limit; else it stands for 0.
    is_limit: bool,
    /// None for what no one sets: it happens.
    setting: Option<Setting>,
}

/// How to set a field.
struct Setting {
    /// The option of chage(1).
    option: &'static str,
    /// The key for new accounts.
    default: &'static str,
    of_defaults: fn(&AccountDefaults) -> Option<i64>,
}

const FIELDS: [Field; 5] = [
    Field {
        name: "maximum",
        of_password: |password| password.maximum,
        is_limit: true,
        setting: Some(Setting {
            option: "--maxdays",
            default: "PASS_MAX_DAYS",
            of_defaults: |defaults| defaults.maximum,
        }),
    },
    Field {
        name: "minimum",
        of_password: |password| password.minimum,
        is_limit: false,
        setting: Some(Setting {
            option: "--mindays",
            default: "PASS_MIN_DAYS",
            of_defaults: |defaults| defaults.minimum,
        }),
    },
    Field {
        name: "warning",
        of_password: |password| password.warning,
        is_limit: false,
        setting: Some(Setting {
            option: "--warndays",
            default: "PASS_WARN_AGE",
            of_defaults: |defaults| defaults.warning,
        }),
    },
    Field {
        name: "inactive",
        of_password: |password| password.inactive,
        is_limit: true,
        setting: Some(Setting {
            option: "--inactive",
            default: "INACTIVE",
            of_defaults: |defaults| defaults.inactive,
        }),
    },
    Field {
        name: "age",
        of_password: |password| password.age,
        is_limit: false,
        setting: None,
    },
];

fn check(parameters: Parameters) -> Outcome {
    let field = FIELDS.iter().find(|field| field.name == parameters.field);
    let Some(field) = field else {
        let reason = format!("parameter `field`: '{}' is not a field", parameters.field);
        return Err(NotEvaluated::because(reason));
    };
    if field.setting.is_none() {
        // Days are counted until today, which an image does not know.
        applicable(ACCOUNTS, clock::now())?;
    }
    let passwords = accounts::passwords()?;
    let wanted = wanted(&parameters);
    let mut findings = Vec::new();
    // Nobody is asked to change a password that nobody can use.
    let is_hashed = |password: &&Password| password.state == Password::STATE_HASHED;
    for password in passwords.iter().filter(is_hashed) {
        let days = (field.of_password)(password);
        let name = &password.account;
        let finding = if fits(field, days, &parameters) {
            Finding::pass(
                subject(name),
                format!(
                    "The {} of {name}'s password is {}.",
                    field.name,
                    shown(days)
                ),
            )
        } else {
            let wanted_days = if parameters.at_most >= 0 {
                parameters.at_most
            } else {
                parameters.at_least
            };
            Finding::fail(
                subject(name),
                format!(
                    "The {} of {name}'s password is {}, not {wanted}.",
                    field.name,
                    shown(days)
                ),
            )
            .fix(match &field.setting {
                Some(setting) => format!(
                    "Run `{}`",
                    commands::change_age(setting.option, wanted_days, name)
                ),
                None => format!(
                    "See that the clock is right, then run `{}`",
                    commands::set_password(name)
                ),
            })
        };
        findings.push(
            finding
                .observed(shown(days))
                .required(&*wanted)
                .of_file(password.source.name.clone())
                .at(password.source.clone(), "sets it"),
        );
    }
    findings.extend(unknown(&passwords, "how old the password may be"));
    if findings.is_empty() {
        let reason = "No account has a password that can be used.";
        return Ok(vec![Finding::not_applicable(ACCOUNTS, reason)]);
    }
    if let Some(setting) = &field.setting {
        let defaults = accounts::defaults()?;
        findings.push(default(field, setting, &defaults, &parameters, &wanted));
    }
    Ok(findings)
}

/// What new accounts get.
fn default(
    field: &Field,
    setting: &Setting,
    defaults: &AccountDefaults,
    parameters: &Parameters,
    wanted: &str,
) -> Finding {
    let days = (setting.of_defaults)(defaults);
    let subject = format!("default/{}", field.name);
    let file = match field.name {
        "inactive" => "/etc/default/useradd",
        _ => "/etc/login.defs",
    };
    let finding = if fits(field, days, parameters) {
        Finding::pass(
            subject,
            format!("New accounts have the {} {}.", field.name, shown(days)),
        )
    } else {
        Finding::fail(
            subject,
            format!(
                "New accounts have the {} {}, not {wanted}.",
                field.name,
                shown(days)
            ),
        )
        .fix(format!("Set `{}` in {file}", setting.default))
    };
    finding.observed(shown(days)).required(wanted).of_file(file)
}

fn fits(field: &Field, days: Option<i64>, parameters: &Parameters) -> bool {
    let Some(days) = days.or((!field.is_limit).then_some(0)) else {
        return parameters.at_most < 0;
    };
    (parameters.at_most < 0 || days <= parameters.at_most) && days >= parameters.at_least
}

fn shown(days: Option<i64>) -> String {
    match days {
        Some(1) => "1 day".to_owned(),
        Some(days) => format!("{days} days"),
        None => "not set".to_owned(),
    }
}

fn wanted(parameters: &Parameters) -> String {
    match (parameters.at_least, parameters.at_most) {
        (..0, ..0) => "any".to_owned(),
        (..0, most) => format!("at most {most} days"),
        (least, ..0) => format!("at least {least} days"),
        (least, most) => format!("{least} to {most} days"),
    }
}
