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

/// `DAEMON KIND NAME LINE` of each source.
fn named(system: &dyn System) -> Vec<String> {
    let sources = facts(system).sources.unwrap().into_iter();
    sources
        .map(|one| {
            let line = one.source.line.unwrap_or_default();
            format!("{} {} {} {line}", one.daemon, one.kind, one.name)
        })
        .collect()
}

#[test]
fn chrony_has_servers_in_several_files() {
    let system = Recorded::new()
        .file(
            "/etc/chrony/chrony.conf",
            "confdir /etc/chrony/conf.d\nsourcedir /run/chrony-dhcp\nsourcedir /etc/chrony/sources.d\n\
             ! server commented.example\nrefclock PHC /dev/ptp0 poll 2\nserver a.example key 5 iburst\n",
        )
        .file("/etc/chrony/conf.d/a.conf", "Pool b.example iburst\nuser nobody\n")
        .file("/etc/chrony/sources.d/c.sources", "peer c.example\n")
        .file("/run/chrony-dhcp/eth0.sources", "server 192.0.2.1\n");
    let mut found = named(&system);
    found.sort();
    assert_eq!(
        found,
        [
            "chrony device PHC 5",
            "chrony network  1",
            "chrony peer c.example 1",
            "chrony pool b.example 1",
            "chrony server a.example 6",
            "systemd-timesyncd fallback  0",
        ]
    );
    let account = |system: &dyn System| facts(system).chrony_account.unwrap().map(|one| one.name);
    assert_eq!(account(&system).as_deref(), Some("nobody"));
    let options = system.file("/etc/default/chrony", "DAEMON_OPTS=\"-F 1 -u root\"\n");
    assert_eq!(account(&options).as_deref(), Some("root"));
    assert_eq!(account(&Recorded::new()), None);
}

#[test]
fn timesyncd_falls_back_to_its_own_servers() {
    let file = "/etc/systemd/timesyncd.conf";
    let plain = Recorded::new().file(file, "[Time]\n#NTP=\n");
    assert_eq!(named(&plain), ["systemd-timesyncd fallback  0"]);
    assert_eq!(named(&Recorded::new()), ["systemd-timesyncd fallback  0"]);
    let set = plain
        .file(
            "/etc/systemd/timesyncd.conf.d/50.conf",
            "[Time]\nNTP=a.example b.example\nFallbackNTP=\n",
        )
        .file("/run/systemd/netif/state", "OPER_STATE=up\nNTP=192.0.2.1\n");
    assert_eq!(
        named(&set),
        [
            "systemd-timesyncd server a.example 2",
            "systemd-timesyncd server b.example 2",
            "systemd-timesyncd network  2",
        ]
    );
}

#[test]
fn other_programs_name_servers_in_their_own_way() {
    let system = Recorded::new()
        .file(
            "/etc/ntpsec/ntp.conf",
            "pool -4 0.example iburst\nserver 127.127.28.0\n",
        )
        .file("/etc/openntpd/ntpd.conf", "servers o.example\nsensor *\n")
        .file("/etc/conf.d/ntpd", "NTPD_OPTS=\"-N -p p.example\"\n");
    assert_eq!(
        named(&system),
        [
            "systemd-timesyncd fallback  0",
            "ntpsec pool 0.example 1",
            "ntpsec device 127.127.28.0 2",
            "openntpd pool o.example 1",
            "openntpd device ? 2",
            "busybox server p.example 1",
        ]
    );
}
