//! Rules of the Acme platform team.

mod rules;

muster_sdk::plugin! {
    name: "acme",
    description: "Rules of the Acme platform team",
    rules: [rules::ssh_port::RULE],
}
