//! Plugins that loop, eat memory, lie, or ask for what they may not have. Each must cost its own
//! rules and nothing else: the report names the plugin, every other rule is evaluated, and the exit
//! code is 3.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test reads files, runs programs, and stops where something is not as it must be"
)]

#[path = "../program/mod.rs"]
mod program;

mod bench;
mod compiling;
mod guesses;
mod guest;
mod manifests;
mod refused;

use bench::{Bench, Run};
use muster_report::Format;
use wasm_encoder::{
    ComponentSection as _, InstanceSection, MemorySection, MemoryType, Module, ModuleArg,
    ModuleSection,
};

use guest::{Guest, PASS, manifest, stamped};

/// The error that one bad rule ends in, beside a built-in rule that must still pass.
fn reason(guest: &Guest<'_>) -> String {
    reason_of_file(&guest.plugin(&["hostile/case"]))
}

fn reason_of_file(plugin: &[u8]) -> String {
    let report = Bench::new().plugin(plugin).scan();
    report.assert_everything_else_stands();
    report.error("hostile/case").unwrap_or_else(|| {
        // A file without a readable manifest stands for itself.
        report.error("plugin/hostile").expect("the plugin is named")
    })
}

fn check(check: &str) -> String {
    reason(&Guest {
        check,
        ..Guest::default()
    })
}

macro_rules! assert_says {
    ($reason:expr, $text:expr) => {{
        let reason = $reason;
        assert!(reason.contains($text), "the reason was: {reason}");
        assert!(
            reason.contains("hostile"),
            "the plugin is not named: {reason}"
        );
    }};
}

const FOR_EVER: &str = "(loop $again (br $again)) unreachable";

#[test]
fn a_well_behaved_guest_passes() {
    let report = Bench::new()
        .plugin(&Guest::default().plugin(&["hostile/case"]))
        .scan();
    assert_eq!(report.status("hostile/case"), "pass");
    assert_eq!(report.exit_code, 0, "{}", report.stderr);
}

#[test]
fn endless_loop_in_check() {
    assert_says!(check(FOR_EVER), "computing budget");
}

#[test]
fn endless_loop_in_the_start_function() {
    let reason = reason(&Guest {
        items: "(func $start (loop $again (br $again))) (start $start)",
        ..Guest::default()
    });
    assert_says!(reason, "computing budget");
}

#[test]
fn endless_loop_in_post_return() {
    let reason = reason(&Guest {
        items: r#"(func (export "cabi_post_muster:policy/policy@0.1.0#check") (param i32)
            (loop $again (br $again)))"#,
        ..Guest::default()
    });
    assert_says!(reason, "computing budget");
}

#[test]
fn endless_loop_of_bulk_memory_operations() {
    let reason = check(
        "(loop $again
            (memory.fill (i32.const 0) (i32.const 0) (i32.const 131072))
            (br $again))
        unreachable",
    );
    assert!(
        reason.contains("computing budget") || reason.contains("seconds"),
        "{reason}"
    );
}

#[test]
fn endless_loop_in_realloc() {
    let reason = reason(&Guest {
        realloc: FOR_EVER,
        ..Guest::default()
    });
    assert_says!(reason, "computing budget");
}

#[test]
fn unbounded_recursion() {
    assert_says!(
        check("(call $check (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))"),
        "recursed too deeply"
    );
}

#[test]
fn memory_grown_without_end() {
    let reason = check("(loop $again (drop (memory.grow (i32.const 16))) (br $again)) unreachable");
    assert_says!(reason, "64 MiB of memory");
}

#[test]
fn a_gigabyte_of_memory_to_begin_with() {
    let reason = reason(&Guest {
        memory: r#"(memory (export "memory") 16384)"#,
        ..Guest::default()
    });
    assert_says!(reason, "memory");
}

#[test]
fn a_table_of_five_million_elements() {
    let reason = reason(&Guest {
        items: "(table 5000000 funcref)",
        ..Guest::default()
    });
    assert_says!(reason, "table");
}

