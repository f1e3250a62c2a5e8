//! `compose/published-internal-port`

use muster_sdk::{Finding, NotEvaluated, Outcome, compose, pass_unless};

use crate::project::{Project, unknown};
use crate::published::by_container_port;

muster_sdk::parameters! {
    struct Parameters {
        /// Ports, of containers or of the host, that only the host itself may reach.
        #[needed(ports)]
        #[form(Range(1, 65_535))]
        ports: Vec<i64> = [3306, 5432, 6379, 9200, 11211, 27017],
    }
}

muster_sdk::rule! {
    id: "compose/published-internal-port",
    severity: High,
    tags: ["compose", "docker", "network", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "published_internal_port.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let internal = parameters
        .ports
        .iter()
        .map(|port| {
            u16::try_from(*port).map_err(|_| {
                NotEvaluated::because(format!("{port} in parameter `ports` is not a port."))
            })
        })
        .collect::<Result<Vec<u16>, NotEvaluated>>()?;
    Project::judge(|project| {
        let ports = compose::ports()?;
        let is_internal = |range: &compose::PortRange| {
            internal
                .iter()
                .any(|port| (range.first..=range.last).contains(port))
        };
        let theirs = ports.iter().filter(|port| {
            is_internal(&port.target) || port.published.as_ref().is_some_and(is_internal)
        });
        let mut findings: Vec<Finding> = by_container_port(theirs)
            .iter()
            .filter_map(|published| match published.public() {
                Some(port) => Some(
                    published
                        .failure(port, ", where other machines reach it")
                        .required("no mapping, or one on 127.0.0.1"),
                ),
                None => published.pass(),
            })
            .collect();
        findings.extend(unknown(&["ports"])?);
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/ports",
                format!(
                    "No service of {} publishes an internal port.",
                    project.file()
                ),
            )
        }))
    })
}
