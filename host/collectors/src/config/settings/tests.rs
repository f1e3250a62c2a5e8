use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, with_collection};

use super::*;

const STORAGE: &str = "journald/Journal/Storage";

fn journald() -> Recorded {
    Recorded::new().file("/usr/lib/systemd/systemd-journald", "")
}

fn collected(system: &Recorded, names: &[&str]) -> SettingsFacts {
    let (mut targets, secrets) = (Targets::default(), Secrets::default());
    targets.requests.settings = names.iter().map(|name| (*name).to_owned()).collect();
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

fn configured(system: &Recorded, name: &str) -> Fact<ConfiguredSetting> {
    collected(system, &[name]).configured.remove(name).unwrap()
}

/// The value that counts with its file and line, then those that do not.
fn told(system: &Recorded, name: &str) -> Vec<String> {
    let setting = configured(system, name).unwrap();
    let tell = |one: &Occurrence| {
        format!(
            "{} {}:{}",
            one.value.as_deref().unwrap_or("?"),
            one.source.name,
            one.source.line.unwrap_or_default()
        )
    };
    let first = setting.effective.as_ref().map_or("-".to_owned(), tell);
    [first]
        .into_iter()
        .chain(setting.shadowed.iter().map(tell))
        .collect()
}

#[test]
fn the_last_drop_in_of_four_directories_counts() {
    let system = journald()
        .file(
            "/etc/systemd/journald.conf",
            "[Journal]\nStorage=volatile\n",
        )
        .file(
            "/usr/lib/systemd/journald.conf.d/90-vendor.conf",
            "[Journal]\nStorage=auto\n",
        )
        .file(
            "/run/systemd/journald.conf.d/50.conf",
            "[Journal]\nStorage=none\n",
        )
        .file(
            "/etc/systemd/journald.conf.d/50.conf",
            "[Journal]\nStorage=persistent\n",
        );
    assert_eq!(
        told(&system, STORAGE),
        [
            "auto /usr/lib/systemd/journald.conf.d/90-vendor.conf:2",
            "volatile /etc/systemd/journald.conf:2",
            "persistent /etc/systemd/journald.conf.d/50.conf:2",
        ]
    );
    let masked = system.link("/etc/systemd/journald.conf.d/90-vendor.conf", "/dev/null");
    assert_eq!(
        told(&masked, STORAGE)[0],
        "persistent /etc/systemd/journald.conf.d/50.conf:2"
    );
}

#[test]
fn the_file_that_is_proposed_wins() {
    for vendor in [
        "/usr/lib/systemd/journald.conf",
        "/usr/lib/systemd/journald.conf.d/10-vendor.conf",
        "/usr/lib/systemd/journald.conf.d/60-hardening.conf",
        "/run/systemd/journald.conf.d/90-vendor.conf",
        // Debian 13's own.
        "/usr/lib/systemd/journald.conf.d/syslog.conf",
        "/usr/lib/systemd/journald.conf.d/zz-zz.conf",
        "/usr/lib/systemd/journald.conf.d/zzz.conf",
        "/usr/lib/systemd/journald.conf.d/é.conf",
    ] {
        for line in ["Storage=none", "Storage="] {
            let system = journald().file(vendor, format!("[Journal]\n{line}\n"));
            let file = configured(&system, STORAGE).unwrap().file;
            assert!(file.starts_with("/etc/systemd/journald.conf.d/"), "{file}");
            let fixed = system.file(&file, "[Journal]\nStorage=persistent\n");
            assert_eq!(
                told(&fixed, STORAGE)[0],
                format!("persistent {file}:2"),
                "{vendor}"
            );
        }
    }
}

#[test]
fn only_the_first_main_file_is_read() {
    let vendor = journald().file(
        "/usr/lib/systemd/journald.conf",
        "[Journal]\nStorage=volatile\n",
    );
    assert_eq!(
        told(&vendor, STORAGE),
        ["volatile /usr/lib/systemd/journald.conf:2"]
    );
    let own = vendor.file("/etc/systemd/journald.conf", "[Journal]\n");
    assert_eq!(told(&own, STORAGE), ["-"]);
    assert_eq!(
        configured(&own, STORAGE).unwrap().default.as_deref(),
        Some("auto")
    );
}

#[test]
fn systemd_passes_over_what_it_does_not_understand() {
    let system = journald().file(
        "/etc/systemd/journald.conf",
        "[Journal]\nStorage=persistent\nStorage=forever\n",
    );
    assert_eq!(
        told(&system, STORAGE),
        [
            "persistent /etc/systemd/journald.conf:2",
            "? /etc/systemd/journald.conf:3"
        ]
    );
    let taken_back = system.file(
        "/etc/systemd/journald.conf.d/a.conf",
        "[Journal]\nStorage=\n",
    );
    assert_eq!(told(&taken_back, STORAGE)[0], "-");
}

#[test]
fn a_file_that_cannot_be_read_hides_what_it_may_decide() {
    let closed = journald()
        .file("/etc/systemd/journald.conf.d/50.conf", "?")
        .denied("/etc/systemd/journald.conf.d/50.conf");
    assert!(matches!(
        configured(&closed, STORAGE),
        Err(FactError::Denied(_))
    ));
    let decided = closed.file(
        "/etc/systemd/journald.conf.d/60.conf",
        "[Journal]\nStorage=auto\n",
    );
    assert!(configured(&decided, STORAGE).is_ok());
}

#[test]
fn what_is_not_installed_has_no_settings() {
    let system = Recorded::new().file("/etc/systemd/coredump.conf", "[Coredump]\n");
    assert_eq!(
        configured(&system, "coredump/Coredump/Storage"),
        Err(FactError::Unsupported(
            "systemd-coredump is not installed.".to_owned()
        ))
    );
}

#[test]
fn only_what_is_listed_can_be_named() {
    let system = Recorded::new();
    for name in [
        "dnf/main/proxy_password",
        "shadow/x",
        "apt/Acquire::http::Proxy",
    ] {
        let error = configured(&system, name).unwrap_err();
        assert!(matches!(error, FactError::Failed(_)), "{name}: {error:?}");
    }
    assert_eq!(collected(&system, &[]).settings, Ok(Vec::new()));
}

#[test]
fn limits_are_those_of_all_with_exceptions() {
    let system = Recorded::new()
        .file("/etc/security/limits.conf", "* hard core 1\n")
        .file(
            "/etc/security/limits.d/50.conf",
            "* - core 0\n@dev hard core unlimited\n",
        );
    let setting = configured(&system, "limits/hard/core").unwrap();
    assert_eq!(setting.effective.unwrap().value.as_deref(), Some("0"));
    assert_eq!(setting.exceptions.len(), 1);
    assert_eq!(setting.exceptions[0].who, "@dev");
    assert_eq!(setting.exceptions[0].value.as_deref(), Some("infinity"));
}

#[test]
fn drop_ins_of_login_defs_count_where_its_vendor_has_files() {
    let method = "login.defs/ENCRYPT_METHOD";
    let drop_in = Recorded::new()
        .file("/etc/login.defs", "ENCRYPT_METHOD SHA512\n")
        .file("/etc/login.defs.d/a.defs", "ENCRYPT_METHOD DES\n");
    assert_eq!(told(&drop_in, method), ["sha512 /etc/login.defs:1"]);
    let suse = drop_in.file("/usr/etc/login.defs", "ENCRYPT_METHOD YESCRYPT\n");
    assert_eq!(
        told(&suse, method),
        ["des /etc/login.defs.d/a.defs:1", "sha512 /etc/login.defs:1"]
    );
}

#[test]
fn apt_reads_its_main_file_last() {
    let system = Recorded::new()
        .file("/usr/bin/apt-get", "")
        .file(
            "/etc/apt/apt.conf.d/99x",
            "APT::Install-Recommends \"false\";\nAcquire::http::Proxy \"http://u:hunter2@proxy\";\n",
        )
        .file("/etc/apt/apt.conf", "APT { Install-Recommends \"1\"; };\n");
    assert_eq!(
        told(&system, "apt/APT::Install-Recommends"),
        ["yes /etc/apt/apt.conf:1"]
    );
}

#[test]
fn no_secret_leaves_a_file() {
    let system = Recorded::new()
        .file("/usr/bin/dnf", "")
        .file("/usr/lib/systemd/systemd-journal-upload", "")
        .file(
            "/etc/dnf/dnf.conf",
            "[main]\nproxy=http://shop:hunter2@proxy\nproxy_password = hunter2\ngpgcheck=hunter2\n",
        )
        .file(
            "/etc/systemd/journal-upload.conf",
            "[Upload]\nURL=https://shop:hunter2@logs.example:19532/hunter2\nServerKeyFile=hunter2\n",
        );
    let names = [
        "dnf/main/gpgcheck",
        "journal-upload/Upload/URL",
        "journal-upload/Upload/ServerKeyFile",
    ];
    let facts = collected(&system, &names);
    let shown = format!("{facts:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("https://logs.example:19532"), "{shown}");
}

const AUTOMOUNT: &str = "dconf/org/gnome/desktop/media-handling/automount";

fn desktop() -> Recorded {
    Recorded::new()
        .file("/usr/sbin/gdm3", "")
        .file(
            "/etc/dconf/profile/user",
            "user-db:user\nsystem-db:local # ours\nsystem-db:site\n",
        )
        .file("/etc/dconf/db/local", "GVariant")
        .file("/etc/dconf/db/site", "GVariant")
}

#[test]
fn the_first_database_of_a_profile_counts_and_the_last_file_in_it() {
    let system = desktop()
        .file(
            "/etc/dconf/db/site.d/00-site",
            "[org/gnome/desktop/media-handling]\nautomount=true\n",
        )
        .file(
            "/etc/dconf/db/local.d/00-media",
            "[org/gnome/desktop/media-handling]\nautomount=true\n",
        )
        .file(
            "/etc/dconf/db/local.d/60-media",
            "[org/gnome/desktop/media-handling]\nautomount=false\n",
        )
        .file(
            "/etc/dconf/db/local.d/locks/60-media",
            "/org/gnome/desktop/media-handling/automount\n",
        );
    assert_eq!(
        told(&system, AUTOMOUNT),
        [
            "false /etc/dconf/db/local.d/60-media:2",
            "true /etc/dconf/db/site.d/00-site:2",
            "true /etc/dconf/db/local.d/00-media:2",
        ]
    );
    let lock = AUTOMOUNT.replace("dconf/", "dconf-locks/");
    assert_eq!(
        told(&system, &lock),
        ["yes /etc/dconf/db/local.d/locks/60-media:1"]
    );
    assert_eq!(told(&desktop(), &lock), ["-"]);
}

#[test]
fn a_database_has_what_its_files_had_when_it_was_made() {
    let key_file = "/etc/dconf/db/local.d/60-media";
    let text = "[org/gnome/desktop/media-handling]\nautomount=false\n";
    let stale = desktop()
        .modified("/etc/dconf/db/local", 100)
        .file(key_file, text)
        .modified(key_file, 200);
    let error = configured(&stale, AUTOMOUNT).unwrap_err();
    assert!(error.reason().contains("run `dconf update`"), "{error:?}");
    let made = stale.modified("/etc/dconf/db/local", 300);
    assert_eq!(told(&made, AUTOMOUNT), [format!("false {key_file}:2")]);
    // Never made of them.
    let never = Recorded::new()
        .file("/usr/sbin/gdm", "")
        .file("/etc/dconf/profile/user", "system-db:local\n")
        .file(key_file, text);
    assert_eq!(told(&never, AUTOMOUNT), ["-"]);
}

#[test]
fn debian_makes_the_database_of_its_login_screen_by_itself() {
    let text = "gdm-dconf/org/gnome/login-screen/banner-message-text";
    let system = Recorded::new()
        .file("/usr/sbin/gdm3", "")
        .file(
            "/usr/share/dconf/profile/gdm",
            "user-db:user\nfile-db:/var/lib/gdm3/greeter-dconf-defaults\n",
        )
        .file(
            "/usr/share/gdm/dconf/00-upstream-settings",
            "[org/gnome/x]\n",
        )
        .file(
            "/etc/gdm3/greeter.dconf-defaults",
            "[org/gnome/login-screen]\nbanner-message-text='Call hunter2'\n",
        )
        .link(
            "/usr/share/gdm/dconf/90-debian-settings",
            "/etc/gdm3/greeter.dconf-defaults",
        );
    assert_eq!(
        told(&system, text),
        ["set /usr/share/gdm/dconf/90-debian-settings:2"]
    );
    assert!(!format!("{:?}", configured(&system, text)).contains("hunter2"));
    assert_eq!(
        configured(&Recorded::new(), "gdm/xdmcp/Enable"),
        Err(FactError::Unsupported(
            "GNOME's login screen is not installed.".to_owned()
        ))
    );
}
