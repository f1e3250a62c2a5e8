use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Output, Recorded, with_collection};
use proptest::prelude::*;

use super::*;

fn facts(system: &dyn System) -> ClockFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

fn enabled(name: &str) -> Recorded {
    Recorded::new().directory("/run/systemd/system").link(
        format!("/etc/systemd/system/multi-user.target.wants/{name}.service"),
        format!("/usr/lib/systemd/system/{name}.service"),
    )
}

fn daemons(system: &Recorded) -> Vec<(String, Option<bool>)> {
    let found = facts(system).daemons.unwrap();
    found
        .into_iter()
        .map(|daemon| (daemon.name, daemon.at_boot))
        .collect()
}

fn timedatectl() -> Command {
    Command::new(
        "timedatectl",
        ["show", "--property=NTPSynchronized", "--value"],
    )
}

#[test]
fn each_distribution_has_a_name_for_the_program_that_keeps_the_clock() {
    for (unit, name) in [
        ("systemd-timesyncd", "systemd-timesyncd"),
        ("chrony", "chrony"),
        ("chronyd", "chrony"),
        ("ntpsec", "ntpsec"),
        ("ntp", "ntpd"),
        ("ntpd", "ntpd"),
        ("openntpd", "openntpd"),
    ] {
        assert_eq!(daemons(&enabled(unit)), [(name.to_owned(), Some(true))]);
    }
    assert_eq!(daemons(&enabled("cron")), []);
}

#[test]
fn one_with_two_names_is_one() {
    let system = enabled("ntpsec")
        .file("/usr/lib/systemd/system/ntpsec.service", "[Service]\n")
        .link(
            "/etc/systemd/system/ntp.service",
            "/usr/lib/systemd/system/ntpsec.service",
        );
    assert_eq!(daemons(&system), [("ntpsec".to_owned(), Some(true))]);
}

#[test]
fn one_that_is_masked_or_removed_is_not_there() {
    let masked = enabled("chrony").link("/etc/systemd/system/chrony.service", "/dev/null");
    assert_eq!(daemons(&masked), []);
    let removed = enabled("chrony").file(
        "/var/lib/dpkg/status",
        "Package: chrony\nStatus: deinstall ok config-files\nVersion: 4.3\n",
    );
    assert_eq!(daemons(&removed), []);
}

#[test]
fn the_script_of_alpine_starts_the_one_of_busybox() {
    let system = Recorded::new()
        .file("/etc/init.d/ntpd", "")
        .link("/etc/runlevels/default/ntpd", "/etc/init.d/ntpd");
    let alpine = system
        .clone()
        .file("/lib/apk/db/installed", "P:busybox\nV:1.37.0-r18\n\n");
    assert_eq!(daemons(&alpine), [("busybox".to_owned(), Some(true))]);
    assert_eq!(daemons(&system), [("ntpd".to_owned(), Some(true))]);
}

#[test]
fn whoever_can_say_so_says_whether_the_clock_is_in_step() {
    let system = Recorded::new().directory("/run/systemd/system");
    let said = |word: &str| facts(&system.clone().command(timedatectl(), word)).synchronised;
    assert_eq!(said("yes\n"), Ok(true));
    assert_eq!(said("no\n"), Ok(false));
    assert!(matches!(said("perhaps\n"), Err(FactError::Failed(_))));
    let missing = Err(RunError::NotInstalled {
        program: "timedatectl".to_owned(),
    });
    let without = system.clone().outcome(timedatectl(), missing);
    assert!(matches!(
        facts(&without).synchronised,
        Err(FactError::Unsupported(_))
    ));
    let chronyc = |leap: &str| {
        let line = format!("C0A80001,192.0.2.1,3,1780315200.1,0.1,0.1,0.1,1,1,1,1,1,64.0,{leap}\n");
        let command = Command::new("chronyc", ["-c", "tracking"]);
        facts(&without.clone().command(command, line)).synchronised
    };
    assert_eq!(chronyc("Normal"), Ok(true));
    assert_eq!(chronyc("Not synchronised"), Ok(false));
    let touched = without.file(TIMESYNCD, "");
    assert_eq!(facts(&touched).synchronised, Ok(true));
    let failed = Output {
        status: 1,
        stdout: Vec::new(),
        stderr: Vec::new(),
    };
    let refused = system.outcome(timedatectl(), Ok(failed));
    assert!(matches!(
        facts(&refused).synchronised,
        Err(FactError::Failed(_))
    ));
}

#[test]
fn a_container_has_no_clock_of_its_own() {
    let system = enabled("chrony").file("/.dockerenv", "");
    let found = facts(&system);
    assert!(matches!(found.daemons, Err(FactError::Unsupported(_))));
    assert!(matches!(found.synchronised, Err(FactError::Unsupported(_))));
}

#[test]
fn the_time_is_that_of_the_recording() {
    let system = Recorded::new();
    assert!(matches!(facts(&system).now, Err(FactError::Failed(_))));
    assert_eq!(facts(&system.at(17)).now, Ok(17));
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "(?s).{0,200}") {
        let _ = tracking(&text);
    }
}
