//! Paths that are looked at on every host, whatever its project.

/// The files of accounts (passwd(5), shadow(5)) with the copies that shadow's tools keep, what decides
/// about logins and containers, and what asks for a restart (Debian's update-notifier).
pub(super) const PATHS: [&str; 18] = [
    "/etc/cron.d",
    "/etc/crontab",
    "/etc/docker/daemon.json",
    "/etc/group",
    "/etc/group-",
    "/etc/gshadow",
    "/etc/gshadow-",
    "/etc/passwd",
    "/etc/passwd-",
    "/etc/shadow",
    "/etc/shadow-",
    "/etc/ssh/sshd_config",
    "/etc/ssh/sshd_config.d/*",
    "/etc/ssh/ssh_host_*_key",
    "/run/docker.sock",
    "/run/reboot-required",
    "/usr/etc/ssh/sshd_config",
    "/usr/etc/ssh/sshd_config.d/*",
];

/// What editors and people call a copy of a file, in the directory of the file itself.
pub(super) const COPIES: [&str; 6] = ["*.bak", "*~", "*.swp", "*.save", "*.orig", "*.old"];
