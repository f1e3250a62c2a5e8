//! Rules on backups, by what they leave behind: the file that says when one last succeeded, and dumps.

mod containers;
mod jobs;
mod place;
mod rules;
mod time;

muster_sdk::plugin! {
    name: "backup",
    description: "Backups are recent, hold something, and nobody else can read them",
    artifact: Setting("backup"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/backup/src/rules/"),
    rules: rules::RULES,
}
