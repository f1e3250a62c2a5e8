//! The packet filter model against the kernel: real rulesets are loaded in a network namespace,
//! real packets are sent to it from another, and every verdict must agree.
//!
//! Needs root, `ip`, `nft`, `iptables` (both kinds), `ufw` and `python3`. Where they are missing the test says so and passes, unless
//! `MUSTER_REAL=require` is set. All traffic stays between namespaces of its own.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this test runs the real programs, and says when it cannot"
)]

#[path = "firewall_packets/cases.rs"]
mod cases;
#[path = "firewall_packets/laboratory.rs"]
mod laboratory;
#[path = "firewall_packets/random.rs"]
mod random;

use std::net::IpAddr;
use std::path::Path;

use cases::CASES;
use laboratory::{Laboratory, Probe};
use muster_collectors::firewall;
use muster_facts::packet_filter::Reach;
use muster_facts::targets::Targets;
use muster_facts::{PacketFilterFacts, Secrets};
use muster_target::{Context, Recorded, with_collection};

/// How often a packet that met something else than expected is sent again, and after which pause.
const RETRIES: usize = 3;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(300);

/// The namespaces, or nothing where they cannot be had.
fn laboratory() -> Option<Laboratory> {
    muster_real::or_skip(Laboratory::build)
}

/// Sends one packet again while what it meets is not what was expected: the kernel limits how many
/// rejections it sends in a second, so that one among many can look like a drop. A mistake in the
/// model stays one when the packet is sent alone.
fn settled(
    laboratory: &Laboratory,
    probe: &Probe,
    observed: String,
    agrees: impl Fn(&str) -> bool,
) -> String {
    (0..RETRIES).fold(observed, |observed, _| {
        if agrees(&observed) {
            return observed;
        }
        std::thread::sleep(PAUSE);
        let alone = laboratory.send(std::slice::from_ref(probe));
        alone.into_iter().next().unwrap_or(observed)
    })
}

