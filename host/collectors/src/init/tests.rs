use muster_facts::targets::Targets;
use muster_facts::{FactError, Secrets};
use muster_target::{Command, Context, Recorded, Root, with_collection};

use super::*;

fn facts(system: &dyn System) -> UnitsFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

fn debian() -> Recorded {
    Recorded::new().directory("/run/systemd/system").link(
        "/etc/systemd/system/multi-user.target.wants/app.service",
        "/usr/lib/systemd/system/app.service",
    )
}

fn shown(units: &str) -> Recorded {
    debian().command(
        Command::new(
            "systemctl",
            [
                "show",
                "--all",
                "--property=Id,Names,LoadState,ActiveState,Result",
                "*.service",
                "*.socket",
                "*.timer",
            ],
        ),
        units,
    )
}

fn unit(system: &dyn System, name: &str) -> Unit {
    facts(system).find_unit(name).unwrap().unwrap()
}

#[test]
fn a_unit_is_found_by_each_of_its_names() {
    let system = debian()
        .file("/usr/lib/systemd/system/ssh.service", "[Service]\n")
        .link(
            "/etc/systemd/system/sshd.service",
            "/usr/lib/systemd/system/ssh.service",
        );
    for name in ["ssh", "ssh.service", "sshd", "sshd.service"] {
        assert_eq!(unit(&system, name).name, "ssh.service", "{name}");
    }
    assert_eq!(unit(&system, "ssh").aliases, ["sshd.service"]);
    assert_eq!(facts(&system).find_unit("telnetd").unwrap(), None);
}

#[test]
fn what_runs_is_what_the_init_says() {
    let system = shown(
        "Id=app.service\nNames=app.service\nLoadState=loaded\nActiveState=failed\nResult=signal\n\n\
         Id=run-1.service\nNames=run-1.service\nLoadState=loaded\nActiveState=active\nResult=success\n",
    );
    assert!(facts(&system).overview.unwrap().running);
    let app = unit(&system, "app");
    assert_eq!((app.state.as_str(), app.at_boot), ("failed", Some(true)));
    assert_eq!(app.result.as_deref(), Some("signal"));
    let transient = unit(&system, "run-1");
    assert_eq!(
        (transient.state.as_str(), transient.at_boot),
        ("active", Some(false))
    );
}

#[test]
fn a_host_that_does_not_answer_is_known_by_its_files() {
    for system in [debian(), shown(""), shown("Failed to connect to bus\n")] {
        let found = facts(&system);
        assert!(!found.overview.clone().unwrap().running);
        let app = found.find_unit("app").unwrap().unwrap();
        assert_eq!((app.state.as_str(), app.at_boot), ("unknown", Some(true)));
    }
}

#[test]
fn a_unit_that_another_wants_comes_up_with_it() {
    let system = debian()
        .file(
            "/usr/lib/systemd/system/app.service",
            "[Unit]\nWants=helper.service gone.service\n[Service]\n",
        )
        .file(
            "/usr/lib/systemd/system/helper.service",
            "[Unit]\nRequires=deeper.service\n",
        )
        .file("/usr/lib/systemd/system/deeper.service", "[Service]\n")
        .file("/usr/lib/systemd/system/other.service", "[Service]\n");
    for (name, at_boot) in [("helper", true), ("deeper", true), ("other", false)] {
        assert_eq!(unit(&system, name).at_boot, Some(at_boot), "{name}");
    }
    let masked = system.link("/etc/systemd/system/helper.service", "/dev/null");
    assert_eq!(unit(&masked, "helper").load, "masked");
    assert_eq!(unit(&masked, "helper").at_boot, Some(false));
    assert_eq!(unit(&masked, "deeper").at_boot, Some(false));
}

#[test]
fn what_a_unit_wants_is_read_as_systemd_reads_it() {
    let unit_file = |name: &str| format!("/usr/lib/systemd/system/{name}");
    let system = debian()
        .file(
            unit_file("app.service"),
            "[Unit]\nWants = first.service \\\n  # of the shop\n  second.service\nWants=\n; Wants=never.service\n",
        )
        .file(
            "/etc/systemd/system/app.service.d/10.conf",
            "[Unit]\nRequires=third@db.service\n",
        )
        .file(unit_file("first.service"), "[Service]\n")
        .file(unit_file("second.service"), "[Service]\n")
        .file(unit_file("third@.service"), "[Unit]\nWants=of-%i.service\n")
        .file(unit_file("of-db.service"), "[Service]\n")
        .file(unit_file("never.service"), "[Service]\n");
    for (name, at_boot) in [
        ("first", true),
        ("second", true),
        ("of-db", true),
        ("never", false),
    ] {
        assert_eq!(unit(&system, name).at_boot, Some(at_boot), "{name}");
    }
}

