//! `env/upload-root-persistent`

use muster_sdk::{Finding, NotEvaluated, Outcome, Source, compose, path_names};

use crate::bound_file::{BoundFile, any_file, findings_per_keyed_file};
use crate::condition::{Condition, State};
use crate::environment::with_environments;
use crate::names;
use crate::presence::absence;
use crate::shown_value::way_to_show;

muster_sdk::parameters! {
    struct Parameters {
        /// The key with the directory that uploads go to.
        key: String = "UPLOAD_ROOT",
        /// The key that says where uploads are stored.
        #[form(Pattern("*"))]
        backend_key: String = "STORAGE_BACKEND",
        /// Its value when they are stored in that directory.
        #[form(Pattern("*"))]
        backend_value: String = "local",
        /// The directory in the container that a relative path starts from.
        working_directory: String = "/app",
        /// The services that write or read uploads.
        services: Vec<String> = ["app"],
    }
}

muster_sdk::rule! {
    id: "env/upload-root-persistent",
    severity: High,
    tags: ["env", "files", "availability", "checklist"],
    explained_by: [Place("compose/mount-missing"), Place("compose/file-valid")],
    documentation: "upload_root_persistent.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let condition = format!("{}={}", parameters.backend_key, parameters.backend_value);
    let is_local = Condition::parse(&condition)?;
    let name = &parameters.key;
    let files = findings_per_keyed_file(|file| {
        let subject = file.subject(name);
        let finding = match is_local.state(file, &[]) {
            State::Off => {
                let Parameters {
                    backend_key,
                    backend_value,
                    ..
                } = &parameters;
                let reason = format!("{backend_key} is not '{backend_value}'.");
                Finding::not_applicable(subject, reason)
            }
            State::Undecided => Finding::error(subject, is_local.why_undecided(file)),
            State::On => judge_mounts(file, &parameters)?,
        };
        Ok(vec![finding])
    });
    // A service may get another directory, and the switch from a file.
    let is_kept_here = |file: &BoundFile| {
        let backend = file.key(is_local.switch);
        backend.map(|_| is_local.state(file, &[]) != State::Off)
    };
    with_environments(
        files,
        |service, key| {
            let own = service
                .service()
                .filter(|own| parameters.services.iter().any(|one| one == own))?;
            let is_judged = key.name == *name
                && is_kept_here(service)
                    .unwrap_or_else(|| any_file(|file| is_kept_here(file) == Some(true)));
            if !is_judged {
                return None;
            }
            let parameters = Parameters {
                services: vec![own.to_owned()],
                ..parameters.clone()
            };
            let finding = judge_mounts(service, &parameters)
                .unwrap_or_else(|error| Finding::error(service.subject(name), error.reason()));
            (finding.rank() < Finding::pass("", "").rank()).then_some(finding)
        },
        |key| key.name == *name,
    )
}

/// Judges the directory that a file names by what the services mount.
fn judge_mounts(file: &BoundFile, parameters: &Parameters) -> Result<Finding, NotEvaluated> {
    let subject = file.subject(&parameters.key);
    let Some(project) = compose::project()? else {
        return Ok(Finding::not_applicable(
            subject,
            "There is no compose file (`targets.compose-file`) that mounts anything.",
        ));
    };
    let gaps = compose::gaps()?;
    Ok(match gaps.iter().find(|gap| concerns(gap, parameters)) {
        Some(gap) => Finding::error(
            subject,
            format!(
                "The mounts of the services are not all known: {}.",
                gap.reason
            ),
        )
        .at(gap.source.clone(), "is not known"),
        None => judge_upload_root(file, &project, &compose::mounts()?, parameters),
    })
}

/// Whether what is not known may be a mount of the services.
fn concerns(gap: &compose::Gap, parameters: &Parameters) -> bool {
    let theirs = gap
        .service
        .as_ref()
        .is_none_or(|service| parameters.services.contains(service));
    theirs && !matches!(gap.part.as_str(), "ports" | "profiles" | "environment")
}

fn judge_upload_root(
    file: &BoundFile,
    project: &compose::ComposeProject,
    mounts: &[compose::Mount],
    parameters: &Parameters,
) -> Finding {
    let name = &parameters.key;
    let subject = file.subject(name);
    let unknown: Vec<&String> = parameters
        .services
        .iter()
        .filter(|service| !project.services.iter().any(|known| known.name == **service))
        .collect();
    if !unknown.is_empty() {
        let services = names::sentence(&unknown);
        return Finding::error(
            subject,
            format!(
                "{} has no service {services}; correct parameter `services`.",
                project.file
            ),
        );
    }
    if let Some(absence) = absence(file, name, ", so uploads go to an unknown place") {
        return absence;
    }
    let Some(key) = file.key(name) else {
        return Finding::error(subject, format!("{name} could not be read."));
    };
    let Some(value) = &key.value else {
        let reason = format!("The value of {name} is not shown: {}.", way_to_show(key));
        return Finding::error(subject, reason).at(key.source.clone(), "sets it");
    };
    let root = path_names(&parameters.working_directory, value);
    let volatile: Vec<(&String, Option<&compose::Mount>)> = parameters
        .services
        .iter()
        .map(|service| (service, mount_of(mounts, service, &root)))
        .filter(|(_, mount)| !mount.is_some_and(keeps_uploads))
        .collect();
    let directory = format!("/{}", root.join("/"));
    if volatile.is_empty() {
        let services = names::sentence(&parameters.services);
        let message = format!("{name} is '{directory}', which is kept for {services}.");
        return Finding::pass(subject, message).at(key.source.clone(), "sets it");
    }
    let services: Vec<&String> = volatile.iter().map(|(service, _)| *service).collect();
    let services = names::sentence(&services);
    let finding = Finding::fail(
        subject,
        format!("{name} is '{directory}', which no mount of {services} keeps."),
    )
    .observed(&directory)
    .required("below a writable bind mount or named volume of every service")
    .at(key.source.clone(), "sets it")
    .fix(fix(&services, &directory, mounts, parameters, &root));
    volatile
        .into_iter()
        .fold(finding, |finding, (service, mount)| match mount {
            Some(mount) => finding.at(mount.source.clone(), "does not keep it"),
            None => finding.at(
                Source::logical(format!("compose/{service}/volumes{directory}")),
                "is not mounted",
            ),
        })
}

