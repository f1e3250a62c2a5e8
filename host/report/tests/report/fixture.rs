//! Verdicts to look at: one with everything that a report can show, built as the program builds
//! its own.

use std::sync::Arc;

use muster_facts::{Source, Target};
use muster_outcomes::{
    Artifact, Evaluation, Fingerprint, Outcome, Parameter, ParameterValue, Place, PluginRecord,
    Precision, Reference, RuleDescriptor, Selection, Severity, Status,
};
use muster_policy::{Criteria, PolicyName, Verdict, decide};

/// Name of the target in every fixture.
pub(crate) const TARGET: &str = "web-1";

/// A server with something of everything.
pub(crate) fn verdict() -> Verdict {
    verdict_of(rules(), outcomes())
}

/// A verdict on chosen rules and outcomes, at the gate `high`.
pub(crate) fn verdict_of(rules: Vec<RuleDescriptor>, outcomes: Vec<Outcome>) -> Verdict {
    verdict_on(evaluation_of(rules, outcomes))
}

/// An evaluation of chosen rules and outcomes, the first of its host.
pub(crate) fn evaluation_of(rules: Vec<RuleDescriptor>, outcomes: Vec<Outcome>) -> Evaluation {
    Evaluation {
        schema: muster_outcomes::SCHEMA.to_owned(),
        muster: "0.1.0".to_owned(),
        target: Target {
            name: TARGET.to_owned(),
            machine: None,
            kind: "live".to_owned(),
        },
        collected_at: "2026-11-24T05:46:00Z".to_owned(),
        selection: Selection::new("vps", Vec::new(), Vec::new()),
        plugins: vec![plugin("compose"), plugin("env"), plugin("ssh")],
        rules: rules.into_iter().map(Arc::new).collect(),
        outcomes,
        carried: Vec::new(),
        history_unknown: Vec::new(),
    }
}

/// The verdict on an evaluation, at the gate `high`.
pub(crate) fn verdict_on(evaluation: Evaluation) -> Verdict {
    let policy = PolicyName {
        name: "vps".to_owned(),
        extends: vec!["baseline".to_owned()],
    };
    decide(evaluation, &Criteria::new(policy, Severity::High))
}

fn plugin(name: &str) -> PluginRecord {
    PluginRecord {
        name: name.to_owned(),
        version: "1.2.0".to_owned(),
        sha256: "50e721e49c013f00c62cf59f2163542a9d8df02464efeb615d31051b0fddc326".to_owned(),
        grants: vec![format!("muster:{name}/{name}@0.1.0")],
    }
}

/// A rule without documentation or references.
pub(crate) fn rule(id: &str, title: &str, severity: Severity) -> RuleDescriptor {
    RuleDescriptor {
        id: id.parse().unwrap(),
        uses: None,
        title: title.to_owned(),
        failure_title: format!("Not so: {title}"),
        severity,
        precision: Precision::High,
        page: None,
        parameters: Vec::new(),
        tags: vec!["baseline".to_owned()],
        references: Vec::new(),
        explained_by: Vec::new(),
        artifact: None,
        documentation: String::new(),
    }
}

/// A parameter whose default is an empty list.
pub(crate) fn parameter(name: &str) -> Parameter {
    Parameter {
        name: name.to_owned(),
        description: "What it takes.".to_owned(),
        default: ParameterValue::Texts(Vec::new()),
        requests: None,
        forms: Vec::new(),
        needed: Vec::new(),
        requires: Vec::new(),
        names: Vec::new(),
        excludes: Vec::new(),
        up_to: Vec::new(),
        apart_from: Vec::new(),
    }
}

fn documented(
    rule: RuleDescriptor,
    why: &str,
    fix: &str,
    references: &[(&str, Option<&str>)],
) -> RuleDescriptor {
    RuleDescriptor {
        references: references
            .iter()
            .map(|(label, url)| Reference {
                label: (*label).to_owned(),
                url: url.map(str::to_owned),
            })
            .collect(),
        documentation: format!(
            "## Why\n\n{why}\n\n## How to fix\n\n{fix}\n\n## References\n\n- as above\n\n## Tests\n\nonly for authors\n"
        ),
        ..rule
    }
}

