//! Rules on all files of the host, whoever put them there: one walk finds what they judge.

mod places;
mod rules;

muster_sdk::plugin! {
    name: "files",
    description: "No file is open to every account, belongs to nobody, or has a set-id bit that no package gave it",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/files/src/rules/"),
    rules: rules::RULES,
}
