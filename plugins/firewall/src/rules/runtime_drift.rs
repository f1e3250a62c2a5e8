//! `firewall/runtime-drift`

use muster_sdk::packet_filter::{self, BootChange, BootComparison, Reach};
use muster_sdk::sentence::list;
use muster_sdk::{ByName, Finding, Outcome};

use crate::explanation;
use crate::family;
use crate::front_end::FrontEnd;
use crate::ports::Ports;
use crate::verdict::PortVerdict;

muster_sdk::rule! {
    id: "firewall/runtime-drift",
    severity: Medium,
    tags: ["firewall", "network", "manual"],
    documentation: "runtime_drift.md",
    check: check,
}

const SUBJECT: &str = "boot/rules";

/// The subject of an error on the ports of which it is not known, which covers no other.
const UNKNOWN: &str = "boot/rules/unknown";

/// Changes that a finding has as places.
const MOST_PLACES: usize = 10;

/// What a change does to those who connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    Opens,
    Widens,
    Moves,
    Narrows,
    Closes,
}

fn check() -> Outcome {
    Ok(match packet_filter::boot_rules()? {
        Some(rules) => {
            let host = FrontEnd::of_host(&packet_filter::overview()?);
            judge_rules(&rules, &host)
        }
        None => vec![Finding::not_applicable(
            SUBJECT,
            "No firewall loads rules at boot from files that could say something else than what is in force.",
        )],
    })
}

fn judge_rules(rules: &BootComparison, host: &FrontEnd) -> Vec<Finding> {
    let is_unknown = |reach: &Reach| PortVerdict::of(&reach.verdict) == PortVerdict::Unknown;
    let (unknown, known): (Vec<&BootChange>, Vec<&BootChange>) = rules
        .changes
        .iter()
        .partition(|change| is_unknown(&change.now) || is_unknown(&change.at_boot));
    let mut findings = Vec::new();
    if let Some(first) = unknown.first() {
        let reach = if is_unknown(&first.now) {
            &first.now
        } else {
            &first.at_boot
        };
        let message = format!(
            "It is not known whether the next boot changes who gets in at {} over {}{}.",
            Ports::from(reach),
            family::name(&reach.family),
            explanation::why_unknown(reach.unknown_because.as_deref(), &reach.decided_by)
        );
        let finding = Finding::error(UNKNOWN, message);
        findings.push(explanation::decided_by(
            finding,
            &reach.decided_by,
            "cannot be evaluated",
        ));
    }
    let names: Vec<&str> = rules
        .loaders
        .iter()
        .map(|loader| loader.name.as_str())
        .collect();
    let names = list(&names, "and");
    let of_file = |finding: Finding| match rules.loaders.first() {
        Some(loader) => finding.of_file(&loader.file.name),
        None => finding,
    };
    if known.is_empty() {
        if findings.is_empty() {
            let message =
                format!("The files of {names} let in at boot whom the rules in force let in now.");
            findings.push(of_file(Finding::pass(SUBJECT, message)));
        }
        return findings;
    }
    let what = told(&known);
    let finding = match doubts(rules) {
        None => Finding::fail(
            SUBJECT,
            format!("The files of {names} are not what is in force: the next boot {what}."),
        )
        .fix(host.settle_drift(&rules.loaders)),
        Some(doubts) => Finding::manual(
            SUBJECT,
            format!("By the files of {names}, the next boot {what}; check whether {doubts}."),
        ),
    };
    let finding = of_file(finding)
        .observed(format!("at boot: {what}"))
        .required("at boot what is in force now");
    findings.push(with_places(finding, &known));
    findings
}

/// What may make up for a change, though no file says so; none where nothing may.
fn doubts(rules: &BootComparison) -> Option<String> {
    let scripts: Vec<&str> = rules
        .scripts
        .iter()
        .map(|script| script.name.as_str())
        .collect();
    let tables: Vec<&str> = rules
        .unclaimed
        .iter()
        .filter_map(|table| table.text.as_deref())
        .collect();
    let by_script =
        (!scripts.is_empty()).then(|| format!("{} makes up for that", list(&scripts, "and")));
    let by_program = (!tables.is_empty()).then(|| {
        format!(
            "something makes {} again, which no file has",
            list(&tables, "and")
        )
    });
    let all: Vec<String> = by_script.into_iter().chain(by_program).collect();
    (!all.is_empty()).then(|| list(&all, "or"))
}

/// The lines that let in at boot, and the rules that do so now, each once.
fn with_places(finding: Finding, changes: &[&BootChange]) -> Finding {
    let mut told = Vec::new();
    for change in changes {
        let (reach, label) = match effect(change) {
            Effect::Closes | Effect::Narrows => (&change.now, "lets it in now"),
            Effect::Opens | Effect::Widens | Effect::Moves => {
                (&change.at_boot, "lets it in at boot")
            }
        };
        let Some(decision) = reach.decided_by.first() else {
            continue;
        };
        let place = (decision.source.clone(), label);
        if !told.contains(&place) {
            told.push(place);
        }
    }
    told.into_iter()
        .take(MOST_PLACES)
        .fold(finding, |finding, (source, label)| {
            finding.at(source, label)
        })
}

/// How wide a port is open: to nobody, some, everybody under a condition, everybody.
fn width(reach: &Reach) -> u8 {
    match PortVerdict::of(&reach.verdict) {
        PortVerdict::Closed | PortVerdict::Unknown => 0,
        PortVerdict::Limited => 1,
        PortVerdict::Open if reach.conditional => 2,
        PortVerdict::Open => 3,
    }
}