#[test]
fn a_drop_in_that_cannot_be_read_may_want_anything() {
    let drop_in = "/etc/systemd/system/app.service.d/10.conf";
    let system = debian()
        .file("/usr/lib/systemd/system/app.service", "[Service]\n")
        .file("/usr/lib/systemd/system/other.service", "[Service]\n")
        .file(drop_in, "[Unit]\n")
        .denied(drop_in);
    assert_eq!(unit(&system, "app").at_boot, Some(true));
    assert_eq!(unit(&system, "other").at_boot, None);
}

#[test]
fn a_drop_in_says_which_service_a_socket_starts() {
    let unit_file = |name: &str| format!("/usr/lib/systemd/system/{name}");
    let system = debian()
        .file(unit_file("db.socket"), "[Socket]\nListenStream=1\n")
        .file(
            "/etc/systemd/system/db.socket.d/10.conf",
            "[Socket]\nService=postgres.service\n",
        )
        .file(unit_file("postgres.service"), "[Service]\n")
        .file(
            unit_file("dump.timer"),
            "[Timer]\nUnit=first.service\nUnit=second.service\n",
        )
        .file(unit_file("first.service"), "[Service]\n")
        .file(unit_file("second.service"), "[Service]\n")
        .link(
            "/etc/systemd/system/sockets.target.wants/db.socket",
            unit_file("db.socket"),
        )
        .link(
            "/etc/systemd/system/timers.target.wants/dump.timer",
            unit_file("dump.timer"),
        );
    assert_eq!(unit(&system, "postgres").activated_by, ["db.socket"]);
    assert_eq!(unit(&system, "first").activated_by, ["dump.timer"]);
    assert!(unit(&system, "second").activated_by.is_empty());
}

#[test]
fn a_socket_or_timer_at_boot_starts_its_service() {
    let unit_file = |name: &str| format!("/usr/lib/systemd/system/{name}");
    let system = debian()
        .file(unit_file("db.service"), "[Service]\n")
        .file(unit_file("db.socket"), "[Socket]\nListenStream=1\n")
        .file(unit_file("dump.timer"), "[Timer]\nUnit=backup.service\n")
        .file(unit_file("backup.service"), "[Service]\n")
        .file(unit_file("idle.service"), "[Service]\n")
        .file(unit_file("idle.timer"), "[Timer]\nOnCalendar=daily\n")
        .link(
            "/etc/systemd/system/sockets.target.wants/db.socket",
            unit_file("db.socket"),
        )
        .link(
            "/etc/systemd/system/timers.target.wants/dump.timer",
            unit_file("dump.timer"),
        );
    assert_eq!(unit(&system, "db").activated_by, ["db.socket"]);
    assert_eq!(unit(&system, "backup").activated_by, ["dump.timer"]);
    assert_eq!(unit(&system, "dump.timer").kind, "timer");
    assert_eq!(unit(&system, "dump.timer").at_boot, Some(true));
    assert!(unit(&system, "idle").activated_by.is_empty());
    assert_eq!(unit(&system, "idle.timer").at_boot, Some(false));
}

#[test]
fn a_path_at_boot_starts_its_service_and_is_not_asked_for() {
    let unit_file = |name: &str| format!("/usr/lib/systemd/system/{name}");
    let system = shown(
        "Id=cups.service\nNames=cups.service\nLoadState=loaded\nActiveState=inactive\nResult=success\n",
    )
    .file(unit_file("cups.service"), "[Service]\n")
    .file(unit_file("cups.path"), "[Path]\nPathExists=/var/spool/cups\n")
    .link(
        "/etc/systemd/system/multi-user.target.wants/cups.path",
        unit_file("cups.path"),
    );
    assert_eq!(unit(&system, "cups").activated_by, ["cups.path"]);
    let path = unit(&system, "cups.path");
    assert_eq!(
        (path.kind.as_str(), path.at_boot, path.state.as_str()),
        ("path", Some(true), "unknown")
    );
}

#[test]
fn who_asks_the_bus_for_a_name_starts_the_unit_that_it_leads_to() {
    let named = |name: &str, unit: &str| {
        format!("[D-BUS Service]\nName={name}\nExec=/bin/false\nSystemdService={unit}\n")
    };
    let services = "/usr/share/dbus-1/system-services";
    let system = debian()
        .file("/usr/lib/systemd/system/packagekit.service", "[Service]\n")
        .file(
            "/usr/lib/systemd/system/avahi-daemon.service",
            "[Service]\n",
        )
        .file(
            format!("{services}/org.freedesktop.PackageKit.service"),
            named("org.freedesktop.PackageKit", "packagekit.service"),
        )
        .file(
            format!("{services}/org.freedesktop.Avahi.service"),
            named(
                "org.freedesktop.Avahi",
                "dbus-org.freedesktop.Avahi.service",
            ),
        );
    assert_eq!(
        unit(&system, "packagekit").activated_by,
        ["dbus:org.freedesktop.PackageKit"]
    );
    assert!(unit(&system, "avahi-daemon").activated_by.is_empty());
    let enabled = system.clone().link(
        "/etc/systemd/system/dbus-org.freedesktop.Avahi.service",
        "/usr/lib/systemd/system/avahi-daemon.service",
    );
    assert_eq!(
        unit(&enabled, "avahi-daemon").activated_by,
        ["dbus:org.freedesktop.Avahi"]
    );
    let denied = system.directory(services).denied(services);
    assert!(matches!(facts(&denied).units, Err(FactError::Denied(_))));
}

