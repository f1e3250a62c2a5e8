use muster_facts::sysctl::{BootValue, RunningValue};
use muster_facts::targets::Targets;
use muster_facts::{FactError, Secrets, SysctlFacts};
use muster_target::{Context, Recorded, System, with_collection};

use super::*;

fn facts(system: &dyn System, names: &[&str]) -> SysctlFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        |collection| collect_keys(collection, names.iter().copied()),
    )
}

fn systemd() -> Recorded {
    Recorded::new().directory("/run/systemd/system")
}

fn boot(system: &Recorded, name: &str) -> BootValue {
    facts(system, &[name])
        .at_boot
        .remove(name)
        .unwrap()
        .unwrap()
}

fn running(system: &Recorded, name: &str) -> Result<RunningValue, FactError> {
    facts(system, &[name]).running.remove(name).unwrap()
}

/// The value that counts with its file and line.
fn winner(system: &Recorded, name: &str) -> Option<String> {
    let line = boot(system, name).effective?;
    Some(format!(
        "{} {}:{} {}",
        line.value.unwrap_or_default(),
        line.source.name,
        line.source.line.unwrap_or_default(),
        line.applied_by
    ))
}

const KPTR: &str = "kernel.kptr_restrict";

#[test]
fn an_override_beats_the_file_of_the_distribution() {
    let system = systemd()
        .file(
            "/usr/lib/sysctl.d/50-redhat.conf",
            "kernel.kptr_restrict = 1\n",
        )
        .file(
            "/etc/sysctl.d/90-hardening.conf",
            "# ours\nkernel/kptr_restrict=2\n",
        );
    assert_eq!(
        winner(&system, KPTR).as_deref(),
        Some("2 /etc/sysctl.d/90-hardening.conf:2 systemd")
    );
    let shadowed = boot(&system, KPTR).shadowed;
    assert_eq!(shadowed.len(), 1);
    assert_eq!(
        shadowed[0].source.text.as_deref(),
        Some("kernel.kptr_restrict = 1")
    );
    // A file of the same name takes its place, and so does one that is switched off.
    let replaced = system.clone().file("/etc/sysctl.d/50-redhat.conf", "");
    assert_eq!(boot(&replaced, KPTR).shadowed, []);
    let off = system
        .link("/run/sysctl.d/90-hardening.conf", "/dev/null")
        .special("/dev/null")
        .link("/etc/sysctl.d/90-hardening.conf", "/dev/null");
    assert_eq!(
        winner(&off, KPTR).as_deref(),
        Some("1 /usr/lib/sysctl.d/50-redhat.conf:1 systemd")
    );
}

#[test]
fn ufw_has_the_last_word() {
    let name = "net.ipv4.conf.all.log_martians";
    let system = systemd()
        .file(
            "/etc/sysctl.d/99-z.conf",
            "net.ipv4.conf.all.log_martians = 1\n",
        )
        .file("/etc/ufw/ufw.conf", "ENABLED=yes\n")
        .file("/etc/default/ufw", "IPT_SYSCTL=/etc/ufw/sysctl.conf\n")
        .file("/etc/ufw/sysctl.conf", "net/ipv4/conf/all/log_martians=0\n");
    assert_eq!(
        winner(&system, name).as_deref(),
        Some("0 /etc/ufw/sysctl.conf:1 ufw")
    );
    let own = Some("1 /etc/sysctl.d/99-z.conf:1 systemd");
    let off = system.clone().file("/etc/ufw/ufw.conf", "ENABLED=no\n");
    assert_eq!(winner(&off, name).as_deref(), own);
    let empty = system.clone().file("/etc/default/ufw", "IPT_SYSCTL=\"\"\n");
    assert_eq!(winner(&empty, name).as_deref(), own);
    let silent = system.file("/etc/ufw/sysctl.conf", "#\n");
    assert_eq!(winner(&silent, name).as_deref(), own);
}

#[test]
fn sysctl_conf_counts_where_somebody_reads_it() {
    let conf = Recorded::new().file("/etc/sysctl.conf", "kernel.kptr_restrict = 2\n");
    let systemd = conf.clone().directory("/run/systemd/system");
    assert_eq!(winner(&systemd, KPTR), None);
    assert_eq!(boot(&systemd, KPTR).unread[0].source.line, Some(1));
    let linked = systemd.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
    assert_eq!(
        winner(&linked, KPTR).as_deref(),
        Some("2 /etc/sysctl.d/99-sysctl.conf:1 systemd")
    );
    assert_eq!(boot(&linked, KPTR).unread, []);
    // procps and OpenRC read it last.
    let procps = conf
        .clone()
        .file("/etc/sysctl.d/zz.conf", "kernel.kptr_restrict=1\n");
    assert_eq!(
        winner(&procps, KPTR).as_deref(),
        Some("2 /etc/sysctl.conf:1 procps")
    );
    let openrc = conf
        .directory("/run/openrc/started")
        .file("/run/openrc/softlevel", "default")
        .file("/etc/init.d/sysctl", "");
    let started = openrc
        .clone()
        .link("/etc/runlevels/boot/sysctl", "/etc/init.d/sysctl");
    assert_eq!(
        winner(&started, KPTR).as_deref(),
        Some("2 /etc/sysctl.conf:1 openrc")
    );
    let idle = openrc.link("/etc/runlevels/boot/hostname", "/etc/init.d/hostname");
    assert_eq!(winner(&idle, KPTR), None);
    assert_eq!(boot(&idle, KPTR).unread.len(), 1);
}

