//! The way of a plugin's author: from a copy of `examples/acme` to a report, by the commands that
//! the documentation names.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what is wrong by failing, and looks at real files and programs"
)]

#[path = "../program/guest.rs"]
mod guest;
#[path = "../program/mod.rs"]
mod program;

use std::path::{Path, PathBuf};

use program::{Run, finish, host, muster_in, read, repository, write};
use serde_json::Value;
use tempfile::TempDir;

/// Builds, packs and returns the folder with `acme.wasm` in it.
fn acme(folder: &TempDir) -> PathBuf {
    let acme = guest::copy(&repository().join("examples/acme"), folder.path(), "acme");
    let module = guest::build(&acme, "acme");
    let module = module.to_str().expect("the path is text");
    let packed = muster_in(&acme, ["plugin", "pack", module, "--output", "acme.wasm"]).exits(0);
    assert_eq!(packed.stdout, "acme.wasm: acme 0.1.0, 1 rule\n");
    acme
}

fn scan(acme: &Path) -> Run {
    let host = host("shop-2");
    let host = host.to_str().expect("the path is text");
    let target = ["scan", "--recording", host];
    muster_in(
        acme,
        target
            .iter()
            .chain(&["--policy", "acme.toml", "--output", "json"]),
    )
}

fn of_rule<'a>(findings: &'a [Value], rule: &str) -> &'a Value {
    let found = findings.iter().find(|finding| finding["rule"] == rule);
    found.unwrap_or_else(|| panic!("{rule} is not reported"))
}

#[test]
fn a_plugin_is_built_packed_inspected_tested_granted_and_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    let acme = acme(&folder);
    is_inspected(&acme);
    passes_its_pages(&acme);
    is_tested_from_its_folder(&acme);
    judges_a_host(&acme);
    without_its_grant_it_costs_its_own_rules_only(&acme);
    a_wrong_pin_is_refused(&acme);
}

fn is_inspected(acme: &Path) {
    let shown = muster_in(acme, ["plugin", "inspect", "acme.wasm"])
        .exits(0)
        .stdout;
    for line in [
        "grants    muster:ssh/sshd\n",
        "plugin    acme 0.1.0\n",
        "rule      acme/ssh-port (medium) sshd listens where Acme's firewall expects it\n",
        "            allowed: ",
    ] {
        assert!(shown.contains(line), "{line:?} is not shown:\n{shown}");
    }
}

fn passes_its_pages(acme: &Path) {
    let tested = muster_in(
        acme,
        ["plugin", "test", "acme.wasm", "src/rules/ssh_port.md"],
    );
    let passed = tested.exits(0).stdout;
    assert!(
        passed.starts_with("3 passed, 0 failed; 7 checks, "),
        "{passed}"
    );
    let page = acme.join("src/rules/ssh_port.md");
    let text = read(&page);
    let wrong = text.replace("pass sshd/Port/2222", "pass sshd/Port/2223");
    write(&page, wrong);
    let tested = muster_in(
        acme,
        ["plugin", "test", "acme.wasm", "src/rules/ssh_port.md"],
    )
    .exits(1);
    assert!(
        tested.stdout.starts_with("src/rules/ssh_port.md:"),
        "{}",
        tested.stdout
    );
    assert!(
        tested.stdout.contains("sshd/Port/2222"),
        "{}",
        tested.stdout
    );
    assert!(
        tested.stdout.contains("2 passed, 1 failed; 7 checks, "),
        "{}",
        tested.stdout
    );
    write(&page, text);
}

