//! A plugin that cannot be loaded is the first thing that every command says.

use std::os::unix::fs::symlink;
use std::path::Path;

use crate::SSHD;
use crate::bench::Bench;
use crate::guest::{Guest, manifest, stamped};

/// The kinds of plugins that are not loaded, what is said, and the line of the policy: 5 names the
/// file, 4 the plugin, 6 its grants.
fn cases() -> Vec<(&'static str, Bench, &'static str, usize)> {
    let whole = Guest::default().plugin(&["hostile/case"]);
    let at = |prepare: fn(&Path)| {
        let bench = Bench::new();
        prepare(&bench.folder().join("hostile.wasm"));
        bench
    };
    let file = |bytes: &[u8]| Bench::new().plugin(bytes);
    let module = wat::parse_str("(module)").expect("the text is a module");
    vec![
        ("missing", at(|_| ()), "No such file", 5),
        ("empty", file(b""), "is empty", 5),
        (
            "not WebAssembly",
            file(b"#!/bin/sh"),
            "is not a WebAssembly file",
            5,
        ),
        ("core module", file(&module), "muster plugin pack", 5),
        (
            "without a manifest",
            file(&Guest::default().component()),
            "has no manifest",
            5,
        ),
        (
            "directory",
            at(|path| std::fs::create_dir(path).expect("the folder is ours")),
            "is not a regular file",
            5,
        ),
        (
            "dangling link",
            at(|path| symlink("nowhere", path).expect("the folder is ours")),
            "No such file",
            5,
        ),
        (
            "other digest",
            file(&whole).sha256(&"0".repeat(64)),
            "the policy pins",
            7,
        ),
        (
            "grant",
            file(&SSHD.plugin(&["hostile/case"])),
            "which it is not granted",
            6,
        ),
        (
            "other name",
            file(&stamped(
                Guest::default().component(),
                &manifest("other", &["hostile/case"]),
            )),
            "calls itself `other`",
            4,
        ),
        (
            "another's rule",
            file(&Guest::default().plugin(&["ssh/permit-root-login"])),
            "claims the rule `ssh/permit-root-login`",
            4,
        ),
    ]
}

#[test]
fn every_command_says_first_what_is_missing() {
    for (name, bench, says, line) in cases() {
        let policy = ["--policy", "policy.toml"];
        let snapshot = bench.folder().join("host.json");
        let commands: [(&[&str], i32); 8] = [
            (&["collect", "--root", "root", "--output", "host.json"], 3),
            (
                &["scan", "--root", "root", "--output", "evaluation=e.json"],
                3,
            ),
            (&["evaluate", "host.json"], 3),
            (&["report", "e.json"], 3),
            (&["rules"], 3),
            (&["plugin", "list"], 3),
            (&["explain", "ssh/permit-root-login"], 0),
            (&["plugin", "test", "ssh", "permit_root_login.md"], 3),
        ];
        std::fs::write(bench.folder().join("permit_root_login.md"), PAGE)
            .expect("the folder is ours");
        for (command, code) in commands {
            let run = bench.muster(&[command, &policy].concat()).exits(code);
            let first = run.stderr.lines().next().unwrap_or_default();
            assert!(
                first.starts_with("error: the plugin `hostile`") && first.contains(says),
                "{name}: {command:?} says first: {}",
                run.stderr
            );
            let place = format!("--> policy.toml:{line}:");
            assert!(run.stderr.contains(&place), "{name}: {}", run.stderr);
            assert!(run.stderr.contains("= help: "), "{name}: {}", run.stderr);
            assert_eq!(run.stderr.matches("error: ").count(), 1, "{}", run.stderr);
            let silent = command[0] == "collect";
            assert_eq!(run.stdout.is_empty(), silent, "{name}: {command:?}");
        }
        assert!(snapshot.is_file(), "{name}: the snapshot is not written");
    }
}

/// A page with a case that passes.
const PAGE: &str = "# It is tested\n\n## Why\n\nIt is.\n\n## Tests\n\n### Root stays out\n\n\
                    ```file /etc/ssh/sshd_config\nPermitRootLogin no\n```\n\n\
                    ```expect\npass sshd/PermitRootLogin\n```\n";

#[test]
fn a_page_is_tested_with_the_plugins_of_its_policy() {
    let bench = Bench::new().plugin(&Guest::default().plugin(&["hostile/case"]));
    let page = "# It behaves\n\n## Why\n\nIt does.\n\n## Tests\n\n### It passes\n\n\
                ```expect\npass s\n```\n";
    std::fs::write(bench.folder().join("case.md"), page).expect("the folder is ours");
    for plugin in ["hostile", "hostile.wasm", "./hostile.wasm"] {
        let test = [
            "plugin",
            "test",
            plugin,
            "case.md",
            "--policy",
            "policy.toml",
        ];
        let run = bench.muster(&test).exits(0);
        let passed = "1 passed, 0 failed; 2 checks, 0 runs with a fact missing or a word unknown\n";
        assert_eq!(run.stdout, passed, "{plugin}");
        assert_eq!(run.stderr, "", "{plugin}");
    }
}

#[test]
fn a_selection_of_its_rules_ends_in_its_error() {
    for (name, bench, _, _) in cases() {
        for narrowed in [
            &["--only", "hostile/*"][..],
            &["--only", "hostile/case"],
            &["--only", "hostile/*", "--skip", "hostile/other"],
        ] {
            let report = bench.run(&[&["--output", "json"], narrowed].concat());
            // One whose manifest is known has no other rule.
            if narrowed.len() == 4 && report.exit_code == 2 {
                assert!(
                    report.stderr.contains("`hostile/other`"),
                    "{name}: {}",
                    report.stderr
                );
                continue;
            }
            assert_eq!(report.exit_code, 3, "{name}: {}", report.stderr);
            let error = ["hostile/case", "plugin/hostile"]
                .iter()
                .find_map(|rule| (report.findings_of(rule) > 0).then(|| report.error(rule)));
            assert!(error.flatten().is_some(), "{name}: {}", report.stdout);
        }
    }
}

#[test]
fn a_rule_that_the_missing_plugin_may_have_is_not_called_unknown() {
    let bench = Bench::new();
    bench
        .muster(&["explain", "hostile/case", "--policy", "policy.toml"])
        .exits(3)
        .says(&[
            "`hostile/case` belongs to the plugin `hostile`, which is not loaded, or to no plugin",
        ]);
}
