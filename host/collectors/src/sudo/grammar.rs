//! What a line of sudoers(5) says. Pure.

use muster_facts::sudoers::{DefaultSetting, Rule};

use super::command::{command, commands, is_alias, without_backslashes};
use super::scanner::Scanner;
use super::statement::{
    Alias, Allowed, Item, Kind, Members, Privilege, Scope, Setting, Specification, Statement,
};

const ALIASES: [(&str, Kind); 5] = [
    ("User_Alias", Kind::Users),
    ("Runas_Alias", Kind::Targets),
    ("Host_Alias", Kind::Hosts),
    ("Cmnd_Alias", Kind::Commands),
    ("Cmd_Alias", Kind::Commands),
];

/// Words before a command that a `:` follows.
const TAGS: [&str; 18] = [
    "EXEC",
    "NOEXEC",
    "FOLLOW",
    "NOFOLLOW",
    "LOG_INPUT",
    "NOLOG_INPUT",
    "LOG_OUTPUT",
    "NOLOG_OUTPUT",
    "MAIL",
    "NOMAIL",
    "INTERCEPT",
    "NOINTERCEPT",
    "PASSWD",
    "NOPASSWD",
    "SETENV",
    "NOSETENV",
    "LOG",
    "NOLOG",
];

/// Words before a command that have a value.
const OPTIONS: [&str; 10] = [
    "APPARMOR_PROFILE",
    "CHROOT",
    "CWD",
    "LIMITPRIVS",
    "NOTAFTER",
    "NOTBEFORE",
    "PRIVS",
    "ROLE",
    "TIMEOUT",
    "TYPE",
];

/// Reads a line; an error says what was expected, and nothing of the line.
pub(super) fn statement(line: &str) -> Result<Statement, &'static str> {
    if let Some(include) = include(line) {
        return include;
    }
    let mut rest = Scanner::new(line);
    let word = rest.name();
    if let Some((name, kind)) = ALIASES.iter().find(|(name, _)| *name == word) {
        rest.pass(name);
        return aliases(*kind, rest);
    }
    if let Some(settings) = line.strip_prefix("Defaults").filter(|_| word == "Defaults") {
        return defaults(settings);
    }
    specification(rest).map(Statement::Specification)
}

fn include(line: &str) -> Option<Result<Statement, &'static str>> {
    let rest = line.strip_prefix(['@', '#'])?.strip_prefix("include")?;
    let (is_directory, rest) = match rest.strip_prefix("dir") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    if !rest.starts_with([' ', '\t', '"', '/']) {
        return None;
    }
    let mut rest = Scanner::new(rest);
    let path = rest.value().filter(|_| rest.is_empty());
    Some(path.map_or(Err("the path of a file"), |path| {
        Ok(Statement::Include { path, is_directory })
    }))
}

