//! The resolver against BIND: what it says about real answers, and about the lack of one.
//!
//! Needs `named` and `dnssec-signzone`. Where they are missing the tests say so and pass, unless
//! `MUSTER_REAL=require` is set. All traffic stays on 127.0.0.1.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "this test runs the real programs, and says when it cannot"
)]

#[path = "dns_named/named.rs"]
mod named;

use std::net::{SocketAddr, UdpSocket};

use muster_collectors::COLLECTORS;
use muster_edge::network::resolver::{RecordType, Resolver, Security, Status};
use muster_edge::network::within;
use muster_edge::{dns, mail};
use muster_facts::targets::{Edge, Targets};
use muster_facts::{DnsFacts, FactError, Secrets};
use muster_target::{Context, NetworkAccess, Recorded, with_collection};

use named::{Named, Zone, sign};

const HEAD: &str = "$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n";

/// Runs questions with a resolver that asks these servers.
fn asking<T>(servers: &[SocketAddr], questions: impl AsyncFnOnce(Resolver) -> T) -> T {
    let targets = Targets {
        edge: edge(servers),
        ..Targets::default()
    };
    let system = Recorded::new();
    within(async {
        let resolver = Resolver::of(Context {
            system: &system,
            targets: &targets,
            network: &NetworkAccess::Live,
            secrets: &Secrets::default(),
        });
        questions(resolver.unwrap()).await
    })
    .unwrap()
}

fn edge(servers: &[SocketAddr]) -> Edge {
    Edge {
        name_servers: servers.to_vec(),
        ..Edge::default()
    }
}

fn plain() -> Zone<'static> {
    // 3 000 characters do not fit into a datagram of 1 232 bytes.
    let long = format!(
        "long TXT {}\n",
        format!("\"{}\" ", "x".repeat(250)).repeat(12)
    );
    // Without being told otherwise, BIND takes 100 records of a type.
    let many: String = (0..100).map(|n| format!("many A 10.0.0.{n}\n")).collect();
    Zone {
        name: "plain.test",
        text: format!(
            "{HEAD}@ A 192.0.2.7\n@ AAAA 2001:db8::7\n@ MX 10 mail\n@ CAA 128 issue \"letsencrypt.org; x=y\"\n\
             @ TXT \"v=spf1 \" \"-all\"\nwww CNAME web\nweb CNAME @\ngone CNAME nowhere\naway CNAME www.elsewhere.test.\n\
             loop CNAME loop2\nloop2 CNAME loop\nmail A 192.0.2.8\ndelegated NS ns.elsewhere.test.\n\
             evil TXT \"\\027[31m \\\"q\\\" \\\\ \\195\\164\"\n{long}{many}"
        ),
    }
}

fn elsewhere() -> Zone<'static> {
    Zone {
        name: "elsewhere.test",
        text: format!("{HEAD}www A 192.0.2.9\n"),
    }
}

#[test]
fn answers_are_what_the_zone_says() {
    if !named::is_here() {
        return;
    }
    let server = Named::start("recursion no;", "", &[plain(), elsewhere()]);
    asking(&[server.address], async |resolver| {
        let lookup = async |name: &str, kind| resolver.lookup(name, kind).await.unwrap();
        let values = async |name: &str, kind| -> Vec<String> {
            let response = resolver.lookup(name, kind).await.unwrap();
            response.values().map(str::to_owned).collect()
        };
        assert_eq!(values("plain.test", RecordType::Txt).await, ["v=spf1 -all"]);
        assert_eq!(
            values("plain.test", RecordType::Mx).await,
            ["10 mail.plain.test."]
        );
        assert_eq!(
            values("plain.test", RecordType::Ns).await,
            ["ns.plain.test."]
        );
        assert_eq!(
            values("plain.test", RecordType::Caa).await,
            ["128 issue \"letsencrypt.org; x=y\""]
        );
        assert_eq!(
            values("evil.plain.test", RecordType::Txt).await,
            ["\\027[31m \"q\" \\ \\195\\164"]
        );
        assert_eq!(
            values("www.plain.test", RecordType::Cname).await,
            ["web.plain.test."]
        );
        let www = lookup("WWW.plain.test.", RecordType::A).await;
        assert_eq!(www.aliases, ["web.plain.test", "plain.test"]);
        assert_eq!(
            (www.records[0].value.as_str(), www.records[0].ttl),
            ("192.0.2.7", 300)
        );
        assert_eq!(resolver.addresses("www.plain.test").await.unwrap().len(), 2);
        let none = lookup("mail.plain.test", RecordType::Aaaa).await;
        assert_eq!((none.status, none.records.len()), (Status::NoError, 0));
        let missing = lookup("nowhere.plain.test", RecordType::A).await;
        assert_eq!(missing.status, Status::NxDomain);
        let gone = lookup("gone.plain.test", RecordType::A).await;
        assert_eq!((gone.status, gone.aliases.len()), (Status::NxDomain, 1));
    });
}

