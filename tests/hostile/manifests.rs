//! Manifests that try to say more than they may.

use crate::bench::Bench;
use crate::guest::{Guest, manifest, stamped};
use crate::program::formats;
use crate::{findings, list_of};

/// A plugin with a manifest that has line breaks, and characters that nobody sees, in every text.
fn spoof() -> Bench {
    let fake = "x\nsha256    0000\ngrants    none needed\nrule      ssh/other (low) \
                \u{2800}\u{ffa0}\u{34f}\u{9b}\u{202e}";
    let mut manifest: serde_json::Value =
        serde_json::from_str(&manifest("hostile", &["hostile/case"])).expect("it is JSON");
    manifest["version"] = fake.into();
    manifest["description"] = fake.into();
    manifest["rules"][0]["title"] = fake.into();
    manifest["rules"][0]["failure_title"] = format!("not {fake}").into();
    Bench::new().plugin(&stamped(
        Guest::default().component(),
        &manifest.to_string(),
    ))
}

#[track_caller]
fn assert_no_line_is_made_up(shown: &str) {
    for line in shown.lines() {
        for made_up in ["sha256    0000", "rule      ssh/other"] {
            assert!(!line.starts_with(made_up), "{shown}");
        }
    }
    for unseen in ["\u{2800}", "\u{ffa0}", "\u{34f}", "\u{9b}", "\u{202e}"] {
        assert!(!shown.contains(unseen), "{unseen:?} in {shown}");
    }
}

#[test]
fn a_manifest_cannot_make_up_a_line() {
    let bench = spoof();
    for command in [
        &["plugin", "inspect", "hostile.wasm"][..],
        &["plugin", "list", "--policy", "policy.toml"],
        &["rules", "--policy", "policy.toml"],
        &["explain", "hostile/case", "--policy", "policy.toml"],
    ] {
        let run = bench.muster(command).exits(0);
        assert!(run.stdout.contains("hostile"), "{}", run.stdout);
        assert_no_line_is_made_up(&run.stdout);
    }
    let inspected = bench.muster(&["plugin", "inspect", "hostile.wasm"]).stdout;
    let lines = |word| {
        inspected
            .lines()
            .filter(|line| line.starts_with(word))
            .count()
    };
    assert_eq!((lines("sha256"), lines("grants"), lines("rule")), (1, 1, 1));
}

#[test]
fn a_document_has_no_character_that_is_not_seen() {
    let bench = spoof();
    for format in formats() {
        let run = bench.run(&["--output", &format]);
        assert_no_line_is_made_up(&run.stdout);
    }
}

/// A plugin whose one rule fails, and says that others explain it.
fn explained(rule: &str, causes: &[&str]) -> Vec<u8> {
    let fails = format!(
        "{} (i32.store8 (i32.const 65560) (i32.const 1))",
        findings(1, 16, 1)
    );
    let guest = Guest {
        check: &list_of(1, &fails),
        ..Guest::default()
    };
    let mut manifest: serde_json::Value =
        serde_json::from_str(&manifest("hostile", &[rule])).expect("it is JSON");
    let causes: Vec<_> = causes
        .iter()
        .map(|cause| serde_json::json!({ "rule": cause, "scope": "host" }))
        .collect();
    manifest["rules"][0]["explained_by"] = causes.into();
    stamped(guest.component(), &manifest.to_string())
}

/// The causes that a scan counts, on a host where root may log in when `root` says so.
fn causes_counted(plugin: &[u8], root: &str) -> (u64, u64) {
    let bench = Bench::new().plugin(plugin);
    let config = bench.folder().join("root/etc/ssh/sshd_config");
    std::fs::write(config, format!("PermitRootLogin {root}\n")).expect("the folder is ours");
    let run = bench.scan();
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("a report");
    let count = |name: &str| report["totals"][name].as_u64().expect("a number");
    (count("fail"), count("causes"))
}

#[test]
fn a_plugin_folds_its_own_failures_under_those_of_others_and_nothing_else() {
    let foreign = explained("hostile/case", &["ssh/permit-root-login"]);
    assert_eq!(causes_counted(&foreign, "yes"), (2, 1));
    // What passes explains nothing.
    assert_eq!(causes_counted(&foreign, "no"), (1, 1));
    // Nor does a rule that the policy leaves out, or that no plugin has.
    for strange in ["ssh/config-valid", "nobody/has-it"] {
        let strange = explained("hostile/case", &[strange]);
        assert_eq!(causes_counted(&strange, "yes"), (2, 2));
    }
}

