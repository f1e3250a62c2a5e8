//! Accounts and groups, as parameters name them and texts show them.

use std::fmt::Display;

/// Whether an account or a group is the one that a parameter names, by its name or its number. `root` is number 0
/// by definition, whatever the target's own files call it.
#[must_use]
pub fn is_account(wanted: &str, name: Option<&str>, number: u32) -> bool {
    match wanted {
        "root" => number == 0,
        wanted => name == Some(wanted) || wanted.parse() == Ok(number),
    }
}

/// An account or a group for a text: its number, where the target has no name for it.
#[must_use]
pub fn account_name(name: Option<&str>, number: u32) -> String {
    name.map_or_else(|| number.to_string(), str::to_owned)
}

/// `0640 root:adm`, which is how findings show the mode, the owner and the group of a file.
#[must_use]
pub fn mode_and_owner(mode: u32, owner: &dyn Display, group: &dyn Display) -> String {
    format!("{mode:04o} {owner}:{group}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_named_or_numbered() {
        assert!(is_account("app", Some("app"), 1000));
        assert!(is_account("1000", Some("app"), 1000) && is_account("1000", None, 1000));
        assert!(!is_account("app", None, 1000) && !is_account("1001", Some("app"), 1000));
    }

    #[test]
    fn root_is_number_zero_and_nothing_else() {
        assert!(is_account("root", Some("toor"), 0) && is_account("root", None, 0));
        assert!(!is_account("root", Some("root"), 1000));
    }

    #[test]
    fn what_has_no_name_has_a_number() {
        let (owner, group) = (account_name(Some("app"), 1000), account_name(None, 4));
        assert_eq!(mode_and_owner(0o640, &owner, &group), "0640 app:4");
    }
}
