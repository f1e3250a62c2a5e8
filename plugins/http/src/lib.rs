//! Rules on HTTP: what the application's own endpoints answer to everybody, and to those who may ask.

mod authenticated;
mod check;
mod endpoint;
mod refusal;
mod rules;

muster_sdk::plugin! {
    name: "http",
    description: "The application's endpoints work, and tell nobody what they should not",
    artifact: Setting("http"),
    pages: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/plugins/http/src/rules/"),
    rules: rules::RULES,
}
