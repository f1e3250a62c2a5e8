//! The commands of fixes, as the tools of the distribution have them. busybox, which Alpine has, knows fewer
//! than shadow's tools.

use muster_sdk::distribution::Family;
use muster_sdk::{Distribution, shell_word};

/// Whether the tools are those of busybox.
fn is_busybox() -> bool {
    Distribution::of_host().family() == Family::Alpine
}

/// Lets nobody log in with the password of an account. Both tools have it.
pub(crate) fn lock(account: &str) -> String {
    format!("passwd -l {}", shell_word(account))
}

/// Moves passwords out of `/etc/passwd`, where it is read `account`.
pub(crate) fn shadow(account: &str) -> String {
    if is_busybox() {
        format!("write `x` as the second field of {account} in /etc/passwd")
    } else {
        "run `pwconv`".to_owned()
    }
}

/// Sets another password, which is hashed in a way that is strong.
pub(crate) fn set_password(account: &str) -> String {
    let account = shell_word(account);
    if is_busybox() {
        format!("passwd -a sha512 {account}")
    } else {
        format!("passwd {account}")
    }
}

/// Takes the shell away.
pub(crate) fn no_shell(account: &str) -> String {
    let word = shell_word(account);
    match Distribution::of_host().family() {
        // A name that is not plain is one that sed would read as a pattern.
        Family::Alpine if word == account => {
            format!("sed -i '/^{account}:/s,:[^:]*$,:/sbin/nologin,' /etc/passwd")
        }
        Family::Alpine => "vi /etc/passwd".to_owned(),
        Family::RedHat | Family::Gentoo => format!("usermod --shell /sbin/nologin {word}"),
        Family::Debian | Family::Suse | Family::Arch | Family::Other => {
            format!("usermod --shell /usr/sbin/nologin {word}")
        }
    }
}

/// Takes an account out of a group that lists it.
pub(crate) fn leave_group(account: &str, group: &str) -> String {
    let (account, group) = (shell_word(account), shell_word(group));
    if is_busybox() {
        format!("delgroup {account} {group}")
    } else {
        format!("gpasswd --delete {account} {group}")
    }
}

/// Gives an account another primary group, as an instruction.
pub(crate) fn change_primary_group(account: &str) -> String {
    if is_busybox() {
        format!("give {account} another group in the fourth field of its line in /etc/passwd")
    } else {
        format!(
            "give {account} another primary group, as by `usermod --gid users {}`",
            shell_word(account)
        )
    }
}

/// Deletes the lines of an account, as an instruction. userdel(8) would stop its processes, which are those
/// of every account of its number, and may delete its home.
pub(crate) fn delete_lines(account: &str) -> String {
    if is_busybox() {
        format!("delete the lines of {account} from /etc/passwd and /etc/shadow")
    } else {
        format!("delete the lines of {account} with `vipw` and `vipw -s`")
    }
}

/// Changes a limit of the age of a password, by the option of chage(1).
pub(crate) fn change_age(option: &str, days: i64, account: &str) -> String {
    if is_busybox() {
        format!(
            "apk add shadow && chage {option} {days} {}",
            shell_word(account)
        )
    } else {
        format!("chage {option} {days} {}", shell_word(account))
    }
}

/// An instruction as a sentence of its own.
pub(crate) fn sentence(instruction: &str) -> String {
    let mut characters = instruction.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