/// The mount of a service that keeps the uploads, if there is one: all services must see the same
/// files.
fn fix(
    services: &str,
    directory: &str,
    mounts: &[compose::Mount],
    parameters: &Parameters,
    root: &[&str],
) -> String {
    let kept = parameters
        .services
        .iter()
        .filter_map(|service| mount_of(mounts, service, root))
        .find(|mount| keeps_uploads(mount));
    match kept {
        Some(mount) => format!(
            "Mount in {services} what {} mounts over {}, so that all of them see the same files.",
            mount.service, mount.target
        ),
        None => format!(
            "Mount a host path over it in {services}: volumes: ['./var/uploads:{directory}']"
        ),
    }
}

/// Whether what is written there outlives the container.
fn keeps_uploads(mount: &compose::Mount) -> bool {
    (mount.kind == compose::Mount::KIND_BIND || mount.kind == compose::Mount::KIND_VOLUME)
        && !mount.read_only
}

/// The mount that a directory of a service lies on: the deepest one above it.
fn mount_of<'a>(
    mounts: &'a [compose::Mount],
    service: &str,
    directory: &[&str],
) -> Option<&'a compose::Mount> {
    mounts
        .iter()
        .filter(|mount| mount.service == service)
        .map(|mount| (path_names("/", &mount.target), mount))
        .filter(|(target, _)| directory.starts_with(target))
        .max_by_key(|(target, _)| target.len())
        .map(|(_, mount)| mount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{file, lines, message, shown};
    use muster_sdk::Parameters as _;
    use muster_sdk::testing::sample;

    fn mount(service: &str, kind: &str, target: &str) -> compose::Mount {
        compose::Mount {
            service: service.to_owned(),
            kind: kind.to_owned(),
            target: target.to_owned(),
            source: file([]).facts.source,
            ..sample()
        }
    }

    fn judged(root: &str, mounts: &[compose::Mount]) -> Finding {
        let project = compose::ComposeProject {
            file: "/opt/app/docker-compose.yml".to_owned(),
            services: ["api", "jobs"]
                .map(|name| compose::Service {
                    name: name.to_owned(),
                    ..sample()
                })
                .to_vec(),
            ..sample()
        };
        let file = file([shown("UPLOAD_ROOT", root)]);
        let parameters = Parameters {
            services: ["api", "jobs"].map(str::to_owned).to_vec(),
            ..Parameters::decode(&[]).unwrap()
        };
        judge_upload_root(&file, &project, mounts, &parameters)
    }

    fn verdict(root: &str, mounts: &[compose::Mount]) -> String {
        lines(vec![judged(root, mounts)]).remove(0)
    }

    #[test]
    fn a_relative_root_starts_from_the_working_directory() {
        let mounts = [
            mount("api", "bind", "/app/var/uploads/"),
            mount("jobs", "volume", "/app/var"),
        ];
        for root in [
            "var/uploads/orders",
            "/app/./var/uploads",
            "../app/var/uploads",
        ] {
            assert_eq!(
                verdict(root, &mounts),
                "pass /etc/app.env#UPLOAD_ROOT",
                "{root}"
            );
        }
        for root in ["/var/uploads", "var/uploads/../../tmp", "/app/var-uploads"] {
            assert_eq!(
                verdict(root, &mounts),
                "fail /etc/app.env#UPLOAD_ROOT",
                "{root}"
            );
        }
    }

    #[test]
    fn names_the_services_that_would_lose_uploads() {
        let mounts = [mount("api", "bind", "/app/var/uploads")];
        let message = message(vec![judged("var/uploads", &mounts)]);
        assert!(message.ends_with("no mount of jobs keeps."), "{message}");
    }

    #[test]
    fn the_deepest_mount_decides() {
        let mut mounts = vec![
            mount("api", "bind", "/app"),
            mount("jobs", "bind", "/app"),
            mount("jobs", "tmpfs", "/app/var/uploads"),
        ];
        assert_eq!(
            verdict("var/uploads", &mounts),
            "fail /etc/app.env#UPLOAD_ROOT"
        );
        mounts.pop();
        assert_eq!(
            verdict("var/uploads", &mounts),
            "pass /etc/app.env#UPLOAD_ROOT"
        );
        for mount in &mut mounts {
            mount.read_only = true;
        }
        assert_eq!(
            verdict("var/uploads", &mounts),
            "fail /etc/app.env#UPLOAD_ROOT"
        );
    }
}