#[test]
fn a_rule_that_explains_itself_is_refused() {
    let many: Vec<String> = (0..51).map(|n| format!("a/r{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let cases: [(&[&str], &str); 4] = [
        (&["hostile/case"], "names itself as its cause"),
        (&["a/b", "a/b"], "names `a/b` twice"),
        (&["not a rule"], "is not a rule id"),
        (&many, "more than 50 rules"),
    ];
    for (causes, says) in cases {
        let run = Bench::new()
            .plugin(&explained("hostile/case", causes))
            .scan();
        run.assert_everything_else_stands();
        let reason = run.error("plugin/hostile").expect("the plugin is named");
        assert!(reason.contains(says), "{reason}");
    }
}

/// What is said of a plugin in whose manifest a field of its rule is another.
fn refusal(field: &str, value: &str) -> Option<String> {
    let mut manifest: serde_json::Value =
        serde_json::from_str(&manifest("hostile", &["hostile/case"])).expect("it is JSON");
    manifest["rules"][0][field] = value.into();
    let run = Bench::new()
        .plugin(&stamped(
            Guest::default().component(),
            &manifest.to_string(),
        ))
        .scan();
    let reason = run.error("plugin/hostile")?;
    run.assert_everything_else_stands();
    Some(reason)
}

#[test]
fn a_rule_that_does_not_say_what_fails_is_refused() {
    let long = "x".repeat(8_193);
    for (title, says) in [
        ("", "does not say what is wrong when it fails"),
        (" \n", "`Failure: Root can log in over SSH`"),
        ("It behaves", "uses its title for its failures, too"),
        ("It misbehaves. ", "ends with a full stop"),
        (&long, "too long"),
    ] {
        let reason = refusal("failure_title", title).expect("the plugin is named");
        assert!(reason.contains(says), "{reason}");
    }
}

#[test]
fn the_page_of_a_rule_is_an_https_address() {
    for page in [
        "",
        "http://example.org/",
        "javascript:alert(1)",
        "case.md",
        "https://a b/",
    ] {
        let reason = refusal("page", page).expect("the plugin is named");
        assert!(reason.contains("not an https address"), "{reason}");
    }
    assert_eq!(refusal("page", "https://example.org/case.md"), None);
    assert_eq!(refusal("precision", "very-high"), None);
    assert!(refusal("precision", "certain").is_some());
}

#[test]
fn what_explains_a_rule_is_shown() {
    let bench = Bench::new().plugin(&explained("hostile/case", &["ssh/permit-root-login"]));
    let policy = ["--policy", "policy.toml"];
    let page = bench
        .muster(&[&["explain", "hostile/case"][..], &policy].concat())
        .stdout;
    assert!(page.contains("from ssh/permit-root-login"), "{page}");
}

#[test]
fn a_built_in_plugin_is_inspected_by_its_name() {
    let bench = spoof();
    // A file of the name, which only a path means.
    std::fs::copy(
        bench.folder().join("hostile.wasm"),
        bench.folder().join("ssh"),
    )
    .expect("the folder is ours");
    let builtin = bench.muster(&["plugin", "inspect", "ssh"]).exits(0).stdout;
    assert!(builtin.contains("part of Muster"), "{builtin}");
    assert!(
        builtin.contains("ssh/permit-root-login (high)"),
        "{builtin}"
    );
    assert!(builtin.contains("muster:ssh/sshd"), "{builtin}");
    let file = bench
        .muster(&["plugin", "inspect", "./ssh"])
        .exits(0)
        .stdout;
    assert!(file.contains("hostile/case"), "{file}");
    bench
        .muster(&["plugin", "inspect", "shh"])
        .exits(2)
        .says(&["there is no built-in plugin `shh`; did you mean `ssh`?"]);
}

#[test]
fn the_plugins_of_a_policy_are_listed() {
    let bench = Bench::new().plugin(&Guest::default().plugin(&["hostile/case"]));
    let list = bench
        .muster(&["plugin", "list", "--policy", "policy.toml"])
        .exits(0)
        .stdout;
    let line = |name: &str| {
        let mut lines = list.lines().filter(|line| line.starts_with(name));
        let line = lines.next().unwrap_or_else(|| panic!("no {name}:\n{list}"));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        line("hostile"),
        "hostile 0.0.0 1 rule hostile.wasm none needed"
    );
    assert!(line("ssh").contains("part of Muster"), "{list}");
    assert!(line("ssh").contains("muster:ssh/sshd"), "{list}");
}

#[test]
fn a_page_without_a_test_fails() {
    let bench = Bench::new().plugin(&Guest::default().plugin(&["hostile/case"]));
    std::fs::write(
        bench.folder().join("case.md"),
        "# It behaves\n\n## Why\n\nIt does.\n",
    )
    .expect("the folder is ours");
    let run = bench
        .muster(&["plugin", "test", "hostile.wasm", "case.md"])
        .exits(1);
    assert!(
        run.stdout.contains("case.md: there is no test here"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("0 passed, 0 failed, 1 page without a test; "),
        "{}",
        run.stdout
    );
}
