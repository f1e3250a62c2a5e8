//! What known programs do when they are called with certain arguments: write a dump, add to a repository of
//! backups, copy elsewhere, or ask whether a service is well. Arguments stay here.

use muster_facts::jobs::Call;

use super::probes::client;

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) tool: &'static str,
    pub(super) purpose: &'static str,
    /// Whether what it writes leaves the host.
    pub(super) leaves_host: Option<bool>,
}

/// What makes a program serve its purpose.
#[derive(Clone, Copy)]
enum When {
    Always,
    /// One of these is among its arguments.
    With(&'static [&'static str]),
    /// None of these is, which only ask something of it.
    Without(&'static [&'static str]),
}

/// How the place can be told to which it writes.
#[derive(Clone, Copy)]
enum Where {
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

struct Known {
    names: &'static [&'static str],
    purpose: &'static str,
    when: When,
    place: Where,
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
const KNOWN: [Known; 25] = [
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

/// What a program is for, of its words, the first of which is its path or name. `repository` is the one that
/// the script names in a variable.
pub(super) fn known_use(words: &[String], repository: Option<&str>) -> Option<Use> {
    let (program, arguments) = words.split_first()?;
    let name = base_name(program);
    if matches!(name, "curl" | "wget") {
        return client(if name == "curl" { "curl" } else { "wget" }, arguments);
    }
    let (known, tool) = KNOWN.iter().find_map(|known| {
        let tool = known.names.iter().find(|known| **known == name)?;
        Some((known, *tool))
    })?;
    let has = |wanted: &[&str]| {
        let mut words = arguments.iter().flat_map(|word| word.split_whitespace());
        words.any(|word| wanted.contains(&word))
    };
    let serves = match known.when {
        When::Always => true,
        When::With(words) => has(words),
        When::Without(words) => !has(words),
    };
    // Unpacking and listing is not packing.
    let packs = tool != "tar"
        || arguments.first().is_some_and(|word| packs(word))
        || has(&["--create", "-c"]);
    (serves && packs).then(|| Use {
        tool,
        purpose: known.purpose,
        leaves_host: leaves_host(known.place, arguments, repository),
    })
}

/// The last part of a path, or of the name of an image without its tag.
pub(super) fn base_name(program: &str) -> &str {
    let name = program.rsplit('/').next().unwrap_or(program);
    name.split(':').next().unwrap_or(name)
}

fn packs(option: &str) -> bool {
    let letters = option.strip_prefix('-').unwrap_or(option);
    !option.starts_with("--")
        && letters.contains('c')
        && letters.chars().all(|c| c.is_ascii_alphabetic())
}

fn leaves_host(place: Where, arguments: &[String], repository: Option<&str>) -> Option<bool> {
    let plain = || {
        arguments
            .iter()
            .filter(|word| !word.starts_with('-') && *word != ">")
    };
    match place {
        Where::Here => Some(false),
        Where::Away => Some(true),
        Where::Unknown => None,
        Where::Last => {
            let last = plain().next_back().and_then(|word| is_remote(word));
            // An option with a value may stand behind it.
            let mut from_here = plain().skip_while(|word| !word.starts_with(['/', '.', '~']));
            match last {
                Some(false) if from_here.any(|word| is_remote(word) == Some(true)) => None,
                other => other,
            }
        }
        Where::AnyRemote => plain()
            .any(|word| is_remote(word) == Some(true))
            .then_some(true),
        Where::Repository => {
            let mut words = arguments.iter();
            let named = words.find_map(|word| {
                word.strip_prefix("--repo=")
                    .or_else(|| word.contains("::").then_some(word.as_str()))
            });
            let mut pairs = arguments.iter().zip(arguments.iter().skip(1));
            let option = pairs.find_map(|(option, value)| {
                matches!(option.as_str(), "-r" | "--repo").then_some(value.as_str())
            });
            let place = named.or(option).filter(|place| !place.starts_with("::"));
            is_remote(place.or(repository)?)
        }
    }
}

/// Whether a text names a place on another machine or in a store: `host:path`, `s3://bucket`; none where a part
/// of it is not known.
pub(super) fn is_remote(text: &str) -> Option<bool> {
    let text = text.trim();
    if let Some((scheme, rest)) = text.split_once("://") {
        let authority = rest.split('/').next().unwrap_or_default();
        return Some(!matches!(scheme, "file") && !is_this_host(authority));
    }
    let before = text.find(['/', ':']);
    let colon = before.is_some_and(|at| text.get(at..).is_some_and(|rest| rest.starts_with(':')));
    let host = text.get(..before.unwrap_or(0)).unwrap_or_default();
    match (colon, host) {
        (true, "" | "local" | "file") => Some(false),
        // Of restic: the kind of the place, and then where it is.
        (true, "sftp" | "s3" | "rest") => {
            let rest = text.split_once(':').map_or("", |(_, rest)| rest);
            let authority = rest.trim_start_matches('/').split('/').next();
            Some(!is_this_host(authority.unwrap_or_default()))
        }
        (true, host) => Some(!is_this_host(host)),
        (false, _) if text.contains('$') => None,
        (false, _) => Some(false),
    }
}

/// Whether a host, with a port or a user perhaps, is this one.
pub(super) fn is_this_host(authority: &str) -> bool {
    let place = authority.rsplit('@').next().unwrap_or(authority);
    let host = match place.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
        None if place.matches(':').count() > 1 => place,
        None => place.split(':').next().unwrap_or(place),
    };
    match host.parse::<std::net::IpAddr>() {
        Ok(address) => {
            let address = address.to_canonical();
            address.is_loopback() || address.is_unspecified()
        }
        Err(_) => {
            let name = host.to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

/// The last argument of a program that is not an option.
pub(super) fn last_place(arguments: &[String]) -> Option<&str> {
    let mut plain = arguments.iter().filter(|word| !word.starts_with('-'));
    plain.next_back().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(line: &str) -> Option<(&'static str, &'static str, Option<bool>)> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let used = known_use(&words, None)?;
        Some((used.tool, used.purpose, used.leaves_host))
    }

    #[test]
    fn programs_are_told_by_what_they_are_called_with() {
        for (line, expected) in [
            (
                "/usr/bin/pg_dump -Fc shop",
                Some(("pg_dump", "dump", Some(false))),
            ),
            ("pg_dump --version", None),
            (
                "restic -r sftp:u@h:/r backup /srv",
                Some(("restic", "backup", Some(true))),
            ),
            (
                "restic --repo=/mnt/disk backup /srv",
                Some(("restic", "backup", Some(false))),
            ),
            ("restic backup /srv", Some(("restic", "backup", None))),
            ("restic forget --prune", None),
            (
                "borg create ssh://u@h/./repo::now /srv",
                Some(("borg", "backup", Some(true))),
            ),
            ("borg create ::now /srv", Some(("borg", "backup", None))),
            ("borg list", None),
            (
                "rclone copy /srv/backups remote:shop",
                Some(("rclone", "copy", Some(true))),
            ),
            (
                "rclone copy remote:shop /srv/backups",
                Some(("rclone", "copy", Some(false))),
            ),
            ("rclone lsl remote:shop", None),
            (
                "rsync -a /srv/ u@h:/srv/",
                Some(("rsync", "copy", Some(true))),
            ),
            ("rsync -a /srv/ /mnt/", Some(("rsync", "copy", Some(false)))),
            ("rsync -a /srv/ $TO", Some(("rsync", "copy", None))),
            (
                "rsync -a /srv/ $USER@$HOST:/srv",
                Some(("rsync", "copy", Some(true))),
            ),
            (
                "rsync -a /srv/ localhost:/mnt",
                Some(("rsync", "copy", Some(false))),
            ),
            (
                "aws s3 sync /srv s3://shop",
                Some(("aws", "copy", Some(true))),
            ),
            (
                "aws s3 cp s3://shop/a /srv",
                Some(("aws", "copy", Some(false))),
            ),
            ("aws s3 ls s3://shop", None),
            ("tar xzf a.tgz", None),
            ("tar -czf a.tgz /srv", Some(("tar", "archive", Some(false)))),
            (
                "curl -fsS https://api.example.org/healthz",
                Some(("curl", "probe", Some(false))),
            ),
            (
                "curl https://hc-ping.com/1-2-3",
                Some(("curl", "probe", Some(false))),
            ),
            (
                "curl -fsS $HEARTBEAT_URL",
                Some(("curl", "probe", Some(false))),
            ),
            ("curl https://example.org/price?status", None),
            (
                "curl -T a.gz ftp://u:p@h/",
                Some(("curl", "copy", Some(true))),
            ),
        ] {
            assert_eq!(used(line), expected, "{line}");
        }
    }

    #[test]
    fn the_repository_may_be_in_a_variable() {
        let words = ["restic", "backup", "/srv"].map(str::to_owned);
        let remote = known_use(&words, Some("s3:s3.example.org/shop"));
        assert_eq!(remote.and_then(|used| used.leaves_host), Some(true));
        let local = known_use(&words, Some("/mnt/repo"));
        assert_eq!(local.and_then(|used| used.leaves_host), Some(false));
    }
}
