//! Rules that a pack makes of those of plugins.

use std::collections::BTreeSet;
use std::sync::Arc;

use muster_outcomes::{ParameterValue, Request, RuleDescriptor, Severity};

use super::{load_with, rule, rules as of_plugins, shown, texts};
use crate::{Diagnostic, Policy};

const OWN: &str = "enable = [\"acme/*\"]\n\
     [rules.\"acme/long-secrets\"]\nuse = \"env/weak-secret\"\ntitle = \"Secrets are long\"\n\
     severity = \"critical\"\ntags = [\"go-live\"]\n\
     references = [\"Handbook 4.2 https://example.com/handbook\", \"CIS 1.2.3\"]\n\
     parameters = { minimum-length = 64 }\n";

fn policy_of(
    text: &str,
    files: &[(&'static str, &'static str)],
    of_plugins: Vec<Arc<RuleDescriptor>>,
    unread: &[&str],
) -> Result<Policy, Vec<Diagnostic>> {
    let pack = load_with(text, files)?;
    pack.validate(&pack.rules(of_plugins), unread)
}

fn policy(text: &str, files: &[(&'static str, &'static str)]) -> Policy {
    policy_of(text, files, of_plugins(), &[])
        .unwrap_or_else(|problems| panic!("{}", shown(&problems)))
}

fn complaint(text: &str, files: &[(&'static str, &'static str)]) -> String {
    match policy_of(text, files, of_plugins(), &[]) {
        Ok(policy) => panic!("nothing was wrong with {policy:?}"),
        Err(problems) => shown(&problems),
    }
}

#[test]
fn it_is_the_other_rule_under_a_name_of_its_own() {
    let policy = policy(OWN, &[]);
    let [own] = policy.rules.as_slice() else {
        panic!("{:?}", policy.rules)
    };
    assert_eq!(own.rule.as_str(), "acme/long-secrets");
    assert_eq!(own.severity, Severity::Critical);
    assert_eq!(
        own.parameters["minimum-length"],
        ParameterValue::Integer(64)
    );
    // What the pack does not say stays the plugin's.
    assert_eq!(own.parameters["strict"], ParameterValue::Boolean(false));
    let descriptor = &own.descriptor;
    assert_eq!(descriptor.implementation().as_str(), "env/weak-secret");
    assert_eq!(descriptor.title, "Secrets are long");
    assert_eq!(descriptor.failure_title, "It does not hold");
    assert_eq!(descriptor.tags, ["hardening", "go-live"]);
    let references = descriptor.references.iter();
    let references: Vec<_> = references
        .map(|one| (one.label.as_str(), one.url.as_deref()))
        .collect();
    assert_eq!(
        references,
        [
            ("Handbook 4.2", Some("https://example.com/handbook")),
            ("CIS 1.2.3", None)
        ]
    );
}

#[test]
fn it_is_selected_like_any_other_and_beside_the_used_one() {
    let ids = |text: &str| -> Vec<String> {
        let policy = policy(text, &[]);
        policy
            .rules
            .iter()
            .map(|rule| rule.rule.to_string())
            .collect()
    };
    let own = OWN.strip_prefix("enable = [\"acme/*\"]\n").unwrap();
    assert_eq!(
        ids(&format!("enable = [\"tag:go-live\"]\n{own}")),
        ["acme/long-secrets"]
    );
    assert_eq!(
        ids(&format!("enable = [\"tag:hardening\"]\n{own}")),
        [
            "acme/long-secrets",
            "env/weak-secret",
            "ssh/permit-root-login"
        ]
    );
    // Whoever leaves it out has said so.
    assert_eq!(
        ids(&format!(
            "enable = [\"ssh/config-valid\"]\ndisable = [\"acme/long-secrets\"]\n{own}"
        )),
        ["ssh/config-valid"]
    );
}

