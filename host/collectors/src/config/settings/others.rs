//! The settings of programs that are not of systemd.

use super::sources::{Form, Source, Step, key};
use super::values::Class;
use crate::readers::login_defs;

const SWITCH: Class = Class::Switch;
const NUMBER: Class = Class::Number;
const NAME: Class = Class::Name;

/// What auditd does when something runs short, see auditd.conf(5).
const AUDIT_ACTION: Class = Class::Word(&[
    "ignore",
    "syslog",
    "suspend",
    "rotate",
    "exec",
    "email",
    "single",
    "halt",
    "keep_logs",
]);

/// What ufw does with what no rule is about, see ufw(8).
const FIREWALL_POLICY: Class = Class::Word(&["accept", "drop", "reject"]);

pub(super) const SOURCES: &[Source] = &[
    Source {
        name: "ufw",
        form: Form::Shell,
        programs: &["/usr/sbin/ufw", "/usr/bin/ufw"],
        called: "ufw",
        steps: &[Step::FirstOf(&["/etc/default/ufw"])],
        file: "/etc/default/ufw",
        service: Some("ufw"),
        keys: &[
            key("", "IPV6", SWITCH, None),
            key("", "DEFAULT_INPUT_POLICY", FIREWALL_POLICY, None),
            key("", "DEFAULT_OUTPUT_POLICY", FIREWALL_POLICY, None),
            key("", "DEFAULT_FORWARD_POLICY", FIREWALL_POLICY, None),
        ],
    },
    Source {
        name: "auditd",
        form: Form::Audit,
        programs: &["/usr/sbin/auditd", "/sbin/auditd", "/usr/bin/auditd"],
        called: "auditd",
        steps: &[Step::FirstOf(&["/etc/audit/auditd.conf"])],
        file: "/etc/audit/auditd.conf",
        service: Some("auditd"),
        keys: &[
            key("", "max_log_file", NUMBER, Some("0")),
            key("", "num_logs", NUMBER, Some("0")),
            key("", "max_log_file_action", AUDIT_ACTION, Some("ignore")),
            key("", "space_left", Class::NumberOrShare, Some("0")),
            key("", "space_left_action", AUDIT_ACTION, Some("ignore")),
            key("", "admin_space_left", Class::NumberOrShare, Some("0")),
            key("", "admin_space_left_action", AUDIT_ACTION, Some("ignore")),
            key("", "disk_full_action", AUDIT_ACTION, Some("ignore")),
            key("", "disk_error_action", AUDIT_ACTION, Some("syslog")),
            key("", "action_mail_acct", NAME, Some("root")),
            key("", "log_group", NAME, None),
            key(
                "",
                "log_format",
                Class::Word(&["raw", "enriched", "nolog"]),
                Some("enriched"),
            ),
            key("", "write_logs", SWITCH, Some("yes")),
            key("", "local_events", SWITCH, Some("yes")),
            key(
                "",
                "flush",
                Class::Word(&["none", "incremental", "incremental_async", "data", "sync"]),
                Some("none"),
            ),
            key("", "freq", NUMBER, Some("0")),
        ],
    },
    Source {
        name: "login.defs",
        form: Form::LoginDefs,
        programs: &[],
        called: "login.defs",
        steps: &[
            Step::FirstOf(&login_defs::FILES),
            Step::DirectoriesWith(
                login_defs::VENDOR,
                &login_defs::DIRECTORIES,
                login_defs::SUFFIX,
            ),
        ],
        file: "/etc/login.defs",
        service: None,
        keys: &[
            key(
                "",
                "ENCRYPT_METHOD",
                Class::Capitals(&[
                    "md5", "des", "sha256", "sha512", "bcrypt", "yescrypt", "blowfish",
                ]),
                Some("des"),
            ),
            key("", "SHA_CRYPT_MIN_ROUNDS", NUMBER, Some("5000")),
            key("", "SHA_CRYPT_MAX_ROUNDS", NUMBER, Some("5000")),
            key("", "YESCRYPT_COST_FACTOR", NUMBER, Some("5")),
            key("", "PASS_MAX_DAYS", NUMBER, Some("-1")),
            key("", "PASS_MIN_DAYS", NUMBER, Some("-1")),
            key("", "PASS_WARN_AGE", NUMBER, Some("-1")),
            key("", "UMASK", Class::Octal, Some("022")),
            key("", "HOME_MODE", Class::Octal, None),
            key("", "USERGROUPS_ENAB", SWITCH, Some("no")),
            key("", "CREATE_HOME", SWITCH, Some("no")),
            key("", "DEFAULT_HOME", SWITCH, Some("no")),
            key("", "LOGIN_RETRIES", NUMBER, None),
            key("", "LOGIN_TIMEOUT", NUMBER, None),
            key("", "FAIL_DELAY", NUMBER, None),
            key("", "LOG_OK_LOGINS", SWITCH, Some("no")),
            key("", "UID_MIN", NUMBER, Some("1000")),
            key("", "GID_MIN", NUMBER, Some("1000")),
        ],
    },
    Source {
        name: "useradd",
        form: Form::Shell,
        programs: &[],
        called: "useradd",
        steps: &[Step::FirstOf(&[
            "/etc/default/useradd",
            "/usr/etc/default/useradd",
        ])],
        file: "/etc/default/useradd",
        service: None,
        keys: &[
            key("", "INACTIVE", NUMBER, Some("-1")),
            key("", "SHELL", Class::Path, None),
            key("", "HOME", Class::Path, Some("/home")),
            key("", "SKEL", Class::Path, Some("/etc/skel")),
            key("", "CREATE_MAIL_SPOOL", SWITCH, Some("no")),
        ],
    },
    Source {
        name: "limits",
        form: Form::Limits,
        programs: &[],
        called: "pam_limits",
        steps: &[
            Step::FirstOf(&["/etc/security/limits.conf", "/usr/etc/security/limits.conf"]),
            Step::Directories(
                &["/etc/security/limits.d", "/usr/etc/security/limits.d"],
                ".conf",
            ),
        ],
        file: "/etc/security/limits.d/60-hardening.conf",
        service: None,
        keys: &[
            key("hard", "core", NUMBER, Some("infinity")),
            // The kernel begins with 0, and systemd takes it from there.
            key("soft", "core", NUMBER, Some("0")),
            key("hard", "maxlogins", NUMBER, Some("infinity")),
            key("hard", "nofile", NUMBER, None),
            key("soft", "nofile", NUMBER, None),
            key("hard", "nproc", NUMBER, None),
            key("soft", "nproc", NUMBER, None),
        ],
    },
    Source {
        name: "selinux",
        form: Form::Shell,
        programs: &["/etc/selinux/config"],
        called: "SELinux",
        steps: &[Step::FirstOf(&["/etc/selinux/config"])],
        file: "/etc/selinux/config",
        service: None,
        keys: &[
            key(
                "",
                "SELINUX",
                Class::Word(&["enforcing", "permissive", "disabled"]),
                None,
            ),
            key("", "SELINUXTYPE", NAME, None),
        ],
    },
    Source {
        name: "apt",
        form: Form::Apt,
        programs: &["/usr/bin/apt-get", "/usr/bin/apt"],
        called: "apt",
        // The reader of apt's own domain knows its files.
        steps: &[],
        file: "/etc/apt/apt.conf.d/60hardening",
        service: None,
        keys: &[
            key("", "APT::Install-Recommends", SWITCH, Some("yes")),
            key("", "APT::Install-Suggests", SWITCH, Some("no")),
            key("", "APT::Get::AllowUnauthenticated", SWITCH, Some("no")),
            key("", "APT::Sandbox::Seccomp", SWITCH, Some("no")),
            key("", "Acquire::AllowInsecureRepositories", SWITCH, Some("no")),
            key(
                "",
                "Acquire::AllowDowngradeToInsecureRepositories",
                SWITCH,
                Some("no"),
            ),
            key("", "Acquire::AllowWeakRepositories", SWITCH, Some("no")),
            key("", "APT::Periodic::Update-Package-Lists", NUMBER, Some("0")),
            key("", "APT::Periodic::Unattended-Upgrade", NUMBER, Some("0")),
            key("", "APT::Periodic::AutocleanInterval", NUMBER, Some("0")),
            key(
                "",
                "Unattended-Upgrade::Automatic-Reboot",
                SWITCH,
                Some("no"),
            ),
            key(
                "",
                "Unattended-Upgrade::Remove-Unused-Dependencies",
                SWITCH,
                Some("no"),
            ),
        ],
    },
    Source {
        name: "dnf",
        form: Form::Ini,
        programs: &[
            "/usr/bin/dnf",
            "/usr/bin/dnf5",
            "/usr/bin/dnf-3",
            "/usr/bin/yum",
        ],
        called: "dnf",
        // dnf 5 has directories, which its main file beats.
        steps: &[
            Step::Directories(
                &["/etc/dnf/libdnf5.conf.d", "/usr/share/dnf5/libdnf.conf.d"],
                ".conf",
            ),
            Step::FirstOf(&["/etc/dnf/dnf.conf", "/etc/yum.conf"]),
        ],
        file: "/etc/dnf/dnf.conf",
        service: None,
        keys: &[
            key("main", "gpgcheck", SWITCH, None),
            key("main", "localpkg_gpgcheck", SWITCH, Some("no")),
            key("main", "repo_gpgcheck", SWITCH, Some("no")),
            key("main", "clean_requirements_on_remove", SWITCH, Some("yes")),
            key("main", "install_weak_deps", SWITCH, Some("yes")),
            key("main", "best", SWITCH, None),
            key("main", "sslverify", SWITCH, Some("yes")),
            key("main", "installonly_limit", NUMBER, None),
        ],
    },
    Source {
        name: "dnf-automatic",
        form: Form::Ini,
        programs: &[
            "/usr/bin/dnf-automatic",
            "/usr/bin/dnf-automatic-3",
            "/usr/share/dnf5/dnf5-plugins/automatic.conf",
        ],
        called: "dnf-automatic",
        steps: &[
            Step::FirstOf(&["/usr/share/dnf5/dnf5-plugins/automatic.conf"]),
            Step::FirstOf(&["/etc/dnf/automatic.conf"]),
            Step::FirstOf(&["/etc/dnf/dnf5-plugins/automatic.conf"]),
        ],
        file: "/etc/dnf/automatic.conf",
        service: None,
        keys: &[
            key("commands", "apply_updates", SWITCH, Some("no")),
            key("commands", "download_updates", SWITCH, None),
            key(
                "commands",
                "upgrade_type",
                Class::Word(&["default", "security"]),
                Some("default"),
            ),
            key(
                "commands",
                "reboot",
                Class::Word(&["never", "when-changed", "when-needed"]),
                Some("never"),
            ),
        ],
    },
    Source {
        name: "apport",
        form: Form::Shell,
        programs: &["/usr/share/apport/apport"],
        called: "Apport",
        steps: &[Step::FirstOf(&["/etc/default/apport"])],
        file: "/etc/default/apport",
        service: Some("apport"),
        keys: &[key("", "enabled", SWITCH, Some("yes"))],
    },
];
