//! Fixes in a container that runs one program, where nobody starts services.

use std::cell::Cell;

/// What begins a command that only a service manager carries out.
const ASKING: [&str; 3] = ["systemctl ", "rc-service ", "rc-update "];

/// What to do there in place of such a command.
const INSTEAD: &str = "No service manager runs in this container: where a command asks one, restart the program itself, \
                       and have what starts the container start it";

thread_local! {
    /// Whether the host of this instance is such a container.
    static IS_MET: Cell<bool> = const { Cell::new(false) };
}

/// Has the fixes of this instance say so from now on.
pub(super) fn remember() {
    IS_MET.set(true);
}

/// A fix as it can be followed on this host.
pub(crate) fn fix_of_host(fix: String) -> String {
    match IS_MET.get() {
        true => without_manager(fix),
        false => fix,
    }
}

fn without_manager(fix: String) -> String {
    if !ASKING.iter().any(|command| fix.contains(command)) {
        return fix;
    }
    // A block of commands ends with its fence.
    let (fix, between) = match fix.trim_end() {
        text if text.ends_with("```") => (text, "\n\n"),
        text => (text.trim_end_matches('.'), ". "),
    };
    format!("{fix}{between}{INSTEAD}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_for_a_service_manager_is_followed_by_what_to_do_without_one() {
        assert_eq!(
            without_manager("Run `systemctl enable ufw`.".to_owned()),
            format!("Run `systemctl enable ufw`. {INSTEAD}")
        );
        assert_eq!(
            without_manager("Run:\n\n```sh\nrc-update add nftables\n```\n".to_owned()),
            format!("Run:\n\n```sh\nrc-update add nftables\n```\n\n{INSTEAD}")
        );
        assert_eq!(
            without_manager("Run `chmod 0600 /a`".to_owned()),
            "Run `chmod 0600 /a`"
        );
    }

    #[test]
    fn a_host_with_a_service_manager_keeps_its_fixes() {
        assert_eq!(
            fix_of_host("Run `systemctl reload ssh`".to_owned()),
            "Run `systemctl reload ssh`"
        );
    }
}
