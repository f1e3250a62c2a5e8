//! What of the configuration must not be shown: values of variables that env would call secret, all
//! of a command line but its program, what follows an unknown keyword, and comments.

use muster_facts::{REDACTED, Secret, Secrets, sshd};

use super::invocation::Given;
use crate::command_line;
use crate::env::{has_secret_form, is_like_a_token, shows_name};
use crate::ssh::configuration::keyword::{self, KEYWORDS, Keyword, Kind};
use crate::ssh::configuration::token;
use crate::ssh::configuration::variables;
use crate::ssh::server::version::Build;

/// How the values of a keyword are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As they are.
    Public,
    /// Free text.
    Text,
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
        Kind::Verbatim => Form::Text,
        Kind::Choice(_)
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
        | Kind::RevokedKeys
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
pub(super) fn register(keyword: Option<&Keyword>, written: &str, rest: &str, secrets: &Secrets) {
    if keyword.map(form) == Some(Form::Variables) {
        variables::register(rest, secrets);
        return;
    }
    if keyword.is_none() {
        // It may be `SetEnv` with a misspelling, or a variable that has lost its `SetEnv`.
        variables::register(rest, secrets);
        if command_line::announces_secret(written) {
            for text in rest.split_whitespace().chain([rest]) {
                secrets.register(&Secret::new(text));
            }
        }
    }
    command_line::register_text(rest, secrets);
}

/// A line as it can be shown. `text` is all of it. Comments are not: they may say anything.
pub(super) fn line(keyword: Option<&Keyword>, written: &str, rest: &str, text: &str) -> String {
    let whole = uncommented(text, rest);
    let rest = without_comment(rest);
    // One that this OpenSSH does not have is still known.
    let keyword = keyword.or_else(|| {
        KEYWORDS
            .iter()
            .find(|known| known.name.eq_ignore_ascii_case(written))
    });
    let written = self::keyword(written);
    let values = match keyword.map(form) {
        _ if written.eq_ignore_ascii_case("match") => criteria(rest),
        None if written.eq_ignore_ascii_case("include") => return message(&whole),
        Some(Form::Public) => return message(&whole),
        None if rest.is_empty() => String::new(),
        None => REDACTED.to_owned(),
        Some(Form::Text) => free_text(rest),
        Some(Form::Command) => command(rest),
        Some(Form::Variables) => token::arguments(rest).map_or_else(
            |_| REDACTED.to_owned(),
            |words| variables::shown(&words).join(" "),
        ),
        Some(Form::NamedCommand) => token::arguments(rest).map_or_else(
            |_| REDACTED.to_owned(),
            |words| named_command(&words.join(" ")),
        ),
    };
    let shown = format!("{written} {values}");
    if shown.contains(REDACTED) {
        token::printable(shown.trim_end())
    } else {
        message(&whole)
    }
}

/// The text of a line up to its comment.
pub(super) fn uncommented(text: &str, rest: &str) -> String {
    let before = text
        .strip_suffix(&token::printable(rest))
        .unwrap_or_default();
    let rest = token::printable(without_comment(rest));
    format!("{before}{rest}").trim_end().to_owned()
}

/// What follows a keyword up to where sshd sees a comment. Where a quote is not closed, nobody
/// knows; then every `#` that begins a word counts.
fn without_comment(rest: &str) -> &str {
    let mut quote = None;
    let mut begins = true;
    let mut end = None;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, next)) = characters.next() {
        match (next, quote) {
            ('#', None) if begins => {
                end = Some(at);
                break;
            }
            ('\\', _) => {
                characters.next_if(|(_, after)| matches!(after, '\'' | '"' | '\\'));
            }
            ('\'' | '"', None) => quote = Some(next),
            (_, Some(open)) if open == next => quote = None,
            _ => {}
        }
        begins = matches!(next, ' ' | '\t');
    }
    if quote.is_some() {
        end = [" #", "\t#"].iter().filter_map(|it| rest.find(it)).min();
    }
    end.and_then(|end| rest.get(..end))
        .unwrap_or(rest)
        .trim_end()
}

/// A keyword as it can be shown: one that does not exist may be a piece of a value.
pub(super) fn keyword(written: &str) -> String {
    let name = written.trim_end_matches(':');
    if shows_name(name, "value") && !has_secret_form(name) {
        written.to_owned()
    } else {
        REDACTED.to_owned()
    }
}