fn rules() -> Vec<RuleDescriptor> {
    let mut rules = vec![
        documented(
            rule(
                "ssh/permit-root-login",
                "Root cannot log in over SSH",
                Severity::Critical,
            ),
            "Whoever guesses or steals root's password or key has the whole server at once, and the log cannot say who it was. Administrators log in under their own name.",
            "Set it in a file that is read first:\n\n```sh\n# /etc/ssh/sshd_config.d/00-muster.conf\nPermitRootLogin no\n```\n\nThen `sshd -t && systemctl reload ssh`, and keep a second session open.",
            &[
                ("CIS Debian 12 5.1.20", None),
                ("NIST SP 800-53 AC-6(2)", None),
                (
                    "CWE-250",
                    Some("https://cwe.mitre.org/data/definitions/250.html"),
                ),
            ],
        ),
        documented(
            rule(
                "compose/exposed-ports",
                "Only the reverse proxy publishes ports to the network",
                Severity::High,
            ),
            "Docker writes its own firewall rules, so a published port is open even where ufw denies it.",
            "Publish on `127.0.0.1` only, or remove `ports:` and use a Docker network.",
            &[
                ("CIS Docker 1.6 5.14", None),
                (
                    "CWE-668",
                    Some("https://cwe.mitre.org/data/definitions/668.html"),
                ),
            ],
        ),
        documented(
            rule(
                "env/file-mode",
                "Only its owner reads an .env file",
                Severity::Medium,
            ),
            "Every user and every other service of the host could read the secrets.",
            "`chmod 600` the file.",
            &[("CWE-732", None)],
        ),
        rule(
            "ssh/banner",
            "SSH shows a banner before login",
            Severity::Info,
        ),
        rule(
            "ssh/max-auth-tries",
            "SSH ends a connection after few failed logins",
            Severity::Low,
        ),
        rule("env/app-env", "APP_ENV is prod", Severity::High),
        rule(
            "env/distinct-secrets",
            "No secret is used twice",
            Severity::High,
        ),
        RuleDescriptor {
            tags: vec!["availability".to_owned(), "backup".to_owned()],
            precision: Precision::Low,
            ..rule(
                "backup/restore",
                "Backups are restored in a test",
                Severity::Medium,
            )
        },
        rule(
            "swarm/autolock",
            "A Docker swarm is locked",
            Severity::Medium,
        ),
        rule(
            "swarm/certificates",
            "Swarm certificates are rotated",
            Severity::Low,
        ),
    ];
    for (id, failure_title) in [
        ("ssh/permit-root-login", "Root can log in over SSH"),
        (
            "compose/exposed-ports",
            "More than the reverse proxy publishes ports to the network",
        ),
        (
            "env/file-mode",
            "Others than its owner can read an .env file",
        ),
        ("ssh/banner", "SSH shows no banner before login"),
    ] {
        let failing = rules.iter_mut().find(|rule| rule.id.as_str() == id);
        failing.unwrap().failure_title = failure_title.to_owned();
    }
    if let Some(root) = rules.first_mut() {
        root.page = Some("https://example.org/rules/permit_root_login.md".to_owned());
        root.parameters = ["allowed", "except"].map(parameter).to_vec();
    }
    for name in ["default-deny-in", "ssh-reachable", "ipv6-covered"] {
        rules.push(rule(
            &format!("firewall/{name}"),
            &format!("Firewall: {}", name.replace('-', " ")),
            Severity::High,
        ));
    }
    rules
}

/// An outcome with a subject and a status, and nothing else.
pub(crate) fn outcome(rule: &str, subject: &str, status: Status, message: &str) -> Outcome {
    let rule = rule.parse().unwrap();
    Outcome {
        fingerprint: Fingerprint::of(&rule, TARGET, subject),
        rule,
        subject: subject.to_owned(),
        status,
        message: message.to_owned(),
        observed: None,
        required: None,
        places: Vec::new(),
        fix: None,
        artifact: None,
    }
}

/// A place with a label.
pub(crate) fn place(source: Source, label: &str) -> Place {
    Place {
        source,
        label: label.to_owned(),
    }
}

