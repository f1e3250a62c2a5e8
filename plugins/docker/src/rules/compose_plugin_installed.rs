//! `docker/compose-plugin-installed`

use muster_sdk::daemon::{self, Component};
use muster_sdk::distribution::Family;
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, packages};

use crate::version::numbers;

muster_sdk::parameters! {
    struct Parameters {
        /// The oldest release that will do; empty for any.
        #[form(Version)]
        #[form(Words(&[""]))]
        min_version: String = "2.20",
    }
}

muster_sdk::rule! {
    id: "docker/compose-plugin-installed",
    severity: High,
    precision: VeryHigh,
    tags: ["docker", "packages", "checklist"],
    explained_by: [Host("docker/engine-installed")],
    documentation: "compose_plugin_installed.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "docker/compose-plugin";

fn check(parameters: Parameters) -> Outcome {
    let wanted = parameters.min_version.as_str();
    if !wanted.is_empty() && numbers(wanted).is_none() {
        return Err(NotEvaluated::because(format!(
            "parameter `min-version`: '{wanted}' is not of the form `2.20`"
        )));
    }
    let components = daemon::components()?;
    let find = |kind: &str| components.iter().find(|component| component.kind == kind);
    let finding = match (
        find(Component::KIND_COMPOSE_PLUGIN),
        find(Component::KIND_COMPOSE_STANDALONE),
    ) {
        (Some(plugin), _) => judge(plugin, wanted),
        (None, Some(standalone)) => Finding::fail(
            SUBJECT,
            "Only the program `docker-compose` is installed, and `docker compose` is not a command.",
        )
        .observed(standalone.version.as_deref().unwrap_or("docker-compose"))
        .fix(fix())
        .at(standalone.source.clone(), "is installed"),
        (None, None) => {
            // Only a place to look at: a host without a database of packages has none.
            let database = packages::overview().ok().map(|database| database.source);
            Finding::fail(SUBJECT, "`docker compose` is not installed.")
                .fix(fix())
                .at_if(database, "does not have it")
        }
    };
    Ok(vec![finding.required(required(wanted))])
}

fn required(wanted: &str) -> String {
    if wanted.is_empty() {
        "installed".to_owned()
    } else {
        format!("{wanted} or later")
    }
}

fn judge(plugin: &Component, wanted: &str) -> Finding {
    let version = plugin.version.as_deref();
    let finding = match (numbers(wanted), version.and_then(numbers)) {
        (None, _) => Finding::pass(SUBJECT, "`docker compose` is installed."),
        (Some(_), None) => Finding::error(
            SUBJECT,
            "`docker compose` is installed, but its release is not known.",
        ),
        (Some(least), Some(found)) => {
            let version = version.unwrap_or_default();
            if found >= least {
                Finding::pass(SUBJECT, format!("`docker compose` {version} is installed."))
            } else {
                Finding::fail(
                    SUBJECT,
                    format!("`docker compose` {version} is older than {wanted}."),
                )
                .fix(fix())
            }
        }
    };
    finding
        .observed(version.unwrap_or("installed"))
        .at(plugin.source.clone(), "is installed")
}

fn fix() -> String {
    let distribution = Distribution::of_host();
    let package = match distribution.family() {
        Family::Alpine => "docker-cli-compose",
        Family::Suse | Family::Arch => "docker-compose",
        // Docker's repository has it under this name for all of them.
        Family::Debian | Family::RedHat | Family::Gentoo | Family::Other => "docker-compose-plugin",
    };
    format!("Run `{}`", distribution.install(package))
}