/// The criteria of a `Match` line as they can be shown: of a command only the program, and nothing
/// behind a word that is not a criterion.
pub(super) fn criteria(rest: &str) -> String {
    const ATTRIBUTES: [&str; 8] = [
        "user",
        "group",
        "host",
        "address",
        "localaddress",
        "localport",
        "rdomain",
        "version",
    ];
    let rest = without_comment(rest);
    let mut words = rest.split([' ', '\t', '=']).filter(|word| !word.is_empty());
    let mut shown = Vec::new();
    while let Some(written) = words.next() {
        let attribute = written.trim_matches(['"', '\'']).to_ascii_lowercase();
        match attribute.as_str() {
            "all" | "invalid-user" => shown.push(attribute),
            "exec" => {
                let text: Vec<&str> = words.collect();
                let program = command(text.join(" ").trim_matches(['"', '\'']));
                shown.push(format!("{written} {program}"));
                return shown.join(" ");
            }
            known if ATTRIBUTES.contains(&known) => {
                shown.push(written.to_owned());
                let Some(value) = words.next() else { break };
                shown.push(word(value));
                // A list in quotes may hold blanks.
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                let mut last = value;
                while let Some(quote) = quote
                    && (last.len() < 2 || !last.ends_with(quote))
                {
                    let Some(next) = words.next() else { break };
                    shown.push(word(next));
                    last = next;
                }
            }
            _ => {
                shown.push(REDACTED.to_owned());
                return shown.join(" ");
            }
        }
    }
    token::printable(&message(rest))
}

/// An option of sshd's command line as it can be shown.
pub(super) fn option(given: &Given, build: &Build) -> String {
    format!("-{} {}", given.letter, argument(given, build))
        .trim_end()
        .to_owned()
}

fn argument(given: &Given, build: &Build) -> String {
    let argument = &given.argument;
    match token::lines(argument).first().map(|line| &line.content) {
        Some(token::Content::Directive { keyword, rest }) if given.letter == 'o' => {
            let known = keyword::find(keyword, build).map(|(known, _)| known);
            line(known, keyword, rest, &token::printable(argument))
        }
        Some(_) if given.letter == 'o' => REDACTED.to_owned(),
        _ => message(&token::printable(argument)),
    }
}

/// The words of an option for a call that only asks. Every user of the host can see the arguments of
/// a program that runs, so that what must not be shown is left out of them.
pub(super) fn words(given: &Given, build: &Build) -> Vec<String> {
    let shown = argument(given, build);
    if shown == token::printable(&given.argument) {
        return given.words();
    }
    let shown = match token::lines(&given.argument)
        .first()
        .map(|line| &line.content)
    {
        Some(token::Content::Directive { keyword, rest })
            if keyword.eq_ignore_ascii_case("setenv") =>
        {
            asked_variables(keyword, rest).unwrap_or(shown)
        }
        _ => shown,
    };
    vec![format!("-{}", given.letter), shown]
}

/// sshd takes no word without `=`, and drops a name that it has seen: a hidden word of a line that
/// it would take becomes a variable of its own.
fn asked_variables(keyword: &str, rest: &str) -> Option<String> {
    let words = token::arguments(rest).ok()?;
    if words.iter().any(|word| !word.contains('=')) {
        return None;
    }
    let asked = variables::shown(&words).into_iter().enumerate();
    let asked: Vec<String> = asked
        .map(|(index, word)| match word.as_str() {
            REDACTED => format!("{REDACTED}{index}={REDACTED}"),
            _ => format!("\"{}\"", word.replace('\\', r"\\").replace('"', "\\\"")),
        })
        .collect();
    Some(format!("{keyword} {}", asked.join(" ")))
}

/// The values of a keyword as they can be shown.
pub(super) fn values(name: &str, values: &[String]) -> Vec<String> {
    let keyword = KEYWORDS.iter().find(|keyword| keyword.name == name);
    let show = |value: &String| match keyword.map(form) {
        Some(Form::Text) => free_text(without_comment(value)),
        Some(Form::Command) => command(value),
        Some(Form::NamedCommand) => named_command(value),
        Some(Form::Public) => value.clone(),
        Some(Form::Variables) | None => message(value),
    };
    match keyword.map(form) {
        Some(Form::Variables) => variables::shown(values),
        _ => values.iter().map(show).collect(),
    }
}

/// A difference to what `sshd -T` prints, as it can be shown.
pub(super) fn disagreement(found: sshd::Disagreement) -> sshd::Disagreement {
    sshd::Disagreement {
        sshd: values(&found.keyword, &found.sshd),
        evaluated: values(&found.keyword, &found.evaluated),
        ..found
    }
}

