//! `muster features`: which features of a recorded host are ready, and what the others need.

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{host, muster_in, read, write};
use crate::{folder, text};

/// The features of a host under its own policy: name and state.
fn states(name: &str, code: i32) -> Vec<(String, String)> {
    let host = host(name);
    let policy = host.join("muster.toml");
    let run = muster_in(
        &host,
        [
            "features",
            "--recording",
            text(&host),
            "--policy",
            text(&policy),
            "--output",
            "json",
        ],
    )
    .exits(code);
    let report = run.json();
    let features = report["features"].as_array().expect("features");
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    features
        .iter()
        .map(|feature| (word(&feature["name"]), word(&feature["state"])))
        .collect()
}

#[test]
fn a_host_without_faults_has_no_feature_that_lacks_something() {
    for (name, state) in states("web-2", 0) {
        // What a person has to try is listed until somebody has.
        assert!(
            ["ready", "off", "unknown"].contains(&state.as_str()),
            "{name} is {state}"
        );
    }
}

#[test]
fn what_a_feature_lacks_is_shown_with_its_fix() {
    let web = host("web-1");
    let folder = folder();
    let policy = web.join("muster.toml");
    write(
        &folder.path().join("muster.toml"),
        format!(
            "extends = [{:?}]\n[features.login]\ntitle = \"Login of administrators\"\n\
             prerequisites = [\"ssh/password-authentication\"]\n",
            text(&policy)
        ),
    );
    let features = |more: &[&str]| {
        let begin = [
            "features",
            "--policy",
            "./muster.toml",
            "--recording",
            text(&web),
        ];
        muster_in(folder.path(), begin.iter().chain(more))
    };
    let run = features(&["login"]).exits(1);
    for part in [
        "Features (1)",
        "missing  Login of administrators",
        "(ssh/password-authentication)",
        "fix  ",
    ] {
        assert!(run.stdout.contains(part), "{}", run.stdout);
    }
    features(&["logn"])
        .exits(2)
        .says(&["did you mean `login`?"]);
    // A scan has the same, and one of other rules alone has none.
    let scan = |more: &[&str]| {
        let begin = [
            "scan",
            "--policy",
            "./muster.toml",
            "--recording",
            text(&web),
        ];
        muster_in(folder.path(), begin.iter().chain(more)).stdout
    };
    assert!(scan(&[]).contains("missing  Login of administrators"));
    assert!(!scan(&["--skip", "ssh/*"]).contains("Login of administrators"));
    assert!(read(&policy).contains("vps-production"));
}

#[test]
fn a_policy_without_features_says_how_to_declare_them() {
    let shop = host("shop-2");
    let policy = shop.join("muster.toml");
    muster_in(
        &shop,
        [
            "features",
            "--recording",
            text(&shop),
            "--policy",
            text(&policy),
        ],
    )
    .exits(2)
    .says(&["declares no features", "[features]"]);
}

/// A folder with a policy for the environment file of a root below it.
fn after_deploy(environment: &str) -> TempDir {
    let folder = folder();
    write(
        &folder.path().join("muster.toml"),
        "enable = [\"env/*\", \"ssh/*\"]\ngate = \"low\"\nafter-deploy = [\"env/expected-value\"]\n\
             [targets]\nenv-files = [\"/srv/shop.env\"]\nshown-keys = [\"APP_ENV\"]\n\
             [rules.\"env/expected-value\".parameters]\nvalues = { APP_ENV = \"prod\" }\n",
    );
    write(&folder.path().join("root/srv/shop.env"), environment);
    folder
}

const AFTER_DEPLOY: [&str; 4] = ["features", "--after-deploy", "--root", "root"];

#[test]
fn after_a_deploy_the_exit_code_is_that_of_what_it_can_change() {
    let good = after_deploy("APP_ENV=prod\n");
    let run = muster_in(good.path(), AFTER_DEPLOY).exits(0);
    // The rules on SSH are not among them.
    assert!(run.stdout.contains("1 passed"), "{}", run.stdout);
    let bad = after_deploy("APP_ENV=dev\n");
    let run = muster_in(bad.path(), AFTER_DEPLOY).exits(1);
    assert!(run.stdout.contains("APP_ENV"), "{}", run.stdout);
}

#[test]
fn waiting_ends_when_the_host_is_ready_or_the_time_is_over() {
    let folder = after_deploy("APP_ENV=dev\n");
    let wait = |seconds| [&AFTER_DEPLOY[..], &["--wait", seconds]].concat();
    muster_in(folder.path(), wait("1")).exits(1);
    std::thread::scope(|scope| {
        // Whenever it looks again, it sees what is there then.
        let waiting = scope.spawn(|| muster_in(folder.path(), wait("600")).exit_code);
        std::thread::sleep(std::time::Duration::from_millis(500));
        let file = folder.path().join("root/srv/shop.env");
        write(&file, "APP_ENV=prod\n");
        assert_eq!(waiting.join().ok(), Some(0));
    });
    muster_in(folder.path(), ["features", "--wait", "1"])
        .exits(2)
        .says(&["--after-deploy"]);
}

#[test]
fn a_policy_that_does_not_say_what_a_deploy_can_change_is_told_how() {
    let shop = host("shop-2");
    muster_in(&shop, ["features", "--after-deploy", "--recording", "."])
        .exits(2)
        .says(&["after-deploy = "]);
}