#[test]
fn an_alias_is_followed_where_the_server_does_not() {
    if !named::is_here() {
        return;
    }
    let server = Named::start(
        "recursion no; minimal-responses yes;",
        "",
        &[plain(), elsewhere()],
    );
    asking(&[server.address], async |resolver| {
        let away = resolver
            .lookup("away.plain.test", RecordType::A)
            .await
            .unwrap();
        assert_eq!(away.records[0].value, "192.0.2.9");
        let endless = resolver.lookup("loop.plain.test", RecordType::A).await;
        assert!(endless.unwrap_err().reason().contains("loop.plain.test A"));
    });
}

#[test]
fn an_answer_that_does_not_fit_is_asked_for_over_tcp() {
    if !named::is_here() {
        return;
    }
    let server = Named::start("recursion no;", "", &[plain()]);
    asking(&[server.address], async |resolver| {
        let long = resolver
            .lookup("long.plain.test", RecordType::Txt)
            .await
            .unwrap();
        assert_eq!(long.records[0].value.len(), 3000);
        let many = resolver
            .lookup("many.plain.test", RecordType::A)
            .await
            .unwrap();
        assert_eq!(many.records.len(), 100);
    });
}

#[test]
fn no_answer_is_an_error_that_names_server_name_and_type() {
    if !named::is_here() {
        return;
    }
    let server = Named::start("recursion no;", "", &[plain()]);
    // Bound, so that nothing else answers, and never read.
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap();
    let reason = |servers: &[SocketAddr], name: &str| {
        asking(servers, async |resolver| {
            let error: FactError = resolver.lookup(name, RecordType::Txt).await.unwrap_err();
            error.reason().to_owned()
        })
    };
    assert_eq!(
        reason(&[server.address], "example.com"),
        format!("example.com TXT: {} refused to answer", server.address)
    );
    let refused_and_silent = reason(&[server.address, silent], "example.com");
    assert!(
        refused_and_silent.contains(&format!("{} refused to answer; {silent} ", server.address))
    );
    // What another server knows is not an empty answer.
    let referral = reason(&[server.address], "www.delegated.plain.test");
    assert!(referral.contains("refers to other servers"), "{referral}");
    // The second server answers for the first.
    asking(&[silent, server.address], async |resolver| {
        assert!(resolver.lookup("plain.test", RecordType::A).await.is_ok());
    });
}

