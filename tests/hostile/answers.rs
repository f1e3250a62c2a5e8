//! Guests whose answers are too much, or no answers.

use super::*;

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
