//! Attestations: what a person answers for passes, in the reports and under `muster attest`.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::program::{Run, host, muster_in, read, write};
use crate::{folder, text};

/// Asks a person twice of the recorded host, once for each name.
const RULE: &str = "cloudflare/record-target";
const SUBJECT: &str = "cloudflare/record/example.com";

/// A policy of the recorded host that names a file for attestations.
struct Project(TempDir);

impl Project {
    fn new(more: &str) -> Self {
        let project = Self(folder());
        let policy = host("wordpress-tunnel").join("muster.toml");
        let policy = format!("extends = [{:?}]\n{more}", text(&policy));
        write(&project.at("muster.toml"), policy);
        project
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let policy = self.at("muster.toml");
        let policy = ["--policy", text(&policy)];
        muster_in(self.0.path(), [arguments, &policy].concat())
    }

    fn attest(&self, arguments: &[&str]) -> Run {
        self.run(&[&["attest", RULE, "--by", "Ana Ruiz"], arguments].concat())
    }

    /// The findings of the rule in a scan of the host: subject, status and who answers for it.
    fn judged(&self) -> Vec<(String, String, Option<String>)> {
        let host = host("wordpress-tunnel");
        let scan = ["scan", "--recording", text(&host), "--output", "json"];
        let found = self.run(&scan).findings();
        let of_rule = found.iter().filter(|found| found["rule"] == RULE);
        let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        of_rule
            .map(|found| {
                let by = found["attested"]["by"].as_str().map(str::to_owned);
                (word(&found["subject"]), word(&found["status"]), by)
            })
            .collect()
    }
}

#[track_caller]
fn status_of<'a>(judged: &'a [(String, String, Option<String>)], subject: &str) -> &'a str {
    let found = judged.iter().find(|(about, _, _)| about == subject);
    found.map_or("", |(_, status, _)| status)
}

#[test]
fn what_somebody_answers_for_passes_until_its_last_day() {
    let project = Project::new("attestations = \"people.toml\"\n");
    // Without evidence it says what to do.
    let asked = project.attest(&[]).exits(0);
    assert!(asked.stdout.contains(RULE), "{}", asked.stdout);
    assert!(
        asked.stdout.contains("Nothing is written yet"),
        "{}",
        asked.stdout
    );
    assert!(!project.at("people.toml").exists());

    let evidence = [
        "--subject",
        SUBJECT,
        "--valid",
        "30",
        "--evidence",
        "OPS-7: looked",
    ];
    let written = project.attest(&evidence).exits(0);
    assert!(
        written.stdout.contains("until 2023-12-14"),
        "{}",
        written.stdout
    );
    let judged = project.judged();
    assert_eq!(status_of(&judged, SUBJECT), "pass");
    assert_eq!(
        judged
            .iter()
            .filter(|(_, status, _)| status == "manual")
            .count(),
        1
    );
    assert!(
        judged
            .iter()
            .any(|(_, _, by)| by.as_deref() == Some("Ana Ruiz"))
    );

    // The same once more, with a comment of somebody else's in the file: a month ago.
    let file = project.at("people.toml");
    write(&file, format!("# ours\n{}", read(&file)));
    let earlier = [&evidence[..], &["--on", "2023-10-01"]].concat();
    project.attest(&earlier).exits(2).says(&[
        "people.toml has an attestation",
        "by Ana Ruiz",
        "2023-12-14",
        "--replace",
    ]);
    assert!(read(&file).contains("2023-12-14"), "{}", read(&file));
    project
        .attest(&[&earlier[..], &["--replace"]].concat())
        .exits(0);
    let rewritten = read(&file);
    assert!(rewritten.starts_with("# ours\n"), "{rewritten}");
    assert!(rewritten.contains("# Before: Ana Ruiz, on"), "{rewritten}");
    assert_eq!(
        rewritten.matches("[[attestation]]").count(),
        1,
        "{rewritten}"
    );
    assert_eq!(status_of(&project.judged(), SUBJECT), "manual");
    let listed = project.run(&["attest", "--list"]).exits(0).stdout;
    for part in [RULE, SUBJECT, "Ana Ruiz", "until 2023-10-31", "expired"] {
        assert!(listed.contains(part), "{listed}");
    }
}

#[test]
fn nothing_is_written_that_the_next_scan_would_refuse() {
    let project = Project::new(
        "attestations = \"people.toml\"\n[rules.\"cloudflare/record-target\"]\nattestation-days = 30\n",
    );
    let project = &project;
    let refused = |arguments: &[&str], says: &[&str]| {
        project.attest(arguments).exits(2).says(says);
        assert!(!project.at("people.toml").exists(), "{arguments:?}");
    };
    refused(
        &["--evidence", "OPS-7", "--valid", "31"],
        &["people.toml:", "at most 30 days", "2023-12-14"],
    );
    refused(&["--evidence", " "], &["evidence is empty"]);
    refused(
        &["--evidence", "OPS-7", "--on", "yesterday"],
        &["a day such as"],
    );
    refused(
        &["--evidence", "OPS-7", "--on", "2023-11-15"],
        &["--on 2023-11-15 has yet to come", "today is 2023-11-14"],
    );
    let token = "k4Qz7r5Qeb9tWz2xv8LmNc3hT6";
    let run = project.attest(&["--evidence", token]).exits(2);
    assert!(
        run.stderr.contains("looks like a key or a token"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains(token), "{}", run.stderr);
    for (rule, says) in [
        (
            "cloudflare/record-targt",
            "did you mean `cloudflare/record-target`?",
        ),
        (
            "ssh/permit-root-login",
            "never asks a person to check anything",
        ),
    ] {
        project
            .run(&["attest", rule, "--evidence", "OPS-7"])
            .exits(2)
            .says(&[says]);
    }
}

#[test]
fn what_is_wrong_in_the_file_ends_the_scan_with_its_line() {
    let project = Project::new("attestations = \"people.toml\"\n");
    let host = host("wordpress-tunnel");
    let scan = ["scan", "--recording", text(&host)];
    project
        .run(&scan)
        .exits(2)
        .says(&["muster.toml:2:16", "`muster attest` writes the file"]);
    write(
        &project.at("people.toml"),
        "[[attestation]]\nrule = \"cloudflare/record-target\"\nby = \"Ana Ruiz\"\non = 2023-11-01\n\
         valid-untill = 2023-12-01\nevidence = \"OPS-7\"\n",
    );
    project
        .run(&scan)
        .exits(2)
        .says(&["people.toml:5:1", "did you mean `valid-until`?"]);
    // About a subject that is not there: said, and no error.
    let file = project.at("people.toml");
    write(
        &file,
        read(&file).replace("valid-untill", "subject = \"nowhere\"\nvalid-until"),
    );
    let run = project.run(&scan);
    assert!(run.stderr.contains("'nowhere'"), "{}", run.stderr);
    assert_ne!(run.exit_code, 2, "{}", run.stderr);
}

#[test]
fn without_a_file_the_line_to_write_is_told() {
    let project = Project::new("");
    project
        .attest(&["--evidence", "OPS-7"])
        .exits(2)
        .says(&["attestations = \"attestations.toml\""]);
    let file = project.at("elsewhere.toml");
    project
        .attest(&["--evidence", "OPS-7", "--file", text(&file)])
        .exits(0);
    assert!(read(Path::new(&file)).contains("by = \"Ana Ruiz\""));
}
