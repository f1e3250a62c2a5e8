//! What a SARIF file says of the rules themselves.

use muster_outcomes::{Reference, RuleDescriptor, Severity, Status};
use muster_report::Format;
use serde_json::{Value, json};

use crate::fixture::{outcome, rule, verdict, verdict_of};
use crate::sarif::run_of;

/// The rule as both profiles have it.
fn described(rule: RuleDescriptor) -> Value {
    let verdict = verdict_of(vec![rule], Vec::new());
    let of = |format| run_of(format, &verdict)["tool"]["driver"]["rules"][0].clone();
    let (mut full, github) = (of(Format::Sarif), of(Format::SarifGithub));
    full.as_object_mut().unwrap().remove("relationships");
    assert_eq!(full, github);
    github
}

fn root() -> Value {
    let run = run_of(Format::SarifGithub, &verdict());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let root = rules
        .iter()
        .find(|rule| rule["id"] == "ssh/permit-root-login");
    root.unwrap().clone()
}

#[test]
fn an_alert_is_titled_by_what_is_wrong() {
    let root = root();
    assert_eq!(root["name"], "Root can log in over SSH");
    assert_eq!(
        root["shortDescription"]["text"],
        "Root can log in over SSH."
    );
    assert_eq!(
        root["fullDescription"]["text"],
        "Root cannot log in over SSH. Whoever guesses or steals root's password or key has the \
         whole server at once, and the log cannot say who it was. Administrators log in under \
         their own name."
    );
    assert_eq!(
        root["helpUri"],
        "https://example.org/rules/permit_root_login.md"
    );
    assert_eq!(root["properties"]["precision"], "high");
}

