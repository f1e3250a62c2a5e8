//! What GitHub answers decides how the upload ends, and is told in its words.

use std::net::TcpListener;

use crate::github::{GitHub, Reply, UPLOAD_ID};
use crate::project::{COMMIT, FOR_GITHUB, Project, TOKEN, assert_silent};
use crate::tls_front::{self, TlsFront};

fn github() -> GitHub {
    GitHub::start(TOKEN, "")
}

/// At once, where the program would wait.
fn now(status: u16, message: &str) -> Reply {
    match Reply::refusal(status, message) {
        Reply::Whole(status, _, body) => {
            Reply::Whole(status, vec![("retry-after", "0".to_owned())], body)
        }
        other => other,
    }
}

#[test]
fn a_report_arrives_whole_and_is_waited_for() {
    let (github, project) = (github(), Project::new());
    github.states([Reply::state("pending", &[]), Reply::state("complete", &[])]);
    let run = project.upload(&github, &[]).exits(0);
    for part in [
        "GitHub has read host.sarif: ",
        "octo-org/servers",
        "refs/heads/main",
        COMMIT,
        "muster/",
    ] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    let requests = github.requests();
    assert_eq!(requests[0].sarif(), FOR_GITHUB.as_bytes());
    let body = requests[0].json();
    assert_eq!(body["commit_sha"], COMMIT);
    assert_eq!(body["ref"], "refs/heads/main");
    assert_eq!(body["tool_name"], "Muster");
    assert!(
        body["started_at"]
            .as_str()
            .is_some_and(|time| time.ends_with('Z'))
    );
    assert!(requests[0].head.contains("user-agent: muster/"));
    assert_eq!((github.times("POST"), github.times("GET")), (1, 2));
}

#[test]
fn it_need_not_be_waited_for() {
    let (github, project) = (github(), Project::new());
    let run = project.upload(&github, &["--no-wait"]).exits(0);
    assert!(
        run.stdout.contains("GitHub has taken host.sarif"),
        "{}",
        run.stdout
    );
    assert_eq!((github.times("POST"), github.times("GET")), (1, 0));
}

#[test]
fn what_github_cannot_use_is_told_in_its_words() {
    let (github, project) = (github(), Project::new());
    let said = [
        "locationFromSarifResult: expected artifact location",
        "rejecting delivery as the repository has too many logical alerts",
    ];
    github.states([Reply::state("failed", &said)]);
    let run = project.upload(&github, &[]).exits(3).says(&said);
    assert_eq!(run.stdout, "");
    github.states([Reply::state("failed", &[])]);
    project
        .upload(&github, &[])
        .exits(3)
        .says(&["without a reason"]);
    github.states([Reply::state("complete", &["1 result was left out"])]);
    project
        .upload(&github, &[])
        .exits(0)
        .says(&["warning", "1 result was left out"]);
}

#[test]
fn a_refusal_is_told_with_the_way_out_and_not_repeated() {
    let project = Project::new();
    for (status, message, way_out) in [
        (400, "sarif is not valid", "--output sarif-github=FILE"),
        (401, "Bad credentials", "has expired"),
        (
            403,
            "Resource not accessible by integration",
            "security-events: write",
        ),
        (
            403,
            "Resource not accessible by personal access token",
            "Code scanning alerts: write",
        ),
        (
            403,
            "Code Security must be enabled for this repository to use code scanning.",
            "needs GitHub Code Security",
        ),
        (
            403,
            "Advanced Security must be enabled for this repository to use code scanning.",
            "needs GitHub Code Security",
        ),
        (403, "Repository was archived so is read-only.", "unarchive"),
        (403, "You have exceeded a secondary rate limit", "later"),
        (404, "Not Found", "https://HOST/api/v3"),
        (413, "Payload Too Large", "--min-severity"),
        (422, "commit not found", "must have been pushed"),
        (429, "Too many requests", "later"),
    ] {
        let github = github();
        github.uploads([now(status, message)]);
        let run = project.upload(&github, &[]).exits(3).says(&[
            &status.to_string(),
            message,
            way_out,
            "host.sarif",
        ]);
        assert_eq!(run.stdout, "");
        assert!(run.stderr.contains(", in 0 seconds"), "{}", run.stderr);
        assert_eq!(github.times("POST"), 1, "{status} {message}");
    }
}

#[test]
fn trouble_that_passes_is_sat_out() {
    let (github, project) = (github(), Project::new());
    github.uploads([now(503, "Service unavailable"), Reply::Closed, Reply::Api]);
    github.states([now(502, "Bad Gateway"), Reply::state("complete", &[])]);
    project.upload(&github, &[]).exits(0);
    assert_eq!((github.times("POST"), github.times("GET")), (3, 2));
    // An upload that another machine of GitHub's does not know yet.
    github.states([
        Reply::refusal(404, "Not Found"),
        Reply::state("complete", &[]),
    ]);
    project.upload(&github, &[]).exits(0);
}