fn effect(change: &BootChange) -> Effect {
    let (now, then) = (width(&change.now), width(&change.at_boot));
    match (now, then) {
        (0, _) => Effect::Opens,
        (_, 0) => Effect::Closes,
        _ if now < then => Effect::Widens,
        _ if now > then => Effect::Narrows,
        _ => Effect::Moves,
    }
}

/// `opens 5432/tcp, and closes 443/tcp over IPv6`
fn told(changes: &[&BootChange]) -> String {
    let effects = [
        (Effect::Opens, "opens"),
        (Effect::Widens, "opens further"),
        (Effect::Moves, "lets others in at"),
        (Effect::Narrows, "lets fewer in at"),
        (Effect::Closes, "closes"),
    ];
    let clauses: Vec<String> = effects
        .into_iter()
        .filter_map(|(wanted, verb)| {
            let mut ports: ByName<Vec<&str>> = ByName::default();
            for change in changes.iter().filter(|change| effect(change) == wanted) {
                ports
                    .get_or_insert_with(Ports::from(&change.now).to_string(), Vec::new)
                    .push(&change.now.family);
            }
            let named: Vec<String> = ports
                .into_iter()
                .map(|(ports, families)| match families.as_slice() {
                    [only] => format!("{ports} over {}", family::name(only)),
                    _ => ports,
                })
                .collect();
            (!named.is_empty()).then(|| format!("{verb} {}", list(&named, "and")))
        })
        .collect();
    clauses.join(", and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::{IPV4, IPV6};
    use crate::fixtures::{front_end, reach, source};
    use crate::ports::TCP;
    use muster_sdk::packet_filter::BootLoader;
    use muster_sdk::{FindingRecord, Status};

    fn change(family: &str, port: u16, now: &str, at_boot: &str) -> BootChange {
        BootChange {
            now: reach(family, TCP, port, port, now),
            at_boot: reach(family, TCP, port, port, at_boot),
        }
    }

    fn of_ufw(changes: Vec<BootChange>) -> BootComparison {
        BootComparison {
            loaders: vec![loader("ufw", "/etc/ufw/user.rules")],
            scripts: Vec::new(),
            unclaimed: Vec::new(),
            changes,
        }
    }

    fn loader(name: &str, file: &str) -> BootLoader {
        BootLoader {
            name: name.to_owned(),
            file: source(file),
        }
    }

    fn judged(changes: Vec<BootChange>) -> Vec<FindingRecord> {
        findings(&of_ufw(changes))
    }

    fn findings(rules: &BootComparison) -> Vec<FindingRecord> {
        let found = judge_rules(rules, &front_end("ufw"));
        found.into_iter().map(Into::into).collect()
    }

    #[test]
    fn both_directions_and_both_ip_versions_are_one_finding() {
        let found = judged(vec![
            change(IPV4, 5432, "filtered", "open"),
            change(IPV4, 8080, "limited", "open"),
            change(IPV4, 8081, "limited", "limited"),
            change(IPV4, 22, "open", "limited"),
            change(IPV4, 443, "open", "refused"),
            change(IPV6, 5432, "refused", "open"),
        ]);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "The files of ufw are not what is in force: the next boot opens 5432/tcp, and opens further \
             8080/tcp over IPv4, and lets others in at 8081/tcp over IPv4, and lets fewer in at 22/tcp over \
             IPv4, and closes 443/tcp over IPv4."
        );
    }

    #[test]
    fn what_is_not_known_does_not_pass_and_hides_nothing() {
        let unknown = || change(IPV4, 22, "unknown", "open");
        let found = judged(vec![unknown()]);
        assert_eq!(found.len(), 1);
        assert!(matches!(found[0].status, Status::Error(_)));
        let found = judged(vec![unknown(), change(IPV4, 5432, "filtered", "open")]);
        assert!(matches!(found[0].status, Status::Error(_)));
        assert_eq!(found[1].status, Status::Fail);
        assert_eq!(judged(Vec::new())[0].status, Status::Pass);
    }

    #[test]
    fn what_no_file_has_is_for_a_person() {
        let rules = BootComparison {
            scripts: vec![source("/etc/ufw/after.init")],
            unclaimed: vec![source("nft").with_text("table inet shop")],
            ..of_ufw(vec![change(IPV4, 5432, "open", "filtered")])
        };
        let found = findings(&rules).remove(0);
        let Status::Manual(task) = found.status else {
            panic!("{:?}", found.status);
        };
        assert!(
            task.ends_with(
                "closes 5432/tcp over IPv4; check whether /etc/ufw/after.init makes up for that or something makes \
                 table inet shop again, which no file has."
            ),
            "{task}"
        );
    }

    #[test]
    fn each_file_is_loaded_in_its_own_way() {
        let rules = BootComparison {
            loaders: vec![
                loader("nftables", "/etc/nftables.conf"),
                loader("ip6tables", "/etc/iptables/rules.v6"),
            ],
            ..of_ufw(vec![change(IPV6, 5432, "open", "filtered")])
        };
        let found = findings(&rules).remove(0);
        assert_eq!(
            found.message,
            "The files of nftables and ip6tables are not what is in force: the next boot closes 5432/tcp over IPv6."
        );
        assert_eq!(
            found.fix.unwrap(),
            "Correct /etc/nftables.conf if it is wrong, then load it: `nft -f /etc/nftables.conf`. Correct \
             /etc/iptables/rules.v6 if it is wrong and load it: `ip6tables-restore /etc/iptables/rules.v6`; if the \
             rules in force are right, keep them: `netfilter-persistent save`"
        );
    }
}
