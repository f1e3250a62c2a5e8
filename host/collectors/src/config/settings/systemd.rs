//! The settings of programs of systemd.

use super::sources::{Form, Source, Step, key};
use super::values::Class;

/// The places of a file of systemd, and of its drop-ins. Before `/usr` was merged, the last was in `/lib`.
macro_rules! systemd {
    ($file:literal) => {
        &[
            Step::FirstOf(&[
                concat!("/etc/systemd/", $file),
                concat!("/run/systemd/", $file),
                concat!("/usr/local/lib/systemd/", $file),
                concat!("/usr/lib/systemd/", $file),
            ]),
            Step::Directories(
                &[
                    concat!("/etc/systemd/", $file, ".d"),
                    concat!("/run/systemd/", $file, ".d"),
                    concat!("/usr/local/lib/systemd/", $file, ".d"),
                    concat!("/usr/lib/systemd/", $file, ".d"),
                    concat!("/lib/systemd/", $file, ".d"),
                ],
                ".conf",
            ),
        ]
    };
}

/// A program of systemd, which some distributions keep in `/lib`.
macro_rules! of_systemd {
    ($program:literal) => {
        &[
            concat!("/usr/lib/systemd/", $program),
            concat!("/lib/systemd/", $program),
        ]
    };
}

const SWITCH: Class = Class::Switch;
const NUMBER: Class = Class::Number;
const SIZE: Class = Class::Size;
const TIME: Class = Class::Time;
const NAME: Class = Class::Name;

pub(super) const SOURCES: &[Source] = &[
    Source {
        name: "journald",
        form: Form::Systemd,
        programs: of_systemd!("systemd-journald"),
        called: "systemd-journald",
        steps: systemd!("journald.conf"),
        file: "/etc/systemd/journald.conf.d/60-hardening.conf",
        service: Some("systemd-journald"),
        keys: &[
            key(
                "Journal",
                "Storage",
                Class::Word(&["volatile", "persistent", "auto", "none"]),
                Some("auto"),
            ),
            // A threshold of size switches it on.
            key("Journal", "Compress", Class::SwitchOrSize, Some("yes")),
            // Debian and its derivatives build it otherwise than others, and not in each release alike.
            key("Journal", "ForwardToSyslog", SWITCH, None),
            key("Journal", "ForwardToKMsg", SWITCH, Some("no")),
            key("Journal", "ForwardToConsole", SWITCH, Some("no")),
            key("Journal", "ForwardToWall", SWITCH, Some("yes")),
            key("Journal", "Seal", SWITCH, Some("yes")),
            key(
                "Journal",
                "SplitMode",
                Class::Word(&["uid", "login", "none"]),
                Some("uid"),
            ),
            key(
                "Journal",
                "Audit",
                Class::Word(&["yes", "no", "keep"]),
                None,
            ),
            key("Journal", "SystemMaxUse", SIZE, None),
            key("Journal", "SystemKeepFree", SIZE, None),
            key("Journal", "SystemMaxFileSize", SIZE, None),
            key("Journal", "SystemMaxFiles", NUMBER, Some("100")),
            key("Journal", "RuntimeMaxUse", SIZE, None),
            key("Journal", "RuntimeKeepFree", SIZE, None),
            key("Journal", "MaxFileSec", TIME, Some("2629800")),
            key("Journal", "MaxRetentionSec", TIME, Some("0")),
            key("Journal", "RateLimitIntervalSec", TIME, Some("30")),
            key("Journal", "RateLimitBurst", NUMBER, Some("10000")),
        ],
    },
    Source {
        name: "coredump",
        form: Form::Systemd,
        programs: of_systemd!("systemd-coredump"),
        called: "systemd-coredump",
        steps: systemd!("coredump.conf"),
        file: "/etc/systemd/coredump.conf.d/60-hardening.conf",
        service: None,
        keys: &[
            key(
                "Coredump",
                "Storage",
                Class::Word(&["none", "external", "journal"]),
                Some("external"),
            ),
            key("Coredump", "Compress", SWITCH, Some("yes")),
            key(
                "Coredump",
                "ProcessSizeMax",
                SIZE,
                // 32 GiB, where addresses have 64 bits.
                Some("34359738368"),
            ),
            key("Coredump", "ExternalSizeMax", SIZE, Some("34359738368")),
            key("Coredump", "MaxUse", SIZE, None),
            key("Coredump", "KeepFree", SIZE, None),
        ],
    },
    Source {
        name: "timesyncd",
        form: Form::Systemd,
        programs: of_systemd!("systemd-timesyncd"),
        called: "systemd-timesyncd",
        steps: systemd!("timesyncd.conf"),
        file: "/etc/systemd/timesyncd.conf.d/60-hardening.conf",
        service: Some("systemd-timesyncd"),
        keys: &[
            key("Time", "NTP", Class::Names, None),
            key("Time", "FallbackNTP", Class::Names, None),
            key("Time", "RootDistanceMaxSec", TIME, Some("5")),
            key("Time", "PollIntervalMinSec", TIME, Some("32")),
            key("Time", "PollIntervalMaxSec", TIME, Some("2048")),
        ],
    },
    Source {
        name: "journal-upload",
        form: Form::Systemd,
        programs: of_systemd!("systemd-journal-upload"),
        called: "systemd-journal-upload",
        steps: systemd!("journal-upload.conf"),
        file: "/etc/systemd/journal-upload.conf",
        service: Some("systemd-journal-upload"),
        keys: &[
            key("Upload", "URL", Class::Address, None),
            key("Upload", "ServerKeyFile", Class::Path, None),
            key("Upload", "ServerCertificateFile", Class::Path, None),
            key("Upload", "TrustedCertificateFile", Class::Path, None),
        ],
    },
    Source {
        name: "journal-remote",
        form: Form::Systemd,
        programs: of_systemd!("systemd-journal-remote"),
        called: "systemd-journal-remote",
        steps: systemd!("journal-remote.conf"),
        file: "/etc/systemd/journal-remote.conf",
        service: Some("systemd-journal-remote"),
        keys: &[
            key("Remote", "Seal", SWITCH, Some("no")),
            key(
                "Remote",
                "SplitMode",
                Class::Word(&["none", "host"]),
                Some("host"),
            ),
        ],
    },
    Source {
        name: "logind",
        form: Form::Systemd,
        programs: of_systemd!("systemd-logind"),
        called: "systemd-logind",
        steps: systemd!("logind.conf"),
        file: "/etc/systemd/logind.conf.d/60-hardening.conf",
        service: Some("systemd-logind"),
        keys: &[
            key("Login", "KillUserProcesses", SWITCH, None),
            key("Login", "IdleAction", NAME, Some("ignore")),
            key("Login", "IdleActionSec", TIME, Some("1800")),
            key("Login", "StopIdleSessionSec", TIME, Some("infinity")),
            key("Login", "RemoveIPC", SWITCH, Some("yes")),
        ],
    },
    Source {
        name: "systemd",
        form: Form::Systemd,
        programs: of_systemd!("systemd"),
        called: "systemd",
        steps: systemd!("system.conf"),
        file: "/etc/systemd/system.conf.d/60-hardening.conf",
        service: None,
        keys: &[
            key(
                "Manager",
                "CtrlAltDelBurstAction",
                NAME,
                Some("reboot-force"),
            ),
            key("Manager", "DumpCore", SWITCH, Some("yes")),
            key("Manager", "CrashShell", SWITCH, Some("no")),
        ],
    },
];
