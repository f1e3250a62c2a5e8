//! An expression of Cloudflare's Rules language, and a path that it is asked about.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_plugin_cloudflare::expression::{Caller, Expression, Path, Request, Truth};

fuzz_target!(|input: &[u8]| {
    let Some([text, rest]) = muster_fuzz::texts(input) else {
        return;
    };
    let Ok(expression) = Expression::parse(text) else {
        return;
    };
    let asked = |path| {
        expression.applies_to(&Request {
            method: Some("POST"),
            host: "example.com",
            path,
            query: false,
            caller: Caller::Stranger,
        })
    };
    // What is said of all paths below one is true of each.
    let path = format!("/v1/{rest}");
    let (all, one) = (asked(Path::Below("/v1/")), asked(Path::Exact(&path)));
    if matches!(all, Truth::Always | Truth::Never) && matches!(one, Truth::Always | Truth::Never) {
        assert_eq!(all, one);
    }
});
