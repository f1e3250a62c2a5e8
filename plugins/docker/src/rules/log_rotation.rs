//! `docker/log-rotation`

use muster_sdk::daemon::Setting;
use muster_sdk::services::{self, Definition};
use muster_sdk::{Distribution, FactError, Finding, Outcome, Source};

use crate::daemon::{Daemon, instances, no_engine, with_settings};

muster_sdk::rule! {
    id: "docker/log-rotation",
    severity: Medium,
    tags: ["docker", "compose", "logs", "availability", "checklist"],
    explained_by: [Place("compose/file-valid"), Place("docker/daemon-file-valid")],
    documentation: "log_rotation.md",
    check: check,
}

/// The driver that counts where none is set.
const DEFAULT_DRIVER: &str = "json-file";

fn check() -> Outcome {
    let instances = instances()?;
    if instances.is_empty() {
        return Ok(no_engine());
    }
    let services = Services::read();
    let mut findings = Vec::new();
    let mut defaults = Vec::new();
    for instance in instances {
        match with_settings(&instance) {
            Ok(daemon) => defaults.push(daemon),
            Err(error) => findings.push(
                Finding::error(format!("{}/log-opts", instance.name), error.reason())
                    .of_file(&instance.settings_file),
            ),
        }
    }
    for daemon in &defaults {
        findings.push(judge_default(daemon, &services).of_file(daemon.file()));
    }
    match &services {
        Ok(services) => findings.extend(judge_services(services, &defaults)),
        Err(error) => findings.push(Finding::error("compose/logging", error.reason())),
    }
    Ok(findings)
}

/// The services of all Compose projects, and how each is logged.
struct Services {
    services: Vec<Service>,
    /// What of them is not known.
    unknown: Vec<services::Unknown>,
}

struct Service {
    definition: Definition,
    driver: Option<services::Setting>,
    max_size: Option<services::Setting>,
}

/// Keys that decide about the logs of a service.
const KEYS: [&str; 2] = [
    services::Setting::KEY_LOGGING_DRIVER,
    services::Setting::KEY_LOGGING_OPTIONS_MAX_SIZE,
];

/// Parts that decide which services there are, and what any of them is.
const WHOLE: [&str; 2] = ["include", "extends"];

impl Services {
    fn read() -> Result<Self, FactError> {
        let settings = services::settings()?;
        let mut unknown = services::unknowns()?;
        unknown.retain(|one| KEYS.contains(&one.key.as_str()) || WHOLE.contains(&one.key.as_str()));
        let find = |service: &str, key: &str| {
            let is_it = |one: &&services::Setting| one.service == service && one.key == key;
            settings.iter().find(is_it).cloned()
        };
        let services = services::definitions()?
            .into_iter()
            .map(|definition| Service {
                driver: find(&definition.name, services::Setting::KEY_LOGGING_DRIVER),
                max_size: find(
                    &definition.name,
                    services::Setting::KEY_LOGGING_OPTIONS_MAX_SIZE,
                ),
                definition,
            })
            .filter(|service| {
                let name = Some(service.definition.name.as_str());
                !unknown.iter().any(|one| one.service.as_deref() == name)
            })
            .collect();
        Ok(Self { services, unknown })
    }
}

impl Service {
    fn source(&self) -> Source {
        let own = self.driver.as_ref().or(self.max_size.as_ref());
        own.map_or_else(
            || self.definition.source.clone(),
            |setting| setting.source.clone(),
        )
    }

    /// Whether its logs stay below a size, whatever the daemon says of those that set nothing.
    fn is_bounded(&self, daemon: &Daemon) -> bool {
        let default = driver(daemon);
        let own = self
            .driver
            .as_ref()
            .map_or(default, |one| one.value.as_str());
        let size = self.max_size.as_ref().map(|one| one.value.as_str());
        // Options of the daemon count for its own driver alone.
        let size = size.or_else(|| max_size(daemon).filter(|_| own == default));
        is_bounded(own, size)
    }

    /// Whether it says nothing of its own.
    const fn inherits(&self) -> bool {
        self.driver.is_none() && self.max_size.is_none()
    }
}

fn driver(daemon: &Daemon) -> &str {
    let set = daemon.find(Setting::KEY_LOG_DRIVER);
    set.map_or(DEFAULT_DRIVER, |setting| setting.value.as_str())
}

