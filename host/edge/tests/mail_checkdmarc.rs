//! SPF and DMARC of sixty domains: Muster against checkdmarc, which asks the same name server.
//!
//! Needs `named`, and a `python3` with checkdmarc. Where they are missing the test says so and
//! passes, unless `MUSTER_REAL=require` is set. docs/edge-mail.md explains the differences.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "this test runs the real programs, and says when it cannot"
)]
#![allow(dead_code, reason = "signing zones is for another test")]

#[path = "dns_named/named.rs"]
mod named;
#[path = "mail_checkdmarc/zones.rs"]
mod zones;

use std::path::Path;
use std::process::Command;

use muster_collectors::COLLECTORS;
use muster_edge::mail;
use muster_facts::Secrets;
use muster_facts::mail::Sender;
use muster_facts::targets::{Edge, Targets};
use muster_target::{Context, NetworkAccess, Recorded, with_collection};
use serde_json::Value;

use named::{Named, Zone};

/// Differences, by domain, with the reason in the words of docs/edge-mail.md.
const EXPLAINED: &[(&str, &str)] = &[
    ("d5.test SPF", "the version in capitals"),
    (
        "d8.test DMARC",
        "an unknown policy with an address for reports",
    ),
    ("d9.test DMARC", "neither a policy nor anybody to report to"),
    (
        "d14.test DMARC",
        "neither a policy nor anybody to report to",
    ),
    ("d15.test DMARC", "another text beside the record"),
    ("d17.test SPF", "macros of the domain"),
    (
        "d25.test DMARC",
        "an unknown policy with an address for reports",
    ),
    (
        "d26.test DMARC",
        "neither a policy nor anybody to report to",
    ),
    ("d26.test SPF", "`exists` that finds nothing"),
    (
        "d31.test DMARC",
        "neither a policy nor anybody to report to",
    ),
    ("d32.test DMARC", "another text beside the record"),
    (
        "d42.test DMARC",
        "an unknown policy with an address for reports",
    ),
    (
        "d43.test DMARC",
        "neither a policy nor anybody to report to",
    ),
    (
        "d48.test DMARC",
        "neither a policy nor anybody to report to",
    ),
    ("d49.test DMARC", "another text beside the record"),
    (
        "d59.test DMARC",
        "an unknown policy with an address for reports",
    ),
];

#[test]
fn spf_and_dmarc_are_what_checkdmarc_finds() {
    if !named::is_here() || !checkdmarc_is_here() {
        return;
    }
    let domains = zones::all();
    let names: Vec<String> = (0..domains.len()).map(zones::name).collect();
    let head = "$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n";
    let texts = domains
        .iter()
        .map(|domain| format!("{head}{}", domain.lines));
    let mut served: Vec<Zone<'_>> = names
        .iter()
        .zip(texts)
        .map(|(name, text)| Zone { name, text })
        .collect();
    let cuts: String = (0..domains.len())
        .map(|n| format!("d{n} NS ns.d{n}\nns.d{n} A 127.0.0.1\n"))
        .collect();
    served.push(Zone {
        name: "test",
        text: format!("{head}{cuts}"),
    });
    // `localhost` and whatever else a record may lead to does not exist.
    served.push(Zone {
        name: "localhost",
        text: head.to_owned(),
    });
    let server = Named::start("recursion no;", "", &served);

    let theirs = checkdmarc(server.address.port(), &names);
    assert_eq!(theirs.len(), names.len());
    let mut differences = Vec::new();
    for (index, (name, theirs)) in names.iter().zip(&theirs).enumerate() {
        let ours = sender(&server, name);
        for (what, ours, theirs) in [
            ("SPF", spf(&ours), their_spf(theirs)),
            ("DMARC", dmarc(&ours), their_dmarc(theirs)),
        ] {
            let key = format!("{name} {what}");
            let explained = EXPLAINED.iter().any(|(known, _)| *known == key);
            if (ours == theirs) == explained {
                differences.push(format!(
                    "{key} {}\n  Muster:     {ours}\n  checkdmarc: {theirs}",
                    zones::described(index)
                ));
            }
        }
    }
    assert!(differences.is_empty(), "\n{}\n", differences.join("\n"));
}

fn sender(server: &Named, domain: &str) -> Sender {
    let targets = Targets {
        edge: Edge {
            mail_domain: Some(domain.to_owned()),
            name_servers: vec![server.address],
            ..Edge::default()
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
    facts.senders.unwrap().remove(0)
}

/// `ok 3 lookups, 1 void, -`, or `not ok`.
fn spf(sender: &Sender) -> String {
    let spf = sender.spf.as_ref().unwrap();
    if spf.verdict != "ok" {
        return "not ok".to_owned();
    }
    let all = spf.all.as_deref().unwrap_or("?");
    format!(
        "ok {} lookups, {} void, {all}",
        spf.lookups, spf.void_lookups
    )
}

fn their_spf(theirs: &Value) -> String {
    let spf = &theirs["spf"];
    if spf["valid"] != true {
        return "not ok".to_owned();
    }
    let all = match spf["all"].as_str().unwrap_or_default() {
        "pass" => "+",
        "fail" => "-",
        "softfail" => "~",
        _ => "?",
    };
    format!("ok {} lookups, {} void, {all}", spf["lookups"], spf["void"])
}

/// `ok d1.test reject, reject below`, or `not ok`.
fn dmarc(sender: &Sender) -> String {
    let dmarc = sender.dmarc.as_ref().unwrap();
    match (&dmarc.found_at, &dmarc.policy, &dmarc.subdomain_policy) {
        (Some(at), Some(policy), Some(below)) => format!("ok {at} {policy}, {below} below"),
        _ => "not ok".to_owned(),
    }
}

fn their_dmarc(theirs: &Value) -> String {
    let dmarc = &theirs["dmarc"];
    if dmarc["valid"] != true {
        return "not ok".to_owned();
    }
    let text = |name: &str| dmarc[name].as_str().unwrap_or_default().to_owned();
    let (policy, below) = (text("p"), text("sp"));
    format!("ok {} {policy}, {below} below", text("location"))
}

fn checkdmarc(port: u16, names: &[String]) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/edge/checkdmarc_zones.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(port.to_string())
        .args(names)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn checkdmarc_is_here() -> bool {
    muster_real::runs("python3", &["-c", "import checkdmarc"])
}