/// `plugin test .`: what has to be built is built, and all pages are tested.
fn is_tested_from_its_folder(acme: &Path) {
    let test = |arguments: &[&str]| {
        let mut command = program::command(acme);
        command
            .args(["plugin", "test", "."])
            .args(arguments)
            // What cargo needs of its surroundings.
            .envs(std::env::vars())
            .env("CARGO", env!("CARGO"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TARGET_DIR", acme.join("target"))
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        finish(&mut command)
    };
    let passed = test(&[]).exits(0).stdout;
    assert!(
        passed.starts_with("3 passed, 0 failed; 7 checks, "),
        "{passed}"
    );

    let page = acme.join("src/rules/ssh_port.md");
    let text = read(&page);
    write(
        &page,
        text.replace("pass sshd/Port/2222", "fail sshd/Port/2222"),
    );
    let updated = test(&["--update"]).exits(0).stdout;
    for line in [
        ": updated\n",
        "\n  - fail sshd/Port/2222\n",
        "\n  + pass sshd/Port/2222\n",
        "3 passed, 0 failed, 1 page updated; 7 checks, ",
    ] {
        assert!(updated.contains(line), "{line:?} is not said:\n{updated}");
    }
    assert_eq!(read(&page), text);

    // A fixture is there to be used, and a rule may not pass where its facts are missing.
    let fixture = acme.join("fixtures/ours.md");
    write(&fixture, "```file /etc/ssh/sshd_config\nPort 2222\n```\n");
    let unused = test(&[]).exits(1).stdout;
    assert!(
        unused.contains("fixtures/ours.md is a fixture that no page uses"),
        "{unused}"
    );
    let standing = text.replace(
        "### No server",
        "### Ours (on ours)\n\n```expect\npass sshd/Port/2222\n```\n\n### No server",
    );
    write(&page, &standing);
    test(&[]).exits(0);
    std::fs::remove_file(&fixture).expect("the folder is ours");
    write(&page, text);

    let rule = acme.join("src/rules/ssh_port.rs");
    let code = read(&rule);
    let open = code.replace(
        "let server = sshd::server()?;",
        "let Ok(server) = sshd::server() else {
            return Ok(vec![Finding::pass(\"sshd/Port\", \"Nobody knows.\")]);
        };",
    );
    assert_ne!(code, open);
    write(&rule, open);
    let open = test(&[]).exits(1).stdout;
    for line in [
        "without any fact, the rule says: pass sshd/Port \"Nobody knows.\"; it has to end in `error`",
        "without `sshd.server`, the rule says: pass sshd/Port \"Nobody knows.\"",
    ] {
        assert!(open.contains(line), "{line:?} is not said:\n{open}");
    }
    write(&rule, code);
}

fn judges_a_host(acme: &Path) {
    let findings = scan(acme).exits(1).findings();
    let found = of_rule(&findings, "acme/ssh-port");
    assert_eq!(found["status"], "fail");
    assert_eq!(found["subject"], "sshd/Port/22");
    assert_eq!(found["places"][0]["name"], "/etc/ssh/sshd_config");
    assert_eq!(found["places"][0]["line"], 3);
    // The parameter is the policy's to set.
    let policy = acme.join("acme.toml");
    let text = read(&policy);
    write(
        &policy,
        format!("{text}\n[rules.\"acme/ssh-port\".parameters]\nallowed = [22]\n"),
    );
    let findings = scan(acme).exits(0).findings();
    assert_eq!(of_rule(&findings, "acme/ssh-port")["status"], "pass");
    write(&policy, text);
}

fn without_its_grant_it_costs_its_own_rules_only(acme: &Path) {
    let policy = acme.join("acme.toml");
    let text = read(&policy);
    write(
        &policy,
        text.replace("grants = [\"muster:ssh/sshd\"]\n", ""),
    );
    let findings = scan(acme).exits(3).findings();
    let refused = of_rule(&findings, "acme/ssh-port");
    assert_eq!(refused["status"], "error");
    let reason = refused["reason"].as_str().expect("a reason");
    for part in [
        "`acme`",
        "`muster:ssh/sshd`",
        "grants = [\"muster:ssh/sshd\"]",
    ] {
        assert!(reason.contains(part), "{part} is not in: {reason}");
    }
    for other in findings
        .iter()
        .filter(|finding| finding["rule"] != "acme/ssh-port")
    {
        assert!(
            other["status"] != "fail" && other["status"] != "error",
            "{other}"
        );
    }
    write(&policy, text);
}

fn a_wrong_pin_is_refused(acme: &Path) {
    let policy = acme.join("acme.toml");
    let text = read(&policy);
    let pinned = |digest: &str| {
        write(
            &policy,
            text.replace("grants =", &format!("sha256 = \"{digest}\"\ngrants =")),
        );
        scan(acme)
    };
    let shown = muster_in(acme, ["plugin", "inspect", "acme.wasm"])
        .exits(0)
        .stdout;
    let digest = shown
        .lines()
        .find_map(|line| line.strip_prefix("sha256    "));
    let digest = digest.expect("inspect shows the digest");
    assert_eq!(
        of_rule(&pinned(digest).exits(1).findings(), "acme/ssh-port")["status"],
        "fail"
    );
    let other = "0".repeat(64);
    let findings = pinned(&other).exits(3).findings();
    let reason = of_rule(&findings, "acme/ssh-port")["reason"].to_string();
    for part in ["plugin `acme`: ", digest, &other] {
        assert!(reason.contains(part), "{part} is not in: {reason}");
    }
}

#[test]
fn the_module_that_cargo_built_is_no_plugin_until_it_is_packed() {
    let folder = TempDir::new().expect("a temporary folder");
    let acme = acme(&folder);
    let module = acme.join("target/wasm32-unknown-unknown/release/acme.wasm");
    std::fs::copy(module, acme.join("acme.wasm")).expect("the folder is ours");
    let findings = scan(&acme).exits(3).findings();
    // Without a manifest nobody knows its rules, so the plugin stands for itself.
    let reason = of_rule(&findings, "plugin/acme")["reason"].to_string();
    for part in ["plugin `acme`: ", "acme.wasm", "muster plugin pack"] {
        assert!(reason.contains(part), "{part} is not in: {reason}");
    }
}
