//! `cloudflare/origin-exposed`

use muster_sdk::cloudflare::{self, DnsRecord};
use muster_sdk::packet_filter::{self, Manager, PublishedPort, Reach};
use muster_sdk::{Finding, IpNet, NotEvaluated, Outcome, parse_network};

use crate::address;
use crate::proxy::{self, Receiver};
use crate::{origin, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// TCP ports of the origin that only Cloudflare should reach.
        #[needed(ports)]
        #[form(Range(1, 65_535))]
        ports: Vec<i64> = [80, 443],
        /// Networks besides Cloudflare's that are allowed to reach them, in CIDR notation.
        #[form(Network)]
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/origin-exposed",
    severity: Medium,
    tags: ["cloudflare", "edge", "firewall", "network", "manual"],
    explained_by: [Place("compose/file-valid")],
    documentation: "origin_exposed.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::with_zone(|zone| {
        let hosts = zone::hosts(zone, &[])?;
        let records = cloudflare::dns_records()?;
        let proxied: Vec<&DnsRecord> = hosts
            .iter()
            .filter_map(|host| match proxy::receiver(&records, &zone.name, host) {
                Receiver::Cloudflare(record) => Some(record),
                Receiver::Host(_) | Receiver::Nobody => None,
            })
            .collect();
        if let Some(why) = proxy::unserved(zone) {
            return Ok(vec![Finding::not_applicable(
                "cloudflare/origin",
                format!("{why}, so visitors reach the origin itself."),
            )]);
        }
        let tunnels = origin::only_tunnels(zone, &records).is_some();
        let Some(proxied) = proxied.first() else {
            return Ok(vec![Finding::not_applicable(
                "cloudflare/origin",
                "No name of the project is proxied, so its visitors reach the origin by design.",
            )]);
        };
        let trusted = networks(&cloudflare::address_ranges()?, &parameters.allowed)?;
        let mut published = packet_filter::published_ports()?;
        // What nothing starts is not reached; firewall/docker-bypass names it.
        published.retain(|one| one.waits_for.is_empty());
        let managers = packet_filter::overview().map_or_else(|_| Vec::new(), |all| all.managers);
        let origin = Origin {
            published: &published,
            trusted: &trusted,
            managers: &managers,
            proxied,
            tunnels,
        };
        let mut findings = Vec::new();
        for family in families(zone)? {
            for port in &parameters.ports {
                let port = u16::try_from(*port).map_err(|_| {
                    NotEvaluated::because(format!("`ports` holds {port}, which is not a port"))
                })?;
                let reach = packet_filter::find_reach(family, "tcp", port)?;
                findings.push(judge_exposure(port, &reach, &origin));
            }
        }
        Ok(findings)
    })
}

/// The families over which the host is to be reached.
fn families(zone: &cloudflare::Zone) -> Result<Vec<&'static str>, NotEvaluated> {
    let addresses = address::of_host(zone)?;
    let has = |ipv4: bool| addresses.iter().any(|own| own.address.is_ipv4() == ipv4);
    Ok([(true, "ipv4"), (false, "ipv6")]
        .into_iter()
        .filter(|(ipv4, _)| has(*ipv4))
        .map(|(_, family)| family)
        .collect())
}

fn networks(ranges: &[String], allowed: &[String]) -> Result<Vec<IpNet>, NotEvaluated> {
    ranges
        .iter()
        .chain(allowed)
        .map(|text| {
            parse_network(text)
                .ok_or_else(|| NotEvaluated::because(format!("{text:?} is not a network")))
        })
        .collect()
}

/// What decides who may reach the origin, whatever the port.
#[derive(Clone, Copy)]
struct Origin<'a> {
    published: &'a [PublishedPort],
    trusted: &'a [IpNet],
    managers: &'a [Manager],
    proxied: &'a DnsRecord,
    /// Whether all that is proxied comes through a tunnel.
    tunnels: bool,
}

