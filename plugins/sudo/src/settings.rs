//! The settings of sudo that decide whose password is asked for.

use muster_sdk::sudoers::{DefaultSetting, Rule};

use crate::people::{Account, People};

/// The last setting of an option for everybody.
pub(crate) fn of_all<'a>(
    settings: &'a [DefaultSetting],
    option: &str,
) -> Option<&'a DefaultSetting> {
    settings
        .iter()
        .rfind(|setting| setting.name == option && setting.scope == DefaultSetting::SCOPE_ALL)
}

/// Whether a setting is for some, and for somebody besides root: a list of nothing but what is taken out, and one of
/// root alone, bind nobody.
pub(crate) fn binds_somebody(setting: &DefaultSetting) -> bool {
    let mut names = setting.names.iter().filter(|name| !name.starts_with('!'));
    match setting.scope.as_str() {
        DefaultSetting::SCOPE_ALL => false,
        DefaultSetting::SCOPE_USER => names.any(|name| name != "root" && name != "#0"),
        _ => names.next().is_some(),
    }
}

/// Whether a later setting takes the place of one for some. sudo goes through them in their order, and through those
/// for commands at the end.
pub(crate) fn replaces(later: &DefaultSetting, setting: &DefaultSetting) -> bool {
    let is_for_all =
        later.scope == DefaultSetting::SCOPE_ALL && setting.scope != DefaultSetting::SCOPE_COMMAND;
    let is_same =
        later.scope == setting.scope && (later.names == setting.names || later.names == ["ALL"]);
    later.name == setting.name && (is_for_all || is_same)
}

/// `Defaults:ops`, as the line begins.
pub(crate) fn written_scope(setting: &DefaultSetting) -> String {
    let sign = match setting.scope.as_str() {
        DefaultSetting::SCOPE_HOST => "@",
        DefaultSetting::SCOPE_RUNAS => ">",
        DefaultSetting::SCOPE_COMMAND => "!",
        _ => ":",
    };
    format!("Defaults{sign}{}", setting.names.join(","))
}

/// Whether a switch is on for everybody.
fn is_on(settings: &[DefaultSetting], option: &str) -> bool {
    of_all(settings, option).is_some_and(|setting| setting.value.as_deref() == Some("true"))
}

/// Whether sudo asks for root's password in place of one's own: who knows it needs no rule.
pub(crate) fn asks_for_root(settings: &[DefaultSetting], rule: &Rule) -> bool {
    let of_rule = rule.program != Rule::PROGRAM_DOAS && rule.password != Rule::PASSWORD_NOT_ASKED;
    let asks = ["targetpw", "rootpw", "runaspw"]
        .iter()
        .any(|option| is_on(settings, option));
    of_rule && asks
}

/// Whether an account is asked for a password when it uses a rule.
pub(crate) fn asks(
    settings: &[DefaultSetting],
    rule: &Rule,
    people: &People,
    account: &Account,
) -> bool {
    match rule.password.as_str() {
        Rule::PASSWORD_ASKED => true,
        Rule::PASSWORD_NOT_ASKED => false,
        _ => {
            let of_account = |setting: &&DefaultSetting| {
                setting.name == "authenticate" && applies(setting, rule, people, account)
            };
            let is_of_command =
                |setting: &&DefaultSetting| setting.scope == DefaultSetting::SCOPE_COMMAND;
            let of_commands = settings.iter().filter(is_of_command).rfind(of_account);
            // Those for commands come after all others.
            let last = of_commands.or_else(|| settings.iter().rfind(of_account));
            let is_off = last.is_some_and(|setting| setting.value.as_deref() == Some("false"));
            let exempt =
                of_all(settings, "exempt_group").and_then(|setting| setting.value.as_deref());
            let is_exempt = exempt.is_some_and(|group| people.is_in(account, group));
            !is_off && !is_exempt
        }
    }
}

/// Whether a setting holds for an account that uses a rule.
fn applies(setting: &DefaultSetting, rule: &Rule, people: &People, account: &Account) -> bool {
    // Of several names that fit the last one counts.
    let fits = |is_meant: &dyn Fn(&str) -> bool| {
        let plain = |name: &String| is_meant(name.trim_start_matches('!'));
        let last = setting.names.iter().rfind(|name| plain(name));
        last.is_some_and(|name| !name.starts_with('!'))
    };
    match setting.scope.as_str() {
        DefaultSetting::SCOPE_USER => fits(&|name| people.is_named(account, name)),
        DefaultSetting::SCOPE_RUNAS => fits(&|name| matches!(name, "ALL" | "root" | "#0")),
        DefaultSetting::SCOPE_COMMAND => {
            fits(&|name| name == "ALL" || rule.command.as_deref() == Some(name))
        }
        // Of a host by another name it holds nothing back here, so that it is taken for one of this.
        _ => true,
    }
}
