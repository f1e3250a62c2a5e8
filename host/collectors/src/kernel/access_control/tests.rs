use muster_facts::targets::Targets;
use muster_facts::{AccessControlFacts, FactError, Secrets};
use muster_target::{Context, Recorded, System, with_collection};
use proptest::prelude::*;

use super::*;

fn facts(system: &dyn System) -> AccessControlFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

#[test]
fn profiles_have_a_mode() {
    let system = Recorded::new()
        .directory("/sys/module")
        .file(APPARMOR, "Y\n")
        .file(
            PROFILES,
            "/usr/sbin/chronyd (enforce)\na (b) (complain)\n:lxd:x (enforce)\nflatpak (unconfined)\nz (new)\n",
        )
        .file("/etc/apparmor.d/force-complain/usr.sbin.chronyd", "")
        .file("/etc/apparmor.d/force-complain/usr.bin.a~", "");
    let found = facts(&system);
    assert_eq!(found.apparmor, Ok(true));
    let profiles: Vec<String> = found
        .apparmor_profiles
        .unwrap()
        .into_iter()
        .map(|one| format!("{} {}", one.name, one.mode))
        .collect();
    assert_eq!(
        profiles,
        [
            "/usr/sbin/chronyd enforce",
            "a (b) complain",
            "flatpak unconfined",
            "z other"
        ]
    );
    assert_eq!(found.apparmor_complaining.unwrap().len(), 1);
}

#[test]
fn a_kernel_without_apparmor_does_not_use_it() {
    let off = Recorded::new().directory("/sys/module");
    assert_eq!(facts(&off).apparmor, Ok(false));
    assert_eq!(facts(&off.file(APPARMOR, "N\n")).apparmor, Ok(false));
    for nothing in [
        Recorded::new(),
        Recorded::new()
            .directory("/sys/module")
            .file("/.dockerenv", ""),
    ] {
        let found = facts(&nothing);
        assert!(matches!(found.apparmor, Err(FactError::Unsupported(_))));
        assert!(matches!(found.selinux, Err(FactError::Unsupported(_))));
    }
    let odd = Recorded::new()
        .directory("/sys/module")
        .file(PROFILES, "x\n");
    assert!(matches!(
        facts(&odd).apparmor_profiles,
        Err(FactError::Failed(_))
    ));
}

#[test]
fn selinux_runs_in_a_mode() {
    for (enforce, mode) in [("1", "enforcing"), ("0", "permissive")] {
        let system = Recorded::new()
            .directory("/sys/module")
            .file("/sys/fs/selinux/enforce", enforce);
        assert_eq!(facts(&system).selinux.unwrap().mode, mode);
    }
    let off = Recorded::new().directory("/sys/module");
    assert_eq!(facts(&off).selinux.unwrap().mode, "disabled");
}

#[test]
fn the_first_mode_of_selinux_counts() {
    for (text, mode, policy, line) in [
        (
            "# SELINUX= can be\nSELINUX=enforcing\nSELINUX=disabled\nSELINUXTYPE=targeted \n",
            "enforcing",
            Some("targeted"),
            Some(2),
        ),
        (" SELINUX=disabled\n", "permissive", None, None),
        ("SELINUX=on\nSELINUX=Disabled\n", "disabled", None, Some(2)),
        ("SELINUX=off\nSELINUXTYPE=a b\n", "other", None, Some(1)),
    ] {
        let system = Recorded::new().file(SELINUX_CONFIGURATION, text);
        let found = facts(&system).selinux_configuration.unwrap().unwrap();
        assert_eq!(
            (
                found.mode.as_str(),
                found.policy.as_deref(),
                found.source.line
            ),
            (mode, policy, line),
            "{text}"
        );
    }
    assert_eq!(facts(&Recorded::new()).selinux_configuration, Ok(None));
}

proptest! {
    #[test]
    fn no_line_makes_the_reader_panic(line in "[a( )é]{0,20}") {
        let _ = parse_profile(&line);
    }
}
