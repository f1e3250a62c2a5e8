//! `compose/interpolation-unset`

use muster_sdk::variables::{self, Reference};
use muster_sdk::{ByName, Finding, Outcome, pass_unless};

use crate::environment::Services;
use crate::project::{Project, unknown};

muster_sdk::rule! {
    id: "compose/interpolation-unset",
    severity: Medium,
    precision: Medium,
    tags: ["compose", "docker", "env"],
    explained_by: [Place("compose/file-valid")],
    documentation: "interpolation_unset.md",
    check: check,
}

/// Stands for a name that is not shown.
const HIDDEN: &str = "…";

fn check() -> Outcome {
    Project::judge(|_| {
        let references = variables::references()?;
        let mut of_names: ByName<Vec<&Reference>> = ByName::default();
        for reference in &references {
            let is_unset = matches!(
                reference.origin.as_str(),
                Reference::ORIGIN_UNSET | Reference::ORIGIN_REFUSED | Reference::ORIGIN_UNKNOWN
            );
            if is_unset {
                of_names
                    .get_or_insert_with(subject(reference), Vec::new)
                    .push(reference);
            }
        }
        let mut findings: Vec<Finding> = of_names
            .into_iter()
            .filter_map(|(subject, references)| judge(subject, &references))
            .collect();
        findings.extend(unknown(&[])?);
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/interpolation",
                "Every variable that services are filled in from is set or has a default.",
            )
        }))
    })
}

/// A variable of a project, or a place in a service where its name is not shown.
fn subject(reference: &Reference) -> String {
    let Reference {
        name, service, key, ..
    } = reference;
    if name == HIDDEN {
        return format!("compose/{service}/{key}");
    }
    match service.rsplit_once('/') {
        Some((project, _)) => format!("compose/{project}/${name}"),
        None => format!("compose/${name}"),
    }
}

fn judge(subject: String, references: &[&Reference]) -> Option<Finding> {
    let first = references.first()?;
    let name = first.name.as_str();
    let services = Services::of(references.iter().map(|one| one.service.as_str()));
    let finding = if name == HIDDEN {
        Finding::fail(
            subject,
            format!(
                "A `$` in `{}` of {services} begins the name of a variable that nothing sets, so \
                 Compose drops both.",
                first.key
            ),
        )
        .observed("not set")
        .required("a value, or `$$` for a dollar sign")
        .fix("Write `$$` where a dollar sign is meant")
    } else if first.origin == Reference::ORIGIN_UNKNOWN {
        Finding::error(
            subject,
            format!(
                "`.env` names {name} without a value, so Compose takes it from the shell that calls it."
            ),
        )
    } else {
        let so = if first.origin == Reference::ORIGIN_REFUSED {
            "so Compose starts nothing"
        } else {
            "so Compose fills in an empty text"
        };
        Finding::fail(
            subject,
            format!(
                "Nothing sets {name}, from which {} filled in, {so}.",
                services.with("is", "are")
            ),
        )
        .observed("not set")
        .required("a value")
        .fix(format!(
            "Set {name} in the `.env` beside the Compose file; write `${{{name}:-}}` where an empty \
             text is meant"
        ))
    };
    Some(references.iter().fold(finding, |finding, reference| {
        finding.at(reference.source.clone(), "is filled in")
    }))
}
