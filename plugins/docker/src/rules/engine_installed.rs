//! `docker/engine-installed`

use muster_sdk::daemon::{self, Component};
use muster_sdk::distribution::Family;
use muster_sdk::{Distribution, Finding, Outcome};

muster_sdk::rule! {
    id: "docker/engine-installed",
    severity: High,
    precision: VeryHigh,
    tags: ["docker", "packages", "checklist"],
    documentation: "engine_installed.md",
    check: check,
}

fn check() -> Outcome {
    let subject = "docker/engine";
    let components = daemon::components()?;
    let engine = components
        .iter()
        .find(|component| component.kind == Component::KIND_ENGINE);
    Ok(vec![match engine {
        Some(engine) => {
            let version = engine.version.as_deref().unwrap_or_default();
            Finding::pass(
                subject,
                format!("Docker Engine {version}").trim_end().to_owned() + " is installed.",
            )
            .at(engine.source.clone(), "is installed")
        }
        None => Finding::fail(subject, "Docker Engine is not installed.")
            .required("installed")
            .fix(fix()),
    }])
}

fn fix() -> String {
    let distribution = Distribution::of_host();
    match distribution.family() {
        Family::Debian => format!("Run `{}`", distribution.install("docker.io")),
        Family::Suse | Family::Alpine | Family::Arch => {
            format!("Run `{}`", distribution.install("docker"))
        }
        Family::RedHat | Family::Gentoo | Family::Other => {
            "Install it as https://docs.docker.com/engine/install/ says for this distribution"
                .to_owned()
        }
    }
}