#[test]
fn openrc_keeps_what_runs_in_directories() {
    let system = Recorded::new()
        .file("/run/openrc/softlevel", "default\n")
        .file("/etc/init.d/nginx", "#!/sbin/openrc-run\n")
        .file("/etc/init.d/crond", "#!/sbin/openrc-run\n")
        .file("/etc/init.d/functions.sh", "")
        .link("/etc/runlevels/default/crond", "/etc/init.d/crond")
        .link("/run/openrc/started/crond", "/etc/init.d/crond")
        .link("/run/openrc/failed/nginx", "/etc/init.d/nginx");
    let facts = facts(&system);
    assert_eq!(facts.overview.unwrap().name, "openrc");
    let short: Vec<(String, Option<bool>, String)> = facts
        .units
        .unwrap()
        .into_iter()
        .map(|unit| (unit.name, unit.at_boot, unit.state))
        .collect();
    assert_eq!(
        short,
        [
            ("crond.service".to_owned(), Some(true), "active".to_owned()),
            ("nginx.service".to_owned(), Some(false), "failed".to_owned()),
        ]
    );
}

#[test]
fn without_an_init_there_are_no_units() {
    let found = facts(&Recorded::new().file("/etc/os-release", "ID=debian\n"));
    assert!(matches!(found.units, Err(FactError::Unsupported(_))));
}

/// Where Debian has systemd, whatever `systemctl` takes for enabled comes up at boot, and what it takes for
/// disabled does not.
#[test]
fn this_machine_has_the_units_that_systemctl_lists() {
    if !muster_real::runs("systemctl", &["--version"])
        || !Path::new("/usr/lib/systemd/system").exists()
    {
        return;
    }
    // A copy, so that nothing else of this machine plays a part.
    let folder = tempfile::TempDir::new().unwrap();
    let top = folder.path();
    for directory in ["etc/systemd", "usr/lib/systemd"] {
        std::fs::create_dir_all(top.join(directory)).unwrap();
        let from = Path::new("/").join(directory).join("system");
        run(
            "cp",
            &[
                "-a",
                from.to_str().unwrap(),
                top.join(directory).to_str().unwrap(),
            ],
        );
    }
    std::fs::write(
        top.join("etc/machine-id"),
        "0123456789abcdef0123456789abcdef\n",
    )
    .unwrap();
    std::fs::write(top.join("usr/lib/systemd/systemd"), "").unwrap();
    let found = facts(&Root::open(top).unwrap());
    let units = found.units.clone().unwrap();
    let text = run(
        "systemctl",
        &[
            &format!("--root={}", top.display()),
            "list-unit-files",
            "--no-legend",
            "--no-pager",
            "--type=service,socket,timer",
        ],
    );
    let mut compared = 0;
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let (Some(name), Some(state)) = (words.next(), words.next()) else {
            continue;
        };
        // A template is not a unit until it is instantiated.
        if name.contains("@.") || state == "alias" {
            continue;
        }
        let unit = found.find_unit(name).unwrap().unwrap_or_else(|| {
            let known: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
            panic!("{name} is not among {known:?}")
        });
        match state {
            "enabled" => assert_eq!(unit.at_boot, Some(true), "{name}"),
            "masked" => assert_eq!(unit.load, "masked", "{name}"),
            // What another unit wants comes up without being enabled.
            _ => {}
        }
        compared += 1;
    }
    assert!(compared > 10, "{compared} of {}", units.len());
}

fn run(program: &str, arguments: &[&str]) -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "the real program is the oracle, and a skipped comparison must be seen"
    )]
    let output = std::process::Command::new(program)
        .args(arguments)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_init_that_is_only_installed_does_not_run() {
    let runit = Recorded::new().directory("/run/runit/supervise");
    assert!(is_booted(&runit, "runit"));
    assert!(!is_booted(&runit, "systemd"));
    assert!(!is_booted(&runit, "openrc"));
    let systemd = Recorded::new().directory("/run/systemd/system");
    assert!(is_booted(&systemd, "systemd"));
    assert!(is_booted(&Recorded::new(), "sysv"));
}
