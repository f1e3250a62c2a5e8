//! `muster features`: which features of a recorded host are ready, and what the others need.

use serde_json::Value;

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
        assert!(
            ["ready", "off"].contains(&state.as_str()),
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
