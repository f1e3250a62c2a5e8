//! Components that are made to be slow to compile, or that are not plugins: refused before, or
//! stopped in time.

use crate::bench::Bench;
use crate::guest::{Guest, manifest, stamped};
use crate::{EMPTY_POLICY, reason_of_file};

fn reason(items: &str) -> String {
    reason_of_file(&component(&format!("(core module {items}) {EMPTY_POLICY}")))
}

fn component(items: &str) -> Vec<u8> {
    let component =
        wat::parse_str(format!("(component {items})")).expect("the text is a component");
    stamped(component, &manifest("hostile", &["hostile/case"]))
}

#[track_caller]
fn assert_refused(plugin: &[u8], says: &str) {
    let bench = Bench::new().plugin(plugin);
    let report = bench.run(&["--output", "json", "-vv"]);
    report.assert_everything_else_stands();
    let reason = report.error("hostile/case").expect("an error");
    assert!(reason.contains(says), "{reason}");
    assert!(
        !report.stderr.contains("DEBUG compiled"),
        "it was compiled:\n{}",
        report.stderr
    );
    // What reads only says the same.
    let inspected = bench.muster(&["plugin", "inspect", "./hostile.wasm"]);
    assert!(inspected.stdout.contains(says), "{}", inspected.stdout);
}

#[test]
fn what_exports_no_policy_is_not_compiled() {
    assert_refused(
        &component("(core module)"),
        "does not export `muster:policy/policy`: it exports nothing",
    );
    assert_refused(
        &component(r#"(instance $p) (export "acme:other/thing@1.0.0" (instance $p))"#),
        "it exports `acme:other/thing@1.0.0`",
    );
    assert_refused(
        &component(r#"(instance $p) (export "muster:policy/policy@9.0.0" (instance $p))"#),
        "exports `muster:policy/policy@9.0.0`, but this Muster runs version 0.1.0",
    );
}

#[test]
fn what_no_plugin_needs_is_not_compiled() {
    let cases = [
        (
            "(func (local i32 i64) ".to_owned() + &"(local f64)".repeat(49_000) + ")",
            "local variables",
        ),
        (
            "(func ".to_owned() + &"(block nop)".repeat(60_000) + ")",
            "bytes in one function",
        ),
        ("(func)".repeat(60_000), "functions"),
        ("(type (func))".repeat(120_000), "types"),
    ];
    for (items, says) in cases {
        let plugin = component(&format!("(core module {items}) {EMPTY_POLICY}"));
        assert_refused(&plugin, says);
    }
}

#[test]
fn compiling_ends_in_time_whatever_is_compiled() {
    // Each function is within the limits, and all of them together are not.
    let branches = "(block (br_if 0 (local.get 7)) (local.set 900 (i32.const 5)))".repeat(7_000);
    let function = format!("(func (local {}) {branches})", "i32 ".repeat(990));
    let reason = reason(&function.repeat(60));
    assert!(reason.contains("more than a plugin is allowed"), "{reason}");
}

#[test]
fn a_packed_module_is_bounded_like_a_plugin() {
    let bench = Bench::new().plugin(&component("(core module)"));
    bench
        .muster(&["plugin", "pack", "hostile.wasm", "--output", "packed.wasm"])
        .exits(2)
        .says(&["does not export `muster:policy/policy`"]);
    let guest = Guest {
        items: &("(func ".to_owned() + &"(block nop)".repeat(60_000) + ")"),
        ..Guest::default()
    };
    std::fs::write(bench.folder().join("hostile.wasm"), guest.component())
        .expect("the folder is ours");
    bench
        .muster(&["plugin", "pack", "hostile.wasm", "--output", "packed.wasm"])
        .exits(2)
        .says(&["bytes in one function"]);
    assert!(!bench.folder().join("packed.wasm").exists());
}
