//! `docker/engine-outdated`

use muster_sdk::daemon::{self, Component};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome};

use crate::version::numbers;

muster_sdk::parameters! {
    struct Parameters {
        /// The oldest release that still gets fixes; empty for any. The default is the oldest major release that the
        /// Moby project maintains and that is not one of another vendor.
        #[form(Version)]
        #[form(Words(&[""]))]
        min_version: String = "28.0",
        /// Packages whose distributor keeps older releases secure by itself, beside those of distributions.
        maintained_packages: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "docker/engine-outdated",
    severity: Medium,
    precision: High,
    tags: ["docker", "packages"],
    explained_by: [Host("docker/engine-installed")],
    documentation: "engine_outdated.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "docker/engine";

/// What Docker itself distributes. Distributions have packages of other names, into which they bring fixes of their own.
const DOCKERS_PACKAGE: &str = "docker-ce";

fn check(parameters: Parameters) -> Outcome {
    let wanted = parameters.min_version.as_str();
    let least = numbers(wanted);
    if !wanted.is_empty() && least.is_none() {
        return Err(NotEvaluated::because(format!(
            "parameter `min-version`: '{wanted}' is not of the form `28.0`"
        )));
    }
    let components = daemon::components()?;
    let engine = components
        .iter()
        .find(|component| component.kind == Component::KIND_ENGINE);
    let Some(engine) = engine else {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "No Docker Engine is installed.",
        )]);
    };
    let Some(least) = least else {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "The policy accepts any release of Docker Engine.",
        )]);
    };
    Ok(vec![judge(
        engine,
        wanted,
        least,
        &parameters.maintained_packages,
    )])
}

fn judge(engine: &Component, wanted: &str, least: (u32, u32), maintained: &[String]) -> Finding {
    if let Some(package) = engine.package.as_deref()
        && (package != DOCKERS_PACKAGE || maintained.iter().any(|known| known == package))
    {
        return Finding::not_applicable(
            SUBJECT,
            format!("The distributor of {package} backports fixes to the release that it ships."),
        );
    }
    let version = engine.version.as_deref();
    let finding = match version.and_then(numbers) {
        None => Finding::error(
            SUBJECT,
            "Docker Engine is installed, but its release is not known.",
        ),
        Some(found) if found >= least => Finding::pass(
            SUBJECT,
            format!("Docker Engine {} gets fixes.", version.unwrap_or_default()),
        ),
        Some(_) => Finding::fail(
            SUBJECT,
            format!(
                "Docker Engine {} is older than {wanted} and no longer gets fixes.",
                version.unwrap_or_default()
            ),
        )
        .fix(match &engine.package {
            Some(package) => {
                let install = Distribution::of_host().install(package);
                format!("Read what changed, and run `{install}`; containers stop meanwhile")
            }
            None => "Install Docker's packages instead of the program, as \
                     https://docs.docker.com/engine/install/ says"
                .to_owned(),
        }),
    };
    finding
        .observed(version.unwrap_or("not known"))
        .required(format!("{wanted} or later"))
        .at(engine.source.clone(), "is installed")
}
