//! Guests that ask for what they were not granted, or for too much of it.

use super::*;

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