fn judge_exposure(port: u16, reach: &Reach, origin: &Origin<'_>) -> Finding {
    let family = &reach.family;
    let subject = format!("cloudflare/origin/{family}/tcp/{port}");
    let past = origin
        .published
        .iter()
        .filter(|one| {
            one.port == port
                && one.protocol == PublishedPort::PROTOCOL_TCP
                && one.address.contains(':') == (family == Reach::FAMILY_IPV6)
        })
        .filter_map(|one| Some((gravity(&one.verdict)?, one)))
        .max_by_key(|(gravity, _)| *gravity)
        .map(|(_, one)| one);
    let finding = match (reach.verdict.as_str(), past.map(|one| one.verdict.as_str())) {
        (Reach::VERDICT_OPEN, _) | (_, Some(Reach::VERDICT_OPEN)) => exposed(subject, port, origin),
        (
            Reach::VERDICT_FILTERED | Reach::VERDICT_REFUSED | Reach::VERDICT_LIMITED,
            Some(Reach::VERDICT_LIMITED),
        ) => Finding::manual(
            subject,
            format!("Check who can reach {port}/tcp of the container past Cloudflare."),
        ),
        (Reach::VERDICT_FILTERED | Reach::VERDICT_REFUSED, None) => {
            return Finding::pass(
                subject,
                format!("Nobody on the internet reaches {port}/tcp directly."),
            );
        }
        ("limited", None) => {
            let others = others(&reach.sources, origin.trusted);
            if others.is_empty() {
                return Finding::pass(
                    subject,
                    format!("Only Cloudflare and what the policy allows reach {port}/tcp."),
                )
                .at_if(
                    reach.decided_by.first().map(|rule| rule.source.clone()),
                    "lets them in",
                );
            }
            Finding::manual(
                subject,
                format!(
                    "Check whether these can reach {port}/tcp past Cloudflare: {}.",
                    others.join(", ")
                ),
            )
        }
        _ => Finding::error(
            subject,
            format!("It is not known who reaches {port}/tcp past Cloudflare."),
        ),
    };
    let finding = finding.at(origin.proxied.source.clone(), "is proxied");
    let finding = finding.at_if(past.map(|one| one.source.clone()), "publishes the port");
    reach.decided_by.iter().fold(finding, |finding, rule| {
        finding.at(rule.source.clone(), "decides")
    })
}

/// What a published port adds to what the host lets in, the worst last; none where it adds nothing.
fn gravity(verdict: &str) -> Option<u8> {
    match verdict {
        PublishedPort::VERDICT_FILTERED
        | PublishedPort::VERDICT_REFUSED
        | PublishedPort::VERDICT_LOCAL => None,
        PublishedPort::VERDICT_LIMITED => Some(0),
        PublishedPort::VERDICT_OPEN => Some(2),
        _ => Some(1),
    }
}

fn exposed(subject: String, port: u16, origin: &Origin<'_>) -> Finding {
    let finding = Finding::fail(
        subject,
        format!(
            "{} is proxied, but {port}/tcp of the origin is open to everybody: anyone who knows \
             its address bypasses every rule at Cloudflare.",
            origin.proxied.name
        ),
    )
    .observed("open to everybody");
    if origin.tunnels {
        return finding
            .required("closed: a tunnel needs no open port")
            .fix(format!("Close {port}/tcp; the tunnel keeps working"));
    }
    finding.required("open to Cloudflare only").fix(format!(
        "Allow {port}/tcp only from https://www.cloudflare.com/ips/{}",
        example(port, origin.managers)
    ))
}

/// How the firewall that is in force is told so; nothing where it is not known which one that is.
fn example(port: u16, managers: &[Manager]) -> String {
    let is_active = |name: &str| managers.iter().any(|one| one.active && one.name == name);
    if is_active("ufw") {
        format!(
            ", by `ufw allow proto tcp from RANGE to any port {port}` for each range and then `ufw delete allow \
             {port}/tcp`"
        )
    } else if is_active("firewalld") {
        format!(
            ", by `firewall-cmd --permanent --add-rich-rule='rule family=ipv4 source address=RANGE port port={port} \
             protocol=tcp accept'` for each range (`family=ipv6` for those of IPv6), then `firewall-cmd --permanent \
             --remove-port={port}/tcp && firewall-cmd --reload`"
        )
    } else if is_active("nftables") {
        format!(
            ", by a rule such as `ip saddr {{ RANGE, … }} tcp dport {port} accept` (`ip6 saddr` for those of IPv6) in place \
             of the one that lets everybody in"
        )
    } else {
        String::new()
    }
}

