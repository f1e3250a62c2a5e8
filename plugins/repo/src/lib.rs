//! Rules on the git repositories that projects of a host are deployed from, and on the scripts that
//! deploy them.

mod names;
mod rules;
mod work_tree;

muster_sdk::plugin! {
    name: "repo",
    description: "Repositories on the host hold no secrets, and deploy what others can see",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/repo/src/rules/"),
    rules: rules::RULES,
}
