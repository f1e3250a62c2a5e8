//! A report on its way to GitHub code scanning, as the built program takes it there: against a stand-in
//! for GitHub's API on this machine that checks what it is sent.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what is wrong by failing, and looks at real files and programs"
)]

mod action;
mod answers;
mod destination;
mod files;
mod github;
#[path = "../cloudflare/listener.rs"]
mod listener;
#[path = "../program/mod.rs"]
mod program;
mod project;
#[path = "../cloudflare/tls_front.rs"]
mod tls_front;
