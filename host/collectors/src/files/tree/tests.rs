use muster_facts::targets::Targets;
use muster_facts::{FactError, Secrets};
use muster_target::{Context, Recorded, System, with_collection};
use proptest::prelude::*;

use super::*;

fn facts(system: &dyn System) -> TreeFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

fn host() -> Recorded {
    Recorded::new()
        .walked()
        .file(
            "/etc/passwd",
            "root:x:0:0::/root:/bin/sh\nanna:x:1000:1000::/data/anna:/bin/sh\nold:x:1001:100::/:/bin/sh\n",
        )
        .file("/etc/group", "root:x:0:\nanna:x:1000:\n")
}

fn open(system: Recorded, path: &str) -> Recorded {
    system.file(path, "").owned(path, 0o666, 0, 0)
}

fn told(hits: &Hits) -> Vec<(String, u64, Vec<String>)> {
    let place = |place: &Place| {
        let examples = place.examples.iter().map(|one| one.path.clone());
        (place.path.clone(), place.total, examples.collect())
    };
    hits.places.iter().map(place).collect()
}

#[test]
fn files_are_counted_by_directory_and_the_first_are_named() {
    let mut system = host();
    for number in 0..6 {
        system = open(system, &format!("/srv/many/{number}"));
    }
    let system = open(system, "/srv/one");
    let hits = facts(&system).world_writable.unwrap();
    assert_eq!((hits.total, hits.elsewhere), (7, 0));
    let many = ["/srv/many/0", "/srv/many/1", "/srv/many/2", "/srv/many/3"];
    assert_eq!(
        told(&hits),
        [
            ("/srv/many".to_owned(), 6, many.map(str::to_owned).to_vec()),
            ("/srv".to_owned(), 1, vec!["/srv/one".to_owned()]),
        ]
    );
}

#[test]
fn the_largest_directories_are_told_and_the_rest_is_counted() {
    let mut system = open(host(), "/srv/last/a");
    system = open(system, "/srv/last/b");
    for number in 0..60 {
        system = open(system, &format!("/srv/{number:02}/a"));
    }
    let hits = facts(&system).world_writable.unwrap();
    assert_eq!(
        (hits.total, hits.places.len(), hits.elsewhere),
        (62, 50, 11)
    );
    assert_eq!(hits.places[0].path, "/srv/last");
}

#[test]
fn nothing_below_a_home_is_named() {
    let mut system = host();
    for path in [
        "/home/gone/secret-1/a",
        "/home/gone/b",
        "/data/anna/secret-2",
        "/root/secret-3/x",
        "/data/anna/secret-4/.local/share/containers/x",
    ] {
        system = open(system, path).owned(path, 0o4777, 77, 77);
    }
    let system = system
        .directory("/home/gone/secret-5")
        .denied("/home/gone/secret-5");
    let found = facts(&system);
    let hits = found.world_writable.clone().unwrap();
    let home = |path: &str, total| (path.to_owned(), total, Vec::new());
    assert_eq!(
        told(&hits),
        [
            home("/home/gone", 2),
            home("/data/anna", 1),
            home("/root", 1)
        ]
    );
    assert!(hits.places.iter().all(|place| place.is_home));
    let all = format!("{found:?}");
    assert!(!all.contains("secret"), "{all}");
    let walk = found.overview.unwrap();
    assert_eq!(walk.holes[0].path, "/home/gone");
    assert!(
        walk.skipped
            .iter()
            .any(|skipped| skipped.path == "/data/anna")
    );
    assert_eq!(found.set_id_files.unwrap().len(), 4);
}

#[test]
fn a_home_that_is_a_directory_of_the_system_hides_nothing() {
    // One of the accounts has `/` for a home.
    let hits = facts(&open(host(), "/etc/open")).world_writable.unwrap();
    assert_eq!(told(&hits)[0].2, ["/etc/open"]);
}

#[test]
fn whose_numbers_there_are_is_known_or_an_error() {
    let system = host()
        .file("/srv/a", "")
        .owned("/srv/a", 0o644, 1002, 0)
        // A primary group without a line is not a group.
        .file("/srv/b", "")
        .owned("/srv/b", 0o644, 1001, 100)
        .file("/srv/c", "")
        .owned("/srv/c", 0o644, 65_000, 600_000);
    let found = facts(&system);
    assert_eq!(told(&found.unowned.unwrap())[0].2, ["/srv/a", "/srv/b"]);
    assert_eq!(found.directory_services.unwrap(), [""; 0]);
    let directory = system
        .clone()
        .file("/etc/nsswitch.conf", "passwd: files ldap\n");
    assert_eq!(facts(&directory).directory_services.unwrap(), ["ldap"]);
    let closed = facts(&system.denied("/etc/passwd"));
    assert!(matches!(closed.unowned, Err(FactError::Denied(_))));
    assert!(closed.world_writable.is_ok());
}

#[test]
fn a_set_id_bit_counts_where_it_has_an_effect() {
    let mut system = host();
    for (name, mode) in [
        ("uid", 0o4755),
        ("gid", 0o2755),
        ("not-run", 0o4644),
        ("locked", 0o2644),
    ] {
        let path = format!("/srv/{name}");
        system = system.file(&path, "").owned(&path, mode, 0, 0);
    }
    let system = system.directory("/srv/d").owned("/srv/d", 0o6755, 0, 0);
    let files = facts(&system).set_id_files.unwrap();
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["/srv/gid", "/srv/uid"]);
    assert!(
        files
            .iter()
            .all(|file| file.origin == SetIdFile::ORIGIN_UNKNOWN)
    );
}

#[test]
fn more_than_are_listed_is_an_error() {
    let mut system = host();
    for number in 0..=MOST_FILES {
        system = system.file(format!("/var/log/{number:05}"), "");
    }
    let found = facts(&system);
    assert!(found.log_files.is_err());
    assert!(found.world_writable.is_ok());
}

#[test]
fn logs_that_the_walk_does_not_reach_are_an_error() {
    let system = host().file("/var/log/syslog", "");
    assert_eq!(facts(&system).log_files.unwrap().len(), 1);
    for closed in ["/var", "/var/log"] {
        assert!(
            facts(&system.clone().denied(closed)).log_files.is_err(),
            "{closed}"
        );
    }
    let elsewhere = system.directory("/srv/x").denied("/srv/x");
    assert_eq!(facts(&elsewhere).log_files.unwrap().len(), 1);
}

#[test]
fn a_host_through_which_nobody_walked_is_an_error() {
    let found = facts(&Recorded::new().file("/etc/passwd", ""));
    assert!(matches!(found.overview, Err(FactError::Failed(_))));
    assert!(found.world_writable.is_err() && found.log_files.is_err());
}

proptest! {
    #[test]
    fn what_is_told_is_what_is_found(
        files in prop::collection::vec(("(/[a-c]{1,2}){1,4}", 0_u32..0o10000, 0_u32..3), 0..30),
    ) {
        let mut system = host();
        for (path, mode, uid) in &files {
            system = system.file(path, "").owned(path, *mode, *uid, *uid);
        }
        let found = facts(&system);
        for hits in [found.world_writable.unwrap(), found.unowned.unwrap()] {
            let told: u64 = hits.places.iter().map(|place| place.total).sum();
            prop_assert_eq!(told + hits.elsewhere, hits.total);
        }
        prop_assert!(found.set_id_files.unwrap().is_sorted_by(|a, b| a.path < b.path));
    }
}
