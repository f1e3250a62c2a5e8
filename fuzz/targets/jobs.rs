//! Crontabs, a script that they call, and a timer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{Backup, Targets};
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [crontab, script, timer, service] = muster_fuzz::files(input);
    let enabled = "/etc/systemd/system/timers.target.wants/shop.timer";
    let targets = Targets {
        backup: Backup {
            directory: Some("/srv/backups".into()),
            ..Backup::default()
        },
        ..Targets::default()
    };
    for os in ["ID=debian\n", "ID=rocky\n", "ID=alpine\n"] {
        let host = Recorded::new()
            .file("/etc/os-release", os)
            .file("/etc/crontab", crontab)
            .file("/etc/cron.d/script", "@daily root /opt/shop/script\n")
            .file("/etc/crontabs/root", crontab)
            .file("/usr/sbin/anacron", "")
            .file("/etc/anacrontab", crontab)
            .file("/opt/shop/script", script)
            .file("/etc/systemd/system/shop.timer", timer)
            .file("/etc/systemd/system/shop.service", service)
            .link(enabled, "/etc/systemd/system/shop.timer");
        muster_fuzz::collect_domain(&host, &targets, Domain::Jobs);
    }
});
