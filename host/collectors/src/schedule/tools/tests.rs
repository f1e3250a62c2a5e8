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
