use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, with_collection};

use super::*;

const UNIT: &str = "[Unit]\nExecStart=/no\n[Service]\nEnvironmentFile=-/etc/default/ssh\n\
    ExecStartPre=/usr/sbin/sshd -t\nExecStart=/usr/sbin/sshd -D $SSHD_OPTS\n";

fn debian() -> Recorded {
    Recorded::new()
        .file("/usr/lib/systemd/system/ssh.service", UNIT)
        .link(
            "/etc/systemd/system/sshd.service",
            "/usr/lib/systemd/system/ssh.service",
        )
}

fn process(system: Recorded, pid: u32, line: &str) -> Recorded {
    system
        .file(format!("/proc/{pid}/comm"), "sshd\n")
        .file(format!("/proc/{pid}/cmdline"), line)
}

fn all_of(system: &Recorded) -> Result<Ways, FactError> {
    let secrets = Secrets::default();
    let targets = Targets::default();
    let context = Context::recorded(system, &targets, &secrets);
    with_collection(context, &[crate::COLLECTORS], |collection| {
        all(collection, false)
    })
}

/// `when config: line @place:line, …` of each way.
fn ways(system: &Recorded) -> Vec<String> {
    let all = all_of(system).unwrap();
    all.known
        .iter()
        .map(|way| {
            let given: Vec<String> = way
                .given
                .iter()
                .filter_map(|given| Some(format!("{} @{}", given.line()?, place(&given.source))))
                .collect();
            format!(
                "{:?} {}: {}",
                way.when,
                way.config.as_deref().unwrap_or(Path::new("none")).display(),
                given.join(", ")
            )
        })
        .collect()
}

fn failure(system: &Recorded) -> String {
    all_of(system).unwrap_err().reason().to_owned()
}

#[test]
fn a_unit_gets_its_options_from_its_files() {
    let system = debian().file(
        "/etc/default/ssh",
        "# x\nSSHD_OPTS=\"-p 2222 -oUsePAM=no\"\n",
    );
    assert_eq!(
        ways(&system),
        ["Next /etc/ssh/sshd_config: Port 2222 @/etc/default/ssh:2, UsePAM=no @/etc/default/ssh:2"]
    );
    // The unit does not read it.
    let other = Recorded::new()
        .file(
            "/usr/lib/systemd/system/sshd.service",
            "[Service]\nExecStart=/usr/sbin/sshd -D -o UsePAM=yes\n",
        )
        .file("/etc/default/ssh", "SSHD_OPTS=-4\n");
    assert_eq!(
        ways(&other),
        ["Next /etc/ssh/sshd_config: UsePAM=yes @/usr/lib/systemd/system/sshd.service:2"]
    );
}

#[test]
fn drop_ins_replace_the_command_and_its_variables() {
    let system = debian().file("/etc/default/ssh", "SSHD_OPTS=-4\n").file(
        "/etc/systemd/system/ssh.service.d/a.conf",
        "[Service]\nExecStart=\nExecStart=-/usr/sbin/sshd -D -f ${FILE} \\\n  $MORE\n\
             Environment=FILE=/etc/ssh/other \"MORE=-o 'Banner /x y'\"\n",
    );
    assert_eq!(
        ways(&system),
        ["Next /etc/ssh/other: Banner /x y @/etc/systemd/system/ssh.service.d/a.conf:5"]
    );
    // The word behind an `@` command is the name that the program gets.
    let named = debian().file(
        "/etc/systemd/system/ssh.service.d/a.conf",
        "[Service]\nExecStart=\nExecStart=@/usr/sbin/sshd sshd -D -4\n",
    );
    assert_eq!(
        ways(&named),
        [
            "Next /etc/ssh/sshd_config: AddressFamily inet @/etc/systemd/system/ssh.service.d/a.conf:3"
        ]
    );
    let masked = system.link("/etc/systemd/system/ssh.service.d/b.conf", "/dev/null");
    assert_eq!(ways(&masked).len(), 1);
}