#[test]
fn the_help_is_markdown_and_plain_text_and_says_how_to_accept_the_risk() {
    let root = root();
    insta::assert_snapshot!(root["help"]["markdown"].as_str().unwrap(), @r#"
    ### Why

    Whoever guesses or steals root's password or key has the whole server at once, and the log cannot say who it was. Administrators log in under their own name.

    ### How to fix

    Set it in a file that is read first:

    ```sh
    # /etc/ssh/sshd_config.d/00-muster.conf
    PermitRootLogin no
    ```

    Then `sshd -t && systemctl reload ssh`, and keep a second session open.

    ### References

    - CIS Debian 12 5.1.20
    - NIST SP 800-53 AC-6(2)
    - [CWE-250](https://cwe.mitre.org/data/definitions/250.html)

    ### Accept the risk

    If this is intended, leave the rule out of the policy:

    ```toml
    disable = ["ssh/permit-root-login"]
    ```

    Or change what the rule requires with its parameters `allowed` and `except`: `muster explain ssh/permit-root-login` shows their values.

    An alert that is dismissed on GitHub stays dismissed for as long as the alert exists.
    "#);
    insta::assert_snapshot!(root["help"]["text"].as_str().unwrap(), @r#"
    Why

    Whoever guesses or steals root's password or key has the whole server at once, and the log cannot say who it was. Administrators log in under their own name.

    How to fix

    Set it in a file that is read first:

        # /etc/ssh/sshd_config.d/00-muster.conf
        PermitRootLogin no

    Then 'sshd -t && systemctl reload ssh', and keep a second session open.

    References

    - CIS Debian 12 5.1.20
    - NIST SP 800-53 AC-6(2)
    - CWE-250 (https://cwe.mitre.org/data/definitions/250.html)

    Accept the risk

    If this is intended, leave the rule out of the policy:

        disable = ["ssh/permit-root-login"]

    Or change what the rule requires with its parameters allowed and except: 'muster explain ssh/permit-root-login' shows their values.

    An alert that is dismissed on GitHub stays dismissed for as long as the alert exists.
    "#);
    let plain = described(rule("ssh/port", "SSH listens on 22", Severity::High));
    let text = plain["help"]["text"].as_str().unwrap();
    assert!(
        text.contains("'muster explain ssh/port' shows the rule as the policy has it."),
        "{text}"
    );
    assert!(plain.get("helpUri").is_none(), "{plain}");
}

#[test]
fn headings_of_a_page_are_below_those_of_its_sections() {
    let help = described(RuleDescriptor {
        documentation: "## Why\n\nAs told.\n\n### More\n\nHere\n====\n\nAnd there.\n".to_owned(),
        ..rule("ssh/port", "SSH listens on 22", Severity::High)
    });
    let markdown = help["help"]["markdown"].as_str().unwrap();
    assert!(
        markdown.starts_with("### Why\n\nAs told.\n\n#### More\n\nHere\n\n"),
        "{markdown}"
    );
}

#[test]
fn a_code_block_without_an_end_takes_in_no_other_section() {
    let help = described(RuleDescriptor {
        documentation: "## Why\n\n```sh\nnever ends\n".to_owned(),
        ..rule("ssh/port", "SSH listens on 22", Severity::High)
    });
    let markdown = help["help"]["markdown"].as_str().unwrap();
    assert!(
        markdown.starts_with("### Why\n\n```sh\nnever ends\n```\n"),
        "{markdown}"
    );
}

#[test]
fn marks_of_markdown_are_in_no_plain_text() {
    let found = described(RuleDescriptor {
        failure_title: "`PermitRootLogin` is {0}".to_owned(),
        documentation: "## Why\n\nSee [the *manual*](https://x.org/a) of `sshd -T`:\n\n- `a`\n"
            .to_owned(),
        ..rule("ssh/root", "`PermitRootLogin` is `no`", Severity::High)
    });
    assert_eq!(found["name"], "'PermitRootLogin' is (0)");
    assert_eq!(
        found["shortDescription"]["text"],
        "'PermitRootLogin' is (0)."
    );
    assert_eq!(
        found["fullDescription"]["text"],
        "'PermitRootLogin' is 'no'. See the manual (https://x.org/a) of 'sshd -T'."
    );
}

#[test]
fn entries_of_catalogues_are_tags_that_can_be_filtered() {
    assert_eq!(
        root()["properties"]["tags"],
        json!([
            "security",
            "external/cwe/cwe-250",
            "nist-800-53/ac-6.2",
            "cis/debian-12/5.1.20",
            "baseline"
        ])
    );
    let label = |label: String| Reference { label, url: None };
    let many = described(RuleDescriptor {
        references: (1..=9)
            .flat_map(|n| {
                [
                    label(format!("NIST SP 800-53 AC-{n}")),
                    label(format!("CWE-{n}")),
                ]
            })
            .collect(),
        ..rule("ssh/port", "SSH listens on 22", Severity::High)
    });
    let tags = many["properties"]["tags"].as_array().unwrap();
    assert_eq!(tags.len(), 10);
    assert_eq!(tags[0], "security");
    assert_eq!(tags[1], "external/cwe/cwe-1");
    assert_eq!(tags[9], "external/cwe/cwe-9");
}

#[test]
fn what_is_about_availability_alone_is_no_vulnerability_and_keeps_its_severity() {
    let tagged = |tags: &[&str]| RuleDescriptor {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..rule("env/key", "The key has a value", Severity::High)
    };
    let availability = described(tagged(&["availability", "env"]));
    let properties = &availability["properties"];
    assert_eq!(properties["tags"], json!(["availability", "env"]));
    assert!(properties.get("security-severity").is_none());
    assert_eq!(properties["problem.severity"], "error");
    assert_eq!(properties["muster/severity"], "high");
    assert_eq!(availability["defaultConfiguration"]["level"], "error");

    let outcomes = vec![outcome(
        "env/key",
        "env/KEY",
        Status::Fail,
        "KEY is missing.",
    )];
    let run = run_of(
        Format::SarifGithub,
        &verdict_of(vec![tagged(&["availability"])], outcomes),
    );
    let result = &run["results"][0];
    assert_eq!(
        (&result["level"], &result["rank"]),
        (&json!("error"), &json!(80.0))
    );
    assert_eq!(result["properties"]["muster/severity"], "high");

    let secrets = described(tagged(&["availability", "secrets"]));
    assert_eq!(secrets["properties"]["security-severity"], "8.0");
    assert_eq!(
        secrets["properties"]["tags"],
        json!(["security", "availability", "secrets"])
    );
}