#[test]
fn twenty_memories() {
    let reason = reason(&Guest {
        items: &"(memory 1) ".repeat(20),
        memory: r#"(memory (export "memory") 2)"#,
        ..Guest::default()
    });
    assert_says!(reason, "memor");
}

#[test]
fn five_hundred_core_instances() {
    let mut memory = MemorySection::new();
    memory.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut module = Module::new();
    module.section(&memory);
    let mut instances = InstanceSection::new();
    for _ in 0..500 {
        // The guest's own module is number 0.
        instances.instantiate::<[(&str, ModuleArg); 0], &str>(1, []);
    }
    let mut component = Guest::default().component();
    ModuleSection(&module).append_to_component(&mut component);
    instances.append_to_component(&mut component);
    let reason = reason_of_file(&stamped(component, &manifest("hostile", &["hostile/case"])));
    assert_says!(reason, "memor");
}

#[test]
fn resources_made_without_end() {
    let reason = reason(&Guest {
        world_imports: "export handles: interface { resource handle; }",
        items: r#"(import "[export]handles" "[resource-new]handle"
            (func $new (param i32) (result i32)))"#,
        check: "(loop $again (drop (call $new (i32.const 1))) (br $again)) unreachable",
        ..Guest::default()
    });
    assert_says!(reason, "handle limit");
}

/// `ok` with a list of `count` findings at address 65536, which the caller fills.
fn list_of(count: u32, fill: &str) -> String {
    format!(
        "(local $at i32)
        {fill}
        (i32.store8 (i32.const 1024) (i32.const 0))
        (i32.store (i32.const 1028) (i32.const 65536))
        (i32.store (i32.const 1032) (i32.const {count}))
        (i32.const 1024)"
    )
}

/// Size of one finding in memory.
const FINDING: u32 = 88;

/// Makes `count` findings at address 65536 that each claim the same text as their subject.
fn findings(count: u32, subject: u32, length: u32) -> String {
    format!(
        "(local.set $at (i32.const 65536))
        (loop $next
            (i32.store (local.get $at) (i32.const {subject}))
            (i32.store offset=4 (local.get $at) (i32.const {length}))
            (local.set $at (i32.add (local.get $at) (i32.const {FINDING})))
            (br_if $next (i32.lt_u (local.get $at) (i32.const {}))))",
        65536 + count * FINDING
    )
}

#[test]
fn many_long_strings_that_alias_the_same_bytes() {
    // 11,000 findings whose subject claims the same 900 KB each: 10 GB in all.
    let reason = reason(&Guest {
        memory: r#"(memory (export "memory") 32)"#,
        check: &list_of(11_000, &findings(11_000, 1_048_576, 900_000)),
        ..Guest::default()
    });
    assert_says!(reason, "fuel");
}

#[test]
fn half_a_million_empty_findings() {
    let reason = reason(&Guest {
        memory: r#"(memory (export "memory") 700)"#,
        check: &list_of(500_000, ""),
        ..Guest::default()
    });
    assert_says!(reason, "fuel");
}

#[test]
fn more_findings_than_a_person_can_read() {
    let reason = reason(&Guest {
        memory: r#"(memory (export "memory") 32)"#,
        check: &list_of(2_001, &findings(2_001, 16, 1)),
        ..Guest::default()
    });
    assert_says!(reason, "more than 2000 findings");
}

#[test]
fn no_finding_at_all() {
    assert_says!(check(&list_of(0, "")), "no finding at all");
}

#[test]
fn a_subject_that_is_there_twice_costs_itself() {
    // Subjects `s`, `s`, ` ` and `m`.
    let fill = format!(
        "{} (i32.store offset=176 (i32.const 65536) (i32.const 17))
        (i32.store offset=264 (i32.const 65536) (i32.const 18))",
        findings(4, 16, 1)
    );
    let guest = Guest {
        check: &list_of(4, &fill),
        ..Guest::default()
    };
    let report = Bench::new().plugin(&guest.plugin(&["hostile/case"])).scan();
    report.assert_everything_else_stands();
    let reason = |subject| report.reason("hostile/case", subject);
    assert_eq!(reason("m"), None);
    assert_says!(reason("s").expect("an error"), "this subject 2 times");
    assert_says!(
        reason("hostile/case").expect("an error"),
        "a finding without a subject"
    );
    assert_eq!(report.findings_of("hostile/case"), 3);
}