/// The program of a command line: its first word, up to what is not part of a path.
fn command(text: &str) -> String {
    // Nobody knows where the program ends.
    if token::arguments(text).is_err() {
        return REDACTED.to_owned();
    }
    let text = text.trim_start_matches(['"', '\'', ' ', '\t']);
    let ends = |c: char| !c.is_ascii_alphanumeric() && !"/._+-".contains(c);
    let end = text.find(ends).unwrap_or(text.len());
    let (program, rest) = text.split_at(end);
    let rest = rest.trim_matches(['"', '\'', ' ', '\t']);
    let torn = !program.contains('/') && is_like_a_token(program);
    if has_secret_form(program) || torn || program.is_empty() {
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

/// A text that may say anything: nothing is shown from the first word on that announces a secret.
fn free_text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive([' ', '\t']) {
        if command_line::announces_secret(piece.trim_end()) {
            shown.push_str(REDACTED);
            return shown;
        }
        shown.push_str(piece);
    }
    message(&shown)
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

/// Whether a name is a keyword, such as `PasswordAuthentication`, or one with a misspelling.
fn is_setting(name: &str, value: &str) -> bool {
    matches!(value, "yes" | "no")
        || KEYWORDS
            .iter()
            .any(|keyword| keyword.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssh::server::vendor::Distribution;

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

    fn whole(text: &str) -> String {
        let lines = token::lines(text);
        let token::Content::Directive { keyword, rest } = &lines[0].content else {
            panic!("{text} is not a directive");
        };
        let known = KEYWORDS
            .iter()
            .find(|one| one.name.eq_ignore_ascii_case(keyword));
        line(known, keyword, rest, &lines[0].text)
    }

    #[test]
    fn nothing_behind_an_unknown_keyword_is_shown() {
        for (text, expected) in [
            ("DEPLOY_TOKEN hunter", "DEPLOY_TOKEN [redacted]"),
            ("TOKEN: hunter", "TOKEN: [redacted]"),
            ("SetEnvv hunter", "SetEnvv [redacted]"),
            ("SetEnv: A=hunter", "SetEnv: [redacted]"),
            ("kX9vQ2mL7pR4tY8wA1bC5dE6Zw==", "[redacted] [redacted]"),
            ("kX9vQ2mL7pR4tY8wA1bC5dE6Zw", "[redacted]"),
        ] {
            assert_eq!(whole(text), expected, "{text}");
        }
    }

    #[test]
    fn comments_are_cut_off() {
        for (text, expected) in [
            (
                "PermitRootLogin yes # root password: x",
                "PermitRootLogin yes",
            ),
            ("Banner \"/etc/a #b\" # token:x", "Banner \"/etc/a #b\""),
            ("Banner \"/etc/a # token:x", "Banner \"/etc/a"),
            ("PermitRootLogin=#x", "PermitRootLogin="),
            ("Match User a # curl -u root:x", "Match User a"),
            ("VersionAddendum a # token:x", "VersionAddendum a"),
        ] {
            assert_eq!(whole(text), expected, "{text}");
        }
    }

    #[test]
    fn commands_and_free_texts_end_where_a_secret_may_begin() {
        for (text, expected) in [
            (
                "Match Exec \"curl -u admin:x https://h\"",
                "Match Exec curl [redacted]",
            ),
            ("Match exec=x:y", "Match exec x [redacted]"),
            ("Match User a Password x", "Match User a [redacted]"),
            ("ForceCommand=\"x", "ForceCommand [redacted]"),
            ("ForceCommand a:x@host b", "ForceCommand a [redacted]"),
            (
                "ForceCommand /bin/x,--password,y",
                "ForceCommand /bin/x [redacted]",
            ),
            (
                "VersionAddendum a --password x",
                "VersionAddendum a [redacted]",
            ),
        ] {
            assert_eq!(whole(text), expected, "{text}");
        }
        assert_eq!(
            values("versionaddendum", &["a token:x".to_owned()]),
            ["a [redacted]"]
        );
    }

    #[test]
    fn sshd_is_asked_without_what_is_hidden() {
        let build = Build::from_banner("OpenSSH_9.2p1", Distribution::UNKNOWN).unwrap();
        for (argument, expected) in [
            (
                "SetEnv A_TOKEN=x y==",
                "SetEnv \"A_TOKEN=[redacted]\" [redacted]1=[redacted]",
            ),
            ("SetEnv A_TOKEN= y", "SetEnv A_TOKEN= [redacted]"),
            ("SetEnv \"A=b c\"", "SetEnv \"A=b c\""),
            ("A_TOKEN x", "A_TOKEN [redacted]"),
            ("PermitRootLogin yes # root: x", "PermitRootLogin yes"),
        ] {
            let given = Given {
                letter: 'o',
                argument: argument.to_owned(),
                source: muster_facts::Source::file("/x"),
            };
            assert_eq!(words(&given, &build), ["-o", expected], "{argument}");
        }
    }

    #[test]
    fn words_that_look_like_secrets_are_hidden_anywhere() {
        assert_eq!(message("Port 22 TOKEN=abc"), "Port 22 TOKEN=[redacted]");
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
