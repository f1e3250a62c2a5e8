//! Services of the Compose project that may make backups inside of a container, where it is not seen when. Knows no
//! rule.

use muster_sdk::backups::Place;
use muster_sdk::compose::{self, Mount};
use muster_sdk::services::{self, Definition};
use muster_sdk::{FactError, Finding};

/// Words of images and services that make backups.
const WORDS: [&str; 8] = [
    "backup",
    "backups",
    "backuper",
    "backupper",
    "bkp",
    "dump",
    "dumper",
    "pgdump",
];

/// Words of those that do something to backups, and make none.
const OTHER_WORDS: [&str; 9] = [
    "cleanup", "exporter", "monitor", "prune", "restore", "server", "test", "ui", "verify",
];

/// Programs that make backups, by which their images are called.
const PROGRAMS: [&str; 14] = [
    "autorestic",
    "backrest",
    "barman",
    "borg",
    "borgmatic",
    "duplicacy",
    "duplicati",
    "kopia",
    "pgbackrest",
    "restic",
    "resticker",
    "velero",
    "wal-e",
    "wal-g",
];

/// Images of databases, which get the directory for dumps that others have them write.
const DATABASES: [&str; 9] = [
    "mariadb",
    "mongo",
    "mysql",
    "percona",
    "postgis",
    "postgres",
    "redis",
    "timescaledb",
    "valkey",
];

/// The service of which a person has to look whether it makes backups, if there is one; or an error where services are
/// not known.
pub(crate) fn unseen_backups(
    place: &Place,
    named: &[String],
    required: &str,
) -> Result<Option<Finding>, FactError> {
    let subject = place.directory.as_str();
    let mounts = compose::mounts()?;
    let definitions = services::definitions()?;
    let makes = |service: &&Definition| {
        named.contains(&service.name)
            || speaks_of_backups(service)
            || writes_to(&mounts, service, &place.directory)
    };
    if let Some(service) = definitions.iter().find(makes) {
        let task = format!(
            "Check that the service '{}' makes a backup {required}: it runs in a container, so Muster cannot see \
             from outside when it does.",
            service.name
        );
        return Ok(Some(
            Finding::manual(subject, task).at(service.source.clone(), "may make backups"),
        ));
    }
    let hides = |unknown: &&services::Unknown| {
        matches!(unknown.key.as_str(), "extends" | "image" | "include")
    };
    let unknown = services::unknowns()?.into_iter().find(|one| hides(&one));
    Ok(unknown.map(|unknown| {
        let reason = format!(
            "It is not known whether a service of the Compose project makes backups: {}.",
            unknown.reason
        );
        Finding::error(subject, reason).at(unknown.source, "is not known")
    }))
}

/// Whether the name of a service or of its image says that it makes backups.
fn speaks_of_backups(service: &Definition) -> bool {
    // Where there are several projects, the name begins with a directory.
    let own_name = service.name.rsplit('/').next().unwrap_or_default();
    let image = service.image.as_deref().unwrap_or_default();
    let image_name = image.rsplit('/').next().unwrap_or_default();
    PROGRAMS.contains(&image_name)
        || [own_name, image_name].into_iter().any(|name| {
            let words: Vec<String> = name
                .split(|c: char| !c.is_ascii_alphabetic())
                .map(str::to_ascii_lowercase)
                .collect();
            let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
            has(&WORDS) && !has(&OTHER_WORDS)
        })
}

/// Whether a service can write to where the backups are, and is not the database that is backed up.
fn writes_to(mounts: &[Mount], service: &Definition, directory: &str) -> bool {
    let image = service.image.as_deref().unwrap_or_default();
    let is_database = DATABASES.contains(&image.rsplit('/').next().unwrap_or_default());
    let is_there = |mount: &Mount| {
        let origin = mount.origin.as_deref().unwrap_or_default();
        mount.service == service.name
            && mount.kind == Mount::KIND_BIND
            && !mount.read_only
            && (is_below(origin, directory) || is_below(directory, origin))
    };
    !is_database && mounts.iter().any(is_there)
}

/// Whether a path is another one or below it, the root left out: whoever gets that gets it for other reasons.
fn is_below(path: &str, above: &str) -> bool {
    !above.is_empty()
        && above != "/"
        && path
            .strip_prefix(above)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(name: &str, image: &str) -> Definition {
        Definition {
            name: name.to_owned(),
            image: Some(image.to_owned()),
            ..muster_sdk::testing::sample()
        }
    }

    #[test]
    fn a_service_for_backups_is_known_by_its_name_or_its_image() {
        for (name, image) in [
            ("backup", "postgres"),
            ("db-backup", "alpine"),
            ("shop/backup", "alpine"),
            ("nightly", "prodrigestivill/postgres-backup-local"),
            ("nightly", "ghcr.io/borgmatic-collective/borgmatic"),
            ("nightly", "restic/restic"),
        ] {
            assert!(speaks_of_backups(&service(name, image)), "{name} {image}");
        }
        for (name, image) in [
            ("db", "postgres"),
            ("rest", "restic/rest-server"),
            ("backup-monitor", "shop/monitor"),
            ("backup-exporter", "shop/exporter"),
        ] {
            assert!(!speaks_of_backups(&service(name, image)), "{name} {image}");
        }
    }

    #[test]
    fn a_service_that_writes_to_the_backups_may_make_them() {
        let mount = |origin: &str, read_only: bool| {
            [Mount {
                service: "nightly".to_owned(),
                kind: Mount::KIND_BIND.to_owned(),
                origin: Some(origin.to_owned()),
                read_only,
                ..muster_sdk::testing::sample()
            }]
        };
        let writes = |image: &str, mounts: &[Mount]| {
            writes_to(mounts, &service("nightly", image), "/srv/backups")
        };
        for origin in ["/srv/backups", "/srv/backups/daily", "/srv"] {
            assert!(writes("shop/jobs", &mount(origin, false)), "{origin}");
        }
        assert!(!writes("shop/jobs", &mount("/srv/backups", true)));
        assert!(!writes("shop/jobs", &mount("/srv/backups2", false)));
        assert!(!writes("shop/jobs", &mount("/", false)));
        assert!(!writes("postgres", &mount("/srv/backups", false)));
    }
}
