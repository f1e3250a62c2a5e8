//! The arguments of one line, judged and brought into canonical form by the keyword's kind.

use std::collections::BTreeSet;

use crate::ssh::configuration::address;
use crate::ssh::configuration::algorithms;
use crate::ssh::configuration::endpoint;
use crate::ssh::configuration::keyword::{Keyword, Kind};
use crate::ssh::configuration::number;
use crate::ssh::configuration::token;
use crate::ssh::server::version::{Build, Release, SHELL_LIKE};

/// The canonical values of one line, or why sshd refuses it.
pub(in crate::ssh) type Parsed = Result<Vec<String>, String>;

/// `~` stands for the home directory of the user that sshd runs as.
const HOME: &str = "/root";

const BAD_END: &str = "it has extra arguments at the end of the line";

/// Reads what follows a keyword.
///
/// # Errors
/// sshd would refuse the line; the text says why.
pub(in crate::ssh) fn parse(keyword: &Keyword, rest: &str, build: &Build) -> Parsed {
    let arguments = if build.keywords < SHELL_LIKE {
        token::old_arguments(rest, keyword.kind != Kind::Environment)
    } else {
        token::arguments(rest).map_err(|error| error.to_string())?
    };
    let list = matches!(
        keyword.kind,
        Kind::Words
            | Kind::KeysFiles
            | Kind::Users
            | Kind::EnvironmentNames
            | Kind::Environment
            | Kind::ChannelTimeout
    );
    if list && arguments.is_empty() && build.keywords >= NO_EMPTY_LISTS {
        return Err("it has no argument".to_owned());
    }
    let single = || at_most::<1>(&arguments).map(|[first]| first);
    let value = match keyword.kind {
        Kind::Choice(words) => choice(words, single()?),
        Kind::Tunnel => tunnel(single()?),
        Kind::Integer => number::integer(single()?).map(|value| value.to_string()),
        Kind::Time => number::seconds(single()?).map(|value| value.to_string()),
        Kind::TimeOrNone => time_or_none(single()?),
        Kind::Path { word } => Ok(path(single()?, word)),
        Kind::Word => Ok(single()?.to_owned()),
        Kind::Verbatim => Ok(verbatim(keyword, rest)),
        Kind::Command => command(rest),
        Kind::Port => endpoint::real_port(single()?).map(|port| port.to_string()),
        Kind::MaxStartups => number::max_startups(single()?),
        Kind::NetBlockSize => number::net_block_size(single()?),
        Kind::Mask => number::mask(single()?),
        Kind::PermitUserEnvironment => Ok(single()?.to_owned()),
        Kind::PerSourceMaxStartups => match single()? {
            "none" => Ok("none".to_owned()),
            text => number::integer(text).map(|value| value.to_string()),
        },
        Kind::ListenAddress => listen_address(&arguments),
        Kind::Subsystem => subsystem(&arguments),
        Kind::Algorithms(family) => {
            let unknown = |name| format!("`{name}` is not an algorithm of this OpenSSH");
            return algorithms::assemble(single()?, family, build).map_err(unknown);
        }
        Kind::GssKex => return gss_kex(single()?),
        Kind::RekeyLimit => return rekey_limit(&arguments),
        Kind::IpQos => return ip_qos(&arguments, build),
        Kind::RevokedKeys if build.keywords < SEVERAL_FILES => Ok(path(single()?, "none")),
        Kind::Words | Kind::KeysFiles | Kind::RevokedKeys => {
            return words(keyword.kind, arguments, build);
        }
        Kind::Users => return users(arguments, build),
        Kind::EnvironmentNames => return environment_names(arguments),
        Kind::Environment => return environment(arguments, build),
        Kind::PubkeyAuthOptions => return pubkey_auth_options(&arguments),
        Kind::AuthenticationMethods => return authentication_methods(arguments),
        Kind::Forwards { bare_port } => return forwards(arguments, bare_port),
        Kind::ChannelTimeout => return channel_timeout(arguments),
        Kind::Ignored { .. } => return Ok(Vec::new()),
        Kind::Refused => Err("this platform does not support it".to_owned()),
    };
    value.map(|value| vec![value])
}

/// The first argument, which must not be empty, and up to `N` in all; missing ones are empty.
fn at_most<const N: usize>(arguments: &[String]) -> Result<[&str; N], String> {
    if arguments.len() > N {
        return Err(BAD_END.to_owned());
    }
    let mut found = [""; N];
    for (place, argument) in found.iter_mut().zip(arguments) {
        *place = argument;
    }
    match found.first() {
        Some(first) if !first.is_empty() => Ok(found),
        Some(_) | None => Err("its argument is missing".to_owned()),
    }
}

