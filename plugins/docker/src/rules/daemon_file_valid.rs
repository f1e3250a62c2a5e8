//! `docker/daemon-file-valid`

use muster_sdk::daemon::{self, Instance, Refusal};
use muster_sdk::{Distribution, Finding, Outcome, shell_word, with_failed_units};

use crate::daemon::{instances, no_engine};

muster_sdk::rule! {
    id: "docker/daemon-file-valid",
    severity: High,
    tags: ["docker", "availability"],
    documentation: "daemon_file_valid.md",
    check: check,
}

/// The units that start dockerd. Its socket fails with it once it was tried too often.
const UNITS: [&str; 3] = ["docker", "snap.docker.dockerd", "docker.socket"];

/// Reasons that a message has room for.
const MOST: usize = 5;

fn check() -> Outcome {
    let instances = instances()?;
    if instances.is_empty() {
        return Ok(no_engine());
    }
    let judged = instances.iter().map(|instance| {
        let finding = vec![judge(instance)];
        // Units of the host start no daemon of a user.
        if instance.mode == Instance::MODE_ROOTFUL {
            with_failed_units(finding, &UNITS)
        } else {
            finding
        }
    });
    Ok(judged.flatten().collect())
}

fn judge(instance: &Instance) -> Finding {
    let file = &instance.settings_file;
    let subject = format!("{}/daemon.json", instance.name);
    let finding = match daemon::refusals(&instance.name) {
        Err(error) => Finding::error(subject, error.reason()),
        Ok(refusals) if refusals.is_empty() => Finding::pass(
            subject,
            format!("dockerd starts with {file} and its options as they are."),
        ),
        Ok(refusals) => failure(subject, instance, &refusals),
    };
    finding.of_file(file)
}

fn failure(subject: String, instance: &Instance, refusals: &[Refusal]) -> Finding {
    let shown: Vec<&str> = refusals
        .iter()
        .take(MOST)
        .map(|one| one.reason.as_str())
        .collect();
    let more = match refusals.len() - shown.len() {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let finding = Finding::fail(
        subject,
        format!(
            "dockerd does not start with its settings: {}{more}.",
            shown.join("; ")
        ),
    )
    .observed("refused")
    .required("accepted")
    .fix(fix(instance, refusals));
    refusals.iter().fold(finding, |finding, one| {
        finding
            .at(one.source.clone(), "is not accepted")
            .at_if(one.also.clone(), "is the option")
    })
}

fn fix(instance: &Instance, refusals: &[Refusal]) -> String {
    let file = &instance.settings_file;
    let correct = if refusals.iter().all(|one| one.also.is_some()) {
        format!("Keep each setting either in {file} or on the command line")
    } else {
        format!("Correct {file}")
    };
    // dockerd of a user needs the environment of its service.
    let restart = if instance.mode == Instance::MODE_ROOTFUL {
        Distribution::of_host().restart("docker")
    } else {
        "systemctl --user restart docker".to_owned()
    };
    format!(
        "{correct}, check it with `dockerd --validate --config-file {}`, and run `{restart}`",
        shell_word(file)
    )
}