fn max_size(daemon: &Daemon) -> Option<&str> {
    let set = daemon.find(Setting::KEY_LOG_OPTS_MAX_SIZE);
    set.map(|setting| setting.value.as_str())
}

/// Whether what a driver writes to the disk stays below a size. All others hand on what they get, write to a
/// journal that has limits of its own, or have a limit unless told otherwise.
fn is_bounded(driver: &str, max_size: Option<&str>) -> bool {
    driver != DEFAULT_DRIVER || max_size.is_some_and(|size| !size.starts_with('-'))
}

/// What the daemon does with the logs of a container that says nothing of its own.
fn judge_default(daemon: &Daemon, services: &Result<Services, FactError>) -> Finding {
    let subject = daemon.subject("log-opts");
    let driver = driver(daemon);
    if is_bounded(driver, max_size(daemon)) {
        let size = max_size(daemon).filter(|_| driver == DEFAULT_DRIVER);
        let limit = size.map_or_else(String::new, |size| format!(" with at most {size}"));
        return Finding::pass(
            subject,
            format!("Logs of containers go to the driver {driver}{limit}."),
        );
    }
    let inheriting = match services {
        Ok(services) if services.unknown.is_empty() => services
            .services
            .iter()
            .filter(|service| service.inherits())
            .map(|service| service.definition.name.as_str())
            .collect::<Vec<_>>(),
        Ok(_) | Err(_) => {
            return Finding::error(
                subject,
                "Docker sets no limit on logs, and it is not known whether every service does.",
            );
        }
    };
    let has_services = services
        .as_ref()
        .is_ok_and(|services| !services.services.is_empty());
    if has_services && inheriting.is_empty() {
        return Finding::pass(
            subject,
            "Docker sets no limit on logs, but every service says how its own are kept.",
        );
    }
    let whose = match inheriting.as_slice() {
        [] => "of a container".to_owned(),
        names => format!("of {}", names.join(", ")),
    };
    let restart = Distribution::of_host().restart("docker");
    let finding = Finding::fail(
        subject,
        format!("Nothing keeps the logs {whose} from filling the disk."),
    )
    .observed(format!("{driver} without `max-size`"))
    .required("the driver `local`, or `max-size`")
    .fix(format!(
        "Add `\"log-driver\": \"local\"` to {}, run `{restart}`, and recreate the containers, for example with \
         `docker compose up -d --force-recreate`",
        daemon.file()
    ));
    let set = daemon
        .find(Setting::KEY_LOG_DRIVER)
        .or_else(|| daemon.find(Setting::KEY_LOG_OPTS_MAX_SIZE));
    finding.at(
        set.map_or_else(
            || Source::file(daemon.file()),
            |setting| setting.source.clone(),
        ),
        "sets no limit",
    )
}

/// The services that say themselves how they are logged.
fn judge_services(services: &Services, daemons: &[Daemon]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for service in &services.services {
        if service.inherits() || daemons.iter().all(|daemon| service.is_bounded(daemon)) {
            continue;
        }
        let name = &service.definition.name;
        findings.push(
            Finding::fail(
                format!("compose/{name}/logging"),
                format!("Nothing keeps the logs of '{name}' from filling the disk."),
            )
            .observed("json-file without `max-size`")
            .required("the driver `local`, or `max-size`")
            .fix(format!(
                "Set in '{name}': logging: {{ driver: json-file, options: {{ max-size: \"10m\", max-file: \"3\" }} \
                 }}, and run `docker compose up -d`"
            ))
            .of_setting("compose-file")
            .at(service.source(), "sets no limit"),
        );
    }
    let mut seen: Vec<String> = Vec::new();
    for unknown in &services.unknown {
        let subject = match &unknown.service {
            Some(service) => format!("compose/{service}/logging"),
            None => "compose/logging".to_owned(),
        };
        if !seen.contains(&subject) {
            findings.push(
                Finding::error(
                    subject.clone(),
                    format!("`{}` is not known: {}.", unknown.key, unknown.reason),
                )
                .of_setting("compose-file")
                .at(unknown.source.clone(), "is not known"),
            );
            seen.push(subject);
        }
    }
    findings
}
