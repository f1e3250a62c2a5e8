//! How a parameter is set for good, as somebody would type it on this host.

use muster_sdk::sysctl::{self, BootValue, Occurrence, Procedure};

use crate::combined::{is_combined, of_default, of_every};

/// Where an administrator's own settings go.
const DIRECTORY: &str = "/etc/sysctl.d";

/// Names of a file there, each applied later than the one before.
const FILES: [&str; 3] = [
    "60-hardening.conf",
    "99-zz-hardening.conf",
    "zz-hardening.conf",
];

/// How to have boot set a parameter to a value, and the kernel take it now.
pub(crate) fn set(name: &str, value: &str, boot: &BootValue) -> String {
    let is_applied = |line: &&Occurrence| line.applied_by != Occurrence::APPLIED_BY_NOBODY;
    // Of a line with a value that the kernel does not take, that is what is to change.
    let refused = || boot.unread.iter().rfind(is_applied);
    let line = boot.effective.as_ref().or_else(refused);
    let names = names(name);
    let place = match line {
        // The administrator's own.
        Some(line) if line.source.name.starts_with("/etc/") => match line.source.line {
            Some(number) => format!("in {}, line {number}", line.source.name),
            None => format!("in {}", line.source.name),
        },
        line => format!("to {DIRECTORY}/{}", file_after(line)),
    };
    let settings = names.iter().map(|name| {
        if is_of_ufw(line) {
            format!("`{}={value}`", name.replace('.', "/"))
        } else {
            format!("`{name} = {value}`")
        }
    });
    let settings: Vec<String> = settings.collect();
    format!(
        "Write {} {place}, and run {}",
        settings.join(", "),
        apply(line)
    )
}

/// How to have the kernel take what boot sets by the line that counts.
pub(crate) fn apply(line: Option<&Occurrence>) -> String {
    let command = match sysctl::overview() {
        _ if is_of_ufw(line) => "ufw reload",
        Ok(procedure) => match procedure.applied_by.as_str() {
            Procedure::APPLIED_BY_NOBODY if procedure.source.name.contains("/systemd/") => {
                "systemctl unmask systemd-sysctl && systemctl restart systemd-sysctl"
            }
            Procedure::APPLIED_BY_NOBODY => {
                "rc-update add sysctl boot && rc-service sysctl restart"
            }
            Procedure::APPLIED_BY_OPENRC => "rc-service sysctl restart",
            _ => "sysctl --system",
        },
        Err(_) => "sysctl --system",
    };
    format!("`{command}`")
}

fn is_of_ufw(line: Option<&Occurrence>) -> bool {
    line.is_some_and(|line| line.applied_by == Occurrence::APPLIED_BY_UFW)
}

/// The names that have to be set so that every network interface follows.
fn names(name: &str) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    if is_combined(name) {
        names.extend([of_default(name), of_every(name)]);
    }
    names
}

/// The first file that is applied after the line that counts.
fn file_after(line: Option<&Occurrence>) -> &'static str {
    let last = line.and_then(|line| line.source.name.rsplit('/').next());
    let later = |file: &&&str| last.is_none_or(|last| **file > last);
    FILES
        .iter()
        .find(later)
        .copied()
        .unwrap_or("zz-hardening.conf")
}

#[cfg(test)]
mod tests {
    use muster_sdk::testing::sample;

    use super::*;

    #[test]
    fn the_file_comes_after_the_line_that_counts() {
        let after = |path: &str| {
            let mut line: Occurrence = sample();
            line.source.name = path.to_owned();
            file_after(Some(&line))
        };
        assert_eq!(file_after(None), "60-hardening.conf");
        assert_eq!(
            after("/usr/lib/sysctl.d/50-default.conf"),
            "60-hardening.conf"
        );
        assert_eq!(
            after("/usr/lib/sysctl.d/99-protect-links.conf"),
            "99-zz-hardening.conf"
        );
        assert_eq!(after("/run/sysctl.d/yy.conf"), "zz-hardening.conf");
    }
}
