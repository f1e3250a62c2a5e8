//! What a hostile guest leaves behind: for the next rule, in texts and in the cache.

use super::*;

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
