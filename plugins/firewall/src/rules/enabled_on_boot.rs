//! `firewall/enabled-on-boot`

use muster_sdk::packet_filter::{self, FilterOverview, Manager};
use muster_sdk::{Finding, Outcome};

use crate::front_end::FrontEnd;
use crate::protection::{By, Protection};

muster_sdk::rule! {
    id: "firewall/enabled-on-boot",
    severity: High,
    tags: ["firewall", "checklist", "manual"],
    explained_by: [Host("firewall/active")],
    documentation: "enabled_on_boot.md",
    check: check,
}

const SUBJECT: &str = "boot/firewall";

fn check() -> Outcome {
    let overview = packet_filter::overview()?;
    let host = FrontEnd::of_host(&overview);
    Ok(judge_boot(overview, &host))
}

fn judge_boot(overview: FilterOverview, host: &FrontEnd) -> Vec<Finding> {
    let protection = Protection::of(overview);
    match protection.by {
        By::Firewall => {}
        By::Nobody | By::OthersAlone => {
            return vec![Finding::not_applicable(
                SUBJECT,
                "No firewall is active, so none can come up at boot.",
            )];
        }
    }
    // Docker's rules come and go with its containers; they do not protect the host.
    let firewalls = protection.firewalls();
    if firewalls.is_empty() {
        return vec![Finding::error(
            SUBJECT,
            "Something filters inbound connections, but it is not known what loads it at boot.",
        )];
    }
    let at_boot: Vec<String> = firewalls
        .iter()
        .filter(|firewall| firewall.enabled_on_boot == Some(true))
        .map(|firewall| firewall.name.clone())
        .collect();
    if at_boot.len() == firewalls.len() {
        let names = at_boot.join(" and ");
        let pass = Finding::pass(SUBJECT, format!("Loaded at boot: {names}.")).observed(names);
        return vec![firewalls.into_iter().fold(pass, |finding, firewall| {
            finding.at_if(firewall.source, "starts it at boot")
        })];
    }
    firewalls
        .into_iter()
        .filter(|firewall| firewall.enabled_on_boot != Some(true))
        .map(|firewall| missing(firewall, &at_boot, host))
        .collect()
}

fn missing(firewall: Manager, at_boot: &[String], host: &FrontEnd) -> Finding {
    let name = &firewall.name;
    let subject = format!("boot/{name}");
    let finding = match (firewall.enabled_on_boot, at_boot.first()) {
        (None, _) => Finding::error(
            subject,
            format!("It is not known whether {name} is loaded at boot."),
        ),
        // fail2ban and its like add such rules themselves, whenever they start.
        (Some(_), Some(other)) if is_unnamed(name) => Finding::manual(
            subject,
            format!(
                "{other} is loaded at boot; check which program adds the other {name} rules, and \
                 that it does so at boot."
            ),
        ),
        (Some(_), _) => Finding::fail(
            subject,
            format!("{name} filters now, but is not loaded at boot."),
        )
        .fix(host.load_at_boot(name)),
    };
    finding
        .observed(match firewall.enabled_on_boot {
            Some(_) => "not enabled",
            None => "not known",
        })
        .required("enabled at boot")
        .at_if(firewall.source, "decides what starts at boot")
}

/// Whether the name stands for rules of which it is not known who made them.
fn is_unnamed(name: &str) -> bool {
    matches!(name, "nftables" | "iptables")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{front_end, manager, overview};
    use muster_sdk::{FindingRecord, Status};

    fn judged(managers: Vec<Manager>) -> Vec<(String, Status)> {
        judge_boot(overview(managers, true, false), &front_end("ufw"))
            .into_iter()
            .map(FindingRecord::from)
            .map(|finding| (finding.subject, finding.status))
            .collect()
    }

    #[test]
    fn docker_and_what_is_not_in_force_do_not_count() {
        let found = judged(vec![
            manager("docker", true, Some(true)),
            manager("firewalld", false, Some(false)),
        ]);
        assert!(matches!(found[0], (_, Status::NotApplicable(_))));
    }

    #[test]
    fn rules_of_an_unknown_program_beside_a_firewall_are_for_a_person() {
        let others = manager("nftables", true, Some(false));
        let found = judged(vec![manager("ufw", true, Some(true)), others.clone()]);
        assert!(matches!(&found[..], [(subject, Status::Manual(_))] if subject == "boot/nftables"));
        let found = judged(vec![manager("ufw", true, Some(false)), others]);
        let failed: Vec<_> = found
            .iter()
            .filter(|(_, status)| *status == Status::Fail)
            .collect();
        assert_eq!(failed.len(), 2);
    }

    #[test]
    fn a_boot_state_that_is_not_known_is_an_error() {
        let found = judged(vec![manager("ufw", true, None)]);
        assert!(matches!(found[0], (_, Status::Error(_))));
    }

    #[test]
    fn what_filters_without_a_known_owner_is_not_passed_over() {
        assert!(matches!(judged(Vec::new())[0], (_, Status::Error(_))));
        let idle = overview(vec![manager("ufw", true, Some(false))], false, false);
        let idle = judge_boot(idle, &front_end("ufw"));
        let status = FindingRecord::from(idle.into_iter().next().unwrap()).status;
        assert!(matches!(status, Status::NotApplicable(_)));
    }
}