#[test]
fn the_findings_of_all_rules_together_are_bounded() {
    // Each rule is within the limits: 1,000 findings with 7,000 bytes each, which overlap. What
    // stands before each is its number, so that no two are the same.
    let fill = "(memory.fill (i32.const 1048576) (i32.const 97) (i32.const 400000))
        (local.set $at (i32.const 65536))
        (loop $next
            (i32.store (local.get $at) (i32.add (i32.const 1048576) (local.get $at)))
            (i32.store offset=4 (local.get $at) (i32.const 7000))
            (i32.store8 offset=1048576 (local.get $at)
                (i32.add (i32.const 65) (i32.rem_u (local.get $at) (i32.const 59))))
            (i32.store8 offset=1048577 (local.get $at)
                (i32.add (i32.const 65) (i32.rem_u (local.get $at) (i32.const 61))))
            (local.set $at (i32.add (local.get $at) (i32.const 88)))
            (br_if $next (i32.lt_u (local.get $at) (i32.const 153536))))";
    let guest = Guest {
        memory: r#"(memory (export "memory") 32)"#,
        check: &list_of(1_000, fill),
        ..Guest::default()
    };
    let rules: Vec<String> = (10..30).map(|rule| format!("hostile/r{rule}")).collect();
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    let report = Bench::new().plugin(&guest.plugin(&rules)).scan();
    report.assert_everything_else_stands();
    // The first rules are there as a whole, the others are one error each.
    assert_eq!(report.findings_of("hostile/r10"), 1_000);
    assert_eq!(report.reason("hostile/r10", "hostile/r10"), None);
    for rule in ["hostile/r25", "hostile/r29"] {
        assert_says!(report.error(rule).expect("an error"), "24 MiB");
        assert_eq!(report.findings_of(rule), 1);
    }
    let size = report.stdout.len();
    assert!(size < 40 << 20, "the report has {size} bytes");
}

#[test]
fn a_text_of_nine_kilobytes() {
    let text = "(memory.fill (i32.const 4096) (i32.const 97) (i32.const 9216))";
    let fill = format!("{} {text}", findings(1, 4_096, 9_216));
    assert_says!(check(&list_of(1, &fill)), "more than 8192 bytes");
}

#[test]
fn a_list_beyond_its_memory() {
    let reason = check(
        "(i32.store8 (i32.const 1024) (i32.const 0))
        (i32.store (i32.const 1028) (i32.const 131000))
        (i32.store (i32.const 1032) (i32.const 1000))
        (i32.const 1024)",
    );
    assert_says!(reason, "out of bounds");
}

#[test]
fn a_result_pointer_that_is_not_aligned() {
    assert_says!(check("(i32.const 1025)"), "not aligned");
}

#[test]
fn a_result_pointer_beyond_its_memory() {
    assert_says!(check("(i32.const 0x7ffffff0)"), "out of bounds");
}

#[test]
fn text_that_is_not_utf_8() {
    let text = "(i32.store8 (i32.const 4096) (i32.const 255))";
    let fill = format!("{} {text}", findings(1, 4_096, 1));
    assert_says!(check(&list_of(1, &fill)), "utf-8");
}

#[test]
fn a_status_that_does_not_exist() {
    let status = "(i32.store8 (i32.const 65560) (i32.const 77))";
    let fill = format!("{} {status}", findings(1, 16, 1));
    assert_says!(check(&list_of(1, &fill)), "discriminant");
}

#[test]
fn a_panic() {
    assert_says!(check("unreachable"), "stopped itself");
}

