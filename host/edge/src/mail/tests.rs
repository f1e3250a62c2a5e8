//! Which domains are asked about, and that one missing answer takes no other along.

use std::path::PathBuf;

use muster_facts::Secrets;
use muster_facts::targets::{Edge, EnvFile, Targets};
use muster_target::{Recorded, with_collection};

use super::*;

const ANSWERS: &str = r#"
$ZONE dev.
bookshop.dev. TXT "v=spf1 -all"
_dmarc.bookshop.dev. TXT servfail
s1._domainkey.bookshop.dev. TXT "v=DKIM1; p="
s2._domainkey.bookshop.dev. TXT timeout
"#;

/// Asks one question of a resolver that has these recorded answers.
pub(super) fn asked<T>(
    lines: impl Into<String>,
    question: impl AsyncFnOnce(&Resolver) -> Fact<T>,
) -> Fact<T> {
    let system = Recorded::new().answers("dns", lines);
    let secrets = Secrets::default();
    let targets = Targets::default();
    let context = Context::recorded(&system, &targets, &secrets);
    within(async { question(&Resolver::of(context)?).await })?
}

fn collected(mut targets: Targets, env: Option<&str>) -> Fact<Vec<Sender>> {
    let mut system = Recorded::new().answers("dns", ANSWERS);
    if let Some(text) = env {
        system = system.file("/etc/app.env", text);
        targets.env_files = Some(vec![EnvFile {
            path: PathBuf::from("/etc/app.env"),
            dialects: vec!["compose".to_owned()],
        }]);
    }
    let secrets = Secrets::default();
    let context = Context::recorded(&system, &targets, &secrets);
    with_collection(context, &[muster_collectors::COLLECTORS], collect).senders
}

fn edge(domain: Option<&str>, mail_domain: Option<&str>) -> Targets {
    Targets {
        domain: domain.map(str::to_owned),
        edge: Edge {
            mail_domain: mail_domain.map(str::to_owned),
            dkim_selectors: vec!["s1".to_owned(), "s2".to_owned()],
            ..Edge::default()
        },
        ..Targets::default()
    }
}

fn named(edge: Targets, env: Option<&str>) -> Vec<(String, String)> {
    let senders = collected(edge, env).unwrap();
    senders
        .into_iter()
        .map(|sender| (sender.domain, sender.origin))
        .collect()
}

fn pair(domain: &str, origin: &str) -> Vec<(String, String)> {
    vec![(domain.to_owned(), origin.to_owned())]
}

#[test]
fn the_project_names_the_sender_before_the_env_file_and_the_domain() {
    let env = Some("EMAIL_FROM='Bookshop <Office@Mail.Bookshop.dev>'\n");
    let domain = Some("bookshop.dev");
    assert_eq!(
        named(edge(domain, Some("m.dev")), env),
        pair("m.dev", "target")
    );
    assert_eq!(
        named(edge(domain, None), env),
        pair("mail.bookshop.dev", "env")
    );
    assert_eq!(
        named(edge(domain, None), Some("A=1\n")),
        pair("bookshop.dev", "domain")
    );
    assert_eq!(named(edge(None, None), None), []);
}

#[test]
fn a_sender_without_a_domain_is_an_error() {
    let error = collected(
        edge(Some("bookshop.dev"), None),
        Some("EMAIL_FROM=office\n"),
    )
    .unwrap_err();
    assert!(error.reason().contains("EMAIL_FROM in /etc/app.env"));
    assert!(!error.reason().contains("office"));
}

#[test]
fn one_missing_answer_takes_no_other_along() {
    let senders = collected(edge(Some("bookshop.dev"), None), None).unwrap();
    let sender = &senders[0];
    assert_eq!(sender.spf.as_ref().unwrap().all.as_deref(), Some("-"));
    assert!(sender.dmarc.is_err());
    assert_eq!(sender.null_mx, Ok(false));
    assert_eq!(sender.dkim[0].outcome.as_ref().unwrap().status, "revoked");
    assert!(sender.dkim[1].outcome.is_err());
    assert_eq!(
        sender.dkim[1].source.name,
        "dns/bookshop.dev/TXT/s2._domainkey"
    );
}

#[test]
fn a_null_mx_is_the_only_server() {
    let null = |lines: &str| {
        asked(format!("$ZONE a.dev.\n{lines}"), async |resolver| {
            null_mx(resolver, "a.dev").await
        })
    };
    assert_eq!(null("a.dev. MX 0 ."), Ok(true));
    assert_eq!(null("a.dev. MX 10 b.dev."), Ok(false));
    assert_eq!(null("a.dev. MX 0 .\na.dev. MX 10 b.dev."), Ok(false));
    assert_eq!(null(""), Ok(false));
    assert!(null("a.dev. MX servfail").is_err());
}
