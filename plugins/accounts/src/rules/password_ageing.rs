//! `accounts/password-ageing`

use muster_sdk::accounts::{self, AccountDefaults, Password};
use muster_sdk::{Finding, NotEvaluated, Outcome, Source, applicable, clock};

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
    /// What the days mean, as a clause about the password of an account.
    clause: fn(Option<i64>, &str) -> String,
    /// Whether nothing stands for no limit; else it stands for 0.
    is_limit: bool,
    /// None for what no one sets: it happens.
    setting: Option<Setting>,
}

/// How to set a field.
struct Setting {
    /// The option of chage(1).
    option: &'static str,
    /// The file and the beginning of the line for new accounts.
    default: (&'static str, &'static str),
    of_defaults: fn(&AccountDefaults) -> Option<i64>,
}

const LOGIN_DEFS: &str = "/etc/login.defs";

const FIELDS: [Field; 5] = [
    Field {
        name: "maximum",
        of_password: |password| password.maximum,
        clause: maximum_clause,
        is_limit: true,
        setting: Some(Setting {
            option: "--maxdays",
            default: (LOGIN_DEFS, "PASS_MAX_DAYS "),
            of_defaults: |defaults| defaults.maximum,
        }),
    },
    Field {
        name: "minimum",
        of_password: |password| password.minimum,
        clause: minimum_clause,
        is_limit: false,
        setting: Some(Setting {
            option: "--mindays",
            default: (LOGIN_DEFS, "PASS_MIN_DAYS "),
            of_defaults: |defaults| defaults.minimum,
        }),
    },
    Field {
        name: "warning",
        of_password: |password| password.warning,
        clause: warning_clause,
        is_limit: false,
        setting: Some(Setting {
            option: "--warndays",
            default: (LOGIN_DEFS, "PASS_WARN_AGE "),
            of_defaults: |defaults| defaults.warning,
        }),
    },
    Field {
        name: "inactive",
        of_password: |password| password.inactive,
        clause: inactive_clause,
        is_limit: true,
        setting: Some(Setting {
            option: "--inactive",
            default: ("/etc/default/useradd", "INACTIVE="),
            of_defaults: |defaults| defaults.inactive,
        }),
    },
    Field {
        name: "age",
        of_password: |password| password.age,
        clause: age_clause,
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
    let wanted = wanted(&parameters);
    let mut findings = match accounts::passwords() {
        Ok(passwords) => of_accounts(field, &passwords, &parameters, &wanted),
        Err(error) => vec![Finding::error(ACCOUNTS, error.to_string())],
    };
    // The next account gets its limits from there, whether or not one has a password today.
    if let Some(setting) = &field.setting {
        let subject = format!("default/{}", field.name);
        findings.push(match accounts::defaults() {
            Ok(defaults) => {
                of_new_accounts(field, setting, &defaults, subject, &parameters, &wanted)
            }
            Err(error) => Finding::error(subject, error.to_string()),
        });
    }
    Ok(findings)
}

/// What the accounts of today have.
fn of_accounts(
    field: &Field,
    passwords: &[Password],
    parameters: &Parameters,
    wanted: &str,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Nobody is asked to change a password that nobody can use.
    let is_hashed = |password: &&Password| password.state == Password::STATE_HASHED;
    for password in passwords.iter().filter(is_hashed) {
        let days = (field.of_password)(password);
        let name = &password.account;
        let clause = (field.clause)(days, name);
        let finding = if fits(field, days, parameters) {
            Finding::pass(subject(name), format!("{clause}."))
        } else {
            Finding::fail(
                subject(name),
                format!("{clause}; the policy asks for {wanted}."),
            )
            .fix(match &field.setting {
                Some(setting) => format!(
                    "Run `{}`",
                    commands::change_age(setting.option, wanted_days(parameters), name)
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
                .required(wanted)
                .of_file(password.source.name.clone())
                .at(password.source.clone(), "sets it"),
        );
    }
    findings.extend(unknown(passwords, "how old the password may be"));
    if findings.is_empty() {
        let reason = "No account has a password that can be used.";
        findings.push(Finding::not_applicable(ACCOUNTS, reason));
    }
    findings
}

/// What new accounts get.
fn of_new_accounts(
    field: &Field,
    setting: &Setting,
    defaults: &AccountDefaults,
    subject: String,
    parameters: &Parameters,
    wanted: &str,
) -> Finding {
    let days = (setting.of_defaults)(defaults);
    let clause = (field.clause)(days, "a new account");
    let (usual, line) = setting.default;
    let file = if usual == LOGIN_DEFS {
        defaults.source.name.as_str()
    } else {
        usual
    };
    let finding = if fits(field, days, parameters) {
        Finding::pass(subject, format!("{clause}."))
    } else {
        let days = wanted_days(parameters);
        Finding::fail(subject, format!("{clause}; the policy asks for {wanted}."))
            .fix(format!("Set `{line}{days}` in {usual}"))
    };
    finding
        .observed(shown(days))
        .required(wanted)
        .of_file(file)
        .at(
            Source {
                name: file.to_owned(),
                ..defaults.source.clone()
            },
            "sets it for new accounts",
        )
}

/// The days to set, so that they fit.
fn wanted_days(parameters: &Parameters) -> i64 {
    if parameters.at_most >= 0 {
        parameters.at_most
    } else {
        parameters.at_least
    }
}

fn maximum_clause(days: Option<i64>, of: &str) -> String {
    match days {
        Some(_) => format!(
            "The password of {of} has to be changed after {}",
            shown(days)
        ),
        None => format!("The password of {of} never has to be changed"),
    }
}

fn minimum_clause(days: Option<i64>, of: &str) -> String {
    match days {
        Some(1..) => format!("The password of {of} can be changed after {}", shown(days)),
        _ => format!("The password of {of} can be changed at any time"),
    }
}

fn warning_clause(days: Option<i64>, of: &str) -> String {
    match days {
        Some(1..) => format!(
            "A warning comes {} before the password of {of} expires",
            shown(days)
        ),
        _ => format!("No warning comes before the password of {of} expires"),
    }
}

fn inactive_clause(days: Option<i64>, of: &str) -> String {
    match days {
        Some(0) => format!("The password of {of} no longer works once it has expired"),
        Some(_) => format!(
            "The password of {of} works for {} after it has expired",
            shown(days)
        ),
        None => format!("The password of {of} can still be used long after it has expired"),
    }
}

fn age_clause(days: Option<i64>, of: &str) -> String {
    match days {
        Some(..0) => format!("The last change of the password of {of} is dated in the future"),
        Some(_) => format!("The password of {of} was changed {} ago", shown(days)),
        None => format!("Nothing says when the password of {of} was changed"),
    }
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
