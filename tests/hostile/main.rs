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

mod answers;
mod bench;
mod compiling;
mod files;
mod guesses;
mod guest;
mod imports;
mod manifests;
#[path = "../program/mod.rs"]
mod program;
mod refused;
mod resources;
mod traces;

use muster_report::Format;
use wasm_encoder::{
    ComponentSection as _, InstanceSection, MemorySection, MemoryType, Module, ModuleArg,
    ModuleSection,
};

use bench::{Bench, Run};
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

use assert_says;

const FOR_EVER: &str = "(loop $again (br $again)) unreachable";

#[test]
fn a_well_behaved_guest_passes() {
    let report = Bench::new()
        .plugin(&Guest::default().plugin(&["hostile/case"]))
        .scan();
    assert_eq!(report.status("hostile/case"), "pass");
    assert_eq!(report.exit_code, 0, "{}", report.stderr);
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

const SSHD: Guest<'_> = Guest {
    world_imports: "import muster:ssh/sshd@0.1.0;",
    items: r#"(import "muster:ssh/sshd@0.1.0" "server" (func $server (param i32)))"#,
    memory: r#"(memory (export "memory") 2)"#,
    realloc: "(i32.const 40960)",
    contract: None,
    check: PASS,
};

/// An export of the name of a plugin's, so that the component is compiled.
const EMPTY_POLICY: &str = r#"(instance $p) (export "muster:policy/policy@0.1.0" (instance $p))"#;
