//! `compose/only-proxy-publishes`

use muster_sdk::{Finding, Outcome, compose, pass_unless};

use crate::project::{Project, unknown};
use crate::published::by_container_port;

muster_sdk::parameters! {
    struct Parameters {
        /// The services that other machines may reach.
        #[needed(proxies)]
        proxies: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/only-proxy-publishes",
    severity: Medium,
    tags: ["compose", "docker", "network", "checklist"],
    explained_by: [Place("compose/published-internal-port"), Place("compose/file-valid")],
    documentation: "only_proxy_publishes.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let proxies = &parameters.proxies;
    if proxies.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "compose/ports",
            "The policy names no proxy.",
        )]);
    }
    Project::judge(|_| {
        let ports = compose::ports()?;
        let others = ports.iter().filter(|port| !proxies.contains(&port.service));
        let mut findings: Vec<Finding> = by_container_port(others)
            .iter()
            .filter_map(|published| {
                let port = published.public()?;
                let because = format!(", past {}", proxies.join(" and "));
                Some(
                    published
                        .failure(port, &because)
                        .required(format!("only {} is published", proxies.join(" or "))),
                )
            })
            .collect();
        findings.extend(unknown(&["ports"])?);
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/ports",
                format!(
                    "No service but {} publishes a port that other machines reach.",
                    proxies.join(" and ")
                ),
            )
        }))
    })
}