/// Random rulesets, the same in every run; `MUSTER_RANDOM=200` tries that many others.
#[test]
fn random_rules_about_source_ports_and_local_addresses_meet_what_the_model_says() {
    let Some(laboratory) = laboratory() else {
        return;
    };
    let by_hand: Option<u64> = std::env::var("MUSTER_RANDOM")
        .ok()
        .and_then(|text| text.parse().ok());
    let seed = by_hand.map_or(8, |_| {
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
        u64::from(now.subsec_nanos())
    });
    let (mut compared, mut wrong) = (0, Vec::new());
    for number in 0..by_hand.unwrap_or(random::RULESETS) {
        let ruleset = random::ruleset(seed + number);
        laboratory.load(&laboratory::Load::Nft(&ruleset.text));
        let ranges = evaluated(&laboratory, "random");
        let probes = Probe::from_everywhere(ruleset.source_port);
        let mut observed: Vec<(Probe, String)> = Vec::new();
        let met = laboratory.send(&probes);
        for (probe, met) in probes.into_iter().zip(met) {
            observed.push((probe, met));
        }
        for first in Probe::all() {
            let range = find(&ranges, &first);
            // That a port is open is said of everybody who is on no list.
            if range.verdict == "open" && !first.is_ordinary() {
                continue;
            }
            let expected = expected(range, first.source) == "open";
            let mut same: Vec<_> = observed
                .iter()
                .filter(|(probe, _)| {
                    probe.source == first.source
                        && probe.protocol == first.protocol
                        && probe.port == first.port
                })
                .collect();
            // Where one gets in, the port is open, whatever the others meet.
            let open = same.iter().any(|(_, met)| met == "open");
            compared += 1;
            if open == expected {
                continue;
            }
            same.retain(|(_, met)| expected || met == "open");
            let still = same.iter().all(|(probe, met)| {
                let agrees = |met: &str| (met == "open") == expected;
                !agrees(&settled(&laboratory, probe, met.clone(), agrees))
            });
            if still {
                wrong.push(format!(
                    "seed {}: {first:?}: open is {open}, the model says {range:#?}\n{}",
                    seed + number,
                    ruleset.text
                ));
            }
        }
    }
    eprintln!("compared {compared} ports under random rulesets");
    assert!(
        wrong.is_empty(),
        "{} of {compared} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_verdict_is_what_real_packets_meet() {
    let Some(laboratory) = laboratory() else {
        return;
    };
    let mut compared = 0;
    let mut wrong = Vec::new();
    for case in CASES {
        laboratory.load(&case.load);
        let ranges = evaluated(&laboratory, case.name);
        let probes = Probe::all();
        for (probe, observed) in probes.iter().zip(laboratory.send(&probes)) {
            let range = find(&ranges, probe);
            compared += 1;
            let expected = expected(range, probe.source);
            let agrees = |observed: &str| {
                expected == observed || (expected == "blocked" && observed != "open")
            };
            let observed = settled(&laboratory, probe, observed, agrees);
            if !agrees(&observed) {
                wrong.push(format!(
                    "{}: {probe:?}: the kernel says {observed}, the model {expected} by {range:#?}",
                    case.name
                ));
            }
        }
    }
    eprintln!("compared {compared} packets under {} rulesets", CASES.len());
    assert!(CASES.len() >= 20);
    assert!(
        wrong.is_empty(),
        "{} of {compared} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// What is changed in ufw's files, one step after another: a file, and what takes the place of what.
const CHANGED_FILES: [&[(&str, &str, &str)]; 2] = [
    &[
        ("ufw/user.rules", "--dport 443 ", "--dport 5432 "),
        ("ufw/user6.rules", "--dport 443 ", "--dport 8080 "),
    ],
    &[
        ("default/ufw", "IPV6=yes", "IPV6=no"),
        (
            "default/ufw",
            "DEFAULT_INPUT_POLICY=\"DROP\"",
            "DEFAULT_INPUT_POLICY=\"ACCEPT\"",
        ),
        (
            "ufw/before.rules",
            "\nCOMMIT\n",
            "\n-A ufw-before-input -p udp --dport 53 -j DROP\nCOMMIT\n",
        ),
    ],
];

#[test]
fn what_the_next_boot_changes_is_what_ufw_loads_then() {
    let Some(laboratory) = laboratory() else {
        return;
    };
    let folder = tempfile::TempDir::new().unwrap();
    for directory in ["ufw", "default"] {
        let copied = std::process::Command::new("cp")
            .args(["-a", &format!("/etc/{directory}")])
            .arg(folder.path())
            .status();
        assert!(copied.unwrap().success());
    }
    laboratory.load(&laboratory::Load::Nft(""));
    let set_up = "ufw allow 22/tcp\nufw allow 443/tcp\nufw --force enable";
    laboratory.with_ufw(folder.path(), set_up);
    for files in CHANGED_FILES {
        let before = with_files_of_ufw(&laboratory, folder.path());
        let rules = before.boot_rules.unwrap().unwrap();
        assert_eq!(rules.changes, [], "nothing is changed");
        for (file, old, new) in files {
            let path = folder.path().join(file);
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.contains(old), "{file} has no {old}");
            std::fs::write(&path, text.replace(old, new)).unwrap();
        }
        let changed = with_files_of_ufw(&laboratory, folder.path());
        let changes = changed.boot_rules.unwrap().unwrap().changes;
        assert_ne!(changes, [], "{files:?}");
        // This is what ufw's service runs at boot.
        laboratory.load(&laboratory::Load::Nft(""));
        laboratory.with_ufw(folder.path(), "/lib/ufw/ufw-init start");
        let booted = evaluated(&laboratory, "ufw at boot");
        let now = changed.reachability.unwrap();
        for probe in Probe::all() {
            let predicted = changes
                .iter()
                .map(|change| &change.at_boot)
                .find(|reach| is_about(reach, &probe))
                .unwrap_or_else(|| find(&now, &probe));
            assert_eq!(
                lets_in(predicted),
                lets_in(find(&booted, &probe)),
                "{files:?}: {probe:?}"
            );
        }
    }
}

/// What is in force after one file, and what the next one makes of it.
#[test]
fn what_the_next_boot_changes_is_what_nft_and_iptables_load_then() {
    let Some(laboratory) = laboratory() else {
        return;
    };
    let mut known: Vec<(Vec<String>, Recorded, Vec<Reach>)> = Vec::new();
    let (mut compared, mut wrong) = (0, Vec::new());
    for case in CASES {
        let files: Vec<(&str, &str, &str)> = match &case.load {
            laboratory::Load::Nft(text) => vec![("nftables", "/etc/nftables.conf", *text)],
            laboratory::Load::Iptables(v4, v6) => vec![
                ("netfilter-persistent", "/etc/iptables/rules.v4", *v4),
                ("netfilter-persistent", "/etc/iptables/rules.v6", *v6),
            ],
            laboratory::Load::Legacy(..) | laboratory::Load::Ufw(_) => continue,
        };
        laboratory.load(&case.load);
        let booted = evaluated(&laboratory, case.name);
        let system = laboratory.record();
        let tables = tables_of(&system);
        known.push((tables.clone(), system, booted.clone()));
        // A table that the file does not have is taken to be made by something else.
        let same = known.iter().rev().filter(|(others, ..)| *others == tables);
        for (_, before, now) in same.take(2) {
            let mut system = before.clone();
            for (service, file, text) in &files {
                system = system.file(*file, *text).link(
                    format!("/etc/systemd/system/multi-user.target.wants/{service}.service"),
                    format!("/lib/systemd/system/{service}.service"),
                );
            }
            let rules = collected(&system).boot_rules.unwrap().unwrap();
            for probe in Probe::all() {
                let changed = rules.changes.iter().map(|change| &change.at_boot);
                let predicted = changed
                    .into_iter()
                    .find(|reach| is_about(reach, &probe))
                    .unwrap_or_else(|| find(now, &probe));
                compared += 1;
                if lets_in(predicted) != lets_in(find(&booted, &probe)) {
                    wrong.push(format!("{}: {probe:?}: {predicted:#?}", case.name));
                }
            }
        }
    }
    eprintln!("compared {compared} ports after the next boot");
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The names of the tables that nft lists.
fn tables_of(system: &Recorded) -> Vec<String> {
    let command = muster_target::Command::new("nft", ["-j", "list", "ruleset"]);
    let output = muster_target::System::run(system, &command).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let entries = json["nftables"].as_array().unwrap();
    let tables = entries.iter().filter_map(|entry| entry.get("table"));
    tables
        .map(|table| format!("{} {}", table["family"], table["name"]))
        .collect()
}

/// What is collected of the server, on which ufw has these files.
fn with_files_of_ufw(laboratory: &Laboratory, folder: &Path) -> PacketFilterFacts {
    let mut system = laboratory.record();
    let mut add = |at: &str, path: &Path| {
        let content = std::fs::read(path).unwrap();
        system = std::mem::take(&mut system).file(at, content);
    };
    add("/etc/default/ufw", &folder.join("default/ufw"));
    for name in [
        "ufw.conf", "before", "after", "user", "before6", "after6", "user6",
    ] {
        let name = match name {
            "ufw.conf" => name.to_owned(),
            rules => format!("{rules}.rules"),
        };
        add(&format!("/etc/ufw/{name}"), &folder.join("ufw").join(&name));
    }
    collected(&system)
}

/// Who gets in, however the others are kept out.
fn lets_in(reach: &Reach) -> Option<(&str, bool, &[String])> {
    match reach.verdict.as_str() {
        "filtered" | "refused" => None,
        verdict => Some((verdict, reach.conditional, &reach.sources)),
    }
}

fn collected(system: &Recorded) -> PacketFilterFacts {
    with_collection(
        Context::recorded(system, &Targets::default(), &Secrets::default()),
        &[muster_collectors::COLLECTORS],
        firewall::collect,
    )
}

fn evaluated(laboratory: &Laboratory, name: &str) -> Vec<Reach> {
    let facts = collected(&laboratory.record());
    let ranges = facts
        .reachability
        .unwrap_or_else(|error| panic!("{name}: {error:?}"));
    for range in &ranges {
        assert!(!range.decided_by.is_empty(), "{name}: {range:?}");
    }
    ranges
}

fn find<'r>(ranges: &'r [Reach], probe: &Probe) -> &'r Reach {
    let mut ranges = ranges.iter();
    let found = ranges.find(|range| is_about(range, probe));
    found.expect("the ranges cover every port")
}

fn is_about(range: &Reach, probe: &Probe) -> bool {
    let family = if probe.source.is_ipv4() {
        "ipv4"
    } else {
        "ipv6"
    };
    range.family == family
        && range.protocol == probe.protocol
        && (range.first_port..=range.last_port).contains(&probe.port)
}

fn expected(range: &Reach, source: IpAddr) -> &str {
    match range.verdict.as_str() {
        "limited" if range.sources.iter().any(|prefix| holds(prefix, source)) => "open",
        // What others get is not part of the fact; every case drops or rejects them by the same
        // means, which the case's other ports show.
        "limited" => "blocked",
        verdict => verdict,
    }
}

fn holds(prefix: &str, address: IpAddr) -> bool {
    let (base, length) = match prefix.split_once('/') {
        Some((base, length)) => (base, length.parse().unwrap()),
        None => (prefix, 128),
    };
    match (base.parse().unwrap(), address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            let shift = 32_u32.saturating_sub(length);
            u32::from(base).checked_shr(shift) == u32::from(address).checked_shr(shift)
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            let shift = 128 - length;
            u128::from(base).checked_shr(shift) == u128::from(address).checked_shr(shift)
        }
        _ => false,
    }
}
