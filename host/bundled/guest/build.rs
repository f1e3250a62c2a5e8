//! Has the linker take one of the exports that every plugin has.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a build script speaks to cargo"
)]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        // The first definition wins, which is that of the crate that is linked.
        println!("cargo::rustc-link-arg-cdylib=--allow-multiple-definition");
    }
}