#[test]
fn dnssec_is_what_a_validating_resolver_says() {
    if !named::is_here() {
        return;
    }
    let signed = sign("signed.test", HEAD, &[]);
    // Signed once, and long over.
    let bogus = sign(
        "bogus.test",
        &format!("{HEAD}@ A 192.0.2.7\n"),
        // Not verified after signing.
        &["-P", "-s", "20200101000000", "-e", "20200201000000"],
    );
    let cuts = ["signed", "bogus", "plain"]
        .map(|name| format!("{name} NS ns.{name}\nns.{name} A 127.0.0.1\n"));
    let parent = sign(
        "test",
        &format!("{HEAD}{}{}{}", cuts.concat(), signed.ds, bogus.ds),
        &[],
    );
    let key: Vec<&str> = parent
        .key
        .lines()
        .find(|line| !line.starts_with(';'))
        .unwrap()
        .split_whitespace()
        .collect();
    let at = key.iter().position(|word| *word == "DNSKEY").unwrap();
    let anchor = format!(
        "trust-anchors {{ test. static-key {} {} {} \"{}\"; }};",
        key[at + 1],
        key[at + 2],
        key[at + 3],
        key[at + 4..].concat()
    );
    let authority = Named::start(
        "recursion no;",
        "",
        &[
            Zone {
                name: "test",
                text: parent.text,
            },
            Zone {
                name: "signed.test",
                text: signed.text,
            },
            Zone {
                name: "bogus.test",
                text: bogus.text,
            },
            plain(),
        ],
    );
    let forward = format!(
        "forward only; forwarders port {} {{ 127.0.0.1; }};",
        authority.address.port()
    );
    let validating = Named::start(&format!("dnssec-validation yes; {forward}"), &anchor, &[]);
    let trusting = Named::start(&format!("dnssec-validation no; {forward}"), "", &[]);
    let state = |server: &Named, zone: &str| {
        asking(&[server.address], async |resolver| {
            resolver.security(zone).await
        })
    };
    assert_eq!(state(&validating, "signed.test"), Ok(Security::Secure));
    assert_eq!(state(&validating, "plain.test"), Ok(Security::Insecure));
    assert!(matches!(
        state(&validating, "bogus.test"),
        Ok(Security::Bogus(_))
    ));
    // A resolver that does not validate cannot tell the two apart.
    for zone in ["signed.test", "bogus.test"] {
        assert!(matches!(
            state(&trusting, zone),
            Ok(Security::Indeterminate(_))
        ));
    }
    // And a zone's own server does not know its parent.
    assert!(matches!(
        state(&authority, "plain.test"),
        Ok(Security::Indeterminate(_))
    ));
    let facts = delegated("bogus.test", &validating, &[]);
    assert_eq!(facts.dnssec.unwrap().unwrap().state, "bogus");
    assert!(
        facts
            .lookups
            .unwrap()
            .iter()
            .any(|lookup| lookup.outcome.is_err())
    );
}

/// Facts about a domain whose zone and whose parent's zone are served as named.
fn delegated(domain: &str, child: &Named, parents: &[SocketAddr]) -> DnsFacts {
    let targets = Targets {
        domain: Some(domain.to_owned()),
        edge: Edge {
            web_names: Some(vec![domain.to_owned()]),
            parent_servers: parents.to_vec(),
            ..edge(&[child.address])
        },
        ..Targets::default()
    };
    let context = Context {
        system: &Recorded::new(),
        targets: &targets,
        network: &NetworkAccess::Live,
        secrets: &Secrets::default(),
    };
    with_collection(context, &[COLLECTORS], dns::collect)
}

