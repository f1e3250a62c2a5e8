//! Rules on who is allowed to send mail for the domains that mail is sent from.

mod rules;
mod senders;
mod sending;

muster_sdk::plugin! {
    name: "mail-dns",
    description: "Receivers can tell the domain's own mail from forged mail",
    artifact: Setting("domain"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/mail-dns/src/rules/"),
    rules: rules::RULES,
}
