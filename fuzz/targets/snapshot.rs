//! A snapshot that somebody hands over. What is read must be what is written again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Snapshot;

fuzz_target!(|text: &str| {
    if let Ok(snapshot) = Snapshot::from_json(text) {
        let json = snapshot.to_json().expect("a snapshot can be written");
        let read = Snapshot::from_json(&json).expect("what was written can be read");
        assert_eq!(read, snapshot);
    }
});
