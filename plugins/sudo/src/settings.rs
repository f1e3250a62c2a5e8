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
            let last = settings.iter().rfind(of_account);
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
    let names = || setting.names.iter().map(String::as_str);
    match setting.scope.as_str() {
        DefaultSetting::SCOPE_USER => names().any(|name| match name.strip_prefix('%') {
            Some(group) => people.is_in(account, group),
            None => name == "ALL" || name == account.name,
        }),
        DefaultSetting::SCOPE_RUNAS => names().any(|name| matches!(name, "ALL" | "root" | "#0")),
        DefaultSetting::SCOPE_COMMAND => names().any(|name| rule.command.as_deref() == Some(name)),
        // Of a host by another name it holds nothing back here, so that it is taken for one of this.
        _ => true,
    }
}