#[test]
fn the_delegation_is_what_the_servers_of_the_parent_zone_say() {
    if !named::is_here() {
        return;
    }
    let child_zone = |name| Zone {
        name,
        text: format!("{HEAD}@ NS ns2\nns2 A 127.0.0.2\n"),
    };
    let long = "x".repeat(60);
    // 20 names of 60 characters do not fit into a datagram of 1 232 bytes.
    let many: String = (0..20)
        .map(|n| format!("many NS {n}{long}.example.\n"))
        .collect();
    let parent = Named::start(
        "recursion no;",
        "",
        &[Zone {
            name: "test",
            text: format!(
                "{HEAD}same NS NS.same\nsame NS ns2.same\nns.same A 127.0.0.1\nns2.same A 127.0.0.2\n\
                 old NS ns.same\nold NS ns.gone.example.\nempty TXT x\n{many}"
            ),
        }],
    );
    let child = Named::start(
        "recursion no;",
        "",
        &[child_zone("same.test"), child_zone("old.test")],
    );
    let outcomes = |domain, parents: &[SocketAddr]| {
        let facts = delegated(domain, &child, parents);
        let referrals = facts.referrals.unwrap().into_iter();
        referrals.map(|one| one.outcome).collect::<Vec<_>>()
    };
    let of = |domain| {
        let mut servers = outcomes(domain, &[parent.address])[0].clone().unwrap();
        servers.sort();
        servers
    };
    assert_eq!(of("same.test"), ["ns.same.test", "ns2.same.test"]);
    assert_eq!(of("old.test"), ["ns.gone.example", "ns.same.test"]);
    assert_eq!(of("many.test").len(), 20);
    // A name with other records, and none at all.
    for domain in ["empty.test", "none.test"] {
        assert_eq!(of(domain), [""; 0], "{domain}");
    }
    // A server that holds the zone itself as well answers with what the zone says.
    assert_eq!(
        outcomes("same.test", &[child.address])[0]
            .as_ref()
            .unwrap()
            .len(),
        2
    );
    // The zone's own servers are found with the zone.
    let facts = delegated("same.test", &child, &[]);
    assert_eq!(facts.referrals, Ok(Vec::new()));
    let lookups = facts.lookups.unwrap();
    for (server, address) in [("ns", "127.0.0.1"), ("ns2", "127.0.0.2")] {
        let source = format!("dns/{server}.same.test/A");
        let found = lookups.iter().find(|lookup| lookup.source.name == source);
        assert_eq!(
            found.unwrap().outcome.as_ref().unwrap().entries[0].value,
            address
        );
    }
}

#[test]
fn who_is_no_server_of_the_parent_zone_is_not_believed() {
    if !named::is_here() {
        return;
    }
    let zone = |name| Zone {
        name,
        text: HEAD.to_owned(),
    };
    let child = Named::start("recursion no;", "", &[zone("same.test")]);
    // It forwards what it is asked for, and keeps the answer.
    let resolver = Named::start(
        &format!(
            "dnssec-validation no; forward only; forwarders port {} {{ 127.0.0.1; }};",
            child.address.port()
        ),
        "",
        &[],
    );
    asking(&[resolver.address], async |resolver| {
        assert!(resolver.lookup("same.test", RecordType::Ns).await.is_ok());
    });
    let elsewhere = Named::start("recursion no;", "", &[zone("elsewhere.test")]);
    // It knows the parent zone's servers, and not what they say.
    let root = Named::start(
        "recursion no;",
        "",
        &[Zone {
            name: ".",
            text: format!("{HEAD}test NS ns.test\nns.test A 127.0.0.1\n"),
        }],
    );
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap();
    let facts = delegated(
        "same.test",
        &child,
        &[resolver.address, elsewhere.address, root.address, silent],
    );
    let reasons: Vec<String> = facts
        .referrals
        .unwrap()
        .into_iter()
        .map(|referral| referral.outcome.unwrap_err().reason().to_owned())
        .collect();
    let no_parent = "did not answer as a server of the parent zone does";
    assert_eq!(
        reasons[..3],
        [
            format!("same.test NS: {} {no_parent}", resolver.address),
            format!("same.test NS: {} refused to answer", elsewhere.address),
            format!("same.test NS: {} {no_parent}", root.address),
        ]
    );
    assert!(reasons[3].contains(&silent.to_string()), "{}", reasons[3]);
}

#[test]
fn silent_servers_cost_the_time_of_one_and_spare_the_other_answers() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let targets = Targets {
        edge: Edge {
            mail_domain: Some("plain.test".to_owned()),
            dkim_selectors: (0..10).map(|n| format!("s{n}")).collect(),
            ..edge(&[silent.local_addr().unwrap()])
        },
        ..Targets::default()
    };
    let context = Context {
        system: &Recorded::new(),
        targets: &targets,
        network: &NetworkAccess::Live,
        secrets: &Secrets::default(),
    };
    let facts = with_collection(context, &[COLLECTORS], mail::collect);
    let senders = facts.senders.unwrap();
    assert_eq!(senders[0].dkim.len(), 10);
    assert!(
        senders[0]
            .dkim
            .iter()
            .all(|selector| selector.outcome.is_err())
    );
    assert!(senders[0].spf.is_err() && senders[0].dmarc.is_err());
}
