//! `compose/mount-missing`

use muster_sdk::compose::{self, Mount};
use muster_sdk::services::{self, Definition};
use muster_sdk::{Finding, NotEvaluated, Outcome, path_names};

use crate::mounts::{PARTS, at, covers};
use crate::project::{Project, is_unknown, unknown};

muster_sdk::parameters! {
    struct Parameters {
        /// Mounts that must be there: `SERVICE:PATH`, and what may be mounted, a path of the host
        /// (relative to the project's directory) or the name of a volume; anything that outlives the
        /// container, if nothing is listed.
        #[needed(mounts)]
        #[names(Pattern("*:/*"))]
        mounts: Vec<(String, Vec<String>)> = [],
    }
}

muster_sdk::rule! {
    id: "compose/mount-missing",
    severity: High,
    tags: ["compose", "docker", "files", "availability", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "mount_missing.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    if parameters.mounts.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "compose/volumes",
            "The policy requires no mount.",
        )]);
    }
    Project::judge(|project| {
        let mounts = compose::mounts()?;
        let gaps = compose::gaps()?;
        let definitions = services::definitions()?;
        let mut findings = Vec::new();
        for (place, origins) in &parameters.mounts {
            let (service, target) = place
                .split_once(':')
                .filter(|(service, target)| !service.is_empty() && target.starts_with('/'))
                .ok_or_else(|| {
                    NotEvaluated::because(format!(
                        "'{place}' in parameter `mounts` is not SERVICE:/PATH."
                    ))
                })?;
            let wanted = Wanted {
                project,
                service,
                target,
                origins,
                definition: definitions.iter().find(|one| one.name == service),
            };
            let found = wanted.judge(&mounts);
            // A mount that is not known may be the one that is missing, or lie on top of it.
            findings.push(if is_unknown(&gaps, service, &PARTS) {
                Finding::error(
                    wanted.subject(),
                    format!("The mounts of '{service}' are not all known."),
                )
            } else {
                found
            });
        }
        findings.extend(unknown(&PARTS)?);
        Ok(findings)
    })
}

/// A mount that the policy asks for.
struct Wanted<'a> {
    project: &'a Project,
    service: &'a str,
    target: &'a str,
    origins: &'a [String],
    definition: Option<&'a Definition>,
}

impl Wanted<'_> {
    fn subject(&self) -> String {
        format!("compose/{}/volumes{}", self.service, self.target)
    }

    fn judge(&self, mounts: &[Mount]) -> Finding {
        let Self {
            project,
            service,
            target,
            ..
        } = self;
        if !project.has(service) {
            return Finding::not_applicable(
                self.subject(),
                format!("{} has no service '{service}'.", project.file()),
            );
        }
        let found = mounts
            .iter()
            .filter(|mount| mount.service == **service && covers(&mount.target, target))
            .max_by_key(|mount| mount.target.len());
        let Some(mount) = found else {
            let message = format!("Nothing is mounted at {target} of '{service}'.");
            let elsewhere = mounts
                .iter()
                .filter(|mount| mount.service == **service && self.is_elsewhere(mount));
            let finding = elsewhere.fold(self.failure(message), |finding, mount| {
                finding.at(mount.source.clone(), "mounts it elsewhere")
            });
            let definition = self.definition.map(|one| one.source.clone());
            return finding.at_if(definition, "defines the service");
        };
        let shown = self.shown(mount);
        if self.suits(mount, &shown) {
            let message = format!("'{service}' has {shown} at {target}.");
            return at(Finding::pass(self.subject(), message), mount);
        }
        let finding = self.failure(format!(
            "'{service}' has {shown} at {target}, not {}.",
            self.required()
        ));
        // Compose takes one mount for each path.
        let finding = if mount.target == **target {
            finding.fix(format!(
                "For '{service}', write {} in the place of what is mounted at {target}",
                self.entry()
            ))
        } else {
            finding
        };
        finding
            .observed(shown)
            .at(mount.source.clone(), "mounts something else")
    }

    /// Whether a mount provides what is required, but at another path.
    fn is_elsewhere(&self, mount: &Mount) -> bool {
        let origin = mount.origin.as_deref();
        !self.origins.is_empty() && origin.is_some_and(|origin| self.suits(mount, origin))
    }

    /// What the container sees at the path: the mount may be above it.
    fn shown(&self, mount: &Mount) -> String {
        let below = self
            .target
            .strip_prefix(mount.target.trim_end_matches('/'))
            .unwrap_or_default();
        match (&mount.origin, mount.kind.as_str()) {
            (Some(origin), _) => format!("{}{below}", origin.trim_end_matches('/')),
            (None, Mount::KIND_TMPFS) => "a file system in memory".to_owned(),
            (None, _) => "a volume without a name".to_owned(),
        }
    }

    fn suits(&self, mount: &Mount, shown: &str) -> bool {
        match mount.kind.as_str() {
            Mount::KIND_BIND => {
                self.origins.is_empty()
                    || self.origins.iter().any(|origin| {
                        origin.contains('/') && absolute(self.project.directory(), origin) == shown
                    })
            }
            Mount::KIND_VOLUME => {
                self.origins.is_empty() || self.origins.iter().any(|origin| origin == shown)
            }
            _ => false,
        }
    }

    fn required(&self) -> String {
        if self.origins.is_empty() {
            "a directory of the host or a named volume".to_owned()
        } else {
            self.origins.join(" or ")
        }
    }

    /// The entry to write in `volumes`.
    fn entry(&self) -> String {
        let origin = self.origins.first().map_or("./DIRECTORY", String::as_str);
        format!("\"{origin}:{}\"", self.target)
    }

    fn failure(&self, message: String) -> Finding {
        Finding::fail(self.subject(), message)
            .required(self.required())
            .fix(format!(
                "Add to `volumes` of '{}': {}",
                self.service,
                self.entry()
            ))
    }
}

/// A path as Compose takes it: relative to the project's directory.
fn absolute(directory: &str, path: &str) -> String {
    format!("/{}", path_names(directory, path).join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_begins_in_the_directory_of_the_project() {
        assert_eq!(absolute("/opt/shop", "./logs"), "/opt/shop/logs");
        assert_eq!(absolute("/opt/shop", "../logs/"), "/opt/logs");
        assert_eq!(absolute("/opt/shop", "/srv//logs"), "/srv/logs");
    }
}