#[test]
fn a_shared_pack_offers_rules_that_a_later_one_changes_and_enables() {
    let shared = "[rules.\"acme/long-secrets\"]\nuse = \"env/weak-secret\"\n\
         title = \"Secrets are long\"\nreferences = [\"A 1\"]\nparameters = { minimum-length = 64 }\n\
         [rules.\"acme/other\"]\nuse = \"ssh/config-valid\"\ntitle = \"The other\"\n";
    let policy = policy(
        "extends = [\"shared.toml\"]\nenable = [\"acme/long-secrets\"]\n\
         [rules.\"acme/long-secrets\"]\nseverity = \"low\"\nreferences = [\"B 2\"]\n\
         parameters = { strict = true }\n",
        &[("shared.toml", shared)],
    );
    let [own] = policy.rules.as_slice() else {
        panic!("{:?}", policy.rules)
    };
    assert_eq!(own.severity, Severity::Low);
    assert_eq!(
        own.parameters["minimum-length"],
        ParameterValue::Integer(64)
    );
    assert_eq!(own.parameters["strict"], ParameterValue::Boolean(true));
    assert_eq!(own.descriptor.references.len(), 1);
    assert_eq!(own.descriptor.references[0].label, "B 2");
}

#[test]
fn references_are_added_to_a_plugins_own_rule() {
    let policy = policy(
        "enable = [\"ssh/*\"]\n[rules.\"ssh/config-valid\"]\nreferences = [\"CIS 5.1\"]\n",
        &[],
    );
    assert_eq!(policy.rules[0].descriptor.references[0].label, "CIS 5.1");
    assert!(policy.rules[0].descriptor.uses.is_none());
}

#[test]
fn its_page_stands_beside_the_pack() {
    let text = format!("{OWN}page = \"long.md\"\n")
        .replace("parameters = { minimum-length = 64 }\npage", "page");
    let page = "## Why\n\nShort ones are guessed.\n\n## How to fix\n\nMake a new one.\n";
    let policy = policy(&text, &[("long.md", page)]);
    assert_eq!(policy.rules[0].descriptor.documentation, page);
    assert!(complaint(&text, &[("long.md", "Why\n")]).contains("has no section `## Why`"));
    assert!(complaint(&text, &[]).contains("the page cannot be read: there is no such file"));
}

#[test]
fn what_cannot_be_made_is_told_with_its_line() {
    let made = |id: &str, uses: &str| {
        format!("enable = [\"ssh/*\"]\n[rules.\"{id}\"]\nuse = \"{uses}\"\ntitle = \"It is so\"\n")
    };
    for (text, message) in [
        (
            made("acme/a", "env/weak-secrte"),
            "no rule is named `env/weak-secrte`",
        ),
        (
            made("ssh/config-valid", "env/weak-secret"),
            "`ssh/config-valid` is a rule of a plugin already",
        ),
        (
            made("ssh/own", "env/weak-secret"),
            "the family `ssh` belongs to a plugin",
        ),
        (
            made("muster/own", "env/weak-secret"),
            "the family `muster` is Muster's own",
        ),
        (
            made("acme/a", "Env"),
            "`Env` is not a rule id\n --> muster.toml:3:7\n  |\n3 | use = \"Env\"\n  |       ^^^^^\n  = \
             help: write `use = \"family/name\"`, a rule of a plugin",
        ),
        (made("acme/a", "acme/a"), "the rule is made of itself"),
        (
            "enable = [\"ssh/*\"]\n[rules.\"acme/a\"]\nseverity = \"low\"\n".to_owned(),
            "help: a rule of the pack's own says `use = \"family/name\"`",
        ),
        (
            made("acme/a", "env/weak-secret"),
            "nothing enables `acme/a`, so it would never run",
        ),
        (
            format!(
                "{}[rules.\"acme/b\"]\nuse = \"acme/a\"\ntitle = \"It is so\"\n",
                made("acme/a", "env/weak-secret").replace("ssh/*", "*")
            ),
            "`acme/a` is itself made of another rule",
        ),
        (
            "enable = [\"*\"]\n[rules.\"acme/a\"]\nuse = \"env/weak-secret\"\n".to_owned(),
            "the key `title` is missing here",
        ),
        (
            "enable = [\"*\"]\n[rules.\"ssh/config-valid\"]\ntitle = \"Other\"\n".to_owned(),
            "only a rule of the pack's own can have the key `title`",
        ),
        (
            "enable = [\"*\"]\n[rules.\"acme/a\"]\nuse = \"env/weak-secret\"\ntitle = \"It is so\"\n\
             parameters = { minimum = 3 }\n"
                .to_owned(),
            "`acme/a` has no parameter `minimum`",
        ),
    ] {
        let shown = complaint(&text, &[]);
        assert!(shown.contains(message), "{text}\n{shown}");
    }
}

