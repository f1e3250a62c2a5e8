//! Rules on who is allowed to send mail for the domains that mail is sent from.

mod rules;
mod senders;
mod sending;

muster_sdk::plugin! {
    name: "mail-dns",
    description: "Receivers can tell the domain's own mail from forged mail",
    artifact: Setting("domain"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/mail-dns/src/rules/"),
    rules: [
        rules::dkim_present::RULE,
        rules::dkim_strength::RULE,
        rules::dmarc_policy::RULE,
        rules::dmarc_present::RULE,
        rules::dmarc_rua::RULE,
        rules::spf_all::RULE,
        rules::spf_lookups::RULE,
        rules::spf_present::RULE,
        rules::spf_provider::RULE,
        rules::spf_syntax::RULE,
    ],
}