#[test]
fn without_a_unit_the_files_of_the_service_manager_count() {
    for (path, text) in [
        ("/etc/default/ssh", "SSHD_OPTS='-o UsePAM=no'\n"),
        ("/etc/sysconfig/sshd", "OPTIONS=\"-o UsePAM=no\"\n"),
        ("/etc/sysconfig/sshd", "CRYPTO_POLICY='-oUsePAM=no'\n"),
        (
            "/etc/crypto-policies/back-ends/opensshserver.config",
            "CRYPTO_POLICY='-oUsePAM=no'\n",
        ),
        (
            "/etc/sysconfig/sshd-permitrootlogin",
            "PERMITROOTLOGIN=\"-oUsePAM=no\"\n",
        ),
        ("/etc/sysconfig/ssh", "SSHD_OPTS=\"-o UsePAM=no\"\n"),
        ("/etc/conf.d/sshd", "SSHD_OPTS=\"-o UsePAM=no\"\n"),
        ("/etc/conf.d/sshd", "command_args=\"-o UsePAM=no\"\n"),
    ] {
        let found = ways(&Recorded::new().file(path, text));
        assert_eq!(
            found,
            [format!("Next /etc/ssh/sshd_config: UsePAM=no @{path}:1")]
        );
    }
    let openrc = Recorded::new().file("/etc/conf.d/sshd", "SSHD_CONFDIR=/srv/ssh/\n");
    assert_eq!(ways(&openrc), ["Next /srv/ssh/sshd_config: "]);
    assert_eq!(ways(&Recorded::new()), ["Next /etc/ssh/sshd_config: "]);
}

#[test]
fn the_running_server_comes_before_what_is_started_next() {
    let system = process(debian(), 812, "/usr/sbin/sshd\0-D\0-o\0UsePAM=yes\0");
    let expected = [
        "Now /etc/ssh/sshd_config: UsePAM=yes @/proc/812/cmdline",
        "Next /etc/ssh/sshd_config: ",
    ];
    assert_eq!(ways(&system), expected);
    // As the server names itself, beside a session, a test and a child of its own.
    let title = "sshd: /usr/sbin/sshd -D -o UsePAM=yes [listener] 0 of 10-100 startups\0\0\0";
    let system = process(debian(), 812, title);
    let system = process(system, 813, "sshd: root@pts/0\0\0");
    let system = process(system, 814, "sshd\0-T\0-o\0UsePAM=no\0");
    let system = process(system, 815, "/usr/sbin/sshd\0-D\0-R\0");
    assert_eq!(ways(&system), expected);
    let same = process(
        debian(),
        812,
        "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100",
    );
    assert_eq!(ways(&same), ["Now /etc/ssh/sshd_config: "]);
}

#[test]
fn the_server_of_a_container_is_another_host_s() {
    let system = process(debian(), 900, "/usr/sbin/sshd\0-D\0-4\0")
        .link("/proc/self/ns/pid", "pid:[1]")
        .link("/proc/900/ns/pid", "pid:[2]");
    assert_eq!(ways(&system), ["Next /etc/ssh/sshd_config: "]);
}

#[test]
fn what_is_not_understood_is_an_error_without_arguments() {
    let unit = |line: &str| {
        Recorded::new().file(
            "/etc/systemd/system/ssh.service",
            format!("[Service]\n{line}\n"),
        )
    };
    for line in [
        "ExecStart=/bin/sh -c 'sshd -o Banner=hunter2'",
        "ExecStart=/bin/sh -c 'exec /usr/sbin/sshd -o Banner=hunter2; true'",
        "ExecStart=/usr/sbin/sshd -D -o 'Banner=hunter2",
        "ExecStart=/usr/sbin/sshd -z hunter2",
        "ExecStart=/usr/sbin/sshd -o Banner=%i",
        "ExecStart=/usr/sbin/sshd -D hunter2",
        "EnvironmentFile=/etc/gone\nExecStart=/usr/sbin/sshd -D $X",
    ] {
        let reason = failure(&unit(line));
        assert!(!reason.contains("hunter2"), "{reason}");
    }
    let shell = Recorded::new().file("/etc/conf.d/sshd", "SSHD_OPTS=\"$(hunter2)\"\n");
    assert!(failure(&shell).starts_with("/etc/conf.d/sshd:1"));
    let running = process(debian(), 812, "/usr/sbin/sshd\0-D\0hunter2\0");
    assert!(failure(&running).starts_with("/proc/812/cmdline"));
}