/// What may come in and is neither Cloudflare's nor allowed.
fn others<'a>(sources: &'a [String], trusted: &[IpNet]) -> Vec<&'a str> {
    sources
        .iter()
        .map(String::as_str)
        .filter(|source| {
            !parse_network(source)
                .is_some_and(|source| trusted.iter().any(|network| network.contains(&source)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::record;
    use muster_sdk::packet_filter::Decision;
    use muster_sdk::testing::sample;
    use muster_sdk::{FindingRecord, Source, Status};

    fn judged(verdict: &str, sources: &[&str], published: &[PublishedPort]) -> FindingRecord {
        let reach = Reach {
            family: "ipv4".to_owned(),
            protocol: "tcp".to_owned(),
            first_port: 443,
            last_port: 443,
            verdict: verdict.to_owned(),
            path: "input".to_owned(),
            sources: sources.iter().map(|source| (*source).to_owned()).collect(),
            decided_by: vec![Decision {
                text: "tcp dport 443 accept".to_owned(),
                source: Source::logical("/etc/nftables.conf"),
                ..sample()
            }],
            ..sample()
        };
        let trusted = networks(&["173.245.48.0/20".to_owned()], &[]).unwrap();
        let proxied = record("example.com", "A", "203.0.113.7", true);
        let origin = Origin {
            published,
            trusted: &trusted,
            managers: &[],
            proxied: &proxied,
            tunnels: false,
        };
        judge_exposure(443, &reach, &origin).into()
    }

    #[test]
    fn an_open_port_behind_the_proxy_fails_at_both_places() {
        let found = judged("open", &[], &[]);
        assert_eq!(found.status, Status::Fail);
        let names: Vec<&str> = found
            .places
            .iter()
            .map(|place| place.source.name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "cloudflare/example.com/dns_records/example.com/A",
                "/etc/nftables.conf"
            ]
        );
    }

    #[test]
    fn cloudflare_alone_may_come_in() {
        assert_eq!(
            judged("limited", &["173.245.50.0/24"], &[]).status,
            Status::Pass
        );
        assert_eq!(judged("filtered", &[], &[]).status, Status::Pass);
        let office = judged("limited", &["173.245.48.0/20", "203.0.113.9"], &[]);
        assert!(matches!(office.status, Status::Manual(text) if text.contains("203.0.113.9")));
    }

    #[test]
    fn what_is_not_known_is_no_pass() {
        assert!(matches!(
            judged("unknown", &[], &[]).status,
            Status::Error(_)
        ));
    }

    #[test]
    fn a_published_port_passes_over_the_firewall() {
        let published = PublishedPort {
            owner: "caddy".to_owned(),
            address: "0.0.0.0".to_owned(),
            protocol: "tcp".to_owned(),
            port: 443,
            container_port: Some(443),
            basis: "compose".to_owned(),
            publisher: Some("docker".to_owned()),
            translated: true,
            verdict: "open".to_owned(),
            input_verdict: "filtered".to_owned(),
            source: Source::logical("/opt/app/compose.yml"),
            ..sample()
        };
        let with = |verdict: &str| {
            let published = PublishedPort {
                waits_for: Vec::new(),
                verdict: verdict.to_owned(),
                ..published.clone()
            };
            judged("filtered", &[], &[published]).status
        };
        assert_eq!(with("open"), Status::Fail);
        assert_eq!(with("local"), Status::Pass);
        assert!(matches!(with("limited"), Status::Manual(_)));
        assert!(matches!(with("unknown"), Status::Error(_)));
    }
}