fn aliases(kind: Kind, mut rest: Scanner<'_>) -> Result<Statement, &'static str> {
    let mut found = Vec::new();
    loop {
        let name = rest.word().ok_or("the name of an alias")?;
        if !is_alias(&name) || !rest.take('=') {
            return Err("the name of an alias in capital letters, and `=`");
        }
        let members = match kind {
            Kind::Commands => Members::Commands(commands(&mut rest)?),
            Kind::Users | Kind::Targets | Kind::Hosts => Members::Names(names(&mut rest)?),
        };
        found.push(Alias { name, members });
        if !rest.take(':') {
            break;
        }
    }
    ended(&mut rest).map(|()| Statement::Aliases(kind, found))
}

fn ended(rest: &mut Scanner<'_>) -> Result<(), &'static str> {
    if rest.is_empty() {
        Ok(())
    } else {
        Err("the end of the line")
    }
}

fn names(rest: &mut Scanner<'_>) -> Result<Vec<Item<String>>, &'static str> {
    let mut found = Vec::new();
    loop {
        let negated = rest.negation();
        let value = name(rest).ok_or("a name")?;
        found.push(Item { negated, value });
        if !rest.take(',') {
            return Ok(found);
        }
    }
}

/// A name of a list; addresses have colons, and so have groups of other sources.
fn name(rest: &mut Scanner<'_>) -> Option<String> {
    if rest.rest().starts_with("%:") {
        rest.take('%');
        rest.take(':');
        return rest.word().map(|word| format!("%:{word}"));
    }
    let start = rest.rest();
    let end = start
        .find([' ', '\t', ',', '=', '(', ')'])
        .unwrap_or(start.len());
    let word = start.get(..end)?;
    let address = word.split('/').next().unwrap_or_default();
    if word.matches(':').count() > 1 && address.parse::<std::net::Ipv6Addr>().is_ok() {
        rest.pass(word);
        return Some(word.to_owned());
    }
    rest.word()
}

/// What follows `Defaults`. A sign binds the settings to somebody where no blank is before it; else it is
/// the option's.
fn defaults(text: &str) -> Result<Statement, &'static str> {
    let scopes = [
        (':', DefaultSetting::SCOPE_USER),
        ('@', DefaultSetting::SCOPE_HOST),
        ('>', DefaultSetting::SCOPE_RUNAS),
        ('!', DefaultSetting::SCOPE_COMMAND),
    ];
    let mut rest = Scanner::new(text);
    let mut scope = Scope {
        kind: DefaultSetting::SCOPE_ALL,
        names: Vec::new(),
    };
    if let Some((sign, kind)) = scopes.iter().find(|(sign, _)| text.starts_with(*sign)) {
        rest.take(*sign);
        scope.kind = kind;
        scope.names = match *kind {
            DefaultSetting::SCOPE_COMMAND => bound_commands(&mut rest)?,
            _ => names(&mut rest)?,
        };
    }
    let mut settings = Vec::new();
    loop {
        settings.push(setting(&mut rest)?);
        if !rest.take(',') {
            break;
        }
    }
    ended(&mut rest).map(|()| Statement::Defaults(scope, settings))
}

/// Commands that settings are bound to have no arguments.
fn bound_commands(rest: &mut Scanner<'_>) -> Result<Vec<Item<String>>, &'static str> {
    let mut found = Vec::new();
    loop {
        let negated = rest.negation();
        let value = if rest.is_next('/') {
            without_backslashes(&rest.path())
        } else {
            rest.word().ok_or("a command")?
        };
        found.push(Item { negated, value });
        if !rest.take(',') {
            return Ok(found);
        }
    }
}

fn setting(rest: &mut Scanner<'_>) -> Result<Setting, &'static str> {
    let negated = rest.negation();
    let option = rest.name().to_owned();
    if option.is_empty() {
        return Err("the name of a setting");
    }
    rest.pass(&option);
    let operator = if rest.take('+') {
        DefaultSetting::OPERATOR_ADD
    } else if rest.take('-') {
        DefaultSetting::OPERATOR_REMOVE
    } else {
        DefaultSetting::OPERATOR_SET
    };
    let has_value = rest.take('=');
    if !has_value && operator != DefaultSetting::OPERATOR_SET {
        return Err("`=`");
    }
    if negated && has_value {
        return Err("no value behind a `!`");
    }
    let value = if has_value {
        rest.value().ok_or("the value of a setting")?
    } else {
        (!negated).to_string()
    };
    Ok(Setting {
        option,
        operator,
        value,
    })
}

fn specification(mut rest: Scanner<'_>) -> Result<Specification, &'static str> {
    let users = names(&mut rest)?;
    let mut privileges = Vec::new();
    loop {
        let hosts = names(&mut rest)?;
        if !rest.take('=') {
            return Err("`=`");
        }
        let commands = allowed(&mut rest)?;
        privileges.push(Privilege { hosts, commands });
        if !rest.take(':') {
            break;
        }
    }
    ended(&mut rest)?;
    Ok(Specification { users, privileges })
}

/// Commands with whom to act as and what is asked for, both of which hold until something else is said.
fn allowed(rest: &mut Scanner<'_>) -> Result<Vec<Allowed>, &'static str> {
    let mut found = Vec::new();
    let mut as_whom = None;
    let mut password = Rule::PASSWORD_DEFAULT;
    loop {
        if rest.take('(') {
            as_whom = Some(targets(rest)?);
        }
        loop {
            let word = rest.name();
            let mut behind = *rest;
            behind.pass(word);
            if TAGS.contains(&word) && behind.take(':') {
                *rest = behind;
                match word {
                    "PASSWD" => password = Rule::PASSWORD_ASKED,
                    "NOPASSWD" => password = Rule::PASSWORD_NOT_ASKED,
                    _ => {}
                }
            } else if OPTIONS.contains(&word) && behind.take('=') {
                *rest = behind;
                rest.value().ok_or("the value of an option")?;
            } else {
                break;
            }
        }
        let negated = rest.negation();
        let value = command(rest)?;
        found.push(Allowed {
            targets: as_whom.clone(),
            password,
            command: Item { negated, value },
        });
        if !rest.take(',') {
            return Ok(found);
        }
    }
}

/// Accounts and groups to act as, behind a `(`. Without an account, one stays who one is.
fn targets(rest: &mut Scanner<'_>) -> Result<Vec<Item<String>>, &'static str> {
    let mut found = Vec::new();
    if !rest.is_next(':') && !rest.is_next(')') {
        found = names(rest)?;
    }
    if rest.take(':') && !rest.is_next(')') {
        names(rest)?;
    }
    if rest.take(')') {
        Ok(found)
    } else {
        Err("`)`")
    }
}
