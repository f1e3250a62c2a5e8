//! Accounts and groups, as parameters name them.

/// Whether an account or a group is the one that a parameter names, by its name or its number. `root` is number 0
/// by definition, whatever the target's own files call it.
#[must_use]
pub fn is_account(wanted: &str, name: Option<&str>, number: u32) -> bool {
    match wanted {
        "root" => number == 0,
        wanted => name == Some(wanted) || wanted.parse() == Ok(number),
    }
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
}