fn choice(words: &[(&str, &str)], text: &str) -> Result<String, String> {
    words
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(text))
        .map(|(_, canonical)| (*canonical).to_owned())
        .ok_or_else(|| {
            let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            format!("`{text}` is not one of {}", allowed.join(", "))
        })
}

/// Unlike other words, compared with `strcmp`, so that `Yes` is refused.
fn tunnel(text: &str) -> Result<String, String> {
    ["no", "point-to-point", "ethernet", "yes"]
        .contains(&text)
        .then(|| text.to_owned())
        .ok_or_else(|| format!("`{text}` is not one of no, point-to-point, ethernet, yes"))
}

/// `0` and `none` are one value, which sshd prints as `none`.
fn time_or_none(text: &str) -> Result<String, String> {
    if text == "none" {
        return Ok(text.to_owned());
    }
    Ok(match number::seconds(text)? {
        0 => "none".to_owned(),
        seconds => seconds.to_string(),
    })
}

/// An absolute path, `none`, or the keyword's own word.
fn path(text: &str, word: &str) -> String {
    if text.eq_ignore_ascii_case("none") {
        return "none".to_owned();
    }
    // In this case only; `none` is taken in any.
    if text == word {
        return text.to_owned();
    }
    let expanded = home(text);
    if expanded.starts_with('/') {
        expanded
    } else {
        // sshd starts in the root directory.
        format!("/{expanded}")
    }
}

fn home(text: &str) -> String {
    match text.strip_prefix("~/") {
        Some(below) => format!("{HOME}/{below}"),
        None => text.to_owned(),
    }
}

/// The rest of the line as it is. Comments belong to it.
fn verbatim(keyword: &Keyword, rest: &str) -> String {
    let none = keyword.name == "versionaddendum" && rest.eq_ignore_ascii_case("none");
    if none {
        "none".to_owned()
    } else {
        rest.to_owned()
    }
}

fn command(rest: &str) -> Result<String, String> {
    if rest.starts_with('/') || rest.eq_ignore_ascii_case("none") {
        Ok(rest.to_owned())
    } else {
        Err("it must be an absolute path".to_owned())
    }
}

fn listen_address(arguments: &[String]) -> Result<String, String> {
    let [address, word, rdomain] = at_most(arguments)?;
    let address = endpoint::listen_address(address)?;
    match (word, rdomain) {
        ("", "") => Ok(address),
        ("rdomain", rdomain) if !rdomain.is_empty() => Ok(format!("{address} rdomain {rdomain}")),
        _ => Err("only `rdomain NAME` may follow the address".to_owned()),
    }
}

/// The command may have arguments, which sshd keeps with it.
fn subsystem(arguments: &[String]) -> Result<String, String> {
    match arguments {
        [name, command, ..] if !name.is_empty() && !command.is_empty() => Ok(arguments.join(" ")),
        _ => Err("its name or its command is missing".to_owned()),
    }
}

fn gss_kex(text: &str) -> Parsed {
    match text.split(',').find(|name| !name.starts_with("gss-")) {
        Some(name) => Err(format!("`{name}` is not a GSSAPI key exchange")),
        None => Ok(text.split(',').map(str::to_owned).collect()),
    }
}

fn rekey_limit(arguments: &[String]) -> Parsed {
    let [bytes, time] = at_most(arguments)?;
    let mut values = vec![number::rekey_bytes(bytes)?.to_string()];
    if arguments.len() > 1 && time != "none" {
        values.push(number::seconds(time)?.to_string());
    }
    Ok(values)
}

fn ip_qos(arguments: &[String], build: &Build) -> Parsed {
    let [interactive, bulk] = at_most(arguments)?;
    let interactive = number::ip_qos(interactive, build)?;
    // One value is for both (sshd_config(5)).
    let bulk = if arguments.len() > 1 {
        number::ip_qos(bulk, build)?
    } else {
        interactive.clone()
    };
    Ok(vec![interactive, bulk])
}

/// From this release on, a line of a list has to have an argument, where a comment was enough.
const NO_EMPTY_LISTS: Release = Release(9, 7);

/// From this release on, `none` must stand alone among files, and `RevokedKeys` takes several.
const SEVERAL_FILES: Release = Release(10, 3);

