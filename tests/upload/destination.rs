//! Where a report goes, and with which token: from the command line, else from the environment of a job.

use crate::github::GitHub;
use crate::project::{COMMIT, Project, TOKEN};

#[test]
fn an_enterprise_server_has_its_api_below_a_path() {
    let (github, project) = (GitHub::start(TOKEN, "/api/v3"), Project::new());
    project.upload(&github, &[]).exits(0);
    let slash = format!("{}/", github.api());
    project.upload(&github, &["--api", &slash]).exits(0);
    let named = github.api().replace("127.0.0.1", "localhost");
    project.upload(&github, &["--api", &named]).exits(0);
    // Without the path it is another server's 404.
    let without = github.api().replace("/api/v3", "");
    project
        .upload(&github, &["--api", &without])
        .exits(3)
        .says(&["404", "https://HOST/api/v3"]);
}

#[test]
fn a_server_without_jobs_names_everything() {
    let (github, project) = (GitHub::start(TOKEN, ""), Project::new());
    project.write("token", format!("{TOKEN}\n"));
    let api = github.api();
    let all = [
        "host.sarif",
        "--api",
        &api,
        "--repository",
        "octo-org/servers",
        "--commit",
        COMMIT,
        "--ref",
        "refs/heads/servers",
        "--token-file",
        "token",
    ];
    project.run(&mut project.bare(&all)).exits(0);
    assert_eq!(github.requests()[0].json()["ref"], "refs/heads/servers");
    // What is missing is named, with the variable that may hold it.
    for (option, variable) in [
        ("--repository", "GITHUB_REPOSITORY"),
        ("--commit", "GITHUB_SHA"),
        ("--ref", "GITHUB_REF"),
        ("--token-file", "GITHUB_TOKEN"),
    ] {
        let place = all
            .iter()
            .position(|word| *word == option)
            .expect("it is there");
        let without: Vec<&str> = [&all[..place], &all[place + 2..]].concat();
        let before = github.requests().len();
        let run = project
            .run(&mut project.bare(&without))
            .exits(2)
            .says(&[option, variable]);
        assert_eq!(run.stdout, "");
        // An empty variable counts as unset.
        project
            .run(project.bare(&without).env(variable, ""))
            .exits(2)
            .says(&[option, variable]);
        assert_eq!(github.requests().len(), before);
    }
}

#[test]
fn the_command_line_counts_more_than_the_environment() {
    let (github, project) = (GitHub::start(TOKEN, ""), Project::new());
    let other = "f".repeat(40);
    project
        .upload(&github, &["--commit", &other, "--ref", "refs/pull/7/merge"])
        .exits(0);
    let body = github.requests()[0].json();
    assert_eq!(body["commit_sha"], other);
    assert_eq!(body["ref"], "refs/pull/7/merge");
}

#[test]
fn a_wrong_destination_is_refused_before_anything_is_sent() {
    let (github, project) = (GitHub::start(TOKEN, ""), Project::new());
    for (option, variable, wrong, says) in [
        ("--repository", "GITHUB_REPOSITORY", "servers", "OWNER/NAME"),
        (
            "--repository",
            "GITHUB_REPOSITORY",
            "octo-org/../../user",
            "OWNER/NAME",
        ),
        ("--commit", "GITHUB_SHA", "4b64722", "40 hexadecimal digits"),
        ("--commit", "GITHUB_SHA", "main", "git rev-parse HEAD"),
        ("--ref", "GITHUB_REF", "main", "refs/heads/main"),
        (
            "--ref",
            "GITHUB_REF",
            "refs/heads/a b",
            "full name of a ref",
        ),
        (
            "--api",
            "GITHUB_API_URL",
            "http://github.example.com/api/v3",
            "unencrypted",
        ),
        (
            "--api",
            "GITHUB_API_URL",
            "http://192.0.2.1:1",
            "unencrypted",
        ),
        (
            "--api",
            "GITHUB_API_URL",
            "https://github.com",
            "https://api.github.com",
        ),
        (
            "--api",
            "GITHUB_API_URL",
            "https://me:hidden@example.com",
            "address of an API",
        ),
        ("--timeout", "", "soon", "--timeout"),
        ("--timeout", "", "0", "--timeout"),
        ("--timeout", "", "18446744073709551615", "--timeout"),
    ] {
        let run = project
            .upload(&github, &[option, wrong])
            .exits(2)
            .says(&[option, says]);
        assert!(!run.stderr.contains("hidden"), "{}", run.stderr);
        if !variable.is_empty() {
            let mut job = project.job(&github.api(), &["host.sarif"]);
            let run = project
                .run(job.env(variable, wrong))
                .exits(2)
                .says(&[variable, says]);
            assert!(!run.stderr.contains("hidden"), "{}", run.stderr);
        }
    }
    assert!(github.requests().is_empty());
}

#[test]
fn the_token_that_is_meant_for_muster_counts_first() {
    let (github, project) = (GitHub::start(TOKEN, ""), Project::new());
    let mut job = project.job(&github.api(), &["host.sarif"]);
    project
        .run(
            job.env("MUSTER_GITHUB_TOKEN", TOKEN)
                .env("GITHUB_TOKEN", "ghs_another"),
        )
        .exits(0);
    project.write("token", TOKEN);
    let mut job = project.job(&github.api(), &["host.sarif", "--token-file", "token"]);
    project
        .run(job.env("MUSTER_GITHUB_TOKEN", "ghs_another"))
        .exits(0);
    let mut job = project.job(&github.api(), &["host.sarif"]);
    project
        .run(job.env("GITHUB_TOKEN", "ghs_another"))
        .exits(3)
        .says(&["401", "Bad credentials"]);
}

#[test]
fn what_is_not_a_token_is_not_shown_and_not_sent() {
    let (github, project) = (GitHub::start(TOKEN, ""), Project::new());
    for (wrong, says) in [
        (format!("{TOKEN}\n{TOKEN}"), "line break"),
        (format!("{TOKEN}\r\nX-Other: 1"), "line break"),
        (format!("{TOKEN} {TOKEN}"), "a space"),
        (" \n".to_owned(), "holds no token"),
    ] {
        let mut job = project.job(&github.api(), &["host.sarif"]);
        project
            .run(job.env("GITHUB_TOKEN", &wrong))
            .exits(2)
            .says(&["GITHUB_TOKEN", says]);
        project.write("token", &wrong);
        let mut job = project.job(&github.api(), &["host.sarif", "--token-file", "token"]);
        project.run(&mut job).exits(2).says(&["token", says]);
    }
    let mut job = project.job(&github.api(), &["host.sarif", "--token-file", "nowhere"]);
    project
        .run(&mut job)
        .exits(2)
        .says(&["nowhere: No such file or directory"]);
    assert!(github.requests().is_empty());
}

#[test]
fn a_token_is_not_taken_from_the_command_line() {
    let (github, project) = (GitHub::start(TOKEN, ""), Project::new());
    for arguments in [
        ["host.sarif", "--token", TOKEN],
        ["host.sarif", "--no-wait", TOKEN],
    ] {
        // Whoever runs it sees what they typed; nobody is sent it.
        let run = crate::program::finish(&mut project.job(&github.api(), &arguments));
        run.exits(2);
    }
    assert!(github.requests().is_empty());
}
