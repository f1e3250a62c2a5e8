//! The programs that are known, with what each is for.

use muster_facts::jobs::Call;

/// What makes a program serve its purpose.
#[derive(Clone, Copy)]
pub(super) enum When {
    Always,
    /// One of these is among its arguments.
    With(&'static [&'static str]),
    /// None of these is, which only ask something of it.
    Without(&'static [&'static str]),
}

/// How the place can be told to which it writes.
#[derive(Clone, Copy)]
pub(super) enum Where {
    /// It writes to this host, or to what reads its output.
    Here,
    /// To a machine or store by its nature.
    Away,
    /// To the last of its arguments, as `rsync` and `scp` have it.
    Last,
    /// To the one in which a store is named: `remote:path`.
    AnyRemote,
    /// To the repository that an option or a variable names.
    Repository,
    Unknown,
}

pub(super) struct Known {
    pub(super) names: &'static [&'static str],
    pub(super) purpose: &'static str,
    pub(super) when: When,
    pub(super) place: Where,
}

const fn known(
    names: &'static [&'static str],
    purpose: &'static str,
    when: When,
    place: Where,
) -> Known {
    Known {
        names,
        purpose,
        when,
        place,
    }
}

const COPYING: &[&str] = &["copy", "copyto", "sync", "move", "moveto", "rcat", "bisync"];

/// The programs, with what each is for.
pub(super) const KNOWN: [Known; 25] = [
    known(
        &[
            "pg_dump",
            "pg_dumpall",
            "pg_basebackup",
            "mysqldump",
            "mariadb-dump",
            "mariadb-backup",
            "mariabackup",
            "xtrabackup",
            "mydumper",
            "mongodump",
            "slapcat",
            "autopostgresqlbackup",
            "automysqlbackup",
            "clickhouse-backup",
        ],
        Call::PURPOSE_DUMP,
        When::Without(&["--version", "--help", "-V"]),
        Where::Here,
    ),
    known(
        &["redis-cli"],
        Call::PURPOSE_DUMP,
        When::With(&["--rdb", "BGSAVE", "bgsave", "SAVE", "save"]),
        Where::Here,
    ),
    known(
        &["sqlite3"],
        Call::PURPOSE_DUMP,
        When::With(&[".backup", ".dump", ".clone", "VACUUM"]),
        Where::Here,
    ),
    known(
        &["etcdctl"],
        Call::PURPOSE_DUMP,
        When::With(&["snapshot"]),
        Where::Here,
    ),
    known(
        &["influx", "influxd"],
        Call::PURPOSE_DUMP,
        When::With(&["backup"]),
        Where::Here,
    ),
    known(
        &["restic"],
        Call::PURPOSE_BACKUP,
        When::With(&["backup", "copy"]),
        Where::Repository,
    ),
    known(
        &["borg"],
        Call::PURPOSE_BACKUP,
        When::With(&["create"]),
        Where::Repository,
    ),
    known(
        &["borgmatic"],
        Call::PURPOSE_BACKUP,
        When::Without(&[
            "list",
            "info",
            "check",
            "prune",
            "compact",
            "extract",
            "mount",
            "config",
            "--version",
        ]),
        Where::Unknown,
    ),
    known(
        &["kopia"],
        Call::PURPOSE_BACKUP,
        When::With(&["snapshot", "snap"]),
        Where::Unknown,
    ),
    known(
        &["duplicity"],
        Call::PURPOSE_BACKUP,
        When::Without(&[
            "restore",
            "verify",
            "cleanup",
            "collection-status",
            "remove-older-than",
            "list-current-files",
        ]),
        Where::Last,
    ),
    known(
        &["duply"],
        Call::PURPOSE_BACKUP,
        When::With(&["backup", "full", "incr", "bkp"]),
        Where::Unknown,
    ),
    known(
        &["tarsnap"],
        Call::PURPOSE_BACKUP,
        When::With(&["-c", "-cf", "--create"]),
        Where::Away,
    ),
    known(
        &["proxmox-backup-client"],
        Call::PURPOSE_BACKUP,
        When::With(&["backup"]),
        Where::Away,
    ),
    known(
        &["pgbackrest", "wal-g", "wal-e", "barman"],
        Call::PURPOSE_BACKUP,
        When::With(&["backup", "backup-push"]),
        Where::Unknown,
    ),
    known(
        &[
            "rsnapshot",
            "rdiff-backup",
            "backupninja",
            "btrbk",
            "sanoid",
            "syncoid",
        ],
        Call::PURPOSE_BACKUP,
        When::Without(&[
            "--version",
            "configtest",
            "--list-increments",
            "--remove-older-than",
        ]),
        Where::AnyRemote,
    ),
    known(
        &["tar", "zip", "7z", "cpio"],
        Call::PURPOSE_ARCHIVE,
        When::Always,
        Where::Here,
    ),
    known(
        &["rclone"],
        Call::PURPOSE_COPY,
        When::With(COPYING),
        Where::Last,
    ),
    known(
        &["rsync", "scp", "sftp", "lftp"],
        Call::PURPOSE_COPY,
        When::Always,
        Where::Last,
    ),
    known(
        &["aws", "s3cmd", "s5cmd", "gsutil"],
        Call::PURPOSE_COPY,
        When::With(&["cp", "sync", "mv", "put", "rsync", "put-object"]),
        Where::Last,
    ),
    known(
        &["mc", "mcli"],
        Call::PURPOSE_COPY,
        When::With(&["cp", "mirror", "pipe", "put"]),
        Where::Unknown,
    ),
    known(
        &["az", "azcopy"],
        Call::PURPOSE_COPY,
        When::With(&["upload", "upload-batch", "copy", "sync"]),
        Where::Away,
    ),
    known(
        &["b2", "backblaze-b2"],
        Call::PURPOSE_COPY,
        When::With(&["upload-file", "sync", "upload"]),
        Where::Away,
    ),
    known(
        &["gcloud"],
        Call::PURPOSE_COPY,
        When::With(&["cp", "rsync"]),
        Where::Last,
    ),
    known(
        &["logrotate"],
        Call::PURPOSE_ROTATION,
        When::Always,
        Where::Here,
    ),
    // Debian's script around it calls it in ways of its own.
    known(
        &["aide", "aide.wrapper", "dailyaidecheck"],
        Call::PURPOSE_INTEGRITY,
        When::Without(&[
            "--init",
            "-i",
            "--version",
            "-v",
            "--help",
            "-h",
            "--config-check",
            "-D",
            "--dry-init",
            "-n",
            "--compare",
            "-E",
        ]),
        Where::Here,
    ),
];