#[test]
fn trouble_that_stays_ends_the_upload() {
    let (github, project) = (github(), Project::new());
    github.uploads([now(503, "Service unavailable")]);
    project
        .upload(&github, &[])
        .exits(3)
        .says(&["503", "Service unavailable", "githubstatus.com"]);
    assert_eq!(github.times("POST"), 4);
    for reply in [Reply::Torn, Reply::Closed] {
        github.uploads([reply]);
        project.upload(&github, &["--timeout", "2"]).exits(3);
    }
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let nobody = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    let mut job = project.job(&nobody, &["host.sarif", "--timeout", "1"]);
    project
        .run(&mut job)
        .exits(3)
        .says(&[&nobody, "cannot be reached"]);
}

#[test]
fn silence_is_not_waited_for_without_end() {
    let (github, project) = (github(), Project::new());
    for reply in [Reply::Silence, Reply::Dribble] {
        github.uploads([reply]);
        project
            .upload(&github, &["--timeout", "1"])
            .exits(3)
            .says(&["did not answer within 1 second", "--timeout"]);
    }
    github.uploads([Reply::Endless]);
    project
        .upload(&github, &[])
        .exits(3)
        .says(&["the most that Muster reads"]);
    github
        .uploads([Reply::Api])
        .states([Reply::state("pending", &[])]);
    project
        .upload(&github, &["--timeout", "2"])
        .exits(3)
        .says(&["GitHub has taken it", "not known", "--no-wait"]);
}

#[test]
fn the_token_is_not_taken_to_another_address() {
    let (github, other, project) = (github(), github(), Project::new());
    for status in [301, 302, 307, 308] {
        let there = || {
            let location = format!(
                "{}/repos/octo-org/servers/code-scanning/sarifs",
                other.api()
            );
            Reply::Whole(status, vec![("location", location)], String::new())
        };
        github.uploads([there()]);
        project
            .upload(&github, &[])
            .exits(3)
            .says(&[&status.to_string(), "the token is not sent there"]);
        github.uploads([Reply::Api]).states([there()]);
        project.upload(&github, &[]).exits(3).says(&["not known"]);
    }
    assert!(other.requests().is_empty());
}

#[test]
fn an_answer_that_is_not_github_s_is_no_success() {
    let (github, project) = (github(), Project::new());
    for body in [
        "",
        "<html>sign in</html>",
        "{}",
        "[]",
        r#"{"id": 7}"#,
        r#"{"id": "../../../../user"}"#,
        r#"{"id": "a?b"}"#,
    ] {
        github.uploads([Reply::text(202, body)]);
        project.upload(&github, &[]).exits(3).says(&[
            "does not answer as GitHub's API does",
            "https://HOST/api/v3",
        ]);
    }
    assert_eq!(github.times("GET"), 0);
    github.uploads([Reply::Api]);
    for body in [
        "",
        "<html>",
        "{}",
        r#"{"processing_status": "done"}"#,
        "[[[[",
    ] {
        github.states([Reply::text(200, body)]);
        project.upload(&github, &[]).exits(3).says(&["not known"]);
    }
}

#[test]
fn foreign_words_are_inert() {
    let (github, project) = (github(), Project::new());
    let hostile = "a\u{1b}]0;x\u{7}\u{1b}[2J\r\nerror: b\u{202e}c\u{9b}31m\u{0}";
    github.uploads([Reply::refusal(422, hostile)]);
    let refused = project.upload(&github, &[]).exits(3);
    github
        .uploads([Reply::Api])
        .states([Reply::state("failed", &[hostile])]);
    let failed = project.upload(&github, &[]).exits(3);
    for run in [refused, failed] {
        let raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!run.stderr.contains(raw), "{:?}", run.stderr);
        assert!(!run.stderr.contains("\nerror: b"), "{:?}", run.stderr);
    }
    let long = "x".repeat(10_000);
    github.states([Reply::state("failed", &[long.as_str(); 200])]);
    let run = project
        .upload(&github, &[])
        .exits(3)
        .says(&["and 180 more"]);
    assert!(run.stderr.len() < 50_000);
}

#[test]
fn a_server_that_repeats_the_token_is_not_repeated() {
    let (github, project) = (github(), Project::new());
    github.uploads([Reply::refusal(403, &format!("no {TOKEN}"))]);
    project.upload(&github, &[]).exits(3).says(&["[redacted]"]);
    github
        .uploads([Reply::Api])
        .states([Reply::state("failed", &[TOKEN])]);
    project.upload(&github, &[]).exits(3).says(&["[redacted]"]);
    github.uploads([Reply::text(202, &format!(r#"{{"id": "{TOKEN}"}}"#))]);
    project.upload(&github, &[]).exits(3);
}

#[test]
fn a_server_that_is_not_trusted_gets_no_token_until_its_root_is_named() {
    if !tls_front::has_certificates() {
        return;
    }
    let (github, project) = (GitHub::start(TOKEN, "/client/v4"), Project::new());
    let front = TlsFront::start("loopback", github.address());
    let mut job = project.job(&front.api(), &["host.sarif"]);
    project
        .run(&mut job)
        .exits(3)
        .says(&["the token was not sent", "--tls-roots FILE"]);
    assert_eq!(front.was_told(), "");
    project.write("roots.pem", tls_front::file("root.pem"));
    let mut job = project.job(&front.api(), &["host.sarif", "--tls-roots", "roots.pem"]);
    project.run(&mut job).exits(0);
    assert!(front.was_told().contains(TOKEN));
    assert_silent("the wire", &front.received());
    let requests = github.requests();
    assert!(requests[1].path.ends_with(UPLOAD_ID));
}
