//! The collector against recorded answers.

use muster_facts::Secrets;
use muster_facts::targets::{Edge, Targets};
use muster_target::{Context, NetworkAccess, Recorded, with_collection};

use super::*;

const ANSWERS: &str = r#"
$ZONE example.com.
example.com. A 192.0.2.7
example.com. CAA 0 issue "letsencrypt.org"
example.com. MX 10 mail.example.com.
example.com. DNSSEC bogus "signature expired"
www.example.com. CNAME example.com.
www.example.com. AAAA timeout
"#;

fn collected(targets: Targets, network: &NetworkAccess, system: &Recorded) -> DnsFacts {
    let context = Context {
        system,
        targets: &targets,
        network,
        secrets: &Secrets::default(),
    };
    with_collection(context, &[muster_collectors::COLLECTORS], collect)
}

fn edge(names: &[&str]) -> Targets {
    Targets {
        domain: Some("example.com".to_owned()),
        edge: Edge {
            web_names: Some(names.iter().map(|name| (*name).to_owned()).collect()),
            addresses: vec!["192.0.2.7".parse().unwrap()],
            ..Edge::default()
        },
        ..Targets::default()
    }
}

fn outcome<'a>(facts: &'a DnsFacts, source: &str) -> &'a Fact<Answer> {
    let lookups = facts.lookups.as_ref().unwrap();
    let found = lookups.iter().find(|lookup| lookup.source.name == source);
    &found
        .unwrap_or_else(|| panic!("{source} was not asked"))
        .outcome
}

#[test]
fn asks_for_the_names_and_the_domain() {
    let system = Recorded::new().answers("dns", ANSWERS);
    let facts = collected(
        edge(&["example.com", "www.example.com"]),
        &NetworkAccess::Recorded,
        &system,
    );
    let www = outcome(&facts, "dns/www.example.com/A").as_ref().unwrap();
    assert_eq!(www.aliases, ["example.com"]);
    assert_eq!(www.entries[0].value, "192.0.2.7");
    let alias = outcome(&facts, "dns/www.example.com/CNAME");
    assert_eq!(alias.as_ref().unwrap().entries[0].value, "example.com.");
    let none = outcome(&facts, "dns/example.com/TXT").as_ref().unwrap();
    assert_eq!((none.status.as_str(), none.entries.len()), ("noerror", 0));
    let security = facts.dnssec.unwrap().unwrap();
    assert_eq!(security.reason.as_deref(), Some("signature expired"));
}

#[test]
fn authorities_look_at_every_name_up_to_the_last_two_labels() {
    let climbed = |name| climb(name).collect::<Vec<_>>();
    assert_eq!(
        climbed("a.shop.example.com"),
        ["a.shop.example.com", "shop.example.com", "example.com"]
    );
    assert_eq!(climbed("example.net"), ["example.net"]);
    assert_eq!(climbed("localhost"), ["localhost"]);
}

#[test]
fn one_question_without_an_answer_takes_no_other_along() {
    let system = Recorded::new().answers("dns", ANSWERS);
    let facts = collected(
        edge(&["www.example.com"]),
        &NetworkAccess::Recorded,
        &system,
    );
    let reason = outcome(&facts, "dns/www.example.com/AAAA").as_ref();
    assert!(reason.unwrap_err().reason().contains("did not answer"));
    assert!(outcome(&facts, "dns/www.example.com/A").is_ok());
}

#[test]
fn without_a_domain_nothing_is_asked() {
    let off = NetworkAccess::Off(FactError::Failed("--offline".to_owned()));
    let facts = collected(Targets::default(), &off, &Recorded::new());
    assert_eq!(facts.overview, Ok(None));
    assert_eq!(facts.lookups, Ok(Vec::new()));
}

#[test]
fn without_a_network_nothing_is_known() {
    let off = NetworkAccess::Off(FactError::Failed("--offline".to_owned()));
    let facts = collected(edge(&["example.com"]), &off, &Recorded::new());
    assert_eq!(facts.lookups.unwrap_err().reason(), "--offline");
    let facts = collected(
        edge(&["example.com"]),
        &NetworkAccess::Recorded,
        &Recorded::new(),
    );
    assert!(facts.dnssec.unwrap_err().reason().contains("recording"));
}

#[test]
fn a_line_that_makes_no_sense_is_named() {
    let system = Recorded::new().answers("dns", "www A 1.2.3.4\n");
    let facts = collected(edge(&["example.com"]), &NetworkAccess::Recorded, &system);
    assert!(facts.lookups.unwrap_err().reason().contains("line 1"));
}