fn words(kind: Kind, arguments: Vec<String>, build: &Build) -> Parsed {
    if arguments.iter().any(String::is_empty) {
        return Err("it has an empty argument".to_owned());
    }
    let files = matches!(kind, Kind::KeysFiles | Kind::RevokedKeys);
    let none = |file: &String| file.eq_ignore_ascii_case("none");
    if files && build.keywords >= SEVERAL_FILES && arguments.len() > 1 && arguments.iter().any(none)
    {
        return Err("`none` must stand alone".to_owned());
    }
    if files {
        return Ok(arguments.iter().map(|file| home(file)).collect());
    }
    Ok(arguments)
}

fn users(arguments: Vec<String>, build: &Build) -> Parsed {
    for pattern in &arguments {
        let host = pattern.rsplit_once('@').map_or("", |(_, host)| host);
        if pattern.is_empty() {
            return Err("it has an empty pattern".to_owned());
        }
        address::check(host, build).map_err(|error| error.to_string())?;
    }
    Ok(arguments)
}

fn environment_names(arguments: Vec<String>) -> Parsed {
    match arguments
        .iter()
        .find(|name| name.is_empty() || name.contains('='))
    {
        Some(name) => Err(format!("`{name}` is not the name of a variable")),
        None => Ok(arguments),
    }
}

/// From this release on a name that occurs twice on a `SetEnv` line keeps its first value.
const NO_NAME_TWICE: Release = Release(9, 1);

fn environment(arguments: Vec<String>, build: &Build) -> Parsed {
    let mut names = BTreeSet::new();
    let mut values = Vec::new();
    for argument in &arguments {
        let (name, _) = argument
            .split_once('=')
            .ok_or("an argument is not NAME=value")?;
        if names.insert(name) || build.keywords < NO_NAME_TWICE {
            values.push(argument.clone());
        }
    }
    Ok(values)
}

fn pubkey_auth_options(arguments: &[String]) -> Parsed {
    const OPTIONS: [&str; 2] = ["touch-required", "verify-required"];
    let known = |option: &&String| {
        option.eq_ignore_ascii_case("none")
            || OPTIONS
                .iter()
                .any(|known| option.eq_ignore_ascii_case(known))
    };
    if let Some(unknown) = arguments.iter().find(|option| !known(option)) {
        return Err(format!(
            "`{unknown}` is not one of none, {}",
            OPTIONS.join(", ")
        ));
    }
    // sshd keeps bits, so that it prints them in its own order, and `none` beside others is nothing.
    let chosen = OPTIONS.iter().filter(|known| {
        arguments
            .iter()
            .any(|option| option.eq_ignore_ascii_case(known))
    });
    let chosen: Vec<String> = chosen.map(|option| (*option).to_owned()).collect();
    Ok(if chosen.is_empty() {
        vec!["none".to_owned()]
    } else {
        chosen
    })
}

fn authentication_methods(arguments: Vec<String>) -> Parsed {
    const METHODS: [&str; 7] = [
        "none",
        "publickey",
        "gssapi-keyex",
        "gssapi-with-mic",
        "password",
        "keyboard-interactive",
        "hostbased",
    ];
    if arguments.is_empty() {
        return Err("it names no method".to_owned());
    }
    let any = arguments.iter().any(|list| list == "any");
    if any && arguments.len() > 1 {
        return Err("`any` must stand alone".to_owned());
    }
    let unknown = arguments
        .iter()
        .flat_map(|list| list.split(','))
        // A device may follow, as in `keyboard-interactive:pam`; sshd does not check it.
        .map(|method| method.split_once(':').map_or(method, |(name, _)| name))
        .find(|method| !any && !METHODS.contains(method));
    match unknown {
        Some(method) => Err(format!("`{method}` is not a method")),
        None => Ok(arguments),
    }
}

fn forwards(arguments: Vec<String>, bare_port: bool) -> Parsed {
    match arguments.as_slice() {
        [] => return Err("its argument is missing".to_owned()),
        [word] if word == "any" || word == "none" => return Ok(arguments),
        [word, ..] if word == "any" || word == "none" => return Err(BAD_END.to_owned()),
        [..] => {}
    }
    arguments
        .iter()
        .map(|target| endpoint::forward(target, bare_port))
        .collect()
}

fn channel_timeout(arguments: Vec<String>) -> Parsed {
    if arguments.iter().any(|argument| argument == "none") && arguments.len() > 1 {
        return Err("`none` must stand alone".to_owned());
    }
    for argument in arguments.iter().filter(|argument| *argument != "none") {
        let (_, time) = argument
            .split_once('=')
            .ok_or_else(|| format!("`{argument}` is not TYPE=time"))?;
        number::seconds(time)?;
    }
    Ok(arguments)
}
