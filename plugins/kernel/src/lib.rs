//! Rules on what the kernel is told: its parameters, its modules, and what it mounts.

mod advice;
mod applies;
mod at_boot;
mod combined;
mod condition;
mod defaults;
mod demands;
mod explained;
mod half;
mod halves;
mod in_force;
mod parameter;
mod rules;

muster_sdk::plugin! {
    name: "kernel",
    description: "The kernel protects itself from programs, and boot keeps it so",
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/kernel/src/rules/"),
    rules: rules::RULES,
}