#[test]
fn what_cannot_be_made_is_told_once() {
    let text = "enable = [\"acme/*\", \"acme/a\"]\nafter-deploy = [\"acme/*\"]\n\
         [rules.\"acme/a\"]\nuse = \"env/weak-secrte\"\ntitle = \"It is so\"\n";
    let shown = complaint(text, &[]);
    assert_eq!(shown.matches("error: ").count(), 1, "{shown}");
}

#[test]
fn no_later_pack_makes_it_of_another_rule() {
    let shared = "[rules.\"acme/a\"]\nuse = \"env/weak-secret\"\ntitle = \"It is so\"\n\
         parameters = { minimum-length = 64 }\n";
    let later = |uses: &str| {
        format!(
            "extends = [\"shared.toml\"]\nenable = [\"acme/a\"]\n[rules.\"acme/a\"]\nuse = \"{uses}\"\n"
        )
    };
    let files = [("shared.toml", shared)];
    policy(&later("env/weak-secret"), &files);
    let shown = complaint(&later("ssh/config-valid"), &files);
    assert!(
        shown.starts_with(
            "error: the rule is made of `env/weak-secret` already\n --> muster.toml:4:7"
        ),
        "{shown}"
    );
}

#[test]
fn a_rule_of_a_plugin_that_is_not_loaded_is_told_by_the_plugin() {
    let text = "enable = [\"ssh/*\"]\ndisable = [\"acme/*\"]\n\
         [rules.\"acme/a\"]\nuse = \"gone/rule\"\ntitle = \"It is so\"\n";
    // A pattern for rules that nobody can make yet is no mistake either.
    assert!(policy_of(text, &[], of_plugins(), &["gone"]).is_ok());
}

#[test]
fn what_its_parameters_name_is_collected() {
    let mut described = rule("kernel/sysctl", &[], &[("values", texts(&[]))]);
    let sysctl = Arc::make_mut(&mut described);
    sysctl.parameters[0].default = ParameterValue::TextMap(
        std::iter::once(("kernel.default".to_owned(), "=1".to_owned())).collect(),
    );
    sysctl.parameters[0].requests = Some(Request::Sysctl);
    let text = "enable = [\"kernel/*\", \"acme/*\"]\n\
         [rules.\"acme/a\"]\nuse = \"kernel/sysctl\"\ntitle = \"It is so\"\n\
         parameters = { values = { \"net.ipv4.ip_forward\" = \"=0\" } }\n";
    let policy = policy_of(text, &[], vec![described], &[]).unwrap();
    let names = |names: &[&str]| -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    };
    assert_eq!(
        policy.requests().sysctl,
        names(&["kernel.default", "net.ipv4.ip_forward"])
    );
    assert!(policy.requests().paths.is_empty());
}

mod hosts {
    use muster_facts::{
        DomainFacts as _, FactError, Facts, HostFacts, PackagesFacts, Source, host, packages,
    };
    use muster_outcomes::Status;

    use super::{OWN, complaint, policy};