#[test]
fn what_hands_on_to_sshd_and_what_systemd_fills_in_is_understood() {
    let unit = |lines: &str| {
        Recorded::new()
            .file(
                "/etc/systemd/system/ssh.service",
                format!("[Service]\n{lines}\n"),
            )
            .file("/etc/default/ssh", "SSHD_OPTS=-4\n")
            .file("/etc/sshd.d/10-port", "PORT=\"-p 2222\"\n")
    };
    let options = |lines: &str| {
        let found = all_of(&unit(lines)).unwrap();
        assert!(found.unclear.is_empty());
        found.known[0].words().join(" ")
    };
    let files = "EnvironmentFile=-%E/default/ssh\nEnvironmentFile=/etc/sshd.d/*\n";
    for start in [
        "ExecStart=/usr/bin/env LANG=C /usr/sbin/sshd -D $SSHD_OPTS $PORT",
        "ExecStart=/sbin/ip vrf exec mgmt /usr/sbin/sshd -D $SSHD_OPTS $PORT",
        "ExecStart=/bin/sh -c 'exec /usr/sbin/sshd -D $$SSHD_OPTS $PORT'",
    ] {
        assert_eq!(options(&format!("{files}{start}")), "-4 -p 2222", "{start}");
    }
    let file = options("ExecStart=/usr/sbin/sshd -D -o Banner=%E/%%/banner");
    assert_eq!(file, "-o Banner=/etc/%/banner");
}

#[test]
fn where_a_server_runs_only_the_next_start_is_unclear() {
    let system = Recorded::new().file(
        "/etc/systemd/system/ssh.service",
        "[Service]\nExecStart=/usr/local/bin/start-sshd hunter2\n",
    );
    assert!(failure(&system).contains("/etc/systemd/system/ssh.service:2"));
    let running = process(
        system,
        812,
        "sshd: /usr/sbin/sshd -D -p 2222 [listener] 0 of 10-100 startups\0",
    );
    let found = all_of(&running).unwrap();
    assert_eq!(found.known.len(), 1);
    assert_eq!(found.known[0].when, When::Now);
    let [unclear] = found.unclear.as_slice() else {
        panic!("{:?}", found.unclear);
    };
    assert_eq!(place(&unclear.source), "/etc/systemd/system/ssh.service:2");
    assert!(!unclear.why.contains("hunter2"));
}

#[test]
fn drop_ins_count_for_the_names_that_the_unit_has() {
    let with = "[Service]\nExecStart=\nExecStart=/usr/sbin/sshd -D -p 2222\n";
    let under = |system: Recorded, name: &str| {
        ways(&system.file(format!("/etc/systemd/system/{name}.d/port.conf"), with))
    };
    let fedora = || {
        Recorded::new().file(
            "/usr/lib/systemd/system/sshd.service",
            "[Service]\nExecStart=/usr/sbin/sshd -D\n",
        )
    };
    let own =
        ["Next /etc/ssh/sshd_config: Port 2222 @/etc/systemd/system/sshd.service.d/port.conf:3"];
    assert_eq!(under(fedora(), "sshd.service"), own);
    // What a playbook for Debian leaves behind.
    let other = ["Next /etc/ssh/sshd_config: "];
    assert_eq!(under(fedora(), "ssh.service"), other);
    let not_enabled = Recorded::new().file("/usr/lib/systemd/system/ssh.service", UNIT);
    assert_eq!(under(not_enabled, "sshd.service"), other);
    assert_eq!(under(debian(), "sshd.service"), own);
}

#[test]
fn a_second_unit_that_starts_sshd_is_judged_too() {
    let second = |unit: &str, wanted: bool| {
        let file = "/etc/systemd/system/sshd-internal.service";
        let system = debian().file(file, format!("[Service]\n{unit}\n"));
        let wants = "/etc/systemd/system/multi-user.target.wants";
        let system = system.link(
            format!("{wants}/cron.service"),
            "/usr/lib/systemd/system/cron.service",
        );
        ways(&match wanted {
            true => system.link(format!("{wants}/sshd-internal.service"), file),
            false => system,
        })
    };
    let first = "Next /etc/ssh/sshd_config: ";
    let start = "ExecStart=/usr/sbin/sshd -D -f /etc/ssh/internal";
    assert_eq!(second(start, true), [first, "Next /etc/ssh/internal: "]);
    for (unit, wanted) in [
        (start, false),
        ("ExecStart=/usr/sbin/sshd -t", true),
        (
            "ExecStart=/usr/bin/podman run jump /usr/sbin/sshd -D -p 2222",
            true,
        ),
        (
            "RootDirectory=/srv/jail\nExecStart=/usr/sbin/sshd -D -p 2222",
            true,
        ),
        ("ExecStart=/usr/sbin/sshd-report", true),
    ] {
        assert_eq!(second(unit, wanted), [first], "{unit}");
    }
}
