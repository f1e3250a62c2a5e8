//! What of the configuration must not be shown: values of variables that env would call secret, and
//! all of a command line but its program.

use muster_facts::{REDACTED, Secret, Secrets, sshd};

use super::invocation::Given;
use super::keyword::{self, KEYWORDS, Keyword, Kind};
use super::token;
use super::version::Build;
use crate::command_line;
use crate::env::{Named, has_secret_form, register_value};

/// How the values of a keyword are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As they are.
    Public,
    /// `NAME=value`.
    Variables,
    /// A program with its arguments.
    Command,
    /// A name, and a program with its arguments.
    NamedCommand,
}

/// Names every kind, so that a new one is thought about.
fn form(keyword: &Keyword) -> Form {
    match keyword.kind {
        Kind::Command => Form::Command,
        Kind::Verbatim if keyword.name == "forcecommand" => Form::Command,
        Kind::Subsystem => Form::NamedCommand,
        Kind::Environment => Form::Variables,
        // `VersionAddendum` is told to whoever connects.
        Kind::Verbatim
        | Kind::Choice(_)
        | Kind::Tunnel
        | Kind::Integer
        | Kind::Time
        | Kind::TimeOrNone
        | Kind::Path { .. }
        | Kind::Word
        | Kind::Algorithms(_)
        | Kind::GssKex
        | Kind::Words
        | Kind::KeysFiles
        | Kind::Users
        | Kind::EnvironmentNames
        | Kind::Port
        | Kind::ListenAddress
        | Kind::MaxStartups
        | Kind::PerSourceMaxStartups
        | Kind::NetBlockSize
        | Kind::RekeyLimit
        | Kind::IpQos
        | Kind::Mask
        | Kind::PermitUserEnvironment
        | Kind::PubkeyAuthOptions
        | Kind::AuthenticationMethods
        | Kind::Forwards { .. }
        | Kind::ChannelTimeout
        | Kind::Ignored { .. }
        | Kind::Refused => Form::Public,
    }
}

/// Tells the run what a line holds.
pub(super) fn register(keyword: Option<&Keyword>, rest: &str, secrets: &Secrets) {
    match keyword.map(form) {
        Some(Form::Variables) => {
            let pairs = token::arguments(rest)
                .unwrap_or_else(|_| rest.split_whitespace().map(str::to_owned).collect());
            for (name, value) in pairs.iter().filter_map(|pair| pair.split_once('=')) {
                register_value(name, value, secrets);
                if hides(name, value) {
                    secrets.register(&Secret::new(value));
                }
            }
        }
        Some(Form::Command | Form::NamedCommand) => command_line::register_text(rest, secrets),
        // A keyword that does not exist may be one of these with a slip of the pen.
        None => {
            register(
                KEYWORDS.iter().find(|one| one.name == "setenv"),
                rest,
                secrets,
            );
            command_line::register_text(rest, secrets);
        }
        Some(Form::Public) => command_line::register_text(rest, secrets),
    }
}

/// A line as it may be shown. `text` is all of it.
pub(super) fn line(keyword: Option<&Keyword>, written: &str, rest: &str, text: &str) -> String {
    let written = word(written);
    let shown = match keyword.map(form) {
        Some(Form::Public) => return message(text),
        None => match rest.split_whitespace().collect::<Vec<_>>().as_slice() {
            [] => return message(text),
            [only] if word(only) == *only && !only.contains('=') => return message(text),
            _ => format!("{written} {REDACTED}"),
        },
        Some(Form::Command) => format!("{written} {}", command(rest)),
        Some(Form::NamedCommand | Form::Variables) => match token::arguments(rest) {
            Ok(arguments) if keyword.map(form) == Some(Form::Variables) => {
                let shown: Vec<String> = arguments.iter().map(|pair| variable(pair)).collect();
                format!("{written} {}", shown.join(" "))
            }
            Ok(arguments) => format!("{written} {}", named_command(&arguments.join(" "))),
            Err(_) => format!("{written} {REDACTED}"),
        },
    };
    if shown.contains(REDACTED) {
        token::printable(&shown)
    } else {
        message(text)
    }
}

/// An option of sshd's command line as it may be shown.
pub(super) fn option(given: &Given, build: &Build) -> String {
    let argument = &given.argument;
    let shown = match token::lines(argument).first().map(|line| &line.content) {
        Some(token::Content::Directive { keyword, rest }) if given.letter == 'o' => {
            let known = keyword::find(keyword, build).map(|(known, _)| known);
            line(known, keyword, rest, &token::printable(argument))
        }
        _ => message(&token::printable(argument)),
    };
    format!("-{} {shown}", given.letter).trim_end().to_owned()
}

/// The words of an option for a call that only asks. Every user of the host can see the arguments of
/// a program that runs, so that what must not be shown is left out of them.
pub(super) fn words(given: &Given, build: &Build) -> Vec<String> {
    let shown = option(given, build);
    match shown.split_once(' ') {
        Some((letter, argument)) if argument.contains(REDACTED) => {
            vec![letter.to_owned(), argument.to_owned()]
        }
        _ => given.words(),
    }
}

/// The values of a keyword as they may be shown.
pub(super) fn values(name: &str, values: &[String]) -> Vec<String> {
    let keyword = KEYWORDS.iter().find(|keyword| keyword.name == name);
    let show = |value: &String| match keyword.map(form) {
        Some(Form::Public) => value.clone(),
        Some(Form::Variables) => variable(value),
        Some(Form::Command) => command(value),
        Some(Form::NamedCommand) => named_command(value),
        None => message(value),
    };
    values.iter().map(show).collect()
}

