//! What the program says about itself.

use crate::program::{finish, host, isolated, muster, repository, write};
use crate::{folder, text};

const COMMANDS: &[&[&str]] = &[
    &[],
    &["scan"],
    &["init"],
    &["doctor"],
    &["collect"],
    &["evaluate"],
    &["report"],
    &["upload"],
    &["explain"],
    &["rules"],
    &["plugin", "inspect"],
    &["plugin", "list"],
    &["plugin", "pack"],
    &["plugin", "test"],
    &["completions"],
];

#[test]
fn every_help_text_has_examples_that_begin_with_the_program() {
    for command in COMMANDS {
        for flag in ["--help", "-h"] {
            let help = muster(command.iter().chain(&[flag])).exits(0).stdout;
            let (_, examples) = help
                .split_once("Examples:\n")
                .or_else(|| help.split_once("Example:\n"))
                .unwrap_or_else(|| panic!("{command:?} has no examples:\n{help}"));
            let line = format!("muster {}", command.join(" "));
            assert!(examples.contains(line.trim()), "{examples}");
            let wide = help.lines().find(|line| line.chars().count() > 100);
            assert_eq!(wide, None, "{command:?} has a line wider than 100 columns");
        }
    }
}

#[test]
fn the_help_documents_every_exit_code() {
    let help = muster(["--help"]).exits(0).stdout;
    for code in ["  0  ", "  1  ", "  2  ", "  3  "] {
        assert!(help.contains(code), "{help}");
    }
}

