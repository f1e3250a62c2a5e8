//! `backup/restore-tested`

use muster_sdk::{Finding, Outcome};

use crate::place::with_place;

muster_sdk::rule! {
    id: "backup/restore-tested",
    severity: Info,
    precision: VeryHigh,
    tags: ["backup", "checklist", "manual"],
    documentation: "restore_tested.md",
    check: check,
}

fn check() -> Outcome {
    with_place(|place| {
        let task = format!(
            "Restore the newest backup from {} on another machine, and check that the application works there.",
            place.directory
        );
        Ok(vec![
            Finding::manual(&place.directory, task).at(place.source.clone(), "the backups"),
        ])
    })
}