#[test]
fn an_import_from_outside() {
    // The shape of a plugin built for WASI.
    let mut plugin = Guest::default().plugin(&["hostile/case"]);
    let component =
        wat::parse_str(r#"(component (import "wasi:filesystem/types@0.2.0" (instance)))"#)
            .expect("the text is a component");
    plugin.clone_from(&component);
    let reason = reason_of_file(&stamped(plugin, &manifest("hostile", &["hostile/case"])));
    assert_says!(reason, "wasi:filesystem/types@0.2.0");
}

const SSHD: Guest<'_> = Guest {
    world_imports: "import muster:ssh/sshd@0.1.0;",
    items: r#"(import "muster:ssh/sshd@0.1.0" "server" (func $server (param i32)))"#,
    memory: r#"(memory (export "memory") 2)"#,
    realloc: "(i32.const 40960)",
    contract: None,
    check: PASS,
};

#[test]
fn a_contract_of_the_same_version_with_other_types() {
    let says = "was built for other interfaces than those of this Muster; build it with the SDK of this version";
    let exported = reason(&Guest {
        contract: Some(("policy.wit", "        very-high,\n")),
        ..Guest::default()
    });
    assert_says!(&exported, says);
    let imported = Guest {
        contract: Some(("ssh.wit", "        socket-activated: bool,\n")),
        ..SSHD
    };
    let report = Bench::new()
        .plugin(&imported.plugin(&["hostile/case"]))
        .grants(&["muster:ssh/sshd"])
        .scan();
    report.assert_everything_else_stands();
    assert_says!(report.error("hostile/case").expect("an error"), says);
}