fn outcomes() -> Vec<Outcome> {
    let values =
        |observed: &str, required: &str| (Some(observed.to_owned()), Some(required.to_owned()));
    let (observed, required) = values("yes", "no");
    let mut outcomes = vec![
        Outcome {
            observed,
            required,
            places: vec![
                place(
                    Source::line("/etc/ssh/sshd_config.d/50-cloud-init.conf", 3)
                        .with_text("PermitRootLogin yes")
                        .with_columns(17, 20),
                    "sets it, and is read first",
                ),
                place(
                    Source::line("/etc/ssh/sshd_config", 33).with_text("PermitRootLogin no"),
                    "is shadowed",
                ),
            ],
            artifact: Some(Artifact::File(
                "/etc/ssh/sshd_config.d/50-cloud-init.conf".to_owned(),
            )),
            ..outcome(
                "ssh/permit-root-login",
                "sshd/PermitRootLogin",
                Status::Fail,
                "PermitRootLogin is 'yes', and the policy requires 'no'.",
            )
        },
        Outcome {
            places: vec![
                place(
                    Source::line("/srv/app/compose.yaml", 14)
                        .with_text("      - \"5432:5432\"")
                        .with_columns(9, 20),
                    "publishes the port",
                ),
                place(
                    Source::logical("sockets/tcp/0.0.0.0/5432"),
                    "docker-proxy listens",
                ),
                place(
                    Source::command("nft -j list ruleset").with_text(
                        "tcp dport 5432 counter packets 18 bytes 1080 dnat to 172.18.0.3:5432",
                    ),
                    "lets it through before ufw's chains are asked",
                ),
            ],
            observed: Some("0.0.0.0:5432, reachable from the internet".to_owned()),
            required: Some("127.0.0.1 or no published port".to_owned()),
            ..outcome(
                "compose/exposed-ports",
                "compose/db/5432",
                Status::Fail,
                "Service 'db' publishes port 5432 on all addresses, although ufw denies it.",
            )
        },
    ];
    for (file, mode) in [("/srv/app/.env", "0644"), ("/srv/app/.env.prod", "0640")] {
        outcomes.push(Outcome {
            observed: Some(mode.to_owned()),
            required: Some("0600 or stricter".to_owned()),
            places: vec![place(Source::file(file), "")],
            ..outcome(
                "env/file-mode",
                &format!("env{file}"),
                Status::Fail,
                &format!("{file} has mode {mode}, and at most 0600 is allowed."),
            )
        });
    }
    outcomes.push(Outcome {
        fix: Some("Set `Banner /etc/issue.net`.".to_owned()),
        ..outcome(
            "ssh/banner",
            "sshd/Banner",
            Status::Fail,
            "No banner is set.",
        )
    });
    for name in ["default-deny-in", "ipv6-covered", "ssh-reachable"] {
        let id = format!("firewall/{name}");
        let reason = "`nft -j list ruleset` was denied (exit code 1: Operation not permitted); run as root, or grant CAP_NET_ADMIN";
        outcomes.push(outcome(&id, &id, Status::Error(reason.to_owned()), reason));
    }
    outcomes.push(outcome(
        "env/distinct-secrets",
        "env/srv/app/.env.prod",
        Status::Error("/srv/app/.env.prod:7: the quote is never closed".to_owned()),
        "/srv/app/.env.prod:7: the quote is never closed",
    ));
    outcomes.push(outcome(
        "backup/restore",
        "backup/restore",
        Status::Manual(
            "Restore last night's dump into an empty database and start the service against it."
                .to_owned(),
        ),
        "",
    ));
    for (id, count) in [("swarm/autolock", 1), ("swarm/certificates", 2)] {
        for number in 0..count {
            outcomes.push(outcome(
                id,
                &format!("swarm/{number}"),
                Status::NotApplicable("Docker runs without a swarm".to_owned()),
                "",
            ));
        }
    }
    for file in ["/srv/app/.env", "/srv/app/.env.prod"] {
        outcomes.push(outcome(
            "env/app-env",
            &format!("env{file}/APP_ENV"),
            Status::Pass,
            &format!("APP_ENV in {file} is 'prod'."),
        ));
    }
    outcomes.push(outcome(
        "ssh/max-auth-tries",
        "sshd/MaxAuthTries",
        Status::Pass,
        "MaxAuthTries is 3.",
    ));
    outcomes
}
