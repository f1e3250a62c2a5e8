//! Rules on how the files below `/etc` set up programs, banners and logins.

mod mask;
mod rules;
mod stacks;
mod wanted;

muster_sdk::plugin! {
    name: "config",
    description: "Programs, banners and logins are set up as the policy requires",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/config/src/rules/"),
    rules: rules::RULES,
}
