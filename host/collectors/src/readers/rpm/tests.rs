use muster_target::Recorded;
use proptest::prelude::*;

use super::*;

mod oracle;

/// Databases with a few packages: in small pages, with the last package in the log behind it alone; and as rpm and
/// Berkeley DB write them.
const LOGGED: &[u8] = include_bytes!("../../../../../fuzz/seeds/rpm_sqlite/logged");
const NDB: &[u8] = include_bytes!("../../../../../fuzz/seeds/rpm_ndb/small");
const BDB: &[u8] = include_bytes!("../../../../../fuzz/seeds/rpm_bdb/small");

fn names(system: &dyn System) -> Result<Vec<String>, String> {
    let found = Installed::read(system).map_err(|error| format!("{error:?}"))?;
    let found = found.ok_or("there is none")?;
    let mut names: Vec<String> = found
        .packages
        .iter()
        .map(|header| format!("{} {}", header.name, header.full_version()))
        .collect();
    if !found.complete {
        names.push("…".to_owned());
    }
    names.sort();
    Ok(names)
}

/// The database, and its log.
fn logged() -> (&'static [u8], &'static [u8]) {
    let is_log = |window: &[u8]| window == b"\x37\x7f\x06\x82";
    let at = LOGGED.windows(4).position(is_log).unwrap();
    LOGGED.split_at(at)
}

fn sqlite(database: &[u8]) -> Recorded {
    Recorded::new().file("/var/lib/rpm/rpmdb.sqlite", database)
}

#[test]
fn each_format_has_the_same_packages() {
    let (database, log) = logged();
    let all = ["bind 32:9.16-1", "curl 7.76-31", "jq 1.6-17~rc1"];
    let hosts = [
        sqlite(database).file("/var/lib/rpm/rpmdb.sqlite-wal", log),
        Recorded::new().file("/usr/lib/sysimage/rpm/Packages.db", NDB),
        Recorded::new().file("/var/lib/rpm/Packages", BDB),
    ];
    for host in hosts {
        assert_eq!(names(&host).unwrap(), all);
    }
}

#[test]
fn without_its_log_a_database_is_what_it_was_before() {
    let (database, log) = logged();
    assert_eq!(
        names(&sqlite(database)).unwrap(),
        ["bind 32:9.16-1", "curl 7.76-31"]
    );
    // What is cut off is as if it had never been written, and so is what is not of this log.
    let cut = &log[..log.len() - 1];
    let host = sqlite(database).file("/var/lib/rpm/rpmdb.sqlite-wal", cut);
    assert_eq!(names(&host).unwrap().len(), 2);
    let other = [&[0; 32], &log[32..]].concat();
    let host = sqlite(database).file("/var/lib/rpm/rpmdb.sqlite-wal", other);
    assert_eq!(names(&host).unwrap().len(), 2);
}

#[test]
fn a_transaction_that_was_not_finished_is_an_error() {
    let (database, _) = logged();
    let journal = [sqlite::JOURNAL_MAGIC, &[0; 20]].concat();
    let host = sqlite(database).file("/var/lib/rpm/rpmdb.sqlite-journal", journal);
    assert!(names(&host).unwrap_err().contains("not finished"));
    let host = sqlite(database).file("/var/lib/rpm/rpmdb.sqlite-journal", [0; 28]);
    assert!(names(&host).is_ok());
}

#[test]
fn a_log_that_may_not_be_read_is_not_passed_over() {
    let (database, log) = logged();
    let path = "/var/lib/rpm/rpmdb.sqlite-wal";
    let host = sqlite(database).file(path, log).denied(path);
    assert!(matches!(Installed::read(&host), Err(FactError::Denied(_))));
}

#[test]
fn what_is_empty_or_something_else_is_an_error() {
    for (_, name) in FORMATS {
        for content in ["", "SQLite format 2 but longer than the head", "RpmP"] {
            let host = Recorded::new().file(format!("/var/lib/rpm/{name}"), content.repeat(20));
            assert!(names(&host).is_err(), "{name} {content}");
        }
    }
    assert_eq!(names(&Recorded::new()).unwrap_err(), "there is none");
}

#[test]
fn an_encrypted_table_is_an_error() {
    let mut table = BDB.to_vec();
    table[24] = 1;
    let host = Recorded::new().file("/var/lib/rpm/Packages", table);
    assert!(names(&host).unwrap_err().contains("encrypted"));
}

#[test]
fn of_several_databases_the_one_that_was_written_last_counts() {
    let (database, _) = logged();
    let host = sqlite(database)
        .modified("/var/lib/rpm/rpmdb.sqlite", 2)
        .file("/var/lib/rpm/Packages", BDB)
        .modified("/var/lib/rpm/Packages", 1);
    assert_eq!(names(&host).unwrap().len(), 2);
    let host = host.modified("/var/lib/rpm/Packages", 3);
    assert_eq!(names(&host).unwrap().len(), 3);
}

/// Where a table is damaged, no header gets lost in silence.
#[test]
fn a_damaged_header_makes_the_list_incomplete() {
    let (database, _) = logged();
    let at = database
        .windows(4)
        .position(|window| window == b"curl")
        .unwrap();
    let mut damaged = database.to_vec();
    damaged[at] = 0;
    assert_eq!(names(&sqlite(&damaged)).unwrap(), ["bind 32:9.16-1", "…"]);
    let at = NDB.windows(4).position(|window| window == b"curl").unwrap();
    let mut damaged = NDB.to_vec();
    damaged[at] = 0;
    let host = Recorded::new().file("/var/lib/rpm/Packages.db", damaged);
    assert!(names(&host).unwrap_err().contains("rebuilddb"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_damage_ends_in_a_list_or_an_error(
        format in 0..4_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        length in any::<prop::sample::Index>(),
        cut in prop::bool::weighted(0.2),
    ) {
        let (database, log) = logged();
        let (path, content) = [
            ("/var/lib/rpm/rpmdb.sqlite", database),
            ("/var/lib/rpm/rpmdb.sqlite-wal", log),
            ("/var/lib/rpm/Packages.db", NDB),
            ("/var/lib/rpm/Packages", BDB),
        ][format];
        let mut content = content.to_vec();
        for (at, byte) in changes {
            let at = at.index(content.len());
            content[at] = byte;
        }
        if cut {
            let length = length.index(content.len());
            content.truncate(length);
        }
        let host = if format == 1 { sqlite(database) } else { Recorded::new() };
        let _ = names(&host.file(path, content));
    }
}
