//! What lines and scripts tell of the work of a job.

use muster_facts::Secrets;
use muster_target::Recorded;

use super::*;

fn work(system: &Recorded, line: &str) -> Work {
    let secrets = Secrets::default();
    let rclone = Rclone::new(system, &secrets, vec![PathBuf::from("/root")]);
    let reader = Reader::new(system, Some(Path::new("/srv/backups")), rclone);
    reader.of_line(line, &Source::line("/etc/cron.d/shop", 1), None)
}

fn tools(work: &Work) -> Vec<(&str, Option<bool>, Option<u32>)> {
    let calls = work.calls.iter();
    calls
        .map(|call| (call.tool.as_str(), call.leaves_host, call.source.line))
        .collect()
}

#[test]
fn a_script_is_followed_to_what_it_calls() {
    let system = Recorded::new()
        .file(
            "/opt/shop/ops/backup.sh",
            "#!/usr/bin/env bash\nTO=store:shop\ndocker compose exec -T db pg_dump -U app shop > /srv/backups/a\n\
             ./ops/copy.sh\nrclone copy /srv/backups \"$TO\"\n",
        )
        .file("/root/.config/rclone/rclone.conf", "[store]\ntype = s3\n[disk]\ntype = local\n")
        .file("/opt/shop/ops/copy.sh", "restic -r /mnt/disk backup /srv/uploads\n")
        .file("/opt/shop/ops/job.py", "import subprocess\n# mongodump\nrun([\"mysqldump\", \"shop\"])\n");
    let script = work(
        &system,
        "cd /opt/shop && TOKEN=x nice ./ops/backup.sh --all >/dev/null 2>&1",
    );
    assert_eq!(script.program.as_deref(), Some("./ops/backup.sh"));
    assert_eq!(
        tools(&script),
        [
            ("pg_dump", Some(false), Some(3)),
            ("restic", Some(false), Some(1)),
            ("rclone", Some(true), Some(5))
        ]
    );
    assert!(script.names_backups);
    assert_eq!(Vec::from_iter(script.purposes), ["backup"]);
    let python = work(&system, "python3 /opt/shop/ops/job.py");
    assert_eq!(tools(&python), [("mysqldump", Some(false), Some(3))]);
    let missing = work(&system, "/opt/shop/gone.sh");
    assert!(missing.calls.is_empty() && missing.unread.is_empty());
}

#[test]
fn a_remote_of_rclone_may_be_this_host() {
    let system = Recorded::new()
        .file(
            "/root/.config/rclone/rclone.conf",
            "[store]\ntype = s3\n[disk]\ntype = local\n",
        )
        .file("/etc/rclone.conf", "[store]\ntype = local\n");
    for (line, expected) in [
        ("rclone copy /srv/backups store:shop", Some(true)),
        ("rclone copy /srv/backups disk:/mnt", Some(false)),
        ("rclone copy /srv/backups other:shop", None),
        (
            "rclone --config /etc/rclone.conf copy /srv/backups store:shop",
            Some(false),
        ),
        (
            "RCLONE_CONFIG=/etc/rclone.conf rclone copy /srv/backups store:shop",
            Some(false),
        ),
        (
            "restic -r rclone:store:shop backup /srv/backups",
            Some(true),
        ),
        (
            "restic -r rclone:disk:/mnt backup /srv/backups",
            Some(false),
        ),
        ("restic -r sftp:u@localhost:/r backup /srv", Some(false)),
        ("restic -r s3:127.0.0.2:9000/r backup /srv", Some(false)),
    ] {
        assert_eq!(work(&system, line).calls[0].leaves_host, expected, "{line}");
    }
}

#[test]
fn a_script_that_may_not_be_read_is_said() {
    let system = Recorded::new().file("/opt/a.sh", "x").denied("/opt/a.sh");
    assert_eq!(work(&system, "/opt/a.sh").unread.len(), 1);
}

#[test]
fn directories_that_are_run_are_named_in_the_command() {
    let debian = "test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }";
    assert_eq!(run_directories(debian), ["/etc/cron.daily"]);
    assert_eq!(
        run_directories("/usr/bin/nice run-parts /etc/cron.weekly/"),
        ["/etc/cron.weekly"]
    );
    assert!(run_directories("/opt/a run").is_empty());
}
