//! The files of settings of programs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

const NAMES: [&str; 9] = [
    "aide//usr/sbin/auditctl",
    "journald/Journal/Storage",
    "journald/Journal/SystemMaxUse",
    "login.defs/ENCRYPT_METHOD",
    "limits/hard/core",
    "auditd/space_left",
    "useradd/INACTIVE",
    "dconf/org/gnome/desktop/session/idle-delay",
    "dconf-locks/org/gnome/desktop/session/idle-delay",
];

fuzz_target!(|input: &[u8]| {
    let [
        journald,
        defs,
        limits,
        auditd,
        useradd,
        profile,
        keys,
        locks,
        aide,
    ] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/usr/lib/systemd/systemd-journald", "")
        .file("/usr/sbin/auditd", "")
        .file("/etc/systemd/journald.conf.d/50.conf", journald)
        .file("/etc/login.defs", defs)
        .file("/etc/security/limits.d/50.conf", limits)
        .file("/etc/audit/auditd.conf", auditd)
        .file("/etc/default/useradd", useradd)
        .file("/usr/sbin/gdm", "")
        .file("/etc/dconf/profile/user", profile)
        .file("/etc/dconf/db/local", "")
        .file("/etc/dconf/db/local.d/50", keys)
        .file("/etc/dconf/db/local.d/locks/50", locks)
        .file("/usr/sbin/aide", "")
        .file("/usr/sbin/auditctl", "")
        .file("/etc/aide.conf", aide);
    let mut targets = Targets::default();
    targets.requests.settings = NAMES.map(str::to_owned).into();
    let (facts, _) = muster_fuzz::collect_domain(&host, &targets, Domain::Settings);
    let facts = facts.settings.as_ref().expect("it was collected");
    assert_eq!(facts.configured.len(), NAMES.len());
    for setting in facts.configured.values().flatten() {
        let lines = setting.effective.iter().chain(&setting.shadowed);
        for value in lines.filter_map(|line| line.value.as_ref()) {
            // No class lets a blank or a sign through that a secret could hide behind.
            assert!(
                value
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-./:%_+".contains(c))
            );
        }
    }
});
