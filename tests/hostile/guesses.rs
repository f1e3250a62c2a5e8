//! A plugin that is granted nothing and writes down what may be a secret of the host.

use crate::bench::Bench;
use crate::guest::{Guest, PASS};

const SECRET: &str = "kX9vQ2mL7pR4tY8wA1bC";

/// A host with a value in sshd's configuration, and a plugin that says a text.
fn scan(value: &str, said: &str) -> crate::bench::Run {
    let check = PASS.replace(
        "(i32.store (i32.const 2084) (i32.const 18))\n    (i32.store (i32.const 2088) (i32.const 1))",
        &format!(
            "(i32.store (i32.const 2084) (i32.const 4096))\n    (i32.store (i32.const 2088) (i32.const {}))",
            said.len()
        ),
    );
    assert_ne!(check, PASS);
    let guest = Guest {
        items: "",
        memory: &format!("(memory (export \"memory\") 2) (data (i32.const 4096) \"{said}\")"),
        check: &check,
        ..Guest::default()
    };
    let bench = Bench::new().plugin(&guest.plugin(&["hostile/case"]));
    std::fs::write(
        bench.folder().join("root/etc/ssh/sshd_config"),
        format!("PermitRootLogin no\nSetEnv API_TOKEN={value}\n"),
    )
    .expect("the folder is ours");
    bench.scan()
}

#[test]
fn a_text_with_a_secret_ends_the_call() {
    let said = format!("is it {SECRET}?");
    let report = scan(SECRET, &said);
    report.assert_everything_else_stands();
    let reason = report.error("hostile/case").expect("an error");
    assert!(reason.contains("holds a secret of the host"), "{reason}");
    assert!(!report.stdout.contains(SECRET));
    // On another host the same plugin says what it likes.
    assert_eq!(scan("hunter2", &said).status("hostile/case"), "pass");
}

#[test]
fn what_can_be_guessed_is_not_told_apart() {
    for guess in ["482913", "compose", "Summer2025!", "ssh/permit-root-login"] {
        let report = scan(guess, &format!("is it {guess}?"));
        assert_eq!(report.exit_code, 0, "{guess}");
        assert_eq!(report.status("hostile/case"), "pass", "{guess}");
        assert!(
            report.stdout.contains(&format!("is it {guess}?")),
            "{guess}"
        );
    }
}