    fn with_packages(overview: Result<packages::Database, FactError>, names: &[&str]) -> Facts {
        let package = |name: &&str| packages::KnownPackage {
            name: (*name).to_owned(),
            version: "1".to_owned(),
            state: packages::KnownPackage::STATE_INSTALLED.to_owned(),
            installed_at: None,
        };
        Facts {
            packages: Some(PackagesFacts {
                overview,
                packages: Ok(names.iter().map(package).collect()),
            }),
            ..Facts::default()
        }
    }

    fn dpkg(complete: bool) -> Result<packages::Database, FactError> {
        Ok(packages::Database {
            manager: packages::Database::MANAGER_DPKG.to_owned(),
            complete,
            source: Source::file("/var/lib/dpkg/status"),
        })
    }

    /// What is settled of the rule under these conditions.
    fn settled(conditions: &str, facts: &Facts) -> Option<Status> {
        let policy = policy(
            &format!("{OWN}when = [{conditions}]\n")
                .replace("parameters = { minimum-length = 64 }\n", ""),
            &[],
        );
        policy.settled(facts).into_values().next()
    }

    #[test]
    fn where_the_conditions_hold_the_plugin_is_asked() {
        let facts = with_packages(dpkg(true), &["chrony"]);
        assert_eq!(settled("\"packages:dpkg\"", &facts), None);
        assert_eq!(
            settled("\"packages:dpkg\", \"package:chrony\"", &facts),
            None
        );
        assert_eq!(settled("", &facts), None);
    }

    #[test]
    fn elsewhere_the_rule_does_not_apply_and_says_what_is_so_instead() {
        let facts = with_packages(dpkg(true), &["chrony"]);
        let not = |reason: &str| Some(Status::NotApplicable(reason.to_owned()));
        assert_eq!(
            settled("\"packages:rpm\"", &facts),
            not("dpkg manages packages here.")
        );
        assert_eq!(
            settled("\"packages:dpkg\", \"package:ntpsec\"", &facts),
            not("ntpsec is not installed.")
        );
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        let denied = Err(FactError::Denied("the file is closed".to_owned()));
        for facts in [
            Facts::default(),
            with_packages(denied, &[]),
            with_packages(dpkg(false), &[]),
        ] {
            let status = settled("\"package:chrony\"", &facts);
            assert!(matches!(status, Some(Status::Error(_))), "{status:?}");
        }
    }

    #[test]
    fn containers_and_machines_are_told_apart() {
        let nobody = || FactError::Failed("nobody asked".to_owned());
        let facts = |container: Result<Option<host::Container>, FactError>| Facts {
            host: Some(HostFacts {
                surrounding_container: container,
                ..HostFacts::missing(&nobody())
            }),
            ..Facts::default()
        };
        let not = |reason: &str| Some(Status::NotApplicable(reason.to_owned()));
        let machine = facts(Ok(None));
        assert_eq!(settled("\"own-kernel\"", &machine), None);
        assert_eq!(
            settled("\"container\"", &machine),
            not("The host is not a container.")
        );
        let container = facts(Ok(Some(host::Container {
            kind: host::Container::KIND_LXC.to_owned(),
            source: Source::file("/run/systemd/container"),
        })));
        assert_eq!(settled("\"container\"", &container), None);
        assert_eq!(
            settled("\"own-kernel\"", &container),
            not("The host is a container of lxc, and has no kernel of its own.")
        );
        for condition in ["\"container\"", "\"own-kernel\""] {
            let status = settled(condition, &facts(Err(nobody())));
            assert!(matches!(status, Some(Status::Error(_))), "{status:?}");
        }
    }

    #[test]
    fn other_words_are_refused_with_their_line() {
        for wrong in [
            "firewall:pf",
            "docker:yes",
            "container:lxc",
            "unit:",
            "os",
            "kernel:6",
            "package:a b",
        ] {
            let text = format!("{OWN}when = [\"{wrong}\"]\n");
            let text = text.replace("parameters = { minimum-length = 64 }\n", "");
            let shown = complaint(&text, &[]);
            assert!(shown.contains("is not a condition of a host"), "{shown}");
        }
    }
}
