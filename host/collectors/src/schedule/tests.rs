//! The collector on recorded hosts.

use muster_facts::jobs::Job;
use muster_facts::targets::{Backup, Targets};
use muster_facts::{FactError, Secrets};
use muster_target::{Command, Context, Recorded, with_collection};

use super::*;

const DAY: u64 = 86_400;

fn facts_with(system: &Recorded, secrets: &Secrets) -> JobsFacts {
    let targets = Targets {
        backup: Backup {
            directory: Some("/srv/backups".into()),
            ..Backup::default()
        },
        ..Targets::default()
    };
    with_collection(
        Context::recorded(system, &targets, secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

fn facts(system: &Recorded) -> JobsFacts {
    facts_with(system, &Secrets::default())
}

fn jobs(system: &Recorded) -> Vec<Job> {
    facts(system).jobs.unwrap()
}

fn job(system: &Recorded, name: &str) -> Job {
    let found = jobs(system);
    let names: Vec<String> = found.iter().map(|job| job.name.clone()).collect();
    let mut found = found.into_iter().filter(|job| job.name == name);
    found
        .next()
        .unwrap_or_else(|| panic!("{name} is not one of {names:?}"))
}

fn debian() -> Recorded {
    Recorded::new()
        .file("/etc/os-release", "ID=debian\n")
        .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n")
        .file(
            "/var/lib/dpkg/status",
            "Package: cron\nStatus: install ok installed\nVersion: 3\nConffiles:\n /etc/cron.d/e2scrub_all aa\n \
             /etc/cron.daily/dpkg bb\n",
        )
        .file(
            "/etc/crontab",
            "SHELL=/bin/sh\n17 * * * * root cd / && run-parts --report /etc/cron.hourly\n\
             25 6 * * * root test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }\n",
        )
}

fn alpine() -> Recorded {
    Recorded::new()
        .file("/etc/os-release", "ID=alpine\n")
        .file(
            "/etc/crontabs/root",
            "0 2 * * * run-parts /etc/periodic/daily\n5 4 * * * /root/copy.sh\n",
        )
        .file(
            "/etc/periodic/daily/dump",
            "pg_dumpall > /srv/backups/all.sql\n",
        )
        .owned("/etc/periodic/daily/dump", 0o755, 0, 0)
        .file("/etc/crontab", "0 0 * * * root x\n")
        .file(
            "/root/copy.sh",
            "restic -r rest:https://b.example.org/ backup /srv/backups\n",
        )
}

#[test]
fn a_line_of_a_crontab_is_a_job() {
    let system = debian()
        .file(
            "/etc/cron.d/shop",
            "PGPASSWORD=hunter2\n30 3 * * * app /opt/shop/backup.sh --key abc\n",
        )
        .file(
            "/opt/shop/backup.sh",
            "#!/bin/sh\npg_dump shop > /srv/backups/shop.sql\n",
        )
        .owned("/opt/shop/backup.sh", 0o755, 0, 0);
    let job = job(&system, "/etc/cron.d/shop#backup.sh");
    assert_eq!(job.schedule, ["30 3 * * *"]);
    assert_eq!(
        (job.longest_gap, job.state.as_str()),
        (Some(DAY), Job::STATE_ENABLED)
    );
    assert_eq!(job.user.as_deref(), Some("app"));
    assert_eq!(job.program.as_deref(), Some("/opt/shop/backup.sh"));
    assert_eq!(job.purposes, [Job::PURPOSES_BACKUP]);
    assert_eq!(job.calls[0].tool, "pg_dump");
    assert!(job.names_backups);
    assert_eq!(job.packaged, Some(false));
    assert_eq!(job.source, Source::line("/etc/cron.d/shop", 2));
}

#[test]
fn a_script_runs_as_often_as_its_directory() {
    let system = debian()
        .file("/etc/cron.daily/shop-backup", "#!/bin/sh\nexit 0\n")
        .owned("/etc/cron.daily/shop-backup", 0o755, 0, 0)
        .file("/etc/cron.daily/shop.sh", "")
        .owned("/etc/cron.daily/shop.sh", 0o755, 0, 0)
        .file("/etc/cron.daily/forgotten", "")
        .file(
            "/etc/cron.daily/dpkg",
            "#!/bin/sh\nif [ -d /run/systemd/system ]; then\n exit 0\nfi\n",
        )
        .owned("/etc/cron.daily/dpkg", 0o755, 0, 0)
        .file("/etc/cron.weekly/lost", "")
        .owned("/etc/cron.weekly/lost", 0o755, 0, 0)
        .directory("/usr/lib/systemd/system")
        .directory("/run/systemd/system");
    let state = |name: &str| job(&system, &format!("/etc/cron.{name}")).state;
    let backup = job(&system, "/etc/cron.daily#shop-backup");
    assert_eq!(
        (backup.longest_gap, backup.state.as_str()),
        (Some(DAY), Job::STATE_ENABLED)
    );
    assert_eq!(state("daily#shop.sh"), Job::STATE_PASSED_OVER);
    assert_eq!(state("daily#forgotten"), Job::STATE_NOT_EXECUTABLE);
    assert_eq!(state("weekly#lost"), Job::STATE_NOT_CALLED);
    let dpkg = job(&system, "/etc/cron.daily#dpkg");
    assert_eq!((dpkg.packaged, dpkg.yields_to_systemd), (Some(true), true));
}

#[test]
fn anacron_takes_directories_over() {
    let system = debian()
        .file("/usr/sbin/anacron", "")
        .file(
            "/etc/anacrontab",
            "SHELL=/bin/sh\n1 5 cron.daily run-parts --report /etc/cron.daily\n7 10 shop /opt/w\n",
        )
        .file("/etc/cron.daily/a", "")
        .owned("/etc/cron.daily/a", 0o755, 0, 0);
    let daily = job(&system, "/etc/cron.daily#a");
    assert_eq!(daily.scheduler, Job::SCHEDULER_ANACRON);
    assert!(daily.persistent);
    let weekly = job(&system, "/etc/anacrontab#w");
    assert_eq!(weekly.longest_gap, Some(7 * DAY));
}

#[test]
fn cron_refuses_what_others_can_write() {
    let line = "0 3 * * * root /opt/x\n";
    let system = debian()
        .file("/opt/x", "")
        .owned("/opt/x", 0o755, 0, 0)
        .file("/etc/cron.d/open", line)
        .owned("/etc/cron.d/open", 0o664, 0, 0)
        .file("/etc/cron.d/torn", line.trim_end())
        .file("/etc/cron.d/wrong", format!("{line}99 * * * * root x\n"))
        .file("/etc/cron.d/name.sh", line)
        .file("/etc/cron.d/nobody", "0 3 * * * gone /opt/x\n")
        .file("/var/spool/cron/crontabs/app", "0 3 * * * /opt/x\n")
        .owned("/var/spool/cron/crontabs/app", 0o600, 1000, 105)
        .file("/var/spool/cron/crontabs/root", "0 3 * * * /opt/x\n");
    for (name, state) in [
        ("/etc/cron.d/open", Job::STATE_REFUSED),
        ("/etc/cron.d/torn", Job::STATE_REFUSED),
        ("/etc/cron.d/wrong", Job::STATE_REFUSED),
        ("/etc/cron.d/name.sh", Job::STATE_PASSED_OVER),
        ("/etc/cron.d/nobody", Job::STATE_NO_USER),
        ("/var/spool/cron/crontabs/app", Job::STATE_ENABLED),
        // Whose mode is not 0600.
        ("/var/spool/cron/crontabs/root", Job::STATE_REFUSED),
    ] {
        assert_eq!(job(&system, &format!("{name}#x")).state, state, "{name}");
    }
}

#[test]
fn busybox_reads_crontabs_of_users_alone() {
    let system = alpine();
    let copy = job(&system, "/etc/crontabs/root#copy.sh");
    assert_eq!(copy.calls[0].leaves_host, Some(true));
    let dump = job(&system, "/etc/periodic/daily#dump");
    assert_eq!(
        (dump.longest_gap, dump.state.as_str()),
        (Some(DAY), Job::STATE_ENABLED)
    );
    assert_eq!(job(&system, "/etc/crontab#x").state, Job::STATE_NOT_CALLED);
}

fn with_timer() -> Recorded {
    Recorded::new()
        .file("/etc/os-release", "ID=rocky\nID_LIKE=\"rhel fedora\"\n")
        .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
        .directory("/run/systemd/system")
        .file("/usr/lib/systemd/systemd", "")
        .file("/etc/systemd/system/shop-backup.timer", "[Timer]\nOnCalendar=weekly\nPersistent=true\n")
        .file("/etc/systemd/system/shop-backup.timer.d/often.conf", "[Timer]\nOnCalendar=\nOnCalendar=*-*-* 02:30\n")
        .file(
            "/etc/systemd/system/shop-backup.service",
            "[Service]\nType=oneshot\nWorkingDirectory=/opt/shop\nExecStart=/bin/sh ./dump.sh\nExecStart=-/usr/bin/rclone copy /srv/backups s3:shop\n",
        )
        .file("/opt/shop/dump.sh", "docker exec db pg_dump shop >/srv/backups/a\n")
        .file("/root/.config/rclone/rclone.conf", "[s3]\ntype = s3\n")
        .link(
            "/etc/systemd/system/timers.target.wants/shop-backup.timer",
            "/etc/systemd/system/shop-backup.timer",
        )
        .file("/etc/systemd/system/idle.timer", "[Timer]\nOnBootSec=5min\n")
}

#[test]
fn a_timer_is_a_job_with_what_its_service_runs() {
    let system = with_timer();
    let backup = job(&system, "shop-backup.timer");
    assert_eq!(backup.schedule, ["OnCalendar=*-*-* 02:30"]);
    assert_eq!(
        (backup.longest_gap, backup.state.as_str()),
        (Some(DAY), Job::STATE_ENABLED)
    );
    assert!(backup.persistent);
    let tools: Vec<&str> = backup.calls.iter().map(|call| call.tool.as_str()).collect();
    assert_eq!(tools, ["pg_dump", "rclone"]);
    assert_eq!(backup.calls[1].leaves_host, Some(true));
    assert_eq!(backup.packaged, Some(false));
    assert_eq!(backup.unit.as_deref(), Some("shop-backup.service"));
    assert_eq!((backup.result, backup.triggered), (None, None));
    assert_eq!(
        backup.source,
        Source::line("/etc/systemd/system/shop-backup.timer.d/often.conf", 3)
    );
    let idle = job(&system, "idle.timer");
    assert_eq!(
        (idle.runs.as_str(), idle.state.as_str()),
        (Job::RUNS_AT_BOOT, Job::STATE_DISABLED)
    );
}

#[test]
fn what_runs_is_asked_of_systemd() {
    let units = "Id=shop-backup.service\nNames=shop-backup.service\nLoadState=loaded\nActiveState=failed\nResult=exit-code\n";
    let system = with_timer()
        .command(
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
        .command(
            Command::new(
                "systemctl",
                ["show", "--all", "--property=Id,LastTriggerUSec", "*.timer"],
            ),
            "Id=shop-backup.timer\nLastTriggerUSec=Mon 2026-06-01 02:30:00 UTC\n",
        );
    let backup = job(&system, "shop-backup.timer");
    assert_eq!(backup.result.as_deref(), Some("exit-code"));
    assert_eq!(backup.triggered, Some(true));
}

#[test]
fn what_starts_jobs_is_told_with_its_state() {
    let found = facts(&with_timer()).schedulers.unwrap();
    let kinds: Vec<&str> = found.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, [Scheduler::KIND_SYSTEMD]);
    let with_cron = with_timer()
        .file("/usr/lib/systemd/system/crond.service", "[Service]\n")
        .link(
            "/etc/systemd/system/multi-user.target.wants/crond.service",
            "/usr/lib/systemd/system/crond.service",
        );
    let found = facts(&with_cron).schedulers.unwrap();
    assert_eq!(found[0].unit.as_deref(), Some("crond.service"));
    assert_eq!(found[0].at_boot, Some(true));
    let none = facts(&Recorded::new().file("/etc/os-release", "ID=debian\n"));
    assert!(matches!(none.schedulers, Err(FactError::Unsupported(_))));
    assert_eq!(none.jobs, Ok(Vec::new()));
}

#[test]
fn what_may_not_be_read_is_listed() {
    let system = debian()
        .directory("/var/spool/cron/crontabs")
        .denied("/var/spool/cron/crontabs");
    let found = facts(&system);
    assert!(found.jobs.is_ok());
    let unread = found.unread_places.unwrap();
    assert_eq!(unread.len(), 1);
    assert!(unread[0].reason.contains("permission denied"));
}

#[test]
fn no_secret_leaves() {
    const SECRET: &str = "b83yQ0fLGbbtYrjWDmi1qSVYHHt";
    let system = with_timer()
        .file(
            "/etc/cron.d/shop",
            format!("TOKEN={SECRET}\n0 3 * * * root /opt/x --token={SECRET}\n1 1 * * * {SECRET} x\n2 2 * * * root {SECRET}\n{SECRET}\n"),
        )
        .file("/etc/systemd/system/idle.service", format!("[Service]\nUser={SECRET}\nExecStart=/usr/bin/{SECRET} {SECRET}\n"))
        .file("/etc/systemd/system/odd.timer", format!("[Timer]\nOnCalendar={SECRET}\nOnBootSec={SECRET}\n"));
    let secrets = Secrets::default();
    let found = format!("{:?}", facts_with(&system, &secrets));
    assert!(!found.contains(&SECRET[..8]), "{found}");
}