#[test]
fn a_masked_service_sets_nothing() {
    let system = systemd()
        .link("/etc/systemd/system/systemd-sysctl.service", "/dev/null")
        .file("/etc/sysctl.d/a.conf", "kernel.kptr_restrict=1\n");
    assert_eq!(winner(&system, KPTR), None);
    let overview = facts(&system, &[]).overview.unwrap();
    assert_eq!(overview.applied_by, "nobody");
    assert_eq!(
        overview.source.name,
        "/etc/systemd/system/systemd-sysctl.service"
    );
}

#[test]
fn patterns_leave_what_is_written_out() {
    let system = systemd().file(
        "/usr/lib/sysctl.d/50-default.conf",
        "net.ipv4.conf.default.rp_filter = 2\nnet.ipv4.conf.*.rp_filter = 2\n-net.ipv4.conf.all.rp_filter\n",
    );
    let all = boot(&system, "net.ipv4.conf.all.rp_filter");
    assert_eq!(all.effective, None);
    assert_eq!(all.of_interfaces.unwrap().source.line, Some(2));
    let default = boot(&system, "net.ipv4.conf.default.rp_filter");
    assert_eq!(default.effective.unwrap().source.line, Some(1));
    assert_eq!(default.of_interfaces, None);
}

#[test]
fn a_file_that_cannot_be_read_hides_only_what_it_may_decide() {
    let system = systemd()
        .file("/etc/sysctl.d/50.conf", "?")
        .denied("/etc/sysctl.d/50.conf")
        .file("/etc/sysctl.d/40.conf", "kernel.sysrq = 0\n")
        .file(
            "/etc/sysctl.d/60.conf",
            "kernel.kptr_restrict = 1\nkernel.*=2\n",
        );
    let found = facts(&system, &["kernel.sysrq", KPTR, "kernel.panic"]);
    assert!(matches!(
        found.at_boot["kernel.sysrq"],
        Err(FactError::Denied(_))
    ));
    assert!(found.at_boot[KPTR].is_ok());
    assert!(found.at_boot["kernel.panic"].is_err());
    // ufw comes after all of them.
    let ufw = system
        .file("/etc/ufw/ufw.conf", "ENABLED=yes\n")
        .file("/etc/default/ufw", "IPT_SYSCTL=/etc/ufw/sysctl.conf\n")
        .file("/etc/ufw/sysctl.conf", "kernel/sysrq=1\n");
    assert!(facts(&ufw, &["kernel.sysrq"]).at_boot["kernel.sysrq"].is_ok());
    let closed = ufw.denied("/etc/ufw/sysctl.conf");
    assert!(facts(&closed, &[KPTR]).at_boot[KPTR].is_err());
}

#[test]
fn what_runs_is_a_number_something_else_or_absent() {
    let system = systemd()
        .file("/proc/sys/kernel/kptr_restrict", "1\n")
        .file("/proc/sys/kernel/core_pattern", "|/usr/bin/apport\n")
        .file("/proc/sys/net/ipv4/tcp_fastopen_key", "1\n");
    assert_eq!(running(&system, KPTR).unwrap().value.as_deref(), Some("1"));
    let state = |name: &str| running(&system, name).unwrap().state;
    assert_eq!(state("kernel.core_pattern"), "other");
    assert_eq!(state("net.ipv4.tcp_fastopen_key"), "other");
    assert_eq!(state("kernel.dmesg_restrict"), "absent");
    // Nothing says so of a directory that is not recorded.
    assert!(running(&system, "fs.protected_fifos").is_err());
    let only_release = Recorded::new().file("/proc/sys/kernel/osrelease", "6.1\n");
    assert!(running(&only_release, KPTR).is_err());
    assert!(running(&system, "kernel").is_err());
}

#[test]
fn each_network_interface_has_a_value_of_its_own() {
    let mut system = systemd();
    for (interface, value, forwarding) in [
        ("all", 0, 0),
        ("default", 0, 0),
        ("lo", 0, 0),
        ("eth0", 2, 1),
    ] {
        let at = format!("/proc/sys/net/ipv4/conf/{interface}");
        system = system
            .file(format!("{at}/rp_filter"), format!("{value}\n"))
            .file(format!("{at}/forwarding"), format!("{forwarding}\n"));
    }
    let found = running(&system, "net.ipv4.conf.all.rp_filter").unwrap();
    assert_eq!(found.interfaces.len(), 1);
    assert_eq!(found.interfaces[0].name, "eth0");
    assert_eq!(found.interfaces[0].value.as_deref(), Some("2"));
    assert!(found.interfaces[0].forwarding);
    assert_eq!(
        facts(&system, &[]).network_interfaces.unwrap(),
        ["eth0", "lo"]
    );
}

#[test]
fn no_secret_leaves_a_line() {
    let system = systemd().file(
        "/etc/sysctl.d/a.conf",
        "kernel.core_pattern=|/bin/x --token=hunter2\nnet.ipv4.tcp_fastopen_key=1234\nkernel.sysrq = 0 # hunter2\n",
    );
    let names = [
        "kernel.core_pattern",
        "net.ipv4.tcp_fastopen_key",
        "kernel.sysrq",
    ];
    let shown = format!("{:?}", facts(&system, &names));
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(!shown.contains("1234"), "{shown}");
    let sysrq = boot(&system, "kernel.sysrq").effective.unwrap();
    assert_eq!(sysrq.value.as_deref(), Some("0"));
    assert_eq!(sysrq.source.text, None);
}
