//! The passwords of accounts: their state, their method and their days, of `/etc/shadow` or of
//! `/etc/passwd` itself.

use std::collections::HashMap;
use std::path::Path;

use muster_facts::accounts::Password;
use muster_facts::{Fact, FactError, Secret, Source};
use muster_target::{Context, LARGEST_FILE};

use super::hash::said;
use crate::readers::accounts::{PASSWD, User, lines};

const SHADOW: &str = "/etc/shadow";

/// What is in the field of passwd(5) where the password is in shadow(5). The second form is of libraries
/// that let several accounts share a line.
const SHADOWED: &str = "x";
const SHADOWED_AS: &str = "##";

/// What chage(1) sets where nothing is limited.
const NO_LIMIT: i64 = 99_999;

const SECONDS_OF_DAY: i64 = 86_400;

/// A line of shadow(5).
#[derive(Debug)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) password: Secret,
    /// Last change, minimum, maximum, warning, inactive, expires: none where it is empty.
    pub(super) days: [Option<i64>; 6],
    pub(super) number: u32,
}

/// Of two lines of one name the first counts.
pub(super) fn parse(text: &str) -> Vec<Line> {
    let line = |(number, line): (u32, &str)| {
        let mut fields = line.split(':');
        let name = fields.next()?.to_owned();
        let password = Secret::new(fields.next()?);
        let mut day = || {
            let day = fields.next()?.trim().parse().ok()?;
            // shadow's tools write -1 for what is not set.
            (day >= 0).then_some(day)
        };
        Some(Line {
            name,
            password,
            days: [day(), day(), day(), day(), day(), day()],
            number,
        })
    };
    lines(text).filter_map(line).collect()
}

/// One for each of these accounts, which have names of their own.
pub(super) fn passwords(context: &Context<'_>, users: &[&User]) -> Fact<Vec<Password>> {
    // Bytes that are no text are in a line that is nobody's, or in a hash that fits nothing.
    let file = context
        .system
        .read(Path::new(SHADOW), LARGEST_FILE)
        .map(|bytes| parse(&String::from_utf8_lossy(&bytes)))
        .map_err(|error| error.to_string());
    let mut by_name: HashMap<&str, &Line> = HashMap::new();
    for line in file.iter().flatten() {
        context.secrets.register(&line.password);
        by_name.entry(&line.name).or_insert(line);
    }
    let today = context
        .system
        .now()
        .map(|now| now.div_euclid(SECONDS_OF_DAY));
    let mut found = Vec::new();
    for user in users {
        found.push(match pointed_at(user) {
            None => password(context, user, None, today)?,
            Some(name) => match (by_name.get(name), &file) {
                (Some(line), _) => password(context, user, Some(line), today)?,
                (None, Ok(_)) => Password {
                    source: Source::file(SHADOW),
                    ..without_line(user, Password::STATE_SHADOW_MISSING)
                },
                (None, Err(reason)) => Password {
                    reason: Some(reason.clone()),
                    ..without_line(user, Password::STATE_UNKNOWN)
                },
            },
        });
    }
    Ok(found)
}

/// The name of the line of shadow(5) that an account's own line points at.
fn pointed_at(user: &User) -> Option<&str> {
    let field = std::str::from_utf8(user.password.expose()).ok()?;
    if field == SHADOWED {
        return Some(&user.name);
    }
    field.strip_prefix(SHADOWED_AS)
}

fn without_line(user: &User, state: &str) -> Password {
    Password {
        account: user.name.clone(),
        state: state.to_owned(),
        reason: None,
        method: None,
        same_hash: None,
        in_passwd: false,
        age: None,
        must_change: false,
        minimum: None,
        maximum: None,
        warning: None,
        inactive: None,
        expires_in: None,
        source: Source::line(PASSWD, user.line),
    }
}

/// What a line says, or the account's own line where it does not point at one.
fn password(
    context: &Context<'_>,
    user: &User,
    line: Option<&Line>,
    today: Option<i64>,
) -> Fact<Password> {
    let secret = line.map_or(&user.password, |line| &line.password);
    let field = String::from_utf8_lossy(secret.expose());
    let said = said(&field);
    let same_hash = match said.method {
        None => None,
        Some(_) => {
            // A lock before it changes nothing about what it is a hash of.
            let hash = field.trim_start_matches('!');
            let class = context.secrets.class(SHADOW, hash.as_bytes());
            Some(class.map_err(|error| FactError::Failed(error.to_string()))?)
        }
    };
    let [changed, minimum, maximum, warning, inactive, expires] =
        line.map_or([None; 6], |line| line.days);
    let since = |day: i64| today.map(|today| today.saturating_sub(day));
    Ok(Password {
        method: said.method.map(str::to_owned),
        same_hash,
        in_passwd: line.is_none() && said.method.is_some(),
        // Day 0 stands for a change that is due.
        age: changed.filter(|day| *day > 0).and_then(since),
        must_change: changed == Some(0),
        minimum: minimum.filter(|days| *days > 0),
        maximum: maximum.filter(|days| *days < NO_LIMIT),
        warning,
        inactive,
        expires_in: expires.and_then(since).map(i64::saturating_neg),
        source: match line {
            Some(line) => Source::line(SHADOW, line.number),
            None => Source::line(PASSWD, user.line),
        },
        ..without_line(user, said.state)
    })
}
