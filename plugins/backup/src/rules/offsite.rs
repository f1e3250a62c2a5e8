//! `backup/offsite`

use muster_sdk::{Finding, Outcome};

use crate::place::with_place;

muster_sdk::rule! {
    id: "backup/offsite",
    severity: Medium,
    precision: VeryHigh,
    tags: ["backup", "checklist", "manual"],
    documentation: "offsite.md",
    check: check,
}

fn check() -> Outcome {
    with_place(|place| {
        let task = format!(
            "Check that what is in {} is copied to another machine or an object store, and that the newest copy \
             there is as recent as the one here.",
            place.directory
        );
        Ok(vec![
            Finding::manual(&place.directory, task).at(place.source.clone(), "the backups"),
        ])
    })
}
