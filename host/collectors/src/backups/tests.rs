//! The collector on recorded systems, and the marker on any text.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use muster_facts::Secrets;
use muster_facts::backups::{Artefact, SuccessMarker};
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, with_collection};
use proptest::prelude::*;

use super::marker::{Content, Said, said};
use super::*;

const DIRECTORY: &str = "/srv/backups";
const MARKER: &str = "/srv/backups/LAST_SUCCESS.txt";

fn targets() -> Targets {
    Targets {
        backup: Backup {
            directory: Some(DIRECTORY.into()),
            marker: Some("LAST_SUCCESS.txt".to_owned()),
            artefacts: vec!["*.dump".parse().unwrap(), "*.sql.gz".parse().unwrap()],
            uploads: vec!["uploads-*".parse().unwrap()],
        },
        ..Targets::default()
    }
}

fn facts(system: &Recorded) -> BackupsFacts {
    with_collection(
        Context::recorded(system, &targets(), &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
}

fn marker(text: &str) -> SuccessMarker {
    let system = Recorded::new().file(MARKER, text);
    facts(&system).marker.unwrap().unwrap()
}

#[test]
fn nothing_is_looked_at_where_the_project_names_no_directory() {
    let system = Recorded::new();
    let context_targets = Targets::default();
    let facts = with_collection(
        Context::recorded(&system, &context_targets, &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    );
    assert_eq!(facts.overview, Ok(None));
    assert_eq!(facts.marker, Ok(None));
    assert_eq!(facts.artefacts, Ok(Vec::new()));
}

#[test]
fn a_directory_that_is_missing_is_no_error() {
    let facts = facts(&Recorded::new());
    assert_eq!(facts.overview.unwrap().unwrap().state, Place::STATE_MISSING);
    let marker = facts.marker.unwrap().unwrap();
    assert_eq!(marker.state, SuccessMarker::STATE_MISSING);
    assert_eq!(facts.artefacts, Ok(Vec::new()));
    assert!(facts.asked_at.unwrap_err().reason().contains("recorded-at"));
}

#[test]
fn a_file_is_not_a_directory() {
    let facts = facts(&Recorded::new().file(DIRECTORY, ""));
    let place = facts.overview.unwrap().unwrap();
    assert_eq!(place.state, Place::STATE_NOT_A_DIRECTORY);
    assert_eq!(facts.artefacts, Ok(Vec::new()));
}

#[test]
fn a_marker_without_a_time_in_it_has_none() {
    assert_eq!(marker("").state, SuccessMarker::STATE_EMPTY);
    assert_eq!(marker(" \n\n").state, SuccessMarker::STATE_EMPTY);
    let system = Recorded::new().special(MARKER);
    let special = facts(&system).marker.unwrap().unwrap();
    assert_eq!(special.state, SuccessMarker::STATE_NOT_A_FILE);
    let system = Recorded::new().file(MARKER, "x").denied(MARKER);
    assert!(matches!(facts(&system).marker, Err(FactError::Denied(_))));
}

#[test]
fn a_long_marker_is_read_in_part() {
    let long = format!("2026-06-01T03:00:00Z\n{}", "x".repeat(1 << 20));
    let marker = marker(&long);
    assert_eq!(marker.time, Some(1_780_282_800));
    assert!(marker.extra);
}

#[test]
fn times_are_told_by_their_form() {
    let three = Some(1_780_282_800);
    for (text, content, time) in [
        ("2026-06-01T03:00:00Z", Content::Time, three),
        ("2026-06-01T05:00:00+02:00\r\n", Content::Time, three),
        ("2026-06-01 03:00:00.123456Z\n", Content::Time, three),
        ("2026-06-01t03:00:00z", Content::Time, three),
        ("2026-06-01T03:00:00", Content::LocalTime, three),
        ("2026-06-01 03:00:00.5\n", Content::LocalTime, three),
        ("1780282800\n", Content::Epoch, three),
        ("1780282800000\n", Content::Other, None),
        ("20260601\n", Content::Other, None),
        ("2026-06-01", Content::Other, None),
        ("2026-06-01T05:00:00+0200", Content::Other, three),
        ("Mon Jun  1 03:00:00 UTC 2026", Content::Other, three),
        ("Mon Jun  1 05:00:00 CEST 2026", Content::Other, None),
        ("Mon, 01 Jun 2026 03:00:00 +0000", Content::Other, three),
        ("2026-02-30T03:00:00Z", Content::Other, None),
        ("backup ok at 2026-06-01T03:00:00Z", Content::Other, None),
        ("\n2026-06-01T03:00:00Z\n", Content::Other, None),
    ] {
        let said = said(text);
        assert_eq!((said.content, said.time), (content, time), "{text:?}");
    }
}

#[test]
fn what_follows_the_time_is_seen() {
    assert!(!said("2026-06-01T03:00:00Z\n\n  \n").extra);
    assert!(said("2026-06-01T03:00:00Z\nok").extra);
    assert!(said("\n2026-06-01T03:00:00Z\n").extra);
}

fn artefact_paths(system: &Recorded) -> Vec<String> {
    let artefacts = facts(system).artefacts.unwrap();
    artefacts
        .into_iter()
        .map(|artefact| artefact.path)
        .collect()
}

#[test]
fn artefacts_are_told_by_their_names_the_newest_first() {
    let old = "/srv/backups/shop-1.dump";
    let new = "/srv/backups/daily/shop-2.dump";
    let undated = "/srv/backups/shop-0.dump";
    let system = Recorded::new()
        .file(old, "PGDMP")
        .modified(old, 1_000)
        .file(new, "PGDMP")
        .modified(new, 2_000)
        .file(undated, "PGDMP")
        .file("/srv/backups/README", "")
        .file("/srv/backups/.shop-3.dump", "")
        .file("/srv/backups/daily/deeper/shop-4.dump", "PGDMP")
        .link("/srv/backups/latest.dump", "daily/shop-2.dump")
        .directory("/srv/backups/shop-5.dump");
    assert_eq!(artefact_paths(&system), [new, old, undated]);
}

#[test]
fn a_directory_below_that_may_not_be_read_is_not_left_out() {
    let system = Recorded::new()
        .file("/srv/backups/daily/shop.dump", "PGDMP")
        .denied("/srv/backups/daily");
    assert!(matches!(
        facts(&system).artefacts,
        Err(FactError::Denied(_))
    ));
}

#[test]
fn a_file_that_may_not_be_read_is_listed_as_unread() {
    let path = "/srv/backups/shop.dump";
    let system = Recorded::new().file(path, "PGDMP").denied(path);
    let artefacts = facts(&system).artefacts.unwrap();
    assert_eq!(artefacts[0].beginning, Artefact::BEGINNING_UNREAD);
}

#[test]
fn a_file_begins_as_its_name_promises_or_does_not() {
    let tar = [vec![b'x'; 257], b"ustar\0".to_vec()].concat();
    let begins = beginning::beginning;
    for (name, right, wrong) in [
        ("a.sql.gz", &b"\x1f\x8b\x08"[..], &b"pg_dump: error"[..]),
        ("a.TGZ", b"\x1f\x8b", b""),
        ("a.tar.zst", b"\x28\xb5\x2f\xfd\0", b"\x1f\x8b"),
        ("a.xz", b"\xfd7zXZ\0", b"\xfd7zXZ"),
        ("a.bz2", b"BZh9", b"BZ"),
        ("a.tar", &tar, b"ustar"),
        ("a.dump.age", b"age-encryption.org/v1\n", b"PGDMP"),
        ("a.dump.gpg", b"\x85\x01", b"gpg: no key"),
        ("a.sql.asc", b"-----BEGIN PGP MESSAGE-----\n", b"CREATE"),
        ("a.sql", b"--\n-- PostgreSQL", b"PGDMP\x01"),
        ("a.sql", b"CREATE TABLE", b""),
    ] {
        assert_eq!(begins(name, right), Artefact::BEGINNING_AS_NAMED, "{name}");
        assert_eq!(begins(name, wrong), Artefact::BEGINNING_OTHERWISE, "{name}");
    }
    assert_eq!(begins("a.dump", b"PGDMP"), Artefact::BEGINNING_AS_NAMED);
    assert_eq!(begins("a.dump", b"-- MySQL"), Artefact::BEGINNING_UNKNOWN);
    assert_eq!(begins("rdb", b"REDIS0011"), Artefact::BEGINNING_UNKNOWN);
}

proptest! {
    #[test]
    fn any_text_is_a_time_or_is_not(text in any::<String>()) {
        let said = said(&text);
        let is_certain = matches!(said.content, Content::Time | Content::LocalTime | Content::Epoch);
        prop_assert!(!is_certain || said.time.is_some());
        prop_assert_eq!(said.content == Content::Nothing, text.trim().is_empty());
    }

    #[test]
    fn every_time_of_rfc_3339_is_read(
        seconds in 0_i64..4_000_000_000,
        nanoseconds in 0_u32..1_000_000_000,
        minutes in -1_080_i32..=1_080,
        zulu in any::<bool>(),
    ) {
        let offset = FixedOffset::east_opt(minutes * 60).unwrap();
        let time = DateTime::from_timestamp(seconds, nanoseconds).unwrap().with_timezone(&offset);
        let text = time.to_rfc3339_opts(SecondsFormat::AutoSi, zulu);
        let expected = Said { content: Content::Time, time: Some(seconds), extra: false };
        prop_assert_eq!(said(&text), expected);
        prop_assert_eq!(said(&text.replace('T', " ")), expected);
    }

    #[test]
    fn any_file_of_any_name_begins_somehow(name in "[a-z.]{0,12}", bytes in any::<Vec<u8>>()) {
        let word = beginning::beginning(&name, &bytes);
        prop_assert!(word != Artefact::BEGINNING_UNREAD);
    }
}
