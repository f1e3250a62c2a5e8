use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, with_collection};

use super::*;

fn facts(system: &dyn System) -> Fact<Vec<(String, String, bool, String)>> {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    let found = with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    );
    let describe = |one: Setting| {
        let line = one.source.line.unwrap_or_default();
        (
            one.program,
            one.key,
            one.on,
            format!("{}:{line}", one.source.name),
        )
    };
    Ok(found.settings?.into_iter().map(describe).collect())
}

fn apt_of(system: &Recorded) -> Vec<(String, bool)> {
    let found = facts(system).unwrap().into_iter();
    found.map(|(_, key, on, _)| (key, on)).collect()
}

#[test]
fn the_last_file_of_apt_that_sets_something_counts() {
    let system = Recorded::new()
        .file(
            "/etc/apt/apt.conf.d/20auto-upgrades",
            "APT::Periodic::Update-Package-Lists \"1\";\nAPT::Periodic::Unattended-Upgrade \"1\";\n",
        )
        .file(
            "/etc/apt/apt.conf.d/10periodic",
            "APT::Periodic::Unattended-Upgrade \"0\";\n",
        )
        .file(
            "/etc/apt/apt.conf.d/99off.disabled",
            "APT::Periodic::Enable \"0\";\n",
        );
    assert_eq!(
        facts(&system).unwrap(),
        [
            (
                "apt".to_owned(),
                "update-package-lists".to_owned(),
                true,
                "/etc/apt/apt.conf.d/20auto-upgrades:1".to_owned()
            ),
            (
                "apt".to_owned(),
                "unattended-upgrade".to_owned(),
                true,
                "/etc/apt/apt.conf.d/20auto-upgrades:2".to_owned()
            ),
        ]
    );
    let main = system.file(
        "/etc/apt/apt.conf",
        "APT::Periodic { Enable \"0\"; Unattended-Upgrade \"0\"; };\n",
    );
    assert_eq!(
        apt_of(&main),
        [
            ("enable".to_owned(), false),
            ("update-package-lists".to_owned(), true),
            ("unattended-upgrade".to_owned(), false),
        ]
    );
}

#[test]
fn an_interval_is_a_number_of_some_unit() {
    for (value, is_on) in [
        ("1", true),
        ("7d", true),
        ("12h", true),
        ("always", true),
        ("0", false),
        ("", false),
        ("no", false),
        ("d", false),
    ] {
        assert_eq!(is_interval(value), is_on, "{value}");
    }
}

#[test]
fn dnf_and_yum_say_whether_updates_are_applied() {
    let system = Recorded::new()
        .file(
            "/etc/dnf/automatic.conf",
            "[commands]\nupgrade_type = security\napply_updates = yes\n[email]\napply_updates = no\n",
        )
        .file("/etc/yum/yum-cron.conf", "[commands]\napply_updates=no\n");
    let found = facts(&system).unwrap();
    assert_eq!(
        found,
        [
            (
                "dnf".to_owned(),
                "apply-updates".to_owned(),
                true,
                "/etc/dnf/automatic.conf:3".to_owned()
            ),
            (
                "yum".to_owned(),
                "apply-updates".to_owned(),
                false,
                "/etc/yum/yum-cron.conf:2".to_owned()
            ),
        ]
    );
    assert!(facts(&Recorded::new()).unwrap().is_empty());
}

#[test]
fn what_is_not_read_makes_all_of_it_unknown() {
    let file = "/etc/apt/apt.conf.d/99local";
    for system in [
        Recorded::new().file(file, "APT::Periodic::Enable \"0\"\n"),
        Recorded::new().file(file, "#include \"/etc/apt/more\";\n"),
        Recorded::new().file(file, "").denied(file),
    ] {
        assert!(facts(&system).is_err());
    }
}
