//! Files that are no plugin, or not the one that they say they are.

use super::*;

#[test]
fn features_that_are_off() {
    let cases = [
        ("memory64", "(memory i64 1)"),
        ("threads", "(memory 1 1 shared)"),
        ("gc", "(type (struct (field i32)))"),
        ("exceptions", "(tag)"),
        (
            "relaxed-simd",
            "(func (param v128 v128) (result v128)
                (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))",
        ),
    ];
    for (feature, items) in cases {
        let text = format!("(component (core module {items}) {EMPTY_POLICY})");
        let component = wat::parse_str(text).expect("the text is a component");
        let plugin = stamped(component, &manifest("hostile", &["hostile/case"]));
        let reason = reason_of_file(&plugin);
        assert!(
            reason.contains("could not be compiled"),
            "{feature}: {reason}"
        );
    }
}

#[test]
fn files_that_are_no_plugin() {
    let whole = Guest::default().plugin(&["hostile/case"]);
    let module = wat::parse_str("(module)").expect("the text is a module");
    let cases: [(&str, &[u8], &str); 5] = [
        ("empty", b"", "is empty"),
        (
            "garbage",
            b"#!/bin/sh\necho no\n",
            "is not a WebAssembly file",
        ),
        (
            "truncated",
            &whole[..whole.len() / 2],
            "is not a WebAssembly component",
        ),
        ("core module", &module, "muster plugin pack"),
        ("compiled code", b"\x7fELF\x02\x01\x01", "compiled code"),
    ];
    for (name, bytes, says) in cases {
        let reason = reason_of_file(bytes);
        assert!(reason.contains(says), "{name}: {reason}");
        assert!(
            reason.contains("hostile.wasm"),
            "{name}: the file is not named: {reason}"
        );
    }
}

#[test]
fn a_file_that_is_too_large() {
    let reason = reason_of_file(&vec![0; (32 << 20) + 1]);
    assert_says!(reason, "larger than 32 MiB");
}

#[test]
fn a_component_in_a_component_does_not_bring_the_compiler_down() {
    // Passing a string between two components makes wasmtime generate an adapter with two memories.
    let text = r#"(component
            (component $callee
                (core module $m
                    (memory (export "memory") 1)
                    (func (export "f") (param i32 i32))
                    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0)))
                (core instance $i (instantiate $m))
                (func (export "f") (param "s" string)
                    (canon lift (core func $i "f")
                        (memory (core memory $i "memory"))
                        (realloc (core func $i "realloc")))))
            (instance $callee (instantiate $callee))
            (alias export $callee "f" (func $f))
            (component $caller
                (import "f" (func $f (param "s" string)))
                (core module $libc (memory (export "memory") 1))
                (core instance $libc (instantiate $libc))
                (core func $lowered (canon lower (func $f)
                    (memory (core memory $libc "memory"))))
                (core module $m
                    (import "" "f" (func (param i32 i32)))
                    (func (export "run")))
                (core instance $i (instantiate $m
                    (with "" (instance (export "f" (func $lowered))))))
                (func (export "run") (canon lift (core func $i "run"))))
            (instance $caller (instantiate $caller (with "f" (func $f))))
            POLICY)"#
        .replace("POLICY", EMPTY_POLICY);
    let component = wat::parse_str(text).expect("the text is a component");
    let reason = reason_of_file(&stamped(component, &manifest("hostile", &["hostile/case"])));
    assert_says!(reason, "was built for other interfaces");
}

#[test]
fn a_manifest_that_is_not_the_components_own() {
    // A core module inside the component carries one; that is not the component's.
    let smuggled = Guest {
        items: r#"(@custom "muster:manifest" "{}")"#,
        ..Guest::default()
    };
    assert_says!(reason_of_file(&smuggled.component()), "has no manifest");
    let twice = stamped(
        Guest::default().plugin(&["hostile/case"]),
        &manifest("hostile", &["hostile/case"]),
    );
    assert_says!(reason_of_file(&twice), "more than one");
    let broken = stamped(Guest::default().component(), "{\"schema\": ");
    assert_says!(reason_of_file(&broken), "manifest that cannot be used");
}

#[test]
fn a_plugin_that_claims_another_plugins_rule() {
    let report = Bench::new()
        .plugin(&Guest::default().plugin(&["ssh/permit-root-login"]))
        .scan();
    report.assert_everything_else_stands();
    assert_says!(
        report.error("plugin/hostile").expect("an error"),
        "ssh/permit-root-login"
    );
}

#[test]
fn a_pinned_digest_that_does_not_match() {
    let report = Bench::new()
        .plugin(&Guest::default().plugin(&["hostile/case"]))
        .sha256(&"0".repeat(64))
        .scan();
    report.assert_everything_else_stands();
    assert_says!(
        report.error("hostile/case").expect("an error"),
        "the policy pins"
    );
}