#[test]
fn an_import_that_is_not_granted() {
    let reason = reason(&SSHD);
    assert_says!(
        &reason,
        "`muster:ssh/sshd`, which the policy does not grant"
    );
    // The exact line to add.
    assert_says!(&reason, r#"grants = ["muster:ssh/sshd"]"#);
}

#[test]
fn an_import_that_is_granted() {
    let report = Bench::new()
        .plugin(&SSHD.plugin(&["hostile/case"]))
        .grants(&["muster:ssh/sshd"])
        .scan();
    assert_eq!(report.status("hostile/case"), "pass");
    assert_eq!(report.exit_code, 0, "{}", report.stderr);
}

#[test]
fn calling_the_host_without_end() {
    let guest = Guest {
        check: "(loop $again (call $server (i32.const 4096)) (br $again)) unreachable",
        ..SSHD
    };
    let report = Bench::new()
        .plugin(&guest.plugin(&["hostile/case"]))
        .grants(&["muster:ssh/sshd"])
        .scan();
    report.assert_everything_else_stands();
    assert_says!(
        report.error("hostile/case").expect("an error"),
        "called the host more than"
    );
}

/// An export of the name of a plugin's, so that the component is compiled.
const EMPTY_POLICY: &str = r#"(instance $p) (export "muster:policy/policy@0.1.0" (instance $p))"#;

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

/// Says pass when the rule's name ends in `d`, and hands over invalid text otherwise.
const GOOD_AND_BAD: &str = "
    (if (i32.ne
            (i32.load8_u (i32.sub (i32.add (local.get $rule) (local.get $rule-length)) (i32.const 1)))
            (i32.const 100))
        (then
            (i32.store (i32.const 2048) (i32.const 0x7ffffff0))
            (return (i32.const 1025))))";

#[test]
fn a_rule_that_fails_does_not_spoil_the_next() {
    let guest = Guest {
        check: &format!("{GOOD_AND_BAD}{PASS}"),
        ..Guest::default()
    };
    let report = Bench::new()
        .plugin(&guest.plugin(&["hostile/a", "hostile/good"]))
        .scan();
    report.assert_everything_else_stands();
    assert!(report.error("hostile/a").is_some());
    assert_eq!(report.status("hostile/good"), "pass");
}

#[test]
fn what_a_failed_rule_leaves_behind_is_gone() {
    // The bad rule sets a global before it fails; the good one traps if it finds it set.
    let guest = Guest {
        items: "(global $spoilt (mut i32) (i32.const 0))",
        check: &format!(
            "(if (global.get $spoilt) (then unreachable))
            {}{PASS}",
            GOOD_AND_BAD.replace("(then", "(then (global.set $spoilt (i32.const 1))")
        ),
        ..Guest::default()
    };
    let report = Bench::new()
        .plugin(&guest.plugin(&["hostile/a", "hostile/good"]))
        .scan();
    report.assert_everything_else_stands();
    assert!(report.error("hostile/a").is_some());
    assert_eq!(report.status("hostile/good"), "pass");
}

#[test]
fn texts_that_would_steer_a_terminal_or_a_page_are_inert() {
    let fill = format!(
        "{} (i32.store8 (i32.const 65560) (i32.const 1))
        (i32.store (i32.const 65572) (i32.const 512)) (i32.store (i32.const 65576) (i32.const 64))",
        findings(1, 16, 1)
    );
    let guest = Guest {
        items: r#"(data (i32.const 512) "\1b[2J\1b]0;owned\07\00\e2\80\ae<script>alert(1)</script>{0}[x](javascript:1)")"#,
        check: &list_of(1, &fill),
        ..Guest::default()
    };
    let bench = Bench::new().plugin(&guest.plugin(&["hostile/case"]));
    for format in Format::ALL.map(Format::as_str) {
        let text = bench.run(&["--output", format]).stdout;
        for inert in [
            "\u{1b}", "\u{7}", "\0", "\u{202e}", "\\u001b", "\\u0000", "\\u202e",
        ] {
            assert!(!text.contains(inert), "{format} lets {inert:?} through");
        }
        // Metrics count, and show no text.
        if format != Format::Prometheus.as_str() {
            assert!(
                text.contains("alert(1)"),
                "{format} lost the finding:\n{text}"
            );
        }
    }
}

#[test]
fn only_what_does_not_come_with_muster_is_compiled_and_kept() {
    let bench = Bench::new().plugin(&Guest::default().plugin(&["hostile/case"]));
    let compiled = |run: Run| run.stderr.matches("DEBUG compiled").count();
    assert_eq!(compiled(bench.run(&["-vv"])), 1);
    assert_eq!(bench.cached().len(), 1);
    assert_eq!(compiled(bench.run(&["-vv"])), 0);
}

#[test]
fn a_spoilt_cache_entry_is_compiled_again() {
    let bench = Bench::new().plugin(&Guest::default().plugin(&["hostile/case"]));
    assert_eq!(bench.scan().exit_code, 0);
    let cached = bench.cached();
    let [file] = cached.as_slice() else {
        panic!("the plugin is not kept alone: {cached:?}");
    };
    let whole = std::fs::read(file).expect("the cache can be read");
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    let half = &whole[..whole.len() / 2];
    for spoilt in [b"\x7fELF not compiled code", half, &changed, b""] {
        std::fs::write(file, spoilt).expect("the cache can be written to");
        let again = bench.scan();
        assert_eq!(again.exit_code, 0, "{}", again.stderr);
        let mended = std::fs::read(file).expect("the cache can be read");
        assert!(mended == whole, "it was not compiled again");
    }
}

#[test]
fn a_cache_that_others_can_write_to_is_not_used() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let bench = Bench::new().plugin(&Guest::default().plugin(&["hostile/case"]));
    let cache = bench.cache();
    std::fs::create_dir_all(&cache).expect("the folder is ours");
    std::fs::set_permissions(&cache, PermissionsExt::from_mode(0o777)).expect("the folder is ours");
    let report = bench.scan();
    assert!(
        report.stderr.contains("others can access it"),
        "{}",
        report.stderr
    );
    assert_eq!(report.exit_code, 0);
    assert_eq!(bench.cached().len(), 0);

    std::fs::remove_dir_all(&cache).expect("the folder is ours");
    let elsewhere = bench.folder().join("elsewhere");
    std::fs::create_dir(&elsewhere).expect("the folder is ours");
    symlink(&elsewhere, &cache).expect("the folder is ours");
    let report = bench.scan();
    assert!(
        report.stderr.contains("without following a link"),
        "{}",
        report.stderr
    );
    assert_eq!(
        std::fs::read_dir(&elsewhere).expect("it is there").count(),
        0
    );
}
