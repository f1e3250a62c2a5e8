//! `firewall/ssh-allowed`

use muster_sdk::packet_filter::{self, Reach};
use muster_sdk::{Finding, NotEvaluated, Outcome, sshd};

use crate::explanation;
use crate::family::{self, IPV4};
use crate::front_end::FrontEnd;
use crate::ports::{Ports, TCP};
use crate::verdict::PortVerdict;

muster_sdk::rule! {
    id: "firewall/ssh-allowed",
    severity: Medium,
    tags: ["firewall", "ssh", "availability", "checklist", "manual"],
    explained_by: [Host("firewall/active"), Place("ssh/port-consistency")],
    documentation: "ssh_allowed.md",
    check: check,
}

const SUBJECT: &str = "inbound/ssh";

fn check() -> Outcome {
    let server = sshd::server()?;
    if !server.installed {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "No OpenSSH server is installed.",
        )]);
    }
    if server.ports.is_empty() {
        return Err(NotEvaluated::because(format!(
            "{} does not say which port sshd listens on",
            server.config
        )));
    }
    let families = family::reachable()?;
    let host = FrontEnd::of_host(&packet_filter::overview()?);
    // Only a place to look at: what it says is known already.
    let set_at = sshd::settings()
        .unwrap_or_default()
        .into_iter()
        .filter(|setting| setting.keyword == "port")
        .find_map(|setting| setting.source);
    let mut findings = Vec::new();
    for port in &server.ports {
        let mut reaches = Vec::new();
        for family in &families {
            reaches.push(packet_filter::find_reach(family, TCP, *port)?);
        }
        let mut found = judge_ssh_port(*port, &reaches, &host);
        if found.is_none() && !gets_in_over(IPV4, &reaches) && takes_ipv4()? {
            found = Some(over_ipv6_only(*port, &reaches));
        }
        findings.extend(found.map(|finding| finding.at_if(set_at.clone(), "sets the port")));
    }
    if findings.is_empty() {
        let names: Vec<String> = server
            .ports
            .iter()
            .map(|port| Ports::one(TCP, *port).to_string())
            .collect();
        findings.push(
            Finding::pass(
                SUBJECT,
                format!("The firewall lets SSH in on {}.", names.join(", ")),
            )
            .observed(names.join(", ")),
        );
    }
    Ok(findings)
}

/// Whether somebody gets in over a version of IP.
fn gets_in_over(family: &str, reaches: &[Reach]) -> bool {
    reaches.iter().any(|reach| {
        reach.family == family
            && reach.path == Reach::PATH_INPUT
            && PortVerdict::of(&reach.verdict).gets_in()
    })
}

/// Whether the host has an address of IPv4, and sshd listens on it.
fn takes_ipv4() -> Result<bool, NotEvaluated> {
    if !family::has_ipv4()? {
        return Ok(false);
    }
    let settings = sshd::settings()?;
    let values = |keyword: &str| {
        let found = settings.iter().find(|setting| setting.keyword == keyword);
        found.map_or(&[][..], |setting| setting.values.as_slice())
    };
    let addresses = values("listenaddress");
    let is_ipv6 = |address: &String| address.starts_with('[');
    let is_of_others = !addresses.is_empty() && addresses.iter().all(is_ipv6);
    Ok(!is_of_others && values("addressfamily") != ["inet6"])
}

/// Who has no IPv6 is locked out, and only whoever administers the host knows whether they have.
fn over_ipv6_only(port: u16, reaches: &[Reach]) -> Finding {
    let ports = Ports::one(TCP, port);
    let subject = format!("port/{TCP}/{port}");
    let by_filter = reaches.iter().find(|reach| reach.family == IPV4);
    if let Some(reach) =
        by_filter.filter(|reach| PortVerdict::of(&reach.verdict) == PortVerdict::Unknown)
    {
        return explanation::not_known(
            subject,
            &ports,
            &reach.family,
            reach.unknown_because.as_deref(),
            &reach.decided_by,
        );
    }
    let finding = Finding::manual(
        subject,
        format!(
            "The firewall lets SSH in on {ports} over IPv6 only. Make sure that everybody who administers the host \
             has IPv6, or let it in over IPv4 as well."
        ),
    )
    .observed("open over IPv6, closed over IPv4");
    match by_filter {
        Some(reach) => explanation::decided_by(finding, &reach.decided_by, "keeps out IPv4"),
        None => finding,
    }
}

/// What is wrong with one of sshd's ports; none when it can be reached over any IP version.
fn judge_ssh_port(port: u16, reaches: &[Reach], host: &FrontEnd) -> Option<Finding> {
    let ports = Ports::one(TCP, port);
    let subject = format!("port/{TCP}/{port}");
    let verdicts: Vec<(PortVerdict, &Reach)> = reaches
        .iter()
        // What is forwarded does not arrive at this host's sshd.
        .filter(|reach| reach.path == Reach::PATH_INPUT)
        .map(|reach| (PortVerdict::of(&reach.verdict), reach))
        .collect();
    if verdicts.iter().any(|(verdict, _)| verdict.gets_in()) {
        return None;
    }
    let unknown = verdicts
        .iter()
        .find(|(verdict, _)| *verdict == PortVerdict::Unknown);
    if let Some((_, reach)) = unknown {
        return Some(explanation::not_known(
            subject,
            &ports,
            &reach.family,
            reach.unknown_because.as_deref(),
            &reach.decided_by,
        ));
    }
    let decisions = reaches
        .first()
        .map_or(&[][..], |reach| reach.decided_by.as_slice());
    let finding = Finding::fail(
        subject,
        format!("sshd is set to listen on {ports}, but the firewall lets nobody on the internet reach it."),
    )
    .observed("closed")
    .required("open, or limited to some addresses")
    .fix(format!("Before your session ends: {}", host.open_past(&ports, decisions)));
    Some(match reaches.first() {
        Some(reach) => explanation::decided_by(finding, &reach.decided_by, "keeps it out"),
        None => finding,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::IPV6;
    use crate::fixtures::{front_end, reach};
    use muster_sdk::{FindingRecord, Status};

    fn status(ipv4: &str, ipv6: &str) -> Option<Status> {
        let reaches = [
            reach(IPV4, TCP, 22, 22, ipv4),
            reach(IPV6, TCP, 22, 22, ipv6),
        ];
        judge_ssh_port(22, &reaches, &front_end("ufw"))
            .map(|finding| FindingRecord::from(finding).status)
    }

    #[test]
    fn one_family_or_some_addresses_are_enough() {
        assert_eq!(status("limited", "filtered"), None);
        assert_eq!(status("filtered", "open"), None);
        assert_eq!(status("filtered", "refused"), Some(Status::Fail));
    }

    #[test]
    fn what_is_not_known_is_no_lock_out() {
        assert!(matches!(
            status("unknown", "filtered"),
            Some(Status::Error(_))
        ));
    }

    #[test]
    fn a_port_that_leads_to_a_container_does_not_lead_to_sshd() {
        let mut forwarded = reach(IPV4, TCP, 22, 22, "open");
        forwarded.path = "forward".to_owned();
        assert!(judge_ssh_port(22, &[forwarded], &front_end("ufw")).is_some());
    }
}