#[test]
fn the_version_is_one_line() {
    let version = muster(["--version"]).exits(0).stdout;
    assert_eq!(version, format!("muster {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_rule_that_is_listed_is_explained() {
    let rules = muster(["rules", "--all"]).exits(0).stdout;
    let ids: Vec<&str> = rules
        .lines()
        .filter_map(|line| line[1..].split_whitespace().next())
        .collect();
    assert!(ids.len() > 30, "{rules}");
    for id in ids {
        let explained = muster(["explain", id]).exits(0).stdout;
        for part in [id, "Why", "How to fix", "References"] {
            assert!(
                explained.to_lowercase().contains(&part.to_lowercase()),
                "{id} is not explained with its {part}:\n{explained}"
            );
        }
        assert!(!explained.contains("```expect"), "{id} shows its tests");
    }
}

#[test]
fn explain_shows_what_holds_what_fails_and_where_the_page_is() {
    let explained = muster(["explain", "ssh/permit-root-login"]).exits(0).stdout;
    let lines: Vec<&str> = explained.lines().map(str::trim_start).collect();
    assert!(
        lines[0].starts_with("high  Root logs in over SSH only as allowed"),
        "{explained}"
    );
    assert_eq!(lines[1], "failure  Root can log in over SSH");
    let page = format!(
        "page  {}/blob/main/plugins/ssh/src/rules/permit_root_login.md",
        env!("CARGO_PKG_REPOSITORY")
    );
    assert!(lines.contains(&page.as_str()), "{explained}");
}

#[test]
fn explain_shows_the_parameters_as_the_policy_sets_them() {
    let explained = muster(["explain", "ssh/permit-root-login"]).exits(0).stdout;
    assert!(explained.contains("allowed"), "{explained}");
    let folder = folder();
    let policy = folder.path().join("team.toml");
    write(
        &policy,
        "name = \"team\"\nextends = [\"vps-production\"]\n\
         [rules.\"ssh/permit-root-login\".parameters]\nallowed = [\"prohibit-password\"]\n",
    );
    let explained = muster([
        "explain",
        "ssh/permit-root-login",
        "--policy",
        text(&policy),
    ])
    .exits(0);
    assert!(
        explained.stdout.contains("prohibit-password"),
        "{}",
        explained.stdout
    );
}

#[test]
fn rules_lists_what_the_policy_enables() {
    let only = muster(["rules", "--only", "ssh/*"]).exits(0).stdout;
    assert!(only.lines().count() >= 5, "{only}");
    assert!(only.lines().all(|line| line.contains(" ssh/")), "{only}");
    let folder = folder();
    let policy = folder.path().join("one.toml");
    write(
        &policy,
        "name = \"one\"\nenable = [\"ssh/permit-root-login\"]\n",
    );
    let one = ["rules", "--policy", text(&policy)];
    assert_eq!(muster(one).exits(0).stdout.lines().count(), 1);
    let all = muster(one.iter().chain(&["--all"])).exits(0).stdout;
    assert!(all.lines().count() > 30, "{all}");
    assert_eq!(all.lines().filter(|line| line.starts_with(' ')).count(), 1);
}

#[test]
fn rules_says_how_a_pack_judges_the_sections_of_its_benchmark() {
    let shown = muster(["rules", "--pack", "cis-debian-12"]).exits(0).stdout;
    for part in [
        "cis-debian-12 follows CIS Debian Linux 12 v1.1.0, level 1 for servers: 249 sections",
        "  automated ",
        "\nManual\n  1.1.1.10  No other file system that nothing uses can be loaded\n      manual     cis/review-file-systems: ",
    ] {
        assert!(shown.contains(part), "{part} is not in:\n{shown}");
    }
    let wide = shown.lines().find(|line| line.chars().count() > 100);
    assert_eq!(wide, None);

    let json = muster(["rules", "--pack", "cis-debian-12", "--output", "json"]).exits(0);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["schema"], "muster.sections/1");
    let sections = json["sections"].as_array().unwrap();
    assert_eq!(sections.len(), 249);
    for coverage in ["automated", "partial", "manual", "planned", "left-out"] {
        let same = sections.iter().filter(|one| one["coverage"] == coverage);
        assert_eq!(json["counts"][coverage], same.count(), "{coverage}");
    }
    let ssh = sections.iter().find(|one| one["number"] == "5.1.20");
    let ssh = ssh.unwrap();
    assert_eq!(
        ssh["automated"],
        serde_json::json!(["ssh/match-block-weakens", "ssh/permit-root-login"])
    );
    assert_eq!(ssh["reason"], serde_json::Value::Null);
    // What is not automated has a rule that a person answers, or a reason.
    for one in sections.iter().filter(|one| one["coverage"] != "automated") {
        let manual = one["manual"].as_array().unwrap().len();
        assert!(manual > 0 || one["reason"].is_string(), "{one}");
    }
}

#[test]
fn a_pack_without_a_benchmark_has_no_sections() {
    let run = muster(["rules", "--pack", "server"]).exits(2);
    assert!(
        run.stderr
            .contains("no benchmark belongs to a pack `server`; there are cis-debian-12, "),
        "{}",
        run.stderr
    );
    let run = muster(["rules", "--pack", "cis-debian-21"]).exits(2);
    assert!(
        run.stderr.contains("did you mean `cis-debian-12`?"),
        "{}",
        run.stderr
    );
    muster(["rules", "--output", "json"]).exits(2);
}

#[test]
fn completions_are_scripts_that_know_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let script = muster(["completions", shell]).exits(0).stdout;
        for command in [
            "scan",
            "collect",
            "evaluate",
            "explain",
            "completions",
            "--recording",
        ] {
            let command = command.trim_start_matches('-');
            assert!(script.contains(command), "{shell} does not know {command}");
        }
    }
    let folder = folder();
    let script = folder.path().join("muster.bash");
    write(&script, muster(["completions", "bash"]).exits(0).stdout);
    finish(isolated("bash", folder.path()).arg("-n").arg(&script)).exits(0);
    muster(["completions", "tcl"])
        .exits(2)
        .says(&["tcl", "bash"]);
}

#[test]
fn the_built_in_plugins_pass_their_own_pages() {
    let pages = repository().join("plugins/ssh/src/rules/permit_root_login.md");
    let tested = muster(["plugin", "test", "ssh", text(&pages)])
        .exits(0)
        .stdout;
    assert!(tested.contains(" passed, 0 failed; "), "{tested}");
}

#[test]
fn a_case_that_differs_is_named_with_its_line() {
    let folder = folder();
    let page = folder.path().join("permit_root_login.md");
    write(
        &page,
        "## Tests\n\n### Root stays out\n\n\
         ```file /etc/ssh/sshd_config\nPermitRootLogin no\n```\n\n\
         ```expect\nfail sshd/PermitRootLogin\n```\n",
    );
    let tested = muster(["plugin", "test", "ssh", text(&page)])
        .exits(1)
        .stdout;
    assert!(
        tested.contains(&format!("{}:3: Root stays out\n", page.display())),
        "{tested}"
    );
    assert!(tested.contains(", 1 failed; "), "{tested}");
}

#[test]
fn a_recording_is_described_by_its_own_name() {
    let run = muster([
        "scan",
        "--recording",
        text(&host("shop-2")),
        "--output",
        "json",
    ]);
    assert_eq!(run.json()["target"]["name"], "shop-2");
    assert_eq!(run.json()["target"]["kind"], "recording");
}