/// A difference to what `sshd -T` prints, as it may be shown.
pub(super) fn disagreement(found: sshd::Disagreement) -> sshd::Disagreement {
    sshd::Disagreement {
        sshd: values(&found.keyword, &found.sshd),
        evaluated: values(&found.keyword, &found.evaluated),
        ..found
    }
}

/// Whether the value of a variable is kept out of facts: by its name or its form, as env judges.
fn hides(name: &str, value: &str) -> bool {
    let named = Named { name, value };
    !value.is_empty() && (named.is_secret() || named.is_confidential())
}

fn variable(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, value)) if hides(name, value) => format!("{name}={REDACTED}"),
        Some(_) => pair.to_owned(),
        None => REDACTED.to_owned(),
    }
}

/// The program of a command line: its first word, up to what a shell takes for something else.
fn command(text: &str) -> String {
    let text = text.trim_start_matches(['"', '\'', ' ', '\t']);
    let ends = |c: char| c.is_whitespace() || ";|&<>$(){}`'\"=\\#".contains(c);
    let end = text.find(ends).unwrap_or(text.len());
    let (program, rest) = text.split_at(end);
    let rest = rest.trim_matches(['"', '\'', ' ', '\t']);
    if has_secret_form(program) || program.is_empty() {
        return REDACTED.to_owned();
    }
    if rest.is_empty() {
        program.to_owned()
    } else if rest.starts_with('=') {
        format!("{program}={REDACTED}")
    } else {
        format!("{program} {REDACTED}")
    }
}

fn named_command(text: &str) -> String {
    match text.split_once(' ') {
        Some((name, line)) => format!("{} {}", word(name), command(line)),
        None => word(text),
    }
}

/// A text of which nothing is expected to be secret: a word that looks like a secret all the same,
/// or is said to be one, is hidden.
pub(super) fn message(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut follows_secret_option = false;
    for piece in text.split_inclusive([' ', '\t']) {
        let bare = piece.trim_end_matches([' ', '\t']);
        let blanks = piece.get(bare.len()..).unwrap_or_default();
        if follows_secret_option && !bare.is_empty() {
            shown.push_str(REDACTED);
        } else {
            shown.push_str(&word(bare));
        }
        if !bare.is_empty() {
            follows_secret_option = bare.starts_with('-')
                && !bare.contains('=')
                && command_line::is_secret_option(bare);
        }
        shown.push_str(blanks);
    }
    shown
}

fn word(word: &str) -> String {
    let core = word.trim_matches(['"', '\'', '`', '(', ')', ',', ';', '.']);
    let value = core.rsplit_once('=').filter(|(name, value)| {
        let name = name.rsplit('=').next().unwrap_or(name);
        let says_so = command_line::is_secret_option(name) && !is_setting(name, value);
        !value.is_empty() && (says_so || has_secret_form(value))
    });
    match value {
        Some((_, value)) => word.replace(value, REDACTED),
        None if has_secret_form(core) => word.replace(core, REDACTED),
        None => word.to_owned(),
    }
}

/// Whether a name is a keyword, such as `PasswordAuthentication`, or one with a slip of the pen.
fn is_setting(name: &str, value: &str) -> bool {
    matches!(value, "yes" | "no")
        || KEYWORDS
            .iter()
            .any(|keyword| keyword.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_command_line_only_the_program_is_shown() {
        for (text, expected) in [
            (
                "/usr/bin/restic --password x check",
                "/usr/bin/restic [redacted]",
            ),
            ("internal-sftp", "internal-sftp"),
            ("none", "none"),
            ("\"/bin/my prog\" x", "/bin/my [redacted]"),
            ("TOKEN=abc /bin/x", "TOKEN=[redacted]"),
            ("/bin/x;curl -H abc", "/bin/x [redacted]"),
            ("$(cat /x)", "[redacted]"),
        ] {
            assert_eq!(command(text), expected, "{text}");
        }
        let subsystem = "sftp /usr/lib/sftp-server -k abc".to_owned();
        assert_eq!(
            values("subsystem", &[subsystem]),
            ["sftp /usr/lib/sftp-server [redacted]"]
        );
    }

    #[test]
    fn variables_that_env_would_call_secret_are_hidden() {
        let shown = |pair: &str| values("setenv", &[pair.to_owned()]).remove(0);
        assert_eq!(shown("DEPLOY_TOKEN=x"), "DEPLOY_TOKEN=[redacted]");
        assert_eq!(shown("ANY=ghp_0123456789abcdef"), "ANY=[redacted]");
        assert_eq!(shown("LANG=C.UTF-8"), "LANG=C.UTF-8");
    }

    #[test]
    fn words_that_look_like_secrets_are_hidden_anywhere() {
        assert_eq!(message("Port 22 # TOKEN=abc"), "Port 22 # TOKEN=[redacted]");
        assert_eq!(message("x --password abc y"), "x --password [redacted] y");
        assert_eq!(message("`ghp_0123456789abcdef` is"), "`[redacted]` is");
        for harmless in [
            "PermitRootLogin  no",
            "PasswordAuthentication=no",
            "PasswordAuthentification=no",
        ] {
            assert_eq!(message(harmless), harmless);
        }
    }
}
