//! The settings of GNOME's login screen, and those that an administrator sets for everyone's desktop.

use super::sources::{Form, Source, Step, key};
use super::values::Class;

/// GDM, as distributions install it.
const GDM: &[&str] = &["/usr/sbin/gdm3", "/usr/sbin/gdm", "/usr/bin/gdm"];
const CALLED: &str = "GNOME's login screen";

/// As GVariant writes it.
const SWITCH: Class = Class::Word(&["true", "false"]);

const LOGIN_SCREEN: &str = "org/gnome/login-screen";
const SESSION: &str = "org/gnome/desktop/session";
const SCREENSAVER: &str = "org/gnome/desktop/screensaver";
const MEDIA: &str = "org/gnome/desktop/media-handling";

pub(super) const SOURCES: &[Source] = &[
    Source {
        name: "gdm",
        form: Form::Ini,
        programs: GDM,
        called: CALLED,
        // Each distribution has one of them.
        steps: &[
            Step::FirstOf(&["/etc/gdm/custom.conf"]),
            Step::FirstOf(&["/etc/gdm3/custom.conf"]),
            Step::FirstOf(&["/etc/gdm3/daemon.conf"]),
        ],
        file: "/etc/gdm3/custom.conf or /etc/gdm/custom.conf",
        service: None,
        keys: &[key("xdmcp", "Enable", Class::Switch, Some("no"))],
    },
    Source {
        name: "gdm-dconf",
        form: Form::Dconf,
        programs: GDM,
        called: CALLED,
        steps: &[Step::Dconf("gdm")],
        file: "/etc/dconf/db/gdm.d/60-hardening",
        service: None,
        keys: &[
            key(LOGIN_SCREEN, "banner-message-enable", SWITCH, Some("false")),
            key(
                LOGIN_SCREEN,
                "banner-message-text",
                Class::Text,
                Some("empty"),
            ),
            key(LOGIN_SCREEN, "disable-user-list", SWITCH, Some("false")),
        ],
    },
    // Distributions change some defaults of these.
    Source {
        name: "dconf",
        form: Form::Dconf,
        programs: GDM,
        called: CALLED,
        steps: &[Step::Dconf("user")],
        file: "/etc/dconf/db/local.d/60-hardening",
        service: None,
        keys: &[
            key(SESSION, "idle-delay", Class::Number, None),
            key(SCREENSAVER, "lock-delay", Class::Number, None),
            key(SCREENSAVER, "lock-enabled", SWITCH, None),
            key(MEDIA, "automount", SWITCH, None),
            key(MEDIA, "automount-open", SWITCH, None),
            key(MEDIA, "autorun-never", SWITCH, None),
        ],
    },
    Source {
        name: "dconf-locks",
        form: Form::DconfLocks,
        programs: GDM,
        called: CALLED,
        steps: &[Step::DconfLocks("user")],
        file: "/etc/dconf/db/local.d/locks/60-hardening",
        service: None,
        keys: &[
            key(SESSION, "idle-delay", Class::Switch, Some("no")),
            key(SCREENSAVER, "lock-delay", Class::Switch, Some("no")),
            key(SCREENSAVER, "lock-enabled", Class::Switch, Some("no")),
            key(MEDIA, "automount", Class::Switch, Some("no")),
            key(MEDIA, "automount-open", Class::Switch, Some("no")),
            key(MEDIA, "autorun-never", Class::Switch, Some("no")),
        ],
    },
];
